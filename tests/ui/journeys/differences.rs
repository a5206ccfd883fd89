//! Two answers side by side, by mouse and keyboard and by eye.

use dapple::app::Action;
use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{Role, Setting, Stage};

const OLD: &str = r#"{"data":{"project":{"name":"Kvarnholmen","rooms":[
 {"id":"a1","name":"Kitchen","area":12.5,"doors":[{"id":"d1","width":90},{"id":"d2","width":80}]},
 {"id":"a2","name":"Hall","area":7.0,"note":null,"doors":[]},
 {"id":"a3","name":"Bath","area":4.25,"doors":[]}],
 "tags":["east","north"]}}}"#;
const NEW: &str = r#"{"data":{"project":{"name":"Kvarnholmen block 7","rooms":[
 {"id":"a3","name":"Bath","area":4.25,"doors":[]},
 {"id":"a1","name":"Kitchen","area":12.50,"doors":[{"id":"d1","width":90},{"id":"d2","width":85}]},
 {"id":"a4","name":"Terrace","area":20,"doors":[{"id":"d9","width":200}]}],
 "tags":["east","west","north"]}}}"#;

/// Both answers open as files, and compared.
fn compared(setting: Setting) -> Stage {
    let mut stage = Stage::new(setting);
    for (name, text) in [("old.json", OLD), ("new.json", NEW)] {
        let path = stage.folder().join(name);
        std::fs::write(&path, text).expect("a file");
        stage.act(Action::OpenPath(path));
        stage.wait("the file", |s| s.state().current().is_some_and(|tab| tab.title() == name));
        stage.wait("the tree", |s| s.has(Role::Tree, "Answer as tree"));
    }
    stage.click(Role::Button, "Compare with another answer");
    stage.click(Role::MenuItem, "old.json");
    stage.wait("the differences", |s| s.has(Role::Tree, "Differences as tree"));
    stage
}

fn rows(stage: &Stage) -> Vec<String> {
    stage.names(Role::TreeItem).iter().map(|row| row.trim().to_owned()).collect()
}

fn has(stage: &Stage, begins: &str, ends: &str) -> bool {
    rows(stage).iter().any(|row| row.starts_with(begins) && row.ends_with(ends))
}

#[test]
fn what_differs_is_told_in_words() {
    let mut stage = compared(Setting::default());
    assert!(has(&stage, "name \"Kvarnholmen\" → \"Kvarnholmen block 7\"", "changed"), "{:#?}", rows(&stage));
    assert!(has(&stage, "rooms [3]", "items by id"), "{:#?}", rows(&stage));
    assert!(has(&stage, "area 12.5 → 12.50", "changed"), "{:#?}", rows(&stage));
    assert!(has(&stage, "1 {5}  Hall", "removed"), "{:#?}", rows(&stage));
    assert!(has(&stage, "2 {4}  Terrace", "added"));
    assert!(has(&stage, "0 {4}  Bath", "moved from 2 to 0"));
    assert!(has(&stage, "tags [3]", "1 difference, items by place"));
    assert!(!has(&stage, "id \"a1\"", ""), "what is the same is left out");
    assert!(stage.says("7 differences"), "{:#?}", stage.words());
    // What came can be looked into.
    stage.click_row("2 {4}  Terrace");
    stage.press(Modifiers::NONE, Key::ArrowRight);
    stage.settle();
    assert!(has(&stage, "name \"Terrace\"", ""), "{:#?}", rows(&stage));
    stage.click(Role::Button, "Only differences");
    stage.wait("all values", |s| has(s, "id \"a1\"", ""));
}

#[test]
fn next_difference_goes_from_one_to_the_next() {
    let mut stage = compared(Setting::default());
    stage.press(Modifiers::NONE, Key::F7);
    stage.settle();
    assert!(stage.says("1 of 7") && stage.says("Path data.project.name"), "{:#?}", stage.words());
    stage.press(Modifiers::SHIFT, Key::F7);
    stage.settle();
    assert!(stage.says("7 of 7") && stage.says("Path data.project.tags[1]"), "{:#?}", stage.words());
    stage.click(Role::RadioButton, "Moved 1");
    stage.wait("the one that moved", |s| !has(s, "tags", "") && has(s, "0 {4}  Bath", "moved from 2 to 0"));
    stage.click(Role::RadioButton, "All 7");
    stage.wait("all", |s| has(s, "tags", ""));
    // From the tree back to the answer.
    stage.secondary_click_row("name ");
    stage.click(Role::MenuItem, "Show in the answer after");
    stage.wait("the answer", |s| s.has(Role::Tree, "Answer as tree"));
    assert!(stage.says("Path data.project.name"), "{:#?}", stage.words());
}

#[test]
fn the_table_leads_to_the_tree_and_to_the_export() {
    let mut stage = compared(Setting::default());
    stage.click(Role::RadioButton, "Table");
    stage.wait("the table", |s| s.has(Role::Grid, "Differences as table"));
    assert!(stage.says("data.project.rooms[1].area"), "{:#?}", stage.words());
    stage.focus(Role::Grid, "Differences as table");
    stage.press(Modifiers::NONE, Key::End);
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait("the tree", |s| s.has(Role::Tree, "Differences as tree"));
    assert!(stage.says("7 of 7") && stage.says("Path data.project.tags[1]"), "{:#?}", stage.words());
    stage.click(Role::Button, "Items by ids");
    stage.click(Role::RadioButton, "its place in the list");
    stage.wait("it by place", |s| has(s, "rooms [3]", "items by place"));
    stage.click(Role::Button, "Swap the answers");
    stage
        .wait("the other way round", |s| has(s, "name \"Kvarnholmen block 7\" → \"Kvarnholmen\"", "changed"));
    assert!(stage.nameless(&[Role::Button, Role::TextInput]).is_empty());
}

#[test]
fn differences_are_drawn_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let mut stage = compared(Setting { theme: shown, ..Setting::default() });
        let drawn = |stage: &mut Stage, name: &str, wanted: &[eframe::egui::Color32]| {
            let Some(colors) = stage.picture(&format!("{name}-{suffix}")) else { return };
            for wanted in wanted {
                assert!(colors.contains(&wanted.to_array()), "{name} has no {wanted:?}");
            }
        };
        let marks = [color.success_surface, color.danger_surface, color.warning_surface, color.info_surface];
        drawn(&mut stage, "differences-tree", &marks);
        stage.click(Role::RadioButton, "Table");
        stage.wait("the table", |s| s.has(Role::Grid, "Differences as table"));
        drawn(&mut stage, "differences-table", &[color.bg_content]);
    }
}
