//! Bodies in every state: compressed, in pieces, cut off, too large, slow.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use dapple::services::api::{Api, ApiError, ApiSettings, Cut, Limits, Network, Phase, Transfer};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::Value;
use tokio::sync::{Notify, watch};

use super::server::{JSON, Server, Step, answer, head};
use super::{client, collect, hello, network, settings};

const BODY: &[u8] = br#"{"data":{"hello":"world"}}"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// One uncompressed meta-block and an empty last one (RFC 7932, 9.2).
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let less_one = u16::try_from(bytes.len() - 1).unwrap();
    let [low, high] = (less_one >> 1).to_le_bytes();
    let first = 0x0b | (u8::from(less_one & 1 == 1) << 7);
    [&[first, low, high | 0x80], bytes, &[0x03]].concat()
}

/// One raw block in a single segment (RFC 8878, 3.1.1).
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).unwrap();
    let block = (u32::from(length) << 3 | 1).to_le_bytes();
    [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, length], &block[..3], bytes].concat()
}

/// A body in chunks of five bytes.
fn chunked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for piece in bytes.chunks(5) {
        out.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\n\r\n");
    out
}

#[tokio::test]
async fn every_encoding_is_unpacked() {
    let encodings =
        [("gzip", gzip(BODY)), ("deflate", deflate(BODY)), ("br", brotli(BODY)), ("zstd", zstd(BODY))];
    for (name, bytes) in encodings {
        let encoding = format!("Content-Encoding: {name}");
        let server = Server::saying(answer("200 OK", &[JSON, &encoding], &bytes)).await;
        let (got, outcome) = collect(&client(&server), &hello()).await;
        assert_eq!(outcome.unwrap().bytes, BODY.len() as u64, "{name}");
        assert_eq!(got, BODY, "{name}");
    }
}

#[tokio::test]
async fn chunks_arrive_with_progress_and_a_known_length_is_its_total() {
    let whole = [head("200 OK", &[JSON, "Transfer-Encoding: chunked"]), chunked(BODY)].concat();
    let server = Server::saying(whole).await;
    let (got, outcome) = collect(&client(&server), &hello()).await;
    assert_eq!((got.as_slice(), outcome.unwrap().bytes), (BODY, BODY.len() as u64));

    let server = Server::saying(answer("200 OK", &[JSON], BODY)).await;
    let progress = watch::Sender::new(Transfer::default());
    client(&server).graphql(&hello(), &mut super::away, &progress).await.unwrap();
    let length = BODY.len() as u64;
    assert_eq!(*progress.borrow(), Transfer { phase: Phase::Done, received: length, total: Some(length) });
}

#[tokio::test]
async fn the_facts_of_an_answer_are_kept() {
    let headers = [JSON, "X-Request-Id: r-1", "X-RateLimit-Remaining: 41"];
    let server = Server::saying(answer("200 OK", &headers, BODY)).await;
    let answer = collect(&client(&server), &hello()).await.1.unwrap();
    assert_eq!(answer.request_id.as_deref(), Some("r-1"));
    assert_eq!(answer.rate_remaining, Some(41));
    assert_eq!(answer.content_type.as_deref(), Some("application/json; charset=utf-8"));
    assert_eq!(answer.version, "HTTP/1.1");
    assert_eq!(answer.capped, None);
}

fn capped(server: &Server, bytes: u64) -> Api {
    let limits = Limits { answer: bytes, typed: bytes, ..Limits::default() };
    Api::new(ApiSettings { limits, ..settings(&server.address()) }).unwrap()
}

