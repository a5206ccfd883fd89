//! The shapes in which a Speckle server refuses: three of JSON, one of HTML and one of nothing at all.
//!
//! Source: SPECKLE REST and GraphQL, as measured on the public server of June 2026.

use async_graphql::{Error, ErrorExtensions};
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// `{"error":"text"}`: the middleware that looks at tokens, before everything else.
pub fn plain(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "error": message }))).into_response()
}

/// A token that is unknown, broken or revoked.
pub fn token_not_valid() -> Response {
    plain(StatusCode::FORBIDDEN, "Your token is not valid.")
}

/// What a scope that is missing is answered with, in GraphQL and on the newer REST routes.
pub fn scope_message(scope: &str) -> String {
    format!("Your auth token does not have the required scope: {scope}.")
}

/// `{"error":{"message","code"}}`: the handler at the end of the chain.
pub fn coded(status: StatusCode, message: &str, code: &str) -> Response {
    (status, Json(json!({ "error": { "message": message, "code": code } }))).into_response()
}

/// The page for a path or method that nothing answers.
pub fn no_such_page(method: &str, path: &str) -> Response {
    let safe = path.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n\
         <body>\n<pre>Cannot {method} {safe}</pre>\n</body>\n</html>\n"
    );
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// The message of both kinds of 429.
pub const TOO_MANY: &str =
    "You have sent too many requests. You are being rate limited. Please try again later.";

/// A GraphQL error with Speckle's `code`, and the status it would have had outside GraphQL.
pub fn graphql(message: impl Into<String>, code: &str, status: u16) -> Error {
    let (code, status) = (code.to_owned(), status);
    Error::new(message).extend_with(move |_, extensions| {
        extensions.set("code", code.as_str());
        extensions.set("statusCode", status);
    })
}

/// The token lacks `scope`: HTTP stays 200, `extensions.scope` says which.
pub fn missing_scope(scope: &'static str) -> Error {
    Error::new(scope_message(scope)).extend_with(move |_, extensions| {
        extensions.set("code", "FORBIDDEN");
        extensions.set("scope", scope);
        extensions.set("statusCode", 403);
    })
}

/// Something wants a signed-in person and there is none.
pub fn not_signed_in() -> Error {
    graphql("You are not logged in to this server", "FORBIDDEN", 403)
}

/// A role or a resource limit stands in the way; it looks the same for both.
pub fn not_authorized() -> Error {
    graphql("You are not authorized to access this resource.", "FORBIDDEN", 403)
}
