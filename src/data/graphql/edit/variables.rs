//! Declaring variables and taking them away.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::outline::OperationKind;
use super::super::selection::{Definition, Selection, SelectionKind, SelectionSet};
use super::remove::with_its_line;
use super::{TextEdit, indent_of, line_break, line_start};

/// Declares a variable of an operation, behind those that it has. `declared` is the whole declaration
/// without its `$`: `limit: Int = 10`. Fragments declare nothing.
pub fn declare(text: &str, definition: &Definition, declared: &str) -> Option<TextEdit> {
    let outline = &definition.outline;
    if !outline.kind.is_executable() {
        return None;
    }
    if let (Some(range), Some(last)) = (&definition.variables, outline.variables.last()) {
        if line_start(text, last.range.start) > range.start {
            let indent = indent_of(text, last.range.start);
            return Some(TextEdit::insert(
                last.range.end,
                format!("{}{indent}${declared}", line_break(text)),
            ));
        }
        return Some(TextEdit::insert(last.range.end, format!(", ${declared}")));
    }
    if let Some(range) = &definition.variables {
        return Some(TextEdit::insert(range.start + 1, format!("${declared}")));
    }
    let start = outline.range.start;
    if text.get(start..).is_some_and(|rest| rest.starts_with('{')) {
        return Some(TextEdit::insert(start, format!("query (${declared}) ")));
    }
    Some(match &outline.name_range {
        Some(name) => TextEdit::insert(name.end, format!("(${declared})")),
        None => TextEdit::insert(start + outline.kind.keyword().len(), format!(" (${declared})")),
    })
}

/// Takes the declaration of a variable away, and the parentheses with the last one.
pub fn remove_variable(text: &str, definition: &Definition, name: &str) -> Option<TextEdit> {
    let all = &definition.outline.variables;
    let found = all.iter().find(|v| v.name == name)?;
    let parentheses = definition.variables.clone()?;
    if all.len() > 1 {
        return Some(TextEdit::delete(with_its_line(text, &found.range)));
    }
    let before = text.get(..parentheses.start).unwrap_or_default();
    // `query ($a: Int) {` without a name keeps one blank.
    let blanks = usize::from(definition.outline.name.is_none() && before.ends_with(' '));
    Some(TextEdit::delete(parentheses.start - blanks..parentheses.end))
}

/// A name for a new variable that the operation has not declared: the wish itself, or with a number.
pub fn free_name(definition: Option<&Definition>, wish: &str) -> String {
    let taken = |name: &str| {
        definition.is_some_and(|d| {
            d.outline.variables.iter().any(|v| v.name == name) || d.uses.iter().any(|(used, _)| used == name)
        })
    };
    let mut name = wish.to_owned();
    let mut number = 2;
    while taken(&name) {
        name = format!("{wish}{number}");
        number += 1;
    }
    name
}

/// The operations that run what stands in a definition: itself, or those that spread the fragment.
pub fn reaching(definitions: &[Definition], of: usize) -> Vec<usize> {
    let spreads: Vec<HashSet<&str>> = definitions
        .iter()
        .map(|d| {
            let mut names = HashSet::new();
            d.set.iter().for_each(|set| spread_names(set, &mut names));
            names
        })
        .collect();
    let named: HashMap<&str, usize> = definitions
        .iter()
        .enumerate()
        .filter(|(_, d)| d.outline.kind == OperationKind::Fragment)
        .filter_map(|(at, d)| Some((d.outline.name.as_deref()?, at)))
        .collect();
    (0..definitions.len())
        .filter(|&at| definitions[at].outline.kind.is_executable())
        .filter(|&at| {
            let mut waiting = vec![at];
            let mut seen = HashSet::new();
            while let Some(next) = waiting.pop() {
                if seen.insert(next) {
                    waiting.extend(spreads[next].iter().filter_map(|name| named.get(name)));
                }
            }
            seen.contains(&of)
        })
        .collect()
}

fn spread_names<'a>(set: &'a SelectionSet, names: &mut HashSet<&'a str>) {
    for selection in &set.selections {
        if let SelectionKind::Spread { name } = &selection.kind {
            names.insert(name);
        }
        selection.set.iter().for_each(|inner| spread_names(inner, names));
    }
}

/// The edit that takes `gone` out, and the declarations of variables that only `gone` used.
pub fn with_unused_variables(
    text: &str,
    definitions: &[Definition],
    gone: (usize, &Selection),
    edit: TextEdit,
) -> Vec<TextEdit> {
    let (of, selection) = gone;
    let mut edits = vec![edit];
    let inside =
        |range: &Range<usize>| range.start >= selection.range.start && range.end <= selection.range.end;
    let Some(owner) = definitions.get(of) else { return edits };
    let mut names: Vec<&str> =
        owner.uses.iter().filter(|(_, range)| inside(range)).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| {
        let used = definitions.iter().flat_map(|d| &d.uses);
        used.filter(|(other, _)| other == name).all(|(_, range)| inside(range))
    });
    for at in reaching(definitions, of) {
        edits.extend(removals(text, &definitions[at], &names));
    }
    edits
}

/// Takes several variables of one operation away; all of them go with their parentheses.
fn removals(text: &str, definition: &Definition, names: &[&str]) -> Vec<TextEdit> {
    let declared = &definition.outline.variables;
    let goes = |name: &str| names.contains(&name);
    if declared.is_empty() || !declared.iter().any(|v| goes(&v.name)) {
        return Vec::new();
    }
    if declared.iter().all(|v| goes(&v.name)) && declared.len() > 1 {
        let mut alone = definition.clone();
        alone.outline.variables.truncate(1);
        let first = alone.outline.variables.first().map(|v| v.name.clone()).unwrap_or_default();
        return remove_variable(text, &alone, &first).into_iter().collect();
    }
    names.iter().filter_map(|name| remove_variable(text, definition, name)).collect()
}
