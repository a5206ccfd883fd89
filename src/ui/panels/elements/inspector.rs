//! One element in full: ids, where it stands, every property, and the object as JSON.

use std::sync::Arc;

use dapple_data::ids::display_name;
use dapple_data::speckle::elements::Computed;
use eframe::egui::{Rect, Ui, pos2};

use super::{ElementsPanel, words};
use crate::app::{Action, Detail, ElementsAction, ElementsTab, Failed, Property, Remote, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{cut_top, from_right, region, row};
use crate::ui::panels::failure_alert;
use crate::ui::theme::{Icon, Tokens};
use crate::ui::widgets::paint::{cut_line, left, line, right};
use crate::ui::widgets::{
    IconButton, ListKind, ListState, MenuItem, Row, Span, TextRole, TextView, VirtualList, context_menu,
    loading_dots, panel_title, segment, tooltip_at_pointer,
};

/// How the inspector is looked at.
#[derive(Default)]
pub struct InspectorState {
    /// It stays away although a row is chosen.
    pub closed: bool,
    /// It was asked for in a window where it lies over the table.
    pub over: bool,
    as_json: bool,
    list: ListState,
    json: ListState,
    /// What `lines` are of.
    of: Option<Arc<Detail>>,
    lines: Vec<Entry>,
}

impl InspectorState {
    /// Whether it stands beside the table, where there is room.
    pub fn shows(&self, table: &ElementsTab) -> bool {
        table.chosen.is_some() && !self.closed
    }

    /// A person wants to see it.
    pub fn open(&mut self) {
        (self.closed, self.over) = (false, true);
    }

    /// A person has seen enough.
    pub fn close(&mut self) {
        (self.closed, self.over) = (true, false);
    }
}

/// One line of the list.
enum Entry {
    Label(String),
    Fact(Computed, usize),
    Places(usize),
    /// A property, by its place.
    Property(usize),
}

/// Draws the inspector into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel)) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.tool_row);
    let detail = table.detail.value();
    let name = detail.map(|detail| display_name(&detail.name)).filter(|name| !name.is_empty());
    region(ui, "title", head, tokens.color.bg_panel, |ui| {
        let of_answer = table.target.is_none();
        let title = name.unwrap_or_else(|| if of_answer { "Item" } else { "Element" }.into());
        let room = head.with_max_x(head.right() - tokens.size.icon_button - tokens.size.gap_16);
        ui.set_clip_rect(room.intersect(ui.clip_rect()));
        ui.horizontal_centered(|ui| panel_title(ui, &title, ""));
        ui.set_clip_rect(head);
        row(ui, head, &tokens, |ui| {
            from_right(ui, |ui| {
                if ui.add(IconButton::new(Icon::X, "Hide the element's properties")).clicked() {
                    panel.inspector.close();
                }
            });
        });
    });
    let Some(detail) = detail.cloned() else {
        let inner = rest.shrink(tokens.size.gap_12);
        region(ui, "wait", inner, tokens.color.bg_panel, |ui| match &table.detail {
            Remote::Failed { error, .. } => failure_alert(ui, error, Failed::Elements(tab.id), cx.actions),
            waiting => {
                let waited = waiting.since().map_or(0.0, |since| (cx.now - since).max(0.0));
                loading_dots(ui, std::time::Duration::from_secs_f64(waited));
            }
        });
        return;
    };
    let strip = cut_top(&mut rest, tokens.size.tool_row_second);
    row(ui, strip, &tokens, |ui| {
        let open = usize::from(panel.inspector.as_json);
        if let Some(chosen) = segment(ui, "Show the element as", &["Properties", "JSON"], open, false) {
            panel.inspector.as_json = chosen == 1;
        }
    });
    let state = &mut panel.inspector;
    if !state.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, &detail)) {
        state.of = Some(detail.clone());
        state.lines = lines_of(&detail);
        state.list.top = 0.0;
        state.json = ListState::default();
        state.list.clear();
    }
    region(ui, "element", rest, tokens.color.bg_panel, |ui| {
        if state.as_json {
            json(ui, cx, state, &detail);
        } else {
            properties(ui, cx, tab, (state, &detail));
        }
    });
}

