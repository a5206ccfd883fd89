//! Schemas of servers as they were last read, so that a start without a network can still check and complete.
//! One SDL file a server in the cache folder; never a token, since the address alone names it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::folders::create_private;
use super::{AtomicFile, Folders, Readers, StoreError};

/// Longer schemas are not kept: the largest Speckle server has 0.4 MB.
pub const MAX_SCHEMA_BYTES: u64 = 16 * 1024 * 1024;
/// All of them together; the oldest go first.
const MAX_FOLDER_BYTES: u64 = 64 * 1024 * 1024;

/// A schema from the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSchema {
    /// Its SDL.
    pub sdl: String,
    /// When it was read from the server, in seconds since 1970.
    pub at: i64,
}

impl Folders {
    fn schemas(&self) -> PathBuf {
        self.cache.join("schemas")
    }

    fn schema_file(&self, server: &str) -> PathBuf {
        let plain: String =
            server.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
        // Two addresses may look the same once their signs are gone.
        let hash = server.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        self.schemas().join(format!("{plain}-{hash:016x}.graphql"))
    }

    /// The schema that was kept of a server, named by its address. `None` where there is none, or none of
    /// this server.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn read_schema(&self, server: &str) -> Result<Option<KeptSchema>, StoreError> {
        let path = self.schema_file(server);
        let failed = |error: std::io::Error| StoreError::of_io(&path, &error);
        let mut file = match fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let meta = file.metadata().map_err(failed)?;
        if meta.len() > MAX_SCHEMA_BYTES {
            return Ok(None);
        }
        let since = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let at = since.and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or_default();
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        let sdl = text.strip_prefix(&first_line(server)).map(str::to_owned);
        Ok(sdl.map(|sdl| KeptSchema { sdl, at }))
    }

    /// Keeps a schema of a server. Says whether it was kept: one that is too long is not.
    ///
    /// # Errors
    /// [`StoreError`]; what was kept before is then still whole.
    pub fn keep_schema(&self, server: &str, sdl: &str) -> Result<bool, StoreError> {
        if sdl.len() as u64 > MAX_SCHEMA_BYTES {
            return Ok(false);
        }
        let folder = self.schemas();
        create_private(&folder)?;
        let path = self.schema_file(server);
        let mut file = AtomicFile::create(&path, Readers::Owner)?;
        let write = |file: &mut AtomicFile| {
            file.write_all(first_line(server).as_bytes())?;
            file.write_all(sdl.as_bytes())
        };
        write(&mut file).map_err(|error| StoreError::of_io(&path, &error))?;
        file.commit()?;
        trim(&folder, &path)?;
        Ok(true)
    }
}

/// Says whose it is. A comment of GraphQL, so that the file stays SDL.
fn first_line(server: &str) -> String {
    format!("# {server}\n")
}

/// Removes the oldest files until the rest fits; the one just written stays.
fn trim(folder: &Path, fresh: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::of_io(folder, &error);
    let mut files: Vec<(std::time::SystemTime, u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let meta = entry.metadata().map_err(failed)?;
        files.push((meta.modified().unwrap_or(UNIX_EPOCH), meta.len(), entry.path()));
    }
    files.sort();
    let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, bytes, path) in files {
        if total <= MAX_FOLDER_BYTES {
            break;
        }
        if path != fresh {
            fs::remove_file(&path).map_err(|error| StoreError::of_io(&path, &error))?;
            total -= bytes;
        }
    }
    Ok(())
}
