//! Problems in the heart: walking, fixes that only fit the text they were made for, scopes waved through, and
//! what a refusal teaches.

use dapple::app::{Action, Command, Event, Looked, ProblemsAction, ProblemsEvent, TabId, TextOf};
use dapple_data::graphql::Problem;
use dapple_data::graphql::edit::TextEdit;
use dapple_data::schema::NeededScope;
use dapple_data::schema::fixes::Fix;
use dapple_data::speckle::Scope;

use super::{Play, sent};

fn problems(action: ProblemsAction) -> Action {
    Action::Problems(action)
}

/// A tab with this text, checked: its problems and what was found besides.
fn checked(play: &mut Play, text: &str, found: Vec<Problem>, looked: Looked) -> TabId {
    play.act(Action::NewTab);
    let tab = play.state().selected.unwrap();
    play.heart.buffers.get_mut(tab).unwrap().query.set_text(text);
    let out = play.act(Action::Edited { tab });
    let id = sent(&out, |c| matches!(c, Command::Check { .. })).unwrap();
    let revision = revision(play, tab);
    let looked = Box::new(Looked { revision, ..looked });
    play.say(id, Event::Problems(ProblemsEvent::Looked { tab, looked }));
    let (outline, variable_problems) = (dapple_data::graphql::operations(text), Vec::new());
    let revisions = (revision, 0);
    play.say(id, Event::Checked { tab, revisions, outline, problems: found, variable_problems });
    tab
}

fn revision(play: &Play, tab: TabId) -> u64 {
    play.heart.buffers.get(tab).unwrap().query.revision()
}

fn caret(play: &Play, tab: TabId) -> usize {
    play.heart.buffers.get(tab).unwrap().query.primary().head
}

#[test]
fn problems_are_walked_in_a_circle() {
    let (mut play, _) = Play::signed_in();
    let found = [2..3, 4..5, 4..6].map(|range| Problem::error(range, "X", "x")).to_vec();
    let tab = checked(&mut play, "{ a b c }", found, Looked::default());
    play.heart.buffers.get_mut(tab).unwrap().query.select(0, 0);
    let mut walk = |back| {
        play.act(problems(ProblemsAction::Walk { tab, back }));
        caret(&play, tab)
    };
    assert_eq!([walk(false), walk(false), walk(false), walk(true), walk(true)], [2, 4, 2, 4, 2]);
    assert_eq!(play.state().problems.jumped_to, Some((tab, TextOf::Query)));
}

#[test]
fn a_fix_only_touches_the_text_it_was_made_for() {
    let (mut play, _) = Play::signed_in();
    let tab = checked(&mut play, "{ nam }", Vec::new(), Looked::default());
    let revision = revision(&play, tab);
    let fix = Fix {
        title: "Change".to_owned(),
        edits: vec![TextEdit::replace(2..5, "name"), TextEdit::insert(0, "query ")],
    };
    let apply = |play: &mut Play, revision| {
        let fix = Box::new(fix.clone());
        play.act(problems(ProblemsAction::Fix { tab, revision, fix }))
    };
    let text = |play: &Play| play.heart.buffers.get(tab).unwrap().query.text();
    let out = apply(&mut play, revision);
    assert_eq!(text(&play), "query { name }");
    assert!(sent(&out, |c| matches!(c, Command::Check { .. })).is_some());
    apply(&mut play, revision);
    assert_eq!(text(&play), "query { name }", "the text is another one by now");
    play.heart.buffers.get_mut(tab).unwrap().query.undo();
    assert_eq!(text(&play), "{ nam }", "both edits are one step");
}

fn needed(path: &str) -> NeededScope {
    NeededScope {
        scope: "users:read".to_owned(),
        field: "Project.team".to_owned(),
        operation: None,
        path: path.to_owned(),
        range: 2..6,
        non_null_empties: true,
        emptied: String::new(),
    }
}

#[test]
fn what_was_waved_through_is_not_said_again_until_it_is_another() {
    let (mut play, _) = Play::signed_in();
    let looked = Looked { missing: vec![needed("project.team")], ..Looked::default() };
    let tab = checked(&mut play, "{ project { team } }", Vec::new(), looked);
    let said = |play: &Play| play.state().problems.missing(tab, revision(play, tab)).len();
    assert_eq!(said(&play), 1);
    let out = play.act(problems(ProblemsAction::RunAnyway(tab)));
    assert!(sent(&out, |c| matches!(c, Command::Run { .. })).is_some());
    assert_eq!(said(&play), 0);
    let missing = vec![needed("project.team"), needed("project.invitedTeam")];
    let looked = Box::new(Looked { revision: revision(&play, tab), missing, ..Looked::default() });
    let id = play.heart.state.name_command();
    play.say(id, Event::Problems(ProblemsEvent::Looked { tab, looked }));
    assert_eq!(said(&play), 2, "another field is another question");
    assert!(
        play.state().problems.missing(tab, 99).is_empty(),
        "nothing is said of a text that was not looked at"
    );
}

#[test]
fn a_refusal_teaches_the_account_and_is_over_with_the_next_run() {
    let (mut play, key) = Play::signed_in();
    let tab = checked(&mut play, "{ a }", Vec::new(), Looked::default());
    let scopes = vec!["users:read".to_owned()];
    let id = play.heart.state.name_command();
    play.say(id, Event::Problems(ProblemsEvent::Refused { tab, key: key.clone(), scopes }));
    assert_eq!(play.state().problems.refused(tab), ["users:read"]);
    let scope = Scope::from_name("users:read").unwrap();
    assert!(play.state().accounts.get(&key).unwrap().scopes.lacks(scope));
    assert!(sent(&play.after(0.1), |c| matches!(c, Command::Check { .. })).is_some(), "it is checked anew");
    play.act(Action::Run(tab));
    assert!(play.state().problems.refused(tab).is_empty());
}
