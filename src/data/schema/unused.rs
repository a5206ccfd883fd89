//! The check of fragments that no operation uses yet.
//!
//! apollo-compiler looks into fragments only from operations. A fragment is often written before its
//! use, so each unused one is given an operation of its own, and only what is wrong inside is kept.

use apollo_compiler::executable::{FragmentSpread, Operation, OperationMap, Selection, SelectionSet};
use apollo_compiler::validation::DiagnosticList;
use apollo_compiler::{ExecutableDocument, Name, Node, ast};

use super::Schema;

/// What is wrong inside the named fragments. Diagnostics without a place come from the made-up operations
/// and are for the caller to pass over.
pub(super) fn validate(
    schema: &Schema,
    document: &ExecutableDocument,
    unused: &[&str],
) -> Option<DiagnosticList> {
    let root = schema.compiled.schema_definition.query.as_ref()?.name.clone();
    let mut operations = OperationMap::default();
    for (number, fragment) in unused.iter().enumerate() {
        // A fragment on an unknown type is not there, and has been told.
        let Some(known) = document.fragments.get(*fragment) else { continue };
        let fragment_name = known.name.clone();
        let spread = FragmentSpread { fragment_name, directives: ast::DirectiveList::default() };
        operations.insert(Node::new(Operation {
            operation_type: ast::OperationType::Query,
            name: Name::new(&format!("Unused{number}")).ok(),
            variables: Vec::new(),
            directives: ast::DirectiveList::default(),
            selection_set: SelectionSet {
                ty: root.clone(),
                selections: vec![Selection::FragmentSpread(Node::new(spread))],
            },
        }));
    }
    let trial = ExecutableDocument {
        sources: document.sources.clone(),
        operations,
        fragments: document.fragments.clone(),
    };
    trial.validate(&schema.compiled).err().map(|failed| failed.errors)
}
