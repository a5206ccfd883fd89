//! Pictures that outlive the program: encrypted on the disk with a key of their account from the keyring. Without
//! a keyring, or where the person wants nothing kept, there are none.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use tokio::sync::OnceCell;

use super::super::{Task, lock};
use crate::app::AccountKey;
use crate::services::secrets::{SecretError, SecretKey};
use crate::services::store::Sealed;

/// How long a picture waits for the keyring before it is asked of the server. Nobody is told of it: what waits is
/// a picture.
const KEYRING_WAIT: Duration = Duration::from_secs(5);

/// What is kept of one account, once that was looked up; nothing where nothing may be.
type Opened = OnceCell<Option<Arc<Sealed>>>;

/// The kept pictures of the accounts whose tokens the keyring keeps, opened when the first one is wanted.
#[derive(Default)]
pub(in crate::app::worker) struct KeptPictures {
    of: Mutex<HashMap<AccountKey, Arc<Opened>>>,
}

impl KeptPictures {
    /// The keyring keeps this account's token: it may keep a key beside it.
    pub(in crate::app::worker) fn allow(&self, account: &AccountKey) {
        lock(&self.of).entry(account.clone()).or_default();
    }

    /// The account is gone.
    pub(in crate::app::worker) fn forget(&self, account: &AccountKey) {
        lock(&self.of).remove(account);
    }
}

/// The entry of an account's key.
pub(in crate::app::worker) fn key_of(account: &AccountKey) -> SecretKey {
    SecretKey::cache(account.origin.clone(), account.token_id.clone())
}

/// What is kept of an account, where it may be.
async fn sealed(task: &Task, account: &AccountKey) -> Option<Arc<Sealed>> {
    if !task.shared.outside.disk.settings().keep_previews {
        return None;
    }
    let cell = lock(&task.shared.kept_pictures.of).get(account).cloned()?;
    cell.get_or_init(|| open(task, account)).await.clone()
}

/// Reads the account's key from the keyring, or makes one. What goes wrong means that nothing is kept.
async fn open(task: &Task, account: &AccountKey) -> Option<Arc<Sealed>> {
    let key = match tokio::time::timeout(KEYRING_WAIT, key(task, account)).await {
        Ok(Ok(key)) => key?,
        Ok(Err(error)) => {
            tracing::warn!(%error, "previews are not kept: the keyring gives no key for them");
            return None;
        }
        Err(_) => {
            tracing::warn!("previews are not kept: the keyring does not answer");
            return None;
        }
    };
    let opened = Sealed::open(task.shared.outside.disk.folders(), &key_of(account).account(), &key);
    if opened.is_none() {
        tracing::warn!("previews are not kept: their entry in the keyring is no key");
    }
    opened.map(Arc::new)
}

async fn key(task: &Task, account: &AccountKey) -> Result<Option<secrecy::SecretString>, SecretError> {
    let keyring = &task.shared.outside.keyring;
    let entry = key_of(account);
    if let Some(key) = keyring.read(&entry).await? {
        return Ok(Some(key));
    }
    // Another window keeps nothing, so it needs no key of its own.
    if task.shared.outside.disk.is_read_only() {
        return Ok(None);
    }
    let Some(key) = Sealed::new_key() else { return Ok(None) };
    keyring.save(&entry, &key, None).await?;
    Ok(Some(key))
}

/// The bytes of a picture that is kept, as the server gave them.
pub(super) async fn read(task: &Task, account: &AccountKey, url: &str) -> Option<Vec<u8>> {
    let (sealed, url) = (sealed(task, account).await?, url.to_owned());
    match task.on_disk(move |_| sealed.read(&url, SystemTime::now())).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => {
            tracing::warn!(%error, "a kept preview cannot be read");
            None
        }
        Err(_) => None,
    }
}

/// Keeps a picture for as long as its server says.
pub(super) async fn keep(task: &Task, account: &AccountKey, url: &str, bytes: bytes::Bytes, lives: Duration) {
    let Some(sealed) = sealed(task, account).await else { return };
    let url = url.to_owned();
    let written = task
        .on_disk(move |shared| {
            let disk = &shared.outside.disk;
            if disk.is_read_only() || disk.has_room(bytes.len() as u64).is_err() {
                return Ok(());
            }
            sealed.keep(&url, &bytes, lives, SystemTime::now())
        })
        .await;
    if let Ok(Err(error)) = written {
        tracing::warn!(%error, "a preview was not kept");
    }
}
