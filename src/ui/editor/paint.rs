//! Draws a frame: surfaces, text, waves, numbers, carets, scroll bars, from back to front.

use std::ops::Range;

use dapple_data::schema::MISSING_SCOPE;
use dapple_data::text::{Buffer, Selection};
use eframe::egui::output::IMEOutput;
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::text_selection::visuals::{paint_cursor_end, paint_text_cursor};
use eframe::egui::{
    Color32, FontId, IMEPurpose, Label, Painter, Pos2, Rangef, Rect, RichText, Shape, Stroke, StrokeKind,
    pos2, vec2,
};

use super::geometry::Geometry;
use super::line::Line;
use super::marks::{self, Mark};
use super::rows::Row;
use super::scroll_bar::{self, Axis};
use super::{EditorView, Language, Pass};
use crate::ui::theme::{Icon, paint_icon};

/// How long the caret blinks after the last key, seconds; then it stands still, so that a window that
/// nobody works in draws nothing.
const BLINKS_FOR: f64 = 10.0;

/// Above and below the caret, and around a bracket's mark.
const INSET: f32 = 2.0;

/// Of the waves under problems: half height, length, and distance to the line's bottom.
const WAVE_HEIGHT: f32 = 1.25;
const WAVE_LENGTH: f32 = 5.0;
const WAVE_ABOVE_BOTTOM: f32 = 2.5;

/// Least room for words behind a line; with less they are left to the tooltip.
const LEAST_MESSAGE: f32 = 80.0;

/// What is drawn in this frame.
struct Scene<'a> {
    pass: &'a Pass<'a>,
    view: &'a EditorView,
    buffer: &'a Buffer,
    geometry: &'a Geometry,
    rows: Vec<(Row, Line)>,
    marks: Vec<Mark<'a>>,
    /// Clipped to the editor.
    painter: Painter,
    /// Clipped to the part with text.
    text_painter: Painter,
}

/// Draws the editor. Gives the caret's place while it is in sight.
pub(super) fn paint(
    pass: &Pass<'_>,
    view: &EditorView,
    buffer: &Buffer,
    (geometry, pointed): (&Geometry, Option<usize>),
) -> Option<Rect> {
    let layouter = pass.layouter(view, buffer);
    let rows = geometry.visible_rows().map(|n| view.rows.row(buffer, n));
    let rows: Vec<(Row, Line)> = rows.map(|row| (row.clone(), layouter.line(&row, geometry))).collect();
    let ends = rows.first().map(|(row, _)| row.chars.start).zip(rows.last().map(|(row, _)| row.chars.end));
    let chars = ends.map_or(0..0, |(start, end)| start..end);
    let clip = pass.ui.clip_rect().intersect(geometry.lines_rect());
    // The caret stands half a stroke to the left of the first column.
    let text = geometry.text.with_min_x(geometry.text.left() - 1.0);
    let scene = Scene {
        pass,
        view,
        buffer,
        geometry,
        rows,
        marks: marks::marks(buffer, pass.options.problems, &chars),
        painter: pass.ui.painter().with_clip_rect(clip),
        text_painter: pass.ui.painter().with_clip_rect(clip.intersect(text)),
    };
    scene.surfaces();
    scene.text();
    scene.link(pointed);
    scene.waves();
    scene.composition();
    scene.messages();
    scene.line_numbers();
    scene.folds();
    let caret = scene.carets();
    scene.tooltip();
    for axis in [Axis::Vertical, Axis::Horizontal] {
        scroll_bar::paint(pass.ui, pass.response.id, axis, geometry, pass.tokens);
    }
    caret
}

