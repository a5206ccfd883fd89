//! The differences as rows: an element with its mark, and under it every property before and after.

use dapple_data::ids::display_name;
use dapple_data::speckle::elements::ColumnKey;
use dapple_data::speckle::elements::compare::{Change, ElementChange, PropertyChange, unit};
use dapple_data::table::{CellKind, Shown};
use dapple_data::url::Link;
use eframe::egui::{Rect, Ui, Vec2, pos2};

use super::ComparePanel;
use crate::app::{
    Action, BrowseAction, CompareAction, Comparison, ComparisonTab, ElementSet, ShownChange, ShownChanges,
    Tab,
};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::panels::elements::words;
use crate::ui::theme::{Icon, Tokens, paint_icon};
use crate::ui::widgets::paint;
use crate::ui::widgets::{
    ChangeMark, ListKind, ListOutput, MenuItem, Row, RowHeights, VirtualList, context_menu, hline, menu_line,
    tooltip_at_pointer,
};

/// Where a property's name begins, points.
const INDENT: f32 = 56.0;
/// Widths of the columns from the right: unit, difference, to, from.
const UNIT: f32 = 56.0;
const DIFFERENCE: f32 = 104.0;
const TO: f32 = 260.0;
const FROM: f32 = 200.0;
/// Least room for names.
const LEAST_NAME: f32 = 220.0;

struct Heights<'a>(&'a ComparisonTab, &'a ShownChanges, (f64, f64));

impl RowHeights for Heights<'_> {
    fn top(&self, row: u64) -> f64 {
        self.0.folds.top(self.1, row, self.2)
    }

    fn row_at(&self, y: f64) -> u64 {
        self.0.folds.row_at(self.1, y, self.2)
    }
}

/// Where the columns stand: right edges of from, to, difference, and the left edge of the unit.
#[derive(Clone, Copy)]
struct Columns {
    name: f32,
    from: f32,
    to: f32,
    difference: f32,
    unit: f32,
}

impl Columns {
    fn of(rect: Rect, tokens: &Tokens) -> Self {
        let right = rect.right() - tokens.size.cell_padding_last;
        let fixed = UNIT + DIFFERENCE + TO + FROM;
        // Narrow: the values share what there is.
        let share = ((rect.width() - LEAST_NAME) / fixed).clamp(0.3, 1.0);
        let unit = right - UNIT * share;
        let difference = unit - tokens.size.gap_8;
        let to = difference - DIFFERENCE * share;
        let from = to - TO * share;
        Self { name: from - FROM * share, from, to, difference, unit }
    }
}

/// Draws the rows.
pub fn ui(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &ComparisonTab, &mut ComparePanel),
) {
    let Some((comparison, shown)) = compared.loaded() else { return };
    let tokens = cx.tokens.clone();
    let size = &tokens.size;
    let folds = &compared.folds;
    let heights = Heights(compared, shown, (f64::from(size.group_row), f64::from(size.table_row)));
    let at = |row: u64| folds.at(shown, row);
    let name = |row: u64| at(row).map(|what| spoken(comparison, shown, what)).unwrap_or_default();
    let output = VirtualList::new("Changes", folds.rows(shown), size.table_row)
        .heights(&heights)
        .header(size.table_header)
        .kind(ListKind::Tree)
        .many()
        .row_name(&name)
        .show(ui, &mut panel.list, |ui, place| match at(place.index) {
            Some(ShownChange::Element(nth)) => {
                let folded = folds.is_folded(nth);
                element_row(ui, &tokens, (comparison, element(comparison, shown, nth)), place, folded);
            }
            Some(ShownChange::Property(nth, property)) => {
                let element = element(comparison, shown, nth);
                let property = element.and_then(|element| comparison.differences.of(element).get(property));
                property_row(ui, &tokens, comparison, property, place);
            }
            None => {}
        });
    header(ui, &tokens, output.header);
    sticky(ui, &tokens, (comparison, compared, shown), &output, panel);
    hint(&output, comparison, shown, &at);
    events(cx, (tab, compared, panel), (comparison, shown), &output);
    let chosen = panel.list.cursor.and_then(at);
    context_menu(&output.response, |ui| {
        if let Some(chosen) = chosen {
            menu(ui, cx, (tab, comparison, shown), chosen);
        }
    });
}

fn element<'c>(comparison: &'c Comparison, shown: &ShownChanges, place: usize) -> Option<&'c ElementChange> {
    comparison.differences.elements.get(*shown.elements.get(place)? as usize)
}

