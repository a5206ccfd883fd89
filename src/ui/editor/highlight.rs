//! Colours of words: the whole text is cut into spans once a revision, lines look theirs up.

use std::ops::Range;

use dapple_data::graphql::{TokenKind, tokens};
use dapple_data::text::{JsonTokenKind, Rope, json_tokens};

use super::Language;
use crate::ui::widgets::TextRole;

/// Texts above this size are shown in one colour: cutting them would cost frames.
const MOST_BYTES: usize = 256 << 10;

/// The role of a word of GraphQL; directives and fragments go with what they resemble.
fn graphql_role(kind: TokenKind) -> TextRole {
    match kind {
        TokenKind::Keyword | TokenKind::Directive => TextRole::Keyword,
        TokenKind::Type | TokenKind::Fragment => TextRole::Type,
        TokenKind::Field => TextRole::Key,
        TokenKind::Argument => TextRole::Argument,
        TokenKind::Variable => TextRole::Variable,
        TokenKind::String => TextRole::String,
        TokenKind::Number => TextRole::Number,
        TokenKind::Constant => TextRole::Constant,
        TokenKind::Comment => TextRole::Comment,
        TokenKind::Punctuation => TextRole::Punctuation,
        // What is wrong gets a wave from the checker, not a colour of its own.
        TokenKind::Error => TextRole::Plain,
    }
}

/// The role of a word of JSON.
fn json_role(kind: JsonTokenKind) -> TextRole {
    match kind {
        JsonTokenKind::Key => TextRole::Key,
        JsonTokenKind::String => TextRole::String,
        JsonTokenKind::Number => TextRole::Number,
        JsonTokenKind::Constant => TextRole::Constant,
        JsonTokenKind::Punctuation => TextRole::Punctuation,
        JsonTokenKind::Comment => TextRole::Comment,
        JsonTokenKind::Unknown => TextRole::Plain,
    }
}

/// A stretch of text, in bytes, with one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) range: Range<usize>,
    pub(super) role: TextRole,
}

/// The spans of one text at one revision.
#[derive(Debug, Default)]
pub(super) struct Highlighter {
    /// The text the rest was made from; comparing ropes by instance is free and exact.
    made_from: Option<(Rope, Language)>,
    spans: Vec<Span>,
    /// Chars of the longest line, for the width of the horizontal scroll bar.
    longest_line: usize,
}

impl Highlighter {
    /// Cuts the text anew if it changed since the last time.
    pub(super) fn update(&mut self, rope: &Rope, language: Language) {
        if self.made_from.as_ref().is_some_and(|(old, of)| *of == language && old.is_instance(rope)) {
            return;
        }
        self.spans.clear();
        self.longest_line = 0;
        if rope.len_bytes() <= MOST_BYTES {
            let text = rope.to_string();
            self.longest_line = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            self.spans = match language {
                Language::GraphQl => tokens(&text)
                    .into_iter()
                    .map(|token| Span { range: token.range, role: graphql_role(token.kind) })
                    .collect(),
                Language::Json => json_tokens(&text)
                    .into_iter()
                    .map(|token| Span { range: token.range, role: json_role(token.kind) })
                    .collect(),
                Language::Plain => Vec::new(),
            };
        }
        self.made_from = Some((rope.clone(), language));
    }

    /// The spans that touch a range of bytes.
    pub(super) fn spans_in(&self, bytes: &Range<usize>) -> &[Span] {
        let first = self.spans.partition_point(|span| span.range.end <= bytes.start);
        let rest = self.spans.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|span| span.range.start < bytes.end)).unwrap_or_default()
    }

    /// Whether the byte stands outside strings and comments, so that a bracket there is one.
    pub(super) fn is_code(&self, byte: usize) -> bool {
        let spans = self.spans_in(&(byte..byte + 1));
        !spans.iter().any(|span| matches!(span.role, TextRole::String | TextRole::Comment))
    }

    /// All of them, in order.
    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Chars of the longest line; 0 when the text is too large to have been looked at.
    pub(super) fn longest_line(&self) -> usize {
        self.longest_line
    }
}
