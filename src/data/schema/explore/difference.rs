//! What changed between two schemas, and what of it breaks operations that ran before.
//!
//! Source: graphql-js, `findBreakingChanges` (which changes of a type are safe for what is asked and for
//! what is given).

use std::collections::{BTreeMap, BTreeSet};

use super::super::Schema;
use super::super::index::{InputValue, TypeKind};

/// What happened to a part of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is another one.
    Changed,
    /// It is gone.
    Removed,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// Operations that ran before may be refused, or answered otherwise.
    pub breaking: bool,
    /// The type it is about.
    pub type_name: String,
    /// What it is about, such as `Project.team` or `Query.project(id:)`.
    pub coordinate: String,
    /// What changed, in words; empty where the kind says it all.
    pub words: String,
}

/// All changes from `old` to `new`: those that break operations first, then by name.
pub fn difference(old: &Schema, new: &Schema) -> Vec<Change> {
    let mut changes = Changes { old, new, found: Vec::new() };
    let before: BTreeSet<&str> = old.type_names().collect();
    let after: BTreeSet<&str> = new.type_names().collect();
    for name in before.difference(&after) {
        changes.note(ChangeKind::Removed, true, (name, name), String::new());
    }
    for name in after.difference(&before) {
        changes.note(ChangeKind::Added, false, (name, name), String::new());
    }
    for name in before.intersection(&after) {
        changes.of_type(name);
    }
    let mut found = changes.found;
    found.sort_by(|a, b| (!a.breaking, &a.coordinate, a.kind).cmp(&(!b.breaking, &b.coordinate, b.kind)));
    found
}

struct Changes<'a> {
    old: &'a Schema,
    new: &'a Schema,
    found: Vec<Change>,
}

