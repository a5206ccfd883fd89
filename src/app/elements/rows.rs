//! Which rows an element table shows: group rows, and the elements of groups that are not folded.

use std::collections::HashSet;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use dapple_data::speckle::elements::{GroupRow, Outline, Pick};

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

    /// The groups of an outline that are otherwise than all, ascending.
    fn otherwise(&self, outline: &Outline) -> Vec<u32> {
        let mut places: Vec<u32> = self.but.iter().filter_map(|path| outline.find(path)).collect();
        places.sort_unstable();
        places
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

/// Some rows that follow each other.
#[derive(Clone, Debug)]
struct Piece {
    /// Its first row as shown.
    at: u64,
    /// Group rows before it.
    groups: u64,
    /// Its elements, as places in the view's rows; those of a group row are below it or folded.
    rows: Range<usize>,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// One group row.
    Group { group: usize, folded: bool },
    /// Folded groups side by side in one group: a part of [`Outline::side_by_side`].
    Folded(Range<usize>),
    /// Groups with all that is in them, none of it folded.
    Open(Range<usize>),
    /// The elements of one group, or of a view without groups.
    Elements,
}

/// The rows as they are shown. Made when the view or what is folded changes, in a time that follows what a
/// person folded by hand and not how many groups there are; every question is answered by halving.
#[derive(Clone, Debug, Default)]
pub struct ShownRows {
    outline: Arc<Outline>,
    pieces: Vec<Piece>,
    len: u64,
    groups: u64,
}

impl ShownRows {
    /// The rows of a view with so many rows and these groups.
    pub fn new(rows: usize, outline: &Arc<Outline>, folded: &Folded) -> Self {
        let mut shown = Self { outline: outline.clone(), ..Self::default() };
        if outline.is_empty() {
            shown.push(0..rows, What::Elements);
        } else if folded.all {
            shown.folded(None, &folded.otherwise(outline));
        } else {
            shown.open(rows, &folded.otherwise(outline));
        }
        shown
    }

    /// What is in a group, or outermost, where all is folded but some groups.
    fn folded(&mut self, of: Option<u32>, but: &[u32]) {
        let outline = self.outline.clone();
        let inner = outline.inner(of);
        let places = outline.side_by_side().get(inner.clone()).unwrap_or_default();
        let mut next = inner.start;
        let is_inner = |at: &&u32| outline.get(**at as usize).is_some_and(|group| group.parent == of);
        for at in but.iter().filter(is_inner) {
            let (Ok(nth), Some(group)) = (places.binary_search(at), outline.get(*at as usize)) else {
                continue;
            };
            self.push_folded(next..inner.start + nth);
            next = inner.start + nth + 1;
            self.push(group.rows.clone(), What::Group { group: *at as usize, folded: false });
            if group.is_leaf() {
                self.push(group.rows.clone(), What::Elements);
            } else {
                // Only those further in: each is looked at once a level.
                let within = |place: u32| (*at as usize + 1..group.end).contains(&(place as usize));
                let from = but.partition_point(|place| *place <= *at);
                let to = from + but.iter().skip(from).take_while(|place| within(**place)).count();
                self.folded(Some(*at), but.get(from..to).unwrap_or_default());
            }
        }
        self.push_folded(next..inner.end);
    }

    fn push_folded(&mut self, places: Range<usize>) {
        let of = |place: usize| self.outline.get(*self.outline.side_by_side().get(place)? as usize);
        let rows = match (of(places.start), places.end.checked_sub(1).and_then(of)) {
            (Some(first), Some(last)) if !places.is_empty() => first.rows.start..last.rows.end,
            _ => return,
        };
        self.push(rows, What::Folded(places));
    }

    /// All rows where nothing is folded but some groups.
    fn open(&mut self, rows: usize, but: &[u32]) {
        let outline = self.outline.clone();
        let (mut next, mut begin) = (0, 0);
        for at in but.iter().map(|at| *at as usize) {
            // What lies in a folded group is not shown either way.
            let Some(group) = outline.get(at).filter(|_| at >= next) else { continue };
            self.push(begin..group.rows.start, What::Open(next..at));
            self.push(group.rows.clone(), What::Group { group: at, folded: true });
            (next, begin) = (group.end, group.rows.end);
        }
        self.push(begin..rows, What::Open(next..outline.len()));
    }

    fn push(&mut self, rows: Range<usize>, what: What) {
        let groups = match &what {
            What::Group { .. } => 1,
            What::Folded(places) | What::Open(places) => places.len(),
            What::Elements => 0,
        };
        let elements = if matches!(what, What::Open(_) | What::Elements) { rows.len() } else { 0 };
        if groups + elements == 0 {
            return;
        }
        self.pieces.push(Piece { at: self.len, groups: self.groups, rows, what });
        self.len += (groups + elements) as u64;
        self.groups += groups as u64;
    }

    /// How many rows are shown.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many stretches they are kept as: as many as were folded or unfolded by hand, and what lies between.
    pub fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// How many of them are group rows.
    pub fn group_count(&self) -> u64 {
        self.groups
    }

    fn piece(&self, row: u64) -> Option<(usize, &Piece)> {
        let nth = self.pieces.partition_point(|piece| piece.at <= row).checked_sub(1)?;
        Some((nth, self.pieces.get(nth).filter(|_| row < self.len)?))
    }

    fn group(&self, at: usize) -> Option<&GroupRow> {
        self.outline.get(at)
    }

    /// The last group of an open stretch for which this holds; it holds for the first ones.
    fn last_of(&self, groups: &Range<usize>, holds: impl Fn(usize, &GroupRow) -> bool) -> Option<usize> {
        let all = self.outline.groups().get(groups.clone()).unwrap_or_default();
        // Halving by places: the groups know their rows and not their own place.
        let (mut low, mut high) = (0, all.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if all.get(middle).is_some_and(|group| holds(middle, group)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1).map(|nth| groups.start + nth)
    }

    /// Which row of an open stretch a group is.
    fn place_in(&self, piece: &Piece, groups: &Range<usize>, at: usize) -> Option<u64> {
        let before = self.group(at)?.rows.start.checked_sub(piece.rows.start)?;
        Some((at.checked_sub(groups.start)? + before) as u64)
    }

    /// What stands in a row, and the places of the view's rows it is about.
    fn found(&self, row: u64) -> Option<(ShownRow, Range<usize>)> {
        let (nth, piece) = self.piece(row)?;
        let offset = usize::try_from(row - piece.at).ok()?;
        let element =
            |position: usize, nth: usize| (ShownRow::Element { position, nth }, position..position + 1);
        Some(match &piece.what {
            What::Group { group, folded } => {
                (ShownRow::Group { group: *group, folded: *folded }, piece.rows.clone())
            }
            What::Folded(places) => {
                let group = *self.outline.side_by_side().get(places.start + offset)? as usize;
                (ShownRow::Group { group, folded: true }, self.group(group)?.rows.clone())
            }
            What::Elements => {
                let before = nth.checked_sub(1).and_then(|before| self.pieces.get(before));
                let first = before.filter(|piece| matches!(piece.what, What::Group { .. }));
                let first = first.map_or(piece.rows.start, |head| head.rows.start);
                let position = piece.rows.start + offset;
                element(position, position - first)
            }
            What::Open(groups) => {
                let begins =
                    |nth: usize, group: &GroupRow| nth + (group.rows.start - piece.rows.start) <= offset;
                let at = self.last_of(groups, begins)?;
                let (group, of_group) = (self.group(at)?, self.place_in(piece, groups, at)?);
                match (offset as u64).checked_sub(of_group)? {
                    0 => (ShownRow::Group { group: at, folded: false }, group.rows.clone()),
                    more => element(group.rows.start + more as usize - 1, more as usize - 1),
                }
            }
        })
    }

    /// What stands in a row.
    pub fn row(&self, row: u64) -> Option<ShownRow> {
        self.found(row).map(|(shown, _)| shown)
    }

    /// How many group rows stand before a row.
    pub fn groups_before(&self, row: u64) -> u64 {
        let Some((_, piece)) = self.piece(row) else { return self.groups };
        let within = match (&piece.what, self.row(row)) {
            (What::Folded(_), _) => row - piece.at,
            (What::Open(groups), Some(ShownRow::Group { group, .. })) => (group - groups.start) as u64,
            // Elements stand behind all groups counted so far; a group row does not count itself.
            (What::Open(_), Some(ShownRow::Element { position, .. })) => {
                row - piece.at - (position - piece.rows.start) as u64
            }
            _ => 0,
        };
        piece.groups + within
    }

    /// The row at a height, where element rows and group rows have these heights. Beyond the end: the
    /// number of rows.
    pub fn row_at(&self, y: f64, row: f64, group: f64) -> u64 {
        let top = |piece: &Piece| (piece.at - piece.groups) as f64 * row + piece.groups as f64 * group;
        let Some(nth) = self.pieces.partition_point(|piece| top(piece) <= y).checked_sub(1) else { return 0 };
        let Some(piece) = self.pieces.get(nth) else { return self.len };
        let down = y - top(piece);
        let rows = |height: f64, of: f64| (height / of).floor().max(0.0) as u64;
        let within = match &piece.what {
            What::Group { .. } | What::Folded(_) => rows(down, group),
            What::Elements => rows(down, row),
            What::Open(groups) => {
                let height = |nth: usize, of: &GroupRow| {
                    nth as f64 * group + (of.rows.start - piece.rows.start) as f64 * row
                };
                let at = self.last_of(groups, |nth, of| height(nth, of) <= down);
                let of = at.and_then(|at| Some((at, self.group(at)?, self.place_in(piece, groups, at)?)));
                of.map_or(0, |(at, of, place)| {
                    let below = down - height(at - groups.start, of) - group;
                    place + if below < 0.0 { 0 } else { 1 + rows(below, row) }
                })
            }
        };
        (piece.at + within).min(self.len)
    }

    /// The row that shows a place of the view's rows: the element, or the folded group that holds it.
    pub fn place_of(&self, position: usize) -> Option<u64> {
        // Of the pieces that begin at or before it the last one holds it, or a folded group before it does.
        let nth = self.pieces.partition_point(|piece| piece.rows.start <= position).checked_sub(1)?;
        let piece = self.pieces.get(nth).filter(|piece| piece.rows.contains(&position))?;
        let within = match &piece.what {
            What::Group { .. } => 0,
            What::Elements => (position - piece.rows.start) as u64,
            What::Folded(places) => {
                let all = self.outline.side_by_side().get(places.clone())?;
                let begins = |at: &u32| self.group(*at as usize).is_some_and(|g| g.rows.start <= position);
                all.partition_point(begins).checked_sub(1)? as u64
            }
            What::Open(groups) => {
                let at = self.last_of(groups, |_, group| group.rows.start <= position)?;
                self.place_in(piece, groups, at)? + 1 + (position - self.group(at)?.rows.start) as u64
            }
        };
        Some(piece.at + within)
    }

    /// The row of a group that begins at this place of the view's rows; none where an outer one is folded.
    pub fn place_of_group(&self, group: usize, start: usize) -> Option<u64> {
        let behind = self.pieces.partition_point(|piece| piece.rows.start <= start);
        for piece in self.pieces.get(..behind)?.iter().rev() {
            let within = match &piece.what {
                What::Group { group: found, .. } => (*found == group).then_some(0),
                What::Folded(places) => {
                    let all = self.outline.side_by_side().get(places.clone())?;
                    all.binary_search(&u32::try_from(group).ok()?).ok().map(|nth| nth as u64)
                }
                What::Open(groups) if groups.contains(&group) => self.place_in(piece, groups, group),
                _ => None,
            };
            if within.is_some() || piece.rows.start < start {
                return within.map(|within| piece.at + within);
            }
        }
        None
    }

    /// The innermost group row above an element row, or the row itself where it is one.
    pub fn group_of(&self, row: u64) -> Option<(u64, usize)> {
        match self.row(row)? {
            ShownRow::Group { group, .. } => Some((row, group)),
            ShownRow::Element { nth, .. } => {
                let head = row.checked_sub(nth as u64 + 1)?;
                match self.row(head)? {
                    ShownRow::Group { group, .. } => Some((head, group)),
                    ShownRow::Element { .. } => None,
                }
            }
        }
    }

    /// The places of the view's rows that a choice of shown rows stands for: one group row alone stands for
    /// all it holds, among others for what it folds away.
    pub fn covered(&self, chosen: &RangeInclusive<u64>) -> Range<usize> {
        let (Some((_, first)), Some((last, rows))) = (self.found(*chosen.start()), self.found(*chosen.end()))
        else {
            return 0..0;
        };
        let alone = chosen.start() == chosen.end();
        let to = match last {
            ShownRow::Group { folded, .. } if !folded && !alone => rows.start,
            _ => rows.end,
        };
        first.start..to.max(first.start)
    }
}
