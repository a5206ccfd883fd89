//! Subscriptions of tabs: what came, how it is looked at, and what is taken along.

use std::collections::VecDeque;
use std::sync::Arc;

use super::command::{Command, RunRequest};
use super::export::{self, ExportWhat};
use super::failure::Failure;
use super::remote::{CommandId, Remote};
use super::state::{Heart, NoticeKind, Outbox, State};
use super::tabs::TabId;
use super::{Action, Answer, answer_find, elements, query};

/// The most events that are kept; older ones are let go and counted.
pub const MOST_EVENTS: usize = 10_000;
/// The most bytes of events that are kept.
pub const MOST_BYTES: u64 = 32 << 20;

/// One event, or a gap between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveItem {
    /// When it was here, milliseconds since 1970.
    pub at: i64,
    /// The whole GraphQL answer on one line, as it was sent; of a gap, what is known of it.
    pub text: Arc<str>,
    pub kind: LiveKind,
}

/// What stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveKind {
    /// An event with data and without errors.
    Event,
    /// An event with errors.
    Errors,
    /// The connection was lost, or events came faster than they could be taken: some are missing here.
    Gap,
}

/// Where a subscription stands.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveState {
    /// The token is being checked and the socket opened.
    Connecting,
    /// The server listens.
    Listening,
    /// The connection was lost; another attempt follows by itself.
    Lost {
        why: String,
        again_in: f64,
        since: f64,
    },
    /// It ended without a failure, for this reason.
    Ended(String),
    Failed(Failure),
}

/// The subscription of a tab.
#[derive(Debug)]
pub struct LiveTab {
    /// The command that runs it; none when it has ended.
    pub id: Option<CommandId>,
    pub state: LiveState,
    pub request: RunRequest,
    /// The events that are kept, oldest first.
    items: VecDeque<LiveItem>,
    bytes: u64,
    /// Items that were let go: also the number of the first one that is kept.
    pub dropped: u64,
    /// Events that came, gaps not counted.
    pub events: u64,
    pub filter: String,
    /// Grows with every filter: what belongs to another one is dropped.
    serial: u64,
    /// Numbers of the items that pass the filter, oldest first; none without a filter.
    passing: Option<VecDeque<u64>>,
    /// The list stands still: what came after this number is not shown yet.
    paused_at: Option<u64>,
    /// The number of the item that is looked at.
    pub chosen: Option<u64>,
    /// That item laid out.
    pub detail: Remote<Arc<str>>,
    /// The answer made of the events is looked at in its place.
    pub hidden: bool,
}

/// What a person did with a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveAction {
    Pause(TabId, bool),
    Filter(TabId, String),
    /// Look at one item, by its number.
    Choose(TabId, u64),
    /// Put the events that are shown on the clipboard, one a line.
    CopyAll(TabId),
    /// Make an answer of the events that are shown, and export it.
    Export(TabId),
    /// The same, to look at it as tree, table or text.
    AsAnswer(TabId),
    /// Back to the list.
    Show(TabId),
    Clear(TabId),
}

/// What is made of the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Copy,
    Export,
    Answer,
}

/// What the worker does for a subscription.
#[derive(Debug)]
pub enum LiveCommand {
    Subscribe {
        tab: TabId,
        request: RunRequest,
    },
    /// Which of these items hold a text.
    Filter {
        tab: TabId,
        serial: u64,
        needle: String,
        items: Vec<(u64, LiveItem)>,
    },
    /// Make text or an answer of these items.
    Gather {
        tab: TabId,
        purpose: Purpose,
        items: Vec<LiveItem>,
        missing: Option<String>,
        server: String,
    },
    /// Lay one item out.
    Detail {
        tab: TabId,
        item: LiveItem,
    },
}

