//! The answer of a tab: how it went, and the document as tree, table or text.

use std::sync::Arc;
use std::time::Duration;

use dapple_data::document::visible;
use dapple_data::ids::display_name;
use eframe::egui::{Align, Layout, Rect, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use super::answer_find::FindState;
use super::filtered::FilteredState;
use super::text::TextState;
use super::tree::TreeState;
use super::{answer_find, coming, elements, failure_alert, filtered, loading, text, tree};
use crate::app::Remedy;
use crate::app::{
    Action, Answer, AnswerView, DifferencesAction, ExportWhat, Failed, Fellow, FindAction, LiveAction,
    Remote, Tab, TabKind, fellows,
};
use crate::ui::commands::with_keys;
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, from_right, line_below, region, row};
use crate::ui::theme::{Icon, paint_icon};
use crate::ui::widgets::paint::{cut_line, left, line};
use crate::ui::widgets::{
    Alert, AlertAction, Button, IconButton, MenuItem, Tone, empty_state, loading_dots, menu, segment,
};

/// How the answer of a tab is looked at.
#[derive(Default)]
pub struct AnswerViews {
    pub tree: TreeState,
    pub text: TextState,
    pub find: FindState,
    pub filtered: FilteredState,
    /// Errors beside the data are folded away until the next answer.
    errors_hidden_for: Option<u64>,
}

/// Draws tool row, warnings and the document.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    if let Some(live) = tab.live.as_ref().filter(|live| !live.hidden) {
        return super::live::ui(ui, cx, tab, live);
    }
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let tools = cut_top(&mut rest, tokens.size.tool_row);
    row(ui, tools, &tokens, |ui| tool_row(ui, cx, tab));
    line_below(ui, tools, &tokens);
    region(ui, "answer body", rest, tokens.color.bg_content, |ui| body(ui, cx, tab));
}

fn tool_row(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    if tab.kind == TabKind::Query && !tab.editor_open {
        if ui.add(Button::ghost("Query").small().icon(Icon::PanelLeftOpen)).clicked() {
            cx.act(Action::ShowEditor(tab.id, true));
        }
        let running = tab.is_running();
        if !running && ui.add(Button::primary("Run").small()).clicked() {
            cx.act(Action::Run(tab.id));
        } else if running && ui.add(Button::secondary("Cancel").small()).clicked() {
            cx.act(Action::CancelRun(tab.id));
        }
    }
    if tab.live.is_some() && ui.add(Button::ghost("Events").small().icon(Icon::Workflow)).clicked() {
        cx.act(Action::Live(LiveAction::Show(tab.id)));
    }
    let Some(answer) = tab.answer.value().cloned() else { return };
    from_right(ui, |ui| {
        let what = if tab.view == AnswerView::Table { ExportWhat::List } else { ExportWhat::Whole };
        if ui.add(IconButton::new(Icon::Download, &with_keys("Export", "Export"))).clicked() {
            cx.act(Action::AskExport(tab.id, what));
        }
        if tab.view != AnswerView::Table {
            let find = with_keys("Find in the answer", "Find");
            if ui.add(IconButton::new(Icon::Search, &find).on(tab.find.open)).clicked() {
                cx.act(Action::FindInAnswer(tab.id, FindAction::Show(!tab.find.open)));
            }
        }
        compare_menu(ui, cx, tab);
        let open = match tab.view {
            AnswerView::Tree => 0,
            AnswerView::Table => 1,
            AnswerView::Text => 2,
        };
        if let Some(chosen) = segment(ui, "Show the answer as", &["Tree", "Table", "Text"], open, false) {
            let view = [AnswerView::Tree, AnswerView::Table, AnswerView::Text]
                .get(chosen)
                .copied()
                .unwrap_or_default();
            cx.act(Action::ShowAnswerAs(tab.id, view));
        }
        loading::button(ui, cx, tab, &answer);
        let builder = UiBuilder::new()
            .max_rect(ui.available_rect_before_wrap())
            .layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| facts(ui, cx, tab, &answer));
    });
}

/// The most tabs that the menu offers to compare with.
const MOST_FELLOWS: usize = 16;

