//! One building element as the Revit connector of 2025 writes it: `Objects.Data.RevitObject` with its parameters.

use serde_json::{Map, Value, json};

use super::building::{self, CATEGORIES, Change, FEET_LENGTHS, LEVELS, WALLS};
use super::geometry::{Frame, fields, frame, map};
use super::random::bits;
use super::store::{closure, reference};
use super::tree::{Element, Part};

/// The chain of classes; the last one is the most special.
const REVIT_OBJECT: &str = "Objects.Data.DataObject:Objects.Data.RevitObject";

/// Revit's element id, a number that travels as text.
pub fn element_id(element: Element) -> u32 {
    1_182_000 + u32::from(element.category) * 6_000 + u32::from(element.serial) * 3
}

/// Revit's unique id: a GUID of the episode and the element id in hexadecimal.
pub fn application_id(seed: u64, element: Element) -> String {
    let guid =
        format!("{:032x}", bits(seed, &format!("episode {} {}", element.category, element.serial / 64)));
    let number = element_id(element);
    format!(
        "{}-{}-{}-{}-{}-{number:08x}",
        &guid[..8],
        &guid[8..12],
        &guid[12..16],
        &guid[16..20],
        &guid[20..]
    )
}

/// The text in the element's mark: most read `W1-021`, and a few look like numbers without being any.
fn mark(element: Element) -> String {
    let level = building::level_of(element.category, element.serial);
    match element.serial % 40 {
        7 => "007".to_owned(),
        9 => "0915".to_owned(),
        11 => "1e5".to_owned(),
        _ => format!("{}{}-{:03}", CATEGORIES[element.category as usize].mark, level, element.serial),
    }
}

/// The element as an object.
pub fn object(seed: u64, element: Element) -> Map<String, Value> {
    let Element { category, serial, .. } = element;
    let kind = &CATEGORIES[category as usize];
    let row = building::type_of(category, serial);
    let part = Part::Element(element);
    let children = part.children();
    let (display, nested): (Vec<Part>, Vec<Part>) =
        children.into_iter().partition(|child| matches!(child, Part::Mesh(_)));
    let list = |parts: Vec<Part>| parts.into_iter().map(|child| reference(seed, child)).collect::<Vec<_>>();
    fields([
        ("id", part.id(seed).into()),
        ("name", format!("{} - {}", kind.name, row.0).into()),
        ("type", row.0.into()),
        ("level", LEVELS[building::level_of(category, serial) as usize].0.into()),
        ("units", "mm".into()),
        ("family", kind.family.into()),
        ("category", kind.name.into()),
        ("elements", list(nested).into()),
        ("location", location(seed, element)),
        ("__closure", closure(seed, part)),
        ("properties", properties(seed, element)),
        ("displayValue", list(display).into()),
        ("speckle_type", REVIT_OBJECT.into()),
        ("applicationId", application_id(seed, element).into()),
        ("totalChildrenCount", 0.into()),
    ])
}

fn location(seed: u64, element: Element) -> Value {
    let Frame { origin: [x, y, z], size: [length, ..] } = frame(seed, element);
    let point =
        |x: f64| json!({"x": x, "y": y, "z": z, "units": "mm", "speckle_type": "Objects.Geometry.Point"});
    if element.category != WALLS {
        return point(x);
    }
    json!({
        "start": point(x),
        "end": point(x + length),
        "units": "mm",
        "speckle_type": "Objects.Geometry.Line",
    })
}

/// One parameter: its display name is the key, or its internal name when the group has that key already.
fn put(group: &mut Map<String, Value>, name: &str, value: impl Into<Value>, (units, internal): (&str, &str)) {
    let mut cell = Map::new();
    cell.insert("name".to_owned(), name.into());
    if !units.is_empty() {
        cell.insert("units".to_owned(), units.into());
    }
    cell.insert("value".to_owned(), value.into());
    cell.insert("internalDefinitionName".to_owned(), internal.into());
    let key = if group.contains_key(name) { internal } else { name };
    group.insert(key.to_owned(), cell.into());
}

fn properties(seed: u64, element: Element) -> Value {
    let Element { category, serial, .. } = element;
    let mut all = map(json!({
        "elementId": element_id(element).to_string(),
        "builtInCategory": CATEGORIES[category as usize].built_in,
        "worksetId": "0",
        "worksetName": if category == WALLS { "Core and shell" } else { "Shared levels and grids" },
    }));
    if serial % 3 == 0 {
        let room = Element::current(8, serial % CATEGORIES[8].count);
        all.insert("roomApplicationId".to_owned(), application_id(seed, room).into());
    }
    all.insert(
        "Parameters".to_owned(),
        fields([
            ("Instance Parameters", instance_parameters(seed, element)),
            ("Type Parameters", type_parameters(element)),
        ])
        .into(),
    );
    all.insert("Material Quantities".to_owned(), material_quantities(seed, element));
    all.into()
}

