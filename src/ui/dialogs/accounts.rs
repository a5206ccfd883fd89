//! Sign out, give an account another name, and choose between tokens that the keyring holds for one.

use dapple_data::ids::display_name;
use eframe::egui::{Context, Id, Label, RichText};

use crate::app::{AccountKey, Action, TokenChoice};
use crate::ui::context::ViewCtx;
use crate::ui::widgets::{Button, CheckBox, Radio, TextField, dialog, dialog_footer};

/// Asks before an account goes.
pub fn sign_out(ctx: &Context, cx: &mut ViewCtx<'_>, key: &AccountKey) {
    let name = cx.state.accounts.get(key).map(crate::app::AccountRow::title).unwrap_or_default();
    let title = format!("Sign out {}", display_name(&name));
    let shown = dialog(ctx, &title, key.origin.host_and_port(), |ui| {
        let kept = cx.state.accounts.get(key).is_some_and(|row| row.account.kept_in_keyring);
        let from = if kept { "the keyring and from memory" } else { "memory" };
        let words = format!(
            "The token goes from {from}. Tabs and history stay. \
             The token itself stays valid on the server until it is revoked there"
        );
        ui.add(Label::new(RichText::new(words).color(cx.tokens.color.text_subdued)).wrap());
        dialog_footer(ui, "", |ui| {
            if ui.add(Button::danger("Sign out")).clicked() {
                cx.act(Action::SignOut(key.clone()));
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

/// A name of the person's own.
pub fn rename(ctx: &Context, cx: &mut ViewCtx<'_>, key: &AccountKey, name: &str) {
    let id = Id::unique("account name");
    let mut text = ctx.data(|d| d.get_temp::<String>(id)).unwrap_or_else(|| name.to_owned());
    let mut done = None;
    let shown = dialog(ctx, "Rename the account", key.origin.host_and_port(), |ui| {
        let field = TextField::new(&mut text, "Name").label().placeholder("Ana, read only").show(ui);
        cx.views.focus.begin_with(&field.response);
        dialog_footer(ui, "", |ui| {
            if ui.add(Button::primary("Rename")).clicked() || field.submitted {
                done = Some(true);
            }
            if ui.add(Button::ghost("Cancel")).clicked() {
                done = Some(false);
            }
        });
    });
    match done.or(shown.closed.then_some(false)) {
        None => {
            ctx.data_mut(|d| d.insert_temp(id, text));
        }
        Some(yes) => {
            ctx.data_mut(|d| d.remove_temp::<String>(id));
            cx.act(if yes { Action::RenameAccount(key.clone(), text) } else { Action::CloseDialog });
        }
    }
}

/// Which of several tokens an account uses. None is proposed: nothing here tells which is the right one.
pub fn choose_token(ctx: &Context, cx: &mut ViewCtx<'_>, choice: &TokenChoice) {
    let account = &choice.account;
    let server = format!("Token {} for {}", account.token_id.as_str(), account.origin.host_and_port());
    let shown = dialog(ctx, "Choose the token to use", &server, |ui| {
        let words = "The system keyring holds several tokens under this name. \
                     The one you choose is checked with the server first";
        ui.add(Label::new(RichText::new(words).color(cx.tokens.color.text_subdued)).wrap());
        for (place, entry) in choice.entries.iter().enumerate() {
            let words = match &entry.label {
                Some(label) => format!("Ends in {}: {}", entry.ending, display_name(label)),
                None => format!("Ends in {}", entry.ending),
            };
            let radio =
                ui.push_id(place, |ui| ui.add(Radio::new(choice.chosen == Some(place), &words))).inner;
            if place == 0 {
                cx.views.focus.begin_with(&radio);
            }
            if radio.clicked() {
                cx.act(Action::PickToken(place));
            }
        }
        ui.add_space(cx.tokens.size.gap_4);
        let others = CheckBox::new(choice.remove_others, "Remove the others from the keyring");
        if ui.add_enabled(!cx.state.read_only, others).clicked() {
            cx.act(Action::RemoveOtherTokens(!choice.remove_others));
        }
        dialog_footer(ui, "", |ui| {
            if ui.add_enabled(choice.chosen.is_some(), Button::primary("Use this token")).clicked() {
                cx.act(Action::UseToken);
            }
            if ui.add(Button::ghost("Cancel")).clicked() {
                cx.act(Action::CloseDialog);
            }
        });
    });
    if shown.closed {
        cx.act(Action::CloseDialog);
    }
}
