//! The commands that read lists: projects, models, versions, people; and the facts about one project.

use dapple_data::ids::{ModelId, ProjectId};
use dapple_data::speckle::browse::{
    FactsData, Listing, MODEL_VERSIONS, MODEL_VERSIONS_PLAIN, MODELS, MODELS_LIMIT, MODELS_PLAIN, Member,
    Model, ModelsData, PEOPLE, PROJECT_FACTS, PROJECT_FACTS_PLAIN, PROJECT_PERMISSIONS, PROJECT_VERSIONS,
    PROJECT_VERSIONS_PLAIN, PROJECT_WORKSPACE, PROJECTS, PROJECTS_LIMIT, PROJECTS_PLAIN,
    PROJECTS_WITH_WORKSPACE, PeopleData, PermissionsData, Project, ProjectFacts, ProjectsData,
    VERSIONS_LIMIT, Version, VersionsData, Walk, WorkspaceData,
};
use dapple_data::speckle::{Scope, ScopeState};
use serde_json::json;

use super::super::{Task, lock};
use super::ask::{Asking, Texts};
use crate::app::AccountKey;
use crate::app::failure::Failure;

/// What is known of `workspace:read`: without it each row would bring an error.
fn sees_workspaces(task: &Task, account: &AccountKey) -> ScopeState {
    let scopes = lock(&task.shared.scopes);
    scopes.get(account).map(|scopes| scopes.state(Scope::WorkspaceRead)).unwrap_or_default()
}

/// All projects of the account.
pub(super) async fn projects(task: &Task, account: &AccountKey) -> Result<Listing<Project>, Failure> {
    let asking = Asking::of(task, account).await?;
    let all = [PROJECTS_WITH_WORKSPACE, PROJECTS, PROJECTS_PLAIN];
    let texts = match sees_workspaces(task, account) {
        ScopeState::Present => Texts::new(&all),
        ScopeState::Unknown => Texts::new(&all).with_trial("workspace"),
        ScopeState::Missing => Texts::new(all.get(1..).unwrap_or_default()),
    };
    asking.pages(texts, json!({}), Walk::new(PROJECTS_LIMIT, "projects"), ProjectsData::page).await
}

/// All models of a project.
pub(super) async fn models(
    task: &Task,
    account: &AccountKey,
    project: &ProjectId,
) -> Result<Listing<Model>, Failure> {
    let asking = Asking::of(task, account).await?;
    let walk = Walk::new(MODELS_LIMIT, "models");
    let page = |data: ModelsData| Some(data.page());
    asking.pages(Texts::new(&[MODELS, MODELS_PLAIN]), json!({ "project": project }), walk, page).await
}

/// All versions of a model, or of a whole project.
pub(super) async fn versions(
    task: &Task,
    account: &AccountKey,
    project: &ProjectId,
    model: Option<&ModelId>,
) -> Result<Listing<Version>, Failure> {
    let asking = Asking::of(task, account).await?;
    let walk = Walk::new(VERSIONS_LIMIT, "versions");
    let (texts, variables) = match model {
        Some(model) => {
            ([MODEL_VERSIONS, MODEL_VERSIONS_PLAIN], json!({ "project": project, "model": model }))
        }
        None => ([PROJECT_VERSIONS, PROJECT_VERSIONS_PLAIN], json!({ "project": project })),
    };
    asking.pages(Texts::new(&texts), variables, walk, VersionsData::page).await
}

/// The team of a project.
pub(super) async fn people(
    task: &Task,
    account: &AccountKey,
    project: &ProjectId,
) -> Result<Listing<Member>, Failure> {
    let asking = Asking::of(task, account).await?;
    asking.one(PEOPLE, json!({ "project": project }), PeopleData::listing).await
}

/// What is known about one project. Permissions and workspace come when the server and the token give them.
pub(super) async fn facts(
    task: &Task,
    account: &AccountKey,
    project: &ProjectId,
) -> Result<ProjectFacts, Failure> {
    let asking = Asking::of(task, account).await?;
    let variables = json!({ "project": project });
    let mut texts = Texts::new(&[PROJECT_FACTS, PROJECT_FACTS_PLAIN]);
    let facts = asking.pick(&mut texts, &variables, |data: FactsData| Some(data.facts()));
    let permissions = asking.one(PROJECT_PERMISSIONS, variables.clone(), PermissionsData::read_and_load);
    let workspace = async {
        match sees_workspaces(task, account) {
            ScopeState::Missing => Ok(None),
            _ => asking.one(PROJECT_WORKSPACE, variables.clone(), WorkspaceData::workspace).await,
        }
    };
    let (facts, permissions, workspace) = tokio::join!(facts, permissions, workspace);
    let (mut facts, _) = facts?;
    match permissions {
        Ok((can_read, can_load)) => (facts.can_read, facts.can_load) = (can_read, can_load),
        Err(failure) => tracing::info!(why = %failure.title, "permissions of a project are not known"),
    }
    match workspace {
        Ok(workspace) => facts.project.workspace = workspace,
        Err(failure) => tracing::info!(why = %failure.title, "the workspace of a project is not known"),
    }
    Ok(facts)
}
