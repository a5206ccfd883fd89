//! What of a comparison is written, in whatever format: a row for each property that differs, and for each
//! element that came or went.

use std::io::Write;

use dapple_data::Stop;
use dapple_data::document::Document;
use dapple_data::export::{self, Book, ExportError, Format, Job, Summary};
use dapple_data::speckle::elements::column_text;
use dapple_data::speckle::elements::compare::{MEMBERS, records};
use dapple_data::table::{ColumnPath, Table, TableError};
use dapple_data::token::Scrubber;

use super::compare::Comparison;
use super::elements::ElementSet;

/// Writes elements of a comparison, by their places in it. A workbook gets a sheet that says what was compared.
/// Objects that did not come make the summary short.
///
/// # Errors
/// What the writer, the disk or the format says.
pub fn write_comparison(
    comparison: &Comparison,
    elements: &[u32],
    (format, scrubber): (Format, Option<&Scrubber>),
    out: &mut dyn Write,
    (stop, tick): (&Stop, &mut dyn FnMut(u64, u64)),
) -> Result<Summary, ExportError> {
    let sides = (comparison.from.elements.as_ref(), comparison.to.elements.as_ref());
    let lines = records(&comparison.differences, sides, elements.iter().map(|at| *at as usize));
    stop.check()?;
    let document = Document::from_lines(lines.join("\n").into_bytes().into());
    let list = document
        .root()
        .ok_or_else(|| ExportError::Write(std::io::Error::other("the changes could not be read back")))?;
    let rows: Vec<_> = document.children(list).collect();
    let paths = MEMBERS.map(|member| ColumnPath::of_keys([member]));
    let table = Table::of_columns(&document, rows, &paths, stop).map_err(|error| match error {
        TableError::Stopped(stopped) => ExportError::from(stopped),
        TableError::Read(error) => ExportError::Write(error),
    })?;
    let source = source(comparison, elements.len());
    let book =
        Book { title: "Changes", schedule: None, source: &source, made: comparison.to.facts.at, scrubber };
    let mut job = Job::of_table(&document, &table, format);
    job.missing = comparison.short_by();
    job.book = Some(&book);
    export::write(&job, out, stop, tick)
}

/// What was compared, and how: labels and values.
pub(super) fn source(comparison: &Comparison, elements: usize) -> Vec<(String, String)> {
    let facts = &comparison.to.facts;
    let mut lines: Vec<(&str, String)> = vec![
        ("Server", facts.server.clone()),
        ("Project", facts.project.clone().unwrap_or_default()),
        ("Project ID", project_id(&comparison.to)),
    ];
    for (set, labels) in [
        (
            &comparison.from,
            ["From model", "From version", "From version ID", "From published", "From object ID"],
        ),
        (&comparison.to, ["To model", "To version", "To version ID", "To published", "To object ID"]),
    ] {
        lines.extend(labels.into_iter().zip(of_version(set)));
    }
    let all = &comparison.differences.all;
    lines.push(("Changed", all.changed.to_string()));
    lines.push(("Added", all.added.to_string()));
    lines.push(("Removed", all.removed.to_string()));
    lines.push(("Shape or parts", all.shape.to_string()));
    lines.push(("Unchanged", comparison.differences.unchanged.to_string()));
    lines.push(("Elements here", elements.to_string()));
    lines.push(("Matched by", comparison.options.match_by.column().name().to_owned()));
    lines.extend(comparison.options.ignore.iter().map(|key| ("Ignored", column_text(key))));
    let complete = if comparison.short_by() == 0 { "yes" } else { "no" };
    lines.push(("Complete", complete.to_owned()));
    lines.extend(comparison.cautions().into_iter().map(|text| ("Note", text)));
    lines.retain(|(_, value)| !value.is_empty());
    lines.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}

fn project_id(set: &ElementSet) -> String {
    set.target.as_ref().map(|target| target.project.to_string()).unwrap_or_default()
}

fn of_version(set: &ElementSet) -> [String; 5] {
    let name = set.facts.sources.first().cloned().unwrap_or_default();
    let source = set.target.as_ref().and_then(|target| target.sources.first());
    let version = source.and_then(|source| source.version.as_ref());
    [
        name.model.unwrap_or_default(),
        name.message.unwrap_or_default(),
        version.map(ToString::to_string).unwrap_or_default(),
        name.created_at.unwrap_or_default(),
        source.map(|source| source.object.to_string()).unwrap_or_default(),
    ]
}
