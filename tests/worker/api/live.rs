//! Subscriptions over a real socket, to the sample server: where the token goes, how it ends.

use std::time::Duration;

use dapple::services::api::{Api, ApiError, ApiSettings, GraphqlRequest, Live};
use dapple_data::live::{End, LegacyGraphqlWs};
use dapple_demo::{Demo, Options, Who};
use secrecy::SecretString;
use tokio::sync::Notify;

const TICKS: &str = "subscription { projectVersionsPreviewGenerated(id: \"f3a91c07be\") { versionId } }";

async fn demo() -> Demo {
    Demo::start(Options::default()).await.unwrap()
}

fn client(demo: &Demo, token: Option<&str>) -> Api {
    let mut settings = ApiSettings::new(demo.origin().parse().unwrap());
    settings.token = token.map(|token| SecretString::from(token.to_owned()));
    Api::new(settings).unwrap()
}

/// Subscribes until an event came, or the subscription ended before.
async fn first(api: &Api, query: &str) -> (Vec<String>, Result<End, ApiError>) {
    let (mut said, enough) = (Vec::new(), Notify::new());
    let request = GraphqlRequest::query(query);
    let mut sink = |live: Live| match live {
        Live::Listening => said.push("listening".to_owned()),
        Live::Event(payload) => {
            said.push(payload.get().to_owned());
            enough.notify_one();
        }
    };
    let end = api.subscribe(&LegacyGraphqlWs, &request, &mut sink, enough.notified()).await;
    (said, end)
}

#[tokio::test(flavor = "multi_thread")]
async fn events_come_and_the_token_is_in_no_header() {
    let demo = demo().await;
    let (said, end) = first(&client(&demo, Some(demo.token(Who::ReadOnly))), TICKS).await;
    assert_eq!(end.unwrap(), End::Stopped);
    assert_eq!(said[0], "listening");
    assert!(said[1].contains("\"projectVersionsPreviewGenerated\":{\"versionId\":"), "{said:?}");
    let asked = demo.requests().all();
    assert_eq!(asked.len(), 1);
    assert!(!asked[0].authorization && asked[0].path == "/graphql", "{asked:?}");
    assert!(asked[0].headers.iter().any(|name| name == "sec-websocket-protocol"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_other_end_has_its_name() {
    let demo = demo().await;
    let (said, end) = first(&client(&demo, None), TICKS).await;
    assert_eq!(end.unwrap(), End::Denied("You need a token to subscribe".to_owned()));
    assert!(said.is_empty());
    let api = client(&demo, Some(demo.token(Who::ReadOnly)));
    let (said, _) = first(&api, "subscription { nothing }").await;
    assert!(said[1].contains("\"errors\""), "{said:?}");
    // A missing scope is said with the first event.
    let (said, end) = first(&client(&demo, Some(demo.token(Who::NoStreams))), TICKS).await;
    assert!(said[1].contains("streams:read"), "{said:?}");
    end.unwrap();
    // A revoked token is greeted, and then there is silence.
    let revoked = client(&demo, Some(demo.token(Who::Revoked)));
    let silent = tokio::time::timeout(Duration::from_millis(1500), first(&revoked, TICKS)).await;
    assert!(silent.is_err(), "{silent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_and_a_server_without_sockets_are_told_apart() {
    let demo = demo().await;
    let api = client(&demo, Some(demo.token(Who::ReadOnly)));
    let quiet = "subscription { projectVersionsUpdated(id: \"nothing\") { id } }";
    let cut = async {
        while demo.listeners() == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        demo.cut_sockets();
        std::future::pending::<()>().await;
    };
    let (_, end) = tokio::select! {
        found = first(&api, quiet) => found,
        () = cut => unreachable!(),
    };
    assert!(end.unwrap().may_pass());
    let mut settings = ApiSettings::new(demo.origin().parse().unwrap());
    settings.endpoint = "/api/ping".to_owned();
    let (_, end) = first(&Api::new(settings).unwrap(), quiet).await;
    assert!(matches!(end, Err(ApiError::NoSocket { .. })), "{end:?}");
}
