//! The hidden parts of a document as sorted runs, and the arithmetic between rows and nodes.

use super::index::Index;

/// What stands for "no parent" in the run of the root.
const NO_PARENT: u32 = u32::MAX;
/// Runs of a block. A change touches a block or two and the sums of all blocks, never all runs.
const BLOCK: usize = 256;

/// Neighbouring children of one container that are all folded: each is one row, what they hold is hidden.
/// A thousand or a million of them are one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    parent: u32,
    /// Place of the first child among its siblings.
    from: u32,
    /// Number of children, which is the number of rows.
    pub count: u32,
    /// The first child.
    pub first: u32,
    /// The first node after the last child's subtree.
    pub end: u32,
}

impl Run {
    /// One folded node.
    pub fn one(index: &Index, node: u32) -> Self {
        let parent = index.node(node).parent().unwrap_or(NO_PARENT);
        Self { parent, from: index.position(node), count: 1, first: node, end: index.subtree_end(node) }
    }

    /// The children of a container from the n-th on; `None` where that would hide nothing.
    pub fn children_from(index: &Index, parent: u32, from: u32) -> Option<Self> {
        let first = index.child(parent, from)?;
        let count = index.child_count(parent) - from;
        Some(Self { parent, from, count, first, end: index.subtree_end(parent) })
            .filter(|run| run.hidden() > 0)
    }

    /// Nodes of the run that have no row.
    pub fn hidden(&self) -> u32 {
        self.end.saturating_sub(self.first).saturating_sub(self.count)
    }

    pub fn holds(&self, node: u32) -> bool {
        self.first <= node && node < self.end
    }

    /// The n-th child of the run.
    pub fn child(&self, index: &Index, nth: u32) -> Option<u32> {
        if nth == 0 { Some(self.first) } else { index.child(self.parent, self.from + nth) }
    }

    /// The child of the run in whose subtree a node of the run lies.
    pub fn child_above(&self, index: &Index, node: u32) -> u32 {
        let mut at = node;
        while let Some(parent) = index.node(at).parent() {
            if parent == self.parent {
                break;
            }
            at = parent;
        }
        at
    }

    /// The place of a child within the run.
    pub fn place(&self, index: &Index, child: u32) -> u32 {
        if child == self.first { 0 } else { index.position(child).saturating_sub(self.from) }
    }

    /// The parts before and after one child.
    pub fn without(&self, index: &Index, child: u32) -> (Option<Self>, Option<Self>) {
        let place = self.place(index, child);
        let after = index.subtree_end(child);
        let left = Self { count: place, end: child, ..*self };
        let right =
            Self { from: self.from + place + 1, count: self.count - place - 1, first: after, ..*self };
        let useful = |run: Self| Some(run).filter(|run| run.count > 0 && run.hidden() > 0);
        (useful(left), useful(right))
    }

    /// Takes in what was added below the last child since.
    pub fn grow(&mut self, index: &Index) {
        if let Some(last) = self.child(index, self.count.saturating_sub(1)) {
            self.end = index.subtree_end(last);
        }
    }
}

/// Runs in document order, none inside another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    /// Never empty blocks.
    blocks: Vec<Block>,
    /// The nodes hidden by all blocks before each block, and by all of them at the end.
    before: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Block {
    runs: Vec<Run>,
    first: u32,
    hidden: u32,
}

impl Block {
    fn new(runs: &[Run]) -> Self {
        let first = runs.first().map_or(0, |run| run.first);
        Self { runs: runs.to_vec(), first, hidden: runs.iter().map(Run::hidden).sum() }
    }
}

impl Runs {
    pub fn from_sorted(runs: Vec<Run>) -> Self {
        let mut all = Self::default();
        all.splice(0..u32::MAX, runs);
        all
    }

    /// Nodes without a row.
    pub fn hidden(&self) -> u32 {
        self.before.last().copied().unwrap_or(0)
    }

    /// The last run that begins at or before a node, and the nodes hidden before that run.
    pub fn at_node(&self, node: u32) -> Option<(Run, u32)> {
        self.last_in(self.block_of(node)?, |run, _| run.first <= node)
    }

    /// The last run that begins at or before a row, and the nodes hidden before that run.
    pub fn at_row(&self, row: u32) -> Option<(Run, u32)> {
        let (mut low, mut high) = (0, self.blocks.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match (self.blocks.get(middle), self.before.get(middle)) {
                (Some(block), Some(hidden)) if block.first - hidden <= row => low = middle + 1,
                _ => high = middle,
            }
        }
        self.last_in(low.checked_sub(1)?, |run, hidden| run.first - hidden <= row)
    }

    /// Lets the last run take in what was added below its last child, if it reached `end` before.
    pub fn grow(&mut self, index: &Index, end: u32) {
        if let Some(block) = self.blocks.last_mut()
            && let Some(run) = block.runs.last_mut().filter(|run| run.end == end)
        {
            run.grow(index);
            *block = Block::new(&block.runs);
            self.sum();
        }
    }

    /// Puts other runs in the place of those that begin within a range of nodes, which are given back.
    pub fn splice(&mut self, nodes: std::ops::Range<u32>, runs: Vec<Run>) -> Vec<Run> {
        // One block more on the left lets small blocks melt together over time.
        let from = self.block_of(nodes.start).unwrap_or(0).saturating_sub(1);
        let to = self.block_of(nodes.end).map_or(0, |last| last + 1).max(from);
        let touched = self.blocks.get(from..to).unwrap_or_default();
        let mut merged: Vec<Run> = touched.iter().flat_map(|block| block.runs.iter().copied()).collect();
        let start = merged.partition_point(|run| run.first < nodes.start);
        let end = merged.partition_point(|run| run.first < nodes.end);
        let removed = merged.splice(start..end, runs).collect();
        self.blocks.splice(from..to, merged.chunks(BLOCK).map(Block::new));
        self.sum();
        removed
    }

    /// Counts the hidden nodes before each block anew.
    fn sum(&mut self) {
        let mut hidden = 0;
        self.before.clear();
        self.before.push(0);
        for block in &self.blocks {
            hidden += block.hidden;
            self.before.push(hidden);
        }
    }

    fn block_of(&self, node: u32) -> Option<usize> {
        self.blocks.partition_point(|block| block.first <= node).checked_sub(1)
    }

    fn last_in(&self, block: usize, begins: impl Fn(&Run, u32) -> bool) -> Option<(Run, u32)> {
        let mut hidden = self.before.get(block).copied().unwrap_or(0);
        let mut last = None;
        for run in &self.blocks.get(block)?.runs {
            if !begins(run, hidden) {
                break;
            }
            last = Some((*run, hidden));
            hidden += run.hidden();
        }
        last
    }
}
