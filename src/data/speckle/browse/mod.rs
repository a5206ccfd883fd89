//! What the browser shows: projects, models, versions and people, as lists that say whether they are whole.
//!
//! Names and messages are a server's own and can be anything: draw them through `display_name`.

mod arranged;
mod facts;
mod models;
mod paging;
mod people;
mod projects;
mod records;
mod refusal;
mod resolve;
mod tree;
mod versions;

pub use arranged::{ArrangedModels, matches, words};
pub use facts::{
    FactsData, PROJECT_FACTS, PROJECT_FACTS_PLAIN, PROJECT_PERMISSIONS, PROJECT_WORKSPACE, PermissionsData,
    WorkspaceData,
};
pub use models::{MODELS, MODELS_LIMIT, MODELS_PLAIN, ModelsData};
pub(crate) use paging::one_millisecond_later;
pub use paging::{Caps, Identified, Page, PageAsk, Walk, grouped};
pub use people::{PEOPLE, PeopleData};
pub use projects::{PROJECTS, PROJECTS_LIMIT, PROJECTS_PLAIN, PROJECTS_WITH_WORKSPACE, ProjectsData};
pub use records::{Record, rows_text};
pub use refusal::Refusal;
pub use resolve::{
    FIND_BRANCH, FIND_MODEL, FIND_OBJECT, FIND_PROJECT, FIND_RESOURCES, FIND_RESOURCES_OLD, FIND_VERSION,
    FoundModel, FoundObject, FoundProject, FoundResources, FoundVersion, resource_string, title,
};
pub use tree::{ModelNode, Sort};
pub use versions::{
    MODEL_VERSIONS, MODEL_VERSIONS_PLAIN, PROJECT_VERSIONS, PROJECT_VERSIONS_PLAIN, VERSIONS_LIMIT,
    VersionsData,
};

use super::Permission;
use crate::ids::{ModelId, ObjectId, ProjectId, UserId, VersionId, WorkspaceId};

/// A list that was followed to its end, or as far as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    /// Without doubles, in the server's order.
    pub items: Vec<T>,
    /// How many the server says there are (`totalCount`), where it says so.
    pub total: Option<u64>,
    /// How many of them the server keeps back (`numberOfHidden`: a workspace that asks for single sign-on).
    pub hidden: u64,
    /// There are more than are listed: a cap was reached.
    pub cut: bool,
    /// Why the list may be short, in words: pages that moved while they were read, a cap, errors beside data.
    pub warnings: Vec<String>,
}

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self { items: Vec::new(), total: None, hidden: 0, cut: false, warnings: Vec::new() }
    }
}

impl<T> Listing<T> {
    /// Whether everything the server counted is here.
    pub fn is_complete(&self) -> bool {
        !self.cut && self.total.is_none_or(|total| self.items.len() as u64 >= total)
    }
}

/// An organisation on the server ("workspace" in Speckle's words).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Workspace {
    pub id: WorkspaceId,
    pub name: String,
    pub slug: String,
}

/// One project of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
    pub description: Option<String>,
    /// The person's own role: `stream:owner`, `stream:contributor`, `stream:reviewer`; `None` for none.
    pub role: Option<String>,
    /// `PRIVATE`, `PUBLIC`, `UNLISTED`, `WORKSPACE`, as the server writes it.
    pub visibility: String,
    /// ISO 8601, as the server wrote it.
    pub created_at: String,
    pub updated_at: String,
    /// Number of models, where it was asked for.
    pub models: Option<u64>,
    /// The workspace it lies in, where the token may know (`workspace:read`).
    pub workspace: Option<Workspace>,
}

/// What is known about one project beyond its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFacts {
    pub project: Project,
    /// Names of the apps that published here, as the server writes them.
    pub source_apps: Vec<String>,
    /// Number of versions in all models, where the server says so.
    pub versions: Option<u64>,
    /// May it be seen, may its objects be loaded: `None` where the server does not know the question.
    pub can_read: Option<Permission>,
    pub can_load: Option<Permission>,
}

/// Somebody, as far as a list shows them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    /// A `data:` or web address; loaded only where it lies on the account's own server or is a `data:` image.
    /// Only asked for where each person comes once: it may be a whole image.
    pub avatar: Option<String>,
}

/// One model of a project ("branch" in the old names).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    pub id: ModelId,
    /// The full name: folders before the last `/`.
    pub name: String,
    pub description: Option<String>,
    pub author: Option<Person>,
    pub created_at: String,
    pub updated_at: String,
    pub versions: u64,
    /// Of its newest version; `None` without one.
    pub preview_url: Option<String>,
}

/// What a version holds, told apart so that nothing looks like Dapple's fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The id of its root object.
    Root(ObjectId),
    /// Hidden by the workspace's subscription: the server gives no object.
    Hidden,
    /// The newer form (`bundle.…`, `binary-…`): it has files to download and no objects.
    NewFormat(ObjectId),
}

impl Content {
    /// What a version's `referencedObject` says.
    pub fn of(referenced_object: Option<&str>) -> Self {
        match referenced_object {
            None => Self::Hidden,
            Some(id) if id.starts_with("bundle.") || id.starts_with("binary-") => Self::NewFormat(id.into()),
            Some(id) => Self::Root(id.into()),
        }
    }
}

/// One version of a model ("commit" in the old names).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub id: VersionId,
    /// The model it belongs to, and that model's full name; where it was asked for.
    pub model: Option<(ModelId, String)>,
    pub message: Option<String>,
    pub author: Option<Person>,
    /// A slug such as `revit`, as the server writes it.
    pub source_application: Option<String>,
    pub created_at: String,
    pub content: Content,
    pub preview_url: Option<String>,
}

/// A member of a project's team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub person: Person,
    pub role: String,
    pub company: Option<String>,
}

/// One thing that a link names, after the server resolved it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    pub model: Option<ModelId>,
    pub version: Option<VersionId>,
    /// The root object.
    pub object: ObjectId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::fixtures::shared_text;
    use apollo_compiler::{ExecutableDocument, Schema};

    #[test]
    fn every_operation_is_valid_against_the_servers_schema() {
        let Some(sdl) = shared_text("speckle-schema.graphql") else { return };
        let schema = Schema::parse_and_validate(sdl, "speckle.graphql").unwrap();
        for text in [
            PROJECTS,
            PROJECTS_WITH_WORKSPACE,
            PROJECTS_PLAIN,
            MODELS,
            MODELS_PLAIN,
            MODEL_VERSIONS,
            MODEL_VERSIONS_PLAIN,
            PROJECT_VERSIONS,
            PROJECT_VERSIONS_PLAIN,
            PEOPLE,
            PROJECT_FACTS,
            PROJECT_FACTS_PLAIN,
            PROJECT_PERMISSIONS,
            PROJECT_WORKSPACE,
            FIND_PROJECT,
            FIND_MODEL,
            FIND_BRANCH,
            FIND_VERSION,
            FIND_OBJECT,
            FIND_RESOURCES,
            FIND_RESOURCES_OLD,
        ] {
            if let Err(problems) = ExecutableDocument::parse_and_validate(&schema, text, "operation.graphql")
            {
                panic!("{text}: {}", problems.errors);
            }
        }
    }
}
