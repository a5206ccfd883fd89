//! A comparison that is not there: not loaded, on its way, failed; or there, and empty or short.

use std::time::Duration;

use eframe::egui::{Align, Layout, Rect, Ui, UiBuilder};

use crate::app::{
    Action, ChangesLook, CompareAction, Comparison, ComparisonTab, Failed, Phase, Progress as Figures,
    Remote, Tab,
};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::panels::failure_alert;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Alert, AlertAction, Progress, Tone, empty_state, loading_dots, progress_strip};

/// Nothing is loaded: what is to be said instead of rows.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, compared: &ComparisonTab) {
    let gap = cx.tokens.size.gap_12;
    match &compared.comparison {
        Remote::Failed { error, .. } => {
            let builder =
                UiBuilder::new().max_rect(ui.max_rect().shrink(gap)).layout(Layout::top_down(Align::Min));
            failure_alert(&mut ui.new_child(builder), error, Failed::Comparison(tab.id), cx.actions);
        }
        Remote::Loading { id, since, .. } => {
            let figures = cx.state.progress.get(id).copied().unwrap_or_default();
            let waited = (cx.now - since).max(0.0);
            if !strip(ui, cx, tab, figures, waited) {
                let builder =
                    UiBuilder::new().max_rect(ui.max_rect().shrink(gap)).layout(Layout::top_down(Align::Min));
                loading_dots(&mut ui.new_child(builder), Duration::from_secs_f64(waited));
            }
        }
        _ => {
            if empty_state(ui, Icon::GitCompare, "Not loaded", Some("Compare")) {
                cx.act(Action::Compare(CompareAction::Load(tab.id)));
            }
        }
    }
}

/// What is under way or went wrong while rows are shown. Returns where it ends.
pub fn above(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, compared): (&Tab, &ComparisonTab), rest: Rect) -> f32 {
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
    let short = compared.comparison.value().filter(|both| both.short_by() > 0);
    if failed.is_none() && short.is_none() {
        return used;
    }
    let builder = UiBuilder::new().max_rect(rest.shrink(gap)).layout(Layout::top_down(Align::Min));
    let mut room = ui.new_child(builder);
    if let Some(error) = failed {
        failure_alert(&mut room, error, Failed::Comparison(tab.id), cx.actions);
    } else if let Some(both) = short {
        let reason = both.cautions().into_iter().next().unwrap_or_default();
        let alert =
            Alert::new(Tone::Warning, "Not everything is here").reason(&reason).buttons(&["Compare again"]);
        if let Some(AlertAction::Button(_)) = alert.copy().show(&mut room) {
            cx.act(Action::Compare(CompareAction::Load(tab.id)));
        }
    }
    room.min_rect().bottom() + gap
}

/// The strip of a load: counts, rate, Cancel. Nothing, and `false`, while there is nothing to count.
fn strip(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, figures: Figures, waited: f64) -> bool {
    let (title, counts, rate) = match figures.phase {
        Phase::RateLimited { seconds } => (
            "The server asks for patience",
            format!("{seconds:.0} s"),
            "Too many requests in a short time. It goes on by itself".to_owned(),
        ),
        Phase::Moving if waited > 0.4 => {
            let done = format::count(figures.done);
            let counts = match figures.total {
                Some(total) => format!("{done} of {}", format::count(total)),
                None => done,
            };
            ("Receiving both versions", counts, "One after the other".to_owned())
        }
        _ => return false,
    };
    let strip = Progress { title, counts: &counts, rate: &rate, share: figures.fraction() };
    if progress_strip(ui, &strip) {
        cx.act(Action::Compare(CompareAction::Cancel(tab.id)));
    }
    true
}

/// Both versions are alike.
pub fn nothing_differs(ui: &mut Ui, comparison: &Comparison) {
    let count = comparison.differences.unchanged;
    let words = match count {
        0 => "Neither version has elements".to_owned(),
        1 => "Nothing differs: the one element is the same in both".to_owned(),
        _ => format!("Nothing differs: all {} elements are the same in both", format::count(count as u64)),
    };
    empty_state(ui, Icon::CircleCheck, &words, None);
}

/// The look lets nothing through.
pub fn nothing_shown(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    if empty_state(ui, Icon::FilterX, "No change passes the filters", Some("Show all changes")) {
        cx.act(Action::Compare(CompareAction::Look(tab.id, ChangesLook::default())));
    }
}
