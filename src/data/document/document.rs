//! A document: its bytes and its index, and what one can ask of it.

use super::builder::Builder;
use super::error::SyntaxError;
use super::index::{Index, Layout, Stats};
use super::node::{Kind, NodeId};
use super::path::{Path, PathError};
use super::reader::Reader;
use super::source::{Memory, Slice, Source};
use super::values::{Excerpt, Values, range_of};
use bytes::Bytes;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// One JSON answer, immutable: the bytes where they lie, and the index of their values.
///
/// A clone is two counted references. Methods that give text peek: they never wait, and `None` means the
/// bytes are not at hand yet. Pool work uses [`Document::reader`]. An id of another document reads as a null.
#[derive(Clone, Debug)]
pub struct Document {
    source: Arc<dyn Source>,
    index: Arc<Index>,
}

impl Document {
    /// One JSON value. Never fails: a broken text keeps what was indexed, and [`Document::error`].
    pub fn from_bytes(bytes: Bytes) -> Self {
        Self::of(bytes, Layout::Value)
    }

    /// NDJSON: the values of all lines in an array that no byte opens. Blank lines are skipped.
    pub fn from_lines(bytes: Bytes) -> Self {
        Self::of(bytes, Layout::Lines)
    }

    /// One value or lines of them, whatever it turns out to be.
    pub fn open(bytes: Bytes) -> Self {
        let mut builder = Builder::new(Layout::Value);
        builder.feed(&bytes);
        if builder.met_a_second_line(&bytes) {
            return Self::from_lines(bytes);
        }
        builder.finish(Arc::new(Memory(bytes)))
    }

    fn of(bytes: Bytes, layout: Layout) -> Self {
        let mut builder = Builder::new(layout);
        builder.feed(&bytes);
        builder.finish(Arc::new(Memory(bytes)))
    }

    /// Bytes that lie elsewhere, and the index that a [`Builder`] made of them (or a snapshot of it).
    pub fn with_source(source: Arc<dyn Source>, index: Index) -> Self {
        Self { source, index: Arc::new(index) }
    }

    /// The bytes.
    pub fn source(&self) -> &Arc<dyn Source> {
        &self.source
    }

    /// The structure alone.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Number of bytes.
    pub fn len_bytes(&self) -> u64 {
        self.source.len()
    }

    /// Number of values.
    pub fn node_count(&self) -> usize {
        self.index.node_count()
    }

    /// Values by kind, levels and memory.
    pub fn stats(&self) -> Stats {
        self.index.stats()
    }

    /// Bytes of memory that it takes: the index, and the bytes where they are not on a disk.
    pub fn memory(&self) -> usize {
        self.index.memory() + self.source.whole().map_or(0, <[u8]>::len)
    }

    /// The outermost value; `None` when not even that could be read.
    pub fn root(&self) -> Option<NodeId> {
        Some(NodeId(0)).filter(|&root| self.index.holds(root))
    }

    /// Where the text stops being JSON.
    pub fn error(&self) -> Option<&SyntaxError> {
        self.index.error()
    }

