//! The first page: find the server, check the token, keep it, and say what it may do.

use std::fmt;

use dapple_data::speckle::Recommended;
use dapple_data::token;
use dapple_data::url::{Origin, parse_link};
use zeroize::Zeroizing;

use super::accounts::{self, AccountRow};
use super::command::Command;
use super::failure::{Failure, Remedy};
use super::remote::{CommandId, Remote};
use super::state::{Dialog, Heart, NoticeKind, Outbox, Place, State};
use super::{Action, Event};

/// The server that app.speckle.systems visitors mean.
pub const DEFAULT_SERVER: &str = "app.speckle.systems";

/// What is said to whoever takes the one field for the other.
const TOKEN_IN_SERVER_FIELD: &str = "That was a token. Type the server here and paste the token below";

/// How long after the last key the server is asked, in seconds.
pub(super) const TYPING_REST: f64 = 0.4;

/// A pasted token on its one way out of its field. Shows nothing of itself and is wiped on drop.
pub struct TokenDraft(Zeroizing<String>);

impl TokenDraft {
    /// Copies the text out of its field. The field keeps it until the server took it, so that a person
    /// need not paste again when the server could not be reached.
    pub fn copy_of(field: &Zeroizing<String>) -> Self {
        Self(field.clone())
    }
}

impl fmt::Debug for TokenDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDraft")
    }
}

/// A Speckle server that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFound {
    pub origin: Origin,
    pub name: String,
    pub version: String,
    pub endpoint: String,
    pub latency_ms: u32,
    /// The scopes to tick for a new token, of those that this server offers.
    pub recommended: Recommended,
}

/// How far Connect has come.
#[derive(Debug, Default)]
pub enum Connecting {
    #[default]
    Idle,
    Running(CommandId),
    Failed(Failure),
}

/// What the first page shows. The token is not here: it stays in its field until it leaves once.
#[derive(Debug)]
pub struct ConnectForm {
    pub server: String,
    pub origin: Option<Origin>,
    pub found: Remote<ServerFound>,
    pub typed_at: Option<f64>,
    pub keep: bool,
    pub allow_plain_http: bool,
    pub connecting: Connecting,
}

impl Default for ConnectForm {
    fn default() -> Self {
        Self {
            server: DEFAULT_SERVER.to_owned(),
            origin: DEFAULT_SERVER.parse().ok(),
            found: Remote::Idle,
            typed_at: None,
            keep: true,
            allow_plain_http: false,
            connecting: Connecting::Idle,
        }
    }
}

impl ConnectForm {
    /// Whether Connect is under way.
    pub fn is_running(&self) -> bool {
        matches!(self.connecting, Connecting::Running(_))
    }

    /// Whether the server may be asked who it is, and nobody asked it yet.
    pub fn can_be_found(&self) -> bool {
        let allowed = !self.needs_plain_http_yes() || self.allow_plain_http;
        self.origin.is_some() && allowed && self.typed_at.is_none() && matches!(self.found, Remote::Idle)
    }

    /// Whether the server wants an explicit yes because it speaks plain http.
    pub fn needs_plain_http_yes(&self) -> bool {
        self.origin.as_ref().is_some_and(|o| o.is_plain_http() && !o.is_loopback())
    }
}

/// Actions of the first page.
pub(super) fn update(state: &mut State, action: Action, now: f64, out: &mut Outbox) {
    match action {
        Action::ServerTyped(text) => server_typed(state, text, now, out),
        Action::TokenInServerField => {
            state.notify(NoticeKind::Warning, TOKEN_IN_SERVER_FIELD, now);
        }
        Action::TokenTyped => {
            // Nothing goes out before a person did something here; a token means this server.
            if matches!(state.connect.found, Remote::Idle) {
                state.connect.typed_at.get_or_insert(now);
            }
        }
        Action::KeepToken(keep) => state.connect.keep = keep,
        Action::AllowPlainHttp(yes) => {
            state.connect.allow_plain_http = yes;
            state.connect.typed_at = Some(now);
        }
        Action::Connect(draft) => connect(state, &draft, out),
        Action::CancelConnect => stop_connecting(state, out),
        Action::RetryKeyring => {
            state.send(out, Command::RetryKeyring);
        }
        Action::OpenTokenPage => {
            if let Some(origin) = &state.connect.origin {
                let page = format!("{}/settings/user/developer", origin.as_str());
                state.send(out, Command::OpenBrowser(page));
            }
        }
        Action::ExploreSamples => {
            stop_connecting(state, out);
            let id = state.send(out, Command::StartSamples);
            state.connect.connecting = Connecting::Running(id);
        }
        Action::AddAccount => {
            stop_connecting(state, out);
            state.connect = ConnectForm::default();
            state.dialog = Some(Dialog::Connect);
        }
        _ => {}
    }
}

