//! Problems of a text as stretches of chars, for waves, words and tooltips.

use std::ops::Range;

use dapple_data::graphql::{Problem, Severity};
use dapple_data::text::Buffer;
use eframe::egui::Color32;

use crate::ui::theme::{Colors, Icon};

/// A problem and the chars it is about: at least one where the text has any.
pub(super) struct Mark<'a> {
    pub(super) chars: Range<usize>,
    pub(super) problem: &'a Problem,
}

/// The marks that touch a range of chars, in the order they were reported.
pub(super) fn marks<'a>(buffer: &Buffer, problems: &'a [Problem], within: &Range<usize>) -> Vec<Mark<'a>> {
    problems
        .iter()
        .map(|problem| Mark { chars: widened(buffer, buffer.chars_of_bytes(&problem.range)), problem })
        .filter(|mark| mark.chars.start <= within.end && mark.chars.end >= within.start)
        .collect()
}

/// A problem without extent (something is missing) points at the char behind it, or at the end of
/// a line at the one before it.
fn widened(buffer: &Buffer, chars: Range<usize>) -> Range<usize> {
    if !chars.is_empty() {
        return chars;
    }
    let line = buffer.line_range(buffer.line_col(chars.start).0);
    if chars.start < line.end {
        chars.start..chars.start + 1
    } else {
        chars.start.saturating_sub(1).max(line.start)..chars.start
    }
}

impl Mark<'_> {
    /// The wave under the text.
    pub(super) fn wave_color(&self, colors: &Colors) -> Color32 {
        match self.problem.severity {
            Severity::Error => colors.code_squiggle,
            Severity::Warning => colors.warning,
        }
    }

    /// Icon, its colour, and the colour of the words at the line's end.
    pub(super) fn look(&self, colors: &Colors) -> (Icon, Color32, Color32) {
        match self.problem.severity {
            Severity::Error => (Icon::CircleAlert, colors.danger, colors.danger_text),
            Severity::Warning => (Icon::TriangleAlert, colors.warning, colors.warning_text),
        }
    }
}
