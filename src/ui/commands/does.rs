//! What commands do in the state at hand; `None` where they can do nothing.

use dapple_data::speckle::elements::Wish;
use dapple_data::text::FoldWish;
use dapple_data::url::Link;

use crate::app::{
    Action, AnswerView, BrowseAction, CompareAction, ComparisonTarget, DifferencesAction, ElementsAction,
    FindAction, FindBar, FindTextAction, ListAction, Look, Place, ProjectPage, ProjectView, SavedAction,
    State, TabId, TextOf, WordGoal, WritingAction,
};

pub(super) fn with_answer(state: &State, make: impl FnOnce(&crate::app::Tab) -> Action) -> Option<Action> {
    state.current().filter(|t| t.answer.value().is_some()).map(make)
}

/// The tab in front, where it is a query.
pub(super) fn query_tab(state: &State) -> Option<TabId> {
    state.current().filter(|tab| tab.kind == crate::app::TabKind::Query).map(|tab| tab.id)
}

pub(super) fn saved(state: &State, make: fn(TabId) -> SavedAction) -> Option<Action> {
    query_tab(state).map(|tab| Action::Saved(make(tab)))
}

/// The tab in front, one place further.
pub(super) fn moved(state: &State, left: bool) -> Option<Action> {
    let tab = state.selected?;
    let at = state.tabs.iter().position(|t| t.id == tab)?;
    let to = if left { at.checked_sub(1)? } else { at + 1 };
    (to < state.tabs.len()).then_some(Action::MoveTab { tab, to })
}

/// The element table in front, where there is something in it.
pub(super) fn loaded_elements(state: &State) -> Option<crate::app::TabId> {
    state.selected.filter(|tab| state.shown_table(*tab).is_some_and(|t| t.loaded().is_some()))
}

/// The comparison in front, where there is something in it.
pub(super) fn loaded_comparison(state: &State) -> Option<crate::app::TabId> {
    let versions = |tab: &TabId| state.comparisons.tabs.get(tab).is_some_and(|t| t.loaded().is_some());
    let answers = |tab: &TabId| state.differences.tabs.get(tab).is_some_and(|t| t.loaded().is_some());
    state.selected.filter(|tab| versions(tab) || answers(tab))
}

/// The differences in front, where there are any: on to the next, or back.
pub(super) fn next_difference(state: &State, back: bool) -> Option<Action> {
    let tab = state.selected?;
    let (comparison, _) = state.differences.tabs.get(&tab)?.loaded()?;
    (!comparison.differences.is_empty()).then_some(Action::Differences(DifferencesAction::Next(tab, back)))
}

/// Find in what is in front: an element table, or an answer.
pub(super) fn find(state: &State) -> Option<Action> {
    if let Some(tab) = loaded_elements(state) {
        return Some(Action::Elements(ElementsAction::ShowFind(tab, true)));
    }
    let searchable = |tab: &&crate::app::Tab| tab.answer.value().is_some() && tab.view != AnswerView::Table;
    match state.current().filter(|_| state.place == Place::Query).filter(searchable) {
        Some(tab) => Some(Action::FindInAnswer(tab.id, FindAction::Show(true))),
        None => find_bar(state, FindBar::Find),
    }
}

/// A bar over the query in front.
pub(super) fn find_bar(state: &State, bar: FindBar) -> Option<Action> {
    let tab = state.current().filter(|tab| tab.kind == crate::app::TabKind::Query && tab.editor_open)?;
    let show = FindTextAction::Show { on: TextOf::Query, bar };
    Some(Action::Writing(WritingAction::Find(tab.id, show)))
}

/// Folds in the query in front.
pub(super) fn fold(state: &State, wish: FoldWish) -> Option<Action> {
    let tab = state.current().filter(|tab| tab.kind == crate::app::TabKind::Query && tab.editor_open)?;
    Some(Action::Writing(WritingAction::Fold(tab.id, TextOf::Query, wish)))
}

/// Where the word at the caret leads.
pub(super) fn follow(state: &State, goal: WordGoal) -> Option<Action> {
    let tab = query_tab(state)?;
    Some(Action::Writing(WritingAction::Follow { tab, byte: None, goal }))
}

/// The version in front, as a table or chosen on its project's page, and the one before it.
pub(super) fn compare_with_before(state: &State) -> Option<Action> {
    let tab = state.selected?;
    let table = state.element_tables.tabs.get(&tab).and_then(|table| table.target.clone());
    let target = match table {
        Some(target) => target,
        None => {
            let page = page(state)?;
            page.elements_of(page.chosen_version()?)?
        }
    };
    let is_version = matches!(target.sources.as_slice(), [one] if one.version.is_some());
    is_version.then(|| Action::Compare(CompareAction::Open(ComparisonTarget::with_before(target))))
}

/// A change of how the element table in front is looked at, where it changes anything.
pub(super) fn look(state: &State, look: Look, changes: impl Fn(&Wish) -> bool) -> Option<Action> {
    let tab = loaded_elements(state)?;
    let wish = state.element_tables.tabs.get(&tab)?.present_wish()?;
    changes(wish).then(|| Action::Elements(ElementsAction::Look(tab, look)))
}

/// The page of a project in front.
pub(super) fn page(state: &State) -> Option<&ProjectPage> {
    state.browser.pages.get(&state.selected?)
}

/// The most exact thing that is chosen on a page.
pub(super) fn link(page: &ProjectPage) -> Link {
    let project = page.project.clone();
    match (&page.model, page.chosen_version()) {
        (_, Some(version)) if page.view == ProjectView::Models => page.link_of(version),
        (Some(model), _) if page.view == ProjectView::Models => Link::Model { project, model: model.clone() },
        _ => Link::Project { project },
    }
}

/// The export of a list of the browser, where there is one on the screen.
pub(super) fn list(state: &State) -> Option<Action> {
    let loads = state.selected.is_some_and(|tab| state.element_tables.tabs.contains_key(&tab));
    let listed = state.browser.projects.value().is_some() || page(state).is_some();
    let shown = state.place == Place::Browse && listed && !loads;
    shown.then_some(Action::List(ListAction::ExportShown))
}

pub(super) fn show(state: &State, view: ProjectView) -> Option<Action> {
    let tab = state.selected.filter(|tab| state.browser.pages.contains_key(tab))?;
    Some(Action::Browse(BrowseAction::ShowView(tab, view)))
}

/// The page in front, or the list of projects.
pub(super) fn refresh(state: &State) -> Option<Action> {
    if state.place != Place::Browse {
        return None;
    }
    if let Some(tab) = state.selected.filter(|tab| state.comparisons.tabs.contains_key(tab)) {
        return Some(Action::Compare(CompareAction::Load(tab)));
    }
    if let Some(tab) = state.selected.filter(|tab| state.element_tables.tabs.contains_key(tab)) {
        return Some(Action::Elements(ElementsAction::Refresh(tab)));
    }
    match state.selected.filter(|tab| state.browser.pages.contains_key(tab)) {
        Some(tab) => Some(Action::Browse(BrowseAction::RefreshPage(tab))),
        None => state.browser.account.is_some().then_some(Action::Browse(BrowseAction::RefreshProjects)),
    }
}
