//! Writing and running operations: tabs, checks, format, run, cancel.

use std::sync::Arc;

use dapple_data::speckle::STARTERS;

use super::AccountKey;
use super::command::Command;
use super::failure::Failure;
use super::remote::{CommandId, Remote};
use super::state::{Heart, Outbox, State};
use super::tabs::{Tab, TabId, TabKind};
use super::worker::MAY_HAVE_HAPPENED;
use super::{
    Action, Answer, AnswerView, Event, answer, answer_find, browser, compare, differences, elements, live,
    load_all, running, saved, tabs_again, writing,
};

/// Opens a tab in front and returns its id.
pub(super) fn open_tab(heart: &mut Heart, kind: TabKind, query: &str, variables: &str, now: f64) -> TabId {
    let state = &mut heart.state;
    state.next_tab += 1;
    let id = TabId(state.next_tab);
    let account = state.accounts.active.clone();
    let place = kind.place();
    state.tabs.push(Tab::new(id, kind, account));
    state.selected = Some(id);
    state.place = place;
    heart.buffers.insert(id, query, variables);
    heart.state.touch(now);
    id
}

/// Actions on tabs and their texts.
pub(super) fn update(heart: &mut Heart, action: Action, now: f64, out: &mut Outbox) {
    match action {
        Action::NewTab => {
            open_tab(heart, TabKind::Query, "", "", now);
        }
        Action::OpenStarter(index) => {
            if let Some(starter) = STARTERS.get(index) {
                let id = open_tab(heart, TabKind::Query, starter.text, starter.variables, now);
                check(heart, id, now, out);
            }
        }
        Action::OpenHistory(entry) => open_history(heart, entry, now, out),
        Action::SelectTab(id) => {
            to_front(&mut heart.state, id, now);
            browser::visit(&mut heart.state, now);
        }
        Action::CloseTab(id) => close_tab(heart, id, now, out),
        Action::NextTab { back } => next_tab(heart, back, now),
        Action::MoveTab { tab, to } => move_tab(heart, tab, to, now),
        Action::RenameTab(id, name) => {
            let name = name.trim().to_owned();
            if let Some(tab) = heart.state.tab_mut(id) {
                tab.name = (!name.is_empty()).then_some(name);
            }
            heart.state.touch(now);
        }
        Action::SetTabAccount(id, key) => {
            if let Some(tab) = heart.state.tab_mut(id) {
                tab.account = Some(key);
            }
            heart.state.touch(now);
            check(heart, id, now, out);
        }
        Action::Edited { tab } => {
            heart.state.touch(now);
            check(heart, tab, now, out);
        }
        Action::ChooseOperation(id, name) => {
            if let Some(tab) = heart.state.tab_mut(id) {
                tab.operation = name;
            }
            heart.state.touch(now);
            check(heart, id, now, out);
        }
        Action::Format(id) => {
            if let Some(texts) = heart.buffers.get(id) {
                let (query, revision) = (texts.query.text(), texts.query.revision());
                heart.state.send(out, Command::Format { tab: id, query, revision });
            }
        }
        Action::ShowVariables(id, open) => set(heart, id, now, |t| t.variables_open = open),
        Action::ShowEditor(id, open) => set(heart, id, now, |t| t.editor_open = open),
        Action::AllowChanges(id, yes) => set(heart, id, now, |t| t.mutations_allowed = yes),
        Action::Run(id) => running::run(heart, id, now, out),
        Action::CancelRun(id) => {
            if live::stop(&heart.state, id, out) || load_all::cancel(heart, id, out) {
                return;
            }
            if let Some(tab) = heart.state.tab_mut(id) {
                tab.run_waits = false;
                out.cancel.extend(tab.answer.waiting_for());
                // A change that was sent ends with a word about what may have happened.
                if !tab.changing {
                    give_up(tab);
                }
            }
            table_again(heart, id, now, out);
        }
        _ => {}
    }
}

/// Ends the wait for an answer. What had come of it stays, and says that it is not all.
fn give_up(tab: &mut Tab) {
    if let Remote::Partial { value, .. } = &tab.answer {
        let mut cut = super::Answer::clone(value);
        cut.meta.incomplete = Some("Cancelled: this is only what had come until then".to_owned());
        tab.answer = Remote::ready(std::sync::Arc::new(cut));
    } else {
        tab.answer.give_up();
    }
}

fn set(heart: &mut Heart, id: TabId, now: f64, change: impl FnOnce(&mut Tab)) {
    if let Some(tab) = heart.state.tab_mut(id) {
        change(tab);
        heart.state.touch(now);
    }
}

