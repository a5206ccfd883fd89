//! The elements of a document of objects: which they are, and what stands in no single property of them.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::column::Computed;
use super::computed::RowSet;
use super::proxies::Proxies;
use super::role::Role;
use super::source_app::SourceApp;
use super::tree::{Found, Tree};
use crate::document::{Document, NodeId};
use crate::ids::ObjectId;
use crate::stop::Stop;
use crate::table::{CellKind, TableError};

/// The elements of one or several versions. Immutable; rows are in the order of the tree, a host before
/// the elements in it.
///
/// An object id is one row, also where several places hold it: [`Elements::places`] counts them, and host
/// and collection are those of the first place.
pub struct Elements {
    document: Arc<Document>,
    app: SourceApp,
    tree: Tree,
    proxies: Proxies,
    elements: RowSet,
    /// The rows are no elements but the items of some list.
    is_plain: bool,
    /// Made when a view first asks for all objects.
    all: OnceLock<RowSet>,
}

/// Says how large it is and nothing of what stands there: that is somebody's data.
impl std::fmt::Debug for Elements {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Elements({} of {} objects)", self.elements.rows.len(), self.tree.objects.len())
    }
}

impl Elements {
    /// Finds the elements below the roots in a document of objects, one a line. For the pool.
    ///
    /// An element is what a collection or another element holds in `elements` or `@elements`, or what a
    /// root of before 2024 holds in a list whose key begins with `@`. Bare geometry and placed blocks count
    /// where a collection holds them and no block definition does.
    ///
    /// # Errors
    /// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
    pub fn find(document: Arc<Document>, roots: &[ObjectId], stop: &Stop) -> Result<Self, TableError> {
        let (tree, proxies) = Tree::grow(&document, roots, stop)?;
        let found: Vec<u32> =
            (0_u32..).zip(&tree.found).filter(|(_, found)| found.is_element).map(|(nth, _)| nth).collect();
        let rows: Vec<Found> = found.iter().filter_map(|at| tree.found.get(*at as usize).copied()).collect();
        let app = SourceApp::of(&document, rows.iter().filter_map(|row| tree.object(row.object)))?;
        let elements = RowSet::make(&document, &tree, &proxies, &rows, stop)?;
        Ok(Self { document, app, tree, proxies, elements, is_plain: false, all: OnceLock::new() })
    }

    /// Any values of a document as rows: the items of a list in an answer. Nothing is worked out for them.
    pub fn of_rows(document: Arc<Document>, rows: Arc<[NodeId]>) -> Self {
        let (tree, proxies) = (Tree::default(), Proxies::default());
        let (app, elements) = (SourceApp::Other, RowSet::plain(rows));
        Self { document, app, tree, proxies, elements, is_plain: true, all: OnceLock::new() }
    }

    /// Whether the rows are no elements but any values, see [`Elements::of_rows`].
    pub fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// All objects, as lines of one document: for search, raw JSON and reading one element.
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// The app that made most of the elements.
    pub fn app(&self) -> SourceApp {
        self.app
    }

    /// The rows: the elements, or all objects but bare geometry that is a part. Rows of the table of a view
    /// are in the same order. All objects are there once a view asked for them, until then none.
    pub fn rows(&self, all_objects: bool) -> &Arc<[NodeId]> {
        match self.set(all_objects) {
            Some(set) => &set.rows,
            None => NONE.get_or_init(Arc::default),
        }
    }

    /// What is worked out for a row, as text; `None` where there is nothing.
    pub fn text(&self, all_objects: bool, row: usize, column: Computed) -> Option<Cow<'_, str>> {
        let cell = self.set(all_objects)?.columns.get(column.index())?.cell(row);
        (cell.kind != CellKind::Missing).then_some(cell.text)
    }

    /// The row of the element that holds this one.
    pub fn host(&self, all_objects: bool, row: usize) -> Option<usize> {
        self.set(all_objects)?.host(row)
    }

    /// In how many places the object is held: more than 1 where equal content stands in several.
    pub fn places(&self, all_objects: bool, row: usize) -> usize {
        self.set(all_objects).and_then(|set| set.places.get(row)).map_or(1, |places| *places as usize)
    }

    /// Whether any element has something in a computed column.
    pub fn is_filled(&self, column: Computed) -> bool {
        self.elements.columns.get(column.index()).is_some_and(|column| column.filled > 0)
    }

    /// The row of the object with this id.
    pub fn row_of(&self, all_objects: bool, id: &ObjectId) -> Option<usize> {
        let set = self.set(all_objects)?;
        let ids = set.columns.get(Computed::ObjectId.index())?;
        (0..set.rows.len()).find(|row| ids.cell(*row).text == id.as_str())
    }

    /// Number of objects that are here, of whatever kind.
    pub fn object_count(&self) -> usize {
        self.tree.objects.len()
    }

    /// Ids that are referred to and are not here, each once. Display values are not counted: nobody asked
    /// for them.
    pub fn missing(&self) -> &[ObjectId] {
        &self.tree.missing
    }

    pub(super) fn set(&self, all_objects: bool) -> Option<&RowSet> {
        if all_objects { self.all.get() } else { Some(&self.elements) }
    }

    /// The rows of a wish, made when they are not there yet.
    pub(super) fn made_set(&self, all_objects: bool, stop: &Stop) -> Result<&RowSet, TableError> {
        if let Some(set) = self.set(all_objects) {
            return Ok(set);
        }
        let mut placed = vec![false; self.tree.objects.len()];
        let mut rows: Vec<Found> = Vec::with_capacity(self.tree.objects.len());
        for found in &self.tree.found {
            if let Some(slot) = placed.get_mut(found.object as usize) {
                *slot = true;
            }
            rows.push(*found);
        }
        let unplaced = (0_u32..).zip(&placed).filter(|(_, placed)| !**placed);
        rows.extend(unplaced.map(|(object, _)| Found::alone(object)));
        let is_part = |found: &Found| match self.tree.object(found.object) {
            Some(object) => object.is_chunk || (object.role == Role::Geometry && !found.is_element),
            None => true,
        };
        rows.retain(|found| !is_part(found));
        let set = RowSet::make(&self.document, &self.tree, &self.proxies, &rows, stop)?;
        Ok(self.all.get_or_init(|| set))
    }
}

/// No rows, for a set that is not made yet.
static NONE: OnceLock<Arc<[NodeId]>> = OnceLock::new();