fn header(ui: &Ui, tokens: &Tokens, rect: Rect) {
    let (size, color) = (&tokens.size, &tokens.color);
    ui.painter().rect_filled(rect, 0.0, color.bg_content);
    hline(ui, rect.x_range(), rect.bottom() - size.hairline);
    let columns = Columns::of(rect, tokens);
    let word =
        |text: &str| paint::line(ui.painter(), text, &tokens.font.secondary_medium, color.text_subdued);
    paint::left(ui.painter(), rect.left() + size.gap_12 + size.gap_24, rect, word("Element and property"));
    paint::right(ui.painter(), columns.from, rect, word("From"));
    paint::right(ui.painter(), columns.to, rect, word("To"));
    paint::right(ui.painter(), columns.difference, rect, word("Difference"));
    paint::left(ui.painter(), columns.unit, rect, word("Unit"));
}

/// Twist, mark, name, mark in the building, how many properties, id.
fn element_row(
    ui: &Ui,
    tokens: &Tokens,
    (comparison, element): (&Comparison, Option<&ElementChange>),
    place: Row,
    folded: bool,
) {
    let Some(element) = element else { return };
    if !place.state.selected && !place.state.hovered {
        ui.painter().rect_filled(place.seen, 0.0, tokens.color.group_row);
    }
    hline(ui, place.seen.x_range(), place.seen.bottom() - tokens.size.hairline);
    element_content(ui, tokens, (comparison, element), place.seen, folded);
    if !comparison.differences.of(element).is_empty() {
        ui.ctx().accesskit_node_builder(ui.scope_id(), |node| node.set_expanded(!folded));
    }
}

fn element_content(
    ui: &Ui,
    tokens: &Tokens,
    (comparison, element): (&Comparison, &ElementChange),
    rect: Rect,
    folded: bool,
) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let count = comparison.differences.of(element).len();
    let mut x = rect.left() + size.gap_12;
    if count > 0 {
        let twist = if folded { Icon::ChevronRight } else { Icon::ChevronDown };
        let at = pos2(x + size.icon_small / 2.0, rect.center().y);
        paint_icon(ui.painter(), twist, at, size.icon_small, color.icon);
    }
    x += size.icon_small + size.gap_8;
    let square =
        Rect::from_min_size(pos2(x, rect.center().y - size.change_mark / 2.0), Vec2::splat(size.change_mark));
    mark(element.change).paint(ui, tokens, square);
    x = square.right() + size.gap_8;
    let id = paint::line(ui.painter(), &display_name(&element.id), &font.mono, color.text_subdued);
    let end = paint::right(ui.painter(), rect.right() - size.cell_padding_last, rect, id) - size.gap_16;
    let words = match (element.change, count) {
        (Change::Changed, 1) => "1 property".to_owned(),
        (Change::Changed, n) => format!("{} properties", format::count(n as u64)),
        (other, _) => other.name().to_owned(),
    };
    let words = paint::line(ui.painter(), &words, &font.secondary, color.text_subdued);
    let end = paint::right(ui.painter(), end, rect, words) - size.gap_8;
    let name = if element.name.is_empty() { "Without a name".into() } else { display_name(&element.name) };
    let name = paint::cut_line(ui.painter(), &name, (&font.ui_medium, color.text), end - x);
    let x = paint::left(ui.painter(), x, rect, name) + size.gap_8;
    let code = paint::cut_line(
        ui.painter(),
        &display_name(&element.mark),
        (&font.mono, color.text_subdued),
        end - x,
    );
    paint::left(ui.painter(), x, rect, code);
}

/// What became of an element.
fn mark(change: Change) -> ChangeMark {
    match change {
        Change::Changed => ChangeMark::Changed,
        Change::Added => ChangeMark::Added,
        Change::Removed => ChangeMark::Removed,
        Change::Shape => ChangeMark::Shape,
    }
}

fn property_row(
    ui: &Ui,
    tokens: &Tokens,
    comparison: &Comparison,
    property: Option<&PropertyChange>,
    place: Row,
) {
    let Some(property) = property else { return };
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let rect = place.seen;
    let columns = Columns::of(rect, tokens);
    let Some(path) = comparison.differences.paths.get(property.path as usize) else { return };
    let mut x = rect.left() + INDENT;
    let end = columns.name - size.gap_8;
    if !path.group.is_empty() {
        let group = format!("{} › ", display_name(&path.group));
        let most = (end - x) * 0.6;
        let look = (&font.secondary, color.text_subdued);
        x = paint::left(ui.painter(), x, rect, paint::cut_line(ui.painter(), &group, look, most));
    }
    let name = words::title(&path.key);
    let name = paint::cut_line(ui.painter(), &name, (&font.secondary, color.text), end - x);
    paint::left(ui.painter(), x, rect, name);
    let room = |right: f32, left: f32| right - left - size.gap_16;
    value(ui, tokens, (&property.from, false), rect, (columns.from, room(columns.from, columns.name)));
    value(ui, tokens, (&property.to, true), rect, (columns.to, room(columns.to, columns.from)));
    let look = (&font.mono, color.text);
    let wide = room(columns.difference, columns.to);
    let by = paint::cut_line(ui.painter(), &difference(property), look, wide);
    paint::right(ui.painter(), columns.difference, rect, by);
    if let Some(unit) = unit(property) {
        let wide = rect.right() - columns.unit;
        let look = (&font.secondary, color.text_subdued);
        paint::left(
            ui.painter(),
            columns.unit,
            rect,
            paint::cut_line(ui.painter(), &sign(&unit), look, wide),
        );
    }
}

