//! What Dapple is, and the keys it knows.

use eframe::egui::{Context, Frame, Label, Margin, RichText, ScrollArea, Ui};

use crate::app::Action;
use crate::ui::context::ViewCtx;
use crate::ui::widgets::{Button, dialog, dialog_footer, group_label};

/// Height of everything else in the dialog, with some air around it, points.
const BESIDE_KEYS: f32 = 330.0;
/// As much of the list is always seen, points.
const LEAST_LIST: f32 = 72.0;

/// Keys and values on the dialog's own edge; they scroll where the window is too low for all of them.
fn listing(ui: &mut Ui, cx: &ViewCtx<'_>, beside: f32, rows: impl FnOnce(&mut Ui)) {
    let room = (ui.ctx().content_rect().height() - beside).max(LEAST_LIST);
    let edge = Margin::symmetric(-(cx.tokens.size.row_padding as i8), 0);
    ScrollArea::vertical().max_height(room).show(ui, |ui| {
        Frame::new().outer_margin(edge).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            rows(ui);
        });
    });
}

/// What Dapple is, and what it is not.
pub fn ui(ctx: &Context, cx: &mut ViewCtx<'_>) {
    let version = format!("Version {}", crate::VERSION);
    let shown = dialog(ctx, "Dapple", &version, |ui| {
        let words = "A native desktop workbench for Speckle data. Not affiliated with Speckle Systems.\n\n\
                     Inter and the Lucide icons are used under their own licences (OFL and ISC), JetBrains Mono under Apache 2.0.";
        ui.add(Label::new(RichText::new(words)).wrap());
        group_label(ui, "Keys");
        listing(ui, cx, BESIDE_KEYS, |ui| {
            for command in crate::ui::commands::COMMANDS {
                let Some(keys) = command.keys else { continue };
                let keys = crate::ui::commands::keys_text(keys);
                crate::ui::widgets::key_value(ui, command.text, &keys, 220.0, false);
            }
        });
        dialog_footer(ui, "", |ui| {
            let close = ui.add(Button::secondary("Close"));
            cx.views.focus.begin_with(&close);
            if close.clicked() {
                cx.act(Action::CloseDialog);
            }
        });
    });
    if shown.closed {
        cx.act(Action::CloseDialog);
    }
}
