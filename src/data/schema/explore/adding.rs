//! Fields of a type in the operation at hand: which are in it, and putting one in or taking it out.

use std::ops::Range;

use super::super::Schema;
use super::super::index::{Field, InputValue};
use super::leaves::leaf_selection;
use super::sets::{TypedSet, inner_end, typed_sets};
use super::way::{Step, way};
use crate::graphql::edit::{
    Snippet, TextEdit, add_selection, declare, free_name, new_operation, reaching, remove_selection,
    with_unused_variables,
};
use crate::graphql::{Definition, OperationKind, Selection, definition_at, definitions};

/// Where a field of a type goes in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into these braces, which are there.
    Set(Range<usize>),
    /// Into braces that come with it, by way of these fields.
    ByWayOf(Vec<String>),
    /// Into an operation of its own.
    NewOperation,
    /// Nowhere: no operation leads to the type.
    Nowhere,
}

/// How a type stands in a text with the caret at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where a field would go.
    pub place: Place,
    /// The names of the fields that are there already.
    pub fields: Vec<String>,
    /// The operation or fragment that it would go into.
    pub operation: Option<String>,
}

/// A change of the text by one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toggled {
    /// What to do to the text.
    pub edits: Vec<TextEdit>,
    /// The field was put in; otherwise it was taken out.
    pub added: bool,
}

/// Which fields of `type_name` the text asks for at the caret, and where another one would go.
///
/// The braces of that type around the caret count first, then the nearest ones of the same operation, then
/// any of the text.
pub fn standing(schema: &Schema, text: &str, caret: usize, type_name: &str) -> Standing {
    let definitions = definitions(text);
    let sets = typed_sets(schema, &definitions);
    if let Some(found) = nearest(&definitions, &sets, caret, type_name) {
        let names = found.set.selections.iter().filter_map(Selection::field);
        let mut fields: Vec<String> = names.map(str::to_owned).collect();
        fields.dedup();
        let operation = definitions.get(found.definition).and_then(|d| d.outline.name.clone());
        return Standing { place: Place::Set(found.set.range.clone()), fields, operation };
    }
    let mut standing = Standing { place: Place::Nowhere, fields: Vec::new(), operation: None };
    if let Some((from, steps)) = branch(schema, &definitions, &sets, caret, type_name) {
        standing.operation = definitions.get(from.definition).and_then(|d| d.outline.name.clone());
        standing.place = Place::ByWayOf(steps.iter().map(step_name).collect());
    } else if root_of(schema, type_name).is_some() {
        standing.place = Place::NewOperation;
    }
    standing
}

/// Puts a field into the text, with its required arguments as declared variables and a first selection, or
/// takes it out where it is there already. `None` where the field has no place in any operation.
pub fn toggle_field(
    schema: &Schema,
    text: &str,
    caret: usize,
    (type_name, field): (&str, &str),
) -> Option<Toggled> {
    let definitions = definitions(text);
    let sets = typed_sets(schema, &definitions);
    let info = schema.field(type_name, field)?;
    if let Some(found) = nearest(&definitions, &sets, caret, type_name) {
        let there = found.set.selections.iter().find(|s| s.field() == Some(field));
        if let Some(selection) = there {
            let edit = remove_selection(text, found.set, selection);
            let gone = (found.definition, selection);
            let edits = with_unused_variables(text, &definitions, gone, edit);
            return Some(Toggled { edits, added: false });
        }
        return Some(added(
            text,
            &definitions,
            found,
            build(schema, &[], &info, definitions.get(found.definition)),
        ));
    }
    if let Some((from, steps)) = branch(schema, &definitions, &sets, caret, type_name) {
        let built = build(schema, &steps, &info, definitions.get(from.definition));
        return Some(added(text, &definitions, from, built));
    }
    let (kind, steps) = root_of(schema, type_name)?;
    let (snippet, variables) = build(schema, &steps, &info, None);
    let name = super::example::operation_name(&steps, field);
    let name = free_operation_name(&definitions, &name);
    let edit = new_operation(text, kind, (Some(&name), &variables), &[snippet]);
    Some(Toggled { edits: vec![edit], added: true })
}

fn free_operation_name(definitions: &[Definition], wish: &str) -> String {
    let taken = |name: &str| definitions.iter().any(|d| d.outline.name.as_deref() == Some(name));
    let mut name = wish.to_owned();
    let mut number = 2;
    while taken(&name) {
        name = format!("{wish}{number}");
        number += 1;
    }
    name
}

/// The edits that put a built selection into a set, with the declarations it needs.
fn added(
    text: &str,
    definitions: &[Definition],
    into: &TypedSet<'_>,
    (snippet, variables): (Snippet, Vec<(String, String)>),
) -> Toggled {
    let mut edits = vec![add_selection(text, into.set, &snippet)];
    if !variables.is_empty() {
        let declared: Vec<String> = variables.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
        for at in reaching(definitions, into.definition) {
            let known = &definitions[at].outline.variables;
            let missing: Vec<&str> = declared
                .iter()
                .zip(&variables)
                .filter(|(_, (name, _))| known.iter().all(|v| v.name != *name))
                .map(|(text, _)| text.as_str())
                .collect();
            if !missing.is_empty() {
                edits.extend(declare(text, &definitions[at], &missing.join(", $")));
            }
        }
    }
    Toggled { edits, added: true }
}

