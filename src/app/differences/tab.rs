//! One comparison of answers in a tab: opening, loading, looking, closing.

use std::ops::RangeInclusive;
use std::sync::Arc;

use dapple_data::document::compare::ItemsBy;

use super::{
    AnswerDifferences, AnswerSide, DifferencesAsk, DifferencesCommand, DifferencesLook, DifferencesView,
    ShownDifferences, SideOf,
};
use crate::app::Action;
use crate::app::command::Command;
use crate::app::query;
use crate::app::remote::{CommandId, Remote};
use crate::app::state::{Heart, Outbox, State};
use crate::app::tabs::{TabId, TabKind};

/// One comparison of answers.
#[derive(Debug)]
pub struct DifferencesTab {
    pub before: AnswerSide,
    pub after: AnswerSide,
    pub by: ItemsBy,
    pub comparison: Remote<Arc<AnswerDifferences>>,
    /// How a person wants to look at it; what is shown may still be an older look.
    pub look: DifferencesLook,
    pub shown: Remote<Arc<ShownDifferences>>,
    pub view: DifferencesView,
    /// Another number whenever rows are others.
    pub arranged: u64,
    /// The difference that a person stands on, by its place among the shown ones; none until they chose one.
    pub at: Option<usize>,
    /// Another number whenever that is to be brought into sight.
    pub reveal: u64,
    pub(super) copying: Option<CommandId>,
}

impl DifferencesTab {
    /// The comparison and what is shown of it, where both are here.
    pub fn loaded(&self) -> Option<(&Arc<AnswerDifferences>, &Arc<ShownDifferences>)> {
        Some((self.comparison.value()?, self.shown.value()?))
    }

    /// Takes over what is shown.
    pub(super) fn show(&mut self, shown: Arc<ShownDifferences>) -> Option<Arc<ShownDifferences>> {
        let old = self.shown.value().cloned();
        self.shown = Remote::ready(shown);
        self.arranged += 1;
        self.at = None;
        old
    }
}

fn title(before: &AnswerSide, after: &AnswerSide) -> String {
    format!("{} → {}", before.title, after.title)
}

/// What an export of it is called.
pub(in crate::app) fn export_stem(tab: &DifferencesTab) -> String {
    dapple_data::ids::file_stem(&format!("{} differences", tab.after.title))
}

/// Compares two answers in a tab of its own.
pub(super) fn open(heart: &mut Heart, before: AnswerSide, after: AnswerSide, now: f64, out: &mut Outbox) {
    let id = query::open_tab(heart, TabKind::Differences, "", "", now);
    let by = ItemsBy::default();
    if let Some(tab) = heart.state.tab_mut(id) {
        tab.name = Some(title(&before, &after));
        tab.account = None;
    }
    let tab = DifferencesTab {
        before,
        after,
        by,
        comparison: Remote::Idle,
        look: DifferencesLook::default(),
        shown: Remote::Idle,
        view: DifferencesView::default(),
        arranged: 0,
        at: None,
        reveal: 0,
        copying: None,
    };
    heart.state.differences.tabs.insert(id, tab);
    load(&mut heart.state, id, now, out);
}

/// Makes the comparison, or makes it again; what is shown stays until the new one is here.
pub(super) fn load(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(tab) = state.differences.tabs.get_mut(&id) else { return };
    out.cancel.extend(tab.comparison.waiting_for());
    let DifferencesTab { before, after, by, look, .. } = &*tab;
    let ask = DifferencesAsk { before: before.clone(), after: after.clone(), by: by.clone(), look: *look };
    let sent = state.send(out, Command::Differences(DifferencesCommand::Load(Box::new(ask))));
    if let Some(tab) = state.differences.tabs.get_mut(&id) {
        tab.comparison.start(sent, now);
    }
}

/// Gives up: back to the old comparison, or away with the tab.
pub(super) fn cancel(heart: &mut Heart, id: TabId, now: f64, out: &mut Outbox) {
    let Some(tab) = heart.state.differences.tabs.get_mut(&id) else { return };
    out.cancel.extend(tab.comparison.waiting_for());
    tab.comparison.give_up();
    if tab.comparison.value().is_none() {
        query::update(heart, Action::CloseTab(id), now, out);
    }
}

