//! What code says about itself in its first lines.

use super::{Parts, TOKEN_VARIABLE};

/// Where the token comes from, as a comment.
pub(super) fn token_line(mark: &str) -> String {
    format!("{mark} The token is read from the environment variable {TOKEN_VARIABLE}.\n")
}

impl Parts<'_> {
    /// The body of the request: the operation, its name where there are several, the variables.
    pub(super) fn body(&self) -> String {
        use super::literal::{JSON, json_text};
        let mut body = format!("{{\n  \"query\": {}", json_text(&self.text));
        if let Some(name) = self.name {
            body.push_str(&format!(",\n  \"operationName\": {}", json_text(name)));
        }
        if let Some(variables) = &self.variables {
            body.push_str(&format!(",\n  \"variables\": {}", JSON.write(variables, self.source, 1)));
        }
        body.push_str("\n}");
        body
    }
}
