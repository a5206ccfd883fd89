//! One row of a list, walked into cells: what both passes of the table share.

use std::borrow::Cow;
use std::io;

use crate::document::{Children, Document, Kind, NodeId, Reader, decode};

/// Longest list of scalars that a cell keeps as text, in bytes of source. Longer ones are `[n]`.
const KEPT_LIST_BYTES: u64 = 4_096;
/// Most members a measured value has. Source: Revit parameters of Speckle 2 have ten.
const MEASURED_MEMBERS: u32 = 14;

/// A map from the ids of all parts of an object: its keys are data, a column for each would bury the rest.
const CLOSURE: &[u8] = b"__closure";

/// What a cell is made of.
#[derive(Clone, Debug)]
pub(super) struct Leaf<'a> {
    pub value: Value<'a>,
    /// The `units` beside a measured value.
    pub unit: Option<Cow<'a, str>>,
}

/// A value with its own text.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    /// A short list of scalars, as it was written.
    List(String),
    /// The number of items of any other list.
    Count(usize),
    /// The number of members of an object that is a cell itself.
    Object(usize),
}

impl Value<'_> {
    /// The value as it stands in a cell; lists of scalars as they were written.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Number(text) | Self::Text(text) => Cow::Borrowed(text),
            Self::List(raw) => Cow::Borrowed(raw),
            Self::Count(items) => Cow::Owned(format!("[{items}]")),
            Self::Object(members) => Cow::Owned(format!("{{{members}}}")),
        }
    }
}

impl<'a> From<Value<'a>> for Leaf<'a> {
    fn from(value: Value<'a>) -> Self {
        Self { value, unit: None }
    }
}

/// Takes the cells of a row. Places are nodes of a tree of keys; 0 is the row itself.
pub(super) trait Sink<'a> {
    /// The place of a key below a place, or `None` to skip all below it. The key is its text in UTF-8;
    /// `guess` is the position among the known keys where it is likely to be.
    fn child(&mut self, parent: u32, key: &[u8], guess: &mut usize) -> Option<u32>;
    /// A cell, and the value it is made of.
    fn leaf(&mut self, at: u32, node: NodeId, leaf: Leaf<'a>);
    /// An object whose members come next.
    fn branch(&mut self, at: u32, node: NodeId);
}

struct Frame<'a> {
    at: u32,
    members: Children<'a>,
    guess: usize,
}

/// Walks rows in document order. Without recursion: a document may be a thousand levels deep.
pub(super) struct Walker<'a> {
    document: &'a Document,
    reader: Reader<'a>,
    stack: Vec<Frame<'a>>,
}

impl<'a> Walker<'a> {
    pub fn new(document: &'a Document) -> Self {
        Self { document, reader: document.reader(), stack: Vec::new() }
    }

    /// Hands every cell of a row to the sink.
    pub fn row(&mut self, row: NodeId, sink: &mut impl Sink<'a>) -> io::Result<()> {
        self.stack.clear();
        if self.document.kind(row) == Kind::Object && self.size(row) > 0 {
            self.enter(row, 0);
        } else {
            self.cell(row, 0, sink)?;
        }
        while let Some(frame) = self.stack.last_mut() {
            let Some(member) = frame.members.next() else {
                self.stack.pop();
                continue;
            };
            let source = self.reader.key_source(member)?;
            let key = text(source.as_deref().unwrap_or_default());
            let Some(at) = sink.child(frame.at, &key, &mut frame.guess) else { continue };
            if *key == *CLOSURE && self.document.kind(member) == Kind::Object {
                let members = self.document.child_count(member);
                sink.leaf(at, member, Value::Object(members).into());
            } else if self.cell(member, at, sink)? {
                self.enter(member, at);
            }
        }
        Ok(())
    }

    fn enter(&mut self, object: NodeId, at: u32) {
        self.stack.push(Frame { at, members: self.document.children(object), guess: 0 });
    }

