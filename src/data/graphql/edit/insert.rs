//! Putting selections, arguments and whole operations into a text.

use super::super::lexeme::{LexemeKind, lexemes};
use super::super::outline::OperationKind;
use super::super::selection::{Selection, SelectionSet};
use super::{TextEdit, indent_of, is_blank, line_break, line_end, line_start};

/// A selection that is to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// All but its braces: `model(id: $modelId)`.
    pub head: String,
    /// What stands in its braces; without any it has none.
    pub children: Vec<Snippet>,
}

impl Snippet {
    /// A selection without braces.
    pub fn leaf(head: impl Into<String>) -> Self {
        Self { head: head.into(), children: Vec::new() }
    }

    /// On one line.
    pub fn flat(&self) -> String {
        if self.children.is_empty() {
            return self.head.clone();
        }
        let inner: Vec<String> = self.children.iter().map(Self::flat).collect();
        format!("{} {{ {} }}", self.head, inner.join(" "))
    }

    /// A line for each field, the first one without the blanks before it.
    fn lines(&self, indent: &str, unit: &str, end: &str) -> String {
        if self.children.is_empty() {
            return self.head.clone();
        }
        let inner = format!("{indent}{unit}");
        let mut out = format!("{} {{", self.head);
        for child in &self.children {
            out.push_str(end);
            out.push_str(&inner);
            out.push_str(&child.lines(&inner, unit, end));
        }
        out.push_str(end);
        out.push_str(indent);
        out.push('}');
        out
    }
}

const UNIT: &str = "  ";

/// Puts a selection at the end of a set, written as the set is: on its own lines, or on its one line.
/// A lone `__typename` that only fills the set gives way.
pub fn add_selection(text: &str, set: &SelectionSet, snippet: &Snippet) -> TextEdit {
    let end = line_break(text);
    let outer = indent_of(text, set.range.start);
    if let [only] = set.selections.as_slice()
        && is_filler(text, only)
    {
        let multi = line_start(text, only.range.start) > set.range.start;
        let indent = indent_of(text, only.range.start);
        let written = if multi { snippet.lines(indent, UNIT, end) } else { snippet.flat() };
        return TextEdit::replace(only.range.clone(), written);
    }
    let Some(last) = set.selections.last() else { return into_empty(text, set, snippet) };
    let starts_line = is_blank(text.get(line_start(text, last.range.start)..last.range.start).unwrap_or("x"));
    if !starts_line || line_start(text, last.range.start) <= set.range.start {
        return TextEdit::insert(last.range.end, format!(" {}", snippet.flat()));
    }
    let indent = indent_of(text, last.range.start);
    let unit = indent.strip_prefix(outer).filter(|unit| !unit.is_empty()).unwrap_or(UNIT);
    let written = format!("{end}{indent}{}", snippet.lines(indent, unit, end));
    // A comment behind the last field belongs to it.
    let to = line_end(text, last.range.end);
    let rest = text.get(last.range.end..to).unwrap_or_default();
    let only_comment = lexemes(rest).iter().all(|l| !l.is_significant());
    TextEdit::insert(
        if only_comment { last.range.end + rest.trim_end().len() } else { last.range.end },
        written,
    )
}

fn is_filler(text: &str, only: &Selection) -> bool {
    text.get(only.range.clone()) == Some("__typename")
}

/// A set without selections may hold comments, which stay.
fn into_empty(text: &str, set: &SelectionSet, snippet: &Snippet) -> TextEdit {
    let end = line_break(text);
    let outer = indent_of(text, set.range.start);
    let indent = format!("{outer}{UNIT}");
    let inner_end = if set.is_closed { set.range.end.saturating_sub(1) } else { set.range.end };
    let inner = set.range.start + 1..inner_end.max(set.range.start + 1);
    let held = text.get(inner.clone()).unwrap_or_default();
    let kept =
        lexemes(held).iter().filter(|l| l.kind == LexemeKind::Comment).map(|l| l.range.end).next_back();
    let written = format!("{end}{indent}{}", snippet.lines(&indent, UNIT, end));
    let close = if set.is_closed { format!("{end}{outer}") } else { String::new() };
    let from = inner.start + kept.unwrap_or(0);
    TextEdit::replace(from..inner.end, format!("{written}{close}"))
}

/// Gives a field one more argument, `name: value`.
pub fn add_argument(text: &str, field: &Selection, argument: &str) -> TextEdit {
    let Some(range) = &field.parentheses else {
        // Directives stand behind the arguments.
        let name_end = match &field.kind {
            super::super::selection::SelectionKind::Field { name_range, .. } => name_range.end,
            _ => field.head.end,
        };
        return TextEdit::insert(name_end, format!("({argument})"));
    };
    let Some(last) = field.arguments.last() else {
        return TextEdit::insert(range.start + 1, argument.to_owned());
    };
    let at = last.value.end.max(last.name_range.end);
    let starts_line = line_start(text, last.name_range.start) > range.start;
    if starts_line {
        let indent = indent_of(text, last.name_range.start);
        return TextEdit::insert(at, format!("{}{indent}{argument}", line_break(text)));
    }
    TextEdit::insert(at, format!(", {argument}"))
}

/// A new operation behind all others. `name` is left out where none is given.
pub fn new_operation(
    text: &str,
    kind: OperationKind,
    (name, variables): (Option<&str>, &[(String, String)]),
    selections: &[Snippet],
) -> TextEdit {
    let end = line_break(text);
    let declared: Vec<String> = variables.iter().map(|(name, ty)| format!("${name}: {ty}")).collect();
    let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
    let name = name.map(|n| format!(" {n}")).unwrap_or_default();
    let blank = if name.is_empty() && !declared.is_empty() { " " } else { "" };
    let head = format!("{}{name}{blank}{declared}", kind.keyword());
    let whole = Snippet { head, children: selections.to_vec() };
    let kept = text.trim_end();
    let before = if kept.is_empty() { String::new() } else { format!("{end}{end}") };
    let from = if kept.trim_start_matches('\u{feff}').is_empty() { 0 } else { kept.len() };
    TextEdit::replace(from..text.len(), format!("{before}{}{end}", whole.lines("", UNIT, end)))
}
