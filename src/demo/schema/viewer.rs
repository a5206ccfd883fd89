//! What the web app's viewer would load for the `models/…` part of a link.

use async_graphql::{ID, SimpleObject};

use crate::data::MAIN_PROJECT;
use crate::data::projects::{Model, Project};
use crate::world::World;

/// One version or object to load.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct ViewerResourceItem {
    /// Null if resource represents an object.
    model_id: Option<String>,
    /// Null if resource represents an object.
    version_id: Option<String>,
    object_id: String,
}

/// What one part of the text refers to.
#[derive(Debug, SimpleObject)]
pub struct ViewerResourceGroup {
    identifier: String,
    items: Vec<ViewerResourceItem>,
}

/// The saved view that was asked for; this sample has none.
#[derive(Debug, SimpleObject)]
pub struct ExtendedViewerResourcesRequest {
    saved_view_id: Option<ID>,
}

/// The groups with what was asked for.
#[derive(Debug, SimpleObject)]
pub struct ExtendedViewerResources {
    groups: Vec<ViewerResourceGroup>,
    resource_id_string: String,
    request: ExtendedViewerResourcesRequest,
}

impl ExtendedViewerResources {
    /// The answer to both questions about a text.
    pub fn of(world: &World, project: &Project, text: &str, newest_only: bool) -> Self {
        let mut parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        parts.sort_unstable();
        parts.dedup();
        let groups = parts
            .iter()
            .map(|part| ViewerResourceGroup {
                identifier: (*part).to_owned(),
                items: items(world, project, part, newest_only),
            })
            // What is not there is left out without a word.
            .filter(|group| !group.items.is_empty())
            .collect();
        Self {
            groups,
            resource_id_string: parts.join(","),
            request: ExtendedViewerResourcesRequest { saved_view_id: None },
        }
    }

    /// The groups alone, as the older question answers.
    pub fn into_groups(self) -> Vec<ViewerResourceGroup> {
        self.groups
    }
}

fn items(world: &World, project: &Project, part: &str, newest_only: bool) -> Vec<ViewerResourceItem> {
    let all = |keep: &dyn Fn(&Model) -> bool| -> Vec<ViewerResourceItem> {
        let models = project.models.iter().filter(|model| keep(model));
        models.flat_map(|model| versions(world, project, model, newest_only)).collect()
    };
    if part.eq_ignore_ascii_case("all") {
        return all(&|_| true);
    }
    if let Some(folder) = part.strip_prefix('$') {
        let prefix = format!("{}/", folder.to_lowercase());
        return all(&|model| model.name.to_lowercase().starts_with(&prefix));
    }
    if let Some((model, version)) = part.split_once('@') {
        let model = project.models.iter().find(|known| known.id == model.to_lowercase());
        let named = |item: &ViewerResourceItem| item.version_id.as_deref() == Some(version);
        return model.map_or_else(Vec::new, |model| {
            versions(world, project, model, false).into_iter().filter(named).collect()
        });
    }
    if part.len() == 32 {
        let found = world.store.find(project.id == MAIN_PROJECT, part);
        let item = ViewerResourceItem { model_id: None, version_id: None, object_id: part.to_owned() };
        return found.map(|_| item).into_iter().collect();
    }
    all(&|model| model.id == part.to_lowercase())
}

/// The versions of a model that have something to load.
fn versions(world: &World, project: &Project, model: &Model, newest_only: bool) -> Vec<ViewerResourceItem> {
    let most = if newest_only { 1 } else { usize::MAX };
    let item = |version| {
        let object_id = world.referenced_object(project, model, version)?;
        Some(ViewerResourceItem {
            model_id: Some(model.id.clone()),
            version_id: Some(version.id.clone()),
            object_id,
        })
    };
    model.versions.iter().take(most).filter_map(item).collect()
}
