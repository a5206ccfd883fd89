//! Looking for a text in an element table: as it is typed, then on to the next row that holds it.

use std::sync::Arc;

use super::ElementsCommand;
use super::lookup::{self, Found};
use crate::app::command::Command;
use crate::app::remote::Remote;
use crate::app::state::{Outbox, State};
use crate::app::tabs::TabId;

/// What is looked for, and what was found.
#[derive(Debug, Default)]
pub struct Find {
    pub open: bool,
    /// How often the field was asked for: it takes the keyboard each time.
    pub asked: u64,
    pub text: String,
    pub found: Remote<Arc<Found>>,
    /// Which of the rows found is shown.
    pub at: usize,
}

/// A row to bring into sight, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// Never used twice in a tab.
    pub serial: u64,
    /// Its place in the view's rows.
    pub position: usize,
}

/// Opens or closes the field.
pub(super) fn show(state: &mut State, id: TabId, open: bool, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    table.find.open = open;
    if open {
        table.find.asked += 1;
    } else {
        out.cancel.extend(table.find.found.waiting_for());
        table.find = Find { asked: table.find.asked, ..Find::default() };
    }
}

/// Another text is looked for.
pub(super) fn typed(state: &mut State, id: TabId, text: String, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    if table.find.text == text {
        return;
    }
    table.find.text = text;
    table.find.at = 0;
    ask(state, id, now, out);
}

/// Looks for the present text in the present view.
pub(super) fn ask(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    out.cancel.extend(table.find.found.waiting_for());
    table.find.found = Remote::Idle;
    let text = table.find.text.trim().to_owned();
    let Some((set, view)) = table.loaded().filter(|_| !text.is_empty()) else { return };
    let command = ElementsCommand::Find { set: set.clone(), view: view.clone(), text };
    let sent = state.send(out, Command::Elements(command));
    if let Some(table) = state.element_tables.tabs.get_mut(&id) {
        table.find.found.start(sent, now);
    }
}

/// On to the next row found, or back to the one before; around at the ends.
pub(super) fn step(state: &mut State, id: TabId, back: bool, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    let count = table.find.found.value().map_or(0, |found| found.positions.len());
    if count == 0 {
        return;
    }
    table.find.at = if back { (table.find.at + count - 1) % count } else { (table.find.at + 1) % count };
    reveal(state, id, now, out);
}

/// Brings the row found into sight, and all that is known of its element beside it.
pub(super) fn reveal(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    let found = table.find.found.value();
    let position = found.and_then(|found| found.positions.get(table.find.at)).map(|at| *at as usize);
    if let Some(position) = position {
        table.show_position(position);
        lookup::choose(state, id, Some(position), now, out);
    }
}
