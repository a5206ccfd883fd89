//! Segments walked over the index: from some values to those that a segment selects.

use super::super::document::Document;
use super::super::error::ReadError;
use super::super::node::{Kind, NodeId};
use super::super::reader::Reader;
use super::filter::Judge;
use crate::stop::Stop;
use jsonpath_rust::parser::model::{Segment, Selector};
use rayon::prelude::*;

/// Values that one task works on; it looks first whether it should stop.
const TASK: usize = 1 << 12;

/// The way through one document.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub document: &'a Document,
    pub stop: &'a Stop,
}

impl<'a> Walk<'a> {
    /// What all segments select, each on many threads.
    pub fn all(&self, segments: &[Segment], mut nodes: Vec<u32>) -> Result<Vec<u32>, ReadError> {
        for segment in segments {
            nodes = match segment {
                Segment::Selector(Selector::Filter(_)) => {
                    // Mostly the items of one long list: they are shared out, not the lists.
                    let children = self.spread(&nodes, |walk, _, node, out| {
                        out.extend(walk.document.children(NodeId(node)).map(|child| child.0));
                        Ok(())
                    })?;
                    self.filtered(segment, &children)?
                }
                _ => self.spread(&nodes, |walk, judge, node, out| walk.segment(judge, segment, node, out))?,
            };
        }
        Ok(nodes)
    }

    /// What a segment selects of each node, in the order of the nodes.
    fn spread(
        &self,
        nodes: &[u32],
        each: impl Fn(&Self, &mut Judge<'a>, u32, &mut Vec<u32>) -> Result<(), ReadError> + Sync,
    ) -> Result<Vec<u32>, ReadError> {
        let found: Result<Vec<Vec<u32>>, ReadError> = nodes
            .par_chunks(TASK)
            .map(|chunk| {
                self.stop.check()?;
                let mut judge = Judge::new(*self);
                let mut out = Vec::new();
                chunk.iter().try_for_each(|node| each(self, &mut judge, *node, &mut out))?;
                Ok(out)
            })
            .collect();
        Ok(found?.concat())
    }

    fn filtered(&self, segment: &Segment, children: &[u32]) -> Result<Vec<u32>, ReadError> {
        let Segment::Selector(Selector::Filter(filter)) = segment else { return Ok(children.to_vec()) };
        self.spread(children, |_, judge, node, out| {
            if judge.passes(filter, node)? {
                out.push(node);
            }
            Ok(())
        })
    }

    /// What a segment selects of one node.
    pub fn segment(
        &self,
        judge: &mut Judge<'a>,
        segment: &Segment,
        node: u32,
        out: &mut Vec<u32>,
    ) -> Result<(), ReadError> {
        match segment {
            Segment::Selector(selector) => self.selector(judge, selector, node, out),
            Segment::Selectors(selectors) => {
                selectors.iter().try_for_each(|selector| self.selector(judge, selector, node, out))
            }
            Segment::Descendant(inner) => {
                // Only containers have children, and a subtree is a range of numbers.
                for (seen, at) in (node..self.document.index().subtree_end(node)).enumerate() {
                    if seen % TASK == 0 {
                        self.stop.check()?;
                    }
                    if self.document.index().node(at).kind().is_container() {
                        self.segment(judge, inner, at, out)?;
                    }
                }
                Ok(())
            }
        }
    }

    fn selector(
        &self,
        judge: &mut Judge<'a>,
        selector: &Selector,
        node: u32,
        out: &mut Vec<u32>,
    ) -> Result<(), ReadError> {
        let document = self.document;
        let id = NodeId(node);
        match selector {
            Selector::Name(name) => out.extend(member(judge.reader(), id, name)?),
            Selector::Wildcard => out.extend(document.children(id).map(|child| child.0)),
            Selector::Index(nth) => out.extend(item(document, id, *nth)),
            Selector::Slice(start, end, step) => slice(document, id, (*start, *end, *step), out),
            Selector::Filter(filter) => {
                for child in document.children(id) {
                    if judge.passes(filter, child.0)? {
                        out.push(child.0);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The member of an object with a name.
pub(super) fn member(reader: &mut Reader<'_>, node: NodeId, name: &str) -> Result<Option<u32>, ReadError> {
    if reader.document().kind(node) != Kind::Object {
        return Ok(None);
    }
    Ok(reader.member(node, name)?.map(|found| found.0))
}

/// The item of an array at a position; below zero from the end.
pub(super) fn item(document: &Document, node: NodeId, nth: i64) -> Option<u32> {
    if document.kind(node) != Kind::Array {
        return None;
    }
    let count = i64::try_from(document.child_count(node)).ok()?;
    let at = if nth < 0 { count.checked_add(nth)? } else { nth };
    document.child(node, usize::try_from(at).ok()?).map(|child| child.0)
}

/// The items of a slice. Source: RFC 9535, section 2.3.4.2.
fn slice(
    document: &Document,
    node: NodeId,
    (start, end, step): (Option<i64>, Option<i64>, Option<i64>),
    out: &mut Vec<u32>,
) {
    let step = step.unwrap_or(1);
    if document.kind(node) != Kind::Array || step == 0 {
        return;
    }
    let count = i64::try_from(document.child_count(node)).unwrap_or(i64::MAX);
    let from_end = |at: i64| if at >= 0 { at } else { count.saturating_add(at) };
    let (first, last) = if step > 0 { (0, count) } else { (count - 1, -count - 1) };
    let (start, end) = (from_end(start.unwrap_or(first)), from_end(end.unwrap_or(last)));
    if step == 1 {
        let (start, end) = (start.clamp(0, count), end.clamp(0, count));
        let many = usize::try_from(end - start).unwrap_or(0);
        let at = usize::try_from(start).ok().and_then(|start| document.child(node, start));
        out.extend(std::iter::successors(at, |at| document.next_sibling(*at)).take(many).map(|item| item.0));
        return;
    }
    let (mut at, stop) = if step > 0 {
        (start.clamp(0, count), end.clamp(0, count))
    } else {
        (start.clamp(-1, count - 1), end.clamp(-1, count - 1))
    };
    while if step > 0 { at < stop } else { at > stop } {
        out.extend(usize::try_from(at).ok().and_then(|at| document.child(node, at)).map(|item| item.0));
        at = at.saturating_add(step);
    }
}
