//! Every form of Speckle link, read into what it names.
//!
//! Where Speckle's own clients disagree, the reading that opens something wins: a project alone,
//! several models and folders are all links. A bare id of ten characters is a project on the server
//! in use, as in the connectors; a bare hash is an object of the project in use.

use std::fmt::Write as _;

use ::url::Url;

use super::origin::{Origin, OriginError, parse_address};
use super::resources::{Resource, is_id, parse_resources};
use crate::ids::{ModelId, ObjectId, ProjectId, ThreadId, UserId, VersionId};

/// What a link names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    Project {
        project: ProjectId,
    },
    Model {
        project: ProjectId,
        model: ModelId,
    },
    Version {
        project: ProjectId,
        model: ModelId,
        version: VersionId,
    },
    Object {
        project: ProjectId,
        object: ObjectId,
    },
    /// `models/all`
    AllModels {
        project: ProjectId,
    },
    /// `models/$name`: the models whose names begin with `name/`.
    Folder {
        project: ProjectId,
        folder: String,
    },
    /// Several things at once, sorted, without doubles.
    Federated {
        project: ProjectId,
        resources: Vec<Resource>,
    },
    /// Old links name a model by its full name, which may hold `/`.
    Branch {
        project: ProjectId,
        branch: String,
    },
    /// Old links name a version without its model. `branch` is `globals` for `/globals/ID`.
    Commit {
        project: ProjectId,
        branch: Option<String>,
        version: VersionId,
    },
    /// `/workspaces/SLUG`
    Workspace {
        slug: String,
    },
    /// A hash alone: an object of the project that is open.
    LooseObject {
        object: ObjectId,
    },
}

/// A link with what else stood in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// `None` for a bare id: the server in use.
    pub origin: Option<Origin>,
    pub link: Link,
    /// `#threadId=…` or `?cId=…`: the comment thread to open.
    pub thread: Option<ThreadId>,
    /// `?overlay=a,b` of old links: more versions or objects to show with it.
    pub overlay: Vec<String>,
    /// `?u=…` of old links: the person the link was made for.
    pub user: Option<UserId>,
}

/// Why a text is no link. Holds nothing of the text but the server: it may be a secret pasted astray.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    #[error("Paste a Speckle link or id")]
    Empty,
    #[error("This is not a Speckle link or id")]
    NotALink,
    #[error("This looks like a token. Paste it into the token field when you sign in")]
    LooksLikeToken,
    #[error(transparent)]
    Address(#[from] OriginError),
    #[error("The link names the server {0} but no project. Open a project there and copy its link")]
    NoProject(Origin),
    #[error("The link leads to a page of {0} that shows no project, model or version")]
    UnknownPage(Origin),
    #[error("The link to {0} holds an id that cannot be one. Copy the link again")]
    BadId(Origin),
}

/// Reads a pasted link or id into the server (if it names one) and what it names.
///
/// # Errors
/// [`LinkError`] says what is missing and what to do.
pub fn parse_link(text: &str) -> Result<(Option<Origin>, Link), LinkError> {
    parse(text).map(|pasted| (pasted.origin, pasted.link))
}

/// Like [`parse_link`], with the thread, overlay and person that the link carries.
///
/// # Errors
/// [`LinkError`] says what is missing and what to do.
pub fn parse(text: &str) -> Result<Pasted, LinkError> {
    let text = text.trim().trim_matches(['<', '>', '"', '\'', '`', '\u{feff}', '\u{200b}']).trim();
    if text.is_empty() {
        return Err(LinkError::Empty);
    }
    if is_id(text) {
        return bare_id(text);
    }
    let url = parse_address(text).map_err(|error| match error {
        OriginError::NotAnAddress | OriginError::Empty => LinkError::NotALink,
        other => LinkError::Address(other),
    })?;
    let origin = Origin::of(&url)?;
    let named = text.contains("://") || origin.is_loopback() || origin.host().contains(['.', '[']);
    if !named {
        return Err(LinkError::NotALink);
    }
    let segments: Vec<String> =
        url.path_segments().map(|s| s.filter(|s| !s.is_empty()).map(decode).collect()).unwrap_or_default();
    let link = read_path(&origin, &segments, &url)?;
    check_ids(&origin, &link)?;
    let overlay = query(&url, "overlay").unwrap_or_default();
    Ok(Pasted {
        origin: Some(origin),
        link,
        thread: thread(&url),
        overlay: overlay.split(',').map(str::trim).filter(|id| is_id(id)).map(str::to_owned).collect(),
        user: query(&url, "u").filter(|id| is_id(id)).map(UserId::from),
    })
}

