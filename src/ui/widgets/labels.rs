//! Small still things: section labels, panel titles, rows of key and value, hairlines.

use eframe::egui::{Color32, Rangef, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::paint;
use super::text::Cut;
use crate::ui::theme::{self, Tokens};

/// A section label: 11 semibold, subdued; `right` is a count at the right end. 24 high, 28 when it is
/// not the first of its list.
pub fn section_label(ui: &mut Ui, text: &str, right: &str, first: bool) -> Response {
    let padding = theme::tokens(ui.ctx()).size.row_padding;
    label(ui, (text, right), first, (padding, Role::Label))
}

/// A section label without side padding: over the options of a dialog.
pub fn group_label(ui: &mut Ui, text: &str) -> Response {
    label(ui, (text, ""), true, (0.0, Role::Heading))
}

fn label(ui: &mut Ui, (text, right): (&str, &str), first: bool, (padding, role): (f32, Role)) -> Response {
    let tokens = theme::tokens(ui.ctx());
    let (size, color) = (&tokens.size, &tokens.color);
    let height = if first { size.section_label } else { size.section_label_next };
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, text));
    // The words stand on the lower 24, so that a taller label keeps its distance to its own rows.
    let line =
        Rect::from_min_max(eframe::egui::pos2(rect.left(), rect.bottom() - size.section_label), rect.max);
    let mut end = rect.right() - padding;
    if !right.is_empty() {
        let count = paint::line(ui.painter(), right, &tokens.font.small, color.text_subdued);
        end = paint::right(ui.painter(), end, line, count) - size.gap_8;
    }
    let from = rect.left() + padding;
    let words = paint::cut_line(ui.painter(), text, (&tokens.font.section, color.text_subdued), end - from);
    paint::left(ui.painter(), from, line, words);
    response
}

/// A panel's title with its count: `Versions 131`. 32 high, padding 12. What stands at the right is
/// placed by the caller in the room the response leaves.
pub fn panel_title(ui: &mut Ui, title: &str, count: &str) -> Response {
    let tokens = theme::tokens(ui.ctx());
    let (size, color) = (&tokens.size, &tokens.color);
    let name = paint::line(ui.painter(), title, &tokens.font.panel_title, color.text);
    let count_line = paint::line(ui.painter(), count, &tokens.font.secondary, color.text_subdued);
    let width = size.row_padding + name.size().x + size.gap_4 + count_line.size().x;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, size.panel_title), Sense::hover());
    let spoken = if count.is_empty() { title.to_owned() } else { format!("{title} {count}") };
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &spoken));
    let end = paint::left(ui.painter(), rect.left() + size.row_padding, rect, name);
    paint::left(ui.painter(), end + size.gap_4, rect, count_line);
    response
}

/// A row of key and value, 24 high: the key is subdued and `key_width` wide, the value is cut at its
/// end. The response covers the value, for a copy button or a menu.
pub fn key_value(ui: &mut Ui, key: &str, value: &str, key_width: f32, mono: bool) -> Response {
    let tokens = theme::tokens(ui.ctx());
    let (size, color) = (&tokens.size, &tokens.color);
    let wanted = Vec2::new(ui.available_width(), size.key_value_row);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{key}: {value}")));
    let from = rect.left() + size.row_padding;
    let name = paint::cut_line(ui.painter(), key, (&tokens.font.secondary, color.text_subdued), key_width);
    paint::left(ui.painter(), from, rect, name);
    let font = if mono { &tokens.font.mono } else { &tokens.font.secondary };
    let x = from + key_width + size.gap_8;
    let room = rect.right() - size.row_padding - x;
    let (line, cut) = super::text::cut(ui.painter(), value, (font, color.text), room, Cut::End);
    paint::left(ui.painter(), x, rect, line);
    if cut { super::tooltip(response, value) } else { response }
}

/// A hairline over the whole width, where the layout stands.
pub fn hairline(ui: &mut Ui) {
    let tokens = theme::tokens(ui.ctx());
    let wanted = Vec2::new(ui.available_width(), tokens.size.hairline);
    let (rect, _) = ui.allocate_exact_size(wanted, Sense::hover());
    ui.painter().rect_filled(rect, 0.0, tokens.color.hairline);
}

/// A horizontal hairline whose upper edge is `y`.
pub fn hline(ui: &Ui, x: impl Into<Rangef>, y: f32) {
    let tokens = theme::tokens(ui.ctx());
    let stroke = Stroke::new(tokens.size.hairline, tokens.color.hairline);
    ui.painter().hline(x, y + tokens.size.hairline / 2.0, stroke);
}

/// A vertical hairline whose left edge is `x`.
pub fn vline(ui: &Ui, x: f32, y: impl Into<Rangef>) {
    let tokens = theme::tokens(ui.ctx());
    let stroke = Stroke::new(tokens.size.hairline, tokens.color.hairline);
    ui.painter().vline(x + tokens.size.hairline / 2.0, y, stroke);
}

/// A key as it is drawn in hints: `Enter`, `Ctrl K`.
pub fn key_cap(ui: &mut Ui, keys: &str) -> Response {
    let tokens = theme::tokens(ui.ctx());
    let size = &tokens.size;
    let line = paint::line(ui.painter(), keys, &tokens.font.small, tokens.color.text);
    let wanted = Vec2::new((line.size().x + 2.0 * size.radius_small).ceil(), size.line_secondary);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, keys));
    paint_key_cap(ui, &tokens, rect, rect.right(), keys);
    response
}

/// Paints a key with its right edge at `to`, centred on the height of `row`. Returns its rectangle.
pub(super) fn paint_key_cap(ui: &Ui, tokens: &Tokens, row: Rect, to: f32, keys: &str) -> Rect {
    let (size, color) = (&tokens.size, &tokens.color);
    let line = paint::line(ui.painter(), keys, &tokens.font.small, color.text);
    let wide = (line.size().x + 2.0 * size.radius_small).ceil();
    let middle = eframe::egui::pos2(to - wide / 2.0, row.center().y);
    let rect = Rect::from_center_size(middle, Vec2::new(wide, size.line_secondary));
    let edge = Stroke::new(size.hairline, color.button_border);
    paint::surface(ui.painter(), rect, size.radius_check, Color32::TRANSPARENT, Some(edge));
    paint::centered(ui.painter(), rect, line);
    rect
}
