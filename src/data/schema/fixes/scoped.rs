//! What to do about fields that the token may not ask for: leave them out, or ask for them in an operation
//! of their own, whose refusal takes nothing else with it.

use super::super::NeededScope;
use super::super::Schema;
use super::super::explore::typed_sets;
use super::{Fix, Fixer};
use crate::graphql::edit::{TextEdit, remove_selection, with_unused_variables};
use crate::graphql::{Definition, OperationKind, Selection, SelectionKind, SelectionSet, definitions};

/// Fragments that lead into each other end here.
const DEEPEST: usize = 64;

/// The two ways out; a way that the text does not allow is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeFixes {
    /// All the fields go.
    pub remove: Option<Fix>,
    /// The fields move to a second operation.
    pub split: Option<Fix>,
}

/// What to do about `needed`, which are fields of one operation of the text.
pub fn scope_fixes(schema: &Schema, text: &str, needed: &[NeededScope]) -> ScopeFixes {
    let definitions = definitions(text);
    let sets = typed_sets(schema, &definitions);
    let fixer = Fixer { schema: Some(schema), text, definitions: &definitions, sets: &sets };
    let mut places: Vec<usize> = needed.iter().map(|n| n.range.start).collect();
    places.sort_unstable();
    places.dedup();
    let operation = needed.first().and_then(|n| n.operation.as_deref());
    ScopeFixes { remove: fixer.remove_all(&places), split: fixer.split(operation, &places) }
}

impl Fixer<'_> {
    fn remove_all(&self, places: &[usize]) -> Option<Fix> {
        let [only] = places else { return self.remove_several(places) };
        let name = self.selection_at(*only)?.selection.field()?;
        self.remove_at(*only, format!("Remove {name}"))
    }

    /// Several at once: each on its own would leave sets empty that lose all they have.
    fn remove_several(&self, places: &[usize]) -> Option<Fix> {
        let mut edits = Vec::new();
        let mut emptied: Vec<std::ops::Range<usize>> = Vec::new();
        for place in places {
            let found = self.selection_at(*place)?;
            let goes = |s: &Selection| {
                let name = match &s.kind {
                    SelectionKind::Field { name_range, .. } => name_range.start,
                    _ => s.range.start,
                };
                places.contains(&name)
            };
            let edit = if found.set.selections.iter().all(goes) {
                if emptied.contains(&found.set.range) {
                    continue;
                }
                emptied.push(found.set.range.clone());
                let first = found.set.selections.first()?.range.start;
                let last = found.set.selections.last()?.range.end;
                TextEdit::replace(first..last, "__typename")
            } else {
                remove_selection(self.text, found.set, found.selection)
            };
            let gone = (found.definition, found.selection);
            edits.extend(with_unused_variables(self.text, self.definitions, gone, edit));
        }
        (!edits.is_empty()).then(|| Fix::new("Remove them", edits))
    }

    /// The operation that asks for the places, itself or through its fragments, gets a second one beside it.
    fn split(&self, operation: Option<&str>, places: &[usize]) -> Option<Fix> {
        let first = self.selection_at(*places.first()?)?;
        let is_asking = |d: &Definition| {
            d.outline.kind.is_executable() && d.outline.name.as_deref() == operation && d.set.is_some()
        };
        let at = self.definitions.iter().position(is_asking)?;
        let definition = self.definitions.get(at)?;
        let outline = &definition.outline;
        let set = definition.set.as_ref()?;
        let kept = self.only(set, places, 1)?;
        if kept.is_empty() {
            return None;
        }
        let used = |name: &str| {
            let rest = |(at, _): (usize, &str)| kept.get(at + 1 + name.len()..).unwrap_or_default();
            let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            kept.match_indices(&format!("${name}")).map(rest).any(ends)
        };
        let declared: Vec<&str> =
            outline.variables.iter().filter(|v| used(&v.name)).map(|v| self.slice(&v.range)).collect();
        let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
        let base = outline.name.clone().unwrap_or_else(|| self.name_for(at));
        let field = first.selection.field()?.to_owned();
        let mut letters = field.chars();
        let capital: String = letters.next()?.to_uppercase().chain(letters).collect();
        let name = self.free_definition_name(&format!("{base}{capital}"));
        let mut edits = self.remove_all(places)?.edits;
        if outline.name.is_none() {
            edits.push(self.naming(at, &self.free_definition_name(&base)));
        }
        let body = format!("{} {name}{declared} {{\n{kept}}}", outline.kind.keyword());
        edits.push(self.append(&body));
        Some(Fix::new("Ask for it in its own request", edits))
    }

    /// The part of a set that leads to the places, one field a line. What a spread leads to is written out, so
    /// that the rest of its fragment is not asked for twice.
    fn only(&self, set: &SelectionSet, places: &[usize], depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        let pad = "  ".repeat(depth);
        let mut out = String::new();
        for selection in &set.selections {
            let at = match &selection.kind {
                SelectionKind::Field { name_range, .. } => name_range.start,
                _ => selection.range.start,
            };
            let (head, inner) = if let SelectionKind::Spread { name } = &selection.kind {
                let is_meant = |d: &&Definition| {
                    d.outline.kind == OperationKind::Fragment && d.outline.name.as_ref() == Some(name)
                };
                let fragment = self.definitions.iter().find(is_meant);
                let on = fragment.and_then(|f| f.outline.on.as_deref()).unwrap_or_default();
                (format!("... on {on}"), fragment.and_then(|f| f.set.as_ref()))
            } else {
                (self.slice(&selection.head).trim_end().to_owned(), selection.set.as_ref())
            };
            if places.contains(&at) {
                let indent = self.indent_of(selection.range.start);
                let text = self.moved(self.slice(&selection.range), &indent, &pad, false);
                out.push_str(&format!("{pad}{text}\n"));
            } else if let Some(inner) = inner {
                let inner = self.only(inner, places, depth + 1)?;
                if !inner.is_empty() {
                    out.push_str(&format!("{pad}{head} {{\n{inner}{pad}}}\n"));
                }
            }
        }
        Some(out)
    }
}
