//! Fixes for names that mean nothing, or that nothing means.

use std::ops::Range;

use super::{Fix, Fixer};
use crate::graphql::edit::{
    TextEdit, reaching, remove_argument, remove_definition, remove_selection, remove_variable,
    with_unused_variables,
};
use crate::graphql::{Lexeme, OperationKind, Problem, SelectionKind, lexemes};

impl Fixer<'_> {
    /// "Did you mean": one fix for each name that was perhaps meant.
    pub(super) fn suggested(&self, problem: &Problem) -> Vec<Fix> {
        let Some((told, offered)) = problem.message.split_once(", did you mean ") else { return Vec::new() };
        let quoted = |text: &str| -> Vec<String> {
            text.split('"').skip(1).step_by(2).map(|n| n.trim_start_matches(['$', '@']).to_owned()).collect()
        };
        let wrong = quoted(told);
        let place = wrong.iter().find_map(|name| self.word_in(&problem.range, name));
        let Some(place) = place else { return Vec::new() };
        // After a broken word the parser may offer the very word that stands there.
        let stands = self.slice(&place).to_owned();
        quoted(offered)
            .into_iter()
            .filter(|name| *name != stands)
            .map(|name| Fix::new(format!("Change to {name}"), vec![TextEdit::replace(place.clone(), name)]))
            .collect()
    }

    /// The first word within a range that reads `name`.
    fn word_in(&self, range: &Range<usize>, name: &str) -> Option<Range<usize>> {
        let source = self.text.get(range.clone())?;
        let found =
            lexemes(source).into_iter().filter(Lexeme::is_significant).find(|l| l.text(source) == name)?;
        Some(range.start + found.range.start..range.start + found.range.end)
    }

    /// Fixes by the kind of problem.
    pub(super) fn of_problem(&self, problem: &Problem) -> Vec<Fix> {
        match problem.code {
            "UndefinedField" => self.unknown_field(problem),
            "UndefinedArgument" => self.unknown_argument(problem).into_iter().collect(),
            "UndefinedVariable" => self.undeclared(problem),
            "UnusedVariable" => self.unused_variable(problem).into_iter().collect(),
            "UndefinedFragment" => self.unknown_fragment(problem).into_iter().collect(),
            "UnusedFragment" => self.unused_fragment(problem).into_iter().collect(),
            "RequiredArgument" => self.required_argument(problem),
            "RequiredField" => self.required_field(problem).into_iter().collect(),
            "MissingSubselection" => self.missing_selection(problem).into_iter().collect(),
            "SubselectionOnScalarType" | "SubselectionOnEnumType" => {
                self.needless_selection(problem).into_iter().collect()
            }
            "AmbiguousAnonymousOperation" => self.name_operation(problem.range.start).into_iter().collect(),
            "OperationNameCollision" | "FragmentNameCollision" => self.rename(problem).into_iter().collect(),
            "DisallowedVariableUsage" => self.retype(problem).into_iter().collect(),
            "Deprecated" => self.deprecated(problem),
            _ => Vec::new(),
        }
    }

    /// Takes the selection at a place out, with the variables that only it used.
    pub(super) fn remove_at(&self, byte: usize, title: impl Into<String>) -> Option<Fix> {
        let found = self.selection_at(byte)?;
        let edit = remove_selection(self.text, found.set, found.selection);
        let gone = (found.definition, found.selection);
        Some(Fix::new(title, with_unused_variables(self.text, self.definitions, gone, edit)))
    }

    fn unknown_field(&self, problem: &Problem) -> Vec<Fix> {
        let Some(found) = self.selection_at(problem.range.start) else { return Vec::new() };
        let Some(name) = found.selection.field() else { return Vec::new() };
        let mut fixes = Vec::new();
        // `ask for it in "... on Door { }"`
        let on = problem.message.split_once("\"... on ").and_then(|(_, rest)| rest.split_once(' '));
        if let Some((on, _)) = on {
            let range = &found.selection.range;
            let wrapped = format!("... on {on} {{ {} }}", self.slice(range));
            let edits = vec![TextEdit::replace(range.clone(), wrapped)];
            fixes.push(Fix::new(format!("Ask for it on {on}"), edits));
        }
        fixes.extend(self.remove_at(problem.range.start, format!("Remove {name}")));
        fixes
    }

    fn unknown_argument(&self, problem: &Problem) -> Option<Fix> {
        let found = self.selection_at(problem.range.start)?;
        let argument =
            found.selection.arguments.iter().find(|a| a.name_range.start == problem.range.start)?;
        let mut edits = vec![remove_argument(self.text, found.selection, argument)];
        let used = self.slice(&argument.value).strip_prefix('$');
        edits.extend(used.map(|name| self.unused_after(name, &argument.value)).unwrap_or_default());
        Some(Fix::new(format!("Remove the argument {}", argument.name), edits))
    }

    /// The declarations of a variable, when the only use of it goes.
    pub(super) fn unused_after(&self, name: &str, gone: &Range<usize>) -> Vec<TextEdit> {
        let uses = self.definitions.iter().flat_map(|d| &d.uses).filter(|(used, _)| used == name);
        if uses.clone().any(|(_, range)| !(gone.start <= range.start && range.end <= gone.end)) {
            return Vec::new();
        }
        self.definitions.iter().filter_map(|d| remove_variable(self.text, d, name)).collect()
    }

    fn unused_variable(&self, problem: &Problem) -> Option<Fix> {
        let at = self.definition_at(problem.range.start)?;
        let name = self.slice(&problem.range).trim_start_matches('$');
        let edit = remove_variable(self.text, &self.definitions[at], name)?;
        Some(Fix::new(format!("Remove ${name}"), vec![edit]))
    }

    fn unused_fragment(&self, problem: &Problem) -> Option<Fix> {
        let at = self.definition_at(problem.range.start)?;
        let definition = &self.definitions[at];
        let name = definition.outline.name.as_deref()?;
        // A text of nothing but this fragment would be no text any more.
        if self.definitions.len() < 2 || definition.outline.kind != OperationKind::Fragment {
            return None;
        }
        Some(Fix::new(format!("Remove the fragment {name}"), vec![remove_definition(self.text, definition)]))
    }

    fn unknown_fragment(&self, problem: &Problem) -> Option<Fix> {
        let found = self.selection_at(problem.range.start)?;
        let SelectionKind::Spread { name } = &found.selection.kind else { return None };
        let schema = self.schema?;
        let on = self.type_of(found.set)?;
        let inner: Vec<String> = super::super::explore::leaf_selection(schema, on)
            .iter()
            .map(crate::graphql::edit::Snippet::flat)
            .collect();
        let inner = if inner.is_empty() { "__typename".to_owned() } else { inner.join("\n  ") };
        let body = format!("fragment {name} on {on} {{\n  {inner}\n}}");
        Some(Fix::new(format!("Create the fragment {name} on {on}"), vec![self.append(&body)]))
    }

    /// A definition behind all others.
    pub(super) fn append(&self, body: &str) -> TextEdit {
        let kept = self.text.trim_end().len();
        TextEdit::replace(kept..self.text.len(), format!("\n\n{body}\n"))
    }

    /// A name for the operation at a place that has none, made of what it asks for first.
    pub(super) fn name_operation(&self, byte: usize) -> Option<Fix> {
        let at = self.definition_at(byte)?;
        let definition = &self.definitions[at];
        if definition.outline.name.is_some() || !definition.outline.kind.is_executable() {
            return None;
        }
        let name = self.free_definition_name(&self.name_for(at));
        Some(Fix::new(format!("Name it {name}"), vec![self.naming(at, &name)]))
    }

    /// The edit that names an operation.
    pub(super) fn naming(&self, at: usize, name: &str) -> TextEdit {
        let start = self.definitions[at].outline.range.start;
        if self.text.get(start..).is_some_and(|rest| rest.starts_with('{')) {
            return TextEdit::insert(start, format!("query {name} "));
        }
        let end = start + self.definitions[at].outline.kind.keyword().len();
        let blanks = self.text.get(end..).unwrap_or_default();
        let blank = blanks.starts_with(' ') && blanks.trim_start().starts_with('(');
        // `query ($a: Int)` becomes `query Name($a: Int)`.
        TextEdit::replace(end..end + usize::from(blank), format!(" {name}"))
    }

    /// What an operation may be called: its first field.
    pub(super) fn name_for(&self, at: usize) -> String {
        let set = self.definitions.get(at).and_then(|d| d.set.as_ref());
        let first = set.and_then(|set| set.selections.iter().find_map(|s| s.field()));
        let mut letters = first.unwrap_or("operation").trim_start_matches('_').chars();
        letters.next().map_or_else(
            || "Operation".to_owned(),
            |first| first.to_uppercase().chain(letters).collect::<String>(),
        )
    }

    pub(super) fn free_definition_name(&self, wish: &str) -> String {
        let taken = |name: &str| self.definitions.iter().any(|d| d.outline.name.as_deref() == Some(name));
        let mut name = wish.to_owned();
        let mut number = 2;
        while taken(&name) {
            name = format!("{wish}{number}");
            number += 1;
        }
        name
    }

    fn rename(&self, problem: &Problem) -> Option<Fix> {
        let at = self.definition_at(problem.range.start)?;
        let outline = &self.definitions[at].outline;
        let name = outline.name.as_deref().zip(outline.name_range.clone());
        let (name, range) = name?;
        // A fragment's other half of the spreads would follow the first one all the same.
        let fresh = self.free_definition_name(name);
        Some(Fix::new(format!("Rename it to {fresh}"), vec![TextEdit::replace(range, fresh)]))
    }

    /// `The variable "$a" is of type T, but N is needed here`
    fn retype(&self, problem: &Problem) -> Option<Fix> {
        let (_, rest) = problem.message.split_once("is of type ")?;
        let (_, needed) = rest.split_once(", but ")?;
        let needed = needed.split_once(" is needed").map(|(ty, _)| ty.trim_matches('"'))?;
        let name = self.slice(&problem.range).trim_start_matches('$');
        let at = self.definition_at(problem.range.start)?;
        let mut edits = Vec::new();
        for operation in reaching(self.definitions, at) {
            let outline = &self.definitions[operation].outline;
            let Some(variable) = outline.variables.iter().find(|v| v.name == name) else { continue };
            let default = variable.default.as_ref().map(|d| format!(" = {d}")).unwrap_or_default();
            let declared = format!("${name}: {needed}{default}");
            edits.push(TextEdit::replace(variable.range.clone(), declared));
        }
        (!edits.is_empty()).then(|| Fix::new(format!("Declare ${name} as {needed}"), edits))
    }
}
