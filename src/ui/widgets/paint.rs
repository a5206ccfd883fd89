//! What the widgets share when they paint themselves: their state, and lines of text.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, FontId, Galley, Painter, Pos2, Rect, Response, Stroke, StrokeKind};

use crate::ui::theme::{Sizes, Tokens, shows_focus};

/// How a control shows itself. Only the gallery asks for anything but `Live`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// As the pointer and the keyboard have it.
    #[default]
    Live,
    /// As under the pointer.
    Hovered,
    /// As held down.
    Pressed,
    /// As reached by keyboard.
    Focused,
}

/// What a control has to show this frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) struct Phase {
    /// Under the pointer.
    pub hovered: bool,
    /// Held down.
    pub pressed: bool,
    /// Has the keyboard, and a person uses it.
    pub focused: bool,
}

impl Phase {
    pub fn of(response: &Response, look: Look) -> Phase {
        match look {
            Look::Live => Phase {
                hovered: response.enabled() && (response.hovered() || response.highlighted()),
                pressed: response.enabled() && response.is_pointer_button_down_on(),
                focused: shows_focus(response),
            },
            Look::Hovered => Phase { hovered: true, ..Phase::default() },
            Look::Pressed => Phase { hovered: true, pressed: true, focused: false },
            Look::Focused => Phase { focused: true, ..Phase::default() },
        }
    }

    /// The fill of something that is bare at rest.
    pub fn ghost_fill(self, tokens: &Tokens) -> Color32 {
        if self.pressed {
            tokens.color.pressed
        } else if self.hovered {
            tokens.color.hover
        } else {
            Color32::TRANSPARENT
        }
    }
}

/// Lays out one line, however wide.
pub(in crate::ui) fn line(painter: &Painter, text: &str, font: &FontId, color: Color32) -> Arc<Galley> {
    painter.layout_no_wrap(text.to_owned(), font.clone(), color)
}

/// Lays out one line and cuts it at the end with `…` when it is wider than `width`.
pub(in crate::ui) fn cut_line(
    painter: &Painter,
    text: &str,
    look: (&FontId, Color32),
    width: f32,
) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(look.0.clone(), look.1));
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    job.break_on_newline = false;
    painter.layout_job(job)
}

/// Lays out text over as many lines as `width` asks for, with the line height of the house.
pub(in crate::ui) fn paragraph(
    painter: &Painter,
    text: &str,
    look: (&FontId, Color32),
    width: f32,
) -> Arc<Galley> {
    let size = Sizes::default();
    let line = if look.0.size > LARGEST_SECONDARY { size.line } else { size.line_secondary };
    let format = TextFormat { line_height: Some(line), ..TextFormat::simple(look.0.clone(), look.1) };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap.max_width = width.max(1.0);
    painter.layout_job(job)
}

/// Text of this size and below has the smaller line height.
const LARGEST_SECONDARY: f32 = 12.0;

/// Paints a laid out line with its left edge at `x`, centred on the height of `rect`.
/// Returns where it ends.
pub(in crate::ui) fn left(painter: &Painter, x: f32, rect: Rect, galley: Arc<Galley>) -> f32 {
    let size = galley.size();
    let at = Pos2::new(x, rect.center().y - size.y / 2.0);
    painter.galley(at, galley, Color32::PLACEHOLDER);
    x + size.x
}

/// Paints a laid out line with its right edge at `x`. Returns where it begins.
pub(in crate::ui) fn right(painter: &Painter, x: f32, rect: Rect, galley: Arc<Galley>) -> f32 {
    let from = x - galley.size().x;
    left(painter, from, rect, galley);
    from
}

/// Paints a laid out line in the middle of `rect`.
pub(in crate::ui) fn centered(painter: &Painter, rect: Rect, galley: Arc<Galley>) {
    left(painter, rect.center().x - galley.size().x / 2.0, rect, galley);
}

/// Fills a box with round corners and, when `edge` is given, draws one pixel along its inside.
pub(in crate::ui) fn surface(
    painter: &Painter,
    rect: Rect,
    radius: f32,
    fill: Color32,
    edge: Option<Stroke>,
) {
    let stroke = edge.unwrap_or(Stroke::NONE);
    painter.rect(rect, radius, fill, stroke, StrokeKind::Inside);
}

/// A square of `side` around a point at half height of `rect`, `x` from its left.
pub(in crate::ui) fn square_at(x: f32, rect: Rect, side: f32) -> Rect {
    Rect::from_min_size(Pos2::new(x, rect.center().y - side / 2.0), eframe::egui::Vec2::splat(side))
}
