//! How a source app lays out its properties: the columns worth showing, the chips, the sums, short names.

use super::column::{ColumnKey, Computed};
use super::elements::Elements;
use super::names::short_name;
use super::preset::{Parts, Preset, presets};
use super::source_app::SourceApp;
use super::usual::{fallback, usual};
use super::wish::Wish;
use crate::table::{Catalog, CatalogEntry, CatalogOptions, ColumnPath, ColumnType};

/// Most columns of the table as it opens.
const MOST_COLUMNS: usize = 14;

/// What elements are narrowed down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    Category,
    Level,
    Family,
    Type,
    Material,
}

impl Facet {
    /// All of them, in the order of the chips.
    pub const ALL: [Self; 5] = [Self::Category, Self::Level, Self::Family, Self::Type, Self::Material];

    /// What stands on the chip.
    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "Category",
            Self::Level => "Level",
            Self::Family => "Family",
            Self::Type => "Type",
            Self::Material => "Material",
        }
    }
}

/// How one set of elements lays out its properties.
#[derive(Clone, Debug)]
pub struct Layout {
    app: SourceApp,
    columns: Vec<ColumnKey>,
    facets: Vec<(Facet, ColumnKey)>,
    sums: Vec<ColumnKey>,
    /// The rows are those of any list: its numbers are mostly no quantities, and nothing is added up unasked.
    is_plain: bool,
    presets: Vec<(Preset, Vec<ColumnKey>)>,
}

impl Layout {
    /// The layout of some elements. `source_application` is the version's own word, such as `rhino`: it
    /// decides where the elements do not tell.
    pub fn of(elements: &Elements, catalog: &Catalog, source_application: Option<&str>) -> Self {
        let app = match elements.app() {
            SourceApp::Other => source_application.map(SourceApp::of_slug).unwrap_or_default(),
            app => app,
        };
        let is_there = |key: &ColumnKey| match key {
            ColumnKey::Computed(computed) => elements.is_filled(*computed),
            ColumnKey::Path(path) => entry(catalog, path).is_some_and(|entry| entry.filled > 0),
        };
        // What names an element stands first in every table: on the server, in Speckle, in the source app.
        let ids: Vec<ColumnKey> = IDS.into_iter().map(ColumnKey::from).filter(is_there).collect();
        let others = usual(app).into_iter().filter(|key| !is_id(key) && is_there(key));
        let mut columns: Vec<ColumnKey> = ids.iter().cloned().chain(others).collect();
        for key in fallback(app, catalog) {
            if columns.len() < MOST_COLUMNS && !columns.contains(&key) {
                columns.push(key);
            }
        }
        let facet = |facet: Facet| {
            let key = facet_paths(facet, app).into_iter().find(is_there)?;
            Some((facet, key))
        };
        let sums = catalog.entries().iter().filter(|entry| is_summed(entry));
        let sums: Vec<ColumnKey> = sums.map(|entry| ColumnKey::Path(entry.path.clone())).collect();
        let facets: Vec<(Facet, ColumnKey)> = Facet::ALL.into_iter().filter_map(facet).collect();
        let by_facet: Vec<ColumnKey> = facets.iter().map(|(_, key)| key.clone()).collect();
        let parts = Parts { catalog, usual: &columns, sums: &sums, facets: &by_facet, ids: &ids };
        let presets = presets(&parts);
        Self { app, columns, facets, sums, is_plain: false, presets }
    }

    /// The layout of rows that are no elements: the first columns in the order of the document, at most
    /// `most` of them, and every column of numbers to add up.
    pub fn of_rows(catalog: &Catalog, most: usize) -> Self {
        let filled = catalog.entries().iter().filter(|entry| entry.filled > 0);
        let empty = catalog.entries().iter().filter(|entry| entry.filled == 0);
        let shown = if catalog.entries().len() <= most { usize::MAX } else { most };
        // In their own order where there is room for all of them, the filled ones first where there is not.
        let columns = match shown {
            usize::MAX => catalog.entries().iter().map(|entry| entry.path.clone()).collect::<Vec<_>>(),
            most => filled.chain(empty).take(most).map(|entry| entry.path.clone()).collect(),
        };
        let is_number = |entry: &&CatalogEntry| matches!(entry.kind, ColumnType::Integer | ColumnType::Float);
        let sums = catalog.entries().iter().filter(is_number);
        Self {
            app: SourceApp::Other,
            columns: columns.into_iter().map(ColumnKey::Path).collect(),
            facets: Vec::new(),
            sums: sums.map(|entry| ColumnKey::Path(entry.path.clone())).collect(),
            is_plain: true,
            presets: Vec::new(),
        }
    }

    /// The app.
    pub fn app(&self) -> SourceApp {
        self.app
    }

    /// The columns to begin with, those that some element fills.
    pub fn columns(&self) -> &[ColumnKey] {
        &self.columns
    }

    /// The chips to narrow down by, and which column each means here; those that some element fills.
    pub fn facets(&self) -> &[(Facet, ColumnKey)] {
        &self.facets
    }

    /// All columns that are worth a sum: lengths, areas, volumes, weights, by name and unit.
    pub fn sums(&self) -> &[ColumnKey] {
        &self.sums
    }

    /// Sets of columns that are worth a click here, with their columns.
    pub fn presets(&self) -> &[(Preset, Vec<ColumnKey>)] {
        &self.presets
    }

    /// Shows the columns of a preset, and sums those that are worth it. Filters, order and groups stay.
    pub fn apply(&self, preset: Preset, wish: &mut Wish) {
        if let Some((_, columns)) = self.presets.iter().find(|(known, _)| *known == preset) {
            super::preset::apply(wish, columns, &self.sums);
        }
    }

