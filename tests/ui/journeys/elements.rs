//! Element tables as a person uses them: from a link to rows, groups, one element, a file and the clipboard.

use dapple::app::{Action, ElementsAction, ElementsTab, ExportWhat, Look, Remote, TabId};
use dapple_data::speckle::elements::{ColumnKey, Condition};
use eframe::egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::stage::{COMMAND, Role, Setting, Stage};

const NONE: Modifiers = Modifiers::NONE;
/// The `elementId` of a curtain panel of the samples.
const ELEMENT: &str = "1218210";

/// The address of the version that the samples are about.
fn link(stage: &Stage) -> String {
    let account = stage.state().accounts.active.clone().expect("an account");
    format!("{}/projects/f3a91c07be/models/4c19d07e6a@b83e0f4d21", account.origin.as_str())
}

/// The element table of the samples, opened by a pasted link.
fn opened(setting: Setting) -> Stage {
    let mut stage = Stage::browsing(setting);
    paste_link(&mut stage);
    stage
}

fn paste_link(stage: &mut Stage) {
    let link = link(stage);
    stage.paste(&link);
    stage.wait("the table", |s| s.has(Role::Grid, "Elements"));
    at_rest(stage);
}

fn tab(stage: &Stage) -> TabId {
    stage.state().selected.expect("a tab")
}

fn table(stage: &Stage) -> &ElementsTab {
    stage.state().element_tables.tabs.get(&tab(stage)).expect("a table")
}

/// Waits until what is wanted is what is shown.
fn at_rest(stage: &mut Stage) {
    stage.wait("the view", |s| {
        let table = table(s);
        matches!(table.set, Remote::Ready { .. })
            && matches!(table.view, Remote::Ready { .. })
            && table.view.value().map(|view| &view.wish) == table.present_wish()
    });
}

fn look(stage: &mut Stage, look: Look) {
    let tab = tab(stage);
    stage.act(Action::Elements(ElementsAction::Look(tab, look)));
    at_rest(stage);
}

fn category() -> ColumnKey {
    ColumnKey::path(["category"])
}

/// The rows on the screen, by their first cells or as groups.
fn rows(stage: &Stage) -> Vec<String> {
    stage.names(Role::Row).into_iter().filter(|name| !name.is_empty()).collect()
}

/// How many lines a delimited text has, those inside quotes not counted.
fn lines(text: &str) -> usize {
    let mut quoted = false;
    let ends = |c: char| {
        quoted ^= c == '"';
        c == '\n' && !quoted
    };
    let ended = text.chars().filter(|c| *c != '\r').map(ends).filter(|end| *end).count();
    ended + usize::from(!text.ends_with('\n'))
}

#[test]
fn a_link_becomes_a_table_that_says_it_is_whole() {
    let mut stage = opened(Setting::default());
    assert!(stage.says("8,000 elements, all 8,177 objects here"), "{:#?}", stage.words());
    let grid = stage.window.get_by_role_and_label(Role::Grid, "Elements");
    let node = grid.accesskit_node();
    assert_eq!((node.data().row_count(), node.data().column_count()), (Some(8_000), Some(15)));
    assert!(stage.has(Role::ColumnHeader, "Category"));
    assert!(stage.says("Total 8,000 elements, Length units differ, Area 90,591.39 m²"));
    // Trouble with units is said.
    stage.wait_for("Length has 7,988 in mm, 12 in ft");
    let nameless =
        stage.nameless(&[Role::Button, Role::TextInput, Role::CheckBox, Role::Grid, Role::ListBox]);
    assert_eq!(nameless, Vec::<String>::new());
}

#[test]
fn a_load_is_given_up_and_begun_again() {
    let mut stage = Stage::browsing(Setting::default());
    let link = link(&stage);
    stage.paste(&link);
    stage.wait("the tab", |s| !s.state().element_tables.tabs.is_empty());
    stage.press(NONE, Key::Escape);
    stage.wait_for("Not loaded");
    stage.click(Role::Button, "Load");
    stage.wait("the table", |s| s.has(Role::Grid, "Elements"));
    // Loading again keeps the rows until the new ones are here.
    stage.press(NONE, Key::F5);
    assert!(stage.has(Role::Grid, "Elements") && table(&stage).set.waiting_for().is_some());
    at_rest(&mut stage);
}

