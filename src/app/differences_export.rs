//! What of a comparison of answers is written, in whatever format: a row for each difference.

use std::io::Write;

use dapple_data::Stop;
use dapple_data::document::Document;
use dapple_data::document::compare::{Difference, MEMBERS, Matched};
use dapple_data::export::{self, Book, ExportError, Format, Job, Summary};
use dapple_data::table::{ColumnPath, Table, TableError};
use dapple_data::token::Scrubber;

use super::answer::Answer;
use super::differences::AnswerDifferences;

/// Writes records of differences, see [`dapple_data::document::compare::Records`]. JSON and NDJSON have values as
/// they are, whatever they hold; the other formats have them as JSON.
///
/// # Errors
/// What the writer, the disk or the format says.
pub fn write_differences(
    comparison: &AnswerDifferences,
    records: &Document,
    (format, scrubber): (Format, Option<&Scrubber>),
    out: &mut dyn Write,
    (stop, tick): (&Stop, &mut dyn FnMut(u64, u64)),
) -> Result<Summary, ExportError> {
    let gone = || ExportError::Write(std::io::Error::other("the differences could not be read back"));
    let list = records.root().ok_or_else(gone)?;
    let needs_table = !matches!(format, Format::Json(_) | Format::Ndjson);
    let table = if needs_table { Some(table(records, stop)?) } else { None };
    let source = source(comparison, records.child_count(list));
    let made = comparison.after.meta.at;
    let book = Book { title: "Differences", schedule: None, source: &source, made, scrubber };
    let job = Job {
        document: records,
        node: list,
        table: table.as_ref(),
        rows: None,
        columns: None,
        asked: None,
        missing: 0,
        book: Some(&book),
        format,
    };
    let mut summary = export::write(&job, out, stop, tick)?;
    // All that was found is there, and what was never compared cannot be.
    summary.complete &= !comparison.is_short();
    Ok(summary)
}

fn table(records: &Document, stop: &Stop) -> Result<Table, ExportError> {
    let rows: Vec<_> = records.root().map(|list| records.children(list).collect()).unwrap_or_default();
    let paths = MEMBERS.map(|member| ColumnPath::of_keys([member]));
    Table::of_columns(records, rows, &paths, stop).map_err(|error| match error {
        TableError::Stopped(stopped) => ExportError::from(stopped),
        TableError::Read(error) => ExportError::Write(error),
    })
}

/// What was compared, and how: labels and values.
pub(super) fn source(comparison: &AnswerDifferences, rows: usize) -> Vec<(String, String)> {
    let [before, after] = &comparison.titles;
    let mut lines = vec![("Before", before.clone()), ("After", after.clone())];
    for (answer, labels) in [
        (&comparison.before, ["Before: server", "Before: received", "Before: operation SHA-256"]),
        (&comparison.after, ["After: server", "After: received", "After: operation SHA-256"]),
    ] {
        lines.extend(labels.into_iter().zip(of_answer(answer)));
    }
    let counts = comparison.differences.counts();
    let name = |difference: Difference| match difference {
        Difference::Added => "Added",
        Difference::Removed => "Removed",
        Difference::Changed => "Changed",
        Difference::Moved => "Moved",
    };
    lines.extend(Difference::ALL.map(|difference| (name(difference), counts.of(difference).to_string())));
    lines.push(("Rows here", rows.to_string()));
    for (matched, lists) in comparison.differences.lists() {
        let by = match matched {
            Matched::Key(key) => key.dotted(),
            Matched::Place => "place".to_owned(),
        };
        lines.push(("Lists matched by", format!("{by}: {lists}")));
    }
    lines.push(("Complete", if comparison.is_short() { "no" } else { "yes" }.to_owned()));
    lines.extend(comparison.cautions().into_iter().map(|text| ("Note", text)));
    lines.retain(|(_, value)| !value.is_empty());
    lines.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}

fn of_answer(answer: &Answer) -> [String; 3] {
    let meta = &answer.meta;
    let received = jiff::Timestamp::from_second(meta.at).ok().map(|at| at.to_string());
    [
        meta.server.clone().unwrap_or_default(),
        received.unwrap_or_default(),
        meta.operation.clone().unwrap_or_default(),
    ]
}
