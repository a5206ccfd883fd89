//! What came back: progress while it comes, and the facts about it when it is there.

use std::time::{Duration, Instant};

use bytes::Bytes;
use dapple_data::speckle::ServerError;
use dapple_data::token::{self, Scrubber};
use reqwest::header::{HeaderMap, HeaderName, SET_COOKIE};

/// Where a request is. Progress is a `watch` value: only the newest state counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Waiting for its turn: the server has its requests at a time.
    #[default]
    Queued,
    /// Connecting, sent, or waiting for the first byte.
    Asked,
    /// The server asked to be left alone; the request goes out again at this moment.
    Waiting {
        /// When the request is sent again.
        until: Instant,
    },
    /// The answer is coming.
    Receiving,
    /// The answer is complete, or its cap was reached.
    Done,
}

/// Progress of one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    /// Where the request is.
    pub phase: Phase,
    /// Bytes handed to the sink, after decompression.
    pub received: u64,
    /// Bytes there will be; unknown for compressed and for chunked answers.
    pub total: Option<u64>,
}

/// The facts about an answer whose bytes went into the sink.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status. A GraphQL answer can come with 400 and still hold data.
    pub status: u16,
    /// HTTP version, such as `HTTP/2.0`.
    pub version: String,
    /// Headers as text for display, in the order they came; cookies are masked.
    pub headers: Vec<(String, String)>,
    /// `x-request-id`, by which the server's operators find the request.
    pub request_id: Option<String>,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// `X-RateLimit-Remaining`: requests left in the server's present window.
    pub rate_remaining: Option<u64>,
    /// From sending until the headers came.
    pub wait: Duration,
    /// From the headers until the last byte.
    pub download: Duration,
    /// Bytes handed to the sink, after decompression.
    pub bytes: u64,
    /// The cap in bytes, where the answer was cut at it.
    pub capped: Option<u64>,
}

/// An answer that says no, with what it said. Live tokens are scrubbed from all of it.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Status, headers and timings.
    pub answer: Answer,
    /// The server's message, out of whichever of its shapes, and the body as text, at most
    /// [`Refusal::KEPT`] bytes of it.
    pub error: ServerError,
}

impl Refusal {
    /// How much of a refusal is kept to look at: enough for any error, too little to hurt.
    pub const KEPT: u64 = 64 << 10;

    /// How much of it is read: what is cut off may end inside a token, which is then not found.
    pub(super) const READ: u64 = Self::KEPT + token::MAX_CHARS as u64;

    /// Takes at most [`Refusal::READ`] bytes of `body` and keeps [`Refusal::KEPT`] of the scrubbed text.
    pub(super) fn new(answer: Answer, body: &[u8], scrubber: &Scrubber) -> Self {
        let size = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        let read = body.get(..size(Self::READ)).unwrap_or(body);
        // Scrubbing first: the error is made of scrubbed text, so no message can carry a token.
        let mut body = scrubber.scrub(&String::from_utf8_lossy(read)).into_owned();
        if read.len() as u64 == Self::READ {
            // Half a token at the end is not known as one. Whatever was scrubbed before it, it is among
            // the last characters.
            body.truncate(body.floor_char_boundary(body.len().saturating_sub(token::MAX_CHARS)));
        }
        body.truncate(body.floor_char_boundary(size(Self::KEPT)));
        let error = dapple_data::speckle::parse_error_body(
            answer.status,
            answer.content_type.as_deref(),
            body.as_bytes(),
        );
        Self { answer, error }
    }
}

impl Answer {
    /// The facts that are known when the headers are there.
    pub(super) fn of(response: &reqwest::Response, wait: Duration, scrubber: &Scrubber) -> Self {
        let headers = response.headers();
        let text = |name: &str| {
            let value = headers.get(name)?.to_str().ok()?;
            Some(scrubber.scrub(value).into_owned())
        };
        Self {
            status: response.status().as_u16(),
            version: format!("{:?}", response.version()),
            headers: shown(headers, scrubber),
            request_id: text("x-request-id"),
            content_type: text("content-type"),
            rate_remaining: text("x-ratelimit-remaining").and_then(|v| v.trim().parse().ok()),
            wait,
            ..Self::default()
        }
    }

    /// A header of this answer by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether the content type is one of JSON's.
    pub fn says_json(&self) -> bool {
        let media = self.media_type();
        media == "application/json" || media.ends_with("+json")
    }

    /// Whether the content type is one of a web page's.
    pub(super) fn says_html(&self) -> bool {
        matches!(self.media_type().as_str(), "text/html" | "application/xhtml+xml")
    }

    fn media_type(&self) -> String {
        let text = self.content_type.as_deref().unwrap_or_default();
        text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// Headers as text. Bytes that are no text are shown as replacement characters.
fn shown(headers: &HeaderMap, scrubber: &Scrubber) -> Vec<(String, String)> {
    let show = |(name, value): (&HeaderName, &reqwest::header::HeaderValue)| {
        let text = if name == SET_COOKIE || value.is_sensitive() {
            "•••".to_owned()
        } else {
            scrubber.scrub(&String::from_utf8_lossy(value.as_bytes())).into_owned()
        };
        (name.as_str().to_owned(), text)
    };
    headers.iter().map(show).collect()
}

/// Collects a small answer in memory: a sink for callers that want all of it at once.
#[derive(Debug, Default)]
pub(super) struct Whole(Vec<u8>);

impl Whole {
    pub(super) fn push(&mut self, bytes: &Bytes) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn into_bytes(self) -> Bytes {
        Bytes::from(self.0)
    }
}
