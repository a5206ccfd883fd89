//! `dapple query`: an operation is read, checked, run on an account, and its answer written.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dapple_data::document::{Document, Kind};
use dapple_data::graphql::{Operation, OperationKind, operations};
use dapple_data::url::Origin;

use super::account::{differing, encrypted_or_allowed};
use super::arguments::{FormatName, OutputArguments, PlaceArguments, QueryArguments};
use super::client::Client;
use super::end::{Code, End, is_of_keyring};
use super::{choose, output, secret, variables};
use crate::app::worker::MAY_HAVE_HAPPENED;
use crate::app::{AccountKey, Answer, Command, Event, Failure, RequestHeaders, RunRequest, TabId};
use crate::services::store::Account;

/// Runs it. Everything that can be wrong with the request is said before a server hears of it.
pub(super) async fn run(client: &mut Client, wish: QueryArguments) -> Result<(), End> {
    let is_stdin = wish.file.as_os_str() == "-";
    if is_stdin && wish.place.token_stdin {
        return Err(End::wrong_use("Only one thing can come from stdin: put the operation into a file"));
    }
    let query = text(client, &wish.file).await?;
    variables::check_text(&query)?;
    let operation = choose_operation(&query, wish.operation.as_deref())?;
    is_allowed(&operation, wish.allow_changes)?;
    let file = match &wish.variables {
        Some(path) => Some(text(client, path).await?),
        None => None,
    };
    let variables = variables::merge(file.as_deref(), &wish.vars, &operation)?;
    variables::check(&operation, &variables)?;
    let account = connect(client, &wish.place).await?;
    let changes = operation.kind == OperationKind::Mutation;
    let request = RunRequest {
        account,
        query,
        variables,
        operation: operation.name,
        changes,
        headers: RequestHeaders::default(),
    };
    if let Some(path) = &wish.load_all {
        return load_all(client, request, path, wish.output).await;
    }
    let answer = answer(client, Command::Run { tab: TabId(0), request }).await;
    let answer = answer.map_err(|end| if changes { may_have_happened(end) } else { end })?;
    deliver(client, answer, &wish.output).await
}

/// Reads a list to its end and writes it; where it is short, that is the end.
async fn load_all(
    client: &mut Client,
    request: RunRequest,
    path: &str,
    mut output: OutputArguments,
) -> Result<(), End> {
    let path = path.split(['.', '/']).filter(|key| !key.is_empty()).map(str::to_owned).collect();
    let answer = answer(client, Command::LoadAll { tab: TabId(0), request, path }).await?;
    if let Some(loaded) = &answer.meta.loaded {
        for words in loaded.added.iter().chain(loaded.notes.iter().filter(|_| loaded.complete)) {
            client.say(words);
        }
        if output.list.is_none() && output.format.is_some_and(|format| format != FormatName::Json) {
            output.list = Some(format!("data.{}", loaded.outermost.join(".")));
        }
        client.say(&format!("{} in {} pages", loaded.counts(), loaded.pages));
    }
    deliver(client, answer, &output).await
}

/// A change that was under way when its answer was lost: only the server knows.
fn may_have_happened(end: End) -> End {
    let End { code, mut words } = end;
    // Where the connection broke the worker has said so already.
    if code != Code::NoConnection && !words.contains(MAY_HAVE_HAPPENED) {
        if !words.is_empty() {
            words.push('\n');
        }
        words.push_str("The change may have been made. Look on the server before you run it again");
    }
    End { code, words }
}

/// Writes an answer; what is wrong with it is its end.
pub(super) async fn deliver(
    client: &mut Client,
    answer: Arc<Answer>,
    wish: &OutputArguments,
) -> Result<(), End> {
    let mut missing = answer.errors.clone();
    missing.extend(answer.meta.incomplete.clone());
    if answer.document.root().is_none() {
        missing.push("The answer is empty".to_owned());
        return Err(End::failed(missing.join("\n")));
    }
    if !answer.errors.is_empty() && !has_data(&answer.document) {
        return Err(End::new(Code::OnlyErrors, missing.join("\n")));
    }
    match output::write(client, answer, wish).await {
        // The reasons of the server tell more than the count of rows.
        Ok(()) | Err(End { code: Code::Partial, .. }) if !missing.is_empty() => {
            Err(End::new(Code::Partial, missing.join("\n")))
        }
        end => end,
    }
}

fn has_data(document: &Document) -> bool {
    let data = document.root().and_then(|root| document.member(root, "data"));
    data.is_some_and(|data| document.kind(data) != Kind::Null)
}

