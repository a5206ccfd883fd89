//! A window without pixels: the heart and the worker's link, driven until something is so.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dapple::app::worker::{Disk, Outside, WorkerLink, start};
use dapple::app::{
    AccountKey, Action, Answer, Command, Connecting, Dialog, Envelope, Event, ExportForm, ExportKind,
    ExportWhat, Heart, Input, NoticeKind, Outbox, ProblemsAction, Progress, Remote, RunningAction, State,
    TabId, TokenDraft, update,
};
use dapple::services::desktop::{NotedBrowser, Picked, ScriptedClipboard, ScriptedDialogs};
use dapple::services::secrets::{Keyring, Scripted, SecretStore};
use dapple::services::store::Folders;
use dapple_data::token::Scrubber;
use dapple_demo::{Demo, Options, Who};
use tempfile::TempDir;
use tokio::runtime::Handle;
use zeroize::Zeroizing;

/// Long enough for a busy machine; a journey that works takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// How soon the keyring's front lists a call as waiting.
const KEYRING_PATIENCE: Duration = Duration::from_millis(20);

/// One computer: a home folder, a keyring, dialogs and a browser. Windows open on it.
pub struct World {
    home: TempDir,
    pub store: Arc<Scripted>,
    pub dialogs: Arc<ScriptedDialogs>,
    pub browser: Arc<NotedBrowser>,
    pub clipboard: Arc<ScriptedClipboard>,
    pub scrubber: Scrubber,
}

impl World {
    pub fn new() -> Self {
        Self::choosing([])
    }

