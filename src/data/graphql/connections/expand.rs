//! One operation with its fragments written out where they are spread: then every field is at one place.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::Node;
use apollo_compiler::executable::{Field, InlineFragment, Operation, Selection, SelectionSet};

/// The deepest selection that is followed, through fragments too.
const MAX_DEPTH: usize = 100;
/// The most selections of an operation that is written out.
const MAX_SELECTIONS: usize = 20_000;

/// The operation called `name`, or the only one, with its fragments written out. `None` where there is
/// none, or where writing them out would grow beyond all measure.
pub(super) fn expanded(document: &ExecutableDocument, name: Option<&str>) -> Option<Operation> {
    let mut operation = Operation::clone(document.operations.get(name).ok()?);
    let mut writer = Writer { document, left: MAX_SELECTIONS };
    operation.selection_set = writer.set(&operation.selection_set, 0)?;
    Some(operation)
}

struct Writer<'a> {
    document: &'a ExecutableDocument,
    left: usize,
}

impl Writer<'_> {
    fn set(&mut self, set: &SelectionSet, depth: usize) -> Option<SelectionSet> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut written = SelectionSet::new(set.ty.clone());
        for selection in &set.selections {
            self.left = self.left.checked_sub(1)?;
            written.selections.push(match selection {
                Selection::Field(field) => {
                    let mut field = Field::clone(field);
                    field.selection_set = self.set(&field.selection_set, depth + 1)?;
                    Selection::Field(Node::new(field))
                }
                Selection::InlineFragment(inline) => {
                    let mut inline = InlineFragment::clone(inline);
                    inline.selection_set = self.set(&inline.selection_set, depth + 1)?;
                    Selection::InlineFragment(Node::new(inline))
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name)?;
                    Selection::InlineFragment(Node::new(InlineFragment {
                        type_condition: Some(fragment.type_condition().clone()),
                        directives: spread.directives.clone(),
                        selection_set: self.set(&fragment.selection_set, depth + 1)?,
                    }))
                }
            });
        }
        Some(written)
    }
}

/// The fields of a selection that answer under `key`, through inline fragments.
pub(super) fn answering<'a>(set: &'a SelectionSet, key: &str) -> Vec<&'a Node<Field>> {
    let mut found = Vec::new();
    let mut waiting: Vec<&SelectionSet> = vec![set];
    while let Some(set) = waiting.pop() {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) if field.response_key().as_str() == key => found.push(field),
                Selection::InlineFragment(inline) => waiting.push(&inline.selection_set),
                Selection::Field(_) | Selection::FragmentSpread(_) => {}
            }
        }
    }
    found
}

/// The fields that are asked for whatever the type and whatever the variables.
pub(super) fn certain(set: &SelectionSet) -> Vec<&Node<Field>> {
    let mut found = Vec::new();
    let mut waiting: Vec<&SelectionSet> = vec![set];
    while let Some(part) = waiting.pop() {
        for selection in &part.selections {
            match selection {
                Selection::Field(field) if field.directives.is_empty() => found.push(field),
                Selection::InlineFragment(inline)
                    if inline.directives.is_empty()
                        && inline.type_condition.as_ref().is_none_or(|on| *on == set.ty) =>
                {
                    waiting.push(&inline.selection_set);
                }
                _ => {}
            }
        }
    }
    found
}

/// Changes every field at a path of response names.
pub(super) fn change(set: &mut SelectionSet, path: &[String], how: &mut dyn FnMut(&mut Field)) {
    let Some((key, rest)) = path.split_first() else { return };
    for selection in &mut set.selections {
        match selection {
            Selection::Field(field) if field.response_key().as_str() == key.as_str() => {
                let field = field.make_mut();
                if rest.is_empty() {
                    how(field);
                } else {
                    change(&mut field.selection_set, rest, how);
                }
            }
            Selection::InlineFragment(inline) => {
                change(&mut inline.make_mut().selection_set, path, how);
            }
            Selection::Field(_) | Selection::FragmentSpread(_) => {}
        }
    }
}
