//! One operation with its typed answer: patient with rate limits, and content with less where a server
//! cannot answer all of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use dapple_data::speckle::browse::{Identified, Listing, Page, Refusal, Walk};
use dapple_data::speckle::{GraphqlError, PathStep, Reply};
use serde::de::DeserializeOwned;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::super::{Task, words};
use super::refused;
use crate::app::AccountKey;
use crate::app::failure::Failure;
use crate::app::progress::{Phase, Progress, Unit};
use crate::services::api::{self, Api, GraphqlRequest, Transfer};

/// Asks the server of one account on behalf of one command.
pub(super) struct Asking<'a> {
    task: &'a Task,
    api: Arc<Api>,
    /// Bytes of answers since they were asked for last.
    bytes: AtomicU64,
}

/// What came: data, errors, or both.
struct Said<D> {
    data: Option<D>,
    errors: Vec<GraphqlError>,
    request_id: Option<String>,
}

/// The texts of one question, the fullest first; and which of them the server is known to answer.
pub(super) struct Texts<'a> {
    texts: &'a [&'a str],
    at: usize,
    /// A field that the fullest text asks for on trial: an error of it ends the trial without a word.
    trial: Option<&'a str>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(texts: &'a [&'a str]) -> Self {
        Self { texts, at: 0, trial: None }
    }

    pub(super) fn with_trial(self, field: &'a str) -> Self {
        Self { trial: Some(field), ..self }
    }

    /// Whether an error is about the field on trial.
    fn is_of_trial(&self, error: &GraphqlError) -> bool {
        let Some(trial) = self.trial else { return false };
        error.path.iter().any(|step| matches!(step, PathStep::Field(name) if name == trial))
    }

    /// The next plainer text; false where there is none.
    fn go_plainer(&mut self) -> bool {
        let has = self.at + 1 < self.texts.len();
        self.at += usize::from(has);
        has
    }
}

impl<'a> Asking<'a> {
    /// Waits for an account that is just connecting.
    pub(super) async fn of(task: &'a Task, account: &AccountKey) -> Result<Self, Failure> {
        Ok(Self { task, api: task.api(account).await?, bytes: AtomicU64::new(0) })
    }

    async fn say<D: DeserializeOwned>(&self, text: &str, variables: &Value) -> Result<Said<D>, Failure> {
        let variables = to_raw_value(variables).map_err(|_| words::broke())?;
        let request = GraphqlRequest::query(text).with_variables(variables);
        let (transfer, figures) = watch::channel(Transfer::default());
        let answer = tokio::select! {
            answer = self.api.query_json::<Reply<D>>(&request, &transfer) => answer,
            never = self.show_waits(figures) => match never {},
        };
        let (facts, reply) = answer.map_err(|error| words::api(&error))?;
        self.bytes.fetch_add(facts.bytes, Ordering::Relaxed);
        Ok(Said { data: reply.data, errors: reply.errors, request_id: facts.request_id })
    }

    /// Shows how long a rate limit still takes. The counts of rows stay as they are.
    async fn show_waits(&self, mut figures: watch::Receiver<Transfer>) -> std::convert::Infallible {
        while figures.changed().await.is_ok() {
            let phase = match figures.borrow_and_update().phase {
                api::Phase::Waiting { until } => {
                    let left = until.saturating_duration_since(Instant::now());
                    Phase::RateLimited { seconds: left.as_secs_f64() }
                }
                api::Phase::Receiving | api::Phase::Done => Phase::Moving,
                api::Phase::Queued | api::Phase::Asked => Phase::Waiting,
            };
            self.task.progress.send_modify(|progress| progress.phase = phase);
        }
        std::future::pending().await
    }

    /// The part of an answer that `pick` takes, and the errors that came beside it. Where a server cannot
    /// answer a text as a whole, a plainer one is asked.
    pub(super) async fn pick<D: DeserializeOwned, P>(
        &self,
        texts: &mut Texts<'_>,
        variables: &Value,
        pick: impl Fn(D) -> Option<P>,
    ) -> Result<(P, Vec<GraphqlError>), Failure> {
        loop {
            let text = texts.texts.get(texts.at).copied().unwrap_or_default();
            let said = self.say::<D>(text, variables).await?;
            if let Some(found) = said.data.and_then(&pick) {
                return Ok((found, said.errors));
            }
            if Refusal::of(&said.errors).is_of_a_field() && texts.go_plainer() {
                continue;
            }
            return Err(self.refused(&said.errors, said.request_id));
        }
    }

    /// The part of an answer to one text that `pick` takes.
    pub(super) async fn one<D: DeserializeOwned, P>(
        &self,
        text: &str,
        variables: Value,
        pick: impl Fn(D) -> P,
    ) -> Result<P, Failure> {
        let found = self.pick(&mut Texts::new(&[text]), &variables, |data| Some(pick(data))).await?;
        Ok(found.0)
    }

    /// A list, page by page to its end. `variables` are those beside `limit` and `cursor`.
    pub(super) async fn pages<D: DeserializeOwned, T: Identified>(
        &self,
        mut texts: Texts<'_>,
        mut variables: Value,
        mut walk: Walk<T>,
        page: impl Fn(D) -> Option<Page<T>>,
    ) -> Result<Listing<T>, Failure> {
        self.task.progress.send_replace(Progress { unit: Unit::Rows, ..Progress::default() });
        while let Some(next) = walk.next() {
            if let Some(variables) = variables.as_object_mut() {
                variables.insert("limit".to_owned(), json!(next.limit));
                variables.insert("cursor".to_owned(), json!(next.cursor));
            }
            let (page, errors) = self.pick(&mut texts, &variables, &page).await?;
            let (of_trial, others): (Vec<_>, Vec<_>) = errors.iter().partition(|e| texts.is_of_trial(e));
            for error in others {
                walk.warn(self.scrubbed(&error.sentence()));
            }
            if let Some(error) = of_trial.first() {
                tracing::info!(why = %self.scrubbed(&error.sentence()), "a field of a list is not given here");
                texts.go_plainer();
                texts.trial = None;
            }
            walk.take(page, self.bytes.swap(0, Ordering::Relaxed));
            let (done, total) = walk.counts();
            self.task.progress.send_replace(Progress { phase: Phase::Moving, unit: Unit::Rows, done, total });
        }
        Ok(walk.finish())
    }

    fn refused(&self, errors: &[GraphqlError], request_id: Option<String>) -> Failure {
        let failure = refused::by(errors);
        Failure {
            title: self.scrubbed(&failure.title),
            advice: failure.advice,
            details: failure.details.map(|details| self.scrubbed(&details)),
            request_id: request_id.map(String::into_boxed_str),
            ..failure
        }
    }

    /// A server that repeats the token in its words does not get it onto the screen.
    fn scrubbed(&self, words: &str) -> String {
        self.task.shared.outside.scrubber.scrub(words).into_owned()
    }
}
