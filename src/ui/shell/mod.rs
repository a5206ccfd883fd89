//! The frame around everything: top bar, rail, tab strip, status line, notices.

mod account_menu;
mod notices;
mod rail;
mod status;
mod tabs;
mod top_bar;

use eframe::egui::Ui;

use super::context::ViewCtx;
use super::layout::{cut_bottom, cut_left, cut_top, line_above, line_below, line_right, region};
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
            // An element table has its chooser in the place of the side panel.
            let own = cx.state.current().is_some_and(|tab| tab.kind == TabKind::Elements);
            if cx.views.side_open && !own && rest.width() > SIDE_FITS {
                let side = cut_left(&mut rest, cx.views.side);
                region(ui, "side", side, tokens.color.bg_panel, |ui| panels::side(ui, cx));
                line_right(ui, side, &tokens);
                let moved = super::layout::grip_x(ui, "side", side.right(), side.y_range(), &tokens);
                cx.views.side = (cx.views.side + moved).clamp(SIDE_LEAST, SIDE_MOST);
            }
            let strip = cut_top(&mut rest, tokens.size.tab);
            region(ui, "tabs", strip, tokens.color.bg_panel, |ui| tabs::ui(ui, cx));
            line_below(ui, strip, &tokens);
            region(ui, "tab", rest, tokens.color.bg_content, |ui| panels::tab(ui, cx));
        }
        Place::History => {
            region(ui, "history", rest, tokens.color.bg_content, |ui| panels::history(ui, cx));
        }
    }
    notices::ui(ui, cx);
}

/// Below this width of the place the side panel folds to the rail.
const SIDE_FITS: f32 = 1000.0;
const SIDE_LEAST: f32 = 180.0;
const SIDE_MOST: f32 = 420.0;
