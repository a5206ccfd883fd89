//! A version: what a model held at one time.

use async_graphql::{Context, ID, Object, SimpleObject};

use super::comments::CommentCollection;
use super::model::Model;
use super::permissions::{Role, VersionPermissionChecks};
use super::query::id as id_of;
use super::scalars::DateTime;
use super::user::LimitedUser;
use crate::data::names::APPLICATIONS;
use crate::data::projects;
use crate::world::World;

/// A version, by index of project, model and version.
#[derive(Debug, Clone, Copy)]
pub struct Version {
    /// Index of the project.
    pub project: usize,
    /// Index of the model in it.
    pub model: usize,
    /// Index of the version in that, newest first.
    pub version: usize,
}

/// A page of versions.
#[derive(Debug, SimpleObject)]
pub struct VersionCollection {
    pub total_count: i32,
    pub cursor: Option<String>,
    pub items: Vec<Version>,
}

impl Version {
    /// The version itself.
    pub fn data<'a>(&self, world: &'a World) -> &'a projects::Version {
        let model = &world.projects[self.project].models[self.model];
        model.version(self.version).unwrap_or(&model.versions[0])
    }
}

#[Object]
impl Version {
    async fn id(&self, ctx: &Context<'_>) -> ID {
        id_of(&self.data(World::of(ctx)).id)
    }

    /// Null when the subscription hides it; `bundle.…` when it exists in the new format only.
    async fn referenced_object(&self, ctx: &Context<'_>) -> Option<String> {
        let world = World::of(ctx);
        let project = &world.projects[self.project];
        world.referenced_object(project, &project.models[self.model], self.data(world))
    }

    async fn message(&self, ctx: &Context<'_>) -> Option<String> {
        let world = World::of(ctx);
        world.message(self.data(world))
    }

    /// A slug (`revit`), unlike the names in `Project.sourceApps`.
    async fn source_application(&self, ctx: &Context<'_>) -> Option<&'static str> {
        Some(APPLICATIONS[self.data(World::of(ctx)).application].1)
    }

    async fn author_user(&self, ctx: &Context<'_>) -> Option<LimitedUser> {
        Some(LimitedUser(self.data(World::of(ctx)).author))
    }

    async fn created_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime(self.data(World::of(ctx)).created)
    }

    async fn model(&self) -> Model {
        Model { project: self.project, model: self.model }
    }

    async fn preview_url(&self, ctx: &Context<'_>) -> String {
        let world = World::of(ctx);
        format!(
            "{}/preview/{}/commits/{}",
            world.origin,
            world.projects[self.project].id,
            self.data(world).id
        )
    }

    /// Discussions; this sample has none.
    async fn comment_threads(
        &self,
        cursor: Option<String>,
        #[graphql(default = 25)] limit: i32,
    ) -> CommentCollection {
        let _ = (cursor, limit);
        CommentCollection::none()
    }

    /// Not to be relied on: 1, whatever the version holds, as on real servers.
    async fn total_children_count(&self) -> Option<i32> {
        Some(1)
    }

    async fn parents(&self) -> Option<Vec<Option<String>>> {
        None
    }

    async fn permissions(&self, ctx: &Context<'_>) -> VersionPermissionChecks {
        VersionPermissionChecks(Role::in_project(&World::of(ctx).projects[self.project]))
    }
}
