//! Read-only text of any length on the virtual list: line numbers, coloured pieces, a selection of
//! whole lines by dragging or Shift, and a copy event.

use std::ops::RangeInclusive;

use eframe::egui::{Color32, Rect, Ui, pos2, vec2};

use super::spans::{self, Span};
use super::{ListKind, ListOutput, ListState, Row, VirtualList, paint};
use crate::ui::theme::{self, Tokens};

/// What happened in a text.
#[derive(Debug)]
pub struct TextOutput {
    /// What happened in the list below.
    pub list: ListOutput,
    /// These lines are to be copied, counted from 0. The caller has their whole text.
    pub copy: Option<RangeInclusive<u64>>,
}

/// A text of `lines` lines, called `name`.
#[must_use = "call `show`"]
pub struct TextView<'a> {
    name: &'a str,
    lines: u64,
    content_width: f32,
    numbered: bool,
}

impl<'a> TextView<'a> {
    /// A text with line numbers.
    pub fn new(name: &'a str, lines: u64) -> Self {
        TextView { name, lines, content_width: 0.0, numbered: true }
    }

    /// Width of the widest line in points, without the gutter; the view scrolls sideways over it.
    pub fn content_width(mut self, width: f32) -> Self {
        self.content_width = width;
        self
    }

    /// No line numbers.
    pub fn plain(mut self) -> Self {
        self.numbered = false;
        self
    }

    /// Places the text. `line` is asked for visible lines only; an empty answer draws an empty line.
    pub fn show<'r>(
        self,
        ui: &mut Ui,
        state: &mut ListState,
        line: impl Fn(u64) -> Vec<Span<'r>>,
    ) -> TextOutput {
        let tokens = theme::tokens(ui.ctx());
        let gutter =
            if self.numbered { gutter_width(ui, &tokens, self.lines) } else { tokens.size.row_padding };
        let name_of = |index: u64| spans::plain_text(&line(index));
        let wide =
            if self.content_width > 0.0 { self.content_width + gutter + tokens.size.gap_24 } else { 0.0 };
        let list = VirtualList::new(self.name, self.lines, tokens.size.code_line)
            .kind(ListKind::Text)
            .content_width(wide)
            .many()
            .bare_rows()
            .row_name(&name_of);
        let numbered = self.numbered;
        let output = list.show(ui, state, |ui, row| {
            paint_line(ui, &tokens, row, gutter, &line(row.index));
            if numbered {
                paint_number(ui, &tokens, row, gutter);
            }
        });
        let copy = if output.keys.copy { state.selected() } else { None };
        TextOutput { list: output, copy }
    }
}

/// 44, or as wide as the last number needs.
fn gutter_width(ui: &Ui, tokens: &Tokens, lines: u64) -> f32 {
    let last = paint::line(ui.painter(), &lines.to_string(), &tokens.font.mono, Color32::PLACEHOLDER);
    let size = &tokens.size;
    (last.size().x + size.gap_8 + size.gap_12).max(size.gutter)
}

fn paint_line(ui: &Ui, tokens: &Tokens, row: Row, gutter: f32, spans: &[Span<'_>]) {
    if row.state.selected {
        let fill =
            if row.state.active { tokens.color.code_selection } else { tokens.color.selection_inactive };
        ui.painter().rect_filled(row.seen, 0.0, fill);
    }
    let galley = spans::layout(ui.painter(), tokens, spans, (&tokens.font.code, f32::INFINITY));
    paint::left(ui.painter(), row.rect.left() + gutter, row.rect, galley);
}

/// The number stays at the left edge, over text that is scrolled sideways.
fn paint_number(ui: &Ui, tokens: &Tokens, row: Row, gutter: f32) {
    let size = &tokens.size;
    let strip = Rect::from_min_size(pos2(row.seen.left(), row.rect.top()), vec2(gutter, row.rect.height()));
    if row.rect.left() < row.seen.left() && !row.state.selected {
        ui.painter().rect_filled(strip, 0.0, tokens.color.bg_content);
    }
    let tone = if row.state.focused { tokens.color.text } else { tokens.color.code_line_number };
    let number = paint::line(ui.painter(), &(row.index + 1).to_string(), &tokens.font.mono, tone);
    paint::right(ui.painter(), strip.right() - size.gap_12, strip, number);
}
