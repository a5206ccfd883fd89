//! An operation for any field: the shortest way to it, required arguments as variables, a first selection.

use super::super::Schema;
use super::adding::{build, root_of};
use super::leaves::sample_value;
use super::way::Step;
use crate::graphql::edit::{applied, new_operation};
use crate::graphql::format;

/// An operation to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its text.
    pub query: String,
    /// Values of the right shape for its variables, as JSON; empty when it has none.
    pub variables: String,
}

/// An operation that asks for `type_name.field`. `None` where no operation leads to the type.
pub fn example(schema: &Schema, type_name: &str, field: &str) -> Option<Example> {
    let info = schema.field(type_name, field)?;
    let (kind, steps) = root_of(schema, type_name)?;
    let (snippet, declared) = build(schema, &steps, &info, None);
    let name = operation_name(&steps, field);
    let query = applied("", &[new_operation("", kind, (Some(&name), &declared), &[snippet])]);
    let query = format(&query).unwrap_or(query);
    let values: serde_json::Map<String, serde_json::Value> =
        declared.iter().map(|(name, ty)| (name.clone(), sample_value(schema, ty))).collect();
    let variables = if values.is_empty() {
        String::new()
    } else {
        // A map of texts and numbers always has a JSON text.
        serde_json::to_string_pretty(&values).unwrap_or_default()
    };
    Some(Example { query, variables })
}

/// What an operation for a field is called: the last field before it, and the field.
pub(super) fn operation_name(steps: &[Step<'_>], field: &str) -> String {
    let before = steps.iter().rev().find_map(|step| match step {
        Step::Field(field) => Some(field.name),
        Step::On(_) => None,
    });
    before.into_iter().chain([field]).map(capital).collect()
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
