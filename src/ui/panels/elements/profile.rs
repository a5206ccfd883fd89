//! What a column is like, under its header: how it is spread, how full it is, its most frequent values. Dragging over
//! the bars chooses a range to filter by.

use std::sync::Arc;

use dapple_data::speckle::elements::{ColumnKey, Comparison, Condition};
use dapple_data::table::arrange::{Histogram, Profile};
use dapple_data::table::{CellKind, ColumnType};
use eframe::egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::words::{self, NumberLook};
use super::{ElementsPanel, PROFILE};
use crate::app::{Action, ColumnProfile, ElementSet, ElementsAction, ElementsTab, Look, Remote, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::theme::{Icon, Tokens};
use crate::ui::widgets::paint::{cut_line, left, line, right};
use crate::ui::widgets::{MenuItem, group_label, loading_dots, menu_line};

/// Height of the bars, and of a line of facts, points.
const BARS: f32 = 64.0;
const FACT: f32 = 22.0;
/// How loud bars are that are not chosen.
const REST: f32 = 0.55;

/// What is asked for and chosen in the popup of one column.
#[derive(Default)]
pub struct ProfileState {
    /// The table's number of the view, and the column that was asked about.
    asked: Option<(u64, ColumnKey)>,
    /// The first and the last bar that are chosen.
    range: Option<(usize, usize)>,
}

/// Draws the profile of a column; what follows are the items of the header's menu.
pub fn ui(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel),
    key: &ColumnKey,
) {
    let Some((set, view)) = table.loaded() else { return };
    let wanted = (table.serial, key.clone());
    if panel.profile.asked.as_ref() != Some(&wanted) {
        let again = panel.profile.asked.as_ref().is_some_and(|(_, old)| old == key);
        panel.profile = ProfileState { asked: Some(wanted), range: panel.profile.range.filter(|_| again) };
        cx.act(Action::Elements(ElementsAction::AskProfile(tab.id, key.clone())));
    }
    let column = view.column(key).and_then(|at| view.table.columns().get(at));
    let kind = column.map_or(ColumnType::Text, |column| column.kind);
    let tokens = cx.tokens.clone();
    ui.set_width(PROFILE - 2.0 * tokens.size.popup_padding);
    head(ui, &tokens, &words::name(set, key), words::type_words(kind));
    let profile = match &table.profile {
        Remote::Ready { value, .. } if value.key == *key => value.clone(),
        Remote::Failed { error, .. } => {
            group_label(ui, &error.title);
            return menu_line(ui);
        }
        waiting => {
            let waited = waiting.since().map_or(0.0, |since| (cx.now - since).max(0.0));
            loading_dots(ui, std::time::Duration::from_secs_f64(waited));
            return menu_line(ui);
        }
    };
    let look = column.map(|column| NumberLook::of(column, view.rows())).unwrap_or_default();
    let look = NumberLook { thousands: true, ..look };
    if let Some(histogram) = &profile.profile.histogram {
        bars(ui, &tokens, &mut panel.profile.range, histogram);
        ends(ui, &tokens, &profile.profile, look);
    }
    facts(ui, &tokens, &profile.profile, look);
    frequent(ui, &tokens, &profile.profile, look);
    menu_line(ui);
    range_item(ui, cx, (tab, set), (&profile, panel.profile.range, kind));
}

fn head(ui: &mut Ui, tokens: &Tokens, name: &str, kind: &str) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size.menu_row), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{name}, {kind}")));
    let kind = line(ui.painter(), kind, &font.secondary, color.text_subdued);
    let room = rect.width() - kind.size().x - 3.0 * size.gap_8;
    let name = cut_line(ui.painter(), name, (&font.ui_medium, color.text), room);
    left(ui.painter(), rect.left() + size.gap_8, rect, name);
    right(ui.painter(), rect.right() - size.gap_8, rect, kind);
}

/// The bars; those that are chosen are loud.
fn bars(ui: &mut Ui, tokens: &Tokens, range: &mut Option<(usize, usize)>, histogram: &Histogram) {
    let (size, color) = (&tokens.size, &tokens.color);
    let wanted = vec2(ui.available_width(), BARS + size.gap_4);
    let sense = if histogram.is_moment { Sense::hover() } else { Sense::drag() };
    let (rect, response) = ui.allocate_exact_size(wanted, sense);
    let place = rect.shrink2(vec2(size.gap_8, 0.0));
    let count = histogram.bars.len().max(1);
    let words = format!("Histogram of {count} bars");
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    let at = |x: f32| {
        let share = ((x - place.left()) / place.width()).clamp(0.0, 1.0);
        ((share * count as f32) as usize).min(count - 1)
    };
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        let origin = ui.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
        let (a, b) = (at(origin.x), at(pointer.x));
        *range = Some((a.min(b), a.max(b)));
    }
    let tallest = histogram.bars.iter().copied().max().unwrap_or(0).max(1) as f32;
    let width = place.width() / count as f32;
    for (nth, bar) in histogram.bars.iter().enumerate() {
        // One value among thousands is still a mark.
        let share = if *bar == 0 { 0.0 } else { (*bar as f32 / tallest).max(size.hairline / BARS) };
        let from = place.left() + nth as f32 * width;
        let bar = Rect::from_min_max(
            pos2(from, place.bottom() - share * BARS),
            pos2(from + width - size.hairline, place.bottom()),
        );
        let chosen = range.is_some_and(|(first, last)| (first..=last).contains(&nth));
        let fill = if chosen { color.accent } else { color.accent.gamma_multiply(REST) };
        ui.painter().rect_filled(bar, 0.0, fill);
    }
}

