//! What is open: tabs with their texts, what the window remembers, and the saved queries.
//!
//! Each call is one transaction in WAL mode, so a kill at any moment loses at most what was not handed
//! over yet. Answers are not kept: a large result is never reopened at start.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, params};

use super::database::{self, Schema};
use super::{Access, Folders, Opened, StoreError};

const SCHEMA: Schema = Schema {
    steps: &["
CREATE TABLE tab (
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    variables TEXT NOT NULL,
    operation TEXT,
    account TEXT,
    detail TEXT NOT NULL
) STRICT;
CREATE TABLE remembered (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE query (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    variables TEXT NOT NULL,
    operation TEXT,
    changed INTEGER NOT NULL
) STRICT;
"],
};

/// The name in `remembered` under which the selected tab is kept.
const SELECTED: &str = "tab.selected";

/// One open tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// The tab's own number; never used again for another one.
    pub id: i64,
    /// What it is ("query", "browser"…): the app's word.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The text of its operation.
    pub text: String,
    /// The text of its variables.
    pub variables: String,
    /// The operation that runs, when the text has several.
    pub operation: Option<String>,
    /// The account it belongs to, as [`super::AccountKey`] prints it.
    pub account: Option<String>,
    /// What else its kind needs to open it again (a link, a folded list): the app's own text.
    pub detail: String,
}

/// The tabs in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tabs {
    /// From left to right.
    pub list: Vec<Tab>,
    /// The id of the one in front.
    pub selected: Option<i64>,
}

/// The open session. Blocking; one thread at a time.
#[derive(Debug)]
pub struct Session {
    pub(super) database: Connection,
    pub(super) path: PathBuf,
}

impl Session {
    /// Opens `session.db`.
    ///
    /// # Errors
    /// [`StoreError`]; [`Session::in_memory`] lets the app go on without it.
    pub fn open(folders: &Folders, access: Access) -> Result<Opened<Self>, StoreError> {
        let path = folders.session_file();
        let Opened { value: database, set_aside } = database::open(&path, &SCHEMA, access)?;
        Ok(Opened { value: Self { database, path }, set_aside })
    }

    /// A session that ends with the process.
    ///
    /// # Errors
    /// [`StoreError::Io`] when SQLite has no memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from("the session");
        let database = database::in_memory(&SCHEMA).map_err(|e| StoreError::database(&path, &e))?;
        Ok(Self { database, path })
    }

    /// The tabs as they were last saved.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn tabs(&self) -> Result<Tabs, StoreError> {
        let list = self.read_tabs().map_err(|error| self.failed(&error))?;
        let selected = self.remembered(SELECTED)?.and_then(|id| id.parse().ok());
        Ok(Tabs { selected: selected.filter(|id| list.iter().any(|tab| tab.id == *id)), list })
    }

    fn read_tabs(&self) -> rusqlite::Result<Vec<Tab>> {
        let mut rows = self.database.prepare_cached(
            "SELECT id, kind, title, text, variables, operation, account, detail FROM tab ORDER BY place, id",
        )?;
        let tabs = rows.query_map([], |row| {
            Ok(Tab {
                id: row.get(0)?,
                kind: row.get(1)?,
                title: row.get(2)?,
                text: row.get(3)?,
                variables: row.get(4)?,
                operation: row.get(5)?,
                account: row.get(6)?,
                detail: row.get(7)?,
            })
        })?;
        tabs.collect()
    }

    /// Makes or replaces one tab; a new one stands last. For edits: only the tab that changed.
    ///
    /// # Errors
    /// [`StoreError`]; the tab is then as it was saved before.
    pub fn save_tab(&mut self, tab: &Tab) -> Result<(), StoreError> {
        let run = || {
            let mut insert = self.database.prepare_cached(
                "INSERT INTO tab (id, place, kind, title, text, variables, operation, account, detail)
                 VALUES (?1, (SELECT coalesce(max(place), 0) + 1 FROM tab), ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (id) DO UPDATE SET kind = ?2, title = ?3, text = ?4, variables = ?5,
                     operation = ?6, account = ?7, detail = ?8",
            )?;
            insert.execute(params![
                tab.id,
                tab.kind,
                tab.title,
                tab.text,
                tab.variables,
                tab.operation,
                tab.account,
                tab.detail
            ])
        };
        run().map(drop).map_err(|error| self.failed(&error))
    }

    /// Closes a tab.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remove_tab(&mut self, id: i64) -> Result<(), StoreError> {
        let result = self.database.execute("DELETE FROM tab WHERE id = ?1", [id]);
        result.map(drop).map_err(|error| self.failed(&error))
    }

    /// Sets the order and the tab in front. Tabs that are not named stay behind the named ones.
    ///
    /// # Errors
    /// [`StoreError`]; order and selection are then as they were.
    pub fn arrange(&mut self, order: &[i64], selected: Option<i64>) -> Result<(), StoreError> {
        let mut run = || {
            let transaction = self.database.transaction()?;
            let named = i64::try_from(order.len()).unwrap_or(i64::MAX);
            transaction.execute("UPDATE tab SET place = place + ?1", [named])?;
            for (place, id) in (0_i64..).zip(order) {
                transaction.execute("UPDATE tab SET place = ?2 WHERE id = ?1", params![id, place])?;
            }
            match selected {
                Some(id) => put(&transaction, SELECTED, &id.to_string())?,
                None => drop(transaction.execute("DELETE FROM remembered WHERE name = ?1", [SELECTED])?),
            }
            transaction.commit()
        };
        run().map_err(|error| self.failed(&error))
    }

    /// What the window remembers under a name: a size, a folded panel.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remembered(&self, name: &str) -> Result<Option<String>, StoreError> {
        let query = "SELECT value FROM remembered WHERE name = ?1";
        let found = self.database.query_row(query, [name], |row| row.get(0)).optional();
        found.map_err(|error| self.failed(&error))
    }

    /// Remembers a value under a name.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remember(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        put(&self.database, name, value).map_err(|error| self.failed(&error))
    }

    /// Forgets the tabs of an account: part of signing out.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remove_account(&mut self, account: &str) -> Result<(), StoreError> {
        let result = self.database.execute("DELETE FROM tab WHERE account = ?1", [account]);
        result.map(drop).map_err(|error| self.failed(&error))
    }

    /// Bytes on the disk.
    pub fn size(&self) -> u64 {
        database::size_on_disk(&self.path)
    }

    pub(super) fn failed(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::database(&self.path, error)
    }
}

fn put(database: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    let insert = "INSERT INTO remembered (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = ?2";
    database.execute(insert, [name, value]).map(drop)
}
