//! The OS keyring: where the access tokens live. The only place that names keyring.
//!
//! [`SecretStore`] is the blocking face of one store: [`SystemStore`] is the keyring of the desktop,
//! [`MemoryStore`] ends with the process, [`Scripted`] behaves as badly as it is told to.
//! [`Keyring`] is the async face that the worker uses: it never blocks its caller, says when the
//! person is being waited for, and never lets a late call change anything.
//!
//! A store of the system may hang for ever (a prompt nobody answers), so nothing here is called
//! from the window's thread, and nothing waits for it at exit: its threads are simply left.

mod attempt;
mod error;
mod keyring;
mod memory;
mod scripted;
mod system;

use dapple_data::token::TokenId;
use dapple_data::url::Origin;
use secrecy::{ExposeSecret, SecretString};

pub use error::SecretError;
pub use keyring::{Keyring, PATIENCE, Saved, Waiting};
pub use memory::MemoryStore;
pub use scripted::{Call, Condition, Scripted};
pub use system::SystemStore;

/// The service under which every entry of Dapple is filed, in reverse-DNS form.
pub const SERVICE: &str = "app.dapple.Dapple";

/// What an entry holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// An access token.
    Token,
    /// The key that what is kept of an account on the disk is encrypted with.
    CacheKey,
}

/// Names one entry: a server and the public id of the token saved for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretKey {
    /// What it holds.
    pub kind: SecretKind,
    /// The exact server (scheme, host, port) that the token may be sent to.
    pub origin: Origin,
    /// The public part of the token: its first ten characters.
    pub token: TokenId,
}

impl SecretKey {
    /// The key of the token with this id on this server.
    pub fn new(origin: Origin, token: TokenId) -> Self {
        Self { kind: SecretKind::Token, origin, token }
    }

    /// The key of the encryption of what is kept of this account.
    pub fn cache(origin: Origin, token: TokenId) -> Self {
        Self { kind: SecretKind::CacheKey, origin, token }
    }

    /// The "user name" of the entry in the keyring, for example
    /// `0123456789 https://app.speckle.systems`. Holds nothing secret.
    pub fn account(&self) -> String {
        let account = format!("{} {}", self.token.as_str(), self.origin.as_str());
        match self.kind {
            SecretKind::Token => account,
            SecretKind::CacheKey => format!("cache {account}"),
        }
    }

    /// What the keyring's own program shows as the name of the entry.
    pub fn label(&self) -> String {
        let what = match self.kind {
            SecretKind::Token => "token",
            SecretKind::CacheKey => "cache key of token",
        };
        format!("Dapple: {what} {} for {}", self.token.as_str(), self.origin.as_str())
    }
}

/// One of several entries that the keyring holds under one name, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeptToken {
    /// The last characters of its secret (at most six), as servers show them too.
    pub ending: String,
    /// What the keyring's own program calls the entry, where the keyring tells.
    pub label: Option<String>,
}

impl KeptToken {
    /// The longest label that is shown, in characters: anyone may have written it.
    const LONGEST_LABEL: usize = 120;

    /// What may be shown of an entry with this secret.
    pub fn of(secret: &SecretString, label: Option<&str>) -> Self {
        let shown = |label: &str| {
            label.chars().filter(|c| !c.is_control()).take(Self::LONGEST_LABEL).collect::<String>()
        };
        Self { ending: ending(secret), label: label.map(shown).filter(|label| !label.is_empty()) }
    }

    /// Whether this is the entry that was chosen; a choice without a label goes by the ending alone.
    fn is(&self, chosen: &Self) -> bool {
        self.ending == chosen.ending && (chosen.label.is_none() || self.label == chosen.label)
    }
}

/// An entry with its secret. Says nothing of it by itself.
pub struct Kept {
    /// What may be shown.
    pub shown: KeptToken,
    /// The secret.
    pub secret: SecretString,
}

/// One place that keeps secrets. Every call may block for as long as it likes.
///
/// A failed call has changed nothing, as far as the store itself lets us say so.
pub trait SecretStore: Send + Sync {
    /// All entries of this key that differ, in the keyring's order: mostly one or none. May ask the
    /// person to unlock.
    ///
    /// # Errors
    /// See [`SecretError`]; never [`SecretError::Ambiguous`].
    fn all(&self, key: &SecretKey) -> Result<Vec<Kept>, SecretError>;

    /// The secret of this key; `None` when there is no such entry. May ask the person to unlock.
    ///
    /// # Errors
    /// See [`SecretError`]; [`SecretError::Ambiguous`] when several entries differ.
    fn read(&self, key: &SecretKey) -> Result<Option<SecretString>, SecretError> {
        only(self.all(key)?)
    }

    /// Makes or replaces the entry of this key.
    ///
    /// # Errors
    /// See [`SecretError`].
    fn write(&self, key: &SecretKey, secret: &SecretString) -> Result<(), SecretError>;

    /// Removes the entry; removing what is not there is no error.
    ///
    /// # Errors
    /// See [`SecretError`].
    fn delete(&self, key: &SecretKey) -> Result<(), SecretError>;

    /// Ends an ambiguity the way the person chose: of several entries for one key, keeps the chosen
    /// one and removes the others. Removes nothing unless exactly one secret is meant.
    ///
    /// # Errors
    /// See [`SecretError`].
    fn keep_only(&self, key: &SecretKey, chosen: &KeptToken) -> Result<(), SecretError>;
}

/// The one secret there is; several that differ are the person's to choose from.
fn only(mut entries: Vec<Kept>) -> Result<Option<SecretString>, SecretError> {
    match entries.pop() {
        None => Ok(None),
        Some(last) if entries.is_empty() => Ok(Some(last.secret)),
        Some(last) => {
            let mut shown: Vec<KeptToken> = entries.into_iter().map(|entry| entry.shown).collect();
            shown.push(last.shown);
            Err(SecretError::Ambiguous { entries: shown })
        }
    }
}

/// The one entry that was chosen, `None` when it is gone.
fn chosen(entries: Vec<Kept>, wanted: &KeptToken) -> Result<Option<SecretString>, SecretError> {
    only(entries.into_iter().filter(|entry| entry.shown.is(wanted)).collect())
}

/// Entries with one secret are one.
fn distinct(entries: Vec<Kept>) -> Vec<Kept> {
    let mut found: Vec<Kept> = Vec::with_capacity(entries.len());
    for entry in entries {
        if !found.iter().any(|known| same(&known.secret, &entry.secret)) {
            found.push(entry);
        }
    }
    found
}

/// The last characters of a secret, by which the person tells two apart: six, as the server shows
/// them too, or two of one that is shorter than today's tokens.
pub fn ending(secret: &SecretString) -> String {
    let text = secret.expose_secret();
    let shown = if text.len() >= 42 { 6 } else { 2 };
    let start = text.char_indices().rev().nth(shown - 1).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default().to_owned()
}

/// Whether two secrets hold the same text.
fn same(left: &SecretString, right: &SecretString) -> bool {
    left.expose_secret() == right.expose_secret()
}
