//! The items of one page as the server wrote them, and the answer they are put into.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::ops::Range;

use bytes::Bytes;

use super::follow::Got;
use super::plan::Level;
use crate::document::{Document, Kind, NodeId, Reader};

/// Why an answer holds no page.
#[derive(Debug, thiserror::Error)]
pub enum NoPage {
    /// The way to the list ends in null, or there is none.
    #[error("{0} is not in the answer")]
    Missing(String),
    /// What the answer is kept in cannot be read.
    #[error("The answer could not be read: {0}")]
    Read(#[from] io::Error),
}

/// One page of a list.
#[derive(Debug)]
pub struct Page {
    pub got: Got,
    /// The items, byte for byte.
    pub items: Vec<Bytes>,
    pub splice: Splice,
}

/// Where in a text further items of its list go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// The list, with its brackets.
    list: Range<usize>,
    /// The cursor's value: it is of one page, and says nothing of the joined list.
    cursor: Option<Range<usize>>,
}

impl Splice {
    /// The text up to its list and the opening bracket. The cursor is written as null.
    pub fn head(&self, text: &[u8]) -> Vec<u8> {
        self.without_cursor(text, 0..self.list.start + 1)
    }

    /// The text from the closing bracket of its list on.
    pub fn tail(&self, text: &[u8]) -> Vec<u8> {
        self.without_cursor(text, self.list.end.saturating_sub(1)..text.len())
    }

    /// The text with these items as its whole list.
    pub fn joined(&self, text: &[u8], items: &[Bytes]) -> Vec<u8> {
        let mut whole = self.head(text);
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                whole.push(b',');
            }
            whole.extend_from_slice(item);
        }
        whole.extend(self.tail(text));
        whole
    }

    fn without_cursor(&self, text: &[u8], part: Range<usize>) -> Vec<u8> {
        let piece = |range: Range<usize>| text.get(range).unwrap_or_default();
        match &self.cursor {
            Some(cursor) if part.start <= cursor.start && cursor.end <= part.end => {
                [piece(part.start..cursor.start), b"null", piece(cursor.end..part.end)].concat()
            }
            _ => piece(part).to_vec(),
        }
    }
}

/// The page of `level` in an answer (`from_data`), or in one item of the level above.
///
/// # Errors
/// [`NoPage::Missing`] where the way to the list is null or absent.
pub fn read_page(document: &Document, level: &Level, from_data: bool) -> Result<Page, NoPage> {
    let mut reader = document.reader();
    let missing = || NoPage::Missing(level.path.join("."));
    let root = document.root().ok_or_else(missing)?;
    let (start, path) = if from_data {
        (reader.member(root, "data")?.ok_or_else(missing)?, &level.path)
    } else {
        (root, &level.within)
    };
    let connection = descend(&mut reader, start, path)?.ok_or_else(missing)?;
    let list = reader.member(connection, &level.items)?.filter(|list| document.kind(*list) == Kind::Array);
    let list = list.ok_or_else(missing)?;
    let total = match reader.member(connection, &level.total)? {
        Some(total) if document.kind(total) == Kind::Number => reader.text(total)?.parse().ok(),
        _ => None,
    };
    let cursor = reader.member(connection, &level.cursor_key)?;
    let text_of_cursor = match cursor {
        Some(cursor) if document.kind(cursor) == Kind::String => Some(reader.text(cursor)?.into_owned()),
        _ => None,
    };
    let mut items = Vec::new();
    let mut ids = Vec::new();
    let mut print = DefaultHasher::new();
    for item in document.children(list) {
        let raw = reader.raw(item)?;
        raw.hash(&mut print);
        items.push(raw);
        ids.push(id(&mut reader, item, level.id.as_deref())?);
    }
    let range = |node: NodeId| {
        let range = document.range(node);
        usize::try_from(range.start).unwrap_or(usize::MAX)..usize::try_from(range.end).unwrap_or(usize::MAX)
    };
    let splice = Splice { list: range(list), cursor: cursor.map(range) };
    let got = Got { ids, fingerprint: print.finish(), total, cursor: text_of_cursor };
    Ok(Page { got, items, splice })
}

fn descend(reader: &mut Reader<'_>, start: NodeId, path: &[String]) -> io::Result<Option<NodeId>> {
    let mut at = start;
    for key in path {
        match reader.member(at, key)? {
            Some(next) => at = next,
            None => return Ok(None),
        }
    }
    Ok((reader.document().kind(at) == Kind::Object).then_some(at))
}

fn id(reader: &mut Reader<'_>, item: NodeId, key: Option<&str>) -> io::Result<Option<String>> {
    let Some(key) = key else { return Ok(None) };
    let is_object = reader.document().kind(item) == Kind::Object;
    let found = if is_object { reader.member(item, key)? } else { None };
    match found {
        Some(id) if !reader.document().kind(id).is_container() => Ok(Some(reader.text(id)?.into_owned())),
        _ => Ok(None),
    }
}
