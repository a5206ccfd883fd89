//! Attachments: one photograph in the main project, over the REST routes for files.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::json;

use crate::auth::Viewer;
use crate::data::clock::{DAY, NOW, iso};
use crate::data::{BLOB, MAIN_PROJECT};
use crate::server::Server;
use crate::{errors, picture};

/// `GET /api/stream/{project}/blob/{blob}`
pub async fn one(
    State(server): State<Arc<Server>>,
    Extension(viewer): Extension<Viewer>,
    Path((project, blob)): Path<(String, String)>,
) -> Response {
    if let Some(refused) = refusal(&server, viewer, &project) {
        return refused;
    }
    if project != MAIN_PROJECT || blob != BLOB {
        let message = format!("The requested asset: {blob} doesn't exist");
        return errors::coded(StatusCode::NOT_FOUND, &message, "NOT_FOUND_ERROR");
    }
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"site photo.png\""),
    ];
    (headers, picture::building(6)).into_response()
}

/// `GET /api/stream/{project}/blobs`
pub async fn list(
    State(server): State<Arc<Server>>,
    Extension(viewer): Extension<Viewer>,
    Path(project): Path<String>,
) -> Response {
    if let Some(refused) = refusal(&server, viewer, &project) {
        return refused;
    }
    let photograph = json!({
        "id": BLOB,
        "streamId": project,
        "fileName": "site photo.png",
        "fileType": "png",
        "fileSize": picture::building(6).len(),
        "uploadStatus": 1,
        "createdAt": iso(NOW - 10 * DAY),
    });
    let blobs = if project == MAIN_PROJECT { vec![photograph] } else { Vec::new() };
    Json(json!({ "blobs": blobs, "cursor": null, "totalCount": blobs.len() })).into_response()
}

fn refusal(server: &Server, viewer: Viewer, project: &str) -> Option<Response> {
    server.world.project(viewer, project).err()?;
    Some(errors::plain(StatusCode::FORBIDDEN, &errors::scope_message("streams:read")))
}
