//! The sample building as an element table.

use std::collections::{HashMap, HashSet};

use dapple::app::{ElementSet, Phase, Unit};
use dapple_data::speckle::elements::{ColumnKey, Computed, Condition, Facet, SourceApp, Wish, column_text};
use dapple_demo::Who;
use dapple_demo::data::building::{
    ADDED, CATEGORIES, CHANGED, CURTAIN_WALLS, ELEMENTS, LEVELS, MULLIONS_EACH, PANELS_EACH, REMOVED,
};
use dapple_demo::data::{EARLIER_VERSION, MAIN_MODEL, MAIN_PROJECT, MAIN_VERSION};
use serde_json::Value;

use super::{asked, detail, load, look, main_target, target};
use crate::browse::{Bench, demo};

#[tokio::test(flavor = "multi_thread")]
async fn every_element_is_a_row_and_no_shape_is_fetched() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let target = main_target(&mut bench, &demo).await;
    let (set, first) = load(&mut bench, target).await.unwrap();
    let (elements, facts) = (&set.elements, &set.facts);
    assert_eq!(elements.rows(false).len(), ELEMENTS);
    assert_eq!(first.rows().len(), ELEMENTS);
    assert!(facts.is_complete() && facts.asked == facts.received, "{facts:?}");
    // Root, levels, categories and elements, of 32,178 objects.
    assert!(facts.received < ELEMENTS + 200, "{}", facts.received);
    assert_eq!(facts.project.as_deref(), Some("Kvarnholmen block 7"));
    assert!(facts.sources[0].model.as_deref().unwrap().ends_with("Core and shell"));
    assert_eq!(asked(&demo, "/api/v2/"), 6, "root, levels, categories, two of elements, parts");
    assert_eq!(asked(&demo, "/graphql"), 2, "whether it may be loaded, and the names");
    assert_eq!(demo.requests().len(), 8);
    let text = elements.document().source().read(0..elements.document().len_bytes()).unwrap();
    let text = String::from_utf8(text.to_vec()).unwrap();
    for member in ["displayValue", "__closure", "vertices"] {
        // Values of level proxies hold an empty one, deeper down.
        let lines = text.lines().skip(1).filter(|line| line.contains(&format!("\"{member}\""))).count();
        assert_eq!(lines, 0, "{member} is left out");
    }
    let mut moving = bench.figures.iter().filter(|figure| figure.phase == Phase::Moving);
    let last = moving.next_back().unwrap();
    assert_eq!(
        (last.unit, last.done, last.total),
        (Unit::Rows, facts.received as u64, Some(facts.asked as u64))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hosts_levels_chips_and_sums_are_those_of_the_building() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let target = main_target(&mut bench, &demo).await;
    let (set, first) = load(&mut bench, target).await.unwrap();
    let elements = &set.elements;
    assert_eq!(elements.app(), SourceApp::Revit);
    let texts = |computed: Computed| -> Vec<String> {
        (0..ELEMENTS)
            .filter_map(|row| elements.text(false, row, computed))
            .map(|text| text.into_owned())
            .collect()
    };
    assert_eq!(texts(Computed::Host).len(), CURTAIN_WALLS * (PANELS_EACH + MULLIONS_EACH));
    let distinct = |computed: Computed| texts(computed).into_iter().collect::<HashSet<String>>().len();
    assert_eq!(distinct(Computed::Level), LEVELS.len());
    assert_eq!(distinct(Computed::ApplicationId), ELEMENTS);
    assert_eq!(distinct(Computed::ElementId), ELEMENTS);
    assert_eq!(texts(Computed::Material).len(), ELEMENTS);
    assert!(texts(Computed::Collection).contains(&"Level 00 › Walls".to_owned()));
    let facets: Vec<Facet> = set.layout.facets().iter().map(|(facet, _)| *facet).collect();
    assert_eq!(facets, Facet::ALL);
    let names: Vec<&str> = first.table.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(
        names.join(", "),
        "Object ID, Application ID, Element ID, category, family, type, Level, Mark, Length, Area, Volume, Material, Width, Fire Rating, Comments"
    );
    let length = ColumnKey::path(["properties", "Parameters", "Instance Parameters", "Dimensions", "Length"]);
    assert!(first.wish.sums.contains(&length));
    let nth = first.wish.sums.iter().position(|key| *key == length).unwrap();
    assert!(first.groups.totals[nth].has_mixed_units(), "12 walls are in feet");
    assert_eq!(first.with_host[nth], CURTAIN_WALLS * (PANELS_EACH + MULLIONS_EACH));
    let wish = Wish {
        group: vec![ColumnKey::path(["category"])],
        filters: vec![(Computed::Level.into(), Condition::is("Level 02"))],
        ..set.layout.wish()
    };
    let view = look(&mut bench, &set, wish).await;
    assert!(view.rows().len() > 500 && view.rows().len() < ELEMENTS);
    assert!(view.groups.groups.len() > 10 && view.groups.groups.len() <= CATEGORIES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_objects_are_rows_when_asked_for_and_one_element_tells_everything() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let target = main_target(&mut bench, &demo).await;
    let (set, _) = load(&mut bench, target).await.unwrap();
    let wish = Wish { all_objects: true, columns: vec![ColumnKey::path(["name"])], ..Wish::default() };
    let view = look(&mut bench, &set, wish).await;
    assert_eq!(view.rows().len(), set.facts.received);
    let detail = detail(&mut bench, &set, 0).await;
    let texts: Vec<String> = detail.properties.iter().map(|property| column_text(&property.key)).collect();
    assert!(
        texts.contains(&"properties.Parameters.Instance Parameters.Identity Data.Mark".to_owned()),
        "{texts:?}"
    );
    assert!(texts.contains(&"properties.elementId".to_owned()));
    let lines = detail.json.as_ref().unwrap();
    let json: Value = serde_json::from_str(&lines.join("\n")).unwrap();
    assert_eq!(json["name"].as_str(), Some(detail.name.as_str()), "the whole object is there as JSON");
    assert!(detail.facts.iter().any(|(id, text)| *id == Computed::ObjectId && json["id"] == text.as_str()));
}

/// Each element's own content by its application id: what it says of itself, not which parts it has.
fn contents(set: &ElementSet) -> HashMap<String, Value> {
    let document = set.elements.document();
    let mut reader = document.reader();
    let mut all = HashMap::new();
    for node in set.elements.rows(false).iter() {
        let mut value: Value = serde_json::from_slice(&reader.raw(*node).unwrap()).unwrap();
        let object = value.as_object_mut().unwrap();
        object.remove("id");
        object.remove("elements");
        let id = object["applicationId"].as_str().unwrap().to_owned();
        all.insert(id, value);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_version_before_differs_as_published() {
    let demo = demo().await;
    let mut bench = Bench::on(&demo, Who::ReadOnly).await;
    let mut sets = Vec::new();
    for version in [EARLIER_VERSION, MAIN_VERSION] {
        let link = format!("{}/projects/{MAIN_PROJECT}/models/{MAIN_MODEL}@{version}", demo.origin());
        let target = target(&mut bench, &link).await;
        sets.push(contents(&load(&mut bench, target).await.unwrap().0));
    }
    let (before, after) = (&sets[0], &sets[1]);
    let added = after.keys().filter(|id| !before.contains_key(*id)).count();
    let removed = before.keys().filter(|id| !after.contains_key(*id)).count();
    let changed = after.iter().filter(|(id, value)| before.get(*id).is_some_and(|old| old != *value)).count();
    assert_eq!((added, removed, changed), (ADDED, REMOVED, CHANGED));
}
