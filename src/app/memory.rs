//! Memory for open answers: over the budget those not seen for longest lie down. Their bytes go to the spool,
//! their index is made again when they are looked at, which takes a moment and costs no request.

use std::collections::HashMap;
use std::sync::Arc;

use dapple_data::document::{Layout, RawLines, Source};
use dapple_data::table::List;

use super::answer::{self, Answer, AnswerMeta, AnswerView};
use super::command::Command;
use super::event::Event;
use super::failure::Failure;
use super::remote::{CommandId, Remote};
use super::state::{Outbox, State};
use super::tabs::{Tab, TabId};
use super::{answer_find, elements};

/// The most that is kept in memory unless the settings say otherwise, in bytes.
const MOST: u64 = 1 << 30;
/// Smaller answers stay: laying them down would win nothing.
const WORTH: u64 = 1 << 20;

/// What is known of the memory of open answers.
#[derive(Debug, Default)]
pub struct Memory {
    /// A quarter of this computer's memory in bytes, where that is known.
    pub quarter: Option<u64>,
    /// The tabs in the order in which they were last seen, the latest last.
    seen: Vec<TabId>,
    asleep: HashMap<TabId, Arc<Asleep>>,
    /// The one that is being laid down.
    resting: Option<(TabId, CommandId)>,
    /// The disk took none: memory stays as it is, trying again at once would fail again.
    is_refused: bool,
}

/// An answer without its index, its bytes on the disk.
#[derive(Debug)]
pub struct Asleep {
    pub serial: u64,
    pub source: Arc<dyn Source>,
    pub layout: Layout,
    pub meta: AnswerMeta,
    pub errors: Vec<String>,
    pub has_data: bool,
    pub raw_lines: Option<RawLines>,
    pub lists: Vec<List>,
}

impl Memory {
    /// The answer of a tab that lies on the disk alone.
    pub(super) fn asleep(&self, tab: TabId) -> Option<Arc<Asleep>> {
        self.asleep.get(&tab).cloned()
    }

    /// Whether the answer of a tab lies on the disk alone.
    pub fn is_asleep(&self, tab: TabId) -> bool {
        self.asleep.contains_key(&tab)
    }
}

/// Bytes of memory that the answer of a tab takes, with the table that was made of it.
fn bytes(state: &State, tab: &Tab) -> u64 {
    let answer = tab.answer.value().map_or(0, |answer| answer.document.memory());
    let rows = state.element_tables.tabs.get(&tab.id).filter(|_| tab.answer.value().is_some());
    let table = rows.and_then(|rows| rows.view.value()).map_or(0, |view| view.table.memory());
    let before = tab.before.as_ref().map_or(0, |answer| answer.document.memory());
    (answer + table + before) as u64
}

/// The budget in bytes.
fn budget(state: &State) -> u64 {
    let of_machine = state.memory.quarter.map_or(MOST, |quarter| quarter.min(MOST));
    state.settings.document_budget_bytes.unwrap_or(of_machine)
}

/// After every input: wakes what is in front, and lays down what has not been seen for longest.
pub(super) fn look(state: &mut State, now: f64, out: &mut Outbox) {
    if let Some(front) = state.selected
        && state.memory.seen.last() != Some(&front)
    {
        state.memory.seen.retain(|tab| *tab != front);
        state.memory.seen.push(front);
    }
    if !state.memory.asleep.is_empty() {
        forget(state);
        wake(state, now, out);
    }
    if state.memory.resting.is_none() && !state.memory.is_refused {
        lie_down(state, out);
    }
}

/// What was closed or run again sleeps no more.
fn forget(state: &mut State) {
    let State { memory, tabs, .. } = state;
    memory.asleep.retain(|id, asleep| {
        let tab = tabs.iter().find(|tab| tab.id == *id);
        tab.is_some_and(|tab| match &tab.answer {
            Remote::Idle => true,
            // On its way up: a run of its own would have another answer.
            Remote::Loading { previous: None, .. } => tab.waking == Some(asleep.serial),
            _ => false,
        })
    });
}

