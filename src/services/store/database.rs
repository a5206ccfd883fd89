//! Opening a SQLite file so that a kill loses nothing and a broken file stops nobody.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::folders::private_file;
use super::set_aside::{SetAside, Why, set_aside, with_suffix};
use super::{Access, Opened, StoreError};

/// The files that belong to a database besides its own.
const COMPANIONS: &[&str] = &["-wal", "-shm"];

/// How long a call waits for another process.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a database holds: the statements that make each version from the one before.
pub(super) struct Schema {
    pub steps: &'static [&'static str],
}

impl Schema {
    fn newest(&self) -> i64 {
        i64::try_from(self.steps.len()).unwrap_or(i64::MAX)
    }
}

/// Why a database could not be used.
enum Trouble {
    Unusable(Why),
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::Unusable(Why::Damaged("not a whole database".to_owned()))
            }
            _ => Self::Failed(error),
        }
    }
}

/// Opens the database, making or upgrading it when this process may write.
///
/// A damaged or newer file is set aside with its companions. A process that may not write gets an
/// empty database in memory in that case, and when there is no file yet.
///
/// # Errors
/// [`StoreError`], naming the file.
pub(super) fn open(path: &Path, schema: &Schema, access: Access) -> Result<Opened<Connection>, StoreError> {
    let failed = |error: rusqlite::Error| StoreError::database(path, &error);
    let why = match connect(path, schema, access) {
        Ok(connection) => return Ok(Opened { value: connection, set_aside: None }),
        Err(Trouble::Failed(error)) => return Err(failed(error)),
        Err(Trouble::Unusable(why)) => why,
    };
    if access == Access::ReadOnly {
        let aside = SetAside { file: path.to_owned(), kept_as: None, why };
        return Ok(Opened { value: in_memory(schema).map_err(failed)?, set_aside: Some(aside) });
    }
    let aside = set_aside(path, COMPANIONS, why)?;
    match connect(path, schema, access) {
        Ok(connection) => Ok(Opened { value: connection, set_aside: Some(aside) }),
        Err(Trouble::Failed(error)) => Err(failed(error)),
        Err(Trouble::Unusable(_)) => Err(StoreError::Damaged { path: path.to_owned() }),
    }
}

/// A database that ends with the process: for a home that cannot be written.
pub(super) fn in_memory(schema: &Schema) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    upgrade(&mut connection, schema, 0)?;
    Ok(connection)
}

fn connect(path: &Path, schema: &Schema, access: Access) -> Result<Connection, Trouble> {
    let mut connection = match access {
        Access::Write => {
            // SQLite would make the file with the usual permissions; its companions copy the file's.
            // If this fails, opening fails for the same reason and says so better.
            let _ = private_file(path);
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(path, flags)?
        }
        Access::ReadOnly if !path.exists() => return Ok(in_memory(schema)?),
        Access::ReadOnly => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(path, flags)?
        }
    };
    connection.busy_timeout(PATIENCE)?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version > schema.newest() {
        return Err(Trouble::Unusable(Why::Newer { version }));
    }
    check(&connection)?;
    match access {
        Access::Write => {
            connection.pragma_update(None, "journal_mode", "WAL")?;
            // In WAL mode this loses nothing when the process dies, only when the power does, and
            // then at most the last moments: never the file.
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            // What the person clears is overwritten, not only unlinked.
            connection.pragma_update(None, "secure_delete", "ON")?;
            upgrade(&mut connection, schema, version)?;
        }
        // Another version's tables cannot be read as ours.
        Access::ReadOnly if version < schema.newest() => return Ok(in_memory(schema)?),
        Access::ReadOnly => {}
    }
    Ok(connection)
}

/// Finds broken pages now rather than in the middle of the work. The files are small.
fn check(connection: &Connection) -> Result<(), Trouble> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(Trouble::Unusable(Why::Damaged("its pages do not fit together".to_owned())))
    }
}

/// Each step and its number are one transaction: a kill leaves either version whole.
fn upgrade(connection: &mut Connection, schema: &Schema, version: i64) -> rusqlite::Result<()> {
    let done = usize::try_from(version).unwrap_or(0);
    for (index, step) in schema.steps.iter().enumerate().skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", i64::try_from(index + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    Ok(())
}

/// Bytes on the disk, companions included: for Settings, Storage.
pub(super) fn size_on_disk(path: &Path) -> u64 {
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |meta| meta.len());
    size(path) + COMPANIONS.iter().map(|companion| size(&with_suffix(path, companion))).sum::<u64>()
}
