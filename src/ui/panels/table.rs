//! A list of the answer as a table: one row an item, one column a path.

use std::borrow::Cow;
use std::time::Duration;

use dapple_data::document::{NodeId, visible};
use dapple_data::table::{CellKind, ColumnType, Direction};
use eframe::egui::Ui;

use super::failure_alert;
use crate::app::{Action, ExportWhat, Failed, Remote, Tab, TableView};
use crate::ui::context::ViewCtx;
use crate::ui::widgets::{
    CellText, Column, CopyWhat, Sorted, TableState as GridState, TableView as Grid, loading_dots,
};

/// The most rows that Copy takes here; for more it opens the export, which loses none of them.
const MOST_COPIED: u64 = 10_000;
/// The longest text that is drawn in a cell.
const MOST_TEXT: usize = 300;
const NARROW: f32 = 88.0;
const WIDE: f32 = 320.0;
const CHARACTER: f32 = 7.4;
/// Rows looked at to find how wide a column is at first.
const SAMPLE: usize = 60;

/// Scroll position, active cell and column widths of one table.
#[derive(Default)]
pub struct TableState {
    grid: GridState,
    /// Serial of the answer, and the list of it.
    shown: Option<(u64, NodeId)>,
    widths: Vec<f32>,
}

/// Draws the table of a tab.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    match &tab.table {
        Remote::Failed { error, previous } => {
            failure_alert(ui, error, Failed::Table(tab.id), cx.actions);
            if previous.is_none() {
                return;
            }
        }
        Remote::Loading { since, previous: None, .. } => {
            loading_dots(ui, Duration::from_secs_f64((cx.now - since).max(0.0)));
            return;
        }
        _ => {}
    }
    let Some(view) = tab.table.value().cloned() else { return };
    let mut state = std::mem::take(&mut cx.views.tab(tab.id).answer.table);
    let this = tab.answer.value().map(|answer| (answer.serial, view.list));
    if state.shown != this {
        state = TableState { grid: GridState::default(), shown: this, widths: widths(&view) };
    }
    let columns = columns(&view, &state.widths);
    let rows = view.table.row_count() as u64;
    let output =
        Grid::new("Answer as table", &columns, rows)
            .two_lines()
            .show(ui, &mut state.grid, |row, column| cell(&view, row, column));
    if let Some((column, _)) = output.sort {
        cx.act(Action::SortBy(tab.id, column));
    }
    if let Some((column, width)) = output.resized
        && let Some(slot) = state.widths.get_mut(column)
    {
        *slot = width;
    }
    if let Some(column) = output.fit {
        let fitted = fitting(&view, column, f32::INFINITY);
        if let Some(slot) = state.widths.get_mut(column) {
            *slot = fitted;
        }
    }
    match output.copy {
        Some(CopyWhat::Cell(row, column)) => {
            let text = view.table.cell(view.row(row), column).text.into_owned();
            cx.act(Action::Copy(text));
        }
        Some(CopyWhat::Rows(rows)) if rows.end() - rows.start() >= MOST_COPIED => {
            cx.act(Action::AskExport(tab.id, ExportWhat::List));
        }
        Some(CopyWhat::Rows(rows)) => cx.act(Action::Copy(tab_separated(&view, rows))),
        None => {}
    }
    cx.views.tab(tab.id).answer.table = state;
}

fn columns<'a>(view: &'a TableView, widths: &[f32]) -> Vec<Column<'a>> {
    let one = |(index, column): (usize, &'a dapple_data::table::Column)| {
        let sorted = view.sort.filter(|(c, _)| *c == index).map(|(_, direction)| match direction {
            Direction::Ascending => Sorted::Ascending,
            Direction::Descending => Sorted::Descending,
        });
        let parents = column.path.len().saturating_sub(1);
        let second = match column.path.get(..parents) {
            Some(parents) if !parents.is_empty() => visible(&parents.join(" › ")).into_owned(),
            _ => type_words(column.kind).to_owned(),
        };
        Column {
            title: visible(&column.name),
            second: second.into(),
            unit: visible(column.unit.as_deref().unwrap_or_default()),
            width: widths.get(index).copied().unwrap_or(NARROW),
            right: matches!(column.kind, ColumnType::Integer | ColumnType::Float),
            sorted,
            filtered: false,
            warning: Cow::Borrowed(""),
        }
    };
    view.table.columns().iter().enumerate().map(one).collect()
}

fn type_words(column: ColumnType) -> &'static str {
    match column {
        ColumnType::Bool => "yes or no",
        ColumnType::Integer | ColumnType::Float => "number",
        ColumnType::Text => "text",
        ColumnType::Date => "date",
        ColumnType::List => "list",
    }
}

/// As wide as the first rows need, within reason.
fn widths(view: &TableView) -> Vec<f32> {
    (0..view.table.columns().len()).map(|c| fitting(view, c, WIDE)).collect()
}

fn fitting(view: &TableView, column: usize, most: f32) -> f32 {
    let rows = view.table.row_count().min(SAMPLE);
    let cells = (0..rows).map(|row| view.table.cell(row, column).text.chars().take(MOST_TEXT).count());
    let title = view.table.columns().get(column).map_or(0, |c| {
        let parents: usize = c.path.iter().rev().skip(1).map(|p| p.chars().count() + 3).sum();
        (c.name.chars().count() + 3).max(parents)
    });
    let widest = cells.max().unwrap_or(0).max(title);
    (widest as f32 * CHARACTER + 20.0).clamp(NARROW, most)
}

fn cell(view: &TableView, row: u64, column: usize) -> CellText<'static> {
    let cell = view.table.cell(view.row(row), column);
    let plain =
        |text: String, mono, right| CellText { text: text.into(), subdued: false, mono, right, hint: "" };
    let quiet = |text: &'static str, hint| CellText {
        text: text.into(),
        subdued: true,
        mono: false,
        right: false,
        hint,
    };
    match cell.kind {
        CellKind::Missing => quiet("–", "This item has no such property"),
        CellKind::Null => quiet("not set", "The property is there, its value is null"),
        CellKind::Empty => quiet("empty", "The property is there, its value is an empty text"),
        CellKind::Number => plain(cell.text.into_owned(), true, true),
        CellKind::Text if is_id(&cell.text) => plain(cell.text.into_owned(), true, false),
        CellKind::Text | CellKind::Bool => plain(short(&cell.text), false, false),
        CellKind::Date => plain(cell.text.into_owned(), true, false),
        _ => CellText { text: short(&cell.text).into(), subdued: true, mono: false, right: false, hint: "" },
    }
}

/// Speckle's ids: ten or thirty-two hexadecimal letters. They line up in the mono face.
fn is_id(text: &str) -> bool {
    matches!(text.len(), 10 | 32) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MOST_TEXT) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}

/// Rows with their header, as spreadsheets paste them. Line breaks and tabs inside a cell become blanks.
fn tab_separated(view: &TableView, rows: std::ops::RangeInclusive<u64>) -> String {
    let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let count = view.table.columns().len();
    let head: Vec<String> = view.table.columns().iter().map(|c| clean(&c.path.join("."))).collect();
    let mut lines = vec![head.join("\t")];
    for row in rows {
        let row = view.row(row);
        let cells: Vec<String> = (0..count).map(|c| clean(&view.table.cell(row, c).text)).collect();
        lines.push(cells.join("\t"));
    }
    lines.join("\n")
}
