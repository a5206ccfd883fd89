//! What a start brings back, and what is written so that a start can.

use dapple_data::ids::{ModelId, ProjectId, VersionId};
use dapple_data::speckle::Scopes;

use super::accounts::{self, AccountRow, Link};
use super::answer::AnswerView;
use super::browser::{self, Known, ProjectPage, ProjectView};
use super::command::Command;
use super::compare::{self, SavedComparison};
use super::elements::{self, SavedElements, SavedView};
use super::event::Started;
use super::explorer;
use super::export::ExportKind;
use super::headers::{self, HeaderRow};
use super::query;
use super::saved::{self, SavedLink};
use super::state::{Heart, NoticeKind, Outbox, Place};
use super::tabs::{Tab, TabId, TabKind};
use super::variables::KeptVariables;

/// How long a change may wait before it is written, in seconds. A crash loses at most twice this.
pub(super) const SAVE_AFTER: f64 = 0.8;

/// One tab as it is kept on the disk: the person's own words, never an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedTab {
    pub id: u64,
    pub file: Option<std::path::PathBuf>,
    pub name: Option<String>,
    /// The account, as its key prints itself.
    pub account: Option<String>,
    pub operation: Option<String>,
    pub query: String,
    pub variables: String,
    pub view: AnswerView,
    pub variables_open: bool,
    /// How the variables are looked at, and their named sets.
    pub kept: KeptVariables,
    /// Headers of the person's own, without values that are likely secrets.
    pub headers: Vec<HeaderRow>,
    /// The file of a saved query.
    pub saved: Option<SavedLink>,
    /// What a project tab shows.
    pub page: Option<SavedPage>,
    /// What an element table is of, and how it is looked at.
    pub elements: Option<SavedElements>,
    /// What a comparison is of.
    pub comparison: Option<SavedComparison>,
}

/// A project tab as it is kept on the disk: what was looked at, never what the server said of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SavedPage {
    pub project: ProjectId,
    pub model: Option<ModelId>,
    pub version: Option<VersionId>,
    #[serde(default)]
    pub view: ProjectView,
}

/// The session as it is kept on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    pub tabs: Vec<SavedTab>,
    pub selected: Option<u64>,
    /// The account for new tabs, as its key prints itself.
    pub active: Option<String>,
    pub export_folder: Option<std::path::PathBuf>,
    pub export_kind: Option<String>,
    /// Filters of answers that were used lately.
    pub recent_filters: Vec<String>,
    /// Projects opened lately, and those marked with the star.
    pub recents: Vec<Known>,
    pub favourites: Vec<Known>,
    /// Named ways to look at element tables.
    pub views: Vec<SavedView>,
}

/// What is worth keeping of a tab.
pub(super) fn saved_of(heart: &Heart, tab: &Tab) -> Option<SavedTab> {
    // Two answers are compared again by whoever has them open: answers are no person's own work.
    let texts = heart.buffers.get(tab.id).filter(|_| tab.kind != TabKind::Differences)?;
    Some(SavedTab {
        id: tab.id.0,
        file: match &tab.kind {
            TabKind::File(path) => Some(path.clone()),
            TabKind::Query
            | TabKind::Project
            | TabKind::Elements
            | TabKind::Comparison
            | TabKind::Differences => None,
        },
        name: tab.name.clone(),
        account: tab.account.as_ref().map(ToString::to_string),
        operation: tab.operation.clone(),
        query: texts.query.text(),
        variables: texts.variables.text(),
        view: tab.view,
        variables_open: tab.variables_open,
        kept: tab.kept.clone(),
        headers: headers::to_keep(&tab.headers),
        saved: tab.saved.clone(),
        page: heart.state.browser.pages.get(&tab.id).map(ProjectPage::saved),
        elements: heart.state.element_tables.tabs.get(&tab.id).and_then(SavedElements::of),
        comparison: heart.state.comparisons.tabs.get(&tab.id).map(SavedComparison::of),
    })
}

/// What is worth keeping of the heart right now.
pub fn snapshot(heart: &Heart) -> Snapshot {
    let tabs = heart.state.tabs.iter().filter_map(|tab| saved_of(heart, tab));
    Snapshot {
        tabs: tabs.collect(),
        selected: heart.state.selected.map(|t| t.0),
        active: heart.state.accounts.active.as_ref().map(ToString::to_string),
        export_folder: heart.state.export_folder.clone(),
        export_kind: heart.state.export_kind.map(|k| k.extension().to_owned()),
        recent_filters: heart.state.recent_filters.clone(),
        recents: heart.state.browser.recents.clone(),
        favourites: heart.state.browser.favourites.clone(),
        views: heart.state.element_tables.views.clone(),
    }
}