fn bare_id(text: &str) -> Result<Pasted, LinkError> {
    let hex = text.bytes().all(|b| b.is_ascii_hexdigit());
    let link = match text.len() {
        10 if text.bytes().all(|b| b.is_ascii_alphanumeric()) => Link::Project { project: text.into() },
        32 if hex => Link::LooseObject { object: text.to_lowercase().into() },
        40.. if hex => return Err(LinkError::LooksLikeToken),
        _ => return Err(LinkError::NotALink),
    };
    Ok(Pasted { origin: None, link, thread: None, overlay: Vec::new(), user: None })
}

fn read_path(origin: &Origin, segments: &[String], url: &Url) -> Result<Link, LinkError> {
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match parts.as_slice() {
        [] | ["projects" | "streams" | "workspaces"] => Err(LinkError::NoProject(origin.clone())),
        ["projects", project, "models", resources, ..] => Ok(viewer_link(project, resources)),
        ["projects", project, ..] => Ok(Link::Project { project: (*project).into() }),
        ["streams", project, rest @ ..] => Ok(old_link(project, rest)),
        ["preview", project, rest @ ..] => Ok(old_link(project, rest)),
        ["objects", project, object, ..] => {
            Ok(Link::Object { project: (*project).into(), object: (*object).into() })
        }
        ["embed"] => embed_link(url).ok_or_else(|| LinkError::NoProject(origin.clone())),
        ["workspaces", slug, ..] => Ok(Link::Workspace { slug: (*slug).to_owned() }),
        ["graphql" | "explorer"] => Err(LinkError::NoProject(origin.clone())),
        _ => Err(LinkError::UnknownPage(origin.clone())),
    }
}

/// `projects/P/models/…`: one thing, or several.
fn viewer_link(project: &str, resources: &str) -> Link {
    let project = ProjectId::from(project);
    let mut resources = parse_resources(resources);
    if resources.len() > 1 {
        return Link::Federated { project, resources };
    }
    match resources.pop() {
        None => Link::Project { project },
        Some(Resource::AllModels) => Link::AllModels { project },
        Some(Resource::Folder(folder)) => Link::Folder { project, folder },
        Some(Resource::Model(model)) => Link::Model { project, model },
        Some(Resource::Version(model, version)) => Link::Version { project, model, version },
        Some(Resource::Object(object)) => Link::Object { project, object },
    }
}

/// What comes after `streams/P` or `preview/P`.
fn old_link(project: &str, rest: &[&str]) -> Link {
    let project = ProjectId::from(project);
    match rest {
        ["branches", name @ ..] if !name.is_empty() => Link::Branch { project, branch: name.join("/") },
        ["globals"] => Link::Branch { project, branch: "globals".to_owned() },
        ["globals", version, ..] => {
            Link::Commit { project, branch: Some("globals".to_owned()), version: (*version).into() }
        }
        ["commits", version, ..] => Link::Commit { project, branch: None, version: (*version).into() },
        ["objects", object, ..] => Link::Object { project, object: (*object).into() },
        _ => Link::Project { project },
    }
}

