//! The models of a project, all in one list: the folders are made of their names.

use serde::Deserialize;

use super::projects::Count;
use super::{Identified, Model, Page, Person};
use crate::ids::{ModelId, UserId};

/// What a page of models is silently cut to. Asked for as a whole, since models that were changed in one
/// moment can be lost between two pages.
pub const MODELS_LIMIT: u32 = 500;

macro_rules! models {
    ($name:literal, $more:literal) => {
        concat!(
            "query ",
            $name,
            "($project: String!, $limit: Int!, $cursor: String) {\n  project(id: $project) {\n    \
             models(limit: $limit, cursor: $cursor) {\n      totalCount cursor\n      items { id name createdAt updatedAt \
             versions(limit: 0) { totalCount }",
            $more,
            " }\n    }\n  }\n}"
        )
    };
}

/// A page of models. Variables: `project`, `limit`, `cursor`. Needs `streams:read`. The server leaves an
/// empty model called `main` out, and out of the count: each new project has one.
pub const MODELS: &str = models!("DappleModels", " description previewUrl author { id name }");
/// The same with nothing that an older server could lack.
pub const MODELS_PLAIN: &str = models!("DappleModelsPlain", "");

/// The answer to [`MODELS`] and [`MODELS_PLAIN`].
#[derive(Clone, Debug, Deserialize)]
pub struct ModelsData {
    project: ProjectModels,
}

#[derive(Clone, Debug, Deserialize)]
struct ProjectModels {
    models: Page<ModelRow>,
}

impl ModelsData {
    /// The page.
    pub fn page(self) -> Page<Model> {
        self.project.models.map(|row| Model {
            id: row.id,
            name: row.name,
            description: row.description,
            author: row.author.map(PersonRow::into_person),
            created_at: row.created_at,
            updated_at: row.updated_at,
            versions: row.versions.number(),
            preview_url: row.preview_url,
        })
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ModelRow {
    id: ModelId,
    name: String,
    description: Option<String>,
    author: Option<PersonRow>,
    created_at: String,
    updated_at: String,
    versions: Count,
    preview_url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct PersonRow {
    id: UserId,
    name: String,
    avatar: Option<String>,
}

impl PersonRow {
    pub(super) fn into_person(self) -> Person {
        Person { id: self.id, name: self.name, avatar: self.avatar }
    }
}

impl Identified for Model {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speckle::Reply;

    #[test]
    fn a_model_is_read_with_its_count_of_versions() {
        let reply: Reply<ModelsData> = serde_json::from_str(
            r#"{"data":{"project":{"models":{"totalCount":1,"cursor":"t","items":[{"id":"m","name":"A/ビル",
            "description":null,"author":null,"createdAt":"a","updatedAt":"b","previewUrl":null,
            "versions":{"totalCount":131}}]}}}}"#,
        )
        .unwrap();
        let page = reply.data.unwrap().page();
        assert_eq!((page.items[0].name.as_str(), page.items[0].versions), ("A/ビル", 131));
        assert_eq!((&page.items[0].author, &page.items[0].preview_url), (&None, &None));
    }
}
