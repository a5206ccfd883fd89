//! Sets of columns that are worth a click, by what the source app calls things.

use super::column::{ColumnKey, Computed};
use super::names::{origin, short_name};
use super::wish::Wish;
use crate::table::{Catalog, CatalogEntry, ColumnType};

/// Most columns that a preset adds to those that name an element.
const MOST_ADDED: usize = 16;

/// A set of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preset {
    /// The columns the table opens with.
    Usual,
    /// Lengths, areas, volumes and weights, the best filled first.
    Quantities,
    /// What elements are made of, and how much of it.
    Materials,
    /// Everything that names an element, here and in the source app.
    Ids,
}

impl Preset {
    /// All of them, in the order of their chips.
    pub const ALL: [Self; 4] = [Self::Usual, Self::Quantities, Self::Materials, Self::Ids];

    /// What stands on the chip.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "Usual",
            Self::Quantities => "Quantities",
            Self::Materials => "Materials",
            Self::Ids => "Ids",
        }
    }
}

/// What presets are made of.
pub(super) struct Parts<'a> {
    pub catalog: &'a Catalog,
    /// The columns to begin with, the ids among them first.
    pub usual: &'a [ColumnKey],
    pub sums: &'a [ColumnKey],
    /// The columns of the chips: what an element is and where.
    pub facets: &'a [ColumnKey],
    pub ids: &'a [ColumnKey],
}

/// The presets that have something of their own here, with their columns.
pub(super) fn presets(parts: &Parts<'_>) -> Vec<(Preset, Vec<ColumnKey>)> {
    let own = |preset: Preset| match preset {
        Preset::Usual => Vec::new(),
        Preset::Quantities => best(parts.catalog, |entry| {
            parts.sums.iter().any(|key| matches!(key, ColumnKey::Path(path) if *path == entry.path))
        }),
        Preset::Materials => best(parts.catalog, is_of_material),
        Preset::Ids => best(parts.catalog, is_naming),
    };
    let columns = |preset: Preset| {
        let added = own(preset);
        if preset == Preset::Usual {
            return Some((preset, parts.usual.to_vec()));
        }
        let material = ColumnKey::Computed(Computed::Material);
        let lead: Vec<ColumnKey> = match preset {
            Preset::Ids => parts.ids.iter().chain(parts.facets.iter().take(1)).cloned().collect(),
            _ => parts.ids.iter().take(1).chain(parts.facets).cloned().collect(),
        };
        let has_any = !added.is_empty()
            || (preset == Preset::Ids && !parts.ids.is_empty())
            || (preset == Preset::Materials && parts.facets.contains(&material));
        let mut all: Vec<ColumnKey> = Vec::new();
        for key in lead.into_iter().chain(added) {
            if !all.contains(&key) {
                all.push(key);
            }
        }
        has_any.then_some((preset, all))
    };
    Preset::ALL.into_iter().filter_map(columns).collect()
}

/// The columns of a wish become these; those worth a sum are summed. Filters, order and groups stay.
pub(super) fn apply(wish: &mut Wish, columns: &[ColumnKey], sums: &[ColumnKey]) {
    wish.columns = columns.to_vec();
    wish.sums = columns.iter().filter(|key| sums.contains(key)).cloned().collect();
}

/// The best filled of the paths that are so.
fn best(catalog: &Catalog, so: impl Fn(&CatalogEntry) -> bool) -> Vec<ColumnKey> {
    let mut found: Vec<&CatalogEntry> =
        catalog.entries().iter().filter(|entry| entry.filled > 0 && so(entry)).collect();
    // Stable: of equally filled ones the first in the document comes first.
    found.sort_by_key(|entry| std::cmp::Reverse(entry.filled));
    found.into_iter().take(MOST_ADDED).map(|entry| ColumnKey::Path(entry.path.clone())).collect()
}

/// A material by its name, or something of the quantities of each material.
fn is_of_material(entry: &CatalogEntry) -> bool {
    if entry.kind == ColumnType::List {
        return false;
    }
    let words = [short_name(&entry.path), origin(&entry.path)].map(|text| text.to_lowercase());
    words.iter().any(|text| text.contains("material"))
}

/// A mark, a number, a tag or an id that a person or an app gave.
fn is_naming(entry: &CatalogEntry) -> bool {
    let name = short_name(&entry.path).to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let says = ["mark", "tag", "number", "guid", "uniqueid", "id", "code", "name"];
    entry.kind != ColumnType::List
        && !matches!(entry.kind, ColumnType::Float | ColumnType::Bool)
        && (says.iter().any(|word| words.contains(word)) || name.ends_with("guid") || name.ends_with("id"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ColumnPath;

    fn entry(keys: &[&str], kind: ColumnType) -> CatalogEntry {
        CatalogEntry {
            path: ColumnPath::of_keys(keys.iter().copied()),
            kind,
            filled: 1,
            nulls: 0,
            empty: 0,
            units: Vec::new(),
            samples: Vec::new(),
        }
    }

    #[test]
    fn names_and_materials_are_known_by_their_words() {
        for (keys, naming, material) in [
            (&["properties", "Identity Data", "Mark"][..], true, false),
            (&["properties", "Type Mark"], true, false),
            (&["properties", "uniqueId"], true, false),
            (&["properties", "Room Number"], true, false),
            (&["properties", "Remarks"], false, false),
            (&["properties", "Comments"], false, false),
            (&["properties", "Materials and Finishes", "Structural Material"], false, true),
            (&["properties", "Report", "MATERIAL"], false, true),
        ] {
            let entry = entry(keys, ColumnType::Text);
            assert_eq!((is_naming(&entry), is_of_material(&entry)), (naming, material), "{keys:?}");
        }
        assert!(!is_naming(&entry(&["properties", "Id"], ColumnType::List)));
    }

    #[test]
    fn a_preset_changes_columns_and_sums_and_nothing_else() {
        let (a, b) = (ColumnKey::path(["a"]), ColumnKey::path(["b"]));
        let mut wish = Wish {
            columns: vec![a.clone()],
            sums: vec![a.clone()],
            group: vec![a.clone()],
            all_objects: true,
            ..Wish::default()
        };
        apply(&mut wish, &[a.clone(), b.clone()], std::slice::from_ref(&b));
        assert_eq!((wish.columns, wish.sums), (vec![a.clone(), b.clone()], vec![b]));
        assert_eq!((wish.group, wish.all_objects), (vec![a], true));
    }
}
