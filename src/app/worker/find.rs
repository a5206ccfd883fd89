//! Text and values looked for in an answer, on the pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dapple_data::document::{JsonPath, Matcher, Needle, NodeId, ReadError, search};
use dapple_data::stop::Stop;

use super::Task;
use crate::app::answer::Answer;
use crate::app::answer_find::{Filtered, Hits};
use crate::app::event::Event;
use crate::app::failure::{Failure, Remedy};
use crate::app::progress::{Phase, Progress, Unit};

/// The most marks beside a scroll bar.
const MOST_MARKS: usize = 200;

/// The values whose key or text holds a needle.
pub(super) async fn hits(task: &Task, answer: Arc<Answer>, needle: Needle) -> Event {
    let progress = task.progress.clone();
    let found = task.on_pool(move |stop| {
        let matcher =
            Matcher::new(&needle).map_err(|error| Failure::new("This is no regular expression", error.0))?;
        let nodes = nodes(&answer, &matcher, &progress, stop)?;
        let marks = spread(&nodes);
        Ok(Arc::new(Hits { matcher, nodes, marks }))
    });
    Event::AnswerSearched(found.await.and_then(|found| found))
}

/// The values that a JSONPath, or a text, selects.
pub(super) async fn filtered(task: &Task, answer: Arc<Answer>, text: String) -> Event {
    let progress = task.progress.clone();
    let found = task.on_pool(move |stop| {
        let nodes = if text.starts_with('$') {
            let path = JsonPath::parse(&text)
                .map_err(|error| Failure::new("This is no JSONPath", sentence(&error)))?;
            path.select(&answer.document, stop).map_err(|error| of_read(&error))?
        } else {
            let needle = Needle { text: text.clone(), ..Needle::default() };
            let matcher =
                Matcher::new(&needle).map_err(|error| Failure::new("This cannot be looked for", error.0))?;
            nodes(&answer, &matcher, &progress, stop)?
        };
        Ok(Arc::new(Filtered { text, nodes: nodes.into() }))
    });
    Event::AnswerFiltered(found.await.and_then(|found| found))
}

fn sentence(error: &dapple_data::document::JsonPathError) -> String {
    match error.column {
        Some(column) => format!("At character {column}: {}", error.message),
        None => error.message.clone(),
    }
}

fn nodes(
    answer: &Answer,
    matcher: &Matcher,
    progress: &tokio::sync::watch::Sender<Progress>,
    stop: &Stop,
) -> Result<Vec<NodeId>, Failure> {
    let total = Some(answer.document.len_bytes());
    let most = AtomicU64::new(0);
    let tick = |done: u64| {
        // Pieces end in any order; the figure only grows.
        let done = most.fetch_max(done, Ordering::Relaxed).max(done);
        progress.send_replace(Progress { phase: Phase::Moving, unit: Unit::Bytes, done, total });
    };
    search(&answer.document, matcher, stop, &tick).map_err(|error| of_read(&error))
}

fn of_read(error: &ReadError) -> Failure {
    match error {
        ReadError::Stopped(_) => Failure::cancelled(),
        ReadError::Disk(_) => {
            Failure::new("The answer could not be searched", error.to_string()).with(Remedy::Retry)
        }
    }
}

/// Some of the hits, evenly.
fn spread(nodes: &[NodeId]) -> Vec<NodeId> {
    let many = nodes.len().min(MOST_MARKS);
    (0..many).filter_map(|nth| nodes.get(nth * nodes.len() / many.max(1)).copied()).collect()
}