fn open_history(heart: &mut Heart, entry: i64, now: f64, out: &mut Outbox) {
    let found = heart.state.history.value().and_then(|h| h.iter().find(|e| e.id == entry));
    let Some((query, variables)) = found.map(|e| (e.record.text.clone(), e.record.variables.clone())) else {
        return;
    };
    let id = open_tab(heart, TabKind::Query, &query, &variables, now);
    check(heart, id, now, out);
}

fn close_tab(heart: &mut Heart, id: TabId, now: f64, out: &mut Outbox) {
    tabs_again::closing(heart, id);
    let state = &mut heart.state;
    let Some(at) = state.tabs.iter().position(|t| t.id == id) else { return };
    let tab = state.tabs.remove(at);
    out.cancel.extend(tab.answer.waiting_for());
    out.cancel.extend(tab.live.as_ref().and_then(|live| live.id));
    out.cancel.extend(tab.table.waiting_for());
    out.cancel.extend(tab.checking.waiting_for());
    out.cancel.extend(tab.find.waits());
    out.cancel.extend(tab.writing.waits());
    state.problems.close(id);
    browser::close(state, id, out);
    elements::close(state, id, out);
    compare::close(state, id, out);
    differences::close(state, id, out);
    if state.selected == Some(id) {
        let next = at.min(state.tabs.len().saturating_sub(1));
        state.selected = state.tabs.get(next).map(|t| t.id);
    }
    state.touch(now);
    heart.buffers.remove(id);
}

fn next_tab(heart: &mut Heart, back: bool, now: f64) {
    let state = &mut heart.state;
    let count = state.tabs.len();
    if count == 0 {
        return;
    }
    let at = state.tabs.iter().position(|t| Some(t.id) == state.selected).unwrap_or(0);
    let next = if back { (at + count - 1) % count } else { (at + 1) % count };
    if let Some(next) = state.tabs.get(next).map(|t| t.id) {
        to_front(state, next, now);
    }
}

/// Brings a tab to the front, and with it the place it belongs to.
pub(super) fn to_front(state: &mut State, id: TabId, now: f64) {
    if let Some(place) = state.tab(id).map(|tab| tab.kind.place()) {
        state.selected = Some(id);
        state.place = place;
        state.touch(now);
    }
}

fn move_tab(heart: &mut Heart, id: TabId, to: usize, now: f64) {
    let tabs = &mut heart.state.tabs;
    let Some(from) = tabs.iter().position(|t| t.id == id) else { return };
    let tab = tabs.remove(from);
    let to = to.min(tabs.len());
    tabs.insert(to, tab);
    heart.state.touch(now);
}

/// Has the texts of a tab checked; the newest check is the only one that counts.
pub(super) fn check(heart: &mut Heart, id: TabId, now: f64, out: &mut Outbox) {
    writing::refresh(heart, id);
    let Some(texts) = heart.buffers.get(id) else { return };
    let query = saved::with_fragments(&heart.state, texts.query.text());
    let Some(tab) = heart.state.tab(id) else { return };
    let command = Command::Check {
        tab: id,
        account: tab.account.clone(),
        query,
        variables: texts.variables.text(),
        revisions: (texts.query.revision(), texts.variables.revision()),
        operation: tab.operation.clone(),
    };
    out.cancel.extend(tab.checking.waiting_for());
    let sent = heart.state.send(out, command);
    if let Some(tab) = heart.state.tab_mut(id) {
        tab.checking.start(sent, now);
    }
    saved::compare(heart, id);
}

/// A new schema makes old problems stale: the next tick checks those tabs again.
pub(super) fn check_again(state: &mut State, key: &AccountKey) {
    for tab in state.tabs.iter_mut().filter(|t| t.account.as_ref() == Some(key)) {
        tab.checked = (u64::MAX, u64::MAX);
        tab.checking = Remote::Idle;
    }
}

/// Checks the tab in front if nothing has checked what it holds now.
pub(super) fn tick(heart: &mut Heart, now: f64, out: &mut Outbox) {
    let Some(tab) = heart.state.current() else { return };
    let (id, checked, busy) = (tab.id, tab.checked, tab.checking.waiting_for().is_some());
    let failed = tab.checking.error().is_some();
    let Some(texts) = heart.buffers.get(id) else { return };
    let current = (texts.query.revision(), texts.variables.revision());
    if checked != current && !busy && !failed && tab.kind == TabKind::Query {
        check(heart, id, now, out);
    }
}

