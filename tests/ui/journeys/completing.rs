//! Completion as a person meets it: a list at the caret, by keys and by the pointer.

use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{Role, Setting, Stage};

const NONE: Modifiers = Modifiers::NONE;

/// A new query with this text, the caret at its end.
fn writing(setting: Setting, text: &str) -> Stage {
    let mut stage = Stage::with_samples(setting);
    stage.write_query(text);
    stage.wait("the schema", |s| {
        let key = s.state().current().and_then(|tab| tab.account.as_ref());
        key.is_some_and(|key| s.state().schema(key).is_some())
    });
    stage
}

fn query(stage: &Stage) -> String {
    stage
        .window
        .state()
        .heart()
        .buffers
        .get(stage.state().selected.expect("a tab"))
        .expect("texts")
        .query
        .text()
}

fn offers(stage: &Stage) -> Vec<String> {
    stage.names(Role::ListBoxOption)
}

fn is_offered(stage: &Stage, begins: &str) -> bool {
    offers(stage).iter().any(|name| name.starts_with(begins))
}

#[test]
fn a_name_is_completed_by_keys_and_one_undo_takes_it_back() {
    let mut stage = writing(Setting::default(), "query Q { activeUser { ");
    stage.type_text("na");
    stage.wait("the list", |s| is_offered(s, "name, String!"));
    stage.press(NONE, Key::Enter);
    assert_eq!(query(&stage), "query Q { activeUser { name");
    stage.wait("its end", |s| offers(s).is_empty());
    stage.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(query(&stage), "query Q { activeUser { na");
}

#[test]
fn a_closed_list_takes_no_key_and_an_open_one_only_its_own() {
    let mut stage = writing(Setting::default(), "query Q { activeUser { ");
    stage.type_text("na");
    stage.wait("the list", |s| is_offered(s, "name"));
    stage.press(NONE, Key::Escape);
    stage.wait("its end", |s| offers(s).is_empty());
    stage.press(NONE, Key::Enter);
    assert!(query(&stage).contains("na\n"), "{}", query(&stage));
    // By a key it opens where nothing was typed.
    stage.press(Modifiers::CTRL, Key::Space);
    stage.wait("the list", |s| is_offered(s, "id, ID!"));
    let first = offers(&stage)[0].clone();
    stage.press(NONE, Key::ArrowDown);
    stage.press(NONE, Key::ArrowUp);
    stage.press(NONE, Key::Tab);
    let name = first.split(',').next().expect("a name").to_owned();
    assert!(query(&stage).trim_end().contains(&name), "{first}: {}", query(&stage));
}

#[test]
fn completion_draws_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let mut stage = writing(Setting { theme: shown, ..Setting::default() }, "query Q { activeUser { ");
        stage.type_text("pro");
        stage.wait("the list", |s| is_offered(s, "projects"));
        if let Some(colors) = stage.picture(&format!("completion-{suffix}")) {
            assert!(
                colors.contains(&color.bg_popup.to_array()) && colors.contains(&color.selection.to_array())
            );
        }
    }
}

fn variables(stage: &Stage) -> String {
    let tab = stage.state().selected.expect("a tab");
    stage.window.state().heart().buffers.get(tab).expect("texts").variables.text()
}

#[test]
fn variables_are_completed_from_what_the_operation_declares() {
    let text = "query Q($limit: Int!, $filter: UserProjectsFilter) { activeUser { projects(limit: $limit, filter: $filter) { totalCount } } }";
    let mut stage = writing(Setting::default(), text);
    stage.wait("its outline", |s| s.state().current().is_some_and(|t| t.title() == "Q"));
    stage.click(Role::RadioButton, "JSON");
    stage.focus(Role::MultilineTextInput, "Variables");
    stage.press(Modifiers::COMMAND, Key::A);
    stage.press(NONE, Key::Backspace);
    stage.type_text("{");
    stage.wait("the names", |s| is_offered(s, "limit, Int!"));
    stage.press(NONE, Key::Enter);
    assert_eq!(variables(&stage), "{\"limit\": }");
    // A closed list in one text does not close the one in the other.
    stage.type_text("5, \"f");
    stage.wait("the other name", |s| is_offered(s, "filter, UserProjectsFilter"));
    assert!(!is_offered(&stage, "limit"));
    if let Some(colors) = stage.picture("completion-variables") {
        assert!(colors.contains(&theme::tokens_of(Theme::Dark).color.selection.to_array()));
    }
    stage.press(NONE, Key::Tab);
    assert!(variables(&stage).starts_with("{\"limit\": 5, \"filter\": "), "{}", variables(&stage));
}

#[test]
fn a_new_variable_is_used_and_declared_in_one_step() {
    let mut stage = writing(Setting::default(), "query Q { project(id: ");
    stage.press(Modifiers::CTRL, Key::Space);
    stage
        .wait("a new variable", |s| is_offered(s, "$projectId, ID!") || is_offered(s, "$projectId, String!"));
    let last = offers(&stage).len();
    (1..last).for_each(|_| stage.press(NONE, Key::ArrowDown));
    stage.press(NONE, Key::Enter);
    let text = query(&stage);
    assert!(text.starts_with("query Q($projectId: "), "{text}");
    assert!(text.ends_with("project(id: $projectId"), "{text}");
    stage.type_text(")");
    assert!(query(&stage).ends_with("$projectId)"), "the caret stands behind it: {}", query(&stage));
}
