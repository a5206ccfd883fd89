//! What stands over the window, one at a time.

mod about;
mod accounts;
mod change;
mod export;
mod settings;
mod storage;
mod views;

use eframe::egui::Context;

pub use settings::SettingsView;

use super::context::ViewCtx;
use super::palette;
use super::panels::connect_form;
use super::widgets::dialog;
use crate::app::{Action, Dialog};

/// Draws the dialog that is open, if any.
pub fn ui(ctx: &Context, cx: &mut ViewCtx<'_>) {
    let state = cx.state;
    match &state.dialog {
        None => {}
        Some(Dialog::Connect) => {
            let shown = dialog(ctx, "Add an account", "A token is sent only to its own server", |ui| {
                connect_form(ui, cx);
                ui.add_space(cx.tokens.size.gap_4);
            });
            if shown.closed {
                cx.act(Action::CloseDialog);
            }
        }
        Some(Dialog::Palette) => palette::ui(ctx, cx),
        Some(Dialog::Export(form)) => export::ui(ctx, cx, form),
        Some(Dialog::SignOut(key)) => accounts::sign_out(ctx, cx, key),
        Some(Dialog::ChooseToken(choice)) => accounts::choose_token(ctx, cx, choice),
        Some(Dialog::Rename { account, name }) => accounts::rename(ctx, cx, account, name),
        Some(Dialog::View(asked)) => views::ui(ctx, cx, asked),
        Some(Dialog::Saved(asked)) => super::panels::ask_saved(ctx, cx, asked),
        Some(Dialog::SetName(asked)) => super::panels::set_name(ctx, cx, asked),
        Some(Dialog::Change(asked)) => change::ui(ctx, cx, asked),
        Some(Dialog::Settings) => settings::ui(ctx, cx),
        Some(Dialog::About) => about::ui(ctx, cx),
    }
}
