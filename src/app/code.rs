//! Operations as code to run elsewhere, and cURL commands as operations in a tab.
//!
//! A token that stood in a command never comes here: the window puts it into the field of the sign-in.

use std::path::PathBuf;

use dapple_data::code::{ImportError, Imported, ImportedBody, Language};
use dapple_data::token::TokenId;
use dapple_data::url::Origin;

use super::action::Action;
use super::command::Command;
use super::failure::Failure;
use super::query;
use super::remote::CommandId;
use super::state::{Dialog, Heart, NoticeKind, Outbox, State};
use super::tabs::{TabId, TabKind};
use super::{AccountKey, connect, saved};

/// Code under way, and tabs that wait for an account.
#[derive(Debug, Default)]
pub struct Code {
    copying: Option<CommandId>,
    /// An imported operation whose server is being signed in to.
    waits: Option<(TabId, Origin)>,
}

/// What a person did with code.
#[derive(Debug)]
pub enum CodeAction {
    /// Put the operation of a tab on the clipboard as code.
    Copy(TabId, Language),
    /// Ask the window for what is on the clipboard.
    AskPaste,
    /// Open what a cURL command asks for. Its token is not in it any more, only its public id.
    Import(Box<Imported>, Option<TokenId>),
    /// What was pasted is no operation.
    NotImported(ImportError),
}

/// Code to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeJob {
    pub account: AccountKey,
    pub endpoint: String,
    pub text: String,
    pub variables: String,
    /// The operation that runs, by its name.
    pub operation: Option<String>,
    pub language: Language,
}

/// What the worker must do about code.
#[derive(Debug)]
pub enum CodeCommand {
    Write(CodeJob),
    /// Read the file that holds the body of a command.
    ReadBody {
        path: PathBuf,
        imported: Box<Imported>,
        token: Option<TokenId>,
    },
}

/// What the worker says of code.
#[derive(Debug)]
pub enum CodeEvent {
    Written { language: Language, result: Result<String, Failure> },
    BodyRead { result: Result<Box<Imported>, Failure>, token: Option<TokenId> },
}

/// Actions on code.
pub(super) fn update(heart: &mut Heart, action: CodeAction, now: f64, out: &mut Outbox) {
    match action {
        CodeAction::Copy(tab, language) => copy(heart, tab, language, now, out),
        CodeAction::AskPaste => out.paste = true,
        CodeAction::Import(imported, token) => import(heart, imported, token.as_ref(), now, out),
        CodeAction::NotImported(error) => {
            let advice = "Copy a request to /graphql as cURL in the browser's network tools";
            heart.state.notify_failure(&Failure::new(error.to_string(), advice), now);
        }
    }
}

fn copy(heart: &mut Heart, id: TabId, language: Language, now: f64, out: &mut Outbox) {
    let (Some(tab), Some(texts)) = (heart.state.tab(id), heart.buffers.get(id)) else { return };
    let Some(account) = tab.account.clone() else {
        let failure = Failure::new("The tab has no account", "Choose one, then copy: code names its server");
        return heart.state.notify_failure(&failure, now);
    };
    let endpoint = heart.state.accounts.get(&account).map(|row| row.account.endpoint.clone());
    let text = texts.query.text();
    // The outline of the tab may be that of the text before.
    let outline = crate::app::running::executable(&text);
    let named = outline.iter().find(|o| tab.operation.is_some() && o.name == tab.operation);
    let operation = named.or_else(|| outline.first()).and_then(|o| o.name.clone());
    let job = CodeJob {
        account,
        endpoint: endpoint.unwrap_or_else(|| "/graphql".to_owned()),
        text: saved::with_fragments(&heart.state, text),
        variables: texts.variables.text(),
        operation,
        language,
    };
    out.cancel.extend(heart.state.code.copying.take());
    let sent = heart.state.send(out, Command::Code(CodeCommand::Write(job)));
    heart.state.code.copying = Some(sent);
}

