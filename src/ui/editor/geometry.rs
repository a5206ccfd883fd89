//! Where rows and columns are on the screen: all arithmetic of scrolling, in f64 so that the
//! millionth row is as exact as the first.

use std::ops::Range;

use eframe::egui::{Pos2, Rect, pos2};

use crate::ui::theme::Sizes;

/// Width of the line number gutter, up to 9,999 lines.
const GUTTER: f32 = 44.0;

/// Between a line number and the text.
const GUTTER_GAP: f32 = 12.0;

/// Above the first and below the last line.
const PADDING: f64 = 8.0;

/// Left of the text when there is no gutter, and of the line numbers when they are long.
const SIDE: f32 = 12.0;

/// Right of the longest line, for the caret.
const CARET_ROOM: f64 = 4.0;

/// Lines kept in sight above and below the caret, columns beside it.
const LINES_IN_SIGHT: f64 = 1.0;
const COLUMNS_IN_SIGHT: f64 = 4.0;

/// How far the text is scrolled, in points; never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Scroll {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// The layout of one frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Geometry {
    /// The whole editor.
    pub(super) rect: Rect,
    /// The part that text is drawn in: between gutter and vertical scroll bar.
    pub(super) text: Rect,
    /// What a scroll bar takes from the edge it is at.
    bar: f32,
    /// Height of a line.
    pub(super) line_height: f32,
    /// Width of a digit: of every char but wide ones.
    pub(super) advance: f32,
    /// Rows of the text: lines that are not folded away, wrapped ones several times.
    pub(super) row_count: usize,
    /// Width of the longest line, as far as it is known.
    pub(super) longest: f64,
    /// The present position.
    pub(super) scroll: Scroll,
}

impl Geometry {
    pub(super) fn new(rect: Rect, sizes: &Sizes, advance: f32, gutter: Option<usize>) -> Self {
        let left = match gutter {
            None => SIDE,
            Some(lines) => {
                let digits = lines.max(1).ilog10() + 1;
                GUTTER.max(GUTTER_GAP + SIDE + digits as f32 * advance)
            }
        };
        let left = rect.left() + left.min(rect.width());
        let bar = sizes.scroll_bar + 2.0 * sizes.scroll_bar_margin;
        Self {
            rect,
            text: Rect::from_min_max(
                pos2(left, rect.top()),
                pos2((rect.right() - bar).max(left), rect.bottom()),
            ),
            bar,
            line_height: sizes.code_line,
            advance,
            row_count: 1,
            longest: 0.0,
            scroll: Scroll::default(),
        }
    }

    /// The right edge of line numbers.
    pub(super) fn number_right(&self) -> f32 {
        self.text.left() - GUTTER_GAP
    }

    /// The middle of the signs of folds, between numbers and text.
    pub(super) fn sign_middle(&self) -> f32 {
        self.text.left() - GUTTER_GAP / 2.0
    }

    /// Where a sign of a fold can be clicked.
    pub(super) fn is_at_sign(&self, pos: Pos2) -> bool {
        (self.number_right()..self.text.left()).contains(&pos.x)
    }

    /// The mark behind the text of a folded line, which is as wide as `width`.
    pub(super) fn folded_mark(&self, row: usize, width: f64) -> Rect {
        let left = self.x(width) + self.advance;
        Rect::from_x_y_ranges(left..=left + 2.0 * self.advance, self.row_rect(row).y_range())
    }

    /// Columns that fit beside each other.
    pub(super) fn columns(&self) -> usize {
        ((self.text.width() - CARET_ROOM as f32) / self.advance).max(0.0) as usize
    }

    fn height(&self) -> f64 {
        f64::from(self.line_height)
    }

    /// Height of the whole text with what stands above and below it.
    pub(super) fn content_height(&self) -> f64 {
        self.row_count as f64 * self.height() + 2.0 * PADDING
    }

    /// Width of the whole text with room for the caret at its end.
    pub(super) fn content_width(&self) -> f64 {
        self.longest + CARET_ROOM
    }

    fn scrolls_sideways(&self) -> bool {
        self.content_width() > f64::from(self.text.width())
    }

    /// The part that lines are drawn in, as wide as the editor: above the horizontal scroll bar.
    pub(super) fn lines_rect(&self) -> Rect {
        let bar = if self.scrolls_sideways() { self.bar } else { 0.0 };
        self.rect.with_max_y((self.rect.bottom() - bar).max(self.rect.top()))
    }

    /// Height that lines can be seen in.
    fn seen_height(&self) -> f64 {
        f64::from(self.lines_rect().height())
    }

    /// The furthest that scrolling goes.
    pub(super) fn scroll_end(&self) -> Scroll {
        Scroll {
            x: (self.content_width() - f64::from(self.text.width())).max(0.0),
            y: (self.content_height() - self.seen_height()).max(0.0),
        }
    }

    /// Keeps the position within the text.
    pub(super) fn clamp(&mut self) {
        let end = self.scroll_end();
        self.scroll = Scroll { x: self.scroll.x.clamp(0.0, end.x), y: self.scroll.y.clamp(0.0, end.y) };
    }

    /// The top of a row on the screen; far away for rows that are far away.
    pub(super) fn row_top(&self, row: usize) -> f32 {
        let y = PADDING + row as f64 * self.height() - self.scroll.y;
        self.rect.top() + y as f32
    }

    /// The box of a row, as wide as the editor.
    pub(super) fn row_rect(&self, row: usize) -> Rect {
        let top = self.row_top(row);
        Rect::from_x_y_ranges(self.rect.x_range(), top..=top + self.line_height)
    }

    /// The screen position of an offset from a line's start.
    pub(super) fn x(&self, offset: f64) -> f32 {
        self.text.left() + (offset - self.scroll.x) as f32
    }

    /// The offset from a line's start of a screen position; negative left of the text.
    pub(super) fn offset_of(&self, x: f32) -> f64 {
        f64::from(x - self.text.left()) + self.scroll.x
    }

    /// The row at a height of the screen, the first or last one beyond the text.
    pub(super) fn row_at(&self, pos: Pos2) -> usize {
        let y = f64::from(pos.y - self.rect.top()) + self.scroll.y - PADDING;
        ((y / self.height()).floor().max(0.0) as usize).min(self.row_count.saturating_sub(1))
    }

    /// The rows of which anything can be seen.
    pub(super) fn visible_rows(&self) -> Range<usize> {
        if !self.rect.is_positive() {
            return 0..0;
        }
        self.row_at(self.rect.min)..self.row_at(self.rect.max) + 1
    }

    /// Whole rows that fit: what page moves go by.
    pub(super) fn rows_per_page(&self) -> usize {
        ((self.seen_height() / self.height()) as usize).saturating_sub(1).max(1)
    }

    /// Scrolls as little as brings a caret (row, offset from the line's start) into sight.
    pub(super) fn reveal(&mut self, row: usize, offset: f64) {
        let margin = (LINES_IN_SIGHT * self.height()).min(self.seen_height() / 2.0);
        let top = PADDING + row as f64 * self.height();
        let bottom = top + self.height() + margin - self.seen_height();
        self.scroll.y = self.scroll.y.max(bottom).min((top - margin).max(0.0));
        let margin = (COLUMNS_IN_SIGHT * f64::from(self.advance)).min(f64::from(self.text.width()) / 2.0);
        let right = offset + margin - f64::from(self.text.width());
        self.scroll.x = self.scroll.x.max(right).min((offset - margin).max(0.0));
    }
}
