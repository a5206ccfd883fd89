//! Lists of the browser taken along: as a file, as rows on the clipboard, as the command line that writes them.

use std::sync::Arc;

use dapple_data::ids::{ModelId, ProjectId};
use dapple_data::shell::Shell;
use dapple_data::speckle::browse::{Listing, Member, Model, Project, Record, Version};
use dapple_data::url::Link;

use super::AccountKey;
use super::copying::{self, CopyJob};
use super::export;
use super::state::{Outbox, State};

/// The items of one list.
#[derive(Clone, Debug)]
pub enum ListItems {
    Projects(Arc<Listing<Project>>),
    Models(Arc<Listing<Model>>),
    Versions(Arc<Listing<Version>>),
    People(Arc<Listing<Member>>),
}

/// Rows of a list as they are on the screen, and where they come from.
#[derive(Clone, Debug)]
pub struct ListRows {
    pub items: ListItems,
    /// Places in the list, in the order shown.
    pub rows: Arc<[usize]>,
    pub account: AccountKey,
    /// The project and the model of the list, with the names they have.
    pub project: Option<(ProjectId, String)>,
    pub model: Option<(ModelId, String)>,
    /// The text that rows were filtered by; empty for all rows.
    pub filter: String,
}

/// What a person did with a list.
#[derive(Clone, Debug)]
pub enum ListAction {
    Export(Box<ListRows>),
    /// Put all rows shown on the clipboard.
    Copy(Box<ListRows>),
    /// Put these cells of rows on the clipboard, as they are.
    CopyCells(Vec<Vec<String>>),
    /// Put the command line that lists the same on the clipboard.
    CopyCommand(Box<ListRows>),
    /// Export the list that has the keyboard, or the main one on the screen: only the window knows which.
    ExportShown,
}

/// What a list is, apart from its items.
struct Facts<'a> {
    noun: (&'static str, &'static str),
    all: usize,
    total: Option<u64>,
    hidden: u64,
    warnings: &'a [String],
}

fn facts<T: Record>(listing: &Listing<T>) -> Facts<'_> {
    let (all, warnings) = (listing.items.len(), listing.warnings.as_slice());
    Facts { noun: T::NOUN, all, total: listing.total, hidden: listing.hidden, warnings }
}

impl ListRows {
    fn facts(&self) -> Facts<'_> {
        match &self.items {
            ListItems::Projects(listing) => facts(listing),
            ListItems::Models(listing) => facts(listing),
            ListItems::Versions(listing) => facts(listing),
            ListItems::People(listing) => facts(listing),
        }
    }

    /// What so many of them are called: `version`, `versions`.
    pub fn noun(&self, count: usize) -> &'static str {
        let (one, many) = self.facts().noun;
        if count == 1 { one } else { many }
    }

    /// How many items the list has, shown or not.
    pub fn all(&self) -> usize {
        self.facts().all
    }

    /// How many items the server counted that are not in the list.
    pub fn missing(&self) -> u64 {
        let facts = self.facts();
        facts.total.map_or(0, |total| total.saturating_sub(facts.all as u64))
    }

    /// Why the list may not be whole, a sentence each.
    pub fn shortages(&self) -> Vec<String> {
        let facts = self.facts();
        let mut words = Vec::new();
        if self.missing() > 0 {
            let total = facts.total.unwrap_or_default();
            words.push(format!("Only {} of {total} {} came from the server", facts.all, facts.noun.1));
        }
        if facts.hidden > 0 {
            let kept = "kept back by the server until you sign in to the workspace there";
            words.push(format!("{} {} are {kept}", facts.hidden, facts.noun.1));
        }
        words.extend(facts.warnings.iter().cloned());
        words
    }

    /// The JSON objects of the rows, in order.
    pub fn records(&self) -> Vec<String> {
        fn of<T: Record>(listing: &Listing<T>, rows: &[usize]) -> Vec<String> {
            let items = rows.iter().filter_map(|row| listing.items.get(*row));
            items.map(|item| item.record().to_string()).collect()
        }
        match &self.items {
            ListItems::Projects(listing) => of(listing, &self.rows),
            ListItems::Models(listing) => of(listing, &self.rows),
            ListItems::Versions(listing) => of(listing, &self.rows),
            ListItems::People(listing) => of(listing, &self.rows),
        }
    }

    /// Where the rows come from: labels and values.
    pub fn source(&self) -> Vec<(String, String)> {
        let mut lines = vec![("Server", self.account.origin.to_string())];
        if let Some((id, name)) = &self.project {
            lines.extend([("Project", name.clone()), ("Project ID", id.to_string())]);
        }
        if let Some((id, name)) = &self.model {
            lines.extend([("Model", name.clone()), ("Model ID", id.to_string())]);
        }
        lines.extend([("In the list", self.all().to_string()), ("Filter", self.filter.clone())]);
        lines.extend(self.shortages().into_iter().map(|why| ("Why not all", why)));
        lines.retain(|(_, value)| !value.is_empty());
        lines.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
    }

    /// A name for a file: project, model, and what is listed.
    pub(super) fn file_stem(&self) -> String {
        let named = [&self.project.as_ref().map(|p| p.1.clone()), &self.model.as_ref().map(|m| m.1.clone())];
        let mut parts: Vec<String> = named.into_iter().flatten().cloned().collect();
        parts.push(self.facts().noun.1.to_owned());
        dapple_data::ids::file_stem(&parts.join(", "))
    }

    /// The command line that lists the same. It knows no filter.
    fn command(&self, place: &[String]) -> Option<String> {
        let project = self.project.as_ref().map(|(id, _)| id.clone());
        let link = match (&self.items, project, &self.model) {
            (ListItems::Projects(_), ..) => None,
            (ListItems::Versions(_), Some(project), Some((model, _))) => {
                Some(Link::Model { project, model: model.clone() })
            }
            (_, Some(project), _) => Some(Link::Project { project }),
            (_, None, _) => return None,
        };
        // The verbs are called as what they list.
        let mut words = vec!["dapple".to_owned(), self.facts().noun.1.to_owned()];
        match link {
            // A link names its server.
            Some(link) => {
                words.push(link.address(&self.account.origin)?);
                words.extend(place.iter().filter(|word| *word == "--demo").cloned());
            }
            None => words.extend(place.iter().cloned()),
        }
        Some(Shell::of_this_system().line(&words))
    }
}

/// Actions on lists.
pub(super) fn update(state: &mut State, action: ListAction, out: &mut Outbox) {
    match action {
        ListAction::Export(rows) => export::ask_list(state, rows),
        ListAction::Copy(rows) => copying::ask(state, CopyJob::List(rows), out),
        ListAction::CopyCells(cells) => copying::ask(state, CopyJob::Cells(cells), out),
        ListAction::CopyCommand(rows) => {
            let place = state.accounts.place_arguments(&rows.account);
            out.clipboard = rows.command(&place);
        }
        ListAction::ExportShown => state.browser.export_asked += 1,
    }
}
