//! Carries out the faults of [`crate::faults`] around a request.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use serde_json::json;

use crate::errors;
use crate::faults::Fault;
use crate::listener::ResetSwitch;

/// The answer that replaces the real one, if a fault wants that.
pub fn instead(fault: &Fault, method: &str, path: &str) -> Option<Response> {
    match fault {
        Fault::TokenRevoked => Some(errors::token_not_valid()),
        Fault::HtmlErrorPage(status) => Some(html_error_page(*status)),
        Fault::Huge { megabytes } => Some(huge(*megabytes)),
        Fault::TooManyRequests { retry_after } => Some(too_many(retry_after.as_deref())),
        Fault::TooManyInGraphql => Some(too_many_in_graphql()),
        Fault::GraphqlMissing if path == "/graphql" => Some(errors::no_such_page(method, path)),
        Fault::ObjectStreamMissing if path.starts_with("/api/v2/") => {
            Some(errors::no_such_page(method, path))
        }
        _ => None,
    }
}

/// Changes the answer on its way out, if a fault wants that.
pub fn change(fault: &Fault, mut response: Response, reset: Option<&ResetSwitch>) -> Response {
    match *fault {
        Fault::ResetAfter(bytes) => cut(response, bytes, reset.cloned()),
        Fault::TruncateAfter(bytes) => cut(response, bytes, None),
        Fault::Drip { bytes, pause } => drip(response, bytes, pause),
        Fault::WrongContentType => {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            response
        }
        Fault::EmptyBody => {
            response.headers_mut().remove(header::CONTENT_LENGTH);
            let (parts, _) = response.into_parts();
            Response::from_parts(parts, Body::empty())
        }
        _ => response,
    }
}

fn html_error_page(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let page = format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
}

fn too_many(retry_after: Option<&str>) -> Response {
    let mut response = errors::coded(StatusCode::TOO_MANY_REQUESTS, errors::TOO_MANY, "RATE_LIMIT_ERROR");
    let headers = response.headers_mut();
    headers.insert("x-speckle-meditation", HeaderValue::from_static("https://http.cat/429"));
    if let Some(value) = retry_after.and_then(|seconds| HeaderValue::from_str(seconds).ok()) {
        headers.insert(header::RETRY_AFTER, value);
        headers.insert("x-ratelimit-reset", HeaderValue::from_static("2026-11-23T13:03:00.765Z"));
    }
    response
}

fn too_many_in_graphql() -> Response {
    let body = json!({
        "errors": [{
            "message": errors::TOO_MANY,
            "path": ["projectMutations", "create"],
            "extensions": {"code": "RATE_LIMIT_ERROR", "statusCode": 429},
        }],
        "data": null,
    });
    (StatusCode::TOO_MANY_REQUESTS, axum::Json(body)).into_response()
}

/// `{"data":{"rows":[…]}}` written piece by piece, so that a gigabyte costs no memory.
fn huge(megabytes: usize) -> Response {
    const ROW: &str =
        r#"{"id":"0123456789","name":"Almhult housing","description":"Shared with the consultants"}"#;
    let rows_each = 1_000_000 / (ROW.len() + 1);
    let piece = Bytes::from(vec![ROW; rows_each].join(","));
    let middle = (0..megabytes).flat_map(move |nth| {
        let comma = if nth == 0 { Bytes::new() } else { Bytes::from_static(b",") };
        [comma, piece.clone()]
    });
    let all = std::iter::once(Bytes::from_static(br#"{"data":{"rows":["#))
        .chain(middle)
        .chain([Bytes::from_static(b"]}}")]);
    let body = Body::from_stream(stream::iter(all.map(Ok::<_, Infallible>)));
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

/// The body's pieces, with errors of the original taken as its end.
fn pieces(body: Body) -> impl Stream<Item = Bytes> + Send + Unpin {
    Box::pin(body.into_data_stream().filter_map(|piece| async { piece.ok() }))
}

/// Passes `limit` bytes and then ends the body: by a reset where there is a switch for it, else cleanly.
fn cut(response: Response, limit: usize, reset: Option<ResetSwitch>) -> Response {
    let (mut parts, body) = response.into_parts();
    if reset.is_none() {
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    let state = (pieces(body), limit, reset);
    let cut = stream::unfold(Some(state), |state| async move {
        let (mut body, left, reset) = state?;
        if left > 0
            && let Some(piece) = body.next().await
        {
            let piece = piece.slice(..piece.len().min(left));
            let left = left - piece.len();
            return Some((Ok(piece), Some((body, left, reset))));
        }
        let reset = reset?;
        // What was sent so far must reach the client before the connection breaks.
        tokio::time::sleep(Duration::from_millis(20)).await;
        reset.arm();
        Some((Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)), None))
    });
    Response::from_parts(parts, Body::from_stream(cut))
}

fn drip(response: Response, bytes: usize, pause: Duration) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let state = (pieces(body), Bytes::new());
    let slow = stream::unfold(state, move |(mut body, mut rest)| async move {
        while rest.is_empty() {
            rest = body.next().await?;
        }
        tokio::time::sleep(pause).await;
        let piece = rest.split_to(rest.len().min(bytes.max(1)));
        Some((Ok::<_, Infallible>(piece), (body, rest)))
    });
    Response::from_parts(parts, Body::from_stream(slow))
}
