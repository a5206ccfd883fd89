//! What a column of an element table shows: a property path, or something worked out.

use serde::{Deserialize, Serialize};

use crate::table::ColumnPath;

/// Something that stands in no single property: worked out from the tree and from the root's proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Computed {
    /// `id`: the hash of the content, new whenever anything in the element changes.
    ObjectId,
    /// `applicationId`: the source app's own id, the same from version to version.
    ApplicationId,
    /// The number people type into Revit: `properties.elementId`, else `elementId`.
    ElementId,
    /// The id of an IFC element: `properties.Attributes.GlobalId`.
    GlobalId,
    /// Name of the element that holds this one in its `elements`.
    Host,
    /// Names of the collections from the root down to the element, joined by ` › `.
    Collection,
    /// Name of the level: `level`, else the root's `levelProxies` by `applicationId`.
    Level,
    /// Names of the materials: the root's material proxies by `applicationId`, else the keys of
    /// `properties.Material Quantities`.
    Material,
    /// The last name in `speckle_type`, such as `RevitObject`.
    ObjectType,
}

impl Computed {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::ObjectId,
        Self::ApplicationId,
        Self::ElementId,
        Self::GlobalId,
        Self::Host,
        Self::Collection,
        Self::Level,
        Self::Material,
        Self::ObjectType,
    ];

    /// What stands above the column.
    pub fn name(self) -> &'static str {
        match self {
            Self::ObjectId => "Object ID",
            Self::ApplicationId => "Application ID",
            Self::ElementId => "Element ID",
            Self::GlobalId => "GlobalId",
            Self::Host => "Host",
            Self::Collection => "Collection",
            Self::Level => "Level",
            Self::Material => "Material",
            Self::ObjectType => "Object type",
        }
    }

    pub(super) fn index(self) -> usize {
        self as usize
    }
}

/// Which column.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKey {
    Computed(Computed),
    /// What stands at this path in each element.
    Path(ColumnPath),
}

impl ColumnKey {
    /// The column of a path of keys.
    pub fn path<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Self {
        Self::Path(ColumnPath::of_keys(keys))
    }
}

impl From<Computed> for ColumnKey {
    fn from(computed: Computed) -> Self {
        Self::Computed(computed)
    }
}

impl From<ColumnPath> for ColumnKey {
    fn from(path: ColumnPath) -> Self {
        Self::Path(path)
    }
}
