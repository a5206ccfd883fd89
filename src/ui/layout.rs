//! Cutting a rectangle into regions, with hairlines between them and grips to move the splits.

use eframe::egui::{self, CursorIcon, Id, Rect, Sense, Ui, UiBuilder, pos2, vec2};

use super::theme::Tokens;

/// Takes `height` off the top of `rect`.
pub fn cut_top(rect: &mut Rect, height: f32) -> Rect {
    let cut = rect.with_max_y((rect.top() + height).min(rect.bottom()));
    rect.min.y = cut.bottom();
    cut
}

/// Takes `height` off the bottom of `rect`.
pub fn cut_bottom(rect: &mut Rect, height: f32) -> Rect {
    let cut = rect.with_min_y((rect.bottom() - height).max(rect.top()));
    rect.max.y = cut.top();
    cut
}

/// Takes `width` off the left of `rect`.
pub fn cut_left(rect: &mut Rect, width: f32) -> Rect {
    let cut = rect.with_max_x((rect.left() + width).min(rect.right()));
    rect.min.x = cut.right();
    cut
}

/// Takes `width` off the right of `rect`.
pub fn cut_right(rect: &mut Rect, width: f32) -> Rect {
    let cut = rect.with_min_x((rect.right() - width).max(rect.left()));
    rect.max.x = cut.left();
    cut
}

/// Draws `contents` into exactly `rect`, clipped to it, filled with `fill`.
pub fn region<R>(
    ui: &mut Ui,
    name: &str,
    rect: Rect,
    fill: egui::Color32,
    contents: impl FnOnce(&mut Ui) -> R,
) -> R {
    ui.painter().rect_filled(rect, 0.0, fill);
    let builder = UiBuilder::new().id_salt(name).max_rect(rect);
    ui.scope_builder(builder, |ui| {
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        contents(ui)
    })
    .inner
}

/// A hairline along the bottom of `rect`, inside it.
pub fn line_below(ui: &Ui, rect: Rect, tokens: &Tokens) {
    let y = rect.bottom() - tokens.size.hairline / 2.0;
    ui.painter().hline(rect.x_range(), y, (tokens.size.hairline, tokens.color.hairline));
}

/// A hairline along the top of `rect`, inside it.
pub fn line_above(ui: &Ui, rect: Rect, tokens: &Tokens) {
    let y = rect.top() + tokens.size.hairline / 2.0;
    ui.painter().hline(rect.x_range(), y, (tokens.size.hairline, tokens.color.hairline));
}

/// A hairline along the right edge of `rect`, inside it.
pub fn line_right(ui: &Ui, rect: Rect, tokens: &Tokens) {
    let x = rect.right() - tokens.size.hairline / 2.0;
    ui.painter().vline(x, rect.y_range(), (tokens.size.hairline, tokens.color.hairline));
}

/// A hairline along the left edge of `rect`, inside it.
pub fn line_left(ui: &Ui, rect: Rect, tokens: &Tokens) {
    let x = rect.left() + tokens.size.hairline / 2.0;
    ui.painter().vline(x, rect.y_range(), (tokens.size.hairline, tokens.color.hairline));
}

/// An invisible grip over the vertical line at `x`: how far it was dragged this frame.
pub fn grip_x(ui: &mut Ui, name: &str, x: f32, y: egui::Rangef, tokens: &Tokens) -> f32 {
    let half = tokens.size.split_grip / 2.0;
    let rect = Rect::from_min_max(pos2(x - half, y.min), pos2(x + half, y.max));
    grip(ui, name, rect, CursorIcon::ResizeHorizontal).x
}

/// An invisible grip over the horizontal line at `y`.
pub fn grip_y(ui: &mut Ui, name: &str, y: f32, x: egui::Rangef, tokens: &Tokens) -> f32 {
    let half = tokens.size.split_grip / 2.0;
    let rect = Rect::from_min_max(pos2(x.min, y - half), pos2(x.max, y + half));
    grip(ui, name, rect, CursorIcon::ResizeVertical).y
}

fn grip(ui: &mut Ui, name: &str, rect: Rect, cursor: CursorIcon) -> egui::Vec2 {
    let response = ui.interact(rect, Id::unique(("grip", name)), Sense::drag());
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(cursor);
    }
    if response.dragged() { response.drag_delta() } else { vec2(0.0, 0.0) }
}

/// A row of controls, centred on its line, `padding` from both ends.
pub fn row<R>(ui: &mut Ui, rect: Rect, tokens: &Tokens, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let inner = rect.shrink2(vec2(tokens.size.row_padding, 0.0));
    let builder = UiBuilder::new().max_rect(inner).layout(egui::Layout::left_to_right(egui::Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = tokens.size.gap_8;
        contents(ui)
    })
    .inner
}

/// The right end of a row, filled from the right.
pub fn from_right<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), contents).inner
}
