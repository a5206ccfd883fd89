//! Questions about rows of an element table: figures, values, one row in full, text to copy, the web app.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use dapple_data::ids::ObjectId;
use dapple_data::speckle::browse::Source;
use dapple_data::speckle::elements::{ColumnKey, Computed, Pick, Shell, command_line};
use dapple_data::table::ColumnPath;
use dapple_data::table::arrange::Profile;
use dapple_data::url::{Link, Resource};

use super::{ElementsCommand, ElementsTarget};
use crate::app::command::Command;
use crate::app::state::{NoticeKind, Outbox, State};
use crate::app::tabs::TabId;

/// The most objects that a link to the web app names.
const MOST_IN_LINK: usize = 50;
/// The most rows that are copied; an export takes any number.
const MOST_COPIED: usize = 100_000;

/// The rows that hold a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Places in the view's rows, ascending.
    pub positions: Vec<u32>,
    /// Which of them to show first: one where a whole cell is the text.
    pub best: usize,
    /// Rows that hold it and are filtered away.
    pub filtered_away: usize,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    pub key: ColumnKey,
    /// In order, with how often each is there.
    pub values: Vec<(Pick, usize)>,
    /// Values beyond those.
    pub more: usize,
}

/// What a column is like.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnProfile {
    pub key: ColumnKey,
    pub profile: Profile,
}

/// Paths to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// What they hold.
    pub text: String,
    /// Places in the catalog, in the order of their names.
    pub order: Vec<u32>,
    /// What is worked out and fits.
    pub computed: Vec<Computed>,
    /// Where each path stands in the catalog: with the answer to an empty text.
    pub places: Option<Arc<HashMap<ColumnPath, u32>>>,
}

/// Figures of a column in some rows. Numbers are as JSON writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The rows of the view, and the column of its table.
    pub rows: Range<usize>,
    pub column: usize,
    /// Cells with something in them.
    pub filled: usize,
    pub numbers: usize,
    /// None where units differ or nothing is a number.
    pub sum: Option<String>,
    pub mean: Option<String>,
    pub least: Option<String>,
    pub most: Option<String>,
    pub unit: Option<String>,
    pub has_mixed_units: bool,
}

/// Everything about one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// The row of the table.
    pub row: usize,
    pub name: String,
    /// What is worked out, in the order of [`Computed::ALL`].
    pub facts: Vec<(Computed, String)>,
    /// In how many places the object is held.
    pub places: usize,
    pub properties: Vec<Property>,
    /// The object as JSON, laid out, in lines; `None` where it is too long to look at here.
    pub json: Option<Vec<String>>,
}

/// One property of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub key: ColumnKey,
    /// Where it comes from: `Dimensions`.
    pub group: String,
    pub name: String,
    pub value: Pick,
    pub unit: Option<String>,
}

/// A form for rows on the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyForm {
    Csv,
    Markdown,
    /// One array of flat objects.
    Json,
}

/// In which form rows are copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyAs {
    /// One cell of the first row, as it is.
    Cell(usize),
    /// Rows with a header, cells between tabs, as spreadsheets paste them.
    Rows,
    /// Rows in a form that programs and people paste.
    Form(CopyForm),
    /// Ids with commas between, as Revit's Select by ID takes them.
    Ids(Computed),
    /// Addresses in the web app, one a line.
    Links,
}

/// Shows everything about one row of the view, or nothing.
pub(super) fn choose(state: &mut State, id: TabId, position: Option<usize>, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    let row = position.and_then(|at| table.view.value()?.rows().get(at).map(|row| *row as usize));
    if table.chosen == row {
        return;
    }
    table.chosen = row;
    out.cancel.extend(table.detail.waiting_for());
    table.detail.give_up();
    let (Some(row), Some((set, view))) = (row, table.loaded()) else { return };
    let all_objects = view.wish.all_objects;
    let command = ElementsCommand::Detail { set: set.clone(), all_objects, row };
    let sent = state.send(out, Command::Elements(command));
    if let Some(table) = state.element_tables.tabs.get_mut(&id) {
        table.detail.start(sent, now);
    }
}

/// Asks for the figures of a column in these rows of the view.
pub(super) fn measure(
    state: &mut State,
    id: TabId,
    (rows, column): (Range<usize>, usize),
    now: f64,
    out: &mut Outbox,
) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    out.cancel.extend(table.figures.waiting_for());
    table.figures.give_up();
    let Some(view) = table.view.value().cloned() else { return };
    let sent = state.send(out, Command::Elements(ElementsCommand::Figures { view, rows, column }));
    if let Some(table) = state.element_tables.tabs.get_mut(&id) {
        table.figures.start(sent, now);
    }
}

