//! Workbooks: a schedule where there are groups, the rows, and their source.
//!
//! - A JSON string is a text cell always: never a number, a formula, a link or a date.
//! - A JSON number is a number cell where a float holds all its digits (see `exact_number`), else text.
//! - Booleans are booleans. Dates are text as they came: a spreadsheet's dates have no time zone.
//! - What is null, missing or `""` is an empty cell.
//! - The header is bold and stays in view, with the filter in its last row. Where a column has a unit, a
//!   second row has the units. A column of mixed units is followed by one with the unit of each cell.
//! - Rows beyond what a sheet holds (also in bytes) go on in another one; text beyond what a cell holds is cut and counted.
//!
//! It is packed and written as it is made: of a table of any size only some thousand rows are in memory at a time.

mod cells;
mod names;
mod package;
mod schedule;
mod sheet;
mod source;
#[cfg(test)]
mod tests;

use super::counter::Counter;
use super::{ExportError, Job, Watch, chosen_columns};
use crate::token::Scrubber;
use names::SheetNames;
use package::Package;

/// What a spreadsheet holds. Source: Microsoft, "Excel specifications and limits".
#[derive(Clone, Copy, Debug)]
struct Bounds<'a> {
    /// Rows of a sheet.
    rows: u32,
    /// Columns of a sheet.
    columns: usize,
    /// UTF-16 units of a cell.
    text: usize,
    /// Bytes of a sheet's XML, about: a larger one needs a kind of archive that LibreOffice does not open.
    bytes: u64,
    /// What takes live tokens out of texts.
    scrubber: Option<&'a Scrubber>,
}

const EXCEL: Bounds<'static> =
    Bounds { rows: 1_048_576, columns: 16_384, text: 32_767, bytes: 3 << 30, scrubber: None };

/// Narrowest and widest column, in characters.
const WIDTHS: (usize, usize) = (8, 60);

/// How wide a column of so many characters is, in characters.
fn width(characters: usize) -> usize {
    (characters + 1).clamp(WIDTHS.0, WIDTHS.1)
}

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    pub rows: u64,
    /// Cells whose text was cut.
    pub cut: u64,
}

/// Writes a workbook.
pub(super) fn write(
    job: &Job<'_>,
    out: &mut Counter<'_>,
    watch: &mut Watch<'_>,
) -> Result<Done, ExportError> {
    let scrubber = job.book.and_then(|book| book.scrubber).filter(|scrubber| !scrubber.is_empty());
    write_within(job, Bounds { scrubber, ..EXCEL }, out, watch)
}

fn write_within(
    job: &Job<'_>,
    bounds: Bounds<'_>,
    out: &mut Counter<'_>,
    watch: &mut Watch<'_>,
) -> Result<Done, ExportError> {
    let table = job.table.ok_or(ExportError::NoTable)?;
    let columns = chosen_columns(job, table)?;
    let book = job.book.copied().unwrap_or_default();
    let rows = match &book.schedule {
        Some(schedule) => schedule.groups.rows.clone(),
        None => job.table_rows(table)?,
    };
    let writer = sheet::RowsWriter::new(&columns, &rows, bounds)?;
    let mut names = SheetNames::default();
    let mut package = Package::new(out, &book)?;
    let mut cut = 0;
    if let Some(schedule) = &book.schedule {
        cut += schedule::write(&mut package, names.next("Schedule"), (table, schedule), bounds)?;
    }
    let title = if book.title.trim().is_empty() { "Rows" } else { book.title };
    let done = writer.write(&mut package, || names.next(title), watch)?;
    let done = Done { rows: done.rows, cut: done.cut + cut };
    let summary = job.summary(done.rows, done.cut);
    source::write(&mut package, names.next("Source"), (&book, &summary), bounds)?;
    watch.stop.check()?;
    package.finish()?;
    Ok(done)
}

/// Text within what a cell holds, and whether it had to be cut.
fn cut_text(text: &str, most: usize) -> (&str, bool) {
    // A byte of UTF-8 is at most one unit of UTF-16.
    if text.len() <= most {
        return (text, false);
    }
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > most {
            return (text.get(..at).unwrap_or(text), true);
        }
    }
    (text, false)
}
