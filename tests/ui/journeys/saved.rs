//! Queries as files: saved by keyboard, opened from the list, changed on the disk by somebody else.

use dapple::app::{Action, SavedAction};
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{COMMAND, Role, Setting, Stage};

fn query(stage: &Stage) -> String {
    let heart = stage.window.state().heart();
    heart.state.selected.and_then(|tab| heart.buffers.get(tab)).expect("a tab with texts").query.text()
}

fn save_as(stage: &mut Stage, name: &str) {
    stage.press(COMMAND, Key::S);
    stage.wait_for("Save the query");
    stage.retype(name);
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait_for(&format!("Saved as “{name}”"));
}

#[test]
fn a_query_is_saved_opened_and_kept_from_being_overwritten() {
    let mut stage = Stage::browsing(Setting { theme: Theme::Light, ..Setting::default() });
    let folder = stage.folder().join("my queries");
    stage.act(Action::Saved(SavedAction::UseFolder(Some(folder.clone()))));
    stage.act(Action::NewTab);
    stage.write_query("query Mine { activeUser { name } }");
    save_as(&mut stage, "reports/Who I am");
    let file = folder.join("reports/Who I am.graphql");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "query Mine { activeUser { name } }");
    stage.wait("its row", |s| s.has(Role::ListItem, "Who I am") && s.has(Role::ListItem, "reports"));
    stage.press(COMMAND, Key::W);
    stage.click(Role::ListItem, "Who I am");
    stage.wait("its tab", |s| s.state().current().is_some_and(|t| t.saved.is_some()));
    stage.picture("saved-light");
    // Another program writes it, and so does the person here.
    std::fs::write(&file, "query Theirs { serverInfo { name } }").unwrap();
    stage.window.event(eframe::egui::Event::WindowFocused(true));
    stage.wait("their text", |s| query(s).contains("Theirs"));
    stage.write_query("query Mine { activeUser { id } }");
    std::fs::write(&file, "query Again { serverInfo { name } }").unwrap();
    stage.press(COMMAND, Key::S);
    stage.wait_for("Another text is in this file");
    stage.click(Role::Button, "Cancel");
    assert!(std::fs::read_to_string(&file).unwrap().contains("Again"), "never in silence");
    stage.press(COMMAND, Key::S);
    stage.wait_for("Another text is in this file");
    stage.picture("saved-conflict-light");
    stage.click(Role::Button, "Overwrite the file");
    // The word about the first saving may still be on the screen: the file itself is waited for.
    stage.wait("the overwritten file", |s| {
        std::fs::read_to_string(&file).is_ok_and(|text| text.contains("activeUser { id }"))
            && s.state().current().is_some_and(|tab| !tab.unsaved)
    });
}
