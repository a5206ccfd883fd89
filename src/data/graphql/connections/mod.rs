//! The lists of an operation that come page by page, and how one of them is read to its end.
//!
//! In reading order: [`connections`] finds them in an operation; [`Plan`] rewrites the operation so that
//! one of them can be asked for page by page; [`Follow`] decides which page comes next and what is new on
//! it; [`read_page`] and [`Splice`] take the items out of one answer and put them into another's list.
//!
//! A connection is a field with an argument `cursor` whose type has `cursor` and a list of `items` (or
//! `objects`), as Speckle's collections have. Source: Speckle's schema.

mod expand;
mod find;
mod follow;
mod page;
mod plan;
mod selections;

#[cfg(test)]
mod tests;

pub use find::{Connection, connections};
pub use follow::{Ended, Follow, Got};
pub use page::{NoPage, Page, Splice, read_page};
pub use plan::{Level, Plan, PlanError};
