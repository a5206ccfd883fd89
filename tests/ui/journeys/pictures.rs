//! The window as a person sees it, in both themes. With `DAPPLE_PICTURES` set to a folder the pictures are
//! kept there.

use dapple::app::Action;
use dapple::ui::theme;
use eframe::egui::{Color32, Key, Modifiers, Theme, vec2};

use super::stage::{COMMAND, Role, Setting, Stage};

/// A picture has many colours, the page's own ground and the accent among them.
fn is_drawn(stage: &mut Stage, name: &str, wanted: &[Color32]) {
    let Some(colors) = stage.picture(name) else { return };
    assert!(colors.len() > 100, "{name} has only {} colours", colors.len());
    for color in wanted {
        assert!(colors.contains(&color.to_array()), "{name} has no {color:?}");
    }
}

#[test]
fn every_page_draws_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let name = |page: &str| format!("{page}-{suffix}");
        let setting = || Setting { theme: shown, ..Setting::default() };
        let mut stage = Stage::new(setting());
        is_drawn(&mut stage, &name("first-page"), &[color.bg_content]);
        stage.focus(Role::PasswordInput, "Personal access token");
        stage.paste("0123456789abcdefghijklmnopqrstuvwxyzABCDEF");
        is_drawn(&mut stage, &name("first-page-token"), &[color.bg_content, color.accent]);
        stage.press(Modifiers::NONE, Key::Enter);

        let mut stage = Stage::with_samples(setting());
        stage.write_query("query MyProjects($limit: Int!) {\n  activeUser {\n    nam\n    projects(limit: $limit) {\n      totalCount\n    }\n  }\n}\n");
        stage.wait_for("1 error");
        is_drawn(&mut stage, &name("query"), &[color.bg_bar, color.bg_panel, color.bg_content, color.accent]);
        stage.click(Role::RadioButton, "Table");
        stage.wait("the table", |s| s.has(Role::Grid, "Answer as table"));
        stage.focus(Role::Grid, "Answer as table");
        stage.press(Modifiers::NONE, Key::Home);
        is_drawn(&mut stage, &name("table"), &[color.bg_bar, color.bg_content]);
        stage.press(COMMAND, Key::E);
        is_drawn(&mut stage, &name("export"), &[color.bg_popup, color.accent]);
        stage.press(Modifiers::NONE, Key::Escape);
        stage.press(COMMAND, Key::K);
        is_drawn(&mut stage, &name("palette"), &[color.bg_popup]);
        stage.press(Modifiers::NONE, Key::Escape);
        stage.press(COMMAND, Key::Comma);
        is_drawn(&mut stage, &name("settings"), &[color.bg_popup]);
        stage.press(Modifiers::NONE, Key::Escape);
        stage.press(Modifiers::ALT, Key::Num3);
        is_drawn(&mut stage, &name("text"), &[color.bg_content]);
        stage.press(COMMAND, Key::Num3);
        stage.wait("the history", |s| s.has(Role::ListBoxOption, "MyProjects"));
        is_drawn(&mut stage, &name("history"), &[color.bg_content]);
    }
}

#[test]
fn menus_failures_and_dialogs_draw() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let name = |page: &str| format!("{page}-{suffix}");
        let setting = || Setting { theme: shown, ..Setting::default() };
        let mut stage = Stage::new(setting());
        let (demo, _) = stage.serve();
        stage.focus(Role::TextInput, "Server");
        stage.retype(&demo.origin());
        stage.wait_for("answers at /graphql");
        stage.focus(Role::PasswordInput, "Personal access token");
        stage.paste(demo.token(dapple_demo::Who::Revoked));
        stage.press(Modifiers::NONE, Key::Enter);
        stage.wait_for("does not accept this token");
        is_drawn(&mut stage, &name("first-page-refused"), &[color.bg_content]);

        let mut stage = Stage::with_samples(setting());
        let account = stage.names(Role::Button).into_iter().find(|name| name.starts_with("Account "));
        stage.click(Role::Button, &account.expect("the account's button"));
        is_drawn(&mut stage, &name("account-menu"), &[color.bg_popup]);
        stage.click(Role::MenuItem, "Sign out…");
        is_drawn(&mut stage, &name("sign-out"), &[color.bg_popup]);
        stage.press(Modifiers::NONE, Key::Escape);
        stage.act(Action::AddAccount);
        is_drawn(&mut stage, &name("add-account"), &[color.bg_popup]);
        stage.press(Modifiers::NONE, Key::Escape);
        stage.act(Action::ShowAbout);
        is_drawn(&mut stage, &name("about"), &[color.bg_popup]);
        stage.press(Modifiers::NONE, Key::Escape);
        stage.press(COMMAND, Key::T);
        is_drawn(&mut stage, &name("new-tab"), &[color.bg_content]);
        stage.write_query("query Nobody { project(id: \"0000000000\") { name } }");
        stage.press(COMMAND, Key::Enter);
        stage.wait_for_answer();
        is_drawn(&mut stage, &name("server-error"), &[color.bg_content]);
    }
}

#[test]
fn small_and_large_scales_draw() {
    let size = vec2(1024.0, 640.0);
    for (scale, name) in [(1.0, "small-window"), (2.0, "twice-the-scale")] {
        let color = &theme::tokens_of(Theme::Dark).color;
        let mut stage = Stage::with_samples(Setting { size, scale, ..Setting::default() });
        is_drawn(&mut stage, name, &[color.bg_bar, color.accent]);
        let mut stage = Stage::new(Setting { size, scale, ..Setting::default() });
        is_drawn(&mut stage, &format!("first-page-{name}"), &[color.bg_content]);
    }
}
