//! Differences as a list of small objects, one for each: what is exported.

use std::io::{self, Write};

use serde_json::json;

use super::super::decode::visible;
use super::super::document::Document;
use super::super::error::ReadError;
use super::super::node::{Kind, NodeId};
use super::super::path::{Path, Step};
use super::super::reader::Reader;
use super::pair::value_of;
use super::{AT_ONCE, Difference, Differences, Entry, Fate, Matched};
use crate::stop::Stop;

/// The members of every record, in their order: where (in the second answer; of what was removed in the first),
/// what became of it, both values, the key of the list item it lies in, and where it was before, where that is
/// another place.
pub const MEMBERS: [&str; 6] = ["path", "change", "before", "after", "item", "pathBefore"];

/// Writes records. Values are the bytes of the answers, whatever they hold.
#[derive(Debug)]
pub struct Records<'a> {
    differences: &'a Differences,
    before: Reader<'a>,
    after: Reader<'a>,
    /// The entries above the one that is written, with the step that leads into each: its key is read once.
    above: Vec<(u32, Option<(Step, Step)>)>,
}

impl<'a> Records<'a> {
    /// Differences of two documents.
    pub fn new(differences: &'a Differences, before: &'a Document, after: &'a Document) -> Self {
        Self { differences, before: before.reader(), after: after.reader(), above: Vec::new() }
    }

    /// A JSON array of the records of these entries, which are differences in ascending order.
    ///
    /// # Errors
    /// [`ReadError::Stopped`] when told to stop, [`ReadError::Disk`] for what either disk says.
    pub fn write(
        &mut self,
        entries: &[u32],
        out: &mut dyn Write,
        (stop, tick): (&Stop, &mut dyn FnMut(u64)),
    ) -> Result<(), ReadError> {
        out.write_all(b"[")?;
        for (nth, at) in entries.iter().enumerate() {
            if nth.is_multiple_of(AT_ONCE) {
                stop.check()?;
                tick(nth as u64);
            }
            out.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
            self.record(*at, out)?;
        }
        out.write_all(b"\n]\n")?;
        Ok(())
    }

    /// Where a difference is, and where it was before, where that is another place.
    ///
    /// # Errors
    /// What the disk says.
    pub fn paths(&mut self, at: u32) -> io::Result<(Path, Option<Path>)> {
        self.go_to(at)?;
        let steps = || self.above.iter().filter_map(|(_, step)| step.as_ref());
        let (before, after): (Vec<Step>, Vec<Step>) = steps().cloned().unzip();
        let elsewhere = before != after;
        Ok(match self.differences.entry(at).map(|entry| entry.fate) {
            Some(Fate::Removed) => (Path(before), None),
            Some(Fate::Added) => (Path(after), None),
            _ => (Path(after), elsewhere.then_some(Path(before))),
        })
    }

    /// Reads the steps that lead to an entry, as far as they are not known from the one before.
    fn go_to(&mut self, at: u32) -> io::Result<()> {
        let parent = |at: &u32| self.differences.entry(*at).and_then(Entry::parent);
        let mut chain: Vec<u32> = std::iter::successors(Some(at), parent).collect();
        chain.reverse();
        let same = self.above.iter().zip(&chain).take_while(|((known, _), entry)| known == *entry).count();
        self.above.truncate(same);
        for entry in chain.into_iter().skip(same) {
            let step = self.step(entry)?;
            self.above.push((entry, step));
        }
        Ok(())
    }

    /// The steps into an entry: in the first answer and in the second. What only one of them has is there in both.
    fn step(&mut self, at: u32) -> io::Result<Option<(Step, Step)>> {
        let Some(entry) = self.differences.entry(at).filter(|entry| entry.parent().is_some()) else {
            return Ok(None);
        };
        let before = entry.before().map(|node| step_into(&mut self.before, node)).transpose()?;
        let after = entry.after().map(|node| step_into(&mut self.after, node)).transpose()?;
        let lone = before.clone().or_else(|| after.clone());
        Ok(lone.map(|lone| (before.unwrap_or_else(|| lone.clone()), after.unwrap_or(lone))))
    }

    /// The key of the innermost list item that an entry is or lies in.
    fn item(&mut self, at: u32) -> io::Result<Option<String>> {
        let parent = |at: &u32| self.differences.entry(*at).and_then(Entry::parent);
        for inside in std::iter::successors(Some(at), parent) {
            let Some(Matched::Key(key)) = parent(&inside).and_then(|list| self.differences.matched(list))
            else {
                continue;
            };
            let Some(entry) = self.differences.entry(inside) else { break };
            let (reader, node) = match (entry.after(), entry.before()) {
                (Some(node), _) => (&mut self.after, node),
                (None, Some(node)) => (&mut self.before, node),
                (None, None) => break,
            };
            return match value_of(reader, node, key)? {
                Some(value) => reader.text(value).map(|text| Some(visible(&text).into_owned())),
                None => Ok(None),
            };
        }
        Ok(None)
    }

    fn record(&mut self, at: u32, out: &mut dyn Write) -> io::Result<()> {
        let (path, elsewhere) = self.paths(at)?;
        let item = self.item(at)?;
        let Some(entry) = self.differences.entry(at) else { return Ok(()) };
        let change = entry.difference().map(Difference::name);
        write!(out, "{{\"path\":{},\"change\":{}", json!(words(&path)), json!(change))?;
        // What only moved is the same in both.
        let changed = matches!(entry.fate, Fate::Added | Fate::Removed | Fate::Changed);
        let before = entry.before().filter(|_| changed);
        let after = entry.after().filter(|_| changed);
        for (name, reader, node) in [("before", &mut self.before, before), ("after", &mut self.after, after)]
        {
            write!(out, ",\"{name}\":")?;
            match node {
                Some(node) => out.write_all(&reader.raw(node)?)?,
                None => out.write_all(b"null")?,
            }
        }
        write!(
            out,
            ",\"item\":{},\"pathBefore\":{}}}",
            json!(item),
            json!(elsewhere.map(|path| words(&path)))
        )
    }
}

fn step_into(reader: &mut Reader<'_>, node: NodeId) -> io::Result<Step> {
    let document = reader.document();
    match document.parent(node).map(|parent| document.kind(parent)) {
        Some(Kind::Object) => Ok(Step::Key(reader.key(node)?.unwrap_or_default().into_owned())),
        _ => Ok(Step::Index(document.position(node))),
    }
}

/// The path as people write it; `$` for the whole answer.
fn words(path: &Path) -> String {
    if path.steps().is_empty() { "$".to_owned() } else { path.dotted() }
}
