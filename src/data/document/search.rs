//! Finds text in the keys and values of a document.

use super::document::Document;
use super::error::ReadError;
use super::node::NodeId;
use super::reader::Reader;
use super::source::Slice;
use super::values::Values;
use crate::stop::Stop;
use memchr::memchr;
use memchr::memmem::Finder;
use rayon::prelude::*;
use std::io;

/// Where to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SearchIn {
    /// Keys only
    Keys,
    /// Values only: strings decoded, numbers and words as written
    Values,
    /// Keys and values
    #[default]
    Both,
}

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Needle {
    /// The text, as it reads when decoded. Nothing is found for an empty one.
    pub text: String,
    /// Keys, values or both.
    pub place: SearchIn,
    /// Whether capital and small letters differ.
    pub case_sensitive: bool,
}

/// Values that one task looks at: it reads them in document order, and looks first whether it should stop.
const TASK: usize = 1 << 16;

/// All values whose key or own text holds the needle, in document order. For the pool: it reads everything.
///
/// # Errors
/// [`ReadError::Stopped`], and [`ReadError::Disk`] with what the disk says.
pub fn search(document: &Document, needle: &Needle, stop: &Stop) -> Result<Vec<NodeId>, ReadError> {
    if needle.text.is_empty() {
        return Ok(Vec::new());
    }
    let matcher = Matcher::new(needle);
    let tasks: Vec<u32> = (0..document.index().len()).step_by(TASK).collect();
    let hits: Result<Vec<Vec<NodeId>>, ReadError> = tasks
        .into_par_iter()
        .map(|first| {
            stop.check()?;
            matcher.clone().hits(document, needle.place, first)
        })
        .collect();
    Ok(hits?.concat())
}

/// A needle ready to be looked for.
#[derive(Clone)]
struct Matcher {
    finder: Finder<'static>,
    fold: bool,
    /// Room for small letters.
    scratch: Vec<u8>,
}

impl Matcher {
    fn new(needle: &Needle) -> Self {
        let fold = !needle.case_sensitive;
        let text = if fold { needle.text.to_lowercase() } else { needle.text.clone() };
        Self { finder: Finder::new(text.as_bytes()).into_owned(), fold, scratch: Vec::new() }
    }

    /// The hits among the values of one task.
    fn hits(mut self, document: &Document, place: SearchIn, first: u32) -> Result<Vec<NodeId>, ReadError> {
        let mut hits = Vec::new();
        let mut reader = document.reader();
        for id in (first..document.index().len()).take(TASK).map(NodeId) {
            if self.node(document, &mut reader, place, id)? {
                hits.push(id);
            }
        }
        Ok(hits)
    }

    fn node(
        &mut self,
        document: &Document,
        reader: &mut Reader<'_>,
        place: SearchIn,
        id: NodeId,
    ) -> io::Result<bool> {
        if place != SearchIn::Values
            && let Some(key) = reader.key_bytes(id)?
            && self.holds(&key)
        {
            return Ok(true);
        }
        let kind = document.kind(id);
        if place == SearchIn::Keys || kind.is_container() {
            return Ok(false);
        }
        let value = Values::raw(reader, id)?;
        let inner = if kind == super::Kind::String { inner(&value) } else { value };
        Ok(self.holds(&inner))
    }

    /// Whether text as it is written holds the needle once it is decoded.
    fn holds(&mut self, written: &[u8]) -> bool {
        // Most text has no escapes and is looked at where it lies.
        if memchr(b'\\', written).is_none() && (!self.fold || written.is_ascii()) {
            return self.holds_plain(written);
        }
        let text = super::decode::decode(written);
        if self.fold && !text.is_ascii() {
            return self.finder.find(text.to_lowercase().as_bytes()).is_some();
        }
        self.holds_plain(text.as_bytes())
    }

    fn holds_plain(&mut self, bytes: &[u8]) -> bool {
        if !self.fold {
            return self.finder.find(bytes).is_some();
        }
        self.scratch.clear();
        self.scratch.extend(bytes.iter().map(u8::to_ascii_lowercase));
        self.finder.find(&self.scratch).is_some()
    }
}

fn inner<'a>(string: &Slice<'a>) -> Slice<'a> {
    string.part(1..string.len().saturating_sub(1).max(1))
}
