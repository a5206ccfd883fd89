//! The events of a subscription as they come: the newest first, one a row, and the chosen one in full below.

use eframe::egui::{Label, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Action, Failed, LiveAction, LiveItem, LiveKind, LiveState, LiveTab, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_bottom, cut_top, from_right, line_above, line_below, region, row};
use crate::ui::theme::{Icon, paint_icon};
use crate::ui::widgets::paint::{cut_line, left};
use crate::ui::widgets::{Button, IconButton, ListRow, ListState, TextField, VirtualList, empty_state};

/// Share of the height that the chosen event takes.
const DETAIL_SHARE: f32 = 0.4;
/// Width of the field that filters.
const FILTER: f32 = 160.0;

/// Where the list of events stands.
#[derive(Default)]
pub struct LiveView {
    list: ListState,
}

/// Draws tools, list and the chosen event.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, live: &LiveTab) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let tools = cut_top(&mut rest, tokens.size.tool_row);
    row(ui, tools, &tokens, |ui| tool_row(ui, cx, tab, live));
    line_below(ui, tools, &tokens);
    if let LiveState::Failed(failure) = &live.state {
        let end = super::answer::padded(ui, rest, tokens.size.gap_12, |ui| {
            super::failure_alert(ui, failure, Failed::Answer(tab.id), cx.actions);
        });
        rest.min.y = end + tokens.size.gap_12;
    }
    if live.chosen.is_some() {
        let tall = (rest.height() * DETAIL_SHARE).round();
        let below = cut_bottom(&mut rest, tall);
        region(ui, "event", below, tokens.color.bg_content, |ui| detail(ui, cx, tab, live));
        line_above(ui, below, &tokens);
    }
    region(ui, "events", rest, tokens.color.bg_content, |ui| list(ui, cx, tab, live));
}

fn tool_row(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, live: &LiveTab) {
    if !tab.editor_open && ui.add(Button::ghost("Query").small().icon(Icon::PanelLeftOpen)).clicked() {
        cx.act(Action::ShowEditor(tab.id, true));
    }
    let mut act = |action| cx.actions.push(Action::Live(action));
    let (state, filter) = (cx.state, live.filter.clone());
    from_right(ui, |ui| {
        let some = live.rows() > 0;
        if ui.add_enabled(some, IconButton::new(Icon::Download, "Export the events")).clicked() {
            act(LiveAction::Export(tab.id));
        }
        if ui.add_enabled(some, IconButton::new(Icon::Copy, "Copy the events, one a line")).clicked() {
            act(LiveAction::CopyAll(tab.id));
        }
        if ui.add_enabled(some, IconButton::new(Icon::Table2, "Look at the events as an answer")).clicked() {
            act(LiveAction::AsAnswer(tab.id));
        }
        if ui.add_enabled(some, IconButton::new(Icon::Trash2, "Clear the events")).clicked() {
            act(LiveAction::Clear(tab.id));
        }
        let (words, pause) = if live.is_paused() { ("Go on", false) } else { ("Pause", true) };
        let words = match live.behind() {
            0 => words.to_owned(),
            n => format!("{words} ({})", format::count(n)),
        };
        if ui.add(Button::ghost(&words).small()).clicked() {
            act(LiveAction::Pause(tab.id, pause));
        }
        let mut typed = filter;
        let field = TextField::new(&mut typed, "Filter the events").small().icon(Icon::Search);
        let room = FILTER.min(ui.available_width());
        if field.placeholder("Filter").clearable().width(room).show(ui).response.changed()
            || typed != live.filter
        {
            act(LiveAction::Filter(tab.id, typed));
        }
        let words = standing(live, state.tab(tab.id).is_some(), cx.now);
        let builder = eframe::egui::UiBuilder::new()
            .max_rect(ui.available_rect_before_wrap())
            .layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center));
        ui.scope_builder(builder, |ui| status(ui, &cx.tokens, live, &words));
    });
}

