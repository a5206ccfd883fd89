//! What changed between two versions: elements that came, went, or have other properties.
//!
//! In reading order: this file says what a comparison is, [`pair`] finds which element of one version is which
//! of the other, [`properties`] what differs between two of them, [`facts`] what an element is called,
//! [`records`] makes rows of it all for export.

mod facts;
mod pair;
mod properties;
mod records;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::column::{ColumnKey, Computed};
use super::elements::Elements;
use super::layout::{Layout, catalog_options};
use crate::stop::Stop;
use crate::table::{ColumnPath, PathPart, Shown, TableError};

pub use records::{MEMBERS, records, unit};

/// Most differing properties that are kept; what is beyond is counted.
const MOST_PROPERTIES: usize = 1_000_000;
/// Pairs looked at between two looks at the stop flag.
const PAIRS_AT_ONCE: usize = 256;

/// One version as a comparison sees it.
#[derive(Clone, Copy)]
pub struct Side<'e> {
    pub elements: &'e Elements,
    pub layout: &'e Layout,
}

/// By which id an element is the same one in both versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchBy {
    /// `applicationId`: what Speckle's connectors keep from version to version.
    #[default]
    ApplicationId,
    /// The number that people type into Revit.
    ElementId,
    /// The id of an IFC element.
    GlobalId,
}

impl MatchBy {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::ApplicationId, Self::ElementId, Self::GlobalId];

    /// The column that holds the id.
    pub fn column(self) -> Computed {
        match self {
            Self::ApplicationId => Computed::ApplicationId,
            Self::ElementId => Computed::ElementId,
            Self::GlobalId => Computed::GlobalId,
        }
    }
}

/// How two versions are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CompareOptions {
    pub match_by: MatchBy,
    /// Properties that do not count, such as a time stamp that every export writes anew.
    pub ignore: Vec<ColumnKey>,
}

/// What became of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Some property differs.
    Changed,
    /// Only the second version has it.
    Added,
    /// Only the first version has it.
    Removed,
    /// No property differs, and yet its content does: its shape, or a part of it.
    Shape,
}

impl Change {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Changed, Self::Added, Self::Removed, Self::Shape];

    /// The word for people and for exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Shape => "shape or parts",
        }
    }
}

/// One element that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementChange {
    pub change: Change,
    /// Its row among the elements of the first version.
    pub from: Option<u32>,
    /// Its row among those of the second.
    pub to: Option<u32>,
    /// Its place in [`Differences::categories`].
    pub category: u32,
    /// What it is called: its name, else its type.
    pub name: String,
    /// Its mark, where it has one.
    pub mark: String,
    /// The number people know it by (Element ID, GlobalId), else the application's id.
    pub id: String,
    /// Its part of [`Differences::properties`].
    pub properties: Range<u32>,
}

/// One property that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyChange {
    /// Its place in [`Differences::paths`].
    pub path: u32,
    pub from: Shown,
    pub to: Shown,
    /// Second less first, signed and exact in decimals, where both are numbers of one unit.
    pub difference: Option<String>,
}

/// A property that differs somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedPath {
    pub key: ColumnKey,
    /// Short, see [`super::short_name`].
    pub name: String,
    /// Where it comes from, see [`super::origin`].
    pub group: String,
    /// Its place in [`Differences::summary`].
    pub summary: u32,
}

/// A property that differs somewhere, whatever the keys that are data (names of materials).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedProperty {
    /// With a star where any key will do.
    pub key: ColumnKey,
    pub name: String,
    pub group: String,
    /// In how many elements it differs.
    pub count: usize,
}

/// How many elements of a category differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryChange {
    /// Empty where elements have no category.
    pub name: String,
    pub changed: usize,
    pub added: usize,
    pub removed: usize,
    pub shape: usize,
}

impl CategoryChange {
    /// All that differ.
    pub fn total(&self) -> usize {
        self.changed + self.added + self.removed + self.shape
    }

    /// Those with one fate.
    pub fn of(&self, change: Change) -> usize {
        match change {
            Change::Changed => self.changed,
            Change::Added => self.added,
            Change::Removed => self.removed,
            Change::Shape => self.shape,
        }
    }

    fn add(&mut self, change: Change) {
        let count = match change {
            Change::Changed => &mut self.changed,
            Change::Added => &mut self.added,
            Change::Removed => &mut self.removed,
            Change::Shape => &mut self.shape,
        };
        *count += 1;
    }
}

