//! Where the rows of a virtual list lie, and its two thin scroll bars.

use eframe::egui::{Id, Rect, Response, Sense, Ui, pos2, vec2};

use super::state::{ListState, RowAlign};
use crate::ui::theme::{self, Tokens};

/// Where rows of different heights lie. Asked for visible rows only.
pub trait RowHeights {
    /// The upper edge of a row, from that of the first; for the row after the last the whole height.
    fn top(&self, row: u64) -> f64;
    /// The row at a height; below the last one the number of rows.
    fn row_at(&self, y: f64) -> u64;
}

/// The measures of a list in this frame.
#[derive(Clone, Copy)]
pub(super) struct Geometry<'h> {
    /// The strip over the rows that does not scroll up.
    pub header: Rect,
    /// The strip under the rows that does not scroll away.
    pub footer: Rect,
    /// The rows' window.
    pub view: Rect,
    /// Height of a row, of most rows where they differ.
    pub row: f64,
    /// Where the rows lie, where they are not all of one height.
    heights: Option<&'h dyn RowHeights>,
    /// Count of rows.
    pub rows: u64,
    /// Height of the whole content.
    pub content_height: f64,
    /// Width of the whole content.
    pub content_width: f64,
}

impl<'h> Geometry<'h> {
    pub fn new(
        outer: Rect,
        (header, footer): (f32, f32),
        (rows, row, heights): (u64, f32, Option<&'h dyn RowHeights>),
        width: f32,
        tokens: &Tokens,
    ) -> Self {
        let header = Rect::from_min_size(outer.min, vec2(outer.width(), header.min(outer.height())));
        let end = (outer.bottom() - footer).max(header.bottom());
        let footer = Rect::from_min_max(pos2(outer.left(), end), outer.max);
        let view = Rect::from_min_max(pos2(outer.left(), header.bottom()), pos2(outer.right(), end));
        let content_width = f64::from(width.max(view.width()));
        // The last row can be scrolled clear of a bar that lies along the bottom.
        let sideways = content_width > f64::from(view.width()) + 0.5;
        let room = if sideways { tokens.size.scroll_bar + 2.0 * tokens.size.scroll_bar_margin } else { 0.0 };
        let row = f64::from(row);
        let rows_height = heights.map_or(rows as f64 * row, |heights| heights.top(rows));
        let content_height = rows_height + f64::from(room);
        Geometry { header, footer, view, row, heights, rows, content_height, content_width }
    }

    /// The upper edge of a row, from the top of the content.
    pub fn top(&self, row: u64) -> f64 {
        self.heights.map_or(row as f64 * self.row, |heights| heights.top(row))
    }

    /// The height of a row.
    pub fn height(&self, row: u64) -> f64 {
        self.heights.map_or(self.row, |heights| heights.top(row + 1) - heights.top(row))
    }

    /// The row at a distance from the top of the content, or the number of rows.
    pub fn row_down(&self, y: f64) -> u64 {
        let y = y.max(0.0);
        self.heights.map_or((y / self.row).floor() as u64, |heights| heights.row_at(y)).min(self.rows)
    }

    /// The first row that is seen whole.
    pub fn first_whole(&self, state: &ListState) -> u64 {
        let row = self.row_down(state.top);
        if self.top(row) < state.top { row + 1 } else { row }
    }

    pub fn most_top(&self) -> f64 {
        (self.content_height - f64::from(self.view.height())).max(0.0)
    }

    pub fn most_left(&self) -> f64 {
        (self.content_width - f64::from(self.view.width())).max(0.0)
    }

    /// Whole rows in a view: what Page Down moves by.
    pub fn page(&self) -> u64 {
        ((f64::from(self.view.height()) / self.row).floor() as u64).max(2) - 1
    }

    /// Keeps a position within the content.
    pub fn clamp(&self, state: &mut ListState) {
        state.top = state.top.clamp(0.0, self.most_top());
        state.left = state.left.clamp(0.0, self.most_left());
    }

    /// Follows a wish to see a row.
    pub fn follow(&self, state: &mut ListState) {
        let Some((row, align)) = state.wanted.take() else { return };
        let row = row.min(self.rows.saturating_sub(1));
        let height = f64::from(self.view.height());
        let above = self.top(row);
        let below = above + self.height(row);
        match align {
            RowAlign::Top => state.top = above,
            RowAlign::Center => state.top = above - (height - (below - above)) / 2.0,
            RowAlign::Nearest if above < state.top => state.top = above,
            RowAlign::Nearest if below > state.top + height => state.top = below - height,
            RowAlign::Nearest => {}
        }
    }

    /// The row at a height of the window, if there is one.
    pub fn row_at(&self, state: &ListState, y: f32) -> Option<u64> {
        let down = f64::from(y - self.view.top()) + state.top;
        let row = self.row_down(down);
        (down >= 0.0 && row < self.rows).then_some(row)
    }

    /// The row nearest to a height, also outside the window: for dragging.
    pub fn row_near(&self, state: &ListState, y: f32) -> Option<u64> {
        let last = self.rows.checked_sub(1)?;
        Some(self.row_down(f64::from(y - self.view.top()) + state.top).min(last))
    }

    /// First row in the window, and the height its upper edge lies above the window, on whole pixels.
    pub fn first(&self, state: &ListState, scale: f32) -> (u64, f32) {
        let first = self.row_down(state.top);
        let above = (state.top - self.top(first)) as f32;
        (first, (above * scale).round() / scale)
    }
}

/// Takes the wheel while the pointer is over the list, so that nothing behind scrolls with it.
pub(super) fn wheel(ui: &Ui, geometry: &Geometry<'_>, state: &mut ListState) {
    let over = geometry.header.union(geometry.view);
    if !ui.is_enabled() || !ui.rect_contains_pointer(over) {
        return;
    }
    ui.input_mut(|input| {
        let delta = input.smooth_scroll_delta;
        if geometry.most_top() > 0.0 {
            state.top -= f64::from(delta.y);
            input.smooth_scroll_delta.y = 0.0;
        }
        if geometry.most_left() > 0.0 {
            state.left -= f64::from(delta.x);
            input.smooth_scroll_delta.x = 0.0;
        }
    });
}

/// One scroll bar: where it lies and how it is held.
pub(super) struct Bar {
    thumb: Rect,
    response: Response,
}

/// One axis of a list as its bar needs it.
struct Axis {
    vertical: bool,
    track: Rect,
    content: f64,
    view: f64,
}

/// Moves the list by its bars. Paint them with [`Bar::paint`] after the rows.
pub(super) fn bars(ui: &Ui, id: Id, geometry: &Geometry<'_>, state: &mut ListState) -> Vec<Bar> {
    let size = theme::tokens(ui.ctx()).size;
    let (view, wide) = (geometry.view, size.scroll_bar + 2.0 * size.scroll_bar_margin);
    let both = geometry.most_top() > 0.0 && geometry.most_left() > 0.0;
    let spare = if both { wide } else { 0.0 };
    let mut bars = Vec::new();
    if geometry.most_top() > 0.0 {
        let from = pos2(view.right() - wide, view.top());
        let track = Rect::from_min_max(from, pos2(view.right(), view.bottom() - spare));
        let axis =
            Axis { vertical: true, track, content: geometry.content_height, view: f64::from(view.height()) };
        bars.push(axis.hold(ui, id.with("down"), &mut state.top));
    }
    if geometry.most_left() > 0.0 {
        let from = pos2(view.left(), view.bottom() - wide);
        let track = Rect::from_min_max(from, pos2(view.right() - spare, view.bottom()));
        let axis =
            Axis { vertical: false, track, content: geometry.content_width, view: f64::from(view.width()) };
        bars.push(axis.hold(ui, id.with("sideways"), &mut state.left));
    }
    bars
}

impl Axis {
    fn along(&self, at: eframe::egui::Pos2) -> f64 {
        f64::from(if self.vertical { at.y - self.track.top() } else { at.x - self.track.left() })
    }

