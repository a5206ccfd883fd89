//! Subscriptions: the token is tried by a plain request, a lost connection is opened again, and events go to the
//! window in batches, however fast they come.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dapple_data::Stop;
use dapple_data::document::Document;
use dapple_data::export::{self, Job, JsonLayout};
use dapple_data::live::{End, LegacyGraphqlWs};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::{Notify, watch};

use super::{Task, lock, run, words};
use crate::app::answer::AnswerMeta;
use crate::app::command::RunRequest;
use crate::app::event::Event;
use crate::app::failure::{Failure, Remedy};
use crate::app::live::{LiveCommand, LiveEvent, LiveItem, LiveKind, Purpose};
use crate::app::tabs::TabId;
use crate::services::api::{Api, ApiError, GraphqlRequest, Live, Transfer};

/// What the token is tried with: every server answers it.
const TRIAL: &str = "{ __typename }";
/// The first wait before another attempt; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// At least this long between two batches.
const BETWEEN: Duration = Duration::from_millis(60);
/// Events that wait for a batch; over that the oldest are let go, and it is said.
const MOST_WAITING: usize = 5_000;
const MOST_WAITING_BYTES: usize = 32 << 20;
/// An event that is laid out is cut after this many bytes.
const MOST_DETAIL: usize = 200_000;

/// Does what a command asks for.
pub(super) async fn perform(task: &Task, command: LiveCommand) -> Event {
    Event::Live(match command {
        LiveCommand::Subscribe { tab, request } => {
            let result = subscribe(task, tab, &request).await;
            LiveEvent::Ended { tab, result }
        }
        LiveCommand::Filter { tab, serial, needle, items } => {
            let found = task.on_pool(move |_| passing(&needle, &items)).await;
            match found {
                Ok(numbers) => LiveEvent::Filtered { tab, serial, numbers },
                Err(failure) => return Event::Broke(failure),
            }
        }
        LiveCommand::Gather { tab, purpose: Purpose::Copy, items, .. } => {
            let text = task.on_pool(move |_| lines(&items)).await;
            match text {
                Ok(text) => LiveEvent::Copied(text),
                Err(failure) => LiveEvent::Gathered { tab, purpose: Purpose::Copy, result: Err(failure) },
            }
        }
        LiveCommand::Gather { tab, purpose, items, missing, server } => {
            let (serial, scrubber) = (task.id.0, task.shared.outside.scrubber.clone());
            let made = task.on_pool(move |_| {
                let document = Document::from_bytes(records(&items).into_bytes().into());
                let at = items.last().map_or(0, |item| item.at / 1000);
                let meta =
                    AnswerMeta { server: Some(server), at, incomplete: missing, ..AnswerMeta::default() };
                Arc::new(run::assemble(serial, document, meta, &scrubber))
            });
            LiveEvent::Gathered { tab, purpose, result: made.await }
        }
        LiveCommand::Detail { tab, item } => match task.on_pool(move |_| laid_out(&item)).await {
            Ok(text) => LiveEvent::Detail { tab, text },
            Err(failure) => return Event::Broke(failure),
        },
    })
}

/// One subscription until it ends by itself, by the person, or by something that does not pass.
async fn subscribe(task: &Task, tab: TabId, request: &RunRequest) -> Result<String, Failure> {
    let wire = run::wire(request)?;
    let waiting = Waiting::default();
    let mut attempts = 0;
    let mut lost_at = None;
    loop {
        let api = task.api(&request.account).await?;
        let course = course(task, tab, (&api, &wire), (&waiting, &mut lost_at, &mut attempts));
        let why = match course.await {
            Ok(End::Stopped) => {
                waiting.flush(task, tab).await;
                return Ok("Stopped".to_owned());
            }
            Ok(End::Completed) => {
                waiting.flush(task, tab).await;
                return Ok("The server has no more events".to_owned());
            }
            Ok(End::Closed(words)) => format!("The connection was closed {words}"),
            Ok(end) => {
                waiting.flush(task, tab).await;
                return Err(refused(&end));
            }
            Err(error) if lost_at.is_some() && may_pass(&error) => words::api(&error).title,
            Err(error) => return Err(words::api(&error)),
        };
        waiting.flush(task, tab).await;
        lost_at.get_or_insert_with(now);
        let wait = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(attempts)).min(LONGEST_WAIT);
        attempts += 1;
        let again_in = wait.as_secs_f64();
        task.say(Event::Live(LiveEvent::Lost { tab, why, again_in })).await;
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = task.stopped() => return Ok("Stopped".to_owned()),
        }
    }
}

/// One connection: the trial, the socket, the events.
async fn course(
    task: &Task,
    tab: TabId,
    (api, wire): (&Api, &GraphqlRequest),
    (waiting, lost_at, attempts): (&Waiting, &mut Option<i64>, &mut u32),
) -> Result<End, ApiError> {
    // A token that does not count is greeted by the socket and hears nothing: only a plain request tells.
    let progress = watch::Sender::new(Transfer::default());
    let trial = GraphqlRequest { headers: wire.headers.clone(), ..GraphqlRequest::query(TRIAL) };
    tokio::select! {
        tried = api.query_json::<serde::de::IgnoredAny>(&trial, &progress) => tried?,
        () = task.stopped() => return Ok(End::Stopped),
    };
    let listening = Notify::new();
    let mut sink = |live: Live| match live {
        Live::Listening => {
            // Another loss begins from here.
            if let Some(since) = lost_at.take() {
                waiting
                    .push(gap(&format!("The connection was lost for {} s", (now() - since).max(0) / 1000)));
            }
            *attempts = 0;
            listening.notify_one();
        }
        Live::Event(payload) => waiting.push(item(&payload)),
    };
    let pump = async {
        loop {
            tokio::select! {
                () = listening.notified() => task.say(Event::Live(LiveEvent::Listening { tab })).await,
                () = waiting.bell.notified() => {
                    waiting.flush(task, tab).await;
                    tokio::time::sleep(BETWEEN).await;
                }
            }
        }
    };
    let end = tokio::select! {
        end = api.subscribe(&LegacyGraphqlWs, wire, &mut sink, task.stopped()) => end,
        () = pump => Ok(End::Stopped),
    };
    if matches!(end, Ok(End::Closed(_))) {
        lost_at.get_or_insert_with(now);
    }
    end
}

