//! The first pass: every path of every row, and what stands there.

use std::collections::HashMap;

use rayon::prelude::*;

use super::TableError;
use super::number::{integer, moment};
use super::walk::{Leaf, Sink, Value, Walker};
use crate::document::{Document, NodeId};
use crate::stop::Stop;

/// Rows between two looks at the stop flag.
const ROWS_PER_CHECK: usize = 1_024;
/// From how many keys at one place a map is kept beside the list.
const MAP_FROM: usize = 9;
/// Most units of one column that are told apart.
const MOST_UNITS: usize = 1_000;

/// A tree of keys: node 0 is the row, every other node a key below its parent.
#[derive(Debug)]
pub(super) struct Keys {
    pub nodes: Vec<Key>,
}

#[derive(Debug, Default)]
pub(super) struct Key {
    pub parent: u32,
    pub text: Box<str>,
    pub children: Vec<u32>,
    map: HashMap<Box<str>, u32>,
}

impl Keys {
    fn new() -> Self {
        Self { nodes: vec![Key::default()] }
    }

    /// The node of a key below a node.
    pub fn find(&self, parent: u32, key: &str, guess: &mut usize) -> Option<u32> {
        let node = self.nodes.get(parent as usize)?;
        let is_key = |id: &u32| self.nodes.get(*id as usize).is_some_and(|child| &*child.text == key);
        // Rows of one list mostly have the same keys in the same order.
        if let Some(id) = node.children.get(*guess).filter(|id| is_key(id)) {
            *guess += 1;
            return Some(*id);
        }
        if !node.map.is_empty() {
            return node.map.get(key).copied();
        }
        let nth = node.children.iter().position(is_key)?;
        *guess = nth + 1;
        node.children.get(nth).copied()
    }

    fn find_or_add(&mut self, parent: u32, key: &str, guess: &mut usize) -> u32 {
        if let Some(found) = self.find(parent, key, guess) {
            return found;
        }
        let id = self.nodes.len() as u32;
        self.nodes.push(Key { parent, text: key.into(), ..Key::default() });
        let children = match self.nodes.get_mut(parent as usize) {
            Some(node) => {
                node.children.push(id);
                if !node.map.is_empty() {
                    node.map.insert(key.into(), id);
                }
                *guess = node.children.len();
                node.children.len()
            }
            None => 0,
        };
        if children == MAP_FROM {
            self.start_map(parent);
        }
        id
    }

    fn start_map(&mut self, parent: u32) {
        let Some(node) = self.nodes.get(parent as usize) else { return };
        let text = |id: &u32| Some((self.nodes.get(*id as usize)?.text.clone(), *id));
        let map = node.children.iter().filter_map(text).collect();
        if let Some(node) = self.nodes.get_mut(parent as usize) {
            node.map = map;
        }
    }

    /// The keys from the row to a node.
    pub fn path(&self, mut at: u32) -> Vec<String> {
        let mut path = Vec::new();
        while let Some(node) = self.nodes.get(at as usize).filter(|_| at != 0) {
            path.push(node.text.to_string());
            at = node.parent;
        }
        path.reverse();
        path
    }
}

/// What stands at one path, counted over all rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub nulls: u32,
    pub bools: u32,
    pub integers: u32,
    pub floats: u32,
    pub texts: u32,
    /// Texts that are moments; part of `texts`.
    pub dates: u32,
    /// Lists and objects that are cells.
    pub lists: u32,
    pub empty_objects: u32,
    /// Bytes of the texts.
    pub text_bytes: u64,
    /// Bytes of the kept lists.
    pub list_bytes: u64,
    /// The units of measured values, with how often each stands there.
    pub units: Vec<(Box<str>, u32)>,
}

impl Counts {
    /// Cells with something in them.
    pub fn filled(&self) -> u32 {
        self.bools + self.integers + self.floats + self.texts + self.lists + self.empty_objects
    }

    /// Whether nothing but nulls and empty objects stand here.
    pub fn is_hollow(&self) -> bool {
        self.filled() == self.empty_objects
    }

    fn is_empty(&self) -> bool {
        self.filled() + self.nulls == 0
    }

