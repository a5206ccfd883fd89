//! Previews: every answer is a picture with status 200, and only the headers tell which one shows the model.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};

use crate::auth::Viewer;
use crate::data::projects::{Project, Version};
use crate::picture;
use crate::server::Server;
use crate::world::Refusal;

/// Angles a picture can be taken from.
const ANGLES: [&str; 4] = ["", "front", "back", "top"];
const KEEP: &str = "private, max-age=604800";
const DO_NOT_KEEP: &str = "no-cache, no-store";
const PUBLIC: &str = "public, max-age=0";

/// `GET /preview/{project}`
pub async fn of_project(
    state: State<Arc<Server>>,
    viewer: Extension<Viewer>,
    Path(project): Path<String>,
) -> Response {
    of_part(state, viewer, Path((project, String::new()))).await
}

/// `GET /preview/{project}/{angle}`, `…/branches/{name}`, `…/commits/{id}[/{angle}]`, `…/objects/{id}`
pub async fn of_part(
    State(server): State<Arc<Server>>,
    Extension(viewer): Extension<Viewer>,
    Path((project, rest)): Path<(String, String)>,
) -> Response {
    let at = match server.world.project(viewer, &project) {
        Ok(at) => at,
        Err(Refusal::Unknown) => return nothing(PUBLIC),
        Err(_) => return picture(picture::unauthorized(), PUBLIC),
    };
    let project = &server.world.projects[at];
    let mut steps = rest.splitn(3, '/');
    let (kind, name, angle) =
        (steps.next().unwrap_or(""), steps.next().unwrap_or(""), steps.next().unwrap_or(""));
    let version = match kind {
        "commits" => version(project, name),
        "branches" => {
            project.models.iter().find(|model| model.name == name).and_then(|model| model.versions.first())
        }
        "objects" => project.models.iter().flat_map(|model| &model.versions).find(|version| {
            version.rendered
                && matches!(version.content, crate::data::projects::Content::Objects(tree)
                if server.world.store.id(crate::data::tree::Part::Root(tree)) == name)
        }),
        _ => project.models.first().and_then(|model| model.versions.first()),
    };
    let angle = if matches!(kind, "commits" | "branches" | "objects") { angle } else { kind };
    match version {
        _ if !ANGLES.contains(&angle) => unknown_angle(),
        None => nothing(PUBLIC),
        Some(version) if !version.rendered => nothing(DO_NOT_KEEP),
        Some(version) => {
            let floors = 4 + u32::from(version.id.bytes().next_back().unwrap_or(0)) % 5;
            let mut response = picture(picture::building(floors), KEEP);
            if let Ok(tag) = format!("\"{}{angle}\"", version.id).parse() {
                response.headers_mut().insert(header::ETAG, tag);
            }
            response
        }
    }
}

fn version<'a>(project: &'a Project, id: &str) -> Option<&'a Version> {
    project.models.iter().flat_map(|model| &model.versions).find(|version| version.id == id)
}

fn nothing(cache: &'static str) -> Response {
    picture(picture::no_preview(), cache)
}

fn unknown_angle() -> Response {
    let headers = [
        (HeaderName::from_static("x-preview-error"), "true"),
        (HeaderName::from_static("x-preview-error-code"), "ANGLE_NOT_FOUND"),
    ];
    (headers, picture(picture::error(), KEEP)).into_response()
}

fn picture(png: Vec<u8>, cache: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, cache)], png).into_response()
}