/// Ids first, then where it stands, then the properties by their groups.
fn lines_of(detail: &Detail) -> Vec<Entry> {
    let is_id = |computed: Computed| crate::app::IDS.contains(&computed);
    let mut lines = Vec::new();
    let facts = || detail.facts.iter().enumerate();
    if !detail.facts.is_empty() {
        lines.push(Entry::Label("Identity".to_owned()));
    }
    lines.extend(facts().filter(|(_, fact)| is_id(fact.0)).map(|(at, fact)| Entry::Fact(fact.0, at)));
    if detail.places > 1 {
        lines.push(Entry::Places(detail.places));
    }
    if !detail.facts.is_empty() {
        lines.push(Entry::Label("Place".to_owned()));
    }
    lines.extend(facts().filter(|(_, fact)| !is_id(fact.0)).map(|(at, fact)| Entry::Fact(fact.0, at)));
    let mut group: Option<&str> = None;
    // The ids stand above already.
    let again = |property: &Property| {
        !detail.facts.is_empty()
            && property.group.is_empty()
            && matches!(property.name.as_str(), "id" | "applicationId" | "elementId")
    };
    for (at, property) in detail.properties.iter().enumerate().filter(|(_, property)| !again(property)) {
        if group != Some(&property.group) {
            group = Some(&property.group);
            let own = if detail.facts.is_empty() { "Item" } else { "Element" };
            let name = if property.group.is_empty() { own } else { property.group.as_str() };
            lines.push(Entry::Label(display_name(name).into_owned()));
        }
        lines.push(Entry::Property(at));
    }
    lines
}

/// Name and text of a line.
fn words_of(detail: &Detail, entry: &Entry) -> (String, String) {
    match entry {
        Entry::Label(text) => (text.clone(), String::new()),
        Entry::Fact(computed, at) => {
            let text = detail.facts.get(*at).map(|(_, text)| words::short(text));
            (computed.name().to_owned(), text.unwrap_or_default())
        }
        Entry::Places(places) => ("Held in".to_owned(), format!("{places} places")),
        Entry::Property(at) => match detail.properties.get(*at) {
            Some(property) => (display_name(&property.name).into_owned(), value_of(property)),
            None => (String::new(), String::new()),
        },
    }
}

fn value_of(property: &Property) -> String {
    match &property.unit {
        Some(unit) => format!("{} {}", words::pick(&property.value), words::unit(unit)),
        None => words::pick(&property.value),
    }
}

/// The exact text of a line, for copying.
fn exact(detail: &Detail, entry: &Entry) -> Option<String> {
    match entry {
        Entry::Label(_) | Entry::Places(_) => None,
        Entry::Fact(_, at) => detail.facts.get(*at).map(|(_, text)| text.clone()),
        Entry::Property(at) => match &detail.properties.get(*at)?.value {
            dapple_data::speckle::elements::Pick::Text(text)
            | dapple_data::speckle::elements::Pick::Measured(text, _) => Some(text.clone()),
            _ => None,
        },
    }
}

