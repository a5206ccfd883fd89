//! Meshes: one box for each element, split into chunks as SDKs split them.

use serde_json::{Map, Value, json};

use super::building::{self, CATEGORIES, Change, LEVELS};
use super::random::{Stream, bits};
use super::store::{closure, reference};
use super::tree::{Element, Part};

/// The six sides of a box, as `[4, a, b, c, d]`.
const FACES: [u8; 30] =
    [4, 0, 3, 2, 1, 4, 4, 5, 6, 7, 4, 0, 1, 5, 4, 4, 1, 2, 6, 5, 4, 2, 3, 7, 6, 4, 3, 0, 4, 7];

/// Where an element stands and how big it is, in millimetres.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The lowest corner.
    pub origin: [f64; 3],
    /// Length, width, height.
    pub size: [f64; 3],
}

/// The frame of an element; an old one whose size is still to change is 300 mm shorter.
pub fn frame(seed: u64, element: Element) -> Frame {
    let mut stream = Stream::of(seed, &format!("frame/{}/{}", element.category, element.serial));
    let level = building::level_of(element.category, element.serial);
    let width = building::type_of(element.category, element.serial).4;
    let length = stream.between(900, 7_900);
    let shorter = if element.pending_change() == Some(Change::Size) { 300.0 } else { 0.0 };
    Frame {
        origin: [
            stream.between(0, 480) * 125.0,
            stream.between(0, 160) * 125.0,
            f64::from(LEVELS[level as usize].1),
        ],
        size: [length - shorter, f64::from(width.max(20)), stream.between(20, 32) * 100.0],
    }
}

/// `applicationId` of a mesh, which material proxies refer to.
pub fn mesh_application_id(seed: u64, element: Element) -> String {
    let key = format!("mesh application id/{}/{}", element.category, element.serial);
    format!("{:032x}", bits(seed, &key))
}

/// The mesh of an element.
pub fn mesh(seed: u64, element: Element) -> Map<String, Value> {
    let part = Part::Mesh(element);
    let Frame { size: [length, width, height], .. } = frame(seed, element);
    map(json!({
        "id": part.id(seed),
        "area": 2.0 * (length * width + width * height + height * length),
        "faces": [reference(seed, Part::Faces)],
        "units": "mm",
        "colors": [reference(seed, Part::Colors(element))],
        "volume": length * width * height,
        "vertices": [reference(seed, Part::Vertices(element))],
        "__closure": closure(seed, part),
        "speckle_type": "Objects.Geometry.Mesh",
        "applicationId": mesh_application_id(seed, element),
        "textureCoordinates": [],
        "totalChildrenCount": 0,
    }))
}

/// The eight corners of the box, flat x, y, z.
pub fn vertices(seed: u64, element: Element) -> Map<String, Value> {
    let Frame { origin: [x, y, z], size: [length, width, height] } = frame(seed, element);
    let corners = [(0.0, 0.0), (length, 0.0), (length, width), (0.0, width)];
    let data: Vec<Value> = [z, z + height]
        .into_iter()
        .flat_map(|top| corners.map(|(right, back)| [x + right, y + back, top]))
        .flatten()
        .map(Value::from)
        .collect();
    chunk(Part::Vertices(element), seed, &data)
}

/// One signed 32 bit ARGB number a corner.
pub fn colors(seed: u64, element: Element) -> Map<String, Value> {
    let mut stream = Stream::of(seed, &format!("colour/{}/{}", element.category, element.serial));
    let tint = (0..8)
        .map(|_| {
            let grey = 150 + stream.below(80) as u32;
            Value::from((0xff00_0000 | grey << 16 | grey << 8 | (grey - u32::from(element.category))) as i32)
        })
        .collect::<Vec<_>>();
    chunk(Part::Colors(element), seed, &tint)
}

/// The faces all boxes share.
pub fn faces(seed: u64) -> Map<String, Value> {
    chunk(Part::Faces, seed, &FACES.map(Value::from))
}

fn chunk(part: Part, seed: u64, data: &[Value]) -> Map<String, Value> {
    map(json!({
        "id": part.id(seed),
        "data": data,
        "speckle_type": "Speckle.Core.Models.DataChunk",
        "applicationId": null,
        "totalChildrenCount": 0,
    }))
}

/// An object of these fields, in this order. Unlike an object literal it does not copy what is put into it.
pub fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The map inside an object literal.
pub fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The materials that the types are made of, each once, in the order of the categories.
pub fn materials() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for (_, material, ..) in CATEGORIES.iter().flat_map(|category| category.types) {
        if !names.contains(material) {
            names.push(material);
        }
    }
    names
}
