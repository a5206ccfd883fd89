//! Two answers side by side: which they are, and every value that differs, as a tree or as a table.

mod head;
mod states;
mod table;
mod tools;
mod tree;

use dapple_data::document::compare::{Difference, EntryFolds};
use eframe::egui::{Rect, Ui};

use crate::app::{AnswerDifferences, DifferencesTab, DifferencesView, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, from_right, line_below, region, row};
use crate::ui::panels::elements::status::word;
use crate::ui::theme::Icon;
use crate::ui::widgets::{ChangeMark, ListState, TableState, tooltip};

/// How a comparison of answers is looked at, beyond what is kept.
#[derive(Default)]
pub struct DifferencesPanel {
    list: ListState,
    folds: EntryFolds,
    table: TableState,
    /// Widths of the table's columns, as soon as one was changed.
    widths: Option<[f32; table::COLUMNS]>,
    /// The tab's own number of the rows that list, folds and table stand in.
    arranged: u64,
    /// What was last brought into sight.
    revealed: u64,
    /// The key by which items are matched, as it is typed, and whether its popup is open.
    key: String,
    matching: bool,
}

/// Draws the tab.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let state = cx.state;
    let Some(compared) = state.differences.tabs.get(&tab.id) else { return };
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let strip = cut_top(&mut rest, tokens.size.tool_row);
    region(ui, "answers", strip, tokens.color.bg_content, |ui| {
        row(ui, strip, &tokens, |ui| head::ui(ui, cx, tab, compared));
    });
    line_below(ui, strip, &tokens);
    // Taken out while the panel is drawn, so that it and the actions can be written side by side.
    let mut panel = std::mem::take(&mut cx.views.tab(tab.id).differences);
    if compared.loaded().is_some() {
        if panel.arranged != compared.arranged {
            panel.arranged = compared.arranged;
            panel.list = ListState::default();
            panel.table = TableState::default();
            panel.folds = EntryFolds::default();
        }
        parts(ui, cx, (tab, compared, &mut panel), rest);
    } else {
        region(ui, "state", rest, tokens.color.bg_content, |ui| states::ui(ui, cx, tab, compared));
    }
    cx.views.tab(tab.id).differences = panel;
}

fn parts(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &DifferencesTab, &mut DifferencesPanel),
    mut rest: Rect,
) {
    let Some((comparison, shown)) = compared.loaded() else { return };
    let tokens = cx.tokens.clone();
    let strip = cut_top(&mut rest, tokens.size.tool_row);
    region(ui, "tools", strip, tokens.color.bg_content, |ui| {
        row(ui, strip, &tokens, |ui| tools::ui(ui, cx, (tab, compared, panel)));
    });
    line_below(ui, strip, &tokens);
    rest.min.y = states::above(ui, cx, (tab, compared), rest);
    region(ui, "differences", rest, tokens.color.bg_content, |ui| {
        if comparison.differences.is_empty() && compared.look.only {
            states::nothing_differs(ui, cx, tab);
        } else if shown.rows.is_empty() {
            states::nothing_shown(ui, cx, tab);
        } else if compared.view == DifferencesView::Table {
            table::ui(ui, cx, (tab, compared, panel));
        } else {
            tree::ui(ui, cx, (tab, compared, panel));
        }
    });
}

/// The square for a difference.
fn mark(difference: Difference) -> ChangeMark {
    match difference {
        Difference::Added => ChangeMark::Added,
        Difference::Removed => ChangeMark::Removed,
        Difference::Changed => ChangeMark::Changed,
        Difference::Moved => ChangeMark::Moved,
    }
}

/// `1,204 differences`
fn words(count: usize) -> String {
    if count == 1 {
        "1 difference".to_owned()
    } else {
        format!("{} differences", format::count(count as u64))
    }
}

/// What the status line says of a comparison of answers.
pub fn status(ui: &mut Ui, cx: &ViewCtx<'_>, compared: &DifferencesTab) {
    let Some((comparison, shown)) = compared.loaded() else { return };
    let (all, here) = (comparison.differences.counts().total(), shown.rows.differences().len());
    let words =
        if all == here { words(all) } else { format!("{} of {}", format::count(here as u64), words(all)) };
    word(ui, cx, None, &[(&words, false)]);
    from_right(ui, |ui| {
        let took = format!("compared {} in {}", sizes(comparison), format::duration(comparison.took));
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

fn sizes(comparison: &AnswerDifferences) -> String {
    let [before, after] =
        [&comparison.before, &comparison.after].map(|a| format::bytes(a.document.len_bytes()));
    if before == after { format!("2 × {after}") } else { format!("{before} and {after}") }
}
