//! Which columns there are to choose from: every path of some rows, with what stands there.

use super::column::ColumnType;
use super::path::ColumnPath;

/// All paths of some rows, in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    rows: usize,
    entries: Vec<CatalogEntry>,
}

/// One path, and what stands there.
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogEntry {
    pub path: ColumnPath,
    /// The type most values have.
    pub kind: ColumnType,
    /// Rows with a value that is not null.
    pub filled: usize,
    /// Values that are null, also where an object above is null.
    pub nulls: usize,
    /// Values that are `""`; their rows are filled.
    pub empty: usize,
    /// The units of measured values with how often each stands there, the most frequent first.
    pub units: Vec<(String, usize)>,
    /// The first few values that differ.
    pub samples: Vec<Sample>,
}

impl CatalogEntry {
    /// Whether values with a unit have different ones.
    pub fn has_mixed_units(&self) -> bool {
        self.units.len() > 1
    }
}

/// A value as an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its place among the rows.
    pub row: u32,
    /// The beginning of its text, at most 120 bytes; lists of scalars as they were written.
    pub text: String,
}

impl Catalog {
    /// Number of rows that were looked at.
    pub fn row_count(&self) -> usize {
        self.rows
    }

    /// The paths, in order of first appearance.
    pub fn entries(&self) -> &[CatalogEntry] {
        &self.entries
    }
}
