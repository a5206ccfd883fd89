//! What a link names: the questions that a server answers about it, and the name of what was found.

use std::collections::HashSet;

use serde::Deserialize;

use super::versions::{ModelName, VersionRow};
use super::{Source, Version};
use crate::ids::{ModelId, ObjectId, VersionId};
use crate::url::{Link, Resource};

/// Whether there is such a project, and its name. Variables: `project`. Needs `streams:read`, as all of these.
pub const FIND_PROJECT: &str = "query DappleFindProject($project: String!) {
  project(id: $project) { name }
}";
/// The same of a model. Variables: `project`, `model`.
pub const FIND_MODEL: &str = "query DappleFindModel($project: String!, $model: String!) {
  project(id: $project) { name model(id: $model) { id name } }
}";
/// A model by its full name, with regard to case. Variables: `project`, `name`.
pub const FIND_BRANCH: &str = "query DappleFindBranch($project: String!, $name: String!) {
  project(id: $project) { name model: modelByName(name: $name) { id name } }
}";
/// A version with its model, which old links do not name. Variables: `project`, `version`.
pub const FIND_VERSION: &str = "query DappleFindVersion($project: String!, $version: String!) {
  project(id: $project) {
    name
    version(id: $version) { id message createdAt referencedObject model { id name } }
  }
}";
/// Whether there is such an object: null, without an error, where there is none. Variables: `project`, `object`.
pub const FIND_OBJECT: &str = "query DappleFindObject($project: String!, $object: String!) {
  project(id: $project) { name object(id: $object) { id } }
}";
/// What the web app's viewer would load for the `models/…` part of a link. `savedViewId: null` asks for just
/// that: without it a model's home view may take its place. Variables: `project`, `resources`.
pub const FIND_RESOURCES: &str = "query DappleFindResources($project: String!, $resources: String!) {
  project(id: $project) {
    name
    viewerResourcesExtended(resourceIdString: $resources, savedViewId: null) {
      groups { identifier items { modelId versionId objectId } }
    }
  }
}";
/// The same on servers without saved views.
pub const FIND_RESOURCES_OLD: &str = "query DappleFindResourcesOld($project: String!, $resources: String!) {
  project(id: $project) {
    name
    viewerResources(resourceIdString: $resources) { identifier items { modelId versionId objectId } }
  }
}";

/// The answer to [`FIND_PROJECT`].
#[derive(Clone, Debug, Deserialize)]
pub struct FoundProject {
    project: Named,
}

#[derive(Clone, Debug, Deserialize)]
struct Named {
    name: String,
}

impl FoundProject {
    /// The project's name.
    pub fn name(self) -> String {
        self.project.name
    }
}

/// The answer to [`FIND_MODEL`] and [`FIND_BRANCH`].
#[derive(Clone, Debug, Deserialize)]
pub struct FoundModel {
    project: WithModel,
}

#[derive(Clone, Debug, Deserialize)]
struct WithModel {
    model: ModelName,
}

impl FoundModel {
    /// The model's id and full name.
    pub fn model(self) -> (ModelId, String) {
        (self.project.model.id, self.project.model.name)
    }
}

/// The answer to [`FIND_VERSION`].
#[derive(Clone, Debug, Deserialize)]
pub struct FoundVersion {
    project: WithVersion,
}

#[derive(Clone, Debug, Deserialize)]
struct WithVersion {
    name: String,
    version: VersionRow,
}

impl FoundVersion {
    /// The project's name, and the version with its model.
    pub fn version(self) -> (String, Version) {
        (self.project.name, self.project.version.into_version(None))
    }
}

/// The answer to [`FIND_OBJECT`].
#[derive(Clone, Debug, Deserialize)]
pub struct FoundObject {
    project: WithObject,
}

#[derive(Clone, Debug, Deserialize)]
struct WithObject {
    name: String,
    object: Option<ObjectRow>,
}

#[derive(Clone, Debug, Deserialize)]
struct ObjectRow {
    id: ObjectId,
}

impl FoundObject {
    /// The project's name, and the object where there is one.
    pub fn object(self) -> (String, Option<ObjectId>) {
        (self.project.name, self.project.object.map(|object| object.id))
    }
}

/// The answer to [`FIND_RESOURCES`] and [`FIND_RESOURCES_OLD`].
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundResources {
    project: WithResources,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WithResources {
    name: String,
    viewer_resources_extended: Option<Groups>,
    viewer_resources: Option<Vec<Group>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Clone, Debug, Deserialize)]
struct Group {
    items: Vec<Item>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    model_id: Option<ModelId>,
    version_id: Option<VersionId>,
    object_id: ObjectId,
}

impl FoundResources {
    /// The project's name, and what is to be loaded: without doubles, in the server's order.
    pub fn sources(self) -> (String, Vec<Source>) {
        let WithResources { name, viewer_resources_extended: extended, viewer_resources } = self.project;
        let groups = extended.map(|found| found.groups).or(viewer_resources).unwrap_or_default();
        let (mut sources, mut seen) = (Vec::new(), HashSet::new());
        for item in groups.into_iter().flat_map(|group| group.items) {
            let source = Source { model: item.model_id, version: item.version_id, object: item.object_id };
            if seen.insert(source.clone()) {
                sources.push(source);
            }
        }
        (name, sources)
    }
}

