//! One line of text laid out. egui keeps galleys by their content, so a line that did not change
//! costs a hash; very long lines are laid out only around what can be seen.

use std::ops::Range;
use std::sync::Arc;

use dapple_data::text::Buffer;
use eframe::egui::text::{CharIndex, LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{FontId, Galley, Ui};

use super::Composition;
use super::geometry::Geometry;
use super::highlight::Highlighter;
use super::rows::Row;
use crate::ui::theme::Tokens;

/// Lines longer than this are laid out in part.
const WHOLE: usize = 2_000;

/// Such parts begin at multiples of this, so that small moves find the same galley again.
const STEP: usize = 500;

/// What laying out a line needs to know.
#[derive(Clone, Copy)]
pub(super) struct Layouter<'a> {
    pub(super) ui: &'a Ui,
    pub(super) tokens: &'a Tokens,
    pub(super) buffer: &'a Buffer,
    pub(super) highlighter: &'a Highlighter,
    /// What an input method is about to write at the caret.
    pub(super) composition: Option<&'a Composition>,
    /// Hits of a search, in chars.
    pub(super) found: &'a [Range<usize>],
}

/// A line, or the part of it that can be seen.
pub(super) struct Line {
    pub(super) galley: Arc<Galley>,
    /// Chars of the line in the galley.
    pub(super) columns: Range<usize>,
    /// Where the galley begins, from the line's start.
    pub(super) start: f64,
    /// It is a part of a line that goes on in other rows.
    is_wrapped: bool,
    /// Width of a char outside the galley.
    advance: f32,
    /// Chars written in by an input method: where, and how many.
    written: Option<(usize, usize)>,
}

/// A piece of a line with one look: bytes of the laid out text.
struct Piece {
    end: usize,
    format: TextFormat,
}

impl Layouter<'_> {
    fn font(&self) -> &FontId {
        &self.tokens.font.code
    }

    /// Lays out a row as it stands at the geometry's scroll position.
    pub(super) fn line(&self, row: &Row, geometry: &Geometry) -> Line {
        let chars = row.line_start..row.chars.end;
        let is_wrapped = !(row.is_first && row.is_last);
        let columns = if chars.len() <= WHOLE || is_wrapped {
            row.chars.start - chars.start..chars.len()
        } else {
            let first_seen = (geometry.scroll.x / f64::from(geometry.advance)) as usize;
            let first = (first_seen.saturating_sub(STEP / 2) / STEP * STEP).min(chars.len());
            let seen = (geometry.text.width() / geometry.advance) as usize;
            first..(first + (seen / STEP + 2) * STEP).min(chars.len())
        };
        let shown = chars.start + columns.start..chars.start + columns.end;
        let bytes = self.buffer.byte_of_char(shown.start)..self.buffer.byte_of_char(shown.end);
        let mut text = self.buffer.rope().slice(shown.clone()).to_string();
        let mut pieces = self.pieces(&bytes);
        self.mark_found(&mut pieces, (&shown, &bytes));
        let caret = self.buffer.primary().head;
        let written = self
            .composition
            .filter(|_| row.holds(caret) && (shown.start..=shown.end).contains(&caret))
            .map(|composition| {
                let at = self.buffer.byte_of_char(caret) - bytes.start;
                self.write_in(&mut pieces, at, composition);
                text.insert_str(at, &composition.text);
                (caret - chars.start, composition.text.chars().count())
            });
        let galley = self.galley(&text, pieces);
        Line {
            galley,
            start: if is_wrapped { row.indent } else { columns.start } as f64 * f64::from(geometry.advance),
            is_wrapped,
            columns,
            advance: geometry.advance,
            written,
        }
    }

    fn format(&self, color: eframe::egui::Color32) -> TextFormat {
        TextFormat {
            line_height: Some(self.tokens.size.code_line),
            ..TextFormat::simple(self.font().clone(), color)
        }
    }

    /// The looks of a range of bytes, without gaps.
    fn pieces(&self, bytes: &Range<usize>) -> Vec<Piece> {
        let plain = self.format(self.tokens.color.code_text);
        let mut pieces = Vec::new();
        let mut at = 0;
        for span in self.highlighter.spans_in(bytes) {
            let start = span.range.start.saturating_sub(bytes.start).max(at);
            let end = span.range.end.min(bytes.end) - bytes.start;
            if start > at {
                pieces.push(Piece { end: start, format: plain.clone() });
            }
            if end > start {
                pieces.push(Piece { end, format: self.format(span.role.color(self.tokens)) });
            }
            at = end.max(at);
        }
        if at < bytes.len() {
            pieces.push(Piece { end: bytes.len(), format: plain });
        }
        pieces
    }

    /// Hits stand on a colour of their own, which not every colour of code can be read on.
    fn mark_found(&self, pieces: &mut Vec<Piece>, (shown, bytes): (&Range<usize>, &Range<usize>)) {
        let selected = self.buffer.primary().range();
        let first = self.found.partition_point(|hit| hit.end <= shown.start);
        for hit in self.found.iter().skip(first).take_while(|hit| hit.start < shown.end) {
            let byte = |char: usize| {
                self.buffer.byte_of_char(char.clamp(shown.start, shown.end)).saturating_sub(bytes.start)
            };
            let colors = &self.tokens.color;
            let color = if *hit == selected { colors.on_search_mark_current } else { colors.code_text };
            recolor(pieces, &(byte(hit.start)..byte(hit.end)), &self.format(color));
        }
    }

    /// Makes room for composed text at a byte.
    fn write_in(&self, pieces: &mut Vec<Piece>, at: usize, composition: &Composition) {
        let len = composition.text.len();
        let mut after = pieces.split_off(pieces.partition_point(|piece| piece.end <= at));
        let begun = pieces.last().map_or(0, |piece| piece.end) < at;
        if let Some(cut) = after.first().filter(|_| begun) {
            pieces.push(Piece { end: at, format: cut.format.clone() });
        }
        pieces.push(Piece { end: at + len, format: self.format(self.tokens.color.code_text) });
        for piece in &mut after {
            piece.end += len;
        }
        pieces.append(&mut after);
    }

    fn galley(&self, text: &str, pieces: Vec<Piece>) -> Arc<Galley> {
        let mut job = LayoutJob {
            wrap: TextWrapping::no_max_width(),
            break_on_newline: false,
            keep_trailing_whitespace: true,
            ..LayoutJob::default()
        };
        let mut at = 0;
        for piece in pieces {
            if let Some(part) = text.get(at..piece.end).filter(|part| !part.is_empty()) {
                job.append(part, 0.0, piece.format);
            }
            at = piece.end;
        }
        self.ui.fonts_mut(|fonts| fonts.layout_job(job))
    }
}

