//! Finding one's way in a schema, and from it into an operation: search, uses of a type, the shortest way to
//! it, example operations, adding and removing fields of the text at hand, and what changed between two
//! schemas.

mod adding;
mod catalogue;
mod difference;
mod example;
mod leaves;
mod sets;
mod way;

#[cfg(test)]
mod tests;

pub(in crate::schema) use adding::argument_variable;
pub use adding::{Place, Standing, Toggled, standing, toggle_field};
pub use catalogue::{Catalogue, Hit, Hits, Subject, Use};
pub use difference::{Change, ChangeKind, difference};
pub use example::{Example, example};
pub(in crate::schema) use leaves::{leaf_selection, sample_value};
pub use sets::type_at;
pub(in crate::schema) use sets::{TypedSet, typed_sets};
