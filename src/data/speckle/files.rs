//! The files of a version in the new format: where their list is, and which of them are taken.
//!
//! `GET /api/v2/projects/{project}/models/{model}/versions/{version}/artifacts` gives
//! `{"files": [{"name", "url"}]}`; each `url` is signed and holds its own permission, so that it is as secret as
//! a token and is never sent one.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use thiserror::Error;

use crate::ids::{ModelId, ProjectId, VersionId};

/// The most files a version has: real ones have some twenty.
const MOST_FILES: usize = 1_000;

/// One file of a version.
#[derive(Clone, PartialEq, Eq)]
pub struct VersionFile {
    /// Its name: a plain base name that ends in `.parquet`.
    pub name: String,
    /// The signed link to it. Secret.
    pub url: String,
}

impl fmt::Debug for VersionFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VersionFile").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why a list of files cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilesError {
    /// It is no such list.
    #[error("the list of files cannot be read: {0}")]
    Json(String),
    /// A name that would lie somewhere else, or nowhere.
    #[error("the server names a file that cannot be one: {0:?}")]
    Name(String),
    /// One name for two files.
    #[error("the server lists {0:?} twice")]
    Twice(String),
    /// More than anybody has.
    #[error("the server lists {0} files, more than the {MOST_FILES} that are taken")]
    TooMany(usize),
}

/// The path of the list on the server, from `/`.
pub fn files_path(project: &ProjectId, model: &ModelId, version: &VersionId) -> String {
    format!("/api/v2/projects/{project}/models/{model}/versions/{version}/artifacts")
}

/// The tables of a version; what the server keeps for its own viewer beside them is left out. Empty when there
/// are none (yet).
///
/// # Errors
/// [`FilesError`].
pub fn read_files(json: &[u8]) -> Result<Vec<VersionFile>, FilesError> {
    #[derive(Deserialize)]
    struct List {
        #[serde(default)]
        files: Option<Vec<Row>>,
    }
    #[derive(Deserialize)]
    struct Row {
        name: String,
        url: String,
    }
    let list: List = serde_json::from_slice(json).map_err(|error| FilesError::Json(error.to_string()))?;
    let rows = list.files.unwrap_or_default();
    if rows.len() > MOST_FILES {
        return Err(FilesError::TooMany(rows.len()));
    }
    let mut names = HashSet::new();
    let mut files = Vec::new();
    for Row { name, url } in rows {
        if !is_plain(&name) {
            return Err(FilesError::Name(name));
        }
        if !name.ends_with(".parquet") || name.contains(".viewer.") {
            continue;
        }
        // On some disks names that differ in case are one file.
        if !names.insert(name.to_ascii_lowercase()) {
            return Err(FilesError::Twice(name));
        }
        files.push(VersionFile { name, url });
    }
    Ok(files)
}

/// Letters, digits, dots, lines and dashes, the first a letter or digit; at most 200 of them.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.len() <= 200
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(plain)
        && !name.ends_with('.')
}

/// Whether bytes have both ends of a parquet file: `PAR1`, and again after the length of the footer.
pub fn is_parquet(first: &[u8], last: &[u8], length: u64) -> bool {
    const MARK: &[u8] = b"PAR1";
    length >= 12 && first.starts_with(MARK) && last.ends_with(MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(json: &str) -> Result<Vec<String>, FilesError> {
        read_files(json.as_bytes()).map(|files| files.into_iter().map(|file| file.name).collect())
    }

    #[test]
    fn tables_are_taken_and_what_the_viewer_keeps_is_not() {
        let json = r#"{"files":[{"name":"v.eav.objects.parquet","url":"https://b/1?s=x","expiresAt":"2026"},
            {"name":"v.viewer.tree.parquet","url":"https://b/2"},{"name":"v.viewer.dat","url":"https://b/3"}]}"#;
        assert_eq!(names(json).unwrap(), ["v.eav.objects.parquet"]);
        assert_eq!(names("{}").unwrap(), Vec::<String>::new());
        assert_eq!(names(r#"{"files":null}"#).unwrap(), Vec::<String>::new());
        assert!(matches!(names("<html>"), Err(FilesError::Json(_))));
        let file = VersionFile { name: "a.parquet".into(), url: "https://b/1?secret".into() };
        assert!(!format!("{file:?}").contains("secret"), "a signed link is never printed");
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in
            ["../x.parquet", "a/b.parquet", "c:x.parquet", ".x.parquet", "x\\y.parquet", "", "x.parquet."]
        {
            let json = serde_json::json!({ "files": [{ "name": name, "url": "u" }] }).to_string();
            assert!(matches!(names(&json), Err(FilesError::Name(_))), "{name}");
        }
        let twice = r#"{"files":[{"name":"a.parquet","url":"u"},{"name":"A.parquet","url":"u"}]}"#;
        assert!(matches!(names(twice), Err(FilesError::Twice(_))));
    }

    #[test]
    fn both_ends_count() {
        assert!(is_parquet(b"PAR1....", b"....PAR1", 64));
        assert!(!is_parquet(b"PAR1", b"PAR1", 4) && !is_parquet(b"<htm", b"PAR1", 64));
        assert!(!is_parquet(b"PAR1", b"cut ", 64));
        let path = files_path(&"p".into(), &"m".into(), &"v".into());
        assert_eq!(path, "/api/v2/projects/p/models/m/versions/v/artifacts");
    }
}
