//! The rows of an answer as a table: filtered, sorted, grouped, profiled, copied.

use std::fmt::Write as _;

use dapple::app::{Action, AnswerView, ElementsTab};
use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{Role, Setting, Stage};

const NONE: Modifiers = Modifiers::NONE;

/// 1,250 versions in a file, shown as a table.
fn opened(setting: Setting) -> Stage {
    let mut stage = Stage::new(setting);
    let path = stage.folder().join("versions.json");
    let mut items = String::new();
    for n in 0..1_250_u64 {
        let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let comma = if n == 0 { "" } else { "," };
        let message = if n % 7 == 0 { "null".to_owned() } else { format!("\"Weekly publish w{}\"", n % 50) };
        let _ = write!(
            items,
            r#"{comma}{{"id":"{mixed:010x}","message":{message},"sourceApplication":"{}","totalChildrenCount":{},"createdAt":"2026-{:02}-{:02}T10:00:00.000Z","authorUser":{{"name":"{}"}}}}"#,
            ["Revit 2024", "Revit 2025", "Rhino 8"][(n % 3) as usize],
            (mixed % 281).pow(2),
            n % 11 + 1,
            n % 27 + 1,
            ["Oskar Lind", "Aiko Tanabe", "Priya Raman"][(n % 3) as usize],
        );
    }
    let text = format!(r#"{{"data":{{"project":{{"tags":["a","b"],"versions":{{"items":[{items}]}}}}}}}}"#);
    std::fs::write(&path, text).expect("a file");
    stage.act(Action::OpenPath(path));
    stage.wait("the file", |s| s.state().current().is_some_and(|tab| tab.answer.value().is_some()));
    let tab = stage.state().selected.expect("a tab");
    stage.act(Action::ShowAnswerAs(tab, AnswerView::Table));
    stage.wait("the table", |s| s.has(Role::Grid, "Answer as table"));
    stage
}

fn table(stage: &Stage) -> &ElementsTab {
    let tab = stage.state().selected.expect("a tab");
    stage.state().shown_table(tab).expect("a table")
}

fn rows(stage: &Stage) -> usize {
    table(stage).view.value().expect("a view").rows().len()
}

fn at_rest(stage: &mut Stage) {
    stage.wait("the view", |s| table(s).view.waiting_for().is_none());
}

#[test]
fn a_column_is_filtered_by_what_its_popup_offers() {
    let mut stage = opened(Setting::default());
    assert!(stage.says("1,250") && stage.says("6 of 6 columns"), "{:#?}", stage.words());
    stage.click(Role::Button, "Filter");
    stage.type_text("source");
    stage.press(NONE, Key::Enter);
    stage.wait("the values", |s| s.has(Role::ListBox, "Values"));
    stage.focus(Role::ListBox, "Values");
    stage.press(NONE, Key::Home);
    stage.press(NONE, Key::Space);
    at_rest(&mut stage);
    assert_eq!(rows(&stage), 417);
    stage.press(NONE, Key::Escape);
    assert!(stage.says("Export 417 rows…"), "{:#?}", stage.words());
    assert!(stage.says(" of 1,250 rows"), "{:#?}", stage.words());
    let chip = |name: &String| name.starts_with("Remove sourceApplication") && name.ends_with("Revit 2024");
    let chip = stage.names(Role::Button).into_iter().find(chip);
    stage.click(Role::Button, &chip.expect("a chip"));
    at_rest(&mut stage);
    assert_eq!(rows(&stage), 1_250);
}

#[test]
fn a_header_tells_what_its_column_is_like_and_groups_by_it() {
    let mut stage = opened(Setting::default());
    stage.secondary_click(Role::ColumnHeader, "totalChildrenCount");
    stage.wait("the profile", |s| s.says("Histogram of 20 bars"));
    assert!(stage.says("totalChildrenCount, number") && stage.says("Rows 1,250"), "{:#?}", stage.words());
    assert!(stage.says("Min ") && stage.says("Median "));
    // A drag over the bars chooses a range.
    let bars = stage.rect(Role::Image, "Histogram of 20 bars");
    let at = |share: f32| bars.left_center() + eframe::egui::vec2(bars.width() * share, 0.0);
    stage.window.drag_at(at(0.12));
    stage.window.step();
    stage.window.hover_at(at(0.3));
    stage.window.step();
    stage.window.drop_at(at(0.3));
    stage.settle();
    stage.click(Role::MenuItem, "Filter to the chosen range");
    at_rest(&mut stage);
    let wish = table(&stage).present_wish().expect("a wish").clone();
    assert_eq!(wish.filters.len(), 2, "at least and at most");
    assert!((1..1_250).contains(&rows(&stage)), "{}", rows(&stage));
    stage.secondary_click(Role::ColumnHeader, "sourceApplication");
    stage.wait("the profile", |s| s.says("Most frequent"));
    stage.click(Role::MenuItem, "Group by this column");
    at_rest(&mut stage);
    assert!(
        stage.names(Role::Row).iter().any(|name| name.starts_with("Revit 2025, ")),
        "{:#?}",
        stage.words()
    );
}

#[test]
fn another_list_and_another_column_are_chosen() {
    let mut stage = opened(Setting::default());
    stage.click(Role::Button, "6 of 6 columns");
    stage.wait("the chooser", |s| s.has(Role::ListBox, "Columns"));
    stage.focus(Role::TextInput, "Search columns");
    stage.type_text("author");
    stage.wait("fewer paths", |s| table(s).paths.value().is_some_and(|paths| paths.text == "author"));
    assert_eq!(table(&stage).paths.value().expect("paths").order.len(), 1);
    stage.focus(Role::ListBox, "Columns");
    stage.press(NONE, Key::Home);
    stage.press(NONE, Key::ArrowDown);
    stage.press(NONE, Key::Space);
    at_rest(&mut stage);
    assert!(stage.says("5 of 6 columns"));
    stage.click(Role::Button, "List data.project.versions.items");
    stage.click(Role::MenuItem, "data.project.tags");
    stage.wait("the other list", |s| rows(s) == 2);
    assert!(stage.has(Role::ColumnHeader, "*") || !stage.names(Role::ColumnHeader).is_empty());
}

#[test]
fn what_a_filter_selects_becomes_a_table() {
    let mut stage = opened(Setting::default());
    let tab = stage.state().selected.expect("a tab");
    stage.act(Action::ShowAnswerAs(tab, AnswerView::Tree));
    stage.press(super::stage::COMMAND, Key::F);
    stage.click(Role::RadioButton, "Filter");
    stage.wait("the field", |s| s.has(Role::TextInput, "Filter the answer"));
    stage.type_text("$..items[?@.totalChildrenCount > 60000]");
    stage.press(NONE, Key::Enter);
    stage.wait("the values", |s| s.has(Role::Tree, "Values of the filter"));
    stage.click(Role::Button, "As table");
    stage.wait("the table", |s| s.has(Role::Grid, "Answer as table") && table(s).loaded().is_some());
    let few = rows(&stage);
    assert!((1..400).contains(&few), "{few}");
    assert!(stage.says("Filter $..items[?@.total"), "{:#?}", stage.words());
    stage.focus(Role::Grid, "Answer as table");
    stage.press(NONE, Key::Home);
    stage.press(NONE, Key::Enter);
    stage.wait("one item in full", |s| s.says("totalChildrenCount: "));
}

#[test]
fn tables_of_answers_draw_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let mut stage = opened(Setting { theme: shown, ..Setting::default() });
        stage.secondary_click(Role::ColumnHeader, "totalChildrenCount");
        stage.wait("the profile", |s| s.says("Histogram of 20 bars"));
        let Some(colors) = stage.picture(&format!("answer-profile-{suffix}")) else { return };
        assert!(colors.contains(&color.bg_popup.to_array()) && colors.len() > 100);
        stage.press(NONE, Key::Escape);
        stage.click(Role::Button, "6 of 6 columns");
        stage.secondary_click(Role::ColumnHeader, "sourceApplication");
        stage.wait("the profile", |s| s.says("Most frequent"));
        stage.click(Role::MenuItem, "Group by this column");
        at_rest(&mut stage);
        let Some(colors) = stage.picture(&format!("answer-groups-{suffix}")) else { return };
        assert!(colors.contains(&color.group_row.to_array()));
    }
}
