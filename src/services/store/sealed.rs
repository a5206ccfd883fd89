//! Server content that is kept encrypted: previews of versions. One file each in the cache folder, sealed with a
//! key of the account that lies in the keyring; without the key nobody can read it, nor tell of what it is.
//!
//! A file is a version byte, a nonce, and the sealed rest: when it was kept (8 bytes, seconds since 1970), how
//! long the server lets it live (4 bytes, seconds), then the content. Its name is a keyed hash of what it holds,
//! and is sealed with it, so that no file can take the place of another.

use std::fmt;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{digest, hmac};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::folders::create_private;
use super::{AtomicFile, Folders, Readers, StoreError};

/// All accounts together keep at most this many bytes; what was not used for longest goes first.
pub const MAX_SEALED_BYTES: u64 = 2 << 30;
/// What nobody looked at for so long goes.
const UNUSED_FOR: Duration = Duration::from_secs(30 * 24 * 3_600);
/// The form of the files.
const FORM: u8 = 1;
/// Seconds since 1970, and how long it may live.
const HEAD: usize = 12;
const KEY_BYTES: usize = 32;
/// The folder is looked through at the first file a process keeps, and then after so many.
const LOOK_AFTER: u32 = 64;

/// The kept content of one account.
pub struct Sealed {
    all: PathBuf,
    folder: PathBuf,
    key: LessSafeKey,
    names: hmac::Key,
    random: SystemRandom,
    written: AtomicU32,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Folders {
    /// The folder of all that is kept encrypted.
    pub fn sealed(&self) -> PathBuf {
        self.cache.join("sealed")
    }

    /// The folder of an account, by a hash of its name in the keyring.
    fn sealed_of(&self, account: &str) -> PathBuf {
        self.sealed().join(short_hex(digest::digest(&digest::SHA256, account.as_bytes()).as_ref()))
    }

    /// Whether something is kept of an account.
    pub fn has_sealed(&self, account: &str) -> bool {
        self.sealed_of(account).exists()
    }

    /// Removes all that is kept of an account. It is no error when there is nothing.
    ///
    /// # Errors
    /// [`StoreError`], naming the folder.
    pub fn remove_sealed(&self, account: &str) -> Result<(), StoreError> {
        remove(&self.sealed_of(account))
    }

    /// Removes what nobody used for 30 days, and the longest unused until at most `most` bytes are left.
    ///
    /// # Errors
    /// [`StoreError`], naming the first that cannot be removed.
    pub fn trim_sealed(&self, now: SystemTime, most: u64) -> Result<(), StoreError> {
        trim(&self.sealed(), now, most)
    }

    /// Removes all that is kept of all accounts.
    ///
    /// # Errors
    /// [`StoreError`], naming the folder.
    pub fn clear_sealed(&self) -> Result<(), StoreError> {
        remove(&self.sealed())
    }
}

fn remove(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::of_io(folder, &error)),
        _ => Ok(()),
    }
}

impl Sealed {
    /// A new key, as the text that the keyring keeps. `None` where the system has no randomness to give.
    pub fn new_key() -> Option<SecretString> {
        let mut bytes = Zeroizing::new([0_u8; KEY_BYTES]);
        SystemRandom::new().fill(bytes.as_mut_slice()).ok()?;
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(SecretString::from(text))
    }

