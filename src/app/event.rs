//! What the world says.

use std::path::PathBuf;
use std::sync::Arc;

use dapple_data::export::Summary;
use dapple_data::graphql::{Operation, Problem};
use dapple_data::schema::Schema;
use dapple_data::speckle::elements::ElementsView;

use super::AccountKey;
use super::accounts::AccountRow;
use super::answer::Answer;
use super::answer_find::{Filtered, Hits};
use super::browser::BrowseEvent;
use super::certificates::CertificateFile;
use super::code::CodeEvent;
use super::compare::CompareEvent;
use super::completion::Completion;
use super::connect::ServerFound;
use super::copying::Copied;
use super::differences::DifferencesEvent;
use super::elements::{ElementSet, ElementsEvent};
use super::explorer::ExplorerEvent;
use super::failure::Failure;
use super::live::LiveEvent;
use super::memory::Asleep;
use super::problems::ProblemsEvent;
use super::saved::SavedEvent;
use super::session::Snapshot;
use super::state::{Clearable, KeptPlace};
use super::tabs::TabId;
use super::variables::VariablesEvent;
use super::writing::{Dropped, Pointed};
use crate::services::desktop::Call;
use crate::services::secrets::KeptToken;
use crate::services::store::{Account, Entry, Settings};

/// Everything that was on the disk at start.
#[derive(Debug, Default)]
pub struct Started {
    pub settings: Settings,
    pub accounts: Vec<Account>,
    pub session: Option<Snapshot>,
    /// What was set aside or could not be read, in words.
    pub warnings: Vec<String>,
    pub read_only: bool,
    /// Bytes of memory of this computer, where it is known.
    pub memory: Option<u64>,
    pub has_samples: bool,
    pub proxy: Option<String>,
    /// Spreadsheets here write 1,5 and take `;` between cells.
    pub decimal_comma: bool,
    /// Where exports go until the person chose another folder.
    pub downloads: Option<PathBuf>,
}

/// A saved answer that was opened, or as much of it as was read so far.
#[derive(Debug)]
pub struct OpenedFile {
    pub path: PathBuf,
    pub answer: Arc<Answer>,
}

/// An export that is on the disk.
#[derive(Debug)]
pub struct Exported {
    pub path: PathBuf,
    pub summary: Summary,
}

/// What the world says about one command. Closed, data only.
#[derive(Debug)]
pub enum Event {
    Started(Box<Started>),
    ServerFound(Result<ServerFound, Failure>),
    /// The account is checked and, where asked, its token is in the keyring.
    Connected(Result<Box<AccountRow>, Failure>),
    Reconnected {
        key: AccountKey,
        result: Result<Box<AccountRow>, Failure>,
    },
    /// The keyring holds several tokens for the account; the person chooses.
    TokensDiffer {
        account: Box<Account>,
        entries: Vec<KeptToken>,
    },
    TokenForgotten {
        key: AccountKey,
        result: Result<(), Failure>,
    },
    AccountsSaved(Result<(), Failure>),
    SchemaLoaded {
        key: AccountKey,
        result: Result<Arc<Schema>, Failure>,
    },
    Checked {
        tab: TabId,
        revisions: (u64, u64),
        outline: Vec<Operation>,
        problems: Vec<Problem>,
        variable_problems: Vec<Problem>,
    },
    Completed(Result<Arc<Completion>, Failure>),
    Pointed(Result<Arc<Pointed>, Failure>),
    TextRead(Dropped, Result<String, Failure>),
    Variables(VariablesEvent),
    Saved(SavedEvent),
    Code(CodeEvent),
    Formatted {
        tab: TabId,
        revision: u64,
        result: Result<String, Failure>,
    },
    /// More of the answer is here; it can be looked at already.
    AnswerGrew {
        tab: TabId,
        answer: Arc<Answer>,
    },
    Answered {
        tab: TabId,
        result: Result<Arc<Answer>, Failure>,
    },
    /// The bytes of an answer are on the disk.
    Rested {
        tab: TabId,
        result: Result<Arc<Asleep>, Failure>,
    },
    Woke {
        tab: TabId,
        result: Result<Arc<Answer>, Failure>,
    },
    /// The rows of an answer are a table now; this is its first view.
    TableBuilt(Result<(Arc<ElementSet>, Arc<ElementsView>), Failure>),
    AnswerSearched(Result<Arc<Hits>, Failure>),
    AnswerFiltered(Result<Arc<Filtered>, Failure>),
    Browse(BrowseEvent),
    Elements(ElementsEvent),
    Compare(CompareEvent),
    Differences(DifferencesEvent),
    Explorer(ExplorerEvent),
    Live(LiveEvent),
    Copied(Result<Copied, Failure>),
    Problems(ProblemsEvent),
    OpenPicked(Option<PathBuf>),
    /// More of a file is read; it can be looked at already.
    FileGrew(OpenedFile),
    FileOpened(Result<OpenedFile, Failure>),
    /// `Ok(None)`: the person closed the dialog. `Err`: there is no dialog on this system.
    SavePicked(Result<Option<PathBuf>, Failure>),
    Exported(Result<Exported, Failure>),
    SessionSaved(Result<(), Failure>),
    SettingsSaved(Result<(), Failure>),
    History(Result<Vec<Entry>, Failure>),
    Places(Result<Vec<KeptPlace>, Failure>),
    /// What was to go is gone; the files that are there now.
    Cleared {
        what: Clearable,
        result: Result<Vec<KeptPlace>, Failure>,
    },
    /// `Ok(None)`: the person closed the dialog. `Err`: there is no dialog on this system.
    CertificatePicked(Result<Option<PathBuf>, Failure>),
    /// The absolute path of a file that can be used.
    CertificateChecked {
        file: CertificateFile,
        result: Result<PathBuf, Failure>,
    },
    /// Dapple was started once more, for this.
    Called(Call),
    /// Something without an answer failed (open a browser, show a file).
    Failed(Failure),
    /// The command queue was full or the work was given up; `Busy` on that slot.
    Refused(Failure),
    /// A worker task panicked; holds no data.
    Broke(Failure),
}
