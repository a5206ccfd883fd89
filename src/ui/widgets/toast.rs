//! Toasts: a word about something that ended, in the lower right corner of the window.

use eframe::egui::{
    Align2, Area, Context, Id, Layout, Order, Role, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo,
};

use super::alert::Tone;
use super::paint;
use super::{Button, IconButton};
use crate::ui::theme::{self, Icon, paint_icon};

/// One toast. Errors stay until they are closed; the caller takes the others away after
/// `Sizes::toast_seconds`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast<'a> {
    /// Success, info, warning or danger.
    pub tone: Tone,
    /// One sentence.
    pub text: &'a str,
    /// What can be done about it: "Show file".
    pub button: Option<&'a str>,
}

/// What a person did with a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastAction {
    /// Its button.
    Button,
    /// Its cross.
    Closed,
}

/// Places one toast where the layout stands.
pub fn toast(ui: &mut Ui, toast: &Toast<'_>, closable: bool) -> Option<ToastAction> {
    let tokens = theme::tokens(ui.ctx());
    let (size, color) = (&tokens.size, &tokens.color);
    let wanted = Vec2::new(size.toast.min(ui.available_width()), size.toast_height);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    let role = if toast.tone == Tone::Danger { Role::Alert } else { Role::Status };
    response.widget_info(|| WidgetInfo::labeled(role, true, toast.text));
    ui.painter().add(theme::shadow(&tokens).as_shape(rect, size.radius_popup as u8));
    let edge = Stroke::new(size.hairline, color.hairline);
    paint::surface(ui.painter(), rect, size.radius_popup, color.bg_popup, Some(edge));
    let (icon, tint, _) = toast.tone.parts(&tokens);
    let mark = paint::square_at(rect.left() + size.gap_12 + size.hairline, rect, size.icon);
    paint_icon(ui.painter(), icon, mark.center(), size.icon, tint);
    let mut action = None;
    let room = rect.shrink2(Vec2::new(size.gap_8, 0.0));
    let node = UiBuilder::new()
        .max_rect(room)
        .id_salt("toast buttons")
        .layout(Layout::right_to_left(eframe::egui::Align::Center));
    let mut buttons = ui.new_child(node);
    buttons.spacing_mut().item_spacing.x = size.gap_4;
    if closable && buttons.add(IconButton::new(Icon::X, "Close").icon_size(size.icon_small)).clicked() {
        action = Some(ToastAction::Closed);
    }
    if let Some(text) = toast.button
        && buttons.add(Button::ghost(text).small()).clicked()
    {
        action = Some(ToastAction::Button);
    }
    let end = if closable || toast.button.is_some() { buttons.min_rect().left() } else { room.right() };
    let from = mark.right() + size.gap_8 + size.hairline;
    let text = (&tokens.font.ui, color.text);
    let (line, _) =
        super::text::cut(ui.painter(), toast.text, text, end - size.gap_8 - from, super::Cut::End);
    paint::left(ui.painter(), from, rect, line);
    action
}

/// Stacks toasts in the lower right corner, above the status line. Returns what was done with which.
pub fn toasts(ctx: &Context, all: &[Toast<'_>]) -> Option<(usize, ToastAction)> {
    let size = theme::tokens(ctx).size;
    let mut done = None;
    let lift = Vec2::new(-size.gap_16, -size.gap_16 - size.status_line);
    let area = Area::new(Id::unique("toasts")).order(Order::Foreground).anchor(Align2::RIGHT_BOTTOM, lift);
    area.show(ctx, |ui| {
        ui.set_width(size.toast);
        ui.spacing_mut().item_spacing.y = size.gap_8;
        for (place, one) in all.iter().enumerate() {
            let action = ui.push_id(place, |ui| toast(ui, one, true)).inner;
            if let Some(action) = action {
                done = Some((place, action));
            }
        }
    });
    done
}
