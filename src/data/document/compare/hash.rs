//! One number for every value of a document, equal for equal values: what makes comparing cost a walk.
//!
//! The numbers are made with a key drawn for each comparison, so that nobody can make values that are held
//! for equal; that two of them are equal by chance is not worth a thought.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memchr;
use rayon::prelude::*;

use super::super::document::Document;
use super::super::error::ReadError;
use super::super::index::Index;
use super::super::node::{Kind, NodeId};
use super::super::reader::Reader;
use super::super::values::Values;
use crate::stop::Stop;

/// Values that one task looks at, in whole subtrees; what is larger is put together from its parts.
const TASK: u32 = 1 << 14;

/// What a number was made of, so that `"1"` is never 1.
#[derive(Clone, Copy)]
enum Tag {
    /// The kind of a scalar, with its text.
    Scalar(Kind),
    /// A string whose escapes are no characters: the bytes as written.
    Unreadable,
    Array,
    Object,
}

impl Tag {
    fn number(self) -> u8 {
        match self {
            Self::Scalar(kind) => kind as u8,
            Self::Unreadable => 16,
            Self::Array => 17,
            Self::Object => 18,
        }
    }
}

/// Makes numbers of values, the same for both documents of a comparison.
#[derive(Clone, Debug, Default)]
pub(super) struct Hashing(RandomState);

impl Hashing {
    fn bytes(&self, tag: Tag, bytes: &[u8]) -> u64 {
        let mut hasher = self.0.build_hasher();
        hasher.write_u8(tag.number());
        hasher.write(bytes);
        hasher.finish()
    }

    /// The text between two quotes: escapes are what they stand for.
    pub fn text(&self, inner: &[u8]) -> u64 {
        if memchr(b'\\', inner).is_none() {
            return self.bytes(Tag::Scalar(Kind::String), inner);
        }
        let quoted = [b"\"", inner, b"\""].concat();
        match serde_json::from_slice::<String>(&quoted) {
            Ok(text) => self.bytes(Tag::Scalar(Kind::String), text.as_bytes()),
            // A lone surrogate, or bytes that are no UTF-8: equal only to what is written the same.
            Err(_) => self.bytes(Tag::Unreadable, inner),
        }
    }

    fn scalar(&self, reader: &mut Reader<'_>, node: NodeId, kind: Kind) -> io::Result<u64> {
        let raw = Values::raw(reader, node)?;
        Ok(match kind {
            Kind::String => {
                let end = raw.len().saturating_sub(1).max(1);
                self.text(raw.get(1..end).unwrap_or_default())
            }
            // Numbers by their digits: 1.0 is not 1.
            _ => self.bytes(Tag::Scalar(kind), &raw),
        })
    }

    /// Items in their order; members in any, but those with one key in their order.
    fn container(&self, object: bool, parts: &mut [(u64, u64)]) -> u64 {
        let mut hasher = self.0.build_hasher();
        if object {
            parts.sort_by_key(|(key, _)| *key);
        }
        hasher.write_u8(if object { Tag::Object } else { Tag::Array }.number());
        hasher.write_usize(parts.len());
        for (key, value) in parts {
            if object {
                hasher.write_u64(*key);
            }
            hasher.write_u64(*value);
        }
        hasher.finish()
    }

    /// The number of a member's key; 0 for what is no member.
    pub fn key(&self, reader: &mut Reader<'_>, node: NodeId) -> io::Result<u64> {
        Ok(reader.key_source(node)?.map_or(0, |key| self.text(&key)))
    }
}

/// The numbers of all values of a document, 8 bytes each.
#[derive(Debug)]
pub(super) struct Hashes(Vec<u64>);

