//! Errors of the services, turned into what a person reads.

use crate::app::failure::{Failure, Remedy};
use crate::services::api::ApiError;
use crate::services::secrets::SecretError;

/// A task panicked. Says nothing of the data it worked on.
pub(super) fn broke() -> Failure {
    Failure::new("Something in Dapple broke", "Only this one thing is lost. The log says where it happened")
        .with(Remedy::Retry)
}

/// The account's token is not at hand yet.
pub(super) fn not_connected() -> Failure {
    Failure::new("This account is not connected", "Reconnect it at the top left, then try again")
        .with(Remedy::Retry)
}

/// Neither a portal nor another file dialog answers on this system.
pub(super) fn no_dialog() -> Failure {
    Failure::new("This system offers no file dialog", "Type the full path of the file instead")
}

/// What an error of the transport means to a person.
pub(super) fn api(error: &ApiError) -> Failure {
    let mut failure = Failure::new(error.title(), error.advice());
    let details: Vec<String> =
        error.details().into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
    failure.details = (!details.is_empty()).then(|| details.join("\n"));
    failure.request_id = error.request_id().map(Into::into);
    failure.remedies = match error {
        ApiError::TokenRefused { .. } => vec![Remedy::MakeToken],
        ApiError::NotSpeckle { .. } | ApiError::Redirected { .. } => vec![Remedy::ChangeServer],
        ApiError::PlainHttpNotAllowed { .. } => vec![Remedy::AllowPlainHttp],
        _ => vec![Remedy::Retry],
    };
    failure
}

/// What an error of the keyring means to a person.
pub(super) fn secret(error: &SecretError) -> Failure {
    let text = error.to_string();
    let (title, advice) = text
        .split_once(". ")
        .unwrap_or((text.as_str(), "Try again, or keep the token for this session only"));
    Failure::new(title, advice).with(Remedy::Retry).with(Remedy::SessionOnly)
}

/// A certificate file of the settings cannot be read.
pub(super) fn certificate(path: &std::path::Path, error: &std::io::Error) -> Failure {
    let title = format!("The certificate file {} could not be read", path.display());
    Failure::new(title, unreadable(error))
}

/// What to do about a file that cannot be read.
pub(super) fn unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "There is no such file. Check its name and its folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "You may not read it. Change its permissions".to_owned(),
        std::io::ErrorKind::IsADirectory => "It is a folder. Choose a file in it".to_owned(),
        _ => error.to_string(),
    }
}

/// A file that is far too long for certificates.
pub(super) fn no_certificate(path: &std::path::Path) -> Failure {
    let title = format!("The file {} is too long for a certificate", path.display());
    Failure::new(title, "Choose a PEM file")
}
