//! What Dapple keeps on this computer, how much of it, and what of it can be cleared here.

use eframe::egui::{Align, Layout, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use crate::app::{Action, KeptPlace};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::widgets::paint::{left, line, right};
use crate::ui::widgets::{Button, Cut, cut, group_label, tooltip};

/// Widths of the columns, points.
const WHAT: f32 = 72.0;
const BYTES: f32 = 72.0;
const CLEAR: f32 = 60.0;

/// Draws the list.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    group_label(ui, "Files on this computer");
    ui.spacing_mut().item_spacing.y = 0.0;
    for place in &cx.state.places {
        ui.push_id(place.what, |ui| row(ui, cx, place));
    }
    if cx.state.read_only {
        ui.add_space(cx.tokens.size.gap_8);
        group_label(ui, "Another window keeps these files. They can be cleared there");
    }
}

fn row(ui: &mut Ui, cx: &mut ViewCtx<'_>, place: &KeptPlace) {
    let tokens = cx.tokens.clone();
    let (size, font, color) = (&tokens.size, &tokens.font, &tokens.color);
    let wanted = vec2(ui.available_width(), size.option_row);
    let (whole, response) = ui.allocate_exact_size(wanted, Sense::hover());
    // The buttons have a column of their own, so that all figures end at one line. Once asked, the
    // button says the figure itself.
    let (rect, mut end) = whole.split_left_right_at_x(whole.right() - CLEAR);
    let asked = place.clear.is_some() && cx.views.settings.asked == place.clear;
    let (path, bytes) = (place.path.display().to_string(), format::bytes(place.bytes));
    let said = format!("{}: {bytes}, {path}", place.what);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
    left(
        ui.painter(),
        rect.left(),
        rect,
        line(ui.painter(), place.what, &font.secondary, color.text_subdued),
    );
    if asked {
        end.min.x -= BYTES;
    } else {
        right(ui.painter(), rect.right(), rect, line(ui.painter(), &bytes, &font.mono, color.text));
    }
    let from = rect.left() + WHAT;
    let width = rect.right() - BYTES - size.gap_8 - from;
    let look = (&font.mono, color.text_subdued);
    let (words, is_cut) = cut(ui.painter(), &path, look, width, Cut::Middle);
    left(ui.painter(), from, rect, words);
    if is_cut {
        tooltip(response, &path);
    }
    let builder = UiBuilder::new().max_rect(end).layout(Layout::right_to_left(Align::Center));
    clear(&mut ui.new_child(builder), cx, place);
}

/// Removes with a second click, so that one slip of the hand loses nothing.
fn clear(ui: &mut Ui, cx: &mut ViewCtx<'_>, place: &KeptPlace) {
    let Some(what) = place.clear else { return };
    let asked = cx.views.settings.asked == Some(what);
    let words = if asked { format!("Clear {}?", format::bytes(place.bytes)) } else { "Clear".to_owned() };
    let button = if asked { Button::danger(&words) } else { Button::ghost(&words) };
    let response = ui.add(button.small());
    if response.clicked() {
        cx.views.settings.asked = (!asked).then_some(what);
        if asked {
            cx.act(Action::ClearKept(what));
        }
    } else if asked && response.clicked_elsewhere() {
        cx.views.settings.asked = None;
    }
    // Three buttons of one name would not be told apart.
    response.accessible_name(format!("{words} {}", place.what.to_lowercase()));
}
