//! Toasts: a word about something that ended, in the lower right corner of the window.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Align2, Area, Color32, Context, FontId, Galley, Id, Layout, Order, Role, Sense, Stroke, Ui, UiBuilder,
    Vec2, WidgetInfo,
};

use super::alert::Tone;
use super::paint;
use super::{Button, IconButton};
use crate::ui::theme::{self, Icon, Tokens, paint_icon};

/// One toast. Errors stay until they are closed; the caller takes the others away after
/// `Sizes::toast_seconds`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast<'a> {
    /// Success, info, warning or danger.
    pub tone: Tone,
    /// One sentence, or two.
    pub text: &'a str,
    /// What can be done about it: "Show file".
    pub button: Option<&'a str>,
    /// What failed, where there is more to say than the text.
    pub failure: Option<ToastFailure<'a>>,
}

/// A failure as a toast shows it: what happened, what to do, the rest folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToastFailure<'a> {
    /// Names the fold: it stays open while other toasts come and go.
    pub id: u64,
    /// What happened.
    pub title: &'a str,
    /// Whose fault it is and what to do.
    pub advice: &'a str,
    /// Everything else.
    pub details: Option<&'a str>,
    /// The server's own id of the request.
    pub request: Option<&'a str>,
}

/// What a person did with a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastAction {
    /// Its button.
    Button,
    /// Copy was used; it stays.
    Copied,
    /// Its cross.
    Closed,
}

/// The most toasts that are seen at a time: the latest. Older ones come back as these go.
const MOST_SEEN: usize = 4;
/// The most lines of a toast; the whole is on hover.
const MOST_LINES: usize = 3;

/// Places one toast where the layout stands.
pub fn toast(ui: &mut Ui, toast: &Toast<'_>, closable: bool) -> Option<ToastAction> {
    if let Some(failure) = &toast.failure {
        return super::toast_failure::show(ui, toast, failure, closable);
    }
    let tokens = theme::tokens(ui.ctx());
    let (size, color) = (&tokens.size, &tokens.color);
    let width = size.toast.min(ui.available_width());
    let inset = size.gap_12 + size.hairline + size.icon + size.gap_8 + size.hairline;
    let room = width - inset - buttons_width(ui, &tokens, toast, closable);
    let words = lines(ui, toast.text, (&tokens.font.ui, color.text), room, MOST_LINES);
    let height = size.toast_height.max(words.size().y + 2.0 * size.gap_12);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::hover());
    let role = if toast.tone == Tone::Danger { Role::Alert } else { Role::Status };
    response.widget_info(|| WidgetInfo::labeled(role, true, toast.text));
    ui.painter().add(theme::shadow(&tokens).as_shape(rect, size.radius_popup as u8));
    let edge = Stroke::new(size.hairline, color.hairline);
    paint::surface(ui.painter(), rect, size.radius_popup, color.bg_popup, Some(edge));
    let (icon, tint, _) = toast.tone.parts(&tokens);
    let mark = paint::square_at(rect.left() + size.gap_12 + size.hairline, rect, size.icon);
    paint_icon(ui.painter(), icon, mark.center(), size.icon, tint);
    if words.elided {
        super::tooltip(response, &super::text::visible_lines(toast.text));
    }
    paint::left(ui.painter(), rect.left() + inset, rect, words);
    let mut action = None;
    let node = UiBuilder::new()
        .max_rect(rect.shrink2(Vec2::new(size.gap_8, 0.0)))
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
    action
}

/// The text on up to `most` lines; what does not fit ends in `…`.
pub(super) fn lines(ui: &Ui, text: &str, look: (&FontId, Color32), width: f32, most: usize) -> Arc<Galley> {
    let format = TextFormat {
        line_height: Some(theme::tokens(ui.ctx()).size.line),
        ..TextFormat::simple(look.0.clone(), look.1)
    };
    let mut job = LayoutJob::single_section(super::text::visible_lines(text), format);
    job.wrap = TextWrapping { max_width: width.max(1.0), max_rows: most, ..TextWrapping::default() };
    ui.painter().layout_job(job)
}

/// What the buttons take at the right end, with the room around them.
fn buttons_width(ui: &Ui, tokens: &Tokens, toast: &Toast<'_>, closable: bool) -> f32 {
    let size = &tokens.size;
    let cross = if closable { size.icon_button + size.gap_4 } else { 0.0 };
    let button = toast.button.map_or(0.0, |text| {
        let words = paint::line(ui.painter(), text, &tokens.font.ui_medium, tokens.color.text);
        words.size().x.ceil() + 2.0 * size.gap_8 + size.gap_4
    });
    cross + button + size.gap_12
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
        for (place, one) in all.iter().enumerate().skip(all.len().saturating_sub(MOST_SEEN)) {
            let action = ui.push_id(place, |ui| toast(ui, one, true)).inner;
            if let Some(action) = action {
                done = Some((place, action));
            }
        }
    });
    done
}
