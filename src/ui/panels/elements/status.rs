//! What the status line says of an element table: what is chosen, figures of the active column, trouble with
//! units.

use std::ops::Range;

use dapple_data::speckle::elements::ElementsView;
use eframe::egui::{Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::ElementsPanel;
use super::words::{self, NumberLook};
use crate::app::{ElementSet, ElementsTab, Figures, Remote, cautions};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::from_right;
use crate::ui::theme::{Icon, paint_icon};
use crate::ui::widgets::paint::{left, line};
use crate::ui::widgets::tooltip;

/// A piece of a word in the line: text, and whether it is a figure.
type Pieces<'a> = [(&'a str, bool)];

/// Draws the pieces of the table in front.
pub fn ui(ui: &mut Ui, cx: &ViewCtx<'_>, table: &ElementsTab, panel: Option<&ElementsPanel>) {
    let Some((set, view)) = table.loaded() else { return };
    if set.answer.is_some() {
        counts(ui, cx, set, view);
    }
    let rows = panel.and_then(|panel| panel.measured.as_ref()).map(|(_, rows, _)| rows.clone());
    if let Some(rows) = rows.filter(|rows| !rows.is_empty()) {
        chosen(ui, cx, (table, set, view), &rows, panel);
    }
    from_right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = cx.tokens.size.gap_16;
        if ui.ctx().content_rect().width() >= super::WIDE {
            let memory = view.table.memory() as u64;
            word(ui, cx, None, &[(&format::bytes(memory), false), (" of cells", false)]);
            if set.answer.is_none() {
                word(ui, cx, None, &[("loaded in ", false), (&format::duration(set.facts.took), false)]);
            }
        }
        trouble(ui, cx, table, (set, view));
    });
}

/// `417 of 1,250 rows`, filters and the order, for the rows of an answer.
fn counts(ui: &mut Ui, cx: &ViewCtx<'_>, set: &ElementSet, view: &ElementsView) {
    let all = set.elements.rows(false).len();
    let shown = format::count(view.rows().len() as u64);
    if view.rows().len() < all {
        word(ui, cx, None, &[(&shown, true), (&format!(" of {} rows", format::count(all as u64)), false)]);
    } else {
        word(ui, cx, None, &[(&shown, true), (if all == 1 { " row" } else { " rows" }, false)]);
    }
    let filters = match view.wish.filters.len() {
        0 => String::new(),
        1 => "1 filter".to_owned(),
        n => format!("{n} filters"),
    };
    if !filters.is_empty() {
        word(ui, cx, None, &[(&filters, false)]);
    }
    if let Some((key, direction)) = view.wish.sort.first() {
        let down = matches!(direction, dapple_data::table::Direction::Descending);
        let order = if down { ", largest first" } else { "" };
        word(ui, cx, None, &[(&format!("sorted by {}{order}", words::name(set, key)), false)]);
    }
}

fn chosen(
    ui: &mut Ui,
    cx: &ViewCtx<'_>,
    (table, set, view): (&ElementsTab, &ElementSet, &ElementsView),
    rows: &Range<usize>,
    panel: Option<&ElementsPanel>,
) {
    let count = format::count(rows.len() as u64);
    let noun = if rows.len() == 1 { " row selected" } else { " rows selected" };
    word(ui, cx, None, &[(&count, true), (noun, false)]);
    let Remote::Ready { value: figures, .. } = &table.figures else { return };
    if figures.rows != *rows {
        return;
    }
    let Some(key) = view.keys.get(figures.column) else { return };
    let look = panel.and_then(|panel| panel.numbers.get(figures.column)).copied().unwrap_or_default();
    let title = words::name(set, key);
    let unit = figures.unit.as_deref().map(|unit| format!(" {}", words::unit(unit))).unwrap_or_default();
    if figures.has_mixed_units {
        word(ui, cx, Some(Icon::TriangleAlert), &[(&format!("{title} has different units here"), false)]);
        return;
    }
    if figures.numbers == 0 {
        if rows.len() > 1 {
            let filled = format::count(figures.filled as u64);
            word(ui, cx, None, &[(&format!("{title} filled "), false), (&filled, true)]);
        }
        return;
    }
    for (name, text) in named(figures, &title) {
        let text = NumberLook { thousands: true, ..look }.draw(&text).0;
        word(ui, cx, None, &[(&name, false), (&text, true), (&unit, false)]);
    }
}

