//! The REST routes that send objects. All but `/single` are gzip whatever the client accepts.

use std::collections::HashSet;
use std::convert::Infallible;
use std::io::Write;
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use crate::auth::Viewer;
use crate::data::MAIN_PROJECT;
use crate::data::tree::Part;
use crate::server::{Server, read_body};
use crate::world::Refusal;
use crate::{errors, form, jsonb};

/// Objects written before the compressor hands on what it has.
const BATCH: usize = 1_000;

/// How the objects are set side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// `id TAB json LF`.
    Lines,
    /// One JSON array.
    Array,
}

impl Layout {
    /// Lines only for exactly `text/plain`; anything more in the header gives an array.
    fn wanted(headers: &HeaderMap) -> Self {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        if accept == Some("text/plain") { Self::Lines } else { Self::Array }
    }
}

/// The top-level keys that `attributeMask` keeps.
#[derive(Debug, Clone, Default)]
enum Mask {
    #[default]
    Whole,
    Include(HashSet<String>),
    Exclude(HashSet<String>),
}

impl Mask {
    fn apply(&self, object: &mut Map<String, Value>) {
        match self {
            Self::Whole => {}
            Self::Include(keys) => object.retain(|key, _| keys.contains(key)),
            Self::Exclude(keys) => object.retain(|key, _| !keys.contains(key)),
        }
    }
}

/// `GET /objects/{project}/{object}/single`
pub async fn single(
    State(server): State<Arc<Server>>,
    Extension(viewer): Extension<Viewer>,
    Path((project, object)): Path<(String, String)>,
) -> Response {
    let main = match old_route(&server, viewer, &project) {
        Ok(main) => main,
        Err(response) => return *response,
    };
    match server.world.store.find(main, &object) {
        None => (StatusCode::NOT_FOUND, "Failed to find object.").into_response(),
        Some(part) => {
            let text = Value::Object(server.world.store.object(part)).to_string();
            ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response()
        }
    }
}

