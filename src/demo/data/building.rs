//! What the sample building is made of: categories, types, counts, and how its two versions differ.

use super::tree::{Element, Tree};

/// Elements of the newest version of the main model, those nested in curtain walls included.
pub const ELEMENTS: usize = 8_000;
/// Objects of that version: root, collections, elements, meshes and their parts.
pub const OBJECTS: usize = 32_178;
/// Elements that the newest version has and the one before it lacks, matched by `applicationId`.
pub const ADDED: usize = 37;
/// Elements that the newest version lacks and the one before it has.
pub const REMOVED: usize = 23;
/// Elements in both versions whose own properties differ.
pub const CHANGED: usize = 214;
/// Walls of the newest version whose length is given in feet, though the model is in millimetres.
pub const FEET_LENGTHS: usize = 12;
/// Curtain walls that hold panels and mullions as `elements`.
pub const CURTAIN_WALLS: usize = 150;
/// Panels in each of them.
pub const PANELS_EACH: usize = 6;
/// Mullions in each of them.
pub const MULLIONS_EACH: usize = 4;
/// Levels, from the lowest: name and elevation in millimetres.
pub const LEVELS: [(&str, i32); 8] = [
    ("Level −1", -3_400),
    ("Level 00", 0),
    ("Level 01", 4_200),
    ("Level 02", 7_400),
    ("Level 03", 10_600),
    ("Level 04", 13_800),
    ("Level 05", 17_000),
    ("Level 06", 20_200),
];

/// A type within a family: name, material, fire rating (if any), function, width in millimetres.
pub type TypeRow = (&'static str, &'static str, Option<&'static str>, &'static str, u32);

/// A Revit category of the sample.
#[derive(Debug)]
pub struct Category {
    /// The name people see.
    pub name: &'static str,
    /// Revit's own name.
    pub built_in: &'static str,
    /// The family of all its types.
    pub family: &'static str,
    /// The letters its marks begin with.
    pub mark: &'static str,
    /// How many elements the newest version has.
    pub count: u16,
    /// Added, removed and changed from the version before to the newest.
    pub difference: (u16, u16, u16),
    /// Its types, at least one.
    pub types: &'static [TypeRow],
}

const fn category(
    (name, built_in, family, mark): (&'static str, &'static str, &'static str, &'static str),
    count: u16,
    difference: (u16, u16, u16),
    types: &'static [TypeRow],
) -> Category {
    Category { name, built_in, family, mark, count, difference, types }
}

/// Index of the walls.
pub const WALLS: u8 = 0;
/// Index of the curtain panels.
pub const PANELS: u8 = 6;
/// Index of the curtain wall mullions.
pub const MULLIONS: u8 = 7;
/// Index, among the wall types, of the one that holds panels.
const CURTAIN_TYPE: usize = 0;

