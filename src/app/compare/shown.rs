//! Which differences are shown, and in which row each of them stands.

use std::sync::Arc;

use dapple_data::Stop;
use dapple_data::speckle::elements::compare::Differences;
use dapple_data::stop::Stopped;

use super::{ChangesLook, Comparison};

/// Elements looked at between two looks at the stop flag.
const AT_ONCE: usize = 4_096;

/// The elements that a look lets through.
#[derive(Debug, Default)]
pub struct ShownChanges {
    pub look: ChangesLook,
    /// Places in the comparison's elements.
    pub elements: Arc<[u32]>,
    /// For each of them, and for the end: rows of properties before it when nothing is folded.
    before: Vec<u64>,
    /// Rows of an export: one for each property, and one for each element without any.
    pub records: u64,
}

impl ShownChanges {
    /// Picks among the elements of a comparison. For the pool.
    ///
    /// # Errors
    /// [`Stopped`] when told to stop.
    pub fn pick(comparison: &Comparison, look: ChangesLook, stop: &Stop) -> Result<Self, Stopped> {
        Self::of(&comparison.differences, look, stop)
    }

    fn of(differences: &Differences, look: ChangesLook, stop: &Stop) -> Result<Self, Stopped> {
        let category =
            look.category.as_ref().map(|name| differences.categories.iter().position(|c| c.name == *name));
        let path = look.property.as_ref().map(|key| differences.summary.iter().position(|p| p.key == *key));
        let text = look.text.trim().to_lowercase();
        let mut elements = Vec::new();
        let mut before = vec![0];
        let mut records = 0;
        for (at, element) in (0_u32..).zip(&differences.elements) {
            if (at as usize).is_multiple_of(AT_ONCE) {
                stop.check()?;
            }
            let holds = |of: &str| of.to_lowercase().contains(&text);
            let fits = look.change.is_none_or(|change| change == element.change)
                && category.is_none_or(|at| at == Some(element.category as usize))
                && path.is_none_or(|at| {
                    let summary =
                        |path: u32| differences.paths.get(path as usize).map(|p| p.summary as usize);
                    differences
                        .of(element)
                        .iter()
                        .any(|property| at.is_some() && summary(property.path) == at)
                })
                && (text.is_empty()
                    || [&element.name, &element.mark, &element.id].iter().any(|of| holds(of)));
            if fits {
                elements.push(at);
                let rows = u64::from(element.properties.end - element.properties.start);
                records += rows.max(1);
                before.push(before.last().copied().unwrap_or_default() + rows);
            }
        }
        Ok(Self { look, elements: elements.into(), before, records })
    }

    /// Rows of properties of an element, by its place among the shown ones.
    fn properties(&self, place: usize) -> u64 {
        self.before(place + 1) - self.before(place)
    }

    fn before(&self, place: usize) -> u64 {
        self.before.get(place).or(self.before.last()).copied().unwrap_or_default()
    }
}

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownChange {
    /// An element, by its place among the shown ones.
    Element(usize),
    /// The nth of its properties that differ.
    Property(usize, usize),
}

impl ShownChange {
    /// The place of the element it belongs to.
    pub fn place(self) -> usize {
        match self {
            Self::Element(place) | Self::Property(place, _) => place,
        }
    }
}

/// Which elements are folded: rows are found by halving, never counted one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeFolds {
    /// Whether elements are folded unless they are exceptions.
    folded: bool,
    /// Places that are not as the others, ascending, with the properties of all exceptions before them.
    exceptions: Vec<(usize, u64)>,
}

impl ChangeFolds {
    /// All folded, or none.
    pub fn of_all(folded: bool) -> Self {
        Self { folded, exceptions: Vec::new() }
    }

    /// Whether an element is folded.
    pub fn is_folded(&self, place: usize) -> bool {
        self.folded != self.exceptions.binary_search_by_key(&place, |(at, _)| *at).is_ok()
    }

    /// Folds or unfolds one element.
    pub fn set(&mut self, place: usize, folded: bool, shown: &ShownChanges) {
        match self.exceptions.binary_search_by_key(&place, |(at, _)| *at) {
            Ok(at) if folded == self.folded => drop(self.exceptions.remove(at)),
            Err(at) if folded != self.folded => self.exceptions.insert(at, (place, 0)),
            _ => return,
        }
        let mut sum = 0;
        for (at, before) in &mut self.exceptions {
            *before = sum;
            sum += shown.properties(*at);
        }
    }

    /// Rows in all.
    pub fn rows(&self, shown: &ShownChanges) -> u64 {
        self.row_of(shown, shown.elements.len())
    }

    /// The row of an element.
    pub fn row_of(&self, shown: &ShownChanges, place: usize) -> u64 {
        place as u64 + self.properties_before(shown, place)
    }

    /// Rows of properties before an element.
    fn properties_before(&self, shown: &ShownChanges, place: usize) -> u64 {
        let at = self.exceptions.partition_point(|(exception, _)| *exception < place);
        let excepted = match at.checked_sub(1).and_then(|last| self.exceptions.get(last)) {
            Some((last, before)) => before + shown.properties(*last),
            None => 0,
        };
        if self.folded { excepted } else { shown.before(place) - excepted }
    }

    /// What stands in a row.
    pub fn at(&self, shown: &ShownChanges, row: u64) -> Option<ShownChange> {
        if row >= self.rows(shown) {
            return None;
        }
        let place = self.last(shown, |place| self.row_of(shown, place) <= row);
        let within = row - self.row_of(shown, place);
        Some(match usize::try_from(within).ok()?.checked_sub(1) {
            None => ShownChange::Element(place),
            Some(nth) => ShownChange::Property(place, nth),
        })
    }

    /// The upper edge of a row, where elements and properties are so high.
    pub fn top(&self, shown: &ShownChanges, row: u64, (element, property): (f64, f64)) -> f64 {
        let (elements, properties) = match self.at(shown, row) {
            Some(ShownChange::Element(place)) => (place as u64, row - place as u64),
            Some(ShownChange::Property(place, _)) => (place as u64 + 1, row - place as u64 - 1),
            None => (shown.elements.len() as u64, self.rows(shown) - shown.elements.len() as u64),
        };
        elements as f64 * element + properties as f64 * property
    }

    /// The row at a height.
    pub fn row_at(&self, shown: &ShownChanges, y: f64, heights: (f64, f64)) -> u64 {
        let edge = |place: usize| self.top(shown, self.row_of(shown, place), heights);
        let place = self.last(shown, |place| edge(place) <= y);
        let row = self.row_of(shown, place);
        let below = y - edge(place) - heights.0;
        if below < 0.0 {
            return row;
        }
        let next = self.row_of(shown, place + 1);
        (row + 1 + (below / heights.1) as u64).min(next.saturating_sub(1)).max(row)
    }

    /// The last shown place for which something is so that is so up to some place.
    fn last(&self, shown: &ShownChanges, is_so: impl Fn(usize) -> bool) -> usize {
        let (mut low, mut high) = (0, shown.elements.len());
        while low + 1 < high {
            let middle = low.midpoint(high);
            if is_so(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }
}
