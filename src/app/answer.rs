//! What came back: the document, where it came from, and the ways it is looked at.

use std::sync::Arc;
use std::time::Duration;

use dapple_data::document::{Document, NodeId, RawLines};
use dapple_data::speckle::elements::ElementsView;
use dapple_data::table::List;

use super::answer_find::Filtered;
use super::elements::{self, AnswerRows, ElementSet, RowsOf};
use super::failure::Failure;
use super::remote::{CommandId, Remote};
use super::state::{Outbox, State};
use super::tabs::TabId;
use super::{Action, Command};

/// The three ways to look at an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum AnswerView {
    #[default]
    Tree,
    Table,
    Text,
}

/// Where an answer came from and how it went.
#[derive(Clone, Debug, Default)]
pub struct AnswerMeta {
    /// HTTP status; `None` for a file.
    pub status: Option<u16>,
    pub content_type: Option<String>,
    pub request_id: Option<String>,
    /// Response headers in the order they came.
    pub headers: Vec<(String, String)>,
    /// Until the first byte, and from there to the last.
    pub wait: Duration,
    pub download: Duration,
    /// When the last byte was here, seconds since 1970.
    pub at: i64,
    pub server: Option<String>,
    /// SHA-256 of the text that was run, hexadecimal; `None` for a file.
    pub operation: Option<String>,
    /// What was cut off or lost on the way, in words.
    pub incomplete: Option<String>,
    /// The lists of it that go on behind what came.
    pub offers: Vec<Offer>,
    /// How a list was loaded as a whole, where this answer is one.
    pub loaded: Option<Arc<Loaded>>,
}

/// A list of an answer that can be loaded to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Response names from `data` to its connection.
    pub path: Vec<String>,
    /// Items that are here; not known for a list inside of items.
    pub here: Option<u64>,
    /// Items that there are, where the server says so and more are there than here.
    pub total: Option<u64>,
}

/// How a list was loaded as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Response names from `data` to its connection.
    pub path: Vec<String>,
    /// Response names from `data` to the outermost list that was read, items included.
    pub outermost: Vec<String>,
    pub received: u64,
    /// What the server counts, where it counts.
    pub total: Option<u64>,
    /// Everything came, as far as the server says what there is.
    pub complete: bool,
    /// Requests that brought a page.
    pub pages: u64,
    /// Items that came more than once and are kept once.
    pub doubles: u64,
    /// Why the reading ended before the end of the list.
    pub cut: Option<String>,
    /// Lists inside of items that are short, in words.
    pub short: Vec<String>,
    /// What was odd about the list.
    pub notes: Vec<String>,
    /// What was asked for beyond the person's text.
    pub added: Vec<String>,
    pub took: Duration,
}

impl Loaded {
    /// `1,250 of 1,250`, or `1,250` where the server does not count.
    pub fn counts(&self) -> String {
        let received = grouped(self.received);
        match self.total.filter(|total| *total >= self.received) {
            Some(total) => format!("{received} of {}", grouped(total)),
            None => received,
        }
    }

    /// Items that the server counts and that did not come.
    pub fn missing(&self) -> u64 {
        let missing = self.total.map_or(0, |total| total.saturating_sub(self.received));
        if self.complete { 0 } else { missing.max(1) }
    }

    /// What is missing and why, where anything is.
    pub fn incomplete(&self) -> Option<String> {
        if self.complete {
            return None;
        }
        Some(format!("{} came. {}", self.counts(), self.why().join(". ")))
    }

    /// Why it is not complete, one sentence each.
    pub fn why(&self) -> Vec<String> {
        let mut words: Vec<String> = self.cut.iter().chain(&self.short).chain(&self.notes).cloned().collect();
        if words.is_empty() {
            words.push("The rest was in no page, also on a second reading".to_owned());
        }
        words
    }
}

/// `1,250`
fn grouped(number: u64) -> String {
    dapple_data::speckle::browse::grouped(number)
}

