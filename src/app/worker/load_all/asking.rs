//! One request of a long reading: patient with rate limits and broken connections, never for ever.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use dapple_data::Stop;
use dapple_data::document::Document;
use dapple_data::graphql::connections::{Level, NoPage, Page, read_page};
use dapple_data::speckle::browse::PageAsk;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::watch;

use super::super::{Task, run, words};
use super::{broke, no_page};
use crate::app::failure::Failure;
use crate::app::progress::Phase;
use crate::services::api::{self, Api, ApiError, Effect, GraphqlRequest, Priority, Transfer};

/// How often a page is asked for where connections break or the server is ill.
const TRIES: u32 = 6;
/// How long the first wait is; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// Why there is no page.
pub(super) enum Trouble {
    /// The server gives no pages of this size.
    Size,
    /// The person has seen enough.
    Stopped,
    Failed(Failure),
}

/// One page, with the text it came in and what the server complained about.
pub(super) struct Asked {
    pub(super) text: Bytes,
    pub(super) page: Page,
    pub(super) errors: Vec<String>,
    pub(super) facts: api::Answer,
}

/// Asks for the pages of one operation.
pub(super) struct Asking<'a> {
    pub(super) task: &'a Task,
    pub(super) api: Arc<Api>,
    pub(super) operation: Option<String>,
    /// The person's variables, each value as it was written.
    pub(super) variables: Vec<(String, Box<RawValue>)>,
    /// The person's headers.
    pub(super) headers: Vec<(String, String)>,
}

impl Asking<'_> {
    /// One page of a level, for the items with these ids around it.
    pub(super) async fn page(
        &self,
        level: &Level,
        (ids, ask): (&[String], &PageAsk),
        nth: u64,
    ) -> Result<Asked, Trouble> {
        let request = self.request(level, ids, ask).map_err(Trouble::Failed)?;
        let (text, facts) = self.patient(&request, nth).await?;
        let (inside, level) = (text.clone(), level.clone());
        let scrubber = self.task.shared.outside.scrubber.clone();
        let read = self.task.on_pool(move |_: &Stop| {
            let document = Document::from_bytes(inside);
            let errors = run::graphql_errors(&document, &scrubber);
            (read_page(&document, &level, true), errors)
        });
        match read.await.map_err(Trouble::Failed)? {
            (Ok(page), errors) => Ok(Asked { text, page, errors, facts }),
            (Err(NoPage::Missing(_)), errors) if errors.iter().any(|e| is_about_size(e)) => {
                Err(Trouble::Size)
            }
            (Err(missing), errors) => {
                let why = errors.first().cloned().unwrap_or_else(|| missing.to_string());
                let mut failure = no_page(nth, &why);
                failure.refused = !errors.is_empty();
                failure.request_id = facts.request_id.map(String::into_boxed_str);
                Err(Trouble::Failed(failure))
            }
        }
    }

    fn request(&self, level: &Level, ids: &[String], ask: &PageAsk) -> Result<GraphqlRequest, Failure> {
        let mut variables: Vec<(&str, Box<RawValue>)> = Vec::new();
        for (name, value) in &self.variables {
            if level.kept.contains(name) {
                variables.push((name, value.clone()));
            }
        }
        variables.push((&level.cursor, to_raw_value(&ask.cursor).map_err(|_| broke())?));
        if let Some(limit) = &level.limit {
            variables.push((limit, to_raw_value(&ask.limit).map_err(|_| broke())?));
        }
        for (name, at) in &level.parents {
            let id = ids.get(*at).ok_or_else(broke)?;
            variables.push((name, to_raw_value(id).map_err(|_| broke())?));
        }
        let members: Vec<String> = variables
            .iter()
            .map(|(name, value)| format!("{}:{}", serde_json::Value::from(*name), value.get()))
            .collect();
        let variables = RawValue::from_string(format!("{{{}}}", members.join(","))).map_err(|_| broke())?;
        Ok(GraphqlRequest {
            query: level.query.clone(),
            variables: Some(variables),
            operation_name: self.operation.clone(),
            effect: Effect::Reads,
            priority: Priority::Person,
            headers: self.headers.clone(),
        })
    }

    /// The whole text of one answer. What passes by itself is waited out.
    async fn patient(&self, request: &GraphqlRequest, nth: u64) -> Result<(Bytes, api::Answer), Trouble> {
        let mut tries = 0;
        loop {
            self.unpaused().await?;
            let mut text = BytesMut::new();
            let mut sink = |bytes: Bytes| {
                text.extend_from_slice(&bytes);
                ControlFlow::Continue(())
            };
            let (transfer, figures) = watch::channel(Transfer::default());
            let answer = tokio::select! {
                answer = self.api.execute_query(request, &mut sink, &transfer) => answer,
                () = run::mirror_waits(figures, self.task.progress.clone()) => return Err(Trouble::Stopped),
                () = self.task.stopped() => return Err(Trouble::Stopped),
            };
            let error = match answer {
                Ok(facts) => match facts.capped {
                    Some(cap) => ApiError::TooLarge { limit: cap },
                    None => {
                        self.task.progress.send_modify(|now| now.phase = Phase::Moving);
                        return Ok((text.freeze(), facts));
                    }
                },
                Err(error) => error,
            };
            if matches!(error, ApiError::TooLarge { .. }) || says_size(&error) {
                return Err(Trouble::Size);
            }
            tries += 1;
            if !passes(&error) || tries >= TRIES {
                let mut failure = words::api(&error);
                failure.details.get_or_insert_with(|| format!("It was page {nth}"));
                return Err(Trouble::Failed(failure));
            }
            tracing::info!(%error, tries, "a page is asked for again");
            tokio::select! {
                () = tokio::time::sleep(FIRST_WAIT * 2_u32.pow(tries - 1)) => {}
                () = self.task.stopped() => return Err(Trouble::Stopped),
            }
        }
    }

    /// Waits while the person wants it to.
    pub(super) async fn unpaused(&self) -> Result<(), Trouble> {
        let (task, pauses) = (self.task, &self.task.shared.pauses);
        if pauses.holds(task.id) {
            task.progress.send_modify(|now| now.phase = Phase::Paused);
            tokio::select! {
                () = pauses.released(task.id) => {}
                () = task.stopped() => return Err(Trouble::Stopped),
            }
            task.progress.send_modify(|now| now.phase = Phase::Moving);
        }
        if task.stop.is_set() { Err(Trouble::Stopped) } else { Ok(()) }
    }
}

/// Source: Speckle, "Cannot return more than 100 items, please use pagination."
fn is_about_size(error: &str) -> bool {
    error.contains("Cannot return more than") || error.contains("must be less than")
}

fn says_size(error: &ApiError) -> bool {
    error.refusal().is_some_and(|refusal| is_about_size(&refusal.error.body))
}

/// Whether the same question may well be answered a little later.
fn passes(error: &ApiError) -> bool {
    match error {
        ApiError::CannotReach { .. } | ApiError::Truncated { .. } | ApiError::RateLimited { .. } => true,
        ApiError::Http { status, .. } => *status >= 500,
        ApiError::NotSpeckle { refusal, .. } => refusal.answer.status >= 500,
        _ => false,
    }
}