/// `embed?stream=P` with `branch=`, `commit=` or `object=`.
fn embed_link(url: &Url) -> Option<Link> {
    let project = ProjectId::from(query(url, "stream")?);
    if let Some(version) = query(url, "commit") {
        return Some(Link::Commit { project, branch: None, version: version.into() });
    }
    if let Some(object) = query(url, "object") {
        return Some(Link::Object { project, object: object.into() });
    }
    Some(match query(url, "branch") {
        Some(branch) => Link::Branch { project, branch },
        None => Link::Project { project },
    })
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, value)| key == name && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

/// The viewer keeps its state behind the `#`, written like a query.
fn thread(url: &Url) -> Option<ThreadId> {
    let state = url.fragment().unwrap_or_default();
    let in_state = ::url::form_urlencoded::parse(state.as_bytes())
        .find(|(key, _)| key == "threadId")
        .map(|(_, value)| value.into_owned());
    in_state.or_else(|| query(url, "cId")).filter(|id| is_id(id)).map(ThreadId::from)
}

/// Ids go into requests and addresses later: what cannot be one is refused here.
fn check_ids(origin: &Origin, link: &Link) -> Result<(), LinkError> {
    let sound = match link {
        Link::Model { model, .. } => is_id(model.as_str()),
        Link::Version { model, version, .. } => is_id(model.as_str()) && is_id(version.as_str()),
        Link::Commit { version, .. } => is_id(version.as_str()),
        Link::Object { object, .. } | Link::LooseObject { object } => is_id(object.as_str()),
        Link::Federated { resources, .. } => resources.iter().all(Resource::is_sound),
        Link::Workspace { slug } => is_id(slug),
        Link::Project { .. } | Link::AllModels { .. } | Link::Folder { .. } | Link::Branch { .. } => true,
    };
    let project_sound = link.project().is_none_or(|project| is_id(project.as_str()));
    if sound && project_sound { Ok(()) } else { Err(LinkError::BadId(origin.clone())) }
}

/// Undoes `%41`. A `%` that starts no escape stays; broken UTF-8 is replaced.
fn decode(segment: &str) -> String {
    let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
    let bytes = segment.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, hex(bytes.get(at + 1)), hex(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.extend(u8::try_from(high * 16 + low));
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl Link {
    /// The project it lies in, if it names one.
    pub fn project(&self) -> Option<&ProjectId> {
        match self {
            Self::Project { project }
            | Self::Model { project, .. }
            | Self::Version { project, .. }
            | Self::Object { project, .. }
            | Self::AllModels { project }
            | Self::Folder { project, .. }
            | Self::Federated { project, .. }
            | Self::Branch { project, .. }
            | Self::Commit { project, .. } => Some(project),
            Self::Workspace { .. } | Self::LooseObject { .. } => None,
        }
    }

    /// The address of this in the web app. `None` for a hash alone, which has no page.
    pub fn address(&self, origin: &Origin) -> Option<String> {
        let viewer = |project: &ProjectId, resources: &str| {
            origin.address(&["projects", project.as_str(), "models", resources])
        };
        Some(match self {
            Self::Project { project } => origin.address(&["projects", project.as_str()]),
            Self::Model { project, model } => viewer(project, model.as_str()),
            Self::Version { project, model, version } => viewer(project, &format!("{model}@{version}")),
            Self::Object { project, object } => viewer(project, object.as_str()),
            Self::AllModels { project } => viewer(project, "all"),
            Self::Folder { project, folder } => viewer(project, &format!("${folder}")),
            Self::Federated { project, resources } => {
                let mut joined = String::new();
                for (nth, resource) in resources.iter().enumerate() {
                    let comma = if nth == 0 { "" } else { "," };
                    let _ = write!(joined, "{comma}{resource}");
                }
                viewer(project, &joined)
            }
            Self::Branch { project, branch } => {
                let mut segments = vec!["streams", project.as_str(), "branches"];
                segments.extend(branch.split('/'));
                origin.address(&segments)
            }
            Self::Commit { project, version, .. } => {
                origin.address(&["streams", project.as_str(), "commits", version.as_str()])
            }
            Self::Workspace { slug } => origin.address(&["workspaces", slug]),
            Self::LooseObject { .. } => return None,
        })
    }
}
