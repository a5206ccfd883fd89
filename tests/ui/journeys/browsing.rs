//! The project browser as a person uses it: by pointer, by keyboard, in small windows.

use dapple::app::{Action, BrowseAction, Place, ProjectPage, ProjectView};
use eframe::egui::{Key, Modifiers, Theme, vec2};

use super::stage::{COMMAND, Role, Setting, Stage};

const BLOCK: &str = "Kvarnholmen block 7";
const NONE: Modifiers = Modifiers::NONE;

fn page(stage: &Stage) -> &ProjectPage {
    let tab = stage.state().selected.expect("a tab");
    stage.state().browser.pages.get(&tab).expect("a project's page")
}

/// The sample data with its main project open on its newest version.
fn opened(setting: Setting) -> Stage {
    let mut stage = Stage::browsing(setting);
    stage.click(Role::ListBoxOption, BLOCK);
    stage.wait("the versions", |s| !s.state().tabs.is_empty() && page(s).versions.value().is_some());
    stage
}

/// The name of the row with the cursor of the list that has the keyboard.
fn version(stage: &Stage) -> String {
    page(stage).version.as_ref().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn who_published_what_in_a_project_takes_two_steps() {
    let mut stage = Stage::browsing(Setting::default());
    let mut steps = 0;
    for (role, name) in [(Role::ListBoxOption, BLOCK), (Role::RadioButton, "Timeline")] {
        // What is still coming would move under the pointer.
        stage.wait("what is clicked", |s| s.has(role, name));
        stage.settle();
        stage.click(role, name);
        steps += 1;
    }
    stage.wait("the timeline", |s| s.has(Role::Grid, "Timeline"));
    assert!(steps <= 4);
    for title in ["Published", "Model", "Author", "Application", "Message"] {
        assert!(stage.has(Role::ColumnHeader, title), "{title}");
    }
    assert!(stage.says("790"), "all versions of the project are counted");
    // Sorted by author, and narrowed to one of them.
    stage.click(Role::ColumnHeader, "Author");
    stage.focus(Role::TextInput, "Filter versions");
    stage.type_text("elin revit");
    stage.settle();
    assert!(stage.says("of 790"), "{:#?}", stage.words());
    stage.press(NONE, Key::ArrowDown);
    stage.press(NONE, Key::ArrowDown);
    stage.window.event(eframe::egui::Event::Copy);
    let row = stage.copy();
    assert_eq!(row.split('\t').count(), 6, "{row}");
    assert!(row.contains("Elin Sandberg") && row.contains("revit"), "{row}");
}

#[test]
fn a_project_shows_its_models_versions_and_the_newest_version() {
    let stage = opened(Setting::default());
    assert_eq!(stage.state().place, Place::Browse);
    assert!(stage.has(Role::Tree, "Models") && stage.has(Role::ListBox, "Versions"));
    assert!(stage.has(Role::Heading, "Models 160") && stage.has(Role::Heading, "Versions 131"));
    assert!(stage.has(Role::TreeItem, "Architecture, 42 models"));
    assert!(stage.has(Role::TreeItem, "Core and shell, 131 versions"));
    assert_eq!(version(&stage), "b83e0f4d21");
    for button in ["Open element table", "Query this", "Open in the browser"] {
        assert!(stage.has(Role::Button, button), "{button}");
    }
    assert!(stage.says("Version: b83e0f4d21"));
    assert!(stage.says("160 models, 131 versions, all received"));
}

#[test]
fn everything_is_reached_without_a_mouse() {
    let mut stage = Stage::browsing(Setting::default());
    stage.press(NONE, Key::F6);
    stage.press(NONE, Key::Home);
    stage.press(NONE, Key::ArrowDown);
    stage.press(NONE, Key::ArrowUp);
    stage.press(NONE, Key::Enter);
    stage.wait("the versions", |s| !s.state().tabs.is_empty() && page(s).versions.value().is_some());
    assert_eq!(stage.state().current().map(dapple::app::Tab::title).as_deref(), Some(BLOCK));
    // Next region: the models. Down chooses the next one.
    let first = page(&stage).model.clone();
    stage.press(NONE, Key::F6);
    stage.press(NONE, Key::ArrowDown);
    assert_ne!(page(&stage).model, first);
    stage.press(NONE, Key::ArrowUp);
    assert_eq!(page(&stage).model, first);
    // Left folds the folder around it, Right opens it again.
    stage.press(NONE, Key::ArrowLeft);
    stage.press(NONE, Key::ArrowLeft);
    assert!(!stage.has(Role::TreeItem, "Core and shell, 131 versions"));
    stage.press(NONE, Key::ArrowRight);
    assert!(stage.has(Role::TreeItem, "Core and shell, 131 versions"));
    // Next region: the versions.
    stage.wait("the versions", |s| page(s).versions.value().is_some_and(|v| v.items.len() == 131));
    stage.press(NONE, Key::F6);
    stage.press(NONE, Key::Home);
    stage.press(NONE, Key::ArrowDown);
    assert_eq!(version(&stage), "a41f27c9e0");
    stage.press(COMMAND, Key::F);
    stage.type_text("weekly");
    assert!(stage.says("of 131"), "{:#?}", stage.names(Role::Heading));
    stage.press(NONE, Key::Enter);
    stage.press(NONE, Key::ArrowDown);
    stage.press(NONE, Key::Home);
    assert_eq!(version(&stage), "c5512e8d7a");
    // Back to the place before.
    stage.act(Action::Browse(BrowseAction::ShowView(
        stage.state().selected.expect("a tab"),
        ProjectView::People,
    )));
    stage.wait("the people", |s| s.has(Role::Grid, "People") || s.says("users:read"));
    stage.press(Modifiers::ALT, Key::ArrowLeft);
    assert_ne!(version(&stage), "c5512e8d7a");
}

#[test]
fn projects_are_narrowed_sorted_and_copied() {
    let mut stage = Stage::browsing(Setting::default());
    stage.press(COMMAND, Key::F);
    stage.type_text("kvarnholmen");
    assert!(stage.says("of 130"), "{:#?}", stage.names(Role::Heading));
    assert!(stage.has(Role::ListBoxOption, BLOCK) && !stage.has(Role::ListBoxOption, "Library Malmö East"));
    stage.press(NONE, Key::ArrowDown);
    stage.press(NONE, Key::Home);
    stage.window.event(eframe::egui::Event::Copy);
    let row = stage.copy();
    assert!(row.starts_with("Kvarnholmen") && row.split('\t').count() == 5, "{row}");
    stage.press(COMMAND, Key::F);
    stage.retype("no such thing");
    assert!(stage.says("No project is called that"));
    stage.click(Role::Button, "Clear this filter");
    assert!(stage.has(Role::Heading, "Projects 130"));
}

#[test]
fn every_list_is_exported_by_button_and_by_keys() {
    let mut stage = opened(Setting::default());
    let title = |stage: &Stage| {
        let dialog = stage.names(Role::Button).into_iter().find(|name| name.starts_with("Export 1"));
        dialog.unwrap_or_default()
    };
    stage.press(COMMAND, Key::E);
    stage.settle();
    assert_eq!(title(&stage), "Export 131 versions");
    assert!(stage.says("All of the list, as sorted"), "{:#?}", stage.words());
    stage.press(NONE, Key::Escape);
    stage.focus(Role::Tree, "Models");
    stage.press(COMMAND, Key::E);
    stage.settle();
    assert!(title(&stage).ends_with("models"), "{:?}", title(&stage));
    stage.press(NONE, Key::Escape);
    stage.click(Role::Button, "Export or copy the projects");
    stage.click(Role::MenuItem, "Export 130 projects…");
    stage.settle();
    assert_eq!(title(&stage), "Export 130 projects");
    stage.press(NONE, Key::Escape);
    stage.click(Role::RadioButton, "People");
    stage.wait("the people", |s| s.has(Role::Grid, "People"));
    stage.click(Role::Button, "Export or copy the people");
    stage.click(Role::MenuItem, "Copy 14 people");
    let text = stage.copy();
    assert!(text.starts_with("id\tname\trole\tcompany\n") && text.lines().count() == 15, "{text}");
}

#[test]
fn a_link_pasted_anywhere_opens_what_it_names() {
    let mut stage = Stage::browsing(Setting::default());
    let origin = stage.state().accounts.list[0].key.origin.as_str().to_owned();
    stage.paste(&format!("{origin}/projects/f3a91c07be"));
    stage.wait("the project", |s| !s.state().tabs.is_empty() && page(s).versions.value().is_some());
    assert_eq!(page(&stage).project.as_str(), "f3a91c07be");
    // A version without its model: the server is asked.
    stage.paste(&format!("{origin}/streams/f3a91c07be/commits/nosuchthing"));
    stage.wait("the refusal", |s| s.state().notices.iter().any(|n| n.kind == dapple::app::NoticeKind::Error));
    stage.press(COMMAND, Key::K);
    stage.type_text("f3a91c07be");
    assert!(stage.has(Role::MenuItem, "Open project f3a91c07be"));
    stage.press(NONE, Key::Escape);
    stage.press(NONE, Key::Escape);
}

#[test]
fn the_palette_finds_projects_by_a_few_letters() {
    let mut stage = Stage::browsing(Setting::default());
    stage.press(COMMAND, Key::K);
    stage.type_text("library malm");
    assert!(stage.has(Role::MenuItem, "Library Malmö East"), "{:#?}", stage.names(Role::MenuItem));
    stage.press(NONE, Key::Enter);
    stage.wait("the project", |s| !s.state().tabs.is_empty() && page(s).models.value().is_some());
    assert_eq!(stage.state().current().map(dapple::app::Tab::title).as_deref(), Some("Library Malmö East"));
}

#[test]
fn previews_come_to_rows_that_rest_and_move_nothing() {
    let mut stage = opened(Setting::default());
    let row = "Stair cores moved 300 mm north, Jonas Weidmann, Revit";
    let before = stage.rect(Role::ListBoxOption, row);
    let pictures = |s: &Stage| {
        let urls =
            page(s).versions.value().map(|v| v.items.iter().take(3).filter_map(|v| v.preview_url.clone()));
        let urls: Vec<String> = urls.into_iter().flatten().collect();
        let known =
            |url: &String| matches!(s.state().browser.pictures.get(url), Some(dapple::app::Preview::Here(_)));
        urls.len() == 3 && urls.iter().all(known)
    };
    stage.wait("the pictures", pictures);
    assert_eq!(stage.rect(Role::ListBoxOption, row), before);
}

#[test]
fn the_browser_works_in_a_small_window_and_at_twice_the_scale() {
    for scale in [1.0, 2.0] {
        let size = vec2(1024.0, 640.0);
        let mut stage = opened(Setting { size, scale, ..Setting::default() });
        let screen = stage.window.ctx.content_rect();
        assert!(!stage.has(Role::ListBox, "Projects"), "the side panel folds to the rail");
        let in_reach = |stage: &Stage, role, name: &str| {
            let rect = stage.rect(role, name);
            assert!(screen.contains_rect(rect), "{name} is at {rect:?} in {screen:?}");
        };
        for (role, name) in [
            (Role::RadioButton, "Timeline"),
            (Role::Tree, "Models"),
            (Role::ListBox, "Versions"),
            (Role::Button, "Show the details"),
        ] {
            in_reach(&stage, role, name);
        }
        // The inspector opens over the centre, and the views stay in reach.
        stage.click(Role::Button, "Show the details");
        in_reach(&stage, Role::Button, "Open element table");
        in_reach(&stage, Role::RadioButton, "People");
        stage.press(NONE, Key::Escape);
        assert!(!stage.has(Role::Button, "Open element table"));
        // The projects come over the tabs from the rail, and go again when one is chosen.
        stage.click(Role::Tab, "Browse");
        in_reach(&stage, Role::ListBox, "Projects");
        stage.click(Role::ListBoxOption, "Sankt Erik, byggnad 80");
        stage.wait("the other project", |s| s.state().tabs.len() == 2 && page(s).models.value().is_some());
        assert!(!stage.has(Role::ListBox, "Projects"));
    }
}

#[test]
fn versions_that_the_subscription_hides_are_one_quiet_row() {
    let mut stage = opened(Setting::default());
    stage.focus(Role::ListBox, "Versions");
    stage.press(NONE, Key::End);
    let shown = version(&stage);
    let summary =
        stage.names(Role::ListBoxOption).into_iter().find(|name| name.contains("versions are hidden"));
    assert_eq!(summary.as_deref(), Some("93 versions are hidden"));
    assert!(!stage.says("hidden by the subscription"));
    stage.press(NONE, Key::Enter);
    stage.press(NONE, Key::ArrowDown);
    assert!(stage.says("hidden by the subscription"));
    assert_ne!(
        version(&stage),
        shown,
        "the first hidden one is chosen, not the row before the list was opened"
    );
    assert!(!stage.has(Role::Button, "Open element table"), "there is nothing to open");
    assert!(stage.says("The workspace's subscription hides what this version holds"));
}

#[test]
fn a_token_without_people_says_so_and_asks_for_none() {
    let mut stage = Stage::new(Setting::default());
    let (demo, _) = stage.serve();
    stage.sign_in(&demo.origin(), demo.token(dapple_demo::Who::NoUsers));
    stage.wait_for(BLOCK);
    stage.click(Role::ListBoxOption, BLOCK);
    stage.wait("the versions", |s| !s.state().tabs.is_empty() && page(s).versions.value().is_some());
    stage.click(Role::RadioButton, "People");
    stage.wait_for("This token may not see people (`users:read`)");
    assert!(stage.has(Role::Button, "Make a token"));
    assert!(matches!(page(&stage).people, dapple::app::Remote::Idle), "nobody was asked");
}

#[test]
fn tabs_and_places_go_together() {
    let mut stage = opened(Setting::default());
    stage.press(COMMAND, Key::T);
    assert_eq!(stage.state().place, Place::Query);
    stage.click(Role::Tab, BLOCK);
    assert_eq!(stage.state().place, Place::Browse);
    for (key, place) in [(Key::Num2, Place::Query), (Key::Num3, Place::History), (Key::Num1, Place::Browse)] {
        stage.press(COMMAND, key);
        assert_eq!(stage.state().place, place);
    }
    stage.press(Modifiers::CTRL, Key::Tab);
    assert_eq!(stage.state().place, Place::Query);
}

#[test]
fn every_control_of_the_browser_has_a_name() {
    let mut stage = opened(Setting::default());
    let roles =
        [Role::Button, Role::TextInput, Role::RadioButton, Role::ListBoxOption, Role::TreeItem, Role::Tab];
    for view in ["Models", "Timeline", "People"] {
        stage.click(Role::RadioButton, view);
        stage.settle();
        stage.window.check_accessibility();
        let nameless = stage.nameless(&roles);
        assert!(nameless.is_empty(), "{view}: {nameless:?}");
    }
}

#[test]
fn a_star_makes_a_favourite_that_stands_first() {
    let mut stage = opened(Setting::default());
    stage.click(Role::Button, "Add to the favourites");
    assert!(
        stage.has(Role::ListBoxOption, "Favourites, 1 projects"),
        "{:#?}",
        stage.names(Role::ListBoxOption)
    );
    stage.click(Role::Button, "Remove from the favourites");
    assert!(!stage.says("Favourites,"));
}

#[test]
fn pictures_of_the_browser() {
    for theme in [Theme::Dark, Theme::Light] {
        for (size, what) in [(vec2(1440.0, 900.0), "wide"), (vec2(1024.0, 640.0), "small")] {
            let mut stage = opened(Setting { size, theme, ..Setting::default() });
            stage.focus(Role::ListBox, "Versions");
            let Some(colors) = stage.picture(&format!("browser-{what}-{theme:?}")) else { return };
            let selection = dapple::ui::theme::tokens_of(theme).color.selection.to_array();
            assert!(colors.contains(&selection), "the chosen version wears the selection");
        }
    }
}