fn properties(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    tab: &Tab,
    (state, detail): (&mut InspectorState, &Arc<Detail>),
) {
    let tokens = cx.tokens.clone();
    let entries = std::mem::take(&mut state.lines);
    let entry = |row: u64| usize::try_from(row).ok().and_then(|row| entries.get(row));
    let name = |row: u64| {
        let (name, value) = entry(row).map(|entry| words_of(detail, entry)).unwrap_or_default();
        if value.is_empty() { name } else { format!("{name}: {value}") }
    };
    let list = VirtualList::new("Properties", entries.len() as u64, tokens.size.key_value_row)
        .kind(ListKind::List)
        .row_name(&name);
    let output = list.show(ui, &mut state.list, |ui, row| {
        if let Some(entry) = entry(row.index) {
            paint(ui, &tokens, row, detail, entry);
        }
    });
    if let Some(entry) = output.hovered.and_then(entry)
        && !matches!(entry, Entry::Label(_))
    {
        let (name, value) = words_of(detail, entry);
        tooltip_at_pointer(&output.response, &format!("{name}\n{value}"));
    }
    let at_cursor = state.list.cursor.and_then(entry).and_then(|entry| exact(detail, entry));
    if output.keys.copy
        && let Some(text) = &at_cursor
    {
        cx.act(Action::Copy(text.clone()));
    }
    context_menu(&output.response, |ui| {
        if let Some(text) = &at_cursor
            && ui.add(MenuItem::new("Copy the value").icon(Icon::Copy)).clicked()
        {
            cx.act(Action::Copy(text.clone()));
        }
        if let Some(Entry::Property(at)) = state.list.cursor.and_then(entry)
            && let Some(property) = detail.properties.get(*at)
        {
            let key = property.key.clone();
            if ui.add(MenuItem::new("Show as a column").icon(Icon::Columns3)).clicked() {
                cx.act(Action::Elements(ElementsAction::Look(tab.id, crate::app::Look::Show(key))));
            }
        }
    });
    state.lines = entries;
}

fn paint(ui: &Ui, tokens: &Tokens, row: Row, detail: &Detail, entry: &Entry) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let painter = ui.painter();
    let rect = row.seen;
    let (from, to) = (rect.left() + size.row_padding, rect.right() - size.cell_padding_last);
    let (name, value) = words_of(detail, entry);
    if matches!(entry, Entry::Label(_)) {
        painter.rect_filled(rect, 0.0, color.bg_panel);
        left(painter, from, rect, cut_line(painter, &name, (&font.section, color.text_subdued), to - from));
        return;
    }
    let half = from + (to - from) * NAME_SHARE;
    let key = cut_line(painter, &name, (&font.secondary, color.text_subdued), half - from - size.gap_8);
    left(painter, from, rect, key);
    let (quiet, mono, is_number) = match entry {
        Entry::Fact(computed, _) => (false, crate::app::IDS.contains(computed), false),
        Entry::Property(at) => {
            let property = detail.properties.get(*at);
            let nothing = property.is_some_and(|property| words::is_nothing(&property.value));
            (nothing, property.is_some_and(|property| property.unit.is_some()), false)
        }
        _ => (false, false, false),
    };
    let tone = if quiet { color.text_subdued } else { color.text };
    let face = if mono { &font.mono } else { &font.secondary };
    let text = cut_line(painter, &value, (face, tone), to - half);
    if is_number {
        right(painter, to, rect, line(painter, &value, face, tone));
    } else {
        left(painter, half, Rect::from_min_max(pos2(half, rect.top()), rect.max), text);
    }
}

/// The share of the width that names have.
const NAME_SHARE: f32 = 0.42;

fn json(ui: &mut Ui, cx: &mut ViewCtx<'_>, state: &mut InspectorState, detail: &Arc<Detail>) {
    let Some(lines) = &detail.json else {
        let words = "This object is too long to be laid out here. Export it as JSON";
        crate::ui::widgets::empty_state(ui, Icon::Braces, words, None);
        return;
    };
    let widest = lines.iter().take(MOST_MEASURED).map(String::len).max().unwrap_or(0).min(2_000);
    let output = TextView::new("Element as JSON", lines.len() as u64)
        .plain()
        .content_width(widest as f32 * LETTER)
        .show(ui, &mut state.json, |row| {
            let text = usize::try_from(row).ok().and_then(|row| lines.get(row)).map(String::as_str);
            vec![Span::new(words::short(text.unwrap_or_default()), TextRole::Plain)]
        });
    if let Some(rows) = output.copy {
        let from = usize::try_from(*rows.start()).unwrap_or(usize::MAX);
        let to = usize::try_from(*rows.end()).unwrap_or(usize::MAX).saturating_add(1).min(lines.len());
        cx.act(Action::Copy(lines.get(from..to).unwrap_or_default().join("\n")));
    }
}

/// Lines looked at to find how wide the text is.
const MOST_MEASURED: usize = 2_000;
/// Width of a letter of code, points.
const LETTER: f32 = 7.5;
