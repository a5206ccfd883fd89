//! What can go wrong with a file or database, in words that name it and say what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why something was not stored or loaded. The old content of the file is whole in every case.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No space, or the person's quota is used up.
    #[error("The disk is full: {} was not written, and what it held before is whole. Free some space and try again", path.display())]
    Full {
        /// The file that was to be written.
        path: PathBuf,
    },
    /// Permissions, or a file system mounted without writing.
    #[error("{} cannot be written. Change its permissions, or choose another place", path.display())]
    NotWritable {
        /// The file or folder that refused.
        path: PathBuf,
    },
    /// The folder of a file is gone or was never there.
    #[error("{} is not there. Make its folder, or choose another place", path.display())]
    Missing {
        /// The file or folder that is missing.
        path: PathBuf,
    },
    /// Another process keeps a database locked.
    #[error("Another program is using {}. Close it and try again", path.display())]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// The content cannot be read. Only said where setting aside is impossible.
    #[error("{} is damaged. Rename or remove it and start Dapple again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// Neither a home folder nor `DAPPLE_HOME` is known.
    #[error("This computer does not say where your home folder is. Set DAPPLE_HOME to a folder of yours")]
    Homeless,
    /// Anything else that a disk says.
    #[error("{}: {what}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        what: String,
    },
}

impl StoreError {
    /// Sorts an error of the system by what the person can do.
    pub(super) fn of_io(path: &Path, error: &io::Error) -> Self {
        use io::ErrorKind;
        let path = path.to_owned();
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::Full { path }
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::NotWritable { path },
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::Missing { path },
            _ => Self::Io { path, what: error.to_string() },
        }
    }

    /// Sorts an error of SQLite. Its message holds names of tables, never values.
    pub(super) fn database(path: &Path, error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::NotWritable { path }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged { path },
            _ => Self::Io { path, what: error.to_string() },
        }
    }

    /// The file or folder that it is about.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Full { path }
            | Self::NotWritable { path }
            | Self::Missing { path }
            | Self::Busy { path }
            | Self::Damaged { path }
            | Self::Io { path, .. } => Some(path),
            Self::Homeless => None,
        }
    }
}
