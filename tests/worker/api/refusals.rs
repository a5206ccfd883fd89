//! Answers that are not the one asked for, told as what they are.

use std::time::Duration;

use dapple::services::api::{
    Api, ApiError, Cut, GraphqlRequest, Phase, Plain, ProxyProblem, Reason, Refusal, RestRequest, TlsProblem,
    Transfer, find_endpoint,
};
use dapple_data::speckle::Reply;
use serde_json::Value;
use tokio::sync::watch;

use super::server::{HTML, JSON, Server, Step, answer, good};
use super::{TOKEN, away, client, collect, everything, hello, settings};

/// What a query meets when the server says this.
async fn error_for(status: &str, headers: &[&str], body: &str) -> ApiError {
    let server = Server::saying(answer(status, headers, body.as_bytes())).await;
    let (got, outcome) = collect(&client(&server), &hello()).await;
    assert!(got.is_empty(), "a refusal puts nothing into the sink");
    let error = outcome.unwrap_err();
    assert!(!error.title().is_empty() && !error.advice().is_empty());
    error
}

#[tokio::test]
async fn a_refused_token_is_told_as_that_and_keeps_the_request_id() {
    let body = r#"{"error":"Your token is not valid."}"#;
    let error = error_for("403 Forbidden", &[JSON, "X-Request-Id: abc"], body).await;
    assert!(matches!(error, ApiError::TokenRefused { .. }), "{error:?}");
    assert_eq!(error.request_id(), Some("abc"));
    assert!(!error.may_have_happened());
    assert!(error.details().contains(&("Request ID", "abc".to_owned())));
}

#[tokio::test]
async fn other_refusals_keep_their_message() {
    let body = r#"{"error":{"message":"Invalid request body: too large","code":"USER_INPUT_ERROR"}}"#;
    let error = error_for("400 Bad Request", &[JSON], body).await;
    assert!(matches!(error, ApiError::Http { status: 400, .. }), "{error:?}");
    assert!(error.advice().contains("Invalid request body: too large"), "{}", error.advice());
    let error = error_for("401 Unauthorized", &[], "").await;
    assert!(matches!(error, ApiError::Http { status: 401, .. }), "{error:?}");
}

#[tokio::test]
async fn a_gateway_page_is_the_servers_trouble_and_another_page_is_not_speckle() {
    let page = "<html><head><title>502 Bad Gateway</title></head></html>";
    let error = error_for("502 Bad Gateway", &[HTML], page).await;
    assert!(matches!(error, ApiError::Http { status: 502, .. }), "{error:?}");
    assert!(error.may_have_happened());
    for status in ["200 OK", "404 Not Found", "403 Forbidden"] {
        let error = error_for(status, &[HTML], "<!doctype html><title>Log in to the network</title>").await;
        assert!(matches!(error, ApiError::NotSpeckle { .. }), "{status}: {error:?}");
        assert!(error.advice().contains("Log in to the network"), "{}", error.advice());
    }
    // A page that claims to be something else is still a page.
    let error = error_for("200 OK", &["Content-Type: text/plain"], "\n <html></html>").await;
    assert!(matches!(error, ApiError::NotSpeckle { .. }), "{error:?}");
}

#[tokio::test]
async fn text_and_nothing_are_not_json() {
    let error = error_for("200 OK", &["Content-Type: text/plain"], "pong").await;
    assert!(matches!(error, ApiError::NotJson { .. }), "{error:?}");
    let error = error_for("200 OK", &[], "").await;
    assert!(matches!(&error, ApiError::NotJson { problem, .. } if problem.contains("empty")), "{error:?}");
}

