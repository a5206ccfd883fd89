//! Variables: the form changes the text in one place, and sets of values come back.

use dapple::app::{
    Action, Command, Dialog, Event, SetName, TabId, VariablesAction, VariablesEvent, VariablesView,
};
use dapple_data::graphql::operations;
use dapple_data::jsonc::Step;
use dapple_data::schema::{Given, form};

use super::{Play, sent};

const QUERY: &str = "query Q($projectId: String!, $ids: [ID!], $limit: Int = 50) { a }";

fn key(name: &str) -> Vec<Step> {
    vec![Step::Key(name.to_owned())]
}

/// A tab whose operation is known.
fn open(play: &mut Play, variables: &str) -> TabId {
    let tab = play.tab(QUERY);
    play.give(tab, variables);
    let out = play.act(Action::Edited { tab });
    let id = sent(&out, |c| matches!(c, Command::Check { .. })).unwrap();
    let outline = operations(QUERY);
    let form = form(None, &outline[0], variables);
    play.say(id, Event::Variables(VariablesEvent::Form { tab, form }));
    play.say(
        id,
        Event::Checked {
            tab,
            revisions: (0, 0),
            outline,
            problems: Vec::new(),
            variable_problems: Vec::new(),
        },
    );
    tab
}

fn given(play: &Play, tab: TabId, name: &str) -> Given {
    let form = &play.state().tab(tab).unwrap().form;
    form.rows.iter().find(|row| row.path == key(name)).unwrap().given.clone()
}

fn act(play: &mut Play, action: VariablesAction) {
    play.act(Action::Variables(action));
}

#[test]
fn a_change_in_the_form_changes_one_value_of_the_text() {
    let (mut play, _) = Play::signed_in();
    let tab = open(&mut play, "{\n  // how many\n  \"limit\": 5, // few\n  \"ids\": [1, 2]\n}");
    act(&mut play, VariablesAction::Set(tab, key("limit"), "7".to_owned()));
    act(&mut play, VariablesAction::Set(tab, key("projectId"), "\"x\"".to_owned()));
    let list = key("ids");
    act(&mut play, VariablesAction::Swap(tab, list, (0, 1)));
    let text = "{\n  // how many\n  \"limit\": 7, // few\n  \"ids\": [2, 1],\n  \"projectId\": \"x\"\n}";
    assert_eq!(play.variables(tab), text);
    assert_eq!(given(&play, tab, "limit"), Given::Number("7".to_owned()), "no frame shows the old value");
    assert_eq!(given(&play, tab, "projectId"), Given::Text("x".to_owned()));
    act(&mut play, VariablesAction::Remove(tab, key("limit")));
    assert_eq!(given(&play, tab, "limit"), Given::Absent);
    assert!(play.variables(tab).contains("// how many"), "the comment of another line stays");
    assert!(play.after(1.0).commands.iter().any(|e| matches!(e.command, Command::SaveSession(_))));
}

#[test]
fn a_form_of_an_older_check_is_not_taken() {
    let (mut play, _) = Play::signed_in();
    let tab = open(&mut play, "{}");
    let out = play.act(Action::Edited { tab });
    let old = sent(&out, |c| matches!(c, Command::Check { .. })).unwrap();
    play.act(Action::Edited { tab });
    let late = form(None, &operations("query($z: Int) { a }")[0], "");
    play.say(old, Event::Variables(VariablesEvent::Form { tab, form: late }));
    assert_eq!(play.state().tab(tab).unwrap().form.rows.len(), 3);
}

#[test]
fn a_text_that_cannot_be_read_is_left_alone() {
    let (mut play, _) = Play::signed_in();
    let tab = open(&mut play, "{ \"limit\": ");
    assert!(play.state().tab(tab).unwrap().form.broken.is_some());
    act(&mut play, VariablesAction::Set(tab, key("limit"), "7".to_owned()));
    assert_eq!(play.variables(tab), "{ \"limit\": ");
    assert_eq!(play.state().notices.last().unwrap().kind, dapple::app::NoticeKind::Warning);
}

#[test]
fn sets_of_values_are_saved_chosen_renamed_and_deleted() {
    let (mut play, _) = Play::signed_in();
    let tab = open(&mut play, "{ \"limit\": 5 }");
    act(&mut play, VariablesAction::AskName(SetName { tab, renamed: None }));
    assert!(matches!(play.state().dialog, Some(Dialog::SetName(_))));
    act(&mut play, VariablesAction::SaveSet(tab, " few ".to_owned()));
    assert!(play.state().dialog.is_none());
    play.give(tab, "{ \"limit\": 500 }");
    act(&mut play, VariablesAction::SaveSet(tab, "many".to_owned()));
    act(&mut play, VariablesAction::UseSet(tab, "few".to_owned()));
    assert_eq!(play.variables(tab), "{ \"limit\": 5 }");
    assert_eq!(given(&play, tab, "limit"), Given::Number("5".to_owned()));
    act(&mut play, VariablesAction::RenameSet(tab, "few".to_owned(), "many".to_owned()));
    act(&mut play, VariablesAction::RenameSet(tab, "few".to_owned(), "little".to_owned()));
    act(&mut play, VariablesAction::DeleteSet(tab, "many".to_owned()));
    act(&mut play, VariablesAction::ShowAs(tab, VariablesView::Json));
    let kept = play.state().tab(tab).unwrap().kept.clone();
    let names: Vec<_> = kept.of(Some("Q")).map(|set| set.name.as_str()).collect();
    assert_eq!(names, ["little"]);
    assert_eq!((kept.chosen.as_deref(), kept.of(None).count()), (Some("little"), 0));
    // The session has them.
    let out = play.after(1.0);
    let saved = out.commands.iter().find_map(|e| match &e.command {
        Command::SaveSession(snapshot) => Some(snapshot.tabs[0].kept.clone()),
        _ => None,
    });
    assert_eq!(saved, Some(kept));
}
