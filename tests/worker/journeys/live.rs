//! Subscriptions from the key to the list: events of the sample server, a lost connection, a token that does not
//! count, and what is taken along.

use dapple::app::{Action, Dialog, ExportWhat, LiveAction, LiveKind, LiveState, LiveTab, Remote, TabId};
use dapple_data::export::JsonLayout;
use dapple_demo::data::{MAIN_MODEL, MAIN_PROJECT};
use dapple_demo::{Demo, Options, Who};

use super::window::{Window, World};

async fn demo() -> Demo {
    Demo::start(Options::default()).await.unwrap()
}

fn live(window: &Window, tab: TabId) -> &LiveTab {
    window.state().tab(tab).unwrap().live.as_ref().unwrap()
}

async fn listening(window: &mut Window, query: &str) -> TabId {
    let tab = window.tab(query, "");
    window.act(Action::Run(tab));
    window
        .until("the server listens", |s| {
            s.tab(tab).unwrap().live.as_ref().is_some_and(|live| live.state == LiveState::Listening)
        })
        .await;
    tab
}

async fn until_rows(window: &mut Window, tab: TabId, rows: u64) {
    let enough = |live: &LiveTab| live.rows() >= rows;
    window.until("the events", |s| s.tab(tab).unwrap().live.as_ref().is_some_and(enough)).await;
}

/// Publishes what the main model's newest version holds once more.
async fn publish(window: &mut Window, words: &str) {
    let project = format!(
        "{{ project(id: \"{MAIN_PROJECT}\") {{ model(id: \"{MAIN_MODEL}\") {{ versions(limit: 1) {{ items {{ referencedObject }} }} }} }} }}"
    );
    let answer = window.ask(&project).await.unwrap();
    let root = answer.document.root().unwrap();
    let path = ["data", "project", "model", "versions", "items"];
    let items = path.iter().fold(root, |at, key| answer.document.member(at, key).unwrap());
    let item = answer.document.children(items).next().unwrap();
    let object = answer.document.text(answer.document.member(item, "referencedObject").unwrap()).unwrap();
    let change = format!(
        "mutation {{ versionMutations {{ create(input: {{ projectId: \"{MAIN_PROJECT}\", modelId: \"{MAIN_MODEL}\", objectId: \"{object}\", message: \"{words}\" }}) {{ id message }} }} }}"
    );
    let tab = window.tab(&change, "");
    window.act(Action::AllowChanges(tab, true));
    let answer = window.run(tab).await.unwrap();
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_change_makes_comes_as_an_event_also_after_a_lost_connection() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let query = format!(
        "subscription {{ projectVersionsUpdated(id: \"{MAIN_PROJECT}\") {{ type id version {{ message }} }} }}"
    );
    let tab = listening(&mut window, &query).await;
    publish(&mut window, "first").await;
    until_rows(&mut window, tab, 1).await;
    let (_, item) = live(&window, tab).row(0).unwrap();
    assert!(item.text.contains("\"type\":\"CREATED\"") && item.text.contains("first"), "{item:?}");

    demo.cut_sockets();
    let lost = |live: &LiveTab| matches!(live.state, LiveState::Lost { .. });
    window.until("the loss", |s| s.tab(tab).unwrap().live.as_ref().is_some_and(lost)).await;
    let again = |live: &LiveTab| live.state == LiveState::Listening;
    window.until("the way back", |s| s.tab(tab).unwrap().live.as_ref().is_some_and(again)).await;
    publish(&mut window, "second").await;
    until_rows(&mut window, tab, 3).await;
    let kinds: Vec<LiveKind> =
        (0..3).filter_map(|row| live(&window, tab).row(row).map(|r| r.1.kind)).collect();
    assert_eq!(kinds, [LiveKind::Event, LiveKind::Gap, LiveKind::Event], "newest first");
    assert!(live(&window, tab).missing().unwrap().contains("connection was lost"));

    // Only what holds the words is shown; a gap stays in sight.
    window.act(Action::Live(LiveAction::Filter(tab, "SECOND".to_owned())));
    window.until("the filter", |s| s.tab(tab).unwrap().live.as_ref().is_some_and(|l| l.rows() == 2)).await;
    window.act(Action::Live(LiveAction::Filter(tab, String::new())));
    assert_eq!(live(&window, tab).rows(), 3);

    window.act(Action::CancelRun(tab));
    let ended = |live: &LiveTab| live.state == LiveState::Ended("Stopped".to_owned());
    window.until("the end", |s| s.tab(tab).unwrap().live.as_ref().is_some_and(ended)).await;
    assert!(!window.state().tab(tab).unwrap().is_running());

    // Taken along by the export there is, short as it is.
    window.act(Action::Live(LiveAction::Export(tab)));
    window.until("the dialog", |s| matches!(s.dialog, Some(Dialog::Export(_)))).await;
    let shown = window.state().tab(tab).unwrap().answer.value().unwrap().clone();
    assert!(shown.meta.incomplete.is_some());
    assert_eq!(shown.lists.first().map(|list| list.len), Some(3));
    let form = window.form();
    assert_eq!((form.what, form.layout), (ExportWhat::List, JsonLayout::Pretty));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_does_not_count_is_found_before_the_silence() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let query = format!("subscription {{ projectVersionsUpdated(id: \"{MAIN_PROJECT}\") {{ id }} }}");
    // The token is revoked after it was checked: the plain request says so.
    demo.faults().always(dapple_demo::Fault::TokenRevoked);
    let tab = window.tab(&query, "");
    window.act(Action::Run(tab));
    let failed = |live: &LiveTab| matches!(live.state, LiveState::Failed(_));
    window.until("the refusal", |s| s.tab(tab).unwrap().live.as_ref().is_some_and(failed)).await;
    let LiveState::Failed(failure) = &live(&window, tab).state else { unreachable!() };
    assert!(failure.title.contains("does not accept this token"), "{failure:?}");
    assert_eq!(demo.listeners(), 0, "no socket was opened");
    assert!(matches!(window.state().tab(tab).unwrap().answer, Remote::Idle));
}
