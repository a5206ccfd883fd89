//! Refusals, hidden versions, connections that break, rate limits, and a person who changes their mind.

use std::time::Duration;

use dapple::app::{Command, ElementsCommand, ElementsTarget, Phase};
use dapple_data::speckle::browse::{Content, Source};
use dapple_demo::data::building::ELEMENTS;
use dapple_demo::data::{MAIN_MODEL, MAIN_PROJECT, NO_LOAD_PROJECT};
use dapple_demo::{Fault, Who};

use super::{asked, load, main_target};
use crate::browse::{Bench, demo};

#[tokio::test(flavor = "multi_thread")]
async fn where_loading_is_refused_nothing_is_fetched() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::Full).await;
    let target = main_target(&mut bench, &demo).await;
    let target = ElementsTarget { project: NO_LOAD_PROJECT.into(), ..target };
    let failure = load(&mut bench, target).await.unwrap_err();
    assert!(failure.refused && failure.title.contains("may not be loaded"), "{failure:?}");
    assert!(!failure.advice.is_empty());
    assert_eq!((demo.requests().len(), asked(&demo, "/graphql")), (1, 1), "one question and nothing else");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_version_is_not_opened_by_a_known_object_either() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::Full).await;
    let target = main_target(&mut bench, &demo).await;
    let versions = bench.versions(MAIN_PROJECT, Some(MAIN_MODEL)).await.unwrap();
    let hidden = versions.items.iter().find(|version| version.content == Content::Hidden).unwrap();
    demo.requests().clear();
    let source = Source { version: Some(hidden.id.clone()), ..target.sources[0].clone() };
    let failure =
        load(&mut bench, ElementsTarget { sources: vec![source], ..target.clone() }).await.unwrap_err();
    assert!(failure.refused && failure.advice.contains("subscription"), "{failure:?}");
    assert_eq!(asked(&demo, "/api/v2/"), 0);
    let source = Source { object: "bundle.p.m.v".into(), ..target.sources[0].clone() };
    let failure = load(&mut bench, ElementsTarget { sources: vec![source], ..target }).await.unwrap_err();
    assert!(failure.title.contains("newer format"), "{failure:?}");
    assert_eq!(asked(&demo, "/api/v2/"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_off_once_is_asked_for_the_rest() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::Full).await;
    for fault in [Fault::ResetAfter(5_000), Fault::TruncateAfter(5_000)] {
        let target = main_target(&mut bench, &demo).await;
        demo.faults().on("/api/v2/", Some(1), fault.clone());
        let (set, _) = load(&mut bench, target).await.unwrap();
        demo.faults().clear();
        assert_eq!(set.elements.rows(false).len(), ELEMENTS, "{fault:?}");
        assert!(set.facts.is_complete());
        assert_eq!(asked(&demo, "/api/v2/"), 7, "{fault:?} was met, and the root asked for again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_always_breaks_off_is_never_taken_as_whole() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::Full).await;
    let target = main_target(&mut bench, &demo).await;
    demo.faults().on("/api/v2/", None, Fault::TruncateAfter(300));
    let failure = load(&mut bench, target.clone()).await.unwrap_err();
    assert!(failure.title.contains("did not come whole"), "{failure:?}");
    demo.faults().clear();
    demo.faults().on("/api/v2/", None, Fault::HtmlErrorPage(502));
    let failure = load(&mut bench, target).await.unwrap_err();
    assert!(failure.title.contains("502"), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_is_waited_out_in_sight() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::Full).await;
    let target = main_target(&mut bench, &demo).await;
    let retry_after = Some("0.3".to_owned());
    demo.faults().on("/api/v2/", Some(1), Fault::TooManyRequests { retry_after });
    let (set, _) = load(&mut bench, target).await.unwrap();
    assert_eq!(set.elements.rows(false).len(), ELEMENTS);
    let waited = bench.figures.iter().any(|figure| matches!(figure.phase, Phase::RateLimited { .. }));
    assert!(waited, "{:?}", bench.figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_ends_at_once() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::Full).await;
    let target = main_target(&mut bench, &demo).await;
    demo.faults().on("/api/v2/", None, Fault::Drip { bytes: 1, pause: Duration::from_millis(200) });
    let id = bench.begin(Command::Elements(ElementsCommand::Load(target.clone())));
    while asked(&demo, "/api/v2/") == 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    bench.cancel(id);
    demo.faults().clear();
    // The gate is free again: what it holds is given back with the dropped request.
    let (set, _) = load(&mut bench, target).await.unwrap();
    assert_eq!(set.elements.rows(false).len(), ELEMENTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_before_the_object_stream_is_asked_by_its_older_route() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::Full).await;
    let target = main_target(&mut bench, &demo).await;
    let (new, _) = load(&mut bench, target.clone()).await.unwrap();
    demo.requests().clear();
    demo.faults().always(Fault::ObjectStreamMissing);
    let (set, view) = load(&mut bench, target.clone()).await.unwrap();
    assert_eq!((view.rows().len(), set.facts.received), (ELEMENTS, new.facts.received));
    assert!(set.facts.is_complete());
    assert_eq!((asked(&demo, "/api/v2/"), asked(&demo, "/api/getobjects/")), (1, 6), "it is not tried again");
    // A first member that is cut leaves its neighbour's blank behind.
    let more = set.facts.bytes.abs_diff(new.facts.bytes);
    assert!(more < 50_000, "shapes are cut out of what came: {more} bytes differ");
    // An unknown project is no older server.
    demo.faults().clear();
    demo.requests().clear();
    let unknown = ElementsTarget { project: "0000000000".into(), ..target };
    load(&mut bench, unknown).await.unwrap_err();
    assert_eq!(asked(&demo, "/api/getobjects/"), 0);
}
