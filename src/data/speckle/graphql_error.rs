//! One entry of a GraphQL answer's `errors`, read from anything and turned into a sentence.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::Scope;
use crate::ids::display_name;

/// Longest message shown unfolded, in characters: server faults can hold a whole SQL statement.
const SHOWN_CHARS: usize = 200;

/// One error of a GraphQL answer. Reading it never fails: what is missing or of another type is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphqlError {
    /// The server's own words, whole. Show [`GraphqlError::sentence`] first and this in the details.
    pub message: String,
    /// The field that failed.
    pub path: Vec<PathStep>,
    /// Where in the operation text, counted from 1.
    pub locations: Vec<Location>,
    /// `FORBIDDEN`, `STREAM_NOT_FOUND`, … Codes still use the old names.
    pub code: Option<String>,
    /// The scope the token lacks; only there for a missing scope.
    pub scope: Option<String>,
    /// The status that is meant; HTTP itself says 200 for nearly all of them.
    pub status_code: Option<u16>,
}

/// One step to the field that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    Field(String),
    Item(u64),
}

/// A place in the operation text, line and column from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    pub line: u64,
    pub column: u64,
}

impl<'de> Deserialize<'de> for GraphqlError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::from_value(&value))
    }
}

/// Reads the text of an `errors` value. An array gives its entries, anything else at most one.
pub fn parse_errors(json: &[u8]) -> Vec<GraphqlError> {
    match serde_json::from_slice::<Value>(json) {
        Ok(Value::Array(entries)) => entries.iter().map(GraphqlError::from_value).collect(),
        Ok(Value::Null) => Vec::new(),
        Ok(other) => vec![GraphqlError::from_value(&other)],
        Err(_) => {
            let message = String::from_utf8_lossy(json).into_owned();
            vec![GraphqlError { message, ..GraphqlError::default() }]
        }
    }
}

impl GraphqlError {
    /// Reads one entry. A text alone is a message.
    pub fn from_value(value: &Value) -> Self {
        if let Some(text) = value.as_str() {
            return Self { message: text.to_owned(), ..Self::default() };
        }
        let extensions = &value["extensions"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let path = value["path"].as_array().map(Vec::as_slice).unwrap_or_default();
        let locations = value["locations"].as_array().map(Vec::as_slice).unwrap_or_default();
        Self {
            message: text(&value["message"]).unwrap_or_else(|| value.to_string()),
            path: path.iter().filter_map(PathStep::from_value).collect(),
            locations: locations.iter().filter_map(Location::from_value).collect(),
            code: text(&extensions["code"]),
            scope: text(&extensions["scope"]),
            status_code: extensions["statusCode"].as_u64().and_then(|code| code.try_into().ok()),
        }
    }

    /// The scope the token lacks, if that is what is wrong.
    pub fn missing_scope(&self) -> Option<&str> {
        if self.scope.is_some() {
            return self.scope.as_deref();
        }
        let (_, scope) = self.message.split_once("does not have the required scope: ")?;
        scope.split_whitespace().next().map(|scope| scope.trim_end_matches('.'))
    }

    /// Whether the server asks to slow down.
    pub fn is_rate_limit(&self) -> bool {
        self.status_code == Some(429) || self.code.as_deref() == Some("RATE_LIMIT_ERROR")
    }

    /// `project.models.items[3].id`, for the details. Empty when the server named no field.
    pub fn path_text(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                PathStep::Field(name) if text.is_empty() => text.push_str(&display_name(name)),
                PathStep::Field(name) => {
                    let _ = write!(text, ".{}", display_name(name));
                }
                PathStep::Item(index) => {
                    let _ = write!(text, "[{index}]");
                }
            }
        }
        text
    }

    /// What happened, in one sentence that says who is at fault.
    pub fn sentence(&self) -> Cow<'_, str> {
        if let Some(scope) = self.missing_scope() {
            return Cow::Owned(missing_scope_sentence(scope));
        }
        if self.is_rate_limit() {
            return "The server asks to slow down".into();
        }
        match self.code.as_deref() {
            Some("STREAM_NOT_FOUND") => "The server has no such project, or the token may not see it".into(),
            Some("BRANCH_NOT_FOUND") => "The project has no such model".into(),
            Some("COMMIT_NOT_FOUND") => "The model has no such version".into(),
            Some("INTERNAL_SERVER_ERROR") => format!("The server failed: {}", self.short()).into(),
            Some("FORBIDDEN") => self.refusal(),
            _ if is_sql(&self.message) => "The server's database refused the request".into(),
            _ => self.short(),
        }
    }

    fn refusal(&self) -> Cow<'_, str> {
        match self.message.trim_end_matches('.') {
            "You are not logged in to this server" => "This needs a token: sign in to see it".into(),
            "You are not authorized to access this resource" => {
                "The token's role or its limits do not allow this".into()
            }
            _ => self.short(),
        }
    }

    fn short(&self) -> Cow<'_, str> {
        shorten(&self.message)
    }
}

