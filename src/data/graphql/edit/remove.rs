//! Taking selections, arguments and whole definitions out of a text.

use std::ops::Range;

use super::super::selection::{Argument, Definition, Selection, SelectionSet};
use super::{TextEdit, behind_break, is_blank, line_end, line_start};

/// Takes a selection out of its set, with its line where it stood alone on it. Comments stay. The last one
/// of a set leaves `__typename` behind, because braces must hold something.
pub fn remove_selection(text: &str, set: &SelectionSet, selection: &Selection) -> TextEdit {
    if set.selections.len() <= 1 {
        return TextEdit::replace(selection.range.clone(), "__typename");
    }
    TextEdit::delete(with_its_line(text, &selection.range))
}

/// A range with the blanks that go with it: its lines when nothing else is on them, else the blanks (and
/// the comma) before it, or behind it when it is the first of its line.
pub(super) fn with_its_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let (from, to) = (line_start(text, range.start), line_end(text, range.end));
    let before = text.get(from..range.start).unwrap_or("x");
    let behind = text.get(range.end..to).unwrap_or("x");
    if is_blank(before) && is_blank(behind) {
        return from..behind_break(text, to);
    }
    if is_blank(before) || before.trim_end().ends_with(['{', '(']) {
        let blanks = behind.len() - behind.trim_start_matches([' ', '\t', ',']).len();
        return range.start..range.end + blanks;
    }
    let blanks = before.len() - before.trim_end_matches([' ', '\t', ',']).len();
    range.start - blanks..range.end
}

/// Takes an argument away, and the parentheses with the last one.
pub fn remove_argument(text: &str, field: &Selection, argument: &Argument) -> TextEdit {
    match (&field.parentheses, field.arguments.as_slice()) {
        (Some(range), [_]) => TextEdit::delete(range.clone()),
        _ => {
            let whole = argument.name_range.start..argument.value.end.max(argument.name_range.end);
            TextEdit::delete(with_its_line(text, &whole))
        }
    }
}

/// Takes a whole operation or fragment away, with the empty lines behind it.
pub fn remove_definition(text: &str, definition: &Definition) -> TextEdit {
    let range = &definition.outline.range;
    let lines = with_its_line(text, range);
    let rest = text.get(lines.end..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    if blank == rest.len() {
        // The last one: the empty lines before it go instead.
        let kept = text.get(..lines.start).unwrap_or_default().trim_end().len();
        let keeps_break = kept > 0 && lines.end > range.end;
        let from = if keeps_break { behind_break(text, kept).min(lines.start) } else { kept };
        return TextEdit::delete(from..text.len());
    }
    TextEdit::delete(lines.start..lines.end + blank)
}
