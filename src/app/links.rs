//! A pasted Speckle link or id, opened as what it names; and the query that shows a thing.

use dapple_data::ids::ProjectId;
use dapple_data::speckle::{STARTERS, Starter};
use dapple_data::url::{Link, Origin, Resource, parse_link};
use serde_json::json;

use super::AccountKey;
use super::action::Action;
use super::browser;
use super::failure::Failure;
use super::query;
use super::state::{Heart, Outbox, State};
use super::tabs::TabKind;

/// What a text would open, in a few words; `None` when it is nothing that can be opened.
pub fn describe(text: &str) -> Option<String> {
    let (_, link) = parse_link(text).ok()?;
    Some(match link {
        Link::Project { project } => format!("Open project {project}"),
        Link::AllModels { project } => format!("Open all models of project {project}"),
        Link::Model { model, .. } => format!("Open model {model}"),
        Link::Branch { branch, .. } => format!("Open model {branch}"),
        Link::Version { version, .. } | Link::Commit { version, .. } => format!("Open version {version}"),
        Link::Object { object, .. } | Link::LooseObject { object } => format!("Open object {object}"),
        Link::Folder { folder, .. } => format!("Open the models in {folder}"),
        Link::Federated { resources, .. } => {
            let models = resources.iter().all(|r| matches!(r, Resource::Model(_)));
            format!("Open these {} {}", resources.len(), if models { "models" } else { "things" })
        }
        Link::Workspace { .. } => return None,
    })
}

/// Opens what a pasted link names, with the account of its server. Only what a link does not say by
/// itself is asked of the server.
pub(super) fn open(heart: &mut Heart, text: &str, now: f64, out: &mut Outbox) {
    let (origin, link) = match parse_link(text) {
        Ok(found) => found,
        Err(error) => {
            let failure = Failure::new("This is no Speckle link", error.to_string());
            return heart.state.notify_failure(&failure, now);
        }
    };
    let opened =
        account_of(&heart.state, origin.as_ref()).and_then(|account| whole(&heart.state, account, link));
    let (account, link) = match opened {
        Ok(opened) => opened,
        Err(failure) => return heart.state.notify_failure(&failure, now),
    };
    match link {
        Link::Project { project } => to_page(heart, (account, project), None, now, out),
        Link::Model { project, model } => to_page(heart, (account, project), Some(model), now, out),
        link => browser::resolve(&mut heart.state, account, link, now, out),
    }
}

fn to_page(
    heart: &mut Heart,
    project: (AccountKey, ProjectId),
    model: Option<dapple_data::ids::ModelId>,
    now: f64,
    out: &mut Outbox,
) {
    browser::open(heart, project, (model, None), now, out);
    browser::visit(&mut heart.state, now);
}

/// The account for a link: one of its server, the one in use first; without a server the one in use.
fn account_of(state: &State, origin: Option<&Origin>) -> Result<AccountKey, Failure> {
    let accounts = &state.accounts;
    let Some(origin) = origin else {
        let nobody = || Failure::new("No account is in use", "Add an account, then paste the id again");
        return accounts.active.clone().ok_or_else(nobody);
    };
    let current = accounts.current().filter(|row| row.key.origin == *origin);
    let row = current.or_else(|| accounts.list.iter().find(|row| row.key.origin == *origin));
    row.map(|row| row.key.clone()).ok_or_else(|| {
        let advice = "Add an account for this server, then paste the link again";
        Failure::new(format!("There is no account for {}", origin.host_and_port()), advice)
    })
}

/// Completes what does not stand alone: a hash is an object of the project in front.
fn whole(state: &State, account: AccountKey, link: Link) -> Result<(AccountKey, Link), Failure> {
    match link {
        Link::LooseObject { object } => {
            let in_front = state.selected.and_then(|tab| project_of(state, tab));
            let (account, project) = in_front.ok_or_else(|| {
                let advice = "Open the project it belongs to, then paste it again";
                Failure::new("This id is an object, and no project is in front", advice)
            })?;
            Ok((account, Link::Object { project, object }))
        }
        Link::Workspace { .. } => Err(Failure::new(
            "A workspace is no page here",
            "Its projects are in the list at the left. Paste a link to a project, a model, a version or an object",
        )),
        link => Ok((account, link)),
    }
}

/// The project that a tab is about.
fn project_of(state: &State, tab: super::TabId) -> Option<(AccountKey, ProjectId)> {
    if let Some(page) = state.browser.pages.get(&tab) {
        return Some((page.account.clone(), page.project.clone()));
    }
    let target = state.element_tables.tabs.get(&tab)?.target.as_ref()?;
    Some((target.account.clone(), target.project.clone()))
}

/// The starter that shows what a link names, and the variables that name it.
fn starter(link: &Link) -> Option<(&'static Starter, serde_json::Value)> {
    let (id, variables) = match link {
        Link::Model { project, model } | Link::Version { project, model, .. } => {
            ("versions", json!({ "project": project, "model": model, "limit": 100 }))
        }
        Link::Object { project, object } => {
            ("objects", json!({ "project": project, "object": object, "limit": 100 }))
        }
        other => ("models", json!({ "project": other.project()?, "limit": 500 })),
    };
    Some((STARTERS.iter().find(|starter| starter.id == id)?, variables))
}

/// Opens the operation that shows a thing in a tab of its own, and runs it.
pub(super) fn query(heart: &mut Heart, account: AccountKey, link: &Link, now: f64, out: &mut Outbox) {
    let Some((starter, variables)) = starter(link) else { return };
    let variables = serde_json::to_string_pretty(&variables).unwrap_or_default();
    let tab = query::open_tab(heart, TabKind::Query, starter.text, &variables, now);
    if let Some(tab) = heart.state.tab_mut(tab) {
        tab.account = Some(account);
    }
    query::check(heart, tab, now, out);
    query::update(heart, Action::Run(tab), now, out);
}
