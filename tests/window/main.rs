//! The real program in a real window: opened on a screen of its own (Xvfb), looked at, typed into, killed
//! and opened again. Skipped, and said so, where the programs for that are missing.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::print_stdout, reason = "what serves tests may fail and speak like one")]

mod program;
mod screen;

use std::time::Duration;

use dapple::ui::theme;
use eframe::egui::Theme;

use program::Program;
use screen::{Screen, wait_until};

/// The colour of the one primary button, in whichever theme the window took.
fn accent_is_shown(screen: &Screen) -> bool {
    let picture = screen.picture();
    [Theme::Dark, Theme::Light].iter().any(|shown| {
        let [r, g, b, _] = theme::tokens_of(*shown).color.accent.to_array();
        picture.colors.contains(&[r, g, b])
    })
}

/// Opens the sample data, its first project by the keyboard, and waits for the one primary button.
fn open_samples(screen: &Screen, program: &mut Program) {
    screen.wait_for_window(program);
    wait_until("a project and its newest version", || {
        program.assert_running();
        if accent_is_shown(screen) {
            return true;
        }
        for key in ["F6", "Home", "Return"] {
            screen.key(key);
        }
        false
    });
}

#[test]
fn the_window_shows_sample_data() {
    let Some(screen) = Screen::open() else { return };
    let mut program = Program::start(&screen, &["--demo"]);
    open_samples(&screen, &mut program);
    let picture = screen.picture();
    assert!(picture.colors.len() > 200, "only {} colours", picture.colors.len());
    assert_eq!(program.log_of_panics(), "");
}

#[test]
fn what_is_typed_runs_and_survives_a_kill() {
    let Some(screen) = Screen::open() else { return };
    let mut program = Program::start(&screen, &["--demo"]);
    open_samples(&screen, &mut program);

    // A new tab is ready to be written in; brackets close themselves.
    screen.key("ctrl+t");
    // The keyboard is in the new tab one frame later; what is typed before that is typed nowhere.
    std::thread::sleep(Duration::from_secs(2));
    screen.type_text("query Typed{activeUser{name");
    wait_until("the typed text in the session", || program.kept("query Typed{activeUser{name}}"));
    screen.key("ctrl+Return");
    wait_until("the run in the history", || program.ran("Typed"));

    // A shortcut with Alt is no text.
    screen.key("End");
    screen.key("alt+2");
    screen.type_text("# mine");
    wait_until("the last words in the session", || program.kept("}# mine"));
    let home = program.kill();

    let mut program = Program::start_in(&screen, home, &[]);
    screen.wait_for_window(&mut program);
    wait_until("the primary button", || accent_is_shown(&screen));
    // What is typed now stands beside what was typed before: the text is back in the window.
    screen.key("ctrl+End");
    screen.type_text("# again");
    wait_until("old and new words in one text", || program.kept_together("# mine", "# again"));
    assert_eq!(program.log_of_panics(), "");
}

#[test]
fn a_window_that_only_stands_there_uses_no_processor() {
    let Some(screen) = Screen::open() else { return };
    let mut program = Program::start(&screen, &["--demo"]);
    open_samples(&screen, &mut program);
    // Longer than notices stay, the session waits to be saved and the caret blinks.
    std::thread::sleep(Duration::from_secs(15));
    let before = program.processor_ticks();
    std::thread::sleep(Duration::from_secs(3));
    let used = program.processor_ticks() - before;
    // A few ticks are for housekeeping; a frame now and then costs more, drawing all the time 300.
    assert!(used < 20, "{used} ticks in 3 seconds with nothing to do");
}

#[test]
fn a_second_start_brings_the_first_to_the_front() {
    let Some(screen) = Screen::open() else { return };
    let mut program = Program::start(&screen, &["--demo"]);
    open_samples(&screen, &mut program);
    screen.minimize();
    wait_until("the window to be away", || !screen.has_window());
    let file = program.home().join("answer.json");
    std::fs::write(&file, r#"{"data": {"second": true}}"#).expect("a file");
    let mut second = program::command(program.home());
    let ended =
        second.args(["open", "answer.json"]).current_dir(program.home()).env("DISPLAY", screen.display());
    let ended = ended.output().expect("the program starts");
    let words = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(0), "{words}");
    assert_eq!(words.trim(), "Dapple is open already. Its window comes to the front");
    wait_until("the window to be back", || {
        program.assert_running();
        screen.has_window()
    });
    wait_until("the file in the first window's session", || program.kept_file("answer.json"));
    assert_eq!(program.log_of_panics(), "");
}

#[test]
fn without_a_display_it_says_so_in_one_sentence() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let ended = program::command(home.path()).env_remove("DISPLAY").output().expect("the program starts");
    let words = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{words}");
    assert_eq!(words.trim().lines().count(), 1, "{words}");
    assert!(words.contains("display"), "{words}");
    assert!(!words.contains("panicked"), "{words}");
}

#[test]
fn a_display_that_is_not_there_is_no_crash() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let ended = program::command(home.path()).env("DISPLAY", ":9871").output().expect("the program starts");
    let words = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{words}");
    assert!(words.contains("could not open a window"), "{words}");
    assert!(!words.contains("panicked"), "{words}");
}
