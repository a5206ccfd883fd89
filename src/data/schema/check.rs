//! What a server would refuse in an operation, and what it would rather not see.

use std::ops::Range;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::parser::SourceSpan;

use super::{Schema, depth, messages, usage};
use crate::graphql::{Lexeme, Problem, lexemes, syntax_error};

/// The problems of an operation text, in the order of their places.
///
/// A text with a syntax error has that one problem; a text without words has none. Without a schema
/// only the syntax is checked; with one, every rule of GraphQL that servers hold, and deprecated use
/// as warnings. Never panics.
pub fn check(schema: Option<&Schema>, text: &str) -> Vec<Problem> {
    if !lexemes(text).iter().any(Lexeme::is_significant) {
        return Vec::new();
    }
    if let Some(error) = syntax_error(text) {
        return vec![error];
    }
    let Some(schema) = schema else { return Vec::new() };
    let mut problems = Vec::new();
    let document = match ExecutableDocument::parse_and_validate(&schema.compiled, text, SOURCE_NAME) {
        Ok(document) => document.into_inner(),
        Err(failed) => {
            let told = failed
                .errors
                .iter()
                .filter_map(|error| messages::problem(schema, text, &failed.partial, &error));
            problems.extend(told);
            failed.partial
        }
    };
    depth::check(&document, &mut problems);
    usage::check(schema, &document, &mut problems);
    problems.sort_by(|a, b| {
        (a.range.start, a.range.end, a.severity, &a.message).cmp(&(
            b.range.start,
            b.range.end,
            b.severity,
            &b.message,
        ))
    });
    problems.dedup();
    problems
}

/// The name that texts have inside apollo-compiler; people never see it.
pub(super) const SOURCE_NAME: &str = "operation.graphql";

/// A place in bytes. apollo-compiler's columns count bytes too, so only its offsets are used.
pub(super) fn range_of(span: Option<SourceSpan>) -> Range<usize> {
    span.map_or(0..0, |span| span.offset()..span.end_offset())
}
