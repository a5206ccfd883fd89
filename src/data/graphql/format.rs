//! Writes an operation text anew: two spaces, one blank line at most, long lists broken at 80 columns.
//! Comments stay, and the meaning cannot change: the outcome is compared with the source word by word.

use std::borrow::Cow;

use super::doc::print;
use super::grammar::{parse, significant};
use super::layout::{Layout, Surroundings};
use super::lexeme::{Lexeme, LexemeKind, block_string_value, lexemes};
use super::{Problem, doc::Doc};

/// The text in the house form; formatting it again changes nothing.
///
/// # Errors
/// The first syntax error: a text that is not understood is not touched.
pub fn format(text: &str) -> Result<String, Problem> {
    let words = significant(text);
    let tree = parse(text, &words)?;
    let all = lexemes(text);
    let surroundings = Surroundings::read(text, &all);
    let layout = Layout { source: text, words: &words, surroundings: &surroundings };
    let laid: Doc<'_> = layout.document(&tree);
    let written = print(&laid);
    if meaning(&written) != meaning(text) || comments(&written) != comments(text) {
        let message = "The text cannot be formatted without changing what it says";
        return Err(Problem::error(0..text.len(), "FormatRefused", message));
    }
    Ok(written)
}

/// The words of a text as far as they carry meaning: block strings by value, without the `|` and `&`
/// that may stand before the first member of a list.
pub(super) fn meaning(text: &str) -> Vec<Cow<'_, str>> {
    let words = significant(text);
    let mut found: Vec<Cow<'_, str>> = Vec::with_capacity(words.len());
    for word in &words {
        let shown = word.text(text);
        let before = found.last().map(Cow::as_ref);
        let is_optional = matches!((shown, before), ("|", Some("=" | "on")) | ("&", Some("implements")));
        if is_optional {
            continue;
        }
        found.push(match word.kind {
            LexemeKind::BlockString { .. } => Cow::Owned(format!("\"\"\"{}", block_string_value(shown))),
            _ => Cow::Borrowed(shown),
        });
    }
    found
}

/// The comments of a text, in order.
pub(super) fn comments(text: &str) -> Vec<&str> {
    let is_comment = |lexeme: &Lexeme| lexeme.kind == LexemeKind::Comment;
    lexemes(text).iter().filter(|l| is_comment(l)).map(|l| l.text(text).trim_end()).collect()
}
