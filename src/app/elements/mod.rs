//! The element table of one or several versions: what is loaded, how it is looked at.
//!
//! A tab holds two slots: the set (what was loaded) and the view (how it is looked at). What a person does
//! changes the tab's wish; the view that fits it is made on the pool, and the latest one counts.

mod answer;
mod events;
mod find;
mod look;
mod lookup;
mod rows;
mod saved;
mod tab;
mod views;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use dapple_data::ids::{ObjectId, ProjectId};
use dapple_data::speckle::browse::Source;
use dapple_data::speckle::elements::{ColumnKey, Computed, Elements, ElementsView, Layout, Wish};
use dapple_data::table::Catalog;

use super::AccountKey;
use super::browser;
use super::copying::Copied;
use super::failure::Failure;
use super::state::{Heart, Outbox};
use super::tabs::TabId;

pub use answer::{AnswerRows, RowsOf};
pub(super) use answer::{built, forget, let_go, of_values};
pub(super) use events::{fail, on_event};
pub use find::{Find, Reveal};
pub use look::{Look, title_of};
pub(super) use lookup::link_of;
pub use lookup::{ColumnProfile, CopyAs, CopyForm, Detail, Figures, Found, Paths, Property, Values};
pub use rows::{Folded, ShownRow, ShownRows};
pub use saved::SavedElements;
pub use tab::ElementsTab;
pub(super) use tab::{close, export_stem, open as go, restore};
pub use views::{SavedView, ViewAction, ViewDialog};

/// What an element table is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ElementsTarget {
    pub account: AccountKey,
    pub project: ProjectId,
    /// One version mostly; several for a federated link.
    pub sources: Vec<Source>,
    /// What stands on the tab and in a suggested file name: project, model and date, as far as known.
    pub title: String,
}

/// All element tables that are open.
#[derive(Debug, Default)]
pub struct ElementTables {
    pub tabs: HashMap<TabId, ElementsTab>,
    /// Named ways to look at any of them, by name.
    pub views: Vec<SavedView>,
}

/// What a person did with an element table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ElementsAction {
    /// Open the element table of something in a tab of its own, or go to the tab that has it.
    Open(ElementsTarget),
    /// Load what is not here yet, or try again.
    Load(TabId),
    /// Load it again; the old table stays until the new one is here.
    Refresh(TabId),
    /// Give up loading.
    Cancel(TabId),
    /// Look at it in another way.
    Look(TabId, Look),
    /// Named views.
    View(ViewAction),
    /// Fold or unfold a group, by its place in the view.
    Fold(TabId, usize, bool),
    FoldAll(TabId, bool),
    /// Show everything about a row of the view, or nothing.
    Choose(TabId, Option<usize>),
    /// Figures of a column for these rows of the view.
    Measure(TabId, Range<usize>, usize),
    /// The values of a column, for a filter.
    AskValues(TabId, ColumnKey),
    /// What a column is like, under its header.
    AskProfile(TabId, ColumnKey),
    /// The paths whose name, keys or samples hold a text; all of them for an empty one.
    SearchPaths(TabId, String),
    ShowFind(TabId, bool),
    FindText(TabId, String),
    FindNext(TabId, bool),
    /// Put rows of the view on the clipboard.
    Copy(TabId, Range<usize>, CopyAs),
    /// Put the command line that writes this table on the clipboard.
    CopyCommand(TabId),
    /// Show rows of the view in the web app.
    ShowInSpeckle(TabId, Range<usize>),
}

/// What the world must do for an element table.
#[derive(Clone, Debug)]
pub enum ElementsCommand {
    /// Ask whether it may be loaded, get the objects, find the elements and their properties, and make
    /// the first view. Progress counts rows: objects here, of those asked for.
    Load(ElementsTarget),
    /// Look at what is loaded in another way. `previous` shares its columns.
    View { set: Arc<ElementSet>, wish: Wish, previous: Option<Arc<ElementsView>> },
    /// Find the rows that hold a text in a column of the view or in an id.
    Find { set: Arc<ElementSet>, view: Arc<ElementsView>, text: String },
    /// The values of a column with how often each is there, in the rows that pass the other filters.
    Values { set: Arc<ElementSet>, view: Arc<ElementsView>, key: ColumnKey },
    /// What a column is like in the rows that pass the filters on other columns.
    Profile { set: Arc<ElementSet>, view: Arc<ElementsView>, key: ColumnKey },
    /// Count, sum, mean, least and most of a column in these rows of the view.
    Figures { view: Arc<ElementsView>, rows: Range<usize>, column: usize },
    /// Everything about one row of the table.
    Detail { set: Arc<ElementSet>, all_objects: bool, row: usize },
    /// These rows of the view as text for the clipboard.
    Copy { set: Arc<ElementSet>, view: Arc<ElementsView>, rows: Range<usize>, how: CopyAs },
    /// The catalog's paths that hold a text, by name.
    Paths { set: Arc<ElementSet>, text: String },
    /// Let go of what is not needed any more, off the window's thread: it may be large.
    Forget(Vec<Arc<ElementSet>>, Vec<Arc<ElementsView>>),
}

