//! Fixes for what is missing: arguments, fields of input values, selections, declarations.

use super::super::explore::{argument_variable, leaf_selection, sample_value};
use super::super::{Schema, TypeKind};
use super::{Fix, Fixer, Found};
use crate::graphql::edit::{Snippet, TextEdit, add_argument, declare, reaching};
use crate::graphql::{Lexeme, Problem, SelectionKind, lexemes};

impl Fixer<'_> {
    pub(super) fn required_argument(&self, problem: &Problem) -> Vec<Fix> {
        let (Some(schema), Some(found)) = (self.schema, self.selection_at(problem.range.start)) else {
            return Vec::new();
        };
        let field = found.selection.field().zip(self.type_of(found.set));
        let Some(info) = field.and_then(|(name, ty)| schema.field(ty, name)) else { return Vec::new() };
        let given = |name: &str| found.selection.arguments.iter().any(|a| a.name == name);
        let missing: Vec<_> = info.arguments.iter().filter(|a| a.is_required && !given(a.name)).collect();
        if missing.is_empty() {
            return Vec::new();
        }
        let operations = reaching(self.definitions, found.definition);
        let scope = operations.first().and_then(|at| self.definitions.get(*at));
        let mut variables = Vec::new();
        let written: Vec<String> = missing
            .iter()
            .map(|argument| {
                let name = argument_variable(info.name, argument, scope, &mut variables);
                format!("{}: ${name}", argument.name)
            })
            .collect();
        let mut edits = vec![add_argument(self.text, found.selection, &written.join(", "))];
        edits.extend(self.declarations(&operations, &variables));
        vec![Fix::new(format!("Add {}", written.join(", ")), edits)]
    }

    /// Declares variables in operations that have none of that name.
    pub(super) fn declarations(&self, operations: &[usize], variables: &[(String, String)]) -> Vec<TextEdit> {
        let declare_in = |at: &usize| {
            let definition = self.definitions.get(*at)?;
            let known = &definition.outline.variables;
            let missing: Vec<String> = variables
                .iter()
                .filter(|(name, _)| known.iter().all(|v| v.name != *name))
                .map(|(name, ty)| format!("{name}: {ty}"))
                .collect();
            if missing.is_empty() { None } else { declare(self.text, definition, &missing.join(", $")) }
        };
        operations.iter().filter_map(declare_in).collect()
    }

    /// `"Filter.text" of type String! is required`, at the braces of the value.
    pub(super) fn required_field(&self, problem: &Problem) -> Option<Fix> {
        let schema = self.schema?;
        let coordinate = problem.message.split('"').nth(1)?;
        let (ty, field) = coordinate.rsplit_once('.')?;
        let info = schema.input_fields(ty).into_iter().find(|f| f.name == field)?;
        let source = self.text.get(problem.range.start..)?;
        let open = lexemes(source).into_iter().filter(Lexeme::is_significant).find(|l| l.is(b'{'))?;
        let at = problem.range.start + open.range.end;
        let empty = self.text.get(at..).is_some_and(|rest| rest.trim_start().starts_with('}'));
        let value = literal(schema, &info.type_text);
        let written = format!("{field}: {value}");
        let text = if empty { written.clone() } else { format!("{written}, ") };
        Some(Fix::new(format!("Add {written}"), vec![TextEdit::insert(at, text)]))
    }

    pub(super) fn missing_selection(&self, problem: &Problem) -> Option<Fix> {
        let schema = self.schema?;
        let found = self.selection_at(problem.range.start)?;
        let info = schema.field(self.type_of(found.set)?, found.selection.field()?)?;
        let inner = leaf_selection(schema, info.type_name);
        if inner.is_empty() {
            return None;
        }
        let shown: Vec<String> = inner.iter().map(Snippet::flat).collect();
        let written = format!(" {{ {} }}", shown.join(" "));
        let edit = match &found.selection.set {
            Some(empty) => {
                let from = found.selection.head.end;
                TextEdit::replace(from..empty.range.end, written)
            }
            None => TextEdit::insert(found.selection.range.end, written),
        };
        Some(Fix::new(format!("Choose {}", shown.join(" ")), vec![edit]))
    }

    pub(super) fn needless_selection(&self, problem: &Problem) -> Option<Fix> {
        let found = self.selection_at(problem.range.start)?;
        let set = found.selection.set.as_ref().filter(|set| set.is_closed)?;
        let edit = TextEdit::delete(found.selection.head.end..set.range.end);
        let mut edits = vec![edit];
        for (name, range) in self.definitions.iter().flat_map(|d| &d.uses) {
            if set.range.start <= range.start && range.end <= set.range.end {
                edits.extend(self.unused_after(name, &set.range));
            }
        }
        Some(Fix::new("Remove the braces", edits))
    }

    /// Declares a variable with the type that is needed where it is used.
    pub(super) fn undeclared(&self, problem: &Problem) -> Vec<Fix> {
        let name = self.slice(&problem.range).trim_start_matches('$');
        let Some(found) = self.selection_at(problem.range.start) else { return Vec::new() };
        let needed = self.needed_type(&found, problem.range.start).unwrap_or_else(|| "String".to_owned());
        let variables = [(name.to_owned(), needed.clone())];
        let operations = reaching(self.definitions, found.definition);
        let edits = self.declarations(&operations, &variables);
        if edits.is_empty() {
            Vec::new()
        } else {
            vec![Fix::new(format!("Declare ${name}: {needed}"), edits)]
        }
    }

    /// The type that a value at a place is to have.
    pub(super) fn needed_type(&self, found: &Found<'_>, byte: usize) -> Option<String> {
        let schema = self.schema?;
        if self.in_directive(found, byte) {
            // Of the directives that servers have, `@include` and `@skip` take a variable.
            return Some("Boolean!".to_owned());
        }
        let argument = found.selection.arguments.iter().find(|a| super::within(&a.value, byte))?;
        let SelectionKind::Field { name, .. } = &found.selection.kind else { return None };
        let field = schema.field(self.type_of(found.set)?, name)?;
        let ty = field.arguments.iter().find(|a| a.name == argument.name)?.type_text.clone();
        let source = self.slice(&argument.value);
        Some(inner_type(schema, &ty, source, byte - argument.value.start))
    }

    fn in_directive(&self, found: &Found<'_>, byte: usize) -> bool {
        let behind = found.selection.parentheses.as_ref().map_or(found.selection.head.start, |p| p.end);
        !found.selection.directives.is_empty() && behind <= byte && byte <= found.selection.head.end
    }
}

