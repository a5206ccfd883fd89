//! A server's schema: introspection to SDL to index, and the check of an operation against it.
//!
//! [`Schema::from_introspection`] turns what a server says into a checked schema, or into a
//! [`SchemaError`]; it never panics, whatever the server sent. [`check`] finds what a server would refuse
//! in an operation, [`check_variables`] the same in its variables, [`needed_scopes`] what a token must
//! be allowed for it. All positions are bytes of the checked text.

mod changes;
mod check;
pub mod complete;
mod date;
pub mod explore;
pub mod fixes;
mod form;
mod form_text;
mod hover;
mod index;
mod introspection;
mod messages;
mod names;
mod scopes;
mod sdl;
mod selections;
pub(crate) mod suggest;
mod target;
mod unseen;
mod unused;
mod values;
mod variables;

#[cfg(test)]
mod conformance;
#[cfg(test)]
pub(crate) mod tests;

use std::borrow::Cow;
use std::sync::OnceLock;

use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::validation::Valid;

pub use changes::{Change, changes};
pub use check::check;
pub use complete::{complete, complete_variables};
pub use date::is_date_time;
pub use form::{Choice, Control, Form, FormRow, Given, MOST_ROWS, form};
pub use form_text::{empty_item, json_of, spoken};
pub use hover::{Hover, HoverKind, definition_of, hover};
pub use index::{EnumValue, Field, InputValue, TypeInfo, TypeKind};
pub use introspection::INTROSPECTION_QUERY;
pub use scopes::{
    LearnedScopes, MISSING_SCOPE, NeededScope, field_at_path, field_scopes, needed_scopes, needed_scopes_with,
};
pub use target::{Target, definition_target, type_target};
pub use variables::check_variables;

use crate::graphql::{OperationKind, line_column};

/// Larger answers are refused before they are read: the largest Speckle schema has 0.9 MB.
pub const MAX_INTROSPECTION_BYTES: usize = 64 * 1024 * 1024;

/// Why there is no schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// The answer is larger than [`MAX_INTROSPECTION_BYTES`].
    #[error("The server's description of its API has {megabytes} MB, more than the 64 MB that are read")]
    TooLarge {
        /// Its size, rounded up.
        megabytes: usize,
    },
    /// The answer is no introspection result.
    #[error(
        "The server's description of its API cannot be read (line {line}, column {column}: {reason}). Check the server address"
    )]
    Unreadable {
        /// Line in the answer, from 1.
        line: usize,
        /// Column in the answer, from 1, in bytes.
        column: usize,
        /// What was expected there.
        reason: String,
    },
    /// The server answered without a schema.
    #[error("The server does not describe its API{}", told.as_deref().map(|t| format!(": {t}")).unwrap_or_default())]
    Refused {
        /// Its own words, if it had any.
        told: Option<String>,
    },
    /// The schema breaks rules of GraphQL, so nothing can be checked against it.
    #[error(
        "The server's description of its API is not valid GraphQL: {first}. Queries run, but cannot be checked"
    )]
    Broken {
        /// How many rules are broken.
        count: usize,
        /// Line of the first in the SDL, from 1; 0 when it has no place.
        line: usize,
        /// The first, in words.
        first: String,
    },
}

/// A valid schema with its SDL.
pub struct Schema {
    compiled: Valid<apollo_compiler::Schema>,
    sdl: String,
    catalogue: OnceLock<explore::Catalogue>,
    leaves: OnceLock<complete::Leaves>,
    objects: OnceLock<index::Objects>,
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Schema").field("types", &self.type_count()).finish_non_exhaustive()
    }
}

impl Schema {
    /// Reads an answer to [`INTROSPECTION_QUERY`], with or without its `data` around.
    ///
    /// # Errors
    /// See [`SchemaError`]; no content makes it panic.
    pub fn from_introspection(answer: &[u8]) -> Result<Self, SchemaError> {
        if answer.len() > MAX_INTROSPECTION_BYTES {
            return Err(SchemaError::TooLarge { megabytes: answer.len().div_ceil(1024 * 1024) });
        }
        let answer: introspection::Answer = serde_json::from_slice(answer).map_err(|error| {
            SchemaError::Unreadable { line: error.line(), column: error.column(), reason: error.to_string() }
        })?;
        let schema = answer.into_schema().map_err(|told| SchemaError::Refused { told })?;
        Self::from_sdl(&sdl::print(&schema))
    }

