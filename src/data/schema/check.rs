//! What a server would refuse in an operation, and what it would rather not see.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::validation::DiagnosticList;

use super::messages::Told;
use super::names::Names;
use super::{Schema, selections, unseen, unused, values};
use crate::graphql::{Definition, Lexeme, Problem, definitions, lexemes, syntax_error};

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
    let definitions = definitions(text);
    // Of operations of one name apollo-compiler looks at the first one alone.
    let apart = names_apart(text, &definitions, &mut problems);
    let document = match ExecutableDocument::parse_and_validate(&schema.compiled, apart.as_ref(), SOURCE_NAME)
    {
        Ok(document) => document.into_inner(),
        Err(failed) => {
            refused(schema, text, &failed.partial, &failed.errors, &mut problems);
            unseen::check(schema, &definitions, &mut problems);
            failed.partial
        }
    };
    selections::check(schema, &document, &mut problems);
    unseen::introspection(&definitions, &mut problems);
    values::check(schema, &document, &mut problems);
    problems.sort_by(|a, b| order(a).cmp(&order(b)));
    problems.dedup();
    problems
}

/// The text with another name of the same length in the place of each that an operation before has too.
fn names_apart<'t>(text: &'t str, definitions: &[Definition], problems: &mut Vec<Problem>) -> Cow<'t, str> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut apart = Cow::Borrowed(text);
    for outline in definitions.iter().map(|d| &d.outline).filter(|o| o.kind.is_executable()) {
        let (Some(name), Some(range)) = (&outline.name, &outline.name_range) else { continue };
        if taken.insert(name.clone()) {
            continue;
        }
        let message = format!("There can be only one operation named \"{name}\"");
        problems.push(Problem::error(range.clone(), "OperationNameCollision", message));
        let used = |other: &str| definitions.iter().any(|d| d.outline.name.as_deref() == Some(other));
        let fresh = names_of_length(name.len()).find(|other| !used(other) && !taken.contains(other));
        if let Some(fresh) = fresh {
            apart.to_mut().replace_range(range.clone(), &fresh);
            taken.insert(fresh);
        }
    }
    apart
}

/// Names of a length, a few more than any text has operations that share one.
fn names_of_length(length: usize) -> impl Iterator<Item = String> {
    const LETTERS: &[u8; 53] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    let several = if length == 0 { 0 } else { LETTERS.len() * if length > 1 { LETTERS.len() } else { 1 } };
    (0..several).map(move |number| {
        let letter = |n: usize| char::from(LETTERS[n % LETTERS.len()]);
        let mut name = String::from(letter(number));
        if length > 1 {
            name.push(letter(number / LETTERS.len()));
        }
        name.extend(std::iter::repeat_n('_', length - name.len()));
        name
    })
}

fn order(problem: &Problem) -> (usize, usize, crate::graphql::Severity, &str) {
    (problem.range.start, problem.range.end, problem.severity, &problem.message)
}

/// apollo-compiler's diagnostics, with those inside fragments that nothing uses yet.
fn refused(
    schema: &Schema,
    text: &str,
    document: &ExecutableDocument,
    errors: &DiagnosticList,
    problems: &mut Vec<Problem>,
) {
    let names = Names::read(text);
    names.check(schema, problems);
    let told = Told { schema, text, document, names: &names };
    problems.extend(errors.iter().filter_map(|error| told.problem(&error)));
    let unused_names = names.unused_fragments();
    if unused_names.is_empty() {
        return;
    }
    if let Some(errors) = unused::validate(schema, document, &unused_names) {
        let inside = errors.iter().filter(|error| error.error.location().is_some());
        problems.extend(inside.filter_map(|error| told.problem(&error)));
    }
}

/// The name that texts have inside apollo-compiler; people never see it.
pub(super) const SOURCE_NAME: &str = "operation.graphql";

/// A place in bytes. apollo-compiler's columns count bytes too, so only its offsets are used.
pub(super) fn range_of(span: Option<SourceSpan>) -> Range<usize> {
    span.map_or(0..0, |span| span.offset()..span.end_offset())
}
