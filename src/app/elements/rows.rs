//! Which rows an element table shows: group rows, and the elements of groups that are not folded.

use std::collections::HashSet;
use std::ops::Range;

use dapple_data::speckle::elements::{ElementsView, Pick};
use dapple_data::table::arrange::Total;

/// A group as it is shown: one for each value of each column that is grouped by, outer before inner.
#[derive(Clone, Debug)]
pub struct GroupRow {
    /// 0 for the outermost.
    pub level: usize,
    pub value: Pick,
    /// Its rows, as places in the view's rows.
    pub rows: Range<usize>,
    /// What they come to, one for each of the wish's sums.
    pub totals: Vec<Total>,
}

/// The groups of a view, outer before inner. None where it is not grouped.
pub fn outline(view: &ElementsView) -> Vec<GroupRow> {
    let levels = view.wish.group.len();
    let mut rows: Vec<GroupRow> = Vec::with_capacity(view.groups.groups.len());
    // The open group of each level, by its place.
    let mut open: Vec<usize> = Vec::new();
    for group in view.groups.groups.iter().filter(|_| levels > 0) {
        let values: Vec<Pick> = group.values.iter().map(Pick::from).collect();
        let same = |(level, at): (usize, &usize)| {
            level + 1 < values.len() && rows.get(*at).map(|row| &row.value) == values.get(level)
        };
        let kept = open.iter().enumerate().take_while(|(level, at)| same((*level, at))).count();
        open.truncate(kept);
        for at in &open {
            if let Some(outer) = rows.get_mut(*at) {
                outer.rows.end = group.range.end;
                outer.totals.iter_mut().zip(&group.totals).for_each(|(sum, part)| sum.merge(part.clone()));
            }
        }
        for (level, value) in values.into_iter().enumerate().skip(kept) {
            open.push(rows.len());
            rows.push(GroupRow { level, value, rows: group.range.clone(), totals: group.totals.clone() });
        }
    }
    rows
}

/// Which groups are folded. A group is named by its value and those of the groups around it, so that it
/// stays folded when other rows are filtered or sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// Every group is folded but those in `but`; otherwise none is but those.
    all: bool,
    but: HashSet<Vec<Pick>>,
}

impl Folded {
    /// All groups folded, or none.
    pub fn of_all(all: bool) -> Self {
        Self { all, but: HashSet::new() }
    }

    /// Whether a group is folded.
    pub fn is_folded(&self, path: &[Pick]) -> bool {
        self.all != self.but.contains(path)
    }

    /// Folds or unfolds one group.
    pub fn set(&mut self, path: Vec<Pick>, folded: bool) {
        if self.all == folded {
            self.but.remove(&path);
        } else {
            self.but.insert(path);
        }
    }
}

/// One row as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownRow {
    /// A group: its place in the view's groups.
    Group { group: usize, folded: bool },
    /// An element: its place in the view's rows, and which one of its group it is, from 0.
    Element { position: usize, nth: usize },
}

/// A group row, or the elements of one group.
#[derive(Clone, Debug)]
struct Piece {
    /// Its first row as shown.
    at: u64,
    /// Group rows before it.
    groups: u64,
    /// Its elements, as places in the view's rows; those of a group row are below it or folded.
    rows: Range<usize>,
    /// The group row, and whether it is folded; none for elements.
    group: Option<(usize, bool)>,
}

/// The rows as they are shown. Made when the view or what is folded changes, in a time that follows the
/// number of groups; every question is answered by halving.
#[derive(Clone, Debug, Default)]
pub struct ShownRows {
    pieces: Vec<Piece>,
    len: u64,
    groups: u64,
}

impl ShownRows {
    /// The rows of a view with so many rows and these groups, outer before inner.
    pub fn new(rows: usize, groups: &[GroupRow], folded: &Folded) -> Self {
        let mut shown = Self::default();
        if groups.is_empty() {
            shown.push(0..rows, None);
            return shown;
        }
        let mut path: Vec<Pick> = Vec::new();
        let mut hidden_below: Option<usize> = None;
        for (at, group) in groups.iter().enumerate() {
            if hidden_below.is_some_and(|level| group.level > level) {
                continue;
            }
            hidden_below = None;
            path.truncate(group.level);
            path.push(group.value.clone());
            let is_folded = folded.is_folded(&path);
            shown.push(group.rows.clone(), Some((at, is_folded)));
            if is_folded {
                hidden_below = Some(group.level);
            } else if groups.get(at + 1).is_none_or(|next| next.level <= group.level) {
                shown.push(group.rows.clone(), None);
            }
        }
        shown
    }

    fn push(&mut self, rows: Range<usize>, group: Option<(usize, bool)>) {
        let count = if group.is_some() { 1 } else { rows.len() as u64 };
        if count == 0 {
            return;
        }
        self.pieces.push(Piece { at: self.len, groups: self.groups, rows, group });
        self.len += count;
        self.groups += u64::from(group.is_some());
    }

