//! The routes, and what every request passes before it reaches one: the record, faults, the token check.

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Extension, Json, Router};
use serde_json::json;

use crate::auth::Viewer;
use crate::data::random::bits;
use crate::faults::{Fault, Faults};
use crate::listener::ResetSwitch;
use crate::requests::{Recorded, Requests};
use crate::schema::Api;
use crate::world::World;
use crate::{blobs, errors, files, graphql, live, misbehave, objects, previews};

/// The largest request body that is taken: 100 MB, also after unpacking.
const LARGEST_BODY: usize = 100_000_000;
/// POST /graphql requests a minute that `X-RateLimit-Remaining` counts down from.
const PER_MINUTE: u32 = 200;

/// What the handlers share.
pub struct Server {
    /// The sample.
    pub world: Arc<World>,
    /// The schema over it.
    pub api: Api,
    /// Faults in force.
    pub faults: Faults,
    /// What was asked.
    pub requests: Requests,
    /// Waited before every answer.
    pub latency: Duration,
    minute: Mutex<(Instant, u32)>,
    served: AtomicU64,
}

impl Server {
    /// A server over `world`; it does not listen yet.
    pub fn new(world: Arc<World>, faults: Faults, requests: Requests, latency: Duration) -> Self {
        let api = crate::schema::build(world.clone(), faults.clone());
        let minute = Mutex::new((Instant::now(), 0));
        Self { world, api, faults, requests, latency, minute, served: AtomicU64::new(0) }
    }

    /// How many requests are left; counted, never enforced.
    fn remaining(&self, path: &str) -> u32 {
        if path != "/graphql" {
            return 499;
        }
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        if minute.0.elapsed() > Duration::from_secs(60) {
            *minute = (Instant::now(), 0);
        }
        minute.1 += 1;
        PER_MINUTE.saturating_sub(minute.1)
    }
}

/// The whole application.
pub fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/graphql", any(live::answer))
        .route("/graphql/", any(graphql::answer))
        .route("/api/graphql", any(stand_in))
        .route("/objects/{project}/{object}", get(objects::with_children))
        .route("/objects/{project}/{object}/single", get(objects::single))
        .route("/api/getobjects/{project}", post(objects::by_ids))
        .route("/api/v2/projects/{project}/object-stream", post(objects::stream))
        .route("/api/v2/projects/{project}/object-stream/", post(objects::stream))
        .route("/api/stream/{project}/blob/{blob}", get(blobs::one))
        .route("/api/stream/{project}/blobs", get(blobs::list))
        .route("/api/v2/projects/{project}/models/{model}/versions/{version}/artifacts", get(files::list))
        .route("/storage/{version}/{name}", get(files::stored))
        .route("/preview/{project}", get(previews::of_project))
        .route("/preview/{project}/{*rest}", get(previews::of_part))
        .route("/api/ping", get(|| async { "pong" }))
        .route("/readiness", get(|| async { Json(json!({ "status": "ok" })) }))
        .route("/liveness", get(|| async { Json(json!({ "status": "ok" })) }))
        .route("/explorer", get(|| async { Html("<!DOCTYPE html>\n<title>GraphiQL</title>\n") }))
        .fallback(no_such_page)
        .method_not_allowed_fallback(no_such_page)
        .layer(from_fn_with_state(server.clone(), front))
        .with_state(server)
}

async fn no_such_page(request: Request) -> Response {
    errors::no_such_page(request.method().as_str(), request.uri().path())
}

/// `/api/graphql` is nothing, except on a server whose `/graphql` is missing.
async fn stand_in(
    State(server): State<Arc<Server>>,
    viewer: Extension<Viewer>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    if !server.faults.graphql_is_missing() {
        return errors::no_such_page(parts.method.as_str(), parts.uri.path());
    }
    graphql::answer(State(server), viewer, parts.method, parts.headers, (parts.uri, body)).await
}

