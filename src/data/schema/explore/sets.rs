//! Which type each pair of braces of a text selects from.

use super::super::Schema;
use crate::graphql::{Definition, SelectionKind, SelectionSet, definitions};

/// A pair of braces with its type.
#[derive(Clone, Debug)]
pub(in crate::schema) struct TypedSet<'d> {
    /// The definition it is in, by its position.
    pub(in crate::schema) definition: usize,
    /// The type that its fields belong to.
    pub(in crate::schema) type_name: String,
    /// The braces.
    pub(in crate::schema) set: &'d SelectionSet,
}

/// All sets whose type the schema knows, in the order of the text.
pub(in crate::schema) fn typed_sets<'d>(schema: &Schema, definitions: &'d [Definition]) -> Vec<TypedSet<'d>> {
    let mut found = Vec::new();
    for (at, definition) in definitions.iter().enumerate() {
        let outline = &definition.outline;
        let root = outline.on.as_deref().or_else(|| schema.root(outline.kind));
        if let (Some(root), Some(set)) = (root, &definition.set) {
            let mut walk = Walk { schema, definition: at, found: &mut found };
            walk.set(set, root);
        }
    }
    found
}

struct Walk<'a, 'd> {
    schema: &'a Schema,
    definition: usize,
    found: &'a mut Vec<TypedSet<'d>>,
}

impl<'d> Walk<'_, 'd> {
    fn set(&mut self, set: &'d SelectionSet, type_name: &str) {
        if self.schema.type_info(type_name).is_none() {
            return;
        }
        self.found.push(TypedSet { definition: self.definition, type_name: type_name.to_owned(), set });
        for selection in &set.selections {
            let Some(inner) = &selection.set else { continue };
            let inner_type = match &selection.kind {
                SelectionKind::Field { name, .. } => {
                    self.schema.field(type_name, name).map(|f| f.type_name.to_owned())
                }
                SelectionKind::Inline { on: Some(on) } => Some(on.clone()),
                SelectionKind::Inline { on: None } => Some(type_name.to_owned()),
                SelectionKind::Spread { .. } => None,
            };
            if let Some(inner_type) = inner_type {
                self.set(inner, &inner_type);
            }
        }
    }
}

/// The type whose fields are selected where the caret is, in bytes of the text.
pub fn type_at(schema: &Schema, text: &str, caret: usize) -> Option<String> {
    let definitions = definitions(text);
    let sets = typed_sets(schema, &definitions);
    let around = sets.into_iter().filter(|s| s.set.range.start < caret && caret <= inner_end(s.set));
    around.min_by_key(|s| s.set.range.len()).map(|s| s.type_name)
}

/// Where a caret still is inside of a set.
pub(super) fn inner_end(set: &SelectionSet) -> usize {
    if set.is_closed { set.range.end.saturating_sub(1) } else { set.range.end }
}
