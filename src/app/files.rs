//! Saved answers: open a JSON or NDJSON file as a tab of its own.

use super::answer::AnswerView;
use super::command::Command;
use super::remote::{CommandId, Remote};
use super::state::{Heart, Outbox};
use super::tabs::TabKind;
use super::{Action, Event, query};

/// Actions on files.
pub(super) fn update(heart: &mut Heart, action: Action, out: &mut Outbox) {
    match action {
        Action::OpenFile => {
            heart.state.send(out, Command::PickOpen);
        }
        Action::OpenPath(path) => {
            heart.state.send(out, Command::OpenFile(path));
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
pub(super) fn on_event(heart: &mut Heart, _id: CommandId, event: Event, now: f64, out: &mut Outbox) {
    match event {
        Event::OpenPicked(Some(path)) => {
            heart.state.send(out, Command::OpenFile(path));
        }
        Event::OpenPicked(None) => {}
        Event::FileOpened(Ok(opened)) => {
            let id = query::open_tab(heart, TabKind::File(opened.path), "", "", now);
            if let Some(tab) = heart.state.tab_mut(id) {
                tab.account = None;
                tab.view = if opened.answer.document.error().is_some() {
                    AnswerView::Text
                } else {
                    AnswerView::Tree
                };
                tab.answer = Remote::ready(opened.answer);
            }
        }
        Event::FileOpened(Err(failure)) => heart.state.notify_failure(&failure, now),
        Event::Failed(failure) => heart.state.notify_failure(&failure, now),
        _ => {}
    }
}