    fn count(&mut self, leaf: &Leaf<'_>) {
        match &leaf.value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => self.bools += 1,
            Value::Number(text) if integer(text).is_some() => self.integers += 1,
            Value::Number(_) => self.floats += 1,
            Value::Text(text) => {
                self.texts += 1;
                self.text_bytes += text.len() as u64;
                self.dates += u32::from(moment(text).is_some());
            }
            Value::List(raw) => {
                self.lists += 1;
                self.list_bytes += raw.len() as u64;
            }
            Value::Count(_) => self.lists += 1,
            Value::Object(_) => self.empty_objects += 1,
        }
        if let Some(unit) = &leaf.unit {
            self.count_unit(unit, 1);
        }
    }

    fn count_unit(&mut self, unit: &str, times: u32) {
        if let Some((_, count)) = self.units.iter_mut().find(|(known, _)| &**known == unit) {
            *count += times;
        } else if self.units.len() < MOST_UNITS {
            self.units.push((unit.into(), times));
        }
    }

    fn add(&mut self, other: Self) {
        self.nulls += other.nulls;
        self.bools += other.bools;
        self.integers += other.integers;
        self.floats += other.floats;
        self.texts += other.texts;
        self.dates += other.dates;
        self.lists += other.lists;
        self.empty_objects += other.empty_objects;
        self.text_bytes += other.text_bytes;
        self.list_bytes += other.list_bytes;
        for (unit, times) in other.units {
            self.count_unit(&unit, times);
        }
    }
}

/// All paths of some rows.
#[derive(Debug)]
pub(super) struct Survey {
    pub keys: Keys,
    /// One for each node of `keys`.
    pub counts: Vec<Counts>,
    /// The nodes that are cells somewhere, in order of first appearance.
    pub leaves: Vec<u32>,
}

impl Survey {
    fn new() -> Self {
        Self { keys: Keys::new(), counts: vec![Counts::default()], leaves: Vec::new() }
    }

    fn counts_at(&mut self, at: u32) -> &mut Counts {
        let at = at as usize;
        if at >= self.counts.len() {
            self.counts.resize_with(at + 1, Counts::default);
        }
        &mut self.counts[at]
    }

    /// Joins what later rows hold.
    fn merge(&mut self, mut later: Self) {
        let mut own = Vec::with_capacity(later.keys.nodes.len());
        own.push(0);
        for key in later.keys.nodes.iter().skip(1) {
            let parent = own.get(key.parent as usize).copied().unwrap_or(0);
            own.push(self.keys.find_or_add(parent, &key.text, &mut 0));
        }
        for at in std::mem::take(&mut later.leaves) {
            let counts = std::mem::take(later.counts_at(at));
            let at = own.get(at as usize).copied().unwrap_or(0);
            if self.counts_at(at).is_empty() {
                self.leaves.push(at);
            }
            self.counts_at(at).add(counts);
        }
    }
}

impl<'a> Sink<'a> for Survey {
    fn child(&mut self, parent: u32, key: &str, guess: &mut usize) -> Option<u32> {
        Some(self.keys.find_or_add(parent, key, guess))
    }

    fn leaf(&mut self, at: u32, leaf: Leaf<'a>) {
        if self.counts_at(at).is_empty() {
            self.leaves.push(at);
        }
        self.counts_at(at).count(&leaf);
    }

    fn branch(&mut self, _at: u32, _members: usize) {}
}

/// Rows of one unit of parallel work: enough units to share, big enough to be worth it.
pub(super) fn chunk_rows(rows: usize) -> usize {
    (rows / (rayon::current_num_threads() * 4)).clamp(1_024, 65_536)
}

/// Looks at all rows.
///
/// # Errors
/// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
pub(super) fn survey(document: &Document, rows: &[NodeId], stop: &Stop) -> Result<Survey, TableError> {
    let parts: Vec<Survey> = rows
        .par_chunks(chunk_rows(rows.len()))
        .map(|chunk| survey_chunk(document, chunk, stop))
        .collect::<Result<_, TableError>>()?;
    let mut whole = Survey::new();
    for part in parts {
        stop.check()?;
        whole.merge(part);
    }
    whole.counts.resize_with(whole.keys.nodes.len(), Counts::default);
    Ok(whole)
}

fn survey_chunk(document: &Document, rows: &[NodeId], stop: &Stop) -> Result<Survey, TableError> {
    let mut survey = Survey::new();
    let mut walker = Walker::new(document);
    for part in rows.chunks(ROWS_PER_CHECK) {
        stop.check()?;
        for row in part {
            walker.row(*row, &mut survey)?;
        }
    }
    Ok(survey)
}
