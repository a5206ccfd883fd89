//! Several tokens under one name in the keyring: which one an account uses, and whether the others stay.

use super::Action;
use super::accounts::Link;
use super::command::{Command, TokenUse};
use super::connect::Connecting;
use super::failure::{Failure, Remedy};
use super::remote::CommandId;
use super::state::{Dialog, Outbox, State};
use crate::services::secrets::KeptToken;
use crate::services::store::Account;

/// The question, and how far its answer is.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenChoice {
    pub account: Account,
    /// What may be shown of each.
    pub entries: Vec<KeptToken>,
    /// The place of the one to use; none is proposed.
    pub chosen: Option<usize>,
    pub remove_others: bool,
    /// The account is not in the list yet: it is being added.
    pub signing_in: bool,
}

/// What the person does with the question.
pub(super) fn update(state: &mut State, action: &Action, out: &mut Outbox) {
    let Some(Dialog::ChooseToken(choice)) = &mut state.dialog else { return };
    match *action {
        Action::PickToken(place) if place < choice.entries.len() => choice.chosen = Some(place),
        // A window that may not write the accounts must not change the keyring either.
        Action::RemoveOtherTokens(yes) => choice.remove_others = yes && !state.read_only,
        Action::UseToken => use_token(state, out),
        _ => {}
    }
}

fn use_token(state: &mut State, out: &mut Outbox) {
    let Some(Dialog::ChooseToken(choice)) = &state.dialog else { return };
    let Some(entry) = choice.chosen.and_then(|place| choice.entries.get(place)).cloned() else { return };
    let (signing_in, key) = (choice.signing_in, choice.account.key());
    let wanted =
        TokenUse { account: choice.account.clone(), entry, remove_others: choice.remove_others, signing_in };
    // Where an account was being added, its form shows how that goes on.
    state.dialog = (signing_in && !state.shows_first_page()).then_some(Dialog::Connect);
    let id = state.send(out, Command::UseToken(Box::new(wanted)));
    if signing_in {
        state.connect.connecting = Connecting::Running(id);
    } else if let Some(row) = state.accounts.get_mut(&key) {
        row.link = Link::Connecting(id);
    }
}

/// The keyring does not know which token is meant. Whoever waits for it learns so, and the person is
/// asked unless something else is open: then the account's own button asks again.
pub(super) fn on_event(state: &mut State, id: CommandId, account: Account, entries: Vec<KeptToken>) {
    let title = format!("The keyring holds {} different tokens under one name", entries.len());
    let failure = Failure::new(title, "Choose the one to use").with(Remedy::Retry);
    let signing_in = matches!(state.connect.connecting, Connecting::Running(waiting) if waiting == id);
    if signing_in {
        state.connect.connecting = Connecting::Failed(failure);
    } else {
        let waits = |link: &Link| matches!(link, Link::Connecting(waiting) if *waiting == id);
        let Some(row) = state.accounts.get_mut(&account.key()).filter(|row| waits(&row.link)) else { return };
        row.link = Link::Failed(failure);
    }
    let free = match &state.dialog {
        None => true,
        Some(Dialog::Connect) => signing_in,
        Some(_) => false,
    };
    if free {
        let choice = TokenChoice { account, entries, chosen: None, remove_others: false, signing_in };
        state.dialog = Some(Dialog::ChooseToken(Box::new(choice)));
    }
}
