//! The rows of an element table: cells, groups, what is chosen, and what was done to them.

use std::borrow::Cow;

use dapple_data::speckle::elements::{ColumnKey, Computed, ElementsView};
use dapple_data::table::{CellKind, Direction};
use eframe::egui::{Key, Modifiers, Ui};

use super::groups::Groups;
use super::words::{self, NumberLook, SAMPLE};
use super::{ElementsPanel, menus, profile};
use crate::app::{Action, CopyAs, ElementSet, ElementsAction, ElementsTab, IDS, Look, ShownRow, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::widgets::{
    CellText, Column, CopyWhat, RowAlign, Sorted, TableOutput, TableView, context_menu, context_panel,
};

const NARROW: f32 = 72.0;
const WIDE: f32 = 200.0;
/// Ids that no person reads begin narrow.
const WIDE_ID: f32 = 104.0;
const CHARACTER: f32 = 7.4;
/// Beside the text of a cell and of a header with its marks, points.
const CELL_EXTRA: f32 = 20.0;
const HEADER_EXTRA: f32 = 40.0;

/// Takes over another view: widths and looks of its columns, and what is still chosen in it.
pub fn follow(panel: &mut ElementsPanel, table: &ElementsTab) {
    let Some((set, view)) = table.loaded() else { return };
    if panel.serial != table.serial {
        panel.serial = table.serial;
        let columns = view.table.columns();
        panel.numbers = columns.iter().map(|column| NumberLook::of(column, view.rows())).collect();
        panel.order = order(set, view);
        for (nth, key) in view.keys.iter().enumerate().take(view.shown()) {
            if !panel.widths.contains_key(key) {
                let long = [Computed::ApplicationId, Computed::ObjectId].map(ColumnKey::Computed);
                let most = if long.contains(key) { WIDE_ID } else { WIDE };
                panel.widths.insert(key.clone(), fitting(view, nth, most));
            }
        }
        if panel.grouped_by != view.wish.group {
            panel.grouped_by.clone_from(&view.wish.group);
            panel.reveal_sums = view.is_grouped();
        }
        // What was chosen by its place stands elsewhere now; the element in the inspector is found again.
        panel.arranged = table.arranged;
        panel.grid.list.clear();
        panel.cursor = None;
        panel.measured = None;
        let chosen = table.chosen.and_then(|row| u32::try_from(row).ok());
        let near = view.rows().iter().take(FOUND_AGAIN).position(|row| Some(*row) == chosen);
        if let Some(row) = near.and_then(|position| table.shown.place_of(position)) {
            panel.grid.list.select(row);
        }
    }
    if panel.arranged != table.arranged {
        panel.arranged = table.arranged;
        let row = match &panel.cursor {
            Some(ShownRow::Element { position, .. }) => table.shown.place_of(*position),
            Some(ShownRow::Group { group, .. }) => {
                let start = table.groups.get(*group).map(|group| group.rows.start);
                start.and_then(|start| table.shown.place_of_group(*group, start))
            }
            None => None,
        };
        match row {
            Some(row) => panel.grid.list.select(row),
            None => panel.grid.list.clear(),
        }
    }
    if let Some(reveal) = table.reveal.filter(|reveal| reveal.serial != panel.revealed) {
        panel.revealed = reveal.serial;
        if let Some(row) = table.shown.place_of(reveal.position) {
            panel.grid.list.select(row);
            panel.grid.list.scroll_to(row, RowAlign::Center);
        }
    }
}

/// What people know an element by, best first: the columns that are worth staying in sight.
const TELLING: [&str; 4] = ["type", "name", "family", "category"];

/// The columns in the order they stand on the screen: the one that stays in sight first. That is the first
/// column, unless it is an id, which tells a person nothing; files and copies keep the table's own order.
fn order(set: &ElementSet, view: &ElementsView) -> Vec<usize> {
    let shown = view.keys.get(..view.shown()).unwrap_or_default();
    if set.answer.is_some() {
        return (0..shown.len()).collect();
    }
    let is_id = |key: &ColumnKey| IDS.iter().any(|id| *key == ColumnKey::Computed(*id));
    let is_grouped = |key: &ColumnKey| view.wish.group.contains(key);
    let is_text = |at: usize| view.table.columns().get(at).is_some_and(|column| !column.is_number());
    let telling = || {
        TELLING
            .iter()
            .map(|name| ColumnKey::path([*name]))
            .find_map(|key| shown.iter().position(|known| *known == key && !is_grouped(known)))
    };
    let other = || {
        let mut all = shown.iter().enumerate();
        all.find(|(at, key)| !is_id(key) && !is_grouped(key) && is_text(*at)).map(|(at, _)| at)
    };
    let first = match shown.first() {
        Some(key) if is_id(key) => telling().or_else(other).unwrap_or(0),
        _ => 0,
    };
    std::iter::once(first).chain((0..shown.len()).filter(|at| *at != first)).take(shown.len()).collect()
}

/// So many rows are looked through for the element in the inspector.
const FOUND_AGAIN: usize = 10_000;

/// As wide as the first rows need, within reason.
fn fitting(view: &ElementsView, nth: usize, most: f32) -> f32 {
    let Some(column) = view.table.columns().get(nth) else { return NARROW };
    let look = NumberLook::of(column, view.rows());
    let cells = view.rows().iter().take(SAMPLE).map(|row| {
        let cell = column.cell(*row as usize);
        match cell.kind {
            CellKind::Number => look.draw(&cell.text).0.chars().count(),
            CellKind::Null => 7,
            _ => cell.text.chars().take(80).count(),
        }
    });
    let summed = view.wish.sums.iter().position(|sum| Some(sum) == view.keys.get(nth));
    let total = summed.and_then(|at| view.groups.totals.get(at)?.only());
    let sums = total.map(|part| look.draw(&part.sum.text()).0.chars().count() + 2);
    let text = cells.chain(sums).max().unwrap_or(0) as f32 * CHARACTER + CELL_EXTRA;
    let unit = column.unit.as_ref().map_or(0, |unit| words::unit(unit).chars().count() + 1);
    let title = view.keys.get(nth).map_or(0, |key| words::title(key).chars().count());
    let head = (title + unit) as f32 * CHARACTER + HEADER_EXTRA;
    text.max(head).clamp(NARROW, most).round()
}

/// The shown column that people know an element by: its id in the source app, where there is one.
fn speaking(view: &ElementsView) -> usize {
    let ids = [Computed::ElementId, Computed::GlobalId].map(ColumnKey::from);
    let shown = view.keys.iter().take(view.shown());
    shown.enumerate().find(|(_, key)| ids.contains(key)).map_or(0, |(column, _)| column)
}

/// Draws the table and takes what is done to it.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel)) {
    let Some((set, view)) = table.loaded() else { return };
    if std::mem::take(&mut panel.reveal_sums) {
        reveal_sums(ui, view, panel);
    }
    let of_answer = set.answer.is_some();
    let columns = columns((table, set), view, panel);
    let order = panel.order.clone();
    let groups = Groups {
        set,
        view,
        groups: &table.groups,
        shown: &table.shown,
        numbers: &panel.numbers,
        order: &order,
    };
    let cell = |row: u64, place: usize| match order.get(place) {
        Some(column) => cell(&groups, row, *column),
        None => CellText::default(),
    };
    let before = panel.grid.list.selected();
    let first = usize::from(!of_answer && columns.len() > 1);
    let pinned = panel.pinned.unwrap_or(first).min(columns.len().saturating_sub(1));
    let name = if of_answer { "Answer as table" } else { "Elements" };
    let named = order.iter().position(|column| *column == speaking(view)).unwrap_or(0);
    let mut grid = TableView::new(name, &columns, table.shown.len()).pinned(pinned).named_by(named);
    if of_answer {
        grid = grid.two_lines();
    }
    let output = grid.grouped(&groups).show(ui, &mut panel.grid, cell);
    headers(cx, (tab, table), panel, &output);
    if let Some((row, fold)) = output.folded
        && let Some(ShownRow::Group { group, .. }) = table.shown.row(row)
    {
        cx.act(Action::Elements(ElementsAction::Fold(tab.id, group, fold)));
    }
    if let Some((place, width)) = output.resized
        && let Some(key) = key_at(view, panel, place)
    {
        panel.widths.insert(key.clone(), width);
    }
    if let Some(column) = output.fit.and_then(|place| panel.order.get(place).copied())
        && let Some(key) = view.keys.get(column)
    {
        panel.widths.insert(key.clone(), fitting(view, column, f32::INFINITY));
    }
    panel.cursor = panel.grid.list.cursor.and_then(|row| table.shown.row(row));
    context_menu(&output.list.response, |ui| menus::rows(ui, cx, (tab, table, panel)));
    chosen(cx, (tab, table, panel), &output, before.as_ref());
    keys(ui, cx, (tab, table, panel), &output);
}

