//! What a word of an operation text is: type, description, deprecation, scopes; and where it is defined.
//!
//! Source: the first line reads as in graphql-language-service, `Type.field: Type`.

use std::ops::Range;

use apollo_compiler::schema::ExtendedType;

use super::Schema;
use super::complete::Cut;
use super::complete::place::{Owner, Place, place_behind};
use super::index::deprecation;
use super::scopes::field_scopes;
use crate::graphql::{LexemeKind, Operation, OperationKind, operations};

/// What a hovered word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HoverKind {
    /// A field.
    Field,
    /// An argument of a field or directive.
    Argument,
    /// A field of an input type.
    InputField,
    /// A type.
    Type,
    /// A value of an enum.
    Value,
    /// A directive.
    Directive,
    /// A variable.
    Variable,
    /// A fragment.
    Fragment,
}

/// What is known about a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is.
    pub kind: HoverKind,
    /// The word, in bytes of the text; a variable's without `$`.
    pub range: Range<usize>,
    /// Its name and type in one line, such as `Project.name: String!`.
    pub title: String,
    /// Its arguments as GraphQL writes them, such as `limit: Int! = 25`.
    pub arguments: Vec<String>,
    /// What the server says about it.
    pub description: Option<String>,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// Scopes that a token needs for it.
    pub scopes: Vec<String>,
}

impl Hover {
    /// Title, description and deprecation as one text of paragraphs.
    pub fn text(&self) -> String {
        let deprecated = self.deprecated.as_ref().map(|reason| format!("Deprecated: {reason}"));
        let parts = [Some(self.title.clone()), self.description.clone(), deprecated];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    }
}

/// What the word at `byte` is; `None` for blanks, keywords and names that the schema does not know.
pub fn hover(schema: &Schema, text: &str, byte: usize) -> Option<Hover> {
    let (word, range, place) = word_at(schema, text, byte)?;
    let made = |kind, title: String| Hover {
        kind,
        range: range.clone(),
        title,
        arguments: Vec::new(),
        description: None,
        deprecated: None,
        scopes: Vec::new(),
    };
    Some(match place {
        Place::Field { parent } => {
            let parent = parent?;
            let field = schema.definition(parent, word)?;
            let on = if word.starts_with("__") { String::new() } else { format!("{parent}.") };
            Hover {
                arguments: field.arguments.iter().map(|a| argument_text(a)).collect(),
                description: field.description.as_deref().map(str::to_owned),
                deprecated: deprecation(&field.directives),
                scopes: field_scopes(parent, word).to_vec(),
                ..made(HoverKind::Field, format!("{on}{word}: {}", field.ty))
            }
        }
        Place::Argument { owner, .. } => {
            let found = owner.arguments().iter().find(|a| a.name.as_str() == word)?;
            let of = match owner {
                Owner::Field(parent, field) => format!("{parent}.{}", field.name),
                Owner::Directive(name, _) => format!("@{name}"),
                Owner::Unknown => return None,
            };
            Hover {
                description: found.description.as_deref().map(str::to_owned),
                deprecated: deprecation(&found.directives),
                ..made(HoverKind::Argument, format!("{of}({word}: {})", found.ty))
            }
        }
        Place::InputField { type_name, .. } => {
            let found = schema.extended(&type_name)?.as_input_object()?.fields.get(word)?;
            Hover {
                description: found.description.as_deref().map(str::to_owned),
                deprecated: deprecation(&found.directives),
                ..made(HoverKind::InputField, format!("{type_name}.{word}: {}", found.ty))
            }
        }
        Place::Value { wanted } => {
            let of = wanted?.inner_named_type().clone();
            let ExtendedType::Enum(found) = schema.extended(&of)? else { return None };
            let value = found.values.get(word)?;
            Hover {
                description: value.description.as_deref().map(str::to_owned),
                deprecated: deprecation(&value.directives),
                ..made(HoverKind::Value, format!("{of}.{word}"))
            }
        }
        Place::TypeCondition { .. } | Place::VariableType => Hover {
            description: schema.extended(word)?.description().map(|d| d.to_string()),
            ..made(HoverKind::Type, word.to_owned())
        },
        Place::Directive { .. } => {
            let found = schema.compiled.directive_definitions.get(word)?;
            Hover {
                arguments: found.arguments.iter().map(|a| argument_text(a)).collect(),
                description: found.description.as_deref().map(str::to_owned),
                ..made(HoverKind::Directive, format!("@{word}"))
            }
        }
        Place::Variable { .. } | Place::NewVariable => {
            let around = around(text, range.start)?;
            let found = around.variables.iter().find(|v| v.name == word)?;
            made(HoverKind::Variable, format!("${word}: {}", found.type_text))
        }
        Place::Spread { .. } => {
            let on = fragment(text, word)?.on?;
            made(HoverKind::Fragment, format!("{word} on {on}"))
        }
        Place::TopLevel | Place::On | Place::Nothing => return None,
    })
}

/// Where the fragment or variable at `byte` is defined, in bytes of the text.
pub fn definition_of(schema: &Schema, text: &str, byte: usize) -> Option<Range<usize>> {
    let (word, range, place) = word_at(schema, text, byte)?;
    match place {
        Place::Spread { .. } => fragment(text, word)?.name_range,
        Place::Variable { .. } => {
            let operation = around(text, range.start)?;
            let found = operation.variables.iter().find(|v| v.name == word)?;
            Some(found.range.start..found.range.start + 1 + word.len())
        }
        _ => None,
    }
}

/// The name that a byte is in or at the end of, and what its place asks for.
pub(super) fn word_at<'s, 't>(
    schema: &'s Schema,
    text: &'t str,
    byte: usize,
) -> Option<(&'t str, Range<usize>, Place<'s, 't>)> {
    let all = crate::graphql::lexemes(text);
    let at = |l: &&crate::graphql::Lexeme| {
        l.kind == LexemeKind::Name && l.range.start <= byte && byte <= l.range.end
    };
    let range = all.iter().find(at)?.range.clone();
    let cut = Cut::at(text, range.end)?;
    let word = text.get(range.clone())?;
    Some((word, range, place_behind(schema, text, &cut.before)))
}

fn around(text: &str, byte: usize) -> Option<Operation> {
    operations(text).into_iter().rev().find(|o| o.range.start <= byte)
}

fn fragment(text: &str, name: &str) -> Option<Operation> {
    let is_it = |o: &Operation| o.kind == OperationKind::Fragment && o.name.as_deref() == Some(name);
    operations(text).into_iter().find(is_it)
}

fn argument_text(argument: &apollo_compiler::schema::InputValueDefinition) -> String {
    let default = argument.default_value.as_ref();
    let default = default.map(|v| format!(" = {}", v.serialize().no_indent())).unwrap_or_default();
    format!("{}: {}{default}", argument.name, argument.ty)
}
