//! The schema explorer: which type is looked at, what is searched, what a click does to the operation at hand,
//! where the schema came from and how it changed.

mod events;
mod files;
mod standing;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use dapple_data::graphql::edit::TextEdit;
use dapple_data::schema::Schema;
use dapple_data::schema::explore::{Change, Hits, Standing, example, toggle_field};
use dapple_data::text::Buffer;

use super::command::Command;
use super::failure::Failure;
use super::remote::{CommandId, Remote};
use super::state::{Heart, NoticeKind, Outbox, State};
use super::tabs::{TabId, TabKind};
use super::{AccountKey, query};

pub use events::asks_to_replace;
pub(super) use events::{fail, first_spot, on_event, started};
pub use files::{SchemaFile, SchemaPath};
pub use standing::StandingOf;
pub(super) use standing::tick;

/// Where a schema came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaSource {
    /// Its server said it, at these seconds since 1970.
    Server(i64),
    /// The server said it at these seconds since 1970; it was kept on this computer.
    Kept(i64),
    /// A file.
    File(PathBuf),
}

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExplorerSpot {
    /// A type, and the member of it that is shown open.
    Type { name: String, member: Option<String> },
    /// What the last reload changed.
    Changes,
}

/// Back and forward through what was looked at.
#[derive(Clone, Debug, Default)]
pub struct SchemaTrail {
    spots: Vec<ExplorerSpot>,
    at: usize,
}

impl SchemaTrail {
    /// What is looked at.
    pub fn here(&self) -> Option<&ExplorerSpot> {
        self.spots.get(self.at)
    }

    /// Whether there was something before.
    pub fn can_go_back(&self) -> bool {
        self.at > 0
    }

    /// Whether one came back from something.
    pub fn can_go_forward(&self) -> bool {
        self.at + 1 < self.spots.len()
    }

    fn go(&mut self, spot: ExplorerSpot) {
        if self.here() == Some(&spot) {
            return;
        }
        if !self.spots.is_empty() {
            self.spots.truncate(self.at + 1);
        }
        self.spots.push(spot);
        // Nobody goes back further than this.
        let over = self.spots.len().saturating_sub(MOST_SPOTS);
        self.spots.drain(..over);
        self.at = self.spots.len() - 1;
    }

    fn step(&mut self, back: bool) {
        if back {
            self.at = self.at.saturating_sub(1);
        } else if self.can_go_forward() {
            self.at += 1;
        }
    }
}

const MOST_SPOTS: usize = 200;
/// Hits that a search shows; it says how many there are in all.
const MOST_HITS: usize = 500;

/// The explorer's part of the state.
#[derive(Debug, Default)]
pub struct Explorer {
    pub trail: SchemaTrail,
    /// What is searched; empty while nothing is.
    pub search: String,
    pub hits: Remote<Arc<Hits>>,
    /// Deprecated fields, values and arguments are shown.
    pub show_deprecated: bool,
    /// It stands beside the editor, in the place of the list of queries.
    pub beside_query: bool,
    pub sources: HashMap<AccountKey, SchemaSource>,
    /// What the last reading of a schema changed.
    pub changes: HashMap<AccountKey, Arc<Vec<Change>>>,
    /// What the text in front has of the type that is looked at.
    pub standing: Remote<Arc<Standing>>,
    pub standing_of: Option<StandingOf>,
    /// A path that is being asked for, where there is no dialog.
    pub path: Option<SchemaPath>,
    pub(super) working: Option<CommandId>,
    pub(super) picking: Option<(CommandId, SchemaFile)>,
}

/// What a person did in the explorer.
#[derive(Clone, Debug)]
pub enum ExplorerAction {
    /// Look at a type, and open one of its members.
    Show {
        name: String,
        member: Option<String>,
    },
    /// Look at what changed.
    ShowChanges,
    Back,
    Forward,
    Search(String),
    ShowDeprecated(bool),
    BesideQuery(bool),
    /// Put a field into the operation at hand, or take it out.
    Toggle {
        type_name: String,
        field: String,
    },
    /// A new tab with an operation for a field.
    Example {
        type_name: String,
        field: String,
    },
    /// Ask for a file, with the system's dialog.
    Choose(SchemaFile),
    PathTyped(String),
    /// Open or write the typed path; `replace` a file that is there.
    UsePath {
        replace: bool,
    },
    ClosePath,
}

/// What the world must do for the explorer.
#[derive(Debug)]
pub enum ExplorerCommand {
    /// Read the schema that was kept of a server.
    ReadKept(AccountKey),
    Search {
        schema: Arc<Schema>,
        text: String,
        with_deprecated: bool,
    },
    Stand {
        schema: Arc<Schema>,
        of: StandingOf,
        text: String,
    },
    Pick(SchemaFile, PathBuf),
    Open {
        key: AccountKey,
        path: PathBuf,
    },
    Save {
        schema: Arc<Schema>,
        file: SchemaFile,
        path: PathBuf,
        replace: bool,
    },
}

/// What the world says to the explorer.
#[derive(Debug)]
pub enum ExplorerEvent {
    /// The schema kept of a server, if there is one.
    Kept {
        key: AccountKey,
        kept: Option<(Arc<Schema>, i64)>,
    },
    /// Where the schema that comes next is from, and how it differs from the one before.
    Facts {
        key: AccountKey,
        source: SchemaSource,
        changes: Option<Arc<Vec<Change>>>,
    },
    Found(Result<Arc<Hits>, Failure>),
    Stands(Arc<Standing>),
    /// `Ok(None)`: the person closed the dialog. `Err`: there is no dialog on this system.
    Picked(Result<Option<PathBuf>, Failure>),
    Opened {
        key: AccountKey,
        path: PathBuf,
        result: Result<Arc<Schema>, Failure>,
    },
    Saved {
        path: PathBuf,
        result: Result<(), Failure>,
    },
}