/// Groups are read by what they come to: the sums are brought into sight beside their names.
fn reveal_sums(ui: &Ui, view: &ElementsView, panel: &mut ElementsPanel) {
    let summed = |key: &ColumnKey| view.wish.sums.contains(key);
    let shown: Vec<&ColumnKey> = panel.order.iter().filter_map(|column| view.keys.get(*column)).collect();
    let Some(last) = shown.iter().rposition(|key| summed(key)) else { return };
    let width = |key: &&ColumnKey| panel.widths.get(*key).copied().unwrap_or(NARROW);
    let end: f32 = shown.iter().take(last + 1).map(width).sum();
    let least = (end + INDEX - ui.available_width()).max(0.0);
    // A whole column begins beside the pinned one.
    let mut left = 0.0;
    for column in shown.iter().skip(1).take(last).map(width) {
        if left >= least {
            break;
        }
        left += column;
    }
    panel.grid.list.left = f64::from(left);
}

/// Room for the column of row numbers and a little more, points.
const INDEX: f32 = 60.0;

/// The column that stands at a place of the screen.
pub fn key_at<'a>(view: &'a ElementsView, panel: &ElementsPanel, place: usize) -> Option<&'a ColumnKey> {
    view.keys.get(*panel.order.get(place)?)
}

/// Sorting by a click, and the menus of the headers.
fn headers(
    cx: &mut ViewCtx<'_>,
    (tab, table): (&Tab, &ElementsTab),
    panel: &mut ElementsPanel,
    output: &TableOutput,
) {
    let Some((set, view)) = table.loaded() else { return };
    if let Some((place, also)) = output.sort
        && let Some(key) = key_at(view, panel, place)
    {
        cx.act(Action::Elements(ElementsAction::Look(tab.id, Look::Sort(key.clone(), also))));
    }
    for (place, response) in &output.headers {
        if let Some(key) = key_at(view, panel, *place) {
            context_panel(response, super::PROFILE, |ui| {
                profile::ui(ui, cx, (tab, table, panel), key);
                menus::header(ui, cx, (tab, set, view), (panel, *place), key);
            });
        }
    }
}