/// What the world says of subscriptions.
#[derive(Debug)]
pub enum LiveEvent {
    /// The server listens.
    Listening {
        tab: TabId,
    },
    Came {
        tab: TabId,
        items: Vec<LiveItem>,
    },
    Lost {
        tab: TabId,
        why: String,
        again_in: f64,
    },
    /// `Ok`: why it ended without a failure.
    Ended {
        tab: TabId,
        result: Result<String, Failure>,
    },
    Filtered {
        tab: TabId,
        serial: u64,
        numbers: Vec<u64>,
    },
    Copied(String),
    Gathered {
        tab: TabId,
        purpose: Purpose,
        result: Result<Arc<Answer>, Failure>,
    },
    Detail {
        tab: TabId,
        text: Arc<str>,
    },
}

impl LiveTab {
    fn new(id: CommandId, request: RunRequest) -> Self {
        Self {
            id: Some(id),
            state: LiveState::Connecting,
            request,
            items: VecDeque::new(),
            bytes: 0,
            dropped: 0,
            events: 0,
            filter: String::new(),
            serial: 0,
            passing: None,
            paused_at: None,
            chosen: None,
            detail: Remote::Idle,
            hidden: false,
        }
    }

    /// Whether events may still come.
    pub fn is_running(&self) -> bool {
        self.id.is_some()
    }

    pub fn is_paused(&self) -> bool {
        self.paused_at.is_some()
    }

    /// The number behind the last item that may be shown.
    fn end(&self) -> u64 {
        let end = self.dropped + self.items.len() as u64;
        self.paused_at.map_or(end, |at| at.clamp(self.dropped, end))
    }

    /// Items that came while the list stood still.
    pub fn behind(&self) -> u64 {
        self.dropped + self.items.len() as u64 - self.end()
    }

    /// How many rows the list has.
    pub fn rows(&self) -> u64 {
        match &self.passing {
            Some(passing) => passing.partition_point(|number| *number < self.end()) as u64,
            None => self.end() - self.dropped,
        }
    }

    /// Number and item of a row; the newest is the first.
    pub fn row(&self, row: u64) -> Option<(u64, &LiveItem)> {
        let nth = self.rows().checked_sub(row + 1)?;
        let number = match &self.passing {
            Some(passing) => *passing.get(usize::try_from(nth).ok()?)?,
            None => self.dropped + nth,
        };
        self.item(number).map(|item| (number, item))
    }

    /// The item with this number, where it is still kept.
    pub fn item(&self, number: u64) -> Option<&LiveItem> {
        self.items.get(usize::try_from(number.checked_sub(self.dropped)?).ok()?)
    }

    /// The items that are shown, oldest first.
    fn shown(&self) -> Vec<LiveItem> {
        (0..self.rows()).rev().filter_map(|row| self.row(row).map(|(_, item)| item.clone())).collect()
    }

