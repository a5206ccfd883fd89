//! Which containers are folded, and which row shows which value.
//!
//! Rows are the values in document order without those inside a folded one; brackets have no rows. Only the
//! outermost folds are kept as runs with hidden counts, so rows and nodes are found in logarithmic time and
//! "fold all" is one entry. What was folded inside a folded container is kept aside and comes back with it.

use super::document::Document;
use super::index::Index;
use super::node::NodeId;
use super::runs::{Run, Runs};
use std::collections::HashMap;

/// The folded containers of one view of a document.
///
/// All methods take the document, which must be the one it was made for, or a longer snapshot of it after
/// [`Folds::grow`].
#[derive(Clone, Debug)]
pub struct Folds {
    runs: Runs,
    /// For a folded container that was opened before: the runs inside it.
    inside: HashMap<u32, Vec<Run>>,
    /// Containers at this depth and below are folded as long as nobody touched them.
    level: u32,
    /// Nodes of the document when it was last seen.
    nodes: u32,
}

/// Where a node is with regard to the folds.
enum Place {
    /// It has a row and is not folded.
    Unfolded,
    /// It is a child of a run: it has a row, and what it holds is hidden.
    InRun(Run),
    /// It lies inside a folded node.
    Hidden(u32),
}

impl Folds {
    /// Nothing folded.
    pub fn new(document: &Document) -> Self {
        Self { runs: Runs::default(), inside: HashMap::new(), level: u32::MAX, nodes: document.index().len() }
    }

    /// Open for a first look: as many levels, at least one and at most `levels`, as give at most `rows` rows.
    /// Looks at about `rows` values a level, however large the document is.
    pub fn fitting(document: &Document, rows: u64, levels: usize) -> Self {
        let (mut folds, level) = Self::opened_until(document, rows, levels);
        if level > 1 && folds.row_count(document) > rows {
            folds.unfold_to_level(document, level - 1);
        }
        folds
    }

    /// Open for a first look into much: as few levels, at most `levels`, as give more than `rows` rows.
    /// Looks at about `rows` values a level, however large the document is.
    pub fn filling(document: &Document, rows: u64, levels: usize) -> Self {
        Self::opened_until(document, rows, levels).0
    }

    /// Opens one level after the other until there are more than `rows` rows. From above, because a level
    /// costs as many steps as the one above it has rows.
    fn opened_until(document: &Document, rows: u64, levels: usize) -> (Self, usize) {
        let mut folds = Self::new(document);
        let mut level = 0;
        while level < levels.max(1) {
            level += 1;
            folds.unfold_to_level(document, level);
            if folds.row_count(document) > rows {
                break;
            }
        }
        (folds, level)
    }

    /// Number of rows.
    pub fn row_count(&self, document: &Document) -> u64 {
        u64::from(document.index().len().saturating_sub(self.runs.hidden()))
    }

    /// The value that a row shows.
    pub fn node_at(&self, document: &Document, row: u64) -> Option<NodeId> {
        let row = u32::try_from(row).ok()?;
        let index = document.index();
        let node = match self.runs.at_row(row) {
            None => row,
            Some((run, hidden)) => {
                let place = row - (run.first - hidden);
                if place < run.count {
                    run.child(index, place)?
                } else {
                    row.checked_add(hidden + run.hidden())?
                }
            }
        };
        (node < index.len()).then_some(NodeId(node))
    }

    /// The row that shows a value; `None` inside a folded container.
    pub fn row_of(&self, document: &Document, node: NodeId) -> Option<u64> {
        let index = document.index();
        if !index.holds(node) {
            return None;
        }
        let row = match self.runs.at_node(node.0) {
            None => node.0,
            Some((run, hidden)) if run.holds(node.0) => {
                if run.child_above(index, node.0) != node.0 {
                    return None;
                }
                run.first - hidden + run.place(index, node.0)
            }
            Some((run, hidden)) => node.0 - hidden - run.hidden(),
        };
        Some(u64::from(row))
    }

    /// Whether a container is folded, also where it lies inside another folded one. Empty containers and
    /// scalars never are.
    pub fn is_folded(&self, document: &Document, node: NodeId) -> bool {
        let index = document.index();
        if !index.is_branch(node.0) {
            return false;
        }
        let mut place = self.place(index, node.0);
        loop {
            let above = match place {
                Place::Unfolded => return false,
                Place::InRun(_) => return true,
                Place::Hidden(above) => above,
            };
            let Some(inside) = self.inside.get(&above) else { return self.level != u32::MAX };
            let before = inside.partition_point(|run| run.first <= node.0);
            let run = before.checked_sub(1).and_then(|last| inside.get(last)).filter(|run| run.holds(node.0));
            place = match run {
                None => Place::Unfolded,
                Some(run) => Self::place_in(index, *run, node.0),
            };
        }
    }

    /// Folds or unfolds a container; whether that changed anything.
    pub fn toggle(&mut self, document: &Document, node: NodeId) -> bool {
        if self.is_folded(document, node) { self.unfold(document, node) } else { self.fold(document, node) }
    }

    /// Folds a container that has a row; whether that changed anything.
    pub fn fold(&mut self, document: &Document, node: NodeId) -> bool {
        let index = document.index();
        if !index.is_branch(node.0) || !matches!(self.place(index, node.0), Place::Unfolded) {
            return false;
        }
        let run = Run::one(index, node.0);
        let inside = self.runs.splice(run.first..run.end, vec![run]);
        if !inside.is_empty() || self.level != u32::MAX {
            self.inside.insert(node.0, inside);
        }
        true
    }

