//! The `models/…` part of a link: what the viewer is to load.
//!
//! Source: speckle-server, `packages/shared/src/viewer/helpers/route.ts`.

use std::fmt;

use crate::ids::{ModelId, ObjectId, VersionId};

/// One thing named in a `models/…` link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    /// `all`: every model of the project, newest versions.
    AllModels,
    /// `$name`: the models below a name.
    Folder(String),
    /// A model at its newest version.
    Model(ModelId),
    /// `model@version`.
    Version(ModelId, VersionId),
    /// 32 characters.
    Object(ObjectId),
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AllModels => f.write_str("all"),
            Self::Folder(name) => write!(f, "${name}"),
            Self::Model(model) => write!(f, "{model}"),
            Self::Version(model, version) => write!(f, "{model}@{version}"),
            Self::Object(object) => write!(f, "{object}"),
        }
    }
}

/// Splits at commas, drops blank parts, lower-cases ids, sorts and drops doubles, as the web app does.
pub(super) fn parse_resources(text: &str) -> Vec<Resource> {
    let mut found: Vec<Resource> = text.split(',').filter_map(|part| parse_one(part.trim())).collect();
    found.sort_by_cached_key(ToString::to_string);
    found.dedup();
    found
}

fn parse_one(part: &str) -> Option<Resource> {
    if part.is_empty() {
        return None;
    }
    if part.eq_ignore_ascii_case("all") {
        return Some(Resource::AllModels);
    }
    if let Some((model, version)) = part.split_once('@') {
        return match (model.is_empty(), version.is_empty()) {
            (true, _) => None,
            (false, true) => Some(Resource::Model(model.to_lowercase().into())),
            (false, false) => {
                Some(Resource::Version(model.to_lowercase().into(), version.to_lowercase().into()))
            }
        };
    }
    if let Some(folder) = part.strip_prefix('$') {
        return (!folder.is_empty()).then(|| Resource::Folder(folder.to_owned()));
    }
    let id = part.to_lowercase();
    Some(if id.chars().count() == 32 { Resource::Object(id.into()) } else { Resource::Model(id.into()) })
}

/// Whether a text can be an id: letters, digits, `-` and `_`, at most 64. Keeps paths and queries out.
pub(super) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

impl Resource {
    /// Whether every id in it can be one.
    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::AllModels | Self::Folder(_) => true,
            Self::Model(model) => is_id(model.as_str()),
            Self::Version(model, version) => is_id(model.as_str()) && is_id(version.as_str()),
            Self::Object(object) => is_id(object.as_str()),
        }
    }
}
