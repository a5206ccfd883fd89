//! One element table in a tab: opening, loading, folding, closing.

use std::collections::HashMap;
use std::sync::Arc;

use dapple_data::speckle::elements::{ColumnKey, ElementsView, Outline, Wish};
use dapple_data::table::{CatalogEntry, ColumnPath};

use super::find::{Find, Reveal};
use super::lookup::{ColumnProfile, Detail, Figures, Paths, Values};
use super::rows::{Folded, ShownRows};
use super::saved::SavedElements;
use super::{ElementSet, ElementsCommand, ElementsTarget};
use crate::app::accounts::{self, Link};
use crate::app::command::Command;
use crate::app::query;
use crate::app::remote::{CommandId, Remote};
use crate::app::state::{Heart, Outbox, Place, State};
use crate::app::tabs::{TabId, TabKind};

/// One element table.
#[derive(Debug)]
pub struct ElementsTab {
    /// What it is of; none for the rows of an answer.
    pub target: Option<ElementsTarget>,
    /// Which rows of an answer they are, as text: another text is looked at anew.
    pub(super) rows_of: Option<String>,
    pub set: Remote<Arc<ElementSet>>,
    pub view: Remote<Arc<ElementsView>>,
    /// How a person wants to look at it; the view may still be an older one. None until it was loaded once.
    pub wish: Option<Wish>,
    /// How many elements there were when it was last open.
    pub known: Option<usize>,
    pub folded: Folded,
    /// The groups of the view.
    pub groups: Arc<Outline>,
    /// The rows as they are shown: the view without what is folded.
    pub shown: ShownRows,
    /// Another number for every other view.
    pub serial: u64,
    /// Another number for every other view or folding: rows are counted by this one.
    pub arranged: u64,
    /// A place of the view to bring into sight.
    pub reveal: Option<Reveal>,
    pub find: Find,
    /// The paths to choose from.
    pub paths: Remote<Arc<Paths>>,
    /// Where each path stands in the catalog, once that was looked up.
    pub(super) places: Option<Arc<HashMap<ColumnPath, u32>>>,
    /// Values for the filter of this column.
    pub values: Remote<Arc<Values>>,
    /// What the column is like whose header was asked about.
    pub profile: Remote<Arc<ColumnProfile>>,
    pub figures: Remote<Arc<Figures>>,
    /// The row of the table that the inspector shows.
    pub chosen: Option<usize>,
    pub detail: Remote<Arc<Detail>>,
    pub(super) copying: Option<CommandId>,
    /// A set that is loaded while its view by the person's own wish is still being made.
    pub(super) incoming: Option<(Arc<ElementSet>, Arc<ElementsView>)>,
}

impl ElementsTab {
    /// A table that nobody asked for yet.
    pub fn new(target: ElementsTarget) -> Self {
        Self { target: Some(target), ..Self::of_answer() }
    }

    /// A table of the rows of an answer that is not made yet.
    pub fn of_answer() -> Self {
        Self {
            target: None,
            rows_of: None,
            set: Remote::Idle,
            view: Remote::Idle,
            wish: None,
            known: None,
            folded: Folded::default(),
            groups: Arc::default(),
            shown: ShownRows::default(),
            serial: 0,
            arranged: 0,
            reveal: None,
            find: Find::default(),
            paths: Remote::Idle,
            places: None,
            values: Remote::Idle,
            profile: Remote::Idle,
            figures: Remote::Idle,
            chosen: None,
            detail: Remote::Idle,
            copying: None,
            incoming: None,
        }
    }

    /// What is loaded and how it is looked at, where both are here.
    pub fn loaded(&self) -> Option<(&Arc<ElementSet>, &Arc<ElementsView>)> {
        Some((self.set.value()?, self.view.value()?))
    }

    /// What the catalog knows of a column's path, once that was looked up.
    pub fn entry(&self, key: &ColumnKey) -> Option<&CatalogEntry> {
        let ColumnKey::Path(path) = key else { return None };
        let at = *self.places.as_ref()?.get(path)?;
        self.set.value()?.catalog.entries().get(at as usize)
    }

    /// The wish as it is now: the person's, or that of the view.
    pub fn present_wish(&self) -> Option<&Wish> {
        self.wish.as_ref().or_else(|| self.view.value().map(|view| &view.wish))
    }

    /// Everything it waits for.
    pub(super) fn waits(&self) -> impl Iterator<Item = CommandId> {
        let of = [
            self.set.waiting_for(),
            self.view.waiting_for(),
            self.find.found.waiting_for(),
            self.paths.waiting_for(),
            self.values.waiting_for(),
            self.profile.waiting_for(),
            self.figures.waiting_for(),
            self.detail.waiting_for(),
            self.copying,
        ];
        of.into_iter().flatten()
    }

    /// Takes over the groups of another view.
    pub(super) fn regroup(&mut self) {
        self.groups = self.view.value().map(|view| view.outline.clone()).unwrap_or_default();
        self.serial += 1;
        self.arrange();
    }

    /// Finds out which rows are shown.
    pub(super) fn arrange(&mut self) {
        self.shown = match self.view.value() {
            Some(view) => ShownRows::new(view.rows().len(), &self.groups, &self.folded),
            None => ShownRows::default(),
        };
        self.arranged += 1;
    }