/// What differs between two versions. Immutable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// In the order of the second version; what was removed stands where it was.
    pub elements: Vec<ElementChange>,
    pub properties: Vec<PropertyChange>,
    /// Every path on its own.
    pub paths: Vec<ChangedPath>,
    /// The paths, those of any material taken together; the most frequent first.
    pub summary: Vec<ChangedProperty>,
    /// Those with the most differences first.
    pub categories: Vec<CategoryChange>,
    /// The sum of all categories.
    pub all: CategoryChange,
    /// Elements that are the same in both, and of these those whose content has the same hash.
    pub unchanged: usize,
    pub same_hash: usize,
    /// Numbers that differ by less than a part in a thousand million: noise of arithmetic, not counted.
    pub rounding: usize,
    /// Elements without the id that they are matched by: alike ones are found by their content, others
    /// count as removed and added.
    pub without_id: usize,
    /// Ids that several elements of a version have: they are matched in their order.
    pub shared_ids: usize,
    /// Differing properties that were found and are not kept: more than a million.
    pub left_out: usize,
}

impl Differences {
    /// The properties of an element that differ.
    pub fn of(&self, element: &ElementChange) -> &[PropertyChange] {
        self.properties.get(element.properties.start as usize..element.properties.end as usize).unwrap_or(&[])
    }
}

/// Compares two versions. For the pool.
///
/// Elements are matched by an id. Where the content of a pair has the same hash only what comes from
/// elsewhere is looked at (level, material, host, collection); else every property is. Numbers are compared
/// by value, texts as they are written; a unit is part of a value.
///
/// # Errors
/// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
pub fn compare(
    from: Side<'_>,
    to: Side<'_>,
    options: &CompareOptions,
    stop: &Stop,
) -> Result<Differences, TableError> {
    let pairs = pair::pairs(from.elements, to.elements, options.match_by);
    let chunks: Vec<properties::Found> = pairs
        .both
        .par_chunks(PAIRS_AT_ONCE)
        .map(|chunk| {
            stop.check()?;
            properties::differing(from.elements, to.elements, chunk, &options.ignore)
        })
        .collect::<Result<_, TableError>>()?;
    let facts = facts::Facts::read(from, to, stop)?;
    let mut made = Made {
        facts: &facts,
        result: Differences::default(),
        categories: HashMap::new(),
        paths: HashMap::new(),
        summary: HashMap::new(),
        fold: catalog_options().1,
    };
    made.result.without_id = pairs.without_id;
    made.result.shared_ids = pairs.shared_ids;
    let mut outcomes: HashMap<u32, properties::Outcome> = HashMap::new();
    for chunk in chunks {
        made.result.rounding += chunk.rounding;
        outcomes.extend(chunk.outcomes.into_iter().map(|outcome| (outcome.to, outcome)));
    }
    let mut since_check = 0;
    for step in pairs.in_order() {
        since_check += 1;
        if since_check % PAIRS_AT_ONCE == 0 {
            stop.check()?;
        }
        match step {
            pair::Step::Removed(row) => made.lone(Change::Removed, Some(row), None),
            pair::Step::Added(row) => made.lone(Change::Added, None, Some(row)),
            pair::Step::Both { to, .. } => {
                if let Some(outcome) = outcomes.remove(&to) {
                    made.both(outcome);
                }
            }
        }
    }
    Ok(made.finish())
}

/// A comparison under way.
struct Made<'f> {
    facts: &'f facts::Facts,
    result: Differences,
    categories: HashMap<String, u32>,
    paths: HashMap<ColumnKey, u32>,
    summary: HashMap<ColumnKey, u32>,
    /// Paths below which any key will do.
    fold: Vec<ColumnPath>,
}