#[test]
fn a_schedule_by_category_is_in_excel_after_four_steps() {
    let mut stage = opened(Setting::default());
    // A folder of its own, as if something was exported before.
    let first = stage.folder().join("before.xlsx");
    stage.press(COMMAND, Key::E);
    stage.focus(Role::TextInput, "File");
    stage.retype(&first.display().to_string());
    stage.press(NONE, Key::Enter);
    stage.wait("the first file", |s| s.state().dialog.is_none() && first.exists());
    stage.press(COMMAND, Key::W);
    assert!(stage.state().selected.is_none() && stage.state().element_tables.tabs.is_empty());

    paste_link(&mut stage); // 1
    stage.click(Role::Button, "Category"); // 2
    at_rest(&mut stage);
    stage.press(COMMAND, Key::E); // 3
    assert!(stage.has(Role::Dialog, "Export 8,000 elements"));
    stage.press(NONE, Key::Enter); // 4
    stage.wait("the file", |s| s.state().dialog.is_none());
    assert!(stage.says("Exported 8000 rows"));
    let files: Vec<_> = std::fs::read_dir(stage.folder()).expect("the folder").flatten().collect();
    let names: Vec<String> = files.iter().map(|file| file.file_name().display().to_string()).collect();
    let made = names.iter().find(|name| name.ends_with(".xlsx") && *name != "before.xlsx");
    let made = made.unwrap_or_else(|| panic!("{names:?}"));
    assert!(made.starts_with("Kvarnholmen block 7, Core and shell 2026-"), "{made}");
    let bytes = std::fs::read(stage.folder().join(made)).expect("the workbook");
    assert!(bytes.starts_with(b"PK") && bytes.len() > 100_000, "{} bytes", bytes.len());
}

#[test]
fn which_element_is_it_takes_four_steps() {
    let mut stage = Stage::browsing(Setting::default());
    paste_link(&mut stage); // 1
    stage.press(COMMAND, Key::F); // 2
    stage.paste(ELEMENT); // 3
    stage.press(NONE, Key::Enter); // 4
    stage.wait_for("1 of 1");
    stage.wait("the element", |s| table(s).detail.value().is_some());
    assert!(rows(&stage).contains(&ELEMENT.to_owned()), "the row is on the screen");
    let detail = table(&stage).detail.value().expect("the element").clone();
    assert!(detail.facts.iter().any(|(_, text)| text == ELEMENT), "{:?}", detail.facts);
    assert!(stage.has(Role::ListBox, "Properties"), "all that is known of it is beside the table");
    // In rows that are filtered away it is found too, and that is said.
    look(&mut stage, Look::Filter(category(), Condition::is("Walls")));
    stage.wait_for("No row shown has it, 1 more in rows that are filtered away");
}

#[test]
fn groups_fold_and_unfold_without_a_mouse() {
    let mut stage = opened(Setting::default());
    stage.focus(Role::Button, "Category");
    stage.press(NONE, Key::Enter);
    at_rest(&mut stage);
    let folded = rows(&stage);
    assert!(folded.iter().all(|row| row.ends_with(" elements")), "groups begin folded: {folded:?}");
    assert!(folded.iter().any(|row| row.starts_with("Walls, ")), "{folded:?}");
    assert!(stage.says("8,000 elements, by category in"), "{:#?}", stage.words());
    stage.focus(Role::Grid, "Elements");
    stage.press(NONE, Key::Home);
    stage.wait_for("rows selected");
    stage.press(NONE, Key::ArrowRight);
    let open = rows(&stage);
    assert!(open.len() > folded.len() && open[0] == folded[0], "{open:?}");
    stage.press(NONE, Key::ArrowDown);
    stage.wait("one element in full", |s| table(s).detail.value().is_some());
    // From the first column on to the left: up to the group's own row, and folded.
    stage.press(NONE, Key::Escape);
    let before = stage.window.ctx.memory(|memory| memory.focused());
    for _ in 0..20 {
        stage.press(NONE, Key::ArrowLeft);
    }
    assert!(before.is_some(), "Esc closes the element's properties and leaves the keyboard where it is");
    assert!(!stage.has(Role::ListBox, "Properties"));
    assert_eq!(stage.window.ctx.memory(|memory| memory.focused()), before, "the table keeps the keyboard");
    assert_eq!(rows(&stage), folded);
    stage.click(Role::Button, "Category");
    at_rest(&mut stage);
    assert!(!rows(&stage)[0].ends_with("elements"), "a second click ends grouping");
}

