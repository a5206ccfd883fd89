//! The editor's own thin scroll bars: exact at any length, over the text's edge.

use eframe::egui::{CornerRadius, Id, Rect, Sense, Ui, Vec2, lerp, pos2, vec2};

use super::geometry::Geometry;
use crate::ui::theme::{Sizes, Tokens, tokens};

/// Which way a bar goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Vertical,
    Horizontal,
}

/// A bar as it stands in this frame.
struct Bar {
    /// Where the thumb can be.
    track: Rect,
    thumb: Rect,
    /// The furthest scroll position.
    end: f64,
}

impl Axis {
    fn of(self, v: Vec2) -> f32 {
        match self {
            Self::Vertical => v.y,
            Self::Horizontal => v.x,
        }
    }

    fn id(self, editor: Id) -> Id {
        match self {
            Self::Vertical => editor.with("vertical scroll bar"),
            Self::Horizontal => editor.with("horizontal scroll bar"),
        }
    }
}

impl Bar {
    /// The bar of an axis; `None` when everything can be seen.
    fn new(axis: Axis, geometry: &Geometry, sizes: &Sizes) -> Option<Self> {
        let end = geometry.scroll_end();
        let (end, at, content) = match axis {
            Axis::Vertical => (end.y, geometry.scroll.y, geometry.content_height()),
            Axis::Horizontal => (end.x, geometry.scroll.x, geometry.content_width()),
        };
        // The corner belongs to neither bar.
        let inner = geometry.rect.shrink(sizes.scroll_bar_margin);
        let track = match axis {
            Axis::Vertical => Rect::from_min_max(
                pos2(inner.right() - sizes.scroll_bar, inner.top()),
                pos2(inner.right(), geometry.lines_rect().bottom() - sizes.scroll_bar_margin),
            ),
            Axis::Horizontal => Rect::from_min_max(
                pos2(geometry.text.left(), inner.bottom() - sizes.scroll_bar),
                pos2(geometry.text.right(), inner.bottom()),
            ),
        };
        let length = axis.of(track.size());
        if end <= 0.0 || length <= sizes.scroll_thumb_min {
            return None;
        }
        let seen = (1.0 - end / content) as f32;
        let thumb_length = (length * seen).max(sizes.scroll_thumb_min);
        let start = (length - thumb_length) * (at / end) as f32;
        let thumb = match axis {
            Axis::Vertical => {
                Rect::from_min_size(track.min + vec2(0.0, start), vec2(track.width(), thumb_length))
            }
            Axis::Horizontal => {
                Rect::from_min_size(track.min + vec2(start, 0.0), vec2(thumb_length, track.height()))
            }
        };
        Some(Self { track, thumb, end })
    }
}

/// Follows a hand on the bar: the thumb keeps the point it was taken at; a press beside it brings
/// its middle there. `true` while the bar is held.
pub(super) fn drag(ui: &Ui, editor: Id, axis: Axis, geometry: &mut Geometry) -> bool {
    let sizes = tokens(ui.ctx()).size;
    let Some(bar) = Bar::new(axis, geometry, &sizes) else { return false };
    let id = axis.id(editor);
    let response = ui.interact(bar.track.expand(sizes.scroll_bar_margin), id, Sense::CLICK | Sense::DRAG);
    let Some(pos) = response.interact_pointer_pos().filter(|_| response.is_pointer_button_down_on()) else {
        ui.data_mut(|data| data.remove::<f32>(id));
        return false;
    };
    let along = axis.of(pos - bar.track.min);
    let (thumb, length) = (axis.of(bar.thumb.min - bar.track.min), axis.of(bar.thumb.size()));
    let on_thumb = (thumb..=thumb + length).contains(&along);
    let grip = if on_thumb { along - thumb } else { length / 2.0 };
    let grip = ui.data_mut(|data| *data.get_temp_mut_or_insert_with(id, || grip));
    let way = f64::from(axis.of(bar.track.size()) - length);
    let share = f64::from(along - grip) / way;
    let at = bar.end * share.clamp(0.0, 1.0);
    match axis {
        Axis::Vertical => geometry.scroll.y = at,
        Axis::Horizontal => geometry.scroll.x = at,
    }
    true
}

/// Draws the thumb: quiet at rest, stronger under the pointer, full while it is held.
pub(super) fn paint(ui: &Ui, editor: Id, axis: Axis, geometry: &Geometry, tokens: &Tokens) {
    let Some(bar) = Bar::new(axis, geometry, &tokens.size) else { return };
    let response = ui.ctx().read_response(axis.id(editor));
    let held = response.as_ref().is_some_and(|r| r.is_pointer_button_down_on());
    let hovered = response.as_ref().is_some_and(|r| r.hovered());
    let rest = tokens.size.scroll_rest_share;
    let color = match (held, hovered) {
        (true, _) => tokens.color.scroll_bar_hover,
        (false, true) => tokens.color.scroll_bar.gamma_multiply(lerp(rest..=1.0, 0.5)),
        (false, false) => tokens.color.scroll_bar.gamma_multiply(rest),
    };
    let radius = CornerRadius::same((tokens.size.scroll_bar / 2.0) as u8);
    ui.painter()
        .with_clip_rect(ui.clip_rect().intersect(geometry.rect))
        .rect_filled(bar.thumb, radius, color);
}
