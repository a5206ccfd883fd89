//! What is written for the next start, when, and what a start makes of it.

use dapple::app::{
    Action, AnswerView, Command, CommandId, Event, ExportKind, KeptVariables, NoticeKind, Outbox, Remote,
    SavedTab, Snapshot, Started, TabKind,
};

use super::{Play, failure, row, sent};

fn save(out: &Outbox) -> Option<(CommandId, Snapshot)> {
    out.commands.iter().find_map(|e| match &e.command {
        Command::SaveSession(snapshot) => Some((e.id, (**snapshot).clone())),
        _ => None,
    })
}

fn start_with(session: Snapshot, accounts: bool) -> Started {
    let accounts = if accounts { vec![row("Mara").account] } else { Vec::new() };
    Started { session: Some(session), accounts, ..Started::default() }
}

#[test]
fn a_session_is_written_0_8_seconds_after_a_change_and_not_earlier() {
    let mut play = Play::new();
    assert!(save(&play.after(5.0)).is_none(), "nothing to write");
    play.tab("{ a }");
    assert!(save(&play.after(0.7)).is_none());
    play.act(Action::NewTab);
    let (id, snapshot) = save(&play.after(0.15)).unwrap();
    assert_eq!(snapshot.tabs.len(), 2, "a later change does not put the save off");
    // One at a time.
    play.act(Action::NewTab);
    assert!(save(&play.after(2.0)).is_none());
    play.say(id, Event::SessionSaved(Ok(())));
    assert_eq!(save(&play.after(0.0)).unwrap().1.tabs.len(), 3);
}

#[test]
fn a_window_that_may_not_write_never_does() {
    let mut play = Play::started(Started { read_only: true, ..Started::default() });
    play.tab("{ a }");
    for _ in 0..10 {
        assert!(save(&play.after(1.0)).is_none());
    }
    let out = play.act(Action::Quit);
    assert!(save(&out).is_none() && out.quit);
}

#[test]
fn the_end_writes_what_is_not_written_yet() {
    let mut play = Play::new();
    let out = play.act(Action::Quit);
    assert!(save(&out).is_none() && out.quit, "nothing changed, nothing is written");
    play.tab("{ a }");
    let out = play.act(Action::Quit);
    assert!(save(&out).is_some() && out.quit);
}

#[test]
fn a_save_that_failed_is_said_and_one_that_never_began_is_tried_again() {
    let mut play = Play::new();
    play.tab("{ a }");
    let (id, _) = save(&play.after(1.0)).unwrap();
    play.say(id, Event::SessionSaved(Err(failure())));
    assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Error);
    assert!(save(&play.after(5.0)).is_none(), "a full disk is not tried every second");
    let (id, _) = save(&play.after(10.0)).unwrap();
    play.say(id, Event::SessionSaved(Err(failure())));
    let errors = play.state().notices.iter().filter(|n| n.kind == NoticeKind::Error).count();
    assert_eq!(errors, 1, "said once");
    play.tab("{ b }");
    let (id, _) = save(&play.after(30.0)).unwrap();
    play.say(id, Event::Refused(failure()));
    assert_eq!(save(&play.after(1.0)).unwrap().1.tabs.len(), 2, "what was refused is lost");
}

#[test]
fn what_was_saved_comes_back_as_it_was() {
    let (mut play, key) = Play::signed_in();
    let first = play.tab("query A { a }");
    let second = play.tab("query B { b } query C { c }");
    play.act(Action::ChooseOperation(second, Some("C".to_owned())));
    play.act(Action::RenameTab(second, "Mine".to_owned()));
    play.act(Action::ShowAnswerAs(second, AnswerView::Table));
    play.act(Action::ShowVariables(second, false));
    play.act(Action::SelectTab(first));
    let (_, snapshot) = save(&play.after(1.0)).unwrap();
    assert_eq!(snapshot.selected, Some(first.0));

    let mut again = Play::started(start_with(snapshot.clone(), true));
    assert_eq!(again.state().selected, Some(first));
    let tab = again.state().tab(second).unwrap();
    assert_eq!((tab.title().as_str(), tab.operation.as_deref()), ("Mine", Some("C")));
    assert_eq!((tab.view, tab.variables_open, &tab.kind), (AnswerView::Table, false, &TabKind::Query));
    assert_eq!(tab.account.as_ref(), Some(&key));
    assert!(matches!(tab.answer, Remote::Idle) && !tab.mutations_allowed);
    again.act(Action::SelectTab(first));
    assert_eq!(save(&again.after(1.0)).unwrap().1, snapshot, "a second round changes nothing");
}

fn saved(id: u64, account: Option<&str>) -> SavedTab {
    SavedTab {
        id,
        file: None,
        name: None,
        account: account.map(str::to_owned),
        operation: None,
        query: "{ a }".to_owned(),
        variables: String::new(),
        view: AnswerView::Tree,
        variables_open: true,
        kept: KeptVariables::default(),
        headers: Vec::new(),
        saved: None,
        page: None,
        elements: None,
        comparison: None,
    }
}

#[test]
fn odd_sessions_are_survived() {
    let known = row("Mara").key;
    let session = Snapshot {
        tabs: vec![saved(7, Some("gone@https://gone.example")), saved(7, None), saved(3, None)],
        selected: Some(99),
        active: Some("gone@https://gone.example".to_owned()),
        export_kind: Some("docx".to_owned()),
        ..Snapshot::default()
    };
    let mut play = Play::started(start_with(session.clone(), true));
    let ids: Vec<u64> = play.state().tabs.iter().map(|t| t.id.0).collect();
    assert_eq!((ids.len(), ids[0], ids[2]), (3, 7, 3));
    assert!(ids[1] != 7 && ids[1] != 3, "one tab a number: {ids:?}");
    assert_eq!(play.state().selected.unwrap().0, 7);
    assert_eq!(play.state().accounts.active.as_ref(), Some(&known));
    assert_eq!(play.state().tabs[0].account, None, "never another server's account by itself");
    assert_eq!(
        play.state().tabs[1].account.as_ref(),
        Some(&known),
        "one that never had any takes the active"
    );
    assert_eq!(play.state().export_kind, None::<ExportKind>);
    assert!(play.tab("{ b }").0 > 7, "a number is never used twice");
    let play = Play::started(start_with(session, false));
    assert_eq!(play.state().tabs[0].account, None);
}

#[test]
fn a_start_says_what_was_wrong_and_asks_for_the_active_account_only() {
    let mut first = row("Mara").account;
    first.origin = "https://first.example".parse().unwrap();
    let second = row("Mara").account;
    let started = Started {
        accounts: vec![first, second.clone()],
        session: Some(Snapshot { active: Some(second.key().to_string()), ..Snapshot::default() }),
        warnings: vec!["session.db was set aside".to_owned()],
        ..Started::default()
    };
    let mut heart = dapple::app::Heart::default();
    let id = heart.state.name_command();
    let event = dapple::app::Input::Event(id, Event::Started(Box::new(started)));
    let out = dapple::app::update(&mut heart, event, 0.0);
    assert_eq!(heart.state.notices[0].text, "session.db was set aside");
    let asked: Vec<_> = out.commands.iter().filter(|e| matches!(e.command, Command::Reconnect(_))).collect();
    assert_eq!(asked.len(), 1);
    assert!(sent(&out, |c| matches!(c, Command::Reconnect(a) if a.key() == second.key())).is_some());
}
