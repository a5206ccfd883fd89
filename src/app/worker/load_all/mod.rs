//! Reading a list of an answer to its end: page after page into one growing document, and a word about
//! whatever is missing.
//!
//! In reading order: `load_all` is the command; `reading` asks for pages and puts items together, also those
//! of lists inside items; `asking` sends one request with patience; `offers` finds what can be loaded.

mod asking;
mod offers;
mod pauses;
mod reading;

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use dapple_data::document::{Document, Memory};
use dapple_data::graphql::connections::{Plan, PlanError};
use dapple_data::schema::Schema;

use super::intake::Intake;
use super::{Task, lock, run, words};
use crate::app::answer::{Answer, Loaded};
use crate::app::command::RunRequest;
use crate::app::event::Event;
use crate::app::failure::Failure;
use crate::app::tabs::TabId;

pub(super) use offers::offers;
pub(super) use pauses::Pauses;
use reading::Reading;

/// Up to here a loaded list is looked at in memory.
const IN_MEMORY: u64 = 64 << 20;

/// Reads the list at `path` of an operation to its end.
pub(super) async fn load_all(task: &Task, tab: TabId, request: RunRequest, path: Vec<String>) -> Event {
    let started = Instant::now();
    let result = load(task, tab, &request, path).await;
    task.shared.pauses.set(task.id, false);
    run::remember(task, &request, &result, started.elapsed()).await;
    Event::Answered { tab, result }
}

async fn load(
    task: &Task,
    tab: TabId,
    request: &RunRequest,
    path: Vec<String>,
) -> Result<Arc<Answer>, Failure> {
    let api = task.api(&request.account).await?;
    let schema = schema(task, request).await?;
    let (text, name) = (request.query.clone(), request.operation.clone());
    let plan = task
        .on_pool(move |_| {
            let path = full_path(&schema, &text, name.as_deref(), &path)?;
            Plan::new(&schema, &text, name.as_deref(), &path).map(|plan| (plan, path))
        })
        .await?;
    let (plan, path) = plan.map_err(|error| not_planned(&error))?;
    let mut intake = Intake::new(&task.shared.outside.disk);
    if let Err(error) = intake.expect(u64::MAX) {
        // Then it lies in memory and is looked at when all of it is here.
        tracing::warn!(%error, "a list is loaded without a spool");
    }
    let added = plan.added.clone();
    let began = Instant::now();
    let mut reading = Reading::new(task, (api, tab, request), plan)?;
    reading.read(&mut intake).await?;
    let (outcome, errors) = (reading.loaded(path.clone(), added, began.elapsed()), reading.errors);
    let meta = run::meta_of(reading.facts.unwrap_or_default(), request, outcome.incomplete());
    let serial = task.id.0;
    let scrubber = task.shared.outside.scrubber.clone();
    task.on_pool(move |_| {
        let document =
            intake.finish().map_err(|e| Failure::new("The list could not be kept", e.to_string()))?;
        let document = in_memory_where_small(document);
        let mut answer = run::assemble(serial, document, meta, &scrubber);
        answer.errors = errors;
        put_first(&mut answer, &outcome);
        answer.meta.loaded = Some(Arc::new(outcome));
        Ok(Arc::new(answer))
    })
    .await?
}

/// The schema of the account; asked for where nobody has yet.
async fn schema(task: &Task, request: &RunRequest) -> Result<Arc<Schema>, Failure> {
    let known = lock(&task.shared.schemas).get(&request.account).cloned();
    match known {
        Some(schema) => Ok(schema),
        None => super::connect::load_schema(task, &request.account).await,
    }
}

/// The path of a list as it was asked for: whole, or its last names; nothing means the only list there is.
fn full_path(
    schema: &Schema,
    text: &str,
    operation: Option<&str>,
    wanted: &[String],
) -> Result<Vec<String>, PlanError> {
    let all = dapple_data::graphql::connections::connections(schema, text, operation);
    let there = || all.iter().map(|c| c.dotted()).collect();
    let mut outer = all.iter().filter(|c| !c.is_nested());
    let found = match (wanted.is_empty(), outer.next(), outer.next()) {
        (true, Some(only), None) => Some(only),
        (true, ..) => None,
        (false, ..) => all
            .iter()
            .find(|c| c.path == wanted)
            .or_else(|| all.iter().find(|c| ends_with(&c.path, &c.items, wanted))),
    };
    let path = if wanted.is_empty() { "the top of the operation".to_owned() } else { wanted.join(".") };
    found.map(|c| c.path.clone()).ok_or_else(|| PlanError::NoConnection { path, there: there() })
}

/// `models`, `project.models`, `project.models.items` and `data.project.models` all mean the same list.
fn ends_with(path: &[String], items: &str, wanted: &[String]) -> bool {
    let wanted = wanted.strip_prefix(&["data".to_owned()]).unwrap_or(wanted);
    let wanted = wanted.strip_suffix(&[items.to_owned()]).unwrap_or(wanted);
    !wanted.is_empty() && path.ends_with(wanted)
}

fn not_planned(error: &PlanError) -> Failure {
    Failure::new("This list cannot be loaded as a whole", error.to_string())
}

/// A small list is quicker to look at in memory; the spool was for looking at it while it grew.
fn in_memory_where_small(document: Document) -> Document {
    let len = document.len_bytes();
    if len > IN_MEMORY {
        return document;
    }
    match document.source().read(0..len) {
        Ok(bytes) if bytes.len() as u64 == len => {
            let bytes = Bytes::copy_from_slice(&bytes);
            Document::with_source(Arc::new(Memory(bytes)), document.index().clone())
        }
        _ => document,
    }
}

/// The table of the answer is made of the list that was loaded.
fn put_first(answer: &mut Answer, loaded: &Loaded) {
    let mut node = answer.document.root().and_then(|root| answer.document.member(root, "data"));
    for key in &loaded.outermost {
        node = node.and_then(|node| answer.document.member(node, key));
    }
    if let Some(at) = node.and_then(|node| answer.lists.iter().position(|list| list.node == node)) {
        let list = answer.lists.remove(at);
        answer.lists.insert(0, list);
    }
}

/// The words for a page that did not come.
fn no_page(nth: u64, why: &str) -> Failure {
    Failure::new(format!("Page {nth} did not come"), why.to_owned()).with(crate::app::failure::Remedy::Retry)
}

/// Something of our own broke.
fn broke() -> Failure {
    words::broke()
}
