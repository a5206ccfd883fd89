//! Which columns there are to choose from: every path of some rows, with what stands there.

use super::TableError;
use super::column::ColumnType;
use super::keys::Keys;
use super::path::ColumnPath;
use super::plan::{is_column, kind_of};
use super::survey::{Counts, Rules, Survey, survey};
use crate::document::{Document, NodeId};
use crate::stop::Stop;

/// All paths of some rows, in order of first appearance.
#[derive(Clone, Default)]
pub struct Catalog {
    rows: usize,
    entries: Vec<CatalogEntry>,
}

/// Says how large it is and nothing of the samples: they are somebody's data.
impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Catalog({} paths of {} rows)", self.entries.len(), self.rows)
    }
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

/// What a catalog leaves out and takes together.
#[derive(Clone, Copy, Debug)]
pub struct CatalogOptions<'o> {
    /// Members of the rows that are passed over, with all they hold.
    pub skip: &'o [&'o str],
    /// Paths that end with a star: what stands below them under any key is one entry.
    pub fold: &'o [ColumnPath],
}

impl CatalogOptions<'_> {
    /// Geometry, parts and what they are made of: objects of their own, or no properties.
    pub const SKIP: &'static [&'static str] =
        &["displayValue", "@displayValue", "__closure", "elements", "@elements"];

    /// Names of materials are keys there. Source: Speckle's Revit connector, `Material Quantities`.
    pub fn material_quantities() -> ColumnPath {
        ColumnPath::of_keys(["properties", "Material Quantities"]).any()
    }
}

impl Catalog {
    /// Looks at all rows. For the pool.
    ///
    /// # Errors
    /// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
    pub fn of_rows(
        document: &Document,
        rows: &[NodeId],
        options: &CatalogOptions<'_>,
        stop: &Stop,
    ) -> Result<Self, TableError> {
        let rules = Rules { skip: options.skip, fold: options.fold, only: None, samples: true };
        let (Survey { keys, mut counts, leaves }, _) = survey(document, rows, &rules, stop)?;
        let mut entries = Vec::with_capacity(leaves.len());
        for at in leaves {
            let above = nulls_above(&keys, &counts, at);
            let Some(counts) = counts.get_mut(at as usize).filter(|counts| is_column(&keys, at, counts))
            else {
                continue;
            };
            let samples = std::mem::take(&mut counts.samples);
            let mut units = std::mem::take(&mut counts.units);
            units.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            entries.push(CatalogEntry {
                path: keys.column_path(at),
                kind: kind_of(counts),
                filled: counts.rows as usize,
                nulls: counts.nulls as usize + above,
                empty: counts.empty as usize,
                units: units.into_iter().map(|(unit, count)| (unit.into(), count as usize)).collect(),
                samples: samples.into_iter().map(|(row, text)| Sample { row, text: text.into() }).collect(),
            });
        }
        Ok(Self { rows: rows.len(), entries })
    }

    /// Number of rows that were looked at.
    pub fn row_count(&self) -> usize {
        self.rows
    }

    /// The paths, in order of first appearance.
    pub fn entries(&self) -> &[CatalogEntry] {
        &self.entries
    }
}

/// Nulls at the places that lead to a path: such rows have null there too.
fn nulls_above(keys: &Keys, counts: &[Counts], at: u32) -> usize {
    let mut nulls = 0;
    let mut at = at;
    while at != 0 {
        at = keys.nodes.get(at as usize).map_or(0, |key| key.parent);
        nulls += counts.get(at as usize).map_or(0, |counts| counts.nulls as usize);
    }
    nulls
}
