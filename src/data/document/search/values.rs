//! A needle held against every key and value by itself.

use super::super::document::Document;
use super::super::error::ReadError;
use super::super::node::{Kind, NodeId};
use super::super::reader::Reader;
use super::super::source::Slice;
use super::super::values::Values;
use super::Matcher;
use crate::stop::Stop;
use rayon::prelude::*;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Values that one task looks at: it reads them in document order, and looks first whether it should stop.
const TASK: usize = 1 << 14;

/// All values that hold the needle, in document order.
pub(super) fn search(
    document: &Document,
    matcher: &Matcher,
    stop: &Stop,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<NodeId>, ReadError> {
    let count = document.index().len();
    let done = AtomicU64::new(0);
    let tasks: Vec<u32> = (0..count).step_by(TASK).collect();
    let hits: Result<Vec<Vec<NodeId>>, ReadError> = tasks
        .into_par_iter()
        .map(|first| {
            stop.check()?;
            let nodes = first..count.min(first.saturating_add(TASK as u32));
            let share = document.len_bytes() * u64::from(nodes.end - first) / u64::from(count.max(1));
            let hits = among(document, matcher, nodes)?;
            progress(done.fetch_add(share, Ordering::Relaxed) + share);
            Ok(hits)
        })
        .collect();
    Ok(hits?.concat())
}

/// The hits among some values.
pub(super) fn among(document: &Document, matcher: &Matcher, nodes: Range<u32>) -> io::Result<Vec<NodeId>> {
    let mut hits = Vec::new();
    let mut reader = document.reader();
    for id in nodes.map(NodeId) {
        if is_hit(document, matcher, &mut reader, id)? {
            hits.push(id);
        }
    }
    Ok(hits)
}

fn is_hit(document: &Document, matcher: &Matcher, reader: &mut Reader<'_>, id: NodeId) -> io::Result<bool> {
    if matcher.place().keys()
        && let Some(key) = reader.key_bytes(id)?
        && matcher.holds(&key)
    {
        return Ok(true);
    }
    let kind = document.kind(id);
    if !matcher.place().values() || kind.is_container() {
        return Ok(false);
    }
    let value = Values::raw(reader, id)?;
    Ok(matcher.holds(&inner(kind, &value)))
}

/// A string without its quotes, any other value as it is.
pub(super) fn inner<'a>(kind: Kind, value: &Slice<'a>) -> Slice<'a> {
    match kind {
        Kind::String => value.part(1..value.len().saturating_sub(1).max(1)),
        _ => value.clone(),
    }
}
