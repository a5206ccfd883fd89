//! Where the token goes, and where it never goes.

use std::ops::ControlFlow;

use bytes::Bytes;
use dapple::services::api::{
    Api, ApiError, ApiSettings, GraphqlRequest, Plain, RestRequest, Transfer, find_endpoint,
};
use dapple_data::url::Origin;
use secrecy::SecretString;
use tokio::sync::watch;

use super::server::{HTML, JSON, Server, answer, good};
use super::{TOKEN, away, client, collect, everything, hello, network, settings};

/// How often the token is in a request, anywhere.
fn times(request: &super::server::Request) -> usize {
    format!("{request:?}").matches(TOKEN).count()
}

#[tokio::test]
async fn the_token_is_in_one_header_exactly_as_the_server_wants_it() {
    let server = Server::saying(good()).await;
    let (got, outcome) = collect(&client(&server), &hello()).await;
    assert_eq!(outcome.unwrap().status, 200);
    assert_eq!(got, br#"{"data":{"hello":"world"}}"#);

    let request = &server.requests()[0];
    assert_eq!(request.line, "POST /graphql HTTP/1.1");
    assert_eq!(request.header("authorization"), [format!("Bearer {TOKEN}")]);
    assert_eq!(times(request), 1);
    assert_eq!(request.header("accept"), ["application/graphql-response+json, application/json"]);
    assert_eq!(request.header("user-agent"), [concat!("Dapple/", env!("CARGO_PKG_VERSION"))]);
    assert_eq!(request.header("content-type"), ["application/json"]);
    assert_eq!(request.body, r#"{"query":"{ hello }"}"#);
    let encodings = request.header("accept-encoding").join(",");
    assert!(["gzip", "br", "zstd", "deflate"].iter().all(|e| encodings.contains(e)), "{encodings}");
}

#[tokio::test]
async fn variables_go_out_as_they_were_written() {
    let server = Server::saying(good()).await;
    let variables = serde_json::value::RawValue::from_string(r#"{"n": 1.50e3}"#.to_owned()).unwrap();
    let request = GraphqlRequest {
        operation_name: Some("Q".to_owned()),
        ..GraphqlRequest::query("query Q($n: Float) { hello(n: $n) }").with_variables(variables)
    };
    collect(&client(&server), &request).await.1.unwrap();
    assert_eq!(
        server.requests()[0].body,
        r#"{"query":"query Q($n: Float) { hello(n: $n) }","variables":{"n": 1.50e3},"operationName":"Q"}"#
    );
    assert!(!format!("{request:?}").contains("1.50e3"));
}

#[tokio::test]
async fn a_redirect_is_an_error_that_names_its_target_and_is_not_followed() {
    let target = Server::saying(good()).await;
    let location = format!("Location: {}/graphql?session=s3cret#x", target.address());
    let server = Server::saying(answer("307 Temporary Redirect", &[&location], b"")).await;
    let error = collect(&client(&server), &hello()).await.1.unwrap_err();
    let ApiError::Redirected { to, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*to, format!("{}/graphql", target.address()));
    assert!(!everything(&error).contains("s3cret"));
    assert!(target.requests().is_empty());
}

#[tokio::test]
async fn localhost_and_127_0_0_1_are_different_servers() {
    let server = Server::saying(good()).await;
    let by_name: Origin = format!("http://localhost:{}", server.port()).parse().unwrap();
    let by_number: Origin = server.address().parse().unwrap();
    assert_ne!(by_name, by_number);

    let api = Api::new(settings(by_name.as_str())).unwrap();
    let progress = watch::Sender::new(Transfer::default());
    let others = [
        format!("{}/preview/1", server.address()),
        format!("//127.0.0.1:{}/preview/1", server.port()),
        format!("/\\127.0.0.1:{}/preview/1", server.port()),
        format!("@127.0.0.1:{}/", server.port()),
    ];
    for path in others {
        let request = RestRequest::get(path.clone(), "*/*", 1000);
        let error = api.rest(&request, &mut away, &progress).await.unwrap_err();
        assert!(matches!(error, ApiError::OtherServer { .. }), "{path}: {error:?}");
    }
    let endpoint = ApiSettings { endpoint: server.address(), ..settings(by_name.as_str()) };
    assert!(matches!(Api::new(endpoint), Err(ApiError::OtherServer { .. })));
    let plain = Plain::new(&network(), &by_name).unwrap();
    let error = plain.get(&server.address(), 1000, &mut away, &progress).await.unwrap_err();
    assert!(matches!(error, ApiError::PlainHttpNotAllowed { .. }), "{error:?}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn rest_paths_get_the_token_and_keep_their_query() {
    let server = Server::saying(answer("200 OK", &["Content-Type: text/plain"], b"id\t{}\n")).await;
    let api = client(&server);
    let progress = watch::Sender::new(Transfer::default());
    let body = Bytes::from_static(br#"{"objectIds":["a"]}"#);
    let request = RestRequest::post("/api/v2/x?y=1", "text/plain", 1000, body);
    api.rest(&request, &mut away, &progress).await.unwrap();
    let asked = &server.requests()[0];
    assert_eq!(asked.line, "POST /api/v2/x?y=1 HTTP/1.1");
    assert_eq!(asked.header("accept"), ["text/plain"]);
    assert_eq!(asked.body, r#"{"objectIds":["a"]}"#);
    assert_eq!(times(asked), 1);
}

#[tokio::test]
async fn a_preview_comes_from_the_accounts_server_whatever_host_its_link_names() {
    let server = Server::saying(answer("200 OK", &["Content-Type: image/png"], b"png")).await;
    let api = client(&server);
    let progress = watch::Sender::new(Transfer::default());
    let request = RestRequest::preview("https://other.example/preview/p1/o1?v=2", api.limits()).unwrap();
    api.rest(&request, &mut away, &progress).await.unwrap();
    assert_eq!(server.requests()[0].target(), "/preview/p1/o1?v=2");
    assert!(RestRequest::preview("data:image/png;base64,AAAA", api.limits()).is_none());
}

#[tokio::test]
async fn files_are_fetched_without_token_cookie_or_referer() {
    let server = Server::start(|request, _| {
        let step: u32 = request.target().trim_start_matches('/').parse().unwrap();
        let location = format!("Location: /{}", step.saturating_sub(1));
        let redirect = answer("302 Found", &[&location, "Set-Cookie: a=b; Path=/"], b"");
        let file = answer("200 OK", &["Content-Type: application/octet-stream"], b"bytes");
        vec![super::server::Step::Send(if step == 0 { file } else { redirect })]
    })
    .await;
    let plain = Plain::new(&network(), &server.address().parse().unwrap()).unwrap();
    let progress = watch::Sender::new(Transfer::default());
    let mut got = Vec::new();
    let mut sink = |bytes: Bytes| {
        got.extend_from_slice(&bytes);
        ControlFlow::Continue(())
    };
    let link = format!("{}/5", server.address());
    plain.get(&link, 1000, &mut sink, &progress).await.unwrap();
    assert_eq!(got, b"bytes");
    assert_eq!(server.requests().len(), 6);
    for request in server.requests() {
        for name in ["authorization", "cookie", "referer"] {
            assert!(request.header(name).is_empty(), "{request:?}");
        }
    }
    let link = format!("{}/6", server.address());
    let error = plain.get(&link, 1000, &mut away, &progress).await.unwrap_err();
    assert!(matches!(error, ApiError::TooManyRedirects { .. }), "{error:?}");
}

#[tokio::test]
async fn a_file_is_not_fetched_where_a_redirect_leaves_the_rules() {
    let elsewhere = Server::saying(good()).await;
    for target in ["http://localhost", "ftp://127.0.0.1", "http://user:word@127.0.0.1"] {
        let location = format!("Location: {target}:{}/f?sig=s3cret", elsewhere.port());
        let server = Server::saying(answer("302 Found", &[&location], b"")).await;
        let plain = Plain::new(&network(), &server.address().parse().unwrap()).unwrap();
        let progress = watch::Sender::new(Transfer::default());
        let link = format!("{}/f?sig=s3cret", server.address());
        let error = plain.get(&link, 1000, &mut away, &progress).await.unwrap_err();
        let refused = matches!(error, ApiError::PlainHttpNotAllowed { .. } | ApiError::OtherServer { .. });
        assert!(refused, "{target}: {error:?}");
        assert!(!everything(&error).contains("s3cret") && !everything(&error).contains("word"));
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_token_that_the_server_repeats_is_in_no_error_and_no_header_shown() {
    let mirror = format!("X-Mirror: {TOKEN}");
    let location = format!("Location: /login/{TOKEN}");
    let body = format!(r#"{{"error":{{"message":"bad {TOKEN}","code":"X"}}}}"#);
    let page = format!("<html><title>{TOKEN}</title></html>");
    let answers = [
        answer("400 Bad Request", &[JSON, &mirror], body.as_bytes()),
        answer("404 Not Found", &[HTML, &mirror], page.as_bytes()),
        answer("302 Found", &[&location], b""),
        answer("429 Too Many Requests", &[JSON], body.as_bytes()),
        answer("200 OK", &["Content-Type: text/plain"], TOKEN.as_bytes()),
    ];
    for bytes in answers {
        let server = Server::saying(bytes).await;
        let error = collect(&client(&server), &hello()).await.1.unwrap_err();
        assert!(!everything(&error).contains(TOKEN), "{}", everything(&error));
    }
    let server = Server::saying(answer("200 OK", &[JSON, &mirror], b"{}")).await;
    let shown = collect(&client(&server), &hello()).await.1.unwrap();
    assert!(!format!("{shown:?}").contains(TOKEN));
    assert!(shown.header("x-mirror").is_some());
    let settings = settings(&server.address());
    assert!(!format!("{settings:?} {:?}", client(&server)).contains(TOKEN));
}

#[tokio::test]
async fn cookies_are_masked_and_not_sent_back() {
    let server = Server::saying(answer("200 OK", &[JSON, "Set-Cookie: sid=s3cret"], b"{}")).await;
    let api = client(&server);
    let shown = collect(&api, &hello()).await.1.unwrap();
    assert_eq!(shown.header("set-cookie"), Some("•••"));
    collect(&api, &hello()).await.1.unwrap();
    assert!(server.requests()[1].header("cookie").is_empty());
}

#[tokio::test]
async fn discovery_keeps_the_token_at_home() {
    let server = Server::saying(answer("404 Not Found", &[HTML], b"<pre>no</pre>")).await;
    find_endpoint(&settings(&server.address())).await.unwrap_err();
    assert_eq!(server.requests().len(), 2);
    assert!(server.requests().iter().all(|request| times(request) == 0));
}

#[test]
fn a_token_no_header_can_carry_is_told_without_showing_it() {
    let broken = SecretString::from("0a1b2c3d4e5f60718293\n4b5c6d7e8f");
    let outcome = Api::new(ApiSettings { token: Some(broken), ..settings("http://127.0.0.1:1") });
    let error = outcome.unwrap_err();
    assert!(matches!(error, ApiError::BadToken));
    assert!(!everything(&error).contains("4b5c6d7e8f"));
}

#[test]
fn plain_http_needs_a_yes_except_on_this_machine() {
    let refused = Api::new(settings("http://speckle.example")).unwrap_err();
    assert!(matches!(&refused, ApiError::PlainHttpNotAllowed { host } if host == "speckle.example"));
    let allowed = ApiSettings { allow_plain_http: true, ..settings("http://speckle.example") };
    Api::new(allowed).unwrap();
    Api::new(settings("http://localhost:3000")).unwrap();
    Api::new(settings("http://[::1]:3000")).unwrap();
}

#[tokio::test]
async fn headers_of_the_person_go_along_and_never_stand_for_the_clients_own() {
    let server = Server::saying(good()).await;
    let with = |name: &str, value: &str| {
        let headers = vec![(name.to_owned(), value.to_owned())];
        GraphqlRequest { headers, ..hello() }
    };
    let request = with("X-Trace", "7, 8");
    collect(&client(&server), &request).await.1.unwrap();
    assert_eq!(server.requests()[0].header("x-trace"), ["7, 8"]);
    assert!(!format!("{request:?}").contains("7, 8"));
    for (name, value) in [("Authorization", "Bearer x"), ("cookie", "authn=x"), ("X-A", "a\r\nCookie: b")] {
        let refused = collect(&client(&server), &with(name, value)).await.1.unwrap_err();
        assert!(matches!(&refused, ApiError::Setup { problem } if problem.contains(name)), "{refused:?}");
    }
    assert_eq!(server.requests().len(), 1, "what is refused is not sent");
}
