//! What is easily overlooked: headings for a screen reader, a token in the wrong field, folded details, and
//! the parts of the settings.

use dapple::app::Action;
use dapple::services::desktop::Picked;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::stage::{COMMAND, Role, Setting, Stage};

const TOKEN: &str = "0123456789abcdef0123456789abcdef0123fedcba";
const AUTHORITY: &str = include_str!("../../worker/api/authority.pem");

#[test]
fn the_first_page_has_its_headings_and_its_foot() {
    let stage = Stage::new(Setting::default());
    let headings = stage.names(Role::Heading);
    assert_eq!(headings, ["Connect to a Speckle server", "Scopes to browse and export"]);
    assert!(stage.says("Browse, query and export with a personal access token"));
    assert!(stage.says("Not affiliated with Speckle Systems"));
    // The link stands on the line of the label beside it.
    let (label, link) =
        (stage.rect(Role::Label, "Personal access token"), stage.rect(Role::Link, "Make a token"));
    assert!((label.center().y - link.center().y).abs() <= 0.5, "{label:?} {link:?}");
}

/// The text of the server's field.
fn server(stage: &Stage) -> String {
    stage.window.get_by_role_and_label(Role::TextInput, "Server").value().unwrap_or_default()
}

#[test]
fn a_token_in_the_server_field_is_refused_and_cannot_be_had_back() {
    let mut stage = Stage::new(Setting::default());
    stage.focus(Role::TextInput, "Server");
    stage.press(COMMAND, Key::A);
    stage.window.event(Event::Paste(format!("Bearer {TOKEN}")));
    stage.window.step();
    assert!(!stage.says(&TOKEN[10..30]), "not even for one frame");
    stage.settle();
    assert_eq!(server(&stage), "app.speckle.systems", "what was there stays");
    assert!(stage.says("That was a token"));
    // Typed letter by letter, behind what is there.
    stage.press(Modifiers::NONE, Key::End);
    for letter in TOKEN.chars() {
        stage.window.event(Event::Text(letter.to_string()));
        stage.window.step();
    }
    stage.settle();
    let left = server(&stage);
    assert!(left.starts_with("app.speckle.systems") && left.len() < 25, "{left}");
    for key in [Key::Z, Key::Y] {
        for _ in 0..4 {
            stage.press(COMMAND, key);
            assert!(!server(&stage).contains(&TOKEN[..10]), "{key:?} brought {}", server(&stage));
        }
    }
    assert!(!format!("{:?}", stage.state()).contains(&TOKEN[..10]));
    // A link stays a link.
    stage.retype("https://speckle.example/projects/0123456789");
    assert_eq!(stage.state().connect.origin.as_ref().unwrap().as_str(), "https://speckle.example");
}

#[test]
fn the_palette_begins_with_a_large_field() {
    let mut stage = Stage::with_samples(Setting::default());
    stage.press(COMMAND, Key::K);
    stage.wait("the palette", |s| s.has(Role::TextInput, "Search and commands"));
    let field = stage.rect(Role::TextInput, "Search and commands");
    let label = stage.rect(Role::Label, "Open tabs");
    assert!((label.top() - field.center().y - 25.0).abs() <= 0.5, "48 and a hairline: {field:?} {label:?}");
}

#[test]
fn a_failure_in_passing_can_be_copied_and_stays() {
    let mut stage = Stage::new(Setting::default());
    stage.act(Action::OpenPath("/nowhere/answer.json".into()));
    stage.wait("the failure", |s| s.names(Role::Alert).len() == 1);
    let at = stage.rect(Role::Button, "Copy what this says").center();
    stage.window.hover_at(at);
    stage.window.step();
    for pressed in [true, false] {
        let button = eframe::egui::PointerButton::Primary;
        stage.window.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
    }
    let copied = (0..5).find_map(|_| {
        stage.window.step();
        stage.copied()
    });
    let whole = stage.state().notices[0].failure.as_ref().map(dapple::app::Failure::as_text);
    assert!(copied.is_some() && copied == whole, "{copied:?} {whole:?}");
    stage.click(Role::Button, "Close");
    assert!(stage.state().notices.is_empty());
}

#[test]
fn certificates_are_chosen_in_the_settings() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), AUTHORITY).unwrap();
    let picks = vec![Picked::Path(file.path().to_owned()), Picked::NoDialog];
    let mut stage = Stage::new(Setting { picks, ..Setting::default() });
    stage.press(COMMAND, Key::Comma);
    stage.click(Role::RadioButton, "Network");
    let authorities = "Authorities to trust beside those of the system (PEM)";
    let own = "Your own certificate with its key (PEM)";
    stage.click(Role::Button, &format!("Choose… {authorities}"));
    stage.wait_for("Used from the next request on");
    assert_eq!(stage.state().settings.extra_ca.as_deref(), Some(file.path()));
    stage.click(Role::Button, &format!("Choose… {own}"));
    stage.wait_for("no file dialog");
    stage.focus(Role::TextInput, own);
    stage.retype("/nowhere/mine.pem");
    stage.wait_for("could not be read");
    assert_eq!(stage.state().settings.client_certificate, None);
    stage.focus(Role::TextInput, authorities);
    stage.press(COMMAND, Key::A);
    stage.press(Modifiers::NONE, Key::Backspace);
    assert_eq!(stage.state().settings.extra_ca, None);
}

#[test]
fn clear_asks_with_a_second_click() {
    let mut stage = Stage::new(Setting::default());
    let log = stage.folder().join("state/dapple.2026-01-01.log");
    std::fs::write(&log, "x".repeat(1200)).unwrap();
    stage.press(COMMAND, Key::Comma);
    stage.click(Role::RadioButton, "Storage");
    stage.wait("the files", |s| s.has(Role::Button, "Clear log"));
    for name in ["Clear settings", "Clear accounts", "Clear session", "Clear cache"] {
        assert!(!stage.has(Role::Button, name), "{name}");
    }
    stage.click(Role::Button, "Clear log");
    assert_eq!(std::fs::metadata(&log).unwrap().len(), 1200, "asked first");
    stage.click(Role::Button, "Clear 1.2 KB? log");
    stage.wait("its end", |s| !s.has(Role::Button, "Clear 1.2 KB? log") && !s.has(Role::Button, "Clear log"));
    assert_eq!(std::fs::metadata(&log).unwrap().len(), 0);
}
