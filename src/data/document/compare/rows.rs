//! Differences row by row: which entries are shown, what is folded, and what stands in a row.
//!
//! Rows are counted, never listed: the entries that are shown lie in order, a fold hides a run of them, and a
//! value that is unfolded below its entry adds rows of its own, which are those of [`Folds`].

use std::collections::BTreeSet;

use super::super::document::Document;
use super::super::folds::Folds;
use super::super::node::NodeId;
use super::{AT_ONCE, Difference, Differences, Entry, Fate};
use crate::stop::{Stop, Stopped};

/// Which entries are shown, and which of them are differences.
#[derive(Clone, Debug, Default)]
pub struct DifferenceRows {
    /// The entries that are shown, ascending; `None` where all are.
    shown: Option<Vec<u32>>,
    /// How many are shown.
    len: u32,
    /// The differences among them, ascending.
    differences: Vec<u32>,
}

impl DifferenceRows {
    /// All entries, or (`only`) differences and what they lie in; of one kind, where one is wanted. For the pool.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop.
    pub fn of(
        differences: &Differences,
        only: bool,
        kind: Option<Difference>,
        stop: &Stop,
    ) -> Result<Self, Stopped> {
        let entries = differences.entries();
        let is_wanted =
            |entry: &Entry| entry.difference().is_some_and(|found| kind.is_none_or(|kind| kind == found));
        let mut found = Vec::new();
        for (at, entry) in (0_u32..).zip(entries) {
            if (at as usize).is_multiple_of(AT_ONCE) {
                stop.check()?;
            }
            if is_wanted(entry) {
                found.push(at);
            }
        }
        if !only && kind.is_none() {
            let len = u32::try_from(entries.len()).unwrap_or(u32::MAX);
            return Ok(Self { shown: None, len, differences: found });
        }
        let mut shown = Vec::with_capacity(found.len());
        let mut above = Vec::new();
        for at in &found {
            // What it lies in, from the inside out, as far as that is not shown already.
            let mut parent = differences.entry(*at).and_then(Entry::parent);
            while let Some(inside) = parent.filter(|parent| shown.last().is_none_or(|last| last < parent)) {
                above.push(inside);
                parent = differences.entry(inside).and_then(Entry::parent);
            }
            shown.extend(above.drain(..).rev());
            shown.push(*at);
        }
        Ok(Self {
            len: u32::try_from(shown.len()).unwrap_or(u32::MAX),
            shown: Some(shown),
            differences: found,
        })
    }

    /// The differences that are shown, as numbers of entries, ascending.
    pub fn differences(&self) -> &[u32] {
        &self.differences
    }

    /// Number of entries that are shown when nothing is folded.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes of memory that it takes.
    pub fn memory(&self) -> usize {
        let entries = self.shown.as_ref().map_or(0, Vec::capacity) + self.differences.capacity();
        entries * size_of::<u32>()
    }

    fn entry_at(&self, place: u32) -> Option<u32> {
        match &self.shown {
            None => Some(place).filter(|place| *place < self.len),
            Some(shown) => shown.get(place as usize).copied(),
        }
    }

    /// The place of the first shown entry that is not before this one.
    fn place_from(&self, entry: u32) -> u32 {
        match &self.shown {
            None => entry.min(self.len),
            Some(shown) => u32::try_from(shown.partition_point(|at| *at < entry)).unwrap_or(u32::MAX),
        }
    }

    fn place_of(&self, entry: u32) -> Option<u32> {
        let place = self.place_from(entry);
        Some(place).filter(|place| self.entry_at(*place) == Some(entry))
    }
}

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownRow {
    /// An entry.
    Entry(u32),
    /// A value inside of an entry that is unfolded.
    Value { entry: u32, node: NodeId },
}

impl ShownRow {
    /// The entry, or that in which the value lies.
    pub fn entry(self) -> u32 {
        match self {
            Self::Entry(entry) | Self::Value { entry, .. } => entry,
        }
    }
}

/// Two answers, what differs, and which of that is shown: what folds are about.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    pub before: &'a Document,
    pub after: &'a Document,
    pub differences: &'a Differences,
    pub rows: &'a DifferenceRows,
}

impl<'a> Sides<'a> {
    /// The document and the value that an entry shows: of the second answer, where it is there.
    pub fn value(&self, entry: u32) -> Option<(&'a Document, NodeId)> {
        let entry = self.differences.entry(entry)?;
        let first = || Some((self.before, entry.before()?));
        entry.after().map(|node| (self.after, node)).or_else(first)
    }
}

