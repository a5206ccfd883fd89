//! `permissions`: what the person may do with a thing, with the server's own reason when she may not.

use async_graphql::{Object, SimpleObject};

use super::scalars::JsonObject;
use crate::data::NO_LOAD_PROJECT;
use crate::data::projects::Project;

/// The answer to one question of permission.
#[derive(Debug, Clone, SimpleObject)]
pub struct PermissionCheckResult {
    authorized: bool,
    code: String,
    message: String,
    payload: Option<JsonObject>,
    error_message: Option<String>,
}

fn yes() -> PermissionCheckResult {
    PermissionCheckResult {
        authorized: true,
        code: "OK".to_owned(),
        message: "OK".to_owned(),
        payload: None,
        error_message: None,
    }
}

fn no(code: &str, message: &str) -> PermissionCheckResult {
    PermissionCheckResult {
        authorized: false,
        code: code.to_owned(),
        message: message.to_owned(),
        payload: None,
        error_message: Some(message.to_owned()),
    }
}

fn if_role(granted: bool) -> PermissionCheckResult {
    if granted {
        yes()
    } else {
        no(
            "ProjectNotEnoughPermissions",
            "You do not have enough permissions in the project to perform this action",
        )
    }
}

/// What a role may do.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    writes: bool,
    owns: bool,
    loads: bool,
}

impl Role {
    /// The person's role in a project.
    pub fn in_project(project: &Project) -> Self {
        let role = project.role.unwrap_or_default();
        Self {
            writes: matches!(role, "stream:owner" | "stream:contributor"),
            owns: role == "stream:owner",
            loads: project.id != NO_LOAD_PROJECT,
        }
    }
}

/// Permissions on a project.
#[derive(Debug)]
pub struct ProjectPermissionChecks(pub Role);

#[Object]
impl ProjectPermissionChecks {
    async fn can_read(&self) -> PermissionCheckResult {
        yes()
    }

    async fn can_load(&self) -> PermissionCheckResult {
        if self.0.loads {
            yes()
        } else {
            no("WorkspaceNoEditorSeat", "You need an editor seat in the workspace to load from this project")
        }
    }

    async fn can_publish(&self) -> PermissionCheckResult {
        if_role(self.0.writes)
    }

    async fn can_update(&self) -> PermissionCheckResult {
        if_role(self.0.owns)
    }

    async fn can_delete(&self) -> PermissionCheckResult {
        if_role(self.0.owns)
    }

    async fn can_create_model(&self) -> PermissionCheckResult {
        if_role(self.0.writes)
    }

    async fn can_create_comment(&self) -> PermissionCheckResult {
        yes()
    }

    async fn can_read_settings(&self) -> PermissionCheckResult {
        if_role(self.0.writes)
    }

    async fn can_read_webhooks(&self) -> PermissionCheckResult {
        if_role(self.0.owns)
    }

    async fn can_invite(&self) -> PermissionCheckResult {
        if_role(self.0.owns)
    }

    async fn can_leave(&self) -> PermissionCheckResult {
        if_role(!self.0.owns)
    }
}

/// Permissions on a model.
#[derive(Debug)]
pub struct ModelPermissionChecks(pub Role);

#[Object]
impl ModelPermissionChecks {
    async fn can_update(&self) -> PermissionCheckResult {
        if_role(self.0.writes)
    }

    async fn can_delete(&self) -> PermissionCheckResult {
        if_role(self.0.writes)
    }

    async fn can_create_version(&self) -> PermissionCheckResult {
        if_role(self.0.writes)
    }
}

/// Permissions on a version.
#[derive(Debug)]
pub struct VersionPermissionChecks(pub Role);

#[Object]
impl VersionPermissionChecks {
    async fn can_update(&self) -> PermissionCheckResult {
        if_role(self.0.writes)
    }

    async fn can_receive(&self) -> PermissionCheckResult {
        if_role(self.0.loads)
    }
}

/// Permissions on the server.
#[derive(Debug)]
pub struct RootPermissionChecks;

#[Object]
impl RootPermissionChecks {
    async fn can_create_personal_project(&self) -> PermissionCheckResult {
        no("PersonalProjectsLimited", "Projects can only be created in a workspace")
    }

    async fn can_create_workspace(&self) -> PermissionCheckResult {
        yes()
    }
}
