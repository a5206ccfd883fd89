//! The root of all queries.

use async_graphql::{Context, Error, ID, InputObject, Object, SimpleObject};

use super::project::Project;
use super::server::{ServerAppListItem, ServerInfo, ServerStats};
use super::user::{LimitedUser, User};
use super::workspace::Workspace;
use super::{scoped, viewer};
use crate::data::names::{PEOPLE, WORKSPACES};
use crate::errors;
use crate::world::World;

/// Queries.
#[derive(Debug)]
pub struct Query;

/// Whom to look for.
#[derive(Debug, InputObject)]
pub struct UsersRetrievalInput {
    /// At least three characters of a name.
    query: String,
    cursor: Option<String>,
    limit: Option<i32>,
    email_only: Option<bool>,
    project_id: Option<String>,
}

/// People found.
#[derive(Debug, SimpleObject)]
pub struct UserSearchResultCollection {
    cursor: Option<String>,
    items: Vec<LimitedUser>,
}

#[Object]
impl Query {
    /// Stare into the void.
    #[graphql(name = "_")]
    async fn void(&self) -> Option<String> {
        None
    }

    async fn server_info(&self, ctx: &Context<'_>) -> ServerInfo {
        ServerInfo::of(World::of(ctx))
    }

    /// Gets the profile of the authenticated user or null if not authenticated.
    async fn active_user(&self, ctx: &Context<'_>) -> Option<Result<User, Error>> {
        if !viewer(ctx).is_signed_in() {
            return None;
        }
        Some(scoped(ctx, "profile:read").map(User))
    }

    /// Get other user by their ID.
    async fn other_user(&self, ctx: &Context<'_>, id: String) -> Option<Result<LimitedUser, Error>> {
        if let Err(error) = scoped(ctx, "users:read") {
            return Some(Err(error));
        }
        World::of(ctx).person(&id).map(|person| Ok(LimitedUser(person)))
    }

    /// Find a specific project. Will throw an authorization error if active user isn't authorized to see it.
    async fn project(&self, ctx: &Context<'_>, id: String) -> Result<Project, Error> {
        World::of(ctx).project(viewer(ctx), &id).map(Project).map_err(|refusal| refusal.graphql())
    }

    /// Look for server users.
    async fn users(
        &self,
        ctx: &Context<'_>,
        input: UsersRetrievalInput,
    ) -> Result<UserSearchResultCollection, Error> {
        scoped(ctx, "users:read")?;
        if input.query.chars().count() < 3 {
            let message = "Search query must be at least 3 characters long.";
            return Err(errors::graphql(message, "BAD_REQUEST_ERROR", 400));
        }
        let wanted = input.query.to_lowercase();
        let items = (0..PEOPLE.len())
            .filter(|&person| PEOPLE[person].0.to_lowercase().contains(&wanted))
            .take(super::paging::silently_capped(input.limit.unwrap_or(10), 100))
            .map(LimitedUser)
            .collect();
        Ok(UserSearchResultCollection { cursor: None, items })
    }

    async fn workspace(&self, ctx: &Context<'_>, id: String) -> Result<Workspace, Error> {
        scoped(ctx, "workspace:read")?;
        let world = World::of(ctx);
        (0..WORKSPACES.len()).find(|&at| world.workspace_id(at) == id).map(Workspace).ok_or_else(no_workspace)
    }

    async fn workspace_by_slug(&self, ctx: &Context<'_>, slug: String) -> Result<Workspace, Error> {
        scoped(ctx, "workspace:read")?;
        WORKSPACES.iter().position(|(_, known)| *known == slug).map(Workspace).ok_or_else(no_workspace)
    }

    /// Returns the app the token belongs to; null for a personal token.
    async fn authenticated_as_app(&self, ctx: &Context<'_>) -> Option<Result<ServerAppListItem, Error>> {
        if !viewer(ctx).is_signed_in() {
            return None;
        }
        scoped(ctx, "apps:read").err().map(Err)
    }

    #[graphql(deprecation = "use admin.serverStatistics instead")]
    async fn server_stats(&self, ctx: &Context<'_>) -> Result<ServerStats, Error> {
        scoped(ctx, "server:stats")?;
        Ok(ServerStats::of(World::of(ctx)))
    }

    /// Validates the slug, to make sure it contains only valid characters and its not taken.
    async fn validate_workspace_slug(&self, slug: String) -> bool {
        !slug.is_empty() && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    }
}

fn no_workspace() -> Error {
    errors::graphql("Workspace not found", "WORKSPACE_NOT_FOUND_ERROR", 404)
}

/// An id in the form GraphQL wants.
pub fn id(text: impl Into<String>) -> ID {
    ID(text.into())
}
