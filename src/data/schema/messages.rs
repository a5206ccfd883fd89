//! apollo-compiler's diagnostics in words for people, at the narrowest place, with the names that
//! were perhaps meant.

use std::ops::Range;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::diagnostic::{Diagnostic, ToCliReport};
use apollo_compiler::validation::DiagnosticData;

use super::Schema;
use super::check::range_of;
use super::suggest::{nearest, question};
use crate::graphql::{Problem, operations};

/// The problem that a diagnostic tells, or `None` for one that only follows from another.
pub(super) fn problem(
    schema: &Schema,
    text: &str,
    document: &ExecutableDocument,
    diagnostic: &Diagnostic<'_, DiagnosticData>,
) -> Option<Problem> {
    let code = diagnostic.error.unstable_error_name().unwrap_or("Other");
    let whole = range_of(diagnostic.error.location());
    let source = text.get(whole.clone()).unwrap_or_default();
    // With an unknown field inside, apollo-compiler sees an empty selection on the parent.
    if code == "MissingSubselection" && source.trim_end().ends_with('}') {
        return None;
    }
    let plain = diagnostic.error.to_string();
    let told = diagnostic.error.unstable_compat_message().unwrap_or_else(|| plain.clone());
    let context = Context { schema, text, document, at: whole.start };
    let message = context.message(code, &told, &plain);
    let place = match code {
        "SubscriptionUsesMultipleFields" => second_root_field(document, &whole).unwrap_or(whole),
        _ => whole,
    };
    Some(Problem::error(narrow(text, place), code, sentence(&message)))
}

/// Where the second event of a subscription is selected: the one that is too many.
fn second_root_field(document: &ExecutableDocument, whole: &Range<usize>) -> Option<Range<usize>> {
    let operation = document.operations.iter().find(|o| range_of(o.location()) == *whole)?;
    let field = operation.root_fields(document).nth(1)?;
    Some(range_of(field.location()))
}

/// The part of a range that says what is wrong: its first line, up to its brackets.
pub(super) fn narrow(text: &str, whole: Range<usize>) -> Range<usize> {
    let source = text.get(whole.clone()).unwrap_or_default();
    let is_named = source.starts_with(|c: char| c.is_ascii_alphabetic() || "_.$@".contains(c));
    let end = if is_named { source.find(['{', '(', '\n', '\r']) } else { source.find(['\n', '\r']) };
    let shown = source.get(..end.unwrap_or(source.len())).unwrap_or_default().trim_end();
    whole.start..whole.start + shown.len()
}

/// A first capital, and no full stop.
fn sentence(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// The parts of a message that stand in double quotes.
fn quoted(message: &str) -> Vec<&str> {
    message.split('"').skip(1).step_by(2).collect()
}

struct Context<'a> {
    schema: &'a Schema,
    text: &'a str,
    document: &'a ExecutableDocument,
    /// Where the diagnostic begins.
    at: usize,
}

