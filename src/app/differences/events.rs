//! What the world says about comparisons of answers.

use std::sync::Arc;

use super::{AnswerDifferences, DifferencesCommand, DifferencesEvent, DifferencesTab, ShownDifferences, tab};
use crate::app::command::Command;
use crate::app::failure::Failure;
use crate::app::remote::CommandId;
use crate::app::state::{Heart, Outbox, State};

/// What the world says. What nobody waits for any more is dropped.
pub(in crate::app) fn on_event(
    heart: &mut Heart,
    id: CommandId,
    event: DifferencesEvent,
    now: f64,
    out: &mut Outbox,
) {
    let state = &mut heart.state;
    match event {
        DifferencesEvent::Compared(result) => compared(state, id, result, now, out),
        DifferencesEvent::Arranged(result) => {
            let waits = |tab: &&mut DifferencesTab| tab.shown.awaits(id);
            let Some(tab) = state.differences.tabs.values_mut().find(waits) else { return };
            match result {
                Ok(shown) => {
                    let old = tab.show(shown);
                    forget(state, None, old, out);
                }
                Err(failure) => {
                    tab.shown.fail(id, failure);
                }
            }
        }
        DifferencesEvent::Copied(result) => {
            let waits = |tab: &&mut DifferencesTab| tab.copying == Some(id);
            let Some(tab) = state.differences.tabs.values_mut().find(waits) else { return };
            tab.copying = None;
            match result {
                Ok(text) => out.clipboard = Some(text),
                Err(failure) => state.notify_failure(&failure, now),
            }
        }
        // Records are asked for by exports and the command line, which take them themselves.
        DifferencesEvent::Recorded(_) | DifferencesEvent::Forgotten => {}
    }
}

fn compared(
    state: &mut State,
    id: CommandId,
    result: Result<(Arc<AnswerDifferences>, Arc<ShownDifferences>), Failure>,
    now: f64,
    out: &mut Outbox,
) {
    state.progress.remove(&id);
    let found = state.differences.tabs.iter().find(|(_, tab)| tab.comparison.awaits(id));
    let Some(at) = found.map(|(at, _)| *at) else { return };
    let Some(tab) = state.differences.tabs.get_mut(&at) else { return };
    match result {
        Ok((comparison, shown)) => {
            out.cancel.extend(tab.shown.waiting_for());
            let old = tab.comparison.value().cloned();
            // Files and answers that lay down are here now: they are not read again.
            tab.before.of = super::SideOf::Here(comparison.before.clone());
            tab.after.of = super::SideOf::Here(comparison.after.clone());
            tab.comparison.succeed(id, comparison, Vec::new());
            let stale = tab.look != shown.look;
            let old_shown = tab.show(shown);
            let look = tab.look;
            forget(state, old, old_shown, out);
            if stale {
                // What was asked for while it was being made counts.
                tab::look(state, at, look, now, out);
            }
        }
        Err(failure) => {
            tab.comparison.fail(id, failure);
        }
    }
}

fn forget(
    state: &mut State,
    comparison: Option<Arc<AnswerDifferences>>,
    shown: Option<Arc<ShownDifferences>>,
    out: &mut Outbox,
) {
    if comparison.is_some() || shown.is_some() {
        state.send(out, Command::Differences(DifferencesCommand::Forget(comparison, shown)));
    }
}

/// A command ended without its own answer. Whether a comparison waited for it.
pub(in crate::app) fn fail(state: &mut State, id: CommandId, failure: &Failure) -> bool {
    let mut told = false;
    for tab in state.differences.tabs.values_mut() {
        told |= tab.comparison.fail(id, failure.clone());
        told |= tab.shown.fail(id, failure.clone());
        if tab.copying == Some(id) {
            tab.copying = None;
        }
    }
    if state.differences.picking.is_some_and(|(picking, _)| picking == id) {
        state.differences.picking = None;
    }
    told
}
