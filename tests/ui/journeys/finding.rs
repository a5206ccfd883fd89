//! Find, replace and go to line in the query, and what a word is: by keys, by the pointer, in both themes.

use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Pos2, Theme, pos2, vec2};

use super::stage::{COMMAND, Role, Setting, Stage};

const NONE: Modifiers = Modifiers::NONE;
const TEXT: &str = "query Q($limit: Int! = 25) {\n  activeUser {\n    id\n    projects(limit: $limit) {\n      items { id name }\n    }\n  }\n}\n";

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
    let tab = stage.state().selected.expect("a tab");
    stage.window.state().heart().buffers.get(tab).expect("texts").query.text()
}

/// The middle of a char of the operation: gutter 44, padding 8, lines 20 high, chars 7.5 wide.
fn place(stage: &Stage, line: usize, column: usize) -> Pos2 {
    let editor = stage.rect(Role::MultilineTextInput, "Operation");
    editor.min + vec2(44.0 + 7.5 * (column as f32 + 0.5), 8.0 + 20.0 * (line as f32 + 0.5))
}

fn rest(stage: &mut Stage, at: Pos2) {
    stage.window.hover_at(at);
    // A pointer rests 0.4 s; a step is 0.02.
    stage.window.run_steps(25);
}

#[test]
fn the_focus_decides_what_is_looked_through() {
    let mut stage = writing(Setting::default(), TEXT);
    stage.press(COMMAND, Key::F);
    assert!(stage.has(Role::TextInput, "Find in the text"));
    assert!(!stage.has(Role::TextInput, "Find in the answer"));
    stage.type_text("id");
    stage.settle();
    assert!(stage.says("1 of 2"), "{:#?}", stage.words());
    stage.press(NONE, Key::F3);
    assert!(stage.says("2 of 2"));
    stage.press(NONE, Key::Enter);
    assert!(stage.says("1 of 2"), "around at the end");
    stage.press(NONE, Key::Escape);
    stage.settle();
    assert!(!stage.has(Role::TextInput, "Find in the text"));
    stage.type_text("name");
    assert!(query(&stage).contains("    name\n"), "the hit is typed over: {}", query(&stage));
    // With the keyboard in the answer it is the answer that is looked through.
    stage.focus(Role::Tree, "Answer as tree");
    stage.press(COMMAND, Key::F);
    assert!(stage.has(Role::TextInput, "Find in the answer"));
    assert!(!stage.has(Role::TextInput, "Find in the text"));
}

#[test]
fn all_are_replaced_by_keys_and_one_undo_takes_it_back() {
    let mut stage = writing(Setting::default(), TEXT);
    stage.press(COMMAND, Key::H);
    stage.type_text("id");
    stage.focus(Role::TextInput, "Replace with");
    stage.type_text("name");
    stage.click(Role::Button, "Replace all");
    assert_eq!(query(&stage), TEXT.replace("id", "name"));
    stage.press(NONE, Key::Escape);
    stage.focus(Role::MultilineTextInput, "Operation");
    stage.press(COMMAND, Key::Z);
    assert_eq!(query(&stage), TEXT);
}

#[test]
fn a_line_is_gone_to() {
    let mut stage = writing(Setting::default(), TEXT);
    stage.press(COMMAND, Key::G);
    stage.retype("3:7");
    stage.press(NONE, Key::Enter);
    stage.settle();
    stage.type_text("x");
    assert!(query(&stage).contains("    idx\n"), "{}", query(&stage));
}

#[test]
fn a_word_says_what_it_is_under_a_resting_pointer() {
    let mut stage = writing(Setting::default(), TEXT);
    let at = place(&stage, 3, 6);
    rest(&mut stage, at);
    stage.wait_for("User.projects: ");
    assert!(stage.says("limit: Int! = 25"));
    // Over the popup it stays, elsewhere it goes.
    let away = pos2(700.0, 890.0);
    stage.window.hover_at(away);
    stage.settle();
    assert!(!stage.says("User.projects: "));
}

#[test]
fn a_problem_says_what_is_wrong_where_the_pointer_rests() {
    let mut stage = writing(Setting::default(), "query Q {\n  activeUser {\n    nam\n  }\n}\n");
    stage.wait("its problems", |s| s.state().current().is_some_and(|t| !t.problems.is_empty()));
    let at = place(&stage, 2, 5);
    rest(&mut stage, at);
    stage.wait("the words of the problem", |s| s.has(Role::Button, "Change to name"));
    stage.click(Role::Button, "Change to name");
    assert!(query(&stage).contains("    name\n"), "{}", query(&stage));
}

#[test]
fn keys_tell_what_a_word_is_and_go_where_it_leads() {
    let mut stage = writing(Setting::default(), TEXT);
    stage.press(COMMAND, Key::G);
    stage.retype("4:22");
    stage.press(NONE, Key::Enter);
    stage.press(COMMAND, Key::I);
    stage.wait("what it is", |s| s.has(Role::Label, "$limit: Int!"));
    stage.press(NONE, Key::Escape);
    stage.settle();
    assert!(!stage.has(Role::Label, "$limit: Int!"));
    stage.press(NONE, Key::F12);
    stage.wait("the definition", |s| {
        let tab = s.state().selected.expect("a tab");
        let buffer = &s.window.state().heart().buffers.get(tab).expect("texts").query;
        buffer.line_col(buffer.primary().head).0 == 0
    });
    stage.press(Modifiers::ALT, Key::F12);
    stage.wait("its type in the API", |s| s.state().place == dapple::app::Place::Api);
}

#[test]
fn finding_and_hovering_draw_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let mut stage = writing(Setting { theme: shown, ..Setting::default() }, TEXT);
        stage.press(COMMAND, Key::H);
        stage.type_text("limit");
        if let Some(colors) = stage.picture(&format!("find-text-{suffix}")) {
            assert!(colors.contains(&color.search_mark.to_array()), "hits are marked");
            assert!(colors.contains(&color.search_mark_current.to_array()), "and the one at hand more");
        }
        stage.press(NONE, Key::Escape);
        let at = place(&stage, 3, 6);
        rest(&mut stage, at);
        stage.wait_for("User.projects: ");
        if let Some(colors) = stage.picture(&format!("hover-{suffix}")) {
            assert!(colors.contains(&color.bg_popup.to_array()));
        }
    }
}

#[test]
fn keys_change_the_size_of_the_text_and_not_of_the_window() {
    let mut stage = writing(Setting::default(), TEXT);
    let zoom = stage.window.ctx.zoom_factor();
    stage.press(COMMAND, Key::Plus);
    stage.press(COMMAND, Key::Plus);
    assert_eq!((stage.state().settings.editor_zoom * 10.0).round(), 12.0);
    assert_eq!(stage.window.ctx.zoom_factor(), zoom);
    stage.press(COMMAND, Key::Num0);
    assert_eq!(stage.state().settings.editor_zoom, 1.0);
    stage.press(Modifiers::ALT, Key::Z);
    assert!(stage.state().settings.editor_wrap);
    assert_eq!(query(&stage), TEXT, "none of it is written into the text");
}
