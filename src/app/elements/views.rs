//! Named ways to look at tables: kept across starts, for any version whose elements, or any answer whose items,
//! have the columns.

use dapple_data::speckle::elements::{ColumnKey, Wish};
use serde::{Deserialize, Serialize};

use super::look::{self, Look};
use super::title_of;
use crate::app::state::{Dialog, NoticeKind, Outbox, State};
use crate::app::tabs::TabId;

/// The longest name of a view, in letters.
const MOST_NAME: usize = 80;
/// So many columns that are not there are named.
const MOST_NAMED: usize = 3;

/// A way to look at element tables or at tables of answers, with the name a person gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Never used for another one.
    pub id: u64,
    pub name: String,
    /// For tables of answers; otherwise for elements.
    pub of_answer: bool,
    pub wish: Wish,
}

impl SavedView {
    /// Whether it is for tables of this kind.
    pub fn fits(&self, of_answer: bool) -> bool {
        self.of_answer == of_answer
    }
}

/// What a person did with named views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewAction {
    /// Ask for a name for the way a table is looked at.
    AskSave(TabId),
    /// Keep it under this name; a view of that name becomes this one.
    Save(TabId, String),
    /// Look at a table that way.
    Use(TabId, u64),
    AskRename(u64),
    Rename(u64, String),
    AskDelete(u64),
    Delete(u64),
}

/// What is asked about a named view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewDialog {
    Save { tab: TabId, name: String },
    Rename { id: u64, name: String },
    Delete { id: u64, name: String },
}

/// Actions on named views.
pub(super) fn update(state: &mut State, action: ViewAction, now: f64, out: &mut Outbox) {
    let name_of = |state: &State, id: u64| state.element_tables.view(id).map(|view| view.name.clone());
    match action {
        ViewAction::AskSave(tab) => {
            let table = state.shown_table(tab);
            let wish = table.and_then(|table| table.present_wish());
            // A name that is there already is proposed: saving again changes that view.
            let of_answer = table.is_some_and(|table| table.target.is_none());
            let named = wish.and_then(|wish| state.element_tables.named(wish, of_answer));
            let name = named.map(|view| view.name.clone());
            if wish.is_some() {
                let name = name.unwrap_or_default();
                state.dialog = Some(Dialog::View(ViewDialog::Save { tab, name }));
            }
        }
        ViewAction::Save(tab, name) => save(state, tab, &name, now),
        ViewAction::Use(tab, id) => apply(state, tab, id, now, out),
        ViewAction::AskRename(id) => {
            let name = name_of(state, id);
            state.dialog = name.map(|name| Dialog::View(ViewDialog::Rename { id, name }));
        }
        ViewAction::Rename(id, name) => {
            let name = clean(&name);
            let taken = state.element_tables.views.iter().any(|view| view.id != id && view.name == name);
            let view = state.element_tables.views.iter_mut().find(|view| view.id == id);
            if let Some(view) = view.filter(|_| !name.is_empty() && !taken) {
                view.name = name;
                state.element_tables.sort_views();
                state.dialog = None;
                state.touch(now);
            }
        }
        ViewAction::AskDelete(id) => {
            let name = name_of(state, id);
            state.dialog = name.map(|name| Dialog::View(ViewDialog::Delete { id, name }));
        }
        ViewAction::Delete(id) => {
            state.element_tables.views.retain(|view| view.id != id);
            state.dialog = None;
            state.touch(now);
        }
    }
}

/// A name without blanks at its ends, of one line, not endless.
fn clean(name: &str) -> String {
    name.trim().chars().filter(|c| !c.is_control()).take(MOST_NAME).collect()
}

fn save(state: &mut State, tab: TabId, name: &str, now: f64) {
    let name = clean(name);
    let table = state.shown_table(tab);
    let of_answer = table.is_some_and(|table| table.target.is_none());
    let Some(wish) = table.and_then(|table| table.present_wish()).cloned() else { return };
    if name.is_empty() {
        return;
    }
    let views = &mut state.element_tables.views;
    match views.iter_mut().find(|view| view.name == name) {
        Some(view) => (view.of_answer, view.wish) = (of_answer, wish),
        None => {
            let id = views.iter().map(|view| view.id).max().unwrap_or(0) + 1;
            views.push(SavedView { id, name: name.clone(), of_answer, wish });
        }
    }
    state.element_tables.sort_views();
    state.dialog = None;
    state.touch(now);
    state.notify(NoticeKind::Done, format!("The view {name} is saved"), now);
}

/// Looks at a table as a view says, and names the columns that its elements do not have.
fn apply(state: &mut State, tab: TabId, id: u64, now: f64, out: &mut Outbox) {
    let Some(view) = state.element_tables.view(id).cloned() else { return };
    let Some(table) = state.shown_table(tab) else { return };
    let missing: Vec<String> =
        view.wish.columns.iter().filter(|key| table.lacks(key)).map(title_of).collect();
    look::change(state, tab, Look::Use(Box::new(view.wish.clone())), now, out);
    if !missing.is_empty() {
        let named = missing.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if missing.len() > MOST_NAMED { ", …" } else { "" };
        let (count, verb) = (
            missing.len(),
            if missing.len() == 1 { "column of this view is" } else { "columns of this view are" },
        );
        let rows = if view.of_answer { "items" } else { "elements" };
        let words = format!("{count} {verb} not in these {rows}: {named}{more}");
        state.notify(NoticeKind::Warning, words, now);
    }
}

impl super::ElementTables {
    /// The view of that number.
    pub fn view(&self, id: u64) -> Option<&SavedView> {
        self.views.iter().find(|view| view.id == id)
    }

    /// The view that looks at a table of that kind so.
    pub fn named(&self, wish: &Wish, of_answer: bool) -> Option<&SavedView> {
        self.views.iter().find(|view| view.fits(of_answer) && view.wish == *wish)
    }

    fn sort_views(&mut self) {
        self.views.sort_by_cached_key(|view| (view.name.to_lowercase(), view.id));
    }
}

impl super::ElementsTab {
    /// Whether no row has the property of a column, as far as that is known.
    fn lacks(&self, key: &ColumnKey) -> bool {
        let ColumnKey::Path(path) = key else { return false };
        self.places.as_ref().is_some_and(|places| !places.contains_key(path))
    }
}
