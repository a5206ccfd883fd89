//! The first page: server, token, and the sentences when something is wrong with either.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::stage::{Role, Setting, Stage};

const SERVER: &str = "Server";
const TOKEN: &str = "Personal access token";

/// Types the address of a server and waits until it was asked.
fn enter_server(stage: &mut Stage, address: &str) {
    stage.focus(Role::TextInput, SERVER);
    stage.retype(address);
    stage.wait("an answer of the server", |s| {
        let found = &s.state().connect.found;
        found.value().is_some() || found.error().is_some()
    });
    stage.settle();
}

fn enter_token(stage: &mut Stage, token: &str) {
    stage.focus(Role::PasswordInput, TOKEN);
    stage.paste(token);
}

/// Whether Connect can be pressed.
fn can_connect(stage: &Stage) -> bool {
    !stage.window.get_by_role_and_label(Role::Button, "Connect").accesskit_node().is_disabled()
}

#[test]
fn the_page_names_its_fields_and_scopes() {
    let stage = Stage::new(Setting::default());
    assert!(stage.state().shows_first_page());
    for (role, name) in [
        (Role::TextInput, SERVER),
        (Role::PasswordInput, TOKEN),
        (Role::Link, "Make a token"),
        (Role::CheckBox, "Keep in the system keyring"),
        (Role::Button, "Connect"),
        (Role::Button, "Explore sample data"),
    ] {
        assert!(stage.has(role, name), "{role:?} {name:?} is there");
    }
    for scope in ["streams:read", "profile:read", "users:read"] {
        assert!(stage.says(scope), "{scope} is listed");
    }
    assert!(!stage.says("write"), "no scope that writes is asked for");
}

#[test]
fn a_token_cannot_be_read_from_its_field() {
    let mut stage = Stage::new(Setting::default());
    let token = "0123456789abcdefghijklmnopqrstuvwxyzABCDEF";
    assert!(!can_connect(&stage), "nothing to connect with yet");
    enter_token(&mut stage, token);
    assert!(can_connect(&stage));
    let field = stage.window.get_by_role_and_label(Role::PasswordInput, TOKEN);
    assert_eq!(field.value().unwrap_or_default(), "");
    assert_eq!(field.accesskit_node().data().description(), Some("42 characters"));
    assert!(!stage.says(&token[..10]), "no node of the page holds a piece of it");
    // Nor does it leave through the clipboard.
    for key in [Key::A, Key::C, Key::X] {
        stage.window.key_press_modifiers(Modifiers::COMMAND, key);
        stage.window.step();
        assert_eq!(stage.copied(), None);
    }
    stage.window.event(eframe::egui::Event::Copy);
    stage.window.step();
    assert_eq!(stage.copied(), None);
    stage.press(Modifiers::NONE, Key::Backspace);
    assert!(!can_connect(&stage), "the marked token was removed as a whole");
}

#[test]
fn enter_connects_and_shows_projects() {
    let mut stage = Stage::new(Setting::default());
    let (demo, token) = stage.serve();
    enter_server(&mut stage, &demo.origin());
    stage.wait_for("answers at /graphql");
    enter_token(&mut stage, &token);
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait_for("Kvarnholmen block 7");
    assert!(!stage.state().shows_first_page());
    assert!(stage.says("Signed in as"));
    assert!(stage.state().dialog.is_none());
    // The token is nowhere in what the window holds or shows.
    assert!(!format!("{:?}", stage.state()).contains(&token));
    assert!(!stage.says(&token));
}

#[test]
fn enter_in_the_server_field_leads_to_the_token() {
    let mut stage = Stage::new(Setting::default());
    stage.focus(Role::TextInput, SERVER);
    stage.press(Modifiers::NONE, Key::Enter);
    assert!(stage.window.get_by_role_and_label(Role::PasswordInput, TOKEN).is_focused());
}

#[test]
fn a_refused_token_is_said_to_be_refused() {
    let mut stage = Stage::new(Setting::default());
    let (demo, _) = stage.serve();
    enter_server(&mut stage, &demo.origin());
    enter_token(&mut stage, demo.token(dapple_demo::Who::Revoked));
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait_for("does not accept this token");
    assert!(stage.says("Make a new token"));
    assert!(stage.has(Role::PasswordInput, TOKEN), "the field is still there");
    let field = stage.window.get_by_role_and_label(Role::PasswordInput, TOKEN);
    assert_eq!(field.accesskit_node().data().description(), Some("42 characters"), "nothing to paste again");
    // The same page goes on: a good token is accepted.
    stage.focus(Role::PasswordInput, TOKEN);
    stage.press(Modifiers::COMMAND, Key::A);
    stage.paste(demo.token(dapple_demo::Who::ReadOnly));
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait_for("Kvarnholmen block 7");
}

#[test]
fn a_server_out_of_reach_is_never_the_tokens_fault() {
    let mut stage = Stage::new(Setting::default());
    let nobody =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
    enter_server(&mut stage, &format!("http://{nobody}"));
    stage.wait_for("Cannot reach 127.0.0.1");
    enter_token(&mut stage, "0123456789abcdefghijklmnopqrstuvwxyzABCDEF");
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait("the failure of Connect", |s| {
        matches!(s.state().connect.connecting, dapple::app::Connecting::Failed(_))
    });
    stage.settle();
    let words = stage.words().join("\n").to_lowercase();
    assert!(!words.contains("invalid token"), "{words}");
    assert!(!words.contains("not accept this token"), "{words}");
    assert!(stage.has(Role::Button, "Try again"), "what can be done is a button");
}

#[test]
fn make_a_token_opens_the_servers_own_page() {
    let mut stage = Stage::new(Setting::default());
    stage.click(Role::Link, "Make a token");
    stage.wait("the browser", |s| !s.browser.opened().is_empty());
    assert_eq!(stage.browser.opened(), ["https://app.speckle.systems/settings/user/developer"]);
}

#[test]
fn a_host_without_encryption_needs_a_yes() {
    let mut stage = Stage::new(Setting::default());
    stage.focus(Role::TextInput, SERVER);
    stage.retype("http://speckle.example");
    assert!(stage.has(Role::CheckBox, "Allow plain http here: the token can be read on the way"));
    enter_token(&mut stage, "0123456789abcdefghijklmnopqrstuvwxyzABCDEF");
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait_for("This server speaks plain http");
}
