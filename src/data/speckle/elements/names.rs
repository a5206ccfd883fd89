//! What a column is called: short, where it comes from, and in full.

use std::collections::HashMap;

use super::column::{ColumnKey, Computed};
use super::layout::Facet;
use super::usual::keys;
use crate::table::{ColumnPath, PathPart};

/// Keys that say nothing about where a property comes from.
const SILENT: [&str; 4] = ["properties", "Parameters", "Instance Parameters", "parameters"];

/// Revit's internal names that stand for a property everybody knows, in versions of before 2024.
const INTERNAL: [(&str, &str); 6] = [
    ("ALL_MODEL_MARK", "Mark"),
    ("ALL_MODEL_INSTANCE_COMMENTS", "Comments"),
    ("CURVE_ELEM_LENGTH", "Length"),
    ("HOST_AREA_COMPUTED", "Area"),
    ("HOST_VOLUME_COMPUTED", "Volume"),
    ("WALL_ATTR_WIDTH_PARAM", "Width"),
];

/// What stands above a path's column: its last key; `Length` for Revit's `CURVE_ELEM_LENGTH` too.
pub fn short_name(path: &ColumnPath) -> String {
    let last = keys(path).last().unwrap_or("*");
    let known = path.0.first() == Some(&PathPart::Key("parameters".to_owned()));
    let known = INTERNAL.iter().find(|(internal, _)| known && *internal == last);
    known.map_or(last, |(_, name)| name).to_owned()
}

/// Where a path comes from, beside its short name: `Dimensions`, `Type Parameters › Construction`; empty
/// for what stands in the element itself.
pub fn origin(path: &ColumnPath) -> String {
    let mut keys: Vec<&str> = keys(path).collect();
    keys.pop();
    keys.retain(|key| !SILENT.contains(key));
    keys.join(" › ")
}

/// A path as it is typed: keys joined by dots, `*` for any key, keys that could be misread in quotes.
pub fn path_text(path: &ColumnPath) -> String {
    let one = |part: &PathPart| match part {
        PathPart::Any => "*".to_owned(),
        PathPart::Key(key) if is_plain(key) && (path.0.len() > 1 || !is_taken(key)) => key.clone(),
        PathPart::Key(key) => quoted(key),
    };
    path.0.iter().map(one).collect::<Vec<_>>().join(".")
}

/// Whether a key alone would read as a computed column or a facet.
fn is_taken(key: &str) -> bool {
    let computed = Computed::ALL.into_iter().any(|computed| computed.name() == key);
    computed || Facet::ALL.into_iter().any(|facet| facet.name() == key)
}

/// A column as it is typed: a computed one by its name, a path in full.
pub fn column_text(key: &ColumnKey) -> String {
    match key {
        ColumnKey::Computed(computed) => computed.name().to_owned(),
        ColumnKey::Path(path) => path_text(path),
    }
}

/// Names for the columns of one table, none of them twice: short names, with where they come from or the
/// full path where two are the same.
pub fn column_names(columns: &[ColumnKey]) -> Vec<String> {
    let name = |key: &ColumnKey, level: usize| match key {
        ColumnKey::Computed(computed) => computed.name().to_owned(),
        ColumnKey::Path(path) => {
            let short = short_name(path);
            match (level, origin(path)) {
                (0, _) => short,
                (1, origin) if !origin.is_empty() => format!("{short} ({origin})"),
                _ => path_text(path),
            }
        }
    };
    let mut levels = vec![0; columns.len()];
    for next in 1..=2 {
        let names: Vec<String> = columns.iter().zip(&levels).map(|(key, level)| name(key, *level)).collect();
        let mut times: HashMap<&str, usize> = HashMap::new();
        names.iter().for_each(|name| *times.entry(name).or_default() += 1);
        for (level, name) in levels.iter_mut().zip(&names) {
            if times.get(name.as_str()).is_some_and(|times| *times > 1) {
                *level = next;
            }
        }
    }
    columns.iter().zip(&levels).map(|(key, level)| name(key, *level)).collect()
}

/// `"…"`, with `\` before quotes and backslashes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether a key reads as itself without quotes. Operators, commas and dots do not, nor do blanks at an end.
fn is_plain(key: &str) -> bool {
    let odd =
        |c: char| matches!(c, '.' | ',' | '"' | '\\' | '=' | '!' | '~' | '<' | '>' | '*') || c.is_control();
    let last = key.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let is_order = key.contains(' ') && matches!(last.as_str(), "asc" | "desc");
    let is_condition = format!(" {key} ").contains(" is ");
    !key.is_empty() && key.trim() == key && !key.contains(odd) && !is_condition && !is_order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_a_short_name_and_a_place() {
        for (path, name, place, text) in [
            (
                &["properties", "Parameters", "Instance Parameters", "Dimensions", "Length"][..],
                "Length",
                "Dimensions",
                "properties.Parameters.Instance Parameters.Dimensions.Length",
            ),
            (
                &["properties", "Parameters", "Type Parameters", "Construction", "Width"],
                "Width",
                "Type Parameters › Construction",
                "properties.Parameters.Type Parameters.Construction.Width",
            ),
            (&["category"], "category", "", "category"),
            (&["parameters", "HOST_AREA_COMPUTED"], "Area", "", "parameters.HOST_AREA_COMPUTED"),
            (&["properties", "U-value, W/m².K"], "U-value, W/m².K", "", "properties.\"U-value, W/m².K\""),
        ] {
            let path = ColumnPath::of_keys(path.iter().copied());
            assert_eq!((short_name(&path).as_str(), origin(&path).as_str()), (name, place));
            assert_eq!(path_text(&path), text);
        }
        let star = ColumnPath::of_keys(["properties", "Material Quantities"]).any().key("volume");
        assert_eq!((short_name(&star).as_str(), origin(&star).as_str()), ("volume", "Material Quantities"));
        assert_eq!(path_text(&star), "properties.Material Quantities.*.volume");
    }

    #[test]
    fn no_two_columns_of_a_table_have_one_name() {
        let columns = [
            ColumnKey::path(["properties", "Parameters", "Type Parameters", "Other", "Type"]),
            ColumnKey::path(["properties", "Parameters", "Instance Parameters", "Other", "Type"]),
            ColumnKey::path(["Type"]),
            Computed::Level.into(),
            ColumnKey::path(["level"]),
        ];
        let names = ["Type (Type Parameters › Other)", "Type (Other)", "\"Type\"", "Level", "level"];
        assert_eq!(column_names(&columns), names);
    }
}
