//! Running an operation: bytes are indexed as they arrive, and kept whatever happens after.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dapple_data::Stop;
use dapple_data::document::{Document, Kind, NodeId, RawLines, Reader};
use dapple_data::graphql::OperationKind;
use dapple_data::jsonc::without_comments;
use dapple_data::token::Scrubber;
use serde_json::value::RawValue;
use tokio::sync::watch;

use super::growing::{self, Looks};
use super::intake::Intake;
use super::load_all::offers;
use super::{Task, words};
use crate::app::answer::{Answer, AnswerMeta};
use crate::app::command::RunRequest;
use crate::app::event::Event;
use crate::app::failure::Failure;
use crate::app::progress::{Phase, Progress, Unit};
use crate::app::tabs::TabId;
use crate::services::api::{self, ApiError, Effect, GraphqlRequest, Priority, Transfer};
use crate::services::store::{Outcome, Record};

/// What a person is told when a change was given up, or its answer lost, after it was sent.
pub const MAY_HAVE_HAPPENED: &str = "The change may have happened";

/// Runs one operation for a tab.
pub(super) async fn run(task: &Task, tab: TabId, request: RunRequest) -> Event {
    let started = Instant::now();
    let result = answer(task, tab, &request).await;
    remember(task, &request, &result, started.elapsed()).await;
    if let Ok(answer) = &result {
        super::scopes::learn(task, tab, &request, answer).await;
    }
    Event::Answered { tab, result }
}

/// Runs one operation to its whole answer; what came before an error is kept and said.
pub(super) async fn answer(task: &Task, tab: TabId, request: &RunRequest) -> Result<Arc<Answer>, Failure> {
    let api = task.api(&request.account).await?;
    let serial = task.id.0;
    let wire = wire(request)?;
    let mut intake = Intake::new(&task.shared.outside.disk);
    let (transfer, figures) = watch::channel(Transfer::default());
    let mirror = mirror(figures, task.progress.clone());
    let server = request.account.origin.as_str().to_owned();
    let (mut looks, growing) = Looks::new();
    let mut disk = None;
    let result = {
        let mut sink = |bytes: bytes::Bytes| {
            let total = transfer.borrow().total.unwrap_or_default();
            if let Err(error) = intake.expect(total).and_then(|()| intake.push(&bytes)) {
                disk = Some(error);
                return ControlFlow::Break(());
            }
            looks.take(&intake);
            ControlFlow::Continue(())
        };
        let receive = api.execute_query(&wire, &mut sink, &transfer);
        let show =
            growing::show(task, growing, Some(server.clone()), |answer| Event::AnswerGrew { tab, answer });
        tokio::select! {
            result = receive => result,
            () = mirror => unreachable_result(),
            () = show => unreachable_result(),
            () = task.stopped(), if request.changes => {
                let advice = "The request was on its way. Look on the server before you run it again";
                return Err(Failure::new(MAY_HAVE_HAPPENED, advice));
            }
        }
    };
    if let Some(error) = disk {
        return Err(Failure::new("The answer could not be kept", error.to_string()));
    }
    let (facts, incomplete) = match result {
        Ok(facts) => {
            let cut = facts
                .capped
                .map(|cap| format!("The answer was cut at {cap} bytes, the limit in the settings"));
            (facts, cut)
        }
        Err(ApiError::Truncated { answer, received, .. }) => {
            let words = format!("The connection broke after {received} bytes: the answer is not complete");
            (*answer, Some(words))
        }
        Err(error) if request.changes && error.may_have_happened() => {
            return Err(uncertain(&error));
        }
        Err(error) => return refused(task, &error, &server),
    };
    let operation = Some(dapple_data::graphql::fingerprint(&request.query));
    let meta = AnswerMeta { operation, ..meta(facts, server, incomplete) };
    let scrubber = task.shared.outside.scrubber.clone();
    let schema = super::lock(&task.shared.schemas).get(&request.account).cloned();
    let request = request.clone();
    task.on_pool(move |_| {
        let mut answer = finish(serial, intake, meta, &scrubber)?;
        if let Some(schema) = schema {
            answer.meta.offers = offers(&schema, &request, &answer.document);
        }
        Ok(Arc::new(answer))
    })
    .await?
}