/// With what the answer can be compared.
fn compare_menu(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    if !matches!(tab.answer, Remote::Ready { .. }) {
        return;
    }
    let button = ui.add(IconButton::new(Icon::GitCompare, "Compare with another answer"));
    menu(&button, |ui| {
        for (fellow, title) in fellows(cx.state, tab).into_iter().take(MOST_FELLOWS) {
            let icon = if fellow == Fellow::Before { Icon::History } else { Icon::Braces };
            let ran = tab.before.as_ref().filter(|_| fellow == Fellow::Before);
            let keys = ran.map(|answer| format::clock(answer.meta.at)).unwrap_or_default();
            if ui.add(MenuItem::new(&display_name(&title)).icon(icon).keys(&keys)).clicked() {
                cx.actions.push(Action::Differences(DifferencesAction::Open(tab.id, fellow)));
            }
        }
        if ui.add(MenuItem::new("A saved answer…").icon(Icon::Folder)).clicked() {
            cx.actions.push(Action::Differences(DifferencesAction::PickFile(tab.id)));
        }
    });
}

/// Status, time and size of the answer, and whether it is older than the text beside it.
fn facts(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, answer: &Arc<Answer>) {
    ui.set_clip_rect(ui.max_rect().intersect(ui.clip_rect()));
    let tokens = cx.tokens.clone();
    let (size, font, color) = (&tokens.size, &tokens.font, &tokens.color);
    let meta = &answer.meta;
    let good = answer.errors.is_empty() && meta.incomplete.is_none();
    let (icon, tint) =
        if good { (Icon::CircleCheck, color.success) } else { (Icon::TriangleAlert, color.warning) };
    let head = match (&tab.answer, meta.status) {
        (Remote::Partial { .. }, _) => "Not all of it yet".to_owned(),
        _ if meta.loaded.is_some() => meta.loaded.as_ref().map_or_else(String::new, |l| l.counts()),
        (_, Some(status)) => status.to_string(),
        (_, None) => "Saved answer".to_owned(),
    };
    let mut words = format::bytes(answer.document.len_bytes());
    if let Some(loaded) = &meta.loaded {
        words =
            format!("{} pages · {} · {words}", format::count(loaded.pages), format::duration(loaded.took));
    } else if meta.status.is_some() {
        words = format!(
            "{} · {words} · run at {}",
            format::duration(meta.wait + meta.download),
            format::clock(meta.at)
        );
    }
    if let Some(texts) = cx.buffers.get(tab.id)
        && tab.answered.as_ref().is_some_and(|(revision, _)| *revision != texts.query.revision())
    {
        words.push_str(", before the last edit");
    }
    let head_text = line(ui.painter(), &head, &font.mono_medium, color.text);
    // What has no room ends in `…`, the whole is said on hover and to screen readers.
    let before = size.icon + size.gap_8 + head_text.size().x + size.gap_8;
    let room = ui.available_width() - before;
    let rest = cut_line(ui.painter(), &words, (&font.secondary, color.text_subdued), room);
    let width = before + rest.size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size.button_small), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(eframe::egui::Role::Status, true, format!("{head} {words}")));
    paint_icon(ui.painter(), icon, rect.left_center() + vec2(size.icon / 2.0, 0.0), size.icon, tint);
    let x = left(ui.painter(), rect.left() + size.icon + size.gap_8, rect, head_text);
    left(ui.painter(), x + size.gap_8, rect, rest);
    response.on_hover_ui(|ui| headers(ui, cx, answer));
}

