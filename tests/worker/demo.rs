//! The demo server against what a client of Speckle branches on. Facts: Speckle's public server of June 2026.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod building;
mod faults;
mod graphql;
mod lists;
mod objects;
mod previews;
mod schema;
mod starters;

use std::sync::Once;

use dapple_demo::{Demo, Options, Who};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

/// An answer, whole.
struct Got {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {:?}", self.text))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn demo() -> Demo {
    Demo::start(Options::default()).await.unwrap()
}

fn client() -> Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    Client::builder().no_proxy().build().unwrap()
}

async fn send(request: RequestBuilder) -> Got {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Got { status, headers, text: response.text().await.unwrap() }
}

async fn get(demo: &Demo, who: Option<Who>, path: &str) -> Got {
    send(signed(demo, who, client().get(format!("{}{path}", demo.origin())))).await
}

fn signed(demo: &Demo, who: Option<Who>, request: RequestBuilder) -> RequestBuilder {
    match who {
        Some(who) => request.header(AUTHORIZATION, format!("Bearer {}", demo.token(who))),
        None => request,
    }
}

/// POSTs JSON to a path.
async fn post(demo: &Demo, who: Option<Who>, path: &str, body: &Value) -> Got {
    let request = client().post(format!("{}{path}", demo.origin())).header(CONTENT_TYPE, "application/json");
    send(signed(demo, who, request).body(body.to_string())).await
}

/// Asks GraphQL.
async fn ask(demo: &Demo, who: Option<Who>, query: &str) -> Got {
    post(demo, who, "/graphql", &json!({ "query": query })).await
}

/// Asks GraphQL and wants data without errors.
async fn data(demo: &Demo, query: &str) -> Value {
    let answer = ask(demo, Some(Who::Full), query).await.json();
    assert_eq!(answer.get("errors"), None, "{query}");
    answer["data"].clone()
}

#[tokio::test]
async fn starts_on_loopback_and_ends_when_dropped_or_stopped() {
    let one = demo().await;
    assert!(one.addr().ip().is_loopback());
    assert_eq!(one.origin(), format!("http://{}", one.addr()));
    assert_eq!(get(&one, None, "/api/ping").await.text, "pong");
    let gone = one.origin();
    one.stop().await;
    assert!(client().get(format!("{gone}/api/ping")).send().await.unwrap_err().is_connect());

    let other = demo().await;
    let gone = other.origin();
    drop(other);
    // Dropping only tells the server to end; it does so as soon as it runs again.
    let mut ended = false;
    for _ in 0..200 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        ended = client().get(format!("{gone}/api/ping")).send().await.is_err();
        if ended {
            break;
        }
    }
    assert!(ended, "still answering two seconds after it was dropped");
}

#[tokio::test]
async fn tokens_are_hidden_and_the_sample_depends_on_the_seed_alone() {
    let (one, other) = (demo().await, demo().await);
    let token = one.token(Who::Full);
    assert_eq!(token.len(), 42);
    assert!(token.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
    assert_ne!(token, other.token(Who::Full), "tokens are new with every start");
    assert_ne!(token, one.token(Who::ReadOnly));
    assert!(!format!("{one:?}{:?}", one.requests()).contains(token));

    let query = "{activeUser{id projects(limit:50){items{id name updatedAt}}}}";
    assert_eq!(data(&one, query).await, data(&other, query).await);
    let seeded = Demo::start(Options { seed: 8, ..Options::default() }).await.unwrap();
    assert_ne!(data(&one, query).await, data(&seeded, query).await);
}

#[tokio::test]
async fn requests_are_recorded_without_values() {
    let demo = demo().await;
    assert!(demo.requests().is_empty());
    get(&demo, None, "/api/ping?embedToken=").await;
    ask(&demo, Some(Who::ReadOnly), "{_}").await;
    let all = demo.requests().all();
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].method.as_str(), all[0].path.as_str()), ("GET", "/api/ping"));
    assert!(!all[0].authorization);
    assert_eq!((all[1].method.as_str(), all[1].path.as_str()), ("POST", "/graphql"));
    assert!(all[1].authorization && all[1].headers.contains(&"content-type".to_owned()));
    assert_eq!(all[1].who, Some(Who::ReadOnly));
    assert_eq!(all[1].token_id.as_deref(), Some(&demo.token(Who::ReadOnly)[..10]));
    assert!(!format!("{all:?}").contains(demo.token(Who::ReadOnly)));
    demo.requests().clear();
    assert_eq!(demo.requests().len(), 0);
}
