//! The keyring of the desktop: Secret Service on Linux, Keychain on macOS, Credential Manager on
//! Windows.
//!
//! The platform's store is built here and owned here. `keyring::Entry` would build it once and
//! remember a failed start, or a session with a daemon that was restarted since, for the life of the
//! process; here it is opened at the first call that needs it, again after every failed opening, and
//! again when the service says that it does not know our session.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error as StoreError};
use secrecy::{ExposeSecret, SecretString};
use zeroize::{Zeroize, Zeroizing};

use super::error::{Fault, fault, opening_fault};
use super::{Kept, KeptToken, SERVICE, SecretError, SecretKey, SecretStore, chosen, distinct, same};

/// The system's keyring. Making one is free: nothing is opened before the first call.
#[derive(Default)]
pub struct SystemStore {
    open: Mutex<Option<Arc<CredentialStore>>>,
}

impl std::fmt::Debug for SystemStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SystemStore")
    }
}

impl SystemStore {
    /// The system's keyring, not yet opened.
    pub fn new() -> Self {
        Self::default()
    }

    fn slot(&self) -> MutexGuard<'_, Option<Arc<CredentialStore>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The open store; opens it when there is none. A failed opening is not remembered.
    fn store(&self) -> Result<Arc<CredentialStore>, SecretError> {
        let mut slot = self.slot();
        if let Some(store) = slot.as_ref() {
            return Ok(Arc::clone(store));
        }
        let store = platform::open().map_err(opening_fault)?;
        *slot = Some(Arc::clone(&store));
        Ok(store)
    }

    /// Runs a call; once more on a new connection when `again` says that this is safe and useful.
    fn call<T>(
        &self,
        key: &SecretKey,
        again: fn(&Fault) -> bool,
        run: impl Fn(&Entry) -> Result<T, StoreError>,
    ) -> Result<T, SecretError> {
        let first = self.call_once(key, &run);
        let first = match first? {
            Ok(value) => return Ok(value),
            Err(first) => first,
        };
        if first.platform {
            *self.slot() = None;
        }
        if !again(&first) {
            return Err(first.error);
        }
        self.call_once(key, &run)?.map_err(|second| second.error)
    }

    /// The outer error is a store that cannot be opened, the inner one a call that failed.
    fn call_once<T>(
        &self,
        key: &SecretKey,
        run: &impl Fn(&Entry) -> Result<T, StoreError>,
    ) -> Result<Result<T, Fault>, SecretError> {
        let store = self.store()?;
        let label = key.label();
        let entry = match store.build(SERVICE, &key.account(), Some(&platform::modifiers(&label))) {
            Ok(entry) => entry,
            Err(error) => return Ok(Err(fault(error))),
        };
        Ok(run(&entry).map_err(fault))
    }
}

impl SecretStore for SystemStore {
    fn all(&self, key: &SecretKey) -> Result<Vec<Kept>, SecretError> {
        self.call(
            key,
            |fault| fault.platform,
            |entry| match secret_of(entry) {
                Ok(secret) => Ok(vec![Kept { shown: KeptToken::of(&secret, None), secret }]),
                Err(StoreError::NoEntry) => Ok(Vec::new()),
                Err(StoreError::Ambiguous(entries)) => {
                    entries.iter().map(kept).collect::<Result<_, _>>().map(distinct)
                }
                Err(error) => Err(error),
            },
        )
    }

    fn write(&self, key: &SecretKey, secret: &SecretString) -> Result<(), SecretError> {
        self.call(key, |fault| fault.stale, |entry| entry.set_secret(secret.expose_secret().as_bytes()))
    }

    fn delete(&self, key: &SecretKey) -> Result<(), SecretError> {
        self.call(
            key,
            |fault| fault.stale,
            |entry| match entry.delete_credential() {
                Ok(()) | Err(StoreError::NoEntry) => Ok(()),
                // Signing out means every copy: none of them may be left behind.
                Err(StoreError::Ambiguous(entries)) => delete_all(&entries),
                Err(error) => Err(error),
            },
        )
    }

