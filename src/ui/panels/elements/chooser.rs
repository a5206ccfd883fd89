//! The chooser of columns: those in the table, then every path there is. Any number of paths.

use std::sync::Arc;

use dapple_data::speckle::elements::{ColumnKey, Computed, Wish};
use dapple_data::table::CatalogEntry;
use eframe::egui::accesskit::Toggled;
use eframe::egui::{Key, Modifiers, Sense, Ui, pos2};

use super::{ElementsPanel, views, words};
use crate::app::{Action, ElementSet, ElementsAction, ElementsTab, Look, Paths, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, from_right, region, row};
use crate::ui::theme::{Icon, Tokens, paint_icon};
use crate::ui::widgets::paint::{Phase, cut_line, left, line, right, square_at};
use crate::ui::widgets::{
    Checked, IconButton, ListKind, MenuItem, Row, TextField, VirtualList, context_menu, paint_check,
    panel_title, tooltip_at_pointer,
};

/// The most samples in a tooltip.
const MOST_SAMPLES: usize = 5;

/// One line of the list.
enum Line<'a> {
    Label {
        text: &'static str,
        right: String,
    },
    /// A column of the table, by its place there.
    Shown(usize, &'a ColumnKey),
    Computed(Computed),
    Path(&'a CatalogEntry),
}

/// The lines of the list, found by their number.
struct Lines<'a> {
    table: &'a ElementsTab,
    set: &'a ElementSet,
    wish: &'a Wish,
    paths: Option<&'a Arc<Paths>>,
}

impl<'a> Lines<'a> {
    fn counts(&self) -> (u64, u64, u64) {
        let found =
            self.paths.map_or((0, 0), |paths| (paths.computed.len() as u64, paths.order.len() as u64));
        (self.wish.columns.len() as u64, found.0, found.1)
    }

    fn len(&self) -> u64 {
        let (shown, computed, paths) = self.counts();
        shown + computed + paths + 2
    }

    fn get(&self, row: u64) -> Option<Line<'a>> {
        let (shown, computed, paths) = self.counts();
        let nth = |from: u64| usize::try_from(row - from).ok();
        if row == 0 {
            return Some(Line::Label { text: "In the table", right: "filled".to_owned() });
        }
        if row <= shown {
            let at = nth(1)?;
            return Some(Line::Shown(at, self.wish.columns.get(at)?));
        }
        if row == shown + 1 {
            let right = format::count(computed + paths);
            return Some(Line::Label { text: "All columns there are", right });
        }
        let found = self.paths?;
        if row < shown + 2 + computed {
            return found.computed.get(nth(shown + 2)?).map(|computed| Line::Computed(*computed));
        }
        let entry = *found.order.get(nth(shown + 2 + computed)?)?;
        self.set.catalog.entries().get(entry as usize).map(Line::Path)
    }

    fn key(&self, line: &Line<'_>) -> Option<ColumnKey> {
        match line {
            Line::Label { .. } => None,
            Line::Shown(_, key) => Some((*key).clone()),
            Line::Computed(computed) => Some(ColumnKey::Computed(*computed)),
            Line::Path(entry) => Some(ColumnKey::Path(entry.path.clone())),
        }
    }

    fn spoken(&self, row: u64) -> String {
        let Some(line) = self.get(row) else { return String::new() };
        match (&line, self.key(&line)) {
            (Line::Label { text, .. }, _) => (*text).to_owned(),
            (_, Some(key)) => {
                let group = words::group(&key);
                let between = if group.is_empty() { "" } else { ", " };
                format!("{}{between}{group}", words::name(self.set, &key))
            }
            _ => String::new(),
        }
    }
}

/// Draws title, search and list.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel)) {
    let Some((set, _)) = table.loaded() else { return };
    let Some(wish) = table.present_wish() else { return };
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let title = cut_top(&mut rest, tokens.size.tool_row);
    region(ui, "title", title, tokens.color.bg_panel, |ui| {
        let computed = if set.elements.is_plain() { 0 } else { Computed::ALL.len() };
        let all = set.catalog.entries().len() + computed;
        let count = format!("{} of {}", wish.columns.len(), format::count(all as u64));
        ui.horizontal_centered(|ui| panel_title(ui, "Columns", &count));
        row(ui, title, &tokens, |ui| {
            from_right(ui, |ui| {
                if ui.add(IconButton::new(Icon::PanelLeftClose, "Hide the columns")).clicked() {
                    panel.chooser_folded = true;
                }
            });
        });
    });
    let search = cut_top(&mut rest, tokens.size.tool_row_second);
    row(ui, search, &tokens, |ui| {
        let mut text = panel.search.clone();
        let field = TextField::new(&mut text, "Search columns").icon(Icon::Search).small().clearable();
        field.placeholder("Search names, paths and values").show(ui);
        if text != panel.search {
            panel.search = text.clone();
            panel.paths.top = 0.0;
            cx.act(Action::Elements(ElementsAction::SearchPaths(tab.id, text)));
        }
    });
    if set.answer.is_none() {
        let chips = cut_top(&mut rest, tokens.size.tool_row_second);
        row(ui, chips, &tokens, |ui| views::chips(ui, cx, tab, (set, wish)));
    }
    let lines = Lines { table, set, wish, paths: table.paths.value() };
    region(ui, "columns", rest, tokens.color.bg_panel, |ui| list(ui, cx, (tab, panel), &lines));
}