/// What follows from other rows being chosen: one element in full, and figures of the active column.
fn chosen(
    cx: &mut ViewCtx<'_>,
    (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel),
    output: &TableOutput,
    before: Option<&std::ops::RangeInclusive<u64>>,
) {
    let now = panel.grid.list.selected();
    let Some(rows) = now.clone() else { return };
    let covered = table.shown.covered(&rows);
    let column = panel.order.get(panel.grid.column).copied().unwrap_or_default();
    let wanted = (table.serial, covered.clone(), column);
    if panel.measured.as_ref() != Some(&wanted) && !covered.is_empty() {
        cx.act(Action::Elements(ElementsAction::Measure(tab.id, covered, column)));
        panel.measured = Some(wanted);
    }
    let clicked = output.list.clicked.is_some();
    if clicked || now.as_ref() != before {
        let one = rows.start() == rows.end();
        let element = one.then(|| table.shown.row(*rows.start())).flatten();
        let position = match element {
            Some(ShownRow::Element { position, .. }) => Some(position),
            _ => None,
        };
        cx.act(Action::Elements(ElementsAction::Choose(tab.id, position)));
    }
    if let Some((row, _)) = output.opened
        && let Some(ShownRow::Element { position, .. }) = table.shown.row(row)
    {
        panel.inspector.open();
        cx.act(Action::Elements(ElementsAction::Choose(tab.id, Some(position))));
    }
}

/// Copy, and the keys that close what is open.
fn keys(
    ui: &Ui,
    cx: &mut ViewCtx<'_>,
    (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel),
    output: &TableOutput,
) {
    match &output.copy {
        Some(CopyWhat::Cell(row, place)) => {
            let rows = table.shown.covered(&(*row..=*row));
            let how = match (table.shown.row(*row), panel.order.get(*place)) {
                (Some(ShownRow::Element { .. }), Some(column)) => CopyAs::Cell(*column),
                _ => CopyAs::Rows,
            };
            cx.act(Action::Elements(ElementsAction::Copy(tab.id, rows, how)));
        }
        Some(CopyWhat::Rows(rows)) => {
            let rows = table.shown.covered(rows);
            cx.act(Action::Elements(ElementsAction::Copy(tab.id, rows, CopyAs::Rows)));
        }
        None => {}
    }
    // egui lets the keyboard go with Esc before anybody is asked: it stays here while there is something to close.
    let response = &output.list.response;
    let held = response.has_focus() || response.lost_focus();
    let shown = table.chosen.is_some() && (!panel.inspector.closed || panel.inspector.over);
    let opened = table.find.open || shown;
    if !held || !opened || !ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        return;
    }
    response.request_focus();
    panel.inspector.over = false;
    let action = if table.find.open {
        ElementsAction::ShowFind(tab.id, false)
    } else {
        ElementsAction::Choose(tab.id, None)
    };
    cx.act(Action::Elements(action));
}

