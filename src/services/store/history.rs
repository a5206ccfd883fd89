//! What was run: operations, never answers.
//!
//! Values whose names say that they are secret are masked before anything is written, and every live
//! token is taken out wherever it stands.

use std::path::PathBuf;

use dapple_data::token::Scrubber;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::database::{self, Schema};
use super::scrub::{Language, mask};
use super::{Access, Folders, Opened, StoreError};

const SCHEMA: Schema = Schema {
    steps: &["
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    account TEXT,
    server TEXT NOT NULL,
    operation TEXT,
    text TEXT NOT NULL,
    variables TEXT NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    milliseconds INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX run_account ON run (account);
"],
};

/// A text longer than this, in bytes, is cut: it is a generated one, and the tab still has it.
const LONGEST_TEXT: usize = 1 << 20;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With data and no error.
    Done,
    /// With data and errors beside it.
    Partial,
    /// Without data.
    Failed,
    /// The person stopped it.
    Cancelled,
    /// The connection was lost after a change was sent: it may have happened.
    Unknown,
}

impl Outcome {
    const ALL: [(Self, &str); 5] = [
        (Self::Done, "done"),
        (Self::Partial, "partial"),
        (Self::Failed, "failed"),
        (Self::Cancelled, "cancelled"),
        (Self::Unknown, "unknown"),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(outcome, _)| *outcome == self).map_or("unknown", |(_, name)| name)
    }

    fn named(name: &str) -> Self {
        Self::ALL.iter().find(|(_, known)| *known == name).map_or(Self::Unknown, |(outcome, _)| *outcome)
    }
}

/// One run of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When it was sent.
    pub at: Timestamp,
    /// The account, as [`super::AccountKey`] prints it.
    pub account: Option<String>,
    /// The server's origin.
    pub server: String,
    /// The name of the operation.
    pub operation: Option<String>,
    /// The text that was sent.
    pub text: String,
    /// The variables that were sent, JSON.
    pub variables: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The HTTP status, when an answer came.
    pub status: Option<u16>,
    /// From the sending to the last byte, in milliseconds.
    pub milliseconds: u64,
    /// Length of the answer, in bytes, decompressed.
    pub bytes: u64,
}

/// A run with its number in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Grows with every run; never used again.
    pub id: i64,
    /// The run, masked.
    pub record: Record,
}

/// The open history. Blocking; one thread at a time.
#[derive(Debug)]
pub struct History {
    database: Connection,
    path: PathBuf,
}

impl History {
    /// Opens `history.db`.
    ///
    /// # Errors
    /// [`StoreError`]; [`History::in_memory`] lets the app go on without it.
    pub fn open(folders: &Folders, access: Access) -> Result<Opened<Self>, StoreError> {
        let path = folders.history_file();
        let Opened { value: database, set_aside } = database::open(&path, &SCHEMA, access)?;
        Ok(Opened { value: Self { database, path }, set_aside })
    }

    /// A history that ends with the process.
    ///
    /// # Errors
    /// [`StoreError::Io`] when SQLite has no memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from("the history");
        let database = database::in_memory(&SCHEMA).map_err(|e| StoreError::database(&path, &e))?;
        Ok(Self { database, path })
    }

    /// Adds a run, masked, and drops the oldest beyond `keep`. Returns its number.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was added then.
    pub fn add(&mut self, record: &Record, scrubber: &Scrubber, keep: u32) -> Result<i64, StoreError> {
        let text = scrubber.scrub(cut(&record.text)).into_owned();
        let text = mask(&text, Language::Graphql);
        let variables = scrubber.scrub(cut(&record.variables)).into_owned();
        let variables = mask(&variables, Language::Json);
        let operation = record.operation.as_deref().map(|name| scrubber.scrub(name).into_owned());
        let mut run = || {
            let transaction = self.database.transaction()?;
            transaction
                .prepare_cached(
                    "INSERT INTO run
                     (at, account, server, operation, text, variables, outcome, status, milliseconds, bytes)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                )?
                .execute(params![
                    record.at.as_millisecond(),
                    record.account,
                    record.server,
                    operation,
                    text,
                    variables,
                    record.outcome.name(),
                    record.status,
                    signed(record.milliseconds),
                    signed(record.bytes),
                ])?;
            let id = transaction.last_insert_rowid();
            transaction
                .prepare_cached(
                    "DELETE FROM run WHERE id <= (SELECT id FROM run ORDER BY id DESC LIMIT 1 OFFSET ?1)",
                )?
                .execute([keep])?;
            transaction.commit()?;
            Ok(id)
        };
        run().map_err(|error| self.failed(&error))
    }

    /// At most `count` runs, newest first, older than `before` (the id of the last one shown), that
    /// hold `search` in their text, operation or server. An empty search finds all.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn page(&self, before: Option<i64>, search: &str, count: u32) -> Result<Vec<Entry>, StoreError> {
        let run = || {
            let mut rows = self.database.prepare_cached(
                "SELECT id, at, account, server, operation, text, variables, outcome, status, milliseconds, bytes
                 FROM run
                 WHERE id < ?1 AND (?2 = '' OR instr(lower(text), ?2) OR instr(lower(server), ?2)
                     OR instr(lower(coalesce(operation, '')), ?2))
                 ORDER BY id DESC LIMIT ?3",
            )?;
            let search = search.to_ascii_lowercase();
            let entries = rows.query_map(params![before.unwrap_or(i64::MAX), search, count], entry)?;
            entries.collect::<Result<Vec<_>, _>>()
        };
        run().map_err(|error| self.failed(&error))
    }

    /// How many runs are kept.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn count(&self) -> Result<u64, StoreError> {
        let count = self.database.query_row("SELECT count(*) FROM run", [], |row| row.get(0));
        count.map(unsigned).map_err(|error| self.failed(&error))
    }

    /// Forgets one run.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remove(&mut self, id: i64) -> Result<(), StoreError> {
        let result = self.database.execute("DELETE FROM run WHERE id = ?1", [id]);
        result.map(drop).map_err(|error| self.failed(&error))
    }

    /// Forgets the runs of one account: part of signing out.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remove_account(&mut self, account: &str) -> Result<(), StoreError> {
        let result = self.database.execute("DELETE FROM run WHERE account = ?1", [account]);
        result.map_err(|error| self.failed(&error))?;
        self.shrink()
    }

    /// Forgets everything and gives the space back.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn clear(&mut self) -> Result<(), StoreError> {
        self.database.execute("DELETE FROM run", []).map_err(|error| self.failed(&error))?;
        self.shrink()
    }

    /// What was removed must not stay readable in the log file beside the database either.
    fn shrink(&self) -> Result<(), StoreError> {
        let result = self.database.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
        result.map_err(|error| self.failed(&error))
    }

    /// Bytes on the disk.
    pub fn size(&self) -> u64 {
        database::size_on_disk(&self.path)
    }

    fn failed(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::database(&self.path, error)
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let outcome: String = row.get(7)?;
    let record = Record {
        at: Timestamp::from_millisecond(row.get(1)?).unwrap_or_default(),
        account: row.get(2)?,
        server: row.get(3)?,
        operation: row.get(4)?,
        text: row.get(5)?,
        variables: row.get(6)?,
        outcome: Outcome::named(&outcome),
        status: row.get(8)?,
        milliseconds: unsigned(row.get(9)?),
        bytes: unsigned(row.get(10)?),
    };
    Ok(Entry { id: row.get(0)?, record })
}

/// The beginning of a text, at most [`LONGEST_TEXT`] bytes, cut between characters.
fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST_TEXT)).unwrap_or(text)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
