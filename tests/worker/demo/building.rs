//! The sample building against the numbers that the package publishes.

use std::collections::{BTreeMap, HashMap, HashSet};

use dapple_demo::data::building::{
    ADDED, CATEGORIES, CHANGED, CURTAIN_WALLS, ELEMENTS, FEET_LENGTHS, LEVELS, OBJECTS, PANELS_EACH, REMOVED,
};
use dapple_demo::data::{EARLIER_VERSION, MAIN_PROJECT, MAIN_VERSION};
use dapple_demo::{Demo, Who};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::objects::{lines, root};
use super::{demo, get, post};

const REVIT: &str = "Objects.Data.DataObject:Objects.Data.RevitObject";

/// The building in both versions, loaded once for all tests here: they look at the same seed.
struct Building {
    root: Value,
    later: Vec<Value>,
    earlier: Vec<Value>,
}

async fn building() -> &'static Building {
    static BUILDING: OnceCell<Building> = OnceCell::const_new();
    BUILDING
        .get_or_init(async || {
            let demo = demo().await;
            let (root, later) = elements(&demo, MAIN_VERSION).await;
            let (_, earlier) = elements(&demo, EARLIER_VERSION).await;
            Building { root, later, earlier }
        })
        .await
}

/// The root of a version and its elements, as an element table would load them.
async fn elements(demo: &Demo, version: &str) -> (Value, Vec<Value>) {
    let id = root(demo, version).await;
    let root = get(demo, Some(Who::Full), &format!("/objects/{MAIN_PROJECT}/{id}/single")).await.json();
    let ids: Vec<&String> = root["__closure"].as_object().unwrap().keys().collect();
    let body = json!({ "objectIds": ids, "attributeMask": { "exclude": ["__closure", "data"] } });
    let got =
        post(demo, Some(Who::Full), &format!("/api/v2/projects/{MAIN_PROJECT}/object-stream"), &body).await;
    let objects = lines(&got.text);
    assert_eq!(objects.len(), ids.len(), "everything in the closure comes");
    let elements =
        objects.into_iter().map(|(_, object)| object).filter(|object| object["speckle_type"] == REVIT);
    let elements = elements.collect();
    (root, elements)
}

fn parameter<'a>(element: &'a Value, group: &str, name: &str) -> &'a Value {
    &element["properties"]["Parameters"]["Instance Parameters"][group][name]
}

