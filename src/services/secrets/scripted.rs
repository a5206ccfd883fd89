//! A store that behaves as badly as it is told to: absent, locked, hanging, late, failing, forgetful.
//!
//! It stands in for the system's keyring in tests and wherever those states have to be seen.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

use super::{Kept, KeptToken, MemoryStore, SecretError, SecretKey, SecretStore, chosen, distinct};

/// How the store answers from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// As a keyring should.
    Working,
    /// Every call fails with this.
    Failing(SecretError),
    /// Every call waits until another condition is set, and then follows that one: an answer that
    /// comes late is `Hanging`, then `Working`.
    Hanging,
    /// Reads work; writes and deletes hang.
    HangingChanges,
    /// Writes say yes and keep nothing.
    Forgetful,
}

/// One call that reached the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// [`SecretStore::all`] and [`SecretStore::read`].
    Read(SecretKey),
    /// [`SecretStore::write`].
    Write(SecretKey),
    /// [`SecretStore::delete`] or [`SecretStore::keep_only`].
    Delete(SecretKey),
}

/// The store, and the hand that plays it: share it in an `Arc`.
pub struct Scripted {
    entries: MemoryStore,
    /// Entries that another program put beside those of Dapple, with the names it gave them.
    beside: Mutex<Vec<(SecretKey, String, SecretString)>>,
    condition: Mutex<Condition>,
    changed: Condvar,
    calls: Mutex<Vec<Call>>,
}

impl Default for Scripted {
    fn default() -> Self {
        Self::new(Condition::Working)
    }
}

impl Scripted {
    /// An empty store in this condition.
    pub fn new(condition: Condition) -> Self {
        Self {
            entries: MemoryStore::new(),
            beside: Mutex::default(),
            condition: Mutex::new(condition),
            changed: Condvar::new(),
            calls: Mutex::new(Vec::new()),
        }
    }

    /// Sets the condition; hanging calls look at it again.
    pub fn set(&self, condition: Condition) {
        *locked(&self.condition) = condition;
        self.changed.notify_all();
    }

    /// Puts an entry in place, whatever the condition.
    ///
    /// # Errors
    /// Never: memory does not fail.
    pub fn put(&self, key: &SecretKey, secret: &SecretString) -> Result<(), SecretError> {
        self.entries.write(key, secret)
    }

    /// Puts a second entry of a key in place, as another program could.
    pub fn put_beside(&self, key: &SecretKey, label: &str, secret: &SecretString) {
        locked(&self.beside).push((key.clone(), label.to_owned(), secret.clone()));
    }

    /// All entries of a key, whatever the condition: Dapple's own, then those beside it.
    pub fn entries(&self, key: &SecretKey) -> Vec<Kept> {
        let mut found = Vec::new();
        if let Some(secret) = self.peek(key) {
            found.push(Kept { shown: KeptToken::of(&secret, Some(&key.label())), secret });
        }
        for (_, label, secret) in locked(&self.beside).iter().filter(|(of, ..)| of == key) {
            found.push(Kept { shown: KeptToken::of(secret, Some(label)), secret: secret.clone() });
        }
        distinct(found)
    }

    /// Looks at an entry, whatever the condition.
    pub fn peek(&self, key: &SecretKey) -> Option<SecretString> {
        self.entries.read(key).ok().flatten()
    }

    /// Every call so far, in the order of arrival, hanging ones included.
    pub fn calls(&self) -> Vec<Call> {
        locked(&self.calls).clone()
    }

    /// Notes the call, waits while the condition says so, and returns the one that counts.
    fn enter(&self, call: Call) -> Result<Condition, SecretError> {
        let reads = matches!(call, Call::Read(_));
        locked(&self.calls).push(call);
        let hangs = |now: &mut Condition| match now {
            Condition::Hanging => true,
            Condition::HangingChanges => !reads,
            _ => false,
        };
        let condition = self
            .changed
            .wait_while(locked(&self.condition), hangs)
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match condition {
            Condition::Failing(error) => Err(error),
            other => Ok(other),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SecretStore for Scripted {
    fn all(&self, key: &SecretKey) -> Result<Vec<Kept>, SecretError> {
        self.enter(Call::Read(key.clone()))?;
        Ok(self.entries(key))
    }

    fn write(&self, key: &SecretKey, secret: &SecretString) -> Result<(), SecretError> {
        if self.enter(Call::Write(key.clone()))? == Condition::Forgetful {
            return Ok(());
        }
        self.entries.write(key, secret)
    }

    fn delete(&self, key: &SecretKey) -> Result<(), SecretError> {
        self.enter(Call::Delete(key.clone()))?;
        locked(&self.beside).retain(|(of, ..)| of != key);
        self.entries.delete(key)
    }

    fn keep_only(&self, key: &SecretKey, wanted: &KeptToken) -> Result<(), SecretError> {
        self.enter(Call::Delete(key.clone()))?;
        if let Some(secret) = chosen(self.entries(key), wanted)? {
            locked(&self.beside).retain(|(of, ..)| of != key);
            self.entries.write(key, &secret)?;
        }
        Ok(())
    }
}
