//! Runs a query with patience: a rate limit is waited out, in sight of the person.

use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use tokio::sync::watch;

use super::answer::{Answer, Phase, Transfer};
use super::authorized::Api;
use super::error::ApiError;
use super::receive::Sink;
use super::request::{Effect, GraphqlRequest};

/// How often a query is sent again before the limit becomes the person's business.
const MOST_WAITS: u32 = 5;
/// The longest wait that is sat out. A server that asks for more is reported instead.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// The first wait where the server names none; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);

impl Api {
    /// [`Api::graphql`], but a query that meets a rate limit waits as long as the server says and
    /// is sent again, with [`Phase::Waiting`] as its progress. A mutation is sent once.
    ///
    /// # Errors
    /// As [`Api::graphql`]; [`ApiError::RateLimited`] when the server asks for more than two
    /// minutes, or again and again.
    pub async fn execute_query(
        &self,
        request: &GraphqlRequest,
        sink: Sink<'_>,
        progress: &watch::Sender<Transfer>,
    ) -> Result<Answer, ApiError> {
        let mut waits = 0;
        loop {
            // A refusal puts nothing into the sink, so the next try starts with a clean one.
            let error = match self.graphql(request, &mut *sink, progress).await {
                Err(error @ ApiError::RateLimited { .. }) => error,
                done => return done,
            };
            sit_out(error, request.effect, &mut waits, progress).await?;
        }
    }

    /// [`Api::graphql_json`] with the same patience, and with the facts about the answer: its request id
    /// belongs to whatever its errors say.
    ///
    /// # Errors
    /// As [`Api::graphql_json`]; [`ApiError::RateLimited`] as [`Api::execute_query`].
    pub async fn query_json<T: DeserializeOwned>(
        &self,
        request: &GraphqlRequest,
        progress: &watch::Sender<Transfer>,
    ) -> Result<(Answer, T), ApiError> {
        let mut waits = 0;
        loop {
            let error = match self.graphql_json_with_facts(request, progress).await {
                Err(error @ ApiError::RateLimited { .. }) => error,
                done => return done,
            };
            sit_out(error, request.effect, &mut waits, progress).await?;
        }
    }
}

/// Waits as long as the server asks, in sight of the person. Gives the error back where that is no use.
pub(super) async fn sit_out(
    error: ApiError,
    effect: Effect,
    waits: &mut u32,
    progress: &watch::Sender<Transfer>,
) -> Result<(), ApiError> {
    let Some(wait) = patience(&error, effect, *waits) else { return Err(error) };
    *waits += 1;
    let phase = Phase::Waiting { until: Instant::now() + wait };
    progress.send_replace(Transfer { phase, ..Transfer::default() });
    tokio::time::sleep(wait).await;
    Ok(())
}

/// How long to wait before sending again; `None` where it must not, or need not, be sent again.
fn patience(error: &ApiError, effect: Effect, waits: u32) -> Option<Duration> {
    let ApiError::RateLimited { wait, .. } = error else { return None };
    if effect == Effect::Writes || waits >= MOST_WAITS {
        return None;
    }
    let wait = wait.unwrap_or(FIRST_WAIT * 2_u32.pow(waits));
    (wait <= LONGEST_WAIT).then_some(wait)
}
