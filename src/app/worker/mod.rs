//! The worker: takes commands on a tokio runtime, does them through the services, says events.
//!
//! One match, one function a command. I/O runs on tokio, CPU work on the rayon pool, blocking disk
//! work on tokio's blocking threads. Cancelling drops the future and sets the task's `Stop`. A panic
//! in a task becomes [`Event::Broke`] on that one command.

mod begin;
mod browse;
mod certificates;
mod clean;
mod clipboard;
mod code;
mod compare;
mod completion;
mod connect;
mod differences;
mod disk;
mod documents;
mod elements;
mod explorer;
mod find;
mod growing;
mod intake;
mod link;
mod live;
mod load_all;
mod lookup;
mod memory;
mod opening;
mod outside;
mod pointing;
mod report;
mod run;
mod saved;
mod saves;
mod scopes;
mod texts;
mod words;

use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dapple_data::Stop;
use dapple_data::schema::Schema;
use dapple_data::speckle::Scopes;
use dapple_data::token::Scrubber;
use tokio::sync::{Notify, mpsc, watch};

use super::AccountKey;
use super::command::Command;
use super::event::Event;
use super::failure::Failure;
use super::progress::Progress;
use super::remote::CommandId;
use crate::services::api::{Api, Gates, Network, ProxyChoice};
use crate::services::desktop::{Browser, Clipboard, FileDialogs};
use crate::services::secrets::Keyring;
use crate::services::store;

use begin::Works;
pub(crate) use clean::Clean;
pub use disk::Disk;
pub use link::{WorkerLink, start};
pub use run::MAY_HAVE_HAPPENED;

/// What a test or `main` hands the worker to work with.
pub struct Outside {
    pub disk: Arc<Disk>,
    pub keyring: Keyring,
    pub dialogs: Arc<dyn FileDialogs>,
    pub browser: Arc<dyn Browser>,
    pub clipboard: Arc<dyn Clipboard>,
    pub scrubber: Scrubber,
    /// Whether the embedded sample server may be started.
    pub samples: bool,
}

/// What all tasks share. Locks are held for a look-up, never across an await.
pub(super) struct Shared {
    pub(super) outside: Outside,
    pub(super) apis: Mutex<HashMap<AccountKey, Arc<Api>>>,
    pub(super) schemas: Mutex<HashMap<AccountKey, Arc<Schema>>>,
    /// What the tokens of signed-in accounts may do: some fields are only asked for with their scope.
    scopes: Mutex<HashMap<AccountKey, Scopes>>,
    /// What refusals of this session have taught about scopes.
    learned: scopes::Learned,
    previews: Mutex<browse::Previews>,
    kept_pictures: browse::KeptPictures,
    #[cfg(feature = "demo")]
    pub(super) demo: tokio::sync::OnceCell<dapple_demo::Demo>,
    /// Accounts whose token is being read and checked right now.
    connecting: Mutex<HashSet<AccountKey>>,
    /// Told whenever one of them has ended, well or not.
    connected: Notify,
    /// Writes to the disk that were sent and have not ended: the end of the program waits for them.
    saves: AtomicUsize,
    /// One gate a server, shared by all clients.
    gates: Gates,
    works: Mutex<Works>,
    /// Commands that the person has wait.
    pauses: load_all::Pauses,
    events: mpsc::Sender<(CommandId, Event)>,
    wake: Box<dyn Fn() + Send + Sync>,
}

impl Shared {
    /// How servers are reached, by the settings of this moment. All clients share one set of gates.
    pub(super) fn network(&self) -> Result<Network, Failure> {
        let settings = self.outside.disk.settings();
        let mut network = Network { gates: self.gates.clone(), ..Network::default() };
        network.idle_timeout = Duration::from_secs(settings.idle_timeout_seconds.into());
        network.proxy = match settings.proxy {
            store::ProxyChoice::System => ProxyChoice::System,
            store::ProxyChoice::Direct => ProxyChoice::None,
            store::ProxyChoice::Address(address) => ProxyChoice::Url(address),
        };
        certificates::add(
            &mut network,
            settings.extra_ca.as_deref(),
            settings.client_certificate.as_deref(),
        )?;
        Ok(network)
    }

    /// The proxy that an https server on the internet would be reached through, in words.
    pub(super) fn proxy(&self) -> Option<String> {
        let origin = super::connect::DEFAULT_SERVER.parse().ok()?;
        self.network().ok()?.proxy_in_use(&origin)
    }
}

/// One command at work: its name, its stop flag, and where its figures go.
pub(super) struct Task {
    pub(super) id: CommandId,
    pub(super) stop: Stop,
    /// Rings when the stop flag is set, for what waits instead of looking.
    pub(super) told: Arc<Notify>,
    pub(super) progress: watch::Sender<Progress>,
    pub(super) shared: Arc<Shared>,
}

