//! Looking at an answer as tree, table and text, and taking it along as a file.

use dapple::app::Action;
use dapple::services::desktop::Picked;
use dapple::ui::theme;
use dapple_data::document::Document;
use eframe::egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::Queryable as _;

use super::stage::{COMMAND, Role, Setting, Stage};

/// The tree's rows on the screen.
fn tree(stage: &Stage) -> Vec<String> {
    stage.names(Role::TreeItem).iter().map(|row| row.trim().to_owned()).collect()
}

/// The first cells of the table's rows on the screen.
fn first_column(stage: &Stage) -> Vec<String> {
    stage.names(Role::Row)
}

/// The sample projects as a table.
fn as_table(setting: Setting) -> Stage {
    let mut stage = Stage::with_samples(setting);
    stage.click(Role::RadioButton, "Table");
    stage.wait("the table", |s| s.has(Role::Grid, "Answer as table"));
    stage.settle();
    stage
}

#[test]
fn the_tree_folds_and_unfolds_by_keyboard() {
    let mut stage = Stage::with_samples(Setting::default());
    let before = tree(&stage);
    assert_eq!(before[0], "data {1}");
    assert!(before.iter().any(|row| row.ends_with("Kvarnholmen block 7")));
    stage.focus(Role::Tree, "Answer as tree");
    stage.press(Modifiers::NONE, Key::Home);
    stage.press(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(tree(&stage).len(), 1, "all of it is folded into one row");
    stage.press(Modifiers::NONE, Key::ArrowRight);
    assert_eq!(tree(&stage), before);
    // Down to the first project, open it, and back to where it belongs.
    while stage.state().current().is_some() && !stage.says("Path data.activeUser.projects.items[0]") {
        let path = stage.words().into_iter().find(|w| w.contains("Path data")).unwrap_or_default();
        stage.press(Modifiers::NONE, Key::ArrowDown);
        let next = stage.words().into_iter().find(|w| w.contains("Path data")).unwrap_or_default();
        assert_ne!(path, next, "the cursor moves on");
    }
    stage.press(Modifiers::NONE, Key::ArrowRight);
    assert!(tree(&stage).iter().any(|row| row.contains("\"Kvarnholmen block 7\"")), "{:?}", tree(&stage));
    stage.press(Modifiers::NONE, Key::ArrowLeft);
    stage.press(Modifiers::NONE, Key::ArrowLeft);
    assert!(stage.says("Path data.activeUser.projects.items"));
}

#[test]
fn a_path_is_copied() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.focus(Role::Tree, "Answer as tree");
    stage.press(Modifiers::NONE, Key::Home);
    stage.press(Modifiers::NONE, Key::ArrowDown);
    let at = stage.rect(Role::Button, "Copy path").center();
    stage.window.hover_at(at);
    stage.window.step();
    stage.window.get_by_role_and_label(Role::Button, "Copy path").click();
    let mut copied = None;
    for _ in 0..6 {
        stage.window.step();
        copied = copied.or_else(|| stage.copied());
    }
    assert_eq!(copied.as_deref(), Some("data.activeUser"));
}

#[test]
fn the_table_sorts_by_a_click_on_its_header() {
    let mut stage = as_table(Setting::default());
    assert!(stage.has(Role::ColumnHeader, "name"));
    let received = first_column(&stage);
    stage.focus(Role::Grid, "Answer as table");
    stage.press(Modifiers::NONE, Key::Home);
    assert!(stage.names(Role::GridCell).contains(&"Kvarnholmen block 7".to_owned()), "{:?}", stage.words());
    let sorted = |stage: &mut Stage, how: &str| {
        let before = first_column(stage);
        stage.click(Role::ColumnHeader, "name");
        stage.wait(how, |s| first_column(s) != before);
        stage.settle();
    };
    sorted(&mut stage, "ascending rows");
    let ascending = first_column(&stage);
    sorted(&mut stage, "descending rows");
    assert_ne!(first_column(&stage), ascending);
    sorted(&mut stage, "rows as received");
    assert_eq!(first_column(&stage), received);
}

#[test]
fn the_text_is_the_whole_answer() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(Modifiers::ALT, Key::Num3);
    stage.settle();
    assert!(stage.says("Answer as text"), "{:#?}", stage.words());
    assert!(stage.says("\"totalCount\": 130"), "{:#?}", stage.words());
}

