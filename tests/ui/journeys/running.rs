//! What stands between a key and a request: missing scopes, changes that want a yes, headers of one's own.

use dapple::app::{Action, HeadersAction};
use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{COMMAND, Role, Setting, Stage};

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

const SCOPED: &str = "query Mine {\n  activeUser {\n    ...Me\n  }\n}\n\nfragment Me on User {\n  id\n  apiTokens {\n    id\n  }\n}\n";

#[test]
fn the_key_is_held_back_by_a_missing_scope_in_a_fragment_and_the_ways_out_have_the_keyboard() {
    let mut stage = writing(Setting::default(), SCOPED);
    stage.press(COMMAND, Key::Enter);
    stage.wait_for("Not run yet: apiTokens needs tokens:read, which this token lacks");
    let nothing =
        |s: &Stage| s.state().current().is_some_and(|t| t.answer.value().is_none() && !t.is_running());
    assert!(nothing(&stage));
    stage.press(COMMAND, Key::Enter);
    assert!(nothing(&stage), "asking twice is no answer");
    stage.click(Role::Button, "Ask for it in its own request");
    assert!(query_of(&stage).contains("query MineApiTokens {"), "{}", query_of(&stage));
    stage.press(COMMAND, Key::Enter);
    stage.wait_for_answer();
    assert!(!stage.says("Not run yet"));
}

#[test]
fn a_held_run_goes_on_by_keys() {
    let mut stage = writing(Setting::default(), SCOPED);
    stage.press(COMMAND, Key::Enter);
    stage.wait_for("Not run yet");
    // The keyboard stands on the first way out; the last one is the run.
    stage.press(Modifiers::NONE, Key::Tab);
    stage.press(Modifiers::NONE, Key::Tab);
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait_for_answer();
    stage.wait_for("The token lacks tokens:read");
}

const CHANGE: &str = "mutation Say($input: UpdateVersionInput!) {\n  versionMutations {\n    update(input: $input) {\n      id\n      message\n    }\n  }\n}\n";

#[test]
fn a_change_says_where_and_what_and_no_is_the_first_answer() {
    let mut stage = writing(Setting::default(), CHANGE);
    stage.press(COMMAND, Key::Enter);
    stage.wait_for("Changes are off for this tab");
    stage.click(Role::Button, "Allow changes");
    stage.press(COMMAND, Key::Enter);
    stage.wait("the question", |s| s.state().dialog.is_some());
    assert!(stage.says("Change data on 127.0.0.1"), "{:#?}", stage.words());
    assert!(stage.says("versionMutations.update"), "{:#?}", stage.words());
    assert!(stage.says("input: $input (not given)"), "{:#?}", stage.words());
    stage.press(Modifiers::NONE, Key::Enter);
    assert!(stage.state().dialog.is_none(), "Cancel has the keyboard");
    assert!(stage.state().current().is_some_and(|t| !t.is_running()));
    stage.press(COMMAND, Key::Enter);
    stage.click(Role::Button, "Change it");
    stage.wait("its end", |s| s.state().current().is_some_and(|t| !t.is_running()));
    assert!(stage.says("UpdateVersionInput") || stage.says("input"), "{:#?}", stage.words());
}

#[test]
fn headers_are_rows_with_what_is_wrong_with_them() {
    let mut stage = writing(Setting::default(), "{ activeUser { id } }");
    stage.click(Role::RadioButton, "Headers");
    stage.focus(Role::TextInput, "Name of header 1");
    stage.type_text("Cookie");
    stage.focus(Role::TextInput, "Value of header 1");
    stage.type_text("a");
    stage.wait_for("Cookies are neither kept nor sent");
    stage.press(COMMAND, Key::Enter);
    stage.wait_for("The header Cookie cannot be sent");
    stage.click(Role::CheckBox, "Send header 1");
    stage.press(COMMAND, Key::Enter);
    stage.wait_for_answer();
    stage.click(Role::Button, "Add a header");
    stage.focus(Role::TextInput, "Name of header 2");
    stage.type_text("X-Api-Key");
    stage.focus(Role::TextInput, "Value of header 2");
    stage.type_text("hush");
    stage.wait_for("It looks like a secret");
    stage.click(Role::Button, "Remove header 1");
    assert!(!stage.says("Name of header 2"));
    stage.click(Role::RadioButton, "Variables");
    assert!(!stage.says("Name of header 1"));
    assert!(stage.has(Role::RadioButton, "Headers 1"), "{:#?}", stage.words());
}

#[test]
fn what_stands_before_a_run_draws_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let draw = |stage: &mut Stage, name: &str| {
            if let Some(colors) = stage.picture(&format!("{name}-{suffix}")) {
                // A dialog dims all below it.
                let ground = if name == "change" { color.bg_popup } else { color.bg_content };
                assert!(colors.contains(&ground.to_array()) && colors.len() > 100, "{name}");
            }
        };
        let mut stage = writing(Setting { theme: shown, ..Setting::default() }, SCOPED);
        stage.press(COMMAND, Key::Enter);
        stage.wait_for("Not run yet");
        draw(&mut stage, "held");
        stage.write_query(CHANGE);
        let tab = stage.state().selected.expect("a tab");
        stage.act(Action::AllowChanges(tab, true));
        stage.press(COMMAND, Key::Enter);
        stage.wait("the question", |s| s.state().dialog.is_some());
        draw(&mut stage, "change");
        stage.press(Modifiers::NONE, Key::Escape);
        stage.act(Action::Headers(HeadersAction::Show(tab, true)));
        stage.focus(Role::TextInput, "Name of header 1");
        stage.type_text("Authorization");
        stage.focus(Role::TextInput, "Value of header 1");
        stage.type_text("Bearer");
        stage.act(Action::Headers(HeadersAction::Add(tab)));
        stage.focus(Role::TextInput, "Name of header 2");
        stage.type_text("X-Request-Id");
        stage.focus(Role::TextInput, "Value of header 2");
        stage.type_text("survey 12");
        draw(&mut stage, "headers");
    }
}