/// A change whose answer is lost: it may have happened, so it is not offered again.
fn uncertain(error: &ApiError) -> Failure {
    let mut failure = words::api(error);
    failure.advice = format!("{}. {}", failure.title, failure.advice);
    failure.title = MAY_HAVE_HAPPENED.to_owned();
    failure.remedies.clear();
    failure
}

/// The mirror and the shower never end by themselves; this only gives `select!` one type.
fn unreachable_result() -> Result<api::Answer, ApiError> {
    Err(ApiError::Cancelled)
}

/// Copies the transport's figures into the command's progress until the request ends.
pub(super) async fn mirror(mut figures: watch::Receiver<Transfer>, progress: watch::Sender<Progress>) {
    while figures.changed().await.is_ok() {
        let now = *figures.borrow_and_update();
        let phase = match now.phase {
            api::Phase::Waiting { until } => {
                Phase::RateLimited { seconds: until.saturating_duration_since(Instant::now()).as_secs_f64() }
            }
            api::Phase::Receiving | api::Phase::Done => Phase::Moving,
            api::Phase::Queued | api::Phase::Asked => Phase::Waiting,
        };
        progress.send_replace(Progress { phase, unit: Unit::Bytes, done: now.received, total: now.total });
    }
    std::future::pending::<()>().await;
}

/// Shows how long a rate limit still takes, and leaves the command's own figures as they are.
pub(super) async fn mirror_waits(mut figures: watch::Receiver<Transfer>, progress: watch::Sender<Progress>) {
    while figures.changed().await.is_ok() {
        let api::Phase::Waiting { until } = figures.borrow_and_update().phase else { continue };
        let seconds = until.saturating_duration_since(Instant::now()).as_secs_f64();
        progress.send_modify(|now| now.phase = Phase::RateLimited { seconds });
    }
    std::future::pending::<()>().await;
}

/// The request as it goes out, or why its variables cannot.
pub(super) fn wire(request: &RunRequest) -> Result<GraphqlRequest, Failure> {
    let plain = without_comments(&request.variables);
    let text = plain.trim().trim_start_matches('\u{feff}');
    let variables = if text.is_empty() {
        None
    } else {
        let checked: Box<RawValue> = serde_json::from_str(text).map_err(|error| {
            let place = format!("Line {}, column {} of the variables", error.line(), error.column());
            Failure::new("The variables are not JSON", place)
        })?;
        if !checked.get().starts_with('{') {
            return Err(Failure::new("The variables are not an object", "Write them as { \"name\": value }"));
        }
        Some(checked)
    };
    let outline = crate::app::running::executable(&request.query);
    let chosen = outline.iter().find(|o| o.name == request.operation).or_else(|| outline.first());
    let changes = request.changes || chosen.is_some_and(|o| o.kind == OperationKind::Mutation);
    let effect = if changes { Effect::Writes } else { Effect::Reads };
    Ok(GraphqlRequest {
        query: request.query.clone(),
        variables,
        operation_name: request.operation.clone(),
        effect,
        priority: Priority::Person,
        headers: request.headers.list().to_vec(),
    })
}

/// A refusal with a body is an answer too: its bytes are worth looking at, with the failure's words.
fn refused(task: &Task, error: &ApiError, server: &str) -> Result<Arc<Answer>, Failure> {
    let failure = words::api(error);
    // A GraphQL server says what is wrong with an operation in a body of errors, with status 400.
    if let (ApiError::Http { .. }, Some(refusal)) = (error, error.refusal())
        && refusal.error.body.contains("\"errors\"")
    {
        let document = Document::from_bytes(refusal.error.body.clone().into_bytes().into());
        if document.error().is_none() {
            let meta = meta(refusal.answer.clone(), server.to_owned(), None);
            return Ok(Arc::new(assemble(task.id.0, document, meta, &task.shared.outside.scrubber)));
        }
    }
    Err(failure)
}

fn meta(facts: api::Answer, server: String, incomplete: Option<String>) -> AnswerMeta {
    AnswerMeta {
        status: Some(facts.status),
        content_type: facts.content_type,
        request_id: facts.request_id,
        headers: facts.headers,
        wait: facts.wait,
        download: facts.download,
        at: seconds_now(),
        server: Some(server),
        operation: None,
        incomplete,
        ..AnswerMeta::default()
    }
}

/// The facts of the first of several answers to one request.
pub(super) fn meta_of(facts: api::Answer, request: &RunRequest, incomplete: Option<String>) -> AnswerMeta {
    meta(facts, request.account.origin.as_str().to_owned(), incomplete)
}