/// One whole answer. Immutable; travels as an `Arc`.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The same for all states of one answer while it grows, never used for another: views are kept by it.
    pub serial: u64,
    pub document: Arc<Document>,
    pub meta: AnswerMeta,
    /// GraphQL errors that came beside (or instead of) data, in words.
    pub errors: Vec<String>,
    /// Whether `data` came with the errors: then they are warnings.
    pub has_data: bool,
    /// The source cut into lines, where the text is not JSON and has no pretty form.
    pub raw_lines: Option<RawLines>,
    /// The lists that can be looked at as a table, best first.
    pub lists: Vec<List>,
}

/// Actions on the answer of a tab.
pub(super) fn update(state: &mut State, action: &Action, now: f64, out: &mut Outbox) {
    match *action {
        Action::ShowAnswerAs(tab, view) => show_as(state, tab, view, now, out),
        Action::ChooseList(tab, list) => build_table(state, tab, Some(list), now, out),
        _ => {}
    }
}

fn show_as(state: &mut State, id: TabId, view: AnswerView, now: f64, out: &mut Outbox) {
    let Some(tab) = state.tab_mut(id) else { return };
    tab.view = view;
    let wants_table = view == AnswerView::Table && matches!(tab.table, Remote::Idle);
    state.touch(now);
    if wants_table {
        build_table(state, id, None, now, out);
    }
}

/// Makes the table of a tab again, of the list it was made of.
pub(super) fn table_again(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(tab) = state.tab(id) else { return };
    match tab.values.clone() {
        Some(values) => values_table(state, id, values, now, out),
        None => {
            let list = tab.list;
            build_table(state, id, list, now, out);
        }
    }
}

/// Asks for the table of what a filter selects.
pub(super) fn values_table(state: &mut State, id: TabId, values: Arc<Filtered>, now: f64, out: &mut Outbox) {
    let Some(tab) = state.tab_mut(id) else { return };
    let Some(answer) = tab.answer.value().cloned() else { return };
    out.cancel.extend(tab.table.waiting_for());
    tab.values = Some(values.clone());
    let sent = state.send(out, elements::of_values(answer, values));
    if let Some(tab) = state.tab_mut(id) {
        tab.table.start(sent, now);
    }
}

/// The table of an answer is made, or cannot be.
pub(super) fn built(
    state: &mut State,
    id: CommandId,
    result: Result<(Arc<ElementSet>, Arc<ElementsView>), Failure>,
    now: f64,
    out: &mut Outbox,
) {
    let waits = state.tabs.iter_mut().find(|tab| tab.table.awaits(id));
    match (waits, result) {
        (Some(tab), Ok((set, view))) => {
            let tab_id = tab.id;
            tab.table.succeed(id, set.clone(), Vec::new());
            elements::built(state, (tab_id, id), (set, view), now, out);
        }
        (Some(tab), Err(failure)) => {
            tab.table.fail(id, failure);
        }
        (None, Ok((set, view))) => elements::let_go(state, set, view, out),
        (None, Err(_)) => {}
    }
}

/// Asks for the table of `list`, or of the best list there is.
pub(super) fn build_table(state: &mut State, id: TabId, list: Option<NodeId>, now: f64, out: &mut Outbox) {
    let Some(tab) = state.tab_mut(id) else { return };
    let Some(answer) = tab.answer.value().cloned() else { return };
    let Some(list) = list.or_else(|| answer.lists.first().map(|l| l.node)) else { return };
    tab.list = Some(list);
    tab.values = None;
    let rows = AnswerRows { answer, of: RowsOf::List(list) };
    let command = Command::BuildTable { rows };
    if let Some(old) = tab.table.waiting_for() {
        out.cancel.push(old);
    }
    let id_of = state.send(out, command);
    if let Some(tab) = state.tab_mut(id) {
        tab.table.start(id_of, now);
    }
}
