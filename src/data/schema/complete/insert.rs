//! What a choice writes, and where the caret stands then: required arguments with a first value,
//! braces around a first leaf, and nothing that is already there.

use std::ops::Range;

use apollo_compiler::Node;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, FieldDefinition, InputValueDefinition};

use super::offer::Request;
use super::paths::Path;
use crate::graphql::LexemeKind;

/// Columns of one step.
const INDENT: &str = "  ";

/// A text and what is selected of it afterwards.
#[derive(Clone, Debug, Default)]
pub(super) struct Insert {
    pub text: String,
    pub caret: Range<usize>,
}

impl Insert {
    /// A text with the caret behind it.
    pub(super) fn end(text: String) -> Self {
        Self { caret: text.len()..text.len(), text }
    }
}

pub(super) fn keyword(word: &str) -> Insert {
    if word == "{" {
        return Insert { text: "{\n  \n}".to_owned(), caret: 4..4 };
    }
    Insert::end(format!("{word} "))
}

impl Request<'_> {
    fn next(&self) -> Option<LexemeKind> {
        self.cut.after.first().map(|l| l.kind)
    }

    fn next_is(&self, punctuator: u8) -> bool {
        self.next() == Some(LexemeKind::Punctuator(punctuator))
    }

    /// The blanks at the start of the caret's line.
    fn indent(&self) -> &str {
        let before = self.text.get(..self.cut.range.start).unwrap_or_default();
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
    }

    /// A field that a selection may begin with.
    fn first_leaf(&self, type_name: &str) -> &str {
        let is_leaf = |f: &&FieldDefinition| {
            self.schema.is_without_fields(f.ty.inner_named_type())
                && !f.directives.has("deprecated")
                && !f.arguments.iter().any(|a| a.is_required())
        };
        let known = ["id", "name"];
        let leaves: Vec<&str> =
            self.schema.definitions(type_name).filter(is_leaf).map(|f| f.name.as_str()).collect();
        known
            .into_iter()
            .find_map(|k| leaves.iter().copied().find(|l| *l == k))
            .or_else(|| leaves.first().copied())
            .unwrap_or("__typename")
    }
}

/// A field: what it needs in parentheses, and braces where it has a selection.
pub(super) fn field(request: &Request<'_>, field: &FieldDefinition) -> Insert {
    let mut made = Insert::end(field.name.to_string());
    let inner = field.ty.inner_named_type();
    if request.next_is(b':') || request.next_is(b'(') {
        return made;
    }
    let place = required(request, &mut made.text, &field.arguments);
    let has_selection = !request.schema.is_without_fields(inner) && !request.next_is(b'{');
    let leaf = has_selection.then(|| open(request, &mut made.text, inner.as_str()));
    made.caret = place.or(leaf).unwrap_or(made.text.len()..made.text.len());
    made
}

/// ` { … }` around a first leaf; gives where the leaf is.
fn open(request: &Request<'_>, text: &mut String, type_name: &str) -> Range<usize> {
    let indent = request.indent();
    text.push_str(&format!(" {{\n{indent}{INDENT}"));
    let start = text.len();
    text.push_str(request.first_leaf(type_name));
    let leaf = start..text.len();
    text.push_str(&format!("\n{indent}}}"));
    leaf
}

/// `on Type { … }`.
pub(super) fn selection(request: &Request<'_>, label: &str, type_name: &str) -> Insert {
    let mut text = label.to_owned();
    if request.next_is(b'{') {
        return Insert::end(text);
    }
    let caret = open(request, &mut text, type_name);
    Insert { text, caret }
}

/// Required arguments in parentheses; gives where the first value is.
fn required(
    request: &Request<'_>,
    text: &mut String,
    all: &[Node<InputValueDefinition>],
) -> Option<Range<usize>> {
    let needed: Vec<&Node<InputValueDefinition>> = all.iter().filter(|a| a.is_required()).collect();
    let mut first = None;
    for (at, argument) in needed.iter().enumerate() {
        text.push_str(if at == 0 { "(" } else { ", " });
        text.push_str(&format!("{}: ", argument.name));
        let (value, caret) = placeholder(request, &argument.ty);
        let range = text.len() + caret.start..text.len() + caret.end;
        text.push_str(&value);
        first.get_or_insert(range);
    }
    if first.is_some() {
        text.push(')');
    }
    first
}

/// A value of a type to begin with, and what of it is to be typed over.
fn placeholder(request: &Request<'_>, of: &Type) -> (String, Range<usize>) {
    if of.is_list() {
        return ("[]".to_owned(), 1..1);
    }
    match (of.inner_named_type().as_str(), request.schema.extended(of.inner_named_type())) {
        ("Boolean", _) => ("false".to_owned(), 0..5),
        ("Int" | "Float", _) => ("0".to_owned(), 0..1),
        (_, Some(ExtendedType::Enum(found))) => {
            let first = found.values.keys().next().map(ToString::to_string).unwrap_or_default();
            let len = first.len();
            (first, 0..len)
        }
        (_, Some(ExtendedType::InputObject(_))) => ("{}".to_owned(), 1..1),
        _ => ("\"\"".to_owned(), 1..1),
    }
}

/// An argument or a field of an input: its name and a colon.
pub(super) fn input(request: &Request<'_>, what: &InputValueDefinition) -> Insert {
    if request.next_is(b':') {
        return Insert::end(what.name.to_string());
    }
    let mut text = format!("{}: ", what.name);
    let start = text.len();
    // Where names can be chosen, the choice comes next and nothing stands in its way.
    let leaf = request.schema.extended(what.ty.inner_named_type());
    let is_text = ["String", "ID"].contains(&what.ty.inner_named_type().as_str());
    let caret = match leaf {
        Some(ExtendedType::InputObject(_)) if !what.ty.is_list() => {
            text.push_str("{}");
            start + 1..start + 1
        }
        _ if what.ty.is_list() => {
            text.push_str("[]");
            start + 1..start + 1
        }
        _ if is_text => {
            text.push_str("\"\"");
            start + 1..start + 1
        }
        _ => start..start,
    };
    Insert { text, caret }
}

pub(super) fn directive(
    request: &Request<'_>,
    name: &str,
    arguments: &[Node<InputValueDefinition>],
) -> Insert {
    let mut made = Insert::end(name.to_owned());
    if !request.next_is(b'(') {
        let place = required(request, &mut made.text, arguments);
        made.caret = place.unwrap_or(made.text.len()..made.text.len());
    }
    made
}

/// The whole way to a leaf, a line a step, with the caret behind the leaf or in the first value.
pub(super) fn path(request: &Request<'_>, path: &Path<'_>) -> Insert {
    let indent = request.indent();
    let mut text = String::new();
    let mut value = None;
    for (depth, (_, step)) in path.steps.iter().enumerate() {
        if depth > 0 {
            text.push_str(&format!(" {{\n{indent}{}", INDENT.repeat(depth)));
        }
        text.push_str(&step.name);
        let place = required(request, &mut text, &step.arguments);
        value = value.or(place);
    }
    let leaf = text.len();
    for depth in (0..path.steps.len().saturating_sub(1)).rev() {
        text.push_str(&format!("\n{indent}{}}}", INDENT.repeat(depth)));
    }
    Insert { caret: value.unwrap_or(leaf..leaf), text }
}