/// Whose schema is shown: that of the query in front, else of the account in use.
pub fn schema_account(state: &State) -> Option<&AccountKey> {
    let tab = state.current().filter(|t| t.kind == TabKind::Query);
    tab.and_then(|t| t.account.as_ref()).or(state.accounts.active.as_ref())
}

/// The schema that is shown.
pub fn shown_schema(state: &State) -> Option<&Arc<Schema>> {
    state.schema(schema_account(state)?)
}

/// The query that fields are put into: the tab in front, or the last one that is a query.
pub fn target_tab(state: &State) -> Option<TabId> {
    let front = state.current().filter(|t| t.kind == TabKind::Query);
    front.or_else(|| state.tabs.iter().rfind(|t| t.kind == TabKind::Query)).map(|t| t.id)
}

/// Actions of the explorer.
pub(super) fn update(heart: &mut Heart, action: ExplorerAction, now: f64, out: &mut Outbox) {
    let explorer = &mut heart.state.explorer;
    match action {
        ExplorerAction::Show { name, member } => {
            explorer.trail.go(ExplorerSpot::Type { name, member });
        }
        ExplorerAction::ShowChanges => explorer.trail.go(ExplorerSpot::Changes),
        ExplorerAction::Back => explorer.trail.step(true),
        ExplorerAction::Forward => explorer.trail.step(false),
        ExplorerAction::Search(text) => {
            explorer.search = text;
            search(&mut heart.state, now, out);
        }
        ExplorerAction::ShowDeprecated(shown) => {
            explorer.show_deprecated = shown;
            search(&mut heart.state, now, out);
        }
        ExplorerAction::BesideQuery(beside) => explorer.beside_query = beside,
        ExplorerAction::Toggle { type_name, field } => toggle(heart, (&type_name, &field), now, out),
        ExplorerAction::Example { type_name, field } => new_example(heart, (&type_name, &field), now, out),
        ExplorerAction::Choose(file) => files::choose(&mut heart.state, file, out),
        ExplorerAction::PathTyped(text) => {
            if let Some(path) = &mut explorer.path {
                path.text = text;
                path.failure = None;
            }
        }
        ExplorerAction::UsePath { replace } => files::use_path(&mut heart.state, replace, now, out),
        ExplorerAction::ClosePath => explorer.path = None,
    }
}

/// Searches anew; only the latest search counts.
pub(super) fn search(state: &mut State, now: f64, out: &mut Outbox) {
    out.cancel.extend(state.explorer.hits.waiting_for());
    if state.explorer.search.trim().is_empty() {
        state.explorer.hits = Remote::Idle;
        return;
    }
    let Some(schema) = shown_schema(state).cloned() else { return };
    let text = state.explorer.search.clone();
    let with_deprecated = state.explorer.show_deprecated;
    let id = state.send(out, Command::Explorer(ExplorerCommand::Search { schema, text, with_deprecated }));
    state.explorer.hits.start(id, now);
}

/// Hits that a search may bring.
pub(super) fn most_hits() -> usize {
    MOST_HITS
}

/// Applies edits (in bytes of the text) to a buffer as one step that can be undone; the caret moves along.
pub(super) fn apply_edits(buffer: &mut Buffer, edits: &[TextEdit]) -> bool {
    let edits: Vec<(std::ops::Range<usize>, String)> = dapple_data::graphql::edit::sorted(edits.to_vec())
        .into_iter()
        .map(|edit| (buffer.chars_of_bytes(&edit.range), edit.text))
        .collect();
    buffer.replace_all(edits)
}

fn toggle(heart: &mut Heart, what: (&str, &str), now: f64, out: &mut Outbox) {
    let Some(schema) = shown_schema(&heart.state).cloned() else { return };
    let Some(tab) = target_tab(&heart.state) else { return new_example(heart, what, now, out) };
    let Some(texts) = heart.buffers.get_mut(tab) else { return };
    let text = texts.query.text();
    let caret = texts.query.byte_of_char(texts.query.primary().head);
    let Some(change) = toggle_field(&schema, &text, caret, what) else {
        let words = format!("No operation leads to {}, so {} cannot be asked for", what.0, what.1);
        heart.state.notify(NoticeKind::Warning, words, now);
        return;
    };
    let was_blank = text.trim().is_empty();
    if !apply_edits(&mut texts.query, &change.edits) {
        return;
    }
    if was_blank {
        // The caret goes to where the field is, so that the next one lands beside it.
        let text = texts.query.text();
        if let Some(at) = text.rfind(&format!(" {}", what.1)) {
            let caret = texts.query.char_of_byte(at + 1 + what.1.len());
            texts.query.select(caret, caret);
        }
    }
    heart.state.touch(now);
    query::check(heart, tab, now, out);
}

fn new_example(heart: &mut Heart, (type_name, field): (&str, &str), now: f64, out: &mut Outbox) {
    let Some(schema) = shown_schema(&heart.state).cloned() else { return };
    let account = schema_account(&heart.state).cloned();
    let Some(made) = example(&schema, type_name, field) else {
        let words = format!("No operation leads to {type_name}, so {field} cannot be asked for");
        heart.state.notify(NoticeKind::Warning, words, now);
        return;
    };
    let id = query::open_tab(heart, TabKind::Query, &made.query, &made.variables, now);
    if let (Some(tab), Some(account)) = (heart.state.tab_mut(id), account) {
        tab.account = Some(account);
    }
    query::check(heart, id, now, out);
}
