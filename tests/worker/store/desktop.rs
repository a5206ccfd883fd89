//! Dialogs that answer, are closed, or are not there; and pages that may be opened.

use std::time::Duration;

use dapple::services::desktop::{
    Browser, BrowserError, FileDialogs, NotedBrowser, OpenAsk, Picked, SaveAsk, ScriptedDialogs,
    SystemBrowser, SystemDialogs,
};

#[test]
fn no_dialog_is_told_from_a_closed_one() {
    let (quick, slow) = (Duration::from_millis(20), Duration::from_secs(2));
    let path = std::path::PathBuf::from("/tmp/a.csv");
    for (found, after, has_dialog, picked) in [
        (Some(path.clone()), quick, false, Picked::Path(path.clone())),
        (Some(path.clone()), slow, true, Picked::Path(path)),
        (None, slow, true, Picked::Cancelled),
        (None, slow, false, Picked::NoDialog),
        (None, quick, true, Picked::NoDialog),
        (None, quick, false, Picked::NoDialog),
    ] {
        assert_eq!(Picked::of(found, after, has_dialog), picked);
    }
}

#[tokio::test]
async fn scripted_dialogs_answer_in_order_and_note_what_was_asked() {
    let path = std::path::PathBuf::from("/tmp/a.csv");
    let dialogs = ScriptedDialogs::new([Picked::Path(path.clone()), Picked::NoDialog]);
    let ask = SaveAsk { name: "a.csv".to_owned(), ..SaveAsk::default() };
    assert_eq!(dialogs.save(ask.clone()).await, Picked::Path(path));
    assert_eq!(dialogs.open(OpenAsk::default()).await, Picked::NoDialog);
    assert_eq!(dialogs.save(ask.clone()).await, Picked::Cancelled);
    assert_eq!(dialogs.saves(), [ask.clone(), ask]);
    assert_eq!(dialogs.opens(), [OpenAsk::default()]);
}

#[test]
fn only_web_pages_are_opened() {
    let browser = NotedBrowser::default();
    for refused in
        ["file:///etc/passwd", "javascript:alert(1)", "smb://host/share", "-version", "", "http://"]
    {
        assert_eq!(browser.open(refused), Err(BrowserError::NotAWebPage), "{refused}");
        assert_eq!(SystemBrowser.open(refused), Err(BrowserError::NotAWebPage), "{refused}");
    }
    assert_eq!(browser.open("https://speckle.example@evil.example/"), Err(BrowserError::Credentials));
    browser.open(" https://speckle.example/projects/1?a=\"b c\" ").unwrap();
    assert_eq!(browser.opened(), ["https://speckle.example/projects/1?a=%22b%20c%22"]);
}

/// Asks with the system's own dialogs, in a process that has no desktop.
pub fn ask_without_a_desktop() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let kind = Some(("Table".to_owned(), vec!["csv".to_owned()]));
    let save = SaveAsk { title: "Export".to_owned(), name: "../a.csv".to_owned(), kind, folder: None };
    println!("save: {:?}", runtime.block_on(SystemDialogs.save(save)));
    println!("open: {:?}", runtime.block_on(SystemDialogs.open(OpenAsk::default())));
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_desktop_the_system_has_no_dialog() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::inside_other_process", "--nocapture"])
        .env_clear()
        .env(super::GUARD, "unused")
        .env("DAPPLE_TEST_SCENE", "dialog")
        .env("XDG_DATA_DIRS", "/nonexistent")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("save: NoDialog") && said.contains("open: NoDialog"), "{said}");
}
