//! How far completion agrees with graphql-language-service and codemirror-graphql.

use serde_json::Value;

use super::*;
use crate::graphql::conformance::{Score, rows, shared};
use crate::graphql::operations;
use crate::schema::conformance::{Schemas, byte_of};

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The suites leave out what is deprecated while anything else is there; here it stands last.
fn labels(items: &[Item]) -> Vec<String> {
    let any = items.iter().any(|i| i.deprecated.is_none());
    let kept = items.iter().filter(|i| !any || i.deprecated.is_none());
    // Ways to leaves further down are no part of the suites.
    let mut found: Vec<String> = kept.filter(|i| i.kind != ItemKind::Path).map(|i| i.label.clone()).collect();
    found.sort();
    found
}

#[test]
fn completion_agrees_with_graphql_language_service() {
    let mut schemas = Schemas::default();
    let mut counts = Score::default();
    for row in rows("autocomplete") {
        if row["sdl_editing"] == true {
            continue; // Operations are edited here, no schemas.
        }
        let Some(schema) = schemas.of(&row) else { continue };
        let text = row["query"].as_str().unwrap_or_default();
        let others = match &row["external_fragments"] {
            Value::String(text) => text.clone(),
            list => texts(list).join("\n"),
        };
        let ignored = texts(&row["ignore_extra_labels"]);
        let completion = complete(schema, text, byte_of(text, &row["cursor"]), &others);
        let expected = texts(&row["expected_labels_sorted"]);
        let mut found = labels(&completion.items);
        found.retain(|label| !ignored.contains(label));
        let mut wanted = expected.clone();
        wanted.sort();
        counts.note(found == wanted, || {
            format!("{} {text:?} {} {found:?} {wanted:?}", row["id"], row["cursor"])
        });
    }
    counts.settle("autocomplete", 0);
}

#[test]
fn variables_complete_as_in_codemirror_graphql() {
    let mut schemas = Schemas::default();
    let mut counts = Score::default();
    for row in rows("variables").iter().filter(|r| r["kind"] == "variables-hint") {
        let schema = schemas.of(row);
        let json = row["variables_text"].as_str().unwrap_or_default();
        let query = row["query"].as_str().filter(|q| !q.is_empty()).unwrap_or("{ f }");
        let operation = operations(query).into_iter().next().expect("an operation");
        let found = complete_variables(schema, &operation, json, byte_of(json, &row["cursor"]));
        let texts_of = |item: &Item| if item.label == "{" { "{".to_owned() } else { item.insert.clone() };
        let mut labels: Vec<String> = found.items.iter().map(texts_of).collect();
        let mut expected = texts(&row["expected_labels"]);
        labels.sort();
        expected.sort();
        counts.note(labels == expected, || format!("{} {labels:?} {expected:?}", row["id"]));
        if row["replace_from"].is_object() {
            let range = byte_of(json, &row["replace_from"])..byte_of(json, &row["replace_to"]);
            counts.note(found.range == range, || format!("{} {:?} {range:?}", row["id"], found.range));
        }
    }
    counts.settle("variables hints", 0);
}

#[test]
fn hover_agrees_with_graphql_language_service() {
    let mut counts = Score::default();
    for row in rows("hover") {
        // The suite's schema breaks rules (a union of scalars), and is taken as it is there too.
        let file = format!("conformance/{}", row["schema_file"].as_str().expect("a schema"));
        let sdl = std::fs::read_to_string(shared(&file).expect("it is here")).expect("it is readable");
        let schema = &Schema::unchecked(&sdl);
        let text = row["query"].as_str().unwrap_or_default();
        let found = crate::schema::hover(schema, text, byte_of(text, &row["cursor"]));
        let found = found.map(|h| h.text()).unwrap_or_default();
        let markdown = row["options"]["useMarkdown"] == true;
        let expected = row["expected"].as_str().unwrap_or_default();
        let agrees =
            found == expected || (markdown && expected.contains(found.lines().next().unwrap_or("?")));
        counts.note(agrees, || format!("{} {found:?} {expected:?}", row["id"]));
    }
    counts.settle("hover", 0);
}