/// Everything known about the answer, on hover.
fn headers(ui: &mut Ui, cx: &ViewCtx<'_>, answer: &Answer) {
    let font = &cx.tokens.font;
    let meta = &answer.meta;
    let mut lines = vec![format::exact_time(meta.at)];
    lines.extend(meta.server.clone());
    if meta.status.is_some() {
        lines.push(format!(
            "waited {}, download {}",
            format::duration(meta.wait),
            format::duration(meta.download)
        ));
    }
    lines.extend(meta.request_id.as_ref().map(|id| format!("request {id}")));
    lines.extend(meta.incomplete.clone());
    if let Some(loaded) = &meta.loaded {
        lines.push(format!("{}: {} in {} pages", loaded.path.join("."), loaded.counts(), loaded.pages));
        if loaded.doubles > 0 {
            lines.push(format!("{} came more than once and are kept once", format::count(loaded.doubles)));
        }
        lines.extend(loaded.added.iter().chain(&loaded.notes).cloned());
    }
    lines.extend(meta.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    for text in lines.iter().take(40) {
        ui.add(
            eframe::egui::Label::new(eframe::egui::RichText::new(visible(text)).font(font.mono.clone()))
                .truncate(),
        );
    }
}

fn body(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    match (&tab.answer, &tab.loading) {
        (Remote::Loading { .. } | Remote::Partial { .. }, Some(loading)) => {
            loading::strip(ui, cx, tab, loading);
            let rest = ui.available_rect_before_wrap();
            if let Some(answer) = tab.answer.value().cloned() {
                region(ui, "loaded so far", rest, cx.tokens.color.bg_content, |ui| {
                    document(ui, cx, tab, &answer);
                });
            }
        }
        (Remote::Failed { error, .. }, _) => {
            let tokens = cx.tokens.clone();
            let mut rest = ui.max_rect();
            let used = padded(ui, rest, tokens.size.gap_12, |ui| {
                failure_alert(ui, error, Failed::Answer(tab.id), cx.actions);
            });
            rest.min.y = used + tokens.size.gap_12;
            if let Some(answer) = tab.answer.value().cloned() {
                region(ui, "previous", rest, tokens.color.bg_content, |ui| document(ui, cx, tab, &answer));
            }
        }
        (Remote::Loading { id, since, previous: None }, _) => {
            let progress = cx.state.progress.get(id).copied().unwrap_or_default();
            coming::waiting(ui, cx, tab, progress, cx.now - since);
        }
        (Remote::Partial { id, value }, _) => {
            let progress = cx.state.progress.get(id).copied().unwrap_or_default();
            coming::growing(ui, cx, tab, progress);
            let rest = ui.available_rect_before_wrap();
            let answer = value.clone();
            region(ui, "grown", rest, cx.tokens.color.bg_content, |ui| document(ui, cx, tab, &answer));
        }
        _ => match tab.answer.value().cloned() {
            Some(answer) => with_warnings(ui, cx, tab, &answer),
            None => nothing_yet(ui, cx, tab),
        },
    }
}

fn nothing_yet(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    match &tab.kind {
        TabKind::Query => {
            let words = with_keys("Run the operation to see its answer here", "Run the operation");
            empty_state(ui, Icon::Play, &words, None);
        }
        TabKind::Project | TabKind::Elements | TabKind::Comparison | TabKind::Differences => {}
        TabKind::File(path) => {
            let sentence = format!("{} is not open", display_name(&path.display().to_string()));
            if empty_state(ui, Icon::Folder, &sentence, Some("Open it")) {
                cx.act(Action::CloseTab(tab.id));
                cx.act(Action::OpenPath(path.clone()));
            }
        }
    }
}

/// Draws `contents` with `gap` around and returns where it ended.
pub(super) fn padded(ui: &mut Ui, rect: Rect, gap: f32, contents: impl FnOnce(&mut Ui)) -> f32 {
    let builder = UiBuilder::new().max_rect(rect.shrink(gap)).layout(Layout::top_down(Align::Min));
    ui.scope_builder(builder, |ui| {
        contents(ui);
        ui.min_rect().bottom()
    })
    .inner
}

/// Errors that came beside the data stand above it, in amber: the data is here.
fn with_warnings(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, answer: &Arc<Answer>) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let this = answer.serial;
    let hidden = cx.views.tab(tab.id).answer.errors_hidden_for == Some(this);
    if let Some(loaded) = answer.meta.loaded.as_ref().filter(|loaded| !loaded.complete && !hidden) {
        let title = format!("Not all of {}: {} came", loaded.path.join("."), loaded.counts());
        let reason = loaded.why().join(". ");
        let used = padded(ui, rest, tokens.size.gap_12, |ui| {
            let alert = Alert::new(Tone::Warning, &title).reason(&reason).buttons(&["Load again", "Hide"]);
            match alert.copy().show(ui) {
                Some(AlertAction::Button(0)) => cx.act(Action::LoadAll(tab.id, loaded.path.clone())),
                Some(AlertAction::Button(_)) => cx.views.tab(tab.id).answer.errors_hidden_for = Some(this),
                _ => {}
            }
        });
        rest.min.y = (used + tokens.size.gap_12).min(rest.bottom());
    }
    if !answer.errors.is_empty() && !hidden {
        let scopes = cx.state.problems.refused(tab.id);
        let title = match answer.errors.len() {
            _ if !scopes.is_empty() => format!("The token lacks {}", scopes.join(" and ")),
            1 => "The server reports an error".to_owned(),
            n => format!("The server reports {n} errors"),
        };
        let reason = if scopes.is_empty() {
            answer.errors.first().cloned().unwrap_or_default()
        } else {
            "Make a token with this scope on the server, or leave the field out".to_owned()
        };
        let all = answer.errors.join("\n");
        let used = padded(ui, rest, tokens.size.gap_12, |ui| {
            // Amber while there is data to look at, red when the thing asked for is not there.
            let tone = if answer.has_data { Tone::Warning } else { Tone::Danger };
            let refused = !cx.state.problems.refused(tab.id).is_empty();
            let buttons: &[&str] = if refused { &["Make a token", "Hide"] } else { &["Hide"] };
            let mut alert = Alert::new(tone, &title).reason(&reason).buttons(buttons).copy();
            if answer.errors.len() > 1 || refused {
                alert = alert.details("All that it said", &all);
            }
            match alert.show(ui) {
                Some(AlertAction::Button(0)) if refused => {
                    cx.act(Action::Remedy(Failed::Answer(tab.id), Remedy::MakeToken));
                }
                Some(AlertAction::Button(_)) => {
                    cx.views.tab(tab.id).answer.errors_hidden_for = Some(this);
                }
                _ => {}
            }
        });
        rest.min.y = (used + tokens.size.gap_12).min(rest.bottom());
    }
    region(ui, "document", rest, tokens.color.bg_content, |ui| document(ui, cx, tab, answer));
}