impl Made<'_> {
    fn lone(&mut self, change: Change, from: Option<u32>, to: Option<u32>) {
        let end = u32::try_from(self.result.properties.len()).unwrap_or(u32::MAX);
        self.push(change, (from, to), end..end);
    }

    fn both(&mut self, outcome: properties::Outcome) {
        let properties::Outcome { from, to, same_hash, properties } = outcome;
        if properties.is_empty() && same_hash {
            self.result.unchanged += 1;
            self.result.same_hash += 1;
            return;
        }
        let change = if properties.is_empty() { Change::Shape } else { Change::Changed };
        let start = u32::try_from(self.result.properties.len()).unwrap_or(u32::MAX);
        let mut seen: HashSet<u32> = HashSet::new();
        for (key, from, to, difference) in properties {
            let path = self.path(key);
            if let Some(summary) = self.result.paths.get(path as usize).map(|path| path.summary)
                && seen.insert(summary)
                && let Some(property) = self.result.summary.get_mut(summary as usize)
            {
                property.count += 1;
            }
            if self.result.properties.len() < MOST_PROPERTIES {
                self.result.properties.push(PropertyChange { path, from, to, difference });
            } else {
                self.result.left_out += 1;
            }
        }
        let end = u32::try_from(self.result.properties.len()).unwrap_or(u32::MAX);
        self.push(change, (Some(from), Some(to)), start..end);
    }

    /// The place of a path, which is there from now on.
    fn path(&mut self, key: ColumnKey) -> u32 {
        if let Some(place) = self.paths.get(&key) {
            return *place;
        }
        let place = u32::try_from(self.result.paths.len()).unwrap_or(u32::MAX);
        let summary = self.property(folded(&key, &self.fold));
        let (name, group) = facts::words(&key);
        self.paths.insert(key.clone(), place);
        self.result.paths.push(ChangedPath { key, name, group, summary });
        place
    }

    /// The place of a property, which is there from now on.
    fn property(&mut self, key: ColumnKey) -> u32 {
        let next = u32::try_from(self.result.summary.len()).unwrap_or(u32::MAX);
        let place = *self.summary.entry(key.clone()).or_insert(next);
        if place == next {
            let (name, group) = facts::words(&key);
            self.result.summary.push(ChangedProperty { key, name, group, count: 0 });
        }
        place
    }

    fn push(&mut self, change: Change, (from, to): (Option<u32>, Option<u32>), properties: Range<u32>) {
        let named = self.facts.of(from, to);
        let next = u32::try_from(self.result.categories.len()).unwrap_or(u32::MAX);
        let category = *self.categories.entry(named.category.clone()).or_insert(next);
        if category == next {
            self.result.categories.push(CategoryChange { name: named.category, ..CategoryChange::default() });
        }
        if let Some(counts) = self.result.categories.get_mut(category as usize) {
            counts.add(change);
        }
        self.result.all.add(change);
        let (name, mark, id) = (named.name, named.mark, named.id);
        self.result.elements.push(ElementChange { change, from, to, category, name, mark, id, properties });
    }

    /// Sorts categories and paths by how much differs there.
    fn finish(self) -> Differences {
        let mut result = self.result;
        let order = |counts: Vec<(usize, String)>| -> Vec<u32> {
            let mut places: Vec<usize> = (0..counts.len()).collect();
            places.sort_by_key(|place| {
                counts.get(*place).map(|(count, name)| (std::cmp::Reverse(*count), name.clone()))
            });
            let mut new = vec![0; places.len()];
            for (rank, place) in (0_u32..).zip(places) {
                if let Some(slot) = new.get_mut(place) {
                    *slot = rank;
                }
            }
            new
        };
        let categories = order(result.categories.iter().map(|c| (c.total(), c.name.clone())).collect());
        let named = |p: &ChangedProperty| (p.count, format!("{} {}", p.name, p.group));
        let summary = order(result.summary.iter().map(named).collect());
        let rank = |of: &[u32], place: u32| of.get(place as usize).copied().unwrap_or(place);
        for element in &mut result.elements {
            element.category = rank(&categories, element.category);
        }
        for path in &mut result.paths {
            path.summary = rank(&summary, path.summary);
        }
        result.categories = sorted(result.categories, &categories);
        result.summary = sorted(result.summary, &summary);
        result
    }
}

/// A path with a star for the key that is data.
fn folded(key: &ColumnKey, fold: &[ColumnPath]) -> ColumnKey {
    let ColumnKey::Path(path) = key else { return key.clone() };
    let star = fold.iter().find(|star| covers(&star.0, path.0.get(..star.0.len()).unwrap_or_default()));
    match star {
        Some(star) => {
            let rest = path.0.get(star.0.len()..).unwrap_or_default();
            ColumnKey::Path(ColumnPath([star.0.as_slice(), rest].concat()))
        }
        None => key.clone(),
    }
}

/// Whether a path is one that another with stars stands for.
fn covers(star: &[PathPart], path: &[PathPart]) -> bool {
    star.len() == path.len() && star.iter().zip(path).all(|(a, b)| *a == PathPart::Any || a == b)
}

/// Whether a property is one that does not count.
fn is_ignored(ignore: &[ColumnKey], key: &ColumnKey) -> bool {
    let is = |ignored: &ColumnKey| match (ignored, key) {
        (ColumnKey::Path(star), ColumnKey::Path(path)) => covers(&star.0, &path.0),
        (ignored, key) => ignored == key,
    };
    ignore.iter().any(is)
}

fn sorted<T>(items: Vec<T>, ranks: &[u32]) -> Vec<T> {
    let mut ranked: Vec<(u32, T)> = ranks.iter().copied().zip(items).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, item)| item).collect()
}