/// What stands in the column of differences: a number, or that only the type changed.
fn difference(property: &PropertyChange) -> String {
    let (from, to) = (&property.from, &property.to);
    match &property.difference {
        Some(text) => text.clone(),
        None if from.text == to.text && from.kind != to.kind && !words_alone(from) && !words_alone(to) => {
            format!("{} to {}", kind(from), kind(to))
        }
        None => String::new(),
    }
}

/// Whether it is drawn as a word of its own, such as "not set".
fn words_alone(shown: &Shown) -> bool {
    matches!(shown.kind, CellKind::Missing | CellKind::Null | CellKind::Empty)
}

fn kind(shown: &Shown) -> &'static str {
    match shown.kind {
        CellKind::Number => "number",
        CellKind::Bool => "yes or no",
        CellKind::List => "list",
        CellKind::Object => "object",
        _ => "text",
    }
}

/// A unit as it is drawn; two, where it changed.
fn sign(unit: &str) -> String {
    match unit.split_once(" → ") {
        Some((from, to)) => format!("{} → {}", words::unit(from), words::unit(to)),
        None => words::unit(unit),
    }
}

fn value(ui: &Ui, tokens: &Tokens, (shown, new): (&Shown, bool), rect: Rect, (right, room): (f32, f32)) {
    let (color, font) = (&tokens.color, &tokens.font);
    let nothing = words_alone(shown);
    let text = text(shown);
    let face = if matches!(shown.kind, CellKind::Number) { &font.mono } else { &font.secondary };
    let tone = if new && !nothing { color.text } else { color.text_subdued };
    let line = paint::cut_line(ui.painter(), &text, (face, tone), room);
    paint::right(ui.painter(), right, rect, line);
}

fn text(shown: &Shown) -> String {
    match shown.kind {
        CellKind::Missing => "–".to_owned(),
        CellKind::Null => "not set".to_owned(),
        CellKind::Empty => "empty".to_owned(),
        _ => words::short(&shown.text),
    }
}

fn spoken(comparison: &Comparison, shown: &ShownChanges, what: ShownChange) -> String {
    let Some(element) = element(comparison, shown, what.place()) else { return String::new() };
    match what {
        ShownChange::Element(_) => {
            let name = display_name(&element.name);
            format!("{name} {}, {}, {}", element.mark, element.change.name(), element.id)
        }
        ShownChange::Property(_, nth) => {
            let Some(property) = comparison.differences.of(element).get(nth) else { return String::new() };
            let path = comparison.differences.paths.get(property.path as usize);
            let name = path.map(|path| words::title(&path.key)).unwrap_or_default();
            let unit = unit(property).map(|unit| format!(" {unit}")).unwrap_or_default();
            format!("{name}: from {} to {}{unit}", text(&property.from), text(&property.to))
        }
    }
}

/// The element whose properties are at the top stays under the header.
fn sticky(
    ui: &Ui,
    tokens: &Tokens,
    (comparison, compared, shown): (&Comparison, &ComparisonTab, &ShownChanges),
    output: &ListOutput,
    panel: &ComparePanel,
) {
    let first = output.visible.start;
    let Some(ShownChange::Property(place, _)) = compared.folds.at(shown, first) else { return };
    let Some(element) = element(comparison, shown, place) else { return };
    let heights = (f64::from(tokens.size.group_row), f64::from(tokens.size.table_row));
    let next = compared.folds.row_of(shown, place + 1);
    let room = (compared.folds.top(shown, next, heights) - panel.list.top) as f32;
    let lifted = (tokens.size.group_row - room).clamp(0.0, tokens.size.group_row);
    let view = output.view;
    let strip = Rect::from_min_size(
        pos2(view.left(), view.top() - lifted),
        Vec2::new(view.width(), tokens.size.group_row),
    );
    let mut over = ui.painter().clone();
    over.set_clip_rect(view.intersect(ui.clip_rect()));
    over.rect_filled(strip, 0.0, tokens.color.group_row);
    let stroke = (tokens.size.hairline, tokens.color.hairline);
    over.hline(strip.x_range(), strip.bottom() - tokens.size.hairline / 2.0, stroke);
    if lifted == 0.0 {
        element_content(ui, tokens, (comparison, element), strip, false);
    }
}

