//! Answers that lie down: bytes to the spool, index let go; and up again.

use std::io::{self, Write};
use std::sync::Arc;

use dapple_data::Stop;
use dapple_data::document::{Builder, Document};

use super::{Disk, Task};
use crate::app::answer::Answer;
use crate::app::event::Event;
use crate::app::failure::{Failure, Remedy};
use crate::app::memory::Asleep;
use crate::app::tabs::TabId;

/// Bytes that are copied or read at once.
const PIECE: u64 = 4 << 20;

/// Puts the bytes of an answer on the disk, where they are not there already.
pub(super) async fn rest(task: &Task, tab: TabId, answer: Arc<Answer>) -> Event {
    let stop = task.stop.clone();
    let rested = task.on_disk(move |shared| laid_down(&shared.outside.disk, &answer, &stop)).await;
    let failed = |error: io::Error| Failure::new("An answer could not be put on the disk", error.to_string());
    Event::Rested { tab, result: rested.and_then(|r| r.map(Arc::new).map_err(failed)) }
}

fn laid_down(disk: &Arc<Disk>, answer: &Answer, stop: &Stop) -> io::Result<Asleep> {
    let source = answer.document.source();
    let source = match source.whole() {
        None => source.clone(),
        Some(bytes) => {
            let mut spool = disk.spool().map_err(io::Error::other)?;
            for piece in bytes.chunks(PIECE as usize) {
                stop.check().map_err(io::Error::other)?;
                spool.write_all(piece)?;
            }
            Arc::new(spool.finish())
        }
    };
    let Answer { serial, meta, errors, has_data, raw_lines, lists, document } = answer;
    Ok(Asleep {
        serial: *serial,
        source,
        layout: document.index().layout(),
        meta: meta.clone(),
        errors: errors.clone(),
        has_data: *has_data,
        raw_lines: raw_lines.clone(),
        lists: lists.clone(),
    })
}

/// Indexes an answer again. Its nodes have the numbers they had: what is folded and looked at stays so.
pub(super) async fn wake(task: &Task, tab: TabId, asleep: Arc<Asleep>) -> Event {
    Event::Woke { tab, result: awake(task, asleep).await }
}

/// The answer again, with an index.
pub(super) async fn awake(task: &Task, asleep: Arc<Asleep>) -> Result<Arc<Answer>, Failure> {
    let read = task.on_pool(move |stop| indexed(&asleep, stop)).await;
    let failed = |error: io::Error| {
        let advice = format!("{error}. Run the query or open the file again");
        Failure::new("The answer could not be read back from the disk", advice).with(Remedy::Retry)
    };
    read.and_then(|r| r.map(Arc::new).map_err(failed))
}

fn indexed(asleep: &Asleep, stop: &Stop) -> io::Result<Answer> {
    let mut builder = Builder::new(asleep.layout);
    let (mut at, end) = (0, asleep.source.len());
    while at < end {
        stop.check().map_err(io::Error::other)?;
        let piece = asleep.source.read(at..(at + PIECE).min(end))?;
        if piece.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        builder.feed(&piece);
        at += piece.len() as u64;
    }
    let document: Document = builder.finish(asleep.source.clone());
    Ok(Answer {
        serial: asleep.serial,
        document: Arc::new(document),
        meta: asleep.meta.clone(),
        errors: asleep.errors.clone(),
        has_data: asleep.has_data,
        raw_lines: asleep.raw_lines.clone(),
        lists: asleep.lists.clone(),
    })
}

/// Lets go of an answer off the window's thread: it may be large.
pub(super) async fn let_go(task: &Task, answer: Arc<Answer>) {
    // Whether the pool says so or not, it is gone.
    let _ = task.on_pool(move |_| drop(answer)).await;
}
