//! The frame around everything: palette, settings, sizes, and that everything has a name.

use dapple::app::{Action, ThemeChoice};
use eframe::egui::{Key, Modifiers, Theme, vec2};

use egui_kittest::kittest::Queryable as _;

use super::stage::{COMMAND, Role, Setting, Stage};

#[test]
fn the_theme_is_chosen_in_the_settings() {
    let mut stage = Stage::with_samples(Setting::default());
    assert_eq!(stage.window.ctx.theme(), Theme::Dark);
    stage.click(Role::Button, "Settings");
    assert!(stage.has(Role::Dialog, "Settings"));
    // The dialog grows when the files it lists are here: a click before that would miss.
    stage.wait("the files", |s| !s.state().places.is_empty());
    stage.click(Role::RadioButton, "Light");
    assert_eq!(stage.window.ctx.theme(), Theme::Light);
    stage.click(Role::RadioButton, "Dark");
    assert_eq!(stage.window.ctx.theme(), Theme::Dark);
    stage.click(Role::RadioButton, "System");
    assert_eq!(stage.state().settings.theme, ThemeChoice::System);
    stage.press(Modifiers::NONE, Key::Escape);
    assert!(stage.state().dialog.is_none());
}

#[test]
fn the_palette_finds_a_command_and_runs_it() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(COMMAND, Key::K);
    stage.wait("the palette", |s| s.has(Role::TextInput, "Search and commands"));
    stage.settle();
    stage.type_text("as table");
    assert!(stage.has(Role::MenuItem, "Show the answer as table"), "{:#?}", stage.names(Role::MenuItem));
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait("the table", |s| s.has(Role::Grid, "Answer as table"));
    stage.press(COMMAND, Key::K);
    stage.type_text("zzz");
    stage.press(Modifiers::NONE, Key::Escape);
    assert!(stage.state().dialog.is_some(), "the first Esc clears");
    stage.press(Modifiers::NONE, Key::Escape);
    assert!(stage.state().dialog.is_none(), "the second closes");
}

#[test]
fn about_lists_the_keys() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(Modifiers::NONE, Key::F1);
    assert!(stage.has(Role::Dialog, "Dapple"));
    assert!(stage.says("Run the operation: Ctrl Enter") || cfg!(target_os = "macos"), "{:#?}", stage.words());
    stage.press(Modifiers::NONE, Key::Escape);
    assert!(stage.state().dialog.is_none());
}

/// Where the most important things are, and that they are on the screen.
fn everything_is_in_reach(stage: &mut Stage, what: &str) {
    let screen = stage.window.ctx.content_rect();
    for (role, name) in [
        (Role::Button, "Run"),
        (Role::Button, "Settings"),
        (Role::Button, "Export (Ctrl E)"),
        (Role::RadioButton, "Table"),
        (Role::MultilineTextInput, "Operation"),
        (Role::Tree, "Answer as tree"),
    ] {
        let rect = stage.rect(role, name);
        assert!(screen.contains_rect(rect), "{name} is at {rect:?} in {screen:?}, {what}");
        assert!(rect.width() > 10.0 && rect.height() > 10.0, "{name} is only {rect:?}, {what}");
    }
    stage.click(Role::RadioButton, "Table");
    stage.wait("the table", |s| s.has(Role::Grid, "Answer as table"));
    stage.press(COMMAND, Key::E);
    stage.settle();
    let rect = stage.rect(Role::Button, "Export 50 rows");
    assert!(screen.contains_rect(rect), "the dialog's button is at {rect:?} in {screen:?}, {what}");
    stage.press(Modifiers::NONE, Key::Escape);
}

#[test]
fn everything_works_in_a_small_window() {
    let mut stage = Stage::with_samples(Setting { size: vec2(1024.0, 640.0), ..Setting::default() });
    everything_is_in_reach(&mut stage, "1024 x 640");
}

#[test]
fn everything_works_at_twice_the_scale() {
    // A screen of 2048 x 1280 pixels at 200 %.
    let size = vec2(1024.0, 640.0);
    let mut stage = Stage::with_samples(Setting { size, scale: 2.0, ..Setting::default() });
    assert!((stage.window.ctx.pixels_per_point() - 2.0).abs() < f32::EPSILON);
    everything_is_in_reach(&mut stage, "200 %");
}

#[test]
fn the_first_page_fits_a_small_window() {
    let stage = Stage::new(Setting { size: vec2(1024.0, 640.0), ..Setting::default() });
    let screen = stage.window.ctx.content_rect();
    for (role, name) in [
        (Role::TextInput, "Server"),
        (Role::PasswordInput, "Personal access token"),
        (Role::Button, "Connect"),
        (Role::Button, "Explore sample data"),
    ] {
        let rect = stage.rect(role, name);
        assert!(screen.contains_rect(rect), "{name} is at {rect:?} in {screen:?}");
    }
}

#[test]
fn every_dialog_fits_a_small_window() {
    let mut stage = Stage::with_samples(Setting { size: vec2(1024.0, 640.0), ..Setting::default() });
    let screen = stage.window.ctx.content_rect();
    let mut settings = stage.state().settings.clone();
    // The settings are at their longest with a proxy of one's own.
    settings.proxy = dapple::app::ProxyChoice::Address("http://proxy.example:8080".to_owned());
    stage.act(Action::ChangeSettings(Box::new(settings)));
    for action in [Action::ShowSettings, Action::ShowAbout, Action::AddAccount] {
        let what = format!("{action:?}");
        stage.act(action);
        assert!(stage.window.query_by_role(Role::Dialog).is_some(), "{what}");
        for button in stage.window.query_all_by_role(Role::Button) {
            assert!(screen.contains_rect(button.rect()), "{what}: {button:?}");
        }
        stage.press(Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn every_control_has_a_name() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.window.check_accessibility();
    for key in [Key::K, Key::Comma, Key::E] {
        stage.press(COMMAND, key);
        assert!(stage.state().dialog.is_some(), "{key:?} opens something");
        stage.window.check_accessibility();
        stage.press(Modifiers::NONE, Key::Escape);
        assert!(stage.state().dialog.is_none(), "Esc closes it again");
    }
    let roles =
        [Role::Button, Role::TextInput, Role::CheckBox, Role::Tab, Role::MultilineTextInput, Role::ListItem];
    let nameless = stage.nameless(&roles);
    assert!(nameless.is_empty(), "{nameless:?}");
}
