//! The queries the person saved by name. They live in the session's database and outlive its tabs.

use jiff::Timestamp;
use rusqlite::params;

use super::{Session, StoreError};

/// One saved query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// Its number; 0 for one that is not saved yet.
    pub id: i64,
    /// The name the person gave.
    pub name: String,
    /// The text of its operation.
    pub text: String,
    /// The text of its variables.
    pub variables: String,
    /// The operation that runs, when the text has several.
    pub operation: Option<String>,
    /// When it was last saved.
    pub changed: Timestamp,
}

impl Session {
    /// All saved queries by name.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn saved_queries(&self) -> Result<Vec<SavedQuery>, StoreError> {
        let run = || {
            let mut rows = self.database.prepare_cached(
                "SELECT id, name, text, variables, operation, changed FROM query ORDER BY name, id",
            )?;
            let queries = rows.query_map([], |row| {
                Ok(SavedQuery {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    text: row.get(2)?,
                    variables: row.get(3)?,
                    operation: row.get(4)?,
                    changed: Timestamp::from_millisecond(row.get(5)?).unwrap_or_default(),
                })
            })?;
            queries.collect::<Result<Vec<_>, _>>()
        };
        run().map_err(|error| self.failed(&error))
    }

    /// Saves a query and returns its number: a new one when `query.id` is 0.
    ///
    /// # Errors
    /// [`StoreError`]; the query is then as it was saved before.
    pub fn save_query(&mut self, query: &SavedQuery) -> Result<i64, StoreError> {
        let run = || {
            let id = (query.id != 0).then_some(query.id);
            self.database.query_row(
                "INSERT INTO query (id, name, text, variables, operation, changed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, text = ?3, variables = ?4, operation = ?5,
                     changed = ?6
                 RETURNING id",
                params![
                    id,
                    query.name,
                    query.text,
                    query.variables,
                    query.operation,
                    query.changed.as_millisecond()
                ],
                |row| row.get(0),
            )
        };
        run().map_err(|error| self.failed(&error))
    }

    /// Removes a saved query.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remove_query(&mut self, id: i64) -> Result<(), StoreError> {
        let result = self.database.execute("DELETE FROM query WHERE id = ?1", [id]);
        result.map(drop).map_err(|error| self.failed(&error))
    }
}
