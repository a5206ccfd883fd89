//! People: the one who asks, with her projects, and the others.

use async_graphql::{Context, Error, ID, InputObject, Object, SimpleObject};

use super::paging::{Page, by_item, silently_capped};
use super::permissions::RootPermissionChecks;
use super::project::{PendingStreamCollaborator, Project};
use super::query::id;
use super::scalars::{BigInt, DateTime};
use super::scoped;
use super::workspace::{LimitedWorkspace, Workspace, WorkspaceCollection};
use crate::auth::{Viewer, Who};
use crate::data::clock::{DAY, NOW};
use crate::data::names::{PEOPLE, WORKSPACES};
use crate::errors;
use crate::world::World;

/// The most projects of one page; a greater limit is cut without a word.
const MOST_PROJECTS: usize = 50;
/// A hundred years, the lifespan tokens get unless asked otherwise.
const LIFESPAN: i64 = 3_154_000_000_000;

/// The person who asks.
#[derive(Debug)]
pub struct User(pub Viewer);

/// Which projects.
#[derive(Debug, InputObject)]
pub struct UserProjectsFilter {
    /// Part of a name, without regard to case.
    search: Option<String>,
    only_with_roles: Option<Vec<String>>,
    workspace_id: Option<ID>,
    personal_only: Option<bool>,
    include_implicit_access: Option<bool>,
}

/// Which workspaces.
#[derive(Debug, InputObject)]
pub struct UserWorkspacesFilter {
    search: Option<String>,
    completed: Option<bool>,
}

/// A page of the person's projects.
#[derive(Debug, SimpleObject)]
pub struct UserProjectCollection {
    total_count: i32,
    number_of_hidden: i32,
    cursor: Option<String>,
    items: Vec<Project>,
}

/// A count.
#[derive(Debug, SimpleObject)]
pub struct CountOnlyCollection {
    total_count: i32,
}

/// A token as its owner may see it: never the token itself.
#[derive(Debug, SimpleObject)]
pub struct ApiToken {
    id: String,
    name: String,
    last_chars: String,
    scopes: Vec<Option<String>>,
    created_at: DateTime,
    lifespan: BigInt,
    last_used: DateTime,
}

#[Object]
impl User {
    async fn id(&self, ctx: &Context<'_>) -> ID {
        id(World::of(ctx).person_id(0))
    }

