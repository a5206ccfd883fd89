//! Workbooks, through rust_xlsxwriter: a schedule where there are groups, the rows, and their source.
//!
//! - A JSON string is a text cell always: never a number, a formula, a link or a date.
//! - A JSON number is a number cell where a float holds all its digits (see `exact_number`), else text.
//! - Booleans are booleans. Dates are text as they came: a spreadsheet's dates have no time zone.
//! - What is null, missing or `""` is an empty cell.
//! - The header is bold and stays in view, with the filter in its last row. Where a column has a unit, a
//!   second row has the units. A column of mixed units is followed by one with the unit of each cell.
//! - Rows beyond what a sheet holds go on in another one; text beyond what a cell holds is cut and counted.
//!
//! The workbook is made in memory, some 100 bytes a cell and its text: it is compressed, so nothing of it is known
//! before its end. What needs more than [`MOST_MEMORY`] is refused before memory runs out.

mod names;
mod schedule;
mod sheet;
mod source;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::counter::Counter;
use super::{Book, ExportError, Job, Watch, chosen_columns};
use crate::stop::Stop;
use crate::table::Column;
use crate::token::Scrubber;
use names::SheetNames;

/// What a spreadsheet holds. Source: Microsoft, "Excel specifications and limits".
#[derive(Clone, Copy, Debug)]
struct Bounds<'a> {
    /// Rows of a sheet.
    rows: u32,
    /// Columns of a sheet.
    columns: usize,
    /// UTF-16 units of a cell.
    text: usize,
    /// Bytes of memory that all cells may take.
    memory: u64,
    /// What takes live tokens out of texts.
    scrubber: Option<&'a Scrubber>,
}

/// What a workbook may take while it is made, in bytes: some 20 million cells.
pub const MOST_MEMORY: u64 = 2 << 30;
/// What a cell takes beside its text, about.
const CELL_MEMORY: u64 = 100;

const EXCEL: Bounds<'static> =
    Bounds { rows: 1_048_576, columns: 16_384, text: 32_767, memory: MOST_MEMORY, scrubber: None };

/// Counts what the cells take.
#[derive(Clone, Copy, Debug)]
struct Memory {
    taken: u64,
    most: u64,
    cells: u64,
}

impl Memory {
    fn of(most: u64) -> Self {
        Self { taken: 0, most, cells: 0 }
    }

    /// Takes room for cells with so many bytes of text.
    ///
    /// # Errors
    /// [`ExportError::TooLarge`] once there is no more.
    fn take(&mut self, cells: u64, text: usize) -> Result<(), ExportError> {
        self.cells += cells;
        self.taken = self.taken.saturating_add(cells.saturating_mul(CELL_MEMORY)).saturating_add(text as u64);
        if self.taken > self.most {
            return Err(ExportError::TooLarge { cells: self.cells, megabytes: self.most / 1_000_000 });
        }
        Ok(())
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    pub rows: u64,
    /// Cells whose text was cut.
    pub cut: u64,
}

/// How cells look.
struct Looks {
    plain: Format,
    header: Format,
    units: Format,
}

impl Looks {
    fn new() -> Self {
        Self { plain: Format::new(), header: Format::new().set_bold(), units: Format::new().set_italic() }
    }
}

/// Writes a workbook.
pub(super) fn write(
    job: &Job<'_>,
    out: &mut Counter<'_>,
    watch: &mut Watch<'_>,
) -> Result<Done, ExportError> {
    let scrubber = job.book.and_then(|book| book.scrubber);
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
    // Cells that are filled anywhere in the table are no fewer than those in these rows.
    let filled =
        |column: &Column| (column.filled.min(rows.len()) as u64) << u8::from(column.has_mixed_units());
    Memory::of(bounds.memory).take(columns.iter().map(|(_, column)| filled(column)).sum(), 0)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&book)?);
    let mut names = SheetNames::default();
    let looks = Looks::new();
    let mut cut = 0;
    if let Some(schedule) = &book.schedule {
        let sheet = workbook.add_worksheet();
        sheet.set_name(names.next("Schedule")).map_err(failed)?;
        cut += schedule::write(sheet, table, schedule, (&looks, bounds))?;
    }
    let writer = sheet::RowsWriter::new(table, columns, &looks, bounds)?;
    let done = writer.write(&mut workbook, &mut names, (&rows, book.title), watch)?;
    let done = Done { rows: done.rows, cut: done.cut + cut };
    let sheet = workbook.add_worksheet();
    sheet.set_name(names.next("Source")).map_err(failed)?;
    source::write(sheet, &book, &job.summary(done.rows, done.cut), (&looks, bounds))?;
    watch.stop.check()?;
    let mut file = Stoppable { bytes: Vec::new(), stop: watch.stop.clone() };
    let saved = workbook.save_to_writer(&mut file);
    watch.stop.check()?;
    saved.map_err(failed)?;
    out.write_all(&file.bytes).map_err(ExportError::Write)?;
    Ok(done)
}

fn properties(book: &Book<'_>) -> Result<DocProperties, ExportError> {
    let made = ExcelDateTime::from_timestamp(book.made).map_err(failed)?;
    Ok(DocProperties::new().set_title(book.title).set_author("Dapple").set_creation_datetime(&made))
}

/// Only what this room does wrong, or the memory, can make the library fail.
fn failed(error: XlsxError) -> ExportError {
    ExportError::Write(io::Error::other(error))
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

/// A file in memory that ends its writing when told to.
struct Stoppable {
    bytes: Vec<u8>,
    stop: Stop,
}

impl Write for &mut Stoppable {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stop.check().map_err(io::Error::other)?;
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