fn server_typed(state: &mut State, text: String, now: f64, out: &mut Outbox) {
    if !token::likely_tokens(&text).is_empty() {
        // A token is no server: it must neither be shown here nor go out as a name to look up.
        state.connect.server.clear();
        state.connect.origin = None;
        state.notify(NoticeKind::Warning, TOKEN_IN_SERVER_FIELD, now);
        return;
    }
    let form = &mut state.connect;
    let origin = parse_link(&text).ok().and_then(|(origin, _)| origin).or_else(|| text.trim().parse().ok());
    let moved = origin != form.origin;
    form.server = text;
    form.origin = origin;
    if moved {
        // Nobody waits for the other server any more.
        out.cancel.extend(form.found.waiting_for());
        form.found = Remote::Idle;
        form.allow_plain_http = false;
    }
    form.typed_at = Some(now);
    if moved {
        stop_connecting(state, out);
    }
}

/// Asks for the typed server once typing rests. Called as time passes.
pub(super) fn tick(state: &mut State, now: f64, out: &mut Outbox) {
    let form = &state.connect;
    let rested = form.typed_at.is_some_and(|t| now - t >= TYPING_REST);
    let visible = state.shows_first_page() || matches!(state.dialog, Some(Dialog::Connect));
    if !visible {
        state.connect.typed_at = None;
        return;
    }
    if !rested {
        return;
    }
    state.connect.typed_at = None;
    if state.connect.needs_plain_http_yes() && !state.connect.allow_plain_http {
        return;
    }
    let Some(origin) = state.connect.origin.clone() else { return };
    let allow_plain_http = state.connect.allow_plain_http;
    if let Some(old) = state.connect.found.waiting_for() {
        out.cancel.push(old);
    }
    let id = state.send(out, Command::FindServer { origin, allow_plain_http });
    state.connect.found.start(id, now);
}

fn connect(state: &mut State, draft: &TokenDraft, out: &mut Outbox) {
    let refuse = |state: &mut State, failure| state.connect.connecting = Connecting::Failed(failure);
    let Some(origin) = state.connect.origin.clone() else {
        let failure = Failure::new(
            "This is not a server address",
            "Type a host like app.speckle.systems, or paste any Speckle link",
        );
        return refuse(state, failure);
    };
    let token = match token::clean(&draft.0) {
        Ok(token) => token,
        Err(error) => {
            return refuse(state, Failure::new("This does not look like a token", error.to_string()));
        }
    };
    if state.connect.needs_plain_http_yes() && !state.connect.allow_plain_http {
        let failure = Failure::new(
            "This server speaks plain http",
            "Anyone on the way could read the token. Allow it only inside a network you trust",
        );
        return refuse(state, failure.with(Remedy::AllowPlainHttp));
    }
    let command = Command::Connect {
        origin,
        token,
        // A window that may not write the accounts must not leave a token in the keyring either.
        keep: state.connect.keep && !state.read_only,
        allow_plain_http: state.connect.allow_plain_http,
        stripe: state.accounts.free_stripe(),
    };
    let id = state.send(out, command);
    state.connect.connecting = Connecting::Running(id);
}

/// What the world says to the first page.
pub(super) fn on_event(heart: &mut Heart, id: CommandId, event: Event, now: f64, out: &mut Outbox) {
    let state = &mut heart.state;
    match event {
        Event::ServerFound(Ok(found)) => {
            state.connect.found.succeed(id, found, Vec::new());
        }
        Event::ServerFound(Err(failure)) => {
            state.connect.found.fail(id, failure);
        }
        Event::Connected(result) => {
            if !matches!(state.connect.connecting, Connecting::Running(waiting) if waiting == id) {
                unwanted(state, result, out);
                return;
            }
            match result {
                Ok(row) => {
                    let key = row.key.clone();
                    connected(state, *row, now, out);
                    super::browser::connected(state, &key);
                    super::code::connected(heart, &key, now, out);
                }
                Err(failure) => state.connect.connecting = Connecting::Failed(failure),
            }
        }
        _ => {}
    }
}

fn connected(state: &mut State, row: AccountRow, now: f64, out: &mut Outbox) {
    state.connect = ConnectForm::default();
    if matches!(state.dialog, Some(Dialog::Connect)) {
        state.dialog = None;
    }
    let words = format!("Signed in as {}", row.title());
    accounts::adopt(state, row, now, out);
    // A first sign-in shows something at once: the person's projects.
    if state.tabs.is_empty() {
        state.place = Place::Browse;
    }
    state.notify(NoticeKind::Done, words, now);
}

/// Gives a sign-in under way up.
pub(super) fn stop_connecting(state: &mut State, out: &mut Outbox) {
    if let Connecting::Running(id) = std::mem::take(&mut state.connect.connecting) {
        out.cancel.push(id);
    }
}

/// A sign-in that was given up came through all the same: its token goes again, unless it is in use.
fn unwanted(state: &mut State, result: Result<Box<AccountRow>, Failure>, out: &mut Outbox) {
    if let Ok(row) = result
        && state.accounts.get(&row.key).is_none()
    {
        state.send(out, Command::ForgetToken { key: row.key.clone(), kept: row.account.kept_in_keyring });
    }
}
