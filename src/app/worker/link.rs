//! The window's end of the worker: sends commands, drains events, reads figures.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Notify, mpsc, watch};

use super::begin::{begin, cancel, is_save};
use super::{Outside, Shared, lock, words};
use crate::app::command::{Command, Envelope};
use crate::app::event::Event;
use crate::app::explorer::{ExplorerCommand, ExplorerEvent, SchemaFile};
use crate::app::failure::Failure;
use crate::app::progress::Progress;
use crate::app::remote::CommandId;
use crate::services::api::Gates;
use crate::services::desktop::{Listener, OpenAsk, Picked, SaveAsk};

/// Commands that may wait for the worker before the window is told it is busy.
const COMMANDS: usize = 256;
/// Events that may wait for the window before a task waits with its next one.
const EVENTS: usize = 256;

/// Commands are numbered from one.
const NO_COMMAND: CommandId = CommandId(0);

/// A command on its way to the worker, and where its figures go.
type Message = (Box<Envelope>, watch::Sender<Progress>);

/// The window's end. Nothing here waits, but [`WorkerLink::wait`].
pub struct WorkerLink {
    runtime: Handle,
    shared: Arc<Shared>,
    messages: mpsc::Sender<Message>,
    events: mpsc::Receiver<(CommandId, Event)>,
    refused: Vec<(CommandId, Event)>,
    figures: HashMap<CommandId, watch::Receiver<Progress>>,
}

/// Starts the worker on `runtime`. `wake` is called after every batch of events.
pub fn start(runtime: &Handle, outside: Outside, wake: impl Fn() + Send + Sync + 'static) -> WorkerLink {
    let (messages, mut inbox) = mpsc::channel::<Message>(COMMANDS);
    let (says, events) = mpsc::channel(EVENTS);
    let shared = Arc::new(Shared {
        outside,
        apis: Mutex::default(),
        schemas: Mutex::default(),
        scopes: Mutex::default(),
        learned: Mutex::default(),
        previews: Mutex::default(),
        kept_pictures: super::browse::KeptPictures::default(),
        #[cfg(feature = "demo")]
        demo: tokio::sync::OnceCell::new(),
        connecting: Mutex::default(),
        connected: Notify::new(),
        saves: AtomicUsize::new(0),
        gates: Gates::default(),
        works: Mutex::default(),
        pauses: Default::default(),
        events: says,
        wake: Box::new(wake),
    });
    let (pages, window) = (runtime.clone(), Arc::downgrade(&shared));
    shared.outside.disk.on_page_wanted(move |page| {
        let window = window.clone();
        pages.spawn_blocking(move || {
            if let Err(error) = page.fetch() {
                tracing::warn!(%error, "a page of a large answer could not be read");
            }
            if let Some(shared) = window.upgrade() {
                (shared.wake)();
            }
        });
    });
    let worker = shared.clone();
    runtime.spawn(async move {
        while let Some((envelope, progress)) = inbox.recv().await {
            begin(&worker, *envelope, progress);
        }
    });
    WorkerLink {
        runtime: runtime.clone(),
        shared,
        messages,
        events,
        refused: Vec::new(),
        figures: HashMap::new(),
    }
}

impl WorkerLink {
    /// Listens for later starts of Dapple in this folder: each is an [`Event::Called`] of no command.
    /// Where that cannot be, a later start opens a window of its own.
    pub fn answer_later_starts(&self, folder: &Path) {
        let _inside = self.runtime.enter();
        let listener = match Listener::open(folder) {
            Ok(listener) => listener,
            Err(error) => {
                tracing::warn!(%error, "a second start will not find this window");
                return;
            }
        };
        let shared = Arc::downgrade(&self.shared);
        self.runtime.spawn(async move {
            loop {
                let call = listener.next().await;
                let Some(shared) = shared.upgrade() else { return };
                if shared.events.send((NO_COMMAND, Event::Called(call))).await.is_err() {
                    return;
                }
                (shared.wake)();
            }
        });
    }

    /// Hands a command over. A full queue comes back as [`Event::Refused`], never as a silent loss.
    pub fn send(&mut self, envelope: Envelope) {
        let id = envelope.id;
        let envelope = match envelope.command {
            Command::PickOpen => return self.pick_open(id),
            Command::PickSave { suggested } => return self.pick_save(id, &suggested),
            Command::PickCertificate => return self.pick_certificate(id),
            Command::Explorer(ExplorerCommand::Pick(file, suggested)) => {
                return self.pick_schema(id, file, &suggested);
            }
            command => Envelope { id, command },
        };
        let (progress, figures) = watch::channel(Progress::default());
        let save = is_save(&envelope.command);
        if save {
            self.shared.saves.fetch_add(1, Ordering::AcqRel);
        }
        lock(&self.shared.works).waiting.insert(id);
        match self.messages.try_send((Box::new(envelope), progress)) {
            Ok(()) => {
                self.figures.insert(id, figures);
            }
            Err(_) => {
                lock(&self.shared.works).waiting.remove(&id);
                if save {
                    self.shared.saves.fetch_sub(1, Ordering::AcqRel);
                }
                self.refused.push((id, Event::Refused(Failure::busy())));
            }
        }
    }

