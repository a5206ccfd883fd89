//! The box around every field: label, edge, icon, what stands at its right end, and the error line.

use eframe::egui::{Pos2, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, vec2};

use super::IconButton;
use super::paint::{self, Look};
use crate::ui::theme::{self, Icon, Ring, Tokens, paint_icon};

/// What a field shows around its text.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldFrame<'a> {
    pub label: Option<&'a str>,
    pub icon: Option<Icon>,
    pub trailing: Option<&'a str>,
    pub error: Option<&'a str>,
    pub clear: bool,
    /// No box: what it stands on has one.
    pub bare: bool,
    pub height: f32,
    pub width: Option<f32>,
    pub look: Look,
}

/// Where the parts of a field came to lie.
pub(super) struct FieldSpace {
    /// The box.
    pub rect: Rect,
    /// The text's own room.
    pub text: Rect,
    /// The label above, for `labelled_by`.
    pub label: Option<Response>,
    /// Whether the clear button was used.
    pub cleared: bool,
}

impl FieldFrame<'_> {
    /// Paints label, fill, icon and right end, and says where the text goes.
    pub fn begin(&self, ui: &mut Ui, tokens: &Tokens) -> FieldSpace {
        let size = &tokens.size;
        let label = self.label.map(|label| field_label(ui, tokens, label));
        let width = self.width.unwrap_or_else(|| ui.available_width());
        let height = if self.height > 0.0 { self.height } else { size.field };
        let (rect, _) = ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
        if !self.bare {
            paint::surface(ui.painter(), rect, size.radius, tokens.color.bg_field, None);
        }
        let enabled = ui.is_enabled();
        let inset = if self.bare { size.gap_16 } else { size.gap_8 };
        let mut text = rect.shrink2(vec2(inset, 0.0));
        if let Some(icon) = self.icon {
            let side = paint::square_at(text.left(), rect, size.icon);
            let color = if enabled { tokens.color.icon } else { tokens.color.text_disabled };
            paint_icon(ui.painter(), icon, side.center(), size.icon, color);
            text.min.x += size.icon + if self.bare { size.gap_12 } else { size.gap_8 };
        }
        let mut cleared = false;
        if self.clear {
            let side = paint::square_at(text.right() - size.close_mark + size.gap_4, rect, size.close_mark);
            let button = IconButton::new(Icon::X, "Clear").side(size.close_mark).icon_size(size.icon_small);
            cleared = ui.place(side, button).clicked();
            text.max.x = side.left() - size.gap_4;
        } else {
            // What comes after keeps its id, whether or not the button is there.
            ui.skip_ahead_auto_ids(1);
        }
        if self.error.is_some() {
            let side = paint::square_at(text.right() - size.icon, rect, size.icon);
            paint_icon(ui.painter(), Icon::CircleAlert, side.center(), size.icon, tokens.color.danger);
            text.max.x = side.left() - size.gap_8;
        }
        if let Some(trailing) = self.trailing {
            let line = paint::line(ui.painter(), trailing, &tokens.font.secondary, tokens.color.text_subdued);
            text.max.x = paint::right(ui.painter(), text.right(), rect, line) - size.gap_8;
        }
        FieldSpace { rect, text, label, cleared }
    }

    /// Paints the edge that fits the state, and the error below.
    pub fn end(&self, ui: &mut Ui, tokens: &Tokens, space: &FieldSpace, response: &Response) {
        if self.bare {
            return;
        }
        let (color, size) = (&tokens.color, &tokens.size);
        let has_focus = response.has_focus() || self.look == Look::Pressed || self.look == Look::Focused;
        let edge = match (ui.is_enabled(), self.error, has_focus) {
            (false, ..) => color.hairline,
            (_, Some(_), _) => color.danger,
            (_, None, true) => color.accent,
            _ => color.control_border,
        };
        let stroke = Stroke::new(size.hairline, edge);
        let kind = eframe::egui::StrokeKind::Inside;
        ui.painter().rect_stroke(space.rect, size.radius, stroke, kind);
        if theme::shows_focus(response) || self.look == Look::Focused {
            theme::focus_ring(ui, space.rect, size.radius, Ring::Edge);
        }
        if let Some(error) = self.error.filter(|error| !error.is_empty()) {
            let galley = paint::paragraph(
                ui.painter(),
                error,
                (&tokens.font.secondary, color.danger_text),
                space.rect.width(),
            );
            let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, error));
            ui.painter().galley(rect.min, galley, color.danger_text);
        }
    }
}

/// The label over a field: 12 medium, 4 above.
fn field_label(ui: &mut Ui, tokens: &Tokens, text: &str) -> Response {
    let line = paint::line(ui.painter(), text, &tokens.font.secondary_medium, tokens.color.text);
    let (rect, response) = ui.allocate_exact_size(line.size(), Sense::hover());
    ui.painter().galley(Pos2::new(rect.left(), rect.top()), line, tokens.color.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}
