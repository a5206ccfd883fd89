//! What can be done where the caret is, with nothing wrong: names, values and variables, fragments.

use std::ops::Range;

use super::{Fix, Fixer, within};
use crate::graphql::edit::{TextEdit, declare, free_name, reaching, remove_definition, remove_variable};
use crate::graphql::{Lexeme, LexemeKind, SelectionKind, lexemes};

impl Fixer<'_> {
    pub(super) fn refactor(&self, selected: &Range<usize>) -> Vec<Fix> {
        let mut fixes = Vec::new();
        fixes.extend(self.value_to_variable(selected.start));
        fixes.extend(self.variable_to_value(selected.start));
        fixes.extend(self.extract_fragment(selected));
        fixes.extend(self.inline_fragment(selected.start));
        if let Some(at) = self.definition_at(selected.start) {
            let definition = &self.definitions[at];
            let head_end =
                definition.set.as_ref().map_or(definition.outline.range.end, |s| s.range.start + 1);
            if selected.start <= head_end {
                fixes.extend(self.name_operation(selected.start));
            }
        }
        fixes.extend(self.convert_legacy(selected.start));
        fixes
    }

    /// A literal becomes a variable that has it as its default, so that nothing else has to change.
    fn value_to_variable(&self, byte: usize) -> Option<Fix> {
        let found = self.selection_at(byte)?;
        let argument = found.selection.arguments.iter().find(|a| within(&a.value, byte))?;
        let source = self.slice(&argument.value);
        let holds_variable = lexemes(source).iter().any(|l| l.is(b'$'));
        if source.is_empty() || holds_variable || source == "null" {
            return None;
        }
        let needed = self.needed_type(&found, argument.value.start)?;
        let operations = reaching(self.definitions, found.definition);
        let field = found.selection.field().unwrap_or_default();
        let wish = if argument.name == "id" { format!("{field}Id") } else { argument.name.clone() };
        let first = operations.first().and_then(|at| self.definitions.get(*at));
        let name = free_name(first, &wish);
        let declared = format!("{name}: {needed} = {}", source.replace(['\n', '\r'], " "));
        let mut edits = vec![TextEdit::replace(argument.value.clone(), format!("${name}"))];
        let declarations =
            operations.iter().filter_map(|at| declare(self.text, self.definitions.get(*at)?, &declared));
        edits.extend(declarations);
        (edits.len() > 1).then(|| Fix::new(format!("Make it the variable ${name}"), edits))
    }

    /// A variable with a default becomes that value again, wherever it is used.
    fn variable_to_value(&self, byte: usize) -> Option<Fix> {
        let at = self.definition_at(byte)?;
        let definition = &self.definitions[at];
        let used =
            definition.uses.iter().find(|(_, range)| within(range, byte)).map(|(name, _)| name.as_str());
        let declared =
            definition.outline.variables.iter().find(|v| within(&v.range, byte)).map(|v| v.name.as_str());
        let name = used.or(declared)?;
        let operations = reaching(self.definitions, at);
        // Where several operations share a fragment, each may have its own value.
        let [only] = operations.as_slice() else { return None };
        let operation = self.definitions.get(*only)?;
        let default = operation.outline.variables.iter().find(|v| v.name == name)?.default.clone()?;
        let mut edits: Vec<TextEdit> = remove_variable(self.text, operation, name).into_iter().collect();
        for (index, definition) in self.definitions.iter().enumerate() {
            if reaching(self.definitions, index).contains(only) {
                let uses = definition.uses.iter().filter(|(used, _)| used == name);
                edits.extend(uses.map(|(_, range)| TextEdit::replace(range.clone(), default.clone())));
            }
        }
        Some(Fix::new(format!("Write the value of ${name} in its place"), edits))
    }

    /// The fragment that is spread at the caret is written out, and goes when nothing else spreads it.
    fn inline_fragment(&self, byte: usize) -> Option<Fix> {
        let found = self.selection_at(byte)?;
        let SelectionKind::Spread { name } = &found.selection.kind else { return None };
        let fragment = self.definitions.iter().position(|d| {
            !d.outline.kind.is_executable() && d.outline.name.as_deref() == Some(name.as_str())
        })?;
        let definition = self.definitions.get(fragment)?;
        let set = definition.set.as_ref().filter(|set| set.is_closed && !set.selections.is_empty())?;
        // A fragment inside of itself has no end.
        let spread_in = |range: &Range<usize>| {
            let source = self.slice(range);
            let words = lexemes(source);
            let is_spread = |w: &[Lexeme]| w[0].kind == LexemeKind::Spread && w[1].text(source) == name;
            words.windows(2).filter(|w| is_spread(w)).count()
        };
        if fragment == found.definition || !found.selection.directives.is_empty() || spread_in(&set.range) > 0
        {
            return None;
        }
        let on = definition.outline.on.as_deref()?;
        let inner = self.slice(&(set.range.start + 1..set.range.end - 1)).trim();
        let same = self.type_of(found.set) == Some(on);
        let indent = self.indent_of(found.selection.range.start);
        let body = self.moved(inner, &self.indent_of(set.selections.first()?.range.start), &indent, !same);
        let written = if same { body } else { format!("... on {on} {{{body}\n{indent}}}") };
        let mut edits = vec![TextEdit::replace(found.selection.range.clone(), written)];
        if spread_in(&(0..self.text.len())) == 1 {
            edits.push(remove_definition(self.text, definition));
        }
        Some(Fix::new(format!("Write out the fragment {name}"), edits))
    }

    pub(super) fn indent_of(&self, byte: usize) -> String {
        let start = self.text.get(..byte).and_then(|t| t.rfind(['\n', '\r'])).map_or(0, |at| at + 1);
        let line = self.text.get(start..).unwrap_or_default();
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default().to_owned()
    }

    /// Lines that stood at one indent, at another one; the first has none unless it begins a line.
    pub(super) fn moved(&self, inner: &str, from: &str, to: &str, deeper: bool) -> String {
        let unit = if deeper { "  " } else { "" };
        let block = lexemes(inner).iter().any(|l| matches!(l.kind, LexemeKind::BlockString { .. }));
        let lines: Vec<String> = inner
            .lines()
            .enumerate()
            .map(|(n, line)| {
                let begins = n > 0 || deeper;
                // Lines of a block string belong to its value.
                let rest = if block { line } else { line.strip_prefix(from).unwrap_or(line) };
                match () {
                    () if !begins => line.to_owned(),
                    () if rest.trim().is_empty() => String::new(),
                    () => format!("{to}{unit}{}", if n == 0 { line } else { rest }),
                }
            })
            .collect();
        let text = lines.join("\n");
        if deeper { format!("\n{text}") } else { text }
    }
}
