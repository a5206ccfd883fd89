//! How much differs by category, and which properties differ most. A click narrows down.

use dapple_data::ids::display_name;
use dapple_data::speckle::elements::compare::{CategoryChange, Change};
use eframe::egui::{Rect, ScrollArea, Ui, pos2};

use super::ComparePanel;
use crate::app::{Action, ChangesLook, CompareAction, ComparisonTab, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, from_right, region, row};
use crate::ui::theme::{Icon, Tokens};
use crate::ui::widgets::paint::{self, right};
use crate::ui::widgets::{IconButton, ListRow, Row, VirtualList, hline, panel_title};

/// Width of a figure's column, points.
const FIGURE: f32 = 36.0;
/// Width and height of the bar of a category, points.
const BAR: (f32, f32) = (48.0, 4.0);
/// Properties that are listed.
const MOST_PROPERTIES: usize = 12;
/// Categories that stand over the properties before they scroll.
const MOST_ROWS: usize = 14;

/// Draws the panel.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, compared, panel): (&Tab, &ComparisonTab, &mut ComparePanel)) {
    let Some((comparison, _)) = compared.loaded() else { return };
    let tokens = cx.tokens.clone();
    let size = &tokens.size;
    let found = &comparison.differences;
    let mut rest = ui.max_rect();
    let title = cut_top(&mut rest, size.panel_title);
    region(ui, "summary title", title, tokens.color.bg_panel, |ui| {
        panel_title(ui, "Summary by category", "");
        row(ui, title, &tokens, |ui| {
            from_right(ui, |ui| {
                if ui.add(IconButton::new(Icon::PanelLeftClose, "Fold the summary")).clicked() {
                    panel.side_folded = true;
                }
            });
        });
    });
    let header = cut_top(&mut rest, size.list_row);
    figures(ui, &tokens, header, ("Category", None), |change| mark(change).to_owned());
    let rows = found.categories.len().min(MOST_ROWS);
    let list = cut_top(&mut rest, size.list_row * rows as f32);
    region(ui, "categories", list, tokens.color.bg_panel, |ui| {
        categories(ui, cx, (tab, compared, panel), &found.categories);
    });
    hline(ui, rest.x_range(), rest.top());
    let all = cut_top(&mut rest, size.total_row);
    figures(ui, &tokens, all, ("All", Some(&found.all)), |change| format::count(found.all.of(change) as u64));
    rest.min.y += size.gap_8;
    region(ui, "properties", rest, tokens.color.bg_panel, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| properties(ui, cx, (tab, compared)));
    });
}

/// What stands over a column of figures.
fn mark(change: Change) -> &'static str {
    match change {
        Change::Changed => "±",
        Change::Added => "+",
        Change::Removed => "−",
        Change::Shape => "◇",
    }
}

/// The columns from left to right.
const COLUMNS: [Change; 4] = [Change::Added, Change::Removed, Change::Changed, Change::Shape];

/// Name at the left, figures at the right. Without counts it is the header.
fn figures(
    ui: &Ui,
    tokens: &Tokens,
    rect: Rect,
    (name, counts): (&str, Option<&CategoryChange>),
    text: impl Fn(Change) -> String,
) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let mut x = rect.right() - size.row_padding;
    for change in COLUMNS.into_iter().rev() {
        let none = counts.is_some_and(|counts| counts.of(change) == 0);
        let tone = match (counts, change) {
            (None, Change::Added) => color.success,
            (None, Change::Removed) => color.danger,
            (None, Change::Changed) => color.warning,
            (None, Change::Shape) => color.text_subdued,
            (Some(_), _) if none => color.text_subdued,
            (Some(_), _) => color.text,
        };
        right(ui.painter(), x, rect, paint::line(ui.painter(), &text(change), &font.mono, tone));
        x -= FIGURE;
    }
    let tone = if counts.is_some() { color.text } else { color.text_subdued };
    let face = if counts.is_some() { &font.ui } else { &font.secondary };
    let from = rect.left() + size.row_padding;
    let room = x - from - if counts.is_some() { BAR.0 + size.gap_8 } else { 0.0 };
    paint::left(ui.painter(), from, rect, paint::cut_line(ui.painter(), name, (face, tone), room));
}

