//! Looking for text in an answer, and narrowing it down to the values that a JSONPath or a text selects.

use std::sync::Arc;

use dapple_data::document::{Matcher, Needle, NodeId};

use super::command::Command;
use super::event::Event;
use super::remote::{CommandId, Remote};
use super::state::{Outbox, State};
use super::tabs::{Tab, TabId};

/// How many filters are remembered.
const MOST_RECENT: usize = 12;

/// What the row over the answer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FindMode {
    /// Marks what is found and goes from one to the next.
    #[default]
    Find,
    /// Shows only what is selected.
    Filter,
}

/// What is looked for in the answer of a tab.
#[derive(Debug, Default)]
pub struct AnswerFind {
    pub open: bool,
    pub mode: FindMode,
    /// How often the field was asked for: it takes the keyboard each time.
    pub asked: u64,
    pub needle: Needle,
    pub found: Remote<Arc<Hits>>,
    /// Which of the hits is the current one.
    pub at: usize,
    /// Another number whenever the current hit, or a value of the filter, is to be brought into sight.
    pub reveal: u64,
    /// What `reveal` brings into sight.
    pub revealed: Option<NodeId>,
    /// The filter as it is typed: a JSONPath where it begins with `$`, else a text.
    pub filter: String,
    pub filtered: Remote<Arc<Filtered>>,
}

/// The values that hold a needle.
#[derive(Debug)]
pub struct Hits {
    pub matcher: Matcher,
    /// In document order.
    pub nodes: Vec<NodeId>,
    /// A few of them, spread evenly, for marks beside the scroll bar.
    pub marks: Vec<NodeId>,
}

/// The values that a filter selects.
#[derive(Debug)]
pub struct Filtered {
    pub text: String,
    /// In the order in which the filter selects them.
    pub nodes: Arc<[NodeId]>,
}

/// What a person did with the row over the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindAction {
    Show(bool),
    Mode(FindMode),
    /// Look for something else.
    Needle(Needle),
    /// On to the next hit, or back.
    Next {
        back: bool,
    },
    /// The filter as it is being typed; nothing is asked for yet.
    TypeFilter(String),
    /// Select what the filter says.
    Filter(String),
    /// Make a table of what the filter selects, and show it.
    Tabulate,
    /// Leave the filter and show a value in the whole answer.
    ShowInTree(NodeId),
}

impl AnswerFind {
    /// The current hit.
    pub fn current(&self) -> Option<NodeId> {
        self.found.value().and_then(|hits| hits.nodes.get(self.at)).copied()
    }

    /// What is shown in place of the answer: the values that the filter selects.
    pub fn shown(&self) -> Option<&Arc<Filtered>> {
        if self.open && self.mode == FindMode::Filter { self.filtered.value() } else { None }
    }

    /// What it waits for.
    pub(super) fn waits(&self) -> impl Iterator<Item = CommandId> {
        [self.found.waiting_for(), self.filtered.waiting_for()].into_iter().flatten()
    }

    fn bring(&mut self, node: Option<NodeId>) {
        self.reveal += 1;
        self.revealed = node;
    }
}

/// Actions on the row over the answer of a tab.
pub(super) fn update(state: &mut State, id: TabId, action: FindAction, now: f64, out: &mut Outbox) {
    let Some(tab) = state.tab_mut(id) else { return };
    let find = &mut tab.find;
    match action {
        FindAction::Show(true) => {
            find.open = true;
            find.asked += 1;
            if matches!(find.found, Remote::Idle) {
                ask(state, id, now, out);
            }
        }
        FindAction::Show(false) => {
            out.cancel.extend(find.waits());
            let needle = std::mem::take(&mut find.needle);
            let filter = std::mem::take(&mut find.filter);
            // What was typed is there again the next time.
            *find = AnswerFind {
                needle,
                filter,
                asked: find.asked,
                reveal: find.reveal,
                ..AnswerFind::default()
            };
        }
        FindAction::Mode(mode) => {
            find.mode = mode;
            find.asked += 1;
        }
        FindAction::Needle(needle) => {
            if find.needle != needle {
                find.needle = needle;
                ask(state, id, now, out);
            }
        }
        FindAction::Next { back } => {
            let count = find.found.value().map_or(0, |hits| hits.nodes.len());
            if count > 0 {
                find.at = if back { (find.at + count - 1) % count } else { (find.at + 1) % count };
                find.bring(find.current());
            }
        }
        FindAction::TypeFilter(text) => find.filter = text,
        FindAction::Filter(text) => filter(state, id, &text, now, out),
        FindAction::Tabulate => {
            let Some(filtered) = find.filtered.value().cloned() else { return };
            tab.view = super::AnswerView::Table;
            state.touch(now);
            super::answer::values_table(state, id, filtered, now, out);
        }
        FindAction::ShowInTree(node) => {
            find.mode = FindMode::Find;
            find.bring(Some(node));
            tab.view = super::AnswerView::Tree;
        }
    }
}