/// A field below the steps that lead to it, with the variables it needs: names and types.
pub(super) fn build(
    schema: &Schema,
    steps: &[Step<'_>],
    field: &Field<'_>,
    definition: Option<&Definition>,
) -> (Snippet, Vec<(String, String)>) {
    let mut variables = Vec::new();
    let heads: Vec<String> = steps
        .iter()
        .map(|step| match step {
            Step::Field(field) => call(field, definition, &mut variables),
            Step::On(name) => format!("... on {name}"),
        })
        .collect();
    let mut snippet = Snippet {
        head: call(field, definition, &mut variables),
        children: leaf_selection(schema, field.type_name),
    };
    for head in heads.into_iter().rev() {
        snippet = Snippet { head, children: vec![snippet] };
    }
    (snippet, variables)
}

/// A field with its required arguments as variables, which are put on the list.
fn call(field: &Field<'_>, definition: Option<&Definition>, variables: &mut Vec<(String, String)>) -> String {
    let given: Vec<String> = field
        .arguments
        .iter()
        .filter(|argument| argument.is_required)
        .map(|argument| {
            let name = argument_variable(field.name, argument, definition, variables);
            format!("{}: ${name}", argument.name)
        })
        .collect();
    if given.is_empty() { field.name.to_owned() } else { format!("{}({})", field.name, given.join(", ")) }
}

/// The variable for an argument: one of that name and type that is declared already, or a new one, which is
/// put on the list. `id` alone says nothing, so the id of a project is `projectId`.
pub(in crate::schema) fn argument_variable(
    field: &str,
    argument: &InputValue<'_>,
    definition: Option<&Definition>,
    variables: &mut Vec<(String, String)>,
) -> String {
    let wish = if argument.name == "id" { format!("{field}Id") } else { argument.name.to_owned() };
    let declared = definition.map(|d| d.outline.variables.as_slice()).unwrap_or_default();
    let fits = |name: &str, ty: &str| name == wish && ty == argument.type_text;
    if declared.iter().any(|v| fits(&v.name, &v.type_text)) || variables.iter().any(|(n, t)| fits(n, t)) {
        return wish;
    }
    let mut name = free_name(definition, &wish);
    let mut number = 2;
    while variables.iter().any(|(taken, _)| *taken == name) {
        name = free_name(definition, &format!("{wish}{number}"));
        number += 1;
    }
    variables.push((name.clone(), argument.type_text.clone()));
    name
}

/// The set of a type that the caret means.
fn nearest<'a, 'd>(
    definitions: &[Definition],
    sets: &'a [TypedSet<'d>],
    caret: usize,
    type_name: &str,
) -> Option<&'a TypedSet<'d>> {
    let own = definition_at(definitions, caret).map(|d| d.outline.range.clone());
    let is_own = |s: &TypedSet<'_>| {
        own.as_ref().is_some_and(|own| own.start <= s.set.range.start && s.set.range.end <= own.end)
    };
    sets.iter().filter(|s| s.type_name == type_name).min_by_key(|s| {
        let range = &s.set.range;
        let around = range.start < caret && caret <= inner_end(s.set);
        let away =
            if around { range.len() } else { range.start.abs_diff(caret).min(range.end.abs_diff(caret)) };
        (!around, !is_own(s), away)
    })
}

/// What a way that begins where the caret is not has to be shorter by.
const ELSEWHERE: u32 = 15;

/// The set of the caret's own operation from which the way to a type is shortest.
fn branch<'a, 'd, 's>(
    schema: &'s Schema,
    definitions: &[Definition],
    sets: &'a [TypedSet<'d>],
    caret: usize,
    type_name: &str,
) -> Option<(&'a TypedSet<'d>, Vec<Step<'s>>)> {
    let own = definition_at(definitions, caret).or(definitions.first())?;
    let mut best: Option<(u32, &TypedSet<'d>, Vec<Step<'s>>)> = None;
    for set in sets.iter().filter(|s| own.outline.range.contains(&s.set.range.start)) {
        let Some(from) = schema.type_info(&set.type_name) else { continue };
        let Some((mut cost, steps)) = way(schema, from.name, type_name) else { continue };
        // Rather on from where the caret is than by a shorter way from elsewhere.
        let around = set.set.range.start < caret && caret <= inner_end(set.set);
        cost += if around { 0 } else { ELSEWHERE };
        let conflicts = steps.first().is_some_and(|step| {
            let Step::Field(field) = step else { return false };
            let there = set.set.selections.iter().any(|s| s.field() == Some(field.name));
            there && field.arguments.iter().any(|a| a.is_required)
        });
        if !conflicts && best.as_ref().is_none_or(|(least, ..)| cost < *least) {
            best = Some((cost, set, steps));
        }
    }
    best.map(|(_, set, steps)| (set, steps))
}

/// The kind of operation that leads to a type, and the way.
pub(super) fn root_of<'s>(schema: &'s Schema, type_name: &str) -> Option<(OperationKind, Vec<Step<'s>>)> {
    [OperationKind::Query, OperationKind::Mutation, OperationKind::Subscription].into_iter().find_map(
        |kind| {
            let (_, steps) = way(schema, schema.root(kind)?, type_name)?;
            Some((kind, steps))
        },
    )
}

fn step_name(step: &Step<'_>) -> String {
    match step {
        Step::Field(field) => field.name.to_owned(),
        Step::On(name) => format!("... on {name}"),
    }
}
