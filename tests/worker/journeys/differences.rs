//! Answers that are compared: of tabs, of what lies on the disk, of files that nobody has open.

use dapple::app::{
    Action, DifferencesAction, DifferencesLook, ExportKind, ExportWhat, Fellow, NoticeKind, Remote, State,
    TabId,
};
use dapple_data::document::compare::{Difference, ItemsBy};
use dapple_demo::Who;

use super::window::{Window, World, demo};

/// Rooms as NDJSON, from `first` on; every hundredth has another area.
fn rooms(first: usize, last: usize, area: &str) -> String {
    let area = |n: usize| if n.is_multiple_of(100) { area } else { "12.50" };
    (first..last)
        .map(|n| format!("{{\"id\":\"r{n}\",\"name\":\"Room {n}\",\"area\":{}}}\n", area(n)))
        .collect()
}

async fn open(window: &mut Window, path: std::path::PathBuf) -> TabId {
    let before = window.state().tabs.len();
    window.act(Action::OpenPath(path));
    let ready = |s: &State| s.tabs.last().is_some_and(|tab| matches!(tab.answer, Remote::Ready { .. }));
    window.until("the file", |s| s.tabs.len() > before && ready(s)).await;
    window.state().selected.unwrap()
}

async fn compared(window: &mut Window, tab: TabId, fellow: Fellow) -> TabId {
    window.act(Action::Differences(DifferencesAction::Open(tab, fellow)));
    let opened = window.state().selected.unwrap();
    let done = |s: &State| s.differences.tabs.get(&opened).is_some_and(|tab| tab.loaded().is_some());
    window.until("the comparison", done).await;
    opened
}

fn counts(state: &State, tab: TabId) -> [usize; 4] {
    let comparison = state.differences.tabs[&tab].comparison.value().unwrap();
    Difference::ALL.map(|kind| comparison.differences.counts().of(kind))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_on_the_disk_is_compared_and_exported() {
    let world = World::new();
    let mut window = world.window().await;
    let mut settings = window.state().settings.clone();
    settings.document_budget_bytes = Some(8 << 20);
    window.act(Action::ChangeSettings(Box::new(settings)));
    let (old, new) = (world.path("old.ndjson"), world.path("new.ndjson"));
    std::fs::write(&old, rooms(0, 40_000, "1.0")).unwrap();
    std::fs::write(&new, rooms(10, 40_020, "1.00")).unwrap();
    let first = open(&mut window, old.clone()).await;
    let second = open(&mut window, new).await;
    window.until("the first to lie down", |s| s.memory.is_asleep(first)).await;
    let tab = compared(&mut window, second, Fellow::Tab(first)).await;
    // The digits of every hundredth area; ten rooms went, room 0 among them, and twenty came.
    assert_eq!(counts(window.state(), tab), [399, 20, 10, 0]);
    let path = world.path("differences.csv");
    window.export(tab, ExportWhat::List, ExportKind::Csv, &path).await;
    window.until("the export", |s| !s.notices.is_empty()).await;
    assert_eq!(window.notices(NoticeKind::Done), ["Exported 429 rows"]);
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 430);
    assert_eq!(lines[0], "path,change,before,after,item,pathBefore");
    // Digits stay as they were written.
    assert!(lines.iter().any(|line| line.contains(",1.0,1.00,")), "{}", lines[1]);
    // A file that no tab has open, items by place: nothing is where it was.
    let tab = compared(&mut window, second, Fellow::File(old)).await;
    assert_eq!(counts(window.state(), tab), [399, 20, 10, 0]);
    window.act(Action::Differences(DifferencesAction::MatchBy(tab, ItemsBy::Place)));
    window.until("it anew", |s| counts(s, tab)[0] > 399).await;
    let notes = window.state().differences.tabs[&tab].comparison.value().unwrap().cautions();
    assert!(notes.iter().any(|note| note.contains("matched by place")), "{notes:?}");
    let look = DifferencesLook { only: true, kind: Some(Difference::Added) };
    window.act(Action::Differences(DifferencesAction::Look(tab, look)));
    let shown = |s: &State| s.differences.tabs[&tab].shown.value().map(|shown| shown.look);
    window.until("the look", |s| shown(s) == Some(look)).await;
    window.quit();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_operation_run_again_is_compared_with_itself() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let tab = window.tab("{ activeUser { projects(limit: 3) { items { id name } } } }", "");
    window.run(tab).await.unwrap();
    assert!(window.state().tab(tab).unwrap().before.is_none());
    window.run(tab).await.unwrap();
    let compared = compared(&mut window, tab, Fellow::Before).await;
    assert_eq!(counts(window.state(), compared), [0; 4]);
    window.quit();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_is_said_and_tried_again() {
    let world = World::new();
    let mut window = world.window().await;
    let path = world.path("new.json");
    std::fs::write(&path, "[1,2]").unwrap();
    let tab = open(&mut window, path).await;
    let gone = world.path("gone.json");
    window.act(Action::Differences(DifferencesAction::Open(tab, Fellow::File(gone.clone()))));
    let opened = window.state().selected.unwrap();
    window.until("the failure", |s| s.differences.tabs[&opened].comparison.error().is_some()).await;
    std::fs::write(&gone, "[1,3]").unwrap();
    window.act(Action::Differences(DifferencesAction::Load(opened)));
    window.until("the comparison", |s| s.differences.tabs[&opened].loaded().is_some()).await;
    assert_eq!(counts(window.state(), opened), [1, 0, 0, 0]);
    window.act(Action::Differences(DifferencesAction::Copy(opened, 0..=0)));
    window.until("the copy", |_| true).await;
    window.quit();
}
