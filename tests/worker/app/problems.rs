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

const SDL: &str = "type Query { project(id: ID): Project } type Project { id: ID, team: [Int!]! }";

#[test]
fn a_run_waits_for_the_check_and_is_held_back_by_a_missing_scope() {
    let (mut play, key) = Play::signed_in();
    let tab = checked(&mut play, "{ project { team } }", Vec::new(), Looked::default());
    let schema = std::sync::Arc::new(dapple_data::schema::Schema::from_sdl(SDL).unwrap());
    let loading = play.act(Action::RefreshSchema(key.clone()));
    let id = sent(&loading, |c| matches!(c, Command::LoadSchema(_))).unwrap();
    play.say(id, Event::SchemaLoaded { key, result: Ok(schema) });
    let ran = |out: &dapple::app::Outbox| sent(out, |c| matches!(c, Command::Run { .. })).is_some();
    let is_checked = |play: &mut Play, out: &dapple::app::Outbox, missing| {
        let id = sent(out, |c| matches!(c, Command::Check { .. })).unwrap();
        let revision = revision(play, tab);
        let looked = Box::new(Looked { revision, missing, ..Looked::default() });
        play.say(id, Event::Problems(ProblemsEvent::Looked { tab, looked }));
        let outline = dapple_data::graphql::operations("{ project { team } }");
        let (problems, variable_problems) = (Vec::new(), Vec::new());
        let revisions = (revision, 0);
        play.say(id, Event::Checked { tab, revisions, outline, problems, variable_problems });
        play.after(0.01)
    };
    let checking = play.write(tab, "{ project { team } }  ");
    assert!(!ran(&play.act(Action::Run(tab))), "what it needs is not known yet");
    assert!(!ran(&is_checked(&mut play, &checking, vec![needed("project.team")])));
    let now = revision(&play, tab);
    assert!(play.state().problems.is_held(tab, now));
    assert!(!ran(&play.act(Action::Run(tab))), "asking twice is no answer");
    play.act(Action::ShowEditor(tab, false));
    play.act(Action::Run(tab));
    assert!(play.state().tab(tab).unwrap().editor_open, "the reason can be seen");
    assert!(ran(&play.act(problems(ProblemsAction::RunAnyway(tab)))));
    assert!(!play.state().problems.is_held(tab, now));
    // Without the field it runs as soon as that is known, and once.
    let checking = play.write(tab, "{ project { id } }");
    assert!(!ran(&play.act(Action::Run(tab))));
    assert!(ran(&is_checked(&mut play, &checking, Vec::new())));
    assert!(!ran(&play.after(0.01)));
    // A run that was given up while it waited stays given up.
    let checking = play.write(tab, "{ project { id }  }");
    play.act(Action::Run(tab));
    play.act(Action::CancelRun(tab));
    assert!(!ran(&is_checked(&mut play, &checking, Vec::new())));
}

#[test]
fn what_stands_in_a_shared_fragment_is_not_mended_in_a_tab() {
    let (mut play, _) = Play::signed_in();
    let inside = Fix { title: "in".to_owned(), edits: vec![TextEdit::replace(2..3, "b")] };
    let outside = Fix { title: "out".to_owned(), edits: vec![TextEdit::replace(20..23, "")] };
    let behind =
        Fix { title: "new".to_owned(), edits: vec![TextEdit::replace(40..40, "\n\nquery B { b }\n")] };
    let looked = Looked { fixes: vec![vec![inside, outside, behind]], ..Looked::default() };
    let tab = checked(&mut play, "{ a }", Vec::new(), looked);
    let now = revision(&play, tab);
    let fixes = play.state().problems.looked(tab, now).unwrap().fixes[0].clone();
    assert_eq!(fixes.iter().map(|f| f.title.as_str()).collect::<Vec<_>>(), ["in", "new"]);
    play.act(problems(ProblemsAction::Fix { tab, revision: now, fix: Box::new(fixes[1].clone()) }));
    assert_eq!(play.query(tab), "{ a }\n\nquery B { b }\n");
}
