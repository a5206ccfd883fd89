//! Files that cannot be used are renamed, told, and never overwritten.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::StoreError;

/// Why a file could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is not what it should be; the reason holds positions, never content.
    Damaged(String),
    /// A newer Dapple wrote it.
    Newer {
        /// The version in the file.
        version: i64,
    },
}

/// A file that was renamed so that the app can start without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The name it had.
    pub file: PathBuf,
    /// The name it has now; `None` when this process may not write and left it where it is.
    pub kept_as: Option<PathBuf>,
    /// Why.
    pub why: Why,
}

impl std::fmt::Display for SetAside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = name_of(&self.file);
        match &self.why {
            Why::Damaged(_) => write!(f, "{name} could not be read")?,
            Why::Newer { .. } => write!(f, "{name} was written by a newer Dapple")?,
        }
        match &self.kept_as {
            Some(kept) => write!(f, ". It is kept as {}, and Dapple started without it", name_of(kept)),
            None => write!(f, ". Dapple started without it and left it as it is"),
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Renames `file`, and those of its companions that exist (`-wal` and `-shm` of a database), to
/// `name.corrupt-TIME`. An older one of that name is not overwritten.
///
/// # Errors
/// [`StoreError`], naming the file: the caller must then not write to it.
pub(super) fn set_aside(file: &Path, companions: &[&str], why: Why) -> Result<SetAside, StoreError> {
    let stamp = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut kept = with_suffix(file, &format!(".corrupt-{stamp}"));
    let mut number = 1;
    while kept.exists() {
        number += 1;
        kept = with_suffix(file, &format!(".corrupt-{stamp}-{number}"));
    }
    fs::rename(file, &kept).map_err(|error| StoreError::of_io(file, &error))?;
    for companion in companions {
        let old = with_suffix(file, companion);
        if old.exists() {
            fs::rename(&old, with_suffix(&kept, companion))
                .map_err(|error| StoreError::of_io(&old, &error))?;
        }
    }
    Ok(SetAside { file: file.to_owned(), kept_as: Some(kept), why })
}

/// A path with something added to its file name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
