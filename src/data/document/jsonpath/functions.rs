//! The functions of RFC 9535: length, count, match, search, value.

use super::super::error::ReadError;
use super::super::node::NodeId;
use super::compare::Value;
use super::filter::Judge;
use jsonpath_rust::parser::model::{FnArg, JpQuery, Test, TestFunction};
use regex::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::collections::HashMap;

/// The most memory a pattern may take.
const MOST_PATTERN_BYTES: usize = 4 << 20;
/// The most patterns that are kept ready: they can come from the document.
const MOST_KEPT: usize = 256;

/// Patterns that were made ready; `None` for a text that is none.
#[derive(Default)]
pub(super) struct Patterns(HashMap<(String, bool), Option<Regex>>);

impl Patterns {
    fn is_match(&mut self, pattern: &str, whole: bool, text: &str) -> bool {
        if self.0.len() >= MOST_KEPT {
            self.0.clear();
        }
        let made = self.0.entry((pattern.to_owned(), whole)).or_insert_with(|| regex_of(pattern, whole));
        made.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// An I-Regexp as a regular expression of ours: a dot is any character but line ends (RFC 9485, section 5.3).
fn regex_of(pattern: &str, whole: bool) -> Option<Regex> {
    let mut text = String::with_capacity(pattern.len() + 8);
    let (mut escaped, mut in_class) = (false, false);
    for character in pattern.chars() {
        match character {
            '.' if !escaped && !in_class => text.push_str(r"[^\n\r]"),
            other => {
                in_class = !escaped && (other == '[' || (in_class && other != ']')) || (escaped && in_class);
                text.push(other);
            }
        }
        escaped = character == '\\' && !escaped;
    }
    let text = if whole { format!(r"\A(?:{text})\z") } else { text };
    RegexBuilder::new(&text).size_limit(MOST_PATTERN_BYTES).build().ok()
}

impl Judge<'_> {
    /// `match` (`whole`) and `search`.
    pub(super) fn matches(
        &mut self,
        (text, pattern): (&FnArg, &FnArg),
        whole: bool,
        node: u32,
    ) -> Result<bool, ReadError> {
        let (text, pattern) = (self.argument(text, node)?, self.argument(pattern, node)?);
        match (text, pattern) {
            (Value::Text(text), Value::Text(pattern)) => Ok(self.patterns.is_match(&pattern, whole, &text)),
            _ => Ok(false),
        }
    }

    /// The value of `length`, `count` and `value`.
    pub(super) fn value_of<'q>(
        &mut self,
        function: &'q TestFunction,
        node: u32,
    ) -> Result<Value<'q>, ReadError> {
        match function {
            TestFunction::Length(argument) => Ok(match self.argument(argument, node)? {
                Value::Text(text) => Value::count(text.chars().count()),
                Value::Container(at) => Value::count(self.walk.document.child_count(NodeId(at))),
                _ => Value::Nothing,
            }),
            TestFunction::Count(argument) => Ok(match self.selected(argument, node)? {
                Some(nodes) => Value::count(nodes.len()),
                None => Value::Nothing,
            }),
            TestFunction::Value(argument) => match self.selected(argument, node)?.as_deref() {
                Some([one]) => Ok(Value::read(self.reader(), *one)?),
                _ => Ok(Value::Nothing),
            },
            _ => Ok(Value::Nothing),
        }
    }

    /// The one value of an argument; nothing where it selects none or several.
    fn argument<'q>(&mut self, argument: &'q FnArg, node: u32) -> Result<Value<'q>, ReadError> {
        if let FnArg::Literal(literal) = argument {
            return Ok(Value::of_literal(literal));
        }
        if let FnArg::Test(test) = argument
            && let Test::Function(function) = test.as_ref()
        {
            return self.value_of(function, node);
        }
        match self.selected(argument, node)?.as_deref() {
            Some([one]) => Ok(Value::read(self.reader(), *one)?.into_owned()),
            _ => Ok(Value::Nothing),
        }
    }

    /// The nodes that an argument selects; `None` where it is no query.
    fn selected(&mut self, argument: &FnArg, node: u32) -> Result<Option<Vec<u32>>, ReadError> {
        let FnArg::Test(test) = argument else { return Ok(None) };
        Ok(match test.as_ref() {
            Test::RelQuery(segments) => Some(self.nodes(segments, node)?),
            Test::AbsQuery(JpQuery { segments }) => Some(self.nodes(segments, 0)?),
            Test::Function(_) => None,
        })
    }
}

impl Value<'_> {
    fn count(count: usize) -> Value<'static> {
        Value::Number(Cow::Owned(count.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_is_no_line_end_and_stays_a_dot_in_a_class() {
        let mut patterns = Patterns::default();
        for (pattern, whole, text, matches) in [
            ("a.c", true, "abc", true),
            ("a.c", true, "a\nc", false),
            ("a.c", true, "a\rc", false),
            ("a[.]c", true, "a.c", true),
            ("a[.]c", true, "abc", false),
            (r"a\.c", true, "abc", false),
            (r"a\.c", true, "a.c", true),
            ("b", true, "abc", false),
            ("b", false, "abc", true),
            ("(", false, "(", false),
            (r"\p{Lu}", false, "xÄ", true),
            ("a|b", true, "ab", false),
        ] {
            assert_eq!(patterns.is_match(pattern, whole, text), matches, "{pattern} {text:?}");
        }
    }
}
