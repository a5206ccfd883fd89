//! Where the headers and rows of a grouped list stand, when any group can be folded.

use super::group::Groups;

/// The lines of a grouped list: for each group a header, then its rows unless it is folded. A line is
/// found, and a group folded, in O(log groups).
#[derive(Clone, Debug, Default)]
pub struct Positions {
    /// Rows of each group, and whether it is folded.
    groups: Vec<(u32, bool)>,
    /// First row of each group.
    starts: Vec<u32>,
    /// A Fenwick tree over the lines of each group. Source: P. Fenwick, "A new data structure for
    /// cumulative frequency tables", 1994.
    tree: Vec<u64>,
}

/// What stands on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The header of a group.
    Header(usize),
    /// A row: its group, and its place in [`Groups::rows`].
    Row { group: usize, place: usize },
}

impl Positions {
    /// The lines of all groups, none of them folded.
    pub fn new(groups: &Groups) -> Self {
        let sizes = groups.groups.iter().map(|group| (group.range.len() as u32, false)).collect();
        let starts = groups.groups.iter().map(|group| group.range.start as u32).collect();
        let mut positions = Self { groups: sizes, starts, tree: Vec::new() };
        positions.rebuild();
        positions
    }

    /// Number of lines.
    pub fn len(&self) -> u64 {
        self.before(self.groups.len())
    }

    /// Whether there are no lines, which is when there are no groups.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether a group's rows are hidden.
    pub fn is_folded(&self, group: usize) -> bool {
        self.groups.get(group).is_some_and(|(_, folded)| *folded)
    }

    /// Folds or unfolds a group.
    pub fn fold(&mut self, group: usize, folded: bool) {
        let Some((rows, state)) = self.groups.get_mut(group).filter(|(_, state)| *state != folded) else {
            return;
        };
        *state = folded;
        let rows = u64::from(*rows);
        let mut at = group + 1;
        while let Some(sum) = self.tree.get_mut(at - 1) {
            *sum = if folded { *sum - rows } else { *sum + rows };
            at += at & at.wrapping_neg();
        }
    }

    /// Folds or unfolds all groups.
    pub fn fold_all(&mut self, folded: bool) {
        self.groups.iter_mut().for_each(|(_, state)| *state = folded);
        self.rebuild();
    }

    /// What stands on a line; `None` past the end.
    pub fn at(&self, line: u64) -> Option<Place> {
        let mut left = line;
        let mut group = 0;
        let mut step = self.tree.len().checked_ilog2().map_or(0, |bits| 1_usize << bits);
        while step > 0 {
            if let Some(sum) = self.tree.get(group + step - 1).filter(|sum| **sum <= left) {
                left -= sum;
                group += step;
            }
            step /= 2;
        }
        let start = *self.starts.get(group)?;
        Some(match left.checked_sub(1) {
            None => Place::Header(group),
            Some(nth) => Place::Row { group, place: start as usize + nth as usize },
        })
    }

    /// The line of a group's header.
    pub fn line_of_group(&self, group: usize) -> Option<u64> {
        (group < self.groups.len()).then(|| self.before(group))
    }

    /// The line of a row by its place in [`Groups::rows`]; that of the header where it is folded.
    pub fn line_of_row(&self, place: usize) -> Option<u64> {
        let group = self.starts.partition_point(|start| *start as usize <= place).checked_sub(1)?;
        let nth = place.checked_sub(*self.starts.get(group)? as usize)?;
        let (rows, folded) = *self.groups.get(group)?;
        let inside = if folded { 0 } else { nth as u64 + 1 };
        (nth < rows as usize).then(|| self.before(group) + inside)
    }

    /// Lines of all groups before one.
    fn before(&self, group: usize) -> u64 {
        let mut sum = 0;
        let mut at = group;
        while at > 0 {
            sum += self.tree.get(at - 1).copied().unwrap_or(0);
            at -= at & at.wrapping_neg();
        }
        sum
    }

    fn rebuild(&mut self) {
        let lines = |(rows, folded): &(u32, bool)| if *folded { 1 } else { u64::from(*rows) + 1 };
        self.tree = self.groups.iter().map(lines).collect();
        for at in 1..=self.tree.len() {
            let sum = self.tree.get(at - 1).copied().unwrap_or(0);
            let above = at + (at & at.wrapping_neg());
            if let Some(slot) = self.tree.get_mut(above - 1) {
                *slot += sum;
            }
        }
    }
}
