//! What a server's refusal means to a person, and the two refusals that lie in the data itself.

use dapple_data::speckle::browse::Refusal;
use dapple_data::speckle::{GraphqlError, Scope};

use crate::app::failure::{Failure, Remedy};

/// The most errors that are listed in the details.
const MOST_ERRORS: usize = 20;

/// The server answered without what was asked for.
pub(super) fn by(errors: &[GraphqlError]) -> Failure {
    let failure = match Refusal::of(errors) {
        Refusal::Scope(scope) => lacking(&scope, errors),
        Refusal::NoProject => Failure::new(
            "The server has no such project, or it is not for this account",
            "It may have been deleted, or it is private. Check the link, or sign in with another account",
        ),
        Refusal::NoModel => {
            Failure::new("The project has no such model", "It may have been deleted or renamed")
        }
        Refusal::NoVersion => {
            Failure::new("The project has no such version", "It may have been deleted. Look at the model")
        }
        Refusal::NoAccess => Failure::new(
            sentence(errors),
            "Ask somebody who owns the project, or sign in with another account or token",
        ),
        Refusal::SingleSignOn => Failure::new(
            "The workspace asks for its single sign-on",
            "Sign in to the workspace in the web app, then try again",
        )
        .with(Remedy::Retry),
        Refusal::UnknownField => Failure::new(
            "This server does not know what was asked for",
            "It is older or newer than what Dapple knows. Everything else may still work",
        ),
        Refusal::Other if errors.is_empty() => Failure::new(
            "The server does not know whose token this is",
            "It answered without a person behind the token. Make a new token and add it here",
        )
        .with(Remedy::MakeToken),
        Refusal::Other => {
            Failure::new(sentence(errors), "This is the server's answer. Try again, or ask who runs it")
                .with(Remedy::Retry)
        }
    };
    let details = details(errors);
    Failure { refused: true, details: (!details.is_empty()).then_some(details), ..failure }
}

fn lacking(scope: &str, errors: &[GraphqlError]) -> Failure {
    let links = match Scope::from_name(scope) {
        Some(Scope::ProfileRead) => ". Links to projects open without it",
        _ => "",
    };
    Failure::new(sentence(errors), format!("Make a token that has {scope}, and add it here{links}"))
        .with(Remedy::MakeToken)
}

/// The sentence of the error that says something.
fn sentence(errors: &[GraphqlError]) -> String {
    let telling = errors.iter().find(|error| Refusal::of(std::slice::from_ref(error)) != Refusal::Other);
    let error = telling.or_else(|| errors.first());
    error.map_or_else(|| "The server gave no reason".to_owned(), |error| error.sentence().into_owned())
}

/// The server's own words, one line an error.
fn details(errors: &[GraphqlError]) -> String {
    let line = |error: &GraphqlError| {
        let place = error.path_text();
        let message: String = error.message.chars().take(2_000).collect();
        if place.is_empty() { message } else { format!("{place}: {message}") }
    };
    errors.iter().take(MOST_ERRORS).map(line).collect::<Vec<_>>().join("\n")
}

/// A version that the workspace's subscription hides.
pub(super) fn hidden() -> Failure {
    refusal(
        "This version is hidden by the workspace's subscription",
        "The server gives no data of it, to any program. Open a newer version of the model, or ask who runs the workspace",
    )
}

/// A version that has files and no objects.
pub(super) fn new_format() -> Failure {
    refusal(
        "This version is in the new format",
        "It holds files in place of objects, so there are no elements to list. Download them from the version, or with dapple download",
    )
}

/// What a link names is not there.
pub(super) fn gone(title: &str, advice: &str) -> Failure {
    refusal(title, advice)
}

fn refusal(title: &str, advice: &str) -> Failure {
    Failure { refused: true, ..Failure::new(title, advice) }
}
