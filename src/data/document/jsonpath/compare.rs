//! Values as filters compare them. Source: RFC 9535, section 2.3.5.2.2.

use super::super::document::Document;
use super::super::node::{Kind, NodeId};
use super::super::reader::Reader;
use crate::table::compare_digits;
use jsonpath_rust::parser::model::Literal;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::io;

/// What is compared.
#[derive(Clone, Debug)]
pub(super) enum Value<'q> {
    /// A query that selects nothing, or a function without a value.
    Nothing,
    Null,
    Bool(bool),
    /// A number as it is written.
    Number(Cow<'q, str>),
    Text(Cow<'q, str>),
    /// An array or object of the document.
    Container(u32),
}

impl<'q> Value<'q> {
    pub fn of_literal(literal: &'q Literal) -> Self {
        match literal {
            Literal::Int(number) => Self::Number(Cow::Owned(number.to_string())),
            Literal::Float(number) => Self::Number(Cow::Owned(number.to_string())),
            Literal::String(text) => Self::Text(Cow::Borrowed(text)),
            Literal::Bool(value) => Self::Bool(*value),
            Literal::Null => Self::Null,
        }
    }

    /// A value of the document.
    pub fn read(reader: &mut Reader<'_>, node: u32) -> io::Result<Value<'static>> {
        let id = NodeId(node);
        let kind = reader.document().kind(id);
        if kind.is_container() {
            return Ok(Value::Container(node));
        }
        let text = Cow::Owned(reader.text(id)?.into_owned());
        Ok(match kind {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(text == "true"),
            Kind::Number => Value::Number(text),
            _ => Value::Text(text),
        })
    }

    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Nothing => Value::Nothing,
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(text) => Value::Number(Cow::Owned(text.into_owned())),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Container(node) => Value::Container(node),
        }
    }
}

/// Whether two values are equal; two times nothing is.
pub(super) fn is_equal(reader: &mut Reader<'_>, a: &Value<'_>, b: &Value<'_>) -> io::Result<bool> {
    if let (Value::Container(a), Value::Container(b)) = (a, b) {
        return is_same_tree(reader, *a, *b);
    }
    Ok(is_same(a, b))
}

fn is_same(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Nothing, Value::Nothing) | (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => number_order(a, b) == Some(Ordering::Equal),
        (Value::Text(a), Value::Text(b)) => a == b,
        _ => false,
    }
}

/// Whether one value is less than the other: only of numbers and of texts.
pub(super) fn is_less(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => number_order(a, b) == Some(Ordering::Less),
        // By code points, which UTF-8 keeps in order.
        (Value::Text(a), Value::Text(b)) => a < b,
        _ => false,
    }
}

/// Whole numbers by all their digits, others as 64 bit floats.
pub(crate) fn number_order(a: &str, b: &str) -> Option<Ordering> {
    if a == b {
        return Some(Ordering::Equal);
    }
    if let Some(order) = compare_digits(a, b) {
        // `-0` is 0.
        let is_zero = |text: &str| text.trim_start_matches('-') == "0";
        return Some(if is_zero(a) && is_zero(b) { Ordering::Equal } else { order });
    }
    a.parse::<f64>().ok()?.partial_cmp(&b.parse().ok()?)
}

/// Whether two containers hold the same; the order of members does not count.
fn is_same_tree(reader: &mut Reader<'_>, a: u32, b: u32) -> io::Result<bool> {
    let mut pairs = vec![(a, b)];
    while let Some((a, b)) = pairs.pop() {
        let document: &Document = reader.document();
        let (left, right) = (NodeId(a), NodeId(b));
        if a == b {
            continue;
        }
        if document.kind(left) != document.kind(right) {
            return Ok(false);
        }
        match document.kind(left) {
            Kind::Array => {
                if document.child_count(left) != document.child_count(right) {
                    return Ok(false);
                }
                pairs.extend(document.children(left).zip(document.children(right)).map(|(a, b)| (a.0, b.0)));
            }
            Kind::Object => {
                if document.child_count(left) != document.child_count(right) {
                    return Ok(false);
                }
                for child in document.children(left) {
                    let Some(key) = reader.key(child)?.map(Cow::into_owned) else { return Ok(false) };
                    match reader.member(right, &key)? {
                        Some(other) => pairs.push((child.0, other.0)),
                        None => return Ok(false),
                    }
                }
            }
            _ => {
                let (a, b) = (Value::read(reader, a)?, Value::read(reader, b)?);
                if !is_same(&a, &b) {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}
