//! What a token may not see, what is gone, and that one refusal never empties the rest.

use dapple::app::Remedy;
use dapple_demo::data::{FOREIGN_PROJECT, MAIN_MODEL, MAIN_PROJECT};
use dapple_demo::{Fault, Who};

use super::{Bench, demo};

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_scope_is_named_with_the_way_on() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::NoUsers).await;
    let failure = bench.people(MAIN_PROJECT).await.unwrap_err();
    assert_eq!(failure.title, "This token may not see people (`users:read`)");
    assert!(failure.refused && failure.remedies == [Remedy::MakeToken], "{failure:?}");
    assert!(failure.details.as_deref().unwrap().contains("users:read"));
    assert!(!failure.as_text().contains(demo.token(Who::NoUsers)));
    // The rest of the page is there.
    assert!(bench.models(MAIN_PROJECT).await.unwrap().is_complete());
    assert!(bench.facts(MAIN_PROJECT).await.unwrap().can_load.is_some());

    let mut bench = Bench::on(&demo, Who::NoProfile).await;
    let failure = bench.projects().await.unwrap_err();
    assert!(failure.title.contains("`profile:read`") && failure.advice.contains("Links"), "{failure:?}");
    assert_eq!(demo.requests().len(), 1, "no plainer question helps");
    assert!(bench.models(MAIN_PROJECT).await.is_ok(), "a project opens without a profile");

    let mut bench = Bench::on(&demo, Who::NoStreams).await;
    let failure = bench.models(MAIN_PROJECT).await.unwrap_err();
    assert!(failure.title.contains("`streams:read`") && failure.remedies == [Remedy::MakeToken]);
    let failure = bench.facts(MAIN_PROJECT).await.unwrap_err();
    assert!(failure.title.contains("`streams:read`"), "{failure:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_or_private_is_told_apart() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let gone = bench.models("0000000000").await.unwrap_err();
    assert!(gone.refused && gone.title.contains("no such project"), "{gone:?}");
    let private = bench.models(FOREIGN_PROJECT).await.unwrap_err();
    assert_eq!(private.title, "You do not have access to the project");
    let model = bench.versions(MAIN_PROJECT, Some("0000000000")).await.unwrap_err();
    assert_eq!(model.title, "The project has no such model");
    for failure in [gone, private, model] {
        assert!(failure.refused && failure.remedies.is_empty(), "asking again does not help: {failure:?}");
    }
    let mut limited = Bench::on(&demo, Who::Limited).await;
    let other = limited.models(dapple_demo::data::PUBLIC_PROJECT).await.unwrap_err();
    assert!(other.refused && other.title.contains("limits"), "{other:?}");
    assert!(limited.versions(MAIN_PROJECT, Some(MAIN_MODEL)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_not_connected_says_so() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    bench.account.origin = "https://nobody.example".parse().unwrap();
    let failure = bench.projects().await.unwrap_err();
    assert_eq!(failure.title, "This account is not connected");
    assert!(demo.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stays_busy_is_reported() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    demo.faults().always(Fault::TooManyRequests { retry_after: Some("0.01".to_owned()) });
    let failure = bench.projects().await.unwrap_err();
    assert_eq!(failure.title, "The server asks to slow down");
    assert_eq!(demo.requests().len(), 6, "asked again five times");
}
