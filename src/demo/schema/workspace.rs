//! A workspace: an organisation with its projects.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::paging::{Page, by_item, silently_capped};
use super::project::{Project, ProjectCollection};
use super::query::id as id_of;
use super::scalars::DateTime;
use super::viewer;
use crate::data::clock::{DAY, NOW};
use crate::data::names::WORKSPACES;
use crate::world::World;

/// A workspace, by its index.
#[derive(Debug, Clone, Copy)]
pub struct Workspace(pub usize);

/// What outsiders may know of a workspace.
#[derive(Debug, SimpleObject)]
pub struct LimitedWorkspace {
    id: ID,
    name: &'static str,
    slug: &'static str,
    description: Option<String>,
    role: Option<&'static str>,
    logo: Option<String>,
}

impl LimitedWorkspace {
    /// The workspace at an index.
    pub fn of(world: &World, workspace: usize) -> Self {
        let (name, slug) = WORKSPACES[workspace];
        let role = (workspace == 0).then_some("workspace:member");
        Self { id: id_of(world.workspace_id(workspace)), name, slug, description: None, role, logo: None }
    }
}

/// A page of workspaces.
#[derive(Debug, SimpleObject)]
pub struct WorkspaceCollection {
    pub total_count: i32,
    pub cursor: Option<String>,
    pub items: Vec<Workspace>,
}

/// Which of a workspace's projects.
#[derive(Debug, InputObject)]
pub struct WorkspaceProjectsFilter {
    search: Option<String>,
    with_project_role_only: Option<bool>,
}

#[Object]
impl Workspace {
    async fn id(&self, ctx: &Context<'_>) -> ID {
        id_of(World::of(ctx).workspace_id(self.0))
    }

    async fn name(&self) -> &'static str {
        WORKSPACES[self.0].0
    }

    async fn slug(&self) -> &'static str {
        WORKSPACES[self.0].1
    }

    async fn description(&self) -> Option<&'static str> {
        None
    }

    async fn created_at(&self) -> DateTime {
        DateTime(NOW - 800 * DAY)
    }

    async fn updated_at(&self) -> DateTime {
        DateTime(NOW - 20 * DAY)
    }

    async fn logo(&self) -> Option<&'static str> {
        None
    }

    /// Active user's role for this workspace.
    async fn role(&self) -> Option<&'static str> {
        (self.0 == 0).then_some("workspace:member")
    }

    async fn read_only(&self) -> bool {
        false
    }

    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25)] limit: i32,
        cursor: Option<String>,
        filter: Option<WorkspaceProjectsFilter>,
    ) -> ProjectCollection {
        let world = World::of(ctx);
        let search = filter.and_then(|filter| filter.search).unwrap_or_default().to_lowercase();
        let all: Vec<usize> = world
            .own_projects(viewer(ctx))
            .into_iter()
            .filter(|&at| world.projects[at].workspace == Some(self.0))
            .filter(|&at| world.projects[at].name.to_lowercase().contains(&search))
            .collect();
        let Page { items, cursor } = by_item(&all, silently_capped(limit, 50), cursor.as_deref(), |at| {
            (world.projects[at].updated, world.projects[at].id.clone())
        });
        ProjectCollection {
            total_count: all.len() as i32,
            cursor,
            items: items.into_iter().map(Project).collect(),
        }
    }
}