/// The `models/…` part of a link that several things can come of, as the server's resolver wants it; `None`
/// for a link that names one thing.
pub fn resource_string(link: &Link) -> Option<String> {
    match link {
        Link::AllModels { .. } => Some(Resource::AllModels.to_string()),
        Link::Folder { folder, .. } => Some(Resource::Folder(folder.clone()).to_string()),
        Link::Federated { resources, .. } => {
            Some(resources.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
        }
        _ => None,
    }
}

/// Longest part of a message in a title, in characters.
const MESSAGE_CHARS: usize = 60;

/// What stands on a tab and in a suggested file name: project, the model's own name without its folders, the
/// day, and how the message begins.
pub fn title(project: &str, version: &Version) -> String {
    let mut parts = vec![project.trim().to_owned()];
    if let Some((_, name)) = &version.model {
        parts.push(name.rsplit('/').next().unwrap_or(name).trim().to_owned());
    }
    parts.extend(version.created_at.get(..10).map(str::to_owned));
    let message = version.message.as_deref().unwrap_or_default();
    let line = message.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    parts.push(match line.char_indices().nth(MESSAGE_CHARS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line.to_owned(),
    });
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speckle::Reply;
    use crate::speckle::browse::Content;

    #[test]
    fn what_the_viewer_would_load_is_read_from_both_questions() {
        let groups = r#"[{"identifier":"m1","items":[{"modelId":"m1","versionId":"v1","objectId":"o1"}]},
            {"identifier":"o2","items":[{"modelId":null,"versionId":null,"objectId":"o2"}]},
            {"identifier":"m1@v1","items":[{"modelId":"m1","versionId":"v1","objectId":"o1"}]}]"#;
        let read = |field: &str| {
            let text = format!(r#"{{"data":{{"project":{{"name":"P",{field}}}}}}}"#);
            serde_json::from_str::<Reply<FoundResources>>(&text).unwrap().data.unwrap().sources()
        };
        let new = read(&format!(r#""viewerResourcesExtended":{{"groups":{groups}}}"#));
        assert_eq!(new, read(&format!(r#""viewerResources":{groups}"#)));
        assert_eq!(new.1.len(), 2, "the same thing twice is loaded once");
        assert_eq!((new.1[1].model.as_ref(), new.1[1].object.as_str()), (None, "o2"));
    }

    #[test]
    fn a_hundred_thousand_models_are_told_apart() {
        // Each compared with all before it these were five billion comparisons.
        let item = |nth: usize| {
            format!(r#"{{"identifier":"x","items":[{{"modelId":"m{nth}","versionId":"v","objectId":"o"}}]}}"#)
        };
        let groups = (0..100_000).chain(0..100_000).map(item).collect::<Vec<_>>().join(",");
        let text = format!(r#"{{"data":{{"project":{{"name":"P","viewerResources":[{groups}]}}}}}}"#);
        let found = serde_json::from_str::<Reply<FoundResources>>(&text).unwrap().data.unwrap().sources().1;
        assert_eq!(found.len(), 100_000);
        assert_eq!(found[99_999].model.as_ref().unwrap().as_str(), "m99999");
    }

    #[test]
    fn links_to_several_things_are_written_as_the_server_reads_them() {
        let link = |text: &str| crate::url::parse_link(text).unwrap().1;
        let at = |rest: &str| link(&format!("https://a.example/projects/0123456789/models/{rest}"));
        assert_eq!(resource_string(&at("all")).as_deref(), Some("all"));
        assert_eq!(resource_string(&at("$Struktur%20A")).as_deref(), Some("$Struktur A"));
        let several = resource_string(&at("bbbbbbbbbb,aaaaaaaaaa@cccccccccc")).unwrap();
        assert_eq!(several, "aaaaaaaaaa@cccccccccc,bbbbbbbbbb");
        assert_eq!(resource_string(&at("aaaaaaaaaa")), None);
    }

    #[test]
    fn a_title_says_project_model_day_and_message() {
        let version = |message: Option<&str>, name: Option<&str>| Version {
            id: "v".into(),
            model: name.map(|name| ("m".into(), name.to_owned())),
            message: message.map(str::to_owned),
            author: None,
            source_application: None,
            created_at: "2026-11-23T12:51:00.000Z".to_owned(),
            content: Content::Hidden,
            preview_url: None,
        };
        for (message, name, wanted) in [
            (Some("Slab openings"), Some("A/B/Core"), "Tower · Core · 2026-11-23 · Slab openings"),
            (Some("\n  two\nlines"), Some("ビル"), "Tower · ビル · 2026-11-23 · two"),
            (Some(""), None, "Tower · 2026-11-23"),
            (None, Some("A/"), "Tower · 2026-11-23"),
        ] {
            assert_eq!(title(" Tower", &version(message, name)), wanted);
        }
        let long = title("T", &version(Some(&"ü".repeat(500)), None));
        assert!(long.ends_with("ü…") && long.chars().count() < 90);
    }
}
