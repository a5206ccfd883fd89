//! What the world must do.

use std::path::PathBuf;
use std::sync::Arc;

use dapple_data::document::{Needle, NodeId};
use dapple_data::export::Format;
use dapple_data::speckle::elements::ElementsView;
use dapple_data::url::Origin;
use secrecy::SecretString;

use super::AccountKey;
use super::answer::Answer;
use super::browser::BrowseCommand;
use super::certificates::CertificateFile;
use super::code::CodeCommand;
use super::compare::{CompareCommand, Comparison};
use super::completion::VariablesText;
use super::copying::CopyJob;
use super::differences::{AnswerDifferences, DifferencesCommand};
use super::elements::{AnswerRows, ElementSet, ElementsCommand};
use super::explorer::ExplorerCommand;
use super::headers::RequestHeaders;
use super::lists::ListRows;
use super::live::LiveCommand;
use super::memory::Asleep;
use super::remote::CommandId;
use super::saved::SavedCommand;
use super::session::Snapshot;
use super::state::Clearable;
use super::tabs::TabId;
use super::writing::{Dropped, PointedWord};
use crate::services::secrets::KeptToken;
use crate::services::store::{Account, Settings};

/// A command with its name.
#[derive(Debug)]
pub struct Envelope {
    pub id: CommandId,
    pub command: Command,
}

/// One operation to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRequest {
    pub account: AccountKey,
    pub query: String,
    /// JSON text; empty means none.
    pub variables: String,
    pub operation: Option<String>,
    /// The operation is a mutation: it is sent once, and never given up in silence.
    pub changes: bool,
    /// Of the person's own, checked.
    pub headers: RequestHeaders,
}

/// The part of an answer that is exported.
#[derive(Clone, Debug)]
pub enum ExportPart {
    /// The answer as it came.
    Whole(Arc<Answer>),
    /// One list of it.
    List { answer: Arc<Answer>, list: NodeId },
    /// An element table, or the rows of an answer, as shown: its columns, the rows that pass, in order.
    Elements { set: Arc<ElementSet>, view: Arc<ElementsView> },
    /// These elements of a comparison, a row for each property that differs.
    Comparison { comparison: Arc<Comparison>, elements: Arc<[u32]> },
    /// Rows of a list of the browser, in order.
    Rows(Box<ListRows>),
    /// Differences of two answers, by their entries; a row each.
    Differences { comparison: Arc<AnswerDifferences>, entries: Arc<[u32]> },
}

/// One export to a file.
#[derive(Clone, Debug)]
pub struct ExportJob {
    pub part: ExportPart,
    pub format: Format,
    pub path: PathBuf,
    /// A file of that name may be replaced: the person was asked.
    pub replace: bool,
    /// A `.meta.json` is written beside it.
    pub report: bool,
}

/// Which of several tokens to use.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenUse {
    pub account: Account,
    pub entry: KeptToken,
    /// The other entries of that name are removed once the server took this one.
    pub remove_others: bool,
    /// The account is not in the list yet: it is being added.
    pub signing_in: bool,
}

/// What the world must do. Closed, data only; big things are `Arc`s.
#[derive(Debug)]
pub enum Command {
    /// Read settings, accounts and session.
    Start,
    StartSamples,
    FindServer {
        origin: Origin,
        allow_plain_http: bool,
    },
    Connect {
        origin: Origin,
        token: SecretString,
        keep: bool,
        allow_plain_http: bool,
        stripe: u8,
    },
    Reconnect(Account),
    /// Use this one of several tokens that the keyring holds for an account, and check it.
    UseToken(Box<TokenUse>),
    /// Leave the stuck keyring call behind and ask anew.
    RetryKeyring,
    ForgetToken {
        key: AccountKey,
        kept: bool,
    },
    SaveAccounts(Vec<Account>),
    LoadSchema(AccountKey),
    Check {
        tab: TabId,
        account: Option<AccountKey>,
        query: String,
        variables: String,
        revisions: (u64, u64),
        operation: Option<String>,
    },
    /// What may stand at a byte of an operation, or of its variables where those are given.
    Complete {
        account: Option<AccountKey>,
        query: String,
        variables: Option<VariablesText>,
        revision: u64,
        caret: usize,
        /// By a key, also where nothing was typed.
        forced: bool,
    },
    /// What a word of an operation is, or where it leads.
    Point(Box<PointedWord>),
    /// Read a file that was dropped as text.
    ReadText(Dropped),
    Format {
        tab: TabId,
        query: String,
        revision: u64,
    },
    Run {
        tab: TabId,
        request: RunRequest,
    },
    /// Read a list of an operation to its end, page after page.
    LoadAll {
        tab: TabId,
        request: RunRequest,
        /// Response names from `data` to the list's connection; empty means the only one there is.
        path: Vec<String>,
    },
    /// Have a command wait, or go on.
    Pause {
        id: CommandId,
        pause: bool,
    },
    /// Make a table of rows of an answer, with its first view.
    BuildTable {
        rows: AnswerRows,
    },
    /// Find the values whose key or text holds something.
    SearchAnswer {
        answer: Arc<Answer>,
        needle: Needle,
    },
    /// Select the values of a JSONPath, or those that hold a text.
    FilterAnswer {
        answer: Arc<Answer>,
        text: String,
    },
    /// Put the bytes of an answer on the disk, so that its index can go.
    Rest {
        tab: TabId,
        answer: Arc<Answer>,
    },
    /// Index it again.
    Wake {
        tab: TabId,
        asleep: Arc<Asleep>,
    },
    /// Drop what is large where it keeps no frame waiting.
    LetGo(Arc<Answer>),
    Browse(BrowseCommand),
    Elements(ElementsCommand),
    Compare(CompareCommand),
    Differences(DifferencesCommand),
    Explorer(ExplorerCommand),
    Live(LiveCommand),
    Copy(CopyJob),
    PickOpen,
    OpenFile(PathBuf),
    PickSave {
        suggested: PathBuf,
    },
    Export(Box<ExportJob>),
    SaveSession(Box<Snapshot>),
    SaveSettings(Box<Settings>),
    Saved(SavedCommand),
    Code(CodeCommand),
    LoadHistory,
    ListPlaces,
    ClearHistory,
    /// Remove files that the person can do without.
    ClearKept(Clearable),
    /// Ask for a certificate file.
    PickCertificate,
    /// Whether this certificate file can be used.
    CheckCertificate {
        file: CertificateFile,
        path: PathBuf,
    },
    OpenBrowser(String),
    ShowFile(PathBuf),
}
