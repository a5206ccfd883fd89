//! Columns of text that stands in no row of the document: the host, the level, the collection.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::LargeStringArray;
use arrow_array::builder::LargeStringBuilder;

use super::column::{Column, ColumnType, Origin, Side, Values};

/// No text.
const NONE: u32 = u32::MAX;

/// Text of a given cell: the row's own, or one that many rows share.
#[derive(Clone, Copy, Debug)]
pub enum Given<'t> {
    Own(&'t str),
    /// Kept once, however many rows have it.
    Shared(&'t Arc<str>),
}

impl<'t> Given<'t> {
    /// The text.
    pub fn text(self) -> &'t str {
        match self {
            Self::Own(text) => text,
            Self::Shared(text) => text,
        }
    }
}

/// Texts that many rows share, and which row has which.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    codes: Arc<[u32]>,
    texts: Arc<[Arc<str>]>,
}

impl Shared {
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    pub fn get(&self, row: usize) -> Option<&str> {
        let code = self.codes.get(row)?;
        self.texts.get(*code as usize).map(|text| &**text)
    }

    pub fn memory(&self) -> usize {
        let texts: usize = self.texts.iter().map(|text| text.len() + size_of::<Arc<str>>()).sum();
        self.codes.len() * size_of::<u32>() + texts
    }

    /// As an Arrow array, for which every row's text is copied.
    pub fn array(&self) -> LargeStringArray {
        (0..self.len()).map(|row| self.get(row)).collect()
    }
}

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
        Self::given(path, name.into(), (filled, empty), Values::LargeText(builder.finish()))
    }

    /// The same of texts that many rows share: each is kept once.
    pub fn from_shared<'t>(
        path: Vec<String>,
        name: impl Into<String>,
        cells: impl IntoIterator<Item = Option<Given<'t>>>,
    ) -> Self {
        let mut known: HashMap<*const u8, u32> = HashMap::new();
        let mut texts: Vec<Arc<str>> = Vec::new();
        let mut codes: Vec<u32> = Vec::new();
        let (mut filled, mut empty) = (0, 0);
        for cell in cells {
            let text = match cell {
                None => {
                    codes.push(NONE);
                    continue;
                }
                Some(Given::Own(text)) => {
                    texts.push(text.into());
                    codes.push(texts.len() as u32 - 1);
                    text
                }
                Some(Given::Shared(text)) => {
                    codes.push(*known.entry(text.as_ptr()).or_insert_with(|| {
                        texts.push(text.clone());
                        texts.len() as u32 - 1
                    }));
                    text
                }
            };
            filled += 1;
            empty += usize::from(text.is_empty());
        }
        let shared = Shared { codes: codes.into(), texts: texts.into() };
        Self::given(path, name.into(), (filled, empty), Values::Shared(shared))
    }

    fn given(path: Vec<String>, name: String, (filled, empty): (usize, usize), values: Values) -> Self {
        Self {
            origin: Origin::Given,
            path,
            name,
            kind: ColumnType::Text,
            unit: None,
            filled,
            nulls: 0,
            empty,
            values,
            side: Side::default(),
            null_is_usual: false,
            units: Vec::new(),
            other_units: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::Array;

    use super::*;
    use crate::stop::Stop;
    use crate::table::arrange::{distinct, group};
    use crate::table::{Direction, Table, sort_rows};

    #[test]
    fn texts_that_rows_share_are_kept_once_and_read_as_any() {
        let shared: [Arc<str>; 3] = ["Level 10".into(), "Level 9".into(), "".into()];
        // Another text of the same words is another text in memory and the same value.
        let twin: Arc<str> = "Level 9".into();
        let cells = [
            Some(Given::Shared(&shared[0])),
            None,
            Some(Given::Own("own")),
            Some(Given::Shared(&shared[1])),
            Some(Given::Shared(&shared[2])),
            Some(Given::Shared(&twin)),
            Some(Given::Shared(&shared[0])),
        ];
        let column = Column::from_shared(vec!["l".to_owned()], "Level", cells);
        assert_eq!((column.filled, column.empty, column.row_count()), (6, 1, 7));
        assert!(
            (0..8)
                .map(|row| column.cell(row).text)
                .eq(["Level 10", "", "own", "Level 9", "", "Level 9", "Level 10", ""])
        );
        let array = column.array();
        assert_eq!((array.len(), array.null_count()), (7, 1));
        let some = column.gather(&[5, 1, 0]);
        let some: &LargeStringArray = some.values.as_any().downcast_ref().unwrap();
        assert_eq!(some.iter().collect::<Vec<_>>(), [Some("Level 9"), None, Some("Level 10")]);
        let document = crate::document::Document::from_bytes(bytes::Bytes::from_static(b"[1,2,3,4,5,6,7]"));
        let rows = document.children(document.root().unwrap()).collect::<Vec<_>>();
        let table = Table::with_columns(rows, vec![column]).unwrap();
        let all: Vec<u32> = (0..7).collect();
        let found = distinct(&table, 0, &all, 9, &Stop::new()).unwrap();
        assert_eq!(found.values.len(), 5);
        assert_eq!(group(&table, &all, &[0], &[], &Stop::new()).unwrap().groups.len(), 5);
        let sorted = sort_rows(&table, &all, &[(0, Direction::Ascending)], &Stop::new()).unwrap();
        assert_eq!(sorted.last(), Some(&1), "what is missing comes last");
        let long: Arc<str> = "x".repeat(1 << 20).into();
        let many = Column::from_shared(Vec::new(), "Long", (0..10_000).map(|_| Some(Given::Shared(&long))));
        assert!(many.memory() < 2 << 20, "{}", many.memory());
        assert_eq!(many.cell(9_999).text.len(), 1 << 20);
    }
}
