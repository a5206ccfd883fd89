//! The accounts a person has: who they are on which server, and how the connection stands.

use dapple_data::speckle::Scopes;

use super::command::Command;
use super::explorer::SchemaSource;
use super::failure::Failure;
use super::remote::{CommandId, Remote};
use super::state::{Dialog, NoticeKind, Outbox, State};
use super::tabs::TabId;
use super::{Action, Event};
use crate::services::store::{Account, AccountKey};

/// How the connection to an account's server stands.
#[derive(Debug, Default)]
pub enum Link {
    /// Nothing was asked yet.
    #[default]
    Unknown,
    /// The token is being read from the keyring, or the server asked.
    Connecting(CommandId),
    Connected {
        latency_ms: u32,
    },
    /// Signing out: the keyring has not let go of the token yet.
    Leaving(CommandId),
    /// The last attempt failed; what is shown may be old.
    Failed(Failure),
}

/// One account in the list.
#[derive(Debug)]
pub struct AccountRow {
    pub key: AccountKey,
    pub account: Account,
    pub link: Link,
    /// What the token may do, as far as it is known.
    pub scopes: Scopes,
    /// Lives in this process only: sample data, or "this session only".
    pub session_only: bool,
}

impl AccountRow {
    /// The name to show: the person's own, else who they are, else the token's id.
    pub fn title(&self) -> String {
        if !self.account.name.is_empty() {
            return self.account.name.clone();
        }
        match &self.account.user_name {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("Token {}", self.account.token_id.as_str()),
        }
    }
}

/// What the account of the sample data is called.
pub(super) const SAMPLES: &str = "Sample data";

/// All accounts and which one new tabs use.
#[derive(Debug, Default)]
pub struct Accounts {
    pub list: Vec<AccountRow>,
    pub active: Option<AccountKey>,
    /// The list on the disk, while it is being written.
    pub saving: Remote<()>,
}

impl Accounts {
    /// The arguments of the command line that ask the server of an account. The sample data has another
    /// address at each start.
    pub(super) fn place_arguments(&self, key: &AccountKey) -> Vec<String> {
        let is_sample =
            |row: &AccountRow| row.session_only && row.account.name == SAMPLES && key.origin.is_loopback();
        if self.get(key).is_some_and(is_sample) {
            return vec!["--demo".to_owned()];
        }
        vec!["--server".to_owned(), key.origin.to_string()]
    }

    /// The account of that name.
    pub fn get(&self, key: &AccountKey) -> Option<&AccountRow> {
        self.list.iter().find(|a| a.key == *key)
    }

    /// The account whose key prints itself so.
    pub(super) fn named(&self, printed: &str) -> Option<AccountKey> {
        self.list.iter().map(|a| &a.key).find(|k| k.to_string() == printed).cloned()
    }

    pub(super) fn get_mut(&mut self, key: &AccountKey) -> Option<&mut AccountRow> {
        self.list.iter_mut().find(|a| a.key == *key)
    }

    /// The account that new tabs use.
    pub fn current(&self) -> Option<&AccountRow> {
        self.active.as_ref().and_then(|k| self.get(k))
    }

    /// The stripe colour (1 to 8) that the fewest accounts have.
    pub(super) fn free_stripe(&self) -> u8 {
        (1..=8u8).min_by_key(|s| self.list.iter().filter(|a| a.account.stripe == *s).count()).unwrap_or(1)
    }

    fn records(&self) -> Vec<Account> {
        self.list.iter().filter(|a| !a.session_only).map(|a| a.account.clone()).collect()
    }
}

/// Puts an account that just connected into the list, in front, and makes it the active one.
pub(super) fn adopt(state: &mut State, row: AccountRow, now: f64, out: &mut Outbox) {
    let key = row.key.clone();
    match state.accounts.get_mut(&key) {
        Some(old) => {
            // The person's own name and colour outlive a new sign-in, and so does a token that the
            // keyring has: otherwise nothing here could remove it any more.
            let kept = old.account.kept_in_keyring && !old.session_only;
            let (name, stripe) = (std::mem::take(&mut old.account.name), old.account.stripe);
            *old = row;
            if kept {
                old.session_only = false;
                old.account.kept_in_keyring = true;
            }
            old.account.stripe = stripe;
            if !name.is_empty() {
                old.account.name = name;
            }
        }
        None => state.accounts.list.push(row),
    }
    state.accounts.active = Some(key.clone());
    save(state, now, out);
    load_schema(state, &key, now, out);
}

