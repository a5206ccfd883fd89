//! Rows read one by one into all their cells: what two versions of one thing are compared by.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use super::Shown;
use super::column::CellKind;
use super::keys::Keys;
use super::path::ColumnPath;
use super::walk::{Leaf, Sink, Value, Walker};
use crate::document::{Document, NodeId};

/// One cell of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowCell {
    /// The number of its path, see [`RowReader::path`].
    pub path: u32,
    pub shown: Shown,
    /// Of a list that is shown by its length alone: a number that differs where its text does.
    pub digest: u64,
}

/// Reads rows of any documents; equal paths have one number, whatever document they are of.
pub struct RowReader<'s> {
    keys: Keys,
    skip: &'s [&'s str],
}

impl<'s> RowReader<'s> {
    /// A reader that passes over these members of the rows, with all they hold.
    pub fn new(skip: &'s [&'s str]) -> Self {
        Self { keys: Keys::default(), skip }
    }

    /// The cells of a row, ascending by path; a key that stands there twice counts as it stands last.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn row(&mut self, document: &Document, row: NodeId) -> io::Result<Vec<RowCell>> {
        let mut sink = Cells { keys: &mut self.keys, skip: self.skip, cells: Vec::new(), lists: Vec::new() };
        Walker::new(document).row(row, &mut sink)?;
        let Cells { mut cells, lists, .. } = sink;
        let mut reader = document.reader();
        for (nth, list) in lists {
            let mut hasher = DefaultHasher::new();
            reader.raw(list)?.hash(&mut hasher);
            if let Some(cell) = cells.get_mut(nth) {
                cell.digest = hasher.finish();
            }
        }
        cells.reverse();
        cells.sort_by_key(|cell| cell.path);
        cells.dedup_by_key(|cell| cell.path);
        Ok(cells)
    }

    /// The path with this number.
    pub fn path(&self, number: u32) -> ColumnPath {
        self.keys.column_path(number)
    }
}

struct Cells<'k> {
    keys: &'k mut Keys,
    skip: &'k [&'k str],
    cells: Vec<RowCell>,
    /// Lists that are shown by their length, with the places of their cells.
    lists: Vec<(usize, NodeId)>,
}

impl<'a> Sink<'a> for Cells<'_> {
    fn child(&mut self, parent: u32, key: &[u8], guess: &mut usize) -> Option<u32> {
        let is_skipped = parent == 0 && self.skip.iter().any(|skip| skip.as_bytes() == key);
        (!is_skipped).then(|| self.keys.find_or_add(parent, key, guess))
    }

    fn leaf(&mut self, at: u32, node: NodeId, leaf: Leaf<'a>) {
        if matches!(leaf.value, Value::Count(_)) {
            self.lists.push((self.cells.len(), node));
        }
        let unit = leaf.unit.map(std::borrow::Cow::into_owned);
        let shown = Shown { kind: kind(&leaf.value), text: leaf.value.text().into_owned(), unit };
        self.cells.push(RowCell { path: at, shown, digest: 0 });
    }

    fn branch(&mut self, _: u32, _: NodeId) {}
}

fn kind(value: &Value<'_>) -> CellKind {
    match value {
        Value::Null => CellKind::Null,
        Value::Bool(_) => CellKind::Bool,
        Value::Number(_) => CellKind::Number,
        Value::Text(text) if text.is_empty() => CellKind::Empty,
        Value::Text(_) => CellKind::Text,
        Value::List(_) | Value::Count(_) => CellKind::List,
        Value::Object(_) => CellKind::Object,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_one_number_in_all_documents_and_long_lists_a_digest() {
        let read = |reader: &mut RowReader<'_>, text: &str| {
            let document = Document::from_bytes(text.to_owned().into_bytes().into());
            reader.row(&document, document.root().unwrap()).unwrap()
        };
        let mut reader = RowReader::new(&["skipped"]);
        let a = read(
            &mut reader,
            r#"{"b":"007","skipped":{"x":1},"l":[{"a":1}],"m":{"name":"M","value":7.50,"units":"mm"}}"#,
        );
        let b = read(
            &mut reader,
            r#"{"m":{"name":"M","value":7.5,"units":"mm"},"l":[{"a":2}],"b":"","b":"008"}"#,
        );
        let texts = |cells: &[RowCell]| -> Vec<(String, String)> {
            let one = |cell: &RowCell| {
                let path = reader.path(cell.path).texts().join(".");
                (path, format!("{:?} {} {:?}", cell.shown.kind, cell.shown.text, cell.shown.unit))
            };
            cells.iter().map(one).collect()
        };
        let wanted = |b: &str, number: &str| {
            [
                ("b", format!("Text {b} None")),
                ("l", "List [1] None".to_owned()),
                ("m", format!("Number {number} Some(\"mm\")")),
            ]
            .map(|(path, text)| (path.to_owned(), text))
        };
        assert_eq!(texts(&a), wanted("007", "7.50"));
        assert_eq!(texts(&b), wanted("008", "7.5"));
        assert_eq!(a[1].path, b[1].path);
        assert_ne!(a[1].digest, b[1].digest, "one item each, and not the same one");
    }
}
