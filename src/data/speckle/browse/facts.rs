//! What is known about one project beyond its row: three requests, so that no refusal takes the rest along.

use serde::Deserialize;

use super::projects::{Count, ProjectRow, WorkspaceRow};
use super::{Project, ProjectFacts, Workspace};
use crate::speckle::Permission;

/// One project with its counts and the apps that published there. Variables: `project`. Needs `streams:read`.
pub const PROJECT_FACTS: &str = "query DappleProject($project: String!) {
  project(id: $project) {
    id name description role visibility createdAt updatedAt
    models(limit: 0) { totalCount }
    versions(limit: 0) { totalCount }
    sourceApps
  }
}";
/// The same with nothing that an older server could lack.
pub const PROJECT_FACTS_PLAIN: &str = "query DappleProjectPlain($project: String!) {
  project(id: $project) {
    id name description role visibility createdAt updatedAt
  }
}";
/// What the person may do there. Older servers do not know the question.
pub const PROJECT_PERMISSIONS: &str = "query DapplePermissions($project: String!) {
  project(id: $project) {
    permissions {
      canRead { authorized code message }
      canLoad { authorized code message }
    }
  }
}";
/// The workspace a project lies in. Needs `workspace:read`.
pub const PROJECT_WORKSPACE: &str = "query DappleWorkspace($project: String!) {
  project(id: $project) {
    workspace { id name slug }
  }
}";

/// The answer to [`PROJECT_FACTS`].
#[derive(Clone, Debug, Deserialize)]
pub struct FactsData {
    project: FactsRow,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FactsRow {
    #[serde(flatten)]
    row: ProjectRow,
    versions: Option<Count>,
    #[serde(default)]
    source_apps: Vec<String>,
}

impl FactsData {
    /// The facts, without permissions and workspace.
    pub fn facts(self) -> ProjectFacts {
        let FactsRow { row, versions, source_apps } = self.project;
        let project: Project = row.into_project();
        let versions = versions.map(Count::number);
        ProjectFacts { project, source_apps, versions, can_read: None, can_load: None }
    }
}

/// The answer to [`PROJECT_PERMISSIONS`].
#[derive(Clone, Debug, Deserialize)]
pub struct PermissionsData {
    project: PermissionsProject,
}

#[derive(Clone, Debug, Deserialize)]
struct PermissionsProject {
    permissions: Permissions,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Permissions {
    can_read: Option<Permission>,
    can_load: Option<Permission>,
}

impl PermissionsData {
    /// May it be read, may it be loaded.
    pub fn read_and_load(self) -> (Option<Permission>, Option<Permission>) {
        let Permissions { can_read, can_load } = self.project.permissions;
        (can_read, can_load)
    }
}

/// The answer to [`PROJECT_WORKSPACE`].
#[derive(Clone, Debug, Deserialize)]
pub struct WorkspaceData {
    project: WorkspaceProject,
}

#[derive(Clone, Debug, Deserialize)]
struct WorkspaceProject {
    workspace: Option<WorkspaceRow>,
}

impl WorkspaceData {
    /// The workspace, where the project lies in one.
    pub fn workspace(self) -> Option<Workspace> {
        self.project.workspace.map(WorkspaceRow::into_workspace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speckle::Reply;

    #[test]
    fn facts_are_read_with_and_without_what_is_optional() {
        let read = |more: &str| {
            let text = format!(
                r#"{{"data":{{"project":{{"id":"p","name":"P","description":null,"role":null,"visibility":"PUBLIC",
                "createdAt":"a","updatedAt":"b"{more}}}}}}}"#
            );
            serde_json::from_str::<Reply<FactsData>>(&text).unwrap().data.unwrap().facts()
        };
        let full =
            read(r#","models":{"totalCount":3},"versions":{"totalCount":9},"sourceApps":["Revit 2025"]"#);
        assert_eq!((full.project.models, full.versions), (Some(3), Some(9)));
        assert_eq!(full.source_apps, ["Revit 2025"]);
        let plain = read("");
        assert_eq!((plain.project.models, plain.versions, plain.source_apps.len()), (None, None, 0));
        assert!(plain.can_load.is_none());
    }

    #[test]
    fn a_permission_keeps_the_servers_reason() {
        let reply: Reply<PermissionsData> = serde_json::from_str(
            r#"{"data":{"project":{"permissions":{"canRead":{"authorized":true,"code":"OK","message":"OK"},
            "canLoad":{"authorized":false,"code":"WorkspaceNoEditorSeat","message":"Ask for a seat"}}}}}"#,
        )
        .unwrap();
        let (read, load) = reply.data.unwrap().read_and_load();
        assert!(read.unwrap().authorized);
        assert_eq!(load.unwrap().message, "Ask for a seat");
    }
}
