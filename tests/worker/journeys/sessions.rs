//! What one start leaves for the next.

use std::time::Duration;

use dapple::app::{Action, AnswerView, ExportKind, ExportWhat, Link, Place, Remote};
use dapple::services::store::{Settings, ThemeChoice};
use dapple_demo::Who;

use super::window::{Window, World, demo};

/// The texts of all tabs from left to right.
fn texts(window: &Window) -> Vec<String> {
    let tabs = window.state().tabs.iter();
    tabs.map(|t| window.heart.buffers.get(t.id).unwrap().query.text()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_finds_everything_as_it_was() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    let key = window.sign_in(&demo, Who::Full).await;
    let first = window.tab("query First { activeUser { name } }", "{\"a\": 1}");
    window.tab("query Second { activeUser { id } }", "");
    let third = window.tab("query A { activeUser { id } } query B { activeUser { name } }", "");
    window.act(Action::ChooseOperation(third, Some("B".to_owned())));
    window.act(Action::RenameTab(first, "Mine".to_owned()));
    window.act(Action::MoveTab { tab: third, to: 0 });
    window.act(Action::ShowAnswerAs(first, AnswerView::Text));
    window.act(Action::ShowVariables(first, false));
    window.act(Action::SelectTab(first));
    window.run(third).await.unwrap();
    window.export(third, ExportWhat::Whole, ExportKind::Json, &world.path("x.json")).await;
    window.saved().await;
    window.quit();

    let window = &mut world.next_window().await;
    let before = [
        "query A { activeUser { id } } query B { activeUser { name } }",
        "query First { activeUser { name } }",
        "query Second { activeUser { id } }",
    ];
    assert_eq!(texts(window), before);
    assert_eq!(window.state().selected, Some(first));
    let tab = window.state().tab(first).unwrap();
    assert_eq!((tab.title().as_str(), tab.view, tab.variables_open), ("Mine", AnswerView::Text, false));
    assert_eq!(tab.account.as_ref(), Some(&key));
    assert_eq!(window.heart.buffers.get(first).unwrap().variables.text(), "{\"a\": 1}");
    let tab = window.state().tab(third).unwrap();
    assert_eq!(tab.operation.as_deref(), Some("B"));
    assert!(matches!(tab.answer, Remote::Idle), "answers do not come back");
    assert_eq!(window.state().export_folder.as_deref(), world.path("x").parent());
    // The account is read from the keyring and asked again, by itself.
    let account = key.clone();
    window
        .until("the account", |s| matches!(s.accounts.get(&account).unwrap().link, Link::Connected { .. }))
        .await;
    let answer = window.run(third).await.unwrap();
    assert!(answer.errors.is_empty());
    // New tabs never take the number of an old one.
    let new = window.tab("{ activeUser { name } }", "");
    assert!(new.0 > third.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_program_writes_what_was_typed_just_before() {
    let world = World::new();
    for turn in 0..5 {
        let mut window = world.next_window().await;
        assert_eq!(texts(&window).len(), turn);
        window.tab(&format!("query Turn{turn} {{ activeUser {{ name }} }}"), "");
        window.quit();
    }
    let window = world.next_window().await;
    assert!(texts(&window)[4].contains("Turn4"));
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_tabs_stay_closed() {
    let world = World::new();
    let mut window = world.window().await;
    let gone = window.tab("{ gone }", "");
    window.tab("{ stays }", "");
    window.saved().await;
    window.act(Action::CloseTab(gone));
    window.quit();
    assert_eq!(texts(&world.next_window().await), ["{ stays }"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_beside_the_first_writes_nothing() {
    let world = World::new();
    let mut first = world.window().await;
    first.tab("{ first }", "");
    first.saved().await;
    let mut second = world.window().await;
    assert!(second.state().read_only && !first.state().read_only);
    assert_eq!(texts(&second), ["{ first }"], "it shows what was there");
    second.tab("{ second }", "");
    let mut settings = Settings::default();
    settings.theme = ThemeChoice::Dark;
    second.act(Action::ChangeSettings(Box::new(settings)));
    second.rest(Duration::from_millis(1_200)).await;
    assert!(second.state().saving.is_none());
    second.quit();
    first.quit();
    let third = world.next_window().await;
    assert_eq!(texts(&third), ["{ first }"]);
    assert_eq!(third.state().settings.theme, ThemeChoice::System);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_of_many_settings_is_the_one_that_stays() {
    let world = World::new();
    let mut window = world.window().await;
    for step in 0..40_u8 {
        let mut settings = Settings::default();
        settings.zoom = 1.0 + f32::from(step) / 100.0;
        window.act(Action::ChangeSettings(Box::new(settings)));
    }
    window.quit();
    let window = world.next_window().await;
    assert!((window.state().settings.zoom - 1.39).abs() < 1e-6, "{}", window.state().settings.zoom);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_holds_runs_and_opens_them() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let tab = window.tab("query Who { activeUser { name } }", "{\"password\": \"hunter2\"}");
    window.run(tab).await.unwrap();
    window.ask("{ nonsense }").await.unwrap();
    window.act(Action::Go(Place::History));
    window.until("the history", |s| s.history.value().is_some_and(|h| h.len() >= 2)).await;
    let entries = window.state().history.value().unwrap();
    assert!(entries[0].record.text.contains("nonsense"), "the newest is first");
    let entry = entries.iter().find(|e| e.record.operation.as_deref() == Some("Who")).unwrap().clone();
    assert!(!entry.record.variables.contains("hunter2"));
    window.act(Action::OpenHistory(entry.id));
    assert_eq!(texts(&window).last().unwrap(), "query Who { activeUser { name } }");
    window.act(Action::ClearHistory);
    window
        .until("no history", |s| s.history.waiting_for().is_none() && s.history.value().unwrap().is_empty())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_session_is_set_aside_and_said() {
    let world = World::new();
    world.window().await.quit();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let file = world.folders().session_file();
    for companion in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{companion}", file.display()));
    }
    std::fs::write(&file, "this is no database, and it is long enough to be looked at".repeat(100)).unwrap();
    let window = world.next_window().await;
    assert!(window.state().tabs.is_empty());
    let said: Vec<&str> = window.state().notices.iter().map(|n| n.text.as_str()).collect();
    assert!(said.iter().any(|s| s.contains("session.db")), "{said:?}");
}