/// Gives a range of bytes another look, whatever pieces it covers.
fn recolor(pieces: &mut Vec<Piece>, range: &Range<usize>, format: &TextFormat) {
    if range.is_empty() {
        return;
    }
    let mut after = pieces.split_off(pieces.partition_point(|piece| piece.end <= range.start));
    let begun = pieces.last().map_or(0, |piece| piece.end) < range.start;
    if let Some(cut) = after.first().filter(|_| begun) {
        pieces.push(Piece { end: range.start, format: cut.format.clone() });
    }
    after.retain(|piece| piece.end > range.end);
    pieces.push(Piece { end: range.end, format: format.clone() });
    pieces.append(&mut after);
}

impl Line {
    /// The offset of a column from the line's start.
    pub(super) fn x_of(&self, column: usize) -> f64 {
        if self.is_wrapped && column <= self.columns.start {
            return self.start;
        }
        if column < self.columns.start {
            return column as f64 * f64::from(self.advance);
        }
        let mut glyph = column - self.columns.start;
        if let Some((at, len)) = self.written
            && column > at
        {
            glyph += len;
        }
        self.glyph_x(glyph)
    }

    /// The offset of the caret inside composed text, `chars` behind where it begins.
    pub(super) fn x_in_composition(&self, chars: usize) -> f64 {
        let begin = self.written.map_or(0, |(at, _)| at - self.columns.start);
        self.glyph_x(begin + chars)
    }

    fn glyph_x(&self, glyph: usize) -> f64 {
        let Some(row) = self.galley.rows.first() else { return self.start };
        let inside = f64::from(row.x_offset(CharIndex(glyph)));
        let beyond = glyph.saturating_sub(row.glyphs.len());
        self.start + inside + beyond as f64 * f64::from(self.advance)
    }

    /// The column nearest to an offset from the line's start.
    pub(super) fn column_at(&self, offset: f64) -> usize {
        if offset < self.start && self.is_wrapped {
            return self.columns.start;
        }
        if offset < self.start {
            return (offset / f64::from(self.advance)).round().max(0.0) as usize;
        }
        let glyph = self.galley.rows.first().map_or(0, |row| row.char_at((offset - self.start) as f32).0);
        let glyph = match self.written {
            Some((at, len)) if glyph > at - self.columns.start => {
                glyph.saturating_sub(len).max(at - self.columns.start)
            }
            _ => glyph,
        };
        (self.columns.start + glyph).min(self.columns.end)
    }

    /// The end of what is laid out, from the line's start.
    pub(super) fn width(&self) -> f64 {
        self.start + f64::from(self.galley.rect.width())
    }
}
