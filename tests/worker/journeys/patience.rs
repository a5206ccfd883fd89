//! Waiting and giving up: rate limits, cancelling, late answers.

use std::time::Duration;

use dapple::app::{Action, Event, Phase, Remote};
use dapple_demo::{Fault, Who};

use super::tap::Tap;
use super::window::{World, demo, stray};

const QUERY: &str = "{ activeUser { name } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_is_waited_out_in_sight() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    for retry_after in [Some("0.2".to_owned()), None] {
        window.figures.clear();
        demo.requests().clear();
        demo.faults().next(1, Fault::TooManyRequests { retry_after: retry_after.clone() });
        let answer = window.ask(QUERY).await.unwrap();
        assert!(answer.errors.is_empty());
        assert_eq!(demo.requests().len(), 2, "asked again once: {retry_after:?}");
        let waited =
            window.figures.iter().any(|f| matches!(f.phase, Phase::RateLimited { seconds } if seconds > 0.0));
        assert!(waited, "nobody saw the wait: {:?}", window.figures);
    }
    demo.faults().next(1, Fault::TooManyInGraphql);
    window.ask(QUERY).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_never_sent_twice() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let tab = window.tab("mutation { versionMutations { __typename } }", "");
    window.act(Action::AllowChanges(tab, true));
    demo.requests().clear();
    demo.faults().next(1, Fault::TooManyRequests { retry_after: Some("0.01".to_owned()) });
    let failure = window.run(tab).await.unwrap_err();
    assert_eq!(failure.title, "The server asks to slow down");
    assert_eq!(demo.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_a_slow_answer_is_at_once_and_closes_its_connection() {
    let (demo, world) = (demo().await, World::new());
    let tap = Tap::before(demo.addr()).await;
    let mut window = world.window().await;
    window.sign_in_at(&tap.origin(), demo.token(Who::Full)).await;
    let tab = window.tab(QUERY, "");
    let before = window.run(tab).await.unwrap();

    demo.faults().next(1, Fault::Drip { bytes: 1, pause: Duration::from_secs(60) });
    window.write(tab, "query SlowOne { activeUser { name } }");
    window.act(Action::Run(tab));
    window.until("the request", |s| s.progress.values().any(|p| p.phase == Phase::Moving)).await;
    window.act(Action::CancelRun(tab));
    let shown = &window.state().tab(tab).unwrap().answer;
    assert!(matches!(shown, Remote::Ready { .. }), "cancelled in the same frame: {shown:?}");
    assert_eq!(shown.value().unwrap().document.len_bytes(), before.document.len_bytes());
    tap.until_closed("SlowOne").await;
    // The window goes on.
    window.write(tab, QUERY);
    window.run(tab).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_while_a_server_thinks_closes_the_connection_too() {
    let (demo, world) = (demo().await, World::new());
    let tap = Tap::before(demo.addr()).await;
    let mut window = world.window().await;
    window.sign_in_at(&tap.origin(), demo.token(Who::Full)).await;
    demo.faults().next(1, Fault::Latency(Duration::from_secs(60)));
    let asked = demo.requests().len();
    let tab = window.tab("query Thinking { activeUser { name } }", "");
    window.act(Action::Run(tab));
    window.until("the request", |_| demo.requests().len() > asked).await;
    window.act(Action::CloseTab(tab));
    tap.until_closed("Thinking").await;
    assert!(window.state().tabs.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn connecting_is_cancelled_at_once_and_its_late_answer_ignored() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    demo.faults().always(Fault::Latency(Duration::from_millis(300)));
    window.connect(&demo.origin(), demo.token(Who::Full));
    window.until("the request", |_| !demo.requests().is_empty()).await;
    window.act(Action::CancelConnect);
    assert!(!window.state().connect.is_running());
    window.rest(Duration::from_millis(900)).await;
    assert!(window.state().accounts.list.is_empty() && world.store.calls().is_empty());
    assert!(window.state().shows_first_page());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_nobody_waits_for_changes_nothing() {
    let (demo, world) = (demo().await, World::new());
    let mut window = world.window().await;
    window.sign_in(&demo, Who::Full).await;
    let tab = window.tab(QUERY, "");
    let answer = window.run(tab).await.unwrap();
    window.act(Action::CloseTab(tab));
    let tab = window.tab(QUERY, "");
    stray(&mut window, Event::Answered { tab, result: Ok(answer.clone()) });
    stray(&mut window, Event::AnswerGrew { tab, answer });
    assert!(matches!(window.state().tab(tab).unwrap().answer, Remote::Idle));
}
