//! Rules about selections that apollo-compiler does not hold, or tells at another place: introspection
//! may nest its lists of fields and types less than three deep, and a fragment must be on a type that
//! has fields.
//!
//! Source: graphql-js 16.9 and later, `MaxIntrospectionDepthRule`, `FragmentsOnCompositeTypesRule`.

use std::collections::HashMap;

use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::{ExecutableDocument, Name};

use super::Schema;
use super::check::range_of;
use crate::graphql::Problem;

const MAX_LISTS: usize = 3;

/// Chains of fragments can be longer than any text is deep; beyond this the stack would be at risk.
pub(super) const MAX_DEPTH: usize = 500;

/// Adds a problem for each root of introspection that nests too deeply, and for each fragment on a type
/// without fields.
pub(super) fn check(schema: &Schema, document: &ExecutableDocument, problems: &mut Vec<Problem>) {
    let mut measure = Measure { schema, document, fragments: HashMap::new(), depth: 0 };
    for fragment in document.fragments.values() {
        measure.condition(fragment.type_condition(), problems);
    }
    let sets = document
        .operations
        .iter()
        .map(|operation| &operation.selection_set)
        .chain(document.fragments.values().map(|fragment| &fragment.selection_set));
    for set in sets {
        measure.visit(set, problems);
    }
}

struct Measure<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    /// Lists nested in each fragment; 0 while it is being measured, which ends cycles.
    fragments: HashMap<&'a str, usize>,
    /// How deep the look goes at the moment, through fragments too.
    depth: usize,
}

impl<'a> Measure<'a> {
    fn condition(&self, condition: &Name, problems: &mut Vec<Problem>) {
        if self.schema.is_without_fields(condition) {
            let message = format!("A fragment cannot be on \"{condition}\", which has no fields");
            problems.push(Problem::error(range_of(condition.location()), "InvalidFragmentTarget", message));
        }
    }

    fn visit(&mut self, set: &'a SelectionSet, problems: &mut Vec<Problem>) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) if matches!(field.name.as_str(), "__schema" | "__type") => {
                    if self.lists(&field.selection_set) >= MAX_LISTS {
                        let message = "Servers refuse introspection that nests fields and types this deeply";
                        let range = range_of(field.name.location());
                        problems.push(Problem::error(range, "MaxIntrospectionDepth", message));
                    }
                }
                Selection::Field(field) => self.visit(&field.selection_set, problems),
                Selection::InlineFragment(inline) => {
                    if let Some(condition) = &inline.type_condition {
                        self.condition(condition, problems);
                    }
                    self.visit(&inline.selection_set, problems);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    /// The most lists nested in each other below a selection.
    fn lists(&mut self, set: &'a SelectionSet) -> usize {
        if self.depth >= MAX_DEPTH {
            return 0;
        }
        self.depth += 1;
        let most = set.selections.iter().map(|selection| self.lists_of(selection)).max().unwrap_or(0);
        self.depth -= 1;
        most
    }

    fn lists_of(&mut self, selection: &'a Selection) -> usize {
        match selection {
            Selection::Field(field) => usize::from(is_list(field)) + self.lists(&field.selection_set),
            Selection::InlineFragment(inline) => self.lists(&inline.selection_set),
            Selection::FragmentSpread(spread) => {
                let name = spread.fragment_name.as_str();
                if let Some(&known) = self.fragments.get(name) {
                    return known;
                }
                let document = self.document;
                let Some(fragment) = document.fragments.get(name) else { return 0 };
                self.fragments.insert(name, 0);
                let lists = self.lists(&fragment.selection_set);
                self.fragments.insert(name, lists);
                lists
            }
        }
    }
}

fn is_list(field: &Field) -> bool {
    matches!(field.name.as_str(), "fields" | "interfaces" | "possibleTypes" | "inputFields")
}