fn document(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, answer: &Arc<Answer>) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    if tab.find.open && tab.view != AnswerView::Table {
        let strip = cut_top(&mut rest, tokens.size.tool_row_second);
        row(ui, strip, &tokens, |ui| answer_find::ui(ui, cx, tab));
        line_below(ui, strip, &tokens);
    }
    match (tab.view, tab.find.shown()) {
        (AnswerView::Tree | AnswerView::Text, Some(shown)) => {
            region(ui, "filtered values", rest, tokens.color.bg_content, |ui| {
                filtered::ui(ui, cx, (tab, answer), shown);
            });
        }
        (AnswerView::Tree, None) => {
            region(ui, "answer tree", rest, tokens.color.bg_content, |ui| tree::ui(ui, cx, tab, answer));
        }
        (AnswerView::Text, None) => {
            region(ui, "answer text", rest, tokens.color.bg_content, |ui| text::ui(ui, cx, tab, answer));
        }
        (AnswerView::Table, _) if answer.lists.is_empty() && tab.values.is_none() => {
            empty_state(ui, Icon::Table2, no_table(tab, answer), None);
        }
        (AnswerView::Table, _) => {
            region(ui, "table", rest, tokens.color.bg_content, |ui| table(ui, cx, tab));
        }
    }
}

/// Why there is no table to look at.
fn no_table(tab: &Tab, answer: &Answer) -> &'static str {
    let cut_short = answer.meta.incomplete.is_some() && answer.document.error().is_none();
    match &tab.answer {
        Remote::Partial { .. } => "The table is made when all of the answer is here",
        _ if cut_short => "This answer was cut short before a table could be made",
        _ => "There is no list in this answer to show as a table",
    }
}

/// The rows of the answer, or why they are not here.
fn table(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    match &tab.table {
        Remote::Failed { error, .. } => failure_alert(ui, error, Failed::Table(tab.id), cx.actions),
        Remote::Loading { since, .. } => {
            loading_dots(ui, Duration::from_secs_f64((cx.now - since).max(0.0)));
        }
        _ => elements::answer_ui(ui, cx, tab),
    }
}
