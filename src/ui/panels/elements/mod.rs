//! An element table: crumbs, the chooser of columns, tools, the table itself, and one element in full.

mod chooser;
mod crumbs;
mod filter;
mod find;
mod grid;
mod groups;
mod inspector;
mod lists;
mod menus;
mod profile;
mod states;
pub(in crate::ui::panels) mod status;
mod tools;
mod views;
pub mod words;

use std::collections::HashMap;
use std::ops::Range;

use dapple_data::speckle::elements::ColumnKey;
use eframe::egui::{self, Ui};

use crate::app::{ElementsTab, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{
    cut_left, cut_right, cut_top, grip_x, line_below, line_left, line_right, region, row,
};
use crate::ui::widgets::{ListState, TableState};
use filter::FilterDraft;
use inspector::InspectorState;
use profile::ProfileState;
use words::NumberLook;

pub use status::ui as status;

/// Below this width of the window the inspector opens over the table.
const WIDE: f32 = 1280.0;
/// Below this width the chooser takes its least.
const CHOOSER_FITS: f32 = 1100.0;

/// How an element table is looked at, beyond what is kept: scrolling, what is chosen, widths, open popups.
#[derive(Default)]
pub struct ElementsPanel {
    grid: TableState,
    /// The table's own number of the view that all this belongs to.
    serial: u64,
    arranged: u64,
    /// What the row with the keyboard shows: it keeps the keyboard while groups fold around it.
    cursor: Option<crate::app::ShownRow>,
    /// Widths of columns, as fitted or dragged.
    widths: HashMap<ColumnKey, f32>,
    /// The view's columns in the order they stand on the screen.
    order: Vec<usize>,
    /// How numbers are drawn, one for each column of the view's table.
    numbers: Vec<NumberLook>,
    chooser_folded: bool,
    /// How many columns stay at the left; as usual for the table without.
    pinned: Option<usize>,
    /// The rows of an answer were looked at: its side panels begin folded.
    begun: bool,
    search: String,
    paths: ListState,
    paths_id: Option<egui::Id>,
    /// Where a column of the chooser is dragged from.
    dragged: Option<usize>,
    filter: FilterDraft,
    profile: ProfileState,
    inspector: InspectorState,
    /// What the view is grouped by; sums are brought into sight when that changes.
    grouped_by: Vec<ColumnKey>,
    reveal_sums: bool,
    revealed: u64,
    find_asked: u64,
    /// The text whose first row found was shown already.
    found: Option<String>,
    /// What the figures were last asked for.
    measured: Option<(u64, Range<usize>, usize)>,
}

/// Draws the tab.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let state = cx.state;
    let Some(table) = state.element_tables.tabs.get(&tab.id) else { return };
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let strip = cut_top(&mut rest, tokens.size.tool_row_second);
    row(ui, strip, &tokens, |ui| crumbs::ui(ui, cx, (tab, table)));
    line_below(ui, strip, &tokens);
    // Taken out while the panel is drawn, so that it and the actions can be written side by side.
    let mut panel = std::mem::take(&mut cx.views.tab(tab.id).elements);
    if table.loaded().is_some() {
        grid::follow(&mut panel, table);
        parts(ui, cx, (tab, table, &mut panel), rest);
    } else {
        region(ui, "state", rest, tokens.color.bg_content, |ui| states::ui(ui, cx, tab, table));
    }
    cx.views.tab(tab.id).elements = panel;
}

/// Draws the rows of an answer into the region.
pub fn answer_ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let state = cx.state;
    let Some(table) = state.element_tables.tabs.get(&tab.id) else { return };
    let rest = ui.max_rect();
    let tokens = cx.tokens.clone();
    let mut panel = std::mem::take(&mut cx.views.tab(tab.id).elements);
    if !std::mem::replace(&mut panel.begun, true) {
        panel.chooser_folded = true;
        panel.inspector.closed = true;
    }
    if table.loaded().is_some() {
        grid::follow(&mut panel, table);
        parts(ui, cx, (tab, table, &mut panel), rest);
    } else {
        region(ui, "state", rest, tokens.color.bg_content, |ui| states::ui(ui, cx, tab, table));
    }
    cx.views.tab(tab.id).elements = panel;
}

fn parts(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel),
    mut rest: egui::Rect,
) {
    let tokens = cx.tokens.clone();
    let window = ui.ctx().content_rect().width();
    if !panel.chooser_folded {
        let width = if rest.width() < CHOOSER_FITS { CHOOSER_LEAST } else { cx.views.chooser };
        let left = cut_left(&mut rest, width);
        region(ui, "chooser", left, tokens.color.bg_panel, |ui| chooser::ui(ui, cx, (tab, table, panel)));
        line_right(ui, left, &tokens);
        let moved = grip_x(ui, "chooser", left.right(), left.y_range(), &tokens);
        if moved != 0.0 {
            cx.views.chooser = (width + moved).clamp(CHOOSER_LEAST, CHOOSER_MOST);
        }
    }
    // Over the table it shows only when it was asked for: a click there only chooses the row.
    let beside = panel.inspector.shows(table) && window >= WIDE;
    let shows = beside || (panel.inspector.over && table.chosen.is_some());
    let side = beside.then(|| cut_right(&mut rest, tokens.size.inspector));
    region(ui, "centre", rest, tokens.color.bg_content, |ui| centre(ui, cx, (tab, table, panel)));
    if shows {
        let over = egui::Rect::from_min_max(
            egui::pos2(rest.right() - tokens.size.inspector, rest.top() + tokens.size.tool_row),
            rest.max,
        );
        let place = side.unwrap_or(over);
        // Whatever lies under it must not feel the pointer.
        ui.interact(place, egui::Id::unique(("inspector", tab.id)), egui::Sense::CLICK | egui::Sense::DRAG);
        region(ui, "inspector", place, tokens.color.bg_panel, |ui| {
            inspector::ui(ui, cx, (tab, table, panel))
        });
        line_left(ui, place, &tokens);
    }
}

/// Tools, what is looked for, what is under way, and the table.
fn centre(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel)) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let of_answer = table.target.is_none();
    let height = if of_answer { tokens.size.tool_row_second } else { tokens.size.tool_row };
    let strip = cut_top(&mut rest, height);
    row(ui, strip, &tokens, |ui| tools::ui(ui, cx, (tab, table, panel)));
    line_below(ui, strip, &tokens);
    if table.find.open {
        let strip = cut_top(&mut rest, tokens.size.tool_row_second);
        row(ui, strip, &tokens, |ui| find::ui(ui, cx, (tab, table, panel)));
        line_below(ui, strip, &tokens);
    }
    let used = states::above(ui, cx, (tab, table), rest);
    rest.min.y = used;
    region(ui, "rows", rest, tokens.color.bg_content, |ui| match table.loaded() {
        Some((set, view)) if !of_answer && !view.wish.all_objects && set.elements.rows(false).is_empty() => {
            states::no_elements(ui, cx, tab, set)
        }
        Some((_, view)) if view.rows().is_empty() => states::no_rows(ui, cx, tab),
        _ => grid::ui(ui, cx, (tab, table, panel)),
    });
}

/// Width of the popup under a header, points.
const PROFILE: f32 = 316.0;
/// Width of the chooser, points.
pub const CHOOSER: f32 = 304.0;
const CHOOSER_LEAST: f32 = 236.0;
const CHOOSER_MOST: f32 = 480.0;