impl Scene<'_> {
    fn focused(&self) -> bool {
        self.pass.response.has_focus()
    }

    /// The row that the caret at a char stands in, where it can be seen.
    fn row_with(&self, at: usize) -> Option<&(Row, Line)> {
        self.rows.iter().find(|(row, _)| row.holds(at))
    }

    /// The part of a row that a range of chars covers, as an x range; `None` when it is outside.
    fn x_range(&self, (row, line): &(Row, Line), chars: &Range<usize>) -> Option<Rangef> {
        let own = &row.chars;
        let begins_behind = chars.start > own.end || (!row.is_last && chars.start == own.end);
        let ends_before = chars.end < own.start || (!row.is_first && chars.end == own.start);
        if begins_behind || (ends_before && chars.start < own.start) {
            return None;
        }
        let x = |at: usize| self.geometry.x(line.x_of(at.clamp(own.start, own.end) - row.line_start));
        Some(Rangef::new(x(chars.start), x(chars.end)))
    }

    /// The caret's line, selections, matching brackets.
    fn surfaces(&self) {
        let colors = &self.pass.tokens.color;
        let selections = self.buffer.selections();
        if self.focused() && selections.iter().all(Selection::is_empty) {
            let here: Vec<usize> = selections.iter().map(|s| self.buffer.line_col(s.head).0).collect();
            for (row, _) in self.rows.iter().filter(|(row, _)| here.contains(&row.line)) {
                self.painter.rect_filled(self.geometry.row_rect(row.index), 0.0, colors.code_line);
            }
        }
        let fill = if self.focused() { colors.code_selection } else { colors.selection_inactive };
        for shown in &self.rows {
            for selection in selections.iter().filter(|s| !s.is_empty()) {
                let Some(mut x) = self.x_range(shown, &selection.range()) else { continue };
                if shown.0.is_last && selection.end() > shown.0.chars.end {
                    // The line break is selected too.
                    x.max += self.geometry.advance;
                }
                let y = self.geometry.row_rect(shown.0.index).y_range();
                self.text_painter.rect_filled(Rect::from_x_y_ranges(x, y), 0.0, fill);
            }
        }
        self.found();
        self.brackets();
    }

    /// What was found: all hits that can be seen, the selected one stronger.
    fn found(&self) {
        let colors = &self.pass.tokens.color;
        let found = self.pass.options.found;
        let selected = self.buffer.primary().range();
        for shown in &self.rows {
            let own = &shown.0.chars;
            let first = found.partition_point(|hit| hit.end < own.start);
            for hit in found.iter().skip(first).take_while(|hit| hit.start <= own.end) {
                let Some(x) = self.x_range(shown, hit) else { continue };
                let y = self.geometry.row_rect(shown.0.index).y_range();
                // A hit without extent (the start of a line) can still be seen.
                let x = Rangef::new(x.min, x.max.max(x.min + INSET));
                let fill = if *hit == selected { colors.search_mark_current } else { colors.search_mark };
                self.text_painter.rect_filled(Rect::from_x_y_ranges(x, y), INSET, fill);
            }
        }
    }

    /// Underlines the word that a click with Ctrl would follow.
    fn link(&self, pointed: Option<usize>) {
        let wanted = self.pass.options.has_links && self.pass.ui.input(|i| i.modifiers.command);
        let Some(at) = pointed.filter(|_| wanted) else { return };
        let word = self.buffer.word_at(at);
        let is_word = self.buffer.rope().get_char(at).is_some_and(|c| c == '_' || c.is_alphanumeric());
        let Some(shown) = self.row_with(at).filter(|_| is_word) else { return };
        if let Some(x) = self.x_range(shown, &word) {
            let y = self.geometry.row_rect(shown.0.index).bottom() - WAVE_ABOVE_BOTTOM;
            let stroke = Stroke::new(self.pass.tokens.size.hairline, self.pass.tokens.color.accent_text);
            self.text_painter.hline(x, y, stroke);
        }
    }

    fn brackets(&self) {
        let caret = self.buffer.primary();
        if !self.focused() || !caret.is_empty() || self.pass.options.language == Language::Plain {
            return;
        }
        let is_code = |at| self.view.highlighter.is_code(self.buffer.byte_of_char(at));
        let Some((here, there)) = self.buffer.brackets_at(caret.head, is_code) else { return };
        for at in [here, there] {
            let Some(shown) = self.row_with(at) else { continue };
            let Some(x) = self.x_range(shown, &(at..at + 1)) else { continue };
            let y = self.geometry.row_rect(shown.0.index).y_range().shrink(INSET);
            let stroke = Stroke::new(self.pass.tokens.size.hairline, self.pass.tokens.color.control_border);
            let mark = Rect::from_x_y_ranges(x, y).expand2(vec2(0.5, 0.0));
            self.text_painter.rect_stroke(mark, INSET, stroke, StrokeKind::Inside);
        }
    }

    fn text(&self) {
        let colors = &self.pass.tokens.color;
        for (row, line) in &self.rows {
            let pos = pos2(self.geometry.x(line.start), self.geometry.row_top(row.index));
            self.text_painter.galley(pos, line.galley.clone(), colors.code_text);
        }
        if self.buffer.is_empty() && self.view.composition.is_none() {
            let hint = self.words(self.pass.options.hint, &self.pass.tokens.font.code, colors.text_subdued);
            let pos = pos2(self.geometry.x(0.0), self.geometry.row_top(0));
            let galley = self.pass.ui.fonts_mut(|fonts| fonts.layout_job(hint));
            self.text_painter.galley(pos, galley, colors.text_subdued);
        }
    }

    /// Words on one line, as high as a line of code.
    fn words(&self, text: &str, font: &FontId, color: Color32) -> LayoutJob {
        let format = TextFormat {
            line_height: Some(self.geometry.line_height),
            ..TextFormat::simple(font.clone(), color)
        };
        let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
        job.append(text, 0.0, format);
        job
    }

    /// Where a wave goes in a row: not under the blanks that a line begins with, and not in a row
    /// before whose first char the problem ends.
    fn wave_range(&self, shown: &(Row, Line), mark: &Mark<'_>) -> Option<Rangef> {
        let own = &shown.0.chars;
        let begins_above = mark.chars.start < own.start;
        if begins_above && mark.chars.end <= own.start {
            return None;
        }
        let text = self.buffer.rope().slice(own.clone());
        let blanks = text.chars().take_while(|c| c.is_whitespace()).count();
        let start = if begins_above { own.start + blanks } else { mark.chars.start };
        self.x_range(shown, &(start..mark.chars.end.max(start)))
    }

    fn waves(&self) {
        let sight = self.geometry.text.x_range();
        // Warnings first, so that an error at the same place is what is seen.
        let mut marks: Vec<&Mark<'_>> = self.marks.iter().collect();
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.problem.severity));
        for shown in &self.rows {
            for mark in &marks {
                let Some(x) = self.wave_range(shown, mark) else { continue };
                let x = Rangef::new(x.min, x.max.max(x.min + self.geometry.advance)).intersection(sight);
                let y = self.geometry.row_rect(shown.0.index).bottom() - WAVE_ABOVE_BOTTOM;
                let stroke = Stroke::new(1.0, mark.wave_color(&self.pass.tokens.color));
                self.text_painter.add(Shape::line(wave(x, y), stroke));
            }
        }
    }

    /// Underlines what an input method has not committed: the part being chosen in the accent.
    fn composition(&self) {
        let Some(composition) = &self.view.composition else { return };
        let Some((row, line)) = self.row_with(self.buffer.primary().head) else { return };
        let colors = &self.pass.tokens.color;
        let y = self.geometry.row_rect(row.index).bottom() - WAVE_ABOVE_BOTTOM;
        let all = 0..composition.text.chars().count();
        for (part, color) in [(all, colors.text_subdued), (composition.active.clone(), colors.accent)] {
            let x = |chars| self.geometry.x(line.x_in_composition(chars));
            let stroke = Stroke::new(self.pass.tokens.size.hairline, color);
            self.text_painter.hline(x(part.start)..=x(part.end), y, stroke);
        }
    }

    /// The first problem of the caret's line in words, behind the line; and on every line what a token lacks,
    /// which is short and would be missed until the answer is empty.
    fn messages(&self) {
        let caret = self.buffer.line_col(self.buffer.primary().head).0;
        for shown in &self.rows {
            let row = &shown.0;
            let begins = |mark: &&Mark<'_>| {
                row.holds(mark.chars.start) && (row.line == caret || mark.problem.code == MISSING_SCOPE)
            };
            if let Some(mark) = self.marks.iter().find(begins) {
                self.message(shown, mark);
            }
        }
    }

    fn message(&self, (row, line): &(Row, Line), mark: &Mark<'_>) {
        let sizes = &self.pass.tokens.size;
        let (icon, icon_color, color) = mark.look(&self.pass.tokens.color);
        let right = self.geometry.rect.right() - sizes.cell_padding_last;
        let folded = self.view.folding.at(row.line).is_some_and(|(_, folded)| folded);
        let sign = if folded { 3.0 * self.geometry.advance } else { 0.0 };
        let text_end = self.geometry.x(line.width()) + sign + sizes.gap_24;
        let room = right - text_end - sizes.icon - sizes.gap_8;
        if room < LEAST_MESSAGE {
            return;
        }
        let mut job = self.words(&mark.problem.message, &self.pass.tokens.font.secondary, color);
        job.wrap = TextWrapping::truncate_at_width(room);
        let galley = self.pass.ui.fonts_mut(|fonts| fonts.layout_job(job));
        let pos = pos2(right - galley.rect.width(), self.geometry.row_top(row.index));
        let center = pos + vec2(-sizes.gap_8 - sizes.icon / 2.0, self.geometry.line_height / 2.0);
        paint_icon(&self.text_painter, icon, center, sizes.icon, icon_color);
        self.text_painter.galley(pos, galley, color);
    }

    fn line_numbers(&self) {
        if !self.pass.options.line_numbers {
            return;
        }
        let colors = &self.pass.tokens.color;
        let current: Vec<usize> =
            self.buffer.selections().iter().map(|s| self.buffer.line_col(s.head).0).collect();
        for (row, _) in self.rows.iter().filter(|(row, _)| row.is_first) {
            let here = self.focused() && current.contains(&row.line);
            let color = if here { colors.text } else { colors.code_line_number };
            let job = self.words(&(row.line + 1).to_string(), &self.pass.tokens.font.code, color);
            let galley = self.pass.ui.fonts_mut(|fonts| fonts.layout_job(job));
            let left = self.geometry.number_right() - galley.rect.width();
            self.painter.galley(pos2(left, self.geometry.row_top(row.index)), galley, color);
        }
    }

    /// Signs beside what can be folded, while the pointer is in the gutter, and always where something is;
    /// a mark stands behind the text of a folded line.
    fn folds(&self) {
        let tokens = self.pass.tokens;
        let (colors, sizes) = (&tokens.color, &tokens.size);
        let pointer = self.pass.response.hover_pos();
        let in_gutter = pointer.is_some_and(|pos| pos.x < self.geometry.text.left());
        for (row, line) in &self.rows {
            let Some((_, folded)) = self.view.folding.at(row.line) else { continue };
            let rect = self.geometry.row_rect(row.index);
            if row.is_first && self.pass.options.line_numbers && (folded || in_gutter) {
                let here = pointer.is_some_and(|pos| self.geometry.is_at_sign(pos) && rect.contains(pos));
                let icon = if folded { Icon::ChevronRight } else { Icon::ChevronDown };
                let color = if here { colors.text } else { colors.text_subdued };
                let middle = pos2(self.geometry.sign_middle(), rect.center().y);
                paint_icon(&self.painter, icon, middle, sizes.icon_small, color);
            }
            if folded && row.is_last {
                let mark = self.geometry.folded_mark(row.index, line.width());
                let here = pointer.is_some_and(|pos| mark.contains(pos));
                let fill = if here { colors.pressed } else { colors.hover };
                self.text_painter.rect_filled(mark.shrink2(vec2(0.0, 2.0 * INSET)), sizes.radius_check, fill);
                let middle = mark.center();
                paint_icon(&self.text_painter, Icon::Ellipsis, middle, sizes.icon_small, colors.text_subdued);
            }
        }
    }

    /// The carets, and where an input method should open. Gives the place of the primary one.
    fn carets(&self) -> Option<Rect> {
        let ui = self.pass.ui;
        let primary = self.buffer.primary();
        let mut place = None;
        for selection in self.buffer.selections() {
            let Some(rect) = self.caret_rect(selection.head, *selection == primary) else { continue };
            if *selection == primary {
                place = Some(rect);
            }
            if self.focused() && ui.input(|i| i.focused) {
                let idle = (self.pass.now() - self.view.active).max(0.0);
                if idle < BLINKS_FOR {
                    paint_text_cursor(ui, &self.text_painter, rect, idle);
                } else {
                    paint_cursor_end(&self.text_painter, ui.visuals(), rect);
                }
            }
        }
        let rect = place?;
        if !self.pass.options.read_only && ui.memory(|memory| memory.owns_ime_events(self.pass.response.id)) {
            let to_global = ui.ctx().layer_transform_to_global(ui.layer_id()).unwrap_or_default();
            ui.output_mut(|output| {
                output.ime = Some(IMEOutput {
                    purpose: IMEPurpose::Normal,
                    rect: to_global * self.geometry.text,
                    cursor_rect: to_global * rect,
                    should_interrupt_composition: false,
                });
            });
        }
        Some(rect)
    }

    fn caret_rect(&self, at: usize, primary: bool) -> Option<Rect> {
        let (row, line) = self.row_with(at)?;
        let offset = match &self.view.composition {
            Some(composition) if primary => line.x_in_composition(composition.active.end),
            _ => line.x_of(at - row.line_start),
        };
        let x = self.geometry.x(offset);
        let y = self.geometry.row_rect(row.index).y_range();
        let seen = self.geometry.text.expand2(vec2(1.0, 0.0)).x_range().contains(x);
        seen.then(|| Rect::from_x_y_ranges(x..=x, y.shrink(INSET)))
    }

    /// What is wrong with the text under the pointer.
    fn tooltip(&self) {
        let Some(pos) = self.pass.response.hover_pos().filter(|_| !self.pass.options.has_links) else {
            return;
        };
        let here: Vec<&Mark<'_>> = self.marks.iter().filter(|mark| self.touches(mark, pos)).collect();
        if here.is_empty() {
            return;
        }
        self.pass.response.clone().on_hover_ui_at_pointer(|ui| {
            ui.set_max_width(self.pass.tokens.size.tooltip_max);
            for mark in here {
                let words =
                    RichText::new(&mark.problem.message).font(self.pass.tokens.font.secondary.clone());
                ui.add(Label::new(words.color(self.pass.tokens.color.text)).selectable(false));
            }
        });
    }

    fn touches(&self, mark: &Mark<'_>, pos: Pos2) -> bool {
        let n = self.geometry.row_at(pos);
        let shown = self.rows.iter().find(|(row, _)| row.index == n);
        let x = shown.and_then(|shown| self.x_range(shown, &mark.chars));
        self.geometry.row_rect(n).y_range().contains(pos.y) && x.is_some_and(|x| x.contains(pos.x))
    }
}

/// A wave between two x positions; its phase follows the screen, so that neighbours join.
fn wave(x: Rangef, y: f32) -> Vec<Pos2> {
    let steps = (x.span().max(0.0).ceil() as usize).max(1);
    (0..=steps)
        .map(|step| {
            let x = (x.min + step as f32).min(x.max);
            let phase = x / WAVE_LENGTH * std::f32::consts::TAU;
            pos2(x, y + WAVE_HEIGHT * phase.sin())
        })
        .collect()
}
