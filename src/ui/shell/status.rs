//! The status line: problems and caret at the left; server, schema and progress at the right.

use dapple_data::document::visible;
use dapple_data::graphql::Severity;
use dapple_data::speckle::browse::Listing;
use eframe::egui::{Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Link, Place, ProjectPage, ProjectView, Remote};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{from_right, row};
use crate::ui::panels::{compare_status, differences_status, elements_status};
use crate::ui::theme::{Icon, paint_icon};
use crate::ui::widgets::paint::{left, line};

/// Draws the status line into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let rect = ui.max_rect();
    row(ui, rect, &tokens, |ui| {
        ui.spacing_mut().item_spacing.x = tokens.size.gap_16;
        let table = cx.state.selected.and_then(|tab| Some((tab, cx.state.shown_table(tab)?)));
        if let Some((tab, table)) = table {
            let panel = cx.views.tabs.get(&tab).map(|view| &view.elements);
            return elements_status(ui, cx, table, panel);
        }
        if let Some(compared) = cx.state.selected.and_then(|tab| cx.state.comparisons.tabs.get(&tab)) {
            return compare_status(ui, cx, compared);
        }
        if let Some(compared) = cx.state.selected.and_then(|tab| cx.state.differences.tabs.get(&tab)) {
            return differences_status(ui, cx, compared);
        }
        browser(ui, cx);
        // All of this is about the tab in front: elsewhere it would be about nothing on the screen.
        let on_tab = cx.state.place == Place::Query;
        if on_tab {
            problems(ui, cx);
            caret(ui, cx);
            incomplete(ui, cx);
        }
        from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = tokens.size.gap_16;
            if on_tab {
                answer(ui, cx);
                schema(ui, cx);
            }
            latency(ui, cx);
            if cx.state.read_only {
                word(ui, cx, Some(Icon::Lock), "Another window keeps the session, this one does not");
            }
        });
    });
}

/// One piece of the status line: an icon as loud as what it stands for, or plain words.
fn word(ui: &mut Ui, cx: &ViewCtx<'_>, icon: Option<Icon>, text: &str) {
    let tokens = &cx.tokens;
    let text = &visible(text);
    let color = if icon.is_some() { tokens.color.text } else { tokens.color.text_subdued };
    let galley = line(ui.painter(), text, &tokens.font.secondary, color);
    let before = if icon.is_some() { tokens.size.icon + tokens.size.gap_4 } else { 0.0 };
    let (rect, response) =
        ui.allocate_exact_size(vec2(before + galley.size().x, tokens.size.status_line), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    if let Some(icon) = icon {
        let at = rect.left_center() + vec2(tokens.size.icon / 2.0, 0.0);
        let tint = if icon == Icon::CircleAlert { tokens.color.danger } else { tokens.color.warning };
        paint_icon(ui.painter(), icon, at, tokens.size.icon, tint);
    }
    left(ui.painter(), rect.left() + before, rect, galley);
}

/// What the browser shows, whether it is all, and how old it is.
fn browser(ui: &mut Ui, cx: &ViewCtx<'_>) {
    let browser = &cx.state.browser;
    if browser.resolving.waiting_for().is_some() {
        word(ui, cx, None, "Looking up the link");
    }
    let page = cx.state.selected.and_then(|tab| browser.pages.get(&tab));
    let received = match page {
        Some(page) => {
            page_counts(ui, cx, page);
            page.received
        }
        None if cx.state.place == Place::Browse && cx.state.tabs.is_empty() => {
            if let Some(projects) = browser.projects.value() {
                counts(ui, cx, &[counted(projects, "project")], projects.is_complete());
            }
            browser.received
        }
        None => None,
    };
    if let Some(received) = received {
        let age = (cx.now - received).max(0.0);
        let minutes = (age / MINUTE) as u64;
        let words =
            if minutes == 0 { "Updated just now".to_owned() } else { format!("Updated {minutes} min ago") };
        word(ui, cx, None, &words);
        // Once a minute is often enough for a figure of minutes.
        let left = MINUTE - age % MINUTE;
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left.max(1.0)));
    }
}

/// Seconds.
const MINUTE: f64 = 60.0;