    /// How many rows are shown.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many of them are group rows.
    pub fn group_count(&self) -> u64 {
        self.groups
    }

    fn piece(&self, row: u64) -> Option<&Piece> {
        let nth = self.pieces.partition_point(|piece| piece.at <= row).checked_sub(1)?;
        self.pieces.get(nth).filter(|_| row < self.len)
    }

    /// What stands in a row.
    pub fn row(&self, row: u64) -> Option<ShownRow> {
        let piece = self.piece(row)?;
        Some(match piece.group {
            Some((group, folded)) => ShownRow::Group { group, folded },
            None => {
                let nth = usize::try_from(row - piece.at).ok()?;
                ShownRow::Element { position: piece.rows.start + nth, nth }
            }
        })
    }

    /// How many group rows stand before a row.
    pub fn groups_before(&self, row: u64) -> u64 {
        match self.piece(row) {
            // Elements stand behind all groups counted so far; a group row does not count itself.
            Some(piece) => piece.groups,
            None => self.groups,
        }
    }

    /// The row at a height, where element rows and group rows have these heights. Beyond the end: the
    /// number of rows.
    pub fn row_at(&self, y: f64, row: f64, group: f64) -> u64 {
        let top = |piece: &Piece| (piece.at - piece.groups) as f64 * row + piece.groups as f64 * group;
        let Some(nth) = self.pieces.partition_point(|piece| top(piece) <= y).checked_sub(1) else { return 0 };
        let Some(piece) = self.pieces.get(nth) else { return self.len };
        let height = if piece.group.is_some() { group } else { row };
        (piece.at + ((y - top(piece)) / height).floor().max(0.0) as u64).min(self.len)
    }

    /// The row that shows a place of the view's rows: the element, or the folded group that holds it.
    pub fn place_of(&self, position: usize) -> Option<u64> {
        // Of the pieces that begin at or before it the last one holds it, or a folded group before it does.
        let nth = self.pieces.partition_point(|piece| piece.rows.start <= position).checked_sub(1)?;
        let piece = self.pieces.get(nth)?;
        if !piece.rows.contains(&position) {
            return None;
        }
        match piece.group {
            Some(_) => Some(piece.at),
            None => Some(piece.at + (position - piece.rows.start) as u64),
        }
    }

    /// The row of a group that begins at this place of the view's rows; none where an outer one is folded.
    pub fn place_of_group(&self, group: usize, start: usize) -> Option<u64> {
        let first = self.pieces.partition_point(|piece| piece.rows.start < start);
        let mut there = self.pieces.get(first..)?.iter().take_while(|piece| piece.rows.start == start);
        there.find(|piece| piece.group.is_some_and(|(found, _)| found == group)).map(|piece| piece.at)
    }

    /// The innermost group row above an element row, or the row itself where it is one.
    pub fn group_of(&self, row: u64) -> Option<(u64, usize)> {
        let nth = self.pieces.partition_point(|piece| piece.at <= row).checked_sub(1)?;
        let piece = self.pieces.get(nth)?;
        let head = if piece.group.is_some() { piece } else { self.pieces.get(nth.checked_sub(1)?)? };
        head.group.map(|(group, _)| (head.at, group))
    }

    /// The places of the view's rows that a choice of shown rows stands for: one group row alone stands for
    /// all it holds, among others for what it folds away.
    pub fn covered(&self, chosen: &std::ops::RangeInclusive<u64>) -> Range<usize> {
        let (Some(first), Some(last)) = (self.piece(*chosen.start()), self.piece(*chosen.end())) else {
            return 0..0;
        };
        let alone = chosen.start() == chosen.end();
        let from = match first.group {
            Some(_) => first.rows.start,
            None => first.rows.start + usize::try_from(chosen.start() - first.at).unwrap_or(0),
        };
        let to = match last.group {
            Some((_, folded)) if folded || alone => last.rows.end,
            Some(_) => last.rows.start,
            None => last.rows.start + usize::try_from(chosen.end() - last.at).unwrap_or(0) + 1,
        };
        from..to.max(from)
    }
}

/// The value of a group and of the groups around it, outermost first.
pub fn path_of(groups: &[GroupRow], at: usize) -> Vec<Pick> {
    let Some(group) = groups.get(at) else { return Vec::new() };
    let mut path = vec![group.value.clone()];
    let mut level = group.level;
    let before = groups.get(..at).unwrap_or_default();
    // Only the last group of each outer level is walked to: groups between are skipped by their level.
    for outer in before.iter().rev() {
        if level == 0 {
            break;
        }
        if outer.level < level {
            level = outer.level;
            path.push(outer.value.clone());
        }
    }
    path.reverse();
    path
}
