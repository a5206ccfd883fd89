//! Named ways to look at element tables. They live in the session's database and outlive its tabs.

use rusqlite::params;

use super::{Session, StoreError};

/// What stands before the name of a view in `remembered`.
const PREFIX: &str = "elements.view.";

impl Session {
    /// All of them by name, with what the app wrote of each.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn saved_views(&self) -> Result<Vec<(String, String)>, StoreError> {
        let run = || {
            let mut rows = self.database.prepare_cached(
                "SELECT substr(name, length(?1) + 1), value FROM remembered
                 WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name",
            )?;
            let views = rows.query_map([PREFIX], |row| Ok((row.get(0)?, row.get(1)?)))?;
            views.collect::<Result<Vec<_>, _>>()
        };
        run().map_err(|error| self.failed(&error))
    }

    /// Keeps a view under its name; one of that name becomes this one.
    ///
    /// # Errors
    /// [`StoreError`]; the view is then as it was saved before.
    pub fn save_view(&mut self, name: &str, wish: &str) -> Result<(), StoreError> {
        self.remember(&format!("{PREFIX}{name}"), wish)
    }

    /// Removes a view.
    ///
    /// # Errors
    /// [`StoreError`], naming the file.
    pub fn remove_view(&mut self, name: &str) -> Result<(), StoreError> {
        let name = format!("{PREFIX}{name}");
        let result = self.database.execute("DELETE FROM remembered WHERE name = ?1", params![name]);
        result.map(drop).map_err(|error| self.failed(&error))
    }
}
