//! One comparison in a tab: opening, loading, looking, closing.

use std::ops::RangeInclusive;
use std::sync::Arc;

use dapple_data::speckle::elements::compare::CompareOptions;

use super::saved::SavedComparison;
use super::shown::{ChangeFolds, ShownChanges};
use super::{ChangesLook, CompareAsk, CompareCommand, Comparison, ComparisonTarget};
use crate::app::accounts::{self, Link};
use crate::app::command::Command;
use crate::app::elements::{ElementSet, ElementsTarget};
use crate::app::query;
use crate::app::remote::{CommandId, Remote};
use crate::app::state::{Heart, Outbox, Place, State};
use crate::app::tabs::{TabId, TabKind};

/// One comparison.
#[derive(Debug)]
pub struct ComparisonTab {
    pub target: ComparisonTarget,
    pub options: CompareOptions,
    pub comparison: Remote<Arc<Comparison>>,
    /// How a person wants to look at it; what is shown may still be an older look.
    pub look: ChangesLook,
    pub shown: Remote<Arc<ShownChanges>>,
    pub folds: ChangeFolds,
    /// Another number whenever rows are others.
    pub arranged: u64,
    pub(super) copying: Option<CommandId>,
}

impl ComparisonTab {
    fn new(target: ComparisonTarget) -> Self {
        Self {
            target,
            options: CompareOptions::default(),
            comparison: Remote::Idle,
            look: ChangesLook::default(),
            shown: Remote::Idle,
            folds: ChangeFolds::default(),
            arranged: 0,
            copying: None,
        }
    }

    /// The comparison and what is shown of it, where both are here.
    pub fn loaded(&self) -> Option<(&Arc<Comparison>, &Arc<ShownChanges>)> {
        Some((self.comparison.value()?, self.shown.value()?))
    }

    /// Takes over what is shown.
    pub(super) fn arrange(&mut self) {
        self.folds = ChangeFolds::default();
        self.arranged += 1;
    }
}

/// What stands on the tab: the model and both ends.
pub(super) fn title(target: &ComparisonTarget) -> String {
    let end = |of: &ElementsTarget| {
        let version = of.sources.first().and_then(|source| source.version.as_ref());
        let unknown = if of.sources.is_empty() { "before" } else { "?" };
        version.map_or_else(|| unknown.to_owned(), |id| id.as_str().chars().take(4).collect::<String>())
    };
    // The title of a target names project, model, date and message: the model says it best here.
    let parts: Vec<&str> = target.to.title.trim().split(" · ").collect();
    let name = if parts.len() > 2 { parts.get(1) } else { parts.first() };
    let name = name.copied().filter(|name| !name.is_empty());
    let ends = format!("{} → {}", end(&target.from), end(&target.to));
    name.map_or(ends.clone(), |name| format!("{name}, {ends}"))
}

/// Opens a comparison in a tab of its own and loads it, or goes to the tab that has it.
pub(super) fn open(heart: &mut Heart, target: ComparisonTarget, now: f64, out: &mut Outbox) {
    let same = |tab: &ComparisonTab| {
        let key = |of: &ComparisonTarget| {
            [&of.from, &of.to].map(|t| (t.account.clone(), t.project.clone(), t.sources.clone()))
        };
        key(&tab.target) == key(&target)
    };
    let there = heart.state.comparisons.tabs.iter().find(|(_, tab)| same(tab)).map(|(id, _)| *id);
    if let Some(id) = there {
        heart.state.selected = Some(id);
        heart.state.place = Place::Browse;
        heart.state.touch(now);
        if heart.state.comparisons.tabs.get(&id).is_some_and(|tab| matches!(tab.comparison, Remote::Idle)) {
            load(&mut heart.state, id, now, out);
        }
        return;
    }
    let id = query::open_tab(heart, TabKind::Comparison, "", "", now);
    if let Some(tab) = heart.state.tab_mut(id) {
        tab.account = Some(target.to.account.clone());
        tab.name = Some(title(&target));
    }
    heart.state.place = Place::Browse;
    heart.state.comparisons.tabs.insert(id, ComparisonTab::new(target));
    load(&mut heart.state, id, now, out);
}

/// The set of a target, where some tab has it whole.
fn known(state: &State, target: &ElementsTarget) -> Option<Arc<ElementSet>> {
    let is = |set: &&Arc<ElementSet>| {
        let same = |of: &ElementsTarget| {
            (&of.account, &of.project, &of.sources) == (&target.account, &target.project, &target.sources)
        };
        set.target.as_ref().is_some_and(same) && set.facts.is_complete()
    };
    let tables = state.element_tables.tabs.values().filter_map(|table| table.set.value());
    let compared = state.comparisons.tabs.values().filter_map(|tab| tab.comparison.value());
    tables.chain(compared.flat_map(|both| [&both.from, &both.to])).find(is).cloned()
}

/// Loads a comparison, or makes it again; what is shown stays until the new one is here.
pub(super) fn load(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(tab) = state.comparisons.tabs.get_mut(&id) else { return };
    out.cancel.extend(tab.comparison.waiting_for());
    let (target, options, look) = (tab.target.clone(), tab.options.clone(), tab.look.clone());
    let link = state.accounts.get(&target.to.account).map(|row| &row.link);
    if matches!(link, Some(Link::Unknown | Link::Failed(_))) {
        accounts::reconnect(state, &target.to.account, out);
    }
    let known = [known(state, &target.from), known(state, &target.to)];
    let command = CompareCommand::Load(Box::new(CompareAsk { target, known, options, look }));
    let sent = state.send(out, Command::Compare(command));
    if let Some(tab) = state.comparisons.tabs.get_mut(&id) {
        tab.comparison.start(sent, now);
    }
}

