//! Reading values on the pool: like the document's own methods, but waiting for bytes instead of giving up.

use super::document::Document;
use super::index::Index;
use super::node::NodeId;
use super::path::Path;
use super::source::Slice;
use super::values::{Excerpt, Values};
use bytes::Bytes;
use std::borrow::Cow;
use std::io;
use std::ops::Range;

/// Bytes read at once; values in document order then cost one read for each window.
const WINDOW: u64 = 256 << 10;

/// Reads a document's values through a window of its bytes. Document order is the quick order.
#[derive(Debug)]
pub struct Reader<'a> {
    document: &'a Document,
    /// The bytes, where they lie in memory as one piece.
    whole: Option<&'a [u8]>,
    start: u64,
    window: Bytes,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self { document, whole: document.source().whole(), start: 0, window: Bytes::new() }
    }

    /// The document that is read.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// The decoded key of a member, see [`Document::key`].
    ///
    /// # Errors
    /// What the disk says; the same for all methods here.
    pub fn key(&mut self, id: NodeId) -> io::Result<Option<Cow<'a, str>>> {
        Values::key(self, id)
    }

    /// The bytes between the quotes of a member's key, as they were written.
    pub(crate) fn key_source(&mut self, id: NodeId) -> io::Result<Option<Slice<'a>>> {
        Values::key_bytes(self, id)
    }

    /// The last member with this key, see [`Document::member`].
    ///
    /// # Errors
    /// What the disk says.
    pub fn member(&mut self, id: NodeId, key: &str) -> io::Result<Option<NodeId>> {
        Values::member(self, id, key)
    }

    /// The exact source text of a value.
    ///
    /// # Errors
    /// What the disk says.
    pub fn raw(&mut self, id: NodeId) -> io::Result<Bytes> {
        let range = self.document.range(id);
        if range.end - range.start > WINDOW || self.document.source().whole().is_some() {
            return self.document.source().read(range);
        }
        match self.slice(range)? {
            Slice::Shared(bytes) => Ok(bytes),
            Slice::Borrowed(bytes) => Ok(Bytes::copy_from_slice(bytes)),
        }
    }

    /// A string's decoded text, the source text of other values, see [`Document::text`].
    ///
    /// # Errors
    /// What the disk says.
    pub fn text(&mut self, id: NodeId) -> io::Result<Cow<'a, str>> {
        Values::text(self, id)
    }

    /// The beginning of the text, see [`Document::excerpt`].
    ///
    /// # Errors
    /// What the disk says.
    pub fn excerpt(&mut self, id: NodeId, most: usize) -> io::Result<Excerpt> {
        Values::excerpt(self, id, most as u64)
    }

    /// The keys and positions that lead to a value.
    ///
    /// # Errors
    /// What the disk says.
    pub fn path(&mut self, id: NodeId) -> io::Result<Path> {
        Values::path(self, id)
    }

    /// The value at a path.
    ///
    /// # Errors
    /// What the disk says.
    pub fn at(&mut self, path: &Path) -> io::Result<Option<NodeId>> {
        Values::at(self, path)
    }

    /// What a folded object is about, see [`Document::summary`].
    ///
    /// # Errors
    /// What the disk says.
    pub fn summary(&mut self, id: NodeId) -> io::Result<Option<String>> {
        Values::summary(self, id)
    }
}

impl<'a> Values<'a> for Reader<'a> {
    type Miss = io::Error;

    fn index(&self) -> &'a Index {
        self.document.index()
    }

    fn slice(&mut self, range: Range<u64>) -> io::Result<Slice<'a>> {
        if let Some(whole) = self.whole {
            return Ok(Slice::Borrowed(whole).part(range.start as usize..range.end as usize));
        }
        let source = self.document.source();
        if range.end.saturating_sub(range.start) > WINDOW {
            return source.read(range).map(Slice::Shared);
        }
        if range.start < self.start || range.end > self.start + self.window.len() as u64 {
            self.window = source.read(range.start..(range.start + WINDOW).min(source.len()))?;
            self.start = range.start;
        }
        let from = (range.start - self.start) as usize;
        let to = (range.end - self.start) as usize;
        Ok(Slice::Shared(self.window.clone()).part(from..to))
    }
}