fn wake(state: &mut State, now: f64, out: &mut Outbox) {
    let Some(front) = state.selected else { return };
    let Some(asleep) = state.memory.asleep.get(&front).cloned() else { return };
    let is_down = state.tab(front).is_some_and(|tab| matches!(tab.answer, Remote::Idle));
    if !is_down {
        return;
    }
    let serial = asleep.serial;
    let sent = state.send(out, Command::Wake { tab: front, asleep });
    if let Some(tab) = state.tab_mut(front) {
        tab.answer.start(sent, now);
        tab.waking = Some(serial);
    }
}

fn lie_down(state: &mut State, out: &mut Outbox) {
    let total: u64 = state.tabs.iter().map(|tab| bytes(state, tab)).sum();
    if total <= budget(state) {
        return;
    }
    // Answers that others took the place of are let go before anything that is open.
    if let Some(old) = state.tabs.iter_mut().find_map(|tab| tab.before.take()) {
        state.send(out, Command::LetGo(old));
        return;
    }
    let rank = |id: TabId| state.memory.seen.iter().position(|seen| *seen == id).map_or(0, |at| at + 1);
    let may = |tab: &&Tab| {
        state.selected != Some(tab.id)
            && matches!(tab.answer, Remote::Ready { .. })
            && tab.table.waiting_for().is_none()
            && bytes(state, tab) >= WORTH
    };
    let Some(tab) = state.tabs.iter().filter(may).min_by_key(|tab| rank(tab.id)) else { return };
    let (id, Some(answer)) = (tab.id, tab.answer.value().cloned()) else { return };
    let sent = state.send(out, Command::Rest { tab: id, answer });
    state.memory.resting = Some((id, sent));
}

/// What the world says about answers that lie down and get up.
pub(super) fn on_event(state: &mut State, id: CommandId, event: Event, now: f64, out: &mut Outbox) {
    match event {
        Event::Rested { tab, result } => {
            if state.memory.resting != Some((tab, id)) {
                return;
            }
            state.memory.resting = None;
            match result {
                Ok(asleep) => rested(state, tab, asleep, out),
                Err(failure) => {
                    tracing::warn!(reason = failure.title, "an answer stays in memory");
                    state.memory.is_refused = true;
                }
            }
        }
        Event::Woke { tab, result } => woke(state, (tab, id), result, now, out),
        _ => {}
    }
}

fn rested(state: &mut State, id: TabId, asleep: Arc<Asleep>, out: &mut Outbox) {
    if state.selected == Some(id) {
        return;
    }
    let Some(tab) = state.tab_mut(id) else { return };
    let same = matches!(&tab.answer, Remote::Ready { value, .. } if value.serial == asleep.serial);
    if !same {
        return;
    }
    let answer = std::mem::replace(&mut tab.answer, Remote::Idle);
    tab.table = Remote::Idle;
    answer_find::forget(tab, out);
    elements::forget(state, id, out);
    if let Remote::Ready { value, .. } = answer {
        state.send(out, Command::LetGo(value));
    }
    state.memory.asleep.insert(id, asleep);
}

fn woke(
    state: &mut State,
    (id, command): (TabId, CommandId),
    result: Result<Arc<Answer>, Failure>,
    now: f64,
    out: &mut Outbox,
) {
    state.memory.asleep.remove(&id);
    let Some(tab) = state.tab_mut(id).filter(|tab| tab.answer.awaits(command)) else { return };
    tab.waking = None;
    let view = tab.view;
    match result {
        Ok(answer) => {
            tab.answer.succeed(command, answer, Vec::new());
            if view == AnswerView::Table {
                answer::table_again(state, id, now, out);
            }
        }
        Err(failure) => {
            tab.answer.fail(command, failure);
        }
    }
}

/// A command ended without its own answer. Whether somebody here waited for it.
pub(super) fn fail(state: &mut State, id: CommandId) -> bool {
    let rests = state.memory.resting.is_some_and(|(_, resting)| resting == id);
    if rests {
        state.memory.resting = None;
    }
    rests
}
