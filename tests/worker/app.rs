//! Journeys through the heart alone: no worker, no disk, no clock but the one in the test's hand.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod accounts;
mod browsing;
mod code;
mod compare;
mod connecting;
mod differences;
mod elements;
mod explorer;
mod exporting;
mod files;
mod links;
mod memory;
mod problems;
mod rows;
mod running;
mod saved;
mod searching;
mod sessions;
mod settings;
mod variables;
mod writing;

use std::sync::Arc;

use dapple::app::{
    AccountKey, AccountRow, Action, Answer, AnswerMeta, Command, CommandId, Event, Failure, Heart, Input,
    Link, Outbox, Started, State, TabId, update,
};
use dapple::services::store::Account;
use dapple_data::document::Document;
use dapple_data::speckle::Scopes;
use dapple_data::token::{TokenId, clean};

/// Shaped like a real one, and of nobody.
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef0123fedcba";

/// A heart, the second it is, and what it last wanted.
pub struct Play {
    heart: Heart,
    now: f64,
}

impl Play {
    /// A window that has read an empty disk.
    pub fn new() -> Self {
        Self::started(Started::default())
    }

    pub fn started(started: Started) -> Self {
        let mut play = Self { heart: Heart::default(), now: 100.0 };
        let id = play.heart.state.name_command();
        play.say(id, Event::Started(Box::new(started)));
        play
    }

    /// A window with one account that is signed in, its schema still on the way.
    pub fn signed_in() -> (Self, AccountKey) {
        let mut play = Self::new();
        let row = row("Mara");
        let key = row.key.clone();
        let id = play.connect();
        play.say(id, Event::Connected(Ok(Box::new(row))));
        while let Some(tab) = play.heart.state.selected {
            play.act(Action::CloseTab(tab));
        }
        (play, key)
    }

    pub fn state(&self) -> &State {
        &self.heart.state
    }

    pub fn act(&mut self, action: Action) -> Outbox {
        update(&mut self.heart, Input::Action(action), self.now)
    }

    pub fn say(&mut self, id: CommandId, event: Event) -> Outbox {
        update(&mut self.heart, Input::Event(id, event), self.now)
    }

    /// Lets time pass and ticks.
    pub fn after(&mut self, seconds: f64) -> Outbox {
        self.now += seconds;
        self.act(Action::Tick)
    }

    /// Types a server, pastes a token, connects.
    pub fn connect(&mut self) -> CommandId {
        self.act(Action::ServerTyped("speckle.example".to_owned()));
        let out = self.act(Action::Connect(draft(TOKEN)));
        sent(&out, |c| matches!(c, Command::Connect { .. })).unwrap()
    }

    pub fn tab(&mut self, query: &str) -> TabId {
        self.act(Action::NewTab);
        let tab = self.heart.state.selected.unwrap();
        self.write(tab, query);
        tab
    }

    pub fn write(&mut self, tab: TabId, query: &str) -> Outbox {
        self.heart.buffers.get_mut(tab).unwrap().query.set_text(query);
        self.act(Action::Edited { tab })
    }

    /// Writes the variables of a tab, without a word about it.
    pub fn give(&mut self, tab: TabId, variables: &str) {
        self.heart.buffers.get_mut(tab).unwrap().variables.set_text(variables);
    }

    pub fn query(&self, tab: TabId) -> String {
        self.heart.buffers.get(tab).unwrap().query.text()
    }

    pub fn variables(&self, tab: TabId) -> String {
        self.heart.buffers.get(tab).unwrap().variables.text()
    }

    /// Runs a tab; its command, if one went out.
    pub fn run(&mut self, tab: TabId) -> Option<CommandId> {
        let out = self.act(Action::Run(tab));
        sent(&out, |c| matches!(c, Command::Run { .. }))
    }

    /// A tab with this answer.
    pub fn answered(&mut self, json: &str) -> TabId {
        let tab = self.tab("query Walls { a }");
        let id = self.run(tab).unwrap();
        self.say(id, Event::Answered { tab, result: Ok(answer(json)) });
        tab
    }

    /// Why a tab shows no answer.
    pub fn refusal(&self, tab: TabId) -> &Failure {
        self.state().tab(tab).unwrap().answer.error().unwrap()
    }
}

pub fn draft(text: &str) -> dapple::app::TokenDraft {
    dapple::app::TokenDraft::copy_of(&zeroize::Zeroizing::new(text.to_owned()))
}

/// The name of the first command of a kind.
pub fn sent(out: &Outbox, is: impl Fn(&Command) -> bool) -> Option<CommandId> {
    out.commands.iter().find(|e| is(&e.command)).map(|e| e.id)
}

pub fn failure() -> Failure {
    Failure::new("It broke", "Try again")
}

/// An account that is connected.
pub fn row(name: &str) -> AccountRow {
    let account = Account {
        origin: "https://speckle.example".parse().unwrap(),
        endpoint: "/graphql".to_owned(),
        token_id: TokenId::of(&clean(TOKEN).unwrap()),
        last_six: "fedcba".to_owned(),
        name: name.to_owned(),
        user_name: None,
        user_id: None,
        server_name: String::new(),
        stripe: 1,
        scopes: None,
        allow_plain_http: false,
        kept_in_keyring: true,
        entry: None,
        added: None,
    };
    AccountRow {
        key: account.key(),
        account,
        link: Link::Connected { latency_ms: 5 },
        scopes: Scopes::default(),
        session_only: false,
    }
}

pub fn answer(json: &str) -> Arc<Answer> {
    let document = Document::from_bytes(json.as_bytes().to_vec().into());
    let lists = dapple_data::table::lists(&document);
    Arc::new(Answer {
        serial: 1,
        document: Arc::new(document),
        meta: AnswerMeta::default(),
        errors: Vec::new(),
        has_data: true,
        raw_lines: None,
        lists,
    })
}