fn categories(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &ComparisonTab, &mut ComparePanel),
    categories: &[CategoryChange],
) {
    let tokens = cx.tokens.clone();
    let at = |row: u64| usize::try_from(row).ok().and_then(|row| categories.get(row));
    let name = |row: u64| at(row).map(spoken).unwrap_or_default();
    let most = categories.first().map_or(1, CategoryChange::total).max(1);
    let chosen = compared.look.category.as_deref();
    let widget = VirtualList::new("Categories", categories.len() as u64, tokens.size.list_row).row_name(&name);
    let output = widget.show(ui, &mut panel.categories, |ui, place: Row| {
        let Some(category) = at(place.index) else { return };
        let wanted = chosen == Some(category.name.as_str());
        if wanted && !place.state.selected {
            ui.painter().rect_filled(place.seen, 0.0, tokens.color.selection_inactive);
        }
        let words = called(category);
        figures(ui, &tokens, place.seen, (&words, Some(category)), |change| {
            format::count(category.of(change) as u64)
        });
        bar(ui, &tokens, place.seen, category, most);
    });
    let keyed = (output.keys.enter || output.keys.space).then_some(panel.categories.cursor).flatten();
    if let Some(category) = output.clicked.map(|hit| hit.row).or(keyed).and_then(at) {
        let same = chosen == Some(category.name.as_str());
        let look = ChangesLook {
            category: (!same).then(|| category.name.clone()),
            ..compared.look.clone()
        };
        if same {
            panel.categories.clear();
        }
        cx.act(Action::Compare(CompareAction::Look(tab.id, look)));
    }
}

fn called(category: &CategoryChange) -> String {
    if category.name.is_empty() { "Without category".to_owned() } else { display_name(&category.name).into_owned() }
}

fn spoken(category: &CategoryChange) -> String {
    let of = |change: Change| format!("{} {}", category.of(change), change.name());
    format!("{}: {}", called(category), Change::ALL.map(of).join(", "))
}

/// How much of the largest category's differences this one has, by kind.
fn bar(ui: &Ui, tokens: &Tokens, rect: Rect, category: &CategoryChange, most: usize) {
    let right = rect.right() - tokens.size.row_padding - FIGURE * COLUMNS.len() as f32;
    let mut x = right - BAR.0;
    let y = rect.center().y - BAR.1 / 2.0;
    for (change, tone) in [
        (Change::Changed, tokens.color.warning),
        (Change::Shape, tokens.color.text_subdued),
        (Change::Added, tokens.color.success),
        (Change::Removed, tokens.color.danger),
    ] {
        let width = BAR.0 * category.of(change) as f32 / most as f32;
        if width > 0.0 {
            let part = Rect::from_min_size(pos2(x, y), eframe::egui::vec2(width.max(1.0), BAR.1));
            ui.painter().rect_filled(part, 0.0, tone);
            x = part.right();
        }
    }
}

fn properties(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, compared): (&Tab, &ComparisonTab)) {
    let Some((comparison, _)) = compared.loaded() else { return };
    let found = &comparison.differences;
    if found.paths.is_empty() {
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    crate::ui::widgets::section_label(ui, "Most changed properties", "", true);
    for path in found.paths.iter().take(MOST_PROPERTIES) {
        let on = compared.look.property.as_ref() == Some(&path.key);
        let count = format::count(path.count as u64);
        let name = display_name(&path.name);
        let chosen = if on { crate::ui::widgets::Chosen::Inactive } else { crate::ui::widgets::Chosen::No };
        let row = ui
            .push_id(&path.key, |ui| ui.add(ListRow::new(&name).right(&count).chosen(chosen)))
            .inner
            .on_hover_text(hint(&path.group, &name));
        if row.clicked() {
            let look = ChangesLook { property: (!on).then(|| path.key.clone()), ..compared.look.clone() };
            cx.act(Action::Compare(CompareAction::Look(tab.id, look)));
        }
        crate::ui::widgets::context_menu(&row, |ui| {
            let item = crate::ui::widgets::MenuItem::new("Ignore this property").icon(Icon::EyeOff);
            if ui.add(item).clicked() {
                cx.actions.push(Action::Compare(CompareAction::Ignore(tab.id, path.key.clone(), true)));
            }
        });
    }
}

fn hint(group: &str, name: &str) -> String {
    let group = display_name(group);
    if group.is_empty() { name.to_owned() } else { format!("{group} › {name}") }
}
