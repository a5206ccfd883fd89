//! Element tables of real object streams and of trees made for one question each.

mod fixtures;
mod flatten;
mod plain;
mod trees;
mod typed;
mod views;
mod walks;

use std::sync::Arc;

use super::*;
use crate::document::Document;
use crate::ids::ObjectId;
use crate::stop::Stop;
use crate::table::{Catalog, CatalogOptions};

/// Elements with all that a table needs.
pub struct Set {
    pub elements: Elements,
    pub catalog: Catalog,
    pub layout: Layout,
}

/// The set of a document of lines.
pub fn set(lines: &str, roots: &[&str]) -> Set {
    let document = Arc::new(Document::from_lines(lines.as_bytes().to_vec().into()));
    assert_eq!(document.error(), None);
    let roots: Vec<ObjectId> = roots.iter().map(|root| ObjectId::from(*root)).collect();
    let elements = Elements::find(document.clone(), &roots, &Stop::new()).unwrap();
    let (skip, fold) = catalog_options();
    let options = CatalogOptions { skip, fold: &fold };
    let catalog = Catalog::of_rows(&document, elements.rows(false), &options, &Stop::new()).unwrap();
    let layout = Layout::of(&elements, &catalog, None);
    Set { elements, catalog, layout }
}

impl Set {
    pub fn view(&self, wish: &Wish) -> ElementsView {
        view(&self.elements, wish, None, &Stop::new()).unwrap()
    }

    pub fn typed(&self) -> Typed<'_> {
        Typed { layout: &self.layout, catalog: &self.catalog }
    }

    /// The texts of a computed column; `–` for nothing.
    pub fn column(&self, computed: Computed) -> Vec<String> {
        let text =
            |row| self.elements.text(false, row, computed).map_or("–".to_owned(), |text| text.into_owned());
        (0..self.elements.rows(false).len()).map(text).collect()
    }
}

/// The JSON text of each object of an object stream, by id; the first is the root.
pub fn objects(stream: &str) -> Vec<(&str, &str)> {
    stream.lines().map(|line| line.split_once('\t').unwrap()).collect()
}
