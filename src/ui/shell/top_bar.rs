//! The top bar: who and where, the connection, help and settings.

use dapple_data::document::visible;
use dapple_data::ids::display_name;
use eframe::egui::{Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::account_menu;
use crate::app::{AccountRow, Action, Link, Phase as Waiting, State};
use crate::ui::commands::keys_of;
use crate::ui::context::ViewCtx;
use crate::ui::layout::{from_right, row};
use crate::ui::theme::{Icon, Ring, Tokens, focus_ring, paint_icon};
use crate::ui::widgets::paint::{Look, Phase, left, line};
use crate::ui::widgets::{Button, Cut, FieldButton, IconButton, cut, menu, tooltip};

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
            connection(ui, cx, bar);
        });
    });
}

/// Stripe, name, host and chevron: one button that opens the accounts.
fn account(ui: &mut Ui, cx: &mut ViewCtx<'_>, bar: Rect) {
    let tokens = cx.tokens.clone();
    let (size, color) = (&tokens.size, &tokens.color);
    let current = cx.state.accounts.current();
    let (name, host, stripe) = match current {
        Some(row) => (
            display_name(&row.title()).into_owned(),
            row.account.origin.host_and_port().to_owned(),
            row.account.stripe,
        ),
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
    if bar.width() < PALETTE_FITS {
        return;
    }
    let rect = palette_rect(bar, &cx.tokens);
    let keys = keys_of("Search and commands");
    let hint = "Search, paste a Speckle link, or run a command";
    let field = FieldButton::entry("Search and commands", hint, &keys).width(PALETTE);
    if ui.put(rect, field).clicked() {
        cx.act(Action::ShowPalette);
    }
}

fn palette_rect(bar: Rect, tokens: &Tokens) -> Rect {
    Rect::from_center_size(bar.center(), vec2(PALETTE, tokens.size.field_small))
}

/// Width of the palette's field, points.
const PALETTE: f32 = 400.0;
/// Below this width of the bar the palette is opened by its keys only.
const PALETTE_FITS: f32 = 1000.0;

/// How the connection stands, and what can be done about it.
fn connection(ui: &mut Ui, cx: &mut ViewCtx<'_>, bar: Rect) {
    let tokens = cx.tokens.clone();
    let Some(row) = cx.state.accounts.current() else { return };
    let key = row.key.clone();
    let slow = keyring_is_slow(cx.state, row);
    let hint = match &row.link {
        Link::Failed(failure) => failure.as_text(),
        _ => String::new(),
    };
    if slow {
        if ui.add(Button::ghost("Try again").small()).clicked() {
            cx.act(Action::RetryKeyring);
        }
    } else if matches!(row.link, Link::Unknown | Link::Failed(_)) {
        let button = ui.add(Button::ghost("Reconnect").small());
        if with_hint(button, &hint).clicked() {
            cx.act(Action::Reconnect(key));
        }
    }
    let (dot, words) = words(row, slow, &tokens);
    let before = tokens.size.dot + tokens.size.gap_8;
    // The palette keeps its place in the middle: long words are cut before they reach it.
    let end = ui.available_rect_before_wrap().right();
    let from = if bar.width() < PALETTE_FITS { bar.center().x } else { palette_rect(bar, &tokens).right() };
    let room = end - from - tokens.size.gap_16 - before;
    let look = (&tokens.font.secondary, tokens.color.text_subdued);
    let (text, is_cut) = cut(ui.painter(), &words, look, room, Cut::End);
    let size = vec2(before + text.size().x, tokens.size.icon_button);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let radius = tokens.size.dot / 2.0;
    ui.painter().circle_filled(pos2(rect.left() + radius, rect.center().y), radius, dot);
    left(ui.painter(), rect.left() + before, rect, text);
    with_hint(response, if is_cut && hint.is_empty() { &words } else { &hint });
}

/// Words on hover, where there are any.
fn with_hint(response: Response, hint: &str) -> Response {
    if hint.is_empty() { response } else { tooltip(response, hint) }
}

/// Whether the account waits for a keyring that has not answered for a while.
fn keyring_is_slow(state: &State, row: &AccountRow) -> bool {
    let Link::Connecting(id) = &row.link else { return false };
    state.progress.get(id).is_some_and(|progress| progress.phase == Waiting::KeyringSlow)
}

fn words(row: &AccountRow, slow: bool, tokens: &Tokens) -> (eframe::egui::Color32, String) {
    let color = &tokens.color;
    match &row.link {
        Link::Unknown => (color.text_disabled, "Not connected".to_owned()),
        Link::Connecting(_) if slow => (color.warning, "The keyring is waiting for an answer".to_owned()),
        Link::Connecting(_) => (color.warning, "Connecting".to_owned()),
        Link::Leaving(_) => (color.warning, "Signing out".to_owned()),
        Link::Connected { .. } => (color.success, "Connected".to_owned()),
        Link::Failed(failure) => (color.danger, visible(&failure.title).into_owned()),
    }
}
