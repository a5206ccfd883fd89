//! Writing an operation: starters, tabs, problems, formatting, running, and the list of past runs.

use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::stage::{COMMAND, Role, Setting, Stage};

fn query_of(stage: &Stage) -> String {
    stage.window.get_by_role_and_label(Role::MultilineTextInput, "Operation").value().unwrap_or_default()
}

#[test]
fn sample_data_opens_with_projects_and_starters() {
    let mut stage = Stage::new(Setting::default());
    stage.click(Role::Button, "Explore sample data");
    stage.wait_for("Kvarnholmen block 7");
    stage.query_projects();
    assert_eq!(stage.names(Role::Tab), ["Browse", "Query", "History", "API", "MyProjects"]);
    for starter in ["Who am I", "My projects", "Models of a project", "About this server"] {
        assert!(stage.has(Role::ListItem, starter), "{starter}");
    }
    assert!(stage.says("Connected"));
    assert!(query_of(&stage).starts_with("query MyProjects"));
    assert!(stage.has(Role::RadioButton, "Variables"));
}

#[test]
fn a_starter_runs_by_keyboard() {
    let mut stage = Stage::with_samples(Setting::default());
    let before = stage.state().tabs.len();
    stage.click(Role::ListItem, "About this server");
    assert_eq!(stage.state().tabs.len(), before + 1, "a starter never writes over a tab");
    stage.wait("the operation's name on the tab", |s| {
        s.state().current().is_some_and(|t| t.title() != "New query")
    });
    assert!(stage.says("Run the operation to see its answer here"));
    stage.focus(Role::MultilineTextInput, "Operation");
    stage.press(COMMAND, Key::Enter);
    stage.wait_for_answer();
    assert!(stage.has(Role::Tree, "Answer as tree"));
    assert!(stage.says("serverInfo"));
}

#[test]
fn problems_are_counted_as_one_writes() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(COMMAND, Key::T);
    stage.write_query("query Wrong { activeUser { nam } }");
    stage.wait_for("1 error");
    stage.write_query("query Right { activeUser { name } }");
    stage.wait("a text without problems", |s| !s.says("1 error"));
    assert!(stage.has(Role::Tab, "Right"), "the tab is called after its operation");
}

#[test]
fn a_paste_belongs_to_the_editor_while_it_has_the_keyboard() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(COMMAND, Key::T);
    stage.write_query("query A { activeUser { id } }");
    assert!(query_of(&stage).starts_with("query A"));
    assert!(!stage.says("Speckle link. "), "no word about links: {:#?}", stage.names(Role::Alert));
    // Outside of it the same paste is taken for a link, and refused as none.
    stage.focus(Role::Button, "Settings");
    stage.paste("query A { activeUser { id } }");
    assert_eq!(stage.names(Role::Alert).len(), 1);
}

#[test]
fn an_error_of_the_server_stands_beside_the_data() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(COMMAND, Key::T);
    stage.write_query("query Nobody { project(id: \"0000000000\") { name } }");
    stage.press(COMMAND, Key::Enter);
    stage.wait_for_answer();
    assert!(stage.says("The server reports an error"), "{:#?}", stage.words());
    stage.click(Role::Button, "Hide");
    assert!(!stage.says("The server reports an error"));
}

#[test]
fn formatting_keeps_the_operation_and_one_undo_takes_it_back() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(COMMAND, Key::T);
    let written = "query A{activeUser{name}}";
    stage.write_query(written);
    stage.click(Role::Button, "Format (Ctrl Shift F)");
    stage.wait("the formatted text", |s| query_of(s) != written);
    assert_eq!(query_of(&stage).trim_end(), "query A {\n  activeUser {\n    name\n  }\n}");
    stage.focus(Role::MultilineTextInput, "Operation");
    stage.press(COMMAND, Key::Z);
    assert_eq!(query_of(&stage), written);
}

#[test]
fn a_shortcut_with_alt_types_nothing() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.focus(Role::MultilineTextInput, "Operation");
    let before = query_of(&stage);
    // The system sends the key and its text in one frame.
    let key = Event::Key {
        key: Key::Num2,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::ALT,
    };
    stage.window.input_mut().events.extend([key, Event::Text("2".to_owned())]);
    stage.window.step();
    stage.wait("the table", |s| s.has(Role::Grid, "Answer as table"));
    assert_eq!(query_of(&stage), before);
}

#[test]
fn a_new_tab_is_ready_to_be_written_in() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(COMMAND, Key::T);
    stage.type_text("query Mine");
    assert_eq!(query_of(&stage), "query Mine");
}

#[test]
fn tabs_open_switch_and_close_by_keyboard() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(COMMAND, Key::T);
    stage.press(COMMAND, Key::T);
    assert_eq!(stage.state().tabs.len(), 3);
    let last = stage.state().selected;
    stage.press(Modifiers::CTRL, Key::Tab);
    assert_ne!(stage.state().selected, last);
    stage.press(COMMAND, Key::W);
    stage.press(COMMAND, Key::W);
    assert_eq!(stage.state().tabs.len(), 1);
    stage.press(COMMAND, Key::W);
    stage.wait_for("No query is open");
    stage.click(Role::Button, "New query");
    assert_eq!(stage.state().tabs.len(), 1);
}

#[test]
fn a_change_runs_only_where_it_is_allowed() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(COMMAND, Key::T);
    stage.write_query("mutation Rename { userUpdate(user: { name: \"x\" }) }");
    stage.wait("the outline", |s| s.state().current().is_some_and(|t| !t.outline.is_empty()));
    stage.press(COMMAND, Key::Enter);
    stage.wait_for("Changes are off for this tab");
    assert!(stage.has(Role::Button, "Allow changes"));
}

#[test]
fn a_run_is_listed_and_comes_back_from_the_history() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.click(Role::Tab, "History");
    stage.wait("the run in the list", |s| s.has(Role::ListBoxOption, "MyProjects"));
    stage.click(Role::ListBoxOption, "MyProjects");
    stage.wait("its text in a tab", |s| s.has(Role::MultilineTextInput, "Operation"));
    assert!(query_of(&stage).starts_with("query MyProjects"));
    stage.press(COMMAND, Key::Num3);
    stage.click(Role::Button, "Clear");
    stage.click(Role::Button, "Clear 1 run?");
    stage.wait_for("Nothing was run on this computer yet");
    assert!(stage.window.get_by_role_and_label(Role::Button, "Clear").accesskit_node().is_disabled());
}
