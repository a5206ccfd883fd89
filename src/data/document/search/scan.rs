//! A literal looked for in the bytes of a document, which costs far less than looking at every value.
//!
//! Wherever the literal's bytes or an escape are met, the key or value there is looked at as a whole, once.
//! A piece that holds bytes that are no UTF-8, which read as other text than they are, is gone through value by value.

use super::super::document::Document;
use super::super::error::ReadError;
use super::super::index::Index;
use super::super::node::NodeId;
use super::super::reader::Reader;
use super::super::source::Slice;
use super::super::values::{Values, key_region, range_of};
use super::Matcher;
use super::values::{among, inner};
use crate::stop::Stop;
use memchr::memchr;
use rayon::prelude::*;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that one task looks at.
const PIECE: u64 = 2 << 20;
/// Nodes that are walked over one by one before the next is looked up.
const NEAR: u32 = 32;

/// All values that hold the needle, in document order.
pub(super) fn search(
    document: &Document,
    matcher: &Matcher,
    stop: &Stop,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<NodeId>, ReadError> {
    let len = document.len_bytes();
    let done = AtomicU64::new(0);
    let pieces: Vec<u64> = (0..len).step_by(PIECE as usize).collect();
    let hits: Result<Vec<Vec<NodeId>>, ReadError> = pieces
        .into_par_iter()
        .map(|start| {
            stop.check()?;
            let piece = start..len.min(start + PIECE);
            let size = piece.end - start;
            let hits = in_piece(document, matcher, piece)?;
            progress(done.fetch_add(size, Ordering::Relaxed) + size);
            Ok(hits)
        })
        .collect();
    // A value that lies in two pieces is met in both.
    let mut hits = hits?.concat();
    hits.dedup();
    Ok(hits)
}

fn in_piece(document: &Document, matcher: &Matcher, piece: Range<u64>) -> io::Result<Vec<NodeId>> {
    let reach = (piece.end + matcher.longest() as u64).min(document.len_bytes());
    let bytes = match document.source().whole() {
        Some(whole) => Slice::Borrowed(whole).part(piece.start as usize..reach as usize),
        None => Slice::Shared(document.source().read(piece.start..reach)?),
    };
    let index = document.index();
    if !is_text(&bytes) {
        let first = index.node_at_byte(piece.start).unwrap_or(0);
        // The key of the node after the last may lie in here too.
        let last = index.node_at_byte(piece.end).map_or(0, |node| node + 2).min(index.len());
        return among(document, matcher, first..last);
    }
    let own = (piece.end - piece.start) as usize;
    let mut scan = Scan {
        document,
        matcher,
        start: piece.start,
        near: index.node_at_byte(piece.start).unwrap_or(0),
        hits: Vec::new(),
    };
    scan.run(&bytes, own)?;
    Ok(scan.hits)
}

/// Whether the bytes are UTF-8, but for a character that is cut at either end.
fn is_text(bytes: &[u8]) -> bool {
    let cut = bytes.iter().take(3).take_while(|byte| **byte & 0xC0 == 0x80).count();
    match std::str::from_utf8(bytes.get(cut..).unwrap_or_default()) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

struct Scan<'a> {
    document: &'a Document,
    matcher: &'a Matcher,
    /// Where the bytes begin in the document.
    start: u64,
    /// A node at or before the byte that is looked at.
    near: u32,
    hits: Vec<NodeId>,
}

/// What a byte belongs to.
struct Token {
    node: NodeId,
    is_key: bool,
    /// The byte after it.
    end: u64,
}

impl Scan<'_> {
    /// Looks at everything that begins in the first `own` bytes.
    fn run(&mut self, bytes: &[u8], own: usize) -> io::Result<()> {
        let from = |at: usize| bytes.get(at..).unwrap_or_default();
        let matcher = self.matcher;
        let literal = |at: usize| matcher.find(from(at)).map_or(usize::MAX, |found| at + found);
        let escape = |at: usize| memchr(b'\\', from(at)).map_or(usize::MAX, |found| at + found);
        let (mut next_literal, mut next_escape) = (literal(0), escape(0));
        let mut reader = self.document.reader();
        loop {
            let at = next_literal.min(next_escape);
            if at >= own {
                break;
            }
            let mut skip_to = at + 1;
            if let Some(token) = self.token(self.start + at as u64) {
                skip_to = skip_to.max(token.end.saturating_sub(self.start) as usize);
                self.look(&mut reader, &token)?;
            }
            if next_literal < skip_to {
                next_literal = literal(skip_to);
            }
            if next_escape < skip_to {
                next_escape = escape(skip_to);
            }
        }
        Ok(())
    }

    fn look(&mut self, reader: &mut Reader<'_>, token: &Token) -> io::Result<()> {
        let place = self.matcher.place();
        if self.hits.last() == Some(&token.node)
            || !(if token.is_key { place.keys() } else { place.values() })
        {
            return Ok(());
        }
        let held = if token.is_key {
            reader.key_bytes(token.node)?.is_some_and(|key| self.matcher.holds(&key))
        } else {
            let value = Values::raw(reader, token.node)?;
            self.matcher.holds(&inner(self.document.kind(token.node), &value))
        };
        if held {
            self.hits.push(token.node);
        }
        Ok(())
    }

    /// The key or scalar that a byte lies in; `None` between them.
    fn token(&mut self, byte: u64) -> Option<Token> {
        let index = self.document.index();
        let node = self.node_before(index, byte)?;
        if !index.node(node).kind().is_container() && byte < index.byte_end(node) {
            return Some(Token { node: NodeId(node), is_key: false, end: range_of(index, NodeId(node)).end });
        }
        let next = NodeId(node + 1);
        let region = index.holds(next).then(|| key_region(index, next)).flatten()?;
        region.contains(&byte).then_some(Token { node: next, is_key: true, end: region.end })
    }

    /// The node whose bytes begin last at or before a byte; mostly one of the next few.
    fn node_before(&mut self, index: &Index, byte: u64) -> Option<u32> {
        let begins = |node: u32| node < index.len() && u64::from(index.node(node).offset) <= byte;
        if begins(self.near) {
            for _ in 0..NEAR {
                if !begins(self.near + 1) {
                    return Some(self.near);
                }
                self.near += 1;
            }
        }
        self.near = index.node_at_byte(byte)?;
        Some(self.near)
    }
}