fn list(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, panel): (&Tab, &mut ElementsPanel), lines: &Lines<'_>) {
    let tokens = cx.tokens.clone();
    let name = |row: u64| lines.spoken(row);
    let list =
        VirtualList::new("Columns", lines.len(), tokens.size.list_row).kind(ListKind::List).row_name(&name);
    // Before the list sees them: to it they are arrows like any other.
    if panel.paths_id.is_some_and(|id| ui.memory(|memory| memory.has_focus(id))) {
        moved_by_key(ui, cx, (tab, panel), lines);
    }
    let mut dragged = panel.dragged;
    let mut dropped = None;
    let output = list.show(ui, &mut panel.paths, |ui, row| {
        let Some(line) = lines.get(row.index) else { return };
        if let Line::Shown(at, _) = line {
            let id = ui.scope_id().with("drag");
            let grip = ui.interact(row.seen, id, Sense::DRAG);
            if grip.drag_started() {
                dragged = Some(at);
            }
            if grip.drag_stopped() {
                dropped = ui.input(|input| input.pointer.interact_pos());
            }
        }
        paint(ui, &tokens, lines, row, &line);
    });
    if let Some(from) = dragged {
        let to = ui.input(|input| input.pointer.interact_pos()).map(|at| {
            let down = f64::from(at.y - output.view.top()) + panel.paths.top;
            let row = (down / f64::from(tokens.size.list_row)).round().max(1.0) as usize - 1;
            row.min(lines.wish.columns.len())
        });
        if let Some(to) = to {
            let y = (to as f64 + 1.0) * f64::from(tokens.size.list_row) - panel.paths.top;
            let stroke = (tokens.size.tab_underline, tokens.color.accent);
            ui.painter().hline(output.view.x_range(), output.view.top() + y as f32, stroke);
            if dropped.is_some()
                && let Some(key) = lines.wish.columns.get(from)
            {
                let to = if to > from { to - 1 } else { to };
                cx.act(Action::Elements(ElementsAction::Look(tab.id, Look::Move(key.clone(), to))));
            }
        }
        if dropped.is_some() || !ui.input(|input| input.pointer.any_down()) {
            dragged = None;
        }
    }
    panel.dragged = dragged;
    if let Some(line) = output.hovered.filter(|_| panel.dragged.is_none()).and_then(|row| lines.get(row))
        && let Some(words) = hint(lines, &line)
    {
        tooltip_at_pointer(&output.response, &words);
    }
    let by_key = (output.keys.space || output.keys.enter).then_some(panel.paths.cursor).flatten();
    let used = output.clicked.map(|hit| hit.row).or(by_key);
    if let Some(key) = used.and_then(|row| lines.key(&lines.get(row)?)) {
        let shown = lines.wish.columns.contains(&key);
        let look = if shown { Look::Hide(key) } else { Look::Show(key) };
        cx.act(Action::Elements(ElementsAction::Look(tab.id, look)));
    }
    panel.paths_id = Some(output.response.id);
    context_menu(&output.response, |ui| path_menu(ui, cx, (tab, panel), lines));
}

/// Alt with the arrows moves a column of the table.
fn moved_by_key(ui: &Ui, cx: &mut ViewCtx<'_>, (tab, panel): (&Tab, &mut ElementsPanel), lines: &Lines<'_>) {
    let (up, down) = ui.input_mut(|input| {
        (input.consume_key(Modifiers::ALT, Key::ArrowUp), input.consume_key(Modifiers::ALT, Key::ArrowDown))
    });
    let Some(Line::Shown(at, key)) = panel.paths.cursor.and_then(|row| lines.get(row)) else { return };
    let to = match (up, down) {
        (true, _) if at > 0 => at - 1,
        (_, true) if at + 1 < lines.wish.columns.len() => at + 1,
        _ => return,
    };
    panel.paths.select(to as u64 + 1);
    cx.act(Action::Elements(ElementsAction::Look(tab.id, Look::Move(key.clone(), to))));
}

