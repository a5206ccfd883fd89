//! Files of versions in the new format: a list with signed links, and the storage behind them, which takes no token.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::Viewer;
use crate::data::projects::{Content, Version};
use crate::data::random::short_id;
use crate::errors;
use crate::server::Server;
use crate::world::Refusal;

/// Four of the files of a version: three elements with a few properties.
const FILES: [(&str, &[u8]); 4] = [
    ("eav.objects.parquet", include_bytes!("files/eav.objects.parquet")),
    ("eav.paths.parquet", include_bytes!("files/eav.paths.parquet")),
    ("eav.eav.parquet", include_bytes!("files/eav.eav.parquet")),
    ("envelope.meta.parquet", include_bytes!("files/envelope.meta.parquet")),
];
/// What the web viewer keeps beside them.
const VIEWER_FILE: &str = "viewer.dat";

/// The signature of a link.
#[derive(Deserialize)]
pub struct Signed {
    #[serde(rename = "X-Amz-Signature", default)]
    signature: String,
}

fn signature(server: &Server, version: &str) -> String {
    short_id(server.world.seed, &format!("signature {version}"))
}

/// `GET /api/v2/projects/{project}/models/{model}/versions/{version}/artifacts`
pub async fn list(
    State(server): State<Arc<Server>>,
    Extension(viewer): Extension<Viewer>,
    Path((project, model, version)): Path<(String, String, String)>,
    uri: Uri,
) -> Response {
    let at = match server.world.project(viewer, &project) {
        Ok(at) => at,
        // As a server does that has no such route.
        Err(Refusal::Unknown) => return errors::no_such_page("GET", uri.path()),
        Err(_) => {
            return errors::coded(
                StatusCode::FORBIDDEN,
                "You do not have access to the project",
                "FORBIDDEN",
            );
        }
    };
    let found = server.world.projects[at].models.iter().find(|known| known.id == model);
    let found = found.and_then(|model| model.versions.iter().find(|known| known.id == version));
    let is_bundle = |version: &Version| matches!(version.content, Content::Bundle);
    if !found.is_some_and(is_bundle) {
        return errors::coded(StatusCode::NOT_FOUND, "No artifacts of this version", "NOT_FOUND_ERROR");
    }
    let signature = signature(&server, &version);
    let link = |name: &str| {
        let name = format!("{version}.{name}");
        let url = format!("{}/storage/{version}/{name}?X-Amz-Signature={signature}", server.world.origin);
        json!({ "name": name, "url": url })
    };
    let files: Vec<Value> = FILES.iter().map(|(name, _)| *name).chain([VIEWER_FILE]).map(link).collect();
    Json(json!({ "files": files })).into_response()
}

/// `GET /storage/{version}/{name}`, as a bucket answers: to a signature alone, and to no token beside it.
pub async fn stored(
    State(server): State<Arc<Server>>,
    Path((version, name)): Path<(String, String)>,
    Query(signed): Query<Signed>,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        let words = "Only one auth mechanism allowed";
        return (StatusCode::BAD_REQUEST, words).into_response();
    }
    if signed.signature != signature(&server, &version) {
        return (StatusCode::FORBIDDEN, "SignatureDoesNotMatch").into_response();
    }
    let known = name.strip_prefix(&format!("{version}.")).unwrap_or_default();
    match FILES.iter().find(|(name, _)| *name == known) {
        Some((_, bytes)) => ([(header::CONTENT_TYPE, "application/octet-stream")], *bytes).into_response(),
        None => (StatusCode::NOT_FOUND, "NoSuchKey").into_response(),
    }
}
