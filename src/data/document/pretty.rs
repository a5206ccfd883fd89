//! The pretty form of a document as lines that are made when they are looked at.
//!
//! A value begins one line; a container that is not empty closes on one more. So the line of a value is its
//! number plus the containers closed before it, and the index keeps that sum for every 256th value.

use super::decode::{is_unseen, lossless, push_escaped};
use super::document::{Document, Peek};
use super::index::{Index, LINE_EVERY};
use super::node::{Kind, NodeId};
use super::reader::Reader;
use super::values::{Values, range_of, trim_cut};
use std::io;
use std::ops::Range;

/// The most bytes of a key or a value that one line shows.
const MOST_SHOWN: u64 = 4096;

/// What a part of a line is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextKind {
    /// A key with its quotes
    Key,
    /// A string with its quotes
    String,
    /// A number
    Number,
    /// `true` or `false`
    Bool,
    /// `null`
    Null,
    /// Brackets, colons and commas
    Punctuation,
}

/// A line of the pretty form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Levels of indentation, two spaces each; `text` does not hold them.
    pub indent: usize,
    /// The line as JSON text: escapes as they are written, unseen characters as `\u202e` and the like.
    pub text: String,
    /// The parts of `text` in bytes, in order; what is between them are spaces.
    pub spans: Vec<(Range<usize>, TextKind)>,
    /// The value that begins here; on a closing line, the container that ends.
    pub node: NodeId,
    /// Whether the line is the closing bracket of its node.
    pub closing: bool,
    /// Whether a key or a value is longer than what is shown; `…` stands for the rest.
    pub cut: bool,
}

/// The lines of a document's pretty form, or of one value in it, indented by two spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrettyLines {
    root: NodeId,
}

/// A line before it has a text.
#[derive(Clone, Copy)]
enum Place {
    Opening(u32),
    Closing(u32),
}

impl PrettyLines {
    /// All lines of a document. The same value serves while the document grows.
    pub fn new(_: &Document) -> Self {
        Self::of(NodeId(0))
    }

    /// The lines of one value, without what follows it.
    pub fn of(root: NodeId) -> Self {
        Self { root }
    }

    /// Number of lines.
    pub fn line_count(&self, document: &Document) -> u64 {
        let index = document.index();
        if !index.holds(self.root) {
            return 0;
        }
        let last = index.subtree_end(self.root.0) - 1;
        let closing = closing_after(index, last).take_while(|&id| id >= self.root.0).count();
        line_at(index, last) + closing as u64 + 1 - line_at(index, self.root.0)
    }

    /// The line on which a value begins, from 0; 0 for values outside.
    pub fn line_of(&self, document: &Document, node: NodeId) -> u64 {
        let index = document.index();
        let inside = index.holds(node) && node >= self.root && node < document.subtree_end(self.root);
        if inside { line_at(index, node.0) - line_at(index, self.root.0) } else { 0 }
    }

    /// A line from 0; `None` past the end and while its bytes are not at hand.
    pub fn line(&self, document: &Document, number: u64) -> Option<Line> {
        let place = self.place(document.index(), number)?;
        self.make(&mut Peek(document), place).ok()
    }

