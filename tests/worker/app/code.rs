//! Code of an operation and cURL commands: what is asked of the worker, which account a tab gets, when the
//! sign-in opens.

use dapple::app::{
    Action, CodeAction, CodeCommand, CodeEvent, Command, Dialog, Event, Failure, NoticeKind, Outbox, TabId,
};
use dapple_data::code::{ImportError, Language, import};
use dapple_data::token::TokenId;

use super::{Play, TOKEN, row, sent};

fn act(play: &mut Play, action: CodeAction) -> Outbox {
    play.act(Action::Code(action))
}

fn is_code(command: &Command) -> bool {
    matches!(command, Command::Code(_))
}

/// Pastes a command as the window does: its token goes elsewhere.
fn paste(play: &mut Play, line: &str) -> (Outbox, Option<TabId>) {
    let mut imported = import(line).unwrap();
    let token = imported.token.take().map(|token| TokenId::of(&token));
    let before = play.state().selected;
    let out = act(play, CodeAction::Import(Box::new(imported), token));
    let tab = play.state().selected.filter(|tab| Some(*tab) != before);
    (out, tab)
}

const LINE: &str = "curl https://speckle.example/graphql -d '{\"query\":\"query A { a }\"}'";

#[test]
fn the_operation_of_a_tab_goes_to_the_clipboard_once_it_is_written() {
    let (mut play, key) = Play::signed_in();
    let tab = play.tab("query A { a } query B { b }");
    play.give(tab, "{\"n\": 1}");
    let out = act(&mut play, CodeAction::Copy(tab, Language::Curl));
    let job = out.commands.iter().find_map(|e| match &e.command {
        Command::Code(CodeCommand::Write(job)) => Some(job.clone()),
        _ => None,
    });
    let job = job.unwrap();
    assert_eq!((job.account, job.endpoint.as_str()), (key, "/graphql"));
    assert_eq!((job.text.as_str(), job.variables.as_str()), ("query A { a } query B { b }", "{\"n\": 1}"));
    let first = sent(&out, is_code).unwrap();
    // A second wish replaces the first.
    let out = act(&mut play, CodeAction::Copy(tab, Language::Requests));
    assert_eq!(out.cancel, [first]);
    let (late, language) = (Ok("curl".to_owned()), Language::Curl);
    let out_of_late = play.say(first, Event::Code(CodeEvent::Written { language, result: late }));
    assert_eq!(out_of_late.clipboard, None);
    let second = sent(&out, is_code).unwrap();
    let language = Language::Requests;
    let done =
        play.say(second, Event::Code(CodeEvent::Written { language, result: Ok("import".to_owned()) }));
    assert_eq!(done.clipboard.as_deref(), Some("import"));
    assert_eq!(play.state().notices.last().unwrap().text, "Copied as Python (requests)");
}

#[test]
fn code_that_cannot_be_written_is_said() {
    let (mut play, _) = Play::signed_in();
    let tab = play.tab("subscription { a }");
    let out = act(&mut play, CodeAction::Copy(tab, Language::Curl));
    let id = sent(&out, is_code).unwrap();
    let (language, result) =
        (Language::Curl, Err(Failure::new("There is no code for this", "It comes over a socket")));
    let out = play.say(id, Event::Code(CodeEvent::Written { language, result }));
    assert!(out.clipboard.is_none());
    assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Error);
}

#[test]
fn a_command_of_a_known_server_is_a_tab_with_its_account() {
    let (mut play, key) = Play::signed_in();
    let known = format!("{LINE} -H 'Authorization: Bearer {TOKEN}'");
    for line in [LINE, known.as_str()] {
        let (_, tab) = paste(&mut play, line);
        let tab = tab.unwrap();
        assert_eq!(play.query(tab), "query A { a }");
        assert_eq!(play.state().tab(tab).unwrap().account.as_ref(), Some(&key));
        assert!(play.state().dialog.is_none(), "{line}");
    }
}

#[test]
fn a_command_of_another_server_opens_the_sign_in_and_its_tab_waits_for_it() {
    let (mut play, key) = Play::signed_in();
    let (_, tab) = paste(&mut play, &LINE.replace("speckle.example", "other.example"));
    let tab = tab.unwrap();
    assert_eq!(play.state().tab(tab).unwrap().account, None);
    assert!(matches!(play.state().dialog, Some(Dialog::Connect)));
    assert_eq!(play.state().connect.server, "https://other.example");
    let out = play.act(Action::Connect(super::draft(TOKEN)));
    let id = sent(&out, |c| matches!(c, Command::Connect { .. })).unwrap();
    let mut other = row("Other");
    other.account.origin = "https://other.example".parse().unwrap();
    other.key = other.account.key();
    let wanted = other.key.clone();
    play.say(id, Event::Connected(Ok(Box::new(other))));
    assert_eq!(play.state().tab(tab).unwrap().account.as_ref(), Some(&wanted));
    assert_ne!(wanted, key);
}

#[test]
fn another_token_of_a_known_server_is_offered_to_the_sign_in() {
    let (mut play, key) = Play::signed_in();
    let other = TOKEN.replacen('0', "f", 1);
    let (_, tab) =
        paste(&mut play, &format!("{LINE} -H 'Authorization: Bearer {other}' -H 'X-Team: a' -b c=d"));
    assert!(matches!(play.state().dialog, Some(Dialog::Connect)));
    assert_eq!(play.state().tab(tab.unwrap()).unwrap().account, Some(key), "what there is until then");
    let said = play.state().notices.last().unwrap();
    assert_eq!(said.text, "Left out of the cURL command: cookies, the header X-Team");
    let shown = format!("{:?}", play.state());
    assert!(!shown.contains(&other));
}

#[test]
fn a_body_in_a_file_is_read_when_its_whole_path_is_there() {
    let (mut play, _) = Play::signed_in();
    let (out, tab) = paste(&mut play, "curl https://speckle.example/graphql -d @body.json");
    assert!(tab.is_none() && sent(&out, is_code).is_none());
    assert!(play.state().notices.last().unwrap().text.contains("body.json"));
    let path = if cfg!(windows) { "C:/body.json" } else { "/body.json" };
    let (out, tab) = paste(&mut play, &format!("curl https://speckle.example/graphql -d @{path}"));
    assert!(tab.is_none());
    let id = sent(&out, is_code).unwrap();
    let read = import("curl https://speckle.example/graphql -d @/body.json").unwrap();
    let read = Box::new(read.with_body("{\"query\": \"{ b }\"}").unwrap());
    play.say(id, Event::Code(CodeEvent::BodyRead { result: Ok(read), token: None }));
    assert_eq!(play.query(play.state().selected.unwrap()), "{ b }");
    act(&mut play, CodeAction::NotImported(ImportError::NoOperation));
    assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Error);
    assert!(act(&mut play, CodeAction::AskPaste).paste);
}