impl Sides<'_> {
    /// How many of the shown differences lie inside an entry.
    pub fn count_inside(&self, entry: u32) -> usize {
        let end = self.differences.entry(entry).map_or(0, |entry| entry.end);
        let before = |at: u32| self.rows.differences.partition_point(|found| *found < at);
        before(end).saturating_sub(before(entry.saturating_add(1)))
    }

    /// The place among the shown differences of the last one that is not behind an entry.
    pub fn place_at(&self, entry: u32) -> Option<usize> {
        self.rows.differences.partition_point(|found| *found <= entry).checked_sub(1)
    }
}

/// An entry after which rows are not those of the entries: some are hidden, or some are added.
#[derive(Clone, Copy, Debug)]
struct Turn {
    place: u32,
    row: u64,
    hides: u32,
    adds: u64,
}

/// What is folded of the differences, and which values are unfolded. All methods take the same [`Sides`].
#[derive(Clone, Debug, Default)]
pub struct EntryFolds {
    /// Entries that hold differences and are folded.
    folded: BTreeSet<u32>,
    /// Entries whose value is unfolded.
    opened: BTreeSet<u32>,
    /// The folds inside of the values of the first and the second answer, as soon as one is unfolded.
    before: Option<Folds>,
    after: Option<Folds>,
    turns: Vec<Turn>,
    hidden: u64,
    added: u64,
}

impl EntryFolds {
    /// Number of rows.
    pub fn row_count(&self, sides: &Sides<'_>) -> u64 {
        u64::from(sides.rows.len) - self.hidden + self.added
    }

    /// What stands in a row.
    pub fn at(&self, sides: &Sides<'_>, row: u64) -> Option<ShownRow> {
        let entry = |place: u64| sides.rows.entry_at(u32::try_from(place).ok()?).map(ShownRow::Entry);
        let before = self.turns.partition_point(|turn| turn.row <= row);
        let Some(turn) = before.checked_sub(1).and_then(|at| self.turns.get(at)) else { return entry(row) };
        let below = row - turn.row;
        if below == 0 || below > turn.adds {
            let skipped = if below == 0 { 0 } else { u64::from(turn.hides) };
            return entry(u64::from(turn.place) + (below - turn.adds.min(below)) + skipped);
        }
        let at = sides.rows.entry_at(turn.place)?;
        let (document, node) = sides.value(at)?;
        let folds = self.folds(sides, at)?;
        let first = folds.row_of(document, node)?;
        Some(ShownRow::Value { entry: at, node: folds.node_at(document, first + below)? })
    }

    /// The row of an entry; `None` where it is not shown or folded away.
    pub fn row_of(&self, sides: &Sides<'_>, entry: u32) -> Option<u64> {
        let place = sides.rows.place_of(entry)?;
        let before = self.turns.partition_point(|turn| turn.place < place);
        let Some(turn) = before.checked_sub(1).and_then(|at| self.turns.get(at)) else {
            return Some(place.into());
        };
        let below = place - turn.place;
        (below > turn.hides).then(|| turn.row + u64::from(below - turn.hides) + turn.adds)
    }

    /// The row of what a row lies in.
    pub fn parent_row(&self, sides: &Sides<'_>, row: u64) -> Option<u64> {
        match self.at(sides, row)? {
            ShownRow::Entry(entry) => {
                self.row_of(sides, sides.differences.entry(entry).and_then(Entry::parent)?)
            }
            ShownRow::Value { entry, node } => {
                let (document, top) = sides.value(entry)?;
                let folds = self.folds(sides, entry)?;
                let parent = document.parent(node)?;
                let below = folds.row_of(document, parent)?.checked_sub(folds.row_of(document, top)?)?;
                Some(self.row_of(sides, entry)? + below)
            }
        }
    }

    /// Whether a row can be folded, and whether it is.
    pub fn is_folded(&self, sides: &Sides<'_>, row: ShownRow) -> Option<bool> {
        match row {
            ShownRow::Entry(entry) if sides.differences.entry(entry)?.is_inside() => {
                Some(self.folded.contains(&entry))
            }
            ShownRow::Entry(entry) => {
                let (document, node) = sides.value(entry)?;
                (document.child_count(node) > 0).then(|| !self.opened.contains(&entry))
            }
            ShownRow::Value { entry, node } => {
                let (document, _) = sides.value(entry)?;
                let folds = self.folds(sides, entry)?;
                (document.child_count(node) > 0).then(|| folds.is_folded(document, node))
            }
        }
    }

