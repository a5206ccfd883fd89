//! Typed columns made from a list in a document.
//!
//! A table is made in two passes over all rows, each forked on rayon: `survey` finds every path
//! and counts the types there, `plan` decides the columns, `build` fills Arrow arrays and a
//! sparse side list for what is not of the column's type or not written as Arrow would write it.
//! Nested objects become columns by path (a list of keys, never split text), `{name, value, units}`
//! becomes one column with a unit, lists of scalars are joined for display, other lists are `[n]`.
//! A JSON string is text always, and every number keeps its digits.

//!
//! The rows need be no list: [`Table::of_columns`] makes a table of any values of a document with
//! chosen columns, and a [`Catalog`] says which paths there are to choose from.

pub mod arrange;
mod atom;
mod build;
mod catalog;
mod choose;
mod codes;
mod column;
mod gather;
mod given;
mod keys;
mod leaves;
mod lists;
mod names;
mod number;
mod path;
mod plan;
mod sort;
mod star;
mod sum;
mod survey;
#[cfg(test)]
mod tests;
mod walk;

use std::io;
use std::sync::Arc;

use crate::document::{Document, NodeId};
use crate::stop::{Stop, Stopped};

pub use atom::Shown;
pub(crate) use atom::{Atom, Atoms, list_text};
pub use catalog::{Catalog, CatalogEntry, CatalogOptions, Sample};
pub use column::{Cell, CellKind, Column, ColumnType, Origin};
pub use gather::Gathered;
pub use given::Given;
pub use leaves::{RowCell, RowReader};
pub use lists::{List, lists};
pub(crate) use names::names;
pub(crate) use number::compare_digits;
pub use number::moment;
pub use path::{ColumnPath, PathPart};
pub use plan::HiddenColumn;
pub use sort::{Direction, sort, sort_rows};
pub use sum::Sum;

/// Values of a document as rows of typed columns. Immutable; holds no part of the document.
pub struct Table {
    list: Option<NodeId>,
    rows: Arc<[NodeId]>,
    columns: Vec<Column>,
    hidden: Vec<HiddenColumn>,
}

/// Says how large it is and nothing of its cells: they are somebody's data.
impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Table({} rows, {} columns)", self.rows.len(), self.columns.len())
    }
}

/// Why no table was made.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error(transparent)]
    Stopped(#[from] Stopped),
    #[error("The answer could not be read from the disk: {0}")]
    Read(#[from] io::Error),
}

/// A column that has not one cell for each row of the table it was meant for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The column {column} has {cells} cells for {rows} rows. Make the table again")]
pub struct Uneven {
    pub column: String,
    pub cells: usize,
    pub rows: usize,
}

/// How much of a list becomes columns.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most columns. Above it the best filled ones are kept.
    pub columns: usize,
    /// Most cells (rows × columns), so that a million sparse rows stay within a few hundred MB.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { columns: 2_000, cells: 64 << 20 }
    }
}

impl Limits {
    /// Fewest columns kept, however many rows there are.
    const FEWEST_COLUMNS: usize = 16;

    /// Most columns of so many rows.
    pub fn columns_for(self, rows: usize) -> usize {
        self.columns.min((self.cells / rows.max(1)).max(Self::FEWEST_COLUMNS))
    }
}

impl Table {
    /// Makes a table of the items of a list: every item is a row, and all rows are looked at to find
    /// the columns, in order of first appearance. For the pool.
    ///
    /// # Errors
    /// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
    pub fn from_list(document: &Document, list: NodeId, stop: &Stop) -> Result<Self, TableError> {
        Self::with_limits(document, list, Limits::default(), stop)
    }

    /// Like [`Table::from_list`], with other limits.
    ///
    /// # Errors
    /// The same.
    pub fn with_limits(
        document: &Document,
        list: NodeId,
        limits: Limits,
        stop: &Stop,
    ) -> Result<Self, TableError> {
        let rows: Vec<NodeId> = document.children(list).collect();
        let (survey, _) = survey::survey(document, &rows, &survey::Rules::default(), stop)?;
        let plan = plan::plan(survey, rows.len(), limits.columns_for(rows.len()));
        let columns = build::build(document, &rows, (&plan, &[]), stop)?;
        Ok(Self { list: Some(list), rows: rows.into(), columns, hidden: plan.hidden })
    }

    /// The list in the document whose items are the rows; none where the rows were chosen one by one.
    pub fn list(&self) -> Option<NodeId> {
        self.list
    }

    /// The values in the document that the rows are made of.
    pub fn rows(&self) -> &Arc<[NodeId]> {
        &self.rows
    }

    /// Number of rows: all items of the list, or all values that were given.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The columns, in order of first appearance.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Paths that did not become columns because there were too many, with how often they are filled.
    pub fn hidden_columns(&self) -> &[HiddenColumn] {
        &self.hidden
    }

    /// The value in the document that a row is made of.
    pub fn row_node(&self, row: usize) -> Option<NodeId> {
        self.rows.get(row).copied()
    }

    /// One cell. Outside the table: [`CellKind::Missing`].
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match self.columns.get(column) {
            Some(column) if row < self.rows.len() => column.cell(row),
            _ => Cell::MISSING,
        }
    }

    /// The value in the document that a cell shows: for the whole of a list, or to reveal it.
    /// A measured value (`{name, value, units}`) is the object. A cell that was given, or put together
    /// of several values, has none. Waits for the disk: for the pool.
    ///
    /// # Errors
    /// What the disk says.
    pub fn cell_node(&self, document: &Document, row: usize, column: usize) -> io::Result<Option<NodeId>> {
        let (Some(mut at), Some(column)) = (self.row_node(row), self.columns.get(column)) else {
            return Ok(None);
        };
        let Origin::Document(path) = &column.origin else { return Ok(None) };
        let mut reader = document.reader();
        for part in &path.0 {
            let PathPart::Key(key) = part else { return Ok(None) };
            match reader.member(at, key)? {
                Some(member) => at = member,
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }

    /// Bytes of memory the cells take, about.
    pub fn memory(&self) -> usize {
        self.rows.len() * size_of::<NodeId>() + self.columns.iter().map(Column::memory).sum::<usize>()
    }
}