/// Writes the list of accounts (never a token) to the disk.
pub(super) fn save(state: &mut State, now: f64, out: &mut Outbox) {
    let records = state.accounts.records();
    let id = state.send(out, Command::SaveAccounts(records));
    state.accounts.saving.start(id, now);
}

/// Asks for the server's schema unless it is here or on its way.
pub(super) fn load_schema(state: &mut State, key: &AccountKey, now: f64, out: &mut Outbox) {
    let slot = state.schemas.entry(key.clone()).or_default();
    // One that was kept on this computer is a beginning, not the server's word of today.
    let kept = matches!(state.explorer.sources.get(key), Some(SchemaSource::Kept(_)));
    if matches!(slot, Remote::Loading { .. }) || (matches!(slot, Remote::Ready { .. }) && !kept) {
        return;
    }
    let id = state.send(out, Command::LoadSchema(key.clone()));
    state.schemas.entry(key.clone()).or_default().start(id, now);
}

/// Reads the token again and asks the server who this is.
pub(super) fn reconnect(state: &mut State, key: &AccountKey, out: &mut Outbox) {
    let Some(account) = state.accounts.get(key).filter(|r| !r.session_only).map(|r| r.account.clone()) else {
        return;
    };
    let id = state.send(out, Command::Reconnect(account));
    if let Some(row) = state.accounts.get_mut(key) {
        row.link = Link::Connecting(id);
    }
}

/// Actions on accounts.
pub(super) fn update(state: &mut State, action: Action, now: f64, out: &mut Outbox) {
    match action {
        Action::UseAccount(key) => {
            state.accounts.active = Some(key.clone());
            let unknown =
                state.accounts.get(&key).is_some_and(|r| matches!(r.link, Link::Unknown | Link::Failed(_)));
            state.touch(now);
            if unknown {
                // Asks for the schema too, once the token is at hand.
                reconnect(state, &key, out);
            } else {
                load_schema(state, &key, now, out);
            }
        }
        Action::Reconnect(key) => reconnect(state, &key, out),
        Action::RefreshSchema(key) => {
            let id = state.send(out, Command::LoadSchema(key.clone()));
            state.schemas.entry(key).or_default().start(id, now);
        }
        Action::RenameAccount(key, label) => {
            let label = label.trim().to_owned();
            if let Some(row) = state.accounts.get_mut(&key) {
                row.account.name = label;
            }
            state.dialog = None;
            save(state, now, out);
        }
        Action::AskSignOut(key) => state.dialog = Some(Dialog::SignOut(key)),
        Action::SignOut(key) => sign_out(state, &key, now, out),
        _ => {}
    }
}

/// Forgets an account here; the keyring entry goes in the worker, which says how that ended.
fn sign_out(state: &mut State, key: &AccountKey, now: f64, out: &mut Outbox) {
    state.dialog = None;
    let Some(row) = state.accounts.get(key) else { return };
    let kept = !row.session_only;
    if kept && state.read_only {
        let advice = "Another Dapple owns the accounts. Sign out there, or close it first";
        return state.notify_failure(&Failure::new("This window cannot sign out", advice), now);
    }
    if let Link::Connecting(id) = row.link {
        out.cancel.push(id);
    }
    // The account stays in the list until the keyring let go of its token: a token that could not be
    // removed must not be out of reach.
    let id = state.send(out, Command::ForgetToken { key: key.clone(), kept });
    if let Some(row) = state.accounts.get_mut(key) {
        row.link = Link::Leaving(id);
    }
    out.cancel.extend(state.schemas.remove(key).and_then(|schema| schema.waiting_for()));
    if state.accounts.active.as_ref() == Some(key) {
        state.accounts.active = state.accounts.list.iter().map(|r| &r.key).find(|k| *k != key).cloned();
    }
    close_browsing(state, key, out);
    let answers: Vec<TabId> =
        state.tabs.iter().filter(|t| t.account.as_ref() == Some(key)).map(|t| t.id).collect();
    answers.into_iter().for_each(|id| super::elements::close(state, id, out));
    for tab in state.tabs.iter_mut().filter(|t| t.account.as_ref() == Some(key)) {
        tab.account = None;
        out.cancel.extend(tab.answer.waiting_for());
        out.cancel.extend(tab.table.waiting_for());
        tab.answer = Remote::Idle;
        tab.ran = None;
        tab.loading = None;
        tab.answered = None;
        tab.table = Remote::Idle;
    }
    state.touch(now);
}