fn instance_parameters(seed: u64, element: Element) -> Value {
    let Element { category, serial, .. } = element;
    let level = building::level_of(category, serial) as usize;
    let mut constraints = Map::new();
    put(&mut constraints, "Base Constraint", LEVELS[level].0, ("", "WALL_BASE_CONSTRAINT"));
    let offset = if element.pending_change() == Some(Change::Offset) { -150 } else { 0 };
    put(&mut constraints, "Base Offset", offset, ("Millimeters", "WALL_BASE_OFFSET"));
    let top =
        LEVELS.get(level + 1).map_or("Unconnected".to_owned(), |above| format!("Up to level: {}", above.0));
    put(&mut constraints, "Top Constraint", top, ("", "WALL_HEIGHT_TYPE"));
    put(
        &mut constraints,
        "Room Bounding",
        if category == WALLS { "Yes" } else { "No" },
        ("", "WALL_ATTR_ROOM_BOUNDING"),
    );

    let mut identity = Map::new();
    put(&mut identity, "Mark", mark(element), ("", "ALL_MODEL_MARK"));
    if let Some(comment) = comment(element) {
        put(&mut identity, "Comments", comment, ("", "ALL_MODEL_INSTANCE_COMMENTS"));
    }
    let mut phasing = Map::new();
    put(&mut phasing, "Phase Created", "New construction", ("", "PHASE_CREATED"));
    let mut other = Map::new();
    let row = building::type_of(category, serial);
    put(&mut other, "Type", row.0, ("", "ELEM_TYPE_PARAM"));
    // Two parameters of one name in one group: the second one is kept under its internal name.
    put(&mut other, "Type", CATEGORIES[category as usize].family, ("", "SYMBOL_ID_PARAM"));
    fields([
        ("Constraints", constraints.into()),
        ("Dimensions", dimensions(seed, element).into()),
        ("Identity Data", identity.into()),
        ("Phasing", phasing.into()),
        ("Other", other.into()),
    ])
    .into()
}

/// Text, empty text, null or no such parameter at all, by turns.
fn comment(element: Element) -> Option<Value> {
    if element.pending_change() == Some(Change::Comment) {
        return Some(Value::Null);
    }
    if building::change(element.category, element.serial) == Some(Change::Comment) {
        return Some("Check swing with fire consultant".into());
    }
    match element.serial % 5 {
        0 => None,
        1 => Some("".into()),
        2 => Some(Value::Null),
        3 => Some("Überprüfen, \"Achse B\"; siehe A-102\nund A-103".into()),
        _ => Some("=SUM(A1:A9)".into()),
    }
}

/// Length in millimetres or feet, area in square metres, volume in cubic metres.
fn dimensions(seed: u64, element: Element) -> Map<String, Value> {
    let Frame { size: [length, width, height], .. } = frame(seed, element);
    let mut group = Map::new();
    let feet = element.category == WALLS
        && element.serial % 100 == 50
        && (element.serial as usize) < FEET_LENGTHS * 100;
    if feet {
        put(&mut group, "Length", rounded(length / 304.8, 1e4), ("Feet", "CURVE_ELEM_LENGTH"));
    } else {
        put(&mut group, "Length", length, ("Millimeters", "CURVE_ELEM_LENGTH"));
    }
    put(&mut group, "Area", rounded(length * height / 1e6, 1e2), ("Square meters", "HOST_AREA_COMPUTED"));
    put(
        &mut group,
        "Volume",
        rounded(length * height * width / 1e9, 1e3),
        ("Cubic meters", "HOST_VOLUME_COMPUTED"),
    );
    group
}

fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

fn type_parameters(element: Element) -> Value {
    let Element { category, serial, .. } = element;
    let (name, material, fire, function, width) = *building::type_of(category, serial);
    let mut construction = Map::new();
    put(&mut construction, "Function", function, ("", "FUNCTION_PARAM"));
    put(&mut construction, "Width", width, ("Millimeters", "WALL_ATTR_WIDTH_PARAM"));
    let mut identity = Map::new();
    put(&mut identity, "Type Name", name, ("", "SYMBOL_NAME_PARAM"));
    put(&mut identity, "Cost", 0, ("Currency", "ALL_MODEL_COST"));
    put(&mut identity, "Assembly Code", format!("{:02}{:02}", category, serial % 7), ("", "UNIFORMAT_CODE"));
    let fire = match element.pending_change() {
        Some(Change::FireRating) => Some("not rated"),
        _ => fire,
    };
    if let Some(fire) =
        fire.or((building::change(category, serial) == Some(Change::FireRating)).then_some("EW 30"))
    {
        put(&mut identity, "Fire Rating", fire, ("", "FIRE_RATING"));
    }
    let mut analytical = Map::new();
    put(
        &mut analytical,
        "U-value, W/m².K",
        rounded(0.12 + f64::from(width % 7) / 10.0, 1e2),
        ("", "ANALYTICAL_U"),
    );
    put(&mut analytical, "Roughness", 1, ("", "ANALYTICAL_ROUGHNESS"));
    let mut text = Map::new();
    put(&mut text, "符号", format!("W{}", width / 10), ("", "ee1f33e1-5506-4a64-b87b-7b98d30aea52"));
    let mut groups = fields([
        ("Construction", construction.into()),
        ("Identity Data", identity.into()),
        ("Analytical Properties", analytical.into()),
        ("Text", text.into()),
    ]);
    if category == WALLS {
        let layer = json!({"units": "mm", "function": "Structure", "material": material, "thickness": width});
        groups.insert("Structure".to_owned(), json!({ format!("{material} (0)"): layer }));
    }
    groups.into()
}

fn material_quantities(seed: u64, element: Element) -> Value {
    let Frame { size: [length, width, height], .. } = frame(seed, element);
    let material = building::type_of(element.category, element.serial).1;
    let class = match material {
        name if name.starts_with('C') && name.contains('/') => "Concrete",
        name if name.starts_with("Glass") => "Glass",
        name if name.contains("teel") || name == "S355" => "Metal",
        _ => "Generic",
    };
    json!({
        material: {
            "area": {"name": "area", "units": "Square meters", "value": rounded(length * height / 1e6, 1e2)},
            "volume": {"name": "volume", "units": "Cubic meters", "value": rounded(length * height * width / 1e9, 1e3)},
            "materialName": material,
            "materialClass": class,
            "materialCategory": class,
        }
    })
}
