//! Open answers keep to their budget: those not seen for longest lie on the disk, and get up as they were.

use dapple::app::{Action, AnswerView, Remote, State, TabId};

use super::window::World;

/// A list of so many objects as NDJSON.
fn lines(rows: usize, name: &str) -> String {
    (0..rows).map(|n| format!("{{\"id\":{n},\"name\":\"{name} {n}\",\"door\":\"007\"}}\n")).collect()
}

fn is_ready(state: &State, tab: TabId) -> bool {
    matches!(state.tab(tab).unwrap().answer, Remote::Ready { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_seen_for_longest_lies_down_and_gets_up_as_it_was() {
    let world = World::new();
    let mut window = world.window().await;
    let mut settings = window.state().settings.clone();
    // Room for two of them: 3 MB of text each, and an index.
    settings.document_budget_bytes = Some(20 << 20);
    window.act(Action::ChangeSettings(Box::new(settings)));
    let mut tabs = Vec::new();
    for name in ["first", "second", "third", "fourth"] {
        let path = world.path(&format!("{name}.ndjson"));
        std::fs::write(&path, lines(60_000, name)).unwrap();
        let before = window.state().tabs.len();
        window.act(Action::OpenPath(path));
        window.until("the file", |s| s.tabs.len() > before && is_ready(s, s.selected.unwrap())).await;
        let tab = window.state().selected.unwrap();
        window.act(Action::ShowAnswerAs(tab, AnswerView::Table));
        window.until("its table", |s| matches!(s.tab(tab).unwrap().table, Remote::Ready { .. })).await;
        tabs.push(tab);
    }
    let first = tabs[0];
    window.until("the first to lie down", |s| s.memory.is_asleep(first)).await;
    let awake = |s: &State| -> usize {
        s.tabs.iter().filter_map(|tab| tab.answer.value()).map(|answer| answer.document.memory()).sum()
    };
    window.until("the budget", |s| awake(s) <= 20 << 20).await;
    assert!(!window.state().memory.is_asleep(tabs[3]), "what is in front stays");
    assert!(matches!(window.state().tab(first).unwrap().answer, Remote::Idle));
    // It gets up by being looked at, with its table.
    window.act(Action::SelectTab(first));
    window.until("the first", |s| is_ready(s, first)).await;
    window.until("its table", |s| matches!(s.tab(first).unwrap().table, Remote::Ready { .. })).await;
    let tab = window.state().tab(first).unwrap();
    let answer = tab.answer.value().unwrap();
    let text = answer.document.source().read(0..answer.document.len_bytes()).unwrap();
    assert_eq!(text, lines(60_000, "first").as_bytes());
    assert_eq!(answer.document.child_count(answer.document.root().unwrap()), 60_000);
    let table = &window.state().element_tables.tabs[&first].view.value().unwrap().table;
    assert_eq!((table.row_count(), table.cell(59_999, 2).text.as_ref()), (60_000, "007"));
    assert!(!window.state().memory.is_asleep(first));
    // Then another one lies down; closing what sleeps forgets it.
    let second = tabs[1];
    window.until("the second to lie down", |s| s.memory.is_asleep(second)).await;
    window.act(Action::CloseTab(second));
    window.act(Action::SelectTab(tabs[3]));
    assert!(!window.state().memory.is_asleep(second));
    window.quit();
}