    /// Unfolds a container that has a row; what was folded inside it stays so. Whether that changed anything.
    pub fn unfold(&mut self, document: &Document, node: NodeId) -> bool {
        let index = document.index();
        let Place::InRun(run) = self.place(index, node.0) else { return false };
        if !index.is_branch(node.0) {
            return false;
        }
        let inside = match self.inside.remove(&node.0) {
            Some(inside) => inside,
            None if self.level == u32::MAX => Vec::new(),
            None => Run::children_from(index, node.0, 0).into_iter().collect(),
        };
        let (left, right) = run.without(index, node.0);
        let runs = left.into_iter().chain(inside).chain(right).collect();
        self.runs.splice(run.first..run.end, runs);
        true
    }

    /// Unfolds a container that has a row and everything in it.
    pub fn unfold_below(&mut self, document: &Document, node: NodeId) {
        self.unfold(document, node);
        if !matches!(self.place(document.index(), node.0), Place::Unfolded) {
            return;
        }
        let below = node.0 + 1..document.index().subtree_end(node.0);
        self.runs.splice(below.clone(), Vec::new());
        self.inside.retain(|folded, _| !below.contains(folded));
    }

    /// Folds every container, the root too.
    pub fn fold_all(&mut self, document: &Document) {
        self.unfold_to_level(document, 0);
    }

    /// Unfolds every container.
    pub fn unfold_all(&mut self, document: &Document) {
        *self = Self::new(document);
    }

    /// Unfolds the containers of the first levels and folds those below: 1 shows the root's own values.
    /// It walks the values above that level: where those are millions, it takes some 10 ms a million.
    pub fn unfold_to_level(&mut self, document: &Document, level: usize) {
        let index = document.index();
        self.level = u32::try_from(level).unwrap_or(u32::MAX);
        self.nodes = index.len();
        self.inside.clear();
        let mut runs = Vec::new();
        match self.level.checked_sub(1) {
            Some(last) => fold_at(index, 0..index.len(), last, &mut runs),
            None if index.is_branch(0) => runs.push(Run::one(index, 0)),
            None => {}
        }
        self.runs = Runs::from_sorted(runs);
    }

    /// Unfolds what is above a value so that it has a row; whether anything changed.
    pub fn reveal(&mut self, document: &Document, node: NodeId) -> bool {
        let mut above: Vec<NodeId> = document.ancestors(node).collect();
        above.reverse();
        let mut changed = false;
        for ancestor in above {
            changed |= self.unfold(document, ancestor);
        }
        changed
    }

    /// Follows a document that grew: call it with each longer snapshot before anything else. New values are
    /// folded as the last of [`Folds::unfold_to_level`], [`Folds::fold_all`] and [`Folds::unfold_all`] said.
    pub fn grow(&mut self, document: &Document) {
        let index = document.index();
        let seen = std::mem::replace(&mut self.nodes, index.len());
        let Some(last) = seen.checked_sub(1) else {
            if self.level != u32::MAX {
                self.unfold_to_level(document, self.level as usize);
            }
            return;
        };
        if index.len() == seen {
            return;
        }
        for runs in self.inside.values_mut() {
            if let Some(run) = runs.last_mut().filter(|run| run.end == seen) {
                run.grow(index);
            }
        }
        self.runs.grow(index, seen);
        if self.level != u32::MAX {
            let runs = self.arrived(index, last);
            self.runs.splice(seen..u32::MAX, runs);
        }
    }

    /// The runs of what was added to containers that are unfolded, from the innermost out.
    fn arrived(&self, index: &Index, last: u32) -> Vec<Run> {
        let mut runs = Vec::new();
        let (mut below, mut at) = (None, Some(last));
        // The last value may have been empty, which nobody can fold or unfold; now it is a fold of its own.
        let untouched = index.is_branch(last) && index.depth_of(last) >= self.level;
        if untouched && matches!(self.place(index, last), Place::Unfolded) {
            runs.push(Run::one(index, last));
            (below, at) = (at, index.node(last).parent());
        }
        while let Some(grown) = at {
            let start = below.map_or(grown + 1, |below| index.subtree_end(below));
            let added = start..index.subtree_end(grown);
            if !added.is_empty() && matches!(self.place(index, grown), Place::Unfolded) {
                let depth = index.depth_of(grown);
                if depth + 1 < self.level {
                    fold_at(index, added, self.level - depth - 2, &mut runs);
                } else {
                    runs.extend(Run::children_from(index, grown, index.position(start)));
                }
            }
            below = Some(grown);
            at = index.node(grown).parent();
        }
        runs
    }

    fn place(&self, index: &Index, node: u32) -> Place {
        match self.runs.at_node(node) {
            Some((run, _)) if run.holds(node) => Self::place_in(index, run, node),
            _ => Place::Unfolded,
        }
    }

    fn place_in(index: &Index, run: Run, node: u32) -> Place {
        match run.child_above(index, node) {
            child if child == node => Place::InRun(run),
            child => Place::Hidden(child),
        }
    }
}

/// Adds a run for the children of every container that lies `depth` levels below the siblings in a range.
fn fold_at(index: &Index, siblings: std::ops::Range<u32>, depth: u32, runs: &mut Vec<Run>) {
    let mut ends = Vec::new();
    let mut at = siblings.start;
    while at < siblings.end {
        while ends.last().is_some_and(|&end| end <= at) {
            ends.pop();
        }
        if index.is_branch(at) && ends.len() < depth as usize {
            ends.push(index.subtree_end(at));
            at += 1;
            continue;
        }
        if ends.len() == depth as usize {
            runs.extend(Run::children_from(index, at, 0));
        }
        at = index.subtree_end(at);
    }
}
