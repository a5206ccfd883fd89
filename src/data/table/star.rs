//! The one cell of a star path: what several values of a row come to.

use std::borrow::Cow;

use super::sum::Sum;
use super::walk::{Leaf, Value};

/// Several values as one cell, in their order:
/// - nulls are left out unless there is nothing else,
/// - numbers that all have the same unit, or all have none, are summed (see [`Sum`]),
/// - anything else is text, joined with `, `, each only once; a number is followed by its unit.
///
/// `None` where there are no values.
pub(super) fn combined<'a>(leaves: &mut Vec<Leaf<'a>>) -> Option<Leaf<'a>> {
    if leaves.len() > 1 && leaves.iter().any(|leaf| !matches!(leaf.value, Value::Null)) {
        leaves.retain(|leaf| !matches!(leaf.value, Value::Null));
    }
    let first = leaves.pop()?;
    if leaves.is_empty() || matches!(first.value, Value::Null) {
        leaves.clear();
        return Some(first);
    }
    leaves.push(first);
    let leaf = summed(leaves).unwrap_or_else(|| joined(leaves));
    leaves.clear();
    Some(leaf)
}

fn summed<'a>(leaves: &[Leaf<'a>]) -> Option<Leaf<'a>> {
    let unit = leaves.first()?.unit.clone();
    let mut sum = Sum::default();
    for leaf in leaves {
        match &leaf.value {
            Value::Number(text) if leaf.unit == unit && sum.add_text(text) => {}
            _ => return None,
        }
    }
    Some(Leaf { value: Value::Number(Cow::Owned(sum.text())), unit })
}

fn joined<'a>(leaves: &[Leaf<'a>]) -> Leaf<'a> {
    let mut texts: Vec<Cow<'_, str>> = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let text = leaf.value.text();
        let text = match (&leaf.value, &leaf.unit) {
            (Value::Number(_), Some(unit)) => Cow::Owned(format!("{text} {unit}")),
            _ => text,
        };
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    Value::Text(Cow::Owned(texts.join(", "))).into()
}