    fn keep_only(&self, key: &SecretKey, wanted: &KeptToken) -> Result<(), SecretError> {
        let Some(secret) = chosen(self.all(key)?, wanted)? else { return Ok(()) };
        self.call(
            key,
            |fault| fault.stale,
            |entry| match entry.get_secret() {
                Ok(mut bytes) => {
                    bytes.zeroize();
                    Ok(())
                }
                Err(StoreError::Ambiguous(entries)) => keep_one(entries, &secret),
                Err(error) => Err(error),
            },
        )
    }
}

/// The secret of one entry as text. The platform's own buffer is wiped.
fn secret_of(entry: &Entry) -> Result<SecretString, StoreError> {
    let bytes = Zeroizing::new(entry.get_secret()?);
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(SecretString::from(text)),
        Err(_) => Err(StoreError::BadEncoding(Vec::new())),
    }
}

/// One of several entries, with the name by which the person may know it.
fn kept(entry: &Entry) -> Result<Kept, StoreError> {
    let secret = secret_of(entry)?;
    Ok(Kept { shown: KeptToken::of(&secret, platform::label(entry).as_deref()), secret })
}

fn delete_all(entries: &[Entry]) -> Result<(), StoreError> {
    for entry in entries {
        match entry.delete_credential() {
            Ok(()) | Err(StoreError::NoEntry) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Keeps the first entry with this secret. Everything is read before anything is removed.
fn keep_one(entries: Vec<Entry>, wanted: &SecretString) -> Result<(), StoreError> {
    let mut kept = false;
    let mut others = Vec::new();
    for entry in entries {
        if !kept && same(&secret_of(&entry)?, wanted) {
            kept = true;
        } else {
            others.push(entry);
        }
    }
    if kept { delete_all(&others) } else { Ok(()) }
}

#[cfg(target_os = "linux")]
mod platform {
    //! The Secret Service over D-Bus, in Rust alone.
    use zbus_secret_service_keyring_store::cred::Wrapper;

    use super::{Arc, CredentialStore, Entry, HashMap, StoreError};

    pub fn open() -> Result<Arc<CredentialStore>, StoreError> {
        let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
        Ok(store)
    }

    /// The label is what Seahorse and KWallet show as the entry's name.
    pub fn modifiers(label: &str) -> HashMap<&str, &str> {
        HashMap::from([("label", label)])
    }

    /// The label of one of several entries. Without one the person still sees the ending.
    pub fn label(entry: &Entry) -> Option<String> {
        entry.as_any().downcast_ref::<Wrapper>()?.get_label().ok()
    }
}

#[cfg(target_os = "macos")]
mod platform {
    //! The login keychain.
    use super::{Arc, CredentialStore, Entry, HashMap, StoreError};

    pub fn open() -> Result<Arc<CredentialStore>, StoreError> {
        let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
        Ok(store)
    }

    pub fn modifiers(_label: &str) -> HashMap<&str, &str> {
        HashMap::new()
    }

    pub fn label(_entry: &Entry) -> Option<String> {
        None
    }
}

#[cfg(windows)]
mod platform {
    //! The Credential Manager; `Local`, so that a token does not roam to other computers.
    use super::{Arc, CredentialStore, Entry, HashMap, StoreError};

    pub fn open() -> Result<Arc<CredentialStore>, StoreError> {
        let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new()?;
        Ok(store)
    }

    pub fn modifiers(_label: &str) -> HashMap<&str, &str> {
        HashMap::from([("persistence", "Local")])
    }

    pub fn label(_entry: &Entry) -> Option<String> {
        None
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod platform {
    //! No keyring is known here: the session-only store remains.
    use super::{Arc, CredentialStore, Entry, HashMap, StoreError};

    pub fn open() -> Result<Arc<CredentialStore>, StoreError> {
        Err(StoreError::NoDefaultStore)
    }

    pub fn modifiers(_label: &str) -> HashMap<&str, &str> {
        HashMap::new()
    }

    pub fn label(_entry: &Entry) -> Option<String> {
        None
    }
}
