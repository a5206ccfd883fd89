//! Variables as a form: filled in by typing, pasting and choosing, in step with their text.

use dapple::app::{Action, VariablesAction, VariablesView};
use eframe::egui::Theme;

use super::stage::{Role, Setting, Stage};

const QUERY: &str = "query Versions(
  $projectId: String!
  $limit: Int! = 25
  $filter: ProjectModelsFilter
  $all: Boolean
) {
  project(id: $projectId) {
    name
    models(limit: $limit, filter: $filter) {
      totalCount
    }
    role @include(if: $all)
  }
}
";

fn opened(theme: Theme) -> Stage {
    let mut stage = Stage::browsing(Setting { theme, ..Setting::default() });
    stage.act(Action::NewTab);
    stage.write_query(QUERY);
    stage.wait("the form", |s| s.state().current().is_some_and(|t| t.form.rows.len() == 4));
    stage.wait("the schema", |s| s.has(Role::Button, "Add filter"));
    stage
}

fn text(stage: &Stage) -> String {
    let heart = stage.window.state().heart();
    heart.state.selected.and_then(|tab| heart.buffers.get(tab)).expect("a tab with texts").variables.text()
}

#[test]
fn the_form_writes_the_text_and_the_text_the_form() {
    let mut stage = opened(Theme::Dark);
    assert!(stage.says("This one is required"));
    // A link in the field of a project leaves the project's id.
    stage.focus(Role::TextInput, "projectId");
    stage.paste("https://app.speckle.systems/projects/0123456789/models/abcdef0123");
    stage.focus(Role::TextInput, "limit");
    stage.type_text("7");
    stage.click(Role::RadioButton, "true");
    stage.click(Role::Button, "Add filter");
    assert_eq!(
        text(&stage),
        "{\n  \"projectId\": \"0123456789\",\n  \"limit\": 7,\n  \"all\": true,\n  \"filter\": {}\n}"
    );
    stage.wait("its fields", |s| s.has(Role::TextInput, "filter.search"));
    stage.focus(Role::TextInput, "limit");
    stage.retype("many");
    stage.wait_for("Expected Int");
    // By name, from the projects that are known.
    stage.click(Role::Button, "Choose a project for projectId");
    stage.type_text("Kvarnholmen block");
    stage.click(Role::ListItem, "Kvarnholmen block 7");
    stage.wait("the name in the field", |s| s.has(Role::ComboBox, "projectId"));
    assert!(stage.nameless(&[Role::Button, Role::TextInput, Role::ComboBox]).is_empty());
    let tab = stage.state().selected.unwrap();
    stage.act(Action::Variables(VariablesAction::ShowAs(tab, VariablesView::Json)));
    stage.focus(Role::MultilineTextInput, "Variables");
    stage.press(super::stage::COMMAND, eframe::egui::Key::A);
    stage.paste("{ \"limit\": 3, // three\n \"projectId\": ");
    stage.act(Action::Variables(VariablesAction::ShowAs(tab, VariablesView::Form)));
    stage.wait_for("The variables cannot be read");
    stage.click(Role::Button, "Show the JSON");
    assert_eq!(stage.state().current().unwrap().kept.view, VariablesView::Json);
}

#[test]
fn pictures_of_the_form() {
    for (theme, name) in [(Theme::Dark, "variables-dark"), (Theme::Light, "variables-light")] {
        let mut stage = opened(theme);
        stage.focus(Role::TextInput, "limit");
        stage.type_text("many");
        stage.click(Role::Button, "Add filter");
        stage.wait("its fields", |s| s.has(Role::TextInput, "filter.search"));
        stage.picture(name);
    }
}
