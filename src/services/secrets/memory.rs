//! A store that ends with the process: "use for this session only", the demo, and tests.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

use super::{Kept, KeptToken, SecretError, SecretKey, SecretStore};

/// Secrets in memory, wiped when they are replaced, removed, or the store is dropped.
#[derive(Default)]
pub struct MemoryStore {
    entries: Mutex<HashMap<SecretKey, SecretString>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<SecretKey, SecretString>> {
        // A map is whole after every step, so a panic elsewhere has not broken it.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryStore").field("entries", &self.entries().len()).finish()
    }
}

impl SecretStore for MemoryStore {
    fn all(&self, key: &SecretKey) -> Result<Vec<Kept>, SecretError> {
        let found = self.entries().get(key).cloned();
        let kept = |secret| Kept { shown: KeptToken::of(&secret, None), secret };
        Ok(found.map(kept).into_iter().collect())
    }

    fn write(&self, key: &SecretKey, secret: &SecretString) -> Result<(), SecretError> {
        self.entries().insert(key.clone(), secret.clone());
        Ok(())
    }

    fn delete(&self, key: &SecretKey) -> Result<(), SecretError> {
        self.entries().remove(key);
        Ok(())
    }

    /// A map has one entry a key: there is never anything to settle.
    fn keep_only(&self, _key: &SecretKey, _chosen: &KeptToken) -> Result<(), SecretError> {
        Ok(())
    }
}
