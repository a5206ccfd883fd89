//! Browsing through the worker: lists with every trap of a real server, links, pictures.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod downloads;
mod links;
mod lists;
mod previews;
mod refusals;
pub mod scripted;

use std::sync::Arc;
use std::time::Duration;

use dapple::app::worker::{Disk, Outside, WorkerLink, start};
use dapple::app::{
    AccountKey, BrowseCommand, BrowseEvent, Command, CommandId, Destination, Envelope, Event, Failure,
    Picture, Progress,
};
use dapple::services::desktop::{NotedBrowser, ScriptedClipboard, ScriptedDialogs};
use dapple::services::secrets::{Keyring, Scripted, SecretStore};
use dapple::services::store::Folders;
use dapple_data::ids::ProjectId;
use dapple_data::speckle::browse::{Listing, Member, Model, Project, ProjectFacts, Version};
use dapple_data::token::{Scrubber, clean};
use dapple_data::url::Link;
use dapple_demo::data::MAIN_PROJECT;
use dapple_demo::{Demo, Options, Who};
use tempfile::TempDir;
use tokio::runtime::Handle;

/// Long enough for a busy machine; what works takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// The worker without a window.
pub struct Bench {
    link: WorkerLink,
    asked: u64,
    pub account: AccountKey,
    /// Every figure that was seen of the last command, without repetitions.
    pub figures: Vec<Progress>,
    _home: TempDir,
}

impl Bench {
    /// Signed in to a server.
    pub async fn at(server: &str, token: &str) -> Self {
        Self::with(server, token, |folders| Disk::open(folders).unwrap()).await
    }

    /// The same with a disk of the test's own.
    pub async fn with(server: &str, token: &str, disk: impl FnOnce(Folders) -> Disk) -> Self {
        let home = tempfile::tempdir().unwrap();
        let store = Arc::new(Scripted::default());
        let outside = Outside {
            disk: Arc::new(disk(Folders::under(&home.path().join("dapple")))),
            keyring: Keyring::with_patience(PATIENCE, move || store.clone() as Arc<dyn SecretStore>),
            dialogs: Arc::new(ScriptedDialogs::new([])),
            browser: Arc::new(NotedBrowser::default()),
            clipboard: Arc::new(ScriptedClipboard::default()),
            scrubber: Scrubber::new(),
            samples: true,
        };
        let link = start(&Handle::current(), outside, || {});
        let account = AccountKey {
            origin: server.parse().unwrap(),
            token_id: dapple_data::token::TokenId::of(&clean(token).unwrap()),
        };
        let mut bench = Self { link, asked: 0, account, figures: Vec::new(), _home: home };
        bench.connect(server, token).await;
        bench
    }

    /// Signs in.
    pub async fn connect(&mut self, server: &str, token: &str) {
        let connect = Command::Connect {
            origin: server.parse().unwrap(),
            token: clean(token).unwrap(),
            keep: false,
            allow_plain_http: false,
            stripe: 1,
        };
        let id = self.begin(connect);
        let Event::Connected(row) = self.answer(id).await else { panic!("another event") };
        assert_eq!(row.unwrap().key, self.account);
    }

    /// Signed in to a demo server, which has forgotten what it was asked for that.
    pub async fn on(demo: &Demo, who: Who) -> Self {
        let bench = Self::at(&demo.origin(), demo.token(who)).await;
        demo.requests().clear();
        bench
    }

    pub fn begin(&mut self, command: Command) -> CommandId {
        self.asked += 1;
        let id = CommandId(self.asked);
        self.figures.clear();
        self.link.send(Envelope { id, command });
        id
    }

    pub fn cancel(&mut self, id: CommandId) {
        self.link.cancel(id);
    }

    /// What the world says about a command.
    pub async fn answer(&mut self, id: CommandId) -> Event {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            assert!(tokio::time::Instant::now() < end, "no answer");
            for (_, figure) in self.link.figures().into_iter().filter(|(of, _)| *of == id) {
                if self.figures.last() != Some(&figure) {
                    self.figures.push(figure);
                }
            }
            match self.link.next_event() {
                Some((of, event)) if of == id => return event,
                Some(_) => {}
                None => tokio::time::sleep(Duration::from_millis(1)).await,
            }
        }
    }

    pub async fn ask(&mut self, command: BrowseCommand) -> BrowseEvent {
        let id = self.begin(Command::Browse(command));
        match self.answer(id).await {
            Event::Browse(event) => event,
            other => panic!("{other:?}"),
        }
    }

    pub async fn projects(&mut self) -> Result<Arc<Listing<Project>>, Failure> {
        match self.ask(BrowseCommand::Projects(self.account.clone())).await {
            BrowseEvent::Projects(result) => result,
            other => panic!("{other:?}"),
        }
    }

    pub async fn facts(&mut self, project: &str) -> Result<Arc<ProjectFacts>, Failure> {
        let command = BrowseCommand::Project { account: self.account.clone(), project: project.into() };
        match self.ask(command).await {
            BrowseEvent::Project(result) => result,
            other => panic!("{other:?}"),
        }
    }

    pub async fn models(&mut self, project: &str) -> Result<Arc<Listing<Model>>, Failure> {
        let command = BrowseCommand::Models { account: self.account.clone(), project: project.into() };
        match self.ask(command).await {
            BrowseEvent::Models(result) => result,
            other => panic!("{other:?}"),
        }
    }

    pub async fn versions(
        &mut self,
        project: &str,
        model: Option<&str>,
    ) -> Result<Arc<Listing<Version>>, Failure> {
        let (account, project) = (self.account.clone(), ProjectId::from(project));
        let command = BrowseCommand::Versions { account, project, model: model.map(Into::into) };
        match self.ask(command).await {
            BrowseEvent::Versions(result) => result,
            other => panic!("{other:?}"),
        }
    }

    pub async fn people(&mut self, project: &str) -> Result<Arc<Listing<Member>>, Failure> {
        let command = BrowseCommand::People { account: self.account.clone(), project: project.into() };
        match self.ask(command).await {
            BrowseEvent::People(result) => result,
            other => panic!("{other:?}"),
        }
    }

    pub async fn preview(&mut self, url: &str) -> Result<Option<Arc<Picture>>, Failure> {
        let command = BrowseCommand::Preview { account: self.account.clone(), url: url.to_owned() };
        match self.ask(command).await {
            BrowseEvent::Preview(result) => result,
            other => panic!("{other:?}"),
        }
    }

    pub async fn resolve(&mut self, link: Link) -> Result<Destination, Failure> {
        match self.ask(BrowseCommand::Resolve { account: self.account.clone(), link }).await {
            BrowseEvent::Resolved(result) => result,
            other => panic!("{other:?}"),
        }
    }
}

pub async fn demo() -> Demo {
    Demo::start(Options::default()).await.unwrap()
}

/// The versions of the project whose newest ones exist in the new format only, and its id.
pub async fn new_format_project(bench: &mut Bench) -> String {
    let projects = bench.projects().await.unwrap();
    let found = projects.items.iter().find(|project| project.name == "IFC round trip tests");
    found.unwrap().id.to_string()
}

/// The id of the root object of a version of the main model.
pub async fn root_object(bench: &mut Bench, version: &str) -> String {
    use dapple_data::speckle::browse::Content;
    let versions = bench.versions(MAIN_PROJECT, Some(dapple_demo::data::MAIN_MODEL)).await.unwrap();
    let found = versions.items.iter().find(|v| v.id.as_str() == version).unwrap();
    match &found.content {
        Content::Root(object) => object.to_string(),
        other => panic!("{other:?}"),
    }
}
