//! Keys, texts and paths of a document, once for frames that peek and once for pool work that reads.

use super::decode::{decode, lossless};
use super::grammar;
use super::index::Index;
use super::node::{Kind, NodeId};
use super::path::{Path, Step};
use super::source::Slice;
use memchr::memchr;
use std::borrow::Cow;
use std::ops::Range;

/// How many children [`Values::summary`] looks at.
const SUMMARY_CHILDREN: usize = 64;
/// The most bytes of text a summary is made of.
const SUMMARY_BYTES: u64 = 240;

/// Text that may be cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, or its beginning.
    pub text: String,
    /// Whether there is more.
    pub cut: bool,
}

/// What can be said of a value when its bytes can be had.
pub(crate) trait Values<'a> {
    /// Why bytes could not be had.
    type Miss;

    fn index(&self) -> &'a Index;
    fn slice(&mut self, range: Range<u64>) -> Result<Slice<'a>, Self::Miss>;

    fn raw(&mut self, id: NodeId) -> Result<Slice<'a>, Self::Miss> {
        self.slice(range_of(self.index(), id))
    }

    /// The bytes between the quotes of a member's key.
    fn key_bytes(&mut self, id: NodeId) -> Result<Option<Slice<'a>>, Self::Miss> {
        let Some(region) = key_region(self.index(), id) else { return Ok(None) };
        let slice = self.slice(region)?;
        // Mostly a comma and a blank stand before the key, a colon and a blank after it: a step or two.
        let is_quote = |byte: &u8| *byte == b'"';
        let (Some(first), Some(last)) = (slice.iter().position(is_quote), slice.iter().rposition(is_quote))
        else {
            return Ok(None);
        };
        Ok(Some(slice.part(first + 1..last)))
    }

    /// The beginning of the bytes between a key's quotes, and whether there are more than `most`.
    fn key_start(&mut self, id: NodeId, most: u64) -> Result<Option<(Slice<'a>, bool)>, Self::Miss> {
        let Some(region) = key_region(self.index(), id) else { return Ok(None) };
        if region.end - region.start <= most {
            return Ok(self.key_bytes(id)?.map(|bytes| (bytes, false)));
        }
        // A long region is a long key, or a short one among much white space: read from its quote on.
        let slice = self.slice(region.start..region.start + most)?;
        let Some(quote) = memchr(b'"', &slice) else {
            return Ok(self
                .key_bytes(id)?
                .map(|bytes| (bytes.part(0..most as usize), bytes.len() as u64 > most)));
        };
        let start = region.start + quote as u64 + 1;
        let slice = self.slice(start..region.end.min(start + most + 1))?;
        let end = grammar::string_end(&slice);
        let cut = end.is_none_or(|end| end as u64 > most);
        Ok(Some((slice.part(0..end.unwrap_or(slice.len()).min(most as usize)), cut)))
    }

    fn key_excerpt(&mut self, id: NodeId, most: u64) -> Result<Option<Excerpt>, Self::Miss> {
        Ok(self.key_start(id, most)?.map(|(bytes, cut)| {
            let text = decode(if cut { trim_cut(&bytes, true) } else { &bytes }).into_owned();
            Excerpt { text, cut }
        }))
    }

    fn key(&mut self, id: NodeId) -> Result<Option<Cow<'a, str>>, Self::Miss> {
        Ok(self.key_bytes(id)?.map(|slice| text_of(slice, decode)))
    }

    /// The decoded text of a string, the source text of anything else.
    fn text(&mut self, id: NodeId) -> Result<Cow<'a, str>, Self::Miss> {
        let slice = self.raw(id)?;
        if self.index().node(id.0).kind() != Kind::String {
            return Ok(text_of(slice, lossless));
        }
        let inner = 1..slice.len().saturating_sub(1).max(1);
        Ok(text_of(slice.part(inner), decode))
    }

    fn excerpt(&mut self, id: NodeId, most: u64) -> Result<Excerpt, Self::Miss> {
        let whole = range_of(self.index(), id);
        let string = self.index().node(id.0).kind() == Kind::String;
        let inner = if string { whole.start + 1..(whole.end - 1).max(whole.start + 1) } else { whole };
        let cut = inner.end - inner.start > most;
        let slice = self.slice(inner.start..inner.end.min(inner.start + most))?;
        let bytes = if cut { trim_cut(&slice, string) } else { &slice };
        let text = if string { decode(bytes) } else { lossless(bytes) };
        Ok(Excerpt { text: text.into_owned(), cut })
    }

    /// The last member with a key, as every reader of JSON that keeps one of them does.
    fn member(&mut self, id: NodeId, key: &str) -> Result<Option<NodeId>, Self::Miss> {
        let index = self.index();
        if index.node(id.0).kind() != Kind::Object {
            return Ok(None);
        }
        let end = index.subtree_end(id.0);
        let mut found = None;
        let mut at = id.0 + 1;
        while at < end {
            if let Some(bytes) = self.key_bytes(NodeId(at))?
                && is_key(&bytes, key)
            {
                found = Some(NodeId(at));
            }
            at = index.subtree_end(at);
        }
        Ok(found)
    }

    fn path(&mut self, id: NodeId) -> Result<Path, Self::Miss> {
        let index = self.index();
        let mut steps = Vec::new();
        let mut at = id.0;
        while let Some(parent) = index.node(at).parent() {
            let step = match index.node(parent).kind() {
                Kind::Object => Step::Key(self.key(NodeId(at))?.unwrap_or_default().into_owned()),
                _ => Step::Index(index.position(at) as usize),
            };
            steps.push(step);
            at = parent;
        }
        steps.reverse();
        Ok(Path(steps))
    }

    fn at(&mut self, path: &Path) -> Result<Option<NodeId>, Self::Miss> {
        let mut at = NodeId(0);
        if !self.index().holds(at) {
            return Ok(None);
        }
        for step in &path.0 {
            let next = match step {
                Step::Key(key) => self.member(at, key)?,
                Step::Index(nth) if self.index().node(at.0).kind() == Kind::Array => {
                    u32::try_from(*nth).ok().and_then(|nth| self.index().child(at.0, nth)).map(NodeId)
                }
                Step::Index(_) => None,
            };
            let Some(next) = next else { return Ok(None) };
            at = next;
        }
        Ok(Some(at))
    }

    /// What a folded object is about: its name, else its id, else its first string.
    fn summary(&mut self, id: NodeId) -> Result<Option<String>, Self::Miss> {
        let index = self.index();
        if index.node(id.0).kind() != Kind::Object {
            return Ok(None);
        }
        let end = index.subtree_end(id.0);
        let (mut best, mut at) = (None, id.0 + 1);
        for _ in 0..SUMMARY_CHILDREN {
            if at >= end {
                break;
            }
            if index.node(at).kind() == Kind::String
                && let Some(key) = self.key_bytes(NodeId(at))?
            {
                let rank = match &*key {
                    b"name" => 0,
                    b"id" => 1,
                    _ => 2,
                };
                let empty = index.byte_end(at) - u64::from(index.node(at).offset) <= 2;
                if !empty && best.is_none_or(|(so_far, _)| rank < so_far) {
                    best = Some((rank, at));
                }
            }
            at = index.subtree_end(at);
        }
        let Some((_, node)) = best else { return Ok(None) };
        let excerpt = self.excerpt(NodeId(node), SUMMARY_BYTES)?;
        Ok(Some(if excerpt.cut { excerpt.text + "…" } else { excerpt.text }))
    }
}

