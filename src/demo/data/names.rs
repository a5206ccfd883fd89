//! Invented people, workspaces and projects. Any likeness to real ones is chance.

use super::clock::{DAY, HOUR, MINUTE};

/// Name, company and role title of everybody on the server; the first one owns the tokens.
pub const PEOPLE: [(&str, &str); 14] = [
    ("Mara Lindqvist", "Norrström Arkitekter"),
    ("Elin Sandberg", "Norrström Arkitekter"),
    ("Jonas Weidmann", "Weidmann Tragwerke"),
    ("Aiko Tanabe", "Tanabe Façades"),
    ("Publish bot", "Norrström Arkitekter"),
    ("Ólafur Þórsson", "Bergvik VVS"),
    ("Priya Raghunathan", "Norrström Arkitekter"),
    ("Søren Kjær", "Kjær Konstruktion"),
    ("Zoë d’Aubigné", "Atelier Nord"),
    ("李 明", "Harbour Survey"),
    ("Tomasz Wójcik", "Bergvik VVS"),
    ("Amélie Roux", "Atelier Nord"),
    ("Kwame Boateng", "Harbour Survey"),
    ("Henrik Ståhl", "Norrström Arkitekter"),
];

/// Name and slug of the workspaces.
pub const WORKSPACES: [(&str, &str); 2] =
    [("Norrström Arkitekter", "norrstrom-arkitekter"), ("Harbour Survey", "harbour-survey")];

/// Where a project stands in the browser's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In the first workspace.
    Workspace,
    /// Without a workspace, owned by somebody else.
    Shared,
    /// Without a workspace, owned by the person herself.
    Personal,
}

/// Projects with a name of their own: name, where, age of the last change in milliseconds.
pub const PROJECTS: [(&str, Home, i64); 28] = [
    ("Kvarnholmen block 7", Home::Workspace, 12 * MINUTE),
    ("Campus Nord, Physik", Home::Workspace, 3 * HOUR),
    ("Sankt Erik, byggnad 80", Home::Workspace, 5 * HOUR),
    ("Hafenallee 12–18", Home::Workspace, 26 * HOUR),
    ("港南タワー 改修", Home::Workspace, 2 * DAY),
    ("Tram depot Sörnäinen", Home::Workspace, 2 * DAY + HOUR),
    ("Östermalm school extension", Home::Workspace, 3 * DAY),
    ("Brygghuset renovation", Home::Workspace, 4 * DAY),
    ("Station Triangeln, north hall", Home::Workspace, 6 * DAY),
    ("Façade studies 2026", Home::Workspace, 8 * DAY),
    ("Parking Ringvägen", Home::Workspace, 12 * DAY),
    ("Library Malmö East", Home::Workspace, 14 * DAY),
    ("Haus am Gleisdreieck", Home::Workspace, 21 * DAY),
    ("Data centre Luleå, phase 2", Home::Workspace, 35 * DAY),
    ("Rådhuset basement survey", Home::Workspace, 49 * DAY),
    ("Pedestrian bridge Årsta", Home::Workspace, 92 * DAY),
    ("Villa Norrtälje", Home::Workspace, 151 * DAY),
    ("Ål kulturhus", Home::Workspace, 366 * DAY),
    ("Skanska tender set B", Home::Shared, DAY),
    ("Rail corridor K4 / K5", Home::Shared, 4 * DAY + HOUR),
    ("IFC round trip tests", Home::Shared, 9 * DAY),
    ("Timber grid pavilion", Home::Shared, 21 * DAY + HOUR),
    ("Port of Tallinn, quay 14", Home::Shared, 42 * DAY),
    ("Old Mill Lofts 🏗", Home::Shared, 121 * DAY),
    ("Timber hall Umeå", Home::Shared, 212 * DAY),
    ("Sandbox", Home::Personal, 25 * HOUR),
    ("Zürich / Genève, Größen & Maße", Home::Personal, 60 * DAY),
    ("  007 ", Home::Personal, 90 * DAY),
];

/// First halves of the names of all other projects.
pub const PLACES: [&str; 13] = [
    "Almhult",
    "Birkenhof",
    "Carlshamn",
    "Drottningholm",
    "Ekero",
    "Fiskebäck",
    "Göteborg Väst",
    "Hammarby",
    "Ingelstad",
    "Jönköping",
    "Kiruna",
    "Lüneburg",
    "Mörbylånga",
];

/// Second halves of the names of all other projects.
pub const KINDS: [&str; 8] =
    ["school", "housing", "depot", "clinic", "sports hall", "car park", "offices", "Umbau"];

/// What people write when they publish; an empty one stands for no message.
pub const MESSAGES: [&str; 12] = [
    "Weekly publish",
    "Rooms renumbered after client review",
    "Fire ratings on all shaft walls",
    "",
    "Openings for ventilation, levels 02 to 04",
    "Grid moved to survey origin",
    "Door schedule cleaned up",
    "Änderungen nach Koordination KW 46",
    "",
    "Curtain wall grid 1350 → 1500",
    "構造モデル更新",
    "Purged unused families",
];

/// Source applications: the raw name and the slug a version carries.
pub const APPLICATIONS: [(&str, &str); 5] = [
    ("Revit 2025", "revit"),
    ("Rhino 8", "rhino"),
    ("IFC", "ifc"),
    ("Tekla Structures 2025", "tekla-structures"),
    ("Grasshopper", "grasshopper"),
];
