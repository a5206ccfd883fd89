//! A rule about selections that apollo-compiler tells at another place: a fragment must be on a type that has
//! fields.
//!
//! Source: graphql-js, `FragmentsOnCompositeTypesRule`.

use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::{ExecutableDocument, Name};

use super::Schema;
use super::check::range_of;
use crate::graphql::Problem;

/// Chains of fragments can be longer than any text is deep; beyond this the stack would be at risk.
pub(super) const MAX_DEPTH: usize = 500;

/// Adds a problem for each fragment on a type without fields.
pub(super) fn check(schema: &Schema, document: &ExecutableDocument, problems: &mut Vec<Problem>) {
    for fragment in document.fragments.values() {
        condition(schema, fragment.type_condition(), problems);
    }
    let sets = document
        .operations
        .iter()
        .map(|operation| &operation.selection_set)
        .chain(document.fragments.values().map(|fragment| &fragment.selection_set));
    for set in sets {
        visit(schema, set, problems);
    }
}

fn condition(schema: &Schema, condition: &Name, problems: &mut Vec<Problem>) {
    if schema.is_without_fields(condition) {
        let message = format!("A fragment cannot be on \"{condition}\", which has no fields");
        problems.push(Problem::error(range_of(condition.location()), "InvalidFragmentTarget", message));
    }
}

fn visit(schema: &Schema, set: &SelectionSet, problems: &mut Vec<Problem>) {
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => visit(schema, &field.selection_set, problems),
            Selection::InlineFragment(inline) => {
                if let Some(on) = &inline.type_condition {
                    condition(schema, on, problems);
                }
                visit(schema, &inline.selection_set, problems);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}