/// Whether the bytes between a key's quotes are this key.
pub(crate) fn is_key(bytes: &[u8], key: &str) -> bool {
    bytes == key.as_bytes() && memchr(b'\\', bytes).is_none() || decode_differs(bytes) && decode(bytes) == key
}

/// Whether a text could decode to something else than its own bytes.
fn decode_differs(bytes: &[u8]) -> bool {
    memchr(b'\\', bytes).is_some() || std::str::from_utf8(bytes).is_err()
}

/// Where a value lies in the bytes.
pub(crate) fn range_of(index: &Index, id: NodeId) -> Range<u64> {
    let start = u64::from(index.node(id.0).offset);
    start..index.byte_end(id.0).max(start)
}

/// The bytes in which a member's key lies: from the end of what comes before it to its value.
pub(crate) fn key_region(index: &Index, id: NodeId) -> Option<Range<u64>> {
    let node = index.node(id.0);
    let parent = node.parent()?;
    let holder = index.node(parent);
    if holder.kind() != Kind::Object {
        return None;
    }
    let first = parent + 1 == id.0;
    let start = if first { u64::from(holder.offset) + 1 } else { index.byte_end(id.0 - 1) };
    Some(start..u64::from(node.offset))
}

fn text_of<'a>(slice: Slice<'a>, decode: for<'b> fn(&'b [u8]) -> Cow<'b, str>) -> Cow<'a, str> {
    match slice {
        Slice::Borrowed(bytes) => decode(bytes),
        Slice::Shared(bytes) => Cow::Owned(decode(&bytes).into_owned()),
    }
}

/// Ends cut text before a character or an escape that the cut went through.
pub(crate) fn trim_cut(bytes: &[u8], escapes: bool) -> &[u8] {
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        let rest = bytes.get(end..).unwrap_or_default();
        let width = match byte {
            b'\\' if escapes => escape_width(rest),
            0xC0..0xE0 => character_width(rest, 2),
            0xE0..0xF0 => character_width(rest, 3),
            0xF0.. => character_width(rest, 4),
            _ => 1,
        };
        if width > rest.len() {
            break;
        }
        end += width;
    }
    bytes.get(..end).unwrap_or(bytes)
}

/// Bytes of the escape at the start; a high surrogate counts with the low one that belongs to it.
fn escape_width(rest: &[u8]) -> usize {
    match rest.get(1..) {
        Some([b'u', b'd' | b'D', b'8' | b'9' | b'a' | b'b' | b'A' | b'B', ..]) => 12,
        Some([b'u', ..]) => 6,
        _ => 2,
    }
}

/// Bytes of the character at the start, which should have `width`; fewer where others do not continue it.
fn character_width(rest: &[u8], width: usize) -> usize {
    match rest.iter().take(width).skip(1).position(|&byte| byte & 0xC0 != 0x80) {
        Some(stop) => stop + 1,
        None => width,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_goes_through_no_character_and_no_escape() {
        let text = r"aé\\\n高\u00e9\ud83d\ude00😀b";
        let whole = decode(text.as_bytes());
        for len in 0..=text.len() {
            let kept = trim_cut(&text.as_bytes()[..len], true);
            let shown = decode(kept);
            assert!(whole.starts_with(&*shown), "{len}: {shown:?}");
            assert!(len - kept.len() < 12);
        }
        assert_eq!(trim_cut(b"\xF0\\\\ab", true), b"\xF0\\\\ab");
        assert_eq!(trim_cut(b"ab\\", false), b"ab\\");
    }
}
