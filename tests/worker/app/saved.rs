//! Saved queries and tabs that come back: what is written, when somebody is asked, what is shared.

use dapple::app::{
    Action, Command, Dialog, Event, Failure, NoticeKind, Outbox, Remote, SavedAction, SavedCommand,
    SavedDialog, SavedEvent, TabId,
};
use dapple::services::store::{Expected, SaveEnd, SavedList, SavedText};

use super::{Play, sent};

fn text(text: &str) -> SavedText {
    SavedText { text: text.to_owned(), variables: String::new() }
}

fn act(play: &mut Play, action: SavedAction) -> Outbox {
    play.act(Action::Saved(action))
}

fn command(out: &Outbox) -> SavedCommand {
    let found = out.commands.iter().find_map(|e| match &e.command {
        Command::Saved(command) => Some(command.clone()),
        _ => None,
    });
    found.unwrap()
}

fn say(play: &mut Play, out: &Outbox, event: SavedEvent) -> Outbox {
    let id = sent(out, |c| matches!(c, Command::Saved(_))).unwrap();
    play.say(id, Event::Saved(event))
}

/// A saved query that is open in a tab.
fn open(play: &mut Play, path: &str, query: &str) -> TabId {
    let out = act(play, SavedAction::Open(path.to_owned()));
    assert_eq!(command(&out), SavedCommand::Open(path.to_owned()));
    say(play, &out, SavedEvent::Opened { path: path.to_owned(), result: Ok(text(query)) });
    play.state().selected.unwrap()
}

#[test]
fn a_tab_without_a_file_asks_for_a_name_and_one_with_a_file_does_not() {
    let (mut play, _) = Play::signed_in();
    let tab = play.tab("{ a }");
    act(&mut play, SavedAction::Save(tab));
    assert!(matches!(play.state().dialog, Some(Dialog::Saved(SavedDialog::Name { .. }))));
    let out = act(&mut play, SavedAction::SaveUnder(tab, "reports/A".to_owned()));
    let SavedCommand::Save { path, saved, expected, .. } = command(&out) else { panic!("nothing is saved") };
    assert_eq!((path.as_str(), saved.text.as_str(), expected), ("reports/A", "{ a }", Expected::Nothing));
    assert!(play.state().dialog.is_none());
    let stamp = text("{ a }").stamp();
    say(&mut play, &out, SavedEvent::Saved { tab, path, result: Ok(SaveEnd::Done(stamp)) });
    assert_eq!(play.state().tab(tab).unwrap().title(), "A");
    assert!(!play.state().tab(tab).unwrap().unsaved);
    play.write(tab, "{ b }");
    assert!(play.state().tab(tab).unwrap().unsaved);
    let out = act(&mut play, SavedAction::Save(tab));
    let SavedCommand::Save { expected, .. } = command(&out) else { panic!("nothing is saved") };
    assert_eq!(expected, Expected::Stamp(stamp));
    play.write(tab, "{ a }");
    assert!(!play.state().tab(tab).unwrap().unsaved, "back to what is on the disk");
}

#[test]
fn a_file_that_changed_is_asked_about_when_the_tab_has_changes_too() {
    let (mut play, _) = Play::signed_in();
    let tab = open(&mut play, "q", "{ a }");
    play.write(tab, "{ mine }");
    let out = act(&mut play, SavedAction::Save(tab));
    let theirs = text("{ theirs }");
    let end = Ok(SaveEnd::Changed(theirs.clone()));
    say(&mut play, &out, SavedEvent::Saved { tab, path: "q".to_owned(), result: end });
    assert!(matches!(play.state().dialog, Some(Dialog::Saved(SavedDialog::Changed { .. }))));
    assert_eq!(play.query(tab), "{ mine }", "nothing happens without a word");
    let out = act(&mut play, SavedAction::KeepMine(tab));
    let SavedCommand::Save { saved, expected, .. } = command(&out) else { panic!("nothing is saved") };
    assert_eq!((saved.text.as_str(), expected), ("{ mine }", Expected::Anything));

    let out = act(&mut play, SavedAction::Save(tab));
    let end = Ok(SaveEnd::Changed(theirs));
    say(&mut play, &out, SavedEvent::Saved { tab, path: "q".to_owned(), result: end });
    act(&mut play, SavedAction::TakeTheirs(tab));
    assert_eq!(play.query(tab), "{ theirs }");
    assert!(!play.state().tab(tab).unwrap().unsaved && play.state().dialog.is_none());
}