/// A tab of its own with the operation, on an account of its server. Without one, or with a token that is
/// not known yet, the sign-in opens.
fn import(
    heart: &mut Heart,
    mut imported: Box<Imported>,
    token: Option<&TokenId>,
    now: f64,
    out: &mut Outbox,
) {
    let origin = imported.origin.clone();
    if let ImportedBody::File(path) = &imported.body {
        let path = PathBuf::from(path);
        if !path.is_absolute() {
            let advice = "Write its whole path behind the @, or paste the body itself";
            let failure = Failure::new(format!("The body is in a file: {}", path.display()), advice);
            return heart.state.notify_failure(&failure, now);
        }
        let token = token.cloned();
        // The field of the sign-in keeps a token only while it is open.
        if account_of(&heart.state, &origin, token.as_ref()).is_none_or(|key| is_other(&key, token.as_ref()))
        {
            sign_in(heart, &origin, now, out);
        }
        heart.state.send(out, Command::Code(CodeCommand::ReadBody { path, imported, token }));
        return;
    }
    let ImportedBody::Operation { text, variables, operation } = imported.body else { return };
    let tab = query::open_tab(heart, TabKind::Query, &text, &variables, now);
    let account = account_of(&heart.state, &origin, token);
    let known = account.as_ref().is_some_and(|key| !is_other(key, token));
    if let Some(tab) = heart.state.tab_mut(tab) {
        tab.account = account;
        tab.operation = operation;
    }
    let headers = imported.headers.iter().map(|(name, _)| format!("the header {name}"));
    imported.left_out.extend(headers);
    if !imported.left_out.is_empty() {
        let words = format!("Left out of the cURL command: {}", imported.left_out.join(", "));
        heart.state.notify(NoticeKind::Warning, words, now);
    }
    query::check(heart, tab, now, out);
    if !known {
        sign_in(heart, &origin, now, out);
        heart.state.code.waits = Some((tab, origin));
    }
}

/// Whether an account is one of another token than the command had.
fn is_other(key: &AccountKey, token: Option<&TokenId>) -> bool {
    token.is_some_and(|id| key.token_id != *id)
}

/// Opens the sign-in for a server, unless it is open.
fn sign_in(heart: &mut Heart, origin: &Origin, now: f64, out: &mut Outbox) {
    if !matches!(heart.state.dialog, Some(Dialog::Connect)) {
        connect::update(&mut heart.state, Action::AddAccount, now, out);
        connect::update(&mut heart.state, Action::ServerTyped(origin.as_str().to_owned()), now, out);
    }
}

/// The account of that token; without one the account in use, where it is of this server, or another of it.
fn account_of(state: &State, origin: &Origin, token: Option<&TokenId>) -> Option<AccountKey> {
    let of_server = || state.accounts.list.iter().filter(|row| row.key.origin == *origin);
    let same = of_server().find(|row| token.is_some_and(|id| row.key.token_id == *id));
    let current = state.accounts.current().filter(|row| row.key.origin == *origin);
    same.or(current).or_else(|| of_server().next()).map(|row| row.key.clone())
}

/// Whether the sign-in is to be offered a token of this id.
pub fn knows_token(state: &State, origin: &Origin, token: &TokenId) -> bool {
    state.accounts.list.iter().any(|row| row.key.origin == *origin && row.key.token_id == *token)
}

/// Somebody signed in: the imported operation that waits for it runs with that account.
pub(super) fn connected(heart: &mut Heart, key: &AccountKey, now: f64, out: &mut Outbox) {
    let waits = heart.state.code.waits.take_if(|(_, origin)| *origin == key.origin);
    if let Some((id, _)) = waits
        && let Some(tab) = heart.state.tab_mut(id)
    {
        tab.account = Some(key.clone());
        heart.state.touch(now);
        query::check(heart, id, now, out);
    }
}

/// What the worker says.
pub(super) fn on_event(heart: &mut Heart, id: CommandId, event: CodeEvent, now: f64, out: &mut Outbox) {
    match event {
        CodeEvent::Written { language, result } => {
            if heart.state.code.copying.take_if(|waiting| *waiting == id).is_none() {
                return;
            }
            match result {
                Ok(code) => {
                    out.clipboard = Some(code);
                    let words = format!("Copied as {}", language.name());
                    heart.state.notify(NoticeKind::Done, words, now);
                }
                Err(failure) => heart.state.notify_failure(&failure, now),
            }
        }
        CodeEvent::BodyRead { result: Ok(imported), token } => {
            import(heart, imported, token.as_ref(), now, out);
        }
        CodeEvent::BodyRead { result: Err(failure), .. } => heart.state.notify_failure(&failure, now),
    }
}
