//! An element table that is not there: not loaded, on its way, failed, without elements or without rows.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{Align, Layout, Rect, Ui, UiBuilder};

use super::words;
use crate::app::{
    Action, ElementSet, ElementsAction, ElementsTab, Failed, Look, Phase, Progress as Figures, Remote, Tab,
};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::panels::failure_alert;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Alert, Progress, Tone, empty_state, loading_dots, progress_strip};

/// Nothing is loaded: what is to be said instead of rows.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, table: &ElementsTab) {
    match &table.set {
        Remote::Failed { error, .. } => {
            padded(ui, cx, |ui, cx| failure_alert(ui, error, Failed::Elements(tab.id), cx.actions));
        }
        Remote::Loading { id, since, .. } => {
            let figures = cx.state.progress.get(id).copied().unwrap_or_default();
            let waited = (cx.now - since).max(0.0);
            if !strip(ui, cx, tab, figures, waited) {
                padded(ui, cx, |ui, _| {
                    loading_dots(ui, Duration::from_secs_f64(waited));
                });
            }
        }
        _ => {
            let button = match table.known {
                Some(known) => format!("Load {}", words::elements(known, false)),
                None => "Load".to_owned(),
            };
            if empty_state(ui, Icon::Table2, "Not loaded", Some(&button)) {
                cx.act(Action::Elements(ElementsAction::Load(tab.id)));
            }
        }
    }
}

/// What is under way or went wrong while rows are shown. Returns where it ends.
pub fn above(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, table): (&Tab, &ElementsTab), rest: Rect) -> f32 {
    let builder = UiBuilder::new().max_rect(rest).layout(Layout::top_down(Align::Min));
    let mut inner = ui.new_child(builder);
    let gap = cx.tokens.size.gap_12;
    let mut used = rest.top();
    if let Remote::Loading { id, since, .. } = &table.set {
        let figures = cx.state.progress.get(id).copied().unwrap_or_default();
        if strip(&mut inner, cx, tab, figures, (cx.now - since).max(0.0)) {
            used = inner.min_rect().bottom();
        }
    }
    let failed = table.set.error().or_else(|| table.view.error());
    if let Some(error) = failed {
        let builder = UiBuilder::new().max_rect(rest.shrink(gap)).layout(Layout::top_down(Align::Min));
        let mut room = ui.new_child(builder);
        failure_alert(&mut room, error, Failed::Elements(tab.id), cx.actions);
        used = room.min_rect().bottom() + gap;
    } else if let Some(set) = table.set.value().filter(|set| !set.facts.is_complete()) {
        let builder = UiBuilder::new().max_rect(rest.shrink(gap)).layout(Layout::top_down(Align::Min));
        let mut room = ui.new_child(builder);
        short(&mut room, cx, tab, set);
        used = room.min_rect().bottom() + gap;
    }
    used
}

/// The table is short: the server did not send everything that belongs to it.
fn short(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, set: &Arc<ElementSet>) {
    let facts = &set.facts;
    let missing = facts.missing.len();
    let title = match missing {
        0 => "Not everything is here".to_owned(),
        n if facts.incomplete.is_some() => {
            format!("At least {} objects are missing", format::count(n as u64))
        }
        1 => "1 object is missing".to_owned(),
        n => format!("{} objects are missing", format::count(n as u64)),
    };
    let reason = match &facts.incomplete {
        Some(words) => words.clone(),
        None => {
            "The server did not send them, though asked twice. Sums and exports are short by what they hold"
                .to_owned()
        }
    };
    let ids = facts.missing.iter().take(100).map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let buttons: &[&str] = if set.answer.is_none() { &["Load again"] } else { &[] };
    let mut alert = Alert::new(Tone::Warning, &title).reason(&reason).buttons(buttons).copy();
    if missing > 0 {
        alert = alert.details("Their ids", &ids);
    }
    if let Some(crate::ui::widgets::AlertAction::Button(_)) = alert.show(ui) {
        cx.act(Action::Elements(ElementsAction::Refresh(tab.id)));
    }
}

/// The strip of a load: counts, rate, Cancel. Nothing, and `false`, while there is nothing to count.
fn strip(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, figures: Figures, waited: f64) -> bool {
    let (title, counts, rate) = match figures.phase {
        Phase::RateLimited { seconds } => (
            "The server asks for patience",
            format!("{seconds:.0} s"),
            "Too many requests in a short time. It goes on by itself".to_owned(),
        ),
        Phase::Moving if figures.total == Some(figures.done) && figures.done > 0 => (
            "Finding the elements",
            format::count(figures.done),
            "All objects are here. Their properties are read".to_owned(),
        ),
        Phase::Moving if waited > 0.4 => {
            let done = format::count(figures.done);
            let counts = match figures.total {
                Some(total) => format!("{done} of {}", format::count(total)),
                None => done,
            };
            let a_second = figures.done as f64 / waited.max(0.1);
            let left =
                figures.total.map(|total| total.saturating_sub(figures.done) as f64 / a_second.max(1.0));
            let left = left.map_or(String::new(), |left| format!(", about {:.0} s left", left.ceil()));
            ("Receiving elements", counts, format!("{} a second{left}", format::count(a_second as u64)))
        }
        _ => return false,
    };
    let strip = Progress { title, counts: &counts, rate: &rate, share: figures.fraction() };
    if progress_strip(ui, &strip) {
        cx.act(Action::Elements(ElementsAction::Cancel(tab.id)));
    }
    true
}

/// There are no elements at all.
pub fn no_elements(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, set: &Arc<ElementSet>) {
    let all = set.elements.object_count();
    let sentence = format!("There are no elements in this version, only {}", words::elements(all, true));
    if empty_state(ui, Icon::Box, &sentence, Some("Show all objects")) {
        cx.act(Action::Elements(ElementsAction::Look(tab.id, Look::AllObjects(true))));
    }
}

/// No row passes the filters.
pub fn no_rows(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let of_answer = cx.state.element_table(tab.id).is_none();
    let words = if of_answer { "No row passes the filters" } else { "No element passes the filters" };
    if empty_state(ui, Icon::FilterX, words, Some("Clear filters")) {
        cx.act(Action::Elements(ElementsAction::Look(tab.id, Look::ClearFilters)));
    }
}

fn padded(ui: &mut Ui, cx: &mut ViewCtx<'_>, contents: impl FnOnce(&mut Ui, &mut ViewCtx<'_>)) {
    let rect = ui.max_rect().shrink(cx.tokens.size.gap_12);
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min));
    let mut inner = ui.new_child(builder);
    contents(&mut inner, cx);
}
