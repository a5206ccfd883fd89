//! Answers about a table as lists of small objects: one for each group, one for each property path.

use std::collections::HashSet;

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::names::{origin, path_text, short_name};
use super::view::ElementsView;
use crate::table::arrange::{Group, Total};
use crate::table::{Catalog, CellKind, ColumnType, Shown};

/// One JSON object for each group: its values, how many rows it has, what they come to. A sum has the
/// column's name; where units differ there is one for each unit, with the unit in its name.
pub fn group_records(view: &ElementsView) -> Vec<String> {
    let names: Vec<&str> = view.table.columns().iter().map(|column| column.name.as_str()).collect();
    let name = |key| view.column(key).and_then(|at| names.get(at)).copied().unwrap_or_default();
    let by: Vec<&str> = view.wish.group.iter().map(name).collect();
    let added: Vec<&str> = view.wish.sums.iter().map(name).collect();
    view.groups.groups.iter().map(|group| group_record(group, &by, &added)).collect()
}

fn group_record(group: &Group, by: &[&str], added: &[&str]) -> String {
    let mut members: Vec<String> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    let mut put = |name: &str, value: String| {
        // A property may be called like a count or a unit: each name stands once.
        let mut own = name.to_owned();
        let mut nth = 2;
        while !taken.insert(own.clone()) {
            own = format!("{name} {nth}");
            nth += 1;
        }
        members.push(format!("{}:{value}", json!(own)));
    };
    for (name, value) in by.iter().zip(&group.values) {
        put(name, shown(value));
    }
    put("count", group.range.len().to_string());
    for (name, total) in added.iter().zip(&group.totals) {
        sums(name, total, &mut put);
    }
    format!("{{{}}}", members.join(","))
}

/// A value with its type: what is missing is left to null, as a group has to have a value.
fn shown(value: &Shown) -> String {
    match value.kind {
        CellKind::Missing | CellKind::Null => "null".to_owned(),
        // Digits stay as they are where they are JSON's.
        CellKind::Number if RawValue::from_string(value.text.clone()).is_ok() => value.text.clone(),
        CellKind::Bool => value.text.clone(),
        _ => json!(value.text).to_string(),
    }
}

fn sums(name: &str, total: &Total, put: &mut impl FnMut(&str, String)) {
    if total.parts.is_empty() {
        put(name, "null".to_owned());
    }
    for part in &total.parts {
        let sum = part.sum.text();
        match &part.unit {
            Some(unit) if total.has_mixed_units() => put(&format!("{name} ({unit})"), sum),
            Some(unit) => {
                put(name, sum);
                put(&format!("{name} unit"), json!(unit).to_string());
            }
            None => put(name, sum),
        }
    }
}

/// One JSON object for each path: how it is typed, its short name and place, how many elements have it, type,
/// units, an example.
pub fn property_records(catalog: &Catalog) -> Vec<String> {
    let one = |entry: &crate::table::CatalogEntry| {
        let units: Vec<&str> = entry.units.iter().map(|(unit, _)| unit.as_str()).collect();
        let mut record = Map::new();
        let mut put = |name: &str, value: Value| record.insert(name.to_owned(), value);
        put("path", json!(path_text(&entry.path)));
        put("name", json!(short_name(&entry.path)));
        put("group", json!(origin(&entry.path)));
        put("filled", json!(entry.filled));
        put("elements", json!(catalog.row_count()));
        put("type", json!(type_name(entry.kind)));
        put("units", json!(units.join(", ")));
        put("sample", json!(entry.samples.first().map(|sample| &sample.text)));
        Value::Object(record).to_string()
    };
    catalog.entries().iter().map(one).collect()
}

fn type_name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Bool => "boolean",
        ColumnType::Integer => "integer",
        ColumnType::Float => "number",
        ColumnType::Text => "text",
        ColumnType::Date => "date",
        ColumnType::List => "list",
    }
}
