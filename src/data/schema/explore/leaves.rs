//! What one selects of a type when nobody has said anything yet, and what one gives an argument.

use std::collections::HashSet;

use super::super::Schema;
use super::super::index::{Field, TypeKind};
use crate::graphql::edit::Snippet;

/// Deeper than this nobody looks for a leaf.
const MAX_DEPTH: usize = 4;

/// A first selection of a type: its id or name, or the items of a list with their own; nothing for a leaf.
pub(in crate::schema) fn leaf_selection(schema: &Schema, type_name: &str) -> Vec<Snippet> {
    select(schema, type_name, &mut HashSet::new(), 0)
}

fn select(schema: &Schema, type_name: &str, seen: &mut HashSet<String>, depth: usize) -> Vec<Snippet> {
    let typename = || vec![Snippet::leaf("__typename")];
    match schema.type_info(type_name).map(|t| t.kind) {
        Some(TypeKind::Object | TypeKind::Interface) => {}
        Some(TypeKind::Union) => return typename(),
        _ => return Vec::new(),
    }
    let fields: Vec<Field<'_>> = schema
        .fields(type_name)
        .into_iter()
        .filter(|f| f.deprecated.is_none() && f.arguments.iter().all(|a| !a.is_required))
        .collect();
    let is_leaf = |f: &Field<'_>| schema.is_without_fields(f.type_name);
    let named = |name: &str| fields.iter().find(|f| f.name == name);
    let mut chosen: Vec<Snippet> = Vec::new();
    for name in ["id", "totalCount", "cursor"] {
        chosen.extend(named(name).filter(|f| is_leaf(f)).map(|f| Snippet::leaf(f.name)));
    }
    let has_items =
        ["items", "nodes", "edges", "node"].iter().find_map(|name| named(name).filter(|f| !is_leaf(f)));
    if let Some(items) = has_items.filter(|_| depth < MAX_DEPTH && seen.insert(type_name.to_owned())) {
        let children = select(schema, items.type_name, seen, depth + 1);
        chosen.push(Snippet { head: items.name.to_owned(), children });
        return chosen;
    }
    if chosen.is_empty() {
        let first = named("name").filter(|f| is_leaf(f)).or_else(|| fields.iter().find(|f| is_leaf(f)));
        chosen.extend(first.map(|f| Snippet::leaf(f.name)));
    }
    if chosen.is_empty() && depth < MAX_DEPTH && seen.insert(type_name.to_owned()) {
        let first = fields.iter().find(|f| !is_leaf(f));
        chosen.extend(first.map(|f| Snippet {
            head: f.name.to_owned(),
            children: select(schema, f.type_name, seen, depth + 1),
        }));
    }
    if chosen.is_empty() { typename() } else { chosen }
}

/// A JSON value of the right shape for a type as GraphQL writes it: empty texts, zeros, the first value of
/// an enum, the required fields of an input type.
pub(in crate::schema) fn sample_value(schema: &Schema, type_text: &str) -> serde_json::Value {
    sample(schema, type_text, 0)
}

fn sample(schema: &Schema, type_text: &str, depth: usize) -> serde_json::Value {
    use serde_json::Value;
    let is_required = type_text.ends_with('!');
    let named = type_text.trim_end_matches('!');
    if named.starts_with('[') {
        return Value::Array(Vec::new());
    }
    match named {
        "String" | "ID" => Value::from(""),
        "Int" | "Float" => Value::from(0),
        "Boolean" => Value::from(false),
        _ => match schema.type_info(named).map(|t| t.kind) {
            Some(TypeKind::Enum) => {
                let values = schema.enum_values(named);
                let first = values.iter().find(|v| v.deprecated.is_none()).or(values.first());
                first.map_or(Value::Null, |v| Value::from(v.name))
            }
            Some(TypeKind::Input) if depth < MAX_DEPTH => {
                let fields = schema.input_fields(named);
                let fields = fields.iter().filter(|f| f.is_required);
                Value::Object(
                    fields.map(|f| (f.name.to_owned(), sample(schema, &f.type_text, depth + 1))).collect(),
                )
            }
            _ if is_required => Value::from(""),
            _ => Value::Null,
        },
    }
}
