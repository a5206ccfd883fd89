//! Takes an answer in: judges what it is, then hands it on piece by piece.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::{Response, StatusCode, Url};
use tokio::sync::watch;

use super::answer::{Answer, Phase, Refusal, Transfer};
use super::border;
use super::error::{ApiError, Cut};
use super::retry_after;
use super::sniff::{Shape, shape};
use super::transport::{Peer, shown};

/// Where the bytes of an answer go, piece by piece. `Break` ends the transfer.
pub type Sink<'a> = &'a mut (dyn FnMut(Bytes) -> ControlFlow<()> + Send);

/// What the caller gave for taking an answer in.
pub(super) struct Taker<'a> {
    pub(super) sink: Sink<'a>,
    pub(super) progress: &'a watch::Sender<Transfer>,
    /// The most bytes to take, after decompression.
    pub(super) limit: u64,
}

/// Which answers count as the one asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// GraphQL, with any status; a web page is an error.
    GraphQl,
    /// Whatever comes with a status of success.
    Anything,
}

/// An answer that is coming in.
pub(super) struct Incoming<'a> {
    response: Response,
    answer: Answer,
    peer: &'a Peer,
    idle: Duration,
    begun: Instant,
    token_sent: bool,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(response: Response, wait: Duration, peer: &'a Peer, idle: Duration) -> Self {
        let answer = Answer::of(&response, wait, &peer.scrubber);
        Self { response, answer, peer, idle, begun: Instant::now(), token_sent: false }
    }

    /// Says whether the request carried a token, so that "not valid" can be about it.
    pub(super) fn with_token(self, sent: bool) -> Self {
        Self { token_sent: sent, ..self }
    }

    /// Where the answer redirects to, if it does.
    pub(super) fn redirect(&self) -> Option<Url> {
        if !matches!(self.answer.status, 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let location = self.response.headers().get("location")?.to_str().ok()?;
        self.response.url().join(location).ok()
    }

    /// Hands the answer to the sink if it is one that was asked for.
    pub(super) async fn take(mut self, wanted: Wanted, mut taker: Taker<'_>) -> Result<Answer, ApiError> {
        let status = self.response.status();
        if let Some(to) = self.redirect() {
            let to = self.peer.scrubber.scrub(&shown(&to)).into_owned();
            return Err(ApiError::Redirected { host: self.peer.host.clone(), to });
        }
        let good = match wanted {
            Wanted::Anything => status.is_success(),
            Wanted::GraphQl => status.is_success() && self.answer.says_json(),
        };
        if good {
            return self.stream(Bytes::new(), &mut taker).await;
        }
        let may_be_graphql = wanted == Wanted::GraphQl && status != StatusCode::TOO_MANY_REQUESTS;
        if !may_be_graphql || self.answer.says_html() {
            return Err(self.refuse(Bytes::new(), Shape::Undecided).await);
        }
        let (beginning, shape) = self.beginning().await?;
        let is_answer = match shape {
            Shape::GraphQl => true,
            // JSON with a wrong content type is still what was asked for.
            Shape::Json => status.is_success(),
            Shape::Undecided | Shape::Markup | Shape::Text => false,
        };
        if is_answer {
            self.stream(beginning, &mut taker).await
        } else {
            Err(self.refuse(beginning, shape).await)
        }
    }

    /// Reads until the shape of the body is known. Nothing but white space is known at its end.
    async fn beginning(&mut self) -> Result<(Bytes, Shape), ApiError> {
        let mut beginning = BytesMut::new();
        loop {
            let seen = shape(&beginning);
            if seen != Shape::Undecided || beginning.len() as u64 > Refusal::KEPT {
                return Ok((beginning.freeze(), seen));
            }
            match self.chunk().await {
                Ok(Some(bytes)) => beginning.extend_from_slice(&bytes),
                Ok(None) => return Ok((beginning.freeze(), seen)),
                Err(cut) => return Err(self.truncated(cut)),
            }
        }
    }

    async fn stream(mut self, beginning: Bytes, taker: &mut Taker<'_>) -> Result<Answer, ApiError> {
        let total = self.response.content_length();
        self.report(taker, Phase::Receiving, total);
        let mut next = Some(beginning);
        while let Some(bytes) = next {
            let room = taker.limit.saturating_sub(self.answer.bytes);
            let over = bytes.len() as u64 > room;
            let taken =
                if over { bytes.slice(..usize::try_from(room).unwrap_or(bytes.len())) } else { bytes };
            self.answer.bytes += taken.len() as u64;
            if !taken.is_empty() && (taker.sink)(taken).is_break() {
                return Err(ApiError::Cancelled);
            }
            if over {
                self.answer.capped = Some(taker.limit);
                break;
            }
            self.report(taker, Phase::Receiving, total);
            next = match self.chunk().await {
                Ok(next) => next,
                Err(cut) => return Err(self.truncated(cut)),
            };
        }
        self.answer.download = self.begun.elapsed();
        self.report(taker, Phase::Done, total);
        Ok(self.answer)
    }

    fn report(&self, taker: &Taker<'_>, phase: Phase, total: Option<u64>) {
        taker.progress.send_replace(Transfer { phase, received: self.answer.bytes, total });
    }

    /// The next piece. The limit on silence runs only while waiting, never while the sink works.
    async fn chunk(&mut self) -> Result<Option<Bytes>, Cut> {
        match tokio::time::timeout(self.idle, self.response.chunk()).await {
            Ok(Ok(piece)) => Ok(piece),
            Ok(Err(error)) => Err(border::cut(&error)),
            Err(_) => Err(Cut::Silent { after: self.idle }),
        }
    }

    fn truncated(&mut self, cut: Cut) -> ApiError {
        self.answer.download = self.begun.elapsed();
        let answer = Box::new(std::mem::take(&mut self.answer));
        ApiError::Truncated { received: answer.bytes, cut, answer }
    }

    /// Reads what a refusal says, as far as it is kept, and tells what it is.
    async fn refuse(mut self, beginning: Bytes, seen: Shape) -> ApiError {
        let mut body = BytesMut::from(beginning);
        while (body.len() as u64) < Refusal::READ {
            // A refusal that breaks off is still that refusal.
            let Ok(Some(bytes)) = self.chunk().await else { break };
            body.extend_from_slice(&bytes);
        }
        self.answer.bytes = (body.len() as u64).min(Refusal::KEPT);
        self.answer.download = self.begun.elapsed();
        let page = self.answer.says_html() || seen == Shape::Markup || shape(&body) == Shape::Markup;
        let wait = self.asked_wait();
        let path = self.response.url().path().to_owned();
        let host = self.peer.host.clone();
        let status = self.answer.status;
        let refusal = Box::new(Refusal::new(self.answer, &body, &self.peer.scrubber));
        match status {
            429 => ApiError::RateLimited { wait, refusal },
            401 | 403 if self.token_sent && refusal.error.is_token_refused() => {
                ApiError::TokenRefused { host, refusal }
            }
            500.. => ApiError::Http { host, status, refusal },
            _ if page => ApiError::NotSpeckle { host, tried: vec![path], refusal },
            200..=299 => {
                let problem = if body.is_empty() { "the answer is empty" } else { "it is plain text" };
                ApiError::NotJson { host, problem: problem.to_owned(), refusal }
            }
            _ => ApiError::Http { host, status, refusal },
        }
    }

    /// `Retry-After`, measured against the server's own clock.
    fn asked_wait(&self) -> Option<Duration> {
        let header = |name: &str| self.response.headers().get(name)?.to_str().ok();
        retry_after::parse(header("retry-after")?, header("date"), std::time::SystemTime::now())
    }
}