/// What the world says about texts and answers.
pub(super) fn on_event(heart: &mut Heart, id: CommandId, event: Event, now: f64, out: &mut Outbox) {
    match event {
        Event::Checked { tab, revisions, outline, problems, variable_problems } => {
            // Shared fragments stand behind the text; their problems are not those of this tab.
            let whole = heart.buffers.get(tab).map_or(usize::MAX, |t| t.query.rope().len_bytes());
            let Some(tab) = heart.state.tab_mut(tab) else { return };
            if tab.checking.succeed(id, (), Vec::new()) {
                tab.outline = outline;
                tab.problems = problems;
                tab.problems.retain(|problem| problem.range.end <= whole);
                tab.variable_problems = variable_problems;
                tab.checked = revisions;
            }
        }
        Event::Formatted { tab, revision, result } => formatted(heart, (tab, revision), result, now, out),
        Event::AnswerGrew { tab, answer } => grew(&mut heart.state, (tab, id), answer, out),
        Event::Answered { tab, result } => answered(heart, (tab, id), result, now, out),
        Event::TableBuilt(result) => {
            answer::built(&mut heart.state, id, result, now, out);
        }
        _ => {}
    }
}

/// More of an answer is here.
fn grew(state: &mut State, (tab, id): (TabId, CommandId), answer: Arc<Answer>, out: &mut Outbox) {
    let Some(shown) = state.tab_mut(tab).filter(|tab| tab.answer.awaits(id)) else { return };
    let is_first = !matches!(shown.answer, Remote::Partial { .. });
    let old = shown.answer.value().filter(|_| is_first).cloned();
    shown.answer = Remote::Partial { id, value: answer };
    if is_first {
        // The table of the answer before this one goes with it.
        out.cancel.extend(shown.table.waiting_for());
        forget_table(shown);
        answer_find::forget(shown, out);
        elements::forget(state, tab, out);
    }
    differences::keep(state, tab, old, out);
}

fn formatted(
    heart: &mut Heart,
    (tab, revision): (TabId, u64),
    result: Result<String, Failure>,
    now: f64,
    out: &mut Outbox,
) {
    let Some(texts) = heart.buffers.get_mut(tab) else { return };
    match result {
        Err(failure) => heart.state.notify_failure(&failure, now),
        // Typed on meanwhile: the person's newer text wins.
        Ok(_) if texts.query.revision() != revision => {}
        Ok(text) => {
            if texts.query.text() != text {
                texts.query.set_text(&text);
                heart.state.touch(now);
                check(heart, tab, now, out);
            }
        }
    }
}

fn answered(
    heart: &mut Heart,
    (id, command): (TabId, CommandId),
    result: Result<std::sync::Arc<super::Answer>, Failure>,
    now: f64,
    out: &mut Outbox,
) {
    heart.state.progress.remove(&command);
    let Some(tab) = heart.state.tab_mut(id) else {
        // The tab is closed; a change that may have happened is said all the same.
        if let Err(failure) = result.as_ref()
            && failure.title == MAY_HAVE_HAPPENED
        {
            heart.state.notify_failure(failure, now);
        }
        return;
    };
    tab.changing = false;
    let old = match &tab.answer {
        Remote::Loading { previous, .. } => previous.clone().filter(|_| result.is_ok()),
        _ => None,
    };
    let fresh = match result {
        Ok(answer) => {
            tab.answered = tab.sent.take();
            let warnings = answer.errors.clone();
            tab.answer.succeed(command, answer, warnings)
        }
        Err(failure) => {
            tab.answer.fail(command, failure);
            false
        }
    };
    if fresh {
        forget_table(tab);
        answer_find::forget(tab, out);
        elements::forget(&mut heart.state, id, out);
    }
    differences::keep(&mut heart.state, id, old.filter(|_| fresh), out);
    answer_find::again(&mut heart.state, id, now, out);
    load_all::ended(heart, id);
    table_again(heart, id, now, out);
}

/// Another answer has other lists.
pub(super) fn forget_table(tab: &mut Tab) {
    tab.table = Remote::Idle;
    tab.list = None;
    tab.values = None;
}

/// The table that is looked at is made, where nothing makes it yet.
pub(super) fn table_again(heart: &mut Heart, id: TabId, now: f64, out: &mut Outbox) {
    let Some(tab) = heart.state.tab(id) else { return };
    let missing = matches!(tab.table, Remote::Idle) && tab.answer.value().is_some();
    if tab.view == AnswerView::Table && missing && !tab.is_running() {
        answer::table_again(&mut heart.state, id, now, out);
    }
}
