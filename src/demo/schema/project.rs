//! A project and the lists in it.

use async_graphql::{Context, Enum, Error, ID, Object, SimpleObject};

use super::comments::{self, ProjectCommentCollection, ProjectCommentsFilter};
use super::model::{Model, ModelCollection, ProjectModelsFilter};
use super::object::ObjectNode;
use super::paging::{Page, by_time, refused_above, silently_capped};
use super::permissions::{ProjectPermissionChecks, Role};
use super::query::id as id_of;
use super::scalars::DateTime;
use super::scoped;
use super::tree::{self, ModelsTreeItem, ModelsTreeItemCollection, ProjectModelsTreeFilter};
use super::user::LimitedUser;
use super::version::{Version, VersionCollection};
use super::viewer::{ExtendedViewerResources, ViewerResourceGroup};
use super::workspace::{LimitedWorkspace, Workspace};
use crate::data::MAIN_PROJECT;
use crate::data::names::APPLICATIONS;
use crate::data::projects::{self, Access};
use crate::errors;
use crate::world::World;

/// The most models of one page; a greater limit is cut without a word.
const MOST_MODELS: usize = 500;
/// The most versions of one page; a greater limit is refused.
pub const MOST_VERSIONS: usize = 100;

/// A project, by its index.
#[derive(Debug, Clone, Copy)]
pub struct Project(pub usize);

/// Who may see a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProjectVisibility {
    Private,
    Unlisted,
    Public,
    Workspace,
}

/// A page of projects.
#[derive(Debug, SimpleObject)]
pub struct ProjectCollection {
    pub total_count: i32,
    pub cursor: Option<String>,
    pub items: Vec<Project>,
}

/// A member of a project's team.
#[derive(Debug, SimpleObject)]
pub struct ProjectCollaborator {
    id: ID,
    role: &'static str,
    user: LimitedUser,
}

/// An invitation that has not been answered.
#[derive(Debug, SimpleObject)]
pub struct PendingStreamCollaborator {
    id: String,
    invite_id: String,
    project_id: String,
    project_name: String,
    title: String,
    role: String,
    invited_by: LimitedUser,
}

/// A webhook.
#[derive(Debug, SimpleObject)]
pub struct Webhook {
    id: String,
    project_id: String,
    url: String,
    description: Option<String>,
    triggers: Vec<String>,
    enabled: Option<bool>,
}

/// Webhooks of a project.
#[derive(Debug, SimpleObject)]
pub struct WebhookCollection {
    total_count: i32,
    items: Vec<Webhook>,
}

impl Project {
    fn data<'a>(&self, ctx: &Context<'a>) -> &'a projects::Project {
        &World::of(ctx).projects[self.0]
    }

    /// The model with this id in this project.
    pub fn find_model(self, world: &World, id: &str) -> Result<Model, Error> {
        let models = &world.projects[self.0].models;
        let found = models.iter().position(|model| model.id == id);
        found
            .map(|model| Model { project: self.0, model })
            .ok_or_else(|| errors::graphql("Model not found", "BRANCH_NOT_FOUND", 404))
    }

    /// The version with this id in this project.
    pub fn find_version(self, world: &World, id: &str) -> Result<Version, Error> {
        let models = &world.projects[self.0].models;
        let found = models.iter().enumerate().find_map(|(model, data)| {
            let is_meant = |at: &usize| data.version(*at).is_some_and(|version| version.id == id);
            let version = data.places().into_iter().find(is_meant)?;
            Some(Version { project: self.0, model, version })
        });
        found.ok_or_else(|| errors::graphql("Version not found", "COMMIT_NOT_FOUND", 404))
    }
}

#[Object]
impl Project {
    async fn id(&self, ctx: &Context<'_>) -> ID {
        id_of(&self.data(ctx).id)
    }