/// The type of what stands at a place inside of a value of type `ty`.
fn inner_type(schema: &Schema, ty: &str, source: &str, at: usize) -> String {
    let mut current = ty.to_owned();
    let words: Vec<Lexeme> = lexemes(source).into_iter().filter(Lexeme::is_significant).collect();
    let mut stack: Vec<String> = Vec::new();
    let mut key: Option<String> = None;
    for (n, word) in words.iter().enumerate() {
        if word.range.start >= at {
            break;
        }
        let plain = |ty: &str| ty.trim_end_matches('!').to_owned();
        if word.is(b'[') {
            stack.push(current.clone());
            let inner = plain(&current);
            current = inner.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(&inner).to_owned();
        } else if word.is(b'{') {
            stack.push(current.clone());
        } else if word.is(b']') || word.is(b'}') {
            current = stack.pop().unwrap_or(current);
        } else if words.get(n + 1).is_some_and(|next| next.is(b':')) {
            key = Some(word.text(source).to_owned());
        } else if word.is(b':') {
            let owner = stack.last().map(|ty| plain(ty)).unwrap_or_default();
            let owner = owner.trim_matches(['[', ']', '!']).to_owned();
            let field = key.take().and_then(|k| {
                schema.input_fields(&owner).into_iter().find(|f| f.name == k).map(|f| f.type_text)
            });
            current = field.unwrap_or(current);
        }
    }
    current
}

/// A literal of the right shape for a type.
fn literal(schema: &Schema, type_text: &str) -> String {
    written(schema, &sample_value(schema, type_text), type_text)
}

fn written(schema: &Schema, value: &serde_json::Value, type_text: &str) -> String {
    use serde_json::Value;
    let named = type_text.trim_matches(['!', '[', ']']);
    match value {
        Value::String(text) if schema.type_info(named).is_some_and(|t| t.kind == TypeKind::Enum) => {
            text.clone()
        }
        Value::Object(fields) => {
            let of = schema.input_fields(named);
            let ty = |name: &str| of.iter().find(|f| f.name == name).map_or("", |f| f.type_text.as_str());
            let inner: Vec<String> =
                fields.iter().map(|(k, v)| format!("{k}: {}", written(schema, v, ty(k)))).collect();
            format!("{{{}}}", inner.join(", "))
        }
        other => other.to_string(),
    }
}
