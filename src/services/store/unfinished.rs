//! Exports under way, so that a killed process leaves no stray file in the person's folders.
//!
//! Before an export is written, a note in `state/unfinished` names its unfinished file. The note goes
//! when the export is done or given up. What is still noted at the next start is removed, unless a
//! running process holds the lock of that file: then its export goes on.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::atomic::{AtomicFile, Readers, is_unfinished_name};
use super::folders::create_private;
use super::{Folders, StoreError};

/// An [`AtomicFile`] in a folder of the person's, with a note about it.
#[derive(Debug)]
pub struct Unfinished {
    file: AtomicFile,
    // Removed when dropped.
    note: TempPath,
}

impl Unfinished {
    /// Starts an export that is to become `target`.
    ///
    /// # Errors
    /// [`StoreError`], naming the target or the folder of notes.
    pub fn create(folders: &Folders, target: &Path) -> Result<Self, StoreError> {
        let notes = notes_of(folders);
        create_private(&notes)?;
        let file = AtomicFile::create(target, Readers::AsUsual)?;
        let failed = |error: io::Error| StoreError::of_io(&notes, &error);
        // Held until the process ends; where a file system has no locks the note alone must do.
        let _ = file.unfinished_file().try_lock();
        let path = std::path::absolute(file.unfinished_path()).map_err(failed)?;
        let mut note = NamedTempFile::new_in(&notes).map_err(failed)?;
        note.write_all(path.as_os_str().as_encoded_bytes()).map_err(failed)?;
        Ok(Self { file, note: note.into_temp_path() })
    }

    /// Puts the export in its place.
    ///
    /// # Errors
    /// [`StoreError`]; the target is then what it was, and nothing unfinished stays.
    pub fn commit(self) -> Result<(), StoreError> {
        let Self { file, note } = self;
        let result = file.commit();
        drop(note);
        result
    }

    /// Removes what killed processes left and returns how many files that were. [`super::Instance`]
    /// does it for the process that may write.
    pub fn sweep(folders: &Folders) -> usize {
        let Ok(notes) = fs::read_dir(notes_of(folders)) else { return 0 };
        notes.flatten().filter(|note| sweep_one(&note.path())).count()
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn notes_of(folders: &Folders) -> PathBuf {
    folders.state.join("unfinished")
}

/// Follows one note. A note is only believed when it names a file the way [`AtomicFile`] does.
fn sweep_one(note: &Path) -> bool {
    let Some(path) = fs::read(note).ok().and_then(path_from_bytes) else { return false };
    let mut removed = false;
    if is_unfinished_name(&path)
        && let Ok(file) = File::open(&path)
    {
        if file.try_lock().is_err() {
            return false;
        }
        removed = fs::remove_file(&path).is_ok();
    }
    // Without the file, or done with it, the note has nothing left to say.
    let _ = fs::remove_file(note);
    removed
}

/// The path whose encoded bytes a note holds.
fn path_from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        Some(std::ffi::OsString::from_vec(bytes).into())
    }
    #[cfg(not(unix))]
    {
        String::from_utf8(bytes).ok().map(PathBuf::from)
    }
}
