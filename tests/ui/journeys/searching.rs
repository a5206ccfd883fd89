//! Find and filter in an answer, by keyboard and by eye.

use dapple::app::{Action, AnswerView};
use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{COMMAND, Role, Setting, Stage};

fn tree(stage: &Stage) -> Vec<String> {
    stage.names(Role::TreeItem).iter().map(|row| row.trim().to_owned()).collect()
}

/// The sample projects, with the find row open and a text in it.
fn finding(setting: Setting, text: &str) -> Stage {
    let mut stage = Stage::with_samples(setting);
    stage.focus(Role::Tree, "Answer as tree");
    stage.press(COMMAND, Key::F);
    stage.wait("the field", |s| s.has(Role::TextInput, "Find in the answer"));
    stage.type_text(text);
    let found = |s: &Stage| {
        s.state()
            .current()
            .is_some_and(|tab| tab.find.needle.text == text && tab.find.found.value().is_some())
    };
    stage.wait("the hits", found);
    stage
}

#[test]
fn a_hit_is_unfolded_and_next_goes_on() {
    let mut stage = finding(Setting::default(), "stream:reviewer");
    assert!(stage.says("1 of "), "{:#?}", stage.words());
    let path = |stage: &Stage| stage.words().into_iter().find(|w| w.contains("Path data")).unwrap();
    let first = path(&stage);
    assert!(first.contains("items[") && first.contains("role"), "the hit is unfolded: {first}");
    stage.press(Modifiers::NONE, Key::Enter);
    stage.settle();
    assert!(stage.says("2 of "));
    assert_ne!(first, path(&stage));
    stage.press(Modifiers::SHIFT, Key::Enter);
    stage.settle();
    assert!(stage.says("1 of "));
    assert_eq!(path(&stage), first);
    stage.press(Modifiers::ALT, Key::Num3);
    stage.wait_for("Answer as text");
    assert!(stage.says("\"role\": \"stream:reviewer\""), "the hit is in sight in the text too");
}

#[test]
fn patterns_case_and_places_are_chosen() {
    let mut stage = finding(Setting::default(), "NAME");
    assert!(stage.says("1 of "), "{:#?}", stage.words());
    stage.click(Role::Button, "Aa");
    stage.wait_for("Not found");
    stage.click(Role::Button, "Aa");
    stage.wait_for("1 of ");
    stage.click(Role::Button, "Both");
    stage.click(Role::MenuItem, "Values");
    stage.wait_for("Not found");
    stage.click(Role::Button, ".*");
    stage.focus(Role::TextInput, "Find in the answer");
    stage.retype("(");
    stage.wait_for("This is no regular expression");
    stage.retype("^Kvarn.*7$");
    stage.wait_for("1 of 1");
    stage.press(Modifiers::NONE, Key::Escape);
    stage.wait("the row is gone", |s| !s.has(Role::TextInput, "Find in the answer"));
}

#[test]
fn a_json_path_filters_and_leads_back() {
    let mut stage = finding(Setting::default(), "x");
    stage.click(Role::RadioButton, "Filter");
    stage.wait("the field", |s| s.has(Role::TextInput, "Filter the answer"));
    stage.type_text("$..items[?@.name=='Kvarnholmen block 7'].name");
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait("the value", |s| s.has(Role::Tree, "Values of the filter"));
    assert_eq!(tree(&stage), ["data.activeUser.projects.items[0].name  \"Kvarnholmen block 7\""]);
    assert!(stage.says("1 value"));
    stage.focus(Role::Tree, "Values of the filter");
    stage.press(Modifiers::NONE, Key::Home);
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait("the tree", |s| s.has(Role::Tree, "Answer as tree"));
    assert!(stage.says("Path data.activeUser.projects.items[0].name"), "{:#?}", stage.words());
    stage.click(Role::RadioButton, "Filter");
    stage.focus(Role::TextInput, "Filter the answer");
    stage.retype("$.[");
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait_for("This is no JSONPath");
    stage.click(Role::Button, "Filters used lately");
    assert!(
        stage.has(Role::MenuItem, "$..items[?@.name=='Kvarnholmen block 7'].name"),
        "{:#?}",
        stage.words()
    );
}

#[test]
fn hits_are_marked_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let mut stage = finding(Setting { theme: shown, ..Setting::default() }, "or");
        let drawn = |stage: &mut Stage, name: &str| {
            let Some(colors) = stage.picture(&format!("{name}-{suffix}")) else { return };
            for wanted in [color.search_mark, color.search_mark_current, color.bg_content] {
                assert!(colors.contains(&wanted.to_array()), "{name} has no {wanted:?}");
            }
        };
        let tab = stage.state().selected.unwrap();
        stage.press(Modifiers::NONE, Key::Enter);
        drawn(&mut stage, "find-tree");
        stage.act(Action::ShowAnswerAs(tab, AnswerView::Text));
        drawn(&mut stage, "find-text");
        stage.act(Action::ShowAnswerAs(tab, AnswerView::Tree));
        stage.click(Role::RadioButton, "Filter");
        stage.wait("the field", |s| s.has(Role::TextInput, "Filter the answer"));
        stage.type_text("$..items[?@.role=='stream:owner']");
        stage.press(Modifiers::NONE, Key::Enter);
        stage.wait("the values", |s| s.has(Role::Tree, "Values of the filter"));
        if let Some(colors) = stage.picture(&format!("filter-{suffix}")) {
            assert!(colors.len() > 100);
        }
    }
}

#[test]
fn ids_addresses_and_dates_are_recognised_in_the_tree() {
    let mut stage = Stage::new(Setting::default());
    let path = stage.folder().join("answer.json");
    let text = r#"{"data":{"id":"f3a91c07be","word":"structural","link":"https://example.org/x","when":"2020-01-01T00:00:00Z","plain":"2020-01-01"}}"#;
    std::fs::write(&path, text).expect("a file");
    stage.act(Action::OpenPath(path));
    stage.wait("the tree", |s| s.has(Role::Tree, "Answer as tree"));
    let rows = tree(&stage);
    let when = rows.iter().find(|row| row.starts_with("when ")).expect("a date");
    assert!(when.ends_with(" days ago"), "{when}");
    assert!(rows.contains(&"plain \"2020-01-01\"".to_owned()), "{rows:?}");
    stage.secondary_click_row("word ");
    assert!(!stage.has(Role::MenuItem, "Open in Browse") && stage.has(Role::MenuItem, "Copy fields"));
    stage.press(Modifiers::NONE, Key::Escape);
    stage.secondary_click_row("link ");
    assert!(stage.has(Role::MenuItem, "Open in the browser") && !stage.has(Role::MenuItem, "Open in Browse"));
    stage.press(Modifiers::NONE, Key::Escape);
    stage.secondary_click_row("id ");
    assert!(stage.has(Role::MenuItem, "Open in Browse"), "{:#?}", stage.words());
    stage.click(Role::MenuItem, "Unfold to level 2");
    assert!(stage.has(Role::Tree, "Answer as tree"));
}