#[test]
fn a_table_is_exported_to_a_typed_path() {
    let mut stage = as_table(Setting::default());
    let file = stage.folder().join("projects.csv");
    stage.press(COMMAND, Key::E);
    assert!(stage.has(Role::Dialog, "Export 50 rows"));
    stage.focus(Role::TextInput, "File");
    stage.retype(&file.display().to_string());
    stage.click(Role::RadioButton, "For programs: commas, LF, values exact");
    stage.click(Role::Button, "Export 50 rows");
    stage.wait_for("Exported 50 rows");
    assert!(stage.state().dialog.is_none());
    let text = std::fs::read_to_string(&file).expect("the file is there");
    assert_eq!(text.lines().count(), 51, "a header and 50 rows");
    assert!(text.lines().next().is_some_and(|head| head.starts_with("id,name,role,visibility,")), "{text}");
    assert!(text.contains("Kvarnholmen block 7"));
    stage.click(Role::Button, "Show file");
    stage.wait("the file manager", |s| !s.browser.opened().is_empty());
    assert_eq!(stage.browser.opened(), [stage.folder().display().to_string()]);
}

#[test]
fn the_whole_answer_is_exported_where_the_dialog_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("chosen.json");
    let picks = vec![Picked::Path(file.clone())];
    let mut stage = Stage::with_samples(Setting { picks, ..Setting::default() });
    // The variables below have a part called JSON too.
    let tab = stage.state().selected.expect("a tab");
    stage.act(Action::ShowVariables(tab, false));
    stage.press(COMMAND, Key::E);
    stage.click(Role::RadioButton, "JSON");
    stage.click(Role::RadioButton, "The whole answer");
    stage.click(Role::Button, "Choose…");
    stage.wait("the chosen path", |s| s.says("chosen.json"));
    assert_eq!(stage.dialogs.saves()[0].name, "MyProjects.json", "the dialog proposed a name");
    stage.click(Role::Button, "Export the answer");
    stage.wait_for("Exported");
    let written = Document::from_bytes(std::fs::read(&file).expect("the file is there").into());
    assert!(written.error().is_none());
    let shown = stage.state().current().and_then(|t| t.answer.value()).expect("an answer").document.clone();
    assert_eq!(written.node_count(), shown.node_count(), "what was written is what is shown");
}

#[test]
fn an_export_without_a_full_path_says_so() {
    let mut stage = as_table(Setting::default());
    stage.press(COMMAND, Key::E);
    stage.focus(Role::TextInput, "File");
    stage.retype("projects.csv");
    stage.click(Role::Button, "Export 50 rows");
    stage.wait_for("The file has no full path");
    stage.press(Modifiers::NONE, Key::Escape);
    assert!(stage.state().dialog.is_none(), "Esc closes the top thing");
}

#[test]
fn hiding_the_query_leaves_a_way_to_run_and_back() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.click(Role::Button, "Hide the query");
    assert!(!stage.has(Role::MultilineTextInput, "Operation"));
    assert!(stage.has(Role::Button, "Run"));
    stage.click(Role::Button, "Query");
    assert!(stage.has(Role::MultilineTextInput, "Operation"));
}

#[test]
fn what_the_first_rows_lie_in_stays_in_sight() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let mut stage = Stage::new(Setting { theme: shown, ..Setting::default() });
        let path = stage.folder().join("levels.json");
        let rooms: Vec<String> = (0..60).map(|n| format!(r#"{{"name":"Room {n}","area":{n}.50}}"#)).collect();
        let text = format!(r#"{{"data":{{"level":{{"name":"Level 1","rooms":[{}]}}}}}}"#, rooms.join(","));
        std::fs::write(&path, text).expect("a file");
        stage.act(Action::OpenPath(path));
        stage.wait("the tree", |s| s.has(Role::Tree, "Answer as tree"));
        stage.secondary_click_row("data ");
        stage.click(Role::MenuItem, "Unfold all");
        stage.focus(Role::Tree, "Answer as tree");
        stage.press(Modifiers::NONE, Key::End);
        stage.settle();
        assert!(stage.says("Path data.level.rooms[59].area"), "{:#?}", stage.words());
        stage.picture(&format!("tree-scrolled-{suffix}"));
        // The third of the rows that stay is the list: a click on it goes there.
        let view = stage.rect(Role::Tree, "Answer as tree");
        let row = theme::tokens_of(shown).size.table_row;
        let at = view.left_top() + vec2(view.width() / 2.0, 2.5 * row);
        stage.window.hover_at(at);
        stage.window.step();
        stage.window.drag_at(at);
        stage.window.drop_at(at);
        stage.settle();
        assert!(stage.says("Path data.level.rooms"), "{:#?}", stage.words());
        assert!(!stage.says("Path data.level.rooms["), "{:#?}", stage.words());
        let rows = tree(&stage);
        assert!(rows.iter().any(|row| row.starts_with("rooms [60]")), "{rows:?}");
    }
}
