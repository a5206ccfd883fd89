//! Subscriptions: versions and discussions as mutations of this server make them, and previews that are rendered
//! once a second, so that there is something to watch.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Enum, Error, InputObject, SimpleObject, Subscription as Subscribes};
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::broadcast::error::RecvError;

use super::comments::Comment;
use super::version::Version;
use crate::auth::Viewer;
use crate::data::projects::Content;
use crate::data::tree::Part;
use crate::events::Happening;
use crate::world::{Refusal, World};

/// How often a preview is rendered.
const TICK: Duration = Duration::from_secs(1);

/// What can be subscribed to.
#[derive(Debug)]
pub struct Subscription;

/// What happened to a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProjectVersionsUpdatedMessageType {
    Created,
    Updated,
    Deleted,
}

/// A version of a project was made, changed or removed.
#[derive(Debug, SimpleObject)]
pub struct ProjectVersionsUpdatedMessage {
    #[graphql(name = "type")]
    kind: ProjectVersionsUpdatedMessageType,
    /// Version ID
    id: String,
    /// Null if version was deleted
    version: Option<Version>,
    /// Version's model ID
    model_id: String,
}

/// What happened to a discussion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProjectCommentsUpdatedMessageType {
    Created,
    Updated,
    Archived,
}

/// A discussion of a project was begun, answered or closed.
#[derive(Debug, SimpleObject)]
pub struct ProjectCommentsUpdatedMessage {
    #[graphql(name = "type")]
    kind: ProjectCommentsUpdatedMessageType,
    id: String,
    /// Null if deleted
    comment: Option<Comment>,
}

/// The preview of a version is there.
#[derive(Debug, SimpleObject)]
pub struct ProjectVersionsPreviewGeneratedMessage {
    project_id: String,
    object_id: String,
    version_id: String,
}

/// What to watch.
#[derive(Debug, InputObject)]
pub struct ViewerUpdateTrackingTarget {
    project_id: String,
    /// Only request updates to the resources identified by this
    /// comma-delimited resouce string (same format that's used in the viewer URL)
    resource_id_string: String,
    /// By default if resourceIdString is set, the "versionId" part of model resource identifiers will be ignored
    /// and all updates to of all versions of any of the referenced models will be returned. If `loadedVersionsOnly` is
    /// enabled, then only updates of loaded/referenced versions in resourceIdString will be returned.
    loaded_versions_only: Option<bool>,
}

type Told<T> = Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>;

#[Subscribes]
impl Subscription {
    /// Subscribe to changes to a project's versions.
    async fn project_versions_updated(
        &self,
        ctx: &Context<'_>,
        id: String,
    ) -> Told<ProjectVersionsUpdatedMessage> {
        told(ctx, id, |world, at, happening| {
            let Happening::Version { project, model, version, created } = *happening else { return None };
            let of = Version { project, model, version };
            (project == at).then(|| ProjectVersionsUpdatedMessage {
                kind: if created {
                    ProjectVersionsUpdatedMessageType::Created
                } else {
                    ProjectVersionsUpdatedMessageType::Updated
                },
                id: of.data(world).id.clone(),
                version: Some(of),
                model_id: world.projects[project].models[model].id.clone(),
            })
        })
    }

    /// Subscribe to updates to resource comments/threads. Optionally specify resource ID string to only receive
    /// updates regarding comments for those resources.
    async fn project_comments_updated(
        &self,
        ctx: &Context<'_>,
        target: ViewerUpdateTrackingTarget,
    ) -> Told<ProjectCommentsUpdatedMessage> {
        let _ = (target.resource_id_string, target.loaded_versions_only);
        told(ctx, target.project_id, |world, at, happening| {
            let Happening::Comment { project, nth } = happening else { return None };
            let comment = Comment::made(world, *nth).filter(|_| *project == world.projects[at].id)?;
            Some(ProjectCommentsUpdatedMessage {
                kind: ProjectCommentsUpdatedMessageType::Created,
                id: comment.id.clone(),
                comment: Some(comment),
            })
        })
    }

    /// Subscribe to when a project's versions get their preview image fully generated.
    async fn project_versions_preview_generated(
        &self,
        ctx: &Context<'_>,
        id: String,
    ) -> Told<ProjectVersionsPreviewGeneratedMessage> {
        let (world, viewer) = (shared(ctx), super::viewer(ctx));
        let mut tick = tokio::time::interval(TICK);
        tick.reset();
        Box::pin(unfold((tick, 0_usize), move |(mut tick, count)| {
            let (world, id) = (world.clone(), id.clone());
            async move {
                loop {
                    tick.tick().await;
                    match world.project(viewer, &id) {
                        Ok(at) => {
                            let Some(preview) = preview(&world, at, count) else { continue };
                            return Some((Ok(preview), (tick, count + 1)));
                        }
                        Err(refusal @ Refusal::Scope) => {
                            return Some((Err(refusal.graphql()), (tick, count)));
                        }
                        // Out of sight is silent.
                        Err(_) => {}
                    }
                }
            }
        }))
    }
}

/// The next preview of a project: its versions in a circle.
fn preview(world: &World, at: usize, count: usize) -> Option<ProjectVersionsPreviewGeneratedMessage> {
    let project = &world.projects[at];
    let shown: Vec<_> = project
        .models
        .iter()
        .flat_map(|model| &model.versions)
        .filter_map(|version| match version.content {
            Content::Objects(tree) => Some((version, tree)),
            Content::Hidden | Content::Bundle => None,
        })
        .take(20)
        .collect();
    let (version, tree) = shown.get(count.checked_rem(shown.len())?)?;
    Some(ProjectVersionsPreviewGeneratedMessage {
        project_id: project.id.clone(),
        object_id: world.store.id(Part::Root(*tree)),
        version_id: version.id.clone(),
    })
}

fn shared(ctx: &Context<'_>) -> Arc<World> {
    ctx.data_unchecked::<Arc<World>>().clone()
}

/// What happens in a project, as far as `pick` makes something of it. A missing scope is said with the first event,
/// and a project out of sight never says anything, as on a real server.
fn told<T: Send + 'static>(
    ctx: &Context<'_>,
    id: String,
    pick: impl Fn(&World, usize, &Happening) -> Option<T> + Clone + Send + 'static,
) -> Told<T> {
    let world = shared(ctx);
    let viewer: Viewer = super::viewer(ctx);
    let listening = world.events.listen();
    Box::pin(unfold(listening, move |mut listening| {
        let (world, id, pick) = (world.clone(), id.clone(), pick.clone());
        async move {
            loop {
                let happening = match listening.recv().await {
                    Ok(happening) => happening,
                    Err(RecvError::Lagged(_)) => continue,
                    Err(RecvError::Closed) => return None,
                };
                match world.project(viewer, &id) {
                    Ok(at) => {
                        if let Some(message) = pick(&world, at, &happening) {
                            return Some((Ok(message), listening));
                        }
                    }
                    Err(refusal @ Refusal::Scope) => return Some((Err(refusal.graphql()), listening)),
                    Err(_) => {}
                }
            }
        }
    }))
}
