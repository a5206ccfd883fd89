//! Comparisons of answers: both brought here, compared, and rows picked among what differs.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Instant;

use dapple_data::Stop;
use dapple_data::document::compare::{DifferenceRows, Records, compare};
use dapple_data::document::{Document, ReadError};
use dapple_data::export::{Decimal, Dialect, ExportError, Format, Summary};

use super::documents::MoveOn;
use super::intake::Intake;
use super::{Disk, Task, memory, opening};
use crate::app::answer::Answer;
use crate::app::command::ExportJob;
use crate::app::differences::{
    AnswerDifferences, AnswerSide, DifferencesAsk, DifferencesCommand, DifferencesEvent, DifferencesLook,
    ShownDifferences, SideOf,
};
use crate::app::differences_export::write_differences;
use crate::app::failure::{Failure, Remedy};
use crate::app::progress::{Phase, Progress, Unit};

/// How much of the records is handed on at once.
const PIECE: usize = 1 << 20;

/// Does one thing for a comparison of answers.
pub(super) async fn perform(task: &Task, command: DifferencesCommand) -> DifferencesEvent {
    match command {
        DifferencesCommand::Load(ask) => DifferencesEvent::Compared(load(task, *ask).await),
        DifferencesCommand::Arrange { comparison, look } => {
            let picked = task.on_pool(move |stop| pick(&comparison, look, stop)).await;
            DifferencesEvent::Arranged(picked.and_then(|r| r))
        }
        DifferencesCommand::Record { comparison, entries } => {
            let stop = task.stop.clone();
            let made = task.on_disk(move |shared| {
                records(&shared.outside.disk, &comparison, &entries, (&stop, &mut |_| {})).map(Arc::new)
            });
            DifferencesEvent::Recorded(made.await.and_then(|r| r.map_err(|error| not_written(&error))))
        }
        DifferencesCommand::Copy { comparison, entries } => {
            let stop = task.stop.clone();
            let text = task.on_disk(move |shared| text(&shared.outside.disk, &comparison, &entries, &stop));
            DifferencesEvent::Copied(text.await.and_then(|r| r))
        }
        DifferencesCommand::Forget(comparison, shown) => {
            // Whether the pool says so or not, it is gone.
            let _ = task.on_pool(move |_| drop((comparison, shown))).await;
            DifferencesEvent::Forgotten
        }
    }
}

async fn load(
    task: &Task,
    ask: DifferencesAsk,
) -> Result<(Arc<AnswerDifferences>, Arc<ShownDifferences>), Failure> {
    let DifferencesAsk { before, after, by, look } = ask;
    let titles = [before.title.clone(), after.title.clone()];
    let (before, after) = (bring(task, before).await?, bring(task, after).await?);
    let progress = task.progress.clone();
    let made = task.on_pool(move |stop| {
        let begun = Instant::now();
        let total = Some(before.document.len_bytes() + after.document.len_bytes());
        let tick = |done: u64| {
            progress.send_replace(Progress { phase: Phase::Moving, unit: Unit::Bytes, done, total });
        };
        let differences = compare(&before.document, &after.document, &by, (stop, &tick))
            .map_err(|error| of_read(&error))?;
        let took = begun.elapsed();
        let comparison = Arc::new(AnswerDifferences { before, after, titles, by, differences, took });
        let shown = pick(&comparison, look, stop)?;
        Ok((comparison, shown))
    });
    made.await.and_then(|r| r)
}

/// An answer, wherever it is.
async fn bring(task: &Task, side: AnswerSide) -> Result<Arc<Answer>, Failure> {
    match side.of {
        SideOf::Here(answer) => Ok(answer),
        SideOf::Asleep(asleep) => memory::awake(task, asleep).await,
        SideOf::File(path) => opening::whole(task, path).await.map(Arc::new),
    }
}

fn pick(
    comparison: &AnswerDifferences,
    look: DifferencesLook,
    stop: &Stop,
) -> Result<Arc<ShownDifferences>, Failure> {
    let rows = DifferenceRows::of(&comparison.differences, look.only, look.kind, stop);
    let rows = rows.map_err(|_| Failure::cancelled())?;
    Ok(Arc::new(ShownDifferences { look, rows }))
}

fn of_read(error: &ReadError) -> Failure {
    match error {
        ReadError::Stopped(_) => Failure::cancelled(),
        ReadError::Disk(_) => {
            Failure::new("The answers could not be compared", error.to_string()).with(Remedy::Retry)
        }
    }
}

/// Hands on what is written, a large piece at a time.
struct Pieces {
    intake: Intake,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.intake.push(&self.piece)?;
        self.piece.clear();
        Ok(())
    }
}

/// Differences as a document: a list of records, on the disk where it is large.
fn records(
    disk: &Arc<Disk>,
    comparison: &AnswerDifferences,
    entries: &[u32],
    (stop, tick): (&Stop, &mut dyn FnMut(u64)),
) -> Result<Document, ReadError> {
    let mut out = Pieces { intake: Intake::new(disk), piece: Vec::new() };
    let (before, after) = (&comparison.before.document, &comparison.after.document);
    Records::new(&comparison.differences, before, after).write(entries, &mut out, (stop, tick))?;
    out.flush()?;
    Ok(out.intake.finish()?)
}

/// Differences with tabs between the cells.
fn text(
    disk: &Arc<Disk>,
    comparison: &AnswerDifferences,
    entries: &[u32],
    stop: &Stop,
) -> Result<String, Failure> {
    let records =
        records(disk, comparison, entries, (stop, &mut |_| {})).map_err(|error| not_written(&error))?;
    let decimal = if super::outside::decimal_comma() { Decimal::Comma } else { Decimal::Point };
    let format = Format::Csv { dialect: Dialect::ForClipboard { decimal }, guard: true };
    let mut out = Vec::new();
    let written = write_differences(comparison, &records, (format, None), &mut out, (stop, &mut |_, _| {}));
    written.map(|_| String::from_utf8_lossy(&out).into_owned()).map_err(|error| match error {
        ExportError::Stopped(_) => Failure::cancelled(),
        error => Failure::new("The differences could not be copied", error.to_string()),
    })
}

fn not_written(error: &ReadError) -> Failure {
    match error {
        ReadError::Stopped(_) => Failure::cancelled(),
        ReadError::Disk(error) => Failure::new("The differences could not be written", error.to_string()),
    }
}

/// Writes differences to a file of an export.
pub(super) fn write(
    (comparison, entries): (&AnswerDifferences, &[u32]),
    (job, outside): (&ExportJob, &super::Outside),
    out: &mut dyn Write,
    (stop, move_on): (&Stop, &mut MoveOn<'_>),
) -> Result<Summary, ExportError> {
    let total = Some(entries.len() as u64);
    let mut tick = |done: u64| move_on(done, total);
    let records =
        records(&outside.disk, comparison, entries, (stop, &mut tick)).map_err(|error| match error {
            ReadError::Stopped(stopped) => ExportError::from(stopped),
            ReadError::Disk(error) => ExportError::Write(error),
        })?;
    let scrubber = Some(&outside.scrubber);
    write_differences(comparison, &records, (job.format, scrubber), out, (stop, &mut |done, _| tick(done)))
}
