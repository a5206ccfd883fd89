//! Everything the window shows, in one place. Holds no token and no pixel.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dapple_data::schema::Schema;
use dapple_data::text::Buffer;

use super::AccountKey;
use super::accounts::Accounts;
use super::answer::AnswerView;
use super::browser::Browser;
use super::certificates::Certificates;
use super::code::Code;
use super::command::{Command, Envelope};
use super::compare::Comparisons;
use super::connect::ConnectForm;
use super::differences::AnswerComparisons;
use super::elements::{ElementTables, ElementsTab, ViewDialog};
use super::explorer::Explorer;
use super::export::ExportForm;
use super::failure::Failure;
use super::memory::Memory;
use super::problems::Problems;
use super::progress::Progress;
use super::remote::{CommandId, Remote};
use super::running::ChangeAsked;
use super::saved::{SavedDialog, SavedQueries};
use super::tabs::{Tab, TabId};
use super::tabs_again::ClosedTab;
use super::token_choice::TokenChoice;
use super::variables::SetName;
use crate::services::store::{Entry, Settings};

/// A place of the rail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// Projects, their models and versions, and element tables.
    #[default]
    Browse,
    Query,
    History,
    /// The schema of a server.
    Api,
}

/// What stands over the window. One at a time.
#[derive(Debug)]
pub enum Dialog {
    Connect,
    Palette,
    Export(ExportForm),
    SignOut(AccountKey),
    Rename {
        account: AccountKey,
        name: String,
    },
    ChooseToken(Box<TokenChoice>),
    /// Named views of element tables.
    View(ViewDialog),
    Saved(SavedDialog),
    /// A change that waits for a yes.
    Change(Box<ChangeAsked>),
    /// The name of a set of variables.
    SetName(SetName),
    Settings,
    About,
}

/// How loud a notice is: errors stay until closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Done,
    Warning,
    Error,
}

/// A line that appears at the bottom right and goes by itself, unless it is an error.
#[derive(Clone, Debug)]
pub struct Notice {
    pub id: u64,
    pub kind: NoticeKind,
    pub text: String,
    /// Seconds of the window's clock.
    pub since: f64,
    /// A file that "Show file" reveals.
    pub file: Option<std::path::PathBuf>,
    /// What failed, with its details; the text is its two sentences.
    pub failure: Option<Failure>,
}

/// One kind of file that Dapple writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPlace {
    pub what: &'static str,
    pub path: std::path::PathBuf,
    pub bytes: u64,
    /// How it can be emptied here, where there is something to empty.
    pub clear: Option<Clearable>,
}

/// What can be removed without losing anything of the person's own work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clearable {
    /// The runs.
    History,
    /// Files that could not be read and were kept under another name.
    SetAside,
    /// Diagnostics.
    Log,
    /// Encrypted previews of versions.
    Previews,
}

/// The whole state, read by the panels.
#[derive(Debug, Default)]
pub struct State {
    pub place: Place,
    pub accounts: Accounts,
    pub connect: ConnectForm,
    pub dialog: Option<Dialog>,
    pub tabs: Vec<Tab>,
    pub selected: Option<TabId>,
    pub schemas: HashMap<AccountKey, Remote<Arc<Schema>>>,
    pub browser: Browser,
    pub memory: Memory,
    pub element_tables: ElementTables,
    pub comparisons: Comparisons,
    pub differences: AnswerComparisons,
    pub explorer: Explorer,
    pub problems: Problems,
    pub history: Remote<Vec<Entry>>,
    pub saved: SavedQueries,
    pub code: Code,
    /// Tabs that were closed, the latest last.
    pub closed: Vec<ClosedTab>,
    pub settings: Settings,
    pub notices: Vec<Notice>,
    /// Files that are being read and have no tab yet.
    pub opening: Vec<CommandId>,
    /// The latest figures of every running command.
    pub progress: BTreeMap<CommandId, Progress>,
    /// What was read at start is here: the first page may be drawn without a flash.
    pub started: bool,
    /// Something a person made has changed since it was last saved, at this second.
    pub unsaved_since: Option<f64>,
    pub saving: Option<CommandId>,
    /// How often in a row the session could not be written.
    pub save_failures: u32,
    /// Another window of Dapple owns the session: this one does not write it.
    pub read_only: bool,
    /// Whether the embedded sample server may be offered.
    pub has_samples: bool,
    /// The proxy in use, in words, for the first page.
    pub proxy: Option<String>,
    /// The files Dapple writes, as they were when the settings were opened.
    pub places: Vec<KeptPlace>,
    /// The certificate files, as they are being typed in the settings.
    pub certificates: Certificates,
    /// Spreadsheets here write 1,5 and take `;` between cells.
    pub decimal_comma: bool,
    /// Folder and format of the last export.
    pub export_folder: Option<std::path::PathBuf>,
    pub export_kind: Option<super::export::ExportKind>,
    /// Filters of answers that were used lately, the latest first.
    pub recent_filters: Vec<String>,
    /// What is on its way to the clipboard.
    pub copying: Option<CommandId>,
    pub(super) next_tab: u64,
    pub(super) next_command: u64,
    pub(super) next_notice: u64,
}

