//! What Dapple keeps on this computer, for Settings, Storage: every file, what it is, and its size.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Folders, StoreError};

/// How many bytes this person may still write on the disk that holds a folder.
///
/// # Errors
/// What the system says; some network drives do not tell.
pub fn free_space(folder: &Path) -> io::Result<u64> {
    fs4::available_space(folder)
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The person's settings.
    Settings,
    /// The accounts, without tokens.
    Accounts,
    /// Tabs, saved queries and what the window remembers.
    Session,
    /// Operations that were run.
    History,
    /// Diagnostics of the last days.
    Log,
    /// Files that could not be read and were kept under another name.
    SetAside,
    /// Previews of versions, encrypted.
    Previews,
    /// Other server content that can be had again.
    Cache,
    /// Locks and notes, without content.
    Bookkeeping,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it lies.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Folders {
    /// Every file in Dapple's folders. A folder that cannot be read adds nothing.
    pub fn kept(&self) -> Vec<Kept> {
        let mut found = Vec::new();
        let mut folders = vec![&self.config, &self.data, &self.cache, &self.state];
        // On some platforms one of them lies inside another.
        let all = folders.clone();
        folders.retain(|folder| !all.iter().any(|other| other != folder && folder.starts_with(other)));
        for folder in folders {
            self.walk(folder, &mut found);
        }
        found.sort_by(|a, b| (a.purpose, &a.path).cmp(&(b.purpose, &b.path)));
        found
    }

    /// Removes the files that were set aside: the person has seen them, or does not want to.
    ///
    /// # Errors
    /// [`StoreError`], naming the first that cannot be removed.
    pub fn remove_set_aside(&self) -> Result<usize, StoreError> {
        let files = self.kept();
        let aside = files.iter().filter(|kept| kept.purpose == Purpose::SetAside);
        let mut removed = 0;
        for kept in aside {
            fs::remove_file(&kept.path).map_err(|error| StoreError::of_io(&kept.path, &error))?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Empties the log: older days go, the file that is written now begins again.
    ///
    /// # Errors
    /// [`StoreError`], naming the first that cannot be emptied.
    pub fn clear_logs(&self) -> Result<(), StoreError> {
        let files = self.kept();
        let logs = files.iter().filter(|kept| kept.purpose == Purpose::Log).map(|kept| &kept.path);
        // Their names end in the day. This process may be writing to the last one.
        let last = logs.clone().max();
        for path in logs {
            let emptied = if Some(path) == last {
                fs::OpenOptions::new().write(true).truncate(true).open(path).map(drop)
            } else {
                fs::remove_file(path)
            };
            emptied.map_err(|error| StoreError::of_io(path, &error))?;
        }
        Ok(())
    }

    /// Collects the files below a folder. Links are counted as what they are and never followed.
    fn walk(&self, folder: &Path, found: &mut Vec<Kept>) {
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries.flatten() {
                match entry.metadata() {
                    Ok(meta) if meta.is_dir() => open.push(entry.path()),
                    Ok(meta) => {
                        let path = entry.path();
                        found.push(Kept { purpose: self.purpose(&path), path, bytes: meta.len() });
                    }
                    Err(_) => {}
                }
            }
        }
    }

    fn purpose(&self, path: &Path) -> Purpose {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.contains(".corrupt-") {
            return Purpose::SetAside;
        }
        // A database's companions begin with its name.
        let is =
            |file: PathBuf| file.file_name().is_some_and(|file| name.starts_with(&*file.to_string_lossy()));
        if is(self.settings_file()) {
            Purpose::Settings
        } else if is(self.accounts_file()) {
            Purpose::Accounts
        } else if is(self.session_file()) {
            Purpose::Session
        } else if is(self.history_file()) {
            Purpose::History
        } else if path.extension().is_some_and(|ending| ending == "log") {
            Purpose::Log
        } else if path.starts_with(self.sealed()) {
            Purpose::Previews
        } else if path.starts_with(&self.cache) {
            Purpose::Cache
        } else {
            Purpose::Bookkeeping
        }
    }
}