    /// A line from 0, waiting for its bytes; `None` past the end.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read_line(&self, reader: &mut Reader<'_>, number: u64) -> io::Result<Option<Line>> {
        match self.place(reader.document().index(), number) {
            None => Ok(None),
            Some(place) => self.make(reader, place).map(Some),
        }
    }

    fn place(&self, index: &Index, number: u64) -> Option<Place> {
        if !index.holds(self.root) {
            return None;
        }
        let wanted = line_at(index, self.root.0) + number;
        let mark = index.lines.partition_point(|line| u64::from(line) <= wanted).checked_sub(1)?;
        let (mut node, mut line) = (mark as u32 * LINE_EVERY, u64::from(index.lines.get(mark)?));
        let end = index.subtree_end(self.root.0);
        loop {
            if node >= end {
                return None;
            }
            if line == wanted {
                return Some(Place::Opening(node));
            }
            for closing in closing_after(index, node) {
                line += 1;
                if line == wanted {
                    return Some(closing).filter(|&id| id >= self.root.0).map(Place::Closing);
                }
            }
            line += 1;
            node += 1;
        }
    }

    fn make<'a, V: Values<'a>>(&self, values: &mut V, place: Place) -> Result<Line, V::Miss> {
        let index = values.index();
        let (Place::Opening(id) | Place::Closing(id)) = place;
        let closing = matches!(place, Place::Closing(_));
        let node = NodeId(id);
        let indent = (index.depth_of(id) - index.depth_of(self.root.0)) as usize;
        let mut line = Line { indent, text: String::new(), spans: Vec::new(), node, closing, cut: false };
        let kind = index.node(id).kind();
        if closing {
            line.mark(if kind == Kind::Object { "}" } else { "]" });
        } else {
            if node != self.root
                && let Some((key, cut)) = values.key_start(node, MOST_SHOWN)?
            {
                line.quoted(&key, cut, TextKind::Key);
                line.mark(":");
                line.text.push(' ');
            }
            self.value(values, node, &mut line)?;
        }
        let follows = node != self.root
            && index
                .node(id)
                .parent()
                .is_some_and(|parent| index.subtree_end(id) < index.subtree_end(parent));
        if follows && (closing || !index.is_branch(id)) {
            line.mark(",");
        }
        Ok(line)
    }

    fn value<'a, V: Values<'a>>(&self, values: &mut V, node: NodeId, line: &mut Line) -> Result<(), V::Miss> {
        let index = values.index();
        let kind = match index.node(node.0).kind() {
            Kind::Object => {
                line.mark(if index.is_branch(node.0) { "{" } else { "{}" });
                return Ok(());
            }
            Kind::Array => {
                line.mark(if index.is_branch(node.0) { "[" } else { "[]" });
                return Ok(());
            }
            Kind::String => TextKind::String,
            Kind::Number => TextKind::Number,
            Kind::Bool => TextKind::Bool,
            Kind::Null => TextKind::Null,
        };
        let mut range = range_of(index, node);
        if kind == TextKind::String {
            range = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
        }
        let cut = range.end - range.start > MOST_SHOWN;
        let slice = values.slice(range.start..range.end.min(range.start + MOST_SHOWN))?;
        if kind == TextKind::String {
            line.quoted(&slice, cut, kind);
        } else {
            line.cut |= cut;
            let rest = if cut { "…" } else { "" };
            line.push(kind, |text| text.extend([&lossless(&slice), rest]));
        }
        Ok(())
    }
}

impl Line {
    /// The line with its indentation.
    pub fn indented(&self) -> String {
        let mut text = "  ".repeat(self.indent);
        text.push_str(&self.text);
        text
    }

    fn push(&mut self, kind: TextKind, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        self.spans.push((start..self.text.len(), kind));
    }

    fn mark(&mut self, mark: &str) {
        self.push(TextKind::Punctuation, |text| text.push_str(mark));
    }

    /// The bytes between two quotes, as they are written.
    fn quoted(&mut self, inner: &[u8], cut: bool, kind: TextKind) {
        let inner = if cut { trim_cut(inner, true) } else { inner };
        self.cut |= cut;
        self.push(kind, |text| {
            text.push('"');
            for character in lossless(inner).chars() {
                if is_unseen(character) { push_escaped(text, character) } else { text.push(character) }
            }
            text.push_str(if cut { "…\"" } else { "\"" });
        });
    }
}

/// The line on which a node begins.
fn line_at(index: &Index, node: u32) -> u64 {
    let mark = node / LINE_EVERY;
    let line = index.lines.get(mark as usize).map_or(0, u64::from);
    let between = mark * LINE_EVERY..node;
    between.fold(line, |line, id| line + 1 + closing_after(index, id).count() as u64)
}

/// The containers that close between a node and the next, innermost first.
fn closing_after(index: &Index, node: u32) -> impl Iterator<Item = u32> {
    let above =
        move |id: u32| index.node(id).parent().filter(|&parent| index.subtree_end(parent) == node + 1);
    let first = if index.is_branch(node) { None } else { above(node) };
    std::iter::successors(first, move |&id| above(id))
}
