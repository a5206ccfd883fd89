//! Element tables: one row for each building element of a version, columns chosen out of its properties.
//!
//! [`Walk`] says which objects to ask for next, from the root down. When all are here, as lines of a
//! document, [`Elements`] finds the elements among them and works out what stands in no single
//! property (host, collection, level, material). A [`Layout`] knows what the source app's properties are
//! called, a [`Wish`] says how the table is to be looked at, and [`view`] makes that of the elements.

mod column;
mod command;
pub mod compare;
mod computed;
mod detail;
#[expect(clippy::module_inception, reason = "the elements are what this room is about")]
mod elements;
mod layout;
mod lexer;
mod line;
mod names;
mod outline;
mod preset;
mod proxies;
mod records;
mod role;
mod source_app;
mod stream;
mod strip;
#[cfg(test)]
mod tests;
mod texts;
mod tree;
mod typed;
mod usual;
mod view;
mod walk;
mod wish;

pub use crate::shell::Shell;
pub use column::{ColumnKey, Computed};
pub use command::{WishTexts, command_line};
pub use detail::details;
pub use elements::Elements;
pub use layout::{Facet, Layout, catalog_options, is_summed};
pub use names::{column_names, column_text, origin, path_text, short_name};
pub use outline::{GroupRow, Outline};
pub use preset::Preset;
pub use records::{group_records, property_records};
pub use source_app::SourceApp;
pub use stream::{LineCutter, json_of};
pub use strip::without_members;
pub use typed::{Typed, TypedError};
pub use view::{ElementsView, view};
pub use walk::{LineError, Walk};
pub use wish::{Comparison, Condition, Pick, Wish};
