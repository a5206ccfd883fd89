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
use super::scroll_bar::{self, Axis};
use super::{EditorView, Language, Pass};
use crate::ui::theme::paint_icon;

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
    lines: Vec<(usize, Line)>,
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
    let visible = geometry.visible_lines();
    let chars = buffer.line_range(visible.start).start..buffer.line_range(visible.end.saturating_sub(1)).end;
    let clip = pass.ui.clip_rect().intersect(geometry.lines_rect());
    // The caret stands half a stroke to the left of the first column.
    let text = geometry.text.with_min_x(geometry.text.left() - 1.0);
    let scene = Scene {
        pass,
        view,
        buffer,
        geometry,
        lines: visible.map(|n| (n, layouter.line(n, geometry))).collect(),
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

    /// The layout of a line that can be seen.
    fn line(&self, n: usize) -> Option<&Line> {
        self.lines.iter().find(|(line, _)| *line == n).map(|(_, line)| line)
    }

    /// The part of line `n` that a range of chars covers, as an x range; `None` when it is outside.
    fn x_range(&self, n: usize, line: &Line, chars: &Range<usize>) -> Option<Rangef> {
        let own = self.buffer.line_range(n);
        if chars.start > own.end || chars.end < own.start {
            return None;
        }
        let x = |at: usize| self.geometry.x(line.x_of(at.clamp(own.start, own.end) - own.start));
        Some(Rangef::new(x(chars.start), x(chars.end)))
    }

    /// The caret's line, selections, matching brackets.
    fn surfaces(&self) {
        let colors = &self.pass.tokens.color;
        let selections = self.buffer.selections();
        if self.focused() && selections.iter().all(Selection::is_empty) {
            for selection in selections {
                let line = self.geometry.line_rect(self.buffer.line_col(selection.head).0);
                self.painter.rect_filled(line, 0.0, colors.code_line);
            }
        }
        let fill = if self.focused() { colors.code_selection } else { colors.selection_inactive };
        for (n, line) in &self.lines {
            for selection in selections.iter().filter(|s| !s.is_empty()) {
                let Some(mut x) = self.x_range(*n, line, &selection.range()) else { continue };
                if selection.end() > self.buffer.line_range(*n).end {
                    // The line break is selected too.
                    x.max += self.geometry.advance;
                }
                let y = self.geometry.line_rect(*n).y_range();
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
        for (n, line) in &self.lines {
            let own = self.buffer.line_range(*n);
            let first = found.partition_point(|hit| hit.end < own.start);
            for hit in found.iter().skip(first).take_while(|hit| hit.start <= own.end) {
                let Some(x) = self.x_range(*n, line, hit) else { continue };
                let y = self.geometry.line_rect(*n).y_range();
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
        let n = self.buffer.line_col(at).0;
        let x = self.line(n).filter(|_| is_word).and_then(|line| self.x_range(n, line, &word));
        if let Some(x) = x {
            let y = self.geometry.line_rect(n).bottom() - WAVE_ABOVE_BOTTOM;
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
            let n = self.buffer.line_col(at).0;
            let Some(x) = self.line(n).and_then(|line| self.x_range(n, line, &(at..at + 1))) else {
                continue;
            };
            let y = self.geometry.line_rect(n).y_range().shrink(INSET);
            let stroke = Stroke::new(self.pass.tokens.size.hairline, self.pass.tokens.color.control_border);
            let mark = Rect::from_x_y_ranges(x, y).expand2(vec2(0.5, 0.0));
            self.text_painter.rect_stroke(mark, INSET, stroke, StrokeKind::Inside);
        }
    }

    fn text(&self) {
        let colors = &self.pass.tokens.color;
        for (n, line) in &self.lines {
            let pos = pos2(self.geometry.x(line.start), self.geometry.line_top(*n));
            self.text_painter.galley(pos, line.galley.clone(), colors.code_text);
        }
        if self.buffer.is_empty() && self.view.composition.is_none() {
            let hint = self.words(self.pass.options.hint, &self.pass.tokens.font.code, colors.text_subdued);
            let pos = pos2(self.geometry.x(0.0), self.geometry.line_top(0));
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

    /// Where a wave goes in line `n`: not under the blanks that a line begins with, and not in a line
    /// before whose first char the problem ends.
    fn wave_range(&self, n: usize, line: &Line, mark: &Mark<'_>) -> Option<Rangef> {
        let own = self.buffer.line_range(n);
        let begins_above = mark.chars.start < own.start;
        if begins_above && mark.chars.end <= own.start {
            return None;
        }
        let text = self.buffer.line(n);
        let blanks = text.chars().take_while(|c| c.is_whitespace()).count();
        let start = if begins_above { own.start + blanks } else { mark.chars.start };
        self.x_range(n, line, &(start..mark.chars.end.max(start)))
    }

    fn waves(&self) {
        let sight = self.geometry.text.x_range();
        // Warnings first, so that an error at the same place is what is seen.
        let mut marks: Vec<&Mark<'_>> = self.marks.iter().collect();
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.problem.severity));
        for (n, line) in &self.lines {
            for mark in &marks {
                let Some(x) = self.wave_range(*n, line, mark) else { continue };
                let x = Rangef::new(x.min, x.max.max(x.min + self.geometry.advance)).intersection(sight);
                let y = self.geometry.line_rect(*n).bottom() - WAVE_ABOVE_BOTTOM;
                let stroke = Stroke::new(1.0, mark.wave_color(&self.pass.tokens.color));
                self.text_painter.add(Shape::line(wave(x, y), stroke));
            }
        }
    }

    /// Underlines what an input method has not committed: the part being chosen in the accent.
    fn composition(&self) {
        let Some(composition) = &self.view.composition else { return };
        let n = self.buffer.line_col(self.buffer.primary().head).0;
        let Some(line) = self.line(n) else { return };
        let colors = &self.pass.tokens.color;
        let y = self.geometry.line_rect(n).bottom() - WAVE_ABOVE_BOTTOM;
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
        for (n, line) in &self.lines {
            let own = self.buffer.line_range(*n);
            let begins = |mark: &&Mark<'_>| {
                (own.start..=own.end).contains(&mark.chars.start)
                    && (*n == caret || mark.problem.code == MISSING_SCOPE)
            };
            if let Some(mark) = self.marks.iter().find(begins) {
                self.message(*n, line, mark);
            }
        }
    }

    fn message(&self, n: usize, line: &Line, mark: &Mark<'_>) {
        let sizes = &self.pass.tokens.size;
        let (icon, icon_color, color) = mark.look(&self.pass.tokens.color);
        let right = self.geometry.rect.right() - sizes.cell_padding_last;
        let text_end = self.geometry.x(line.width()) + sizes.gap_24;
        let room = right - text_end - sizes.icon - sizes.gap_8;
        if room < LEAST_MESSAGE {
            return;
        }
        let mut job = self.words(&mark.problem.message, &self.pass.tokens.font.secondary, color);
        job.wrap = TextWrapping::truncate_at_width(room);
        let galley = self.pass.ui.fonts_mut(|fonts| fonts.layout_job(job));
        let pos = pos2(right - galley.rect.width(), self.geometry.line_top(n));
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
        for (n, _) in &self.lines {
            let here = self.focused() && current.contains(n);
            let color = if here { colors.text } else { colors.code_line_number };
            let job = self.words(&(n + 1).to_string(), &self.pass.tokens.font.code, color);
            let galley = self.pass.ui.fonts_mut(|fonts| fonts.layout_job(job));
            let left = self.geometry.number_right() - galley.rect.width();
            self.painter.galley(pos2(left, self.geometry.line_top(*n)), galley, color);
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
        let (n, column) = self.buffer.line_col(at);
        let line = self.line(n)?;
        let offset = match &self.view.composition {
            Some(composition) if primary => line.x_in_composition(composition.active.end),
            _ => line.x_of(column),
        };
        let x = self.geometry.x(offset);
        let y = self.geometry.line_rect(n).y_range();
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
        let n = self.geometry.line_at(pos);
        let x = self.line(n).and_then(|line| self.x_range(n, line, &mark.chars));
        self.geometry.line_rect(n).y_range().contains(pos.y) && x.is_some_and(|x| x.contains(pos.x))
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