/// Whether another attempt may go better.
fn may_pass(error: &ApiError) -> bool {
    match error {
        ApiError::CannotReach { .. } | ApiError::RateLimited { .. } | ApiError::Truncated { .. } => true,
        ApiError::Http { status, .. } => *status >= 500,
        _ => false,
    }
}

fn refused(end: &End) -> Failure {
    match end {
        End::Denied(words) => {
            Failure::new("The server takes no subscription from this account", words.clone())
        }
        End::Refused(words) => Failure::new("The server refuses this subscription", words.clone()),
        End::NotUnderstood(words) => {
            Failure::new("The server speaks another protocol than it said", words.clone())
        }
        End::Stopped | End::Completed | End::Closed(_) => Failure::cancelled(),
    }
    .with(Remedy::Retry)
}

/// Events on their way to the window.
#[derive(Default)]
struct Waiting {
    held: Mutex<Held>,
    bell: Notify,
}

#[derive(Default)]
struct Held {
    items: Vec<LiveItem>,
    bytes: usize,
    left_out: u64,
}

impl Waiting {
    fn push(&self, item: LiveItem) {
        let mut held = lock(&self.held);
        if held.items.len() >= MOST_WAITING || held.bytes >= MOST_WAITING_BYTES {
            held.left_out += held.items.len() as u64;
            held.items.clear();
            held.bytes = 0;
        }
        held.bytes += item.text.len();
        held.items.push(item);
        drop(held);
        self.bell.notify_one();
    }

    async fn flush(&self, task: &Task, tab: TabId) {
        let Held { mut items, left_out, .. } = std::mem::take(&mut *lock(&self.held));
        if left_out > 0 {
            items.insert(0, gap(&format!("{left_out} events came faster than they could be taken")));
        }
        if !items.is_empty() {
            task.say(Event::Live(LiveEvent::Came { tab, items })).await;
        }
    }
}

/// Milliseconds since 1970 by this computer's clock.
fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

fn gap(words: &str) -> LiveItem {
    LiveItem { at: now(), text: words.into(), kind: LiveKind::Gap }
}

fn item(payload: &RawValue) -> LiveItem {
    #[derive(Deserialize)]
    struct Shape {
        errors: Option<serde::de::IgnoredAny>,
    }
    let errors = serde_json::from_str::<Shape>(payload.get()).is_ok_and(|shape| shape.errors.is_some());
    // JSON text has no line break inside of a value.
    let text = payload.get().replace(['\n', '\r'], " ");
    LiveItem { at: now(), text: text.into(), kind: if errors { LiveKind::Errors } else { LiveKind::Event } }
}

/// The numbers of the items that hold the needle, without regard to case.
fn passing(needle: &str, items: &[(u64, LiveItem)]) -> Vec<u64> {
    let low = needle.to_lowercase();
    let holds = |item: &LiveItem| item.kind == LiveKind::Gap || item.text.to_lowercase().contains(&low);
    items.iter().filter(|(_, item)| holds(item)).map(|(number, _)| *number).collect()
}

/// The events one a line, as they were sent. Gaps are no events.
fn lines(items: &[LiveItem]) -> String {
    let events = items.iter().filter(|item| item.kind != LiveKind::Gap);
    events.map(|item| format!("{}\n", item.text)).collect()
}

/// A JSON array with a record for each item: when it was here, and the event as it was sent.
fn records(items: &[LiveItem]) -> String {
    let mut out = String::from("[");
    for (at, item) in items.iter().enumerate() {
        let time = jiff::Timestamp::from_millisecond(item.at).unwrap_or_default();
        let time = time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
        let comma = if at == 0 { "" } else { "," };
        match item.kind {
            LiveKind::Gap => {
                let words = serde_json::Value::from(&*item.text);
                out.push_str(&format!("{comma}\n{{\"time\":\"{time}\",\"missing\":{words}}}"));
            }
            LiveKind::Event | LiveKind::Errors => {
                out.push_str(&format!("{comma}\n{{\"time\":\"{time}\",\"event\":{}}}", item.text));
            }
        }
    }
    out.push_str("\n]\n");
    out
}

/// One item over several lines.
fn laid_out(item: &LiveItem) -> Arc<str> {
    if item.kind == LiveKind::Gap {
        return item.text.clone();
    }
    let document = Document::from_bytes(item.text.as_bytes().to_vec().into());
    let Some(job) = Job::whole(&document, JsonLayout::Pretty) else { return item.text.clone() };
    let mut out = Vec::new();
    let written = export::write(&job, &mut out, &Stop::new(), &mut |_, _| {});
    let mut text = match written {
        Ok(_) => String::from_utf8_lossy(&out).into_owned(),
        Err(_) => item.text.as_ref().to_owned(),
    };
    if text.len() > MOST_DETAIL {
        text.truncate(text.floor_char_boundary(MOST_DETAIL));
        text.push_str("\n…");
    }
    text.into()
}
