//! What can go wrong with a keyring, in words that say what the person can do.
//!
//! The errors of the keyring crates hold, and print, the stored bytes. They are turned into
//! [`SecretError`] at this border and dropped; none of their values travels further.

use keyring_core::Error as StoreError;

use super::KeptToken;

/// Why the keyring did not do what it was asked. Never holds any part of a secret but the last six
/// characters, which servers show as well.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Nothing answers to the name of a keyring.
    #[error(
        "This computer has no keyring running. Start one and try again, \
         or keep the token for this session only"
    )]
    Absent,
    /// The keyring stayed locked: its prompt was dismissed, or it could not show one.
    #[error("The keyring is locked. Unlock it and try again, or keep the token for this session only")]
    Locked,
    /// The keyring is open, but not for Dapple.
    #[error(
        "The keyring refused Dapple. Allow it in the keyring's own settings and try again, \
         or keep the token for this session only"
    )]
    Denied,
    /// So many calls hang that no more are made.
    #[error(
        "The keyring does not answer: {left_behind} calls still wait for it. Answer its prompt or \
         restart it, or keep the token for this session only"
    )]
    Hanging {
        /// How many threads wait in the keyring, for nobody.
        left_behind: usize,
    },
    /// Several entries for one key, with different secrets: the person chooses.
    #[error("The keyring holds {} different tokens under one name. Choose the one to use", entries.len())]
    Ambiguous {
        /// What may be shown of each, in the keyring's order.
        entries: Vec<KeptToken>,
    },
    /// The keyring said yes, but gave back something else than what was saved.
    #[error(
        "The keyring did not give back the token that was just saved. Try again, \
         or keep the token for this session only"
    )]
    Unconfirmed,
    /// Anything else.
    #[error("The keyring failed: {what}. Try again, or keep the token for this session only")]
    Failed {
        /// What happened, one line, without any stored data.
        what: String,
    },
}

/// The longest foreign message that is passed on, in characters.
const LONGEST_MESSAGE: usize = 160;

impl SecretError {
    /// A failure in our own words or in a message that is known to hold no stored data.
    pub(super) fn failed(what: &str) -> Self {
        let line = what.lines().next().unwrap_or_default();
        let what = line.chars().filter(|c| !c.is_control()).take(LONGEST_MESSAGE).collect();
        Self::Failed { what }
    }
}

/// Why a call on a platform store failed: what to tell, and whether a new connection may help.
#[derive(Debug)]
pub(super) struct Fault {
    pub error: SecretError,
    /// The session with the service is gone: the service was restarted under us. The call was
    /// refused before it did anything, so it may be made again on a new connection.
    pub stale: bool,
    /// The platform failed in a way that a new connection may cure; safe to repeat for reads only.
    pub platform: bool,
}

impl Fault {
    fn of(error: SecretError) -> Self {
        Self { error, stale: false, platform: false }
    }
}

/// Takes a store's error apart and drops it. `NoEntry` and `Ambiguous` are answers and are handled
/// by the caller; here they only become a plain failure.
pub(super) fn fault(error: StoreError) -> Fault {
    match error {
        StoreError::PlatformFailure(inner) => platform_fault(&chain(inner.as_ref())),
        StoreError::NoStorageAccess(inner) => access_fault(&chain(inner.as_ref())),
        StoreError::NoDefaultStore => Fault::of(SecretError::Absent),
        StoreError::NoEntry => Fault::of(SecretError::failed("the entry is gone")),
        StoreError::Ambiguous(_) => Fault::of(SecretError::failed("there are several entries")),
        StoreError::BadEncoding(_) | StoreError::BadDataFormat(..) => {
            Fault::of(SecretError::failed("the entry is damaged"))
        }
        StoreError::BadStoreFormat(_) => Fault::of(SecretError::failed("its store is damaged")),
        StoreError::TooLong(name, limit) => {
            Fault::of(SecretError::failed(&format!("{name} may have at most {limit} characters")))
        }
        StoreError::Invalid(name, _) => {
            Fault::of(SecretError::failed(&format!("it does not accept this {name}")))
        }
        StoreError::NotSupportedByStore(_) => {
            Fault::of(SecretError::failed("it does not support this operation"))
        }
        _ => Fault::of(SecretError::failed("it gave an unknown error")),
    }
}