    /// The table as it opens: the columns to begin with, their sums, nothing filtered.
    pub fn wish(&self) -> Wish {
        if self.is_plain {
            return Wish { columns: self.columns.clone(), ..Wish::default() };
        }
        let sums = self.columns.iter().filter(|key| self.sums.contains(key));
        Wish { columns: self.columns.clone(), sums: sums.cloned().collect(), ..Wish::default() }
    }
}

/// Members of elements that are no properties: parts, shapes, and a count that is not kept up.
const SKIP: [&str; 6] =
    ["displayValue", "@displayValue", "__closure", "elements", "@elements", "totalChildrenCount"];

/// Which members of elements are no properties, and which keys are data (names of materials, of layers of a
/// wall): for [`Catalog::of_rows`].
pub fn catalog_options() -> (&'static [&'static str], Vec<ColumnPath>) {
    let structure = |of: &str| ColumnPath::of_keys(["properties", "Parameters", of, "Structure"]).any();
    let fold = ["Type Parameters", "System Type Parameters"].map(structure);
    (&SKIP, [vec![CatalogOptions::material_quantities()], fold.to_vec()].concat())
}

/// The entry of a path.
pub(super) fn entry<'c>(catalog: &'c Catalog, path: &ColumnPath) -> Option<&'c CatalogEntry> {
    catalog.entries().iter().find(|entry| entry.path == *path)
}

/// The columns that name an element, in their order.
const IDS: [Computed; 4] =
    [Computed::ObjectId, Computed::ApplicationId, Computed::ElementId, Computed::GlobalId];

fn is_id(key: &ColumnKey) -> bool {
    matches!(key, ColumnKey::Computed(computed) if IDS.contains(computed))
}

/// Where a facet may stand, the first that is filled counts.
fn facet_paths(facet: Facet, app: SourceApp) -> Vec<ColumnKey> {
    let path = |keys: &[&str]| ColumnKey::path(keys.iter().copied());
    match (facet, app) {
        (Facet::Category, SourceApp::Ifc) => vec![path(&["ifcType"])],
        (Facet::Category, SourceApp::Rhino | SourceApp::AutoCad | SourceApp::Civil3d) => {
            vec![path(&["category"]), Computed::Collection.into()]
        }
        (Facet::Category, _) => vec![path(&["category"]), path(&["ifcType"]), Computed::ObjectType.into()],
        (Facet::Level, _) => vec![Computed::Level.into()],
        (Facet::Family, _) => vec![path(&["family"])],
        (Facet::Type, SourceApp::Ifc) => vec![
            path(&["properties", "Element Type Attributes", "Name"]),
            path(&["properties", "Attributes", "ObjectType"]),
            path(&["type"]),
        ],
        (Facet::Type, _) => vec![path(&["type"])],
        (Facet::Material, SourceApp::Tekla) => {
            vec![path(&["properties", "Report", "MATERIAL"]), Computed::Material.into()]
        }
        (Facet::Material, _) => vec![Computed::Material.into()],
    }
}

/// Whether a sum of the column means something: numbers that are a length, an area, a volume or a weight.
///
/// Lengths by their name, as widths, heights and offsets have the same units; the others by name or unit.
pub fn is_summed(entry: &CatalogEntry) -> bool {
    if !matches!(entry.kind, ColumnType::Integer | ColumnType::Float) {
        return false;
    }
    let name = short_name(&entry.path).to_lowercase();
    let unit = entry.units.first().map(|(unit, _)| unit.to_lowercase()).unwrap_or_default();
    let rate = |text: &str| text.contains(" per ") || text.contains('/') || text.contains("ratio");
    if rate(&name) || rate(&unit) {
        return false;
    }
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let says = |word: &str| words.iter().any(|w| w.ends_with(word));
    let has = |parts: &[&str]| parts.iter().any(|part| unit.contains(part));
    let of_length = says("length") && (unit.is_empty() || !has(&["degree", "radian"]));
    let of_size = says("area") || says("volume") || says("weight") || says("mass");
    let by_unit =
        has(&["square met", "square f", "square mill", "cubic", "m²", "m³", "ft²", "ft³", "kilograms"])
            || matches!(unit.as_str(), "m2" | "m3" | "kg" | "t" | "tonnes");
    // A rate in disguise: `Thermal Mass` is kilojoules per square metre.
    let thermal = unit.contains("joule") || unit.contains("watt") || unit.contains("kelvin");
    !thermal && (of_length || of_size || by_unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_areas_volumes_and_weights_are_summed_and_nothing_else() {
        let entry = |name: &str, unit: &str, kind: ColumnType| CatalogEntry {
            path: ColumnPath::of_keys(["properties", name]),
            kind,
            filled: 1,
            nulls: 0,
            empty: 0,
            units: if unit.is_empty() { Vec::new() } else { vec![(unit.to_owned(), 1)] },
            samples: Vec::new(),
        };
        for (name, unit, summed) in [
            ("Length", "Millimeters", true),
            ("Area", "Square meters", true),
            ("Volume", "", true),
            ("NetVolume", "m³", true),
            ("GrossArea", "", true),
            ("WEIGHT", "kg", true),
            ("Betonmenge", "Cubic meters", true),
            ("Width", "Millimeters", false),
            ("Base Offset", "Millimeters", false),
            ("Cost", "Currency", false),
            ("Thermal Mass", "Kilojoules per square meter Kelvin", false),
            ("Weight per length", "kg/m", false),
            ("elementId", "", false),
        ] {
            assert_eq!(is_summed(&entry(name, unit, ColumnType::Float)), summed, "{name} {unit}");
            assert!(!is_summed(&entry(name, unit, ColumnType::Text)), "{name} as text");
        }
    }
}
