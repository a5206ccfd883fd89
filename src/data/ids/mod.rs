//! Newtypes for the ids that Speckle hands out, and what is done to names before people see them.
//!
//! An id is opaque: Speckle's are ten random characters or a 32 digit hash, but nothing here relies
//! on that. What links bring in is checked by [`crate::url`]; everything else comes from a server.

#[cfg(test)]
pub(crate) mod fixtures;
mod names;

pub use crate::token::TokenId;
pub use names::{display_name, file_stem};

/// Makes one id newtype: a string that cannot be mixed up with another kind of id.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// A project (a "stream" in the old names). Ten characters.
    ProjectId
);
id!(
    /// A model (a "branch" in the old names). Ten characters.
    ModelId
);
id!(
    /// A version (a "commit" in the old names). Ten characters.
    VersionId
);
id!(
    /// An object: the hash of its content, 32 characters, or `bundle.…` for a version in the new format.
    ObjectId
);
id!(
    /// A person on one server.
    UserId
);
id!(
    /// A workspace: Speckle's word for an organisation.
    WorkspaceId
);
id!(
    /// A comment thread.
    ThreadId
);

/// The version that a `bundle.…` object id names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleRef {
    pub project: ProjectId,
    pub model: ModelId,
    pub version: VersionId,
}

impl ObjectId {
    /// `bundle.PROJECT.MODEL.VERSION` instead of a hash: the version exists in the new format only
    /// and has no object to load. Source: specklepy 2026.9.
    pub fn bundle(&self) -> Option<BundleRef> {
        let mut parts = self.0.strip_prefix("bundle.")?.split('.');
        let found = BundleRef {
            project: parts.next()?.into(),
            model: parts.next()?.into(),
            version: parts.next()?.into(),
        };
        parts.next().is_none().then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_reference_names_its_version() {
        let bundle = ObjectId::from("bundle.p1.m1.v1").bundle().unwrap();
        assert_eq!((bundle.project.as_str(), bundle.version.as_str()), ("p1", "v1"));
        assert_eq!(ObjectId::from("9b5e57dca804a923a8d42d55dcc0191a").bundle(), None);
        assert_eq!(ObjectId::from("bundle.p1.m1").bundle(), None);
        assert_eq!(ObjectId::from("bundle.p1.m1.v1.more").bundle(), None);
    }

    #[test]
    fn ids_travel_as_plain_strings() {
        let id: ProjectId = serde_json::from_str("\"abc\"").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"abc\"");
    }
}
