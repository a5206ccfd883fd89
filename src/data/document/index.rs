//! The index of a document: every value in document order, and sparse marks that keep wide lists quick.

use super::chunks::Chunks;
use super::error::SyntaxError;
use super::node::{Kind, Node, NodeId};

/// Every how many children a container gets a mark, so that the n-th child is at most this many hops away.
pub(crate) const MARK_EVERY: u32 = 64;
/// Every how many nodes the pretty line is kept.
pub(crate) const LINE_EVERY: u32 = 256;

/// Whether a text is one JSON value, or one on each line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// One JSON value.
    #[default]
    Value,
    /// NDJSON: a value on each line, blank lines skipped. The index holds them in an array of its own.
    Lines,
}

/// A container that is not closed yet.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub node: u32,
    pub count: u32,
    pub object: bool,
    /// The children number 64, 128, …
    pub marks: Vec<u32>,
}

/// A closed container with more than [`MARK_EVERY`] children.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wide {
    pub node: u32,
    /// First node after the subtree. Containers close in the order of their ends, inner ones first,
    /// so the list of them is sorted by (end, node descending) as it grows.
    pub end: u32,
    pub count: u32,
    /// Where its marks begin in the list of all marks.
    pub marks: u32,
}

/// How many values of each kind a document holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Bytes that were indexed.
    pub bytes: u64,
    /// `null`s
    pub nulls: u64,
    /// `true`s and `false`s
    pub bools: u64,
    /// Numbers
    pub numbers: u64,
    /// Strings that are values, not keys
    pub strings: u64,
    /// Arrays
    pub arrays: u64,
    /// Objects
    pub objects: u64,
    /// Levels: 1 for a lone scalar or an empty container.
    pub depth: u32,
    /// Bytes of memory the index takes.
    pub index_bytes: u64,
}

/// The structure of a document without its bytes: 16 bytes a value and a little for wide lists.
///
/// A clone shares all full chunks: it is how a document is looked at while its bytes arrive.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(crate) nodes: Chunks<Node>,
    pub(crate) wide: Chunks<Wide>,
    pub(crate) marks: Chunks<u32>,
    /// The pretty line of every [`LINE_EVERY`]th node.
    pub(crate) lines: Chunks<u32>,
    pub(crate) open: Vec<Open>,
    /// Closed containers that are not empty: each has a closing line in the pretty form.
    pub(crate) closed: u32,
    pub(crate) kinds: [u32; 6],
    pub(crate) depth: u32,
    pub(crate) bytes: u64,
    pub(crate) layout: Layout,
    pub(crate) error: Option<SyntaxError>,
}

/// The marks of one wide container.
enum Marks<'a> {
    Closed { all: &'a Chunks<u32>, start: usize, len: usize },
    Open(&'a [u32]),
}

impl Marks<'_> {
    fn len(&self) -> usize {
        match self {
            Marks::Closed { len, .. } => *len,
            Marks::Open(marks) => marks.len(),
        }
    }

    fn get(&self, nth: usize) -> Option<u32> {
        match self {
            Marks::Closed { all, start, len } if nth < *len => all.get(start + nth),
            Marks::Closed { .. } => None,
            Marks::Open(marks) => marks.get(nth).copied(),
        }
    }

    /// How many marks lie at or before a node.
    fn up_to(&self, node: u32) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle) {
                Some(mark) if mark <= node => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }
}

impl Index {
    /// Bytes of memory that it takes.
    pub fn memory(&self) -> usize {
        self.nodes.memory() + self.wide.memory() + self.marks.memory() + self.lines.memory()
    }

    /// Number of values.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Bytes that were indexed so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The first error; what was indexed before it stays.
    pub fn error(&self) -> Option<&SyntaxError> {
        self.error.as_ref()
    }

    /// One value, or one on each line.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Values by kind, levels and memory.
    pub fn stats(&self) -> Stats {
        let of = |kind: Kind| u64::from(self.kinds.get(kind as usize).copied().unwrap_or(0));
        Stats {
            bytes: self.bytes,
            nulls: of(Kind::Null),
            bools: of(Kind::Bool),
            numbers: of(Kind::Number),
            strings: of(Kind::String),
            arrays: of(Kind::Array),
            objects: of(Kind::Object),
            depth: self.depth,
            index_bytes: self.memory() as u64,
        }
    }

