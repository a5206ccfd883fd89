//! REST with patience: a rate limit is waited out, in sight of the person.

use tokio::sync::watch;

use super::answer::{Answer, Transfer};
use super::authorized::Api;
use super::error::ApiError;
use super::execute::sit_out;
use super::receive::Sink;
use super::request::{Effect, RestRequest};

impl Api {
    /// [`Api::rest`] for requests that only read: one that meets a rate limit waits as long as the server
    /// says and is sent again, with [`Phase::Waiting`](super::Phase::Waiting) as its progress.
    ///
    /// # Errors
    /// As [`Api::rest`]; [`ApiError::RateLimited`] when the server asks for more than two minutes, or again
    /// and again.
    pub async fn execute_rest(
        &self,
        request: &RestRequest,
        sink: Sink<'_>,
        progress: &watch::Sender<Transfer>,
    ) -> Result<Answer, ApiError> {
        let mut waits = 0;
        loop {
            // A refusal puts nothing into the sink, so the next try starts with a clean one.
            let error = match self.rest(request, &mut *sink, progress).await {
                Err(error @ ApiError::RateLimited { .. }) => error,
                done => return done,
            };
            sit_out(error, Effect::Reads, &mut waits, progress).await?;
        }
    }
}
