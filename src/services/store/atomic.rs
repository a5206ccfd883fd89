//! A file that is there whole or not at all.
//!
//! It is written beside its target and renamed onto it when complete; the data is on the disk before
//! the rename, and the rename before [`AtomicFile::commit`] returns. Dropped without a commit, or when
//! anything fails, nothing of it stays and the target is what it was.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::StoreError;

/// How the names of unfinished files begin and end.
pub(super) const PREFIX: &str = ".dapple-";
pub(super) const SUFFIX: &str = ".part";

/// Who may read the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// The person alone (0600): everything in Dapple's own folders.
    Owner,
    /// As the person's umask says: exports.
    AsUsual,
}

/// A file being written. Buffer small writes; each one here goes to the disk cache.
#[derive(Debug)]
pub struct AtomicFile {
    file: NamedTempFile,
    target: PathBuf,
}

impl AtomicFile {
    /// Starts a file that is to become `target`. A link is followed, so that it stays a link.
    ///
    /// # Errors
    /// [`StoreError`], naming the target.
    pub fn create(target: &Path, readers: Readers) -> Result<Self, StoreError> {
        let failed = |error: io::Error| StoreError::of_io(target, &error);
        let target = match fs::symlink_metadata(target) {
            Ok(meta) if meta.is_symlink() => fs::canonicalize(target).map_err(failed)?,
            _ => target.to_owned(),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = if readers == Readers::Owner { 0o600 } else { 0o666 };
            builder.permissions(fs::Permissions::from_mode(mode));
        }
        #[cfg(not(unix))]
        let _ = readers;
        let file = builder.tempfile_in(folder_of(&target)).map_err(failed)?;
        Ok(Self { file, target })
    }

    /// The file that this becomes.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Where it lies until then.
    pub(super) fn unfinished_path(&self) -> &Path {
        self.file.path()
    }

    pub(super) fn unfinished_file(&self) -> &File {
        self.file.as_file()
    }

    /// Puts the file in its place, replacing what was there.
    ///
    /// # Errors
    /// [`StoreError`]; the target is then what it was.
    pub fn commit(self) -> Result<(), StoreError> {
        let Self { mut file, target } = self;
        let failed = |error: io::Error| StoreError::of_io(&target, &error);
        file.flush().map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&target).map_err(|error| failed(error.error))?;
        sync_folder(folder_of(&target)).map_err(failed)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The folder that a file is in; the current one for a bare name.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes a rename last through a power cut. Windows has no such call and does not need it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes what a killed process left in one of Dapple's own folders.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if is_unfinished_name(&entry.path()) {
            // One that cannot be removed does no harm; the next start tries again.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file's name is one that [`AtomicFile`] gives.
pub(super) fn is_unfinished_name(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.len() > PREFIX.len() + SUFFIX.len() && name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}
