//! Tabs: a query with its answer, a saved answer opened from a file, a project, an element table.

use std::path::PathBuf;
use std::sync::Arc;

use dapple_data::document::NodeId;
use dapple_data::graphql::{Operation, Problem};
use dapple_data::schema::Form;

use super::AccountKey;
use super::answer::{Answer, AnswerView};
use super::answer_find::{AnswerFind, Filtered};
use super::command::RunRequest;
use super::completion::Completion;
use super::elements::ElementSet;
use super::headers::HeaderRow;
use super::live::LiveTab;
use super::load_all::Loading;
use super::problems::TextOf;
use super::remote::Remote;
use super::saved::SavedLink;
use super::state::Place;
use super::variables::KeptVariables;
use super::writing::Writing;

/// Names a tab, also across starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TabId(pub u64);

/// What a tab holds besides its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TabKind {
    Query,
    File(PathBuf),
    /// A project; what it shows is in `state.browser.pages`.
    Project,
    /// An element table; what it shows is in `state.element_tables`.
    Elements,
    /// Two versions side by side; what it shows is in `state.comparisons`.
    Comparison,
    /// Two answers side by side; what it shows is in `state.differences`.
    Differences,
}

impl TabKind {
    /// The place a tab of this kind belongs to.
    pub fn place(&self) -> Place {
        match self {
            Self::Project | Self::Elements | Self::Comparison => Place::Browse,
            Self::Query | Self::File(_) | Self::Differences => Place::Query,
        }
    }
}

/// One tab. Its texts are in [`super::Buffers`].
#[derive(Debug)]
pub struct Tab {
    pub id: TabId,
    pub kind: TabKind,
    /// A name the person gave, or that of the project; otherwise the tab is called after its operation.
    pub name: Option<String>,
    pub account: Option<AccountKey>,
    /// The operation that runs, when the document has several.
    pub operation: Option<String>,
    pub outline: Vec<Operation>,
    pub problems: Vec<Problem>,
    pub variable_problems: Vec<Problem>,
    /// The variables as rows; the text is the truth.
    pub form: Arc<Form>,
    /// How the variables are looked at, and their named sets.
    pub kept: KeptVariables,
    /// The file of a saved query, and whether the texts differ from it.
    pub saved: Option<SavedLink>,
    pub unsaved: bool,
    /// The revisions (query, variables) that outline and problems speak of.
    pub checked: (u64, u64),
    pub checking: Remote<()>,
    /// What may stand at the caret.
    pub completion: Remote<Arc<Completion>>,
    /// The text whose caret that is.
    pub completes: TextOf,
    pub writing: Writing,
    pub answer: Remote<Arc<Answer>>,
    /// The answer that this one took the place of, to be compared with.
    pub before: Option<Arc<Answer>>,
    /// Query revision and operation that the shown answer came from.
    pub answered: Option<(u64, Option<String>)>,
    /// The same of the run that is under way.
    pub sent: Option<(u64, Option<String>)>,
    /// What was sent for the shown answer, to be asked for page by page.
    pub ran: Option<RunRequest>,
    /// A list of the answer is being read to its end.
    pub loading: Option<Loading>,
    /// A mutation is under way: it is not given up in silence.
    pub changing: bool,
    pub view: AnswerView,
    /// The rows of the answer as a table; how they are looked at is in `state.element_tables`.
    pub table: Remote<Arc<ElementSet>>,
    /// The serial of the answer that is getting up from the disk.
    pub(super) waking: Option<u64>,
    /// The list of this answer that the table is made of, as soon as one was asked for.
    pub list: Option<NodeId>,
    /// What a filter selects, where the table is made of that and not of a list.
    pub values: Option<Arc<Filtered>>,
    pub find: AnswerFind,
    pub variables_open: bool,
    pub editor_open: bool,
    pub mutations_allowed: bool,
    /// A run that follows as soon as the text is checked.
    pub(super) run_waits: bool,
    /// Sent with what is run.
    pub headers: Vec<HeaderRow>,
    /// The subscription that runs, or ran last.
    pub live: Option<LiveTab>,
    /// They stand below the operation, where the variables are otherwise.
    pub headers_shown: bool,
}

impl Tab {
    pub(super) fn new(id: TabId, kind: TabKind, account: Option<AccountKey>) -> Self {
        Self {
            id,
            kind,
            name: None,
            account,
            operation: None,
            outline: Vec::new(),
            problems: Vec::new(),
            variable_problems: Vec::new(),
            form: Arc::default(),
            kept: KeptVariables::default(),
            saved: None,
            unsaved: false,
            checked: (u64::MAX, u64::MAX),
            checking: Remote::Idle,
            completion: Remote::Idle,
            completes: TextOf::Query,
            writing: Writing::default(),
            answer: Remote::Idle,
            before: None,
            answered: None,
            sent: None,
            ran: None,
            loading: None,
            changing: false,
            view: AnswerView::Tree,
            table: Remote::Idle,
            waking: None,
            list: None,
            values: None,
            find: AnswerFind::default(),
            variables_open: true,
            editor_open: true,
            mutations_allowed: false,
            run_waits: false,
            headers: Vec::new(),
            live: None,
            headers_shown: false,
        }
    }

    /// What stands on the tab: the given name, the operation, or the file.
    pub fn title(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        match &self.kind {
            TabKind::File(path) => {
                path.file_name().map_or_else(|| "File".to_owned(), |n| n.to_string_lossy().into_owned())
            }
            TabKind::Project => "Project".to_owned(),
            TabKind::Elements => "Elements".to_owned(),
            TabKind::Comparison => "Comparison".to_owned(),
            TabKind::Differences => "Differences".to_owned(),
            TabKind::Query => {
                self.chosen().and_then(|o| o.name.clone()).unwrap_or_else(|| "New query".to_owned())
            }
        }
    }

    /// The operation that Run would send.
    pub fn chosen(&self) -> Option<&Operation> {
        let named = self
            .operation
            .as_ref()
            .and_then(|n| self.outline.iter().find(|o| o.name.as_deref() == Some(n.as_str())));
        named.or_else(|| self.outline.first())
    }

    /// Whether an answer is on its way.
    pub fn is_running(&self) -> bool {
        let live = self.live.as_ref().is_some_and(LiveTab::is_running);
        self.run_waits || live || self.answer.waiting_for().is_some()
    }
}
