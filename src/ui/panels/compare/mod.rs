//! Two versions side by side: from what to what, a summary by category, and every property that differs.

mod head;
mod rows;
mod side;
mod states;
mod tools;

use eframe::egui::Ui;

use crate::app::{ComparisonTab, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_left, cut_top, from_right, line_below, line_right, region, row};
use crate::ui::panels::elements::status::word;
use crate::ui::theme::Icon;
use crate::ui::widgets::{ListState, tooltip};

/// How a comparison is looked at, beyond what is kept.
#[derive(Default)]
pub struct ComparePanel {
    list: ListState,
    /// The tab's own number of the rows that the list stands in.
    arranged: u64,
    categories: ListState,
    side_folded: bool,
    /// What stands in the field, and what the comparison was last asked for.
    text: String,
    asked: String,
}

/// Width of the summary, points.
const SIDE: f32 = 312.0;
/// Below this width of the tab the summary folds away by itself.
const SIDE_FITS: f32 = 860.0;

/// Draws the tab.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let state = cx.state;
    let Some(compared) = state.comparisons.tabs.get(&tab.id) else { return };
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let strip = cut_top(&mut rest, head::HEIGHT);
    region(ui, "versions", strip, tokens.color.bg_content, |ui| head::ui(ui, cx, tab, compared));
    line_below(ui, strip, &tokens);
    // Taken out while the panel is drawn, so that it and the actions can be written side by side.
    let mut panel = std::mem::take(&mut cx.views.tab(tab.id).compare);
    if compared.loaded().is_some() {
        if panel.arranged != compared.arranged {
            panel.arranged = compared.arranged;
            panel.list = ListState::default();
        }
        parts(ui, cx, (tab, compared, &mut panel), rest);
    } else {
        region(ui, "state", rest, tokens.color.bg_content, |ui| states::ui(ui, cx, tab, compared));
    }
    cx.views.tab(tab.id).compare = panel;
}

fn parts(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &ComparisonTab, &mut ComparePanel),
    mut rest: eframe::egui::Rect,
) {
    let tokens = cx.tokens.clone();
    if !panel.side_folded && rest.width() >= SIDE_FITS {
        let left = cut_left(&mut rest, SIDE);
        region(ui, "summary", left, tokens.color.bg_panel, |ui| side::ui(ui, cx, (tab, compared, panel)));
        line_right(ui, left, &tokens);
    }
    let strip = cut_top(&mut rest, tokens.size.tool_row);
    region(ui, "tools", strip, tokens.color.bg_content, |ui| {
        row(ui, strip, &tokens, |ui| tools::ui(ui, cx, (tab, compared, panel)));
    });
    line_below(ui, strip, &tokens);
    let used = states::above(ui, cx, (tab, compared), rest);
    rest.min.y = used;
    region(ui, "changes", rest, tokens.color.bg_content, |ui| match compared.loaded() {
        Some((comparison, _)) if comparison.differences.elements.is_empty() => {
            states::nothing_differs(ui, comparison);
        }
        Some((_, shown)) if shown.elements.is_empty() => states::nothing_shown(ui, cx, tab),
        _ => rows::ui(ui, cx, (tab, compared, panel)),
    });
}

/// What the status line says of a comparison.
pub fn status(ui: &mut Ui, cx: &ViewCtx<'_>, compared: &ComparisonTab) {
    let Some((comparison, shown)) = compared.loaded() else { return };
    let found = &comparison.differences;
    let count = |n: usize| format::count(n as u64);
    let all = found.elements.len();
    let words = match (shown.elements.len() == all, all) {
        (true, 1) => "1 element differs".to_owned(),
        (true, _) => format!("{} elements differ", count(all)),
        (false, _) => format!("{} of {} elements that differ", count(shown.elements.len()), count(all)),
    };
    word(ui, cx, None, &[(&words, false)]);
    let same = match (found.unchanged, found.same_hash) {
        (all, same) if all == same => format!("{} unchanged, as their hashes say", count(all)),
        (all, same) => format!("{} unchanged, {} of them by their hash", count(all), count(same)),
    };
    word(ui, cx, None, &[(&same, false)]);
    from_right(ui, |ui| {
        let objects = comparison.from.elements.rows(false).len() + comparison.to.elements.rows(false).len();
        let took = format!("compared {} elements in {}", count(objects), format::duration(comparison.took));
        word(ui, cx, None, &[(&took, false)]);
        let cautions = comparison.cautions();
        if let Some(first) = cautions.first() {
            let more = cautions.len() - 1;
            let words = if more == 0 { first.clone() } else { format!("{first} (and {more} more)") };
            if let Some(response) = word(ui, cx, Some(Icon::TriangleAlert), &[(&words, false)]) {
                tooltip(response, &cautions.join("\n"));
            }
        }
    });
}
