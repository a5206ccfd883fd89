//! Two answers side by side: what came, went, changed or moved, down to the single value.
//!
//! In reading order: this file says what a comparison is, [`hash`] finds out which values are equal, [`pair`] which
//! item of one list is which of the other, [`rows`] puts it on the screen row by row, [`records`] makes rows of it
//! for export. Nothing here holds a value: a difference is a pair of numbers of nodes.

mod hash;
mod pair;
mod records;
mod rows;

use serde::{Deserialize, Serialize};

use super::document::Document;
use super::error::ReadError;
use super::node::{Kind, NodeId};
use super::path::Path;
use crate::side_by_side::Step;
use crate::stop::Stop;
use hash::{Hashes, Hashing};
use pair::Side;

pub use records::{MEMBERS, Records};
pub use rows::{DifferenceRows, EntryFolds, ShownRow, Sides};

/// Steps between two looks at the stop flag.
const AT_ONCE: usize = 1 << 14;

/// By what an item of a list is the same one in both answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ItemsBy {
    /// By `id` or `applicationId`, whichever finds more of them; by their place in lists without.
    #[default]
    Ids,
    /// By a key, or names that lead to one (`node.id`); by their place in lists without.
    Key(Path),
    /// By their place.
    Place,
}

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// Only the second answer has it.
    Added,
    /// Only the first answer has it.
    Removed,
    /// Another value stands there.
    Changed,
    /// It stands elsewhere in its list.
    Moved,
}

impl Difference {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Changed, Self::Added, Self::Removed, Self::Moved];

    /// The word for people and for exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Moved => "moved",
        }
    }
}

/// How items of lists were matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matched {
    /// By a key.
    Key(Path),
    /// By their place, for want of a key.
    Place,
}

/// What an entry is, before it is said whether it moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Same,
    /// A container in which something differs.
    Inside,
    Added,
    Removed,
    Changed,
}

/// A value of either answer, with its fellow in the other: one row of both side by side. 20 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    before: u32,
    after: u32,
    parent: u32,
    /// The first entry that is not inside.
    end: u32,
    depth: u16,
    fate: Fate,
    moved: bool,
}

/// Stands for no node and no entry.
const NONE: u32 = u32::MAX;

fn node(id: u32) -> Option<NodeId> {
    Some(NodeId(id)).filter(|node| node.0 != NONE)
}

impl Entry {
    /// The value in the first answer.
    pub fn before(&self) -> Option<NodeId> {
        node(self.before)
    }

    /// The value in the second answer.
    pub fn after(&self) -> Option<NodeId> {
        node(self.after)
    }

    /// The entry of the container it lies in.
    pub fn parent(&self) -> Option<u32> {
        Some(self.parent).filter(|&parent| parent != NONE)
    }

    /// Levels above.
    pub fn depth(&self) -> usize {
        usize::from(self.depth)
    }

    /// What became of it; nothing for what is the same, or differs only in what it holds.
    pub fn difference(&self) -> Option<Difference> {
        match self.fate {
            Fate::Added => Some(Difference::Added),
            Fate::Removed => Some(Difference::Removed),
            Fate::Changed => Some(Difference::Changed),
            Fate::Same | Fate::Inside => self.moved.then_some(Difference::Moved),
        }
    }

    /// Whether something in it differs.
    pub fn is_inside(&self) -> bool {
        self.fate == Fate::Inside
    }

    /// Whether both answers have the same value here, wherever it stands.
    pub fn is_same(&self) -> bool {
        self.fate == Fate::Same
    }
}

/// How often each difference was met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub added: usize,
    pub removed: usize,
    pub changed: usize,
    pub moved: usize,
}

impl Counts {
    /// All differences.
    pub fn total(&self) -> usize {
        self.added + self.removed + self.changed + self.moved
    }

    /// Those of one kind.
    pub fn of(&self, difference: Difference) -> usize {
        match difference {
            Difference::Added => self.added,
            Difference::Removed => self.removed,
            Difference::Changed => self.changed,
            Difference::Moved => self.moved,
        }
    }

    fn add(&mut self, difference: Difference) {
        *match difference {
            Difference::Added => &mut self.added,
            Difference::Removed => &mut self.removed,
            Difference::Changed => &mut self.changed,
            Difference::Moved => &mut self.moved,
        } += 1;
    }
}