fn page_counts(ui: &mut Ui, cx: &ViewCtx<'_>, page: &ProjectPage) {
    let (models, versions) = (page.models.value(), page.versions.value());
    match page.view {
        ProjectView::Models => {
            let words: Vec<String> = models
                .map(|models| counted(models, "model"))
                .into_iter()
                .chain(versions.map(|versions| counted(versions, "version")))
                .collect();
            let whole = models.is_none_or(|m| m.is_complete()) && versions.is_none_or(|v| v.is_complete());
            counts(ui, cx, &words, whole);
        }
        ProjectView::Timeline => {
            if let Some(timeline) = page.timeline.value() {
                counts(ui, cx, &[counted(timeline, "version")], timeline.is_complete());
            }
        }
        ProjectView::People => {
            if let Some(people) = page.people.value() {
                counts(ui, cx, &[counted(people, "member")], people.is_complete());
            }
        }
    }
}

fn counted<T>(listing: &Listing<T>, one: &str) -> String {
    let have = listing.items.len() as u64;
    let figure = format::count(have);
    match listing.total.filter(|_| !listing.is_complete()) {
        Some(total) => format!("{figure} of {} {one}s", format::count(total)),
        None if have == 1 => format!("1 {one}"),
        None => format!("{figure} {one}s"),
    }
}

fn counts(ui: &mut Ui, cx: &ViewCtx<'_>, words: &[String], whole: bool) {
    if words.is_empty() {
        return;
    }
    let words = words.join(", ");
    if whole {
        word(ui, cx, None, &format!("{words}, all received"));
    } else {
        word(ui, cx, Some(Icon::TriangleAlert), &words);
    }
}

/// How long the server of the page in front took for its last sign of life.
fn latency(ui: &mut Ui, cx: &ViewCtx<'_>) {
    let Some(page) = cx.state.selected.and_then(|tab| cx.state.browser.pages.get(&tab)) else { return };
    if let Some(Link::Connected { latency_ms }) = cx.state.accounts.get(&page.account).map(|row| &row.link) {
        word(ui, cx, None, &format!("{latency_ms} ms"));
    }
}

fn problems(ui: &mut Ui, cx: &ViewCtx<'_>) {
    let Some(tab) = cx.state.current() else { return };
    let all = tab.problems.iter().chain(&tab.variable_problems);
    let (errors, warnings) = all.fold((0, 0), |(e, w), p| match p.severity {
        Severity::Error => (e + 1, w),
        Severity::Warning => (e, w + 1),
    });
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    if errors > 0 {
        word(ui, cx, Some(Icon::CircleAlert), &count(errors, "error"));
    }
    if warnings > 0 {
        word(ui, cx, Some(Icon::TriangleAlert), &count(warnings, "warning"));
    }
}

fn incomplete(ui: &mut Ui, cx: &ViewCtx<'_>) {
    let answer = cx.state.current().and_then(|t| t.answer.value());
    if let Some(error) = answer.and_then(|a| a.meta.incomplete.as_ref()) {
        word(ui, cx, Some(Icon::TriangleAlert), error);
    }
}

fn caret(ui: &mut Ui, cx: &ViewCtx<'_>) {
    let Some(texts) = cx.state.selected.and_then(|id| cx.buffers.get(id)) else { return };
    if texts.query.is_empty() {
        return;
    }
    let (line, column) = texts.query.line_col(texts.query.primary().head);
    word(ui, cx, None, &format!("Line {}, column {}", line + 1, column + 1));
}

fn answer(ui: &mut Ui, cx: &ViewCtx<'_>) {
    let Some(answer) = cx.state.current().and_then(|t| t.answer.value()) else { return };
    word(ui, cx, None, &format::bytes(answer.document.len_bytes()));
    if answer.meta.status.is_some() {
        word(ui, cx, None, &format::duration(answer.meta.wait + answer.meta.download));
    }
    word(ui, cx, None, &format!("{} values", format::count(answer.document.node_count() as u64)));
}

fn schema(ui: &mut Ui, cx: &ViewCtx<'_>) {
    let querying = |tab: &&crate::app::Tab| tab.kind.place() == Place::Query;
    let Some(key) = cx.state.current().filter(querying).and_then(|t| t.account.as_ref()) else { return };
    match cx.state.schemas.get(key) {
        Some(Remote::Ready { value, .. }) => {
            word(ui, cx, None, &format!("{} types", format::count(value.type_count() as u64)));
        }
        Some(Remote::Loading { .. }) => word(ui, cx, None, "API reference on its way"),
        Some(Remote::Failed { error, .. }) => word(ui, cx, Some(Icon::TriangleAlert), &error.title),
        _ => {}
    }
}