fn columns<'a>(
    (table, set): (&'a ElementsTab, &'a ElementSet),
    view: &'a ElementsView,
    panel: &ElementsPanel,
) -> Vec<Column<'a>> {
    let one = |(nth, key): (usize, &ColumnKey)| {
        let column = view.table.columns().get(nth);
        let sorted = view.wish.sort.iter().find(|(by, _)| by == key).map(|(_, direction)| match direction {
            Direction::Ascending => Sorted::Ascending,
            Direction::Descending => Sorted::Descending,
        });
        let unit = column.and_then(|column| column.unit.as_deref()).unwrap_or_default();
        let is_number = column.is_some_and(dapple_data::table::Column::is_number);
        let entry = column.filter(|column| column.has_mixed_units()).and_then(|_| table.entry(key));
        Column {
            title: words::name(set, key).into(),
            second: match unit {
                _ if set.answer.is_some() => words::second(key, column.map(|column| column.kind)).into(),
                "" => words::whole_path(key).into(),
                unit => {
                    format!("{}\nin {}", words::whole_path(key), dapple_data::document::visible(unit)).into()
                }
            },
            unit: words::unit(unit).into(),
            width: panel.widths.get(key).copied().unwrap_or(NARROW),
            right: is_number || *key == ColumnKey::Computed(Computed::ElementId),
            sorted,
            filtered: view.wish.filters.iter().any(|(column, _)| column == key),
            warning: entry.map(words::mixed_units).unwrap_or_default().into(),
        }
    };
    panel.order.iter().filter_map(|nth| Some((*nth, view.keys.get(*nth)?))).map(one).collect()
}

fn cell<'a>(groups: &Groups<'a>, row: u64, column: usize) -> CellText<'a> {
    let quiet = |text: &'static str, hint| CellText {
        text: Cow::Borrowed(text),
        subdued: true,
        hint,
        ..CellText::default()
    };
    let plain = |text: String, mono| CellText { text: text.into(), mono, ..CellText::default() };
    let Some(ShownRow::Element { position, .. }) = groups.shown.row(row) else { return CellText::default() };
    let Some(at) = groups.view.rows().get(position) else { return CellText::default() };
    let cell = groups.view.table.cell(*at as usize, column);
    match cell.kind {
        CellKind::Missing if groups.set.answer.is_some() => quiet("–", "This item has no such property"),
        CellKind::Missing => quiet("–", "This element has no such property"),
        CellKind::Null => quiet("not set", "The property is there, its value is null"),
        CellKind::Empty => quiet("empty", "The property is there, its value is an empty text"),
        CellKind::Number => {
            let usual = groups.view.table.columns().get(column).and_then(|column| column.unit.as_deref());
            let (mut text, cut) = groups.numbers.get(column).copied().unwrap_or_default().draw(&cell.text);
            if let Some(unit) = cell.unit.filter(|unit| Some(*unit) != usual) {
                text.push(' ');
                text.push_str(&words::unit(unit));
            }
            let hint = if cut { "Rounded here. Copies and files have all digits" } else { "" };
            CellText { text: text.into(), mono: true, right: true, hint, ..CellText::default() }
        }
        CellKind::Text if is_code(&cell.text) => plain(cell.text.into_owned(), true),
        CellKind::Text | CellKind::Bool => plain(words::short(&cell.text), false),
        CellKind::Date => plain(cell.text.into_owned(), true),
        _ => CellText { subdued: true, ..plain(words::short(&cell.text), false) },
    }
}

/// Ids line up in the mono face: hexadecimal ones of Speckle, GlobalIds, Element IDs, marks such as W1-001.
fn is_code(text: &str) -> bool {
    let is_hex = matches!(text.len(), 10 | 32) && text.bytes().all(|b| b.is_ascii_hexdigit());
    let has_digit = text.len() <= 24 && text.bytes().any(|b| b.is_ascii_digit());
    let plain =
        |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'-' | b'_' | b'.' | b'/');
    let is_guid = (36..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    is_hex || is_guid || (has_digit && text.bytes().all(plain))
}
