//! Parts of selections: the way to a list, what is asked for at its end, the variables in it.

use std::collections::HashSet;

use apollo_compiler::ast::Value;
use apollo_compiler::executable::{Directive, Field, InlineFragment, Selection, SelectionSet};
use apollo_compiler::{Name, Node};

use super::expand::answering;

/// A field on the way to a list, and the type it is a field of.
pub(super) struct Step {
    pub(super) owner: Name,
    pub(super) field: Field,
    /// It is asked for by the id of an item of this level.
    pub(super) by: Option<usize>,
}

/// The first field at each response name of a path, with nothing selected in it but what the last one has.
pub(super) fn chain(set: &SelectionSet, path: &[String]) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut at = set;
    for (nth, key) in path.iter().enumerate() {
        let (owner, found) = first(at, key)?;
        at = &found.selection_set;
        let mut field = Field::clone(found);
        if nth + 1 < path.len() {
            field.selection_set = SelectionSet::new(field.selection_set.ty.clone());
            field.directives = Default::default();
        }
        steps.push(Step { owner, field, by: None });
    }
    Some(steps)
}

fn first<'a>(set: &'a SelectionSet, key: &str) -> Option<(Name, &'a Node<Field>)> {
    set.selections.iter().find_map(|selection| match selection {
        Selection::Field(field) if field.response_key().as_str() == key => Some((set.ty.clone(), field)),
        Selection::InlineFragment(inline) => first(&inline.selection_set, key),
        Selection::Field(_) | Selection::FragmentSpread(_) => None,
    })
}

/// Looks at the selection of every field at a path.
pub(super) fn collect(set: &SelectionSet, path: &[String], look: &mut dyn FnMut(&SelectionSet)) {
    let Some((key, rest)) = path.split_first() else { return look(set) };
    for field in answering(set, key) {
        collect(&field.selection_set, rest, look);
    }
}

/// The part of a selection that leads to a path, and all of what is at its end.
pub(super) fn only(set: &SelectionSet, path: &[String]) -> SelectionSet {
    let mut kept = SelectionSet::new(set.ty.clone());
    let Some((key, rest)) = path.split_first() else { return set.clone() };
    for selection in &set.selections {
        match selection {
            Selection::Field(field) if field.response_key().as_str() == key.as_str() => {
                let mut field = Field::clone(field);
                field.selection_set = only(&field.selection_set, rest);
                kept.selections.push(Selection::Field(Node::new(field)));
            }
            Selection::InlineFragment(inline) => {
                let inside = only(&inline.selection_set, path);
                if !inside.selections.is_empty() {
                    let mut inline = InlineFragment::clone(inline);
                    inline.selection_set = inside;
                    kept.selections.push(Selection::InlineFragment(Node::new(inline)));
                }
            }
            Selection::Field(_) | Selection::FragmentSpread(_) => {}
        }
    }
    kept
}

/// Steps around a selection, from a type down.
pub(super) fn nest(ty: Name, steps: &[Step], inner: SelectionSet) -> SelectionSet {
    let Some((step, rest)) = steps.split_first() else { return inner };
    let mut field = step.field.clone();
    field.selection_set = nest(field.ty().inner_named_type().clone(), rest, inner);
    let mut set = SelectionSet::new(ty);
    if step.owner == set.ty {
        set.push(field);
    } else {
        let mut inline = set.new_inline_fragment(Some(step.owner.clone()));
        inline.selection_set.push(field);
        set.push(inline);
    }
    set
}

/// The variables that a selection uses.
pub(super) fn uses(set: &SelectionSet, used: &mut HashSet<String>) {
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => {
                field.arguments.iter().for_each(|a| value_uses(&a.value, used));
                directives_use(&field.directives, used);
                uses(&field.selection_set, used);
            }
            Selection::InlineFragment(inline) => {
                directives_use(&inline.directives, used);
                uses(&inline.selection_set, used);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

pub(super) fn directives_use(directives: &[Node<Directive>], used: &mut HashSet<String>) {
    directives.iter().flat_map(|d| &d.arguments).for_each(|a| value_uses(&a.value, used));
}

fn value_uses(value: &Value, used: &mut HashSet<String>) {
    match value {
        Value::Variable(name) => {
            used.insert(name.to_string());
        }
        Value::List(items) => items.iter().for_each(|item| value_uses(item, used)),
        Value::Object(members) => members.iter().for_each(|(_, value)| value_uses(value, used)),
        _ => {}
    }
}
