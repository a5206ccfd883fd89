//! Columns of text that stands in no row of the document: the host, the level, the collection.

use arrow_array::builder::LargeStringBuilder;

use super::column::{Column, ColumnType, Origin, Side, Values};

impl Column {
    /// A text column of given cells, one for each row in order; `None` is a missing cell. `path` tells
    /// it from others and is no place in the document.
    pub fn from_texts<'t>(
        path: Vec<String>,
        name: impl Into<String>,
        cells: impl IntoIterator<Item = Option<&'t str>>,
    ) -> Self {
        let mut builder = LargeStringBuilder::new();
        let (mut filled, mut empty) = (0, 0);
        for cell in cells {
            builder.append_option(cell);
            filled += usize::from(cell.is_some());
            empty += usize::from(cell == Some(""));
        }
        Self {
            origin: Origin::Given,
            path,
            name: name.into(),
            kind: ColumnType::Text,
            unit: None,
            filled,
            nulls: 0,
            empty,
            values: Values::LargeText(builder.finish()),
            side: Side::default(),
            null_is_usual: false,
            units: Vec::new(),
            other_units: Vec::new(),
        }
    }
}
