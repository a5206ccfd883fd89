//! `dapple account`: add, list, use, remove.

use std::io::{self, BufRead, IsTerminal, Write};

use dapple_data::document::visible;
use dapple_data::url::Origin;

use super::arguments::{AccountVerb, AddArguments};
use super::choose;
use super::client::Client;
use super::end::{Code, End, is_of_keyring, words};
use super::output::print;
use super::secret;
use crate::app::{AccountRow, Command, Event, Remedy, Started, TokenUse};
use crate::services::secrets::KeptToken;
use crate::services::store::{Account, Accounts};

/// Runs one of the verbs.
pub(super) async fn run(client: &mut Client, verb: AccountVerb) -> Result<(), End> {
    match verb {
        AccountVerb::Add(wish) => add(client, wish).await,
        AccountVerb::List => list(client).await,
        AccountVerb::Use { account, ending: None, .. } => choose_active(client, &account).await,
        AccountVerb::Use { account, ending: Some(ending), remove_others } => {
            use_token(client, &account, ending, remove_others).await
        }
        AccountVerb::Remove { account, yes } => remove(client, &account, yes).await,
    }
}

/// What is kept, for a verb that changes it: only one process may.
async fn kept_to_change(client: &mut Client) -> Result<Started, End> {
    let started = choose::kept(client).await?;
    if !started.read_only {
        return Ok(started);
    }
    // Without a warning it is another process that holds the right to write.
    let why = match started.warnings.is_empty() {
        true => {
            "Another Dapple is open and keeps the accounts. Change them in its window, or close it and try again"
        }
        false => "The accounts cannot be changed",
    };
    Err(End::failed(why))
}

async fn add(client: &mut Client, wish: AddArguments) -> Result<(), End> {
    let AddArguments { server, name, allow_plain_http } = wish;
    let mut started = kept_to_change(client).await?;
    encrypted_or_allowed(&server, allow_plain_http)?;
    // Whoever mistyped the server learns it before the token is out.
    greet(client, server.clone(), allow_plain_http).await?;
    let token = secret::read(client).await?;
    let stripe = accounts(&started.accounts).stripe_for(&server);
    let connect = Command::Connect { origin: server, token, keep: true, allow_plain_http, stripe };
    let row = connected(client.ask(connect).await?)?;
    say_who(client, &row);
    let mut account = row.account;
    let known = started.accounts.iter().find(|a| a.key() == account.key());
    account.name = name.or_else(|| known.map(|a| a.name.clone())).unwrap_or_default();
    let key = account.key();
    let mut all = accounts(&started.accounts);
    all.put(account);
    save(client, &all).await?;
    started.accounts = all.list().to_vec();
    choose::make_active(client, started, &key).await?;
    client.say("The token is in the keyring. New tabs and queries use this account");
    Ok(())
}

/// A token goes out unencrypted only with a yes, except to this very machine.
pub(super) fn encrypted_or_allowed(server: &Origin, allowed: bool) -> Result<(), End> {
    if !server.is_plain_http() || server.is_loopback() || allowed {
        return Ok(());
    }
    let words = format!(
        "{server} is asked for without encryption: anyone on the way could read the token. \
         Use https, or allow it inside a network you trust: --allow-plain-http"
    );
    Err(End::wrong_use(words))
}

async fn greet(client: &mut Client, origin: Origin, allow_plain_http: bool) -> Result<(), End> {
    let found = match client.ask(Command::FindServer { origin, allow_plain_http }).await? {
        Event::ServerFound(result) => result.map_err(|failure| End::of_connecting(&failure))?,
        _ => return Err(End::broke()),
    };
    client.say(&format!("{} at {} ({})", found.name, found.origin.host_and_port(), found.version));
    Ok(())
}

/// Makes an account use one of several tokens that the keyring holds for it.
async fn use_token(client: &mut Client, word: &str, ending: String, remove_others: bool) -> Result<(), End> {
    let mut started = kept_to_change(client).await?;
    let account = choose::by_word(&started.accounts, word)?.clone();
    let (key, name) = (account.key(), account.name.clone());
    let entry = KeptToken { ending, label: None };
    let wanted = TokenUse { account, entry: entry.clone(), remove_others, signing_in: false };
    let row = match client.ask(Command::UseToken(Box::new(wanted))).await? {
        Event::Reconnected { result, .. } => result.map_err(|failure| End::of_connecting(&failure))?,
        _ => return Err(End::broke()),
    };
    let account = Account { name, ..row.account };
    let title = choose::title(&account);
    let mut all = accounts(&started.accounts);
    all.put(account);
    save(client, &all).await?;
    started.accounts = all.list().to_vec();
    choose::make_active(client, started, &key).await?;
    let others =
        if remove_others { "The others are gone from the keyring" } else { "The others stay in the keyring" };
    client.say(&format!("{title} uses the token that ends in {}. {others}", entry.ending));
    Ok(())
}

/// An account whose token is in the keyring; anything less is no account of the command line.
fn connected(event: Event) -> Result<AccountRow, End> {
    let result = match event {
        Event::Connected(result) => result,
        Event::TokensDiffer { account, entries } => {
            let known = "They belong to an account that was added before, or to another program";
            return Err(End::failed(format!("{}. {known}", differing(&account, &entries))));
        }
        _ => return Err(End::broke()),
    };
    result.map(|row| *row).map_err(|failure| {
        if !failure.remedies.contains(&Remedy::SessionOnly) {
            return End::of_connecting(&failure);
        }
        let what = failure.title.trim_end_matches('.');
        End::failed(format!(
            "{what}. The token is good, but it was not kept and nothing was saved. \
             Start a keyring and try again, or give the token for one run: dapple query --token-stdin. \
             Dapple reads no token from a file or from the environment"
        ))
    })
}