    #[inline]
    pub(crate) fn node(&self, id: u32) -> Node {
        self.nodes.get(id as usize).unwrap_or(Node::NOTHING)
    }

    /// Number of nodes, as an id.
    #[inline]
    pub(crate) fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// The byte after a value; of an open container, the bytes so far.
    pub(crate) fn byte_end(&self, id: u32) -> u64 {
        let node = self.node(id);
        if node.next == 0 && node.kind().is_container() { self.bytes } else { u64::from(node.end) }
    }

    /// The first node after a subtree; of an open container, the nodes so far.
    #[inline]
    pub(crate) fn subtree_end(&self, id: u32) -> u32 {
        match self.node(id).next {
            0 => self.len(),
            next => next,
        }
    }

    /// Whether a container holds something.
    #[inline]
    pub(crate) fn is_branch(&self, id: u32) -> bool {
        self.subtree_end(id) > id + 1
    }

    pub(crate) fn depth_of(&self, id: u32) -> u32 {
        let mut depth = 0;
        let mut at = self.node(id).parent();
        while let Some(parent) = at {
            depth += 1;
            at = self.node(parent).parent();
        }
        depth
    }

    pub(crate) fn child_count(&self, id: u32) -> u32 {
        let end = self.subtree_end(id);
        if end - id.min(end) <= MARK_EVERY {
            return self.hops(id + 1, end);
        }
        if let Some(open) = self.open_at(id) {
            return open.count;
        }
        match self.wide_at(id) {
            Some(wide) => wide.count,
            None => self.hops(id + 1, end),
        }
    }

    /// The n-th child, from 0, at most [`MARK_EVERY`] hops from a mark.
    pub(crate) fn child(&self, id: u32, nth: u32) -> Option<u32> {
        if !self.is_branch(id) {
            return None;
        }
        let end = self.subtree_end(id);
        let marked = nth / MARK_EVERY;
        let (mut at, mut left) = (id + 1, nth);
        if marked > 0 {
            at = self.marks_of(id)?.get(marked as usize - 1)?;
            left = nth % MARK_EVERY;
        }
        while left > 0 && at < end {
            at = self.subtree_end(at);
            left -= 1;
        }
        (at < end).then_some(at)
    }

    /// The place of a node among its parent's children, from 0.
    pub(crate) fn position(&self, id: u32) -> u32 {
        let Some(parent) = self.node(id).parent() else { return 0 };
        let passed = self.marks_of(parent).map_or(0, |marks| marks.up_to(id));
        let start = match passed.checked_sub(1) {
            Some(last) => self.marks_of(parent).and_then(|marks| marks.get(last)),
            None => Some(parent + 1),
        };
        passed as u32 * MARK_EVERY + self.hops(start.unwrap_or(id), id)
    }

    /// The value whose bytes begin last at or before `byte`.
    pub(crate) fn node_at_byte(&self, byte: u64) -> Option<u32> {
        let after = self.nodes.partition_point(|node| u64::from(node.offset) <= byte);
        after.checked_sub(1).map(|at| at as u32)
    }

    /// How many siblings lie from one node up to another.
    fn hops(&self, mut from: u32, to: u32) -> u32 {
        let mut count = 0;
        while from < to {
            from = self.subtree_end(from);
            count += 1;
        }
        count
    }

    fn open_at(&self, id: u32) -> Option<&Open> {
        let at = self.open.binary_search_by_key(&id, |open| open.node).ok()?;
        self.open.get(at)
    }

    fn wide_at(&self, id: u32) -> Option<Wide> {
        let end = self.subtree_end(id);
        let at = self.wide.partition_point(|wide| wide.end < end || (wide.end == end && wide.node > id));
        self.wide.get(at).filter(|wide| wide.node == id)
    }

    fn marks_of(&self, id: u32) -> Option<Marks<'_>> {
        if let Some(open) = self.open_at(id) {
            return Some(Marks::Open(&open.marks));
        }
        let wide = self.wide_at(id)?;
        let len = (wide.count - 1) / MARK_EVERY;
        Some(Marks::Closed { all: &self.marks, start: wide.marks as usize, len: len as usize })
    }

    /// Whether an id is one of this index.
    pub(crate) fn holds(&self, id: NodeId) -> bool {
        id.0 < self.len()
    }
}
