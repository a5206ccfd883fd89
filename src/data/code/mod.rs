//! An operation as code that runs it elsewhere, and a cURL command line as an operation.
//!
//! [`CodeRequest::write`] makes the code of a [`Language`]; [`import`] reads what a browser or a terminal
//! copied. No code holds a token: it reads the environment variable `SPECKLE_TOKEN`, or takes a parameter.

mod curl;
mod heading;
mod import;
mod literal;
mod power_query;
mod power_shell;
mod python;
mod words;

#[cfg(test)]
mod tests;

pub use import::{ImportError, Imported, ImportedBody, import, is_curl};

use std::borrow::Cow;

use crate::graphql::connections::Plan;
use crate::graphql::{Operation, OperationKind, Problem, operations};
use crate::jsonc::{self, Kind, Value};
use crate::url::Origin;

/// Where code finds the token.
pub const TOKEN_VARIABLE: &str = "SPECKLE_TOKEN";

/// What code is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// A command line of `curl` for `sh`, bash, zsh.
    Curl,
    /// Python 3 with `requests`.
    Requests,
    /// Python 3 with Speckle's own package (3.0 and later, which stand on gql 4).
    SpecklePy,
    /// PowerShell 5.1 and later.
    PowerShell,
    /// The formula language of Excel and Power BI.
    PowerQuery,
}

impl Language {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] =
        [Self::Curl, Self::Requests, Self::SpecklePy, Self::PowerShell, Self::PowerQuery];

    /// Its name, as people know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curl => "cURL",
            Self::Requests => "Python (requests)",
            Self::SpecklePy => "Python (specklepy)",
            Self::PowerShell => "PowerShell",
            Self::PowerQuery => "Power Query M",
        }
    }

    /// Whether its code follows a list to its end where there is a [`Plan`] for one.
    pub fn follows_pages(self) -> bool {
        self == Self::PowerQuery
    }
}

/// Why there is no code for an operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The text has no operation that can be run.
    #[error("There is no operation in this text")]
    NoOperation,
    /// A subscription comes over a socket.
    #[error("A subscription comes over a socket that stays open, which this code cannot do")]
    Subscription,
    /// The variables cannot be read.
    #[error("{}", .0.message)]
    Variables(Problem),
    /// They are no object.
    #[error("The variables are not an object. Write them as {{ \"name\": value }}")]
    NoObject,
}

/// What code is made of.
#[derive(Clone, Copy, Debug)]
pub struct CodeRequest<'a> {
    pub origin: &'a Origin,
    /// The path that GraphQL is asked at, such as `/graphql`.
    pub endpoint: &'a str,
    /// The operation with its fragments.
    pub text: &'a str,
    /// The operation that runs; it is named where the text has several.
    pub operation: Option<&'a Operation>,
    /// JSON with comments; blank means none.
    pub variables: &'a str,
    /// How a list of it is read to its end, where the language can follow one.
    pub plan: Option<&'a Plan>,
}

/// The parts every language writes.
struct Parts<'a> {
    address: String,
    origin: &'a Origin,
    endpoint: &'a str,
    text: Cow<'a, str>,
    /// Named only where a server could not tell otherwise.
    name: Option<&'a str>,
    variables: Option<Value>,
    /// The text that the places of `variables` are in.
    source: &'a str,
    plan: Option<&'a Plan>,
}

impl CodeRequest<'_> {
    /// The code, ending with a line break.
    ///
    /// # Errors
    /// [`CodeError`]
    pub fn write(&self, language: Language) -> Result<String, CodeError> {
        let parts = self.parts()?;
        Ok(match language {
            Language::Curl => curl::write(&parts),
            Language::Requests => python::requests(&parts),
            Language::SpecklePy => python::specklepy(&parts),
            Language::PowerShell => power_shell::write(&parts),
            Language::PowerQuery => power_query::write(&parts),
        })
    }

    fn parts(&self) -> Result<Parts<'_>, CodeError> {
        let all = operations(self.text);
        let mut executable = all.iter().filter(|o| o.kind.is_executable());
        let first = executable.next().ok_or(CodeError::NoOperation)?;
        let chosen = self.operation.unwrap_or(first);
        if chosen.kind == OperationKind::Subscription {
            return Err(CodeError::Subscription);
        }
        let variables = if jsonc::is_blank(self.variables) {
            None
        } else {
            let value = jsonc::read(self.variables).map_err(CodeError::Variables)?;
            match &value.kind {
                Kind::Object(members) if members.is_empty() => None,
                Kind::Object(_) => Some(value),
                _ => return Err(CodeError::NoObject),
            }
        };
        let endpoint = self.endpoint.trim_matches('/');
        Ok(Parts {
            address: format!("{}/{endpoint}", self.origin.as_str()),
            origin: self.origin,
            endpoint,
            text: unix_lines(self.text.trim_end()),
            name: self.operation.and_then(|o| o.name.as_deref()).filter(|_| executable.next().is_some()),
            variables,
            source: self.variables,
            plan: self.plan,
        })
    }
}

/// A line break means the same to GraphQL however it is written; code of one system has one kind.
fn unix_lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text.into() }
}