/// What the keyring holds under one name, never more of it than servers show.
pub(super) fn differing(account: &Account, entries: &[KeptToken]) -> String {
    let one = |entry: &KeptToken| match &entry.label {
        Some(label) => format!("one that ends in {} ({label})", entry.ending),
        None => format!("one that ends in {}", entry.ending),
    };
    let all: Vec<String> = entries.iter().map(one).collect();
    let count = entries.len();
    let host = account.origin.host_and_port();
    format!("The keyring holds {count} different tokens {} for {host}: {}", account.token_id, all.join(", "))
}

fn say_who(client: &mut Client, row: &AccountRow) {
    let account = &row.account;
    let who = account.user_name.as_deref().unwrap_or("somebody (this token may not say who)");
    client.say(&format!("Signed in as {who}, token {}", masked(account)));
    match &account.scopes {
        Some(scopes) if !scopes.is_empty() => client.say(&format!("It may {}", scopes.join(", "))),
        _ => client.say("The server does not say what it may do"),
    }
    if row.scopes.can_write() {
        client.say("It may also change data. For looking, a token that only reads is enough");
    }
}

fn masked(account: &Account) -> String {
    format!("{}…{}", account.token_id, account.last_six)
}

async fn list(client: &mut Client) -> Result<(), End> {
    let started = choose::kept(client).await?;
    if started.accounts.is_empty() {
        client.say("There is no account yet. Add one: dapple account add");
        return Ok(());
    }
    let active = choose::active(&started).map(Account::key);
    let row = |account: &Account| {
        let mark = if active.as_ref() == Some(&account.key()) { "*" } else { " " };
        let person = account.user_name.clone().unwrap_or_else(|| "–".to_owned());
        [mark.to_owned(), choose::title(account), account.origin.to_string(), person, masked(account)]
    };
    let mut rows = vec![["", "NAME", "SERVER", "PERSON", "TOKEN"].map(str::to_owned)];
    rows.extend(started.accounts.iter().map(row));
    print(client, aligned(&rows)).await
}

/// Columns as wide as their widest cell. What could move the cursor is made visible.
fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let cell = |text: &str| visible(text).into_owned();
    let width = |column: usize| rows.iter().map(|row| cell(&row[column]).chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).map(|(text, width)| format!("{:width$}", cell(text)));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

async fn choose_active(client: &mut Client, word: &str) -> Result<(), End> {
    let started = kept_to_change(client).await?;
    let account = choose::by_word(&started.accounts, word)?;
    let (key, title) = (account.key(), choose::title(account));
    choose::make_active(client, started, &key).await?;
    client.say(&format!("New tabs and queries use {title} on {}", key.origin.host_and_port()));
    Ok(())
}

async fn remove(client: &mut Client, word: &str, yes: bool) -> Result<(), End> {
    let started = kept_to_change(client).await?;
    let account = choose::by_word(&started.accounts, word)?.clone();
    let title = format!("{} on {}", choose::title(&account), account.origin.host_and_port());
    if !yes && !confirmed(client, &title).await? {
        return Err(End::failed("Nothing was removed"));
    }
    // The token first: an account without its token is of use, a token without its account is lost.
    let forget = Command::ForgetToken { key: account.key(), kept: account.kept_in_keyring };
    match client.ask(forget).await? {
        Event::TokenForgotten { result: Ok(()), .. } => {}
        Event::TokenForgotten { result: Err(failure), .. } => return Err(still_there(&title, &failure)),
        _ => return Err(End::broke()),
    }
    let mut all = accounts(&started.accounts);
    all.remove(&account.key());
    save(client, &all).await?;
    client
        .say(&format!("Removed {title}. Its token is gone from this computer and still good on the server"));
    Ok(())
}

fn still_there(title: &str, failure: &crate::app::Failure) -> End {
    let why = if is_of_keyring(failure) { failure.title.clone() } else { words(failure) };
    End::failed(format!("{why}. {title} stays, so that its token can still be removed: try again"))
}

async fn confirmed(client: &mut Client, title: &str) -> Result<bool, End> {
    if !io::stdin().is_terminal() {
        let words = "There is no terminal to ask on. Say that you mean it: --yes";
        return Err(End::new(Code::WrongUse, words));
    }
    let question = format!("Remove {} and its token from this computer? [y/N] ", visible(title));
    let answer = client.block(move |_| ask(&question)).await?;
    answer.map_err(|error| End::failed(format!("The answer could not be read: {error}")))
}

fn ask(question: &str) -> io::Result<bool> {
    let mut out = io::stderr().lock();
    out.write_all(question.as_bytes())?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

fn accounts(list: &[Account]) -> Accounts {
    let mut all = Accounts::default();
    list.iter().cloned().for_each(|account| all.put(account));
    all
}

async fn save(client: &mut Client, all: &Accounts) -> Result<(), End> {
    match client.ask(Command::SaveAccounts(all.list().to_vec())).await? {
        Event::AccountsSaved(result) => result.map_err(|failure| End::of(&failure)),
        _ => Err(End::broke()),
    }
}
