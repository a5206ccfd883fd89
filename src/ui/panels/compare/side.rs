//! How much differs by category, and which properties differ most. A click narrows down.

use dapple_data::ids::display_name;
use dapple_data::speckle::elements::compare::{CategoryChange, Change, ChangedProperty};
use eframe::egui::{Rect, ScrollArea, Ui, pos2};

use super::ComparePanel;
use crate::app::{Action, ChangesLook, CompareAction, ComparisonTab, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, from_right, region, row};
use crate::ui::panels::elements::words;
use crate::ui::theme::{Icon, Tokens};
use crate::ui::widgets::paint::{self, right};
use crate::ui::widgets::{
    Chosen, IconButton, ListRow, MenuItem, Row, VirtualList, context_menu, hline, panel_title, section_label,
    tooltip,
};

/// Width of a bar of a property, points.
const PROPERTY_BAR: f32 = 72.0;
/// Width and height of the bar of a category, points.
const BAR: (f32, f32) = (48.0, 4.0);
/// Least width of a figure, points.
const FIGURE_LEAST: f32 = 18.0;
/// Properties that are listed.
const MOST_PROPERTIES: usize = 12;
/// Categories that stand over the properties before they scroll.
const MOST_ROWS: usize = 14;

/// Draws the panel.
pub fn ui(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &ComparisonTab, &mut ComparePanel),
) {
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
    let layout = Figures::of(ui, &tokens, &found.all);
    figures(ui, &tokens, (header, &layout), ("Category", None), |change| mark(change).to_owned());
    let rows = found.categories.len().min(MOST_ROWS);
    let list = cut_top(&mut rest, size.list_row * rows as f32);
    region(ui, "categories", list, tokens.color.bg_panel, |ui| {
        categories(ui, cx, (tab, compared, panel), (&found.categories, &layout));
    });
    hline(ui, rest.x_range(), rest.top());
    let all = cut_top(&mut rest, size.total_row);
    figures(ui, &tokens, (all, &layout), ("All", Some(&found.all)), |change| {
        format::count(found.all.of(change) as u64)
    });
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

/// The columns of figures: as wide as the largest needs, and only kinds that happen.
struct Figures {
    columns: Vec<Change>,
    width: f32,
}

impl Figures {
    fn of(ui: &Ui, tokens: &Tokens, all: &CategoryChange) -> Self {
        let wanted = |change: &Change| *change != Change::Shape || all.of(Change::Shape) > 0;
        let columns: Vec<Change> = COLUMNS.into_iter().filter(wanted).collect();
        let most = columns.iter().map(|change| all.of(*change)).max().unwrap_or_default();
        let widest = format::count(most as u64);
        let line = paint::line(ui.painter(), &widest, &tokens.font.mono, tokens.color.text);
        Self { columns, width: line.size().x.max(FIGURE_LEAST) + tokens.size.gap_8 }
    }

    fn all(&self) -> f32 {
        self.width * self.columns.len() as f32
    }
}

/// Name at the left, figures at the right. Without counts it is the header.
fn figures(
    ui: &Ui,
    tokens: &Tokens,
    (rect, layout): (Rect, &Figures),
    (name, counts): (&str, Option<&CategoryChange>),
    text: impl Fn(Change) -> String,
) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let mut x = rect.right() - size.row_padding;
    for change in layout.columns.iter().copied().rev() {
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
        x -= layout.width;
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
    (categories, layout): (&[CategoryChange], &Figures),
) {
    let tokens = cx.tokens.clone();
    let at = |row: u64| usize::try_from(row).ok().and_then(|row| categories.get(row));
    let name = |row: u64| at(row).map(spoken).unwrap_or_default();
    let most = categories.first().map_or(1, CategoryChange::total).max(1);
    let chosen = compared.look.category.as_deref();
    let widget =
        VirtualList::new("Categories", categories.len() as u64, tokens.size.list_row).row_name(&name);
    let output = widget.show(ui, &mut panel.categories, |ui, place: Row| {
        let Some(category) = at(place.index) else { return };
        let wanted = chosen == Some(category.name.as_str());
        if wanted && !place.state.selected {
            ui.painter().rect_filled(place.seen, 0.0, tokens.color.selection_inactive);
        }
        let words = called(category);
        figures(ui, &tokens, (place.seen, layout), (&words, Some(category)), |change| {
            format::count(category.of(change) as u64)
        });
        bar(ui, &tokens, (place.seen, layout.all()), category, most);
    });
    let keyed = (output.keys.enter || output.keys.space).then_some(panel.categories.cursor).flatten();
    if let Some(category) = output.clicked.map(|hit| hit.row).or(keyed).and_then(at) {
        let same = chosen == Some(category.name.as_str());
        let look = ChangesLook { category: (!same).then(|| category.name.clone()), ..compared.look.clone() };
        if same {
            panel.categories.clear();
        }
        cx.act(Action::Compare(CompareAction::Look(tab.id, look)));
    }
}

fn called(category: &CategoryChange) -> String {
    if category.name.is_empty() {
        "Without category".to_owned()
    } else {
        display_name(&category.name).into_owned()
    }
}

fn spoken(category: &CategoryChange) -> String {
    let of = |change: Change| format!("{} {}", category.of(change), change.name());
    format!("{}: {}", called(category), Change::ALL.map(of).join(", "))
}

/// How much of the largest category's differences this one has, by kind.
fn bar(ui: &Ui, tokens: &Tokens, (rect, figures): (Rect, f32), category: &CategoryChange, most: usize) {
    let right = rect.right() - tokens.size.row_padding - figures;
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
    if found.summary.is_empty() {
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    section_label(ui, "Most changed properties", "", true);
    let most = found.summary.first().map_or(1, |property| property.count).max(1);
    for property in found.summary.iter().take(MOST_PROPERTIES) {
        let on = compared.look.property.as_ref() == Some(&property.key);
        let row = ui.push_id(&property.key, |ui| property_row(ui, cx, property, (on, most))).inner;
        if row.clicked() {
            let look = ChangesLook { property: (!on).then(|| property.key.clone()), ..compared.look.clone() };
            cx.act(Action::Compare(CompareAction::Look(tab.id, look)));
        }
        context_menu(&row, |ui| {
            if ui.add(MenuItem::new("Ignore this property").icon(Icon::EyeOff)).clicked() {
                cx.actions.push(Action::Compare(CompareAction::Ignore(tab.id, property.key.clone(), true)));
            }
        });
    }
}

/// Name, where it comes from, a bar, and in how many elements it differs.
fn property_row(
    ui: &mut Ui,
    cx: &ViewCtx<'_>,
    property: &ChangedProperty,
    (on, most): (bool, usize),
) -> eframe::egui::Response {
    let tokens = &cx.tokens;
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let chosen = if on { Chosen::Inactive } else { Chosen::No };
    let title = words::title(&property.key);
    let group = display_name(&property.group);
    let count = format::count(property.count as u64);
    let name = format!("{title}, in {count} elements");
    // The words are painted below: the row is there for its fill, its focus and its name.
    let response = ui.add(ListRow::new(&name).bare().chosen(chosen));
    let rect = response.rect;
    let figure = paint::line(ui.painter(), &count, &font.mono, color.text);
    let end = rect.right() - size.row_padding;
    right(ui.painter(), end, rect, figure);
    let track = Rect::from_min_size(
        pos2(end - FIGURE_LEAST - size.gap_16 - PROPERTY_BAR, rect.center().y - BAR.1 / 2.0),
        eframe::egui::vec2(PROPERTY_BAR, BAR.1),
    );
    ui.painter().rect_filled(track, BAR.1 / 2.0, color.hover);
    let share = property.count as f32 / most as f32;
    let part = track.with_max_x(track.left() + (PROPERTY_BAR * share).max(BAR.1));
    ui.painter().rect_filled(part, BAR.1 / 2.0, color.accent);
    let from = rect.left() + size.row_padding;
    let room = track.left() - size.gap_8 - from;
    let line = paint::cut_line(ui.painter(), &title, (&font.ui, color.text), room);
    let x = paint::left(ui.painter(), from, rect, line) + size.gap_8;
    let room = track.left() - size.gap_8 - x;
    if room > LEAST_GROUP {
        let look = (&font.secondary, color.text_subdued);
        paint::left(ui.painter(), x, rect, paint::cut_line(ui.painter(), &group, look, room));
    }
    tooltip(response, &words::whole_path(&property.key))
}

/// Less room than this is too little to say where a property comes from.
const LEAST_GROUP: f32 = 24.0;
