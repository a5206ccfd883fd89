//! What the world says about element tables.

use std::sync::Arc;

use dapple_data::speckle::elements::ElementsView;

use super::tab::{self, ElementsTab};
use super::{ElementSet, ElementsCommand, ElementsEvent, find, look, lookup};
use crate::app::command::Command;
use crate::app::failure::Failure;
use crate::app::remote::CommandId;
use crate::app::state::{Heart, NoticeKind, Outbox, State};
use crate::app::tabs::TabId;

/// The tab for which `waits` is so.
fn tab_that(state: &State, waits: impl Fn(&ElementsTab) -> bool) -> Option<TabId> {
    state.element_tables.tabs.iter().find(|(_, table)| waits(table)).map(|(id, _)| *id)
}

/// What the world says about element tables. What nobody waits for any more is dropped.
pub(in crate::app) fn on_event(
    heart: &mut Heart,
    id: CommandId,
    event: ElementsEvent,
    now: f64,
    out: &mut Outbox,
) {
    let state = &mut heart.state;
    match event {
        ElementsEvent::Loaded(result) => loaded(state, id, result, now, out),
        ElementsEvent::Viewed(result) => viewed(state, id, result, now, out),
        ElementsEvent::Found(result) => {
            let Some(tab) = tab_that(state, |table| table.find.found.awaits(id)) else { return };
            let Some(table) = tab::all(state).get_mut(&tab) else { return };
            match result {
                Ok(found) => {
                    table.find.at = found.best;
                    table.find.found.succeed(id, found, Vec::new());
                    find::reveal(state, tab, now, out);
                }
                Err(failure) => {
                    table.find.found.fail(id, failure);
                }
            }
        }
        ElementsEvent::Values(result) => {
            for table in tab::all(state).values_mut().filter(|table| table.values.awaits(id)) {
                match &result {
                    Ok(values) => table.values.succeed(id, values.clone(), Vec::new()),
                    Err(failure) => table.values.fail(id, failure.clone()),
                };
            }
        }
        ElementsEvent::Profile(result) => {
            for table in tab::all(state).values_mut().filter(|table| table.profile.awaits(id)) {
                match &result {
                    Ok(profile) => table.profile.succeed(id, profile.clone(), Vec::new()),
                    Err(failure) => table.profile.fail(id, failure.clone()),
                };
            }
        }
        ElementsEvent::Paths(result) => {
            for table in tab::all(state).values_mut().filter(|table| table.paths.awaits(id)) {
                if let Ok(paths) = &result
                    && paths.places.is_some()
                {
                    table.places.clone_from(&paths.places);
                }
                match &result {
                    Ok(paths) => table.paths.succeed(id, paths.clone(), Vec::new()),
                    Err(failure) => table.paths.fail(id, failure.clone()),
                };
            }
        }
        ElementsEvent::Figures(result) => {
            for table in tab::all(state).values_mut().filter(|table| table.figures.awaits(id)) {
                match &result {
                    Ok(figures) => table.figures.succeed(id, figures.clone(), Vec::new()),
                    Err(failure) => table.figures.fail(id, failure.clone()),
                };
            }
        }
        ElementsEvent::Detail(result) => {
            for table in tab::all(state).values_mut().filter(|table| table.detail.awaits(id)) {
                match &result {
                    Ok(detail) => table.detail.succeed(id, detail.clone(), Vec::new()),
                    Err(failure) => table.detail.fail(id, failure.clone()),
                };
            }
        }
        ElementsEvent::Copied(result) => copied(state, id, result, now, out),
        ElementsEvent::Forgotten => {}
    }
}

fn loaded(
    state: &mut State,
    id: CommandId,
    result: Result<(Arc<ElementSet>, Arc<ElementsView>), Failure>,
    now: f64,
    out: &mut Outbox,
) {
    state.progress.remove(&id);
    let Some(tab) = tab_that(state, |table| table.set.awaits(id)) else {
        if let Ok((set, view)) = result {
            state.send(out, Command::Elements(ElementsCommand::Forget(vec![set], vec![view])));
        }
        return;
    };
    let Some(table) = state.element_tables.tabs.get_mut(&tab) else { return };
    match result {
        Ok((set, view)) => arrived(state, tab, (id, set, view), now, out),
        Err(failure) => {
            table.set.fail(id, failure);
        }
    }
}

/// A set is here with its first view: it is shown as the person looked at it before.
pub(super) fn arrived(
    state: &mut State,
    tab: TabId,
    (id, set, view): (CommandId, Arc<ElementSet>, Arc<ElementsView>),
    now: f64,
    out: &mut Outbox,
) {
    let Some(table) = state.element_tables.tabs.get_mut(&tab) else { return };
    out.cancel.extend(table.view.waiting_for());
    match table.wish.clone().filter(|wish| *wish != view.wish) {
        None => {
            take(state, tab, (id, set, view), out);
            after(state, tab, now, out);
        }
        Some(wish) => {
            // The table comes as the person looked at it before, not first in another way.
            let command = ElementsCommand::View { set: set.clone(), wish, previous: Some(view.clone()) };
            let sent = state.send(out, Command::Elements(command));
            if let Some(table) = state.element_tables.tabs.get_mut(&tab) {
                table.incoming = Some((set, view));
                table.set.start(sent, now);
            }
        }
    }
}

