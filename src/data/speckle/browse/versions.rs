//! The versions of a model, and of a whole project.

use serde::Deserialize;

use super::models::PersonRow;
use super::{Content, Identified, Page, Version};
use crate::ids::{ModelId, VersionId};

/// The most versions of one page: over it the server refuses.
pub const VERSIONS_LIMIT: u32 = 100;

macro_rules! row {
    ($more:literal) => {
        concat!("id message createdAt referencedObject sourceApplication", $more)
    };
}

macro_rules! of_model {
    ($name:literal, $more:literal) => {
        concat!(
            "query ",
            $name,
            "($project: String!, $model: String!, $limit: Int!, $cursor: String) {\n  project(id: $project) {\n    \
             model(id: $model) {\n      id name\n      versions(limit: $limit, cursor: $cursor) {\n        totalCount \
             cursor\n        items { ",
            row!($more),
            " }\n      }\n    }\n  }\n}"
        )
    };
}

macro_rules! of_project {
    ($name:literal, $more:literal) => {
        concat!(
            "query ",
            $name,
            "($project: String!, $limit: Int!, $cursor: String) {\n  project(id: $project) {\n    \
             versions(limit: $limit, cursor: $cursor) {\n      totalCount cursor\n      items { ",
            row!($more),
            " model { id name } }\n    }\n  }\n}"
        )
    };
}

/// A page of a model's versions. Variables: `project`, `model`, `limit`, `cursor`. Needs `streams:read`.
pub const MODEL_VERSIONS: &str = of_model!("DappleVersions", " previewUrl authorUser { id name }");
/// The same with nothing that an older server could lack.
pub const MODEL_VERSIONS_PLAIN: &str = of_model!("DappleVersionsPlain", "");
/// A page of all versions of a project, each with its model. Variables: `project`, `limit`, `cursor`.
pub const PROJECT_VERSIONS: &str = of_project!("DappleTimeline", " previewUrl authorUser { id name }");
/// The same with nothing that an older server could lack.
pub const PROJECT_VERSIONS_PLAIN: &str = of_project!("DappleTimelinePlain", "");

/// The answer to all of them.
#[derive(Clone, Debug, Deserialize)]
pub struct VersionsData {
    project: ProjectVersions,
}

#[derive(Clone, Debug, Deserialize)]
struct ProjectVersions {
    model: Option<ModelVersions>,
    versions: Option<Page<VersionRow>>,
}

#[derive(Clone, Debug, Deserialize)]
struct ModelVersions {
    #[serde(flatten)]
    model: ModelName,
    versions: Page<VersionRow>,
}

impl VersionsData {
    /// The page; `None` where the answer has neither a model's nor a project's versions.
    pub fn page(self) -> Option<Page<Version>> {
        match self.project {
            ProjectVersions { model: Some(of), .. } => {
                let model = of.model;
                Some(of.versions.map(|row| row.into_version(Some(&model))))
            }
            ProjectVersions { versions, .. } => versions.map(|page| page.map(|row| row.into_version(None))),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct ModelName {
    pub(super) id: ModelId,
    pub(super) name: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VersionRow {
    id: VersionId,
    message: Option<String>,
    created_at: String,
    referenced_object: Option<String>,
    source_application: Option<String>,
    preview_url: Option<String>,
    author_user: Option<PersonRow>,
    model: Option<ModelName>,
}

impl VersionRow {
    /// The version, of `of` where it does not name its model itself.
    pub(super) fn into_version(self, of: Option<&ModelName>) -> Version {
        let model = self.model.or_else(|| of.cloned());
        Version {
            content: Content::of(self.referenced_object.as_deref()),
            id: self.id,
            model: model.map(|model| (model.id, model.name)),
            message: self.message,
            author: self.author_user.map(PersonRow::into_person),
            source_application: self.source_application,
            created_at: self.created_at,
            preview_url: self.preview_url,
        }
    }
}

impl Identified for Version {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speckle::Reply;

    #[test]
    fn what_a_version_holds_is_told_apart() {
        let reply: Reply<VersionsData> = serde_json::from_str(
            r#"{"data":{"project":{"model":{"id":"m","name":"A/B","versions":{"totalCount":4,"cursor":"t","items":[
            {"id":"1","message":"x","createdAt":"a","referencedObject":"9b5e57dca804a923a8d42d55dcc0191a"},
            {"id":"2","message":null,"createdAt":"a","referencedObject":null,"sourceApplication":"revit"},
            {"id":"3","message":"","createdAt":"a","referencedObject":"bundle.p.m.3","authorUser":null},
            {"id":"4","message":"","createdAt":"a","referencedObject":"binary-4","authorUser":{"id":"u","name":"U"}}
            ]}}}}}"#,
        )
        .unwrap();
        let versions = reply.data.unwrap().page().unwrap().items;
        let contents: Vec<&Content> = versions.iter().map(|v| &v.content).collect();
        let new = |id: &str| Content::NewFormat(id.into());
        let root = Content::Root("9b5e57dca804a923a8d42d55dcc0191a".into());
        assert_eq!(contents, [&root, &Content::Hidden, &new("bundle.p.m.3"), &new("binary-4")]);
        assert_eq!(versions[1].model, Some(("m".into(), "A/B".to_owned())));
        assert_eq!(versions[3].author.as_ref().unwrap().name, "U");
    }

    #[test]
    fn the_versions_of_a_project_name_their_models() {
        let reply: Reply<VersionsData> = serde_json::from_str(
            r#"{"data":{"project":{"versions":{"totalCount":1,"cursor":null,"items":[{"id":"1","createdAt":"a",
            "message":null,"referencedObject":null,"model":{"id":"m","name":"A"}}]}}}}"#,
        )
        .unwrap();
        let page = reply.data.unwrap().page().unwrap();
        assert_eq!(page.items[0].model.as_ref().unwrap().1, "A");
        let neither: Reply<VersionsData> = serde_json::from_str(r#"{"data":{"project":{}}}"#).unwrap();
        assert!(neither.data.unwrap().page().is_none());
    }
}