/// The messages of an error and its causes, innermost last. `Display` only: `Debug` of a keyring
/// error prints stored bytes, and of a D-Bus error the whole message.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// What a message of a platform means.
#[derive(Clone, Copy)]
enum Meaning {
    Absent,
    Locked,
    Denied,
    Stale,
}

/// Words in the messages of the platforms, and what they mean; the first that is found counts.
/// Sources: D-Bus specification ("org.freedesktop.DBus.Error"), Secret Service API draft 0.2
/// ("Errors"), Apple "Security Framework Result Codes", Windows system error codes.
const MEANINGS: &[(&str, Meaning)] = &[
    // Linux and the BSDs: the Secret Service over D-Bus.
    ("NoSession", Meaning::Stale),
    ("IsLocked", Meaning::Locked),
    ("object locked", Meaning::Locked),
    ("prompt dismissed", Meaning::Locked),
    ("result not returned", Meaning::Locked),
    ("AccessDenied", Meaning::Denied),
    ("ServiceUnknown", Meaning::Absent),
    ("NameHasNoOwner", Meaning::Absent),
    ("Error.Spawn", Meaning::Absent),
    ("Error.NoReply", Meaning::Absent),
    ("Error.NoServer", Meaning::Absent),
    ("Error.Disconnected", Meaning::Absent),
    ("no secret service provider", Meaning::Absent),
    ("address error", Meaning::Absent),
    ("No such file or directory", Meaning::Absent),
    ("Connection refused", Meaning::Absent),
    ("Broken pipe", Meaning::Absent),
    // macOS: errSecUserCanceled, errSecInteractionNotAllowed, errSecAuthFailed, errSecReadOnly,
    // errSecNotAvailable, errSecNoSuchKeychain.
    ("User canceled", Meaning::Locked),
    ("interaction is not allowed", Meaning::Locked),
    ("passphrase you entered is not correct", Meaning::Denied),
    ("read-only", Meaning::Denied),
    ("Write permissions", Meaning::Denied),
    ("No keychain is available", Meaning::Absent),
    ("keychain could not be found", Meaning::Absent),
    // Windows: a service account or a network logon has no credential set.
    ("NO_SUCH_LOGON_SESSION", Meaning::Absent),
];

fn meaning(text: &str) -> Option<Meaning> {
    MEANINGS.iter().find(|(words, _)| text.contains(words)).map(|(_, meaning)| *meaning)
}

fn platform_fault(text: &str) -> Fault {
    let known = meaning(text);
    let error = match known {
        Some(Meaning::Absent) => SecretError::Absent,
        Some(Meaning::Locked) => SecretError::Locked,
        Some(Meaning::Denied) => SecretError::Denied,
        Some(Meaning::Stale) => SecretError::failed("it was restarted"),
        None => SecretError::failed(text),
    };
    Fault { error, stale: matches!(known, Some(Meaning::Stale)), platform: true }
}

/// "No access" is a dismissed or impossible prompt on Linux, a keychain that is not there or may not
/// be changed on macOS, and a missing logon session on Windows.
fn access_fault(text: &str) -> Fault {
    Fault::of(match meaning(text) {
        Some(Meaning::Absent) => SecretError::Absent,
        Some(Meaning::Denied) => SecretError::Denied,
        _ => SecretError::Locked,
    })
}

/// Why a store could not be opened at all: mostly that there is none.
pub(super) fn opening_fault(error: StoreError) -> SecretError {
    match fault(error).error {
        SecretError::Denied => SecretError::Denied,
        SecretError::Locked => SecretError::Locked,
        _ => SecretError::Absent,
    }
}
