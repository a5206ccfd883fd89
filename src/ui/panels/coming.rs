//! An answer on its way: dots, how much is here and how fast, and a way to give it up.

use std::time::Duration;

use eframe::egui::Ui;

use super::answer::padded;
use crate::app::{Action, Phase, Progress, Tab, TabKind};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::widgets::{self, loading_dots, progress_strip};

/// Nothing for 200 ms, then dots; once bytes come, how many and how fast.
pub fn waiting(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, progress: Progress, waited: f64) {
    let waited = waited.max(0.0);
    if let Phase::RateLimited { seconds } = progress.phase {
        let counts = format!("{seconds:.0} s");
        let rate = "Too many requests in a short time. The query goes out again by itself";
        let title = "The server asks for patience";
        return strip(ui, cx, tab, &widgets::Progress { title, counts: &counts, rate, share: None });
    }
    if progress.phase == Phase::Moving && waited > 0.5 {
        let rate = format!("{} a second", format::bytes((progress.done as f64 / waited) as u64));
        return moving(ui, cx, tab, progress, &rate);
    }
    padded(ui, ui.max_rect(), cx.tokens.size.gap_12, |ui| {
        loading_dots(ui, Duration::from_secs_f64(waited));
    });
}

/// Above an answer of which only the beginning is here.
pub fn growing(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, progress: Progress) {
    moving(ui, cx, tab, progress, "Only the beginning is shown until all of it is here");
}

fn moving(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, progress: Progress, rate: &str) {
    let counts = match progress.total {
        Some(total) => format!("{} of {}", format::bytes(progress.done), format::bytes(total)),
        None => format::bytes(progress.done),
    };
    let title = match tab.kind {
        TabKind::Query
        | TabKind::Project
        | TabKind::Elements
        | TabKind::Comparison
        | TabKind::Differences => "Receiving the answer",
        TabKind::File(_) => "Reading the file",
    };
    strip(ui, cx, tab, &widgets::Progress { title, counts: &counts, rate, share: progress.fraction() });
}

fn strip(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, progress: &widgets::Progress<'_>) {
    if progress_strip(ui, progress) {
        cx.act(Action::CancelRun(tab.id));
    }
}
