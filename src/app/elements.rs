//! The element table of one or several versions: what is loaded, how it is looked at.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use dapple_data::document::NodeId;
use dapple_data::ids::{ObjectId, ProjectId};
use dapple_data::speckle::browse::Source;
use dapple_data::speckle::elements::{Elements, ElementsView, Layout, Wish};
use dapple_data::table::{Catalog, Table};

use super::AccountKey;
use super::failure::Failure;
use super::remote::CommandId;
use super::state::{Heart, Outbox};
use super::tabs::TabId;

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
}

/// One element table.
#[derive(Debug)]
pub struct ElementsTab {
    pub target: ElementsTarget,
}

/// What a person did with an element table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ElementsAction {
    /// Open the element table of something in a tab of its own.
    Open(ElementsTarget),
    /// Load it again.
    Refresh(TabId),
}

/// What the world must do for an element table.
#[derive(Clone, Debug)]
pub enum ElementsCommand {
    /// Ask whether it may be loaded, get the objects, find the elements and their properties, and make
    /// the first view. Progress counts rows: objects here, of those asked for.
    Load(ElementsTarget),
    /// Look at what is loaded in another way. `previous` shares its columns.
    View { set: Arc<ElementSet>, wish: Wish, previous: Option<Arc<ElementsView>> },
    /// Everything that stands in one element, or other object.
    Detail { set: Arc<ElementSet>, node: NodeId },
}

/// What the world says about an element table. The command's id tells whose answer it is.
#[derive(Debug)]
pub enum ElementsEvent {
    /// The objects are here; so is the first view, by the layout's own wish.
    Loaded(Result<(Arc<ElementSet>, Arc<ElementsView>), Failure>),
    Viewed(Result<Arc<ElementsView>, Failure>),
    /// A table of one row, a column for each property in document order.
    Detailed(Result<Arc<Table>, Failure>),
}

/// The elements of a target with what is known about them. Immutable.
#[derive(Debug)]
pub struct ElementSet {
    pub target: ElementsTarget,
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
    /// Ids that the server did not send though asked twice. Not empty: the table is short.
    pub missing: Vec<ObjectId>,
    /// Why the table is short beyond that, in words: a cap was reached.
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
pub(super) fn update(_heart: &mut Heart, _action: ElementsAction, _now: f64, _out: &mut Outbox) {}

/// What the world says about element tables.
pub(super) fn on_event(
    _heart: &mut Heart,
    _id: CommandId,
    _event: ElementsEvent,
    _now: f64,
    _out: &mut Outbox,
) {
}