fn path_menu(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, panel): (&Tab, &mut ElementsPanel), lines: &Lines<'_>) {
    let key = panel.paths.cursor.and_then(|row| lines.key(&lines.get(row)?));
    let Some(key) = key else { return };
    let shown = lines.wish.columns.contains(&key);
    let mut item = |ui: &mut Ui, text: &str, icon: Icon, look: Look| {
        if ui.add(MenuItem::new(text).icon(icon)).clicked() {
            cx.act(Action::Elements(ElementsAction::Look(tab.id, look)));
        }
    };
    if shown {
        item(ui, "Hide column", Icon::EyeOff, Look::Hide(key.clone()));
    } else {
        item(ui, "Show column", Icon::Columns3, Look::Show(key.clone()));
    }
    item(ui, "Group by this", Icon::Rows3, Look::Group(key.clone(), false));
    let words = if lines.wish.sums.contains(&key) { "Do not sum" } else { "Sum" };
    item(ui, words, Icon::Sigma, Look::Sum(key.clone()));
    if ui.add(MenuItem::new("Filter…").icon(Icon::ListFilter)).clicked() {
        panel.filter.begin(key.clone());
        cx.act(Action::Elements(ElementsAction::AskValues(tab.id, key)));
    }
}

/// The whole path, its type, how units are mixed, and examples.
fn hint(lines: &Lines<'_>, line: &Line<'_>) -> Option<String> {
    let key = lines.key(line)?;
    let mut words = words::whole_path(&key);
    let entry = match line {
        Line::Path(entry) => Some(*entry),
        _ => lines.table.entry(&key),
    };
    if let Some(entry) = entry {
        let unit =
            entry.units.first().map(|(unit, _)| format!(", {}", words::unit(unit))).unwrap_or_default();
        words.push_str(&format!("\n{}{unit}", words::type_words(entry.kind)));
        let mixed = words::mixed_units(entry);
        if !mixed.is_empty() {
            words.push_str(&format!("\nDifferent units: {mixed}"));
        }
        for sample in entry.samples.iter().take(MOST_SAMPLES) {
            words.push_str(&format!("\n{}", words::short(&sample.text)));
        }
    }
    Some(words)
}

fn paint(ui: &Ui, tokens: &Tokens, lines: &Lines<'_>, row: Row, row_line: &Line<'_>) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let painter = ui.painter();
    let rect = row.seen;
    let (from, mut to) = (rect.left() + size.row_padding, rect.right() - size.cell_padding_last);
    if let Line::Label { text, right: count } = row_line {
        // A label is no row to use: it does not look like one under the pointer.
        painter.rect_filled(rect, 0.0, color.bg_panel);
        let words = line(painter, text, &font.section, color.text_subdued);
        left(painter, from, rect, words);
        right(painter, to, rect, line(painter, count, &font.small, color.text_subdued));
        return;
    }
    let Some(key) = lines.key(row_line) else { return };
    let entry = match row_line {
        Line::Path(entry) => Some(*entry),
        _ => lines.table.entry(&key),
    };
    let on = lines.wish.columns.contains(&key);
    let mark = square_at(from, rect, size.check_box);
    let phase = Phase { hovered: row.state.hovered, ..Phase::default() };
    paint_check(ui, tokens, mark, Checked::from(on), phase);
    if let Some(entry) = entry {
        let share = words::filled(entry, lines.set.catalog.row_count());
        right(painter, to, rect, line(painter, &share, &font.mono_small, color.text_subdued));
        to -= SHARE;
        if entry.has_mixed_units() {
            let at = pos2(to - size.icon_small / 2.0, rect.center().y);
            paint_icon(painter, Icon::TriangleAlert, at, size.icon_small, color.warning);
            to -= size.icon_small + size.gap_4;
        }
    }
    let x = mark.right() + size.gap_8;
    let name = cut_line(painter, &words::name(lines.set, &key), (&font.ui, color.text), to - x);
    let end = left(painter, x, rect, name) + size.gap_8;
    if to - end > size.gap_24 {
        let group = cut_line(painter, &words::group(&key), (&font.secondary, color.text_subdued), to - end);
        left(painter, end, rect, group);
    }
    let toggled = if on { Toggled::True } else { Toggled::False };
    ui.ctx().accesskit_node_builder(ui.scope_id(), |node| node.set_toggled(toggled));
}

/// Room for how well a path is filled, points.
const SHARE: f32 = 42.0;
