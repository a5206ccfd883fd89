//! The row over an answer: find and go from hit to hit, or filter by a JSONPath or a text.

use dapple_data::document::{Matcher, Needle, NodeId, SearchIn};
use eframe::egui::{Id, Key, Label, Modifiers, Rect, RichText, Ui, pos2};

use crate::app::{Action, AnswerFind, FindAction, FindMode, Remote, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::from_right;
use crate::ui::theme::Icon;
use crate::ui::widgets::{
    Button, Chip, FieldResponse, IconButton, ListOutput, MenuItem, Span, TextField, TextRole, Word, menu,
    segment,
};

/// Width of the field, points.
const FIELD: f32 = 220.0;
/// The most width of the field of a filter, points.
const FILTER: f32 = 480.0;
/// What stands beside that field, points.
const BESIDE: f32 = 300.0;
/// Below this width the row says less.
const NARROW: f32 = 640.0;

/// How the row is looked at.
#[derive(Default)]
pub struct FindState {
    /// The field took the keyboard for this asking.
    asked: u64,
}

/// Draws the row.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let act = |cx: &mut ViewCtx<'_>, action| cx.act(Action::FindInAnswer(tab.id, action));
    let narrow = ui.available_width() < NARROW;
    let mode = usize::from(tab.find.mode == FindMode::Filter);
    if let Some(chosen) = segment(ui, "What to do", &["Find", "Filter"], mode, false) {
        act(cx, FindAction::Mode(if chosen == 1 { FindMode::Filter } else { FindMode::Find }));
    }
    match tab.find.mode {
        FindMode::Find => find(ui, cx, tab, narrow),
        FindMode::Filter => filter(ui, cx, tab),
    }
}

fn find(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, narrow: bool) {
    let needle = &tab.find.needle;
    let mut edited = needle.clone();
    let id = Id::unique(("find in answer", tab.id));
    let width = if narrow { FIELD * 0.7 } else { FIELD };
    let field = TextField::new(&mut edited.text, "Find in the answer").id(id).icon(Icon::Search).small();
    let shown = field.width(width).placeholder("Find keys and values").show(ui);
    take_keyboard(cx, tab, &shown);
    if shown.submitted {
        let back = ui.input(|input| input.modifiers.shift);
        cx.act(Action::FindInAnswer(tab.id, FindAction::Next { back }));
        shown.response.request_focus();
    }
    close_by_key(ui, cx, tab, &shown);
    toggle(ui, "Aa", "Tell capitals from small letters", &mut edited.case_sensitive);
    toggle(ui, ".*", "Read it as a regular expression", &mut edited.is_pattern);
    place(ui, &mut edited, narrow);
    if edited != *needle {
        cx.act(Action::FindInAnswer(tab.id, FindAction::Needle(edited)));
    }
    subdued(ui, cx, &words(cx, &tab.find));
    from_right(ui, |ui| {
        close(ui, cx, tab);
        for (icon, name, back) in
            [(Icon::ArrowDown, "Next hit", false), (Icon::ArrowUp, "Previous hit", true)]
        {
            if ui.add(IconButton::new(icon, name)).clicked() {
                cx.act(Action::FindInAnswer(tab.id, FindAction::Next { back }));
            }
        }
    });
}

fn toggle(ui: &mut Ui, text: &str, hint: &str, on: &mut bool) {
    let chip = Chip::new(&[Word::Mono(text)]).on(*on).show(ui);
    if chip.response.on_hover_text(hint).clicked() {
        *on = !*on;
    }
}

/// Keys, values, or both.
fn place(ui: &mut Ui, needle: &mut Needle, narrow: bool) {
    let places =
        [(SearchIn::Both, "Keys and values"), (SearchIn::Keys, "Keys"), (SearchIn::Values, "Values")];
    let words = places.iter().find(|(place, _)| *place == needle.place).map_or("", |(_, words)| words);
    let words = if narrow && needle.place == SearchIn::Both { "Both" } else { words };
    let chip = Chip::new(&[Word::Plain(words)]).menu().on(needle.place != SearchIn::Both).show(ui);
    menu(&chip.response, |ui| {
        for (place, words) in places {
            let icon = if place == needle.place { Icon::Check } else { Icon::Search };
            if ui.add(MenuItem::new(words).icon(icon)).clicked() {
                needle.place = place;
            }
        }
    });
}

fn filter(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let mut text = tab.find.filter.clone();
    let id = Id::unique(("filter of answer", tab.id));
    let width = (ui.available_width() - BESIDE).clamp(FIELD, FILTER);
    let field = TextField::new(&mut text, "Filter the answer").id(id).icon(Icon::ListFilter).small().mono();
    let shown = field.width(width).placeholder("$..items[?@.name], or any text").show(ui);
    take_keyboard(cx, tab, &shown);
    if text != tab.find.filter {
        cx.act(Action::FindInAnswer(tab.id, FindAction::TypeFilter(text.clone())));
    }
    if shown.submitted {
        cx.act(Action::FindInAnswer(tab.id, FindAction::Filter(text)));
        shown.response.request_focus();
    }
    close_by_key(ui, cx, tab, &shown);
    recent(ui, cx, tab);
    subdued(ui, cx, &filter_words(&tab.find));
    from_right(ui, |ui| {
        close(ui, cx, tab);
        let filled = tab.find.filtered.value().is_some_and(|filtered| !filtered.nodes.is_empty());
        if filled && ui.add(Button::ghost("As table").small().icon(Icon::Table2)).clicked() {
            cx.act(Action::FindInAnswer(tab.id, FindAction::Tabulate));
        }
    });
}