/// The same two the other way round.
pub(super) fn swap(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(tab) = state.differences.tabs.get_mut(&id) else { return };
    let old = title(&tab.before, &tab.after);
    std::mem::swap(&mut tab.before, &mut tab.after);
    let new = title(&tab.before, &tab.after);
    // A name that a person gave stays.
    if let Some(tab) = state.tab_mut(id).filter(|tab| tab.name.as_ref().is_none_or(|name| *name == old)) {
        tab.name = Some(new);
    }
    load(state, id, now, out);
}

/// Matches the items of lists by something else.
pub(super) fn match_by(state: &mut State, id: TabId, by: ItemsBy, now: f64, out: &mut Outbox) {
    let Some(tab) = state.differences.tabs.get_mut(&id).filter(|tab| tab.by != by) else { return };
    tab.by = by;
    load(state, id, now, out);
}

/// Shows other rows.
pub(super) fn look(state: &mut State, id: TabId, look: DifferencesLook, now: f64, out: &mut Outbox) {
    let Some(tab) = state.differences.tabs.get_mut(&id) else { return };
    tab.look = look;
    let Some(comparison) = tab.comparison.value().cloned() else { return };
    out.cancel.extend(tab.shown.waiting_for());
    let sent = state.send(out, Command::Differences(DifferencesCommand::Arrange { comparison, look }));
    if let Some(tab) = state.differences.tabs.get_mut(&id) {
        tab.shown.start(sent, now);
    }
}

/// On to the next difference, or back; from the last to the first.
pub(super) fn next(state: &mut State, id: TabId, back: bool) {
    let Some(tab) = state.differences.tabs.get_mut(&id) else { return };
    let count = tab.shown.value().map_or(0, |shown| shown.rows.differences().len());
    if count > 0 {
        tab.at = Some(match tab.at {
            None if back => count - 1,
            None => 0,
            Some(at) if back => (at + count - 1) % count,
            Some(at) => (at + 1) % count,
        });
        tab.reveal += 1;
    }
}

/// A person went to a difference.
pub(super) fn stand_on(state: &mut State, id: TabId, place: usize, reveal: bool) {
    let Some(tab) = state.differences.tabs.get_mut(&id) else { return };
    tab.at = Some(place);
    tab.reveal += u64::from(reveal);
}

/// Has differences put on the clipboard.
pub(super) fn copy(state: &mut State, id: TabId, places: RangeInclusive<usize>, out: &mut Outbox) {
    let Some(tab) = state.differences.tabs.get_mut(&id) else { return };
    let Some((comparison, shown)) = tab.loaded() else { return };
    let found = shown.rows.differences();
    let end = places.end().saturating_add(1).min(found.len());
    let entries: Arc<[u32]> = found.get(*places.start()..end).unwrap_or_default().into();
    if entries.is_empty() {
        return;
    }
    let command = DifferencesCommand::Copy { comparison: comparison.clone(), entries };
    out.cancel.extend(tab.copying.take());
    let sent = state.send(out, Command::Differences(command));
    if let Some(tab) = state.differences.tabs.get_mut(&id) {
        tab.copying = Some(sent);
    }
}

/// A tab is closed: what it held may be large.
pub(in crate::app) fn close(state: &mut State, id: TabId, out: &mut Outbox) {
    let Some(tab) = state.differences.tabs.remove(&id) else { return };
    out.cancel.extend(tab.comparison.waiting_for());
    out.cancel.extend(tab.shown.waiting_for());
    out.cancel.extend(tab.copying);
    let (comparison, shown) = (tab.comparison.value().cloned(), tab.shown.value().cloned());
    if comparison.is_some() || shown.is_some() {
        state.send(out, Command::Differences(DifferencesCommand::Forget(comparison, shown)));
    }
    for side in [tab.before, tab.after] {
        if let SideOf::Here(answer) = side.of {
            state.send(out, Command::LetGo(answer));
        }
    }
}
