//! More than one account: adding, choosing, renaming, signing out.

use eframe::egui::{Key, Modifiers};

use super::stage::{Role, Setting, Stage};

/// Opens the menu under the account's name.
fn open_menu(stage: &mut Stage) {
    let name = stage
        .names(Role::Button)
        .into_iter()
        .find(|name| name.starts_with("Account "))
        .expect("the account's button");
    stage.click(Role::Button, &name);
    stage.wait("the menu", |s| s.has(Role::MenuItem, "Add an account…"));
    stage.settle();
}

#[test]
fn another_account_is_added_beside_the_first() {
    let mut stage = Stage::with_samples(Setting::default());
    let (demo, token) = stage.serve();
    open_menu(&mut stage);
    stage.click(Role::MenuItem, "Add an account…");
    assert!(stage.has(Role::Dialog, "Add an account"));
    stage.focus(Role::TextInput, "Server");
    stage.retype(&demo.origin());
    stage.focus(Role::PasswordInput, "Personal access token");
    stage.paste(&token);
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait("the second account", |s| s.state().accounts.list.len() == 2 && s.state().dialog.is_none());
    let stripes: Vec<u8> = stage.state().accounts.list.iter().map(|row| row.account.stripe).collect();
    assert_ne!(stripes[0], stripes[1], "told apart by colour");
}

#[test]
fn closing_the_dialog_adds_nothing() {
    let mut stage = Stage::with_samples(Setting::default());
    open_menu(&mut stage);
    stage.click(Role::MenuItem, "Add an account…");
    stage.focus(Role::PasswordInput, "Personal access token");
    stage.paste("0123456789abcdefghijklmnopqrstuvwxyzABCDEF");
    stage.press(Modifiers::NONE, Key::Escape);
    stage.settle();
    assert!(stage.state().dialog.is_none());
    assert_eq!(stage.state().accounts.list.len(), 1);
}

#[test]
fn signing_out_asks_first() {
    let mut stage = Stage::with_samples(Setting::default());
    open_menu(&mut stage);
    stage.click(Role::MenuItem, "Sign out…");
    assert!(stage.has(Role::Dialog, "Sign out Sample data"));
    assert!(stage.says("Tabs and history stay"));
    stage.click(Role::Button, "Cancel");
    assert_eq!(stage.state().accounts.list.len(), 1, "nothing happened yet");
    open_menu(&mut stage);
    stage.click(Role::MenuItem, "Sign out…");
    stage.click(Role::Button, "Sign out");
    stage.wait("the account's end", |s| s.state().accounts.list.is_empty());
    assert_eq!(stage.state().tabs.len(), 1, "the tab stays");
}

#[test]
fn an_account_is_renamed() {
    let mut stage = Stage::with_samples(Setting::default());
    open_menu(&mut stage);
    stage.click(Role::MenuItem, "Rename…");
    stage.focus(Role::TextInput, "Name");
    stage.retype("Sandbox, read only");
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait_for("Account Sandbox, read only");
}