/// The least and the greatest value under the bars.
fn ends(ui: &mut Ui, tokens: &Tokens, profile: &Profile, look: NumberLook) {
    let (size, font) = (&tokens.size, &tokens.font);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), FACT), Sense::hover());
    let half = rect.width() / 2.0 - size.gap_8;
    let text = |text: &Option<String>| shown(text.as_deref().unwrap_or_default(), look);
    let least =
        cut_line(ui.painter(), &text(&profile.least), (&font.mono_small, tokens.color.text_subdued), half);
    let most =
        cut_line(ui.painter(), &text(&profile.most), (&font.mono_small, tokens.color.text_subdued), half);
    left(ui.painter(), rect.left() + size.gap_8, rect, least);
    right(ui.painter(), rect.right() - size.gap_8, rect, most);
}

fn shown(text: &str, look: NumberLook) -> String {
    words::short(&look.draw(text).0)
}

fn facts(ui: &mut Ui, tokens: &Tokens, profile: &Profile, look: NumberLook) {
    let count = |count: usize| format::count(count as u64);
    let number = |value: Option<f64>| value.map(|value| shown(&rounded(value), look));
    let mut pairs = vec![
        [Some(("Rows", count(profile.rows))), Some(("Distinct", count(profile.distinct)))],
        [Some(("Not set", count(profile.nulls))), Some(("No property", count(profile.missing)))],
    ];
    if profile.empty > 0 {
        pairs.push([Some(("Empty", count(profile.empty))), None]);
    }
    let end = |text: &Option<String>| text.as_deref().map(|text| shown(text, look));
    pairs.push([end(&profile.least).map(|text| ("Min", text)), end(&profile.most).map(|text| ("Max", text))]);
    pairs.push([
        number(profile.mean).map(|text| ("Mean", text)),
        number(profile.median).map(|text| ("Median", text)),
    ]);
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    for pair in pairs.iter().filter(|pair| pair.iter().any(Option::is_some)) {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), FACT), Sense::hover());
        let spoken: Vec<String> =
            pair.iter().flatten().map(|(name, text)| format!("{name} {text}")).collect();
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken.join(", ")));
        let half = rect.width() / 2.0;
        for (nth, fact) in pair.iter().enumerate() {
            let Some((name, text)) = fact else { continue };
            let from = rect.left() + nth as f32 * half;
            let part = Rect::from_min_max(pos2(from, rect.top()), pos2(from + half, rect.bottom()));
            let name = line(ui.painter(), name, &font.secondary, color.text_subdued);
            let room = half - name.size().x - 3.0 * size.gap_8;
            left(ui.painter(), part.left() + size.gap_8, part, name);
            let text = cut_line(ui.painter(), text, (&font.mono, color.text), room);
            right(ui.painter(), part.right() - size.gap_8, part, text);
        }
    }
    if profile.has_mixed_units {
        group_label(ui, "Different units: no sum, no mean");
    }
}

/// A number with as many digits as people read.
fn rounded(value: f64) -> String {
    let text = format!("{value:.3}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn frequent(ui: &mut Ui, tokens: &Tokens, profile: &Profile, look: NumberLook) {
    if profile.frequent.is_empty() {
        return;
    }
    menu_line(ui);
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), FACT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, "Most frequent"));
    let words = line(ui.painter(), "Most frequent", &font.section, color.text_subdued);
    left(ui.painter(), rect.left() + size.gap_8, rect, words);
    for (value, count) in &profile.frequent {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), FACT), Sense::hover());
        let rows =
            if *count == 1 { "1 row".to_owned() } else { format!("{} rows", format::count(*count as u64)) };
        let is_number = value.kind == CellKind::Number;
        let text = words::pick(&dapple_data::speckle::elements::Pick::from(value));
        let text = if is_number { shown(&value.text, look) } else { text };
        let face = if is_number { &font.mono } else { &font.ui };
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{text}, {rows}")));
        let rows = line(ui.painter(), &rows, &font.mono_small, color.text_subdued);
        let room = rect.width() - rows.size().x - 3.0 * size.gap_8;
        left(
            ui.painter(),
            rect.left() + size.gap_8,
            rect,
            cut_line(ui.painter(), &text, (face, color.text), room),
        );
        right(ui.painter(), rect.right() - size.gap_8, rect, rows);
    }
}

/// Filters to the range that is chosen over the bars.
fn range_item(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, _): (&Tab, &ElementSet),
    (profile, range, kind): (&Arc<ColumnProfile>, Option<(usize, usize)>, ColumnType),
) {
    let Some(histogram) = profile.profile.histogram.as_ref().filter(|histogram| !histogram.is_moment) else {
        return;
    };
    let limits = range.map(|(first, last)| {
        let (from, to) = (histogram.edge(first), histogram.edge(last + 1));
        match kind {
            ColumnType::Integer => (from.ceil().to_string(), to.floor().to_string()),
            _ => (from.to_string(), to.to_string()),
        }
    });
    let look = NumberLook { decimals: None, thousands: true };
    let words = limits.as_ref().map_or(String::new(), |(from, to)| {
        let short = |text: &str| {
            text.parse::<f64>().map_or_else(|_| text.to_owned(), |value| look.draw(&rounded(value)).0)
        };
        format!("{} – {}", short(from), short(to))
    });
    let item = MenuItem::new("Filter to the chosen range").icon(Icon::ListFilter).keys(&words);
    if ui.add_enabled(limits.is_some(), item).clicked()
        && let Some((from, to)) = limits
    {
        for (comparison, limit) in [(Comparison::AtLeast, from), (Comparison::AtMost, to)] {
            let look = Look::Filter(profile.key.clone(), Condition::Compare(comparison, limit));
            cx.act(Action::Elements(ElementsAction::Look(tab.id, look)));
        }
    }
}
