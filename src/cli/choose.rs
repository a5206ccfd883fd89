//! Which of the kept accounts a word means.

use dapple_data::url::Origin;

use super::client::Client;
use super::end::End;
use crate::app::{AccountKey, Command, Event, Snapshot, Started};
use crate::services::store::Account;

/// What is kept on this computer.
pub(super) async fn kept(client: &mut Client) -> Result<Started, End> {
    let Event::Started(started) = client.ask(Command::Start).await? else { return Err(End::broke()) };
    for warning in &started.warnings {
        client.say(warning);
    }
    Ok(*started)
}

/// The account that new tabs and queries use: the chosen one, else the first.
pub(super) fn active(started: &Started) -> Option<&Account> {
    let named = started.session.as_ref().and_then(|s: &Snapshot| s.active.as_deref());
    let chosen = started.accounts.iter().find(|a| named.is_some_and(|name| a.key().to_string() == name));
    chosen.or_else(|| started.accounts.first())
}

/// The account that `word` names: its name, its person, its server or its token id.
pub(super) fn by_word<'a>(accounts: &'a [Account], word: &str) -> Result<&'a Account, End> {
    let origin: Option<Origin> = word.parse().ok();
    let matches = |account: &&Account| {
        let named = |name: &str| !name.is_empty() && name.eq_ignore_ascii_case(word);
        named(&account.name)
            || named(account.user_name.as_deref().unwrap_or_default())
            || named(account.token_id.as_str())
            || named(&account.key().to_string())
            || named(account.origin.host())
            || origin.as_ref() == Some(&account.origin)
    };
    let found: Vec<&Account> = accounts.iter().filter(matches).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] if accounts.is_empty() => Err(none_yet()),
        [] => Err(End::wrong_use(format!("No account is called {word}. There {}", listed(accounts.iter())))),
        many => Err(ambiguous(word, many)),
    }
}

/// The account of a server: the active one where it is of that server, else its only one.
pub(super) fn by_server<'a>(started: &'a Started, server: &Origin) -> Result<&'a Account, End> {
    if let Some(account) = active(started).filter(|a| a.origin == *server) {
        return Ok(account);
    }
    let found: Vec<&Account> = started.accounts.iter().filter(|a| a.origin == *server).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let host = server.host_and_port();
            let words =
                format!("There is no account for {host}. Add one: dapple account add --server {server}");
            Err(End::wrong_use(words))
        }
        many => Err(ambiguous(server.host_and_port(), many)),
    }
}

/// No account was ever added.
pub(super) fn none_yet() -> End {
    End::wrong_use("There is no account yet. Add one: dapple account add. Or use the sample data: --demo")
}

fn ambiguous(word: &str, found: &[&Account]) -> End {
    let words = format!(
        "{word} can be {} accounts. Name one by its token id: there {}",
        found.len(),
        listed(found.iter().copied())
    );
    End::wrong_use(words)
}

/// `is Ana (0123456789, app.speckle.systems)`, or `are …, …`.
fn listed<'a>(accounts: impl Iterator<Item = &'a Account>) -> String {
    let one = |a: &Account| format!("{} ({}, {})", title(a), a.token_id, a.origin.host_and_port());
    let all: Vec<String> = accounts.map(one).collect();
    let verb = if all.len() == 1 { "is" } else { "are" };
    format!("{verb} {}", all.join(", "))
}

/// The name to show: the person's own, else who they are, else the token's id.
pub(super) fn title(account: &Account) -> String {
    let own = Some(&account.name).filter(|name| !name.is_empty());
    own.or(account.user_name.as_ref()).cloned().unwrap_or_else(|| format!("Token {}", account.token_id))
}

/// Makes an account the one that new tabs and queries use.
pub(super) async fn make_active(client: &mut Client, started: Started, key: &AccountKey) -> Result<(), End> {
    let session = started.session.unwrap_or_default();
    let session = Snapshot { active: Some(key.to_string()), ..session };
    match client.ask(Command::SaveSession(Box::new(session))).await? {
        Event::SessionSaved(result) => result.map_err(|failure| End::of(&failure)),
        _ => Err(End::broke()),
    }
}
