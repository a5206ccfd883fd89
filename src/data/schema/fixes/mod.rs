//! What a person can have done about a problem, and changes of a text that keep what it asks for.
//!
//! A [`Fix`] is a title and a list of edits. [`problem_fixes`] answers one problem, [`refactorings`] what can
//! be done where the caret is, [`scope_fixes`] what to do about a field that the token may not ask for.
//! Nothing here makes a valid text invalid.

mod extract;
mod legacy;
mod missing;
mod names;
mod refactor;
mod scoped;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use scoped::{ScopeFixes, scope_fixes};

use super::Schema;
use super::explore::{TypedSet, typed_sets};
use crate::graphql::edit::TextEdit;
use crate::graphql::{Definition, Problem, Selection, SelectionSet, definitions};

/// Something that can be done to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a person reads it on a button.
    pub title: String,
    /// The edits, in bytes of the text it was made for.
    pub edits: Vec<TextEdit>,
}

impl Fix {
    fn new(title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        Self { title: title.into(), edits }
    }
}

/// What can be done about a problem of a text, best first. Without a schema only what the text alone tells.
pub fn problem_fixes(schema: Option<&Schema>, text: &str, problem: &Problem) -> Vec<Fix> {
    let definitions = definitions(text);
    let sets = schema.map(|schema| typed_sets(schema, &definitions)).unwrap_or_default();
    let fixer = Fixer { schema, text, definitions: &definitions, sets: &sets };
    let mut fixes = fixer.suggested(problem);
    fixes.extend(fixer.of_problem(problem));
    fixes
}

/// What can be done where the caret is, or with what is selected (bytes of the text).
pub fn refactorings(schema: Option<&Schema>, text: &str, selected: Range<usize>) -> Vec<Fix> {
    let definitions = definitions(text);
    let sets = schema.map(|schema| typed_sets(schema, &definitions)).unwrap_or_default();
    let fixer = Fixer { schema, text, definitions: &definitions, sets: &sets };
    fixer.refactor(&selected)
}

/// A text with all that is known about it.
struct Fixer<'a> {
    schema: Option<&'a Schema>,
    text: &'a str,
    definitions: &'a [Definition],
    sets: &'a [TypedSet<'a>],
}

/// A selection with the set it is in.
#[derive(Clone, Copy)]
struct Found<'a> {
    definition: usize,
    set: &'a SelectionSet,
    selection: &'a Selection,
}

impl<'a> Fixer<'a> {
    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The innermost selection around a place, ends included.
    fn selection_at(&self, byte: usize) -> Option<Found<'a>> {
        self.definitions.iter().enumerate().find_map(|(at, definition)| {
            let set = definition.set.as_ref().filter(|set| within(&set.range, byte))?;
            innermost(at, set, byte)
        })
    }

    /// The type that a set selects from.
    fn type_of(&self, set: &SelectionSet) -> Option<&'a str> {
        self.sets.iter().find(|s| s.set.range == set.range).map(|s| s.type_name.as_str())
    }

    /// The definition around a place.
    fn definition_at(&self, byte: usize) -> Option<usize> {
        self.definitions.iter().rposition(|d| within(&d.outline.range, byte))
    }
}

fn within(range: &Range<usize>, byte: usize) -> bool {
    range.start <= byte && byte <= range.end
}

fn innermost(definition: usize, set: &SelectionSet, byte: usize) -> Option<Found<'_>> {
    let selection = set.selections.iter().find(|s| within(&s.range, byte))?;
    let inner = selection.set.as_ref().filter(|inner| inner.range.start < byte && byte <= inner.range.end);
    inner.and_then(|inner| innermost(definition, inner, byte)).or(Some(Found { definition, set, selection }))
}