/// Fills the heart with what was on the disk.
pub(super) fn restore(heart: &mut Heart, started: Started, now: f64, out: &mut Outbox) {
    let state = &mut heart.state;
    state.started = true;
    state.settings = started.settings;
    state.read_only = started.read_only;
    state.memory.quarter = started.memory.map(|bytes| bytes / 4);
    state.has_samples = started.has_samples;
    state.proxy = started.proxy;
    state.decimal_comma = started.decimal_comma;
    for warning in started.warnings {
        state.notify(NoticeKind::Warning, warning, now);
    }
    for account in started.accounts {
        let key = account.key();
        state.accounts.list.push(AccountRow {
            key,
            account,
            link: Link::Unknown,
            scopes: Scopes::default(),
            session_only: false,
        });
    }
    let session = started.session.unwrap_or_default();
    let first = state.accounts.list.first().map(|a| a.key.clone());
    state.accounts.active = session.active.as_deref().and_then(|k| state.accounts.named(k)).or(first);
    state.export_folder = session.export_folder.or(started.downloads);
    state.export_kind = session.export_kind.as_deref().and_then(ExportKind::from_extension);
    state.recent_filters = session.recent_filters;
    state.browser.recents = session.recents;
    state.browser.favourites = session.favourites;
    state.element_tables.views = session.views;
    for saved in session.tabs {
        restore_tab(heart, saved);
    }
    heart.state.selected = session
        .selected
        .map(TabId)
        .filter(|id| heart.state.tab(*id).is_some())
        .or_else(|| heart.state.tabs.first().map(|t| t.id));
    heart.state.place = heart.state.current().map_or(Place::Browse, |tab| tab.kind.place());
    if let Some(key) = heart.state.accounts.active.clone() {
        accounts::reconnect(&mut heart.state, &key, out);
    }
    explorer::started(&mut heart.state, out);
    saved::look(&mut heart.state, now, out);
    query::tick(heart, now, out);
}

pub(super) fn restore_tab(heart: &mut Heart, saved: SavedTab) {
    let account = saved.account.as_deref().and_then(|k| heart.state.accounts.named(k));
    let of_a_server = saved.page.is_some() || saved.elements.is_some() || saved.comparison.is_some();
    if of_a_server && account.is_none() {
        // The project of an account that is gone: there is nobody to ask, and nothing of the person's own.
        return;
    }
    // Something opened before the disk was read keeps its number; the saved tab gets a new one.
    let mut id = TabId(saved.id);
    if heart.state.tab(id).is_some() {
        heart.state.next_tab += 1;
        id = TabId(heart.state.next_tab);
    }
    heart.state.next_tab = heart.state.next_tab.max(saved.id);
    let kind = match (&saved.page, &saved.elements, saved.file) {
        _ if saved.comparison.is_some() => TabKind::Comparison,
        (Some(_), _, _) => TabKind::Project,
        (None, Some(_), _) => TabKind::Elements,
        (None, None, Some(file)) => TabKind::File(file),
        (None, None, None) => TabKind::Query,
    };
    if let (Some(page), Some(account)) = (saved.page, &account) {
        browser::restore(&mut heart.state, id, account.clone(), page);
    }
    if let (Some(saved), Some(account)) = (saved.elements, &account) {
        elements::restore(&mut heart.state, id, saved.target(account.clone()), saved);
    }
    if let (Some(saved), Some(account)) = (saved.comparison, &account) {
        compare::restore(&mut heart.state, id, saved.target(account), saved);
    }
    // A tab of an account that is gone waits for a person to choose: never another server's by itself.
    let fresh = saved.account.is_none().then(|| heart.state.accounts.active.clone()).flatten();
    let mut tab = Tab::new(id, kind, account.or(fresh));
    tab.name = saved.name;
    tab.operation = saved.operation;
    tab.view = saved.view;
    tab.variables_open = saved.variables_open;
    tab.kept = saved.kept;
    tab.headers = saved.headers;
    tab.saved = saved.saved;
    heart.state.tabs.push(tab);
    heart.buffers.insert(id, &saved.query, &saved.variables);
    saved::compare(heart, id);
}

/// Writes the session once a change has rested a little.
pub(super) fn tick(heart: &mut Heart, now: f64, out: &mut Outbox) {
    let due = heart.state.unsaved_since.is_some_and(|t| now - t >= SAVE_AFTER);
    if due && heart.state.saving.is_none() && !heart.state.read_only && heart.state.started {
        save(heart, out);
    }
}

/// Writes the session now.
pub(super) fn save(heart: &mut Heart, out: &mut Outbox) {
    heart.state.unsaved_since = None;
    let snapshot = Box::new(snapshot(heart));
    let id = heart.state.send(out, Command::SaveSession(snapshot));
    heart.state.saving = Some(id);
}