    async fn name<'a>(&self, ctx: &Context<'a>) -> &'a str {
        &self.data(ctx).name
    }

    async fn description<'a>(&self, ctx: &Context<'a>) -> Option<&'a str> {
        self.data(ctx).description.as_deref()
    }

    async fn visibility(&self, ctx: &Context<'_>) -> ProjectVisibility {
        match self.data(ctx).access {
            Access::Private => ProjectVisibility::Private,
            Access::Public => ProjectVisibility::Public,
            Access::Workspace => ProjectVisibility::Workspace,
        }
    }

    async fn allow_public_comments(&self) -> bool {
        false
    }

    /// Active user's role for this project. `null` if request is not authenticated, or the project is not explicitly shared with you.
    async fn role(&self, ctx: &Context<'_>) -> Option<&'static str> {
        self.data(ctx).role.filter(|_| super::viewer(ctx).is_signed_in())
    }

    async fn created_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime(self.data(ctx).created)
    }

    async fn updated_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime(self.data(ctx).updated)
    }

    /// Collaborators. Non-null and behind `users:read`: a refusal empties everything above.
    async fn team(&self, ctx: &Context<'_>) -> Result<Vec<ProjectCollaborator>, Error> {
        scoped(ctx, "users:read")?;
        let world = World::of(ctx);
        let member = |&(person, role): &(usize, &'static str)| ProjectCollaborator {
            id: id_of(world.person_id(person)),
            role,
            user: LimitedUser(person),
        };
        Ok(self.data(ctx).team.iter().map(member).collect())
    }

    async fn invited_team(&self, ctx: &Context<'_>) -> Option<Result<Vec<PendingStreamCollaborator>, Error>> {
        Some(scoped(ctx, "users:read").map(|_| Vec::new()))
    }

    /// Source apps used in any models of this project.
    async fn source_apps(&self, ctx: &Context<'_>) -> Vec<&'static str> {
        let mut used: Vec<usize> = self
            .data(ctx)
            .models
            .iter()
            .flat_map(|model| &model.versions)
            .map(|version| version.application)
            .collect();
        used.sort_unstable();
        used.dedup();
        used.into_iter().map(|at| APPLICATIONS[at].0).collect()
    }

    async fn permissions(&self, ctx: &Context<'_>) -> ProjectPermissionChecks {
        ProjectPermissionChecks(Role::in_project(self.data(ctx)))
    }

    async fn workspace_id(&self, ctx: &Context<'_>) -> Option<String> {
        self.data(ctx).workspace.map(|workspace| World::of(ctx).workspace_id(workspace))
    }

    async fn workspace(&self, ctx: &Context<'_>) -> Option<Result<Workspace, Error>> {
        match scoped(ctx, "workspace:read") {
            Err(error) => Some(Err(error)),
            Ok(_) => self.data(ctx).workspace.map(|workspace| Ok(Workspace(workspace))),
        }
    }

    /// What anybody in the project may know of its workspace.
    async fn limited_workspace(&self, ctx: &Context<'_>) -> Option<LimitedWorkspace> {
        self.data(ctx).workspace.map(|workspace| LimitedWorkspace::of(World::of(ctx), workspace))
    }

    /// All discussions; only the main project has some.
    async fn comment_threads(
        &self,
        ctx: &Context<'_>,
        cursor: Option<String>,
        limit: Option<i32>,
        filter: Option<ProjectCommentsFilter>,
    ) -> ProjectCommentCollection {
        let archived_too = filter.and_then(|filter| filter.include_archived).unwrap_or(false);
        comments::page(ctx, &self.data(ctx).id, cursor.as_deref(), (limit, archived_too))
    }

    /// Webhooks; even to read them a token needs `streams:write`, and the person must own the project.
    async fn webhooks(&self, ctx: &Context<'_>, id: Option<String>) -> Result<WebhookCollection, Error> {
        let _ = id;
        scoped(ctx, "streams:write")?;
        if self.data(ctx).role != Some("stream:owner") {
            return Err(errors::not_authorized());
        }
        Ok(WebhookCollection { total_count: 0, items: Vec::new() })
    }

    /// Retrieve a specific project model by its ID.
    async fn model(&self, ctx: &Context<'_>, id: String) -> Result<Model, Error> {
        self.find_model(World::of(ctx), &id)
    }

    /// Retrieve a specific project model by its name, with regard to case.
    async fn model_by_name(&self, ctx: &Context<'_>, name: String) -> Result<Model, Error> {
        let found = self.data(ctx).models.iter().position(|model| model.name == name);
        found
            .map(|model| Model { project: self.0, model })
            .ok_or_else(|| errors::graphql("Model not found", "BRANCH_NOT_FOUND", 404))
    }

    /// Returns a flat list of all models.
    async fn models(
        &self,
        ctx: &Context<'_>,
        cursor: Option<String>,
        #[graphql(default = 25)] limit: i32,
        filter: Option<ProjectModelsFilter>,
    ) -> Result<ModelCollection, Error> {
        let models = &self.data(ctx).models;
        let world = World::of(ctx);
        let all: Vec<usize> = (0..models.len())
            .filter(|&at| filter.as_ref().is_none_or(|filter| filter.admits(world, &models[at])))
            .collect();
        let limit = silently_capped(limit, MOST_MODELS);
        let Page { items, cursor } = by_time(&all, limit, cursor.as_deref(), |at| models[at].updated)?;
        let items = items.into_iter().map(|model| Model { project: self.0, model }).collect();
        Ok(ModelCollection { total_count: all.len() as i32, cursor, items })
    }

    /// Return a project's models in a tree view with submodels being nested under parent models.
    async fn models_tree(
        &self,
        ctx: &Context<'_>,
        cursor: Option<String>,
        #[graphql(default = 25)] limit: i32,
        filter: Option<ProjectModelsTreeFilter>,
    ) -> Result<ModelsTreeItemCollection, Error> {
        tree::top(World::of(ctx), self.0, limit, (cursor, filter))
    }

    /// Return a model tree of children for the specified model name.
    async fn model_children_tree(&self, ctx: &Context<'_>, full_name: String) -> Vec<ModelsTreeItem> {
        tree::below(World::of(ctx), self.0, &full_name)
    }

    /// Retrieve a specific project version by its ID.
    async fn version(&self, ctx: &Context<'_>, id: String) -> Result<Version, Error> {
        self.find_version(World::of(ctx), &id)
    }

    /// Returns a flat list of all project versions.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25)] limit: i32,
        cursor: Option<String>,
    ) -> Result<VersionCollection, Error> {
        let limit = refused_above(limit, MOST_VERSIONS)?;
        let models = &self.data(ctx).models;
        let mut versions: Vec<Version> = models
            .iter()
            .enumerate()
            .flat_map(|(model, data)| {
                (0..data.versions.len()).map(move |version| Version { project: self.0, model, version })
            })
            .collect();
        let created = |version: &Version| models[version.model].versions[version.version].created;
        versions.sort_by_key(|version| std::cmp::Reverse(created(version)));
        let all: Vec<usize> = (0..versions.len()).collect();
        let Page { items, cursor } = by_time(&all, limit, cursor.as_deref(), |at| created(&versions[at]))?;
        let items = items.into_iter().map(|at| versions[at]).collect();
        Ok(VersionCollection { total_count: all.len() as i32, cursor, items })
    }

    /// Return metadata about resources being requested in the viewer.
    #[graphql(deprecation = "Use viewerResourcesExtended instead. viewerResources() will be removed soon")]
    async fn viewer_resources(
        &self,
        ctx: &Context<'_>,
        resource_id_string: String,
        saved_view_id: Option<ID>,
        #[graphql(default_with = "Some(true)")] loaded_versions_only: Option<bool>,
    ) -> Vec<ViewerResourceGroup> {
        let _ = saved_view_id;
        let newest_only = loaded_versions_only.unwrap_or(true);
        ExtendedViewerResources::of(World::of(ctx), self.data(ctx), &resource_id_string, newest_only)
            .into_groups()
    }

    /// Return extended metadata about resources being requested in the viewer.
    async fn viewer_resources_extended(
        &self,
        ctx: &Context<'_>,
        resource_id_string: String,
        saved_view_id: Option<ID>,
        #[graphql(default_with = "Some(true)")] loaded_versions_only: Option<bool>,
    ) -> ExtendedViewerResources {
        // This sample has no saved views.
        let _ = saved_view_id;
        let newest_only = loaded_versions_only.unwrap_or(true);
        ExtendedViewerResources::of(World::of(ctx), self.data(ctx), &resource_id_string, newest_only)
    }

    /// An object by its id; null, without an error, when there is none.
    async fn object(&self, ctx: &Context<'_>, id: String) -> Option<ObjectNode> {
        let main = self.data(ctx).id == MAIN_PROJECT;
        World::of(ctx).store.find(main, &id).map(ObjectNode::whole)
    }
}
