//! The values of a column with how often each is there: for set filters and chips.

use std::cmp::Reverse;

use super::super::Table;
use super::super::atom::Shown;
use super::super::codes::codes;
use crate::stop::{Stop, Stopped};

/// The distinct values of a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distinct {
    /// The most frequent first, of equal counts the lesser value first.
    pub values: Vec<(Shown, usize)>,
    /// Values that are there beyond those.
    pub more: usize,
}

/// The values in some rows of a column, at most `most` of them. A column that is not there has none.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn distinct(
    table: &Table,
    column: usize,
    rows: &[u32],
    most: usize,
    stop: &Stop,
) -> Result<Distinct, Stopped> {
    let Some(column) = table.columns().get(column) else { return Ok(Distinct::default()) };
    let codes = codes(column, rows, stop)?;
    let mut counts: Vec<(usize, u32)> = codes.counts().into_iter().zip(codes.values).collect();
    // Stable: of equal counts the lesser value stays first.
    counts.sort_by_key(|(count, _)| Reverse(*count));
    let more = counts.len().saturating_sub(most);
    let shown = counts.iter().take(most).map(|(count, row)| (Shown::of(column, *row), *count));
    Ok(Distinct { values: shown.collect(), more })
}
