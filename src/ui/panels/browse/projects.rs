//! The projects as rows: filtered, sorted, and grouped by the workspace they lie in.

use std::collections::HashMap;
use std::sync::Arc;

use dapple_data::speckle::browse::{Listing, Project};

use dapple_data::speckle::browse::{matches, words};

use super::parts;

/// The order of projects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Latest change first.
    #[default]
    Updated,
    Name,
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A label over the projects of one kind, with their number.
    Section(String, usize),
    /// A project, by its place in the listing.
    Project(usize),
}

/// What the rows were made of.
#[derive(Clone)]
struct Made {
    listing: Arc<Listing<Project>>,
    filter: String,
    order: Order,
    favourites: Vec<String>,
}

/// The rows, made again only when something they are made of has changed.
#[derive(Default)]
pub struct ProjectRows {
    made: Option<Made>,
    pub rows: Vec<Row>,
    /// How many projects are among them.
    pub shown: usize,
    /// When each project of the listing changed, in seconds since 1970.
    pub updated: Vec<Option<i64>>,
}

/// The sections that are no workspace, in the order they stand.
const FAVOURITES: &str = "Favourites";
const UNNAMED: &str = "In a workspace";
const SHARED: &str = "Shared with me";
const PERSONAL: &str = "Personal";

impl ProjectRows {
    /// Brings the rows up to date. `favourites` are ids. Whether anything changed.
    pub fn update(
        &mut self,
        listing: &Arc<Listing<Project>>,
        filter: &str,
        order: Order,
        favourites: &[String],
    ) -> bool {
        let same = self.made.as_ref().is_some_and(|made| {
            Arc::ptr_eq(&made.listing, listing)
                && made.filter == filter
                && made.order == order
                && made.favourites == favourites
        });
        if same {
            return false;
        }
        if !self.made.as_ref().is_some_and(|made| Arc::ptr_eq(&made.listing, listing)) {
            self.updated = listing.items.iter().map(|p| parts::seconds(&p.updated_at)).collect();
        }
        let wanted = words(filter);
        let mut found: Vec<usize> = Vec::new();
        for (at, project) in listing.items.iter().enumerate() {
            let workspace = project.workspace.as_ref().map_or("", |workspace| workspace.name.as_str());
            if matches(&wanted, &[&project.name, project.id.as_str(), workspace]) {
                found.push(at);
            }
        }
        match order {
            Order::Updated => {
                found.sort_by_key(|at| std::cmp::Reverse(self.updated.get(*at).copied().flatten()))
            }
            Order::Name => {
                found.sort_by_cached_key(|at| listing.items.get(*at).map(|p| p.name.to_lowercase()))
            }
        }
        self.shown = found.len();
        self.rows = grouped(listing, &found, favourites);
        self.made = Some(Made {
            listing: listing.clone(),
            filter: filter.to_owned(),
            order,
            favourites: favourites.to_vec(),
        });
        true
    }

    /// The row of a project.
    pub fn row_of(&self, listing: &Listing<Project>, id: &str) -> Option<u64> {
        let is = |row: &Row| match row {
            Row::Project(at) => listing.items.get(*at).is_some_and(|p| p.id.as_str() == id),
            Row::Section(..) => false,
        };
        // A favourite stands twice: the one in its own section counts.
        self.rows.iter().rposition(is).map(|row| row as u64)
    }
}

/// Workspaces in the order in which their first project stands, then what lies in none.
fn grouped(listing: &Listing<Project>, found: &[usize], favourites: &[String]) -> Vec<Row> {
    let mut sections: Vec<(String, Vec<usize>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut unnamed = Vec::new();
    let mut shared = Vec::new();
    let mut personal = Vec::new();
    let mut starred = Vec::new();
    for at in found {
        let Some(project) = listing.items.get(*at) else { continue };
        if favourites.iter().any(|id| id == project.id.as_str()) {
            starred.push(*at);
        }
        match &project.workspace {
            Some(workspace) => {
                let place = *places.entry(workspace.id.as_str()).or_insert_with(|| {
                    sections.push((parts::name(&workspace.name).into_owned(), Vec::new()));
                    sections.len() - 1
                });
                if let Some((_, members)) = sections.get_mut(place) {
                    members.push(*at);
                }
            }
            // The token may not know which: it is still neither shared nor personal.
            None if project.visibility == "WORKSPACE" => unnamed.push(*at),
            None if project.role.as_deref() == Some("stream:owner") => personal.push(*at),
            None => shared.push(*at),
        }
    }
    sections.insert(0, (FAVOURITES.to_owned(), starred));
    sections.push((UNNAMED.to_owned(), unnamed));
    sections.push((SHARED.to_owned(), shared));
    sections.push((PERSONAL.to_owned(), personal));
    sections.retain(|(_, members)| !members.is_empty());
    let mut rows = Vec::with_capacity(found.len() + sections.len());
    for (name, members) in sections {
        rows.push(Row::Section(name, members.len()));
        rows.extend(members.into_iter().map(Row::Project));
    }
    rows
}
