//! Every run on this computer: the operation, where it went and how it ended. Answers are not kept.

use eframe::egui::{ScrollArea, Ui, vec2};

use crate::app::{Action, Remote};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, from_right, line_below, region, row};
use crate::ui::theme::Icon;
use crate::ui::widgets::{Button, ListRow, empty_state, loading_dots, paint};

/// The most runs that are drawn.
const MOST: usize = 500;

/// Draws the history into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.tool_row);
    let entries = cx.state.history.value().map(Vec::as_slice).unwrap_or_default();
    region(ui, "history head", head, tokens.color.bg_content, |ui| {
        row(ui, head, &tokens, |ui| {
            let words = format!("History  {}", format::count(entries.len() as u64));
            let title = paint::line(ui.painter(), &words, &tokens.font.panel_title, tokens.color.text);
            paint::left(ui.painter(), head.left() + tokens.size.row_padding, head, title);
            from_right(ui, |ui| {
                let some = !entries.is_empty();
                if ui.add_enabled(some, Button::ghost("Clear").small().icon(Icon::Trash2)).clicked() {
                    cx.actions.push(Action::ClearHistory);
                }
            });
        });
    });
    line_below(ui, head, &tokens);
    if let Remote::Failed { error, .. } = &cx.state.history {
        region(ui, "history failed", rest.shrink(tokens.size.gap_12), tokens.color.bg_content, |ui| {
            super::failure_alert(ui, error, None, cx.actions);
        });
        return;
    }
    region(ui, "history list", rest, tokens.color.bg_content, |ui| {
        if let Remote::Loading { since, previous: None, .. } = &cx.state.history {
            ui.add_space(tokens.size.gap_12);
            loading_dots(ui, std::time::Duration::from_secs_f64((cx.now - since).max(0.0)));
            return;
        }
        if entries.is_empty() {
            empty_state(ui, Icon::History, "Nothing was run on this computer yet", None);
            return;
        }
        let now = format::now();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
            for entry in entries.iter().take(MOST) {
                let name = entry.record.operation.clone().unwrap_or_else(|| first_words(&entry.record.text));
                let status = entry.record.status.map_or_else(|| "no answer".to_owned(), |s| s.to_string());
                let right = format!(
                    "{} · {status} · {} · {} · {}",
                    entry.record.server.trim_start_matches("https://"),
                    format::duration(std::time::Duration::from_millis(entry.record.milliseconds)),
                    format::bytes(entry.record.bytes),
                    format::ago(entry.record.at.as_second(), now)
                );
                let shown = ui
                    .push_id(entry.id, |ui| ui.add(ListRow::new(&name).icon(Icon::Play).right(&right)))
                    .inner;
                if shown.on_hover_text(format::exact_time(entry.record.at.as_second())).clicked() {
                    cx.actions.push(Action::OpenHistory(entry.id));
                }
            }
        });
    });
}

/// The beginning of an operation without a name, on one line.
fn first_words(query: &str) -> String {
    let text: Vec<&str> = query.split_whitespace().take(12).collect();
    text.join(" ")
}