impl Context<'_> {
    fn message(&self, code: &str, told: &str, plain: &str) -> String {
        let names = quoted(told);
        match (code, names.as_slice()) {
            ("UndefinedField", [field, ty, ..]) => {
                format!("\"{ty}\" has no field \"{field}\"{}", self.like_field(ty, field))
            }
            ("UndefinedArgument", [argument, coordinate, ..]) => self.unknown_argument(argument, coordinate),
            ("RequiredArgument", [owner, argument, ty, ..]) => {
                format!("\"{owner}\" needs the argument \"{argument}\" of type {ty}")
            }
            ("RequiredField", [coordinate, ty, ..]) => format!("\"{coordinate}\" of type {ty} is required"),
            ("MissingSubselection", [field, ty, ..]) => {
                format!("Choose fields of \"{field}\" in braces, it is of type {ty}")
            }
            ("UndefinedEnumValue", [value, ty, ..]) => {
                let near = question(&nearest(value, self.schema.enum_values(ty).iter().map(|v| v.name)));
                format!("\"{value}\" is no value of \"{ty}\"{near}")
            }
            ("UndefinedInputValue", [field, ty, ..]) => {
                let near = question(&nearest(field, self.schema.input_fields(ty).iter().map(|f| f.name)));
                format!("\"{ty}\" has no field \"{field}\"{near}")
            }
            ("UndefinedDirective", [name, ..]) => {
                let bare = name.trim_start_matches('@');
                let near: Vec<String> = nearest(bare, self.schema.directive_names())
                    .into_iter()
                    .map(|n| format!("@{n}"))
                    .collect();
                let near: Vec<&str> = near.iter().map(String::as_str).collect();
                format!("There is no directive \"{name}\"{}", question(&near))
            }
            ("UndefinedVariable", [name, ..]) => {
                format!("The variable \"{name}\" is not declared{}", self.like_variable(name))
            }
            ("UndefinedFragment", [name, ..]) => {
                let near = question(&nearest(name, self.document.fragments.keys().map(|n| n.as_str())));
                format!("There is no fragment \"{name}\"{near}")
            }
            _ if code.starts_with("UndefinedType") || code == "UndefinedDefinition" => {
                self.unknown_type(told, plain)
            }
            ("UnsupportedValueType", _) => plain.to_owned(),
            _ if code.starts_with("ConflictingField") => {
                let reason = told.split(" Use different aliases").next().unwrap_or(told);
                // apollo-compiler forgets the quote behind the first type.
                let (from, to) = if code.ends_with("Type") { (" and \"", "\" and \"") } else { ("", "") };
                let reason = reason.replacen(from, to, usize::from(!from.is_empty()));
                format!("{}; give one of them an alias", reason.trim_end_matches('.'))
            }
            _ => told.to_owned(),
        }
    }

    fn like_field(&self, ty: &str, field: &str) -> String {
        let fields = self.schema.fields(ty);
        let near = nearest(field, fields.iter().map(|f| f.name));
        if !near.is_empty() {
            return question(&near);
        }
        let members = self.schema.possible_types(ty);
        let mut owners = members.iter().filter(|m| **m != ty && self.schema.field(m, field).is_some());
        owners.next().map(|owner| format!(", ask for it in \"... on {owner} {{ }}\"")).unwrap_or_default()
    }

    /// `coordinate` is `Type.field(argument:)` or `@directive(argument:)`.
    fn unknown_argument(&self, argument: &str, coordinate: &str) -> String {
        let owner = coordinate.split('(').next().unwrap_or(coordinate);
        let arguments = match (owner.strip_prefix('@'), owner.split_once('.')) {
            (Some(directive), _) => self.schema.directive_arguments(directive).unwrap_or_default(),
            (None, Some((ty, field))) => {
                self.schema.field(ty, field).map(|f| f.arguments).unwrap_or_default()
            }
            (None, None) => Vec::new(),
        };
        let near = question(&nearest(argument, arguments.iter().map(|a| a.name)));
        format!("\"{owner}\" has no argument \"{argument}\"{near}")
    }

    fn unknown_type(&self, told: &str, plain: &str) -> String {
        let by_backtick = plain.split('`').nth(1);
        let name = by_backtick.or_else(|| quoted(told).first().copied()).unwrap_or_default();
        let source = self.text.get(self.at..).unwrap_or_default();
        let name = if self.schema.extended(name).is_none() { name } else { source };
        format!("There is no type \"{name}\"{}", question(&nearest(name, self.schema.type_names())))
    }

    fn like_variable(&self, name: &str) -> String {
        let all = operations(self.text);
        let around = all.iter().find(|o| o.range.contains(&self.at));
        let declared = around.map(|o| o.variables.as_slice()).unwrap_or_default();
        let near: Vec<String> =
            nearest(name.trim_start_matches('$'), declared.iter().map(|v| v.name.as_str()))
                .into_iter()
                .map(|n| format!("${n}"))
                .collect();
        question(&near.iter().map(String::as_str).collect::<Vec<_>>())
    }
}