/// All categories; the counts add up to [`ELEMENTS`].
pub const CATEGORIES: [Category; 23] = [
    category(
        ("Walls", "OST_Walls", "Basic Wall", "W"),
        1204,
        (12, 9, 78),
        &[
            ("Curtain wall 1500", "Glass, aluminium", None, "Exterior", 60),
            ("Concrete 200 core", "C30/37", Some("REI 90"), "Core", 200),
            ("Partition 145, 2 boards", "Gypsum board", Some("EI 60"), "Interior", 145),
            ("Partition 95, 1 board", "Gypsum board", Some("EI 30"), "Interior", 95),
            ("Party wall 300", "C30/37", Some("REI 60"), "Interior", 300),
            ("Brick 108 façade", "Clay brick", None, "Exterior", 108),
            ("Concrete 250 shaft", "C35/45", Some("REI 120"), "Shaft", 250),
        ],
    ),
    category(
        ("Doors", "OST_Doors", "Single door", "D"),
        486,
        (8, 3, 41),
        &[
            ("Single door 10 × 21, EI 30", "Oak veneer", Some("EI 30"), "Interior", 1000),
            ("Single door 9 × 21", "Painted board", None, "Interior", 900),
            ("Double door 18 × 21, EI 60", "Steel", Some("EI 60"), "Exterior", 1800),
        ],
    ),
    category(
        ("Windows", "OST_Windows", "Fixed window", "F"),
        612,
        (6, 0, 19),
        &[
            ("Window 12 × 14, fixed", "Glass, timber", None, "Exterior", 1200),
            ("Window 9 × 14, side hung", "Glass, timber", None, "Exterior", 900),
        ],
    ),
    category(
        ("Floors", "OST_Floors", "Floor", "P"),
        188,
        (2, 2, 26),
        &[
            ("Floor slab 250", "C30/37", Some("REI 90"), "Interior", 250),
            ("Screed 60", "Screed", None, "Interior", 60),
        ],
    ),
    category(
        ("Structural Columns", "OST_StructuralColumns", "Concrete column", "C"),
        340,
        (0, 4, 17),
        &[
            ("Column 400 × 400", "C35/45", Some("R 90"), "Structure", 400),
            ("Column Ø 350", "C35/45", Some("R 90"), "Structure", 350),
        ],
    ),
    category(
        ("Structural Framing", "OST_StructuralFraming", "Beam", "B"),
        720,
        (0, 0, 0),
        &[
            ("HEB 260", "S355", Some("R 60"), "Structure", 260),
            ("IPE 300", "S355", Some("R 60"), "Structure", 150),
        ],
    ),
    category(
        ("Curtain Panels", "OST_CurtainWallPanels", "System Panel", "CP"),
        900,
        (0, 0, 2),
        &[
            ("Glazed 42", "Glass, aluminium", None, "Exterior", 42),
            ("Solid 60", "Aluminium sheet", None, "Exterior", 60),
        ],
    ),
    category(
        ("Curtain Wall Mullions", "OST_CurtainWallMullions", "Rectangular Mullion", "M"),
        600,
        (0, 0, 0),
        &[("Mullion 50 × 150", "Aluminium", None, "Exterior", 50)],
    ),
    category(("Rooms", "OST_Rooms", "Room", "R"), 310, (3, 1, 14), &[("Room", "Air", None, "Interior", 0)]),
    category(
        ("Stairs", "OST_Stairs", "Assembled Stair", "S"),
        48,
        (0, 2, 8),
        &[
            ("Stair run, core A", "C30/37", Some("R 30"), "Core", 1200),
            ("Stair run, core B", "C30/37", Some("R 30"), "Core", 1200),
        ],
    ),
    category(
        ("Railings", "OST_StairsRailing", "Railing", "RA"),
        96,
        (4, 2, 6),
        &[("Flat bar railing 1100", "Steel", None, "Interior", 40)],
    ),
    category(
        ("Ceilings", "OST_Ceilings", "Compound Ceiling", "CE"),
        264,
        (2, 0, 3),
        &[("Acoustic ceiling 600", "Mineral wool", Some("A2-s1,d0"), "Interior", 20)],
    ),
    category(
        ("Furniture", "OST_Furniture", "Desk", "FU"),
        860,
        (0, 0, 0),
        &[
            ("Desk 1600 × 800", "Birch plywood", None, "Interior", 1600),
            ("Chair, stackable", "Birch plywood", None, "Interior", 500),
        ],
    ),
    category(
        ("Plumbing Fixtures", "OST_PlumbingFixtures", "Wash basin", "PL"),
        236,
        (0, 0, 0),
        &[("Wash basin 550", "Ceramic", None, "Interior", 550)],
    ),
    category(
        ("Lighting Fixtures", "OST_LightingFixtures", "Downlight", "L"),
        540,
        (0, 0, 0),
        &[("Downlight Ø 180", "Aluminium", None, "Interior", 180)],
    ),
    category(
        ("Mechanical Equipment", "OST_MechanicalEquipment", "Air handling unit", "ME"),
        64,
        (0, 0, 0),
        &[("Unit 2.4 m³/s", "Steel", None, "Interior", 1400)],
    ),
    category(
        ("Roofs", "OST_Roofs", "Basic Roof", "RO"),
        12,
        (0, 0, 0),
        &[("Green roof 480", "C30/37", Some("REI 60"), "Exterior", 480)],
    ),
    category(
        ("Structural Foundations", "OST_StructuralFoundation", "Footing", "FO"),
        118,
        (0, 0, 0),
        &[("Footing 2400 × 2400", "C30/37", None, "Structure", 2400)],
    ),
    category(
        ("Generic Models", "OST_GenericModel", "Void block", "G"),
        87,
        (0, 0, 0),
        &[("Opening 400 × 300", "Air", None, "Interior", 400)],
    ),
    category(
        ("Casework", "OST_Casework", "Base cabinet", "CA"),
        140,
        (0, 0, 0),
        &[("Base cabinet 600", "Birch plywood", None, "Interior", 600)],
    ),
    category(
        ("Ducts", "OST_DuctCurves", "Round Duct", "DU"),
        120,
        (0, 0, 0),
        &[("Duct Ø 250", "Galvanised steel", Some("EI 15"), "Interior", 250)],
    ),
    category(
        ("Planting", "OST_Planting", "Tree, deciduous", "T"),
        30,
        (0, 0, 0),
        &[("Betula pendula 6 m", "Vegetation", None, "Exterior", 4000)],
    ),
    category(
        ("Parking", "OST_Parking", "Parking space", "PK"),
        25,
        (0, 0, 0),
        &[("Space 2500 × 5000", "Asphalt", None, "Exterior", 2500)],
    ),
];

