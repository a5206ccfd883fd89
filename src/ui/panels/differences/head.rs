//! Which two answers are compared, and the way to swap them.

use dapple_data::ids::display_name;
use eframe::egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::{Action, Answer, DifferencesAction, DifferencesTab, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::theme::Icon;
use crate::ui::widgets::paint;
use crate::ui::widgets::{IconButton, tooltip};

/// Draws both names with what is known of each.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, compared: &DifferencesTab) {
    let size = &cx.tokens.size;
    let room = ui.available_rect_before_wrap();
    let between = size.icon_button + 2.0 * size.gap_8;
    let width = ((room.width() - between) / 2.0).max(0.0).floor();
    let comparison = compared.comparison.value();
    let before = comparison.map(|both| both.before.as_ref());
    let after = comparison.map(|both| both.after.as_ref());
    let rect = |x: f32| Rect::from_min_size(pos2(x, room.top()), vec2(width, room.height()));
    side(ui, cx, rect(room.left()), ("Before", &compared.before.title, before));
    side(ui, cx, rect(room.right() - width), ("After", &compared.after.title, after));
    let middle = Rect::from_center_size(
        pos2(room.left() + width + between / 2.0, room.center().y),
        vec2(size.icon_button, size.icon_button),
    );
    if ui.place(middle, IconButton::new(Icon::ArrowLeftRight, "Swap the answers")).clicked() {
        cx.act(Action::Differences(DifferencesAction::Swap(tab.id)));
    }
}

fn side(ui: &mut Ui, cx: &ViewCtx<'_>, rect: Rect, (label, title, answer): (&str, &str, Option<&Answer>)) {
    let (size, color, font) = (&cx.tokens.size, &cx.tokens.color, &cx.tokens.font);
    let about = answer.map(about).unwrap_or_default();
    let title = display_name(title);
    let response = ui.interact(rect, ui.scope_id().with(label), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{label}: {title}, {about}")));
    let word = paint::line(ui.painter(), label, &font.secondary_medium, color.text_subdued);
    let x = paint::left(ui.painter(), rect.left(), rect, word) + size.gap_8;
    let about_line = paint::line(ui.painter(), &about, &font.secondary, color.text_subdued);
    let room = (rect.right() - x - about_line.size().x - size.gap_8).max(rect.width() / 3.0);
    let name = paint::cut_line(ui.painter(), &title, (&font.ui_medium, color.text), room);
    let x = paint::left(ui.painter(), x, rect, name) + size.gap_8;
    let look = (&font.secondary, color.text_subdued);
    let rest = paint::cut_line(ui.painter(), &about, look, (rect.right() - x).max(0.0));
    paint::left(ui.painter(), x, rect, rest);
    if let Some(answer) = answer {
        tooltip(response, &format::exact_time(answer.meta.at));
    }
}

/// `96.4 KB · 13:51`
fn about(answer: &Answer) -> String {
    let mut words =
        format!("{} · {}", format::bytes(answer.document.len_bytes()), format::clock(answer.meta.at));
    if answer.meta.incomplete.is_some() || answer.document.error().is_some() {
        words.push_str(" · not all of it");
    }
    words
}
