//! Changes: enough to tell which scopes a token has, and one harmless change that lasts until the server stops.

use async_graphql::{Context, Error, ID, InputObject, Object};

use super::project::Project;
use super::scoped;
use super::version::Version;
use crate::errors;
use crate::world::World;

/// Changes.
#[derive(Debug)]
pub struct Mutation;

/// Changes to projects.
#[derive(Debug)]
pub struct ProjectMutations;

/// Changes to the person's own account.
#[derive(Debug)]
pub struct ActiveUserMutations;

/// Changes to versions.
#[derive(Debug)]
pub struct VersionMutations;

/// Changes to dashboards.
#[derive(Debug)]
pub struct DashboardMutations;

/// A new message for a version.
#[derive(Debug, InputObject)]
pub struct UpdateVersionInput {
    project_id: ID,
    version_id: ID,
    message: Option<String>,
}

/// Changes to a project.
#[derive(Debug, InputObject)]
pub struct ProjectUpdateInput {
    id: ID,
    name: Option<String>,
    description: Option<String>,
    allow_public_comments: Option<bool>,
}

#[Object]
impl Mutation {
    /// The void stares back.
    #[graphql(name = "_")]
    async fn void(&self) -> Option<String> {
        None
    }

    async fn project_mutations(&self, ctx: &Context<'_>) -> Result<ProjectMutations, Error> {
        scoped(ctx, "streams:write").map(|_| ProjectMutations)
    }

    async fn version_mutations(&self, ctx: &Context<'_>) -> Result<VersionMutations, Error> {
        scoped(ctx, "streams:write").map(|_| VersionMutations)
    }

    /// Various Active User oriented mutations.
    async fn active_user_mutations(&self, ctx: &Context<'_>) -> Result<ActiveUserMutations, Error> {
        scoped(ctx, "profile:write").map(|_| ActiveUserMutations)
    }

    async fn dashboard_mutations(&self, ctx: &Context<'_>) -> Result<DashboardMutations, Error> {
        scoped(ctx, "workspace:update").map(|_| DashboardMutations)
    }
}

#[Object]
impl ProjectMutations {
    /// Updates an existing project; nobody owns the sample enough for that.
    async fn update(&self, update: ProjectUpdateInput) -> Result<Project, Error> {
        let _ = (update.id, update.name, update.description, update.allow_public_comments);
        Err(errors::not_authorized())
    }

    /// Delete an existing project; the sample stays.
    async fn delete(&self, id: String) -> Result<bool, Error> {
        let _ = id;
        Err(errors::not_authorized())
    }
}

#[Object]
impl ActiveUserMutations {
    /// Mark onboarding as complete.
    async fn finish_onboarding(&self) -> bool {
        true
    }
}

#[Object]
impl VersionMutations {
    /// Changes a version's message until the server stops.
    async fn update(&self, ctx: &Context<'_>, input: UpdateVersionInput) -> Result<Version, Error> {
        let world = World::of(ctx);
        let at = world.project(super::viewer(ctx), &input.project_id).map_err(|refusal| refusal.graphql())?;
        if world.projects[at].role == Some("stream:reviewer") {
            return Err(errors::not_authorized());
        }
        let version = Project(at).find_version(world, &input.version_id)?;
        world.set_message(version.data(world), input.message);
        Ok(version)
    }
}

#[Object]
impl DashboardMutations {
    async fn delete(&self, id: String) -> Result<bool, Error> {
        let _ = id;
        Err(errors::graphql("Dashboard not found", "DASHBOARD_NOT_FOUND_ERROR", 404))
    }
}