/// Says which scope is missing in the words of people: "This token may not see people (`users:read`)".
pub(super) fn missing_scope_sentence(scope: &str) -> String {
    match Scope::from_name(scope) {
        Some(known) => known.missing_sentence(),
        None => format!("This token lacks the scope `{}`", shorten(scope)),
    }
}

/// The first line, cut to what fits. The caller keeps the whole for the details.
pub(super) fn shorten(message: &str) -> Cow<'_, str> {
    let message = message.trim();
    let line = message.lines().next().unwrap_or_default().trim_end();
    match line.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", display_name(&line[..end])).into(),
        None if line.len() < message.len() => format!("{}…", display_name(line)).into(),
        None => display_name(line),
    }
}

/// Seen from Speckle: `select "branches"."id", … - invalid input syntax for type timestamp`.
fn is_sql(message: &str) -> bool {
    let start: String = message.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
    ["select ", "insert into", "update \"", "delete from", "with \""].iter().any(|sql| start.starts_with(sql))
}

impl PathStep {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::String(name) => Some(Self::Field(name.clone())),
            other => other.as_u64().map(Self::Item),
        }
    }
}

impl Location {
    fn from_value(value: &Value) -> Option<Self> {
        Some(Self { line: value["line"].as_u64()?, column: value["column"].as_u64()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(json: &str) -> GraphqlError {
        let mut errors = parse_errors(json.as_bytes());
        assert_eq!(errors.len(), 1);
        errors.remove(0)
    }

    #[test]
    fn a_missing_scope_is_said_in_words() {
        let error = one(r#"[{"message":"Your auth token does not have the required scope: users:read.",
            "locations":[{"line":2,"column":3}],"path":["project","team",0],
            "extensions":{"code":"FORBIDDEN","scope":"users:read","statusCode":403}}]"#);
        assert_eq!(error.sentence(), "This token may not see people (`users:read`)");
        assert_eq!(error.path_text(), "project.team[0]");
        assert_eq!(error.locations, [Location { line: 2, column: 3 }]);
        assert_eq!(error.status_code, Some(403));
        let old = one(r#"[{"message":"Your auth token does not have the required scope: new:scope."}]"#);
        assert_eq!(old.sentence(), "This token lacks the scope `new:scope`");
    }

    #[test]
    fn known_refusals_have_their_own_sentence() {
        for (json, sentence) in [
            (
                r#"[{"message":"Project not found","extensions":{"code":"STREAM_NOT_FOUND"}}]"#,
                "The server has no such project, or the token may not see it",
            ),
            (
                r#"[{"message":"You are not logged in to this server","extensions":{"code":"FORBIDDEN"}}]"#,
                "This needs a token: sign in to see it",
            ),
            (
                r#"[{"message":"You do not have access to the project","extensions":{"code":"FORBIDDEN"}}]"#,
                "You do not have access to the project",
            ),
            (
                r#"[{"message":"Too many","extensions":{"code":"RATE_LIMIT_ERROR","statusCode":429}}]"#,
                "The server asks to slow down",
            ),
            (
                r#"[{"message":"Cannot query field \"x\"","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]"#,
                "Cannot query field \"x\"",
            ),
        ] {
            assert_eq!(one(json).sentence(), sentence);
        }
    }

    #[test]
    fn sql_is_kept_whole_but_not_shown() {
        let sql = format!("select \"branches\".\"id\" from \"branches\" where {}", "x ".repeat(500));
        let error = one(&serde_json::json!([{ "message": sql }]).to_string());
        assert_eq!(error.sentence(), "The server's database refused the request");
        assert_eq!(error.message, sql);
        let failed = serde_json::json!([{"message": sql, "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]);
        assert!(one(&failed.to_string()).sentence().chars().count() < SHOWN_CHARS + 40);
    }

    #[test]
    fn anything_can_be_read_as_errors() {
        assert_eq!(one(r#"["plain"]"#).message, "plain");
        assert_eq!(one(r#"{"message":"not in a list"}"#).message, "not in a list");
        assert_eq!(one(r#"[{"message":7,"path":"a","extensions":"b"}]"#).code, None);
        assert_eq!(one("[{").message, "[{");
        assert!(parse_errors(b"null").is_empty() && parse_errors(b"[]").is_empty());
        assert_eq!(one(r#"["a\nb"]"#).sentence(), "a…");
        assert_eq!(one(r#"["a\u202eb"]"#).sentence(), "a⟨U+202E⟩b");
    }
}