/// What differs between two answers. Immutable; belongs to the two documents that it was made of.
#[derive(Clone, Debug, Default)]
pub struct Differences {
    /// In the order of the second answer; what was removed stands behind what it stood behind. What is the same
    /// is one entry, whatever it holds.
    entries: Vec<Entry>,
    counts: Counts,
    /// Lists in which something differs: how their items were matched, and how many lists that is so for.
    lists: Vec<(Matched, usize)>,
    /// The entries of such lists with the place of their key in `lists`; ascending.
    keyed: Vec<(u32, u32)>,
    /// Keys that several items of a list have: they are matched in their order.
    pub shared_keys: usize,
}

impl Differences {
    /// All entries, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// One entry.
    pub fn entry(&self, at: u32) -> Option<&Entry> {
        self.entries.get(at as usize)
    }

    /// How often each difference was met.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether both answers say the same.
    pub fn is_empty(&self) -> bool {
        self.counts.total() == 0
    }

    /// How the items of lists in which something differs were matched, and in how many lists each.
    pub fn lists(&self) -> &[(Matched, usize)] {
        &self.lists
    }

    /// By what the items of a list were matched, where something in it differs.
    pub fn matched(&self, list: u32) -> Option<&Matched> {
        let at = self.keyed.binary_search_by_key(&list, |(entry, _)| *entry).ok()?;
        let (_, place) = self.keyed.get(at)?;
        self.lists.get(*place as usize).map(|(matched, _)| matched)
    }

    /// Bytes of memory that it takes.
    pub fn memory(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + self.keyed.capacity() * size_of::<(u32, u32)>()
    }

    /// What a person has to know before trusting it, a sentence each.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let by_place = self.lists.iter().find(|(matched, _)| *matched == Matched::Place);
        if let Some((_, count)) = by_place {
            let lists = if *count == 1 { "1 list has".to_owned() } else { format!("{count} lists have") };
            notes.push(format!("{lists} no key that all items share, their items are matched by place"));
        }
        if self.shared_keys > 0 {
            let keys = match self.shared_keys {
                1 => "1 key is".to_owned(),
                count => format!("{count} keys are"),
            };
            notes.push(format!("{keys} shared by several items of a list, those are matched in their order"));
        }
        notes
    }
}

/// Compares two answers. For the pool.
///
/// Numbers are compared digit by digit (1.0 is not 1), strings by what they say, members by their key whatever
/// their order. `progress` is told how many bytes of both are read.
///
/// # Errors
/// [`ReadError::Stopped`] when told to stop, [`ReadError::Disk`] when the disk fails.
pub fn compare(
    before: &Document,
    after: &Document,
    by: &ItemsBy,
    (stop, progress): (&Stop, &(dyn Fn(u64) + Sync)),
) -> Result<Differences, ReadError> {
    let hashing = Hashing::default();
    let first = Hashes::of(before, &hashing, stop, progress)?;
    let read = before.len_bytes();
    let second = Hashes::of(after, &hashing, stop, &|done| progress(read + done))?;
    let side = |document, hashes| Side { document, hashes, reader: Document::reader(document) };
    let mut made = Made {
        hashing,
        before: side(before, first),
        after: side(after, second),
        by,
        result: Differences::default(),
        todo: Vec::new(),
    };
    made.begin();
    made.run(stop)?;
    Ok(made.result)
}

/// What is still to be looked at.
enum Todo {
    Both {
        before: NodeId,
        after: NodeId,
        parent: u32,
        moved: bool,
    },
    Lone {
        before: u32,
        after: u32,
        parent: u32,
        fate: Fate,
    },
    /// All that an entry holds is there.
    Close(u32),
}

/// A comparison under way.
struct Made<'a> {
    hashing: Hashing,
    before: Side<'a>,
    after: Side<'a>,
    by: &'a ItemsBy,
    result: Differences,
    todo: Vec<Todo>,
}