impl Hashes {
    /// Reads the whole document, in tasks on the pool. `progress` is told the bytes that are done.
    pub fn of(
        document: &Document,
        hashing: &Hashing,
        stop: &Stop,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Self, ReadError> {
        let index = document.index();
        let (tasks, large) = tasks(index);
        let done = AtomicU64::new(0);
        let parts: Result<Vec<Vec<u64>>, ReadError> = tasks
            .par_iter()
            .map(|nodes| {
                stop.check()?;
                let part = of_subtrees(document, hashing, nodes.clone())?;
                let from = document.range(NodeId(nodes.start)).start;
                let bytes = document.range(NodeId(nodes.end - 1)).end.saturating_sub(from);
                progress(done.fetch_add(bytes, Ordering::Relaxed) + bytes);
                Ok(part)
            })
            .collect();
        let mut hashes = vec![0; index.len() as usize];
        for (nodes, part) in tasks.iter().zip(parts?) {
            if let Some(room) = hashes.get_mut(nodes.start as usize..nodes.end as usize) {
                room.copy_from_slice(&part);
            }
        }
        let mut hashes = Self(hashes);
        let mut reader = document.reader();
        // Inner ones first: a large container is made of what it holds.
        for node in large.into_iter().rev().map(NodeId) {
            stop.check()?;
            let object = document.kind(node) == Kind::Object;
            let mut parts = Vec::new();
            for child in document.children(node) {
                let key = if object { hashing.key(&mut reader, child)? } else { 0 };
                parts.push((key, hashes.of_node(child)));
            }
            let hash = hashing.container(object, &mut parts);
            if let Some(room) = hashes.0.get_mut(node.index()) {
                *room = hash;
            }
        }
        Ok(hashes)
    }

    /// The number of one value.
    pub fn of_node(&self, node: NodeId) -> u64 {
        self.0.get(node.index()).copied().unwrap_or_default()
    }
}

/// Runs of whole subtrees, one behind the other, and the containers that are too large for one.
fn tasks(index: &Index) -> (Vec<Range<u32>>, Vec<u32>) {
    let (mut tasks, mut large): (Vec<Range<u32>>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < index.len() {
        let end = index.subtree_end(at);
        if end - at > TASK {
            large.push(at);
            at += 1;
            continue;
        }
        match tasks.last_mut().filter(|run| run.end == at && end - run.start <= TASK) {
            Some(run) => run.end = end,
            None => tasks.push(at..end),
        }
        at = end;
    }
    (tasks, large)
}

/// A container whose values are being gone through.
struct Open {
    node: u32,
    end: u32,
    key: u64,
    object: bool,
    /// Where its values begin in the list of finished ones.
    first: usize,
}

/// The numbers of a run of subtrees.
struct Run<'a> {
    hashing: &'a Hashing,
    start: u32,
    made: Vec<u64>,
    open: Vec<Open>,
    /// Key and value of what is finished and whose container is open.
    finished: Vec<(u64, u64)>,
}

impl Run<'_> {
    fn finish(&mut self, node: u32, key: u64, hash: u64) {
        self.finished.push((key, hash));
        if let Some(room) = self.made.get_mut((node - self.start) as usize) {
            *room = hash;
        }
    }

    /// Finishes the containers that end before a node.
    fn close(&mut self, before: u32) {
        while let Some(last) = self.open.pop_if(|last| last.end <= before) {
            let parts = self.finished.get_mut(last.first..).unwrap_or_default();
            let hash = self.hashing.container(last.object, parts);
            self.finished.truncate(last.first);
            self.finish(last.node, last.key, hash);
        }
    }
}

/// The numbers of a run of subtrees, front to back: that is how bytes are read quickly.
fn of_subtrees(document: &Document, hashing: &Hashing, nodes: Range<u32>) -> io::Result<Vec<u64>> {
    let index = document.index();
    let mut reader = document.reader();
    let made = vec![0; nodes.len()];
    let mut run = Run { hashing, start: nodes.start, made, open: Vec::new(), finished: Vec::new() };
    for node in nodes.clone() {
        run.close(node);
        let kind = index.node(node).kind();
        let is_member = run.open.last().is_some_and(|above| above.object);
        let key = if is_member { hashing.key(&mut reader, NodeId(node))? } else { 0 };
        if kind.is_container() {
            let (end, object, first) = (index.subtree_end(node), kind == Kind::Object, run.finished.len());
            run.open.push(Open { node, end, key, object, first });
        } else {
            let hash = hashing.scalar(&mut reader, NodeId(node), kind)?;
            run.finish(node, key, hash);
        }
    }
    run.close(nodes.end);
    Ok(run.made)
}
