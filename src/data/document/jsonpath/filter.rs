//! Whether a value passes a filter.

use super::super::error::ReadError;
use super::super::node::NodeId;
use super::super::reader::Reader;
use super::compare::{Value, is_equal, is_less};
use super::functions::Patterns;
use super::walk::{Walk, item, member};
use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, JpQuery, Segment, Selector, SingularQuery,
    SingularQuerySegment, Test, TestFunction,
};

/// Judges values, one after the other, on one thread.
pub(super) struct Judge<'a> {
    pub walk: Walk<'a>,
    reader: Reader<'a>,
    pub patterns: Patterns,
}

impl<'a> Judge<'a> {
    pub fn new(walk: Walk<'a>) -> Self {
        Self { walk, reader: walk.document.reader(), patterns: Patterns::default() }
    }

    pub fn reader(&mut self) -> &mut Reader<'a> {
        &mut self.reader
    }

    /// Whether a filter holds of a value. Nests as deep as the query, never as the document.
    pub fn passes(&mut self, filter: &Filter, node: u32) -> Result<bool, ReadError> {
        match filter {
            Filter::Or(parts) => self.first(parts, node, true),
            Filter::And(parts) => Ok(!self.first(parts, node, false)?),
            Filter::Atom(FilterAtom::Filter { expr, not }) => Ok(self.passes(expr, node)? != *not),
            Filter::Atom(FilterAtom::Test { expr, not }) => Ok(self.test(expr, node)? != *not),
            Filter::Atom(FilterAtom::Comparison(comparison)) => self.comparison(comparison, node),
        }
    }

    /// Whether any part holds, or does not.
    fn first(&mut self, parts: &[Filter], node: u32, wanted: bool) -> Result<bool, ReadError> {
        for part in parts {
            if self.passes(part, node)? == wanted {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn test(&mut self, test: &Test, node: u32) -> Result<bool, ReadError> {
        match test {
            Test::RelQuery(segments) => self.exists(segments, node),
            Test::AbsQuery(JpQuery { segments }) => self.exists(segments, 0),
            Test::Function(function) => self.truth(function, node),
        }
    }

    /// Whether a query selects anything from a node on.
    fn exists(&mut self, segments: &[Segment], node: u32) -> Result<bool, ReadError> {
        let mut at = node;
        // Names and positions lead to one value: no lists are needed.
        for (nth, segment) in segments.iter().enumerate() {
            let next = match segment {
                Segment::Selector(Selector::Name(name)) => member(&mut self.reader, NodeId(at), name)?,
                Segment::Selector(Selector::Index(nth)) => item(self.walk.document, NodeId(at), *nth),
                _ => {
                    let rest = segments.get(nth..).unwrap_or_default();
                    return Ok(!self.nodes(rest, at)?.is_empty());
                }
            };
            let Some(next) = next else { return Ok(false) };
            at = next;
        }
        Ok(true)
    }

    /// What a query selects from a node on.
    pub fn nodes(&mut self, segments: &[Segment], node: u32) -> Result<Vec<u32>, ReadError> {
        let walk = self.walk;
        let mut nodes = vec![node];
        for segment in segments {
            let mut next = Vec::new();
            for node in nodes {
                walk.segment(self, segment, node, &mut next)?;
            }
            nodes = next;
        }
        Ok(nodes)
    }

    fn comparison(&mut self, comparison: &Comparison, node: u32) -> Result<bool, ReadError> {
        let (left, right) = super::sides(comparison);
        let left = self.comparable(left, node)?;
        let right = self.comparable(right, node)?;
        let reader = &mut self.reader;
        Ok(match comparison {
            Comparison::Eq(..) => is_equal(reader, &left, &right)?,
            Comparison::Ne(..) => !is_equal(reader, &left, &right)?,
            Comparison::Lt(..) => is_less(&left, &right),
            Comparison::Gt(..) => is_less(&right, &left),
            Comparison::Lte(..) => is_less(&left, &right) || is_equal(reader, &left, &right)?,
            Comparison::Gte(..) => is_less(&right, &left) || is_equal(reader, &left, &right)?,
        })
    }

    fn comparable<'q>(&mut self, comparable: &'q Comparable, node: u32) -> Result<Value<'q>, ReadError> {
        match comparable {
            Comparable::Literal(literal) => Ok(Value::of_literal(literal)),
            Comparable::SingularQuery(query) => {
                let (segments, start) = match query {
                    SingularQuery::Current(segments) => (segments, node),
                    SingularQuery::Root(segments) => (segments, 0),
                };
                match self.singular(segments, start)? {
                    Some(found) => Ok(Value::read(&mut self.reader, found)?),
                    None => Ok(Value::Nothing),
                }
            }
            Comparable::Function(function) => self.value_of(function, node),
        }
    }

    fn singular(&mut self, segments: &[SingularQuerySegment], start: u32) -> Result<Option<u32>, ReadError> {
        let mut at = start;
        for segment in segments {
            let next = match segment {
                SingularQuerySegment::Name(name) => member(&mut self.reader, NodeId(at), name)?,
                SingularQuerySegment::Index(nth) => item(self.walk.document, NodeId(at), *nth),
            };
            let Some(next) = next else { return Ok(None) };
            at = next;
        }
        Ok(Some(at))
    }

    fn truth(&mut self, function: &TestFunction, node: u32) -> Result<bool, ReadError> {
        match function {
            TestFunction::Match(text, pattern) => self.matches((text, pattern), true, node),
            TestFunction::Search(text, pattern) => self.matches((text, pattern), false, node),
            // Refused when the query was read.
            _ => Ok(false),
        }
    }
}
