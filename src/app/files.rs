//! Saved answers: open a JSON or NDJSON file as a tab of its own.

use std::path::PathBuf;

use super::answer::AnswerView;
use super::command::Command;
use super::remote::{CommandId, Remote};
use super::state::{Heart, Outbox, State};
use super::tabs::{TabId, TabKind};
use super::{Action, Event, Failure, OpenedFile, differences, query};

/// Actions on files.
pub(super) fn update(heart: &mut Heart, action: Action, out: &mut Outbox) {
    match action {
        Action::OpenFile => {
            heart.state.send(out, Command::PickOpen);
        }
        Action::OpenPath(path) => {
            open(&mut heart.state, path, out);
        }
        Action::ShowFile(path) => {
            heart.state.send(out, Command::ShowFile(path));
        }
        Action::OpenLink(url) => {
            heart.state.send(out, Command::OpenBrowser(url));
        }
        _ => {}
    }
}

/// What the world says about files.
pub(super) fn on_event(heart: &mut Heart, id: CommandId, event: Event, now: f64, out: &mut Outbox) {
    match event {
        Event::OpenPicked(path) => {
            let taken = differences::picked(heart, id, path.as_deref(), now, out);
            if let Some(path) = path.filter(|_| !taken) {
                open(&mut heart.state, path, out);
            }
        }
        Event::FileGrew(part) => {
            if let Some(tab) = tab_of(heart, id, part.path, now)
                && let Some(tab) = heart.state.tab_mut(tab)
            {
                tab.answer = Remote::Partial { id, value: part.answer };
            }
        }
        Event::FileOpened(result) => opened(heart, id, result, now, out),
        Event::Failed(failure) => heart.state.notify_failure(&failure, now),
        _ => {}
    }
}

fn open(state: &mut State, path: PathBuf, out: &mut Outbox) {
    let id = state.send(out, Command::OpenFile(path));
    state.opening.push(id);
}

/// The tab that a file goes into: it opens with the first that is read of it. `None` when nobody wants the
/// file any more.
fn tab_of(heart: &mut Heart, id: CommandId, path: PathBuf, now: f64) -> Option<TabId> {
    if let Some(tab) = heart.state.tabs.iter().find(|t| t.answer.awaits(id)) {
        return Some(tab.id);
    }
    let at = heart.state.opening.iter().position(|opening| *opening == id)?;
    heart.state.opening.swap_remove(at);
    let tab = query::open_tab(heart, TabKind::File(path), "", "", now);
    if let Some(tab) = heart.state.tab_mut(tab) {
        tab.account = None;
    }
    Some(tab)
}

fn opened(heart: &mut Heart, id: CommandId, result: Result<OpenedFile, Failure>, now: f64, out: &mut Outbox) {
    heart.state.progress.remove(&id);
    match result {
        Ok(OpenedFile { path, answer }) => {
            let Some(tab) = tab_of(heart, id, path, now) else { return };
            if let Some(tab) = heart.state.tab_mut(tab) {
                if answer.document.error().is_some() && tab.view == AnswerView::Tree {
                    tab.view = AnswerView::Text;
                }
                tab.answer = Remote::ready(answer);
            }
            query::table_again(heart, tab, now, out);
        }
        Err(failure) => {
            heart.state.opening.retain(|opening| *opening != id);
            let shown = heart.state.tabs.iter_mut().find(|t| t.answer.awaits(id));
            match shown {
                // What was read of it stays.
                Some(tab) => {
                    tab.answer.fail(id, failure);
                }
                None => heart.state.notify_failure(&failure, now),
            }
        }
    }
}