impl Changes<'_> {
    fn note(&mut self, kind: ChangeKind, breaking: bool, (ty, coordinate): (&str, &str), words: String) {
        let (type_name, coordinate) = (ty.to_owned(), coordinate.to_owned());
        self.found.push(Change { kind, breaking, type_name, coordinate, words });
    }

    fn of_type(&mut self, name: &str) {
        let kinds = (self.old.type_info(name).map(|t| t.kind), self.new.type_info(name).map(|t| t.kind));
        if kinds.0 != kinds.1 {
            self.note(ChangeKind::Changed, true, (name, name), "is another kind of type".to_owned());
            return;
        }
        match kinds.0 {
            Some(TypeKind::Object | TypeKind::Interface) => {
                self.fields(name);
                let members = (self.old.interfaces(name), self.new.interfaces(name));
                self.members(name, members, "implements");
            }
            Some(TypeKind::Union) => {
                let members = (self.old.possible_types(name), self.new.possible_types(name));
                self.members(name, members, "may be");
            }
            Some(TypeKind::Enum) => self.values(name),
            Some(TypeKind::Input) => {
                let (before, after) = (self.old.input_fields(name), self.new.input_fields(name));
                self.inputs((name, |field: &str| format!("{name}.{field}")), &before, &after);
            }
            Some(TypeKind::Scalar) | None => {}
        }
    }

    fn members(&mut self, name: &str, (before, after): (Vec<&str>, Vec<&str>), verb: &str) {
        for gone in before.iter().filter(|m| !after.contains(m)) {
            self.note(ChangeKind::Changed, true, (name, name), format!("no longer {verb} {gone}"));
        }
        for come in after.iter().filter(|m| !before.contains(m)) {
            self.note(ChangeKind::Changed, false, (name, name), format!("now {verb} {come}"));
        }
    }

    fn values(&mut self, name: &str) {
        let (before, after) = (self.old.enum_values(name), self.new.enum_values(name));
        for value in &before {
            let coordinate = format!("{name}.{}", value.name);
            match after.iter().find(|v| v.name == value.name) {
                None => self.note(ChangeKind::Removed, true, (name, &coordinate), String::new()),
                Some(new) => {
                    self.deprecation(
                        (name, &coordinate),
                        (value.deprecated.as_ref(), new.deprecated.as_ref()),
                    );
                }
            }
        }
        for value in after.iter().filter(|v| before.iter().all(|old| old.name != v.name)) {
            let coordinate = format!("{name}.{}", value.name);
            self.note(ChangeKind::Added, false, (name, &coordinate), String::new());
        }
    }

    fn deprecation(&mut self, place: (&str, &str), (before, after): (Option<&String>, Option<&String>)) {
        match (before, after) {
            (None, Some(reason)) => {
                self.note(ChangeKind::Changed, false, place, format!("is deprecated: {reason}"));
            }
            (Some(_), None) => {
                self.note(ChangeKind::Changed, false, place, "is no longer deprecated".to_owned());
            }
            _ => {}
        }
    }

    fn fields(&mut self, name: &str) {
        let (before, after) = (self.old.fields(name), self.new.fields(name));
        let later: BTreeMap<&str, _> = after.iter().map(|f| (f.name, f)).collect();
        for field in &before {
            let coordinate = format!("{name}.{}", field.name);
            let Some(new) = later.get(field.name) else {
                self.note(ChangeKind::Removed, true, (name, &coordinate), String::new());
                continue;
            };
            if field.type_text != new.type_text {
                let breaking = !is_safe_output(&field.type_text, &new.type_text, self.new);
                let words = format!("is {}, was {}", new.type_text, field.type_text);
                self.note(ChangeKind::Changed, breaking, (name, &coordinate), words);
            }
            self.deprecation((name, &coordinate), (field.deprecated.as_ref(), new.deprecated.as_ref()));
            let argument = |argument: &str| format!("{coordinate}({argument}:)");
            self.inputs((name, argument), &field.arguments, &new.arguments);
        }
        for field in after.iter().filter(|f| before.iter().all(|old| old.name != f.name)) {
            let coordinate = format!("{name}.{}", field.name);
            self.note(ChangeKind::Added, false, (name, &coordinate), String::new());
        }
    }

    /// Arguments, or fields of an input type.
    fn inputs(
        &mut self,
        (name, coordinate): (&str, impl Fn(&str) -> String),
        before: &[InputValue<'_>],
        after: &[InputValue<'_>],
    ) {
        for value in before {
            let coordinate = coordinate(value.name);
            let Some(new) = after.iter().find(|v| v.name == value.name) else {
                self.note(ChangeKind::Removed, true, (name, &coordinate), String::new());
                continue;
            };
            if value.type_text != new.type_text {
                let breaking = !is_safe_input(&value.type_text, &new.type_text);
                let words = format!("takes {}, took {}", new.type_text, value.type_text);
                self.note(ChangeKind::Changed, breaking, (name, &coordinate), words);
            }
            if value.default != new.default {
                let shown = |v: &Option<String>| v.clone().unwrap_or_else(|| "none".to_owned());
                let words = format!("has the default {}, had {}", shown(&new.default), shown(&value.default));
                self.note(ChangeKind::Changed, false, (name, &coordinate), words);
            }
            self.deprecation((name, &coordinate), (value.deprecated.as_ref(), new.deprecated.as_ref()));
        }
        for value in after.iter().filter(|v| before.iter().all(|old| old.name != v.name)) {
            let words = if value.is_required { "is required".to_owned() } else { String::new() };
            self.note(ChangeKind::Added, value.is_required, (name, &coordinate(value.name)), words);
        }
    }
}

/// Whether whoever asked for `old` can do with `new`: it may promise more, never less.
fn is_safe_output(old: &str, new: &str, schema: &Schema) -> bool {
    match (old.strip_suffix('!'), new.strip_suffix('!')) {
        (None, Some(inner)) => return is_safe_output(old, inner, schema),
        (Some(old), Some(new)) => return is_safe_output(old, new, schema),
        (Some(_), None) => return false,
        (None, None) => {}
    }
    match (list_item(old), list_item(new)) {
        (Some(old), Some(new)) => is_safe_output(old, new, schema),
        (None, None) => old == new || schema.possible_types(old).contains(&new),
        _ => false,
    }
}

/// Whether what was given as `old` may be given as `new`: it may ask for less, never for more.
fn is_safe_input(old: &str, new: &str) -> bool {
    match (old.strip_suffix('!'), new.strip_suffix('!')) {
        (Some(inner), None) => return is_safe_input(inner, new),
        (Some(old), Some(new)) => return is_safe_input(old, new),
        (None, Some(_)) => return false,
        (None, None) => {}
    }
    match (list_item(old), list_item(new)) {
        (Some(old), Some(new)) => is_safe_input(old, new),
        (None, None) => old == new,
        _ => false,
    }
}

fn list_item(ty: &str) -> Option<&str> {
    ty.strip_prefix('[')?.strip_suffix(']')
}
