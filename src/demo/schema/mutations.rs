//! Changes: enough to tell which scopes a token has, and one harmless change that lasts until the server stops.

use async_graphql::{Context, Error, ID, InputObject, Object};

use super::comments::Comment;
use super::project::Project;
use super::scalars::JsonObject;
use super::scoped;
use super::version::Version;
use crate::data::MAIN_PROJECT;
use crate::data::clock::{MINUTE, NOW};
use crate::data::names::APPLICATIONS;
use crate::data::projects;
use crate::data::random::short_id;
use crate::data::tree::Part;
use crate::errors;
use crate::events::Happening;
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

/// Changes to discussions.
#[derive(Debug)]
pub struct CommentMutations;

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

/// A new version of a model.
#[derive(Debug, InputObject)]
pub struct CreateVersionInput {
    project_id: String,
    model_id: String,
    object_id: String,
    message: Option<String>,
    source_application: Option<String>,
    total_children_count: Option<i32>,
    parents: Option<Vec<String>>,
}

/// What a discussion begins with.
#[derive(Debug, InputObject)]
pub struct CommentContentInput {
    doc: Option<JsonObject>,
    blob_ids: Option<Vec<String>>,
}

/// A new discussion.
#[derive(Debug, InputObject)]
pub struct CreateCommentInput {
    project_id: String,
    content: CommentContentInput,
    /// SerializedViewerState. If omitted, comment won't render (correctly) inside the
    /// viewer, but will still be retrievable through the API
    viewer_state: Option<JsonObject>,
    /// Resources that this comment should be attached to
    resource_id_string: String,
    screenshot: Option<String>,
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

    async fn comment_mutations(&self, ctx: &Context<'_>) -> Result<CommentMutations, Error> {
        scoped(ctx, "streams:write").map(|_| CommentMutations)
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
        world.events.tell(told(version, false));
        Ok(version)
    }

    /// Publishes an object that is there as a version, until the server stops.
    async fn create(&self, ctx: &Context<'_>, input: CreateVersionInput) -> Result<Version, Error> {
        let world = World::of(ctx);
        let at = world.project(super::viewer(ctx), &input.project_id).map_err(|refusal| refusal.graphql())?;
        if world.projects[at].role == Some("stream:reviewer") {
            return Err(errors::not_authorized());
        }
        let _ = (input.total_children_count, input.parents);
        let model = Project(at).find_model(world, &input.model_id)?;
        let is_main = input.project_id == MAIN_PROJECT;
        let Some(Part::Root(tree)) = world.store.find(is_main, &input.object_id) else {
            return Err(errors::graphql("Root object not found", "NOT_FOUND_ERROR", 404));
        };
        let data = &world.projects[at].models[model.model];
        let slug = input.source_application.unwrap_or_default();
        let since = data.places().len() as i64;
        let version = projects::Version {
            id: short_id(world.seed, &format!("published {} {since}", data.id)),
            message: input.message,
            author: 0,
            created: NOW + since * MINUTE,
            application: APPLICATIONS.iter().position(|(_, known)| *known == slug).unwrap_or(0),
            content: projects::Content::Objects(tree),
            rendered: false,
        };
        let version = Version { project: at, model: model.model, version: data.publish(version) };
        world.events.tell(told(version, true));
        Ok(version)
    }
}

fn told(of: Version, created: bool) -> Happening {
    Happening::Version { project: of.project, model: of.model, version: of.version, created }
}

#[Object]
impl CommentMutations {
    /// Begins a discussion that lasts until the server stops.
    async fn create(&self, ctx: &Context<'_>, input: CreateCommentInput) -> Result<Comment, Error> {
        let world = World::of(ctx);
        world.project(super::viewer(ctx), &input.project_id).map_err(|refusal| refusal.graphql())?;
        let _ = (input.viewer_state, input.resource_id_string, input.screenshot, input.content.blob_ids);
        let mut words = Vec::new();
        if let Some(JsonObject(doc)) = &input.content.doc {
            texts(doc, &mut words);
        }
        let nth = world.begin_comment(&input.project_id, words.join(" "));
        world.events.tell(Happening::Comment { project: input.project_id, nth });
        Comment::made(world, nth).ok_or_else(|| errors::graphql("Comment not found", "NOT_FOUND_ERROR", 404))
    }
}

/// The texts of a document as the web editor writes it.
fn texts(doc: &serde_json::Value, words: &mut Vec<String>) {
    match doc {
        serde_json::Value::Object(members) => {
            words.extend(members.get("text").and_then(serde_json::Value::as_str).map(str::to_owned));
            members.iter().filter(|(key, _)| *key != "text").for_each(|(_, value)| texts(value, words));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, words)),
        _ => {}
    }
}

#[Object]
impl DashboardMutations {
    async fn delete(&self, id: String) -> Result<bool, Error> {
        let _ = id;
        Err(errors::graphql("Dashboard not found", "DASHBOARD_NOT_FOUND_ERROR", 404))
    }
}
