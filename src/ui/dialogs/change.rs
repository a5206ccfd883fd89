//! What a mutation is about to change, on which server, before it goes out.

use dapple_data::ids::display_name;
use eframe::egui::{Context, Label, RichText, ScrollArea, Ui};

use crate::app::{Action, ChangeAsked, RunningAction};
use crate::ui::context::ViewCtx;
use crate::ui::widgets::{Button, dialog, dialog_footer};

/// Values longer than this are cut here; they are sent whole.
const MOST_CHARS: usize = 400;
/// The most changes that are written out.
const MOST_CHANGES: usize = 40;

/// Draws the dialog.
pub fn ui(ctx: &Context, cx: &mut ViewCtx<'_>, asked: &ChangeAsked) {
    let title = format!("Change data on {}?", display_name(&asked.server));
    let subtitle = format!("As {}", display_name(&asked.account));
    let shown = dialog(ctx, &title, &subtitle, |ui| {
        let most = ctx.content_rect().height() / 2.0;
        ScrollArea::vertical().id_salt("changes").max_height(most).show(ui, |ui| list(ui, cx, asked));
        dialog_footer(ui, "It is sent once", |ui| {
            if ui.add(Button::danger("Change it")).clicked() {
                cx.act(Action::Running(RunningAction::Confirm));
            }
            let cancel = ui.add(Button::ghost("Cancel"));
            cx.views.focus.begin_with(&cancel);
            if cancel.clicked() {
                cx.act(Action::CloseDialog);
            }
        });
    });
    if shown.closed {
        cx.act(Action::CloseDialog);
    }
}

fn list(ui: &mut Ui, cx: &ViewCtx<'_>, asked: &ChangeAsked) {
    let (font, color) = (&cx.tokens.font, &cx.tokens.color);
    if asked.changes.is_empty() {
        let words = "The operation names no field that could be said here";
        ui.add(Label::new(RichText::new(words).color(color.text_subdued)).wrap());
    }
    for (at, change) in asked.changes.iter().take(MOST_CHANGES).enumerate() {
        if at > 0 {
            ui.add_space(cx.tokens.size.gap_8);
        }
        let name = RichText::new(&change.field).font(font.mono_medium.clone()).color(color.text);
        ui.add(Label::new(name).wrap());
        for (argument, value) in &change.arguments {
            let cut = value.chars().nth(MOST_CHARS).is_some();
            let value: String = value.chars().take(MOST_CHARS).chain(cut.then_some('…')).collect();
            let words = format!("{argument}: {}", display_name(&value));
            let words = RichText::new(words).font(font.mono.clone()).color(color.text_subdued);
            ui.add(Label::new(words).wrap());
        }
    }
    let more = asked.changes.len().saturating_sub(MOST_CHANGES);
    if more > 0 {
        ui.add(Label::new(RichText::new(format!("and {more} more")).color(color.text_subdued)));
    }
}
