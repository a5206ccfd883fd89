//! Whether objects may be loaded, and what project, models and versions are called.

use dapple_data::ids::ObjectId;
use dapple_data::speckle::{CAN_LOAD, CanLoadData, Reply, can_load};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::to_raw_value;
use serde_json::{Map, Value, json};
use tokio::sync::watch;

use super::super::run::mirror_waits;
use super::super::{Task, words};
use crate::app::elements::{ElementsTarget, SourceName};
use crate::app::failure::{Failure, Remedy};
use crate::services::api::{Api, GraphqlRequest, Transfer};

/// The most of a server's message that is shown.
const MESSAGE_CHARS: usize = 300;

/// Asks whether the objects of the project may be loaded, as Speckle's own connectors do.
///
/// # Errors
/// The server's message where they may not.
pub(super) async fn allowed(task: &Task, api: &Api, target: &ElementsTarget) -> Result<(), Failure> {
    let reply: Reply<CanLoadData> = ask(task, api, CAN_LOAD, json!({ "project": target.project })).await?;
    can_load(&reply).map_err(|message| {
        let message = said(task, &message);
        refused("The objects of this project may not be loaded", &message)
    })
}

/// What things are called.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub project: Option<String>,
    /// One for each source of the target.
    pub sources: Vec<SourceName>,
}

#[derive(Deserialize)]
struct Data {
    project: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VersionRow {
    message: Option<String>,
    created_at: Option<String>,
    source_application: Option<String>,
    referenced_object: Option<ObjectId>,
    model: Option<ModelRow>,
}

#[derive(Deserialize)]
struct ModelRow {
    name: Option<String>,
}

/// Asks for the names, and once more whether each version has an object: one that the workspace's
/// subscription hides is not opened by a known object id either.
///
/// # Errors
/// A version that is hidden, gone, or of the new form without objects.
pub(super) async fn names(task: &Task, api: &Api, target: &ElementsTarget) -> Result<Names, Failure> {
    for source in &target.sources {
        has_objects(&source.object)?;
    }
    let mut variables = json!({ "project": target.project });
    let (mut head, mut body) = (String::new(), String::new());
    for (nth, source) in target.sources.iter().enumerate() {
        let Some(version) = &source.version else { continue };
        head.push_str(&format!(", $v{nth}: String!"));
        body.push_str(&format!(
            " v{nth}: version(id: $v{nth}) {{ message createdAt sourceApplication referencedObject model {{ name }} }}"
        ));
        if let Some(variables) = variables.as_object_mut() {
            variables.insert(format!("v{nth}"), json!(version));
        }
    }
    let query = format!(
        "query DappleElementNames($project: String!{head}) {{ project(id: $project) {{ name{body} }} }}"
    );
    let reply: Reply<Data> = ask(task, api, &query, variables).await?;
    let Some(mut project) = reply.data.and_then(|data| data.project) else {
        let words = reply.errors.first().map(|error| said(task, &error.sentence()));
        let advice = words.unwrap_or_else(|| "The server did not say why".to_owned());
        return Err(refused("The version was not found", &advice));
    };
    let mut names = Names {
        project: project.get("name").and_then(Value::as_str).map(str::to_owned),
        sources: Vec::with_capacity(target.sources.len()),
    };
    for (nth, source) in target.sources.iter().enumerate() {
        let row = project.remove(&format!("v{nth}")).and_then(|row| serde_json::from_value(row).ok());
        let row: Option<VersionRow> = row;
        let Some(row) = row.filter(|_| source.version.is_some()) else {
            // Whether a version may be seen is the server's to say: silence is no yes.
            if source.version.is_some() {
                return Err(unknown());
            }
            names.sources.push(SourceName::default());
            continue;
        };
        match &row.referenced_object {
            Some(object) => has_objects(object)?,
            None => return Err(hidden()),
        }
        names.sources.push(SourceName {
            model: row.model.and_then(|model| model.name),
            message: row.message,
            created_at: row.created_at,
            application: row.source_application,
        });
    }
    Ok(names)
}

/// A version of the new form has files and no objects.
fn has_objects(object: &ObjectId) -> Result<(), Failure> {
    if object.bundle().is_none() && !object.as_str().starts_with("binary-") {
        return Ok(());
    }
    let advice = "It has files to download and no objects to make a table of";
    Err(refused("This version exists in Speckle's newer format only", advice))
}

fn unknown() -> Failure {
    let advice = "The server says nothing of it: it may be gone, or not for this account";
    Failure::new("This version cannot be loaded", advice).with(Remedy::Retry)
}

fn hidden() -> Failure {
    let advice =
        "It is older than the workspace's subscription shows. Newer versions of the model can be opened";
    refused("The server gives no objects of this version", advice)
}

/// The server was reached and said no.
fn refused(title: &str, advice: &str) -> Failure {
    Failure { refused: true, ..Failure::new(title, advice).with(Remedy::Retry) }
}

/// A server's message, cut, without a token that it repeats.
fn said(task: &Task, message: &str) -> String {
    // Before the cut: half a token is not found any more.
    let message = task.shared.outside.scrubber.scrub(message);
    message.chars().take(MESSAGE_CHARS).collect()
}

/// A small question with its typed answer, patient with rate limits.
async fn ask<D: DeserializeOwned>(
    task: &Task,
    api: &Api,
    query: &str,
    variables: Value,
) -> Result<Reply<D>, Failure> {
    let variables = to_raw_value(&variables).map_err(|_| words::broke())?;
    let request = GraphqlRequest::query(query).with_variables(variables);
    let (transfer, figures) = watch::channel(Transfer::default());
    let answer = tokio::select! {
        answer = api.query_json::<Reply<D>>(&request, &transfer) => answer,
        () = mirror_waits(figures, task.progress.clone()) => return Err(words::broke()),
    };
    answer.map(|(_, reply)| reply).map_err(|error| words::api(&error))
}
