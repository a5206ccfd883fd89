//! Queries saved as files: `NAME.graphql` with its variables in `NAME.json` beside it, in a folder of the
//! person's own, so that they can be kept under version control and shared.
//!
//! A file is replaced whole, and only when it still holds what the writer knew of it. What is removed
//! goes into `.deleted` in the same folder.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{AtomicFile, Readers, StoreError};

/// How the files end.
const TEXT: &str = "graphql";
const VARIABLES: &str = "json";
/// Where removed files go.
const DELETED: &str = ".deleted";
/// The folder whose fragments every query may spread.
pub const FRAGMENTS: &str = "fragments";
/// The most files that are listed, and how deep folders are followed.
const MOST_FILES: usize = 2_000;
const DEEPEST: usize = 8;
/// Longer files, in bytes, are no queries.
const LONGEST: u64 = 4 << 20;

/// A saved query: its text and that of its variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedText {
    /// The operation.
    pub text: String,
    /// The variables, JSON with comments; empty where there is no such file.
    pub variables: String,
}

impl SavedText {
    /// A number that another text hardly has: 64-bit FNV-1a, the same on every computer and start.
    pub fn stamp(&self) -> u64 {
        let bytes = self.text.bytes().chain([0]).chain(self.variables.bytes());
        bytes
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

/// What a writer knows of the file it replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// There is none.
    Nothing,
    /// It has this stamp.
    Stamp(u64),
    /// Whatever is there may go.
    Anything,
}

/// How a writing ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveEnd {
    /// It is on the disk; its stamp.
    Done(u64),
    /// Something else is there, and nothing was written.
    Changed(SavedText),
}

/// What lies in the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedList {
    /// Paths without their ending, with `/`, sorted.
    pub files: Vec<String>,
    /// The texts of the files under `fragments/`.
    pub fragments: Vec<String>,
    /// There are more files than are listed.
    pub cut: bool,
}

/// The folder of saved queries. Blocking.
#[derive(Clone, Debug)]
pub struct SavedFolder {
    root: PathBuf,
}

/// Why a path is no name for a query; `None` for one that is.
pub fn wrong_name(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    if path.trim().is_empty() {
        return Some("Give it a name");
    }
    if parts.len() > DEEPEST {
        return Some("Fewer folders, please");
    }
    let reserved = ["con", "prn", "aux", "nul"];
    let wrong = |part: &&str| {
        part.is_empty()
            || part.len() > 120
            || part.starts_with('.')
            || part.trim() != *part
            || part.ends_with('.')
            || part.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
            || part.chars().any(char::is_control)
            || reserved.contains(&part.to_ascii_lowercase().as_str())
    };
    parts
        .iter()
        .any(wrong)
        .then_some("A name has none of \\ : * ? \" < > | and no dot at its beginning or end")
}