#[tokio::test]
async fn the_newest_version_has_the_published_counts() {
    let Building { root, later: elements, .. } = building().await;
    assert_eq!(root["__closure"].as_object().unwrap().len() + 1, OBJECTS);
    assert_eq!(elements.len(), ELEMENTS);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for element in elements {
        *counts.entry(element["category"].as_str().unwrap()).or_default() += 1;
    }
    for category in &CATEGORIES {
        assert_eq!(counts[category.name], category.count as usize, "{}", category.name);
    }
    let hosts: Vec<&Value> =
        elements.iter().filter(|element| !element["elements"].as_array().unwrap().is_empty()).collect();
    assert_eq!(hosts.len(), CURTAIN_WALLS);
    let ids: HashMap<&str, &Value> =
        elements.iter().map(|element| (element["id"].as_str().unwrap(), element)).collect();
    let panels = hosts[0]["elements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| ids[part["referencedId"].as_str().unwrap()]);
    assert_eq!(panels.filter(|part| part["category"] == "Curtain Panels").count(), PANELS_EACH);
}

#[tokio::test]
async fn values_look_like_revit_and_hold_the_traps() {
    let Building { root, later: elements, .. } = building().await;
    let marks: HashSet<&str> = elements
        .iter()
        .filter_map(|element| parameter(element, "Identity Data", "Mark")["value"].as_str())
        .collect();
    for text in ["007", "0915", "1e5"] {
        assert!(marks.contains(text), "a text that looks like a number: {text}");
    }
    let comments: Vec<&Value> =
        elements.iter().map(|element| parameter(element, "Identity Data", "Comments")).collect();
    assert!(comments.iter().any(|cell| cell.is_null()), "no such parameter");
    assert!(comments.iter().any(|cell| cell.is_object() && cell["value"].is_null()), "not set");
    assert!(comments.iter().any(|cell| cell["value"] == ""), "empty");
    let feet =
        elements.iter().filter(|element| parameter(element, "Dimensions", "Length")["units"] == "Feet");
    assert_eq!(feet.count(), FEET_LENGTHS);
    let doubled = &elements[0]["properties"]["Parameters"]["Instance Parameters"]["Other"];
    assert!(doubled["Type"].is_object() && doubled["SYMBOL_ID_PARAM"]["name"] == "Type");

    let applications: HashSet<&str> =
        elements.iter().map(|element| element["applicationId"].as_str().unwrap()).collect();
    assert_eq!(applications.len(), ELEMENTS, "application ids are unique");
    let levels = root["levelProxies"].as_array().unwrap();
    assert_eq!(levels.len(), LEVELS.len());
    let on_levels: Vec<&str> = levels
        .iter()
        .flat_map(|proxy| proxy["objects"].as_array().unwrap())
        .map(|id| id.as_str().unwrap())
        .collect();
    assert!(on_levels.len() == ELEMENTS && on_levels.iter().all(|id| applications.contains(id)));
    let meshes: usize = root["renderMaterialProxies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|proxy| proxy["objects"].as_array().unwrap().len())
        .sum();
    assert_eq!(meshes, ELEMENTS);
}

#[tokio::test]
async fn the_version_before_differs_as_published() {
    let Building { later, earlier, .. } = building().await;
    let by_application = |elements: &'static [Value]| -> HashMap<&str, &Value> {
        elements.iter().map(|element| (element["applicationId"].as_str().unwrap(), element)).collect()
    };
    let (later, earlier) = (by_application(later), by_application(earlier));
    assert_eq!(later.keys().filter(|id| !earlier.contains_key(*id)).count(), ADDED);
    assert_eq!(earlier.keys().filter(|id| !later.contains_key(*id)).count(), REMOVED);
    let both = || later.iter().filter_map(|(id, new)| Some((new, earlier.get(id)?)));
    let changed = both().filter(|(new, old)| new["properties"] != old["properties"]).count();
    assert_eq!(changed, CHANGED);
    let per_category: u16 = CATEGORIES.iter().map(|category| category.difference.2).sum();
    assert_eq!(per_category as usize, CHANGED);
    // Content and id agree: what is equal has an equal id, what differs (in itself or a part) another one.
    assert!(both().all(|(new, old)| (new["id"] == old["id"]) == (new == old)));
    assert!(
        both().any(|(new, old)| new["id"] != old["id"] && new["properties"] == old["properties"]),
        "a part changed"
    );
}

#[tokio::test]
async fn meshes_lead_to_chunks_and_share_equal_ones() {
    let demo = demo().await;
    let elements = &building().await.later;
    let single = async |id: &Value| {
        let path = format!("/objects/{MAIN_PROJECT}/{}/single", id["referencedId"].as_str().unwrap());
        get(&demo, Some(Who::Full), &path).await.json()
    };
    let (one, other) =
        (single(&elements[0]["displayValue"][0]).await, single(&elements[1]["displayValue"][0]).await);
    assert_eq!(
        (one["speckle_type"].as_str(), one["units"].as_str()),
        (Some("Objects.Geometry.Mesh"), Some("mm"))
    );
    assert_eq!(one["faces"], other["faces"]);
    assert_ne!(one["vertices"], other["vertices"]);
    let vertices = single(&one["vertices"][0]).await;
    assert_eq!(vertices["speckle_type"], "Speckle.Core.Models.DataChunk");
    assert_eq!(vertices["data"].as_array().unwrap().len(), 24);
    let colors = single(&one["colors"][0]).await;
    assert!(
        colors["data"].as_array().unwrap().iter().all(|colour| colour.as_i64().unwrap() < 0),
        "opaque, signed"
    );
}