/// "Listening · 12 events".
fn standing(live: &LiveTab, _open: bool, now: f64) -> String {
    let events = match live.events {
        1 => "1 event".to_owned(),
        n => format!("{} events", format::count(n)),
    };
    let state = match &live.state {
        LiveState::Connecting => "Connecting".to_owned(),
        LiveState::Listening => "Listening".to_owned(),
        LiveState::Lost { why, again_in, since } => {
            format!("{why}. Again in {:.0} s", (since + again_in - now).max(0.0).ceil())
        }
        LiveState::Ended(words) => words.clone(),
        LiveState::Failed(_) => "Ended".to_owned(),
    };
    let dropped = match live.dropped {
        0 => String::new(),
        n => format!(" · {} older let go", format::count(n)),
    };
    format!("{state} · {events}{dropped}")
}

fn status(ui: &mut Ui, tokens: &crate::ui::theme::Tokens, live: &LiveTab, words: &str) {
    let (size, color) = (&tokens.size, &tokens.color);
    let (icon, tint) = match live.state {
        LiveState::Listening => (Icon::CircleCheck, color.success),
        LiveState::Lost { .. } => (Icon::TriangleAlert, color.warning),
        LiveState::Failed(_) => (Icon::CircleX, color.danger),
        LiveState::Connecting | LiveState::Ended(_) => (Icon::Info, color.text_subdued),
    };
    let room = ui.available_width() - size.icon - size.gap_8;
    let text = cut_line(ui.painter(), words, (&tokens.font.secondary, color.text_subdued), room);
    let wanted = vec2(size.icon + size.gap_8 + text.size().x, size.button_small);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, words));
    paint_icon(ui.painter(), icon, rect.left_center() + vec2(size.icon / 2.0, 0.0), size.icon, tint);
    left(ui.painter(), rect.left() + size.icon + size.gap_8, rect, text);
}

fn list(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, live: &LiveTab) {
    let tokens = cx.tokens.clone();
    if live.rows() == 0 {
        let words = match (&live.state, live.filter.trim().is_empty()) {
            (LiveState::Failed(_), _) => return,
            (_, false) => "No event passes the filter",
            (LiveState::Listening, _) => "Waiting for the first event",
            (LiveState::Connecting, _) => "Connecting",
            _ => "No event came",
        };
        empty_state(ui, Icon::Workflow, words, None);
        return;
    }
    let name = |row: u64| live.row(row).map(|(_, item)| row_name(item)).unwrap_or_default();
    let state = &mut cx.views.tab(tab.id).live.list;
    let output = VirtualList::new("Events", live.rows(), tokens.size.list_row).row_name(&name).show(
        ui,
        state,
        |ui, row| {
            let Some((number, item)) = live.row(row.index) else { return };
            let (icon, tint) = match item.kind {
                LiveKind::Event => (Icon::CircleCheck, tokens.color.success),
                LiveKind::Errors => (Icon::CircleAlert, tokens.color.danger),
                LiveKind::Gap => (Icon::TriangleAlert, tokens.color.warning),
            };
            let right = format!("{} · {}", format::count(number + 1), format::clock(item.at / 1000));
            ListRow::new(&beginning(item)).icon(icon).icon_color(tint).right(&right).paint(ui, row.seen);
        },
    );
    let by_key = output.keys.enter.then_some(state.cursor).flatten();
    if let Some((number, _)) = output.clicked.map(|hit| hit.row).or(by_key).and_then(|row| live.row(row)) {
        cx.act(Action::Live(LiveAction::Choose(tab.id, number)));
    }
}

/// As much of an event as a row can show.
fn beginning(item: &LiveItem) -> String {
    item.text.chars().take(240).collect()
}

fn row_name(item: &LiveItem) -> String {
    format!("{} {}", format::clock(item.at / 1000), beginning(item))
}

fn detail(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, live: &LiveTab) {
    let tokens = cx.tokens.clone();
    let Some(text) = live.detail.value() else { return };
    ScrollArea::both().id_salt(("event", tab.id)).auto_shrink(false).show(ui, |ui| {
        ui.add_space(tokens.size.gap_8);
        ui.horizontal_top(|ui| {
            ui.add_space(tokens.size.row_padding);
            ui.add(Label::new(RichText::new(&**text).font(tokens.font.code.clone())).extend());
        });
    });
}
