//! The schema of a server: found by search, walked by clicks, and put into the query field by field.

use dapple::app::{Action, ExplorerAction, SchemaFile};
use dapple::services::desktop::Picked;
use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{COMMAND, Role, Setting, Stage};

/// The sample server's schema, read.
fn with_schema(setting: Setting) -> Stage {
    let mut stage = Stage::with_samples(setting);
    stage.wait("the schema", |s| {
        s.state().accounts.active.as_ref().is_some_and(|key| s.state().schema(key).is_some())
    });
    stage
}

fn query_of(stage: &Stage) -> String {
    let tab = stage.state().selected.expect("a tab");
    stage.window.state().heart().buffers.get(tab).expect("its text").query.text()
}

fn search(stage: &mut Stage, words: &str) {
    stage.focus(Role::TextInput, "Search the schema");
    stage.retype(words);
    stage.wait("the hits", |s| s.state().explorer.hits.value().is_some() && s.has(Role::ListBox, "Found"));
}

#[test]
fn a_type_is_found_and_its_fields_go_into_the_query() {
    let mut stage = with_schema(Setting::default());
    stage.press(COMMAND, Key::T);
    stage.write_query("query Mine {\n  activeUser {\n    id\n  }\n}\n");
    stage.press(COMMAND, Key::Num5);
    stage.wait_for("Heading: Query type");
    search(&mut stage, "user.bio");
    stage.click(Role::ListBoxOption, "User.bio");
    stage.wait_for("Heading: User type");
    stage.wait_for("A click adds to Mine where the caret is");
    stage.click(Role::CheckBox, "User.name in the query");
    assert!(query_of(&stage).contains("    id\n    name\n"), "{}", query_of(&stage));
    stage.wait("the mark", |s| {
        s.state().explorer.standing.value().is_some_and(|s| s.fields.iter().any(|f| f == "name"))
    });
    stage.click(Role::CheckBox, "User.name in the query");
    assert_eq!(query_of(&stage), "query Mine {\n  activeUser {\n    id\n  }\n}\n");
    // One step back brings it again.
    let tab = stage.state().selected.expect("a tab");
    assert!(stage.window.state().heart().buffers.get(tab).expect("its text").query.can_undo());
}

#[test]
fn links_lead_from_type_to_type_and_back() {
    let mut stage = with_schema(Setting::default());
    stage.press(COMMAND, Key::Num5);
    stage.wait_for("Heading: Query type");
    stage.click(Role::Link, "Type User of activeUser");
    stage.wait_for("Heading: User type");
    assert!(stage.says("Returned by"), "{:#?}", stage.words());
    stage.click(Role::Button, "Back in the schema");
    stage.wait_for("Heading: Query type");
    stage.click(Role::Button, "Forward in the schema");
    stage.wait_for("Heading: User type");
    stage.act(Action::Explorer(ExplorerAction::Example {
        type_name: "User".to_owned(),
        field: "name".to_owned(),
    }));
    assert_eq!(query_of(&stage), "query ActiveUserName {\n  activeUser {\n    name\n  }\n}\n");
}

#[test]
fn the_api_stands_beside_the_query() {
    let mut stage = with_schema(Setting::default());
    stage.press(COMMAND, Key::T);
    let beside = stage.names(Role::Button).into_iter().find(|name| name.starts_with("Show the API beside"));
    stage.click(Role::Button, &beside.expect("its button"));
    stage.wait_for("Heading: Query type");
    stage.click(Role::CheckBox, "Query.serverInfo in the query");
    assert!(query_of(&stage).starts_with("query ServerInfo {\n  serverInfo {\n"), "{}", query_of(&stage));
    search(&mut stage, "project.name");
    stage.click(Role::ListBoxOption, "Project.name");
    stage.wait_for("Heading: Project type");
    stage.click(Role::CheckBox, "Project.name in the query");
    let text = query_of(&stage);
    assert!(
        text.contains("query ServerInfo($projectId: String!)")
            && text.contains("project(id: $projectId) {\n    name\n"),
        "{text}"
    );
    stage.click(Role::Button, "Show the list of queries");
    assert!(stage.has(Role::Heading, "Query"));
}

#[test]
fn a_schema_goes_to_a_file_and_comes_from_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("schema.graphql");
    let other = folder.path().join("other.graphql");
    std::fs::write(&other, "type Query { onlyThis: Int }").expect("a file");
    let picks = vec![Picked::Path(file.clone()), Picked::Path(other), Picked::NoDialog];
    let mut stage = with_schema(Setting { picks, ..Setting::default() });
    stage.press(COMMAND, Key::Num5);
    let choose = |stage: &mut Stage, file| {
        stage.act(Action::Explorer(ExplorerAction::Choose(file)));
    };
    choose(&mut stage, SchemaFile::SaveSdl);
    stage.wait_for("schema.graphql is written");
    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(text.contains("type Query {") && text.contains("type Project"));
    choose(&mut stage, SchemaFile::Open);
    stage.wait_for("onlyThis");
    // Where there is no dialog the path is typed, and a file that is there is asked about.
    choose(&mut stage, SchemaFile::SaveJson);
    stage.wait("the field", |s| s.has(Role::TextInput, "Path to write JSON to"));
    stage.focus(Role::TextInput, "Path to write JSON to");
    stage.retype(&file.to_string_lossy());
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait_for("is there already");
    stage.click(Role::Button, "Replace it");
    stage.wait("the file", |_| std::fs::read_to_string(&file).is_ok_and(|t| t.contains("__schema")));
}

#[test]
fn the_api_draws_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let mut stage = with_schema(Setting { theme: shown, ..Setting::default() });
        stage.press(COMMAND, Key::T);
        stage.write_query("query Mine {\n  activeUser {\n    id\n    name\n  }\n}\n");
        let draw = |stage: &mut Stage, name: &str| {
            if let Some(colors) = stage.picture(&format!("{name}-{suffix}")) {
                assert!(colors.contains(&color.bg_content.to_array()) && colors.len() > 100, "{name}");
            }
        };
        stage.press(COMMAND, Key::Num5);
        stage.wait_for("Heading: Query type");
        stage.click(Role::Link, "Type User of activeUser");
        stage.wait_for("A click adds to Mine");
        stage.focus(Role::ListBox, "Page of the type");
        for _ in 0..4 {
            stage.press(Modifiers::NONE, Key::ArrowDown);
        }
        draw(&mut stage, "api");
        search(&mut stage, "project");
        stage.click(Role::ListBoxOption, "Query.project");
        draw(&mut stage, "api-search");
        stage.act(Action::Explorer(ExplorerAction::Search(String::new())));
        stage.press(COMMAND, Key::Num2);
        stage.act(Action::Explorer(ExplorerAction::BesideQuery(true)));
        draw(&mut stage, "api-beside");
        assert!(stage.nameless(&[Role::Button, Role::CheckBox, Role::Link, Role::TextInput]).is_empty());
    }
}
