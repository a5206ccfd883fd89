//! The top bar: who and where, the connection, help and settings.

use eframe::egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::account_menu;
use crate::app::{AccountRow, Action, Link};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{from_right, row};
use crate::ui::theme::{Icon, Ring, Tokens, focus_ring, paint_icon};
use crate::ui::widgets::paint::{Look, Phase, left, line};
use crate::ui::widgets::{Button, FieldButton, IconButton, menu};

/// Draws the top bar into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let bar = ui.max_rect();
    account(ui, cx, bar);
    palette(ui, cx, bar);
    row(ui, bar, &tokens, |ui| {
        from_right(ui, |ui| {
            if ui.add(IconButton::new(Icon::Settings, "Settings").icon_size(tokens.size.icon_bar)).clicked() {
                cx.act(Action::ShowSettings);
            }
            if ui
                .add(IconButton::new(Icon::CircleHelp, "About Dapple").icon_size(tokens.size.icon_bar))
                .clicked()
            {
                cx.act(Action::ShowAbout);
            }
            connection(ui, cx, &tokens);
        });
    });
}

/// Stripe, name, host and chevron: one button that opens the accounts.
fn account(ui: &mut Ui, cx: &mut ViewCtx<'_>, bar: Rect) {
    let tokens = cx.tokens.clone();
    let (size, color) = (&tokens.size, &tokens.color);
    let current = cx.state.accounts.current();
    let (name, host, stripe) = match current {
        Some(row) => (row.title(), row.account.origin.host_and_port().to_owned(), row.account.stripe),
        None => ("No account".to_owned(), String::new(), 0),
    };
    let name_text = line(ui.painter(), &name, &tokens.font.ui_medium, color.text);
    let host_text = line(ui.painter(), &host, &tokens.font.ui, color.text_subdued);
    let width = size.row_padding
        + 3.0
        + size.gap_8
        + name_text.size().x
        + size.gap_8
        + host_text.size().x
        + size.gap_8
        + size.icon_small
        + size.gap_8;
    let rect = Rect::from_min_size(bar.min, vec2(width, bar.height()));
    let response = ui.interact(rect, Id::unique("account"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Account {name} {host}")));
    let phase = Phase::of(&response, Look::Live);
    ui.painter().rect_filled(rect.shrink2(vec2(0.0, size.hairline)), 0.0, phase.ghost_fill(&tokens));
    let mut x = rect.left() + size.row_padding;
    if let Some(stripe) = (stripe as usize).checked_sub(1).and_then(|i| color.stripe.get(i)) {
        let mark = Rect::from_center_size(pos2(x + 1.5, rect.center().y), vec2(3.0, 18.0));
        ui.painter().rect_filled(mark, 2.0, *stripe);
    }
    x += 3.0 + size.gap_8;
    x = left(ui.painter(), x, rect, name_text) + size.gap_8;
    x = left(ui.painter(), x, rect, host_text) + size.gap_8;
    let chevron = pos2(x + size.icon_small / 2.0, rect.center().y);
    paint_icon(ui.painter(), Icon::ChevronDown, chevron, size.icon_small, color.icon);
    if phase.focused {
        focus_ring(ui, rect, size.focus_radius_row, Ring::Inside);
    }
    menu(&response, |ui| account_menu::ui(ui, cx));
}

/// The way into the palette, in the middle of the window where there is room for it.
fn palette(ui: &mut Ui, cx: &mut ViewCtx<'_>, bar: Rect) {
    let size = &cx.tokens.size;
    if bar.width() < PALETTE_FITS {
        return;
    }
    let rect = Rect::from_center_size(bar.center(), vec2(PALETTE, size.field_small));
    let keys = if cfg!(target_os = "macos") { "⌘ K" } else { "Ctrl K" };
    let hint = "Search, paste a Speckle link, or run a command";
    let field = FieldButton::entry("Search and commands", hint, keys).width(PALETTE);
    if ui.put(rect, field).clicked() {
        cx.act(Action::ShowPalette);
    }
}

/// Width of the palette's field, points.
const PALETTE: f32 = 400.0;
/// Below this width of the bar the palette is opened by its keys only.
const PALETTE_FITS: f32 = 1000.0;

fn connection(ui: &mut Ui, cx: &mut ViewCtx<'_>, tokens: &Tokens) {
    let Some(row) = cx.state.accounts.current() else { return };
    let key = row.key.clone();
    let (dot, words) = words(row, tokens);
    if let Link::Failed(failure) = &row.link {
        let response = ui.add(Button::ghost("Reconnect").small());
        if response.on_hover_text(failure.as_text()).clicked() {
            cx.act(Action::Reconnect(key));
        }
    }
    let text = line(ui.painter(), &words, &tokens.font.secondary, tokens.color.text_subdued);
    let width = 7.0 + tokens.size.gap_8 + text.size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width, tokens.size.icon_button), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    ui.painter().circle_filled(pos2(rect.left() + 3.5, rect.center().y), 3.5, dot);
    left(ui.painter(), rect.left() + 7.0 + tokens.size.gap_8, rect, text);
    if let Link::Failed(failure) = &row.link {
        response.on_hover_text(failure.as_text());
    }
}

fn words(row: &AccountRow, tokens: &Tokens) -> (eframe::egui::Color32, String) {
    let color = &tokens.color;
    match &row.link {
        Link::Unknown => (color.text_disabled, "Not connected".to_owned()),
        Link::Connecting(_) => (color.warning, "Connecting".to_owned()),
        Link::Leaving(_) => (color.warning, "Signing out".to_owned()),
        Link::Connected { .. } => (color.success, "Connected".to_owned()),
        Link::Failed(failure) => (color.danger, failure.title.clone()),
    }
}