    fn hold(&self, ui: &Ui, id: Id, position: &mut f64) -> Bar {
        let size = theme::tokens(ui.ctx()).size;
        let length = f64::from(if self.vertical { self.track.height() } else { self.track.width() });
        let thumb = (length * self.view / self.content).max(f64::from(size.scroll_thumb_min)).min(length);
        let (run, most) = (length - thumb, (self.content - self.view).max(0.0));
        // Not focusable: the keyboard scrolls by moving in the rows.
        let response = ui.interact(self.track, id, Sense::DRAG);
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.is_pointer_button_down_on()) {
            let along = self.along(at);
            let start = if most > 0.0 { *position / most * run } else { 0.0 };
            let held = ui.data(|data| data.get_temp::<f64>(id)).unwrap_or_else(|| {
                // A press beside the thumb takes it by its middle, which brings it there.
                if (start..=start + thumb).contains(&along) { along - start } else { thumb / 2.0 }
            });
            ui.data_mut(|data| data.insert_temp(id, held));
            if run > 0.0 {
                *position = ((along - held) / run).clamp(0.0, 1.0) * most;
            }
        } else {
            ui.data_mut(|data| data.remove::<f64>(id));
        }
        let start = if most > 0.0 { (*position / most).clamp(0.0, 1.0) * run } else { 0.0 };
        Bar { thumb: self.thumb(start as f32, thumb as f32), response }
    }

    fn thumb(&self, start: f32, length: f32) -> Rect {
        if self.vertical {
            Rect::from_min_size(
                pos2(self.track.left(), self.track.top() + start),
                vec2(self.track.width(), length),
            )
        } else {
            Rect::from_min_size(
                pos2(self.track.left() + start, self.track.top()),
                vec2(length, self.track.height()),
            )
        }
    }
}

impl Bar {
    pub fn paint(&self, ui: &Ui) {
        let tokens = theme::tokens(ui.ctx());
        let color = if self.response.is_pointer_button_down_on() || self.response.hovered() {
            tokens.color.scroll_bar_hover
        } else {
            tokens.color.scroll_bar.gamma_multiply(tokens.size.scroll_rest_share)
        };
        let thumb = self.thumb.shrink(tokens.size.scroll_bar_margin);
        ui.painter().rect_filled(thumb, tokens.size.scroll_bar / 2.0, color);
    }
}