    /// What kind of value it is.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.index.node(id.0).kind()
    }

    /// The array or object that holds a value.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.index.node(id.0).parent().map(NodeId)
    }

    /// The values above, from the parent up to the root.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(id), |&at| self.parent(at))
    }

    /// Levels above: 0 for the root.
    pub fn depth(&self, id: NodeId) -> usize {
        self.index.depth_of(id.0) as usize
    }

    /// Members of an object or items of an array; 0 for other values.
    pub fn child_count(&self, id: NodeId) -> usize {
        self.index.child_count(id.0) as usize
    }

    /// Members or items, in their order. Members with the same key are all there.
    pub fn children(&self, id: NodeId) -> Children<'_> {
        Children { index: &self.index, at: id.0.saturating_add(1), end: self.index.subtree_end(id.0) }
    }

    /// The next member or item of the same parent.
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.index.node(id.0).parent()?;
        let next = self.index.subtree_end(id.0);
        (next < self.index.subtree_end(parent)).then_some(NodeId(next))
    }

    /// The first id after a value and all it holds.
    pub fn subtree_end(&self, id: NodeId) -> NodeId {
        NodeId(self.index.subtree_end(id.0))
    }

    /// The n-th member or item, from 0; quick also in lists of millions.
    pub fn child(&self, id: NodeId, nth: usize) -> Option<NodeId> {
        self.index.child(id.0, u32::try_from(nth).ok()?).map(NodeId)
    }

    /// The place among the parent's members or items, from 0; quick also in lists of millions.
    pub fn position(&self, id: NodeId) -> usize {
        self.index.position(id.0) as usize
    }

    /// Whether a value is a member of an object, so that it has a key.
    pub fn is_member(&self, id: NodeId) -> bool {
        self.parent(id).is_some_and(|parent| self.kind(parent) == Kind::Object)
    }

    /// Where a value lies in the bytes.
    pub fn range(&self, id: NodeId) -> Range<u64> {
        range_of(&self.index, id)
    }

    /// The value whose bytes begin last at or before a byte: for "where is the caret".
    pub fn node_at_byte(&self, byte: u64) -> Option<NodeId> {
        self.index.node_at_byte(byte).map(NodeId)
    }

    /// The last member with this key: where keys repeat, the last one counts, as in most readers of JSON.
    pub fn member(&self, id: NodeId, key: &str) -> Option<NodeId> {
        Peek(self).member(id, key).ok().flatten()
    }

    /// The decoded key of a member; lone surrogates and bytes that are no UTF-8 are shown escaped.
    pub fn key(&self, id: NodeId) -> Option<Cow<'_, str>> {
        Peek(self).key(id).ok().flatten()
    }

    /// The beginning of a member's key, made of at most `most` bytes of source: for rows.
    pub fn key_excerpt(&self, id: NodeId, most: usize) -> Option<Excerpt> {
        Peek(self).key_excerpt(id, most as u64).ok().flatten()
    }

    /// The exact source text of a value.
    pub fn raw(&self, id: NodeId) -> Option<Bytes> {
        self.source.peek(self.range(id))
    }

    /// A string's decoded text, the source text of other values; lone surrogates and bytes that are no
    /// UTF-8 are shown escaped.
    pub fn text(&self, id: NodeId) -> Option<String> {
        Peek(self).text(id).ok().map(Cow::into_owned)
    }

    /// The beginning of [`Document::text`], made of at most `most` bytes of source: for rows and cells.
    pub fn excerpt(&self, id: NodeId, most: usize) -> Option<Excerpt> {
        Peek(self).excerpt(id, most as u64).ok()
    }

    /// The keys and positions that lead from the root to a value.
    pub fn path(&self, id: NodeId) -> Option<Path> {
        Peek(self).path(id).ok()
    }

    /// The value at a path.
    pub fn at(&self, path: &Path) -> Option<NodeId> {
        Peek(self).at(path).ok().flatten()
    }

    /// The value at a path in any of its texts: JSONPath (`$…`), JSON pointer (`/…`) or dots.
    ///
    /// # Errors
    /// [`PathError`] when the text is no path.
    pub fn find_path(&self, text: &str) -> Result<Option<NodeId>, PathError> {
        if text.starts_with('/') {
            return Ok(self.at_pointer(text));
        }
        Ok(self.at(&Path::parse(text)?))
    }

    fn at_pointer(&self, pointer: &str) -> Option<NodeId> {
        let mut at = self.root()?;
        for token in super::path::pointer_tokens(pointer) {
            at = match self.kind(at) {
                Kind::Array => self.child(at, super::path::pointer_index(&token)?)?,
                _ => self.member(at, &token)?,
            };
        }
        Some(at)
    }

    /// What a folded object is about: its name, else its id, else its first string.
    pub fn summary(&self, id: NodeId) -> Option<String> {
        Peek(self).summary(id).ok().flatten()
    }

    /// A reader for the pool: it waits for bytes where it must and keeps a window of them.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self)
    }
}

impl Builder {
    /// Ends the pass and joins the index with the bytes.
    pub fn finish(self, source: Arc<dyn Source>) -> Document {
        Document::with_source(source, self.finish_index())
    }
}

/// The members or items of a container.
#[derive(Clone, Debug)]
pub struct Children<'a> {
    index: &'a Index,
    at: u32,
    end: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        if self.at >= self.end {
            return None;
        }
        let id = NodeId(self.at);
        self.at = self.index.subtree_end(self.at);
        Some(id)
    }
}

/// Looks at bytes that are at hand.
pub(crate) struct Peek<'a>(pub &'a Document);

impl<'a> Values<'a> for Peek<'a> {
    type Miss = ();

    fn index(&self) -> &'a Index {
        &self.0.index
    }

    fn slice(&mut self, range: Range<u64>) -> Result<Slice<'a>, ()> {
        match self.0.source.whole() {
            Some(whole) => Ok(Slice::Borrowed(whole).part(range.start as usize..range.end as usize)),
            None => self.0.source.peek(range).map(Slice::Shared).ok_or(()),
        }
    }
}
