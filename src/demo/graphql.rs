//! GraphQL over HTTP with the habits of Apollo Server as Speckle sets it up: which requests are refused, with which
//! status and code, before and after the schema has been asked.

use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection,
};
use async_graphql::{Positioned, Request, ServerError, Value, Variables};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, body::Body};
use serde_json::json;

use crate::auth::Viewer;
use crate::errors;
use crate::server::{Server, read_body};
use crate::variables;

/// One answer: the status it wants and its text.
struct Outcome {
    status: StatusCode,
    text: String,
}

const CSRF: &str = "This operation has been blocked as a potential Cross-Site Request Forgery (CSRF). Please either \
    specify a 'content-type' header (with a type that is not one of application/x-www-form-urlencoded, \
    multipart/form-data, text/plain) or provide a non-empty value for one of the following headers: \
    x-apollo-operation-name, apollo-require-preflight\n";
const NO_BODY: &str = "POST body missing, invalid Content-Type, or JSON object has no keys.";

/// The handler of `/graphql`.
pub async fn answer(
    State(server): State<Arc<Server>>,
    Extension(viewer): Extension<Viewer>,
    method: Method,
    headers: HeaderMap,
    (uri, body): (Uri, Body),
) -> Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let content_type = text("content-type").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let accept = text("accept");
    if method == Method::GET && accept.contains("text/html") {
        return axum::response::Html(LANDING).into_response();
    }
    let simple = ["", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    let preflighted =
        ["apollo-require-preflight", "x-apollo-operation-name"].iter().any(|name| !text(name).is_empty());
    if simple.contains(&content_type.as_str()) && !preflighted {
        return reply(refused(CSRF, "BAD_REQUEST"), accept);
    }
    let asked = match method {
        Method::GET => from_query(uri.query().unwrap_or("")),
        Method::POST if content_type == "application/json" => {
            match read_body(&headers, body).await.and_then(|bytes| from_body(&bytes)) {
                Ok(asked) => asked,
                Err(response) => return *response,
            }
        }
        Method::POST => return reply(refused(NO_BODY, "BAD_REQUEST"), accept),
        _ => return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, POST")]).into_response(),
    };
    if method == Method::GET && is_mutation(&asked) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response();
    }
    let outcome = match asked {
        serde_json::Value::Array(list) => batch(&server, viewer, list).await,
        one => single(&server, viewer, one).await,
    };
    reply(outcome, accept)
}

const LANDING: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Apollo Server</title></head>\
    <body><p>The full landing page cannot be loaded; send queries by POST.</p></body></html>\n";

fn reply(outcome: Outcome, accept: &str) -> Response {
    let kind = if accept.contains("application/graphql-response+json") {
        "application/graphql-response+json; charset=utf-8"
    } else {
        "application/json; charset=utf-8"
    };
    let mut response = (outcome.status, outcome.text).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refused(message: &str, code: &str) -> Outcome {
    let text = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] }).to_string();
    Outcome { status: StatusCode::BAD_REQUEST, text }
}

fn from_query(query: &str) -> serde_json::Value {
    let mut asked = serde_json::Map::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decoded(value);
        let value = match name {
            "variables" | "extensions" => serde_json::from_str(&value).unwrap_or_default(),
            _ => serde_json::Value::String(value),
        };
        asked.insert(name.to_owned(), value);
    }
    asked.into()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let (high, low) = (hex(rest.next()), hex(rest.next()));
                bytes.push((high.unwrap_or(0) * 16 + low.unwrap_or(0)) as u8);
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn from_body(bytes: &Bytes) -> Result<serde_json::Value, Box<Response>> {
    match serde_json::from_slice(bytes) {
        Ok(value @ (serde_json::Value::Object(_) | serde_json::Value::Array(_))) => Ok(value),
        Ok(_) => Err(Box::new(reply(refused(NO_BODY, "BAD_REQUEST"), ""))),
        Err(error) => {
            let message = format!("Invalid request body: {error}");
            Err(Box::new(errors::coded(StatusCode::BAD_REQUEST, &message, "USER_INPUT_ERROR")))
        }
    }
}

fn is_mutation(asked: &serde_json::Value) -> bool {
    let Some(query) = asked.get("query").and_then(serde_json::Value::as_str) else { return false };
    let Ok(document) = parse_query(query) else { return false };
    document.operations.iter().any(|(_, operation)| operation.node.ty == OperationType::Mutation)
}

