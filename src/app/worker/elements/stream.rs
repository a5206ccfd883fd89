//! One request for objects: lines `id TAB json LF`, cut out of the stream and handed on as they come.
//!
//! Servers of today send objects without the members that a table never shows. Older ones know only
//! `POST /api/getobjects/{project}`, which sends whole objects: those members are then cut out here.

use std::ops::ControlFlow;

use bytes::Bytes;
use dapple_data::ids::{ObjectId, ProjectId};
use dapple_data::speckle::elements::{LineCutter, json_of, without_members};
use serde::Serialize;
use tokio::sync::watch;

use crate::services::api::{Api, ApiError, Cut, RestRequest, Transfer};

/// Members of objects that a table never shows: shapes, and lists of everything below. Only at the top of an
/// object, so that a property of that name deeper down stays; leaving out (not choosing) keeps what nobody
/// knows yet.
pub(super) const LEFT_OUT: [&str; 13] = [
    "__closure",
    "displayValue",
    "@displayValue",
    "displayMesh",
    "@displayMesh",
    "vertices",
    "faces",
    "colors",
    "vertexNormals",
    "textureCoordinates",
    "data",
    "rawEncoding",
    "encodedValue",
];

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "objectIds")]
    object_ids: &'a [ObjectId],
    #[serde(rename = "attributeMask")]
    attribute_mask: Mask,
}

#[derive(Serialize)]
struct Mask {
    exclude: [&'static str; LEFT_OUT.len()],
}

/// The body of the older route: a JSON text within JSON.
#[derive(Serialize)]
struct OldBody {
    objects: String,
}

/// Takes objects, their JSON text each; `None` for a line that is none. `Break` ends the transfer.
pub(super) type ObjectSink<'a> = &'a mut (dyn FnMut(Option<&[u8]>) -> ControlFlow<()> + Send);

/// By which of its routes a server sends objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// `/api/v2/projects/{project}/object-stream`
    Stream,
    /// `/api/getobjects/{project}`, on servers of before that one.
    GetObjects,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask<'a> {
    pub project: &'a ProjectId,
    pub ids: &'a [ObjectId],
    pub route: Route,
    /// How many bytes may come.
    pub room: u64,
}

impl Ask<'_> {
    fn request(&self) -> RestRequest {
        let Self { project, ids, route, room } = self;
        // Strings and lists of them always serialise.
        let (path, body) = match route {
            Route::Stream => {
                let body = Body { object_ids: ids, attribute_mask: Mask { exclude: LEFT_OUT } };
                (format!("/api/v2/projects/{project}/object-stream"), serde_json::to_vec(&body))
            }
            Route::GetObjects => {
                let body = OldBody { objects: serde_json::to_string(ids).unwrap_or_default() };
                (format!("/api/getobjects/{project}"), serde_json::to_vec(&body))
            }
        };
        RestRequest::post(path, "text/plain", *room, Bytes::from(body.unwrap_or_default()))
    }
}

/// Whether an error means that the server has no such route, and not that there is no such project.
pub(super) fn is_no_route(error: &ApiError) -> bool {
    match error {
        ApiError::NotSpeckle { refusal, .. } => matches!(refusal.answer.status, 404 | 405 | 501),
        ApiError::Http { status, refusal, .. } => {
            matches!(status, 405 | 501) || (*status == 404 && !refusal.answer.says_json())
        }
        _ => false,
    }
}

/// How a stream ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// With its last line and the compression's own mark.
    Whole,
    /// In the middle: what came is good, the rest must be asked again.
    Broken(String),
    /// At a cap on one object, in words.
    Capped(String),
    /// As many bytes came as there was room for.
    Full,
    /// The sink wanted no more.
    Enough,
}

/// Asks for these objects without their shapes.
///
/// # Errors
/// What the server or the way to it says, but for a stream that broke off.
pub(super) async fn objects(
    api: &Api,
    ask: &Ask<'_>,
    sink: ObjectSink<'_>,
    transfer: &watch::Sender<Transfer>,
) -> Result<Ended, ApiError> {
    let limits = *api.limits();
    let mut lines = LineCutter::new(limits.object_line);
    let mut line = |line: &[u8]| match (json_of(line), ask.route) {
        _ if line.is_empty() => ControlFlow::Continue(()),
        (Some(json), Route::GetObjects) => sink(Some(&without_members(json, &LEFT_OUT))),
        (json, _) => sink(json),
    };
    let mut pieces = |piece: Bytes| lines.take(&piece, &mut line);
    let ended = api.execute_rest(&ask.request(), &mut pieces, transfer).await;
    if lines.is_too_long() {
        let words =
            format!("An object is larger than {} MB, the most that is taken", limits.object_line / 1_000_000);
        return Ok(Ended::Capped(words));
    }
    match ended {
        Ok(answer) => match answer.capped {
            Some(_) => Ok(Ended::Full),
            None if lines.is_at_an_end() => Ok(Ended::Whole),
            None => Ok(Ended::Broken("the stream ended in the middle of an object".to_owned())),
        },
        Err(ApiError::Cancelled) => Ok(Ended::Enough),
        Err(ApiError::Truncated { cut, .. }) => Ok(Ended::Broken(reason(&cut))),
        Err(error) => Err(error),
    }
}

fn reason(cut: &Cut) -> String {
    match cut {
        Cut::Silent { after } => format!("the server was silent for {} s", after.as_secs()),
        _ => "the connection broke".to_owned(),
    }
}
