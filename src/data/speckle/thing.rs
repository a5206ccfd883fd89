//! What an id names: told from the name of its variable, and taken out of a pasted link.

use crate::url::{Link, parse_link};

/// The things of Speckle that people know by name and servers by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A project, `stream` in old names.
    Project,
    /// A model, `branch` in old names.
    Model,
    /// A version, `commit` in old names.
    Version,
    /// An object.
    Object,
}

impl Thing {
    /// What a variable or field of this name means: `projectId`, `modelIds`, `stream`.
    pub fn named(name: &str) -> Option<Self> {
        let low = name.to_ascii_lowercase().replace('_', "");
        let low = low.strip_suffix('s').unwrap_or(&low);
        match low.strip_suffix("id").unwrap_or(low) {
            "project" | "stream" => Some(Self::Project),
            "model" | "branch" => Some(Self::Model),
            "version" | "commit" => Some(Self::Version),
            "object" | "referencedobject" | "rootobject" => Some(Self::Object),
            _ => None,
        }
    }

    /// The word for it in the middle of a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Model => "model",
            Self::Version => "version",
            Self::Object => "object",
        }
    }

    /// The id of this thing that a pasted link holds. `None` for a text that is no link, bare ids
    /// included, and for a link that names no such thing.
    pub fn id_in(self, pasted: &str) -> Option<String> {
        if !pasted.contains('/') {
            return None;
        }
        let (_, link) = parse_link(pasted).ok()?;
        let text = |id: &dyn std::fmt::Display| Some(id.to_string());
        match (self, &link) {
            (Self::Project, link) => link.project().and_then(|id| text(id)),
            (Self::Model, Link::Model { model, .. } | Link::Version { model, .. }) => text(model),
            (Self::Version, Link::Version { version, .. } | Link::Commit { version, .. }) => text(version),
            (Self::Object, Link::Object { object, .. } | Link::LooseObject { object }) => text(object),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_an_id_is_of() {
        for (name, thing) in [
            ("projectId", Some(Thing::Project)),
            ("project", Some(Thing::Project)),
            ("streamIds", Some(Thing::Project)),
            ("model_id", Some(Thing::Model)),
            ("branch", Some(Thing::Model)),
            ("versionId", Some(Thing::Version)),
            ("objectId", Some(Thing::Object)),
            ("referencedObject", Some(Thing::Object)),
            ("id", None),
            ("grid", None),
            ("projectName", None),
        ] {
            assert_eq!(Thing::named(name), thing, "{name}");
        }
    }

    #[test]
    fn a_link_gives_the_id_that_is_asked_for() {
        let link = "https://app.speckle.systems/projects/f3a91c07be/models/0a1b2c3d4e@b83e0f4d21";
        for (thing, id) in [
            (Thing::Project, Some("f3a91c07be")),
            (Thing::Model, Some("0a1b2c3d4e")),
            (Thing::Version, Some("b83e0f4d21")),
            (Thing::Object, None),
        ] {
            assert_eq!(thing.id_in(link).as_deref(), id, "{thing:?}");
        }
        assert_eq!(Thing::Project.id_in("f3a91c07be"), None, "a bare id is left as it is");
        assert_eq!(Thing::Project.id_in("a/b"), None);
        let old = "https://speckle.example/streams/f3a91c07be/commits/b83e0f4d21";
        assert_eq!(Thing::Version.id_in(old).as_deref(), Some("b83e0f4d21"));
    }
}
