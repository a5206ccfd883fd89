//! Which app, and which age of its connector, wrote the elements.

use std::collections::HashMap;
use std::io;

use super::role::last_name;
use super::tree::Object;
use crate::document::Document;

/// Most elements that are looked at: a version is mostly of one app.
const SAMPLE: usize = 2_000;

/// The app (and the age of its connector) that wrote the elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SourceApp {
    /// Revit as of 2025: ids in `properties`, `Parameters` by group, `Material Quantities` measured.
    Revit,
    /// Revit's first connector of the third generation (December 2024): ids at the top, `level` an object.
    RevitEarly,
    /// Revit before: `parameters` by internal name.
    RevitLegacy,
    Ifc,
    Rhino,
    AutoCad,
    Civil3d,
    Tekla,
    Etabs,
    Archicad,
    Navisworks,
    #[default]
    Other,
}

impl SourceApp {
    /// The app of most elements, by their types and by how their properties are laid out.
    pub(super) fn of<'o>(
        document: &Document,
        objects: impl Iterator<Item = &'o Object> + Clone,
    ) -> io::Result<Self> {
        let every = objects.clone().count().div_ceil(SAMPLE).max(1);
        let mut reader = document.reader();
        let mut votes: HashMap<Self, usize> = HashMap::new();
        for object in objects.step_by(every) {
            let speckle_type = object.speckle_type.map(|at| reader.text(at)).transpose()?;
            let app = Self::of_object(speckle_type.as_deref().unwrap_or_default(), object);
            *votes.entry(app).or_default() += 1;
        }
        let best = votes.into_iter().max_by_key(|(app, votes)| (*votes, std::cmp::Reverse(*app as u8)));
        Ok(best.map(|(app, _)| app).unwrap_or_default())
    }

    fn of_object(speckle_type: &str, object: &Object) -> Self {
        match last_name(speckle_type) {
            "RevitObject" if object.element_id.is_some() => Self::RevitEarly,
            "RevitObject" => Self::Revit,
            "RhinoObject" => Self::Rhino,
            "AutocadObject" => Self::AutoCad,
            "Civil3dObject" => Self::Civil3d,
            "TeklaObject" => Self::Tekla,
            "EtabsObject" | "CsiObject" => Self::Etabs,
            "ArchicadObject" => Self::Archicad,
            "NavisworksObject" => Self::Navisworks,
            _ if object.ifc_type.is_some() => Self::Ifc,
            _ if speckle_type.contains("Objects.BuiltElements.Revit.") || object.parameters.is_some() => {
                Self::RevitLegacy
            }
            _ => Self::Other,
        }
    }

    /// The app of a version's `sourceApplication`, where the elements do not say: a slug such as `rhino`.
    pub fn of_slug(slug: &str) -> Self {
        let slug = slug.to_lowercase();
        let known = [
            ("revit", Self::Revit),
            ("ifc", Self::Ifc),
            ("rhino", Self::Rhino),
            ("grasshopper", Self::Rhino),
            ("civil", Self::Civil3d),
            ("autocad", Self::AutoCad),
            ("tekla", Self::Tekla),
            ("etabs", Self::Etabs),
            ("csi", Self::Etabs),
            ("archicad", Self::Archicad),
            ("navisworks", Self::Navisworks),
        ];
        known.into_iter().find(|(name, _)| slug.contains(name)).map(|(_, app)| app).unwrap_or_default()
    }
}
