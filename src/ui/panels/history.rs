//! Every run on this computer: the operation, where it went and how it ended. Answers are not kept.

use std::time::Duration;

use dapple_data::ids::display_name;
use eframe::egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};

use crate::app::{Action, Failed, Remote};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, from_right, line_below, region, row};
use crate::ui::theme::Icon;
use crate::ui::widgets::{
    Button, ListRow, ListState, VirtualList, empty_state, loading_dots, panel_title, tooltip_at_pointer,
};

/// Where the list stands, and whether its end was asked for.
#[derive(Default)]
pub struct HistoryState {
    list: ListState,
    /// Clear was clicked once, over this many runs.
    asked_to_clear: Option<usize>,
}

/// Draws the history into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.tool_row);
    let entries = cx.state.history.value().map(Vec::as_slice).unwrap_or_default();
    region(ui, "history head", head, tokens.color.bg_content, |ui| {
        row(ui, head, &tokens, |ui| {
            let count = format::count(entries.len() as u64);
            let title = Rect::from_min_size(head.min, vec2(head.width(), tokens.size.panel_title));
            let title = title.translate(vec2(0.0, (head.height() - title.height()) / 2.0));
            let builder = UiBuilder::new().max_rect(title).layout(Layout::left_to_right(Align::Center));
            panel_title(&mut ui.new_child(builder), "History", if entries.is_empty() { "" } else { &count });
            from_right(ui, |ui| {
                clear_button(ui, cx, entries.len());
            });
        });
    });
    line_below(ui, head, &tokens);
    if let Remote::Failed { error, .. } = &cx.state.history {
        region(ui, "history failed", rest.shrink(tokens.size.gap_12), tokens.color.bg_content, |ui| {
            super::failure_alert(ui, error, Failed::History, cx.actions);
        });
        return;
    }
    region(ui, "history list", rest, tokens.color.bg_content, |ui| {
        if let Remote::Loading { since, previous: None, .. } = &cx.state.history {
            ui.add_space(tokens.size.gap_12);
            loading_dots(ui, Duration::from_secs_f64((cx.now - since).max(0.0)));
            return;
        }
        if entries.is_empty() {
            empty_state(ui, Icon::History, "Nothing was run on this computer yet", None);
            return;
        }
        list(ui, cx);
    });
}

/// Empties the history with a second click, so that one slip of the hand loses nothing.
fn clear_button(ui: &mut Ui, cx: &mut ViewCtx<'_>, runs: usize) {
    let asked = runs > 0 && cx.views.history.asked_to_clear == Some(runs);
    let words = match runs {
        _ if !asked => "Clear".to_owned(),
        1 => "Clear 1 run?".to_owned(),
        n => format!("Clear {} runs?", format::count(n as u64)),
    };
    let button = if asked { Button::danger(&words) } else { Button::ghost(&words) };
    let response = ui.add_enabled(runs > 0, button.small().icon(Icon::Trash2));
    if response.clicked() {
        cx.views.history.asked_to_clear = (!asked).then_some(runs);
        if asked {
            cx.act(Action::ClearHistory);
        }
    } else if response.clicked_elsewhere() {
        cx.views.history.asked_to_clear = None;
    }
}

/// The runs, latest first. A click or Enter opens one as a tab.
fn list(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let now = format::now();
    let entries = cx.state.history.value().map(Vec::as_slice).unwrap_or_default();
    let entry = |row: u64| usize::try_from(row).ok().and_then(|row| entries.get(row));
    let name = |row: u64| match entry(row).map(|entry| &entry.record) {
        Some(record) => name_of(record.operation.as_deref(), &record.text),
        None => String::new(),
    };
    let list = VirtualList::new("Runs", entries.len() as u64, tokens.size.list_row).row_name(&name);
    let state = &mut cx.views.history.list;
    let output = list.show(ui, state, |ui, row| {
        let Some(entry) = entry(row.index) else { return };
        let record = &entry.record;
        let right = format!(
            "{} · {} · {} · {} · {}",
            display_name(record.server.trim_start_matches("https://")),
            record.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string()),
            format::duration(Duration::from_millis(record.milliseconds)),
            format::bytes(record.bytes),
            format::ago(record.at.as_second(), now)
        );
        ListRow::new(&name(row.index)).icon(Icon::Play).right(&right).paint(ui, row.seen);
    });
    if let Some(entry) = output.hovered.and_then(entry) {
        tooltip_at_pointer(&output.response, &format::exact_time(entry.record.at.as_second()));
    }
    let by_key = output.keys.enter.then_some(state.cursor).flatten();
    if let Some(entry) = output.clicked.map(|hit| hit.row).or(by_key).and_then(entry) {
        cx.actions.push(Action::OpenHistory(entry.id));
    }
}

/// What a run is called: its operation, or how its text begins.
fn name_of(operation: Option<&str>, text: &str) -> String {
    match operation {
        Some(name) => display_name(name).into_owned(),
        None => display_name(&first_words(text)).into_owned(),
    }
}

/// The beginning of an operation without a name, on one line.
fn first_words(query: &str) -> String {
    let text: Vec<&str> = query.split_whitespace().take(12).collect();
    text.join(" ")
}