/// Filters that were used lately.
fn recent(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    if cx.state.recent_filters.is_empty() {
        return;
    }
    let button = ui.add(IconButton::new(Icon::History, "Filters used lately"));
    menu(&button, |ui| {
        for text in &cx.state.recent_filters {
            let shown = dapple_data::ids::display_name(text);
            if ui.add(MenuItem::new(&shown).icon(Icon::ListFilter)).clicked() {
                cx.actions.push(Action::FindInAnswer(tab.id, FindAction::Filter(text.clone())));
            }
        }
    });
}

/// The field takes the keyboard whenever it was asked for.
fn take_keyboard(cx: &mut ViewCtx<'_>, tab: &Tab, field: &FieldResponse) {
    let state = &mut cx.views.tab(tab.id).answer.find;
    if state.asked != tab.find.asked {
        state.asked = tab.find.asked;
        field.response.request_focus();
    }
}

fn close_by_key(ui: &Ui, cx: &mut ViewCtx<'_>, tab: &Tab, field: &FieldResponse) {
    let held = field.response.has_focus() || field.response.lost_focus();
    if held && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        cx.act(Action::FindInAnswer(tab.id, FindAction::Show(false)));
    }
}

fn close(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    if ui.add(IconButton::new(Icon::X, "Close find")).clicked() {
        cx.act(Action::FindInAnswer(tab.id, FindAction::Show(false)));
    }
}

fn subdued(ui: &mut Ui, cx: &ViewCtx<'_>, words: &str) {
    let text = RichText::new(words).font(cx.tokens.font.secondary.clone());
    ui.add(Label::new(text.color(cx.tokens.color.text_subdued)).truncate());
}

/// `3 of 1,204`
fn words(cx: &ViewCtx<'_>, find: &AnswerFind) -> String {
    match &find.found {
        Remote::Failed { error, .. } => format!("{}: {}", error.title, error.advice),
        Remote::Loading { id, .. } => {
            let share = cx.state.progress.get(id).and_then(crate::app::Progress::fraction);
            share.map_or_else(|| "Looking…".to_owned(), |share| format!("Looking… {:.0} %", share * 100.0))
        }
        found => match found.value().map(|hits| hits.nodes.len()) {
            None => String::new(),
            Some(0) => "Not found".to_owned(),
            Some(count) => {
                format!("{} of {}", format::count(find.at as u64 + 1), format::count(count as u64))
            }
        },
    }
}

fn filter_words(find: &AnswerFind) -> String {
    match &find.filtered {
        Remote::Failed { error, .. } => format!("{}: {}", error.title, error.advice),
        Remote::Loading { .. } => "Looking…".to_owned(),
        filtered => match filtered.value().map(|filtered| filtered.nodes.len()) {
            None => "Enter applies it".to_owned(),
            Some(0) => "Nothing is selected".to_owned(),
            Some(1) => "1 value".to_owned(),
            Some(count) => format!("{} values", format::count(count as u64)),
        },
    }
}

/// What is marked in the rows of an answer.
#[derive(Clone, Copy)]
pub struct Marked<'a> {
    pub matcher: &'a Matcher,
    pub current: Option<NodeId>,
}

impl<'a> Marked<'a> {
    /// What is looked for in a tab, where anything was found.
    pub fn of(find: &'a AnswerFind) -> Option<Self> {
        let hits = find.found.value().filter(|_| find.open && find.mode == FindMode::Find)?;
        Some(Self { matcher: &hits.matcher, current: find.current() })
    }

    /// The pieces of a row with what is found in them as pieces of their own.
    pub fn spans<'s>(&self, spans: Vec<Span<'s>>, node: NodeId) -> Vec<Span<'s>> {
        let role = if self.current == Some(node) { TextRole::FoundCurrent } else { TextRole::Found };
        let place = self.matcher.needle().place;
        let wanted = |role: TextRole| match role {
            TextRole::Key => place != SearchIn::Values,
            TextRole::String | TextRole::Number | TextRole::Constant => place != SearchIn::Keys,
            _ => false,
        };
        let mut marked = Vec::with_capacity(spans.len());
        for span in spans {
            let found = if wanted(span.role) { self.matcher.find_in(&span.text) } else { Vec::new() };
            if found.is_empty() {
                marked.push(span);
                continue;
            }
            let mut from = 0;
            for range in found {
                let part = |range: std::ops::Range<usize>, role| {
                    span.text
                        .get(range)
                        .filter(|text| !text.is_empty())
                        .map(|text| Span::new(text.to_owned(), role))
                };
                marked.extend(part(from..range.start, span.role));
                from = range.end;
                marked.extend(part(range, role));
            }
            let rest = span.text.get(from..).filter(|text| !text.is_empty());
            marked.extend(rest.map(|text| Span::new(text.to_owned(), span.role)));
        }
        marked
    }
}

/// Marks beside the scroll bar, one for each of `rows`, which are rows of `total`.
pub fn paint_marks(
    ui: &Ui,
    cx: &ViewCtx<'_>,
    list: &ListOutput,
    (rows, total): (impl Iterator<Item = u64>, u64),
) {
    let (size, color) = (&cx.tokens.size, &cx.tokens.color);
    let view = list.view;
    let painter = ui.painter().with_clip_rect(view);
    for row in rows {
        let y = view.top() + view.height() * (row as f64 / total.max(1) as f64) as f32;
        let from = pos2(view.right() - size.scroll_bar, y.min(view.bottom() - size.gap_2));
        let mark = Rect::from_min_max(from, pos2(view.right(), from.y + size.gap_2));
        painter.rect_filled(mark, 0.0, color.search_mark_current);
    }
}
