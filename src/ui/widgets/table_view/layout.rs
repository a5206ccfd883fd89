//! Where the columns of a table lie.

use std::ops::Range;

use eframe::egui::{Color32, Rect, Ui};

use super::super::paint;
use super::Column;
use crate::ui::theme::Tokens;

/// Left edges of all columns, in points from the left of the content, the row numbers included.
pub(super) struct Columns {
    /// One more than there are columns: the last is the right edge of the whole.
    edges: Vec<f32>,
    index: f32,
    pinned: usize,
}

/// 34, or as wide as the last row number needs.
pub(super) fn index_width(ui: &Ui, tokens: &Tokens, rows: u64) -> f32 {
    let text = rows.to_string();
    let last = paint::line(ui.painter(), &text, &tokens.font.mono_small, Color32::PLACEHOLDER);
    (last.size().x + tokens.size.cell_padding + tokens.size.gap_4).ceil().max(tokens.size.index_column)
}

impl Columns {
    pub fn new(columns: &[Column<'_>], index: f32, pinned: usize) -> Columns {
        let mut at = index;
        let mut edges = Vec::with_capacity(columns.len() + 1);
        edges.push(at);
        for column in columns {
            at += column.width;
            edges.push(at);
        }
        Columns { edges, index, pinned: pinned.min(columns.len()) }
    }

    pub fn len(&self) -> usize {
        self.edges.len() - 1
    }

    pub fn width(&self) -> f32 {
        self.edges.last().copied().unwrap_or_default()
    }

    pub fn index_width(&self) -> f32 {
        self.index
    }

    pub fn pinned(&self) -> usize {
        self.pinned
    }

    /// Width of everything that does not scroll sideways.
    pub fn pinned_width(&self) -> f32 {
        self.offset(self.pinned)
    }

    /// The left edge of a column.
    pub fn offset(&self, column: usize) -> f32 {
        self.edges.get(column).copied().unwrap_or_else(|| self.width())
    }

    /// The columns in the view that are not pinned.
    pub fn visible(&self, seen: Rect, content: Rect) -> Range<usize> {
        let from = seen.left() - content.left() + self.pinned_width();
        let to = seen.right() - content.left();
        let first = self.edges.partition_point(|edge| *edge <= from).saturating_sub(1).max(self.pinned);
        let end = self.edges.partition_point(|edge| *edge < to).min(self.len());
        first..end.max(first)
    }

    /// The column at a place on the screen; none over the row numbers.
    pub fn at(&self, x: f32, view: Rect, left: f32) -> Option<usize> {
        let down = x - view.left();
        let along = if down < self.pinned_width() { down } else { down + left };
        let column = self.edges.partition_point(|edge| *edge <= along).checked_sub(1)?;
        (column < self.len()).then_some(column)
    }

    /// Scrolls sideways until a column is in the view.
    pub fn reveal(&self, column: usize, view: Rect, left: &mut f64) {
        if column < self.pinned {
            return;
        }
        let (from, to) = (f64::from(self.offset(column)), f64::from(self.offset(column + 1)));
        let pinned = f64::from(self.pinned_width());
        if from < *left + pinned {
            *left = (from - pinned).max(0.0);
        } else if to > *left + f64::from(view.width()) {
            *left = to - f64::from(view.width());
        }
    }
}
