//! Asking for a path with the system's own dialog.
//!
//! rfd answers `None` both for "cancelled" and for "there is no dialog here" (no portal, no zenity).
//! [`Picked`] tells them apart, so that the app can offer to type the path instead.

use std::collections::VecDeque;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What came of a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// The person chose this.
    Path(PathBuf),
    /// The person closed the dialog.
    Cancelled,
    /// The system has no dialog: offer to type a path.
    NoDialog,
}

/// A dialog that is or will be open: made on the main thread (macOS wants that), awaited anywhere.
pub type Picking = Pin<Box<dyn Future<Output = Picked> + Send>>;

/// What to save.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaveAsk {
    /// The dialog's title.
    pub title: String,
    /// The folder it starts in.
    pub folder: Option<PathBuf>,
    /// The file name it proposes.
    pub name: String,
    /// A name for the kind of file, and its endings without dot; the first is the usual one.
    pub kind: Option<(String, Vec<String>)>,
}

/// What to open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenAsk {
    /// The dialog's title.
    pub title: String,
    /// The folder it starts in.
    pub folder: Option<PathBuf>,
    /// A name for the kind of file, and its endings without dot.
    pub kind: Option<(String, Vec<String>)>,
}

/// Opens the dialogs. To be called on the main thread.
pub trait FileDialogs: Send + Sync {
    /// Asks where to save.
    fn save(&self, ask: SaveAsk) -> Picking;

    /// Asks what to open.
    fn open(&self, ask: OpenAsk) -> Picking;
}

/// The dialogs of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDialogs;

impl FileDialogs for SystemDialogs {
    fn save(&self, ask: SaveAsk) -> Picking {
        let dialog = dialog(&ask.title, ask.folder.as_deref(), ask.kind.as_ref());
        picking(dialog.set_file_name(plain_name(&ask.name)).save_file())
    }

    fn open(&self, ask: OpenAsk) -> Picking {
        picking(dialog(&ask.title, ask.folder.as_deref(), ask.kind.as_ref()).pick_file())
    }
}

fn dialog(title: &str, folder: Option<&Path>, kind: Option<&(String, Vec<String>)>) -> rfd::AsyncFileDialog {
    let mut dialog = rfd::AsyncFileDialog::new().set_title(title);
    if let Some(folder) = folder {
        dialog = dialog.set_directory(folder);
    }
    if let Some((name, endings)) = kind {
        dialog = dialog.add_filter(name, endings);
    }
    dialog
}

/// A proposed name is one name: nothing in it may lead to another folder.
fn plain_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).collect()
}

fn picking(dialog: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static) -> Picking {
    Box::pin(async move {
        let asked = Instant::now();
        let found = dialog.await.map(|handle| handle.path().to_owned());
        Picked::of(found, asked.elapsed(), backend(&Surroundings::of_process()))
    })
}

/// Nobody closes a dialog this quickly; a missing one is reported in 2 to 25 ms.
const TOO_QUICK: Duration = Duration::from_millis(150);

impl Picked {
    /// Reads rfd's answer: `found` after this time, on a system that has a dialog to show or not.
    pub fn of(found: Option<PathBuf>, after: Duration, has_dialog: bool) -> Self {
        match found {
            Some(path) => Self::Path(path),
            None if after < TOO_QUICK || !has_dialog => Self::NoDialog,
            None => Self::Cancelled,
        }
    }
}

/// Where a dialog program would be found.
struct Surroundings {
    search: Vec<PathBuf>,
    data: Vec<PathBuf>,
}

impl Surroundings {
    fn of_process() -> Self {
        let list = |name: &str, otherwise: &str| -> Vec<PathBuf> {
            let value = std::env::var_os(name).filter(|value| !value.is_empty());
            std::env::split_paths(&value.unwrap_or_else(|| otherwise.into())).collect()
        };
        Self { search: list("PATH", ""), data: list("XDG_DATA_DIRS", "/usr/local/share:/usr/share") }
    }
}

/// Whether the system can show a dialog at all: the portal, or zenity, which rfd falls back to.
fn backend(around: &Surroundings) -> bool {
    if cfg!(any(target_os = "macos", windows)) {
        return true;
    }
    let portal = "dbus-1/services/org.freedesktop.portal.Desktop.service";
    around.search.iter().any(|folder| folder.join("zenity").is_file())
        || around.data.iter().any(|folder| folder.join(portal).is_file())
}

/// Answers from a list, in order, and notes what was asked: for tests and recorded journeys. When the
/// list is used up the person is taken to cancel.
#[derive(Debug, Default)]
pub struct ScriptedDialogs {
    answers: Mutex<VecDeque<Picked>>,
    saves: Mutex<Vec<SaveAsk>>,
    opens: Mutex<Vec<OpenAsk>>,
}

impl ScriptedDialogs {
    /// Dialogs that will give these answers.
    pub fn new(answers: impl IntoIterator<Item = Picked>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() }
    }

    /// What was asked to be saved so far.
    pub fn saves(&self) -> Vec<SaveAsk> {
        self.saves.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was asked to be opened so far.
    pub fn opens(&self) -> Vec<OpenAsk> {
        self.opens.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn answer(&self) -> Picking {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = answers.pop_front().unwrap_or(Picked::Cancelled);
        Box::pin(std::future::ready(answer))
    }
}

impl FileDialogs for ScriptedDialogs {
    fn save(&self, ask: SaveAsk) -> Picking {
        self.saves.lock().unwrap_or_else(PoisonError::into_inner).push(ask);
        self.answer()
    }

    fn open(&self, ask: OpenAsk) -> Picking {
        self.opens.lock().unwrap_or_else(PoisonError::into_inner).push(ask);
        self.answer()
    }
}
