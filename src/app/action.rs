//! What a person did.

use std::path::PathBuf;

use dapple_data::document::NodeId;

use super::AccountKey;
use super::answer::AnswerView;
use super::answer_find::FindAction;
use super::browser::BrowseAction;
use super::certificates::CertificateFile;
use super::code::CodeAction;
use super::compare::CompareAction;
use super::completion::CompleteAction;
use super::connect::TokenDraft;
use super::differences::DifferencesAction;
use super::elements::ElementsAction;
use super::explorer::ExplorerAction;
use super::export::{ExportForm, ExportWhat};
use super::failure::{Failed, Remedy};
use super::headers::HeadersAction;
use super::lists::ListAction;
use super::live::LiveAction;
use super::problems::ProblemsAction;
use super::running::RunningAction;
use super::saved::SavedAction;
use super::state::{Clearable, Place};
use super::tabs::TabId;
use super::variables::VariablesAction;
use super::writing::WritingAction;
use crate::services::store::Settings;

/// What a person did. Closed, data only.
#[derive(Debug)]
pub enum Action {
    // First page
    ServerTyped(String),
    /// A token was put into the server's field, which took nothing of it.
    TokenInServerField,
    /// Something stands in the token's field (what, is not said).
    TokenTyped,
    KeepToken(bool),
    Connect(TokenDraft),
    CancelConnect,
    RetryKeyring,
    AllowPlainHttp(bool),
    OpenTokenPage,
    ExploreSamples,
    AddAccount,
    // Accounts
    UseAccount(AccountKey),
    Reconnect(AccountKey),
    RefreshSchema(AccountKey),
    RenameAccount(AccountKey, String),
    AskSignOut(AccountKey),
    SignOut(AccountKey),
    /// One of several tokens that the keyring holds for an account, by its place.
    PickToken(usize),
    RemoveOtherTokens(bool),
    UseToken,
    // Tabs
    Go(Place),
    NewTab,
    OpenStarter(usize),
    OpenHistory(i64),
    ClearHistory,
    SelectTab(TabId),
    CloseTab(TabId),
    NextTab {
        back: bool,
    },
    MoveTab {
        tab: TabId,
        to: usize,
    },
    RenameTab(TabId, String),
    SetTabAccount(TabId, AccountKey),
    /// A Speckle link or id, pasted outside a text field or into the palette.
    OpenPasted(String),
    // Writing
    Edited {
        tab: TabId,
    },
    ChooseOperation(TabId, Option<String>),
    Complete(CompleteAction),
    Writing(WritingAction),
    Format(TabId),
    ShowVariables(TabId, bool),
    Variables(VariablesAction),
    Saved(SavedAction),
    Code(CodeAction),
    /// The tab that was closed last comes back.
    ReopenTab,
    DuplicateTab(TabId),
    ShowEditor(TabId, bool),
    // Running
    Run(TabId),
    CancelRun(TabId),
    AllowChanges(TabId, bool),
    Running(RunningAction),
    Headers(HeadersAction),
    Live(LiveAction),
    /// Read this list of the answer to its end.
    LoadAll(TabId, Vec<String>),
    PauseLoading(TabId, bool),
    // Looking
    ShowAnswerAs(TabId, AnswerView),
    ChooseList(TabId, NodeId),
    /// Find and filter in the answer.
    FindInAnswer(TabId, FindAction),
    Copy(String),
    /// Put the command line that runs the operation on the clipboard.
    CopyQueryCommand(TabId),
    // Files
    OpenFile,
    OpenPath(PathBuf),
    // Browsing and element tables
    Browse(BrowseAction),
    Elements(ElementsAction),
    Compare(CompareAction),
    Differences(DifferencesAction),
    Explorer(ExplorerAction),
    List(ListAction),
    Problems(ProblemsAction),
    // Export
    AskExport(TabId, ExportWhat),
    EditExport(ExportForm),
    ChooseExportPath,
    Export,
    /// Export and replace the file that is there.
    ExportOver,
    CancelExport,
    ShowFile(PathBuf),
    // Everywhere
    Remedy(Failed, Remedy),
    ShowPalette,
    ShowSettings,
    ShowAbout,
    AskRename(AccountKey),
    ChangeSettings(Box<Settings>),
    CertificateTyped(CertificateFile, String),
    PickCertificate(CertificateFile),
    ClearKept(Clearable),
    CloseDialog,
    CloseNotice(u64),
    OpenLink(String),
    /// Time passed: notices go, the session is saved.
    Tick,
    Quit,
}
