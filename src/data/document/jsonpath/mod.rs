//! JSONPath (RFC 9535) over a document: a query is read by jsonpath-rust and walked here, on the index, so that a
//! document of 100 MB is never made into values.
//!
//! All selectors (names, wildcards, positions, slices, filters), child and descendant segments, comparisons, existence
//! tests, `!`, `&&`, `||`, and the functions `length`, `count`, `match`, `search` and `value`. Numbers are compared
//! by all their digits where both are whole.

mod compare;
mod filter;
mod functions;
mod walk;

use super::document::Document;
use super::error::ReadError;
use super::node::NodeId;
use crate::stop::Stop;
use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, JpQuery, Segment, Selector, Test, TestFunction,
};
use jsonpath_rust::parser::parse_json_path;

/// A query that was read.
#[derive(Clone, Debug)]
pub struct JsonPath {
    text: String,
    query: JpQuery,
}

/// A text that is no JSONPath: where and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is no JSONPath: {message}{}", .column.map(|column| format!(" at character {column}")).unwrap_or_default())]
pub struct JsonPathError {
    /// From 1, in characters, where the reader says.
    pub column: Option<usize>,
    pub message: String,
}

impl JsonPath {
    /// Reads a query. It begins with `$`.
    ///
    /// # Errors
    /// [`JsonPathError`] when the text is none, or uses a function that is not of RFC 9535.
    pub fn parse(text: &str) -> Result<Self, JsonPathError> {
        let query = parse_json_path(text).map_err(|error| reason(&error.to_string()))?;
        query.segments.iter().try_for_each(check_segment)?;
        Ok(Self { text: text.to_owned(), query })
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The values it selects, in the order of RFC 9535; one that is selected twice is there twice. For the pool.
    ///
    /// # Errors
    /// [`ReadError::Stopped`], and [`ReadError::Disk`] with what the disk says.
    pub fn select(&self, document: &Document, stop: &Stop) -> Result<Vec<NodeId>, ReadError> {
        let Some(root) = document.root() else { return Ok(Vec::new()) };
        walk::Walk { document, stop }
            .all(&self.query.segments, vec![root.0])
            .map(|found| found.into_iter().map(NodeId).collect())
    }
}

/// The library's words in one line.
fn reason(words: &str) -> JsonPathError {
    let column =
        words.lines().find_map(|line| line.split_once("--> ")?.1.trim().rsplit_once(':')?.1.parse().ok());
    let expected = words.lines().find_map(|line| line.trim().strip_prefix("= "));
    let message = match (expected, column) {
        (Some(expected), _) => expected.replace('_', " "),
        (None, Some(_)) => "something else was expected".to_owned(),
        (None, None) => words.lines().next().unwrap_or_default().trim().to_owned(),
    };
    JsonPathError { column, message }
}

fn unknown(name: &str) -> JsonPathError {
    JsonPathError { column: None, message: format!("there is no function {name}") }
}

fn misplaced(name: &str) -> JsonPathError {
    let message = format!("{name}(…) gives a value, which is compared with something: {name}(…) == …");
    JsonPathError { column: None, message }
}

// What the library reads beyond RFC 9535 is refused here. Queries nest at most 128 levels, as the library sees to.

fn check_segment(segment: &Segment) -> Result<(), JsonPathError> {
    match segment {
        Segment::Descendant(inner) => check_segment(inner),
        Segment::Selector(selector) => check_selector(selector),
        Segment::Selectors(selectors) => selectors.iter().try_for_each(check_selector),
    }
}

fn check_selector(selector: &Selector) -> Result<(), JsonPathError> {
    match selector {
        Selector::Filter(filter) => check_filter(filter),
        _ => Ok(()),
    }
}

fn check_filter(filter: &Filter) -> Result<(), JsonPathError> {
    match filter {
        Filter::Or(parts) | Filter::And(parts) => parts.iter().try_for_each(check_filter),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => check_filter(expr),
        Filter::Atom(FilterAtom::Test { expr, .. }) => {
            if let Test::Function(function) = expr.as_ref() {
                match function.as_ref() {
                    TestFunction::Length(_) => return Err(misplaced("length")),
                    TestFunction::Count(_) => return Err(misplaced("count")),
                    TestFunction::Value(_) => return Err(misplaced("value")),
                    _ => {}
                }
            }
            check_test(expr)
        }
        Filter::Atom(FilterAtom::Comparison(comparison)) => {
            let (left, right) = sides(comparison);
            [left, right].into_iter().try_for_each(|side| match side {
                Comparable::Function(function) => check_function(function),
                _ => Ok(()),
            })
        }
    }
}

fn check_test(test: &Test) -> Result<(), JsonPathError> {
    match test {
        Test::RelQuery(segments) => segments.iter().try_for_each(check_segment),
        Test::AbsQuery(query) => query.segments.iter().try_for_each(check_segment),
        Test::Function(function) => check_function(function),
    }
}

fn check_function(function: &TestFunction) -> Result<(), JsonPathError> {
    let arguments: Vec<&FnArg> = match function {
        TestFunction::Custom(name, _) => return Err(unknown(name)),
        TestFunction::Length(argument) => vec![argument],
        TestFunction::Value(argument) | TestFunction::Count(argument) => vec![argument],
        TestFunction::Search(text, pattern) | TestFunction::Match(text, pattern) => vec![text, pattern],
    };
    arguments.into_iter().try_for_each(|argument| match argument {
        FnArg::Literal(_) => Ok(()),
        FnArg::Test(test) => check_test(test),
        FnArg::Filter(filter) => check_filter(filter),
    })
}

fn sides(comparison: &Comparison) -> (&Comparable, &Comparable) {
    match comparison {
        Comparison::Eq(left, right)
        | Comparison::Ne(left, right)
        | Comparison::Gt(left, right)
        | Comparison::Gte(left, right)
        | Comparison::Lt(left, right)
        | Comparison::Lte(left, right) => (left, right),
    }
}
