//! Completion: what may stand at a caret, best first, with the text each choice writes.
//!
//! [`complete`] works on operation texts in the middle of being typed, [`complete_variables`] on the JSON
//! of variables. In reading order: [`place`] (what the caret's place asks for), [`offer`] (what the schema
//! has for it), [`rank`] (what fits the typed letters), [`insert`] (what a choice writes), [`paths`] (the
//! way to a leaf that is further down), [`fresh`] (a variable that is yet to be declared).

mod fresh;
mod insert;
mod offer;
mod paths;
pub(super) mod place;
mod rank;
mod variables;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Schema;
use crate::graphql::edit::TextEdit;
use crate::graphql::{Lexeme, LexemeKind, lexemes};

pub use fresh::new_variable;
pub(super) use paths::Leaves;
pub use rank::Fit;
pub use variables::complete_variables;

/// Longer lists are cut: nobody reads on, people type on.
pub const MOST_ITEMS: usize = 200;

/// What an [`Item`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// A keyword or `{`.
    Keyword,
    /// A field.
    Field,
    /// A field further down, with the way to it.
    Path,
    /// An argument.
    Argument,
    /// A field of an input type.
    InputField,
    /// A value of an enum, `true`, `false` or `null`.
    Value,
    /// A variable.
    Variable,
    /// A type.
    Type,
    /// A fragment.
    Fragment,
    /// A directive.
    Directive,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is shown; the parts of a path stand around ` › `.
    pub label: String,
    /// What it is.
    pub kind: ItemKind,
    /// Its type as GraphQL writes it, or the type a fragment is on; empty where there is none.
    pub type_text: String,
    /// What the server says about it.
    pub description: Option<String>,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// Scopes that a token needs for it.
    pub scopes: Vec<String>,
    /// What is written in place of [`Completion::range`].
    pub insert: String,
    /// What is selected in `insert` afterwards, in bytes of it; mostly empty, the caret.
    pub caret: Range<usize>,
    /// What else changes elsewhere in the text, in bytes of it: the declaration of a new variable.
    pub also: Vec<TextEdit>,
    /// The letters that were typed, in bytes of the label.
    pub matched: Vec<Range<usize>>,
}

/// What may stand at a caret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The word that a choice replaces, in bytes of the text; empty at a place without a word.
    pub range: Range<usize>,
    /// The choices, best first, at most [`MOST_ITEMS`].
    pub items: Vec<Item>,
}

/// What may stand at `caret`, a byte of `text`. `others` is text with fragments that lie elsewhere.
///
/// Never fails: inside comments, strings and numbers, and where the schema knows nothing, there are no
/// items. Takes time linear in the text before the caret.
pub fn complete(schema: &Schema, text: &str, caret: usize, others: &str) -> Completion {
    let caret = floor_boundary(text, caret);
    let Some(cut) = Cut::at(text, caret) else {
        return Completion { range: caret..caret, items: Vec::new() };
    };
    let place = place::place_behind(schema, text, &cut.before);
    let typed = text.get(cut.range.start..caret).unwrap_or_default();
    let request = offer::Request { schema, text, others, cut: &cut, typed };
    Completion { items: request.items(place), range: cut.range.clone() }
}

pub(super) fn floor_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// The text around a caret in words.
pub(super) struct Cut {
    /// The significant words before the word at the caret.
    pub(super) before: Vec<Lexeme>,
    /// The word at the caret.
    pub(super) range: Range<usize>,
    /// The significant words behind it.
    pub(super) after: Vec<Lexeme>,
}

impl Cut {
    /// `None` inside a comment, a string or a number.
    pub(super) fn at(text: &str, caret: usize) -> Option<Self> {
        let mut before: Vec<Lexeme> = lexemes(text);
        let split = before.iter().position(|l| l.range.end >= caret).unwrap_or(before.len());
        let mut after = before.split_off(split);
        let mut range = caret..caret;
        if let Some(first) = after.first().cloned() {
            let within = first.range.start < caret && caret < first.range.end;
            let touches = first.range.start < caret && caret <= first.range.end;
            match first.kind {
                LexemeKind::Name if touches => {
                    range = first.range;
                    after.remove(0);
                }
                LexemeKind::Comment | LexemeKind::Int | LexemeKind::Float | LexemeKind::BadNumber
                    if touches =>
                {
                    return None;
                }
                LexemeKind::String { closed: false } | LexemeKind::BlockString { closed: false }
                    if touches =>
                {
                    return None;
                }
                _ if within && first.kind != LexemeKind::Spread => return None,
                _ if touches => before.push(after.remove(0)),
                _ => {}
            }
        }
        // A name may begin where the word before ends.
        if range.is_empty()
            && let Some(next) = after.first()
            && next.kind == LexemeKind::Name
            && next.range.start == caret
        {
            range = next.range.start..next.range.start;
        }
        before.retain(Lexeme::is_significant);
        after.retain(Lexeme::is_significant);
        Some(Self { before, range, after })
    }
}
