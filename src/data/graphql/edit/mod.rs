//! Changes of an operation text by single fields, arguments and variables, which keep its comments and the
//! way it is written. Everything is a list of [`TextEdit`]s for the editor's buffer.

mod insert;
mod remove;
mod variables;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use insert::{Snippet, add_argument, add_selection, new_operation};
pub use remove::{remove_argument, remove_definition, remove_selection};
pub use variables::{declare, free_name, reaching, remove_variable, with_unused_variables};

/// A range of bytes and the text that takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What goes, in bytes of the text before the edit; empty where something is only put in.
    pub range: Range<usize>,
    /// What comes.
    pub text: String,
}

impl TextEdit {
    /// Puts text in at a place.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { range: at..at, text: text.into() }
    }

    /// Takes a range out.
    pub fn delete(range: Range<usize>) -> Self {
        Self { range, text: String::new() }
    }

    /// Puts text in the place of a range.
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }
}

/// The edits in the order of their places, without those that would fall into another one: what is deleted
/// as part of a larger deletion, and what is said twice.
pub fn sorted(mut edits: Vec<TextEdit>) -> Vec<TextEdit> {
    // Of two that begin at one place an insertion comes first, then the longer one.
    edits.sort_by_key(|e| (e.range.start, usize::from(!e.range.is_empty()), usize::MAX - e.range.end));
    let mut kept: Vec<TextEdit> = Vec::with_capacity(edits.len());
    for edit in edits {
        let within = kept.last().is_some_and(|last| edit.range.start < last.range.end);
        if !within && kept.last() != Some(&edit) {
            kept.push(edit);
        }
    }
    kept
}

/// The text after the edits. Those that do not fit into it are passed over.
pub fn applied(text: &str, edits: &[TextEdit]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for edit in sorted(edits.to_vec()) {
        let Some(kept) = text.get(from..edit.range.start).filter(|_| text.is_char_boundary(edit.range.end))
        else {
            continue;
        };
        out.push_str(kept);
        out.push_str(&edit.text);
        from = edit.range.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// How a text is written: its line breaks.
fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the line around a place begins.
fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |found| found + 1)
}

/// Where the line around a place ends, before its line break.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|behind| behind.find(['\n', '\r'])).map_or(text.len(), |found| at + found)
}

/// Behind the line break that a line ends with, given its end.
fn behind_break(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    end + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) }
}

/// The blanks that the line around a place begins with.
fn indent_of(text: &str, at: usize) -> &str {
    let line = text.get(line_start(text, at)..).unwrap_or_default();
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\t' | ',' | '\u{feff}'))
}
