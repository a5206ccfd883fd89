//! The shortest way from a type to another one, through fields.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::super::Schema;
use super::super::index::{Field, TypeKind};

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step<'s> {
    /// Through a field of a type.
    Field(Field<'s>),
    /// To one of the types that a value may be.
    On(&'s str),
}

/// A step costs this much; less than two steps with all that they need.
const STEP: u32 = 10;
/// A required argument is something a person has to know.
const REQUIRED: u32 = 4;
/// Many of something are rarely meant where one can be had.
const LIST: u32 = 3;
/// Deprecated fields are a way only where there is no other.
const DEPRECATED: u32 = 1_000;

/// The steps from `from` to `to` with what they cost; no steps when they are the same type. `None` where
/// there is no way.
pub(super) fn way<'s>(schema: &'s Schema, from: &'s str, to: &str) -> Option<(u32, Vec<Step<'s>>)> {
    let mut cost: HashMap<&'s str, u32> = HashMap::from([(from, 0)]);
    let mut came: HashMap<&'s str, (&'s str, Step<'s>)> = HashMap::new();
    let mut waiting = BinaryHeap::from([Reverse((0u32, from))]);
    while let Some(Reverse((so_far, at))) = waiting.pop() {
        if at == to {
            return Some((so_far, walked(&came, from, at)));
        }
        if cost.get(at).is_some_and(|best| *best < so_far) {
            continue;
        }
        for (more, next, step) in steps(schema, at) {
            let total = so_far.saturating_add(more);
            if cost.get(next).is_none_or(|best| total < *best) {
                cost.insert(next, total);
                came.insert(next, (at, step));
                waiting.push(Reverse((total, next)));
            }
        }
    }
    None
}

fn walked<'s>(came: &HashMap<&'s str, (&'s str, Step<'s>)>, from: &str, to: &'s str) -> Vec<Step<'s>> {
    let mut steps = Vec::new();
    let mut at = to;
    while at != from {
        let Some((before, step)) = came.get(at) else { break };
        steps.push(step.clone());
        at = before;
    }
    steps.reverse();
    steps
}

fn steps<'s>(schema: &'s Schema, at: &'s str) -> Vec<(u32, &'s str, Step<'s>)> {
    let mut found: Vec<(u32, &'s str, Step<'s>)> = Vec::new();
    for field in schema.fields(at) {
        if schema.is_without_fields(field.type_name) {
            continue;
        }
        let required = field.arguments.iter().filter(|a| a.is_required).count();
        let cost = STEP
            + REQUIRED * u32::try_from(required).unwrap_or(u32::MAX / 8)
            + if field.type_text.contains('[') { LIST } else { 0 }
            + if field.deprecated.is_some() { DEPRECATED } else { 0 };
        found.push((cost, field.type_name, Step::Field(field)));
    }
    let kind = schema.type_info(at).map(|t| t.kind);
    if matches!(kind, Some(TypeKind::Interface | TypeKind::Union)) {
        found.extend(schema.possible_types(at).into_iter().map(|name| (2 * STEP, name, Step::On(name))));
    }
    found
}
