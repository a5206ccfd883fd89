//! Colours of words: the whole text is cut into spans once a revision, lines look theirs up.

use std::ops::Range;

use dapple_data::graphql::{TokenKind, tokens};
use dapple_data::text::{JsonTokenKind, Rope, json_tokens};
use eframe::egui::Color32;

use super::Language;
use crate::ui::theme::Colors;

/// Texts above this size are shown in one colour: cutting them would cost frames.
const MOST_BYTES: usize = 256 << 10;

/// What a stretch of text is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Keyword,
    Type,
    Field,
    Argument,
    Variable,
    String,
    Number,
    Constant,
    Comment,
    Punctuation,
    /// What the language has no use for.
    Unknown,
}

impl Role {
    pub(super) fn color(self, colors: &Colors) -> Color32 {
        match self {
            Self::Keyword => colors.code_keyword,
            Self::Type => colors.code_type,
            Self::Field => colors.code_field,
            Self::Argument => colors.code_argument,
            Self::Variable => colors.code_variable,
            Self::String => colors.code_string,
            Self::Number => colors.code_number,
            Self::Constant => colors.code_constant,
            Self::Comment => colors.code_comment,
            Self::Punctuation => colors.code_punctuation,
            Self::Unknown => colors.code_text,
        }
    }
}

impl From<TokenKind> for Role {
    fn from(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Keyword | TokenKind::Directive => Self::Keyword,
            TokenKind::Type | TokenKind::Fragment => Self::Type,
            TokenKind::Field => Self::Field,
            TokenKind::Argument => Self::Argument,
            TokenKind::Variable => Self::Variable,
            TokenKind::String => Self::String,
            TokenKind::Number => Self::Number,
            TokenKind::Constant => Self::Constant,
            TokenKind::Comment => Self::Comment,
            TokenKind::Punctuation => Self::Punctuation,
            TokenKind::Error => Self::Unknown,
        }
    }
}

impl From<JsonTokenKind> for Role {
    fn from(kind: JsonTokenKind) -> Self {
        match kind {
            JsonTokenKind::Key => Self::Field,
            JsonTokenKind::String => Self::String,
            JsonTokenKind::Number => Self::Number,
            JsonTokenKind::Constant => Self::Constant,
            JsonTokenKind::Punctuation => Self::Punctuation,
            JsonTokenKind::Unknown => Self::Unknown,
        }
    }
}

/// A stretch of text, in bytes, with one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) range: Range<usize>,
    pub(super) role: Role,
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
                Language::GraphQl => {
                    tokens(&text).into_iter().map(|t| Span { range: t.range, role: t.kind.into() }).collect()
                }
                Language::Json => json_tokens(&text)
                    .into_iter()
                    .map(|t| Span { range: t.range, role: t.kind.into() })
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
        !spans.iter().any(|span| matches!(span.role, Role::String | Role::Comment))
    }

    /// Chars of the longest line; 0 when the text is too large to have been looked at.
    pub(super) fn longest_line(&self) -> usize {
        self.longest_line
    }
}
