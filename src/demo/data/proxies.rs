//! The root object with its proxies, and the collections by level and category below it.

use serde_json::{Map, Value, json};

use super::building::{self, CATEGORIES, LEVELS};
use super::element::application_id;
use super::geometry::{fields, map, materials, mesh_application_id};
use super::random::bits;
use super::store::{closure, reference};
use super::tree::{Element, Part, Tree, elements};

const COLLECTION: &str = "Speckle.Core.Models.Collections.Collection";

/// The root collection: levels as `elements`, level and material proxies, and the list of everything below.
pub fn root(seed: u64, tree: Tree) -> Map<String, Value> {
    let part = Part::Root(tree);
    let all = elements(tree);
    let name = match tree {
        Tree::Later | Tree::Earlier => "Kvarnholmen block 7.rvt".to_owned(),
        Tree::Sample(nth) => format!("Sample {nth:02}.rvt"),
    };
    let origin = json!({"units": "mm", "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]});
    fields([
        ("id", part.id(seed).into()),
        ("name", name.into()),
        ("units", "mm".into()),
        ("elements", references(seed, part).into()),
        ("levelProxies", level_proxies(seed, &all).into()),
        ("renderMaterialProxies", material_proxies(seed, &all).into()),
        ("referencePointTransform", origin),
        ("__closure", closure(seed, part)),
        ("speckle_type", COLLECTION.into()),
        ("applicationId", Value::Null),
        ("totalChildrenCount", Value::Null),
    ])
}

/// The collection of a level, or of a category on a level.
pub fn collection(seed: u64, part: Part) -> Map<String, Value> {
    let name = match part {
        Part::Level(_, level) => LEVELS[level as usize].0,
        Part::Category(_, _, category) => CATEGORIES[category as usize].name,
        _ => "",
    };
    map(json!({
        "id": part.id(seed),
        "name": name,
        "elements": references(seed, part),
        "__closure": closure(seed, part),
        "speckle_type": COLLECTION,
        "applicationId": format!("{:032x}", bits(seed, &format!("collection {part:?}"))),
        "totalChildrenCount": 0,
    }))
}

fn references(seed: u64, part: Part) -> Vec<Value> {
    part.children().into_iter().map(|child| reference(seed, child)).collect()
}

/// Proxies refer to elements by `applicationId`, not by id.
fn level_proxies(seed: u64, all: &[Element]) -> Vec<Value> {
    let proxy = |(at, (name, elevation)): (usize, &(&str, i32))| {
        let on_level: Vec<String> = all
            .iter()
            .filter(|element| building::level_of(element.category, element.serial) as usize == at)
            .map(|element| application_id(seed, *element))
            .collect();
        json!({
            "id": format!("{:032x}", bits(seed, &format!("level proxy {at} {}", on_level.len()))),
            "value": {
                "id": format!("{:032x}", bits(seed, &format!("level {at}"))),
                "name": name,
                "units": "mm",
                "elevation": elevation,
                "properties": {},
                "displayValue": [],
                "speckle_type": "Objects.Data.DataObject",
                "applicationId": format!("level-{at}"),
            },
            "objects": on_level,
            "speckle_type": "Objects.Other.LevelProxy",
            "applicationId": format!("level-{at}"),
        })
    };
    LEVELS.iter().enumerate().map(proxy).collect()
}

fn material_proxies(seed: u64, all: &[Element]) -> Vec<Value> {
    let proxy = |(at, material): (usize, &'static str)| {
        let meshes: Vec<String> = all
            .iter()
            .filter(|element| building::type_of(element.category, element.serial).1 == material)
            .map(|element| mesh_application_id(seed, *element))
            .collect();
        let shade = 0x60 + (at as u32 * 37) % 0x90;
        json!({
            "id": format!("{:032x}", bits(seed, &format!("material proxy {at} {}", meshes.len()))),
            "value": {
                "id": format!("{:032x}", bits(seed, &format!("material {at}"))),
                "name": material,
                "diffuse": (0xff00_0000 | shade << 16 | (shade + 9) << 8 | (shade + 17)) as i32,
                "emissive": -16_777_216,
                "opacity": if material.starts_with("Glass") { 0.35 } else { 1.0 },
                "metalness": 0,
                "roughness": 1,
                "speckle_type": "Objects.Other.RenderMaterial",
                "applicationId": format!("material-{at}"),
            },
            "objects": meshes,
            "speckle_type": "Objects.Other.RenderMaterialProxy",
            "applicationId": format!("material-{at}"),
        })
    };
    materials().into_iter().enumerate().map(proxy).collect()
}
