//! What an element is called in a comparison: category, name, mark, id.

use super::Side;
use crate::speckle::elements::column::{ColumnKey, Computed};
use crate::speckle::elements::layout::Facet;
use crate::speckle::elements::names::{origin, short_name};
use crate::speckle::elements::view::{ElementsView, view};
use crate::speckle::elements::wish::Wish;
use crate::stop::Stop;
use crate::table::TableError;

/// What elements of both versions are called.
pub(super) struct Facts {
    from: Names,
    to: Names,
}

/// What one element is called.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub category: String,
    pub name: String,
    pub mark: String,
    pub id: String,
}

struct Names {
    view: ElementsView,
    category: Option<ColumnKey>,
    kind: Option<ColumnKey>,
    mark: Option<ColumnKey>,
}

impl Facts {
    pub fn read(from: Side<'_>, to: Side<'_>, stop: &Stop) -> Result<Self, TableError> {
        Ok(Self { from: Names::read(from, stop)?, to: Names::read(to, stop)? })
    }

    /// As the second version calls it, where that has it.
    pub fn of(&self, from: Option<u32>, to: Option<u32>) -> Named {
        match (from, to) {
            (_, Some(row)) => self.to.of(row as usize),
            (Some(row), None) => self.from.of(row as usize),
            (None, None) => Named::default(),
        }
    }
}

/// The ids by which people know an element, in the order in which they are looked for.
const IDS: [Computed; 4] =
    [Computed::ElementId, Computed::GlobalId, Computed::ApplicationId, Computed::ObjectId];

impl Names {
    fn read(side: Side<'_>, stop: &Stop) -> Result<Self, TableError> {
        let facet = |wanted| {
            side.layout.facets().iter().find(|(facet, _)| *facet == wanted).map(|(_, key)| key.clone())
        };
        let is_mark = |key: &&ColumnKey| matches!(key, ColumnKey::Path(path) if matches!(short_name(path).as_str(), "Mark" | "Tag"));
        let mark = side.layout.columns().iter().find(is_mark).cloned();
        let (category, kind) = (facet(Facet::Category), facet(Facet::Type));
        let ids = IDS.into_iter().map(ColumnKey::from);
        let named = [Some(name()), category.clone(), kind.clone(), mark.clone()];
        let columns = ids.chain(named.into_iter().flatten()).collect();
        let wish = Wish { columns, ..Wish::default() };
        Ok(Self { view: view(side.elements, &wish, None, stop)?, category, kind, mark })
    }

    fn of(&self, row: usize) -> Named {
        let text = |key: &ColumnKey| {
            let column = self.view.table.columns().get(self.view.column(key)?)?;
            Some(column.cell(row).text.into_owned()).filter(|text| !text.is_empty())
        };
        let of = |key: &Option<ColumnKey>| key.as_ref().and_then(text);
        let name = text(&name()).or_else(|| of(&self.kind));
        Named {
            category: of(&self.category).unwrap_or_default(),
            name: name.or_else(|| of(&self.category)).unwrap_or_default(),
            mark: of(&self.mark).unwrap_or_default(),
            id: IDS.into_iter().find_map(|id| text(&id.into())).unwrap_or_default(),
        }
    }
}

fn name() -> ColumnKey {
    ColumnKey::path(["name"])
}

/// Short name of a column, and where it comes from.
pub(super) fn words(key: &ColumnKey) -> (String, String) {
    match key {
        ColumnKey::Computed(computed) => (computed.name().to_owned(), String::new()),
        ColumnKey::Path(path) => (short_name(path), origin(path)),
    }
}