#[tokio::test]
async fn graphql_errors_are_answers_whatever_the_status_and_the_content_type() {
    let answers = [
        ("400 Bad Request", JSON, r#"{"errors":[{"message":"Cannot query field"}]}"#),
        ("400 Bad Request", JSON, r#" [{"data":{}},{"errors":[]}]"#),
        ("500 Internal Server Error", JSON, r#"{"data":null,"errors":[]}"#),
        ("200 OK", "Content-Type: text/plain", r#"{"data":{}}"#),
        ("200 OK", "Content-Type: application/graphql-response+json", r#"{"anything":1}"#),
    ];
    for (status, content_type, body) in answers {
        let server = Server::saying(answer(status, &[content_type], body.as_bytes())).await;
        let (got, outcome) = collect(&client(&server), &hello()).await;
        assert_eq!(outcome.unwrap().status.to_string(), status[..3]);
        assert_eq!(got, body.as_bytes());
    }
}

#[tokio::test]
async fn a_long_refusal_is_cut_and_no_half_token_is_left_at_its_end() {
    let kept = usize::try_from(Refusal::KEPT).unwrap();
    let filled = |count: usize| "x".repeat(count);
    let bodies = [
        // Half a token before the end of what is kept, half after it.
        filled(kept - 20) + TOKEN + &filled(9_000),
        // As many tokens as fit: taking them out moves what comes after them to the front.
        filled(16) + &TOKEN.repeat(3_000),
        filled(kept - 20) + TOKEN,
    ];
    for body in bodies {
        for status in ["500 Internal Server Error", "400 Bad Request", "429 Too Many Requests"] {
            let error = error_for(status, &["Content-Type: text/plain"], &body).await;
            let refusal = error.refusal().unwrap();
            assert!(refusal.error.body.len() <= kept && refusal.error.body.starts_with("xxxxxxxxxxxxxxxx"));
            assert!(!everything(&error).contains(&TOKEN[..14]), "{status}: half a token is shown");
        }
    }
    let error = error_for("500 Oh no", &["Content-Type: text/plain"], &"ä".repeat(kept)).await;
    let body = &error.refusal().unwrap().error.body;
    assert!(body.len() > kept - 300 && body.chars().all(|c| c == 'ä'), "cut inside a letter");
}

#[tokio::test]
async fn typed_answers_hold_data_and_errors_and_batches_are_arrays() {
    let body = br#"{"data":{"hello":"world"},"errors":[{"message":"half"}]}"#;
    let server = Server::saying(answer("200 OK", &[JSON], body)).await;
    let reply: Reply<Value> = client(&server).graphql_json(&hello()).await.unwrap();
    assert_eq!((reply.data.unwrap()["hello"].as_str(), reply.errors.len()), (Some("world"), 1));

    let server = Server::saying(answer("400 Bad Request", &[JSON], br#"[{"data":1},{"data":2}]"#)).await;
    let two = [hello(), hello().in_background()];
    let priority = dapple::services::api::Priority::Background;
    let replies: Vec<Value> = client(&server).graphql_batch(&two, priority).await.unwrap();
    assert_eq!(replies.len(), 2);
    assert_eq!(server.requests()[0].body, r#"[{"query":"{ hello }"},{"query":"{ hello }"}]"#);
}

#[tokio::test]
async fn a_typed_answer_of_another_shape_is_told_without_its_data() {
    let server = Server::saying(answer("200 OK", &[JSON], br#"{"data":"s3cret"}"#)).await;
    let error = client(&server).graphql_json::<Reply<Vec<u8>>>(&hello()).await.unwrap_err();
    let ApiError::NotJson { problem, .. } = &error else { panic!("{error:?}") };
    assert!(problem.contains("line 1") && !problem.contains("s3cret"), "{problem}");
}

#[tokio::test]
async fn discovery_goes_on_to_the_second_path() {
    let server = Server::start(|request, _| {
        vec![Step::Send(match request.target() {
            "/api/graphql" => {
                let body = br#"{"data":{"serverInfo":{"name":"Speckle here","version":"2.25.3"}}}"#;
                answer("200 OK", &[JSON], body)
            }
            _ => answer("404 Not Found", &[HTML], b"<pre>Cannot POST /graphql</pre>"),
        })]
    })
    .await;
    let found = find_endpoint(&settings(&server.address())).await.unwrap();
    assert_eq!((found.endpoint.as_str(), found.name.as_str()), ("/api/graphql", "Speckle here"));
    assert_eq!((found.version.as_str(), found.proxy), ("2.25.3", None));
    let asked: Vec<String> = server.requests().iter().map(|r| r.target().to_owned()).collect();
    assert_eq!(asked, ["/graphql", "/api/graphql"]);
}

#[tokio::test]
async fn discovery_tells_what_is_no_speckle_server() {
    let answers = [
        answer("404 Not Found", &[HTML], b"<title>Nothing here</title>"),
        answer("200 OK", &[JSON], br#"{"errors":[{"message":"Cannot query field serverInfo"}]}"#),
        answer("200 OK", &[JSON], br#"{"hello":"other api"}"#),
        answer("404 Not Found", &[JSON], br#"{"statusCode":404}"#),
        answer("405 Method Not Allowed", &[], b""),
    ];
    for bytes in answers {
        let server = Server::saying(bytes).await;
        let error = find_endpoint(&settings(&server.address())).await.unwrap_err();
        let ApiError::NotSpeckle { tried, .. } = &error else { panic!("{error:?}") };
        assert_eq!(*tried, ["/graphql", "/api/graphql"]);
        assert!(error.advice().contains("/graphql and /api/graphql"), "{}", error.advice());
    }
}

#[tokio::test]
async fn discovery_does_not_guess_on_when_the_server_has_trouble() {
    let server = Server::saying(answer("503 Service Unavailable", &[HTML], b"<html>")).await;
    let error = find_endpoint(&settings(&server.address())).await.unwrap_err();
    assert!(matches!(error, ApiError::Http { status: 503, .. }), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

const LIMITED: &str = r#"{"error":{"message":"You have sent too many requests.","code":"RATE_LIMIT_ERROR"}}"#;

#[tokio::test]
async fn retry_after_is_read_as_decimal_seconds_or_as_a_date() {
    let date = "Date: Mon, 23 Nov 2026 17:16:18 GMT";
    let cases: [(&[&str], Option<Duration>); 7] = [
        (&["Retry-After: 0.765"], Some(Duration::from_millis(765))),
        (&["Retry-After: 30"], Some(Duration::from_secs(30))),
        (&[date, "Retry-After: Mon, 23 Nov 2026 17:16:58 GMT"], Some(Duration::from_secs(40))),
        (&[date, "Retry-After: Mon, 23 Nov 2026 17:00:00 GMT"], Some(Duration::ZERO)),
        (&["Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"], Some(Duration::ZERO)),
        (&["Retry-After: soon"], None),
        (&[], None),
    ];
    for (headers, expected) in cases {
        let error = error_for("429 Too Many Requests", &[headers, &[JSON]].concat(), LIMITED).await;
        let ApiError::RateLimited { wait, .. } = error else { panic!("{error:?}") };
        assert_eq!(wait, expected, "{headers:?}");
    }
    for nonsense in ["Retry-After: -1", "Retry-After: NaN", "Retry-After: inf"] {
        let error = error_for("429 Too Many Requests", &[nonsense], LIMITED).await;
        assert!(matches!(error, ApiError::RateLimited { wait: None, .. }), "{nonsense}");
    }
    // The resolvers' own 429 has the shape of GraphQL and names no time.
    let body = r#"{"errors":[{"message":"You have sent too many requests"}],"data":null}"#;
    let error = error_for("429 Too Many Requests", &[JSON], body).await;
    assert!(matches!(error, ApiError::RateLimited { wait: None, .. }), "{error:?}");
}

fn limited(wait: &str) -> Vec<u8> {
    answer("429 Too Many Requests", &[JSON, &format!("Retry-After: {wait}")], LIMITED.as_bytes())
}

#[tokio::test]
async fn a_query_waits_and_is_sent_again() {
    let server =
        Server::start(|_, before| vec![Step::Send(if before < 2 { limited("0.05") } else { good() })]).await;
    let progress = watch::Sender::new(Transfer::default());
    let facts = client(&server).execute_query(&hello(), &mut away, &progress).await.unwrap();
    assert_eq!((facts.status, server.requests().len()), (200, 3));
    assert_eq!(progress.borrow().phase, Phase::Done);
}

#[tokio::test]
async fn the_wait_can_be_seen_and_left() {
    let server = Server::saying(limited("60")).await;
    let (progress, mut seen) = watch::channel(Transfer::default());
    let api = client(&server);
    let task = tokio::spawn(async move { api.execute_query(&hello(), &mut away, &progress).await });
    let is_waiting = |t: &Transfer| matches!(t.phase, Phase::Waiting { .. });
    let transfer = *seen.wait_for(is_waiting).await.unwrap();
    let Phase::Waiting { until } = transfer.phase else { unreachable!() };
    let left = until.duration_since(std::time::Instant::now());
    assert!(left <= Duration::from_secs(60) && left > Duration::from_secs(1));
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_mutation_is_never_sent_twice_and_an_endless_limit_is_told() {
    let server = Server::saying(limited("0")).await;
    let progress = watch::Sender::new(Transfer::default());
    let change = GraphqlRequest::mutation("mutation { rename }");
    let error = client(&server).execute_query(&change, &mut away, &progress).await.unwrap_err();
    assert!(matches!(error, ApiError::RateLimited { .. }));
    assert_eq!(server.requests().len(), 1);

    let error = client(&server).execute_query(&hello(), &mut away, &progress).await.unwrap_err();
    assert!(matches!(error, ApiError::RateLimited { .. }));
    assert_eq!(server.requests().len(), 7);

    let server = Server::saying(limited("86400")).await;
    let error = client(&server).execute_query(&hello(), &mut away, &progress).await.unwrap_err();
    assert!(everything(&error).contains("86400"), "{}", error.advice());
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn every_error_says_what_happened_and_what_to_do() {
    let host = || "speckle.example".to_owned();
    let reach = |reason| ApiError::CannotReach { host: host(), reason, proxy: Some("http://p:1".to_owned()) };
    let after = Duration::from_secs(60);
    let cut = |cut| ApiError::Truncated { received: 1_234_567, cut, answer: Box::default() };
    let tls = |problem| reach(Reason::Tls(problem));
    let errors = [
        reach(Reason::Dns),
        reach(Reason::Refused),
        reach(Reason::Unreachable),
        reach(Reason::Timeout),
        reach(Reason::Silent { after }),
        reach(Reason::Reset),
        reach(Reason::Other("odd".to_owned())),
        reach(Reason::Proxy(ProxyProblem::Unreachable)),
        reach(Reason::Proxy(ProxyProblem::LoginNeeded)),
        reach(Reason::Proxy(ProxyProblem::Refused)),
        tls(TlsProblem::UnknownIssuer),
        tls(TlsProblem::Expired),
        tls(TlsProblem::NotYetValid),
        tls(TlsProblem::WrongName),
        tls(TlsProblem::NotTls),
        tls(TlsProblem::Other("odd".to_owned())),
        ApiError::Redirected { host: host(), to: "https://other.example/".to_owned() },
        ApiError::TooManyRedirects { host: host() },
        ApiError::TooLarge { limit: 64 << 20 },
        cut(Cut::Closed),
        cut(Cut::Silent { after }),
        cut(Cut::Corrupt),
        ApiError::Cancelled,
        ApiError::PlainHttpNotAllowed { host: host() },
        ApiError::OtherServer { to: "https://other.example/".to_owned() },
        ApiError::NoCertificates,
        ApiError::BadCertificateFile,
        ApiError::BadClientCertificate,
        ApiError::BadProxy,
        ApiError::BadToken,
        ApiError::Setup { problem: "odd".to_owned() },
    ];
    for error in errors {
        let (title, advice) = (error.title(), error.advice());
        assert!(!title.ends_with('.') && !title.contains('!') && title.len() > 8, "{title}");
        assert!(
            advice.ends_with('.') && !advice.contains('!') && advice != "Try again.",
            "{title}: {advice}"
        );
        let names_proxy = title.contains("http://p:1") || advice.contains("http://p:1");
        assert_eq!(names_proxy, matches!(error, ApiError::CannotReach { .. }), "{title}: {advice}");
    }
    assert_eq!(cut(Cut::Closed).title(), "The answer broke off after 1.2 MB");
}

#[test]
fn requests_can_be_made_on_any_thread() {
    fn needs_send<T: Send>(_: T) {}
    let settings = settings("http://localhost");
    let api = Api::new(settings.clone()).unwrap();
    let plain = Plain::new(&settings.network, &settings.origin).unwrap();
    let progress = watch::Sender::new(Transfer::default());
    let request = RestRequest::get("/", "*/*", 1);
    needs_send(find_endpoint(&settings));
    needs_send(api.rest(&request, &mut away, &progress));
    needs_send(api.execute_query(&hello(), &mut away, &progress));
    needs_send(plain.get("http://localhost/", 1, &mut away, &progress));
}
