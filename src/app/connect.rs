//! The first page: find the server, check the token, keep it, and say what it may do.

use std::fmt;

use dapple_data::speckle::{Recommended, STARTERS};
use dapple_data::token;
use dapple_data::url::{Origin, parse_link};
use zeroize::Zeroizing;

use super::accounts::{self, AccountRow, Link};
use super::command::Command;
use super::failure::{Failure, Remedy};
use super::query;
use super::remote::{CommandId, Remote};
use super::state::{Dialog, Heart, NoticeKind, Outbox, State};
use super::tabs::TabKind;
use super::{Action, Event};

/// The server that app.speckle.systems visitors mean.
pub const DEFAULT_SERVER: &str = "app.speckle.systems";

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

    /// Whether the server wants an explicit yes because it speaks plain http.
    pub fn needs_plain_http_yes(&self) -> bool {
        self.origin.as_ref().is_some_and(|o| o.is_plain_http() && !o.is_loopback())
    }
}

/// Actions of the first page.
pub(super) fn update(state: &mut State, action: Action, now: f64, out: &mut Outbox) {
    match action {
        Action::ServerTyped(text) => server_typed(state, text, now, out),
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
        Action::CancelConnect => {
            if let Connecting::Running(id) = state.connect.connecting {
                out.cancel.push(id);
            }
            state.connect.connecting = Connecting::Idle;
        }
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
            let id = state.send(out, Command::StartSamples);
            state.connect.connecting = Connecting::Running(id);
        }
        Action::AddAccount => {
            state.connect = ConnectForm::default();
            state.dialog = Some(Dialog::Connect);
        }
        _ => {}
    }
}

fn server_typed(state: &mut State, text: String, now: f64, out: &mut Outbox) {
    let form = &mut state.connect;
    let origin = parse_link(&text).ok().and_then(|(origin, _)| origin).or_else(|| text.trim().parse().ok());
    let moved = origin != form.origin;
    form.server = text;
    form.origin = origin;
    if moved {
        // Nobody waits for the other server any more.
        out.cancel.extend(form.found.waiting_for());
        if let Connecting::Running(id) = form.connecting {
            out.cancel.push(id);
        }
        form.found = Remote::Idle;
        form.allow_plain_http = false;
        form.connecting = Connecting::Idle;
    }
    form.typed_at = Some(now);
}

/// Asks for the typed server once typing rests. Called as time passes.
pub(super) fn tick(state: &mut State, now: f64, out: &mut Outbox) {
    let form = &state.connect;
    let rested = form.typed_at.is_some_and(|t| now - t >= TYPING_REST);
    let visible = state.shows_first_page() || matches!(state.dialog, Some(Dialog::Connect));
    if !rested || !visible {
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
        keep: state.connect.keep,
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
                return;
            }
            match result {
                Ok((row, keyring)) => {
                    connected(state, *row, keyring, now, out);
                    first_tab(heart, now, out);
                }
                Err(failure) => state.connect.connecting = Connecting::Failed(failure),
            }
        }
        _ => {}
    }
}

/// A first sign-in shows something at once: the person's projects.
fn first_tab(heart: &mut Heart, now: f64, out: &mut Outbox) {
    if !heart.state.tabs.is_empty() {
        return;
    }
    let Some(starter) = STARTERS.iter().find(|s| s.id == "my-projects") else { return };
    let tab = query::open_tab(heart, TabKind::Query, starter.text, starter.variables, now);
    query::check(heart, tab, now, out);
    query::update(heart, Action::Run(tab), now, out);
}

fn connected(state: &mut State, row: AccountRow, keyring: Option<Failure>, now: f64, out: &mut Outbox) {
    debug_assert!(matches!(row.link, Link::Connected { .. }));
    state.connect = ConnectForm::default();
    state.dialog = None;
    let name = row.title();
    accounts::adopt(state, row, now, out);
    match keyring {
        Some(failure) => {
            let text = format!("{}. {} is signed in for this session only", failure.title, name);
            state.notify(NoticeKind::Warning, text, now);
        }
        None => {
            state.notify(NoticeKind::Done, format!("Signed in as {name}"), now);
        }
    }
}