    /// Asks for a row to be brought into sight, unfolding what hides it.
    pub(super) fn show_position(&mut self, position: usize) {
        let mut changed = false;
        for at in self.groups.around(position) {
            let path = self.groups.path(at as usize);
            if self.folded.is_folded(&path) {
                self.folded.set(path, false);
                changed = true;
            }
        }
        if changed {
            self.arrange();
        }
        let serial = self.reveal.map_or(0, |old| old.serial) + 1;
        self.reveal = Some(Reveal { serial, position });
    }
}

/// The name of an exported file, without its ending: project, model and date, as far as known.
pub(in crate::app) fn export_stem(table: &ElementsTab) -> String {
    let title = table.target.as_ref().map_or("", |target| target.title.trim());
    let named = table.set.value().and_then(|set| set.facts.short_name());
    let project = table.set.value().and_then(|set| set.facts.project.clone());
    let known = named.map(|name| project.into_iter().chain([name]).collect::<Vec<_>>().join(", "));
    let title = known.as_deref().unwrap_or(title);
    dapple_data::ids::file_stem(if title.is_empty() { "Elements" } else { title })
}

/// Opens a target in a tab of its own and loads it, or goes to the tab that has it.
pub(super) fn open(heart: &mut Heart, target: ElementsTarget, now: f64, out: &mut Outbox) {
    let same = |table: &ElementsTab| {
        let of = table.target.as_ref();
        of.is_some_and(|of| {
            (&of.account, &of.project, &of.sources) == (&target.account, &target.project, &target.sources)
        })
    };
    let there = heart.state.element_tables.tabs.iter().find(|(_, table)| same(table)).map(|(id, _)| *id);
    if let Some(id) = there {
        heart.state.selected = Some(id);
        heart.state.place = Place::Browse;
        heart.state.touch(now);
        let idle = heart.state.element_tables.tabs.get(&id).is_some_and(|t| matches!(t.set, Remote::Idle));
        if idle {
            load(&mut heart.state, id, now, out);
        }
        return;
    }
    let id = query::open_tab(heart, TabKind::Elements, "", "", now);
    let name = Some(target.title.trim().to_owned()).filter(|title| !title.is_empty());
    if let Some(tab) = heart.state.tab_mut(id) {
        tab.account = Some(target.account.clone());
        tab.name = name;
    }
    heart.state.place = Place::Browse;
    heart.state.element_tables.tabs.insert(id, ElementsTab::new(target));
    load(&mut heart.state, id, now, out);
}

/// Loads a table, or loads it again; what is shown stays until the new one is here.
pub(super) fn load(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    // The rows of an answer are made of it, not loaded.
    let Some(target) = table.target.clone() else { return };
    out.cancel.extend(table.set.waiting_for());
    table.incoming = None;
    let link = state.accounts.get(&target.account).map(|row| &row.link);
    if matches!(link, Some(Link::Unknown | Link::Failed(_))) {
        // The objects wait in the worker until the token was read.
        accounts::reconnect(state, &target.account, out);
    }
    let sent = state.send(out, Command::Elements(ElementsCommand::Load(target)));
    if let Some(table) = state.element_tables.tabs.get_mut(&id) {
        table.set.start(sent, now);
    }
}

/// Gives up loading: back to the old table, or to none.
pub(super) fn cancel(state: &mut State, id: TabId, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    out.cancel.extend(table.set.waiting_for());
    table.incoming = None;
    table.set.give_up();
}

/// Folds or unfolds one group of the view.
pub(super) fn fold(state: &mut State, id: TabId, group: usize, folded: bool) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    let path = table.groups.path(group);
    table.folded.set(path, folded);
    table.arrange();
}

/// Folds or unfolds all groups.
pub(super) fn fold_all(state: &mut State, id: TabId, folded: bool) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    table.folded = Folded::of_all(folded);
    table.arrange();
}

/// Forgets the table of a closed tab, and what it waits for.
pub(in crate::app) fn close(state: &mut State, id: TabId, out: &mut Outbox) {
    let Some(mut table) = state.element_tables.tabs.remove(&id) else { return };
    out.cancel.extend(table.waits());
    let (mut sets, mut views) = (Vec::new(), Vec::new());
    sets.extend(table.set.value_mut().map(|set| set.clone()));
    views.extend(table.view.value_mut().map(|view| view.clone()));
    if let Some((set, view)) = table.incoming.take() {
        sets.push(set);
        views.push(view);
    }
    drop(table);
    if !sets.is_empty() {
        // The last hold on them goes where it keeps no frame waiting.
        state.send(out, Command::Elements(ElementsCommand::Forget(sets, views)));
    }
}

/// A table as it was when the session was saved: not loaded until somebody asks.
pub(in crate::app) fn restore(state: &mut State, id: TabId, target: ElementsTarget, saved: SavedElements) {
    let mut table = ElementsTab::new(target);
    table.wish = saved.wish;
    table.known = saved.elements;
    table.folded = Folded::of_all(true);
    state.element_tables.tabs.insert(id, table);
}

/// The tables by their tabs, for the few who look through all of them.
pub(super) fn all(state: &mut State) -> &mut HashMap<TabId, ElementsTab> {
    &mut state.element_tables.tabs
}
