//! What a server says with a status that is no success, in any of its shapes.
//!
//! Seen: `{"errors":[…]}` (GraphQL), `{"error":"text"}` (token check), `{"error":{"message","code"}}`
//! (before GraphQL), HTML (unknown path, or a proxy's page), text, and nothing at all.

use std::fmt;

use serde_json::Value;

use super::GraphqlError;
use super::graphql_error::{missing_scope_sentence, shorten};
use crate::ids::display_name;

/// Longest body kept for the details, in bytes.
const KEPT_BYTES: usize = 64 * 1024;

/// A refusal of the server: what it was, and the whole body for the details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerError {
    /// The HTTP status.
    pub status: u16,
    pub kind: ServerErrorKind,
    /// The body as text, up to 64 KB. Hostile: draw it as text only.
    pub body: String,
}

/// The shape of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerErrorKind {
    /// The server does not take the token: unknown, revoked, expired or cut off. It does not say which.
    TokenRefused,
    /// GraphQL errors, with their codes and paths.
    Graphql(Vec<GraphqlError>),
    /// One message, with a code where the server gave one.
    Message { message: String, code: Option<String> },
    /// A web page: no Speckle server at this path, or something between here and the server.
    Html { title: Option<String> },
    /// Text that is neither JSON nor a page.
    Text(String),
    /// No body.
    Empty,
}

/// Reads the body of a refusal. Never fails; `content_type` only helps where the body leaves doubt.
pub fn parse_error_body(status: u16, content_type: Option<&str>, body: &[u8]) -> ServerError {
    let kept = body.get(..KEPT_BYTES).unwrap_or(body);
    let text = String::from_utf8_lossy(kept).into_owned();
    let kind = match serde_json::from_slice::<Value>(body) {
        Ok(value) => json_kind(status, &value).unwrap_or_else(|| ServerErrorKind::Text(text.clone())),
        Err(_) if text.trim().is_empty() => ServerErrorKind::Empty,
        Err(_) if is_html(content_type, &text) => ServerErrorKind::Html { title: title(&text) },
        Err(_) => ServerErrorKind::Text(text.clone()),
    };
    ServerError { status, kind, body: text }
}

fn json_kind(status: u16, value: &Value) -> Option<ServerErrorKind> {
    if let Some(errors) = value["errors"].as_array() {
        return Some(ServerErrorKind::Graphql(errors.iter().map(GraphqlError::from_value).collect()));
    }
    let error = value.get("error")?;
    if let Some(text) = error.as_str() {
        // The status tells apart what the text alone could not: a scope error is a 403 too.
        if matches!(status, 401 | 403) && text.trim_end_matches('.') == "Your token is not valid" {
            return Some(ServerErrorKind::TokenRefused);
        }
        return Some(ServerErrorKind::Message { message: text.to_owned(), code: None });
    }
    let message = error["message"].as_str()?.to_owned();
    Some(ServerErrorKind::Message { message, code: error["code"].as_str().map(str::to_owned) })
}

fn is_html(content_type: Option<&str>, text: &str) -> bool {
    let start: String = text.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
    content_type.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html"))
        || start.starts_with("<!doctype html")
        || start.starts_with("<html")
}

/// The page's `<title>`, so that a proxy's page can be told by its own words.
fn title(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let title = shorten(html[start..end].trim());
    (!title.is_empty()).then(|| title.into_owned())
}

impl ServerError {
    /// Whether the server refused the token itself (not a scope, not a role).
    pub fn is_token_refused(&self) -> bool {
        self.kind == ServerErrorKind::TokenRefused
    }

    /// Whether the server asks to slow down.
    pub fn is_rate_limit(&self) -> bool {
        match &self.kind {
            _ if self.status == 429 => true,
            ServerErrorKind::Graphql(errors) => errors.iter().any(GraphqlError::is_rate_limit),
            ServerErrorKind::Message { code, .. } => code.as_deref() == Some("RATE_LIMIT_ERROR"),
            _ => false,
        }
    }

    /// The scope the token lacks, if that is what is wrong.
    pub fn missing_scope(&self) -> Option<String> {
        match &self.kind {
            ServerErrorKind::Graphql(errors) => {
                errors.iter().find_map(GraphqlError::missing_scope).map(str::to_owned)
            }
            ServerErrorKind::Message { message, .. } => {
                let error = GraphqlError { message: message.clone(), ..GraphqlError::default() };
                error.missing_scope().map(str::to_owned)
            }
            _ => None,
        }
    }

    /// Whether this path is not the one: a page or a 404 where an API was expected.
    pub fn is_wrong_path(&self) -> bool {
        matches!(self.kind, ServerErrorKind::Html { .. })
            && !matches!(self.status, 401 | 403 | 407 | 429 | 500..)
            || self.status == 404
            || self.status == 405
    }

