//! How a source app lays out its properties: the columns worth showing, the chips, the sums, short names.

use super::column::ColumnKey;
use super::elements::Elements;
use super::source_app::SourceApp;
use super::wish::Wish;
use crate::table::ColumnPath;

/// What elements are narrowed down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    Category,
    Level,
    Family,
    Type,
    Material,
}

/// How one set of elements lays out its properties.
#[derive(Clone, Debug)]
pub struct Layout {
    app: SourceApp,
    columns: Vec<ColumnKey>,
    facets: Vec<(Facet, ColumnKey)>,
    sums: Vec<ColumnKey>,
}

impl Layout {
    /// The app.
    pub fn app(&self) -> SourceApp {
        self.app
    }

    /// The columns to begin with, those that some element fills.
    pub fn columns(&self) -> &[ColumnKey] {
        &self.columns
    }

    /// The chips to narrow down by, and which column each means here; those that some element fills.
    pub fn facets(&self) -> &[(Facet, ColumnKey)] {
        &self.facets
    }

    /// Of the columns there are, those that make sense as a sum: lengths, areas, volumes, weights, by name and unit.
    pub fn sums(&self) -> &[ColumnKey] {
        &self.sums
    }

    /// The table as it opens: the columns to begin with, their sums, nothing filtered.
    pub fn wish(&self) -> Wish {
        Wish { columns: self.columns.clone(), ..Wish::default() }
    }
}

/// The last key of a path that means something: `Length` of `…Dimensions.Length`, and of
/// `…Dimensions.Length.value` too.
pub fn short_name(path: &ColumnPath) -> String {
    path.texts().pop().unwrap_or_default()
}

/// Where a path comes from, beside its short name: `Dimensions`, `Type Parameters › Construction`.
pub fn origin(path: &ColumnPath) -> String {
    let mut texts = path.texts();
    texts.pop();
    texts.join(" › ")
}

/// Paths whose keys are data, such as names of materials: one entry of the catalog each, ending with a star.
pub fn folds(elements: &Elements) -> Vec<ColumnPath> {
    let _ = elements;
    vec![ColumnPath::of_keys(["properties", "Material Quantities"]).any()]
}
