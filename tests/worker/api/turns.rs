//! Four requests at a time for each server, two of them in the background.

use std::time::Duration;

use dapple::services::api::{Api, ApiSettings, Phase, Transfer};
use tokio::sync::watch;

use super::server::{Server, Step, good};
use super::{away, collect, hello, network, settings};

fn slow() -> Vec<Step> {
    vec![Step::Pause(Duration::from_millis(30)), Step::Send(good())]
}

#[tokio::test]
async fn four_at_a_time_over_all_accounts_of_a_server() {
    let server = Server::start(|_, _| slow()).await;
    let network = network();
    let account = || {
        let network = network.clone();
        Api::new(ApiSettings { network, ..settings(&server.address()) }).unwrap()
    };
    let (first, second) = (account(), account());
    let tasks: Vec<_> = (0..16)
        .map(|n| {
            let api = if n % 2 == 0 { first.clone() } else { second.clone() };
            tokio::spawn(async move { collect(&api, &hello()).await.1.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!((server.requests().len(), server.most_open()), (16, 4));
}

#[tokio::test]
async fn background_work_takes_two_places() {
    let server = Server::start(|_, _| slow()).await;
    let api = super::client(&server);
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let api = api.clone();
            tokio::spawn(async move { collect(&api, &hello().in_background()).await.1.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!((server.requests().len(), server.most_open()), (6, 2));
}

#[tokio::test]
async fn a_fifth_request_is_queued_until_one_ends_or_is_cancelled() {
    let server = Server::start(|_, before| match before {
        0..4 => vec![Step::AwaitClose],
        _ => vec![Step::Send(good())],
    })
    .await;
    let api = super::client(&server);
    let mut first: Vec<_> = (0..4)
        .map(|_| {
            let api = api.clone();
            tokio::spawn(async move { collect(&api, &hello()).await.1 })
        })
        .collect();
    server.until_arrived(4).await;
    let (progress, seen) = watch::channel(Transfer::default());
    let fifth = tokio::spawn(async move { api.graphql(&hello(), &mut away, &progress).await });
    tokio::task::yield_now().await;
    assert_eq!((seen.borrow().phase, server.requests().len()), (Phase::Queued, 4));
    first.remove(0).abort();
    fifth.await.unwrap().unwrap();
    assert_eq!(server.requests().len(), 5);
    first.into_iter().for_each(|task| task.abort());
}
