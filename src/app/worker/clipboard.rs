//! Rows on their way to the clipboard: as text and as a table, without live tokens.

use std::sync::Arc;

use dapple_data::document::Document;
use dapple_data::export::{self, Decimal, Dialect, ExportError, Format, Job};
use dapple_data::speckle::browse::rows_text;
use dapple_data::stop::Stop;
use dapple_data::table::{Table, TableError};

use super::{Task, outside};
use crate::app::copying::{Copied, CopyJob};
use crate::app::failure::Failure;
use crate::app::lists::ListRows;

/// The most cells that are also made a table of: beyond them it would take a spreadsheet minutes to read.
const MOST_CELLS: usize = 500_000;

/// Rows in the forms that programs take from the clipboard.
pub(super) struct Forms {
    pub text: String,
    /// `None` where there is no such form of it; `Some(Err)` says why there is none here.
    pub html: Option<Result<String, String>>,
    /// How many rows or things there are.
    pub count: usize,
}

/// Does a copy.
pub(super) async fn copy(task: &Task, job: CopyJob) -> Result<Copied, Failure> {
    let made = task.on_pool(move |stop| forms(&job, stop)).await;
    put(task, made.and_then(|forms| forms)?).await
}

/// Puts rows on the clipboard. What it does not take as a table, the window puts there as text.
pub(super) async fn put(task: &Task, forms: Forms) -> Result<Copied, Failure> {
    task.on_disk(move |shared| {
        let scrubber = &shared.outside.scrubber;
        let Forms { text, html, count } = forms;
        let text = scrubber.scrub(&text).into_owned();
        let why = match html {
            None => None,
            Some(Err(why)) => Some(why),
            Some(Ok(_)) if count == 0 => return Copied::Table(0),
            Some(Ok(html)) => match shared.outside.clipboard.put_table(&text, &scrubber.scrub(&html)) {
                Ok(()) => return Copied::Table(count),
                Err(error) => {
                    tracing::warn!("a table was copied as text only: {error}");
                    Some(error.to_string())
                }
            },
        };
        Copied::Text { text, count, why }
    })
    .await
}

fn forms(job: &CopyJob, stop: &Stop) -> Result<Forms, Failure> {
    match job {
        CopyJob::Cells(rows) => {
            let (text, html) = export::texts_for_clipboard(rows);
            Ok(Forms { text, html: Some(Ok(html)), count: rows.len() })
        }
        CopyJob::Text(text) => Ok(Forms { text: text.clone(), html: None, count: 1 }),
        CopyJob::List(rows) => {
            let (document, table) = table_of(rows, stop).map_err(|error| not_copied(&error))?;
            of_table(&Job::of_table(&document, &table, Format::Html), stop)
        }
    }
}

/// Rows and columns of a job with their header: as text with tabs, and as HTML where they are not too many.
pub(super) fn of_table(job: &Job<'_>, stop: &Stop) -> Result<Forms, Failure> {
    let decimal = if outside::decimal_comma() { Decimal::Comma } else { Decimal::Point };
    let tabs = Format::Csv { dialect: Dialect::ForClipboard { decimal }, guard: true };
    let count = job.rows.map_or_else(|| job.table.map_or(0, Table::row_count), <[u32]>::len);
    let columns = job.columns.map_or_else(|| job.table.map_or(0, |t| t.columns().len()), <[usize]>::len);
    let text = written(&Job { format: tabs, ..*job }, stop)?;
    let html = if count.saturating_mul(columns) > MOST_CELLS {
        Err("So many cells are no table for a clipboard".to_owned())
    } else {
        Ok(written(&Job { format: Format::Html, ..*job }, stop)?)
    };
    Ok(Forms { text, html: Some(html), count })
}

/// What a job writes, as text.
pub(super) fn written(job: &Job<'_>, stop: &Stop) -> Result<String, Failure> {
    let mut out = Vec::new();
    match export::write(job, &mut out, stop, &mut |_, _| {}) {
        Ok(_) => Ok(String::from_utf8_lossy(&out).into_owned()),
        Err(ExportError::Stopped(_)) => Err(Failure::cancelled()),
        Err(error) => Err(not_copied(&error)),
    }
}

fn not_copied(error: &dyn std::fmt::Display) -> Failure {
    Failure::new("The rows could not be copied", error.to_string())
}

/// The rows of a list as a document and its table.
pub(super) fn table_of(rows: &ListRows, stop: &Stop) -> Result<(Arc<Document>, Table), TableError> {
    let document = Document::from_bytes(rows_text(&rows.records()).into_bytes().into());
    let empty = || TableError::Read(std::io::ErrorKind::UnexpectedEof.into());
    let root = document.root().ok_or_else(empty)?;
    let table = Table::from_list(&document, root, stop)?;
    Ok((Arc::new(document), table))
}
