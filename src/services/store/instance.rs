//! One process writes; a second one is told and reads.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use super::folders::private_file;
use super::{Access, Folders, StoreError, Unfinished, atomic};

/// The right to write Dapple's files, held until it is dropped or the process ends, however it ends.
///
/// It is a lock of the system (flock), not a file with a process id: nothing stale can stay behind.
#[derive(Debug)]
pub struct Instance {
    // Never read: holding it open is what it is for.
    _lock: File,
}

/// What a process got.
#[derive(Debug)]
pub enum Claim {
    /// It may write.
    Writer(Instance),
    /// Another process writes; this one opens [`Access::ReadOnly`].
    Reader,
}

impl Claim {
    /// The access that goes with it.
    pub fn access(&self) -> Access {
        match self {
            Self::Writer(_) => Access::Write,
            Self::Reader => Access::ReadOnly,
        }
    }
}

impl Instance {
    /// Asks for the right to write. The process that gets it also removes what a killed one left
    /// unfinished, in Dapple's own folders and where it exported to.
    ///
    /// # Errors
    /// [`StoreError`] when the lock file cannot be opened, or its file system has no locks.
    pub fn claim(folders: &Folders) -> Result<Claim, StoreError> {
        let path: PathBuf = folders.state.join("dapple.lock");
        let file = private_file(&path).map_err(|error| StoreError::of_io(&path, &error))?;
        match file.try_lock() {
            Ok(()) => {
                atomic::sweep(&folders.config);
                atomic::sweep(&folders.data);
                Unfinished::sweep(folders);
                Ok(Claim::Writer(Self { _lock: file }))
            }
            Err(TryLockError::WouldBlock) => Ok(Claim::Reader),
            Err(TryLockError::Error(error)) => Err(StoreError::of_io(&path, &error)),
        }
    }
}