#[test]
fn a_tab_follows_its_file_only_while_it_has_no_changes_of_its_own() {
    let (mut play, _) = Play::signed_in();
    let (quiet, busy) = (open(&mut play, "quiet", "{ a }"), open(&mut play, "busy", "{ b }"));
    play.write(busy, "{ mine }");
    let out = act(&mut play, SavedAction::Look);
    let SavedCommand::List(asked) = command(&out) else { panic!("nothing is listed") };
    assert_eq!(asked.len(), 2);
    let changed = vec![(quiet, text("{ new }")), (busy, text("{ new }"))];
    let list = SavedList { files: vec!["busy".to_owned(), "quiet".to_owned()], ..SavedList::default() };
    say(&mut play, &out, SavedEvent::Listed { folder: "/q".into(), result: Ok(list), changed });
    assert_eq!((play.query(quiet).as_str(), play.query(busy).as_str()), ("{ new }", "{ mine }"));
    assert_eq!(play.state().saved.list.value().unwrap().files.len(), 2);
    let kinds: Vec<_> = play.state().notices.iter().rev().take(2).map(|n| n.kind).collect();
    assert_eq!(kinds, [NoticeKind::Warning, NoticeKind::Done]);
    // A folder that cannot be read keeps the old list.
    let out = act(&mut play, SavedAction::Look);
    let result = Err(Failure::new("It broke", "Try again"));
    say(&mut play, &out, SavedEvent::Listed { folder: "/q".into(), result, changed: Vec::new() });
    assert!(matches!(play.state().saved.list, Remote::Failed { previous: Some(_), .. }));
}

#[test]
fn fragments_of_the_folder_go_along_and_leave_the_text_alone() {
    let (mut play, _) = Play::signed_in();
    let out = act(&mut play, SavedAction::Look);
    let list = SavedList { fragments: vec!["fragment U on User { id }".to_owned()], ..SavedList::default() };
    say(&mut play, &out, SavedEvent::Listed { folder: "/q".into(), result: Ok(list), changed: Vec::new() });
    let tab = play.tab("query Q { activeUser { ...U } }");
    let out = play.act(Action::Run(tab));
    let query = out.commands.iter().find_map(|e| match &e.command {
        Command::Run { request, .. } => Some(request.query.clone()),
        _ => None,
    });
    assert!(query.unwrap().ends_with("fragment U on User { id }\n"));
    assert_eq!(play.query(tab), "query Q { activeUser { ...U } }");
}

#[test]
fn names_move_with_their_tabs_and_what_is_deleted_is_shown() {
    let (mut play, _) = Play::signed_in();
    let tab = open(&mut play, "old", "{ a }");
    assert_eq!(open(&mut play, "other", "{ b }"), play.state().selected.unwrap());
    act(&mut play, SavedAction::Open("old".to_owned()));
    assert_eq!(play.state().selected, Some(tab), "one tab a file");
    let out = act(&mut play, SavedAction::Rename("old".to_owned(), "dir/new".to_owned()));
    let (from, to) = ("old".to_owned(), "dir/new".to_owned());
    say(&mut play, &out, SavedEvent::Renamed { from, to, result: Ok(()) });
    let shown = play.state().tab(tab).unwrap();
    assert_eq!((shown.saved.as_ref().unwrap().path.as_str(), shown.title().as_str()), ("dir/new", "new"));
    let out = act(&mut play, SavedAction::Remove("dir/new".to_owned()));
    let lies = "/q/.deleted/new.graphql".into();
    say(&mut play, &out, SavedEvent::Removed { path: "dir/new".to_owned(), result: Ok(lies) });
    assert!(play.state().tab(tab).unwrap().saved.is_none());
    assert_eq!(play.query(tab), "{ a }", "the open text stays");
    assert!(play.state().notices.last().unwrap().file.is_some());
}

#[test]
fn closed_tabs_come_back_where_they_stood_and_copies_stand_beside() {
    let (mut play, _) = Play::signed_in();
    let tabs = [play.tab("{ a }"), play.tab("{ b }"), play.tab("{ c }")];
    play.act(Action::RenameTab(tabs[1], "Bee".to_owned()));
    play.act(Action::CloseTab(tabs[1]));
    play.act(Action::CloseTab(tabs[2]));
    let empty = play.tab("");
    play.act(Action::CloseTab(empty));
    play.act(Action::ReopenTab);
    play.act(Action::ReopenTab);
    play.act(Action::ReopenTab);
    let order: Vec<_> = play.state().tabs.iter().map(|t| play.query(t.id)).collect();
    assert_eq!(order, ["{ a }", "{ b }", "{ c }"]);
    assert_eq!(play.state().current().unwrap().title(), "Bee");
    play.act(Action::DuplicateTab(tabs[0]));
    let order: Vec<_> = play.state().tabs.iter().map(|t| play.query(t.id)).collect();
    assert_eq!(order, ["{ a }", "{ a }", "{ b }", "{ c }"]);
    let ids: std::collections::HashSet<_> = play.state().tabs.iter().map(|t| t.id).collect();
    assert_eq!(ids.len(), 4, "numbers are never shared");
}