#[tokio::test]
async fn a_cap_counts_unpacked_bytes_and_keeps_what_came() {
    let text = format!(r#"{{"data":"{}"}}"#, "x".repeat(2_000_000));
    let packed = gzip(text.as_bytes());
    assert!(packed.len() < 20_000);
    let server = Server::saying(answer("200 OK", &[JSON, "Content-Encoding: gzip"], &packed)).await;
    let (got, outcome) = collect(&capped(&server, 100_000), &hello()).await;
    let facts = outcome.unwrap();
    assert_eq!((facts.capped, facts.bytes), (Some(100_000), 100_000));
    assert_eq!(got, text.as_bytes()[..100_000]);

    let error = capped(&server, 100_000).graphql_json::<Value>(&hello()).await.unwrap_err();
    assert!(matches!(error, ApiError::TooLarge { limit: 100_000 }), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_just_fits_is_not_capped() {
    let server = Server::saying(answer("200 OK", &[JSON], BODY)).await;
    let (got, outcome) = collect(&capped(&server, BODY.len() as u64), &hello()).await;
    assert_eq!((outcome.unwrap().capped, got.as_slice()), (None, BODY));
}

#[test]
fn a_person_cannot_raise_the_cap_over_what_a_document_can_hold() {
    assert_eq!(Limits::default().with_answer(u64::MAX).answer, 4 << 30);
    assert_eq!(Limits::default().with_answer(5).answer, 5);
}

/// Sends the steps and gives what came and how it broke off.
async fn broken(steps: Vec<Step>, idle: Duration) -> (Vec<u8>, Cut) {
    let server = Server::start(move |_, _| steps.clone()).await;
    let network = Network { idle_timeout: idle, ..network() };
    let api = Api::new(ApiSettings { network, ..settings(&server.address()) }).unwrap();
    let (got, outcome) = collect(&api, &hello()).await;
    match outcome.unwrap_err() {
        ApiError::Truncated { received, cut, answer } => {
            assert_eq!((received, answer.bytes, answer.status), (got.len() as u64, received, 200));
            (got, cut)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_kept_up_to_there() {
    let long = Duration::from_secs(60);
    let plain = head("200 OK", &[JSON, "Content-Length: 1000"]);
    let chunks = head("200 OK", &[JSON, "Transfer-Encoding: chunked"]);
    let begun = [chunked(BODY)[..20].to_vec()].concat();

    let short = vec![Step::Send(plain.clone()), Step::Send(BODY.to_vec())];
    assert_eq!(broken(short, long).await, (BODY.to_vec(), Cut::Closed));

    let (got, cut) = broken(vec![Step::Send([chunks, begun].concat())], long).await;
    assert_eq!(cut, Cut::Closed);
    assert!(!got.is_empty() && BODY.starts_with(&got));

    let silent = vec![Step::Send([plain, BODY.to_vec()].concat()), Step::AwaitClose];
    let after = Duration::from_millis(300);
    assert_eq!(broken(silent, after).await, (BODY.to_vec(), Cut::Silent { after }));
}

#[tokio::test]
async fn packed_bytes_that_are_broken_are_told_from_a_lost_connection() {
    let long = Duration::from_secs(60);
    let text: Vec<u8> = (0..60_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let packed = gzip(&text);
    let half = &packed[..packed.len() / 2];
    let encoding = [JSON, "Content-Encoding: gzip"];

    let complete = vec![Step::Send(answer("200 OK", &encoding, half))];
    assert_eq!(broken(complete, long).await.1, Cut::Corrupt);
    let garbage = vec![Step::Send(answer("200 OK", &encoding, b"this is not gzip at all"))];
    assert_eq!(broken(garbage, long).await, (Vec::new(), Cut::Corrupt));
    let length = format!("Content-Length: {}", packed.len());
    let lost = [head("200 OK", &[encoding[0], encoding[1], &length]), half.to_vec()].concat();
    assert_eq!(broken(vec![Step::Send(lost)], long).await.1, Cut::Closed);
}

#[tokio::test]
async fn a_reset_in_the_middle_is_a_closed_connection() {
    let begun = [head("200 OK", &[JSON, "Content-Length: 1000"]), BODY.to_vec()].concat();
    let arrived = Arc::new(Notify::new());
    let steps = vec![Step::Send(begun), Step::AwaitSignal(arrived.clone()), Step::Reset];
    let server = Server::start(move |_, _| steps.clone()).await;
    let progress = watch::Sender::new(Transfer::default());
    let mut sink = |_| {
        arrived.notify_one();
        ControlFlow::Continue(())
    };
    let error = client(&server).graphql(&hello(), &mut sink, &progress).await.unwrap_err();
    assert!(matches!(error, ApiError::Truncated { cut: Cut::Closed, .. }), "{error:?}");
    assert!(error.may_have_happened());
}

#[tokio::test]
async fn a_slow_answer_may_take_longer_than_the_limit_on_silence() {
    let mut steps = vec![Step::Send(head("200 OK", &[JSON, &format!("Content-Length: {}", BODY.len())]))];
    for piece in BODY.chunks(6) {
        steps.push(Step::Pause(Duration::from_millis(500)));
        steps.push(Step::Send(piece.to_vec()));
    }
    let server = Server::start(move |_, _| steps.clone()).await;
    let network = Network { idle_timeout: Duration::from_secs(2), ..network() };
    let api = Api::new(ApiSettings { network, ..settings(&server.address()) }).unwrap();
    let (got, outcome) = collect(&api, &hello()).await;
    outcome.unwrap();
    assert_eq!(got, BODY);
}

#[tokio::test]
async fn dropping_the_future_closes_the_connection() {
    let begun = [head("200 OK", &[JSON, "Content-Length: 1000"]), BODY.to_vec()].concat();
    let scripts = [vec![Step::AwaitClose], vec![Step::Send(begun), Step::AwaitClose]];
    for steps in scripts {
        let server = Server::start(move |_, _| steps.clone()).await;
        let api = client(&server);
        let task = tokio::spawn(async move { collect(&api, &hello()).await.1 });
        server.until_arrived(1).await;
        task.abort();
        server.until_closed(1).await;
        assert!(task.await.unwrap_err().is_cancelled());
    }
}

#[tokio::test]
async fn a_sink_that_has_enough_ends_the_transfer() {
    let begun = [head("200 OK", &[JSON, "Content-Length: 1000"]), BODY.to_vec()].concat();
    let server = Server::start(move |_, _| vec![Step::Send(begun.clone()), Step::AwaitClose]).await;
    let progress = watch::Sender::new(Transfer::default());
    let mut full = |_: bytes::Bytes| ControlFlow::Break(());
    let error = client(&server).graphql(&hello(), &mut full, &progress).await.unwrap_err();
    assert!(matches!(error, ApiError::Cancelled));
    server.until_closed(1).await;
}