/// A file, or stdin for `-`.
pub(super) async fn text(client: &mut Client, path: &Path) -> Result<String, End> {
    let path: PathBuf = path.to_owned();
    let shown = path.display().to_string();
    let read = client.block(move |_| read(&path)).await?;
    read.map_err(|error| End::failed(format!("{shown} could not be read: {error}")))
}

fn read(path: &Path) -> io::Result<String> {
    if path.as_os_str() != "-" {
        return std::fs::read_to_string(path);
    }
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text)?;
    Ok(text)
}

/// The operation of that name, or the only one there is.
pub(super) fn choose_operation(text: &str, name: Option<&str>) -> Result<Operation, End> {
    let mut all: Vec<Operation> = operations(text).into_iter().filter(|o| o.kind.is_executable()).collect();
    let names: Vec<&str> = all.iter().filter_map(|o| o.name.as_deref()).collect();
    let names = names.join(", ");
    match name {
        Some(name) => {
            let found = all.into_iter().find(|o| o.name.as_deref() == Some(name));
            found.ok_or_else(|| {
                End::wrong_use(format!("There is no operation {name} in this text. It has: {names}"))
            })
        }
        None if all.len() > 1 => Err(End::wrong_use(format!(
            "The text has several operations. Choose one with --operation: {names}"
        ))),
        None => all.pop().ok_or_else(|| End::wrong_use("There is no operation in this text, only fragments")),
    }
}

fn is_allowed(operation: &Operation, allow_changes: bool) -> Result<(), End> {
    match operation.kind {
        OperationKind::Mutation if !allow_changes => Err(End::wrong_use(
            "This operation may change data on the server. Say that you mean it: --allow-changes",
        )),
        OperationKind::Subscription => Err(End::wrong_use(
            "A subscription is not a question with one answer: dapple subscribe writes its events as they come",
        )),
        _ => Ok(()),
    }
}

/// Signs in to where the request goes.
pub(super) async fn connect(client: &mut Client, place: &PlaceArguments) -> Result<AccountKey, End> {
    if place.demo {
        return connected(client.ask(Command::StartSamples).await?);
    }
    if let Some(server) = place.server.as_ref().filter(|_| place.token_stdin) {
        return with_pasted_token(client, server, place.allow_plain_http).await;
    }
    let started = choose::kept(client).await?;
    let account = match (&place.account, &place.server) {
        (Some(word), _) => choose::by_word(&started.accounts, word)?,
        (None, Some(server)) => choose::by_server(&started, server)?,
        (None, None) => choose::active(&started).ok_or_else(choose::none_yet)?,
    };
    with_kept_token(client, account.clone()).await
}

fn connected(event: Event) -> Result<AccountKey, End> {
    let Event::Connected(result) = event else { return Err(End::broke()) };
    result.map(|row| row.key).map_err(|failure| End::of_connecting(&failure))
}

/// The token lives as long as this process.
async fn with_pasted_token(
    client: &mut Client,
    server: &Origin,
    allow_plain_http: bool,
) -> Result<AccountKey, End> {
    encrypted_or_allowed(server, allow_plain_http)?;
    let token = secret::read(client).await?;
    let stripe = 1;
    let connect = Command::Connect { origin: server.clone(), token, keep: false, allow_plain_http, stripe };
    connected(client.ask(connect).await?)
}

async fn with_kept_token(client: &mut Client, account: Account) -> Result<AccountKey, End> {
    let server = account.origin.clone();
    match client.ask(Command::Reconnect(account)).await? {
        Event::Reconnected { key, result: Ok(_) } => Ok(key),
        Event::Reconnected { result: Err(failure), .. } => Err(not_connected(&failure, &server)),
        Event::TokensDiffer { account, entries } => Err(End::failed(format!(
            "{}. Choose one: dapple account use {} --ending LAST6",
            differing(&account, &entries),
            account.token_id
        ))),
        _ => Err(End::broke()),
    }
}

/// Where the keyring fails, the way on is another than the window's.
fn not_connected(failure: &Failure, server: &Origin) -> End {
    if !is_of_keyring(failure) {
        return End::of_connecting(failure);
    }
    End::failed(format!(
        "{}. Make the keyring work, or give the token for this run alone on stdin: \
         --token-stdin --server {server}. Dapple reads no token from a file or from the environment",
        failure.title
    ))
}

async fn answer(client: &mut Client, command: Command) -> Result<Arc<Answer>, End> {
    match client.ask(command).await? {
        Event::Answered { result, .. } => result.map_err(|failure| End::of(&failure)),
        _ => Err(End::broke()),
    }
}