    /// What the list does not hold, in words.
    pub fn missing(&self) -> Option<String> {
        let gaps = self.items.iter().filter(|item| item.kind == LiveKind::Gap).count();
        let mut words = Vec::new();
        if self.dropped > 0 {
            words.push(format!("{} older events were let go", self.dropped));
        }
        match gaps {
            0 => {}
            1 => words.push("events may be missing where the connection was lost".to_owned()),
            n => words.push(format!("events may be missing in {n} places where the connection was lost")),
        }
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// Takes items in, and lets the oldest go over the bounds. The numbers of the new ones.
    fn take(&mut self, items: Vec<LiveItem>) -> std::ops::Range<u64> {
        let from = self.dropped + self.items.len() as u64;
        for item in items {
            self.events += u64::from(item.kind != LiveKind::Gap);
            self.bytes += item.text.len() as u64;
            self.items.push_back(item);
        }
        let to = self.dropped + self.items.len() as u64;
        while self.items.len() > MOST_EVENTS || (self.bytes > MOST_BYTES && self.items.len() > 1) {
            let Some(old) = self.items.pop_front() else { break };
            self.bytes -= old.text.len() as u64;
            self.dropped += 1;
        }
        let first = self.dropped;
        if let Some(passing) = &mut self.passing {
            while passing.front().is_some_and(|number| *number < first) {
                passing.pop_front();
            }
        }
        from.max(self.dropped)..to
    }
}

/// Begins a subscription in a tab, in place of what ran there.
pub(super) fn begin(heart: &mut Heart, id: TabId, request: RunRequest, out: &mut Outbox) {
    let subscribe = LiveCommand::Subscribe { tab: id, request: request.clone() };
    let sent = heart.state.send(out, Command::Live(subscribe));
    if let Some(tab) = heart.state.tab_mut(id) {
        out.cancel.extend(tab.live.as_ref().and_then(|live| live.id));
        tab.live = Some(LiveTab::new(sent, request));
    }
}

/// Tells a running subscription to end; it says so itself. False where none runs.
pub(super) fn stop(state: &State, id: TabId, out: &mut Outbox) -> bool {
    let running = state.tab(id).and_then(|tab| tab.live.as_ref()).and_then(|live| live.id);
    out.cancel.extend(running);
    running.is_some()
}

/// Actions on the subscription of a tab.
pub(super) fn update(heart: &mut Heart, action: LiveAction, now: f64, out: &mut Outbox) {
    let state = &mut heart.state;
    match action {
        LiveAction::Pause(id, pause) => {
            if let Some(live) = live_mut(state, id) {
                live.paused_at = pause.then(|| live.dropped + live.items.len() as u64);
            }
        }
        LiveAction::Filter(id, text) => filter(state, id, text, out),
        LiveAction::Choose(id, number) => {
            let Some(live) = live_mut(state, id) else { return };
            let Some(item) = live.item(number).cloned() else { return };
            live.chosen = Some(number);
            let sent = state.send(out, Command::Live(LiveCommand::Detail { tab: id, item }));
            if let Some(live) = live_mut(state, id) {
                out.cancel.extend(live.detail.waiting_for());
                live.detail.start(sent, now);
            }
        }
        LiveAction::CopyAll(id) => gather(state, id, Purpose::Copy, out),
        LiveAction::Export(id) => gather(state, id, Purpose::Export, out),
        LiveAction::AsAnswer(id) => gather(state, id, Purpose::Answer, out),
        LiveAction::Show(id) => {
            if let Some(live) = live_mut(state, id) {
                live.hidden = false;
            }
        }
        LiveAction::Clear(id) => {
            if let Some(live) = live_mut(state, id) {
                live.dropped += live.items.len() as u64;
                live.items.clear();
                live.bytes = 0;
                live.chosen = None;
                live.paused_at = None;
                if let Some(passing) = &mut live.passing {
                    passing.clear();
                }
            }
        }
    }
}

fn live_mut(state: &mut State, id: TabId) -> Option<&mut LiveTab> {
    state.tab_mut(id)?.live.as_mut()
}

fn filter(state: &mut State, id: TabId, text: String, out: &mut Outbox) {
    let Some(live) = live_mut(state, id) else { return };
    live.filter = text;
    live.serial += 1;
    if live.filter.trim().is_empty() {
        live.passing = None;
        return;
    }
    live.passing = Some(VecDeque::new());
    let all = live.dropped..live.dropped + live.items.len() as u64;
    look_through(state, id, all, out);
}

/// Has the worker look which of the items pass the filter.
fn look_through(state: &mut State, id: TabId, numbers: std::ops::Range<u64>, out: &mut Outbox) {
    let Some(live) = live_mut(state, id) else { return };
    let items: Vec<(u64, LiveItem)> =
        numbers.filter_map(|number| live.item(number).map(|item| (number, item.clone()))).collect();
    if items.is_empty() {
        return;
    }
    let needle = live.filter.trim().to_owned();
    let command = LiveCommand::Filter { tab: id, serial: live.serial, needle, items };
    state.send(out, Command::Live(command));
}

fn gather(state: &mut State, id: TabId, purpose: Purpose, out: &mut Outbox) {
    let Some(live) = live_mut(state, id) else { return };
    let items = live.shown();
    if items.is_empty() {
        return;
    }
    let server = live.request.account.origin.as_str().to_owned();
    let missing = live.missing();
    state.send(out, Command::Live(LiveCommand::Gather { tab: id, purpose, items, missing, server }));
}

/// What the world says.
pub(super) fn on_event(heart: &mut Heart, id: CommandId, event: LiveEvent, now: f64, out: &mut Outbox) {
    let state = &mut heart.state;
    let ours = |state: &State, tab: TabId| {
        state.tab(tab).and_then(|tab| tab.live.as_ref()).is_some_and(|live| live.id == Some(id))
    };
    match event {
        LiveEvent::Listening { tab } if ours(state, tab) => set(state, tab, LiveState::Listening),
        LiveEvent::Lost { tab, why, again_in } if ours(state, tab) => {
            set(state, tab, LiveState::Lost { why, again_in, since: now });
        }
        LiveEvent::Came { tab, items } if ours(state, tab) => {
            let Some(live) = live_mut(state, tab) else { return };
            let new = live.take(items);
            if live.passing.is_some() {
                look_through(state, tab, new, out);
            }
        }
        LiveEvent::Ended { tab, result } if ours(state, tab) => {
            let Some(live) = live_mut(state, tab) else { return };
            live.id = None;
            live.state = match result {
                Ok(words) => LiveState::Ended(words),
                Err(failure) => LiveState::Failed(failure),
            };
        }
        LiveEvent::Filtered { tab, serial, numbers } => {
            let Some(live) = live_mut(state, tab).filter(|live| live.serial == serial) else { return };
            let first = live.dropped;
            if let Some(passing) = &mut live.passing {
                passing.extend(numbers.into_iter().filter(|number| *number >= first));
                // Two looks may end out of order.
                passing.make_contiguous().sort_unstable();
            }
        }
        LiveEvent::Copied(text) => {
            let lines = text.lines().count();
            out.clipboard = Some(text);
            let words =
                if lines == 1 { "1 event copied".to_owned() } else { format!("{lines} events copied") };
            state.notify(NoticeKind::Done, words, now);
        }
        LiveEvent::Gathered { tab, purpose, result } => gathered(heart, tab, (purpose, result), now, out),
        LiveEvent::Detail { tab, text } => {
            if let Some(live) = live_mut(state, tab) {
                live.detail.succeed(id, text, Vec::new());
            }
        }
        LiveEvent::Listening { .. }
        | LiveEvent::Lost { .. }
        | LiveEvent::Came { .. }
        | LiveEvent::Ended { .. } => {}
    }
}

fn set(state: &mut State, id: TabId, now: LiveState) {
    if let Some(live) = live_mut(state, id) {
        live.state = now;
    }
}

/// The events as an answer like any other.
fn gathered(
    heart: &mut Heart,
    id: TabId,
    (purpose, result): (Purpose, Result<Arc<Answer>, Failure>),
    now: f64,
    out: &mut Outbox,
) {
    let answer = match result {
        Ok(answer) => answer,
        Err(failure) => return heart.state.notify_failure(&failure, now),
    };
    let Some(tab) = heart.state.tab_mut(id) else { return };
    let Some(live) = &mut tab.live else { return };
    live.hidden = purpose == Purpose::Answer;
    tab.answer = Remote::ready(answer);
    (tab.answered, tab.ran) = (None, None);
    query::forget_table(tab);
    answer_find::forget(tab, out);
    elements::forget(&mut heart.state, id, out);
    if purpose == Purpose::Export {
        export::update(&mut heart.state, Action::AskExport(id, ExportWhat::List), now, out);
    } else {
        query::table_again(heart, id, now, out);
    }
}

/// A command ended without a word of its own. Whether it was one of these.
pub(super) fn fail(state: &mut State, id: CommandId, failure: &Failure) -> bool {
    let mut told = false;
    for live in state.tabs.iter_mut().filter_map(|tab| tab.live.as_mut()) {
        if live.id == Some(id) {
            live.id = None;
            live.state = LiveState::Failed(failure.clone());
            told = true;
        }
        told |= live.detail.fail(id, failure.clone());
    }
    told
}