/// What the world says about an element table. The command's id tells whose answer it is.
#[derive(Debug)]
pub enum ElementsEvent {
    /// The objects are here; so is the first view, by the layout's own wish.
    Loaded(Result<(Arc<ElementSet>, Arc<ElementsView>), Failure>),
    Viewed(Result<Arc<ElementsView>, Failure>),
    Found(Result<Arc<Found>, Failure>),
    Values(Result<Arc<Values>, Failure>),
    Profile(Result<Arc<ColumnProfile>, Failure>),
    Paths(Result<Arc<Paths>, Failure>),
    Figures(Result<Arc<Figures>, Failure>),
    Detail(Result<Arc<Detail>, Failure>),
    Copied(Result<Copied, Failure>),
    Forgotten,
}

/// The elements of a target with what is known about them. Immutable.
#[derive(Debug)]
pub struct ElementSet {
    /// What it was loaded of; none where the rows are those of an answer.
    pub target: Option<ElementsTarget>,
    /// The answer that has the rows, where no version has them.
    pub answer: Option<AnswerRows>,
    pub elements: Arc<Elements>,
    /// Every path of the elements: counts, types, units, samples.
    pub catalog: Arc<Catalog>,
    /// What the source app calls things: columns to begin with, chips, sums.
    pub layout: Layout,
    pub facts: SetFacts,
}

/// How the objects came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SetFacts {
    /// Different objects that were asked for.
    pub asked: usize,
    /// Different objects that came.
    pub received: usize,
    /// Ids that the server did not send: though asked twice, unless something else is `incomplete`. Not empty:
    /// the table is short.
    pub missing: Vec<ObjectId>,
    /// Why the table is short beyond that, in words: a cap was reached, a stream broke off.
    pub incomplete: Option<String>,
    /// Bytes of object text, after decompression.
    pub bytes: u64,
    pub took: Duration,
    /// Seconds since 1970 when it was loaded.
    pub at: i64,
    /// Names as the server gives them, where it does.
    pub server: String,
    pub project: Option<String>,
    pub sources: Vec<SourceName>,
}

impl SetFacts {
    /// What the elements are called in short: `Core and shell 2026-11-23`. None of several models, and none
    /// where the server names no model.
    pub fn short_name(&self) -> Option<String> {
        let [source] = self.sources.as_slice() else { return None };
        let model = source.model.as_deref()?;
        let leaf = model.rsplit('/').next().unwrap_or(model).trim();
        let date = source.created_at.as_deref().and_then(|at| at.get(..10)).unwrap_or_default();
        Some(format!("{leaf} {date}").trim().to_owned())
    }

    /// How many objects are missing, at least: 1 where nobody can count them.
    pub fn short_by(&self) -> u64 {
        let missing = self.missing.len() as u64;
        if missing == 0 { u64::from(self.incomplete.is_some()) } else { missing }
    }

    /// Whether everything that was asked for is here.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.incomplete.is_none()
    }
}

/// What one source of a target is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceName {
    /// The model's full name.
    pub model: Option<String>,
    /// The version's message.
    pub message: Option<String>,
    /// ISO 8601, when it was published.
    pub created_at: Option<String>,
    /// A slug such as `revit`.
    pub application: Option<String>,
}

/// Actions on element tables.
pub(super) fn update(heart: &mut Heart, action: ElementsAction, now: f64, out: &mut Outbox) {
    use ElementsAction as A;
    match action {
        A::Open(target) => {
            tab::open(heart, target, now, out);
            browser::visit(&mut heart.state, now);
        }
        A::View(action) => views::update(&mut heart.state, action, now, out),
        A::Load(id) | A::Refresh(id) => tab::load(&mut heart.state, id, now, out),
        A::Cancel(id) => tab::cancel(&mut heart.state, id, out),
        A::Look(id, look) => look::change(&mut heart.state, id, look, now, out),
        A::Fold(id, group, folded) => tab::fold(&mut heart.state, id, group, folded),
        A::FoldAll(id, folded) => tab::fold_all(&mut heart.state, id, folded),
        A::Choose(id, position) => lookup::choose(&mut heart.state, id, position, now, out),
        A::Measure(id, rows, column) => lookup::measure(&mut heart.state, id, (rows, column), now, out),
        A::SearchPaths(id, text) => lookup::paths(&mut heart.state, id, text, now, out),
        A::AskProfile(id, key) => lookup::profile(&mut heart.state, id, key, now, out),
        A::AskValues(id, key) => lookup::values(&mut heart.state, id, key, now, out),
        A::ShowFind(id, open) => find::show(&mut heart.state, id, open, out),
        A::FindText(id, text) => find::typed(&mut heart.state, id, text, now, out),
        A::FindNext(id, back) => find::step(&mut heart.state, id, back, now, out),
        A::Copy(id, rows, how) => lookup::copy(&mut heart.state, id, rows, how, out),
        A::CopyCommand(id) => lookup::copy_command(&heart.state, id, out),
        A::ShowInSpeckle(id, rows) => lookup::show_in_speckle(&mut heart.state, id, rows, now, out),
    }
}

/// The ids by which an element is known, in the order in which they are looked for.
pub const IDS: [Computed; 4] =
    [Computed::ElementId, Computed::GlobalId, Computed::ApplicationId, Computed::ObjectId];
