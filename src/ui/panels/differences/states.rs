//! A comparison of answers that is not there: on its way, failed; or there, and empty or short.

use std::time::Duration;

use eframe::egui::{Align, Layout, Rect, Ui, UiBuilder};

use crate::app::{
    Action, DifferencesAction, DifferencesLook, DifferencesTab, Failed, Phase, Progress as Figures, Remote,
    Tab,
};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::panels::failure_alert;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Alert, Progress, Tone, empty_state, loading_dots, progress_strip};

/// Nothing is there: what is to be said instead of rows.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, compared: &DifferencesTab) {
    let gap = cx.tokens.size.gap_12;
    let inner = UiBuilder::new().max_rect(ui.max_rect().shrink(gap)).layout(Layout::top_down(Align::Min));
    match &compared.comparison {
        Remote::Failed { error, .. } => {
            failure_alert(&mut ui.new_child(inner), error, Failed::Differences(tab.id), cx.actions);
        }
        Remote::Loading { id, since, .. } => {
            let figures = cx.state.progress.get(id).copied().unwrap_or_default();
            let waited = (cx.now - since).max(0.0);
            if !strip(ui, cx, tab, figures, waited) {
                loading_dots(&mut ui.new_child(inner), Duration::from_secs_f64(waited));
            }
        }
        _ => {
            if empty_state(ui, Icon::GitCompare, "Not compared", Some("Compare")) {
                cx.act(Action::Differences(DifferencesAction::Load(tab.id)));
            }
        }
    }
}

/// What is under way or went wrong while rows are shown. Returns where it ends.
pub fn above(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, compared): (&Tab, &DifferencesTab), rest: Rect) -> f32 {
    let gap = cx.tokens.size.gap_12;
    let mut used = rest.top();
    if let Remote::Loading { id, since, .. } = &compared.comparison {
        let figures = cx.state.progress.get(id).copied().unwrap_or_default();
        let builder = UiBuilder::new().max_rect(rest).layout(Layout::top_down(Align::Min));
        let mut inner = ui.new_child(builder);
        if strip(&mut inner, cx, tab, figures, (cx.now - since).max(0.0)) {
            used = inner.min_rect().bottom();
        }
    }
    let failed = compared.comparison.error().or_else(|| compared.shown.error());
    let short = compared.comparison.value().filter(|both| both.is_short());
    if failed.is_none() && short.is_none() {
        return used;
    }
    let builder = UiBuilder::new().max_rect(rest.shrink(gap)).layout(Layout::top_down(Align::Min));
    let mut room = ui.new_child(builder);
    if let Some(error) = failed {
        failure_alert(&mut room, error, Failed::Differences(tab.id), cx.actions);
    } else if let Some(both) = short {
        let reason = both.cautions().into_iter().next().unwrap_or_default();
        Alert::new(Tone::Warning, "Not everything is here").reason(&reason).copy().show(&mut room);
    }
    room.min_rect().bottom() + gap
}

/// The strip of a comparison: bytes, Cancel. Nothing, and `false`, while there is nothing to count.
fn strip(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, figures: Figures, waited: f64) -> bool {
    if figures.phase != Phase::Moving || waited <= 0.4 {
        return false;
    }
    let done = format::bytes(figures.done);
    let counts =
        figures.total.map_or_else(|| done.clone(), |total| format!("{done} of {}", format::bytes(total)));
    let strip = Progress { title: "Comparing", counts: &counts, rate: "", share: figures.fraction() };
    if progress_strip(ui, &strip) {
        cx.act(Action::Differences(DifferencesAction::Cancel(tab.id)));
    }
    true
}

/// Both answers say the same.
pub fn nothing_differs(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let words = "Nothing differs: both answers say the same, digit by digit";
    if empty_state(ui, Icon::CircleCheck, words, Some("Show all values")) {
        let look = DifferencesLook { only: false, kind: None };
        cx.act(Action::Differences(DifferencesAction::Look(tab.id, look)));
    }
}

/// The look lets nothing through.
pub fn nothing_shown(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    if empty_state(ui, Icon::FilterX, "No difference of this kind", Some("Show all differences")) {
        cx.act(Action::Differences(DifferencesAction::Look(tab.id, DifferencesLook::default())));
    }
}