/// `GET /objects/{project}/{object}`: the root, then everything in its closure by id.
pub async fn with_children(
    State(server): State<Arc<Server>>,
    Extension(viewer): Extension<Viewer>,
    Path((project, object)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let main = match old_route(&server, viewer, &project) {
        Ok(main) => main,
        Err(response) => return *response,
    };
    let Some(root) = server.world.store.find(main, &object) else {
        return (StatusCode::NOT_FOUND, "Failed to find object.").into_response();
    };
    let mut parts: Vec<(String, Part)> =
        root.closure().into_iter().map(|(part, _)| (server.world.store.id(part), part)).collect();
    parts.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    let sending = Sending { root: Some((object, root)), parts, mask: Mask::Whole };
    sending.response(server, Layout::wanted(&headers))
}

/// `POST /api/getobjects/{project}`: `{"objects":"[\"id\",…]"}`, a JSON text with an array in it, as JSON or as
/// a form, which specklepy sends.
pub async fn by_ids(
    State(server): State<Arc<Server>>,
    Extension(viewer): Extension<Viewer>,
    Path(project): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let main = match old_route(&server, viewer, &project) {
        Ok(main) => main,
        Err(response) => return *response,
    };
    let body = match read_body(&headers, body).await {
        Ok(bytes) => bytes,
        Err(response) => return *response,
    };
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let objects = if is_form {
        form::value(&body, "objects")
    } else {
        let body = serde_json::from_slice::<Value>(&body).unwrap_or_default();
        body.get("objects").and_then(Value::as_str).map(str::to_owned)
    };
    let ids: Option<Vec<String>> = objects.and_then(|ids| serde_json::from_str(&ids).ok());
    let Some(ids) = ids else {
        let message = "Invalid request body: \"objects\" must be a JSON string with an array of ids";
        return errors::coded(StatusCode::BAD_REQUEST, message, "USER_INPUT_ERROR");
    };
    let sending = Sending { root: None, parts: known(&server, main, ids), mask: Mask::Whole };
    sending.response(server, Layout::wanted(&headers))
}

/// `POST /api/v2/projects/{project}/object-stream`: `{"objectIds":[…],"attributeMask":{"include":[…]}}`, always lines.
pub async fn stream(
    State(server): State<Arc<Server>>,
    Extension(viewer): Extension<Viewer>,
    Path(project): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let main = match new_route(&server, viewer, &project) {
        Ok(main) => main,
        Err(response) => return *response,
    };
    let body = match read_body(&headers, body).await {
        Ok(bytes) => bytes,
        Err(response) => return *response,
    };
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        let message = "Invalid request body: the text is no JSON";
        return errors::coded(StatusCode::BAD_REQUEST, message, "USER_INPUT_ERROR");
    };
    let ids = body.get("objectIds").map(strings).unwrap_or_default();
    if ids.is_empty() {
        return (StatusCode::BAD_REQUEST, axum::Json(no_ids())).into_response();
    }
    let list = |key: &str| body.pointer(&format!("/attributeMask/{key}")).map(strings);
    let mask = match (list("include"), list("exclude")) {
        (Some(keys), _) => Mask::Include(keys.into_iter().collect()),
        (None, Some(keys)) => Mask::Exclude(keys.into_iter().collect()),
        (None, None) => Mask::Whole,
    };
    let sending = Sending { root: None, parts: known(&server, main, ids), mask };
    sending.response(server, Layout::Lines)
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What the validator on the newer routes says of an empty list.
fn no_ids() -> Value {
    json!([{
        "type": "Body",
        "errors": {
            "issues": [{
                "code": "too_small",
                "minimum": 1,
                "type": "array",
                "inclusive": true,
                "exact": false,
                "message": "Array must contain at least 1 element(s)",
                "path": ["objectIds"],
            }],
            "name": "ZodError",
        },
    }])
}

/// The parts with these ids, by id; unknown ones are left out without a word.
fn known(server: &Server, main: bool, ids: Vec<String>) -> Vec<(String, Part)> {
    let mut parts: Vec<(String, Part)> =
        ids.into_iter().filter_map(|id| server.world.store.find(main, &id).map(|part| (id, part))).collect();
    parts.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    parts.dedup_by(|one, other| one.0 == other.0);
    parts
}

/// Whether the project is the main one; refusals of the old routes have no body.
fn old_route(server: &Server, viewer: Viewer, project: &str) -> Result<bool, Box<Response>> {
    match server.world.project(viewer, project) {
        Ok(_) => Ok(project == MAIN_PROJECT),
        Err(Refusal::Unknown) => Err(Box::new(StatusCode::NOT_FOUND.into_response())),
        Err(_) => Err(Box::new(StatusCode::UNAUTHORIZED.into_response())),
    }
}

/// The same on the newer routes, which say why; without a token they speak of the scope.
fn new_route(server: &Server, viewer: Viewer, project: &str) -> Result<bool, Box<Response>> {
    let refused = match server.world.project(viewer, project) {
        Ok(_) => return Ok(project == MAIN_PROJECT),
        Err(Refusal::Unknown) => {
            errors::coded(StatusCode::NOT_FOUND, "Project not found", "STREAM_NOT_FOUND")
        }
        Err(Refusal::Scope | Refusal::SignedOut) => {
            errors::plain(StatusCode::FORBIDDEN, &errors::scope_message("streams:read"))
        }
        Err(Refusal::NoAccess | Refusal::Limited) => {
            errors::plain(StatusCode::FORBIDDEN, "You are not authorized to access this resource.")
        }
    };
    Err(Box::new(refused))
}

/// What is to be sent, in order.
#[derive(Debug)]
struct Sending {
    root: Option<(String, Part)>,
    parts: Vec<(String, Part)>,
    mask: Mask,
}

impl Sending {
    fn response(self, server: Arc<Server>, layout: Layout) -> Response {
        let kind = match layout {
            Layout::Lines => "text/plain; charset=UTF-8",
            Layout::Array => "application/json",
        };
        let (pieces, received) = mpsc::channel(4);
        // Writing 32,000 objects is work for a thread; it ends early when the client goes away.
        tokio::task::spawn_blocking(move || self.write(&server, layout, &pieces));
        let body = stream::unfold(received, |mut received| async move {
            received.recv().await.map(|piece| (Ok::<Bytes, Infallible>(piece), received))
        });
        let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_ENCODING, "gzip")];
        (headers, Body::from_stream(body)).into_response()
    }

    fn write(self, server: &Server, layout: Layout, pieces: &mpsc::Sender<Bytes>) -> Option<()> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        let mut text = String::new();
        let empty = self.root.is_none() && self.parts.is_empty();
        let first = self.root.into_iter().map(|part| (part, true));
        let all = first.chain(self.parts.into_iter().map(|part| (part, false)));
        for (nth, ((id, part), is_root)) in all.enumerate() {
            match layout {
                Layout::Lines => text.extend([id.as_str(), "\t"]),
                Layout::Array => text.push(if nth == 0 { '[' } else { ',' }),
            }
            let mut object = server.world.store.object(part);
            self.mask.apply(&mut object);
            if is_root {
                text.push_str(&Value::Object(object).to_string());
            } else {
                jsonb::write_map(&object, &mut text);
            }
            if layout == Layout::Lines {
                text.push('\n');
            }
            if nth % BATCH == 0 {
                gzip.write_all(text.as_bytes()).ok()?;
                gzip.flush().ok()?;
                pieces.blocking_send(std::mem::take(gzip.get_mut()).into()).ok()?;
                text.clear();
            }
        }
        if layout == Layout::Array {
            text.push_str(if empty { "[]" } else { "]" });
        }
        gzip.write_all(text.as_bytes()).ok()?;
        pieces.blocking_send(gzip.finish().ok()?.into()).ok()
    }
}