    /// Folds or unfolds a row.
    pub fn set(&mut self, sides: &Sides<'_>, row: ShownRow, folded: bool) {
        let set = |set: &mut BTreeSet<u32>, entry, holds| {
            if holds { set.insert(entry) } else { set.remove(&entry) }
        };
        match row {
            ShownRow::Entry(entry) if sides.differences.entry(entry).is_some_and(Entry::is_inside) => {
                set(&mut self.folded, entry, folded);
            }
            ShownRow::Entry(entry) => {
                let Some((document, node)) = sides.value(entry) else { return };
                set(&mut self.opened, entry, !folded);
                let folds = self.folds_mut(sides, entry);
                folds.reveal(document, node);
                if folded {
                    folds.fold(document, node)
                } else {
                    folds.unfold(document, node)
                };
            }
            ShownRow::Value { entry, node } => {
                let Some((document, _)) = sides.value(entry) else { return };
                let folds = self.folds_mut(sides, entry);
                if folded {
                    folds.fold(document, node)
                } else {
                    folds.unfold(document, node)
                };
            }
        }
        self.count(sides);
    }

    /// Shows everything that differs, and nothing of what does not.
    pub fn unfold_all(&mut self) {
        *self = Self::default();
    }

    /// Folds what the outermost container holds, one by one. Looks at these entries alone.
    pub fn fold_all(&mut self, sides: &Sides<'_>) {
        self.unfold_all();
        let mut at = 1;
        while let Some(entry) = sides.differences.entry(at) {
            if entry.is_inside() {
                self.folded.insert(at);
            }
            at = entry.end.max(at + 1);
        }
        self.count(sides);
    }

    /// Unfolds what an entry lies in.
    pub fn reveal(&mut self, sides: &Sides<'_>, entry: u32) {
        let parent = |at: &u32| sides.differences.entry(*at).and_then(Entry::parent);
        let mut changed = false;
        for above in std::iter::successors(parent(&entry), parent) {
            changed |= self.folded.remove(&above);
        }
        if changed {
            self.count(sides);
        }
    }

    fn folds(&self, sides: &Sides<'_>, entry: u32) -> Option<&Folds> {
        let gone = sides.differences.entry(entry)?.fate == Fate::Removed;
        if gone { self.before.as_ref() } else { self.after.as_ref() }
    }

    fn folds_mut(&mut self, sides: &Sides<'_>, entry: u32) -> &mut Folds {
        let gone = sides.differences.entry(entry).is_some_and(|entry| entry.fate == Fate::Removed);
        let (folds, document) =
            if gone { (&mut self.before, sides.before) } else { (&mut self.after, sides.after) };
        folds.get_or_insert_with(|| {
            let mut folds = Folds::new(document);
            folds.fold_all(document);
            folds
        })
    }

    /// Rows below a value that is unfolded. What follows it has a row, because everything above is unfolded.
    fn rows_below(&self, sides: &Sides<'_>, entry: u32) -> u64 {
        let rows = |(document, node): (&Document, NodeId)| {
            let folds = self.folds(sides, entry)?;
            let end = folds.row_of(document, document.subtree_end(node));
            let end = end.unwrap_or_else(|| folds.row_count(document));
            end.checked_sub(folds.row_of(document, node)? + 1)
        };
        sides.value(entry).and_then(rows).unwrap_or_default()
    }

    /// Counts rows anew: as many steps as there are folds.
    fn count(&mut self, sides: &Sides<'_>) {
        let (mut hidden, mut added, mut hidden_until) = (0_u64, 0_u64, 0_u32);
        let touched: BTreeSet<u32> = self.folded.union(&self.opened).copied().collect();
        let mut turns = Vec::with_capacity(touched.len());
        for entry in touched {
            let Some(place) = sides.rows.place_of(entry).filter(|place| *place >= hidden_until) else {
                continue;
            };
            let row = u64::from(place) - hidden + added;
            let (mut hides, mut adds) = (0, 0);
            if self.folded.contains(&entry) {
                let end = sides.differences.entry(entry).map_or(0, |entry| entry.end);
                hides = sides.rows.place_from(end).saturating_sub(place + 1);
                hidden_until = place + 1 + hides;
            } else {
                adds = self.rows_below(sides, entry);
            }
            hidden += u64::from(hides);
            added += adds;
            turns.push(Turn { place, row, hides, adds });
        }
        (self.turns, self.hidden, self.added) = (turns, hidden, added);
    }
}
