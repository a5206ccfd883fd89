//! Accounts, notices, and what reaches whom when the world gives up.

use std::sync::Arc;

use dapple::app::{
    Action, AnswerView, BrowseAction, BrowseCommand, BrowseEvent, Command, Dialog, Event, ExportWhat, Link,
    NoticeKind, Picture, Place, Remote,
};

use super::browsing::one;
use super::{Play, answer, failure, row, sent};

#[test]
fn signing_out_clears_all_that_belonged_to_the_account() {
    let (mut play, key) = Play::signed_in();
    let schema = play.state().schemas[&key].waiting_for().unwrap();
    let tab = play.answered(r#"{"data":{"items":[{"n":1}]}}"#);
    let out = play.act(Action::ShowAnswerAs(tab, AnswerView::Table));
    let table = sent(&out, |c| matches!(c, Command::BuildTable { .. })).unwrap();
    let running = play.tab("{ b }");
    let run = play.run(running).unwrap();
    play.act(Action::AskSignOut(key.clone()));
    assert!(matches!(play.state().dialog, Some(Dialog::SignOut(_))), "it is asked first");
    let out = play.act(Action::SignOut(key.clone()));
    for id in [schema, table, run] {
        assert!(out.cancel.contains(&id), "{id:?} goes on: {:?}", out.cancel);
    }
    let forget = sent(&out, |c| matches!(c, Command::ForgetToken { kept: true, .. })).unwrap();
    // A token that the keyring does not let go of stays within reach.
    assert!(matches!(play.state().accounts.list[0].link, Link::Leaving(id) if id == forget));
    play.say(forget, Event::TokenForgotten { key: key.clone(), result: Err(failure()) });
    assert!(matches!(play.state().accounts.list[0].link, Link::Failed(_)));
    let out = play.act(Action::SignOut(key.clone()));
    let forget = sent(&out, |c| matches!(c, Command::ForgetToken { .. })).unwrap();
    let out = play.say(forget, Event::TokenForgotten { key, result: Ok(()) });
    assert!(sent(&out, |c| matches!(c, Command::SaveAccounts(list) if list.is_empty())).is_some());
    let state = play.state();
    assert!(state.accounts.list.is_empty() && state.accounts.active.is_none());
    assert!(state.schemas.is_empty() && state.dialog.is_none());
    for tab in &state.tabs {
        assert!(
            tab.account.is_none() && matches!(tab.answer, Remote::Idle) && matches!(tab.table, Remote::Idle)
        );
    }
    assert_eq!(play.heart.buffers.get(tab).unwrap().query.text(), "query Walls { a }", "the texts stay");
    play.say(run, Event::Answered { tab: running, result: Ok(answer("[]")) });
    assert!(matches!(play.state().tab(running).unwrap().answer, Remote::Idle));
}

#[test]
fn signing_out_forgets_where_one_was_and_the_pictures() {
    let (mut play, key) = Play::browsing();
    play.opened(&key);
    play.do_browse(BrowseAction::OpenProject(key.clone(), "aaaaaaaaaa".into()));
    assert!(play.state().browser.trail.can_go_back());
    let url = "https://speckle.example/preview/a";
    let out = play.do_browse(BrowseAction::ShowPreviews(key.clone(), vec![url.to_owned()]));
    let id = one(&out, |c| matches!(c, BrowseCommand::Preview { .. })).unwrap();
    let picture = Arc::new(Picture { width: 1, height: 1, pixels: vec![0; 4] });
    play.tell(id, BrowseEvent::Preview(Ok(Some(picture))));
    assert!(play.state().browser.pictures.get(url).is_some());
    let out = play.act(Action::SignOut(key.clone()));
    let forget = sent(&out, |c| matches!(c, Command::ForgetToken { .. })).unwrap();
    play.say(forget, Event::TokenForgotten { key, result: Ok(()) });
    let browser = &play.state().browser;
    assert!(!browser.trail.can_go_back() && !browser.trail.can_go_forward());
    assert!(browser.pictures.get(url).is_none());
    assert!(browser.recents.is_empty());
}

#[test]
fn signing_out_gives_a_sign_in_under_way_up() {
    let (mut play, key) = Play::signed_in();
    let out = play.act(Action::Reconnect(key.clone()));
    let id = sent(&out, |c| matches!(c, Command::Reconnect(_))).unwrap();
    let out = play.act(Action::SignOut(key.clone()));
    assert!(out.cancel.contains(&id), "a client with the token would be made after the sign-out");
    let forget = sent(&out, |c| matches!(c, Command::ForgetToken { .. })).unwrap();
    play.say(forget, Event::TokenForgotten { key: key.clone(), result: Ok(()) });
    let out = play.say(id, Event::Reconnected { key, result: Ok(Box::new(row("Mara"))) });
    assert!(play.state().accounts.list.is_empty());
    assert!(sent(&out, |c| matches!(c, Command::ForgetToken { kept: false, .. })).is_some());
}

#[test]
fn an_account_is_asked_again_and_keeps_what_it_was_when_that_fails() {
    let (mut play, key) = Play::signed_in();
    let out = play.act(Action::Reconnect(key.clone()));
    let old = sent(&out, |c| matches!(c, Command::Reconnect(_))).unwrap();
    let out = play.act(Action::Reconnect(key.clone()));
    let new = sent(&out, |c| matches!(c, Command::Reconnect(_))).unwrap();
    play.say(old, Event::Reconnected { key: key.clone(), result: Err(failure()) });
    assert!(matches!(play.state().accounts.list[0].link, Link::Connecting(id) if id == new));
    play.say(new, Event::Reconnected { key: key.clone(), result: Err(failure()) });
    assert!(matches!(&play.state().accounts.list[0].link, Link::Failed(f) if *f == failure()));
    // Choosing it tries again, and asks for the schema when the token is here, not before.
    let schema = play.state().schemas[&key].waiting_for().unwrap();
    play.say(schema, Event::SchemaLoaded { key: key.clone(), result: Err(failure()) });
    let out = play.act(Action::UseAccount(key.clone()));
    assert!(sent(&out, |c| matches!(c, Command::LoadSchema(_))).is_none());
    let id = sent(&out, |c| matches!(c, Command::Reconnect(_))).unwrap();
    let out = play.say(id, Event::Reconnected { key, result: Ok(Box::new(row("Mara"))) });
    assert!(sent(&out, |c| matches!(c, Command::LoadSchema(_))).is_some());
}

#[test]
fn a_new_sign_in_keeps_the_persons_own_name() {
    let (mut play, key) = Play::signed_in();
    play.act(Action::RenameAccount(key.clone(), " Ana, read only ".to_owned()));
    assert_eq!(play.state().accounts.get(&key).unwrap().title(), "Ana, read only");
    let id = play.connect();
    play.say(id, Event::Connected(Ok(Box::new(row("")))));
    assert_eq!(play.state().accounts.list.len(), 1, "the same token is the same account");
    assert_eq!(play.state().accounts.list[0].title(), "Ana, read only");
}

#[test]
fn refused_and_broken_commands_reach_whoever_waits() {
    for event in [|| Event::Refused(failure()), || Event::Broke(failure())] {
        let mut play = Play::new();
        play.act(Action::ServerTyped("speckle.example".to_owned()));
        let id = sent(&play.after(1.0), |c| matches!(c, Command::FindServer { .. })).unwrap();
        play.say(id, event());
        assert_eq!(play.state().connect.found.error(), Some(&failure()));
        let id = play.connect();
        play.say(id, event());
        assert!(!play.state().connect.is_running());

        let (mut play, key) = Play::signed_in();
        let id = play.state().schemas[&key].waiting_for().unwrap();
        play.say(id, event());
        assert!(play.state().schemas[&key].error().is_some());

        let tab = play.answered(r#"{"data":{"items":[{"n":1}]}}"#);
        let id = play.state().tab(tab).unwrap().checking.waiting_for().unwrap();
        play.say(id, event());
        assert!(play.state().tab(tab).unwrap().checking.error().is_some());
        let out = play.act(Action::ShowAnswerAs(tab, AnswerView::Table));
        play.say(sent(&out, |c| matches!(c, Command::BuildTable { .. })).unwrap(), event());
        assert!(play.state().tab(tab).unwrap().table.error().is_some());
        let id = play.run(tab).unwrap();
        play.say(id, event());
        assert_eq!(*play.refusal(tab), failure());

        play.act(Action::AskExport(tab, ExportWhat::Whole));
        let Some(Dialog::Export(form)) = &play.state().dialog else { panic!() };
        let form = dapple::app::ExportForm { path: "/out/a.json".to_owned(), ..form.clone() };
        play.act(Action::EditExport(form));
        let out = play.act(Action::Export);
        play.say(sent(&out, |c| matches!(c, Command::Export(_))).unwrap(), event());
        let Some(Dialog::Export(form)) = &play.state().dialog else { panic!() };
        assert_eq!((form.running, form.failure.as_ref()), (None, Some(&failure())));

        let out = play.act(Action::Reconnect(key.clone()));
        play.say(sent(&out, |c| matches!(c, Command::Reconnect(_))).unwrap(), event());
        assert!(matches!(play.state().accounts.list[0].link, Link::Failed(_)));
        let out = play.act(Action::Go(Place::History));
        play.say(sent(&out, |c| matches!(c, Command::LoadHistory)).unwrap(), event());
        assert!(play.state().history.error().is_some());
        assert!(play.state().notices.iter().all(|n| n.kind != NoticeKind::Error), "said twice");

        // What no slot waits for is said to everybody.
        let out = play.act(Action::OpenLink("https://speckle.example".to_owned()));
        play.say(out.commands[0].id, event());
        assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Error);
    }
}

#[test]
fn notices_go_by_themselves_except_errors() {
    let (mut play, _) = Play::signed_in();
    let out = play.act(Action::OpenLink("https://speckle.example".to_owned()));
    play.say(out.commands[0].id, Event::Failed(failure()));
    assert_eq!(play.state().notices.len(), 2);
    play.after(3.9);
    assert_eq!(play.state().notices.len(), 2);
    play.after(0.2);
    let left = &play.state().notices;
    assert_eq!(
        (left.len(), left[0].kind, left[0].text.as_str()),
        (1, NoticeKind::Error, "It broke. Try again")
    );
    play.after(1_000.0);
    let id = play.state().notices[0].id;
    play.act(Action::CloseNotice(id));
    assert!(play.state().notices.is_empty());
}

#[test]
fn copying_is_for_the_window_alone() {
    let mut play = Play::new();
    let out = play.act(Action::Copy("text".to_owned()));
    assert_eq!(out.clipboard.as_deref(), Some("text"));
    assert!(out.commands.is_empty());
}
