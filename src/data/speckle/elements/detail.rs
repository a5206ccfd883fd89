//! One element with everything that stands in it.

use super::elements::Elements;
use crate::document::NodeId;
use crate::stop::Stop;
use crate::table::{Catalog, CatalogOptions, Table, TableError};

/// A table of one row, with a column for each property of an element, in document order: path, value, unit.
/// Shapes and parts are left out. For the pool.
///
/// # Errors
/// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
pub fn details(elements: &Elements, element: NodeId, stop: &Stop) -> Result<Table, TableError> {
    let skip: &[&str] = if elements.is_plain() { &[] } else { CatalogOptions::SKIP };
    let options = CatalogOptions { skip, fold: &[] };
    let catalog = Catalog::of_rows(elements.document(), &[element], &options, stop)?;
    let paths: Vec<_> = catalog.entries().iter().map(|entry| entry.path.clone()).collect();
    Table::of_columns(elements.document(), vec![element], &paths, stop)
}
