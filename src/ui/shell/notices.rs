//! Notices in the lower right corner: what ended, and what went wrong.

use eframe::egui::Ui;

use crate::app::{Action, NoticeKind};
use crate::ui::context::ViewCtx;
use crate::ui::widgets::{Toast, ToastAction, Tone, toasts};

/// Draws the notices over everything else.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let shown: Vec<Toast<'_>> = cx
        .state
        .notices
        .iter()
        .map(|notice| Toast {
            tone: match notice.kind {
                NoticeKind::Done => Tone::Success,
                NoticeKind::Warning => Tone::Warning,
                NoticeKind::Error => Tone::Danger,
            },
            text: &notice.text,
            button: notice.file.as_ref().map(|_| "Show file"),
        })
        .collect();
    let Some((place, action)) = toasts(ui.ctx(), &shown) else { return };
    let Some(notice) = cx.state.notices.get(place) else { return };
    if let (ToastAction::Button, Some(file)) = (action, &notice.file) {
        cx.act(Action::ShowFile(file.clone()));
    }
    cx.act(Action::CloseNotice(notice.id));
}
