//! A look at an answer while its bytes still come: the first one soon, then one every quarter of a second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dapple_data::document::Document;
use tokio::sync::watch;

use super::Task;
use super::intake::Intake;
use super::run::seconds_now;
use crate::app::answer::{Answer, AnswerMeta};
use crate::app::event::Event;

/// How often a growing answer is shown after the first time.
const SHOW_EVERY: Duration = Duration::from_millis(250);

/// Where the looks go: only the newest counts.
pub(super) type Growing = watch::Receiver<Option<Arc<Document>>>;

/// Takes looks at an intake as it fills.
pub(super) struct Looks {
    last: Option<Instant>,
    grown: watch::Sender<Option<Arc<Document>>>,
}

impl Looks {
    pub(super) fn new() -> (Self, Growing) {
        let (grown, growing) = watch::channel(None);
        (Self { last: None, grown }, growing)
    }

    /// Takes a look if it is time for one and there is something to see.
    pub(super) fn take(&mut self, intake: &Intake) {
        let due = self.last.is_none_or(|last| last.elapsed() >= SHOW_EVERY);
        if due && intake.is_worth_showing() {
            self.last = Some(Instant::now());
            self.grown.send_replace(intake.snapshot());
        }
    }
}

/// Says every look as an event. Never ends: for beside the work that takes the looks.
pub(super) async fn show(
    task: &Task,
    mut growing: Growing,
    server: Option<String>,
    event: impl Fn(Arc<Answer>) -> Event,
) {
    let (begun, mut first) = (Instant::now(), true);
    while growing.changed().await.is_ok() {
        let Some(document) = growing.borrow_and_update().clone() else { continue };
        let bytes = document.len_bytes();
        let meta = AnswerMeta {
            at: seconds_now(),
            server: server.clone(),
            incomplete: Some("Only part of the answer is here".to_owned()),
            ..AnswerMeta::default()
        };
        let answer = Answer {
            serial: task.id.0,
            document,
            meta,
            errors: Vec::new(),
            has_data: true,
            raw_lines: None,
            lists: Vec::new(),
        };
        task.say(event(Arc::new(answer))).await;
        if std::mem::take(&mut first) {
            let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::info!(bytes, millis, "the first rows are here");
        }
    }
    std::future::pending::<()>().await;
}
