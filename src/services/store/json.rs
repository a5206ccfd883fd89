//! Small JSON files with a version, read whole and replaced whole.

use std::fs;
use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::atomic::{AtomicFile, Readers};
use super::set_aside::{SetAside, Why, set_aside};
use super::{Access, Opened, StoreError};

/// The one field that every version of a file has.
#[derive(Deserialize)]
struct Version {
    version: i64,
}

/// Reads a file that Dapple wrote. A missing file is the default; one that cannot be understood, or
/// with a version above `newest`, is set aside and is the default too.
///
/// # Errors
/// [`StoreError`] when the file is there but cannot be read or set aside: nothing may then be written
/// over it.
pub(super) fn load<T: DeserializeOwned + Default>(
    path: &Path,
    newest: i64,
    access: Access,
) -> Result<Opened<T>, StoreError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Opened { value: T::default(), set_aside: None });
        }
        Err(error) => return Err(StoreError::of_io(path, &error)),
    };
    let why = match parse(&bytes, newest) {
        Ok(value) => return Ok(Opened { value, set_aside: None }),
        Err(why) => why,
    };
    let aside = match access {
        Access::Write => set_aside(path, &[], why)?,
        Access::ReadOnly => SetAside { file: path.to_owned(), kept_as: None, why },
    };
    Ok(Opened { value: T::default(), set_aside: Some(aside) })
}

fn parse<T: DeserializeOwned>(bytes: &[u8], newest: i64) -> Result<T, Why> {
    // The message of serde_json may quote a value, so only the place is kept.
    let damaged =
        |error: serde_json::Error| Why::Damaged(format!("line {}, column {}", error.line(), error.column()));
    let Version { version } = serde_json::from_slice(bytes).map_err(damaged)?;
    if version > newest {
        return Err(Why::Newer { version });
    }
    serde_json::from_slice(bytes).map_err(damaged)
}

/// Replaces a file with this value.
///
/// # Errors
/// [`StoreError`]; the old file is then whole.
pub(super) fn save<T: Serialize>(path: &Path, value: &T) -> Result<(), StoreError> {
    let failed = |error: io::Error| StoreError::of_io(path, &error);
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    let mut file = AtomicFile::create(path, Readers::Owner)?;
    io::Write::write_all(&mut file, &text).map_err(failed)?;
    file.commit()
}
