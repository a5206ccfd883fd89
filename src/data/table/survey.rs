//! The first pass: every path of every row, or the chosen ones, and what stands there.

use rayon::prelude::*;

use super::TableError;
use super::keys::Keys;
use super::number::{integer, moment};
use super::path::ColumnPath;
use super::walk::{Leaf, Sink, Value, Walker};
use crate::document::{Document, NodeId};
use crate::stop::Stop;

/// Rows between two looks at the stop flag.
const ROWS_PER_CHECK: usize = 1_024;
/// Most units of one column that are told apart.
const MOST_UNITS: usize = 1_000;

/// Most samples of one path.
const MOST_SAMPLES: usize = 3;
/// Most bytes of a sample.
const SAMPLE_BYTES: usize = 120;

/// What a survey looks at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rules<'r> {
    /// Members of the row that are passed over.
    pub skip: &'r [&'r str],
    /// Where all keys are taken for one: paths that end with any key.
    pub fold: &'r [ColumnPath],
    /// The only paths to look at, as a tree; everything is looked at without.
    pub only: Option<&'r Keys>,
    /// Whether a few values of each path are kept.
    pub samples: bool,
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
    /// Texts that are `""`; part of `texts`.
    pub empty: u32,
    /// Rows with something here: fewer than there are values where a path has a star.
    pub rows: u32,
    /// The last of these rows, from 1.
    last_row: u32,
    /// The first few values that differ, with their rows.
    pub samples: Vec<(u32, Box<str>)>,
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

    fn count(&mut self, row: u32, leaf: &Leaf<'_>) {
        if !matches!(leaf.value, Value::Null) {
            self.count_row(row);
        }
        match &leaf.value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => self.bools += 1,
            Value::Number(text) if integer(text).is_some() => self.integers += 1,
            Value::Number(_) => self.floats += 1,
            Value::Text(text) => {
                self.texts += 1;
                self.text_bytes += text.len() as u64;
                self.empty += u32::from(text.is_empty());
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

    fn count_row(&mut self, row: u32) {
        if self.last_row != row + 1 {
            self.last_row = row + 1;
            self.rows += 1;
        }
    }

    fn sample(&mut self, row: u32, value: &Value<'_>) {
        if self.samples.len() >= MOST_SAMPLES {
            return;
        }
        let text = value.text();
        let text = text.get(..text.floor_char_boundary(SAMPLE_BYTES)).unwrap_or_default();
        if !text.is_empty() && !self.samples.iter().any(|(_, known)| &**known == text) {
            self.samples.push((row, text.into()));
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
        self.empty += other.empty;
        self.rows += other.rows;
        for sample in other.samples {
            if self.samples.len() < MOST_SAMPLES && self.samples.iter().all(|known| known.1 != sample.1) {
                self.samples.push(sample);
            }
        }
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
    fn new(rules: &Rules<'_>) -> Self {
        let mut keys = rules.only.cloned().unwrap_or_default();
        for path in rules.fold {
            keys.add(path);
        }
        Self { keys, counts: vec![Counts::default()], leaves: Vec::new() }
    }

    fn counts_at(&mut self, at: u32) -> &mut Counts {
        let at = at as usize;
        if at >= self.counts.len() {
            self.counts.resize_with(at + 1, Counts::default);
        }
        &mut self.counts[at]
    }

    /// The counts of a node that is a cell from now on.
    fn counts_of_leaf(&mut self, at: u32) -> &mut Counts {
        if self.counts_at(at).is_empty() {
            self.leaves.push(at);
        }
        self.counts_at(at)
    }

    /// Joins what later rows hold.
    fn merge(&mut self, mut later: Self) {
        let mut own = Vec::with_capacity(later.keys.nodes.len());
        own.push(0);
        for key in later.keys.nodes.iter().skip(1) {
            let parent = own.get(key.parent as usize).copied().unwrap_or(0);
            own.push(match key.is_any {
                true => self.keys.any_or_add(parent),
                false => self.keys.find_or_add(parent, key.text.as_bytes(), &mut 0),
            });
        }
        for at in std::mem::take(&mut later.leaves) {
            let counts = std::mem::take(later.counts_at(at));
            let at = own.get(at as usize).copied().unwrap_or(0);
            self.counts_of_leaf(at).add(counts);
        }
    }
}

/// Where the cells of one unit of work are, so that the second pass need not look for them again.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Places in the tree of keys, and the values there.
    pub cells: Vec<(u32, NodeId)>,
    /// For each row the end of its cells.
    pub ends: Vec<u32>,
}

/// Counts the cells of one row.
struct RowSink<'s, 'r> {
    survey: &'s mut Survey,
    rules: &'s Rules<'r>,
    row: u32,
    found: &'s mut Vec<(u32, NodeId)>,
}

impl RowSink<'_, '_> {
    fn note(&mut self, at: u32, node: NodeId) {
        // Without a choice nearly everything is a cell, and looking again is less than remembering.
        if self.rules.only.is_some() {
            self.found.push((at, node));
        }
    }
}

impl<'a> Sink<'a> for RowSink<'_, '_> {
    fn child(&mut self, parent: u32, key: &[u8], guess: &mut usize) -> Option<u32> {
        if self.rules.only.is_some() {
            return self.survey.keys.find(parent, key, guess);
        }
        if parent == 0 && self.rules.skip.iter().any(|skip| skip.as_bytes() == key) {
            return None;
        }
        Some(self.survey.keys.find_or_add(parent, key, guess))
    }

    fn leaf(&mut self, at: u32, node: NodeId, leaf: Leaf<'a>) {
        self.note(at, node);
        let counts = self.survey.counts_of_leaf(at);
        counts.count(self.row, &leaf);
        if self.rules.samples {
            counts.sample(self.row, &leaf.value);
        }
    }

    fn branch(&mut self, at: u32, node: NodeId) {
        // An object is a cell only where somebody chose it.
        if self.rules.only.is_some_and(|keys| keys.is_chosen(at)) {
            let counts = self.survey.counts_of_leaf(at);
            counts.lists += 1;
            counts.count_row(self.row);
            self.note(at, node);
        }
    }
}

/// Rows of one unit of parallel work: enough units to share, big enough to be worth it.
pub(super) fn chunk_rows(rows: usize) -> usize {
    (rows / (rayon::current_num_threads() * 4)).clamp(1_024, 65_536)
}

/// Looks at all rows. With a choice of paths it also says where the cells are, unit by unit.
///
/// # Errors
/// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
pub(super) fn survey(
    document: &Document,
    rows: &[NodeId],
    rules: &Rules<'_>,
    stop: &Stop,
) -> Result<(Survey, Vec<Found>), TableError> {
    let size = chunk_rows(rows.len());
    let parts: Vec<(Survey, Found)> = rows
        .par_chunks(size)
        .enumerate()
        .map(|(nth, chunk)| survey_chunk(document, chunk, (rules, (nth * size) as u32), stop))
        .collect::<Result<_, TableError>>()?;
    let mut whole = Survey::new(rules);
    let mut all_found = Vec::with_capacity(parts.len());
    for (part, found) in parts {
        stop.check()?;
        whole.merge(part);
        all_found.push(found);
    }
    whole.counts.resize_with(whole.keys.nodes.len(), Counts::default);
    Ok((whole, all_found))
}

fn survey_chunk(
    document: &Document,
    rows: &[NodeId],
    (rules, first): (&Rules<'_>, u32),
    stop: &Stop,
) -> Result<(Survey, Found), TableError> {
    let mut survey = Survey::new(rules);
    let mut found = Found::default();
    let mut walker = Walker::new(document);
    let mut number = first;
    for part in rows.chunks(ROWS_PER_CHECK) {
        stop.check()?;
        for row in part {
            let cells = &mut found.cells;
            walker.row(*row, &mut RowSink { survey: &mut survey, rules, row: number, found: cells })?;
            if rules.only.is_some() {
                found.ends.push(found.cells.len() as u32);
            }
            number += 1;
        }
    }
    Ok((survey, found))
}
