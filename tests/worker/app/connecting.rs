//! The first page: when a server is asked, and what becomes of Connect.

use dapple::app::{
    Action, BrowseCommand, Command, Connecting, Dialog, Event, Failed, NoticeKind, Place, Remedy, Remote,
    ServerFound,
};

use super::{Play, TOKEN, draft, failure, row, sent};

fn asks(out: &dapple::app::Outbox) -> Option<dapple::app::CommandId> {
    sent(out, |c| matches!(c, Command::FindServer { .. }))
}

fn found() -> ServerFound {
    ServerFound {
        origin: "https://speckle.example".parse().unwrap(),
        name: "Example".to_owned(),
        version: "2.25.0".to_owned(),
        endpoint: "/graphql".to_owned(),
        latency_ms: 7,
        recommended: dapple_data::speckle::recommended(&[]),
    }
}

#[test]
fn a_typed_server_is_asked_after_a_rest_of_0_4_seconds_and_once() {
    let mut play = Play::new();
    play.act(Action::ServerTyped("speckle.exam".to_owned()));
    assert!(asks(&play.after(0.3)).is_none());
    play.act(Action::ServerTyped("speckle.example".to_owned()));
    assert!(asks(&play.after(0.3)).is_none(), "the rest begins with the last key");
    assert!(play.state().next_due(play.now).unwrap() <= 0.11);
    assert!(asks(&play.after(0.11)).is_some());
    assert!(asks(&play.after(5.0)).is_none(), "asked once");
}

#[test]
fn nothing_is_asked_before_a_person_did_something() {
    let mut play = Play::new();
    let mut out = play.after(0.1);
    for _ in 0..20 {
        out.commands.extend(play.after(0.5).commands);
    }
    assert!(out.commands.is_empty(), "{:?}", out.commands);
    play.act(Action::TokenTyped);
    assert!(asks(&play.after(0.5)).is_some(), "a token means this server");
}

#[test]
fn an_answer_about_another_server_is_dropped() {
    let mut play = Play::new();
    play.act(Action::ServerTyped("old.example".to_owned()));
    let old = asks(&play.after(0.5)).unwrap();
    let out = play.act(Action::ServerTyped("speckle.example".to_owned()));
    assert_eq!(out.cancel, [old], "nobody waits for the old one");
    play.say(old, Event::ServerFound(Ok(found())));
    assert!(matches!(play.state().connect.found, Remote::Idle));
    let new = asks(&play.after(0.5)).unwrap();
    play.say(old, Event::ServerFound(Err(failure())));
    assert!(play.state().connect.found.awaits(new));
    play.say(new, Event::ServerFound(Ok(found())));
    assert_eq!(play.state().connect.found.value().unwrap().name, "Example");
    // The same server typed differently is still found.
    play.act(Action::ServerTyped("https://speckle.example/projects/abc".to_owned()));
    assert!(play.state().connect.found.value().is_some());
}

#[test]
fn plain_http_needs_a_yes_before_anything_goes_out() {
    let mut play = Play::new();
    play.act(Action::ServerTyped("http://speckle.example".to_owned()));
    assert!(asks(&play.after(1.0)).is_none());
    let out = play.act(Action::Connect(draft(TOKEN)));
    assert!(out.commands.is_empty());
    let Connecting::Failed(failure) = &play.state().connect.connecting else { panic!() };
    assert_eq!(failure.remedies, [Remedy::AllowPlainHttp]);
    play.act(Action::Remedy(Failed::Connect, Remedy::AllowPlainHttp));
    assert!(asks(&play.after(0.5)).is_some());
    // The yes is for this server only.
    play.act(Action::ServerTyped("http://other.example".to_owned()));
    assert!(!play.state().connect.allow_plain_http);
    play.act(Action::ServerTyped("http://127.0.0.1:3000".to_owned()));
    assert!(asks(&play.after(0.5)).is_some(), "loopback needs none");
}

#[test]
fn what_is_no_server_or_no_token_stays_here() {
    let mut play = Play::new();
    play.act(Action::ServerTyped("not a server".to_owned()));
    assert!(asks(&play.after(1.0)).is_none());
    assert!(play.act(Action::Connect(draft(TOKEN))).commands.is_empty());
    assert!(matches!(play.state().connect.connecting, Connecting::Failed(_)));
    play.act(Action::ServerTyped("speckle.example".to_owned()));
    for bad in ["", "short", "https://speckle.example/projects/1", "two\nlines of something long enough"] {
        assert!(play.act(Action::Connect(draft(bad))).commands.is_empty(), "{bad:?}");
        let Connecting::Failed(failure) = &play.state().connect.connecting else { panic!("{bad:?}") };
        assert!(bad.is_empty() || !failure.as_text().contains(bad), "{failure:?}");
    }
}