/// A set and its view are what the tab shows from now on.
fn take(
    state: &mut State,
    tab: TabId,
    (id, set, view): (CommandId, Arc<ElementSet>, Arc<ElementsView>),
    out: &mut Outbox,
) {
    let Some(table) = state.element_tables.tabs.get_mut(&tab) else { return };
    let old = (table.set.value().cloned(), table.view.value().cloned());
    out.cancel.extend(table.view.waiting_for());
    out.cancel.extend(table.detail.waiting_for());
    table.known = Some(set.elements.rows(false).len());
    let title = table.target.as_ref().map(|target| target.title.trim().to_owned()).unwrap_or_default();
    let name = set.facts.short_name();
    table.set.succeed(id, set, Vec::new());
    table.view = crate::app::Remote::ready(view);
    table.chosen = None;
    table.paths = crate::app::Remote::Idle;
    table.places = None;
    table.detail = crate::app::Remote::Idle;
    look::viewed(table, out);
    // A name that a person gave stays.
    if let Some(name) = name
        && let Some(tab) = state.tab_mut(tab).filter(|tab| tab.name.as_ref().is_none_or(|now| *now == title))
    {
        tab.name = Some(name);
    }
    if let (Some(set), view) = old {
        let views = view.into_iter().collect();
        state.send(out, Command::Elements(ElementsCommand::Forget(vec![set], views)));
    }
}

/// What is looked for is looked for in the new rows.
fn after(state: &mut State, tab: TabId, now: f64, out: &mut Outbox) {
    state.touch(now);
    // What was asked for while the set was on its way is looked at in that way, not in the older one.
    let stale = state.element_tables.tabs.get(&tab).is_some_and(|table| {
        let shown = table.view.value().map(|view| &view.wish);
        table.view.waiting_for().is_none()
            && shown.is_some()
            && table.wish.is_some()
            && table.wish.as_ref() != shown
    });
    if stale {
        look::view(state, tab, now, out);
    }
    let paths = state.element_tables.tabs.get(&tab).map(|table| (&table.paths, &table.set));
    if let Some((crate::app::Remote::Idle, set)) = paths
        && set.value().is_some()
    {
        lookup::paths(state, tab, String::new(), now, out);
    }
    if state.element_tables.tabs.get(&tab).is_some_and(|table| table.find.open) {
        find::ask(state, tab, now, out);
    }
}

fn viewed(
    state: &mut State,
    id: CommandId,
    result: Result<Arc<ElementsView>, Failure>,
    now: f64,
    out: &mut Outbox,
) {
    state.progress.remove(&id);
    if let Some(tab) = tab_that(state, |table| table.set.awaits(id)) {
        let Some(table) = state.element_tables.tabs.get_mut(&tab) else { return };
        let Some((set, first)) = table.incoming.take() else { return };
        let view = match result {
            Ok(view) => view,
            Err(failure) => {
                // The wish of another time may not fit any more: the table opens as it does at first.
                table.wish = None;
                state.notify(NoticeKind::Warning, format!("{}. {}", failure.title, failure.advice), now);
                first
            }
        };
        take(state, tab, (id, set, view), out);
        return after(state, tab, now, out);
    }
    let Some(tab) = tab_that(state, |table| table.view.awaits(id)) else { return };
    let Some(table) = state.element_tables.tabs.get_mut(&tab) else { return };
    match result {
        Ok(view) => {
            let old = table.view.value().cloned();
            table.view.succeed(id, view, Vec::new());
            look::viewed(table, out);
            // The last hold on a view with many groups goes where it keeps no frame waiting.
            if let Some(old) = old {
                state.send(out, Command::Elements(ElementsCommand::Forget(Vec::new(), vec![old])));
            }
            after(state, tab, now, out);
        }
        Err(failure) => {
            // What is shown stays, and what is wanted is what is shown.
            table.view.fail(id, failure);
            table.wish = table.view.value().map(|view| view.wish.clone());
        }
    }
}

fn copied(
    state: &mut State,
    id: CommandId,
    result: Result<(String, usize), Failure>,
    now: f64,
    out: &mut Outbox,
) {
    let Some(tab) = tab_that(state, |table| table.copying == Some(id)) else { return };
    if let Some(table) = state.element_tables.tabs.get_mut(&tab) {
        table.copying = None;
    }
    match result {
        Ok((_, 0)) => {
            state.notify(NoticeKind::Warning, "There is nothing of that in these rows to copy", now);
        }
        Ok((text, _)) => out.clipboard = Some(text),
        Err(failure) => state.notify_failure(&failure, now),
    }
}

/// A command ended without its own answer. Whether a table waited for it.
pub(in crate::app) fn fail(state: &mut State, id: CommandId, failure: &Failure) -> bool {
    let mut told = false;
    for table in tab::all(state).values_mut() {
        if table.set.awaits(id) {
            table.incoming = None;
        }
        told |= table.set.fail(id, failure.clone());
        told |= table.view.fail(id, failure.clone());
        told |= table.find.found.fail(id, failure.clone());
        told |= table.values.fail(id, failure.clone());
        told |= table.profile.fail(id, failure.clone());
        told |= table.paths.fail(id, failure.clone());
        told |= table.figures.fail(id, failure.clone());
        told |= table.detail.fail(id, failure.clone());
        if table.copying == Some(id) {
            table.copying = None;
        }
    }
    told
}
