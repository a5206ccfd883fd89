//! A pasted Speckle link or id, turned into the query that shows what it names.

use dapple_data::speckle::{STARTERS, Starter};
use dapple_data::url::{Link, parse_link};
use serde_json::json;

use super::action::Action;
use super::failure::Failure;
use super::query;
use super::state::{Heart, Outbox};
use super::tabs::TabKind;

/// What a link opens: a starter, and the variables that name the thing.
struct Target {
    starter: &'static str,
    variables: serde_json::Value,
}

fn target(link: &Link) -> Option<Target> {
    let (starter, variables) = match link {
        Link::Project { project }
        | Link::AllModels { project }
        | Link::Folder { project, .. }
        | Link::Federated { project, .. }
        | Link::Branch { project, .. }
        | Link::Commit { project, .. } => ("models", json!({ "project": project, "limit": 500 })),
        Link::Model { project, model } | Link::Version { project, model, .. } => {
            ("versions", json!({ "project": project, "model": model, "limit": 100 }))
        }
        Link::Object { project, object } => {
            ("objects", json!({ "project": project, "object": object, "limit": 100 }))
        }
        _ => return None,
    };
    Some(Target { starter, variables })
}

/// What a text would open, in a few words; `None` when it is no link.
pub fn describe(text: &str) -> Option<&'static str> {
    let (_, link) = parse_link(text).ok()?;
    let target = target(&link)?;
    Some(match target.starter {
        "models" => "Query the models of this project",
        "versions" => "Query the versions of this model",
        _ => "Query this object",
    })
}

/// Opens the query for a pasted link in a tab of its own and runs it, with the account of its server.
pub(super) fn open(heart: &mut Heart, text: &str, now: f64, out: &mut Outbox) {
    let opened = parse_link(text).map_err(|error| Failure::new("This is no Speckle link", error.to_string()));
    let found = opened.and_then(|(origin, link)| {
        let nothing = || {
            Failure::new(
                "This link cannot be queried",
                "Paste a link to a project, a model, a version or an object",
            )
        };
        target(&link).map(|target| (origin, target)).ok_or_else(nothing)
    });
    let (origin, Target { starter, variables }) = match found {
        Ok(found) => found,
        Err(failure) => return heart.state.notify_failure(&failure, now),
    };
    let account = match origin {
        None => heart.state.accounts.active.clone(),
        Some(origin) => {
            let accounts = &heart.state.accounts;
            let current = accounts.current().filter(|row| row.key.origin == origin);
            let row = current.or_else(|| accounts.list.iter().find(|row| row.key.origin == origin));
            match row {
                Some(row) => Some(row.key.clone()),
                None => {
                    let advice = "Add an account for this server, then paste the link again";
                    let failure =
                        Failure::new(format!("There is no account for {}", origin.host_and_port()), advice);
                    return heart.state.notify_failure(&failure, now);
                }
            }
        }
    };
    let Some(Starter { text, .. }) = STARTERS.iter().find(|s| s.id == starter) else { return };
    let variables = serde_json::to_string_pretty(&variables).unwrap_or_default();
    let tab = query::open_tab(heart, TabKind::Query, text, &variables, now);
    if let Some(tab) = heart.state.tab_mut(tab) {
        tab.account = account;
    }
    query::check(heart, tab, now, out);
    query::update(heart, Action::Run(tab), now, out);
}
