//! A saved answer in the window: while it is read, and when it holds nothing but complaints.

use dapple::app::Action;

use super::stage::{Role, Setting, Stage};

#[test]
fn an_answer_of_nothing_but_errors_has_no_table() {
    let mut stage = Stage::new(Setting::default());
    let file = stage.folder().join("refused.json");
    std::fs::write(&file, r#"{"errors":[{"message":"You lack a scope","path":["activeUser"]}]}"#)
        .expect("a file");
    stage.act(Action::OpenPath(file));
    stage.wait_for_answer();
    assert!(stage.says("The server reports an error") && stage.says("You lack a scope"));
    stage.click(Role::RadioButton, "Table");
    assert!(stage.says("There is no list in this answer to show as a table"), "{:#?}", stage.words());
    assert!(!stage.has(Role::Grid, "Answer as table"));
}

/// A file that goes on until this is dropped.
#[cfg(unix)]
fn endless(path: &std::path::Path) -> std::sync::mpsc::Sender<()> {
    use std::io::Write as _;
    let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
    assert!(made.success());
    let (held, dropped) = std::sync::mpsc::channel::<()>();
    let path = path.to_owned();
    std::thread::spawn(move || {
        let mut file = std::fs::File::options().write(true).open(path).expect("a pipe");
        let row = format!(r#"{{"id":"wall","text":"{}"}},"#, "x".repeat(4_000));
        file.write_all(br#"{"data":{"items":["#).expect("a reader");
        for _ in 0..17_000 {
            file.write_all(row.as_bytes()).expect("a reader");
        }
        // Ends when the test does.
        let _ = dropped.recv();
    });
    held
}

#[cfg(unix)]
#[test]
fn a_large_file_shows_its_first_rows_how_far_it_is_and_a_way_to_give_it_up() {
    let mut stage = Stage::new(Setting::default());
    let file = stage.folder().join("large.json");
    let held = endless(&file);
    stage.act(Action::OpenPath(file));
    stage.wait("the first rows", |s| s.names(Role::TreeItem).iter().any(|row| row.contains("wall")));
    let rows = stage.names(Role::TreeItem);
    assert!(rows.len() > 20, "the list is open: {rows:?}");
    for words in ["Reading the file", "Only part of the answer is here", "Not all of it yet"] {
        assert!(stage.says(words), "{words}: {:#?}", stage.words());
    }
    stage.click(Role::RadioButton, "Table");
    assert!(stage.says("The table is made when all of the answer is here"), "{:#?}", stage.words());
    stage.click(Role::Button, "Cancel");
    assert!(stage.says("Cancelled: this is only what had come until then"), "{:#?}", stage.words());
    assert!(!stage.says("Reading the file"));
    assert!(stage.says("This answer was cut short before a table could be made"), "{:#?}", stage.words());
    drop(held);
}