    /// A computer whose person answers file dialogs like this.
    pub fn choosing(answers: impl IntoIterator<Item = Picked>) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            store: Arc::default(),
            dialogs: Arc::new(ScriptedDialogs::new(answers)),
            browser: Arc::default(),
            clipboard: Arc::default(),
            scrubber: Scrubber::new(),
        }
    }

    pub fn folders(&self) -> Folders {
        Folders::under(&self.home.path().join("dapple"))
    }

    /// A path in the person's own folder, outside Dapple's.
    pub fn path(&self, name: &str) -> PathBuf {
        let folder = self.home.path().join("exports");
        std::fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }

    /// Everything below this lies on the person's disk.
    pub fn root(&self) -> &std::path::Path {
        self.home.path()
    }

    /// What a worker on this computer works with.
    pub fn outside(&self) -> Outside {
        let store = self.store.clone();
        Outside {
            disk: Arc::new(Disk::open(self.folders()).unwrap()),
            keyring: Keyring::with_patience(KEYRING_PATIENCE, move || store.clone() as Arc<dyn SecretStore>),
            dialogs: self.dialogs.clone(),
            browser: self.browser.clone(),
            clipboard: self.clipboard.clone(),
            scrubber: self.scrubber.clone(),
            samples: true,
        }
    }

    /// A window that has read what is on the disk.
    pub async fn window(&self) -> Window {
        let link = start(&Handle::current(), self.outside(), || {});
        let mut window = Window {
            heart: Heart::default(),
            link,
            began: Instant::now(),
            figures: Vec::new(),
            heard: None,
            copied: Vec::new(),
        };
        let id = window.heart.state.name_command();
        window.link.send(Envelope { id, command: Command::Start });
        window.until("the start", |s| s.started).await;
        window
    }

    /// A window that may write, as soon as the one before has let go of the files.
    pub async fn next_window(&self) -> Window {
        let end = Instant::now() + PATIENCE;
        loop {
            let window = self.window().await;
            if !window.heart.state.read_only {
                return window;
            }
            assert!(Instant::now() < end, "the first window never let go of its files");
            drop(window);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

pub struct Window {
    pub heart: Heart,
    link: WorkerLink,
    began: Instant,
    /// Every figure that was seen, in order, without repetitions.
    pub figures: Vec<Progress>,
    /// All that went back and forth, as `Debug` prints it, where somebody wants to hear.
    pub heard: Option<String>,
    /// Texts that the window was to put on the clipboard.
    pub copied: Vec<String>,
}

impl Window {
    fn now(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    pub fn state(&self) -> &State {
        &self.heart.state
    }

    /// Does what a person does.
    pub fn act(&mut self, action: Action) {
        self.apply(Input::Action(action));
    }

    fn apply(&mut self, input: Input) {
        if let Some(heard) = &mut self.heard {
            heard.push_str(&format!("{input:?}\n"));
        }
        let now = self.now();
        let out = update(&mut self.heart, input, now);
        if let Some(heard) = &mut self.heard {
            heard.push_str(&format!("{out:?}\n{:?}\n", self.heart));
        }
        let Outbox { commands, cancel, clipboard, .. } = out;
        self.copied.extend(clipboard);
        for id in cancel {
            self.link.cancel(id);
        }
        for envelope in commands {
            self.link.send(envelope);
        }
    }

    /// One frame: events, figures, time.
    pub fn frame(&mut self) {
        while let Some((id, event)) = self.link.next_event() {
            self.apply(Input::Event(id, event));
        }
        let figures = self.link.figures();
        for (_, figure) in &figures {
            if self.figures.last() != Some(figure) {
                self.figures.push(*figure);
            }
        }
        self.heart.state.progress = figures.into_iter().collect();
        self.apply(Input::Action(Action::Tick));
    }

    /// Frames until something is so; fails by name when it never is.
    pub async fn until(&mut self, what: &str, so: impl Fn(&State) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            self.frame();
            if so(&self.heart.state) {
                return;
            }
            assert!(Instant::now() < end, "{what} never came.\n{}", self.summary());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Frames for a while, for what must not happen.
    pub async fn rest(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.frame();
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    fn summary(&self) -> String {
        let state = &self.heart.state;
        let tabs: Vec<_> = state.tabs.iter().map(|t| (t.id, t.answer.error(), t.is_running())).collect();
        format!("{:?}\n{:?}\n{tabs:?}\n{:?}", state.connect, state.notices, state.progress)
    }

    /// Types a server and pastes a token.
    pub fn connect(&mut self, server: &str, token: &str) {
        self.act(Action::ServerTyped(server.to_owned()));
        let field = Zeroizing::new(token.to_owned());
        self.act(Action::Connect(TokenDraft::copy_of(&field)));
    }

    /// The same, and waits until it went one way or the other.
    pub async fn connected(&mut self, server: &str, token: &str) -> Result<AccountKey, dapple::app::Failure> {
        self.connect(server, token);
        self.until("an end of Connect", |s| !s.connect.is_running()).await;
        match &self.heart.state.connect.connecting {
            Connecting::Failed(failure) => Err(failure.clone()),
            _ => Ok(self.heart.state.accounts.active.clone().unwrap()),
        }
    }

    /// Signs in and waits for the schema, so that nothing else is under way.
    pub async fn sign_in(&mut self, demo: &Demo, who: Who) -> AccountKey {
        self.sign_in_at(&demo.origin(), demo.token(who)).await
    }

    pub async fn sign_in_at(&mut self, server: &str, token: &str) -> AccountKey {
        let key = self.connected(server, token).await.unwrap();
        // A sign-in asks for the person's projects: these journeys begin when nothing is on its way.
        self.until("the projects", |s| {
            !matches!(s.browser.projects, Remote::Idle) && s.browser.projects.waiting_for().is_none()
        })
        .await;
        let account = key.clone();
        self.until("the schema", move |s| matches!(s.schemas.get(&account), Some(Remote::Ready { .. })))
            .await;
        // What a test sends next is the only thing on its way.
        self.until("the projects", |s| s.browser.projects.waiting_for().is_none()).await;
        key
    }

    /// A new tab with these texts.
    pub fn tab(&mut self, query: &str, variables: &str) -> TabId {
        self.act(Action::NewTab);
        let tab = self.heart.state.selected.unwrap();
        self.write(tab, query);
        self.heart.buffers.get_mut(tab).unwrap().variables.set_text(variables);
        self.act(Action::Edited { tab });
        tab
    }

    pub fn write(&mut self, tab: TabId, query: &str) {
        self.heart.buffers.get_mut(tab).unwrap().query.set_text(query);
        self.act(Action::Edited { tab });
    }

    /// Runs a tab to its end.
    pub async fn run(&mut self, tab: TabId) -> Result<Arc<Answer>, dapple::app::Failure> {
        self.act(Action::Run(tab));
        self.until("the answer", |s| !s.tab(tab).unwrap().is_running()).await;
        if matches!(self.heart.state.dialog, Some(Dialog::Change(_))) {
            self.act(Action::Running(RunningAction::Confirm));
            self.until("the answer", |s| !s.tab(tab).unwrap().is_running()).await;
        }
        let revision = self.heart.buffers.get(tab).unwrap().query.revision();
        if self.heart.state.problems.is_held(tab, revision) {
            self.act(Action::Problems(ProblemsAction::RunAnyway(tab)));
            self.until("the answer", |s| !s.tab(tab).unwrap().is_running()).await;
        }
        let tab = self.heart.state.tab(tab).unwrap();
        match &tab.answer {
            Remote::Failed { error, .. } => Err(error.clone()),
            answer => Ok(answer.value().unwrap().clone()),
        }
    }

    /// A new tab, run to its end.
    pub async fn ask(&mut self, query: &str) -> Result<Arc<Answer>, dapple::app::Failure> {
        let tab = self.tab(query, "");
        self.run(tab).await
    }

    /// The open export dialog.
    pub fn form(&self) -> &ExportForm {
        match &self.heart.state.dialog {
            Some(Dialog::Export(form)) => form,
            other => panic!("no export dialog but {other:?}"),
        }
    }

    /// Exports a tab to its end; the notice says how it went.
    pub async fn export(&mut self, tab: TabId, what: ExportWhat, kind: ExportKind, path: &std::path::Path) {
        self.act(Action::AskExport(tab, what));
        let mut form = self.form().clone();
        form.set_kind(kind);
        form.for_excel = false;
        form.guard = false;
        form.path = path.display().to_string();
        self.act(Action::EditExport(form));
        self.act(Action::Export);
        self.until("the export", |s| s.dialog.is_none()).await;
    }

    /// The texts of all notices of a kind.
    pub fn notices(&self, kind: NoticeKind) -> Vec<&str> {
        let all = self.heart.state.notices.iter();
        all.filter(|n| n.kind == kind).map(|n| n.text.as_str()).collect()
    }

    /// Waits until what changed is on the disk.
    pub async fn saved(&mut self) {
        self.until("the save", |s| s.unsaved_since.is_none() && s.saving.is_none()).await;
    }

    /// The end of the program.
    pub fn quit(mut self) {
        self.act(Action::Quit);
        self.link.finish(PATIENCE);
    }
}

pub async fn demo() -> Demo {
    Demo::start(Options::default()).await.unwrap()
}

/// An event that reached nobody, for tests of what is dropped.
pub fn stray(window: &mut Window, event: Event) {
    let id = window.heart.state.name_command();
    window.apply(Input::Event(id, event));
}
