//! Notices in the lower right corner: what ended, and what went wrong.

use eframe::egui::Ui;

use crate::app::{Action, Failure, Notice, NoticeKind};
use crate::ui::context::ViewCtx;
use crate::ui::widgets::{Toast, ToastAction, ToastFailure, Tone, toasts};

/// Draws the notices over everything else.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let shown: Vec<Toast<'_>> = cx.state.notices.iter().map(toast).collect();
    let Some((place, action)) = toasts(ui.ctx(), &shown) else { return };
    let Some(notice) = cx.state.notices.get(place) else { return };
    match action {
        ToastAction::Copied => {
            let text = notice.failure.as_ref().map_or_else(|| notice.text.clone(), Failure::as_text);
            cx.act(Action::Copy(text));
            return;
        }
        ToastAction::Button => {
            if let Some(file) = &notice.file {
                cx.act(Action::ShowFile(file.clone()));
            }
        }
        ToastAction::Closed => {}
    }
    cx.act(Action::CloseNotice(notice.id));
}

fn toast(notice: &Notice) -> Toast<'_> {
    let tone = match notice.kind {
        NoticeKind::Done => Tone::Success,
        NoticeKind::Warning => Tone::Warning,
        NoticeKind::Error => Tone::Danger,
    };
    let button = notice.file.as_ref().map(|_| "Show file");
    let failure = notice.failure.as_ref().map(|failure| ToastFailure {
        id: notice.id,
        title: &failure.title,
        advice: &failure.advice,
        details: failure.details.as_deref(),
        request: failure.request_id.as_deref(),
    });
    Toast { tone, text: &notice.text, button, failure }
}