impl Made<'_> {
    fn begin(&mut self) {
        let (before, after) = (self.before.document.root(), self.after.document.root());
        let lone = |before, after, fate| Todo::Lone { before, after, parent: NONE, fate };
        self.todo.extend(match (before, after) {
            (Some(before), Some(after)) => Some(Todo::Both { before, after, parent: NONE, moved: false }),
            (Some(before), None) => Some(lone(before.0, NONE, Fate::Removed)),
            (None, Some(after)) => Some(lone(NONE, after.0, Fate::Added)),
            (None, None) => None,
        });
    }

    fn run(&mut self, stop: &Stop) -> Result<(), ReadError> {
        let mut steps = 0_usize;
        while let Some(todo) = self.todo.pop() {
            if steps.is_multiple_of(AT_ONCE) {
                stop.check()?;
            }
            steps += 1;
            match todo {
                Todo::Both { before, after, parent, moved } => {
                    self.both(before, after, (parent, moved), stop)?
                }
                Todo::Lone { before, after, parent, fate } => {
                    self.push((before, after), parent, fate, false);
                }
                Todo::Close(at) => {
                    let end = self.next();
                    if let Some(entry) = self.result.entries.get_mut(at as usize) {
                        entry.end = end;
                    }
                }
            }
        }
        Ok(())
    }

    /// The number of the next entry.
    fn next(&self) -> u32 {
        u32::try_from(self.result.entries.len()).unwrap_or(NONE)
    }

    fn push(&mut self, (before, after): (u32, u32), parent: u32, fate: Fate, moved: bool) -> u32 {
        let at = self.next();
        let above = self.result.entries.get(parent as usize).map_or(0, |above| above.depth + 1);
        let entry = Entry { before, after, parent, end: at.saturating_add(1), depth: above, fate, moved };
        if let Some(difference) = entry.difference() {
            self.result.counts.add(difference);
        }
        self.result.entries.push(entry);
        at
    }

    fn both(
        &mut self,
        before: NodeId,
        after: NodeId,
        (parent, moved): (u32, bool),
        stop: &Stop,
    ) -> Result<(), ReadError> {
        let pair = (before.0, after.0);
        if self.before.hashes.of_node(before) == self.after.hashes.of_node(after) {
            self.push(pair, parent, Fate::Same, moved);
            return Ok(());
        }
        let kind = self.after.document.kind(after);
        if self.before.document.kind(before) != kind || !kind.is_container() {
            self.push(pair, parent, Fate::Changed, moved);
            return Ok(());
        }
        let at = self.push(pair, parent, Fate::Inside, moved);
        let from: Vec<NodeId> = self.before.document.children(before).collect();
        let to: Vec<NodeId> = self.after.document.children(after).collect();
        let sides = (&mut self.before, &mut self.after);
        let parts = match kind {
            Kind::Object => pair::members(&self.hashing, sides, (&from, &to), stop)?,
            _ => pair::items(self.by, sides, (&from, &to), stop)?,
        };
        self.result.shared_keys += parts.shared;
        if let Some(matched) = parts.by {
            let place = self.list(matched);
            self.result.keyed.push((at, place));
        }
        self.todo.push(Todo::Close(at));
        let id = |nodes: &[NodeId], place: u32| nodes.get(place as usize).map_or(NONE, |node| node.0);
        // The last step lies lowest on the pile.
        self.todo.extend(parts.steps.into_iter().rev().map(|step| match step {
            Step::Both { from: mine, to: theirs } => Todo::Both {
                before: NodeId(id(&from, mine)),
                after: NodeId(id(&to, theirs)),
                parent: at,
                moved: parts.moved.binary_search(&theirs).is_ok(),
            },
            Step::Added(place) => {
                Todo::Lone { before: NONE, after: id(&to, place), parent: at, fate: Fate::Added }
            }
            Step::Removed(place) => {
                Todo::Lone { before: id(&from, place), after: NONE, parent: at, fate: Fate::Removed }
            }
        }));
        Ok(())
    }

    /// Counts a list that was matched so, and says where that is counted.
    fn list(&mut self, matched: Matched) -> u32 {
        let known = self.result.lists.iter().position(|(known, _)| *known == matched);
        let at = known.unwrap_or_else(|| {
            self.result.lists.push((matched, 0));
            self.result.lists.len() - 1
        });
        if let Some((_, count)) = self.result.lists.get_mut(at) {
            *count += 1;
        }
        u32::try_from(at).unwrap_or(NONE)
    }
}
