//! What is asked of a server.

use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use url::{Position, Url};

use super::gate::Priority;
use super::limits::Limits;

/// Whether sending a request twice could do something twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A query: it may be sent again after a rate limit.
    Reads,
    /// A mutation: it is sent once, whatever happens.
    Writes,
}

/// One GraphQL operation to run.
#[derive(Clone)]
pub struct GraphqlRequest {
    /// The whole document.
    pub query: String,
    /// The variables as JSON text, sent as the person wrote it: numbers keep their digits.
    pub variables: Option<Box<RawValue>>,
    /// Which operation of the document to run; needed where it holds several.
    pub operation_name: Option<String>,
    /// Whether the chosen operation is a query or a mutation.
    pub effect: Effect,
    /// Who waits for the answer.
    pub priority: Priority,
    /// Headers of the person's own: names and values. None can stand for one of the client's.
    pub headers: Vec<(String, String)>,
}

impl GraphqlRequest {
    /// A query without variables, asked for by a person.
    pub fn query(text: impl Into<String>) -> Self {
        Self {
            query: text.into(),
            variables: None,
            operation_name: None,
            effect: Effect::Reads,
            priority: Priority::Person,
            headers: Vec::new(),
        }
    }

    /// A mutation without variables, asked for by a person.
    pub fn mutation(text: impl Into<String>) -> Self {
        Self { effect: Effect::Writes, ..Self::query(text) }
    }

    /// The same request with these variables.
    #[must_use]
    pub fn with_variables(self, variables: Box<RawValue>) -> Self {
        Self { variables: Some(variables), ..self }
    }

    /// The same request as background work.
    #[must_use]
    pub fn in_background(self) -> Self {
        Self { priority: Priority::Background, ..self }
    }

    /// The JSON text of one request, or of a batch of them as an array.
    pub(super) fn encode(requests: &[Self], batch: bool) -> Bytes {
        let bodies: Vec<Body<'_>> = requests.iter().map(Body::from).collect();
        let text = match (bodies.as_slice(), batch) {
            ([single], false) => serde_json::to_vec(single),
            (all, _) => serde_json::to_vec(all),
        };
        // Strings, checked JSON and arrays of them always serialise; there is no map and no float.
        Bytes::from(text.unwrap_or_default())
    }
}

/// The body that GraphQL over HTTP prescribes.
#[derive(Serialize)]
struct Body<'a> {
    query: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    variables: Option<&'a RawValue>,
    #[serde(rename = "operationName", skip_serializing_if = "Option::is_none")]
    operation_name: Option<&'a str>,
}

impl<'a> From<&'a GraphqlRequest> for Body<'a> {
    fn from(request: &'a GraphqlRequest) -> Self {
        Self {
            query: &request.query,
            variables: request.variables.as_deref(),
            operation_name: request.operation_name.as_deref(),
        }
    }
}

/// Texts and variables may hold what a person would not want in a log: only their sizes are shown.
impl fmt::Debug for GraphqlRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphqlRequest")
            .field("operation_name", &self.operation_name)
            .field("query_bytes", &self.query.len())
            .field("variables_bytes", &self.variables.as_ref().map(|v| v.get().len()))
            .field("effect", &self.effect)
            .field("priority", &self.priority)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish()
    }
}

/// A request to one of the server's REST paths (objects, previews, blobs).
#[derive(Clone, Debug)]
pub struct RestRequest {
    /// The path on the account's server, from `/`; it may hold a query string.
    pub path: String,
    /// What to accept, such as `text/plain` for object streams.
    pub accept: &'static str,
    /// `None` is a GET; JSON text is sent by POST.
    pub json: Option<Bytes>,
    /// The most bytes to take, after decompression.
    pub limit: u64,
    /// Who waits for the answer.
    pub priority: Priority,
}

impl RestRequest {
    /// A GET asked for by a person.
    pub fn get(path: impl Into<String>, accept: &'static str, limit: u64) -> Self {
        Self { path: path.into(), accept, json: None, limit, priority: Priority::Person }
    }

    /// The image behind a `previewUrl`, as background work. Only the path of the link counts: it is
    /// asked of the account's own server, whatever host the link names. `None` for what is no web
    /// address.
    pub fn preview(link: &str, limits: &Limits) -> Option<Self> {
        let url = Url::parse(link).ok().filter(Url::has_host)?;
        let path = &url[Position::BeforePath..Position::AfterQuery];
        Some(Self { priority: Priority::Background, ..Self::get(path, "image/*", limits.image) })
    }

    /// A POST of JSON text asked for by a person.
    pub fn post(path: impl Into<String>, accept: &'static str, limit: u64, json: Bytes) -> Self {
        Self { json: Some(json), ..Self::get(path, accept, limit) }
    }
}