    /// Values below a value.
    fn size(&self, node: NodeId) -> u32 {
        self.document.subtree_end(node).0.saturating_sub(node.0 + 1)
    }

    /// Hands a value to the sink; `true` where it is an object whose members are cells.
    pub fn cell(&mut self, node: NodeId, at: u32, sink: &mut impl Sink<'a>) -> io::Result<bool> {
        match self.document.kind(node) {
            Kind::Object => {
                if self.size(node) == 0 {
                    sink.leaf(at, node, Value::Object(0).into());
                } else if let Some(leaf) = self.measured(node)? {
                    sink.leaf(at, node, leaf);
                } else {
                    sink.branch(at, node);
                    return Ok(true);
                }
            }
            Kind::Array => {
                let value = self.list(node)?;
                sink.leaf(at, node, value.into());
            }
            _ => {
                let value = self.scalar(node)?;
                sink.leaf(at, node, value.into());
            }
        }
        Ok(false)
    }

    fn scalar(&mut self, node: NodeId) -> io::Result<Value<'a>> {
        Ok(match self.document.kind(node) {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.reader.text(node)? == "true"),
            Kind::Number => Value::Number(self.reader.text(node)?),
            _ => Value::Text(self.reader.text(node)?),
        })
    }

    fn list(&mut self, node: NodeId) -> io::Result<Value<'a>> {
        let range = self.document.range(node);
        let short = range.end - range.start <= KEPT_LIST_BYTES;
        if short && !self.document.children(node).any(|item| self.document.kind(item).is_container()) {
            // Invalid UTF-8 cannot be kept as text; the list can still be read in the document.
            if let Ok(raw) = String::from_utf8(self.reader.raw(node)?.to_vec()) {
                return Ok(Value::List(raw));
            }
        }
        Ok(Value::Count(self.document.child_count(node)))
    }

    /// `{name, value, units, …}`: one value with its unit, as Speckle writes properties. Any key that
    /// such a value does not have makes it an ordinary object.
    fn measured(&mut self, object: NodeId) -> io::Result<Option<Leaf<'a>>> {
        // Its members hold nothing, so there are as many of them as values below it.
        if !(2..=MEASURED_MEMBERS).contains(&self.size(object)) {
            return Ok(None);
        }
        let (mut name, mut value, mut unit) = (false, None, None);
        for member in self.document.children(object) {
            let kind = self.document.kind(member);
            let source = self.reader.key_source(member)?;
            match (&*text(source.as_deref().unwrap_or_default()), kind) {
                (b"name", Kind::String) => name = true,
                (b"value", _) if !kind.is_container() => value = Some(member),
                (b"units", Kind::String | Kind::Null) => unit = Some((member, kind)),
                (key, _) if is_beside_a_measure(key) && !kind.is_container() => {}
                _ => return Ok(None),
            }
        }
        let (true, Some(value)) = (name, value) else { return Ok(None) };
        let unit = match unit {
            Some((node, Kind::String)) => Some(self.reader.text(node)?).filter(|unit| !unit.is_empty()),
            _ => None,
        };
        Ok(Some(Leaf { value: self.scalar(value)?, unit }))
    }
}

/// The text of a key in UTF-8. Nearly all keys are plain ASCII, which is its own text.
fn text(source: &[u8]) -> Cow<'_, [u8]> {
    if source.iter().all(|byte| byte.is_ascii() && *byte != b'\\') {
        return Cow::Borrowed(source);
    }
    match decode(source) {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// What else stands in a measured value. Sources: Speckle's Revit, IFC and Tekla properties, version 2 and 3.
fn is_beside_a_measure(key: &[u8]) -> bool {
    matches!(
        key,
        b"internalDefinitionName"
            | b"id"
            | b"speckle_type"
            | b"applicationId"
            | b"totalChildrenCount"
            | b"applicationUnit"
            | b"applicationUnitType"
            | b"applicationInternalName"
            | b"isShared"
            | b"isReadOnly"
            | b"isTypeParameter"
    )
}
