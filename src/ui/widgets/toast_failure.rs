//! A toast about something that failed: what happened, what to do, Copy, and the details under a fold.

use eframe::egui::{
    Align, Color32, FontId, Layout, Rect, Role, ScrollArea, Sense, Shape, Stroke, Ui, UiBuilder, Vec2,
    WidgetInfo, accesskit, pos2,
};

use super::toast::{Toast, ToastAction, ToastFailure, lines};
use super::{IconButton, alert, paint};
use crate::ui::theme::{self, Icon, Tokens, paint_icon};

/// The most lines of what happened, and of what to do; the whole is on hover and in Copy.
const MOST_TITLE: usize = 2;
const MOST_ADVICE: usize = 4;
/// The most that the details take before they scroll, points.
const MOST_DETAILS: f32 = 132.0;
/// More of the details is not laid out; Copy has all of them.
const MOST_CHARS: usize = 4_000;

/// Places it where the layout stands.
pub(super) fn show(
    ui: &mut Ui,
    toast: &Toast<'_>,
    failure: &ToastFailure<'_>,
    closable: bool,
) -> Option<ToastAction> {
    let tokens = theme::tokens(ui.ctx());
    let (size, color) = (&tokens.size, &tokens.color);
    let width = size.toast.min(ui.available_width());
    let from = ui.cursor().min;
    let ground =
        [ui.painter().add(Shape::Noop), ui.painter().add(Shape::Noop), ui.painter().add(Shape::Noop)];
    let inset = size.gap_12 + size.hairline + size.icon + size.gap_8 + size.hairline;
    let room = Rect::from_min_max(
        from + Vec2::new(inset, size.gap_12),
        pos2(from.x + width - size.gap_8, f32::INFINITY),
    );
    let node = UiBuilder::new()
        .max_rect(room)
        .layout(Layout::top_down(Align::Min))
        .id_salt(("failure", failure.id))
        .accessibility_role(Role::Alert)
        .accessibility_label(toast.text);
    let mut inner = ui.new_child(node);
    inner.spacing_mut().item_spacing = Vec2::splat(size.gap_4);
    let action = contents(&mut inner, &tokens, failure, closable);
    let rect = Rect::from_min_max(from, pos2(from.x + width, inner.min_rect().bottom() + size.gap_12));
    let edge = Stroke::new(size.hairline, color.hairline);
    ui.ctx().accesskit_node_builder(inner.unique_id(), |node| node.set_bounds(bounds(rect)));
    let shapes = [
        Shape::from(theme::shadow(&tokens).as_shape(rect, size.radius_popup as u8)),
        Shape::rect_filled(rect, size.radius_popup, color.bg_popup),
        Shape::rect_stroke(rect, size.radius_popup, edge, eframe::egui::StrokeKind::Inside),
    ];
    for (place, shape) in ground.into_iter().zip(shapes) {
        ui.painter().set(place, shape);
    }
    let (icon, tint, _) = toast.tone.parts(&tokens);
    let mark = from + Vec2::new(size.gap_12 + size.hairline + size.icon / 2.0, size.gap_12 + size.line / 2.0);
    paint_icon(ui.painter(), icon, mark, size.icon, tint);
    ui.advance_cursor_after_rect(rect);
    action
}

/// Where a screen reader finds the whole.
fn bounds(rect: Rect) -> accesskit::Rect {
    let (x0, y0, x1, y1) = (rect.left().into(), rect.top().into(), rect.right().into(), rect.bottom().into());
    accesskit::Rect { x0, y0, x1, y1 }
}

fn contents(ui: &mut Ui, tokens: &Tokens, failure: &ToastFailure<'_>, closable: bool) -> Option<ToastAction> {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let width = ui.available_width();
    let icons = if closable { 2.0 } else { 1.0 };
    let corner = ui.cursor().min + Vec2::new(width - icons * size.icon_button, -size.gap_4);
    let beside = width - icons * size.icon_button - size.gap_4;
    words(ui, failure.title, (&font.ui_medium, color.text), beside, MOST_TITLE);
    if !failure.advice.is_empty() {
        words(ui, failure.advice, (&font.ui, color.text_subdued), width - size.gap_4, MOST_ADVICE);
    }
    let place = |at: f32| {
        Rect::from_min_size(corner + Vec2::new(at * size.icon_button, 0.0), Vec2::splat(size.icon_button))
    };
    let mut action = None;
    if ui.place(place(0.0), IconButton::new(Icon::Copy, "Copy what this says")).clicked() {
        action = Some(ToastAction::Copied);
    }
    if closable
        && ui.place(place(1.0), IconButton::new(Icon::X, "Close").icon_size(size.icon_small)).clicked()
    {
        action = Some(ToastAction::Closed);
    }
    let fold = match failure.request {
        Some(id) => format!("Details, request {id}"),
        None => "Details".to_owned(),
    };
    let id = ui.make_persistent_id("details");
    let has_more = failure.details.is_some() || failure.request.is_some();
    if has_more && alert::folded(ui, tokens, id, &fold) {
        let all = failure.details.unwrap_or("The server said nothing more");
        let end = all.char_indices().nth(MOST_CHARS).map_or(all.len(), |(end, _)| end);
        let (shown, rest) = all.split_at(end);
        ScrollArea::vertical().max_height(MOST_DETAILS).auto_shrink([false, true]).show(ui, |ui| {
            alert::words(ui, shown, (&font.mono, color.text_subdued));
            if !rest.is_empty() {
                alert::words(ui, "… Copy has the rest", (&font.secondary, color.text_subdued));
            }
        });
    }
    action
}

/// Text on up to `most` lines, the whole on hover.
fn words(ui: &mut Ui, text: &str, look: (&FontId, Color32), width: f32, most: usize) {
    let galley = lines(ui, text, look, width, most);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, galley.size().y), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    if galley.elided {
        super::tooltip(response, &super::text::visible_lines(text));
    }
    paint::left(ui.painter(), rect.left(), rect, galley);
}