    /// Reads a schema from its SDL.
    ///
    /// # Errors
    /// [`SchemaError::Broken`] when it is not a valid schema, [`SchemaError::TooLarge`] above 64 MB.
    pub fn from_sdl(sdl: &str) -> Result<Self, SchemaError> {
        if sdl.len() > MAX_INTROSPECTION_BYTES {
            return Err(SchemaError::TooLarge { megabytes: sdl.len().div_ceil(1024 * 1024) });
        }
        let known = with_one_of(sdl);
        match apollo_compiler::Schema::parse_and_validate(known.as_ref(), "schema.graphql") {
            Ok(compiled) => Ok(Self {
                compiled,
                sdl: sdl.to_owned(),
                catalogue: OnceLock::new(),
                leaves: OnceLock::new(),
                objects: OnceLock::new(),
            }),
            Err(failed) => {
                let first = failed.errors.iter().next();
                let place = first.as_ref().and_then(|d| d.error.location()).map(|span| span.offset());
                Err(SchemaError::Broken {
                    count: failed.errors.len(),
                    line: place.map_or(0, |byte| line_column(sdl, byte).0),
                    first: first.map(|d| d.error.to_string()).unwrap_or_default(),
                })
            }
        }
    }

    /// All its names and the uses of its types. Made at the first call, which takes as long as a look at
    /// every field: ask for it on the pool before a window does.
    pub fn catalogue(&self) -> &explore::Catalogue {
        self.catalogue.get_or_init(|| explore::Catalogue::new(self))
    }

    /// Reads a schema from a file: the answer to an introspection as JSON, or SDL.
    ///
    /// # Errors
    /// See [`SchemaError`]; no content makes it panic.
    pub fn from_file(bytes: &[u8]) -> Result<Self, SchemaError> {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}');
        // SDL begins with a word, a description or a comment, never with a brace.
        if text.trim_start().starts_with('{') {
            Self::from_introspection(text.as_bytes())
        } else {
            Self::from_sdl(text)
        }
    }

    /// The schema as the answer to [`INTROSPECTION_QUERY`], as indented JSON with `data` around it.
    pub fn introspection_json(&self) -> String {
        introspection::answer(&self.compiled)
    }

    /// The checked schema, for rooms that read operations against it.
    pub(crate) fn compiled(&self) -> &Valid<apollo_compiler::Schema> {
        &self.compiled
    }

    /// A schema that may break rules, for suites whose schemas do.
    #[cfg(test)]
    fn unchecked(sdl: &str) -> Self {
        let parsed = apollo_compiler::Schema::parse(sdl, "schema.graphql");
        let compiled = Valid::assume_valid(parsed.unwrap_or_else(|failed| failed.partial));
        Self {
            compiled,
            sdl: sdl.to_owned(),
            catalogue: OnceLock::new(),
            leaves: OnceLock::new(),
            objects: OnceLock::new(),
        }
    }

    /// The schema as SDL; types sorted by name when it came from introspection.
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    /// How many types it has, without those of introspection itself, with built-in scalars in use.
    pub fn type_count(&self) -> usize {
        self.type_names().count()
    }

    /// The name of the type that operations of a kind begin at; none for fragments.
    pub fn root(&self, kind: OperationKind) -> Option<&str> {
        let definition = &self.compiled.schema_definition;
        let root = match kind {
            OperationKind::Query => &definition.query,
            OperationKind::Mutation => &definition.mutation,
            OperationKind::Subscription => &definition.subscription,
            OperationKind::Fragment => &None,
        };
        root.as_ref().map(|name| name.as_str())
    }
}

/// `@oneOf` is built into newer servers, which need not declare it; apollo-compiler wants it declared.
/// The declaration goes behind the text, so places in it stay right.
fn with_one_of(sdl: &str) -> Cow<'_, str> {
    let is_used = sdl.contains("@oneOf") && !sdl.contains("directive @oneOf");
    if is_used { Cow::Owned(format!("{sdl}\n{ONE_OF}\n")) } else { Cow::Borrowed(sdl) }
}

const ONE_OF: &str = "directive @oneOf on INPUT_OBJECT";
