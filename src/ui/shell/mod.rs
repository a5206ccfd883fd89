//! The frame around everything: top bar, rail, tab strip, status line, notices.

mod account_menu;
mod notices;
mod rail;
mod status;
mod tabs;
mod top_bar;

use eframe::egui::{Area, Id, Order, Rect, Ui, UiBuilder};

use super::context::ViewCtx;
use super::layout::{
    cut_bottom, cut_left, cut_right, cut_top, line_above, line_below, line_left, line_right, region,
};
use super::panels;
use crate::app::{Place, TabKind};

/// The whole window: the first page alone, or the frame with a place in it.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    if !cx.state.started {
        // Nothing for the moment that reading the disk takes: no page that would flash by.
        ui.painter().rect_filled(rest, 0.0, tokens.color.bg_content);
        return;
    }
    if cx.state.shows_first_page() {
        region(ui, "first page", rest, tokens.color.bg_content, |ui| panels::first_page(ui, cx));
        notices::ui(ui, cx);
        return;
    }
    let top = cut_top(&mut rest, tokens.size.top_bar);
    region(ui, "top bar", top, tokens.color.bg_bar, |ui| top_bar::ui(ui, cx));
    line_below(ui, top, &tokens);
    let status = cut_bottom(&mut rest, tokens.size.status_line);
    region(ui, "status", status, tokens.color.bg_bar, |ui| status::ui(ui, cx));
    line_above(ui, status, &tokens);
    let rail = cut_left(&mut rest, tokens.size.rail);
    region(ui, "rail", rail, tokens.color.bg_bar, |ui| rail::ui(ui, cx));
    line_right(ui, rail, &tokens);
    match cx.state.place {
        Place::Browse | Place::Query => {
            let whole = rest;
            let place = cx.state.place;
            if cx.views.side_open && side_has_room(cx, rest.width()) {
                let side = cut_left(&mut rest, *side_width(cx, place));
                region(ui, "side", side, tokens.color.bg_panel, |ui| self::side(ui, cx));
                line_right(ui, side, &tokens);
                let moved = super::layout::grip_x(ui, "side", side.right(), side.y_range(), &tokens);
                let width = side_width(cx, place);
                *width = (*width + moved).clamp(SIDE_LEAST, SIDE_MOST);
                cx.views.side_over = false;
            }
            if panels::browse::inspector_is_docked(ui.ctx(), cx) {
                let inspector = cut_right(&mut rest, tokens.size.inspector);
                region(ui, "inspector", inspector, tokens.color.bg_panel, |ui| {
                    panels::browse::inspector(ui, cx)
                });
                line_left(ui, inspector, &tokens);
            }
            let strip = cut_top(&mut rest, tokens.size.tab);
            region(ui, "tabs", strip, tokens.color.bg_panel, |ui| tabs::ui(ui, cx));
            line_below(ui, strip, &tokens);
            region(ui, "tab", rest, tokens.color.bg_content, |ui| panels::tab(ui, cx));
            side_over(ui, cx, whole);
        }
        Place::Api => region(ui, "api", rest, tokens.color.bg_content, |ui| panels::api::ui(ui, cx)),
        Place::History => {
            region(ui, "history", rest, tokens.color.bg_content, |ui| panels::history(ui, cx));
        }
    }
    panels::browse::after(ui, cx);
    notices::ui(ui, cx);
}

/// The list of the place.
fn side(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    match cx.state.place {
        Place::Browse => panels::browse::side(ui, cx),
        Place::Query if cx.state.explorer.beside_query => panels::api::side(ui, cx),
        Place::Query | Place::History | Place::Api => panels::side(ui, cx),
    }
}

fn side_width<'a>(cx: &'a mut ViewCtx<'_>, place: Place) -> &'a mut f32 {
    match place {
        Place::Browse => &mut cx.views.projects,
        Place::Query if cx.state.explorer.beside_query => &mut cx.views.types,
        _ => &mut cx.views.side,
    }
}

/// Whether the list of the place stands beside the tabs. Where nothing is open there is room in any window;
/// an element table has its own columns to choose from in that place.
fn side_has_room(cx: &ViewCtx<'_>, width: f32) -> bool {
    if cx.state.current().is_some_and(|tab| matches!(tab.kind, TabKind::Elements | TabKind::Comparison)) {
        return false;
    }
    width > SIDE_FITS || (cx.state.place == Place::Browse && cx.state.tabs.is_empty())
}

/// The list of the place over the tabs, opened from the rail in a window without room beside them.
fn side_over(ui: &Ui, cx: &mut ViewCtx<'_>, whole: Rect) {
    if !cx.views.side_over {
        return;
    }
    let tokens = cx.tokens.clone();
    let place = cx.state.place;
    let rect = whole.with_max_x(whole.left() + *side_width(cx, place));
    let beside = ui.input(|input| {
        input.pointer.any_pressed()
            && input.pointer.interact_pos().is_some_and(|at| whole.contains(at) && !rect.contains(at))
    });
    let escape = cx.state.dialog.is_none()
        && ui.input_mut(|input| input.consume_key(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape));
    if beside || escape {
        cx.views.side_over = false;
        return;
    }
    let area = Area::new(Id::unique("side over")).order(Order::Middle).fixed_pos(rect.min).constrain(false);
    area.show(ui.ctx(), |ui| {
        ui.painter().add(super::theme::shadow(&tokens).as_shape(rect, 0.0));
        let builder = UiBuilder::new().max_rect(rect).id_salt("over");
        ui.scope_builder(builder, |ui| region(ui, "side", rect, tokens.color.bg_panel, |ui| side(ui, cx)));
        line_right(ui, rect, &tokens);
    });
}

/// Below this width of the place the side panel folds to the rail.
const SIDE_FITS: f32 = 1071.0;
const SIDE_LEAST: f32 = 180.0;
const SIDE_MOST: f32 = 420.0;