/// Every request passes here first.
async fn front(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    let headers = request.headers().clone();
    let token = presented(&headers, request.uri().query());
    record(&server, &request, token.as_deref());
    let number = server.served.fetch_add(1, Ordering::Relaxed);

    let faults = server.faults.take(&path);
    let wait = faults.iter().fold(server.latency, |wait, fault| match fault {
        Fault::Latency(more) => wait + *more,
        _ => wait,
    });
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let reset =
        request.extensions().get::<ConnectInfo<ResetSwitch>>().map(|ConnectInfo(reset)| reset.clone());
    let instead = faults.iter().find_map(|fault| misbehave::instead(fault, method.as_str(), &path));
    let mut response = match instead {
        Some(response) => response,
        None if method == Method::OPTIONS => preflight(&headers),
        None => match server.world.tokens.admit(token.as_deref()) {
            Err(_) => errors::token_not_valid(),
            Ok(viewer) => {
                request.extensions_mut().insert(viewer);
                next.run(request).await
            }
        },
    };
    name(&server, (&mut response, &path), &headers, number);
    faults.iter().fold(response, |response, fault| misbehave::change(fault, response, reset.as_ref()))
}

/// The token of a request: the header's, else the cookie's, else the one in the address.
fn presented(headers: &HeaderMap, query: Option<&str>) -> Option<String> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let cookie = || {
        let cookies = text(header::COOKIE)?;
        cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("authn="))
    };
    let embedded = || query?.split('&').find_map(|pair| pair.strip_prefix("embedToken="));
    text(header::AUTHORIZATION).or_else(cookie).or_else(embedded).map(str::to_owned)
}

fn record(server: &Server, request: &Request, token: Option<&str>) {
    let tokens = &server.world.tokens;
    let who = token.and_then(|text| tokens.owner(text.strip_prefix("Bearer ").unwrap_or(text)));
    server.requests.push(Recorded {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        headers: request.headers().keys().map(|name| name.as_str().to_owned()).collect(),
        authorization: request.headers().contains_key(header::AUTHORIZATION),
        who,
        token_id: who.map(|who| tokens.id(who).to_owned()),
    });
}

/// The headers that every answer carries.
fn name(server: &Server, (response, path): (&mut Response, &str), asked: &HeaderMap, number: u64) {
    let id = asked.get("x-request-id").cloned().or_else(|| {
        let digits = format!("{:032x}", bits(server.world.seed, &format!("request {number}")));
        HeaderValue::from_str(&format!("{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..24])).ok()
    });
    let headers = response.headers_mut();
    if let Some(id) = id {
        headers.insert("x-request-id", id);
    }
    headers.insert("x-ratelimit-remaining", HeaderValue::from(server.remaining(path)));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
}

fn preflight(asked: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    let methods = HeaderValue::from_static("GET,HEAD,PUT,PATCH,POST,DELETE");
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    response
}

/// The whole body of a request, unpacked if it is gzip; too large a one is refused as Express refuses it.
pub async fn read_body(headers: &HeaderMap, body: Body) -> Result<Bytes, Box<Response>> {
    let too_large = || {
        let message = "Invalid request body: request entity too large";
        Box::new(errors::coded(StatusCode::BAD_REQUEST, message, "USER_INPUT_ERROR"))
    };
    let bytes = axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| too_large())?;
    if headers.get(header::CONTENT_ENCODING).is_none_or(|encoding| encoding != "gzip") {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(&bytes[..]).take(LARGEST_BODY as u64 + 1);
    reader.read_to_end(&mut unpacked).map_err(|error| {
        let message = format!("Invalid request body: {error}");
        Box::new(errors::coded(StatusCode::BAD_REQUEST, &message, "USER_INPUT_ERROR"))
    })?;
    if unpacked.len() > LARGEST_BODY { Err(too_large()) } else { Ok(unpacked.into()) }
}