fn finish(serial: u64, intake: Intake, meta: AnswerMeta, scrubber: &Scrubber) -> Result<Answer, Failure> {
    let document =
        intake.finish().map_err(|error| Failure::new("The answer could not be kept", error.to_string()))?;
    Ok(assemble(serial, document, meta, scrubber))
}

/// A document with what is worth knowing about it: its errors, its lists.
pub(super) fn assemble(serial: u64, document: Document, mut meta: AnswerMeta, scrubber: &Scrubber) -> Answer {
    if let Some(error) = document.error()
        && meta.incomplete.is_none()
    {
        meta.incomplete = Some(format!("Line {}, column {}: {}", error.line, error.column, error.message));
    }
    let errors = graphql_errors(&document, scrubber);
    let lists = dapple_data::table::lists(&document);
    let raw_lines = document.error().and_then(|_| RawLines::scan(&document, &Stop::new()).ok());
    // Where the disk fails, `errors` say so: data that cannot be looked at is none.
    let data = document.root().and_then(|root| document.reader().member(root, "data").ok().flatten());
    let has_data = data.is_some_and(|data| document.kind(data) != Kind::Null);
    Answer { serial, document: Arc::new(document), meta, errors, has_data, raw_lines, lists }
}

/// The most errors that are put into words; the tree has them all.
const MOST_ERRORS: usize = 20;

/// The messages of `errors` at the top of an answer, each with the path it speaks of.
/// A token that the server repeats in them is taken out.
pub(super) fn graphql_errors(document: &Document, scrubber: &Scrubber) -> Vec<String> {
    read_errors(document, scrubber)
        .unwrap_or_else(|error| vec![format!("The errors could not be read from the disk: {error}")])
}

fn read_errors(document: &Document, scrubber: &Scrubber) -> io::Result<Vec<String>> {
    let Some(root) = document.root() else { return Ok(Vec::new()) };
    // A large answer lies on the disk: its reader waits for what is not in memory.
    let mut reader = document.reader();
    let list = reader.member(root, "errors")?.filter(|n| document.kind(*n) == Kind::Array);
    let Some(list) = list else { return Ok(Vec::new()) };
    let errors = document.children(list).take(MOST_ERRORS);
    errors.map(|error| error_words(&mut reader, error, scrubber)).collect()
}

fn error_words(reader: &mut Reader<'_>, error: NodeId, scrubber: &Scrubber) -> io::Result<String> {
    let document = reader.document();
    let message = match reader.member(error, "message")? {
        Some(message) => reader.text(message)?.into_owned(),
        None => "An error without a message".to_owned(),
    };
    let mut path = Vec::new();
    if let Some(steps) = reader.member(error, "path")? {
        for step in document.children(steps) {
            path.push(reader.text(step)?.into_owned());
        }
    }
    // Before the cut: half a token is not found any more.
    let message: String = scrubber.scrub(&message).chars().take(400).collect();
    let path = path.join(".");
    Ok(if path.is_empty() { message } else { format!("{}: {message}", scrubber.scrub(&path)) })
}

/// Writes the run into the history; its failure is nothing a person has to act on.
pub(super) async fn remember(
    task: &Task,
    request: &RunRequest,
    result: &Result<Arc<Answer>, Failure>,
    took: Duration,
) {
    let outcome = match result {
        Ok(answer) if answer.errors.is_empty() && answer.meta.incomplete.is_none() => Outcome::Done,
        Ok(_) => Outcome::Partial,
        Err(failure) if failure.title == MAY_HAVE_HAPPENED => Outcome::Unknown,
        Err(_) => Outcome::Failed,
    };
    let record = Record {
        at: jiff::Timestamp::now(),
        account: Some(request.account.to_string()),
        server: request.account.origin.as_str().to_owned(),
        operation: request.operation.clone(),
        text: request.query.clone(),
        variables: request.variables.clone(),
        outcome,
        status: result.as_ref().ok().and_then(|a| a.meta.status),
        milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        bytes: result.as_ref().map_or(0, |a| a.document.len_bytes()),
    };
    let written =
        task.on_disk(move |shared| shared.outside.disk.remember(&record, &shared.outside.scrubber)).await;
    match written {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "a run is missing from the history"),
        Err(_) => tracing::warn!("a run is missing from the history"),
    }
}

/// Seconds since 1970 by this computer's clock.
pub(super) fn seconds_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
}
