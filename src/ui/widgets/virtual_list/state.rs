//! Where a virtual list stands and what is chosen in it: a small value the caller keeps.

use std::ops::RangeInclusive;

/// Where a row should come to lie when it is scrolled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowAlign {
    /// Wherever it takes the least scrolling.
    Nearest,
    /// At the top.
    Top,
    /// In the middle.
    Center,
}

/// Scroll position, cursor and selection of one list.
///
/// Positions are 64-bit points from the top left of the whole content, so that a step of one pixel is
/// still a step of one pixel a hundred million rows down, where an `f32` counts in hundreds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListState {
    /// Points scrolled down.
    pub top: f64,
    /// Points scrolled to the right.
    pub left: f64,
    /// The row with the keyboard.
    pub cursor: Option<u64>,
    /// The other end of a selection of several rows.
    pub anchor: Option<u64>,
    /// A row to bring into view when the height of the view is known.
    pub(super) wanted: Option<(u64, RowAlign)>,
}

impl ListState {
    /// Brings a row into view in the next frame.
    pub fn scroll_to(&mut self, row: u64, align: RowAlign) {
        self.wanted = Some((row, align));
    }

    /// Chooses one row and brings it into view.
    pub fn select(&mut self, row: u64) {
        self.cursor = Some(row);
        self.anchor = Some(row);
        self.scroll_to(row, RowAlign::Nearest);
    }

    /// Chooses every row from the anchor to this one and brings it into view.
    pub fn extend_to(&mut self, row: u64) {
        self.anchor = self.anchor.or(self.cursor).or(Some(row));
        self.cursor = Some(row);
        self.scroll_to(row, RowAlign::Nearest);
    }

    /// Chooses nothing.
    pub fn clear(&mut self) {
        self.cursor = None;
        self.anchor = None;
    }

    /// The chosen rows.
    pub fn selected(&self) -> Option<RangeInclusive<u64>> {
        let cursor = self.cursor?;
        let anchor = self.anchor.unwrap_or(cursor);
        Some(cursor.min(anchor)..=cursor.max(anchor))
    }

    /// Whether a row is chosen.
    pub fn is_selected(&self, row: u64) -> bool {
        self.selected().is_some_and(|rows| rows.contains(&row))
    }

    /// Keeps everything within a list that has become shorter.
    pub(super) fn clamp_rows(&mut self, rows: u64) {
        if rows == 0 {
            self.clear();
            return;
        }
        let last = rows - 1;
        self.cursor = self.cursor.map(|row| row.min(last));
        self.anchor = self.anchor.map(|row| row.min(last));
    }
}
