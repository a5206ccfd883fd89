//! A list as a table: its rows filtered by text and sorted by a column, once for each change.

use std::sync::Arc;

use dapple_data::speckle::browse::Listing;
use eframe::egui::Id;

use crate::ui::widgets::{Sorted, TableState};
use dapple_data::speckle::browse::{matches, words};

/// What the order of rows was made of.
struct Made<T> {
    listing: Arc<Listing<T>>,
    filter: String,
    sort: Option<(usize, Sorted)>,
}

/// How a table of one list stands.
pub struct Records<T> {
    made: Option<Made<T>>,
    order: Vec<usize>,
    pub filter: String,
    /// The column and direction; `None` is the order received.
    pub sort: Option<(usize, Sorted)>,
    pub grid: TableState,
    /// The table's id of the last frame, for keys that go from the field to it.
    pub list_id: Option<Id>,
    pub widths: Vec<f32>,
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self {
            made: None,
            order: Vec::new(),
            filter: String::new(),
            sort: None,
            grid: TableState::default(),
            list_id: None,
            widths: Vec::new(),
        }
    }
}

impl<T> Records<T> {
    /// Brings the order of rows up to date. `cells` gives what a row says, column by column: it is filtered
    /// and sorted by that, a time by how the server writes it.
    pub fn update(&mut self, listing: &Arc<Listing<T>>, cells: impl Fn(&T) -> Vec<String>) -> bool {
        let same = self.made.as_ref().is_some_and(|made| {
            Arc::ptr_eq(&made.listing, listing) && made.filter == self.filter && made.sort == self.sort
        });
        if same {
            return false;
        }
        let wanted = words(&self.filter);
        let mut found: Vec<(usize, String)> = Vec::new();
        for (at, item) in listing.items.iter().enumerate() {
            let cells = cells(item);
            let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
            if matches(&wanted, &texts) {
                let key = self.sort.and_then(|(column, _)| cells.get(column)).map(|cell| cell.to_lowercase());
                found.push((at, key.unwrap_or_default()));
            }
        }
        match self.sort {
            Some((_, Sorted::Ascending)) => found.sort_by(|a, b| a.1.cmp(&b.1)),
            Some((_, Sorted::Descending)) => found.sort_by(|a, b| b.1.cmp(&a.1)),
            None => {}
        }
        self.order = found.into_iter().map(|(at, _)| at).collect();
        self.made = Some(Made { listing: listing.clone(), filter: self.filter.clone(), sort: self.sort });
        true
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether no row fits.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// What stands in a row.
    pub fn item<'a>(&self, listing: &'a Listing<T>, row: u64) -> Option<&'a T> {
        let at = self.order.get(usize::try_from(row).ok()?)?;
        listing.items.get(*at)
    }

    /// A click on a header: one direction, the other, as received. Times begin with the latest.
    pub fn sort_by(&mut self, column: usize, latest_first: bool) {
        let (first, second) = if latest_first {
            (Sorted::Descending, Sorted::Ascending)
        } else {
            (Sorted::Ascending, Sorted::Descending)
        };
        self.sort = match self.sort {
            Some((c, direction)) if c == column && direction == first => Some((column, second)),
            Some((c, direction)) if c == column && direction == second => None,
            _ => Some((column, first)),
        };
    }
}
