//! What a link names, asked of its server: a page of the browser, or an element table.

use dapple_data::ids::{ObjectId, ProjectId, VersionId};
use dapple_data::speckle::browse::{
    Content, FIND_BRANCH, FIND_MODEL, FIND_OBJECT, FIND_PROJECT, FIND_RESOURCES, FIND_RESOURCES_OLD,
    FIND_VERSION, FoundModel, FoundObject, FoundProject, FoundResources, FoundVersion, Source,
    resource_string, title,
};
use dapple_data::url::{Link, Resource};
use serde_json::json;

use super::super::Task;
use super::ask::{Asking, Texts};
use super::refused;
use crate::app::AccountKey;
use crate::app::browser::Destination;
use crate::app::elements::ElementsTarget;
use crate::app::failure::Failure;

/// Where a link leads.
pub(super) async fn resolve(task: &Task, account: AccountKey, link: Link) -> Result<Destination, Failure> {
    let asking = Asking::of(task, &account).await?;
    let place = Place { asking, account };
    match link {
        Link::Project { project } => {
            let variables = json!({ "project": project });
            place.asking.one(FIND_PROJECT, variables, FoundProject::name).await?;
            Ok(Destination::Page { account: place.account, project, model: None, version: None })
        }
        Link::Model { project, model } => {
            let variables = json!({ "project": project, "model": model });
            place.model(FIND_MODEL, variables, project).await
        }
        Link::Branch { project, branch } => {
            let variables = json!({ "project": project, "name": branch });
            place.model(FIND_BRANCH, variables, project).await
        }
        // The version knows its model better than the link does: versions can be moved.
        Link::Version { project, version, .. } | Link::Commit { project, version, .. } => {
            place.version(project, version).await
        }
        Link::Object { project, object } => place.object(project, object).await,
        Link::AllModels { .. } | Link::Folder { .. } | Link::Federated { .. } => place.several(&link).await,
        Link::Workspace { .. } => Err(Failure::new(
            "This link leads to a workspace",
            "Its projects are in the list of projects. Open one there, or paste a link to it",
        )),
        Link::LooseObject { .. } => Err(Failure::new(
            "This id names an object and not the project it lies in",
            "Paste a link to the object, or to a version",
        )),
    }
}

struct Place<'a> {
    asking: Asking<'a>,
    account: AccountKey,
}

impl Place<'_> {
    async fn model(
        self,
        text: &str,
        variables: serde_json::Value,
        project: ProjectId,
    ) -> Result<Destination, Failure> {
        let (model, _) = self.asking.one(text, variables, FoundModel::model).await?;
        Ok(Destination::Page { account: self.account, project, model: Some(model), version: None })
    }

    fn elements(self, project: ProjectId, sources: Vec<Source>, title: String) -> Destination {
        Destination::Elements(ElementsTarget { account: self.account, project, sources, title })
    }

    async fn version(self, project: ProjectId, version: VersionId) -> Result<Destination, Failure> {
        let variables = json!({ "project": project, "version": version });
        let (name, found) = self.asking.one(FIND_VERSION, variables, FoundVersion::version).await?;
        let title = title(&name, &found);
        let object = match found.content {
            Content::Root(object) => object,
            Content::Hidden => return Err(refused::hidden()),
            Content::NewFormat(_) => return Err(refused::new_format()),
        };
        let model = found.model.map(|(model, _)| model);
        Ok(self.elements(project, vec![Source { model, version: Some(found.id), object }], title))
    }

    async fn object(self, project: ProjectId, object: ObjectId) -> Result<Destination, Failure> {
        let variables = json!({ "project": project, "object": object });
        let (name, found) = self.asking.one(FIND_OBJECT, variables, FoundObject::object).await?;
        let Some(object) = found else {
            let title = "The project has no such object";
            return Err(refused::gone(
                title,
                "Objects belong to one project. Check the link, or paste it again",
            ));
        };
        let title = format!("{} · object {}", name.trim(), object.as_str().get(..8).unwrap_or_default());
        Ok(self.elements(project, vec![Source { model: None, version: None, object }], title))
    }

    /// A link that several things can come of: the server itself says which.
    async fn several(self, link: &Link) -> Result<Destination, Failure> {
        let (Some(project), Some(resources)) = (link.project().cloned(), resource_string(link)) else {
            return Err(refused::gone("This link names nothing", "Copy it again"));
        };
        let variables = json!({ "project": project, "resources": resources });
        let mut texts = Texts::new(&[FIND_RESOURCES, FIND_RESOURCES_OLD]);
        let found = |data: FoundResources| Some(data.sources());
        let ((name, all), _) = self.asking.pick(&mut texts, &variables, found).await?;
        let counted = asked(link).unwrap_or(all.len()).max(all.len());
        let has_any = !all.is_empty();
        let is_root = |source: &Source| matches!(Content::of(Some(source.object.as_str())), Content::Root(_));
        let sources: Vec<Source> = all.into_iter().filter(is_root).collect();
        if sources.is_empty() {
            let title = "Nothing that this link names has data";
            let advice = "Its models may have been deleted, or have no versions yet";
            return Err(if has_any { refused::new_format() } else { refused::gone(title, advice) });
        }
        let what = describe(link, sources.len(), counted);
        Ok(self.elements(project, sources, format!("{} · {what}", name.trim())))
    }
}

/// How many things a link names one by one; `None` where only the server knows.
fn asked(link: &Link) -> Option<usize> {
    let Link::Federated { resources, .. } = link else { return None };
    let is_one = |resource: &Resource| !matches!(resource, Resource::AllModels | Resource::Folder(_));
    resources.iter().all(is_one).then_some(resources.len())
}

/// `all 12 models`, `Structure, 3 models`, `2 of 3 models`: what could not be loaded is never left out silently.
fn describe(link: &Link, here: usize, counted: usize) -> String {
    let noun = if counted == 1 { "model" } else { "models" };
    let amount =
        if here < counted { format!("{here} of {counted} {noun}") } else { format!("{here} {noun}") };
    match link {
        Link::AllModels { .. } if here == counted => format!("all {amount}"),
        Link::Folder { folder, .. } => format!("{}, {amount}", folder.trim()),
        _ => amount,
    }
}