/// Answers in the order asked; the whole is a 400 if one of them fails validation, though the others have data.
async fn batch(server: &Server, viewer: Viewer, list: Vec<serde_json::Value>) -> Outcome {
    if list.is_empty() {
        return refused("No operations found in request.", "BAD_REQUEST");
    }
    let mut status = StatusCode::OK;
    let mut texts = Vec::with_capacity(list.len());
    for asked in list {
        let outcome = single(server, viewer, asked).await;
        if outcome.status != StatusCode::OK {
            status = outcome.status;
        }
        texts.push(outcome.text);
    }
    Outcome { status, text: format!("[{}]", texts.join(",")) }
}

async fn single(server: &Server, viewer: Viewer, asked: serde_json::Value) -> Outcome {
    let text = |key: &str| asked.get(key).and_then(serde_json::Value::as_str).unwrap_or("");
    let (query, name) = (text("query"), text("operationName"));
    if query.is_empty() {
        return without_query(&asked);
    }
    let document = match parse_query(query) {
        Ok(document) => document,
        Err(error) => return syntax_error(&error.into()),
    };
    let operation = match chosen(&document, name) {
        Ok(operation) => &operation.node,
        Err(message) => return refused(&message, "OPERATION_RESOLUTION_FAILURE"),
    };
    if operation.ty == OperationType::Subscription {
        return subscription(operation);
    }
    let variables = asked.get("variables").cloned().unwrap_or_default();
    if let Err(message) = variables::check(operation, &variables) {
        return refused(&message, "BAD_USER_INPUT");
    }
    let mut request = Request::new(query).variables(Variables::from_json(variables)).data(viewer);
    if !name.is_empty() {
        request = request.operation_name(name);
    }
    request.set_parsed_query(document);
    finished(server.api.execute(request).await)
}

fn without_query(asked: &serde_json::Value) -> Outcome {
    if asked.pointer("/extensions/persistedQuery").is_none() {
        let message = "GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension.";
        return refused(message, "BAD_REQUEST");
    }
    Outcome {
        status: StatusCode::OK,
        ..refused("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
    }
}

fn syntax_error(error: &ServerError) -> Outcome {
    let first_line = error.message.lines().next().unwrap_or("").trim().to_owned();
    let text = json!({ "errors": [{
        "message": format!("Syntax Error: {first_line}"),
        "locations": error.locations,
        "extensions": { "code": "GRAPHQL_PARSE_FAILED" },
    }] });
    Outcome { status: StatusCode::BAD_REQUEST, text: text.to_string() }
}

fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: &str,
) -> Result<&'a Positioned<OperationDefinition>, String> {
    match &document.operations {
        DocumentOperations::Single(operation) if name.is_empty() => Ok(operation),
        DocumentOperations::Multiple(all) if name.is_empty() && all.len() == 1 => {
            all.values().next().ok_or_else(|| "Must provide an operation.".to_owned())
        }
        DocumentOperations::Multiple(_) if name.is_empty() => {
            Err("Must provide operation name if query contains multiple operations.".to_owned())
        }
        DocumentOperations::Multiple(all) if all.contains_key(name) => Ok(&all[name]),
        _ => Err(format!("Unknown operation named \"{name}\".")),
    }
}

/// Subscriptions do not work over HTTP: 200, and an error that does not say so.
fn subscription(operation: &OperationDefinition) -> Outcome {
    let field = operation.selection_set.node.items.iter().find_map(|item| match &item.node {
        Selection::Field(field) => Some(field.node.name.node.to_string()),
        _ => None,
    });
    let field = field.unwrap_or_default();
    let text = json!({
        "errors": [{
            "message": format!("Cannot return null for non-nullable field Subscription.{field}."),
            "path": [field],
            "extensions": { "code": "INTERNAL_SERVER_ERROR" },
        }],
        "data": null,
    });
    Outcome { status: StatusCode::OK, text: text.to_string() }
}

/// The text of an answer.
pub fn text_of(response: async_graphql::Response) -> String {
    finished(response).text
}

/// Errors without a path come from validation: 400 and no `data`. All others leave the status at 200.
fn finished(response: async_graphql::Response) -> Outcome {
    let mut failures = response.errors;
    let valid = failures.is_empty() || failures.iter().any(|error| !error.path.is_empty());
    let fallback = if valid { "INTERNAL_SERVER_ERROR" } else { "GRAPHQL_VALIDATION_FAILED" };
    for error in &mut failures {
        // graphql-js's words for the most frequent mistake.
        if let Some(rest) = error.message.strip_prefix("Unknown field ") {
            error.message = format!("Cannot query field {rest}");
        }
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", fallback);
        }
    }
    #[derive(serde::Serialize)]
    struct Answer {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        errors: Vec<ServerError>,
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<Value>,
    }
    let answer = Answer { errors: failures, data: valid.then_some(response.data) };
    let status = if valid { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Outcome { status, text: serde_json::to_string(&answer).unwrap_or_default() }
}