fn hint(
    output: &ListOutput,
    comparison: &Comparison,
    shown: &ShownChanges,
    at: &impl Fn(u64) -> Option<ShownChange>,
) {
    let Some(ShownChange::Property(place, nth)) = output.hovered.and_then(at) else { return };
    let Some(element) = element(comparison, shown, place) else { return };
    let Some(property) = comparison.differences.of(element).get(nth) else { return };
    let Some(path) = comparison.differences.paths.get(property.path as usize) else { return };
    let unit = unit(property).map(|unit| format!("\nUnit {unit}")).unwrap_or_default();
    let words = format!(
        "{}\nFrom {}\nTo {}{unit}",
        words::whole_path(&path.key),
        text(&property.from),
        text(&property.to)
    );
    tooltip_at_pointer(&output.response, &words);
}

fn events(
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &ComparisonTab, &mut ComparePanel),
    (comparison, shown): (&Comparison, &ShownChanges),
    output: &ListOutput,
) {
    let at = |row: u64| compared.folds.at(shown, row);
    let fold = |place: usize, folded: bool| Action::Compare(CompareAction::Fold(tab.id, place, folded));
    let has = |place: usize| {
        element(comparison, shown, place)
            .is_some_and(|element| !comparison.differences.of(element).is_empty())
    };
    let twist = output.view.left() + cx.tokens.size.gap_12 + cx.tokens.size.icon_small + cx.tokens.size.gap_8;
    let clicked = output.clicked.filter(|hit| hit.pos.x < twist).or(output.double_clicked);
    if let Some(ShownChange::Element(place)) = clicked.and_then(|hit| at(hit.row))
        && has(place)
    {
        cx.act(fold(place, !compared.folds.is_folded(place)));
    }
    let keys = &output.keys;
    match panel.list.cursor.and_then(at) {
        Some(ShownChange::Element(place)) if has(place) => {
            let folded = compared.folds.is_folded(place);
            let arrow = if folded { keys.right > 0 } else { keys.left > 0 };
            if keys.enter || keys.space || arrow {
                cx.act(fold(place, !folded));
            }
        }
        Some(ShownChange::Property(place, _)) if keys.left > 0 => {
            panel.list.select(compared.folds.row_of(shown, place));
        }
        _ => {}
    }
    if keys.copy
        && let Some(rows) = panel.list.selected()
        && let (Some(first), Some(last)) = (at(*rows.start()), at(*rows.end()))
    {
        cx.act(Action::Compare(CompareAction::Copy(tab.id, first.place()..=last.place())));
    }
}

/// What can be done with a row.
fn menu(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, comparison, shown): (&Tab, &Comparison, &ShownChanges),
    chosen: ShownChange,
) {
    let Some(element) = element(comparison, shown, chosen.place()) else { return };
    let item = |ui: &mut Ui, text: &str, icon: Icon| ui.add(MenuItem::new(text).icon(icon)).clicked();
    if let ShownChange::Property(_, nth) = chosen
        && let Some(key) = key_of(comparison, element, nth)
    {
        if item(ui, "Ignore this property", Icon::EyeOff) {
            cx.act(Action::Compare(CompareAction::Ignore(tab.id, key.clone(), true)));
        }
        menu_line(ui);
    }
    if item(ui, "Copy with its changes", Icon::Copy) {
        let place = chosen.place();
        cx.act(Action::Compare(CompareAction::Copy(tab.id, place..=place)));
    }
    if item(ui, "Copy id", Icon::Copy) {
        cx.act(Action::Copy(element.id.clone()));
    }
    let side = match (element.to, element.from) {
        (Some(row), _) => Some((&comparison.to, row)),
        (None, Some(row)) => Some((&comparison.from, row)),
        (None, None) => None,
    };
    if let Some((set, row)) = side
        && let Some(link) = link(set, row)
        && item(ui, "Show in Speckle", Icon::ExternalLink)
    {
        let account = set.target.as_ref().map(|target| target.account.clone());
        cx.actions.extend(account.map(|account| Action::Browse(BrowseAction::OpenInBrowser(account, link))));
    }
}

fn key_of<'c>(comparison: &'c Comparison, element: &ElementChange, nth: usize) -> Option<&'c ColumnKey> {
    let property = comparison.differences.of(element).get(nth)?;
    comparison.differences.paths.get(property.path as usize).map(|path| &path.key)
}

fn link(set: &ElementSet, row: u32) -> Option<Link> {
    let id = set.elements.text(false, row as usize, dapple_data::speckle::elements::Computed::ObjectId)?;
    let object = dapple_data::ids::ObjectId::new(id.as_ref());
    Some(Link::Object { project: set.target.as_ref()?.project.clone(), object })
}