/// Projects and element tables of an account go with it, open, listed or remembered: there is nobody left to
/// ask, and the next person at this computer finds no names of them.
fn close_browsing(state: &mut State, key: &AccountKey, out: &mut Outbox) {
    let pages = state.browser.pages.iter().filter(|(_, page)| page.account == *key);
    let tables = state
        .element_tables
        .tabs
        .iter()
        .filter(|(_, table)| table.target.as_ref().is_some_and(|of| of.account == *key));
    let compared = state.comparisons.tabs.iter().filter(|(_, tab)| tab.target.to.account == *key);
    let open = pages.map(|(id, _)| *id).chain(tables.map(|(id, _)| *id));
    let gone: Vec<TabId> = open.chain(compared.map(|(id, _)| *id)).collect();
    for id in &gone {
        super::browser::close(state, *id, out);
        super::elements::close(state, *id, out);
        super::compare::close(state, *id, out);
    }
    super::browser::forget(state, key, out);
    state.tabs.retain(|tab| !gone.contains(&tab.id));
    if state.selected.is_some_and(|id| gone.contains(&id)) {
        state.selected = state.tabs.first().map(|tab| tab.id);
    }
}

/// The token of `key` is gone, or it is not.
fn forgotten(state: &mut State, key: &AccountKey, result: Result<(), Failure>, now: f64, out: &mut Outbox) {
    match result {
        Ok(()) => {
            let known = state.accounts.list.len();
            state.accounts.list.retain(|row| row.key != *key);
            if state.accounts.list.len() < known {
                state.notify(NoticeKind::Done, "Signed out, the token is gone from this computer", now);
                save(state, now, out);
            }
        }
        Err(failure) => {
            state.notify_failure(&failure, now);
            if let Some(row) = state.accounts.get_mut(key) {
                row.link = Link::Failed(failure);
            }
        }
    }
}

/// What the world says about accounts.
pub(super) fn on_event(state: &mut State, id: CommandId, event: Event, now: f64, out: &mut Outbox) {
    match event {
        Event::AccountsSaved(result) => match result {
            Ok(()) => {
                state.accounts.saving.succeed(id, (), Vec::new());
            }
            Err(failure) => {
                state.notify_failure(&failure, now);
                state.accounts.saving.fail(id, failure);
            }
        },
        Event::Reconnected { key, result } => {
            let Some(row) = state.accounts.get_mut(&key) else {
                // Signed out meanwhile: what was read must not stay in memory.
                state.send(out, Command::ForgetToken { key, kept: false });
                return;
            };
            if !matches!(row.link, Link::Connecting(waiting) if waiting == id) {
                return;
            }
            match result {
                Ok(fresh) => {
                    // Name and colour may have changed while the keyring waited.
                    let (name, stripe) = (std::mem::take(&mut row.account.name), row.account.stripe);
                    row.account = Account { name, stripe, ..fresh.account };
                    row.scopes = fresh.scopes;
                    row.link = fresh.link;
                    save(state, now, out);
                    load_schema(state, &key, now, out);
                }
                Err(failure) => row.link = Link::Failed(failure),
            }
        }
        Event::SchemaLoaded { key, result } => {
            let Some(slot) = state.schemas.get_mut(&key) else { return };
            let fresh = match result {
                Ok(schema) => slot.succeed(id, schema, Vec::new()),
                Err(failure) => {
                    slot.fail(id, failure);
                    false
                }
            };
            if fresh {
                super::query::check_again(state, &key);
            }
        }
        Event::TokenForgotten { key, result } => forgotten(state, &key, result, now, out),
        _ => {}
    }
}
