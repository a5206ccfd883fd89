//! apollo-compiler's diagnostics in words for people, at the narrowest place, with the names that
//! were perhaps meant.

use std::ops::Range;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::diagnostic::{Diagnostic, ToCliReport};
use apollo_compiler::validation::DiagnosticData;

use super::Schema;
use super::check::range_of;
use super::names::{CODES, Names};
use super::suggest::{nearest, question};
use crate::graphql::{Lexeme, Problem, lexemes};

/// The text that diagnostics are about.
pub(super) struct Told<'a> {
    pub(super) schema: &'a Schema,
    pub(super) text: &'a str,
    /// As far as apollo-compiler understood it.
    pub(super) document: &'a ExecutableDocument,
    pub(super) names: &'a Names<'a>,
}

impl Told<'_> {
    /// The problem that a diagnostic tells, or `None` for one that only follows from another.
    pub(super) fn problem(&self, diagnostic: &Diagnostic<'_, DiagnosticData>) -> Option<Problem> {
        let code = diagnostic.error.unstable_error_name().unwrap_or("Other");
        let whole = range_of(diagnostic.error.location());
        let plain = diagnostic.error.to_string();
        let told = diagnostic.error.unstable_compat_message().unwrap_or_else(|| plain.clone());
        let names = quoted(&told);
        if self.only_follows(code, &names, &whole) {
            return None;
        }
        let message = self.message(code, &told, &plain);
        let place = self.place(code, &names, whole);
        Some(Problem::error(narrow(self.text, place), code, sentence(&message)))
    }

    /// Whether a diagnostic is false, or says again what another one says better.
    fn only_follows(&self, code: &str, names: &[&str], whole: &Range<usize>) -> bool {
        let source = self.text.get(whole.clone()).unwrap_or_default();
        match (code, names) {
            _ if CODES.contains(&code) => true,
            // With an unknown field inside, apollo-compiler sees an empty selection on the parent.
            ("MissingSubselection", _) => source.trim_end().ends_with('}'),
            // Told at the type condition by `selections`.
            ("InvalidFragmentTarget", _) => true,
            ("UndefinedField", [_, ty, ..]) => self.schema.is_without_fields(ty),
            _ => false,
        }
    }

    /// The place that a message is about, where apollo-compiler names a larger one.
    fn place(&self, code: &str, names: &[&str], whole: Range<usize>) -> Range<usize> {
        let found = match (code, names) {
            ("SubscriptionUsesMultipleFields", _) => second_root_field(self.document, &whole),
            ("UndefinedDefinition", [name, ..]) => self.word_within(&whole, |_, word| word == *name),
            ("DisallowedVariableUsage", [variable, ..]) => {
                let name = variable.trim_start_matches('$');
                self.word_within(&whole, |before, word| before == "$" && word == name)
            }
            ("UndefinedInputValue", [name, ..]) => self.word_before(whole.start, name),
            ("RecursiveFragmentDefinition", [name, via @ ..]) => {
                let next = via.iter().find(|n| *n != name).unwrap_or(name);
                let definition = self.names.around(whole.start).map(|d| d.range.clone());
                definition.and_then(|d| self.word_within(&d, |before, word| before == "..." && word == *next))
            }
            _ => None,
        };
        found.unwrap_or(whole)
    }

    /// The last word before a place that reads `name`: the key of a value.
    fn word_before(&self, place: usize, name: &str) -> Option<Range<usize>> {
        let before = lexemes(self.text).into_iter().take_while(|l| l.range.end <= place);
        before.filter(|l| l.text(self.text) == name).last().map(|l| l.range)
    }

    /// The first word within a range that fits, given the word before it.
    fn word_within(&self, whole: &Range<usize>, fits: impl Fn(&str, &str) -> bool) -> Option<Range<usize>> {
        let source = self.text.get(whole.clone())?;
        let mut before = "";
        for lexeme in lexemes(source).into_iter().filter(Lexeme::is_significant) {
            let word = lexeme.text(source);
            if fits(before, word) {
                return Some(whole.start + lexeme.range.start..whole.start + lexeme.range.end);
            }
            before = word;
        }
        None
    }
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

/// Messages that need no more than the names in them.
fn without_schema(code: &str, names: &[&str], told: &str) -> Option<String> {
    Some(match (code, names) {
        ("AmbiguousAnonymousOperation", _) => "Each operation needs a name when there are several".to_owned(),
        ("UndefinedRootOperation", [kind, ..]) => format!("This server has no operations of the kind {kind}"),
        ("TypeSystemDefinition", _) => "Only operations and fragments can stand here".to_owned(),
        ("SubselectionOnScalarType" | "SubselectionOnEnumType", [field, ty, ..]) => {
            format!("\"{field}\" is of type {ty}, which has no fields to choose")
        }
        ("DisallowedVariableUsage", [variable, ty, needed, ..]) => {
            format!("The variable \"{variable}\" is of type {ty}, but {needed} is needed here")
        }
        ("VariableInputType", [variable, ty, ..]) => {
            format!("The variable \"{variable}\" cannot be of type {ty}, which servers only give")
        }
        ("InvalidFragmentSpread", [.., ty, condition]) => {
            format!("This never matches: no \"{ty}\" is a \"{condition}\"")
        }
        ("UnsupportedLocation", [directive, ..]) => {
            let place = told.trim_end_matches('.').rsplit(' ').next()?.to_lowercase().replace('_', " ");
            format!("\"{directive}\" cannot stand on a {place}")
        }
        _ => return None,
    })
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
pub(super) fn quoted(message: &str) -> Vec<&str> {
    message.split('"').skip(1).step_by(2).collect()
}

/// Words.
impl Told<'_> {
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
            ("MissingSubselection", [field, parent, ..]) => {
                // apollo-compiler names the type around the field, not its own.
                let ty = self.schema.field(parent, field).map_or((*parent).to_owned(), |f| f.type_text);
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
            ("RecursiveFragmentDefinition", [name, via @ ..]) => {
                let others: Vec<&str> = via.iter().filter(|n| *n != name).copied().collect();
                let way = if others.is_empty() {
                    String::new()
                } else {
                    format!(" by way of {}", others.join(", "))
                };
                format!("The fragment \"{name}\" contains itself{way}")
            }
            ("UndefinedDefinition", [name, ..]) => {
                format!("There is no type \"{name}\"{}", question(&nearest(name, self.schema.type_names())))
            }
            ("UnsupportedValueType", _) => plain.to_owned(),
            _ if code.starts_with("ConflictingField") => {
                let reason = told.split(" Use different aliases").next().unwrap_or(told);
                // apollo-compiler forgets the quote behind the first type.
                let (from, to) = if code.ends_with("Type") { (" and \"", "\" and \"") } else { ("", "") };
                let reason = reason.replacen(from, to, usize::from(!from.is_empty()));
                format!("{}; give one of them an alias", reason.trim_end_matches('.'))
            }
            (_, names) => without_schema(code, names, told).unwrap_or_else(|| told.to_owned()),
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
}
