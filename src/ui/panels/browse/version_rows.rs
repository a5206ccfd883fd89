//! The versions of a model as rows: filtered and sorted, those the server hides together at the end.

use std::sync::Arc;

use dapple_data::speckle::browse::{Content, Listing, Version};

use dapple_data::speckle::browse::{matches, words};

use super::parts;

/// The order of versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Newest,
    Oldest,
    Author,
    Application,
}

impl Order {
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Newest, "Newest first"),
        (Self::Oldest, "Oldest first"),
        (Self::Author, "By author"),
        (Self::Application, "By application"),
    ];
}

/// One row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A version, by its place in the listing.
    Version(usize),
    /// So many versions are hidden by the workspace's subscription; they follow when it is open.
    Hidden(usize),
}

struct Made {
    listing: Arc<Listing<Version>>,
    filter: String,
    order: Order,
    open: bool,
}

/// The rows, made again only when something they are made of has changed.
#[derive(Default)]
pub struct VersionRows {
    made: Option<Made>,
    pub rows: Vec<Row>,
    /// How many versions the filter let through.
    pub shown: usize,
}

impl VersionRows {
    /// Brings the rows up to date; `open` lists the hidden versions too. Whether anything changed.
    pub fn update(
        &mut self,
        listing: &Arc<Listing<Version>>,
        filter: &str,
        order: Order,
        open: bool,
    ) -> bool {
        let same = self.made.as_ref().is_some_and(|made| {
            Arc::ptr_eq(&made.listing, listing)
                && made.filter == filter
                && made.order == order
                && made.open == open
        });
        if same {
            return false;
        }
        let wanted = words(filter);
        let mut found: Vec<(usize, &Version)> =
            listing.items.iter().enumerate().filter(|(_, version)| fits(version, &wanted)).collect();
        let time = |version: &Version| parts::seconds(&version.created_at);
        match order {
            Order::Newest => found.sort_by_cached_key(|(_, v)| std::cmp::Reverse(time(v))),
            Order::Oldest => found.sort_by_cached_key(|(_, v)| time(v)),
            Order::Author => {
                found.sort_by_cached_key(|(_, v)| v.author.as_ref().map(|a| a.name.to_lowercase()))
            }
            Order::Application => {
                found.sort_by_cached_key(|(_, v)| v.source_application.as_ref().map(|a| a.to_lowercase()));
            }
        }
        self.shown = found.len();
        let (hidden, shown): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(_, version)| version.content == Content::Hidden);
        self.rows = shown.into_iter().map(|(at, _)| Row::Version(at)).collect();
        if !hidden.is_empty() {
            self.rows.push(Row::Hidden(hidden.len()));
            if open {
                self.rows.extend(hidden.into_iter().map(|(at, _)| Row::Version(at)));
            }
        }
        self.made = Some(Made { listing: listing.clone(), filter: filter.to_owned(), order, open });
        true
    }

    /// What stands in a row.
    pub fn row(&self, row: u64) -> Option<Row> {
        self.rows.get(usize::try_from(row).ok()?).copied()
    }

    /// The row of a version.
    pub fn row_of(&self, listing: &Listing<Version>, id: &str) -> Option<u64> {
        let is = |row: &Row| match row {
            Row::Version(at) => listing.items.get(*at).is_some_and(|version| version.id.as_str() == id),
            Row::Hidden(_) => false,
        };
        self.rows.iter().position(is).map(|row| row as u64)
    }
}

fn fits(version: &Version, wanted: &[String]) -> bool {
    let application = version.source_application.as_deref().unwrap_or_default();
    matches(
        wanted,
        &[
            version.message.as_deref().unwrap_or_default(),
            version.author.as_ref().map_or("", |author| author.name.as_str()),
            application,
            &parts::application(application),
            version.id.as_str(),
        ],
    )
}
