//! Element tables: one row for each building element of a version, columns chosen out of its properties.
//!
//! [`Walk`] says which objects to ask for next, from the root down. When all are here, as lines of a
//! document, [`Elements`] finds the elements among them and works out what stands in no single
//! property (host, collection, level, material). A [`Layout`] knows what the source app's properties are
//! called, a [`Wish`] says how the table is to be looked at, and [`view`] makes that of the elements.

mod column;
mod computed;
#[expect(clippy::module_inception, reason = "the elements are what this room is about")]
mod elements;
mod layout;
mod line;
mod names;
mod proxies;
mod role;
mod source_app;
mod tree;
mod usual;
mod view;
mod walk;
mod wish;

pub use column::{ColumnKey, Computed};
pub use elements::Elements;
pub use layout::{Facet, Layout, catalog_options, is_summed};
pub use names::{column_names, column_text, origin, path_text, short_name};
pub use source_app::SourceApp;
pub use view::{ElementsView, Group, Total, view};
pub use walk::{LineError, Walk};
pub use wish::{Comparison, Condition, Pick, Wish};
