//! Faults, switched on while the server runs.

use std::time::Duration;

use dapple_demo::{Fault, Who};
use serde_json::{Value, json};

use super::{ask, client, data, demo, get, post};

#[tokio::test]
async fn both_kinds_of_429() {
    let demo = demo().await;
    demo.faults().next(1, Fault::TooManyRequests { retry_after: Some("0.765".to_owned()) });
    let got = ask(&demo, Some(Who::Full), "{_}").await;
    assert_eq!((got.status, got.header("retry-after")), (429, "0.765"));
    assert_eq!(got.json()["error"]["code"], "RATE_LIMIT_ERROR");
    assert_eq!(ask(&demo, Some(Who::Full), "{_}").await.status, 200, "only the next one");
    demo.faults().next(1, Fault::TooManyRequests { retry_after: None });
    assert_eq!(ask(&demo, None, "{_}").await.header("retry-after"), "");
    demo.faults().next(1, Fault::TooManyInGraphql);
    let got = ask(&demo, Some(Who::Full), "{_}").await;
    assert_eq!((got.status, got.header("retry-after")), (429, ""));
    assert_eq!(got.json()["errors"][0]["extensions"], json!({"code": "RATE_LIMIT_ERROR", "statusCode": 429}));
    assert_eq!(got.json()["data"], Value::Null);
}

#[tokio::test]
async fn bodies_that_are_cut_broken_empty_or_of_another_kind() {
    let demo = demo().await;
    let whole = ask(&demo, None, "{serverInfo{name description}}").await.text;
    demo.faults().next(1, Fault::TruncateAfter(20));
    assert_eq!(ask(&demo, None, "{serverInfo{name description}}").await.text, whole[..20]);
    demo.faults().next(1, Fault::EmptyBody);
    let got = ask(&demo, None, "{_}").await;
    assert_eq!((got.status, got.text.as_str()), (200, ""));
    demo.faults().next(1, Fault::WrongContentType);
    let got = ask(&demo, None, "{_}").await;
    assert_eq!((got.header("content-type"), got.json()), ("text/plain", json!({"data": {"_": null}})));
    demo.faults().next(1, Fault::HtmlErrorPage(502));
    let got = ask(&demo, None, "{_}").await;
    assert!(
        got.status == 502
            && got.text.contains("502 Bad Gateway")
            && got.header("content-type") == "text/html"
    );
    demo.faults().next(1, Fault::Drip { bytes: 7, pause: Duration::from_millis(1) });
    assert_eq!(ask(&demo, None, "{serverInfo{name description}}").await.text, whole);
    demo.faults().next(1, Fault::Latency(Duration::from_millis(5)));
    assert_eq!(ask(&demo, None, "{_}").await.status, 200);
}

#[tokio::test]
async fn a_reset_breaks_the_connection_after_the_bytes() {
    let demo = demo().await;
    demo.faults().on("/graphql", None, Fault::ResetAfter(30));
    let request =
        client().post(format!("{}/graphql", demo.origin())).header("content-type", "application/json");
    let mut response = request.body(r#"{"query":"{serverInfo{name description}}"}"#).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut came = Vec::new();
    let error = loop {
        match response.chunk().await {
            Ok(Some(piece)) => came.extend_from_slice(&piece),
            Ok(None) => panic!("ended cleanly after {} bytes", came.len()),
            Err(error) => break error,
        }
    };
    assert_eq!(came.len(), 30);
    let mut cause: &dyn std::error::Error = &error;
    let mut kinds = Vec::new();
    while let Some(next) = cause.source() {
        cause = next;
        kinds.extend(cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind));
    }
    assert!(kinds.contains(&std::io::ErrorKind::ConnectionReset), "{error:?}");
    assert_eq!(get(&demo, None, "/api/ping").await.text, "pong", "other paths are well");
    demo.faults().clear();
    assert_eq!(ask(&demo, None, "{_}").await.status, 200);
}

#[tokio::test]
async fn a_huge_answer_is_valid_and_as_large_as_asked() {
    let demo = demo().await;
    demo.faults().next(1, Fault::Huge { megabytes: 3 });
    let got = ask(&demo, Some(Who::Full), "{_}").await;
    assert!((2_900_000..3_200_000).contains(&got.text.len()), "{}", got.text.len());
    assert!(got.json()["data"]["rows"].as_array().unwrap().len() > 1_000);
}

#[tokio::test]
async fn a_server_whose_graphql_is_elsewhere() {
    let demo = demo().await;
    demo.faults().always(Fault::GraphqlMissing);
    let got = ask(&demo, Some(Who::Full), "{_}").await;
    assert_eq!(got.status, 404);
    assert!(got.text.contains("Cannot POST /graphql"));
    let got = post(&demo, Some(Who::Full), "/api/graphql", &json!({"query": "{activeUser{name}}"})).await;
    assert_eq!(got.json()["data"]["activeUser"]["name"], "Mara Lindqvist");
    demo.faults().clear();
    assert_eq!(data(&demo, "{activeUser{name}}").await["activeUser"]["name"], "Mara Lindqvist");
}
