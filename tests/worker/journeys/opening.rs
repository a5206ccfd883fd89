//! Large files are shown while they are read.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use dapple::app::{Action, NoticeKind, Remote, State, TabId};
use dapple_data::document::Document;

use super::window::World;

/// More than lives in memory.
const ROWS: usize = 66_000;

/// The beginning of a large answer, with all its rows.
pub fn rows() -> String {
    let text = "x".repeat(1_000);
    let rows: Vec<String> = (0..ROWS).map(|id| format!(r#"{{"id":{id},"text":"{text}"}}"#)).collect();
    format!(r#"{{"data":{{"items":[{}"#, rows.join(","))
}

fn growing(state: &State) -> Option<TabId> {
    state.tabs.iter().find(|tab| matches!(tab.answer, Remote::Partial { .. })).map(|tab| tab.id)
}

/// The first item of the list, as text.
fn first_item(document: &Document) -> String {
    let mut reader = document.reader();
    let mut member = |of, key| reader.member(of, key).unwrap().unwrap();
    let data = member(document.root().unwrap(), "data");
    let items = member(data, "items");
    let id = member(document.child(items, 0).unwrap(), "id");
    reader.text(id).unwrap().into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_rows_of_a_large_file_come_before_the_last() {
    let world = World::new();
    let mut window = world.window().await;
    let path = world.path("large.json");
    let text = rows() + r#"]},"errors":[{"message":"A level is missing","path":["items",7]}]}"#;
    std::fs::write(&path, &text).unwrap();
    window.act(Action::OpenPath(path));
    window.until("the first rows", |s| growing(s).is_some()).await;
    let tab = growing(window.state()).unwrap();
    let part = window.state().tab(tab).unwrap().answer.value().unwrap().clone();
    assert!(part.document.len_bytes() < text.len() as u64 && part.meta.incomplete.is_some());
    assert_eq!(first_item(&part.document), "0");
    window.until("the last rows", |s| !s.tab(tab).unwrap().is_running()).await;
    let whole = window.state().tab(tab).unwrap().answer.value().unwrap().clone();
    assert_eq!((whole.serial, whole.document.len_bytes()), (part.serial, text.len() as u64));
    assert_eq!((whole.lists[0].len, &whole.meta.incomplete), (ROWS, &None));
    // What lies on the disk is waited for: errors at its end are not overlooked.
    assert_eq!(whole.errors, ["items.7: A level is missing"]);
    assert!(whole.has_data && part.errors.is_empty());
    assert_eq!(window.state().tabs.len(), 1);
    assert!(window.figures.iter().any(|f| f.total == Some(text.len() as u64) && f.done > 0));
}

/// A file whose end does not come before the sender says so.
#[cfg(unix)]
fn pipe(path: &Path) -> std::sync::mpsc::Sender<&'static str> {
    let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
    let (more, rest) = std::sync::mpsc::channel();
    let path = path.to_owned();
    std::thread::spawn(move || {
        let mut file = std::fs::File::options().write(true).open(path).unwrap();
        file.write_all(rows().as_bytes()).unwrap();
        for text in rest {
            // A reader that has gone wants no more.
            if file.write_all(str::as_bytes(text)).is_err() {
                break;
            }
        }
    });
    more
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn reading_is_given_up_at_once_and_what_came_stays() {
    let world = World::new();
    let mut window = world.window().await;
    let path = world.path("slow.json");
    let more = pipe(&path);
    window.act(Action::OpenPath(path));
    window.until("the first rows", |s| growing(s).is_some()).await;
    let tab = growing(window.state()).unwrap();
    window.act(Action::CancelRun(tab));
    let shown = window.state().tab(tab).unwrap().answer.value().unwrap().clone();
    assert!(!window.state().tab(tab).unwrap().is_running());
    assert!(shown.meta.incomplete.as_deref().unwrap().starts_with("Cancelled"));
    // What comes now comes too late.
    more.send("]}}").unwrap();
    drop(more);
    window.rest(Duration::from_millis(100)).await;
    let still = window.state().tab(tab).unwrap().answer.value().unwrap();
    assert_eq!(still.document.len_bytes(), shown.document.len_bytes());
    assert_eq!(first_item(&still.document), "0");
    assert_eq!(window.notices(NoticeKind::Error), Vec::<&str>::new());
}