/// Asks for the values of a column.
pub(super) fn values(state: &mut State, id: TabId, key: ColumnKey, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    out.cancel.extend(table.values.waiting_for());
    table.values = crate::app::Remote::Idle;
    let Some((set, view)) = table.loaded() else { return };
    let command = ElementsCommand::Values { set: set.clone(), view: view.clone(), key };
    let sent = state.send(out, Command::Elements(command));
    if let Some(table) = state.element_tables.tabs.get_mut(&id) {
        table.values.start(sent, now);
    }
}

/// Asks what a column is like.
pub(super) fn profile(state: &mut State, id: TabId, key: ColumnKey, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    out.cancel.extend(table.profile.waiting_for());
    table.profile = crate::app::Remote::Idle;
    let Some((set, view)) = table.loaded() else { return };
    let command = ElementsCommand::Profile { set: set.clone(), view: view.clone(), key };
    let sent = state.send(out, Command::Elements(command));
    if let Some(table) = state.element_tables.tabs.get_mut(&id) {
        table.profile.start(sent, now);
    }
}

/// Asks for the paths that hold a text.
pub(super) fn paths(state: &mut State, id: TabId, text: String, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    out.cancel.extend(table.paths.waiting_for());
    table.paths.give_up();
    let Some(set) = table.set.value().cloned() else { return };
    let sent = state.send(out, Command::Elements(ElementsCommand::Paths { set, text }));
    if let Some(table) = state.element_tables.tabs.get_mut(&id) {
        table.paths.start(sent, now);
    }
}

/// Puts rows on the clipboard. Too many for one open the export, which loses none of them.
pub(super) fn copy(state: &mut State, id: TabId, rows: Range<usize>, how: CopyAs, out: &mut Outbox) {
    if rows.len() > MOST_COPIED {
        return crate::app::export::ask(state, id, crate::app::ExportWhat::List);
    }
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    let Some((set, view)) = table.loaded() else { return };
    let (set, view) = (set.clone(), view.clone());
    out.cancel.extend(table.copying);
    let sent = state.send(out, Command::Elements(ElementsCommand::Copy { set, view, rows, how }));
    if let Some(table) = state.element_tables.tabs.get_mut(&id) {
        table.copying = Some(sent);
    }
}

/// Opens the web app with the objects of these rows.
pub(super) fn show_in_speckle(state: &mut State, id: TabId, rows: Range<usize>, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get(&id) else { return };
    let Some((set, view)) = table.loaded() else { return };
    let ids: Vec<ObjectId> = rows
        .clone()
        .take(MOST_IN_LINK)
        .filter_map(|at| view.rows().get(at))
        .filter_map(|row| set.elements.text(view.wish.all_objects, *row as usize, Computed::ObjectId))
        .map(|id| ObjectId::new(&*id))
        .collect();
    let Some(target) = table.target.as_ref() else { return };
    let project = target.project.clone();
    let resources = ids.into_iter().map(Resource::Object).collect::<Vec<_>>();
    if resources.is_empty() {
        return;
    }
    let Some(address) = Link::Federated { project, resources }.address(&target.account.origin) else {
        return;
    };
    if rows.len() > MOST_IN_LINK {
        let words = format!("The web app is shown the first {MOST_IN_LINK} of {} elements", rows.len());
        state.notify(NoticeKind::Warning, words, now);
    }
    state.send(out, Command::OpenBrowser(address));
}

impl Found {
    /// How many rows were found.
    pub fn count(&self) -> usize {
        self.positions.len()
    }
}

/// The link that names what a table is of.
pub(in crate::app) fn link_of(target: &ElementsTarget) -> Link {
    let project = target.project.clone();
    let resource = |source: &Source| match (&source.model, &source.version) {
        (Some(model), Some(version)) => Resource::Version(model.clone(), version.clone()),
        _ => Resource::Object(source.object.clone()),
    };
    let mut resources: Vec<Resource> = target.sources.iter().map(resource).collect();
    match (resources.len(), resources.pop()) {
        (1, Some(Resource::Version(model, version))) => Link::Version { project, model, version },
        (1, Some(Resource::Object(object))) => Link::Object { project, object },
        (_, last) => {
            resources.extend(last);
            Link::Federated { project, resources }
        }
    }
}

/// Puts the command line on the clipboard that writes the table as it is shown.
pub(super) fn copy_command(state: &State, id: TabId, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get(&id) else { return };
    let Some(wish) = table.present_wish() else { return };
    let Some(target) = table.target.as_ref() else { return };
    let link = link_of(target).address(&target.account.origin);
    let place = state.accounts.place_arguments(&target.account);
    // A link names its server; the sample data has another one at each start.
    let demo = place.iter().find(|word| *word == "--demo").map(|word| format!(" {word}")).unwrap_or_default();
    out.clipboard = link.map(|link| command_line(Shell::of_this_system(), &link, wish, None) + &demo);
}
