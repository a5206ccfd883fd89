//! What an object is in a tree, by its `speckle_type`: a chain of classes joined by `:`, most special last.

/// What an object is to an element table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It holds elements and is none: collections, layers, models, and the plain `Base` of before 2024.
    Container,
    /// An element wherever it is held: walls, pipes, points of a survey with properties.
    Element,
    /// Bare geometry and placed blocks: elements where a collection holds them.
    Geometry,
    /// Never an element: chunks, proxies, definitions, materials, views.
    Never,
}

impl Role {
    /// The role of a type. What is not known is an element: it is better shown than lost.
    pub fn of(speckle_type: &str) -> Self {
        let classes = || speckle_type.split(':').map(|class| (class, last_name(class)));
        let (full, last) = classes().next_back().unwrap_or_default();
        // Sources: SDK Models/Collections, Objects.GIS, Objects.Structural.Analysis.Model, Objects.Organization.
        let holds = |(full, name): (&str, &str)| {
            name.ends_with("Collection") || name == "Layer" || full.starts_with("Speckle.Core.Models.Layer")
        };
        let is_layer = last.ends_with("Layer") && full.starts_with("Objects.GIS");
        if classes().any(holds) || is_layer || matches!(last, "Model" | "Base") {
            return Self::Container;
        }
        if last == "InstanceProxy" || last.ends_with("Instance") && full.starts_with("Objects.Other") {
            return Self::Geometry;
        }
        if last.ends_with("Proxy") || last.ends_with("Definition") || last == "DataChunk" {
            return Self::Never;
        }
        let is = |start: &str| classes().any(|(class, _)| class.starts_with(start));
        if matches!(last, "RenderMaterial" | "RawEncoding" | "reference") || is("Objects.BuiltElements.View")
        {
            return Self::Never;
        }
        if is("Objects.Geometry.") { Self::Geometry } else { Self::Element }
    }

    /// Whether its `elements` are looked into.
    pub fn has_parts(self) -> bool {
        matches!(self, Self::Container | Self::Element)
    }
}

/// `RevitObject` of `Objects.Data.DataObject:Objects.Data.RevitObject`.
pub(super) fn last_name(speckle_type: &str) -> &str {
    let class = speckle_type.rsplit(':').next().unwrap_or(speckle_type);
    class.rsplit('.').next().unwrap_or(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_is_told_by_the_chain_of_classes() {
        for (speckle_type, role) in [
            ("Speckle.Core.Models.Collections.Collection", Role::Container),
            (
                "Speckle.Core.Models.Collections.Collection:Speckle.Core.Models.Collections.RootCollection",
                Role::Container,
            ),
            ("Speckle.Core.Models.Collection:Objects.GIS.VectorLayer", Role::Container),
            ("Speckle.Core.Models.Layer", Role::Container),
            ("Objects.Organization.Model", Role::Container),
            ("Base", Role::Container),
            ("Objects.Data.DataObject:Objects.Data.RevitObject", Role::Element),
            ("Objects.BuiltElements.Wall:Objects.BuiltElements.Revit.RevitWall", Role::Element),
            ("", Role::Element),
            ("My.Own.Thing", Role::Element),
            ("Objects.Geometry.Line", Role::Geometry),
            ("Speckle.Core.Models.Instances.InstanceProxy", Role::Geometry),
            ("Objects.Other.Instance:Objects.Other.BlockInstance", Role::Geometry),
            ("Speckle.Core.Models.Instances.InstanceDefinitionProxy", Role::Never),
            ("Objects.Other.BlockDefinition", Role::Never),
            ("Objects.Other.RenderMaterial", Role::Never),
            ("Objects.Other.LevelProxy", Role::Never),
            ("Speckle.Core.Models.DataChunk", Role::Never),
            ("Objects.BuiltElements.View:Objects.BuiltElements.View3D", Role::Never),
        ] {
            assert_eq!(Role::of(speckle_type), role, "{speckle_type}");
        }
        assert_eq!(last_name("Objects.Data.DataObject:Objects.Data.RevitObject"), "RevitObject");
    }
}