    /// Gives a command up, at once and however full the queue is.
    pub fn cancel(&mut self, id: CommandId) {
        self.figures.remove(&id);
        cancel(&self.shared, id);
    }

    /// The next thing the world said, if there is one.
    pub fn next_event(&mut self) -> Option<(CommandId, Event)> {
        self.refused.pop().or_else(|| self.events.try_recv().ok())
    }

    /// Waits for the next thing the world says; `None` once nothing can be said any more. For a caller
    /// without frames. Dropping the future loses nothing.
    pub async fn wait(&mut self) -> Option<(CommandId, Event)> {
        match self.refused.pop() {
            Some(refused) => Some(refused),
            None => self.events.recv().await,
        }
    }

    /// The latest figures of the commands still at work.
    pub fn figures(&mut self) -> Vec<(CommandId, Progress)> {
        self.figures.retain(|_, f| f.has_changed().is_ok());
        self.figures.iter().map(|(id, f)| (*id, *f.borrow())).collect()
    }

    /// Waits for writes under way, at most `patience`; reads are dropped. For the end of the program.
    pub fn finish(&self, patience: Duration) {
        let end = std::time::Instant::now() + patience;
        while self.shared.saves.load(Ordering::Acquire) > 0 && std::time::Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Dialogs begin on the thread that calls this: macOS wants the main one.
    fn pick_open(&self, id: CommandId) {
        let dialog = self.shared.outside.dialogs.open(OpenAsk {
            title: "Open a saved answer".to_owned(),
            folder: None,
            kind: None,
        });
        self.later(id, async move {
            Event::OpenPicked(match dialog.await {
                Picked::Path(path) => Some(path),
                Picked::Cancelled | Picked::NoDialog => None,
            })
        });
    }

    fn pick_certificate(&self, id: CommandId) {
        let dialog = self.shared.outside.dialogs.open(OpenAsk {
            title: "Choose a certificate file".to_owned(),
            folder: None,
            kind: Some(("Certificates".to_owned(), ["pem", "crt", "cer", "key"].map(str::to_owned).to_vec())),
        });
        self.later(id, async move {
            Event::CertificatePicked(match dialog.await {
                Picked::Path(path) => Ok(Some(path)),
                Picked::Cancelled => Ok(None),
                Picked::NoDialog => Err(words::no_dialog()),
            })
        });
    }

    fn pick_schema(&self, id: CommandId, file: SchemaFile, suggested: &Path) {
        let dialogs = &self.shared.outside.dialogs;
        let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned());
        let dialog = match file {
            SchemaFile::Open => dialogs.open(OpenAsk {
                title: "Open a schema".to_owned(),
                folder: None,
                kind: Some((
                    "Schemas".to_owned(),
                    ["graphql", "graphqls", "gql", "json"].map(str::to_owned).to_vec(),
                )),
            }),
            SchemaFile::SaveSdl | SchemaFile::SaveJson => dialogs.save(SaveAsk {
                title: "Export the schema".to_owned(),
                folder: suggested.parent().map(PathBuf::from),
                name: name(suggested).unwrap_or_default(),
                kind: None,
            }),
        };
        self.later(id, async move {
            Event::Explorer(ExplorerEvent::Picked(match dialog.await {
                Picked::Path(path) => Ok(Some(path)),
                Picked::Cancelled => Ok(None),
                Picked::NoDialog => Err(words::no_dialog()),
            }))
        });
    }

    fn pick_save(&self, id: CommandId, suggested: &Path) {
        let dialog = self.shared.outside.dialogs.save(SaveAsk {
            title: "Export".to_owned(),
            folder: suggested.parent().map(PathBuf::from),
            name: suggested.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            kind: None,
        });
        self.later(id, async move {
            Event::SavePicked(match dialog.await {
                Picked::Path(path) => Ok(Some(path)),
                Picked::Cancelled => Ok(None),
                Picked::NoDialog => Err(words::no_dialog()),
            })
        });
    }

    fn later(&self, id: CommandId, event: impl Future<Output = Event> + Send + 'static) {
        let shared = self.shared.clone();
        self.runtime.spawn(async move {
            let event = event.await;
            if shared.events.send((id, event)).await.is_ok() {
                (shared.wake)();
            }
        });
    }
}