/// What an element of the version before had otherwise, when it is one of the changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Length, area, volume, material quantity and mesh.
    Size,
    /// The fire rating.
    FireRating,
    /// The comment, which was null.
    Comment,
    /// The base offset, an integer.
    Offset,
}

/// Which of its properties an element of this category and serial number changed, if any.
pub fn change(category: u8, serial: u16) -> Option<Change> {
    let Category { count, difference: (added, _, changed), .. } = CATEGORIES[category as usize];
    let step = (count - added).checked_div(changed)?;
    let nth = serial / step;
    if !serial.is_multiple_of(step) || nth >= changed {
        return None;
    }
    Some([Change::Size, Change::FireRating, Change::Comment, Change::Offset][nth as usize % 4])
}

/// Which curtain wall this wall is, counted from 0; `None` for any other wall.
pub fn curtain_wall(serial: u16) -> Option<u16> {
    let nth = serial.checked_sub(3)? / 7;
    (serial % 7 == 3 && (nth as usize) < CURTAIN_WALLS).then_some(nth)
}

/// The type of an element.
pub fn type_of(category: u8, serial: u16) -> &'static TypeRow {
    let types = CATEGORIES[category as usize].types;
    if category != WALLS {
        return &types[serial as usize % types.len()];
    }
    match curtain_wall(serial) {
        Some(_) => &types[CURTAIN_TYPE],
        None => &types[1 + (serial as usize * 5 + 3) % (types.len() - 1)],
    }
}

/// The level an element stands on; parts of a curtain wall stand on the wall's.
pub fn level_of(category: u8, serial: u16) -> u8 {
    let (category, serial) = match category {
        PANELS => (WALLS, 3 + 7 * (serial / PANELS_EACH as u16)),
        MULLIONS => (WALLS, 3 + 7 * (serial / MULLIONS_EACH as u16)),
        _ => (category, serial),
    };
    ((serial as usize * 5 + category as usize * 3) % LEVELS.len()) as u8
}

/// The serial numbers of a category in a tree, nested ones left to their walls.
pub fn serials(tree: Tree, category: u8) -> Vec<u16> {
    if category == PANELS || category == MULLIONS {
        return Vec::new();
    }
    let Category { count, difference: (added, removed, _), .. } = CATEGORIES[category as usize];
    match tree {
        Tree::Later => (0..count).collect(),
        Tree::Earlier => (0..count - added).chain(count..count + removed).collect(),
        Tree::Sample(nth) => (0..count.min(2 + u16::from(nth))).collect(),
    }
}

/// The elements nested in an element, as the tree has them.
pub fn nested(element: Element) -> Vec<Element> {
    let host = (element.category == WALLS).then(|| curtain_wall(element.serial)).flatten();
    let Some(host) = host else { return Vec::new() };
    let part = |category: u8, each: usize, nth: usize| {
        let serial = host * each as u16 + nth as u16;
        if element.parts_are_old() {
            Element::old(category, serial)
        } else {
            Element::current(category, serial)
        }
    };
    (0..PANELS_EACH)
        .map(|nth| part(PANELS, PANELS_EACH, nth))
        .chain((0..MULLIONS_EACH).map(|nth| part(MULLIONS, MULLIONS_EACH, nth)))
        .collect()
}