/// The text of one tab. Handed to the editor as `&mut`, the one named exception to "panels only read".
#[derive(Debug)]
pub struct TabBuffers {
    pub query: Buffer,
    pub variables: Buffer,
}

/// The texts of all tabs.
#[derive(Debug, Default)]
pub struct Buffers(HashMap<TabId, TabBuffers>);

impl Buffers {
    /// The texts of a tab, if it has any.
    pub fn get(&self, tab: TabId) -> Option<&TabBuffers> {
        self.0.get(&tab)
    }

    /// The same for the editor.
    pub fn get_mut(&mut self, tab: TabId) -> Option<&mut TabBuffers> {
        self.0.get_mut(&tab)
    }

    /// Puts the texts of a new tab in place.
    pub fn insert(&mut self, tab: TabId, query: &str, variables: &str) {
        self.0.insert(tab, TabBuffers { query: Buffer::new(query), variables: Buffer::new(variables) });
    }

    /// Forgets a closed tab.
    pub fn remove(&mut self, tab: TabId) {
        self.0.remove(&tab);
    }
}

/// State and texts together: what [`super::update()`] works on.
#[derive(Debug, Default)]
pub struct Heart {
    pub state: State,
    pub buffers: Buffers,
}

/// What an update wants from the world: commands, and the two things only the window can do.
#[derive(Debug, Default)]
pub struct Outbox {
    pub commands: Vec<Envelope>,
    /// Work that nobody waits for any more.
    pub cancel: Vec<CommandId>,
    pub clipboard: Option<String>,
    /// Have what is on the clipboard pasted: a person asked for it.
    pub paste: bool,
    /// Bring the window to the front.
    pub raise: bool,
    pub quit: bool,
}

impl State {
    /// The open tab.
    pub fn tab(&self, id: TabId) -> Option<&Tab> {
        self.tabs.iter().find(|t| t.id == id)
    }

    pub(super) fn tab_mut(&mut self, id: TabId) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|t| t.id == id)
    }

    /// The tab in front.
    pub fn current(&self) -> Option<&Tab> {
        self.selected.and_then(|id| self.tab(id))
    }

    /// Whether the first page takes the whole window.
    pub fn shows_first_page(&self) -> bool {
        self.started && self.accounts.list.is_empty() && self.tabs.is_empty()
    }

    /// The element table of a tab, where the tab is one. The rows of an answer are none.
    pub fn element_table(&self, id: TabId) -> Option<&ElementsTab> {
        self.element_tables.tabs.get(&id).filter(|table| table.target.is_some())
    }

    /// The table that a tab shows now: an element table, or the rows of an answer that is shown as a table.
    pub fn shown_table(&self, id: TabId) -> Option<&ElementsTab> {
        let shows = |table: &&ElementsTab| {
            table.target.is_some() || self.tab(id).is_some_and(|tab| tab.view == AnswerView::Table)
        };
        self.element_tables.tabs.get(&id).filter(shows)
    }

    /// The schema of an account, as far as it is here.
    pub fn schema(&self, account: &AccountKey) -> Option<&Arc<Schema>> {
        self.schemas.get(account).and_then(Remote::value)
    }

    /// A name for a command that is sent outside an update: the very first one.
    pub fn name_command(&mut self) -> CommandId {
        self.next_command += 1;
        CommandId(self.next_command)
    }

    /// Seconds until something is due by itself: a rest in typing, a save, a notice that goes.
    pub fn next_due(&self, now: f64) -> Option<f64> {
        let typed = self.connect.typed_at.map(|t| t + super::connect::TYPING_REST);
        let save = self.unsaved_since.filter(|_| !self.read_only).map(|t| t + super::session::SAVE_AFTER);
        let gone = self
            .notices
            .iter()
            .filter(|n| n.kind != NoticeKind::Error)
            .map(|n| n.since + super::update::NOTICE_STAYS);
        gone.chain(typed)
            .chain(save)
            .chain(self.certificates.due())
            .map(|t| (t - now).max(0.0))
            .min_by(f64::total_cmp)
    }

    /// Queues a command and names it.
    pub(super) fn send(&mut self, out: &mut Outbox, command: Command) -> CommandId {
        self.next_command += 1;
        let id = CommandId(self.next_command);
        out.commands.push(Envelope { id, command });
        id
    }

    /// Says something in passing.
    pub(super) fn notify(&mut self, kind: NoticeKind, text: impl Into<String>, now: f64) -> &mut Notice {
        self.next_notice += 1;
        let notice =
            Notice { id: self.next_notice, kind, text: text.into(), since: now, file: None, failure: None };
        self.notices.push(notice);
        let last = self.notices.len() - 1;
        &mut self.notices[last]
    }

    /// Says that something failed; stays until closed.
    pub(super) fn notify_failure(&mut self, failure: &Failure, now: f64) {
        let words = format!("{}. {}", failure.title, failure.advice);
        self.notify(NoticeKind::Error, words, now).failure = Some(failure.clone());
    }

    /// Remembers that the session differs from the disk.
    pub(super) fn touch(&mut self, now: f64) {
        self.unsaved_since.get_or_insert(now);
    }
}
