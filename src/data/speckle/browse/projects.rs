//! The projects of the person behind the token.

use serde::Deserialize;

use super::{Identified, Page, Project, Workspace};
use crate::ids::{ProjectId, WorkspaceId};

/// What a page of projects is silently cut to, whatever is asked for.
pub const PROJECTS_LIMIT: u32 = 50;

/// The fields of a row that every server has.
macro_rules! fields {
    () => {
        "id name description role visibility createdAt updatedAt"
    };
}

macro_rules! projects {
    ($name:literal, $counts:literal, $more:literal) => {
        concat!(
            "query ",
            $name,
            "($limit: Int!, $cursor: String) {\n  activeUser {\n    projects(limit: $limit, cursor: $cursor) {\n      \
             totalCount cursor ",
            $counts,
            "\n      items { ",
            fields!(),
            $more,
            " }\n    }\n  }\n}"
        )
    };
}

/// A page of projects. Variables: `limit`, `cursor`. Needs `profile:read` and `streams:read`.
pub const PROJECTS: &str = projects!("DappleProjects", "numberOfHidden", " models(limit: 0) { totalCount }");
/// The same with workspaces: only for a token that has `workspace:read`, else each row brings an error.
pub const PROJECTS_WITH_WORKSPACE: &str = projects!(
    "DappleProjectsInWorkspaces",
    "numberOfHidden",
    " models(limit: 0) { totalCount } workspace { id name slug }"
);
/// The same with nothing that an older server could lack.
pub const PROJECTS_PLAIN: &str = projects!("DappleProjectsPlain", "", "");

/// The answer to [`PROJECTS`] and its like.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectsData {
    active_user: Option<UserProjects>,
}

#[derive(Clone, Debug, Deserialize)]
struct UserProjects {
    projects: Page<ProjectRow>,
}

impl ProjectsData {
    /// The page; `None` where there is nobody behind the token, or it may not say who.
    pub fn page(self) -> Option<Page<Project>> {
        self.active_user.map(|user| user.projects.map(ProjectRow::into_project))
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProjectRow {
    id: ProjectId,
    name: String,
    description: Option<String>,
    role: Option<String>,
    visibility: String,
    created_at: String,
    updated_at: String,
    models: Option<Count>,
    workspace: Option<WorkspaceRow>,
}

impl ProjectRow {
    pub(super) fn into_project(self) -> Project {
        Project {
            id: self.id,
            name: self.name,
            description: self.description,
            role: self.role,
            visibility: self.visibility,
            created_at: self.created_at,
            updated_at: self.updated_at,
            models: self.models.map(Count::number),
            workspace: self.workspace.map(WorkspaceRow::into_workspace),
        }
    }
}

/// A list that is only counted.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Count {
    total_count: i64,
}

impl Count {
    pub(super) fn number(self) -> u64 {
        u64::try_from(self.total_count).unwrap_or(0)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct WorkspaceRow {
    id: WorkspaceId,
    name: String,
    slug: String,
}

impl WorkspaceRow {
    pub(super) fn into_workspace(self) -> Workspace {
        Workspace { id: self.id, name: self.name, slug: self.slug }
    }
}

impl Identified for Project {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speckle::Reply;

    #[test]
    fn rows_are_read_with_and_without_what_is_optional() {
        let reply: Reply<ProjectsData> = serde_json::from_str(
            r#"{"data":{"activeUser":{"projects":{"totalCount":2,"numberOfHidden":1,"cursor":"c","items":[
            {"id":"007","name":"  007 ","description":null,"role":"stream:owner","visibility":"PRIVATE",
             "createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-02T00:00:00.000Z",
             "models":{"totalCount":160},"workspace":{"id":"w","name":"W","slug":"w"}},
            {"id":"b","name":"B","description":"","role":null,"visibility":"NEWER_KIND",
             "createdAt":"x","updatedAt":"y"}]}}}}"#,
        )
        .unwrap();
        let page = reply.data.unwrap().page().unwrap();
        assert_eq!((page.total_count, page.number_of_hidden), (Some(2), Some(1)));
        let [one, two] = page.items.as_slice() else { panic!() };
        assert_eq!((one.id.as_str(), one.models), ("007", Some(160)));
        assert_eq!(one.workspace.as_ref().unwrap().slug, "w");
        assert_eq!((two.models, &two.workspace, two.visibility.as_str()), (None, &None, "NEWER_KIND"));
        assert_eq!(two.description.as_deref(), Some(""), "empty is not the same as not set");
    }

    #[test]
    fn nobody_has_no_page() {
        let reply: Reply<ProjectsData> = serde_json::from_str(r#"{"data":{"activeUser":null}}"#).unwrap();
        assert!(reply.data.unwrap().page().is_none());
    }
}
