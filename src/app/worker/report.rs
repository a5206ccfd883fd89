//! The `.meta.json` beside an exported file.

use std::io::Write;
use std::path::{Path, PathBuf};

use dapple_data::export::{Format, Report, Summary};

use super::Outside;
use crate::app::answer_export::answer_source;
use crate::app::command::{ExportJob, ExportPart};
use crate::app::failure::Failure;
use crate::app::{compare_export, differences_export, elements_export};
use crate::services::store::Unfinished;

/// Where the rows of a part come from.
pub(super) fn source(part: &ExportPart) -> Vec<(String, String)> {
    match part {
        ExportPart::Whole(answer) => answer_source(answer, None),
        ExportPart::List { answer, list } => answer_source(answer, Some(*list)),
        ExportPart::Elements { set, view } => elements_export::source(set, view),
        ExportPart::Comparison { comparison, elements } => compare_export::source(comparison, elements.len()),
        ExportPart::Rows(rows) => rows.source(),
        ExportPart::Differences { comparison, entries } => {
            differences_export::source(comparison, entries.len())
        }
    }
}

/// Writes it, where it was wished for. The file itself is in its place by then.
pub(super) fn beside(job: &ExportJob, summary: &Summary, outside: &Outside) -> Result<(), Failure> {
    if !job.report {
        return Ok(());
    }
    let path = path_of(&job.path);
    let operation = match &job.part {
        ExportPart::Whole(answer) | ExportPart::List { answer, .. } => answer.meta.operation.as_deref(),
        ExportPart::Elements { set, .. } => {
            set.answer.as_ref().and_then(|rows| rows.answer.meta.operation.as_deref())
        }
        ExportPart::Comparison { .. } | ExportPart::Differences { .. } | ExportPart::Rows(_) => None,
    };
    let name = job.path.file_name().unwrap_or_default().to_string_lossy();
    let report = Report {
        file: &name,
        format: ending(job.format),
        written_at: &jiff::Timestamp::now().to_string(),
        source: &source(&job.part),
        operation,
        summary,
    };
    let text = report.json();
    write(&path, outside.scrubber.scrub(&text).as_bytes(), outside).map_err(|error| {
        let title = format!("{} was not written", path.display());
        Failure::new(title, format!("{error}. The export itself is at {}", job.path.display()))
    })
}

/// The error in words.
fn write(path: &Path, text: &[u8], outside: &Outside) -> Result<(), String> {
    let mut file = Unfinished::create(outside.disk.folders(), path).map_err(|error| error.to_string())?;
    file.write_all(text).map_err(|error| error.to_string())?;
    file.commit().map_err(|error| error.to_string())
}

/// `walls.csv` becomes `walls.csv.meta.json`.
fn path_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".meta.json");
    name.into()
}

fn ending(format: Format) -> &'static str {
    match format {
        Format::Json(_) | Format::Records { lines: false } => "json",
        Format::Ndjson | Format::Records { lines: true } => "ndjson",
        Format::Csv { .. } => "csv",
        Format::Xlsx => "xlsx",
        Format::Html => "html",
        Format::Parquet => "parquet",
        Format::Markdown => "md",
    }
}

/// Whether a format writes a table's cells, so that a list has to become one.
pub(super) fn needs_table(format: Format) -> bool {
    !matches!(format, Format::Json(_) | Format::Ndjson)
}
