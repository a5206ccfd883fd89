//! How far our paths and values agree with the flattening that Speckle's own tools do.
//!
//! Where we differ on purpose: a JSON string is text, also `"3.14"`; a number keeps its digits, `1.0` stays
//! `1.0`; nothing is cut at a depth or by a name of a group; references are no properties; and a number of a
//! plain object has no unit of its own (`location.x`).

use serde_json::{Value, json};

use super::*;
use crate::graphql::conformance::rows;
use crate::table::{CellKind, Table};

/// What stands at each path of an object: text, number, unit.
fn flattened(object: &Value) -> Vec<(String, String, bool, Option<String>)> {
    let document = Document::from_lines(object.to_string().into_bytes().into());
    let nodes: Vec<_> = document.children(document.root().unwrap()).collect();
    let (skip, _) = catalog_options();
    let options = CatalogOptions { skip, fold: &[] };
    let catalog = Catalog::of_rows(&document, &nodes, &options, &Stop::new()).unwrap();
    let paths: Vec<_> = catalog.entries().iter().map(|entry| entry.path.clone()).collect();
    let table = Table::of_columns(&document, nodes, &paths, &Stop::new()).unwrap();
    let cells = paths.iter().enumerate().map(|(at, path)| {
        let cell = table.cell(0, at);
        let is_number = cell.kind == CellKind::Number;
        (path.texts().join("."), cell.text.into_owned(), is_number, cell.unit.map(str::to_owned))
    });
    cells.collect()
}

#[test]
fn properties_flatten_as_speckles_own_tools_flatten_them() {
    let (mut agreed, mut differing) = (0, Vec::new());
    let cases: Vec<Value> =
        rows("speckle-eav-cases").into_iter().filter(|case| case["args"].is_array()).collect();
    for case in &cases {
        let object = match case["fn"].as_str() {
            Some("flatten_properties") => json!({ "properties": case["args"][1] }),
            Some("flatten_object_properties") => case["args"][1].clone(),
            _ => continue,
        };
        let source = case["source"].as_str().unwrap_or_default().rsplit("#test_").next().unwrap_or_default();
        let is_geometry =
            object["speckle_type"].as_str().is_some_and(|text| text.starts_with("Objects.Geometry."));
        let ours = if is_geometry { Vec::new() } else { flattened(&object) };
        let expected = case["rows"].as_array().unwrap();
        let same = ours.len() == expected.len()
            && expected.iter().all(|row| {
                let Some(own) = ours.iter().find(|(path, ..)| row["path"] == path.as_str()) else {
                    return false;
                };
                let (_, text, is_number, unit) = own;
                let value = match row["value_num"].as_f64() {
                    Some(number) => *is_number && text.parse::<f64>().ok() == Some(number),
                    None => !is_number && row["value_text"] == text.as_str(),
                };
                value && row["units"].as_str() == unit.as_deref()
            });
        if same { agreed += 1 } else { differing.push(source.to_owned()) }
    }
    differing.sort();
    let on_purpose = [
        "display_value_refs",
        "excluded_top_level_skipped_entirely",
        "flatten_object_properties_collection_elements",
        "location_extraction",
        "max_depth_cutoff",
        "numeric_string_inference",
    ];
    if !cases.is_empty() {
        assert_eq!((agreed, differing), (9, on_purpose.map(str::to_owned).to_vec()));
    }
}
