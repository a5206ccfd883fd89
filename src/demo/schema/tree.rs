//! Models as a tree: their names cut at `/`.

use async_graphql::{Context, Error, ID, InputObject, Object, SimpleObject};

use super::model::Model;
use super::paging::{Page, by_time};
use super::query::id as id_of;
use super::scalars::DateTime;
use crate::world::World;

/// The most items at the top of a tree; a limit of 0 means all of them.
const MOST_ITEMS: usize = 100;

/// A model, or a folder that only exists in the names of models.
#[derive(Debug, Clone)]
pub struct ModelsTreeItem {
    project: usize,
    full_name: String,
}

/// A page of the top of the tree.
#[derive(Debug, SimpleObject)]
pub struct ModelsTreeItemCollection {
    total_count: i32,
    cursor: Option<String>,
    items: Vec<ModelsTreeItem>,
}

/// Which models; with a search the tree comes flat.
#[derive(Debug, InputObject)]
pub struct ProjectModelsTreeFilter {
    search: Option<String>,
    source_apps: Option<Vec<String>>,
    contributors: Option<Vec<String>>,
}

impl ModelsTreeItem {
    /// Whether a model is this item or lies below it.
    fn holds(&self, name: &str) -> bool {
        name.strip_prefix(&self.full_name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    fn updated(&self, world: &World) -> i64 {
        let models = &world.projects[self.project].models;
        models.iter().filter(|model| self.holds(&model.name)).map(|model| model.updated).max().unwrap_or(0)
    }
}

/// The items one step below `parent`, or the top ones for an empty name; newest change first.
pub fn below(world: &World, project: usize, parent: &str) -> Vec<ModelsTreeItem> {
    let prefix = if parent.is_empty() { String::new() } else { format!("{parent}/") };
    let mut names: Vec<String> = Vec::new();
    for model in &world.projects[project].models {
        let Some(rest) = model.name.strip_prefix(&prefix) else { continue };
        let step = rest.split('/').next().unwrap_or(rest);
        let name = format!("{prefix}{step}");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut items: Vec<(i64, ModelsTreeItem)> = names
        .into_iter()
        .map(|full_name| ModelsTreeItem { project, full_name })
        .map(|item| (item.updated(world), item))
        .collect();
    items.sort_by_key(|(updated, _)| std::cmp::Reverse(*updated));
    items.into_iter().map(|(_, item)| item).collect()
}

/// The top of a project's tree.
pub fn top(
    world: &World,
    project: usize,
    limit: i32,
    (cursor, filter): (Option<String>, Option<ProjectModelsTreeFilter>),
) -> Result<ModelsTreeItemCollection, Error> {
    let search = filter.and_then(|filter| filter.search).unwrap_or_default().to_lowercase();
    let items = if search.is_empty() {
        below(world, project, "")
    } else {
        let models = world.projects[project].models.iter();
        models
            .filter(|model| model.name.to_lowercase().contains(&search))
            .map(|model| ModelsTreeItem { project, full_name: model.name.clone() })
            .collect()
    };
    let limit = match limit {
        0 => usize::MAX,
        limit => usize::try_from(limit).unwrap_or(1).min(MOST_ITEMS),
    };
    let times: Vec<i64> = items.iter().map(|item| item.updated(world)).collect();
    let all: Vec<usize> = (0..items.len()).collect();
    let Page { items: shown, cursor } = by_time(&all, limit, cursor.as_deref(), |at| times[at])?;
    let shown = shown.into_iter().map(|at| items[at].clone()).collect();
    Ok(ModelsTreeItemCollection { total_count: all.len() as i32, cursor, items: shown })
}

#[Object]
impl ModelsTreeItem {
    async fn id(&self, ctx: &Context<'_>) -> ID {
        id_of(format!("{}-{}", World::of(ctx).projects[self.project].id, self.full_name))
    }

    async fn name(&self) -> &str {
        self.full_name.rsplit_once('/').map_or(self.full_name.as_str(), |(_, last)| last)
    }

    async fn full_name(&self) -> &str {
        &self.full_name
    }

    /// Null for a folder that is no model.
    async fn model(&self, ctx: &Context<'_>) -> Option<Model> {
        let models = &World::of(ctx).projects[self.project].models;
        let model = models.iter().position(|model| model.name == self.full_name)?;
        Some(Model { project: self.project, model })
    }

    async fn has_children(&self, ctx: &Context<'_>) -> bool {
        let models = &World::of(ctx).projects[self.project].models;
        models.iter().any(|model| model.name != self.full_name && self.holds(&model.name))
    }

    async fn children(&self, ctx: &Context<'_>) -> Vec<ModelsTreeItem> {
        below(World::of(ctx), self.project, &self.full_name)
    }

    async fn updated_at(&self, ctx: &Context<'_>) -> DateTime {
        DateTime(self.updated(World::of(ctx)))
    }
}
