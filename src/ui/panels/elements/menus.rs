//! Menus of rows and headers: copy, show, filter, group, sort, hide.

use dapple_data::speckle::elements::{ColumnKey, Computed, Condition, ElementsView, Pick};
use dapple_data::table::{CellKind, Direction};
use eframe::egui::Ui;

use super::ElementsPanel;
use crate::app::{
    Action, CopyAs, CopyForm, ElementSet, ElementsAction, ElementsTab, FindAction, Look, ShownRow, Tab, TabId,
};
use crate::ui::commands::{COPY, keys_text};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::{MenuItem, menu_line};

fn look(cx: &mut ViewCtx<'_>, tab: TabId, look: Look) {
    cx.act(Action::Elements(ElementsAction::Look(tab, look)));
}

/// The forms in which rows are copied beside that of spreadsheets.
const COPY_FORMS: [(CopyForm, &str); 3] = [
    (CopyForm::Csv, "Copy as CSV"),
    (CopyForm::Markdown, "Copy as Markdown"),
    (CopyForm::Json, "Copy as JSON"),
];

/// The menu of the rows that are chosen.
pub fn rows(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel),
) {
    let Some(chosen) = panel.grid.list.selected() else { return };
    let Some((set, view)) = table.loaded() else { return };
    let covered = table.shown.covered(&chosen);
    let item = |ui: &mut Ui, text: &str, icon: Icon| ui.add(MenuItem::new(text).icon(icon)).clicked();
    let copy = |cx: &mut ViewCtx<'_>, how| {
        cx.act(Action::Elements(ElementsAction::Copy(tab.id, covered.clone(), how)))
    };
    let keys = keys_text(COPY);
    if ui.add(MenuItem::new("Copy rows").icon(Icon::Copy).keys(&keys)).clicked() {
        copy(cx, CopyAs::Rows);
    }
    let first = covered.clone().next().and_then(|at| view.rows().get(at)).map(|row| *row as usize);
    let all = view.wish.all_objects;
    let has = |id| first.is_some_and(|row| set.elements.text(all, row, id).is_some());
    for (id, text) in [
        (Computed::ElementId, "Copy Element IDs"),
        (Computed::GlobalId, "Copy GlobalIds"),
        (Computed::ApplicationId, "Copy Application IDs"),
        (Computed::ObjectId, "Copy Object IDs"),
    ] {
        if has(id) && item(ui, text, Icon::Copy) {
            copy(cx, CopyAs::Ids(id));
        }
    }
    for (form, text) in COPY_FORMS {
        if item(ui, text, Icon::Copy) {
            copy(cx, CopyAs::Form(form));
        }
    }
    if set.answer.is_none() {
        if item(ui, "Copy links", Icon::Copy) {
            copy(cx, CopyAs::Links);
        }
        if item(ui, "Show in Speckle", Icon::ExternalLink) {
            cx.act(Action::Elements(ElementsAction::ShowInSpeckle(tab.id, covered.clone())));
        }
    }
    if set.answer.is_some()
        && let Some(node) =
            covered.clone().next().and_then(|at| view.table.row_node(*view.rows().get(at)? as usize))
        && item(ui, "Show in the tree", Icon::ListTree)
    {
        cx.act(Action::FindInAnswer(tab.id, FindAction::ShowInTree(node)));
    }
    let Some(column) = panel.order.get(panel.grid.column).copied() else { return };
    let Some(key) = view.keys.get(column).cloned() else { return };
    menu_line(ui);
    if let Some(ShownRow::Element { position, .. }) = table.shown.row(*chosen.start())
        && let Some(value) = value(view, position, column)
    {
        let words = format!("Filter to {}", super::words::pick(&value).chars().take(24).collect::<String>());
        if item(ui, &words, Icon::ListFilter) {
            look(cx, tab.id, Look::Filter(key.clone(), Condition::Among(vec![value])));
        }
    }
    let title = super::words::name(set, &key);
    if item(ui, &format!("Group by {title}"), Icon::Rows3) {
        look(cx, tab.id, Look::Group(key.clone(), false));
    }
    if item(ui, &format!("Hide {title}"), Icon::EyeOff) {
        look(cx, tab.id, Look::Hide(key));
    }
}

fn value(view: &ElementsView, position: usize, column: usize) -> Option<Pick> {
    let cell = view.table.cell(*view.rows().get(position)? as usize, column);
    Some(match cell.kind {
        CellKind::Missing => Pick::Missing,
        CellKind::Null => Pick::Null,
        CellKind::Empty => Pick::Empty,
        _ => Pick::Text(cell.text.into_owned()),
    })
}

/// The menu of a header.
pub fn header(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, _, view): (&Tab, &ElementSet, &ElementsView),
    (panel, column): (&mut ElementsPanel, usize),
    key: &ColumnKey,
) {
    let wish = &view.wish;
    let mut item = |ui: &mut Ui, text: &str, icon: Icon, change: Look| {
        if ui.add(MenuItem::new(text).icon(icon)).clicked() {
            look(cx, tab.id, change);
        }
    };
    item(ui, "Sort ascending", Icon::ArrowUp, Look::SortBy(key.clone(), Direction::Ascending));
    item(ui, "Sort descending", Icon::ArrowDown, Look::SortBy(key.clone(), Direction::Descending));
    menu_line(ui);
    let grouped = wish.group.contains(key);
    let words = if grouped { "Do not group by this column" } else { "Group by this column" };
    item(ui, words, Icon::Rows3, Look::Group(key.clone(), false));
    if !grouped && !wish.group.is_empty() {
        item(ui, "Group by this within the groups", Icon::Rows3, Look::Group(key.clone(), true));
    }
    let summed = wish.sums.contains(key);
    let words = if summed { "Do not sum" } else { "Sum" };
    item(ui, words, Icon::Sigma, Look::Sum(key.clone()));
    menu_line(ui);
    let at = wish.columns.iter().position(|column| column == key);
    if let Some(at) = at.filter(|at| *at > 0) {
        item(ui, "Move to the left", Icon::ArrowLeftRight, Look::Move(key.clone(), at - 1));
    }
    if let Some(at) = at.filter(|at| at + 1 < wish.columns.len()) {
        item(ui, "Move to the right", Icon::ArrowLeftRight, Look::Move(key.clone(), at + 1));
    }
    item(ui, "Hide column", Icon::EyeOff, Look::Hide(key.clone()));
    let wanted = if panel.pinned == Some(column + 1) { 0 } else { column + 1 };
    let words = if wanted == 0 { "Let all columns scroll" } else { "Pin up to this column" };
    if ui.add(MenuItem::new(words).icon(Icon::PanelLeftOpen)).clicked() {
        panel.pinned = Some(wanted);
    }
    if ui.add(MenuItem::new("Filter…").icon(Icon::ListFilter)).clicked() {
        panel.filter.begin(key.clone());
        cx.act(Action::Elements(ElementsAction::AskValues(tab.id, key.clone())));
    }
}