#[test]
fn filters_are_set_by_their_popup_and_taken_off_again() {
    let mut stage = opened(Setting::default());
    stage.click(Role::Button, "Filter");
    stage.type_text("categ");
    stage.press(NONE, Key::Enter);
    stage.wait("the values", |s| s.has(Role::ListBox, "Values"));
    stage.focus(Role::ListBox, "Values");
    stage.press(NONE, Key::Home);
    stage.press(NONE, Key::Space);
    at_rest(&mut stage);
    let shown = table(&stage).view.value().expect("a view").rows().len();
    assert!(shown > 0 && shown < 8_000, "{shown}");
    stage.press(NONE, Key::Escape);
    let chip = stage.names(Role::Button).into_iter().find(|name| name.starts_with("Remove Category is"));
    stage.click(Role::Button, &chip.expect("a chip"));
    at_rest(&mut stage);
    assert_eq!(table(&stage).view.value().expect("a view").rows().len(), 8_000);
    // Column, text: the keyboard goes from one to the other by itself.
    stage.click(Role::Button, "Filter");
    stage.type_text("comments");
    stage.press(NONE, Key::Enter);
    stage.type_text("no such words");
    stage.press(NONE, Key::Enter);
    stage.wait_for("No element passes the filters");
    stage.press(NONE, Key::Escape);
    stage.click(Role::Button, "Clear filters");
    at_rest(&mut stage);
    assert!(stage.has(Role::Grid, "Elements"));
}

#[test]
fn columns_come_and_go_by_keyboard() {
    let mut stage = opened(Setting::default());
    let count = |stage: &Stage| table(stage).present_wish().expect("a wish").columns.len();
    stage.focus(Role::ListBox, "Columns");
    stage.press(NONE, Key::Home);
    stage.press(NONE, Key::ArrowDown);
    stage.press(NONE, Key::Space);
    at_rest(&mut stage);
    assert_eq!(count(&stage), 14);
    let first = table(&stage).present_wish().expect("a wish").columns[0].clone();
    stage.press(Modifiers::ALT, Key::ArrowDown);
    at_rest(&mut stage);
    assert_eq!(table(&stage).present_wish().expect("a wish").columns[1], first);
    stage.focus(Role::TextInput, "Search columns");
    stage.type_text("fire rating");
    stage.wait("fewer paths", |s| table(s).paths.value().is_some_and(|paths| paths.text == "fire rating"));
    let found = table(&stage).paths.value().expect("paths").order.len();
    assert!((1..10).contains(&found), "{found}");
}

#[test]
fn rows_and_ids_are_copied() {
    let mut stage = opened(Setting::default());
    stage.focus(Role::Grid, "Elements");
    stage.press(NONE, Key::Home);
    stage.press(Modifiers::SHIFT, Key::ArrowDown);
    stage.window.event(eframe::egui::Event::Copy);
    let text = stage.copy();
    assert_eq!(lines(&text), 3, "{text}");
    assert!(
        text.starts_with("Object ID\tApplication ID\tElement ID\t") && text.contains("\t1182000\t"),
        "{text}"
    );
    let tab = tab(&stage);
    let ids = dapple::app::CopyAs::Ids(dapple_data::speckle::elements::Computed::ElementId);
    stage.window.state_mut().act(Action::Elements(ElementsAction::Copy(tab, 0..3, ids)));
    assert_eq!(stage.copy(), "1182000,1182024,1182048");
    stage.window.state_mut().act(Action::Elements(ElementsAction::CopyCommand(tab)));
    let command = stage.copy();
    assert!(command.starts_with("dapple objects ") && command.contains("--select"), "{command}");
    stage.act(Action::Elements(ElementsAction::ShowInSpeckle(tab, 0..2)));
    stage.wait("the browser", |s| !s.browser.opened().is_empty());
    let address = &stage.browser.opened()[0];
    assert!(address.contains("/projects/f3a91c07be/models/") && address.contains(','), "{address}");
}

