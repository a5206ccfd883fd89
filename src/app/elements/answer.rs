//! Rows of an answer looked at like elements: the items of one of its lists, or what a filter selects.

use std::sync::Arc;

use dapple_data::document::NodeId;
use dapple_data::speckle::elements::{Elements, ElementsView, Layout, view};
use dapple_data::stop::Stop;
use dapple_data::table::{Catalog, CatalogOptions, Limits, TableError};

use super::tab::{self, ElementsTab};
use super::{ElementSet, ElementsCommand, SetFacts, events};
use crate::app::answer::Answer;
use crate::app::answer_find::Filtered;
use crate::app::command::Command;
use crate::app::remote::CommandId;
use crate::app::state::{Outbox, State};
use crate::app::tabs::TabId;

/// Most columns of a table as it opens; the others are in the chooser.
const MOST_COLUMNS: usize = 200;

/// Which values of an answer are the rows.
#[derive(Clone, Debug)]
pub enum RowsOf {
    /// The items of a list.
    List(NodeId),
    /// What a filter selects.
    Values(Arc<Filtered>),
}

/// An answer, and which values of it are the rows of a table.
#[derive(Clone, Debug)]
pub struct AnswerRows {
    pub answer: Arc<Answer>,
    pub of: RowsOf,
}

impl AnswerRows {
    /// The list, where the rows are its items.
    pub fn list(&self) -> Option<NodeId> {
        match self.of {
            RowsOf::List(list) => Some(list),
            RowsOf::Values(_) => None,
        }
    }

    /// What tells these rows from others of such answers: the path of the list, or the filter.
    fn name(&self) -> String {
        match &self.of {
            RowsOf::List(list) => {
                let known = self.answer.lists.iter().find(|known| known.node == *list);
                known.map(|list| list.path.json_path()).unwrap_or_default()
            }
            RowsOf::Values(filtered) => filtered.text.clone(),
        }
    }
}

impl ElementSet {
    /// The rows of an answer with their first view. For the pool.
    ///
    /// # Errors
    /// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
    pub fn of_answer(rows: AnswerRows, stop: &Stop) -> Result<(Self, ElementsView), TableError> {
        let document = rows.answer.document.clone();
        let nodes: Arc<[NodeId]> = match &rows.of {
            RowsOf::List(list) => document.children(*list).collect(),
            RowsOf::Values(filtered) => filtered.nodes.clone(),
        };
        let options = CatalogOptions { skip: &[], fold: &[] };
        let catalog = Catalog::of_rows(&document, &nodes, &options, stop)?;
        let most = Limits::default().columns_for(nodes.len()).min(MOST_COLUMNS);
        let layout = Layout::of_rows(&catalog, most);
        let count = nodes.len();
        let meta = &rows.answer.meta;
        let facts = SetFacts {
            asked: count,
            received: count,
            incomplete: meta.incomplete.clone(),
            bytes: document.len_bytes(),
            took: meta.wait + meta.download,
            at: meta.at,
            server: meta.server.clone().unwrap_or_default(),
            ..SetFacts::default()
        };
        let elements = Elements::of_rows(document, nodes);
        let first = view(&elements, &layout.wish(), None, stop)?;
        let (elements, catalog) = (Arc::new(elements), Arc::new(catalog));
        Ok((Self { target: None, answer: Some(rows), elements, catalog, layout, facts }, first))
    }
}

/// The table of an answer is made. It is looked at as the one before it was, where that had the same rows.
pub(in crate::app) fn built(
    state: &mut State,
    (id, command): (TabId, CommandId),
    (set, view): (Arc<ElementSet>, Arc<ElementsView>),
    now: f64,
    out: &mut Outbox,
) {
    let name = set.answer.as_ref().map(AnswerRows::name).unwrap_or_default();
    let table = state.element_tables.tabs.entry(id).or_insert_with(ElementsTab::of_answer);
    if table.rows_of.as_ref() != Some(&name) {
        table.wish = None;
        table.rows_of = Some(name);
    }
    out.cancel.extend(table.set.waiting_for());
    table.set.start(command, now);
    events::arrived(state, id, (command, set, view), now, out);
}

/// The answer is another one, or has gone: its rows go, and how they were looked at stays.
pub(in crate::app) fn forget(state: &mut State, id: TabId, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id).filter(|table| table.target.is_none()) else {
        return;
    };
    let kept = ElementsTab {
        wish: table.present_wish().cloned(),
        rows_of: table.rows_of.clone(),
        ..ElementsTab::of_answer()
    };
    tab::close(state, id, out);
    state.element_tables.tabs.insert(id, kept);
}

/// Asks for the table of what a filter selects.
pub(in crate::app) fn of_values(answer: Arc<Answer>, filtered: Arc<Filtered>) -> Command {
    Command::BuildTable { rows: AnswerRows { answer, of: RowsOf::Values(filtered) } }
}

/// Lets go of a set that nobody waits for, off the window's thread.
pub(in crate::app) fn let_go(
    state: &mut State,
    set: Arc<ElementSet>,
    view: Arc<ElementsView>,
    out: &mut Outbox,
) {
    state.send(out, Command::Elements(ElementsCommand::Forget(vec![set], vec![view])));
}