    /// What is kept of an account under this key. `None` when the text is no key of ours.
    pub fn open(folders: &Folders, account: &str, key: &SecretString) -> Option<Self> {
        let text = key.expose_secret().as_bytes();
        let mut bytes = Zeroizing::new([0_u8; KEY_BYTES]);
        if text.len() != 2 * KEY_BYTES {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        let master = hmac::Key::new(hmac::HMAC_SHA256, bytes.as_slice());
        let derived = |what: &[u8]| hmac::sign(&master, what);
        let key = UnboundKey::new(&CHACHA20_POLY1305, derived(b"content").as_ref()).ok()?;
        Some(Self {
            all: folders.sealed(),
            folder: folders.sealed_of(account),
            key: LessSafeKey::new(key),
            names: hmac::Key::new(hmac::HMAC_SHA256, derived(b"names").as_ref()),
            random: SystemRandom::new(),
            written: AtomicU32::new(0),
        })
    }

    fn file(&self, name: &str) -> (PathBuf, String) {
        let hidden = short_hex(hmac::sign(&self.names, name.as_bytes()).as_ref());
        (self.folder.join(&hidden), hidden)
    }

    /// What is kept under a name and may still live. A file that was changed or is of another key is removed.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn read(&self, name: &str, now: SystemTime) -> Result<Option<Vec<u8>>, StoreError> {
        let (path, hidden) = self.file(name);
        let failed = |error: std::io::Error| StoreError::of_io(&path, &error);
        let file = match fs::read(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let Some(content) = self.unseal(&file, &hidden, seconds(now)) else {
            fs::remove_file(&path).map_err(failed)?;
            return Ok(None);
        };
        // Its use is its age from here on. A folder that cannot be written is still read.
        if let Ok(file) = File::options().write(true).open(&path) {
            drop(file.set_modified(now));
        }
        Ok(Some(content))
    }

    fn unseal(&self, file: &[u8], hidden: &str, now: u64) -> Option<Vec<u8>> {
        let (form, rest) = file.split_first()?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok().filter(|_| *form == FORM)?;
        let mut plain = sealed.to_vec();
        let long = self.key.open_in_place(nonce, Aad::from(hidden.as_bytes()), &mut plain).ok()?.len();
        plain.truncate(long);
        let (at, rest) = plain.split_first_chunk::<8>()?;
        let lives = rest.first_chunk::<4>()?;
        let end = u64::from_le_bytes(*at).saturating_add(u32::from_le_bytes(*lives).into());
        if now >= end {
            return None;
        }
        plain.drain(..HEAD);
        Some(plain)
    }

    /// Keeps content under a name for as long as its server lets it live.
    ///
    /// # Errors
    /// [`StoreError`]; what was kept before is then still whole.
    pub fn keep(
        &self,
        name: &str,
        content: &[u8],
        lives: Duration,
        now: SystemTime,
    ) -> Result<(), StoreError> {
        create_private(&self.all)?;
        create_private(&self.folder)?;
        let (path, hidden) = self.file(name);
        let failed = |error: std::io::Error| StoreError::of_io(&path, &error);
        let mut nonce = [0_u8; NONCE_LEN];
        self.random
            .fill(&mut nonce)
            .map_err(|_| failed(std::io::Error::other("the system has no randomness")))?;
        let lives = u32::try_from(lives.as_secs()).unwrap_or(u32::MAX);
        let mut sealed = Vec::with_capacity(HEAD + content.len() + CHACHA20_POLY1305.tag_len());
        sealed.extend_from_slice(&seconds(now).to_le_bytes());
        sealed.extend_from_slice(&lives.to_le_bytes());
        sealed.extend_from_slice(content);
        let aad = Aad::from(hidden.as_bytes());
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
            .map_err(|_| failed(std::io::Error::other("it cannot be encrypted")))?;
        let mut file = AtomicFile::create(&path, Readers::Owner)?;
        let write = |file: &mut AtomicFile| {
            file.write_all(&[FORM])?;
            file.write_all(&nonce)?;
            file.write_all(&sealed)
        };
        write(&mut file).map_err(failed)?;
        file.commit()?;
        if self.written.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOK_AFTER) {
            trim(&self.all, now, MAX_SEALED_BYTES)?;
        }
        Ok(())
    }
}

/// Removes what was not used for long, and the longest unused until the rest fits.
fn trim(all: &Path, now: SystemTime, most: u64) -> Result<(), StoreError> {
    let mut files = Vec::new();
    let failed = |path: &Path, error: std::io::Error| StoreError::of_io(path, &error);
    for folder in fs::read_dir(all).map_err(|error| failed(all, error))? {
        let folder = folder.map_err(|error| failed(all, error))?.path();
        for entry in fs::read_dir(&folder).map_err(|error| failed(&folder, error))? {
            let entry = entry.map_err(|error| failed(&folder, error))?;
            let meta = entry.metadata().map_err(|error| failed(&entry.path(), error))?;
            files.push((meta.modified().unwrap_or(UNIX_EPOCH), meta.len(), entry.path()));
        }
    }
    files.sort();
    let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    for (used, bytes, path) in files {
        let unused = now.duration_since(used).is_ok_and(|since| since > UNUSED_FOR);
        if !unused && total <= most {
            break;
        }
        match fs::remove_file(&path) {
            // Another process may have been faster.
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&path, error)),
            _ => total -= bytes,
        }
    }
    Ok(())
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The first 16 bytes of a hash, as a file name.
fn short_hex(hash: &[u8]) -> String {
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