#[test]
fn other_formats_are_written_as_shown() {
    let mut stage = opened(Setting::default());
    look(&mut stage, Look::Filter(category(), Condition::is("Doors")));
    let shown = table(&stage).view.value().expect("a view").rows().len();
    for (format, ending) in [("CSV", "csv"), ("NDJSON", "ndjson"), ("JSON", "json"), ("Excel", "xlsx")] {
        let file = stage.folder().join(format!("doors.{ending}"));
        let tab = tab(&stage);
        stage.act(Action::AskExport(tab, ExportWhat::List));
        stage.click(Role::RadioButton, format);
        stage.focus(Role::TextInput, "File");
        stage.retype(&file.display().to_string());
        stage.press(NONE, Key::Enter);
        stage.wait(format, |s| s.state().dialog.is_none());
        let bytes = std::fs::read(&file).expect("the file");
        match ending {
            "csv" | "ndjson" => {
                let lines = lines(&String::from_utf8(bytes).expect("text"));
                assert_eq!(lines, shown + usize::from(ending == "csv"), "{format}");
            }
            "json" => {
                let json: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
                assert_eq!(json.as_array().map(Vec::len), Some(shown));
            }
            _ => assert!(bytes.starts_with(b"PK")),
        }
    }
}

#[test]
fn element_tables_draw_in_both_themes_and_sizes() {
    for (shown, theme) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        for (size, window) in [(vec2(1440.0, 900.0), "wide"), (vec2(1024.0, 640.0), "small")] {
            let color = &dapple::ui::theme::tokens_of(shown).color;
            let name = |page: &str| format!("elements-{page}-{window}-{theme}");
            let mut stage = opened(Setting { size, theme: shown, ..Setting::default() });
            let notices: Vec<u64> = stage.state().notices.iter().map(|notice| notice.id).collect();
            notices.into_iter().for_each(|id| stage.act(Action::CloseNotice(id)));
            let drawn = |stage: &mut Stage, page: &str| {
                if let Some(colors) = stage.picture(&name(page)) {
                    let ground = if page == "export" { color.bg_popup } else { color.bg_content };
                    assert!(colors.len() > 100 && colors.contains(&ground.to_array()), "{page}");
                }
            };
            drawn(&mut stage, "rows");
            stage.focus(Role::Grid, "Elements");
            stage.press(NONE, Key::Home);
            stage.press(NONE, Key::ArrowDown);
            stage.wait("one element", |s| table(s).detail.value().is_some());
            drawn(&mut stage, "one");
            for _ in 0..4 {
                stage.press(Modifiers::SHIFT, Key::ArrowDown);
            }
            drawn(&mut stage, "chosen");
            look(&mut stage, Look::Filter(category(), Condition::is("Walls")));
            look(
                &mut stage,
                Look::Group(ColumnKey::Computed(dapple_data::speckle::elements::Computed::Level), false),
            );
            stage.focus(Role::Grid, "Elements");
            stage.press(NONE, Key::Home);
            stage.press(NONE, Key::ArrowDown);
            stage.press(NONE, Key::ArrowRight);
            drawn(&mut stage, "grouped");
            stage.click(Role::Button, "Filter");
            drawn(&mut stage, "filter");
            stage.press(NONE, Key::Escape);
            stage.press(COMMAND, Key::F);
            stage.paste("1182");
            stage.wait("matches", |s| table(s).find.found.value().is_some());
            drawn(&mut stage, "find");
            stage.press(COMMAND, Key::E);
            drawn(&mut stage, "export");
            stage.press(NONE, Key::Escape);
            look(&mut stage, Look::Filter(category(), Condition::is("No such category")));
            drawn(&mut stage, "nothing");
        }
    }
}

#[test]
fn a_table_is_grouped_from_the_palette_too() {
    let mut stage = opened(Setting::default());
    let grouped = |stage: &Stage| !table(stage).view.value().unwrap().wish.group.is_empty();
    stage.press(COMMAND, Key::K);
    stage.type_text("group by category");
    stage.press(NONE, Key::Enter);
    stage.wait("the groups", grouped);
    at_rest(&mut stage);
    stage.press(COMMAND, Key::K);
    stage.type_text("do not group by cat");
    stage.press(NONE, Key::Enter);
    stage.wait("no groups", |s| !grouped(s));
}
