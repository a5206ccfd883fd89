//! The models of the sample: the big nested one of the main project and a handful for each other project.

use super::clock::{DAY, HOUR, MINUTE};

/// A model before it has ids: full name with `/`, number of versions, age of the last change in milliseconds.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// Full name; `/` makes folders.
    pub name: String,
    /// How many versions it has.
    pub versions: usize,
    /// How long before now it was last changed.
    pub age: i64,
}

fn sketch(name: impl Into<String>, versions: usize, age: i64) -> Sketch {
    Sketch { name: name.into(), versions, age }
}

/// Models of the main project with a history of their own.
const NAMED: [(&str, usize, i64); 20] = [
    (super::MAIN_MODEL_NAME, super::MAIN_MODEL_VERSIONS, 12 * MINUTE),
    ("Architecture/Building A/Interior", 64, 3 * HOUR),
    ("Architecture/Building A/Façade", 48, 25 * HOUR),
    ("Architecture/Building B/Core and shell", 57, 2 * DAY),
    ("Architecture/Building B/Interior", 22, 6 * DAY),
    ("Architecture/Site and landscape", 9, 21 * DAY),
    ("Structure/Concrete frame", 88, 26 * HOUR),
    ("Structure/Steel roof", 31, 4 * DAY),
    ("MEP/Ventilation", 72, 5 * HOUR),
    ("MEP/Heating, cooling", 40, 2 * DAY + HOUR),
    ("MEP/Sprinkler", 18, 8 * DAY),
    ("Survey/Brygga Süd / Bestand", 3, 150 * DAY),
    ("Survey/Point cloud 2025-11", 1, 365 * DAY),
    ("ビル管理 test", 2, 49 * DAY),
    ("Empty upload", 0, 50 * DAY),
    ("Coordination/👷 Site photos", 4, 10 * DAY),
    ("Coordination/1e5", 1, 11 * DAY),
    ("Structure/Foundations/Pile caps", 12, 30 * DAY),
    ("MEP/Electrical/Lighting", 15, 9 * DAY),
    ("Landscape/Quay", 6, 33 * DAY),
];

/// Folders of the main project and how many further models each gets, with the stem of their names.
const SERIES: [(&str, &str, usize); 10] = [
    ("Architecture/Building A", "Apartment type", 11),
    ("Architecture/Building B", "Apartment type", 10),
    ("Architecture/Building C", "Option", 15),
    ("Structure/Foundations", "Footing set", 5),
    ("Structure/Precast", "Panel", 13),
    ("MEP/Electrical", "Riser", 8),
    ("MEP/Shafts", "Shaft", 26),
    ("Survey", "Scan", 5),
    ("Coordination", "Clash round", 15),
    ("Landscape", "Zone", super::MAIN_PROJECT_MODELS - 20 - 108),
];

/// How many models of the main project share one `updatedAt`, to the millisecond: an import wrote them at once.
pub const TIED_MODELS: usize = 12;

/// The models of the main project, [`super::MAIN_PROJECT_MODELS`] of them.
pub fn main_project() -> Vec<Sketch> {
    let mut models: Vec<Sketch> =
        NAMED.iter().map(|&(name, versions, age)| sketch(name, versions, age)).collect();
    for (folder, stem, count) in SERIES {
        for number in 1..=count {
            let at = models.len() as i64;
            // The first zones of the landscape came in one import and share its time.
            let tied = folder == "Landscape" && number <= TIED_MODELS;
            let age = if tied { 40 * DAY } else { 13 * DAY + at * 7 * HOUR + at * MINUTE };
            // Two thirds of these have never been published to, as in grown projects.
            let versions = if number % 3 == 1 { 1 + number % 6 } else { 0 };
            models.push(sketch(format!("{folder}/{stem} {number:02}"), versions, age));
        }
    }
    models
}

/// The few models of any other project that changed `age` milliseconds ago.
pub fn other_project(number: usize, age: i64) -> Vec<Sketch> {
    const NAMES: [&str; 6] =
        ["Architecture", "Structure", "MEP/Ventilation", "MEP/Electrical", "Site", "Coordination/Federated"];
    (0..number % (NAMES.len() + 1))
        .map(|at| sketch(NAMES[at], (number * 7 + at * 5) % 9, age + at as i64 * (5 * HOUR + 11 * MINUTE)))
        .collect()
}
