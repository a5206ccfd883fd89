//! The differences as a table: where, what became of it, before and after.

use dapple_data::document::compare::{Difference, Sides};
use dapple_data::document::{Document, Kind, NodeId, visible};
use eframe::egui::Ui;

use super::DifferencesPanel;
use crate::app::{Action, DifferencesAction, DifferencesTab, DifferencesView, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::theme::Icon;
use crate::ui::widgets::{CellText, Column, CopyWhat, MenuItem, TableOutput, TableView, context_menu};

/// Path, kind, before, after.
pub const COLUMNS: usize = 4;
/// Narrowest column, points.
const LEAST: f32 = 48.0;
/// Width of the kind, points.
const KIND: f32 = 88.0;
/// The most of a value that a cell shows, in bytes.
const MOST_TEXT: usize = 400;

/// Draws the table.
pub fn ui(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &DifferencesTab, &mut DifferencesPanel),
) {
    let Some((comparison, shown)) = compared.loaded() else { return };
    let sides = comparison.sides(shown);
    let found = sides.rows.differences();
    let rest = (ui.available_width() - KIND - 80.0).max(4.0 * LEAST);
    let fitting = [(rest * 0.44).floor(), KIND, (rest * 0.28).floor(), (rest * 0.28).floor()];
    let widths = panel.widths.unwrap_or(fitting);
    let columns = ["Path", "Change", "Before", "After"].into_iter().zip(widths);
    let columns: Vec<Column<'_>> =
        columns.map(|(title, width)| Column { title: title.into(), width, ..Column::default() }).collect();
    if panel.revealed != compared.reveal {
        panel.revealed = compared.reveal;
        if let Some(at) = compared.at {
            panel.table.list.select(at as u64);
        }
    }
    let output = TableView::new("Differences as table", &columns, found.len() as u64).pinned(1).show(
        ui,
        &mut panel.table,
        |row, column| cell(&sides, row, column),
    );
    if let Some((column, width)) = output.resized {
        let mut widths = widths;
        if let Some(slot) = widths.get_mut(column) {
            *slot = width.max(LEAST);
        }
        panel.widths = Some(widths);
    }
    events(cx, (tab, panel), &sides, &output);
    context_menu(&output.list.response, |ui| {
        let Some(rows) = panel.table.list.selected() else { return };
        if ui.add(MenuItem::new("Copy rows").icon(Icon::Copy)).clicked() {
            copy_rows(cx, tab, rows);
        }
        if ui.add(MenuItem::new("Show in the tree").icon(Icon::ListTree).keys("Enter")).clicked()
            && let Some(row) = panel.table.list.cursor
        {
            show(cx, tab, row);
        }
    });
}

fn events(
    cx: &mut ViewCtx<'_>,
    (tab, panel): (&Tab, &DifferencesPanel),
    sides: &Sides<'_>,
    output: &TableOutput,
) {
    if let Some((row, _)) = output.opened {
        show(cx, tab, row);
    } else if output.list.moved
        && let Some(row) = panel.table.list.cursor.and_then(|row| usize::try_from(row).ok())
    {
        cx.act(Action::Differences(DifferencesAction::StandOn(tab.id, row, false)));
    }
    match &output.copy {
        Some(CopyWhat::Cell(row, column)) => {
            let text = cell(sides, *row, *column).text.into_owned();
            cx.act(Action::Copy(text));
        }
        Some(CopyWhat::Rows(rows)) => copy_rows(cx, tab, rows.clone()),
        None => {}
    }
}

fn copy_rows(cx: &mut ViewCtx<'_>, tab: &Tab, rows: std::ops::RangeInclusive<u64>) {
    let place = |row: u64| usize::try_from(row).unwrap_or(usize::MAX);
    let places = place(*rows.start())..=place(*rows.end());
    cx.act(Action::Differences(DifferencesAction::Copy(tab.id, places)));
}

fn show(cx: &mut ViewCtx<'_>, tab: &Tab, row: u64) {
    let place = usize::try_from(row).unwrap_or(usize::MAX);
    cx.act(Action::Differences(DifferencesAction::StandOn(tab.id, place, true)));
    cx.act(Action::Differences(DifferencesAction::Show(tab.id, DifferencesView::Tree)));
}

fn cell<'a>(sides: &Sides<'_>, row: u64, column: usize) -> CellText<'a> {
    let place = usize::try_from(row).ok();
    let at = place.and_then(|place| sides.rows.differences().get(place)).copied();
    let Some((at, entry)) = at.and_then(|at| Some((at, sides.differences.entry(at)?))) else {
        return CellText::default();
    };
    let difference = entry.difference();
    let moved = difference == Some(Difference::Moved);
    match column {
        0 => {
            let path = sides.value(at).and_then(|(document, node)| document.path(node));
            let text = path.map_or_else(|| "…".to_owned(), |path| path.dotted());
            let text = if text.is_empty() { "$".to_owned() } else { visible(&text).into_owned() };
            CellText { text: text.into(), mono: true, ..CellText::default() }
        }
        1 => CellText { text: difference.map_or("", Difference::name).into(), ..CellText::default() },
        2 if moved => place_text(sides.before, entry.before()),
        3 if moved => place_text(sides.after, entry.after()),
        2 => value_text(sides.before, entry.before()),
        _ => value_text(sides.after, entry.after()),
    }
}

/// Where something that moved stood.
fn place_text<'a>(document: &Document, node: Option<NodeId>) -> CellText<'a> {
    let place = node.map(|node| format!("place {}", format::count(document.position(node) as u64)));
    CellText { text: place.unwrap_or_default().into(), subdued: true, ..CellText::default() }
}

/// A value; for a container how much it holds and what it is about.
fn value_text<'a>(document: &Document, node: Option<NodeId>) -> CellText<'a> {
    let Some(node) = node else {
        return CellText { text: "–".into(), subdued: true, hint: "no such value", ..CellText::default() };
    };
    let kind = document.kind(node);
    if kind.is_container() {
        let count = format::count(document.child_count(node) as u64);
        let (open, close) = if kind == Kind::Object { ('{', '}') } else { ('[', ']') };
        let about = document.summary(node).map(|text| format!("  {}", visible(&text))).unwrap_or_default();
        let text = format!("{open}{count}{close}{about}");
        return CellText { text: text.into(), subdued: true, mono: true, ..CellText::default() };
    }
    let Some(excerpt) = document.excerpt(node, MOST_TEXT) else {
        return CellText { text: "…".into(), subdued: true, ..CellText::default() };
    };
    let more = if excerpt.cut { "…" } else { "" };
    let text = format!("{}{more}", visible(&excerpt.text));
    match kind {
        Kind::String if text.is_empty() => {
            CellText { text: "empty".into(), subdued: true, hint: "an empty text", ..CellText::default() }
        }
        Kind::Null => CellText { text: "not set".into(), subdued: true, hint: "null", ..CellText::default() },
        kind => CellText { text: text.into(), mono: kind == Kind::Number, ..CellText::default() },
    }
}