#[test]
fn connecting_succeeds_fails_and_is_cancelled() {
    let mut play = Play::new();
    let id = play.connect();
    assert!(play.state().connect.is_running());
    play.say(id, Event::Connected(Err(failure())));
    assert!(matches!(&play.state().connect.connecting, Connecting::Failed(f) if *f == failure()));
    assert_eq!(play.state().connect.server, "speckle.example", "nothing is typed twice");

    let id = play.connect();
    let out = play.act(Action::CancelConnect);
    assert_eq!(out.cancel, [id]);
    let out = play.say(id, Event::Connected(Ok(Box::new(row("Late")))));
    assert!(play.state().accounts.list.is_empty(), "a cancelled sign-in came through");
    assert!(
        sent(&out, |c| matches!(c, Command::ForgetToken { kept: true, .. })).is_some(),
        "its token goes again"
    );

    let id = play.connect();
    let out = play.say(id, Event::Connected(Ok(Box::new(row("Mara")))));
    assert!(matches!(play.state().connect.connecting, Connecting::Idle));
    assert!(sent(&out, |c| matches!(c, Command::SaveAccounts(list) if list.len() == 1)).is_some());
    assert!(sent(&out, |c| matches!(c, Command::LoadSchema(_))).is_some());
    let notice = &play.state().notices[0];
    assert_eq!((notice.kind, notice.text.as_str()), (NoticeKind::Done, "Signed in as Mara"));
    // Something is shown at once: the person's projects, on their way.
    assert!(sent(&out, |c| matches!(c, Command::Browse(BrowseCommand::Projects(_)))).is_some());
    assert_eq!(play.state().place, Place::Browse);
}

#[test]
fn a_keyring_that_failed_is_asked_about_and_the_answer_may_be_this_session_only() {
    let mut play = Play::new();
    let id = play.connect();
    let keyring = dapple::app::Failure::new("The keyring is locked", "Unlock it").with(Remedy::SessionOnly);
    play.say(id, Event::Connected(Err(keyring)));
    assert!(play.state().accounts.list.is_empty(), "no hidden fallback");
    play.act(Action::Remedy(Failed::Connect, Remedy::SessionOnly));
    let out = play.act(Action::Connect(draft(TOKEN)));
    let id = sent(&out, |c| matches!(c, Command::Connect { keep: false, .. })).unwrap();
    let row = dapple::app::AccountRow { session_only: true, ..row("Mara") };
    let out = play.say(id, Event::Connected(Ok(Box::new(row))));
    assert!(sent(&out, |c| matches!(c, Command::SaveAccounts(list) if list.is_empty())).is_some());
    assert!(play.state().accounts.list[0].session_only);
}

#[test]
fn a_token_typed_as_a_server_is_neither_shown_nor_looked_up() {
    let mut play = Play::new();
    for typed in [TOKEN.to_owned(), format!("app.speckle.systems{TOKEN}"), format!("Bearer {TOKEN} ")] {
        play.act(Action::ServerTyped("app.speckle.systems".to_owned()));
        play.act(Action::ServerTyped(typed));
        assert!(play.state().connect.server.is_empty() && play.state().connect.origin.is_none());
        assert!(asks(&play.after(1.0)).is_none());
        assert!(!format!("{:?}", play.state()).contains(&TOKEN[10..]));
    }
}

#[test]
fn a_window_that_may_not_write_keeps_no_token() {
    let mut play = Play::started(dapple::app::Started { read_only: true, ..dapple::app::Started::default() });
    play.act(Action::ServerTyped("speckle.example".to_owned()));
    let out = play.act(Action::Connect(draft(TOKEN)));
    assert!(sent(&out, |c| matches!(c, Command::Connect { keep: false, .. })).is_some());
}

#[test]
fn another_server_or_a_closed_dialog_gives_a_sign_in_up() {
    let mut play = Play::new();
    let id = play.connect();
    let out = play.act(Action::ServerTyped("other.example".to_owned()));
    assert!(out.cancel.contains(&id), "the sign-in at the old server goes on");
    assert!(!play.state().connect.is_running());

    play.act(Action::AddAccount);
    assert!(matches!(play.state().dialog, Some(Dialog::Connect)));
    let id = play.connect();
    let out = play.act(Action::CloseDialog);
    assert_eq!(out.cancel, [id]);
    assert!(play.state().dialog.is_none() && !play.state().connect.is_running());
}

#[test]
fn the_token_page_is_the_servers_own() {
    let mut play = Play::new();
    play.act(Action::ServerTyped("https://speckle.example/projects/abc".to_owned()));
    let out = play.act(Action::OpenTokenPage);
    let page = "https://speckle.example/settings/user/developer";
    assert!(sent(&out, |c| matches!(c, Command::OpenBrowser(url) if url.starts_with(page))).is_some());
}

#[test]
fn trying_again_is_about_what_failed() {
    let (mut play, _) = Play::signed_in();
    play.act(Action::Go(dapple::app::Place::History));
    play.act(Action::AddAccount);
    // The dialog stands over the history: its failure is not the history's.
    let out = play.act(Action::Remedy(Failed::Connect, Remedy::Retry));
    assert!(sent(&out, |c| matches!(c, Command::LoadHistory | Command::Reconnect(_))).is_none());
    assert!(asks(&play.after(1.0)).is_some(), "its server is asked again");
    let out = play.act(Action::Remedy(Failed::History, Remedy::Retry));
    assert!(sent(&out, |c| matches!(c, Command::LoadHistory)).is_some());
}
