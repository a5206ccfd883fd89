//! A model: a named line of versions.

use async_graphql::{Context, Error, ID, InputObject, Object, SimpleObject};

use super::comments::CommentCollection;
use super::paging::{Page, by_time, refused_above};
use super::permissions::{ModelPermissionChecks, Role};
use super::project::{MOST_VERSIONS, Project};
use super::query::id as id_of;
use super::scalars::DateTime;
use super::tree::{self, ModelsTreeItem};
use super::user::LimitedUser;
use super::version::{Version, VersionCollection};
use crate::data::names::APPLICATIONS;
use crate::data::projects;
use crate::world::World;

/// A model, by index of project and model.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    /// Index of the project.
    pub project: usize,
    /// Index of the model in it.
    pub model: usize,
}

/// A page of models.
#[derive(Debug, SimpleObject)]
pub struct ModelCollection {
    pub total_count: i32,
    pub cursor: Option<String>,
    pub items: Vec<Model>,
}

/// Which models.
#[derive(Debug, InputObject)]
pub struct ProjectModelsFilter {
    /// Filter by part of the name, without regard to case.
    search: Option<String>,
    /// Filter by source apps used in models.
    source_apps: Option<Vec<String>>,
    /// Filter by IDs of contributors who participated in models.
    contributors: Option<Vec<String>>,
    /// Only select models that have versions.
    only_with_versions: Option<bool>,
    /// Only select models with the specific IDs.
    ids: Option<Vec<String>>,
    /// Exclude models with the specified IDs.
    exclude_ids: Option<Vec<String>>,
}

impl ProjectModelsFilter {
    /// Whether a model passes every part of the filter.
    pub fn admits(&self, world: &World, model: &projects::Model) -> bool {
        let listed = |list: &Option<Vec<String>>| list.as_ref().map(|ids| ids.contains(&model.id));
        let by_name = self
            .search
            .as_ref()
            .is_none_or(|search| model.name.to_lowercase().contains(&search.to_lowercase()));
        let by_app = self.source_apps.as_ref().is_none_or(|apps| {
            model
                .versions
                .iter()
                .any(|version| apps.iter().any(|app| app == APPLICATIONS[version.application].0))
        });
        let by_person = self.contributors.as_ref().is_none_or(|people| {
            model.versions.iter().any(|version| people.contains(&world.person_id(version.author)))
        });
        let by_versions = !self.only_with_versions.unwrap_or(false) || !model.versions.is_empty();
        by_name
            && by_app
            && by_person
            && by_versions
            && listed(&self.ids).unwrap_or(true)
            && !listed(&self.exclude_ids).unwrap_or(false)
    }
}

/// Which versions.
#[derive(Debug, InputObject)]
pub struct ModelVersionsFilter {
    /// Make sure these specified versions are always loaded first.
    priority_ids: Option<Vec<String>>,
    /// Only return versions specified in `priorityIds`.
    priority_ids_only: Option<bool>,
}

impl Model {
    fn data<'a>(&self, ctx: &Context<'a>) -> &'a projects::Model {
        &World::of(ctx).projects[self.project].models[self.model]
    }
}

#[Object]
impl Model {
    async fn id(&self, ctx: &Context<'_>) -> ID {
        id_of(&self.data(ctx).id)
    }

    /// Full name including the names of parent models delimited by forward slashes.
    async fn name<'a>(&self, ctx: &Context<'a>) -> &'a str {
        &self.data(ctx).name
    }

    /// The shortened/display name that doesn't include the names of parent models.
    async fn display_name<'a>(&self, ctx: &Context<'a>) -> &'a str {
        let name = &self.data(ctx).name;
        name.rsplit_once('/').map_or(name.as_str(), |(_, last)| last)
    }

    async fn author(&self, ctx: &Context<'_>) -> Option<LimitedUser> {
        Some(LimitedUser(self.data(ctx).author))
    }

    async fn description<'a>(&self, ctx: &Context<'a>) -> Option<&'a str> {
        self.data(ctx).description.as_deref()
    }

    async fn created_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime(self.data(ctx).created)
    }

    async fn updated_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime(self.data(ctx).updated)
    }

    async fn project_id<'a>(&self, ctx: &Context<'a>) -> &'a str {
        &World::of(ctx).projects[self.project].id
    }

    async fn resource_id_string<'a>(&self, ctx: &Context<'a>) -> &'a str {
        &self.data(ctx).id
    }

    /// The preview of the newest version; null when there is no version.
    async fn preview_url(&self, ctx: &Context<'_>) -> Option<String> {
        let world = World::of(ctx);
        let newest = self.data(ctx).versions.first()?;
        Some(format!("{}/preview/{}/commits/{}", world.origin, world.projects[self.project].id, newest.id))
    }

    async fn permissions(&self, ctx: &Context<'_>) -> ModelPermissionChecks {
        ModelPermissionChecks(Role::in_project(&World::of(ctx).projects[self.project]))
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

    /// Return a model tree of children.
    async fn children_tree(&self, ctx: &Context<'_>) -> Vec<ModelsTreeItem> {
        tree::below(World::of(ctx), self.project, &self.data(ctx).name)
    }

    async fn version(&self, ctx: &Context<'_>, id: String) -> Result<Version, Error> {
        Project(self.project).find_version(World::of(ctx), &id)
    }

    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 25)] limit: i32,
        cursor: Option<String>,
        filter: Option<ModelVersionsFilter>,
    ) -> Result<VersionCollection, Error> {
        let limit = refused_above(limit, MOST_VERSIONS)?;
        let data = self.data(ctx);
        let first = filter.as_ref().and_then(|filter| filter.priority_ids.as_deref()).unwrap_or_default();
        let only = filter.as_ref().and_then(|filter| filter.priority_ids_only).unwrap_or(false);
        let named = |at: &usize| data.version(*at).is_some_and(|version| first.contains(&version.id));
        let mut all: Vec<usize> = data.places().into_iter().filter(|at| !only || named(at)).collect();
        all.sort_by_key(|at| !named(at));
        let Page { items, cursor } = by_time(&all, limit, cursor.as_deref(), |at| {
            data.version(at).map_or(0, |version| version.created)
        })?;
        let items = items
            .into_iter()
            .map(|version| Version { project: self.project, model: self.model, version })
            .collect();
        Ok(VersionCollection { total_count: all.len() as i32, cursor, items })
    }
}