impl SavedFolder {
    /// The queries under `root`, which need not exist yet.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn file(&self, path: &str, ending: &str) -> Result<PathBuf, StoreError> {
        if let Some(why) = wrong_name(path) {
            return Err(StoreError::Io { path: self.root.join(path), what: why.to_owned() });
        }
        Ok(self.root.join(format!("{path}.{ending}")))
    }

    /// Everything that is saved. A folder that is not there is empty.
    ///
    /// # Errors
    /// [`StoreError`] when a folder cannot be read.
    pub fn list(&self) -> Result<SavedList, StoreError> {
        let mut list = SavedList::default();
        let mut folders = vec![(self.root.clone(), String::new(), 0)];
        while let Some((folder, name, depth)) = folders.pop() {
            let failed = |error: std::io::Error| StoreError::of_io(&folder, &error);
            let entries = match fs::read_dir(&folder) {
                Err(error) if depth == 0 && error.kind() == std::io::ErrorKind::NotFound => continue,
                other => other.map_err(failed)?,
            };
            for entry in entries {
                let entry = entry.map_err(failed)?;
                let Ok(own) = entry.file_name().into_string() else { continue };
                if own.starts_with('.') {
                    continue;
                }
                let path = if name.is_empty() { own.clone() } else { format!("{name}/{own}") };
                let kind = entry.file_type().map_err(failed)?;
                if kind.is_dir() && depth + 1 < DEEPEST {
                    folders.push((entry.path(), path, depth + 1));
                } else if kind.is_file()
                    && let Some(query) = path.strip_suffix(".graphql")
                {
                    list.files.push(query.to_owned());
                }
                if list.files.len() >= MOST_FILES {
                    list.cut = true;
                    folders.clear();
                    break;
                }
            }
        }
        list.files.sort_by_cached_key(|path| path.to_lowercase());
        let shared = |path: &&String| path.strip_prefix(FRAGMENTS).is_some_and(|rest| rest.starts_with('/'));
        for path in list.files.iter().filter(shared) {
            list.fragments.extend(self.read(path)?.map(|saved| saved.text));
        }
        Ok(list)
    }

    /// A saved query; `None` where there is no such file.
    ///
    /// # Errors
    /// [`StoreError`] when it is there and cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<SavedText>, StoreError> {
        let Some(text) = read(&self.file(path, TEXT)?)? else { return Ok(None) };
        let variables = read(&self.file(path, VARIABLES)?)?.unwrap_or_default();
        Ok(Some(SavedText { text, variables }))
    }

    /// Writes a query where the file holds what is expected of it. Blank variables have no file.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn write(&self, path: &str, saved: &SavedText, expected: Expected) -> Result<SaveEnd, StoreError> {
        let (text, variables) = (self.file(path, TEXT)?, self.file(path, VARIABLES)?);
        if let Some(there) = self.read(path)? {
            let fits = match expected {
                Expected::Nothing => false,
                Expected::Stamp(stamp) => there.stamp() == stamp,
                Expected::Anything => true,
            };
            // The same text twice is no conflict.
            if !fits && there != *saved {
                return Ok(SaveEnd::Changed(there));
            }
        }
        if let Some(folder) = text.parent() {
            fs::create_dir_all(folder).map_err(|error| StoreError::of_io(folder, &error))?;
        }
        if saved.variables.trim().is_empty() {
            remove(&variables)?;
        } else {
            write(&variables, &saved.variables)?;
        }
        write(&text, &saved.text)?;
        // What a reader will find: blank variables come back as none.
        let kept = if saved.variables.trim().is_empty() {
            SavedText { text: saved.text.clone(), variables: String::new() }
        } else {
            saved.clone()
        };
        Ok(SaveEnd::Done(kept.stamp()))
    }

    /// Gives a query another name. Nothing is replaced.
    ///
    /// # Errors
    /// [`StoreError`]; a name that is taken is one.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let target = self.file(to, TEXT)?;
        if self.read(to)?.is_some() {
            return Err(StoreError::Io { path: target, what: "There is a query of this name".to_owned() });
        }
        self.relocate(from, to)
    }

    /// Puts a query into the folder of removed ones. Gives where it lies now.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remove(&self, path: &str) -> Result<PathBuf, StoreError> {
        let source = self.file(path, TEXT)?;
        let folder = self.root.join(DELETED);
        fs::create_dir_all(&folder).map_err(|error| StoreError::of_io(&folder, &error))?;
        let flat = path.replace('/', " - ");
        let free = (0..).map(|n| if n == 0 { flat.clone() } else { format!("{flat} {n}") });
        let name = free.into_iter().find(|name| !folder.join(format!("{name}.{TEXT}")).exists());
        let name = name.unwrap_or(flat);
        let target = folder.join(format!("{name}.{TEXT}"));
        put(&source, &target)?;
        let variables = self.file(path, VARIABLES)?;
        if variables.exists() {
            put(&variables, &folder.join(format!("{name}.{VARIABLES}")))?;
        }
        Ok(target)
    }

    fn relocate(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let target = self.file(to, TEXT)?;
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| StoreError::of_io(folder, &error))?;
        }
        put(&self.file(from, TEXT)?, &target)?;
        let variables = self.file(from, VARIABLES)?;
        if variables.exists() { put(&variables, &self.file(to, VARIABLES)?) } else { Ok(()) }
    }
}

fn read(path: &Path) -> Result<Option<String>, StoreError> {
    let failed = |error: std::io::Error| StoreError::of_io(path, &error);
    let length = match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(failed)?.len(),
    };
    if length > LONGEST {
        let what = "This file is too long to be a query".to_owned();
        return Err(StoreError::Io { path: path.to_owned(), what });
    }
    fs::read_to_string(path).map(Some).map_err(failed)
}

fn write(path: &Path, text: &str) -> Result<(), StoreError> {
    let mut file = AtomicFile::create(path, Readers::AsUsual)?;
    file.write_all(text.as_bytes()).map_err(|error| StoreError::of_io(path, &error))?;
    file.commit()
}

fn put(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(|error| StoreError::of_io(from, &error))
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::of_io(path, &error)),
        _ => Ok(()),
    }
}
