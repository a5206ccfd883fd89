//! One request for objects: lines `id TAB json LF`, cut out of the stream and handed on as they come.

use std::ops::ControlFlow;

use bytes::Bytes;
use dapple_data::ids::{ObjectId, ProjectId};
use dapple_data::speckle::elements::LineCutter;
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

/// Takes lines. `Break` ends the transfer.
pub(super) type LineSink<'a> = &'a mut (dyn FnMut(&[u8]) -> ControlFlow<()> + Send);

/// How a stream ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// With its last line and the compression's own mark.
    Whole,
    /// In the middle: what came is good, the rest must be asked again.
    Broken(String),
    /// At a cap on bytes, in words.
    Capped(String),
    /// The sink wanted no more.
    Enough,
}

/// Asks for these objects without their shapes. `room` is how many bytes may come.
///
/// # Errors
/// What the server or the way to it says, but for a stream that broke off.
pub(super) async fn objects(
    api: &Api,
    project: &ProjectId,
    ids: &[ObjectId],
    (room, sink): (u64, LineSink<'_>),
    transfer: &watch::Sender<Transfer>,
) -> Result<Ended, ApiError> {
    let body = Body { object_ids: ids, attribute_mask: Mask { exclude: LEFT_OUT } };
    // Strings and lists of them always serialise.
    let body = serde_json::to_vec(&body).unwrap_or_default();
    let path = format!("/api/v2/projects/{project}/object-stream");
    let limits = *api.limits();
    let request = RestRequest::post(path, "text/plain", room.min(limits.object_stream), Bytes::from(body));
    let mut lines = LineCutter::new(limits.object_line);
    let mut pieces = |piece: Bytes| lines.take(&piece, &mut *sink);
    let ended = api.execute_rest(&request, &mut pieces, transfer).await;
    if lines.is_too_long() {
        let words =
            format!("An object is larger than {} MB, the most that is taken", limits.object_line / 1_000_000);
        return Ok(Ended::Capped(words));
    }
    match ended {
        Ok(answer) => match answer.capped {
            Some(cap) => Ok(Ended::Capped(format!(
                "The objects are larger than {} MB, the most there is room for",
                cap / 1_000_000
            ))),
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
