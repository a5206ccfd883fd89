//! Problems and what can be done about them: the list, the walk through it, fixes by mouse and keyboard, and
//! fields that the token may not ask for.

use dapple::app::{Action, ProblemsAction};
use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{COMMAND, Role, Setting, Stage};

const WRONG: &str =
    "query Wrong($n: Int) {\n  activeUser {\n    nam\n    projects {\n      totalCont\n    }\n  }\n}\n";

fn writing(setting: Setting, text: &str) -> Stage {
    let mut stage = Stage::with_samples(setting);
    stage.wait("the schema", |s| {
        s.state().accounts.active.as_ref().is_some_and(|key| s.state().schema(key).is_some())
    });
    stage.press(COMMAND, Key::T);
    stage.write_query(text);
    stage
}

fn query_of(stage: &Stage) -> String {
    let tab = stage.state().selected.expect("a tab");
    stage.window.state().heart().buffers.get(tab).expect("its text").query.text()
}

#[test]
fn the_list_leads_to_each_problem_and_mends_it() {
    let mut stage = writing(Setting::default(), WRONG);
    stage.wait_for("3 errors");
    stage.click(Role::Button, "Show the problems: 3 errors");
    let rows = stage.names(Role::ListBoxOption);
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[1].starts_with("\"User\" has no field \"nam\"") && rows[1].ends_with("3:5"), "{rows:?}");
    stage.click(Role::ListBoxOption, &rows[2]);
    stage.wait_for("Line 5, column 7");
    stage.click(Role::Button, "Change to name");
    stage.wait_for("2 errors");
    assert!(query_of(&stage).contains("    name\n"), "{}", query_of(&stage));
    stage.click(Role::Button, "Remove $n");
    stage.wait_for("1 error");
    assert!(query_of(&stage).starts_with("query Wrong {"), "{}", query_of(&stage));
    stage.click(Role::Button, "Close the list of problems");
    assert!(!stage.has(Role::ListBox, "Problems"));
}

#[test]
fn problems_are_walked_and_mended_by_keyboard() {
    let mut stage = writing(Setting::default(), WRONG);
    stage.wait_for("3 errors");
    // The caret stands at the end: from there the walk begins anew.
    stage.press(Modifiers::NONE, Key::F8);
    stage.wait_for("Line 1, column 13");
    stage.press(Modifiers::NONE, Key::F8);
    stage.wait_for("Line 3, column 5");
    stage.press(Modifiers::SHIFT, Key::F8);
    stage.wait_for("Line 1, column 13");
    stage.press(Modifiers::NONE, Key::F8);
    assert!(stage.has(Role::Button, &bulb(&stage)), "{:#?}", stage.words());
    stage.press(COMMAND, Key::Period);
    assert!(stage.says("MenuItem: Change to name"), "{:#?}", stage.words());
    stage.press(Modifiers::NONE, Key::Enter);
    assert!(query_of(&stage).contains("    name\n"), "{}", query_of(&stage));
    assert!(!stage.says("MenuItem: Change to name"));
    // One step back takes the whole fix back, and the keyboard is still in the editor.
    stage.press(COMMAND, Key::Z);
    assert_eq!(query_of(&stage), WRONG);
    stage.press(COMMAND, Key::Period);
    stage.press(Modifiers::NONE, Key::Escape);
    assert!(stage.state().problems.menu.is_none());
}

fn bulb(stage: &Stage) -> String {
    stage.names(Role::Button).into_iter().find(|name| name.starts_with("Show fixes")).unwrap_or_default()
}

const SCOPED: &str = "query Mine {\n  activeUser {\n    id\n    apiTokens {\n      id\n    }\n  }\n}\n";

#[test]
fn a_field_without_its_scope_is_said_before_the_run_and_can_go() {
    let mut stage = writing(Setting::default(), SCOPED);
    stage.wait_for("apiTokens needs tokens:read, which this token lacks");
    assert!(stage.says("Leaving it in empties activeUser"), "{:#?}", stage.words());
    stage.click(Role::Button, "Remove apiTokens");
    assert_eq!(query_of(&stage), "query Mine {\n  activeUser {\n    id\n  }\n}\n");
    stage.wait("no alert", |s| !s.says("which this token lacks"));
    stage.press(COMMAND, Key::Z);
    stage.wait_for("apiTokens needs tokens:read");
    stage.click(Role::Button, "Ask for it in its own request");
    let own = "query Mine {\n  activeUser {\n    id\n  }\n}\n\nquery MineApiTokens {\n  activeUser {\n    apiTokens {\n      id\n    }\n  }\n}\n";
    assert_eq!(query_of(&stage), own);
    stage.wait("the second operation", |s| s.state().current().is_some_and(|t| t.outline.len() == 2));
    stage.wait("no alert for the first", |s| !s.says("Run anyway"));
}

#[test]
fn a_field_can_be_left_in_and_the_refusal_names_the_scope() {
    let mut stage = writing(Setting::default(), SCOPED);
    stage.wait_for("apiTokens needs tokens:read");
    stage.click(Role::Button, "Run anyway");
    stage.wait_for_answer();
    stage.wait_for("The token lacks tokens:read");
    assert!(!stage.says("which this token lacks"), "it was waved through");
    stage.click(Role::Button, "Make a token");
    stage.wait("the page", |s| !s.browser.opened().is_empty());
    assert!(stage.browser.opened()[0].ends_with("/settings/user/developer"));
}

#[test]
fn problems_draw_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let draw = |stage: &mut Stage, name: &str| {
            if let Some(colors) = stage.picture(&format!("{name}-{suffix}")) {
                assert!(colors.contains(&color.bg_content.to_array()) && colors.len() > 100, "{name}");
            }
        };
        let mut stage = writing(Setting { theme: shown, ..Setting::default() }, WRONG);
        stage.wait_for("3 errors");
        stage.act(Action::Problems(ProblemsAction::ShowList(true)));
        stage.press(Modifiers::NONE, Key::F8);
        stage.press(Modifiers::NONE, Key::F8);
        stage.press(COMMAND, Key::Period);
        draw(&mut stage, "problems");
        stage.press(Modifiers::NONE, Key::Escape);
        stage.act(Action::Problems(ProblemsAction::ShowList(false)));
        stage.write_query(SCOPED);
        stage.wait_for("apiTokens needs tokens:read");
        draw(&mut stage, "scopes");
        stage.click(Role::Button, "Run anyway");
        stage.wait_for_answer();
        stage.wait_for("The token lacks tokens:read");
        draw(&mut stage, "refused");
    }
}
