//! The groups of a view as people see them: outer before inner, each found at once however many there are.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::wish::Pick;
use crate::stop::{Stop, Stopped};
use crate::table::arrange::{Groups, Total};

/// Groups read between two looks at the stop flag.
const GROUPS_PER_CHECK: usize = 4_096;

/// A group as it is shown: one for each value of each column that is grouped by.
#[derive(Clone, Debug)]
pub struct GroupRow {
    /// 0 for the outermost.
    pub level: usize,
    /// The group around it, by its place in the outline.
    pub parent: Option<u32>,
    pub value: Pick,
    /// Its rows, as places in the view's rows.
    pub rows: Range<usize>,
    /// What they come to, one for each of the wish's sums.
    pub totals: Vec<Total>,
    /// The place behind its last inner group.
    pub end: usize,
    /// Its inner groups, as a part of [`Outline::side_by_side`]; none where it holds elements.
    kids: Range<usize>,
}

impl GroupRow {
    /// Whether it holds elements and no groups.
    pub fn is_leaf(&self) -> bool {
        self.kids.is_empty()
    }
}

/// All groups of a view. Immutable, made with it on the pool.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Outer before inner.
    groups: Vec<GroupRow>,
    /// The places of the groups level by level, so that those of one group lie side by side.
    level_by_level: Vec<u32>,
    tops: usize,
    /// Places by the value of a group and of the groups around it.
    by_path: HashMap<u64, Vec<u32>>,
}

impl Outline {
    /// The outline of groups by so many columns; empty where they are not grouped at all.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop.
    pub fn of(groups: &Groups, levels: usize, stop: &Stop) -> Result<Self, Stopped> {
        let mut outline = Self::default();
        if levels == 0 {
            return Ok(outline);
        }
        // The open group of each level, by its place, with the hash of its path.
        let mut open: Vec<(u32, u64)> = Vec::new();
        for (nth, group) in groups.groups.iter().enumerate() {
            if nth.is_multiple_of(GROUPS_PER_CHECK) {
                stop.check()?;
            }
            let values: Vec<Pick> = group.values.iter().map(Pick::from).collect();
            let rows = &mut outline.groups;
            let same = |(level, (at, _)): (usize, &(u32, u64))| {
                level + 1 < values.len() && rows.get(*at as usize).map(|row| &row.value) == values.get(level)
            };
            let kept = open.iter().enumerate().take_while(|(level, at)| same((*level, at))).count();
            open.truncate(kept);
            for (at, _) in &open {
                if let Some(outer) = rows.get_mut(*at as usize) {
                    outer.rows.end = group.range.end;
                    outer
                        .totals
                        .iter_mut()
                        .zip(&group.totals)
                        .for_each(|(sum, part)| sum.merge(part.clone()));
                }
            }
            for (level, value) in values.into_iter().enumerate().skip(kept) {
                let (parent, above) = open.last().map_or((None, 0), |(at, hash)| (Some(*at), *hash));
                let at = rows.len() as u32;
                let hash = deeper(above, &value);
                open.push((at, hash));
                outline.by_path.entry(hash).or_default().push(at);
                let (range, totals) = (group.range.clone(), group.totals.clone());
                rows.push(GroupRow { level, parent, value, rows: range, totals, end: 0, kids: 0..0 });
            }
        }
        outline.link(levels);
        Ok(outline)
    }

    /// Finds for each group where it ends and which groups are in it.
    fn link(&mut self, levels: usize) {
        let mut open: Vec<(usize, usize)> = Vec::with_capacity(levels);
        for at in 0..=self.groups.len() {
            let level = self.groups.get(at).map_or(0, |group| group.level);
            while let Some((place, _)) = open.pop_if(|(_, of)| *of >= level) {
                if let Some(group) = self.groups.get_mut(place) {
                    group.end = at;
                }
            }
            open.push((at, level));
        }
        let mut order: Vec<u32> = (0..self.groups.len() as u32).collect();
        // Stable: within a level the groups of one outer group stay side by side.
        order.sort_by_key(|at| self.groups.get(*at as usize).map(|group| group.level));
        for (place, at) in order.iter().enumerate() {
            let parent = self.groups.get(*at as usize).and_then(|group| group.parent);
            match parent.and_then(|parent| self.groups.get_mut(parent as usize)) {
                Some(parent) if parent.kids.is_empty() => parent.kids = place..place + 1,
                Some(parent) => parent.kids.end = place + 1,
                None => self.tops = place + 1,
            }
        }
        self.level_by_level = order;
    }

    /// How many groups there are, inner ones too.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether nothing is grouped.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// A group by its place.
    pub fn get(&self, at: usize) -> Option<&GroupRow> {
        self.groups.get(at)
    }

    /// All groups, outer before inner.
    pub fn groups(&self) -> &[GroupRow] {
        &self.groups
    }

    /// The groups in a group, or the outermost ones, as a part of [`Self::side_by_side`].
    pub fn inner(&self, of: Option<u32>) -> Range<usize> {
        match of {
            None => 0..self.tops,
            Some(at) => self.groups.get(at as usize).map(|group| group.kids.clone()).unwrap_or_default(),
        }
    }

    /// The places of groups, level by level.
    pub fn side_by_side(&self) -> &[u32] {
        &self.level_by_level
    }

    /// The value of a group and of the groups around it, outermost first.
    pub fn path(&self, at: usize) -> Vec<Pick> {
        let group = |at: u32| self.groups.get(at as usize);
        let outwards = std::iter::successors(self.groups.get(at), |inner| group(inner.parent?));
        let mut path: Vec<Pick> = outwards.map(|group| group.value.clone()).collect();
        path.reverse();
        path
    }

    /// The place of the group with this path.
    pub fn find(&self, path: &[Pick]) -> Option<u32> {
        let hash = path.iter().fold(0, deeper);
        let places = self.by_path.get(&hash)?;
        places.iter().copied().find(|at| self.path(*at as usize) == path)
    }

    /// The groups around a place of the view's rows, outermost first.
    pub fn around(&self, position: usize) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        loop {
            let inner = self.level_by_level.get(self.inner(found.last().copied())).unwrap_or_default();
            let begins =
                |at: &u32| self.groups.get(*at as usize).is_some_and(|group| group.rows.start <= position);
            let Some(last) = inner.partition_point(begins).checked_sub(1) else { return found };
            match inner.get(last) {
                Some(at) if self.groups.get(*at as usize).is_some_and(|g| g.rows.contains(&position)) => {
                    found.push(*at);
                }
                _ => return found,
            }
        }
    }
}

/// The hash of a path that goes on with this value. The same in every view, so that what was folded is found.
fn deeper(above: u64, value: &Pick) -> u64 {
    let mut hasher = DefaultHasher::new();
    (above, value).hash(&mut hasher);
    hasher.finish()
}