    /// What happened, in one sentence that says who is at fault and what to do.
    pub fn sentence(&self) -> String {
        let status = self.status;
        if self.is_rate_limit() {
            return "The server asks to slow down".to_owned();
        }
        if let Some(scope) = self.missing_scope() {
            return missing_scope_sentence(&scope);
        }
        match &self.kind {
            ServerErrorKind::TokenRefused => {
                "The server does not accept this token. It may be revoked, expired or cut off: make a new one"
                    .to_owned()
            }
            ServerErrorKind::Graphql(errors) => match errors.first() {
                Some(error) => error.sentence().into_owned(),
                None => format!("The server answered {status} and gave no reason"),
            },
            ServerErrorKind::Message { message, .. } => {
                format!("The server answered {status}: {}", shorten(message))
            }
            ServerErrorKind::Html { title: Some(title) } => {
                format!("A web page answered with {status}, not Speckle: “{}”", display_name(title))
            }
            ServerErrorKind::Html { title: None } => {
                format!("A web page answered with {status}, not Speckle. Check the address")
            }
            ServerErrorKind::Text(text) => format!("The server answered {status}: {}", shorten(text)),
            ServerErrorKind::Empty => empty_sentence(status),
        }
    }
}

/// The REST routes refuse with a status alone.
fn empty_sentence(status: u16) -> String {
    match status {
        401 | 403 => "This needs a token that may see the project".to_owned(),
        404 => "The server has no such project or object".to_owned(),
        407 => "The proxy wants a name and a password. Set them in the settings".to_owned(),
        413 => "The request is too large for the server".to_owned(),
        502..=504 => format!("The server is not available ({status}). Try again in a while"),
        500.. => format!("The server failed ({status}) and gave no reason"),
        _ => format!("The server answered {status} and gave no reason"),
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for ServerError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, content_type: &str, body: &str) -> ServerError {
        parse_error_body(status, Some(content_type), body.as_bytes())
    }

    #[test]
    fn every_shape_is_told_apart() {
        let refused = read(403, "application/json", r#"{"error":"Your token is not valid."}"#);
        assert!(refused.is_token_refused() && !refused.is_rate_limit());
        let scope = read(
            403,
            "application/json",
            r#"{"error":"Your auth token does not have the required scope: streams:read."}"#,
        );
        assert_eq!(scope.missing_scope().as_deref(), Some("streams:read"));
        assert_eq!(scope.sentence(), "This token may not see projects, models and versions (`streams:read`)");
        let slow =
            read(429, "application/json", r#"{"error":{"message":"Too many","code":"RATE_LIMIT_ERROR"}}"#);
        assert!(slow.is_rate_limit());
        let graphql = read(400, "application/json", r#"{"errors":[{"message":"Syntax Error"}]}"#);
        assert_eq!(graphql.sentence(), "Syntax Error");
        let body = read(
            400,
            "application/json",
            r#"{"error":{"message":"Invalid request body: x","code":"USER_INPUT_ERROR"}}"#,
        );
        assert_eq!(body.sentence(), "The server answered 400: Invalid request body: x");
        let empty = read(401, "text/plain", "");
        assert_eq!(
            (empty.kind.clone(), empty.sentence()),
            (ServerErrorKind::Empty, "This needs a token that may see the project".to_owned())
        );
        let text = read(404, "text/plain", "Failed to find object.");
        assert_eq!(text.sentence(), "The server answered 404: Failed to find object.");
        let zod = read(400, "application/json", r#"[{"type":"Body","errors":{}}]"#);
        assert!(matches!(zod.kind, ServerErrorKind::Text(_)));
    }

    #[test]
    fn pages_are_told_by_their_type_or_their_start() {
        let express = read(404, "text/html; charset=utf-8", "<pre>Cannot POST /api/graphql</pre>");
        assert!(express.is_wrong_path() && matches!(express.kind, ServerErrorKind::Html { title: None }));
        let proxy = parse_error_body(
            403,
            None,
            b"<!DOCTYPE html><html><TITLE lang=en>Blocked by\n Corp</TITLE><body>Your token is not valid.",
        );
        assert!(!proxy.is_token_refused() && !proxy.is_wrong_path());
        assert_eq!(proxy.sentence(), "A web page answered with 403, not Speckle: “Blocked by…”");
    }

    #[test]
    fn an_unreachable_server_is_never_a_bad_token() {
        for (status, body) in [(403, "denied"), (407, ""), (502, "<html>"), (503, ""), (403, "")] {
            let error = parse_error_body(status, None, body.as_bytes());
            assert!(!error.is_token_refused());
            assert!(!error.sentence().contains("not accept this token"), "{}", error.sentence());
        }
    }

    #[test]
    fn broken_bodies_are_kept_and_cut() {
        let broken = parse_error_body(500, Some("application/json"), b"{\"errors\":[\xff");
        assert!(matches!(&broken.kind, ServerErrorKind::Text(text) if text.contains('\u{fffd}')));
        let long = parse_error_body(500, None, "x".repeat(1_000_000).as_bytes());
        assert_eq!(long.body.len(), KEPT_BYTES);
        assert!(long.sentence().len() < 300);
        let deep = parse_error_body(500, None, "[".repeat(100_000).as_bytes());
        assert!(matches!(deep.kind, ServerErrorKind::Text(_)));
    }
}
