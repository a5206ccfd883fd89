//! The columns that the elements of each app open with. Sources: Speckle's connectors and their sample data.

use super::column::{ColumnKey, Computed};
use super::source_app::SourceApp;
use crate::table::{Catalog, ColumnPath, ColumnType, PathPart};

/// How many well filled properties are shown where none are known to be usual.
const MOST_FALLBACK: usize = 8;

/// The usual columns of an app in their order, whether they are there or not.
pub(super) fn usual(app: SourceApp) -> Vec<ColumnKey> {
    use Computed::{ApplicationId, Collection, GlobalId, Level, Material, ObjectType};
    match app {
        SourceApp::Revit | SourceApp::RevitEarly => revit(),
        SourceApp::RevitLegacy => revit_legacy(),
        SourceApp::Ifc => [
            computed(&[GlobalId]),
            top(&["ifcType", "name"]),
            below(&["properties", "Attributes"], &["Tag", "ObjectType"]),
            computed(&[Level, Collection, Material]),
        ]
        .concat(),
        SourceApp::Tekla => [
            computed(&[ApplicationId]),
            top(&["name", "type"]),
            below(
                &["properties", "Report"],
                &[
                    "PROFILE",
                    "PROFILE_TYPE",
                    "MATERIAL",
                    "MATERIAL_TYPE",
                    "CLASS",
                    "LENGTH",
                    "AREA",
                    "VOLUME",
                    "WEIGHT",
                ],
            ),
        ]
        .concat(),
        SourceApp::Etabs => [
            computed(&[ApplicationId]),
            top(&["name", "type"]),
            below(&["properties", "Geometry"], &["Length", "Area", "Cross-Sectional Area", "Volume"]),
            below(&["properties", "Assignments"], &["Groups", "Section Property", "sectionId"]),
        ]
        .concat(),
        SourceApp::Archicad => {
            [computed(&[ApplicationId]), top(&["name", "type"]), computed(&[Level, Material])].concat()
        }
        SourceApp::Rhino
        | SourceApp::AutoCad
        | SourceApp::Civil3d
        | SourceApp::Navisworks
        | SourceApp::Other => [
            computed(&[ApplicationId]),
            top(&["name"]),
            computed(&[ObjectType, Collection, Level, Material]),
            top(&["category", "type"]),
        ]
        .concat(),
    }
}

fn revit() -> Vec<ColumnKey> {
    use Computed::{ApplicationId, ElementId, Level, Material};
    [
        computed(&[ElementId, ApplicationId]),
        top(&["category", "family", "type"]),
        computed(&[Level]),
        instance(&[
            ("Identity Data", "Mark"),
            ("Dimensions", "Length"),
            ("Dimensions", "Area"),
            ("Dimensions", "Volume"),
        ]),
        computed(&[Material]),
        type_parameters(&[("Construction", "Width"), ("Identity Data", "Fire Rating")]),
        instance(&[("Identity Data", "Comments")]),
    ]
    .concat()
}

fn revit_legacy() -> Vec<ColumnKey> {
    use Computed::{ApplicationId, ElementId, Level};
    [
        computed(&[ElementId, ApplicationId]),
        top(&["category", "family", "type"]),
        computed(&[Level]),
        below(
            &["parameters"],
            &[
                "ALL_MODEL_MARK",
                "CURVE_ELEM_LENGTH",
                "HOST_AREA_COMPUTED",
                "HOST_VOLUME_COMPUTED",
                "ALL_MODEL_INSTANCE_COMMENTS",
            ],
        ),
    ]
    .concat()
}

fn computed(columns: &[Computed]) -> Vec<ColumnKey> {
    columns.iter().map(|computed| ColumnKey::Computed(*computed)).collect()
}

/// More columns out of what is there: quantities and common sets of IFC, else the best filled properties.
pub(super) fn fallback(app: SourceApp, catalog: &Catalog) -> Vec<ColumnKey> {
    let wanted: fn(&[String]) -> bool = match app {
        SourceApp::Revit | SourceApp::RevitEarly | SourceApp::RevitLegacy | SourceApp::Tekla => {
            return Vec::new();
        }
        SourceApp::Ifc => |keys| match keys {
            [first, group, _, name] if first == "properties" && group == "Quantities" => {
                matches!(
                    name.as_str(),
                    "Length" | "NetArea" | "NetSideArea" | "GrossArea" | "NetVolume" | "GrossVolume"
                )
            }
            [first, group, set, name] if first == "properties" && group == "Property Sets" => {
                set.ends_with("Common")
                    && matches!(name.as_str(), "IsExternal" | "LoadBearing" | "FireRating")
            }
            _ => false,
        },
        _ => |keys| keys.first().is_some_and(|first| first == "properties"),
    };
    let mut found: Vec<(usize, &ColumnPath)> = catalog
        .entries()
        .iter()
        .filter(|entry| entry.filled > 0 && entry.kind != ColumnType::List && !entry.path.is_star())
        .filter(|entry| wanted(&entry.path.texts()))
        .map(|entry| (entry.filled, &entry.path))
        .collect();
    // Stable: of equally filled ones the first in the document comes first.
    found.sort_by_key(|(filled, _)| std::cmp::Reverse(*filled));
    found.into_iter().take(MOST_FALLBACK).map(|(_, path)| ColumnKey::Path(path.clone())).collect()
}

fn top(keys: &[&str]) -> Vec<ColumnKey> {
    keys.iter().map(|key| ColumnKey::path([*key])).collect()
}

fn below(start: &[&str], keys: &[&str]) -> Vec<ColumnKey> {
    let start = ColumnPath::of_keys(start.iter().copied());
    keys.iter().map(|key| ColumnKey::Path(start.clone().key(key))).collect()
}

fn instance(keys: &[(&str, &str)]) -> Vec<ColumnKey> {
    parameters("Instance Parameters", keys)
}

fn type_parameters(keys: &[(&str, &str)]) -> Vec<ColumnKey> {
    parameters("Type Parameters", keys)
}

fn parameters(of: &str, keys: &[(&str, &str)]) -> Vec<ColumnKey> {
    keys.iter().map(|(group, name)| ColumnKey::path(["properties", "Parameters", of, group, name])).collect()
}

/// The keys of a path without its stars.
pub(super) fn keys(path: &ColumnPath) -> impl Iterator<Item = &str> {
    path.0.iter().filter_map(|part| match part {
        PathPart::Key(key) => Some(key.as_str()),
        PathPart::Any => None,
    })
}