    /// Null without an error when the token lacks `profile:email`.
    async fn email(&self) -> Option<&'static str> {
        self.0.has("profile:email").then_some("mara.lindqvist@norrstrom.example")
    }

    async fn name(&self) -> &'static str {
        PEOPLE[0].0
    }

    async fn bio(&self) -> Option<&'static str> {
        None
    }

    async fn company(&self) -> Option<&'static str> {
        Some(PEOPLE[0].1)
    }

    async fn avatar(&self) -> Option<&'static str> {
        None
    }

    async fn verified(&self) -> Option<bool> {
        Some(true)
    }

    async fn role(&self) -> Option<&'static str> {
        Some("server:user")
    }

    async fn is_onboarding_finished(&self) -> Option<bool> {
        Some(true)
    }

    async fn created_at(&self) -> Option<DateTime> {
        Some(DateTime(NOW - 900 * DAY))
    }

    async fn permissions(&self) -> RootPermissionChecks {
        RootPermissionChecks
    }

    /// Returns a list of all your personal access tokens.
    async fn api_tokens(&self, ctx: &Context<'_>) -> Result<Vec<ApiToken>, Error> {
        scoped(ctx, "tokens:read")?;
        let tokens = &World::of(ctx).tokens;
        let personal = Who::ALL.into_iter().filter(|who| !matches!(who, Who::App | Who::Revoked));
        Ok(personal
            .map(|who| ApiToken {
                id: tokens.id(who).to_owned(),
                name: who.token_name().to_owned(),
                last_chars: tokens.of(who).chars().skip(36).collect(),
                scopes: who.scopes().iter().map(|scope| Some((*scope).to_owned())).collect(),
                created_at: DateTime(NOW - 30 * DAY),
                lifespan: BigInt(LIFESPAN),
                last_used: DateTime(NOW),
            })
            .collect())
    }

    /// Get (count of) versions published by this user.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = false)] authored_only: bool,
        #[graphql(default = 25)] limit: i32,
    ) -> CountOnlyCollection {
        let _ = limit;
        let versions = World::of(ctx)
            .projects
            .iter()
            .flat_map(|project| &project.models)
            .flat_map(|model| &model.versions);
        CountOnlyCollection {
            total_count: versions.filter(|version| !authored_only || version.author == 0).count() as i32,
        }
    }

    /// Get projects that the user participates in.
    #[expect(clippy::too_many_arguments, reason = "the arguments are the API's")]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25)] limit: i32,
        cursor: Option<String>,
        filter: Option<UserProjectsFilter>,
        sort_by: Option<Vec<String>>,
    ) -> Result<UserProjectCollection, Error> {
        let world = World::of(ctx);
        let mut all: Vec<usize> = world
            .own_projects(self.0)
            .into_iter()
            .filter(|&at| filter.as_ref().is_none_or(|filter| filter.admits(world, at)))
            .collect();
        match sort_by.as_deref().and_then(<[String]>::first).map(String::as_str) {
            None | Some("updatedAt") => {}
            Some("name") => {
                all.sort_by(|&one, &other| world.projects[one].name.cmp(&world.projects[other].name))
            }
            Some(unknown) => return Err(unknown_column(unknown)),
        }
        let page = by_item(&all, silently_capped(limit, MOST_PROJECTS), cursor.as_deref(), |at| {
            (world.projects[at].updated, world.projects[at].id.clone())
        });
        let Page { items, cursor } = page;
        Ok(UserProjectCollection {
            total_count: all.len() as i32,
            number_of_hidden: 0,
            cursor,
            items: items.into_iter().map(Project).collect(),
        })
    }

    /// Get all invitations to projects that the active user has.
    async fn project_invites(&self) -> Vec<PendingStreamCollaborator> {
        Vec::new()
    }

    /// The workspace she worked in last.
    async fn active_workspace(&self, ctx: &Context<'_>) -> Option<LimitedWorkspace> {
        Some(LimitedWorkspace::of(World::of(ctx), 0))
    }

    /// Get the workspaces for the user.
    async fn workspaces(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25)] limit: i32,
        cursor: Option<String>,
        filter: Option<UserWorkspacesFilter>,
    ) -> Result<WorkspaceCollection, Error> {
        scoped(ctx, "workspace:read")?;
        let search = filter.and_then(|filter| filter.search).unwrap_or_default().to_lowercase();
        // She is in the first workspace only; there is one page of it.
        let items: Vec<Workspace> = (0..1)
            .filter(|&at| cursor.is_none() && WORKSPACES[at].0.to_lowercase().contains(&search))
            .take(silently_capped(limit, 50))
            .map(Workspace)
            .collect();
        Ok(WorkspaceCollection { total_count: 1, cursor: None, items })
    }
}

impl UserProjectsFilter {
    fn admits(&self, world: &World, at: usize) -> bool {
        let project = &world.projects[at];
        let by_name = self
            .search
            .as_ref()
            .is_none_or(|search| project.name.to_lowercase().contains(&search.to_lowercase()));
        let by_role = self
            .only_with_roles
            .as_ref()
            .is_none_or(|roles| project.role.is_some_and(|role| roles.iter().any(|wanted| wanted == role)));
        let by_workspace = self.workspace_id.as_ref().is_none_or(|wanted| {
            project.workspace.is_some_and(|workspace| world.workspace_id(workspace) == wanted.as_str())
        });
        let personal = !self.personal_only.unwrap_or(false) || project.workspace.is_none();
        by_name && by_role && by_workspace && personal
    }
}

/// An unknown sort column reaches the database.
fn unknown_column(name: &str) -> Error {
    errors::graphql(
        format!(
            "select \"streams\".*, \"stream_acl\".\"role\" from \"stream_acl\" inner join \"streams\" on \"streams\".\"id\" = \
             \"stream_acl\".\"resourceId\" where \"stream_acl\".\"userId\" = $1 order by \"{name}\" desc limit $2 - column \
             \"{name}\" does not exist"
        ),
        "INTERNAL_SERVER_ERROR",
        500,
    )
}

/// Somebody, as others may see them.
#[derive(Debug, Clone, Copy)]
pub struct LimitedUser(pub usize);

#[Object]
impl LimitedUser {
    async fn id(&self, ctx: &Context<'_>) -> ID {
        id(World::of(ctx).person_id(self.0))
    }

    async fn name(&self) -> &'static str {
        PEOPLE[self.0].0
    }

    async fn bio(&self) -> Option<&'static str> {
        None
    }

    async fn company(&self) -> Option<&'static str> {
        Some(PEOPLE[self.0].1)
    }

    async fn avatar(&self) -> Option<&'static str> {
        None
    }

    async fn verified(&self) -> Option<bool> {
        Some(true)
    }

    async fn role(&self) -> Option<&'static str> {
        Some("server:user")
    }
}