fn named(figures: &Figures, title: &str) -> Vec<(String, String)> {
    let mut named = Vec::new();
    if figures.numbers > 1 {
        named.push((format!("{title} count "), figures.numbers.to_string()));
    }
    let of = [
        (format!("{title} sum "), &figures.sum),
        ("mean ".to_owned(), &figures.mean),
        ("min ".to_owned(), &figures.least),
        ("max ".to_owned(), &figures.most),
    ];
    named.extend(of.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))));
    named
}

/// What has to be known before the figures are trusted: the first of it in the line, all of it on hover.
fn trouble(ui: &mut Ui, cx: &ViewCtx<'_>, table: &ElementsTab, (set, view): (&ElementSet, &ElementsView)) {
    let mut all = cautions(view);
    // How many cells have which unit is what a person looks for first; that a sum keeps them apart follows.
    if let Some(units) = unit_trouble(table, (set, view)) {
        all.insert(0, units);
    }
    let Some(first) = all.first() else { return };
    let words = match all.len() {
        1 => first.clone(),
        n => format!("{first}, and {} more", n - 1),
    };
    if let Some(response) = word(ui, cx, Some(Icon::TriangleAlert), &[(&words, false)]) {
        tooltip(response, &all.join("\n"));
    } else {
        let count = if all.len() == 1 { "1 caution".to_owned() } else { format!("{} cautions", all.len()) };
        if let Some(response) = word(ui, cx, Some(Icon::TriangleAlert), &[(&count, false)]) {
            tooltip(response, &all.join("\n"));
        }
    }
}

/// The first shown column with different units, and how they are mixed.
fn unit_trouble(table: &ElementsTab, (set, view): (&ElementSet, &ElementsView)) -> Option<String> {
    let columns = view.table.columns().iter().zip(&view.keys).take(view.shown());
    let (_, key) = columns.into_iter().find(|(column, _)| column.has_mixed_units())?;
    let title = words::name(set, key);
    match table.entry(key).map(words::mixed_units).filter(|words| !words.is_empty()) {
        Some(words) => Some(format!("{title} has {words}")),
        None => Some(format!("{title} has different units")),
    }
}

/// One word of the line, with what it says on hover where that is more. Nothing where there is no room.
pub(in crate::ui::panels) fn word(
    ui: &mut Ui,
    cx: &ViewCtx<'_>,
    icon: Option<Icon>,
    pieces: &Pieces<'_>,
) -> Option<Response> {
    let tokens = &cx.tokens;
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let galleys: Vec<_> = pieces
        .iter()
        .map(|(text, figure)| {
            let tone = if *figure || icon.is_some() { color.text } else { color.text_subdued };
            line(ui.painter(), text, if *figure { &font.mono_medium } else { &font.secondary }, tone)
        })
        .collect();
    let before = if icon.is_some() { size.icon + size.gap_4 } else { 0.0 };
    let wide = before + galleys.iter().map(|galley| galley.size().x).sum::<f32>();
    if wide > ui.available_width() {
        return None;
    }
    let (rect, response) = ui.allocate_exact_size(vec2(wide, size.status_line), Sense::hover());
    let spoken: String = pieces.iter().map(|(text, _)| *text).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken.trim()));
    if let Some(icon) = icon {
        let at = rect.left_center() + vec2(size.icon / 2.0, 0.0);
        paint_icon(ui.painter(), icon, at, size.icon, color.warning);
    }
    let mut x = rect.left() + before;
    for galley in galleys {
        x = left(ui.painter(), x, rect, galley);
    }
    Some(response)
}
