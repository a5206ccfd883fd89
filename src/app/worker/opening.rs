//! Opening a saved answer: shown as it is read, read once and never again.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use dapple_data::Stop;
use dapple_data::document::Document;
use tokio::sync::watch;

use super::growing::{self, Looks};
use super::intake::Intake;
use super::run::{assemble, seconds_now};
use super::{Disk, Task, words};
use crate::app::answer::{Answer, AnswerMeta};
use crate::app::event::{Event, OpenedFile};
use crate::app::failure::Failure;
use crate::app::progress::{Phase, Progress, Unit};

/// How much of a file is read at once.
const READ_AT_ONCE: usize = 1 << 20;

/// Opens a saved answer. The file is read once and never again: what is shown cannot change under it.
pub(super) async fn open(task: &Task, path: PathBuf) -> Event {
    let (looks, growing) = Looks::new();
    let (serial, shown) = (task.id.0, path.clone());
    let reading = Reading { path, looks, stop: task.stop.clone(), progress: task.progress.clone() };
    let read = task.on_disk(move |shared| {
        let begun = Instant::now();
        let path = reading.path.clone();
        let document = reading.read(&shared.outside.disk)?;
        let (bytes, read) = (document.len_bytes(), millis(begun));
        let meta = AnswerMeta { at: seconds_now(), ..AnswerMeta::default() };
        let answer = Arc::new(assemble(serial, document, meta, &shared.outside.scrubber));
        tracing::info!(bytes, read, millis = millis(begun), "a file is open");
        Ok(OpenedFile { path, answer })
    });
    let show = growing::show(task, growing, None, |answer: Arc<Answer>| {
        Event::FileGrew(OpenedFile { path: shown.clone(), answer })
    });
    tokio::select! {
        opened = read => Event::FileOpened(opened.and_then(|r| r)),
        // Never ends by itself.
        () = show => Event::FileOpened(Err(Failure::cancelled())),
    }
}

/// A saved answer as a whole, without a look at it before.
pub(super) async fn whole(task: &Task, path: PathBuf) -> Result<Answer, Failure> {
    let (looks, _) = Looks::new();
    let serial = task.id.0;
    let reading = Reading { path, looks, stop: task.stop.clone(), progress: task.progress.clone() };
    let read = task.on_disk(move |shared| {
        let document = reading.read(&shared.outside.disk)?;
        let meta = AnswerMeta { at: seconds_now(), ..AnswerMeta::default() };
        Ok(assemble(serial, document, meta, &shared.outside.scrubber))
    });
    read.await.and_then(|r| r)
}

/// One file on its way in.
struct Reading {
    path: PathBuf,
    looks: Looks,
    stop: Stop,
    progress: watch::Sender<Progress>,
}

impl Reading {
    /// Reads to the end of the file.
    fn read(mut self, disk: &Arc<Disk>) -> Result<Document, Failure> {
        let failed = |error: std::io::Error| failure(&self.path, &error);
        let mut file = File::open(&self.path).map_err(failed)?;
        let total = file.metadata().ok().filter(|m| m.is_file()).map(|m| m.len());
        let mut intake = Intake::new(disk);
        intake.expect(total.unwrap_or_default()).map_err(failed)?;
        let mut buffer = vec![0_u8; READ_AT_ONCE];
        let mut done = 0_u64;
        loop {
            self.stop.check().map_err(|_| Failure::cancelled())?;
            let count = file.read(&mut buffer).map_err(failed)?;
            if count == 0 {
                return intake.finish().map_err(failed);
            }
            intake.push(buffer.get(..count).unwrap_or_default()).map_err(failed)?;
            done += count as u64;
            let progress = Progress { phase: Phase::Moving, unit: Unit::Bytes, done, total };
            self.progress.send_replace(progress);
            self.looks.take(&intake);
        }
    }
}

fn failure(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} could not be opened", path.display()), words::unreadable(error))
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
