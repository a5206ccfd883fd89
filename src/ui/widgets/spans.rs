//! Pieces of text with a role: what trees, text views and completions colour by.

use std::borrow::Cow;
use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, FontId, Galley, Painter};

use crate::ui::theme::Tokens;

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TextRole {
    /// Text without a role.
    #[default]
    Plain,
    /// Counts, summaries, indices.
    Subdued,
    /// Keys of objects and fields.
    Key,
    /// Strings.
    String,
    /// Numbers.
    Number,
    /// `true`, `false`, `null`, enum values.
    Constant,
    /// Brackets, colons, commas.
    Punctuation,
    /// Keywords.
    Keyword,
    /// Types.
    Type,
    /// Arguments.
    Argument,
    /// Variables.
    Variable,
    /// Comments.
    Comment,
    /// What is wrong.
    Error,
    /// Letters that match what was typed.
    Matched,
    /// A hit of a search.
    Found,
    /// The hit the search stands on.
    FoundCurrent,
}

impl TextRole {
    /// The colour of the text.
    pub fn color(self, tokens: &Tokens) -> Color32 {
        let color = &tokens.color;
        match self {
            TextRole::Plain | TextRole::Found => color.code_text,
            TextRole::Subdued => color.text_subdued,
            TextRole::Key => color.code_field,
            TextRole::String => color.code_string,
            TextRole::Number => color.code_number,
            TextRole::Constant => color.code_constant,
            TextRole::Punctuation => color.code_punctuation,
            TextRole::Keyword => color.code_keyword,
            TextRole::Type => color.code_type,
            TextRole::Argument => color.code_argument,
            TextRole::Variable => color.code_variable,
            TextRole::Comment => color.code_comment,
            TextRole::Error => color.danger_text,
            TextRole::Matched => color.accent_text,
            TextRole::FoundCurrent => color.on_search_mark_current,
        }
    }

    /// The fill behind the text.
    pub fn background(self, tokens: &Tokens) -> Color32 {
        match self {
            TextRole::Found => tokens.color.search_mark,
            TextRole::FoundCurrent => tokens.color.search_mark_current,
            _ => Color32::TRANSPARENT,
        }
    }
}

/// A piece of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<'a> {
    /// The text, without line breaks.
    pub text: Cow<'a, str>,
    /// What it is.
    pub role: TextRole,
}

impl<'a> Span<'a> {
    /// A piece with a role.
    pub fn new(text: impl Into<Cow<'a, str>>, role: TextRole) -> Self {
        Span { text: text.into(), role }
    }
}

/// More letters than this of one line are never laid out; the caller cuts longer lines itself when it
/// wants to show their end.
pub const MOST_CHARS: usize = 4_096;

/// Lays out the pieces on one line in a mono face, cut with `…` where they are wider than `width`.
/// Matched letters are semibold.
pub(super) fn layout(
    painter: &Painter,
    tokens: &Tokens,
    spans: &[Span<'_>],
    (font, width): (&FontId, f32),
) -> Arc<Galley> {
    let wrap =
        TextWrapping { max_width: width, max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    let mut job = LayoutJob { wrap, break_on_newline: false, ..LayoutJob::default() };
    let mut room = MOST_CHARS;
    for span in spans {
        let end = span.text.char_indices().nth(room).map_or(span.text.len(), |(end, _)| end);
        let text = &span.text[..end];
        let face = match span.role {
            TextRole::Matched => FontId::new(font.size, tokens.font.code_semibold.family.clone()),
            _ => font.clone(),
        };
        let format = TextFormat {
            background: span.role.background(tokens),
            ..TextFormat::simple(face, span.role.color(tokens))
        };
        job.append(text, 0.0, format);
        room -= text.chars().count().min(room);
        if room == 0 {
            break;
        }
    }
    painter.layout_job(job)
}

/// The pieces as one text: what a screen reader says and Copy takes.
pub fn plain_text(spans: &[Span<'_>]) -> String {
    spans.iter().map(|span| span.text.as_ref()).collect()
}
