//! The element table of one or several versions: what is loaded, how it is looked at.

use std::collections::HashMap;

use dapple_data::ids::ProjectId;
use dapple_data::speckle::browse::Source;

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
    /// Ask whether it may be loaded, get the objects, find the elements and their properties.
    Load(ElementsTarget),
}

/// What the world says about an element table. The command's id tells whose answer it is.
#[derive(Debug)]
pub enum ElementsEvent {
    Loaded(Result<(), Failure>),
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