/// Gives up loading: back to the old comparison, or to none.
pub(super) fn cancel(state: &mut State, id: TabId, out: &mut Outbox) {
    let Some(tab) = state.comparisons.tabs.get_mut(&id) else { return };
    out.cancel.extend(tab.comparison.waiting_for());
    tab.comparison.give_up();
}

/// Compares others in the same tab.
pub(super) fn retarget(state: &mut State, id: TabId, target: ComparisonTarget, now: f64, out: &mut Outbox) {
    let Some(tab) = state.comparisons.tabs.get_mut(&id) else { return };
    if tab.target == target {
        return;
    }
    let old = title(&tab.target);
    tab.look = ChangesLook { text: String::new(), ..tab.look.clone() };
    tab.target = target;
    let new = title(&tab.target);
    rename(state, id, &old, new);
    state.touch(now);
    load(state, id, now, out);
}

/// Names the tab anew; a name that a person gave stays.
pub(super) fn rename(state: &mut State, id: TabId, old: &str, new: String) {
    if let Some(tab) = state.tab_mut(id).filter(|tab| tab.name.as_ref().is_none_or(|name| name == old)) {
        tab.name = Some(new);
    }
}

/// Compares the same versions in another way.
pub(super) fn options(
    state: &mut State,
    id: TabId,
    now: f64,
    out: &mut Outbox,
    change: impl FnOnce(&mut CompareOptions),
) {
    let Some(tab) = state.comparisons.tabs.get_mut(&id) else { return };
    let old = tab.options.clone();
    change(&mut tab.options);
    if tab.options != old {
        state.touch(now);
        load(state, id, now, out);
    }
}

/// Shows another part of the comparison.
pub(super) fn look(state: &mut State, id: TabId, look: ChangesLook, now: f64, out: &mut Outbox) {
    let Some(tab) = state.comparisons.tabs.get_mut(&id) else { return };
    tab.look = look.clone();
    // One that is on its way brings its own look.
    let Some(comparison) = tab.comparison.value().cloned() else { return };
    out.cancel.extend(tab.shown.waiting_for());
    let sent = state.send(out, Command::Compare(CompareCommand::Arrange { comparison, look }));
    if let Some(tab) = state.comparisons.tabs.get_mut(&id) {
        tab.shown.start(sent, now);
    }
}

/// Folds or unfolds one element.
pub(super) fn fold(state: &mut State, id: TabId, place: usize, folded: bool) {
    let Some(tab) = state.comparisons.tabs.get_mut(&id) else { return };
    if let Some(shown) = tab.shown.value().cloned() {
        tab.folds.set(place, folded, &shown);
    }
}

/// Folds or unfolds all elements.
pub(super) fn fold_all(state: &mut State, id: TabId, folded: bool) {
    if let Some(tab) = state.comparisons.tabs.get_mut(&id) {
        tab.folds = ChangeFolds::of_all(folded);
    }
}

/// Puts shown elements on the clipboard.
pub(super) fn copy(state: &mut State, id: TabId, places: RangeInclusive<usize>, out: &mut Outbox) {
    let Some(tab) = state.comparisons.tabs.get(&id) else { return };
    let Some((comparison, shown)) = tab.loaded() else { return };
    let elements: Vec<u32> = places.filter_map(|place| shown.elements.get(place).copied()).collect();
    let (comparison, old) = (comparison.clone(), tab.copying);
    out.cancel.extend(old);
    let sent = state.send(out, Command::Compare(CompareCommand::Copy { comparison, elements }));
    if let Some(tab) = state.comparisons.tabs.get_mut(&id) {
        tab.copying = Some(sent);
    }
}

/// Puts the command line that writes this comparison on the clipboard.
pub(super) fn copy_command(state: &State, id: TabId, out: &mut Outbox) {
    let Some(tab) = state.comparisons.tabs.get(&id) else { return };
    let place = state.accounts.place_arguments(&tab.target.to.account);
    out.clipboard = Some(super::events::command_line(tab, &place));
}

/// The name of an exported file, without its ending.
pub(in crate::app) fn export_stem(tab: &ComparisonTab) -> String {
    dapple_data::ids::file_stem(&title(&tab.target).replace('→', "to"))
}

/// Forgets the comparison of a closed tab, and what it waits for.
pub(in crate::app) fn close(state: &mut State, id: TabId, out: &mut Outbox) {
    let Some(mut tab) = state.comparisons.tabs.remove(&id) else { return };
    out.cancel.extend(tab.comparison.waiting_for());
    out.cancel.extend(tab.shown.waiting_for());
    out.cancel.extend(tab.copying);
    let comparison = tab.comparison.value_mut().map(|comparison| comparison.clone());
    drop(tab);
    if let Some(comparison) = comparison {
        // The last hold on it goes where it keeps no frame waiting.
        state.send(out, Command::Compare(CompareCommand::Forget(comparison)));
    }
}

/// A comparison as it was when the session was saved: not loaded until somebody asks.
pub(in crate::app) fn restore(
    state: &mut State,
    id: TabId,
    target: ComparisonTarget,
    saved: SavedComparison,
) {
    let mut tab = ComparisonTab::new(target);
    tab.options = saved.options;
    state.comparisons.tabs.insert(id, tab);
}