/// A lock that a panicking holder does not take down with it: what it guards are maps of `Arc`s.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Task {
    /// Says something about this command; gives up silently when the window is gone.
    pub(super) async fn say(&self, event: Event) {
        if self.shared.events.send((self.id, event)).await.is_ok() {
            (self.shared.wake)();
        }
    }

    /// CPU work on the pool. A panic there is a failure of this command alone.
    pub(super) async fn on_pool<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Stop) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (send, receive) = tokio::sync::oneshot::channel();
        let stop = self.stop.clone();
        rayon::spawn(move || {
            let result = std::panic::catch_unwind(AssertUnwindSafe(|| work(&stop)));
            // The receiver is gone when the command was cancelled: nobody wants the result.
            drop(send.send(result));
        });
        match receive.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(_)) | Err(_) => Err(words::broke()),
        }
    }

    /// Blocking disk work, off the async threads.
    pub(super) async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let shared = self.shared.clone();
        tokio::task::spawn_blocking(move || work(&shared)).await.map_err(|_| words::broke())
    }

    /// The client of an account that is signed in; waits for one that is just connecting.
    pub(super) async fn api(&self, key: &AccountKey) -> Result<Arc<Api>, Failure> {
        loop {
            // Asked for before looking: a connection that ends in between still wakes this up.
            let ended = self.shared.connected.notified();
            if let Some(api) = lock(&self.shared.apis).get(key).cloned() {
                return Ok(api);
            }
            if !lock(&self.shared.connecting).contains(key) {
                return Err(words::not_connected());
            }
            ended.await;
        }
    }

    /// Ends when somebody asked this command to stop. For work that must end by itself.
    pub(super) async fn stopped(&self) {
        loop {
            let told = self.told.notified();
            tokio::pin!(told);
            // Listens before it looks: a stop in between still rings.
            told.as_mut().enable();
            if self.stop.is_set() {
                return;
            }
            told.await;
        }
    }
}

/// One match, one function a command.
async fn perform(task: &Task, command: Command) {
    let event = match command {
        Command::Start => saves::start(task).await,
        Command::StartSamples => connect::samples(task).await,
        Command::FindServer { origin, allow_plain_http } => {
            connect::find(task, origin, allow_plain_http).await
        }
        Command::Connect { origin, token, keep, allow_plain_http, stripe } => {
            let wish = connect::Wish { origin, token, keep, allow_plain_http, stripe };
            connect::connect(task, wish).await
        }
        Command::Reconnect(account) => connect::reconnect(task, account).await,
        Command::UseToken(wanted) => connect::use_token(task, *wanted).await,
        Command::RetryKeyring => match connect::retry_keyring(task) {
            Ok(()) => return,
            Err(failure) => Event::Failed(failure),
        },
        Command::ForgetToken { key, kept } => connect::forget(task, key, kept).await,
        Command::SaveAccounts(accounts) => saves::accounts(task, accounts).await,
        Command::LoadSchema(key) => connect::schema(task, key).await,
        Command::Check { tab, account, query, variables, revisions, operation } => {
            let texts = documents::Texts { query, variables, operation };
            documents::check(task, tab, account, texts, revisions).await
        }
        Command::Complete { account, query, variables, revision, caret, forced } => {
            completion::complete(task, account, (query, variables, revision), (caret, forced)).await
        }
        Command::ReadText(dropped) => texts::read(task, dropped).await,
        Command::Point(word) => pointing::point(task, *word).await,
        Command::Format { tab, query, revision } => documents::format(task, tab, query, revision).await,
        Command::Run { tab, request } => run::run(task, tab, request).await,
        Command::LoadAll { tab, request, path } => load_all::load_all(task, tab, request, path).await,
        Command::Pause { id, pause } => return task.shared.pauses.set(id, pause),
        Command::BuildTable { rows } => documents::table(task, rows).await,
        Command::SearchAnswer { answer, needle } => find::hits(task, answer, needle).await,
        Command::FilterAnswer { answer, text } => find::filtered(task, answer, text).await,
        Command::Rest { tab, answer } => memory::rest(task, tab, answer).await,
        Command::Wake { tab, asleep } => memory::wake(task, tab, asleep).await,
        Command::LetGo(answer) => return memory::let_go(task, answer).await,
        Command::Browse(command) => Event::Browse(browse::perform(task, command).await),
        Command::Elements(command) => Event::Elements(elements::perform(task, command).await),
        Command::Compare(command) => Event::Compare(compare::perform(task, command).await),
        Command::Differences(command) => Event::Differences(differences::perform(task, command).await),
        Command::Live(command) => live::perform(task, command).await,
        Command::Explorer(command) => explorer::perform(task, command).await,
        // Dialogs are begun by the link, on the thread that owns the window.
        Command::PickOpen | Command::PickSave { .. } | Command::PickCertificate => return,
        Command::Copy(job) => Event::Copied(clipboard::copy(task, job).await),
        Command::OpenFile(path) => opening::open(task, path).await,
        Command::Export(job) => documents::export(task, *job).await,
        Command::SaveSession(snapshot) => saves::session(task, *snapshot).await,
        Command::Saved(command) => saved::perform(task, command).await,
        Command::Code(command) => code::perform(task, command).await,
        Command::SaveSettings(settings) => saves::settings(task, *settings).await,
        Command::LoadHistory => saves::history(task).await,
        Command::ListPlaces => saves::places(task).await,
        Command::ClearHistory => saves::clear_history(task).await,
        Command::ClearKept(what) => saves::clear(task, what).await,
        Command::CheckCertificate { file, path } => certificates::check(task, file, path).await,
        Command::OpenBrowser(url) => match outside::browse(task, url).await {
            Ok(()) => return,
            Err(failure) => Event::Failed(failure),
        },
        Command::ShowFile(path) => match outside::show_file(task, path).await {
            Ok(()) => return,
            Err(failure) => Event::Failed(failure),
        },
    };
    task.say(event).await;
}
