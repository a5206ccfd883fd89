//! A cURL command that is pasted becomes a tab. Its token goes into the field of the sign-in and nowhere else:
//! no text, no undo history and no field ever gets the command itself.

use dapple_data::code::{self, Imported};
use dapple_data::token::TokenId;
use eframe::egui::{Context, Event};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::context::Views;
use super::panels::editor_id;
use super::theme;
use crate::app::{Action, CodeAction, Dialog, State, TabKind, TextOf, knows_token};

/// How long what a person asked to paste is waited for, in seconds.
const COMES_WITHIN: f64 = 1.0;

/// A paste that a person asked for by a command.
#[derive(Default)]
pub struct AskedPaste {
    since: Option<f64>,
}

impl AskedPaste {
    /// It was asked for at this second.
    pub fn ask(&mut self, now: f64) {
        self.since = Some(now);
    }

    fn is_awaited(&self, now: f64) -> bool {
        self.since.is_some_and(|since| now - since <= COMES_WITHIN)
    }
}

/// Takes a cURL command out of what is pasted into the editor of an operation, into the palette, or beside
/// all text fields. Called before anything is drawn.
pub fn take_curl(ctx: &Context, state: &State, views: &mut Views, actions: &mut Vec<Action>, now: f64) {
    if !state.started || state.shows_first_page() {
        return;
    }
    let asked = views.asked_paste.is_awaited(now);
    if !asked && !takes_commands(ctx, state) {
        return;
    }
    let mut found = None;
    ctx.input_mut(|input| {
        input.events.retain_mut(|event| {
            let Event::Paste(text) = event else { return true };
            if !asked && !code::is_curl(text) {
                return true;
            }
            found = Some(Zeroizing::new(std::mem::take(text)));
            false
        });
    });
    let Some(text) = found else { return };
    views.asked_paste = AskedPaste::default();
    match code::import(&text) {
        Ok(imported) => offer(imported, state, views, actions),
        Err(error) => actions.push(Action::Code(CodeAction::NotImported(error))),
    }
}

/// Whether a command that is pasted now is meant for nothing else.
fn takes_commands(ctx: &Context, state: &State) -> bool {
    let focused = ctx.memory(|memory| memory.focused());
    match &state.dialog {
        Some(Dialog::Palette) => true,
        Some(_) => false,
        None => {
            let editor = state.current().filter(|tab| tab.kind == TabKind::Query);
            let editor = editor.map(|tab| editor_id(tab.id, TextOf::Query));
            !theme::takes_text(ctx) || (focused.is_some() && focused == editor)
        }
    }
}

fn offer(mut imported: Imported, state: &State, views: &mut Views, actions: &mut Vec<Action>) {
    let token = imported.token.take();
    let id = token.as_ref().map(TokenId::of);
    if let (Some(token), Some(id)) = (token, &id)
        && !knows_token(state, &imported.origin, id)
    {
        views.token = Zeroizing::new(token.expose_secret().to_owned());
    }
    if matches!(state.dialog, Some(Dialog::Palette)) {
        actions.push(Action::CloseDialog);
    }
    actions.push(Action::Code(CodeAction::Import(Box::new(imported), id)));
}