/// Looks for the present needle in the present answer.
fn ask(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(tab) = state.tab_mut(id) else { return };
    let find = &mut tab.find;
    out.cancel.extend(find.found.waiting_for());
    find.at = 0;
    if find.needle.text.is_empty() {
        find.found = Remote::Idle;
        return;
    }
    let Some(answer) = tab.answer.value().cloned() else { return };
    let needle = tab.find.needle.clone();
    let sent = state.send(out, Command::SearchAnswer { answer, needle });
    if let Some(tab) = state.tab_mut(id) {
        tab.find.found.start(sent, now);
    }
}

fn filter(state: &mut State, id: TabId, text: &str, now: f64, out: &mut Outbox) {
    let Some(tab) = state.tab_mut(id) else { return };
    out.cancel.extend(tab.find.filtered.waiting_for());
    text.clone_into(&mut tab.find.filter);
    let text = text.trim().to_owned();
    if text.is_empty() {
        tab.find.filtered = Remote::Idle;
        return;
    }
    let Some(answer) = tab.answer.value().cloned() else { return };
    state.recent_filters.retain(|known| *known != text);
    state.recent_filters.insert(0, text.clone());
    state.recent_filters.truncate(MOST_RECENT);
    state.touch(now);
    let sent = state.send(out, Command::FilterAnswer { answer, text });
    if let Some(tab) = state.tab_mut(id) {
        tab.find.filtered.start(sent, now);
    }
}

/// Another answer is here: what was found belongs to the old one.
pub(super) fn forget(tab: &mut Tab, out: &mut Outbox) {
    out.cancel.extend(tab.find.waits());
    tab.find.found = Remote::Idle;
    tab.find.filtered = Remote::Idle;
    tab.find.at = 0;
    tab.find.revealed = None;
}

/// The answer is whole: what is looked for is looked for in all of it.
pub(super) fn again(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(tab) = state.tab(id).filter(|tab| tab.find.open) else { return };
    let text = tab.find.filter.clone();
    match tab.find.mode {
        FindMode::Find => ask(state, id, now, out),
        FindMode::Filter => filter(state, id, &text, now, out),
    }
}

/// What the world says about a search.
pub(super) fn on_event(state: &mut State, id: CommandId, event: Event) {
    state.progress.remove(&id);
    match event {
        Event::AnswerSearched(result) => {
            let Some(tab) = state.tabs.iter_mut().find(|tab| tab.find.found.awaits(id)) else { return };
            match result {
                Ok(hits) => {
                    tab.find.found.succeed(id, hits, Vec::new());
                    tab.find.bring(tab.find.current());
                }
                Err(failure) => {
                    // The old hits are those of another text.
                    tab.find.found = Remote::Failed { error: failure, previous: None };
                }
            }
        }
        Event::AnswerFiltered(result) => {
            let Some(tab) = state.tabs.iter_mut().find(|tab| tab.find.filtered.awaits(id)) else { return };
            match result {
                Ok(filtered) => tab.find.filtered.succeed(id, filtered, Vec::new()),
                Err(failure) => tab.find.filtered.fail(id, failure),
            };
        }
        _ => {}
    }
}
