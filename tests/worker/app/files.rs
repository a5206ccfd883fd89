//! Files on their way in: the tab comes with the first rows, and what nobody wants any more opens nothing.

use std::path::PathBuf;
use std::sync::Arc;

use dapple::app::{
    Action, Answer, AnswerView, Command, CommandId, Event, Failed, NoticeKind, OpenedFile, Remedy, Remote,
    TabId, TabKind,
};

use super::{Play, answer, failure, sent};

fn path() -> PathBuf {
    PathBuf::from("/saved/walls.json")
}

fn open(play: &mut Play) -> CommandId {
    let out = play.act(Action::OpenPath(path()));
    sent(&out, |c| matches!(c, Command::OpenFile(_))).unwrap()
}

/// As much of a file as was read: no list is looked for yet.
fn part(json: &str) -> OpenedFile {
    let part = Answer { lists: Vec::new(), ..Answer::clone(&answer(json)) };
    OpenedFile { path: path(), answer: Arc::new(part) }
}

fn whole(json: &str) -> Event {
    Event::FileOpened(Ok(OpenedFile { path: path(), answer: answer(json) }))
}

fn only_tab(play: &Play) -> TabId {
    assert_eq!(play.state().tabs.len(), 1);
    play.state().tabs[0].id
}

#[test]
fn a_file_opens_with_its_first_rows_and_the_last_complete_it() {
    let mut play = Play::new();
    let id = open(&mut play);
    assert!(play.state().tabs.is_empty(), "there is nothing to show yet");
    for (json, bytes) in [("[1, 2", 5), ("[1, 2, 3", 8)] {
        play.say(id, Event::FileGrew(part(json)));
        let tab = play.state().tab(only_tab(&play)).unwrap();
        assert!(tab.is_running() && tab.kind == TabKind::File(path()));
        assert_eq!(tab.answer.value().unwrap().document.len_bytes(), bytes);
    }
    let tab = only_tab(&play);
    // A table is wished for before there is a list to make it of: it is made when there is.
    assert!(play.act(Action::ShowAnswerAs(tab, AnswerView::Table)).commands.is_empty());
    let out = play.say(id, whole("[1, 2, 3]"));
    assert!(sent(&out, |c| matches!(c, Command::BuildTable { .. })).is_some());
    let shown = play.state().tab(only_tab(&play)).unwrap();
    assert!(matches!(shown.answer, Remote::Ready { .. }) && shown.account.is_none());
    assert!(play.state().opening.is_empty());
}

#[test]
fn a_file_that_is_given_up_stays_as_far_as_it_was_read() {
    let mut play = Play::new();
    let id = open(&mut play);
    play.say(id, Event::FileGrew(part("[1, 2")));
    let tab = only_tab(&play);
    assert_eq!(play.act(Action::CancelRun(tab)).cancel, [id]);
    play.say(id, Event::FileGrew(part("[1, 2, 3")));
    play.say(id, whole("[1, 2, 3]"));
    let shown = play.state().tab(only_tab(&play)).unwrap().answer.value().unwrap();
    assert_eq!(shown.document.len_bytes(), 5, "a late piece came through");
    assert!(shown.meta.incomplete.as_deref().unwrap().starts_with("Cancelled"));

    let id = open(&mut play);
    play.say(id, Event::FileGrew(part("[1, 2")));
    let second = play.state().selected.unwrap();
    assert_eq!(play.act(Action::CloseTab(second)).cancel, [id]);
    play.say(id, whole("[1, 2, 3]"));
    assert_eq!(only_tab(&play), tab, "a closed tab came back");
}

#[test]
fn a_file_that_fails_keeps_what_was_read_and_is_read_again() {
    let mut play = Play::new();
    let id = open(&mut play);
    play.say(id, Event::FileOpened(Err(failure())));
    assert!(play.state().tabs.is_empty() && play.state().opening.is_empty());
    assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Error);

    let id = open(&mut play);
    play.say(id, Event::FileGrew(part("[1, 2")));
    let tab = only_tab(&play);
    play.say(id, Event::FileOpened(Err(failure())));
    assert_eq!(*play.refusal(tab), failure());
    assert_eq!(play.state().tab(tab).unwrap().answer.value().unwrap().document.len_bytes(), 5);
    let out = play.act(Action::Remedy(Failed::Answer(tab), Remedy::Retry));
    let id = sent(&out, |c| matches!(c, Command::OpenFile(again) if *again == path())).unwrap();
    play.say(id, whole("[1, 2, 3]"));
    assert!(play.state().tab(only_tab(&play)).unwrap().answer.error().is_none());
}

#[test]
fn a_file_that_turns_out_broken_is_shown_as_text() {
    let mut play = Play::new();
    let id = open(&mut play);
    play.say(id, Event::FileGrew(part("[1, 2")));
    assert_eq!(play.state().tab(only_tab(&play)).unwrap().view, AnswerView::Tree);
    play.say(id, whole("[1, 2, oops]"));
    assert_eq!(play.state().tab(only_tab(&play)).unwrap().view, AnswerView::Text);
}

#[test]
fn a_full_queue_forgets_the_file() {
    let mut play = Play::new();
    let id = open(&mut play);
    play.say(id, Event::Refused(failure()));
    play.say(id, whole("[1]"));
    assert!(play.state().tabs.is_empty() && play.state().opening.is_empty());
    assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Error);
}
