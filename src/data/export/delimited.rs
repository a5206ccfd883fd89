//! CSV from a table's cells.

use std::borrow::Cow;
use std::io::Write;

use super::counter::Counter;
use super::guard::is_guarded;
use super::json::compact;
use super::{Decimal, Delimiter, Dialect, ExportError, Job, Watch};
use crate::table::{Cell, CellKind, Column, Table};

/// What was written.
pub(super) struct Done {
    pub rows: u64,
    pub guarded: Vec<(String, u64)>,
}

/// A column to write, with what is counted in it.
struct Output<'a> {
    number: usize,
    column: &'a Column,
    guarded: u64,
}

struct Sheet<'a> {
    job: &'a Job<'a>,
    table: &'a Table,
    columns: Vec<Output<'a>>,
    dialect: Dialect,
    guard: bool,
}

/// Writes a header and the chosen rows.
pub(super) fn write(
    job: &Job<'_>,
    (dialect, guard): (Dialect, bool),
    out: &mut Counter<'_>,
    watch: &mut Watch<'_>,
) -> Result<Done, ExportError> {
    let table = job.table.ok_or(ExportError::NoTable)?;
    let mut sheet = Sheet { job, table, columns: outputs(job, table)?, dialect, guard };
    if matches!(dialect, Dialect::ForExcel { .. }) {
        out.write_all("\u{feff}".as_bytes()).map_err(ExportError::Write)?;
    }
    let mut csv = writer(dialect, &mut *out);
    sheet.header(&mut csv)?;
    let rows = u32::try_from(table.row_count()).unwrap_or(u32::MAX);
    let mut written = 0;
    let mut write_row = |row: u32| -> Result<(), ExportError> {
        if row >= rows {
            return Err(ExportError::NotInTable);
        }
        sheet.row(row as usize, &mut csv, watch)?;
        written += 1;
        watch.row(written, csv.get_ref().bytes())
    };
    match job.rows {
        Some(chosen) => chosen.iter().copied().try_for_each(&mut write_row)?,
        None => (0..rows).try_for_each(&mut write_row)?,
    }
    csv.flush().map_err(ExportError::Write)?;
    let guarded = sheet.columns.iter().filter(|output| output.guarded > 0);
    let guarded = guarded.map(|output| (output.column.name.clone(), output.guarded)).collect();
    Ok(Done { rows: written, guarded })
}

fn outputs<'a>(job: &Job<'_>, table: &'a Table) -> Result<Vec<Output<'a>>, ExportError> {
    let output = |number: usize| {
        let column = table.columns().get(number).ok_or(ExportError::NotInTable)?;
        Ok(Output { number, column, guarded: 0 })
    };
    match job.columns {
        Some(chosen) => chosen.iter().copied().map(output).collect(),
        None => (0..table.columns().len()).map(output).collect(),
    }
}

fn writer<W: Write>(dialect: Dialect, out: W) -> csv::Writer<W> {
    let mut builder = csv::WriterBuilder::new();
    builder.flexible(true);
    match dialect {
        Dialect::ForExcel { delimiter, .. } => builder
            .delimiter(if delimiter == Delimiter::Semicolon { b';' } else { b',' })
            .terminator(csv::Terminator::CRLF),
        Dialect::ForPrograms => builder.delimiter(b',').terminator(csv::Terminator::Any(b'\n')),
    };
    builder.from_writer(out)
}

fn failed(error: csv::Error) -> ExportError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError::Write(error),
        other => ExportError::Write(std::io::Error::other(format!("{other:?}"))),
    }
}

impl Sheet<'_> {
    /// Names with their unit; a column of mixed units is followed by one with the unit of each cell.
    fn header<W: Write>(&mut self, csv: &mut csv::Writer<W>) -> Result<(), ExportError> {
        for output in &mut self.columns {
            let column = output.column;
            let mixed = column.has_mixed_units();
            let name = match &column.unit {
                Some(unit) if !mixed => Cow::Owned(format!("{} [{unit}]", column.name)),
                _ => Cow::Borrowed(column.name.as_str()),
            };
            let name = guarded(name, self.guard, &mut output.guarded);
            csv.write_field(name.as_bytes()).map_err(failed)?;
            if mixed {
                let name = guarded(format!("{} unit", column.name).into(), self.guard, &mut output.guarded);
                csv.write_field(name.as_bytes()).map_err(failed)?;
            }
        }
        csv.write_record(None::<&[u8]>).map_err(failed)
    }

    fn row<W: Write>(
        &mut self,
        row: usize,
        csv: &mut csv::Writer<W>,
        watch: &Watch<'_>,
    ) -> Result<(), ExportError> {
        let mut columns = std::mem::take(&mut self.columns);
        for output in &mut columns {
            let cell = output.column.cell(row);
            let unit = cell.unit;
            let is_text = !matches!(cell.kind, CellKind::Number | CellKind::Bool);
            let text = self.text(row, output.number, cell, watch)?;
            let guard = self.guard && is_text;
            let text = guarded(text, guard, &mut output.guarded);
            csv.write_field(text.as_bytes()).map_err(failed)?;
            if output.column.has_mixed_units() {
                let unit = guarded(unit.unwrap_or_default().into(), self.guard, &mut output.guarded);
                csv.write_field(unit.as_bytes()).map_err(failed)?;
            }
        }
        self.columns = columns;
        csv.write_record(None::<&[u8]>).map_err(failed)
    }

    fn text<'c>(
        &self,
        row: usize,
        column: usize,
        cell: Cell<'c>,
        watch: &Watch<'_>,
    ) -> Result<Cow<'c, str>, ExportError> {
        let Dialect::ForExcel { decimal, .. } = self.dialect else {
            return match (cell.kind, cell.raw) {
                (CellKind::List, Some(raw)) => Ok(Cow::Borrowed(raw)),
                (CellKind::List | CellKind::Object, _) => self.json(row, column, watch),
                _ => Ok(cell.text),
            };
        };
        if cell.kind == CellKind::Number && decimal == Decimal::Comma && cell.text.contains('.') {
            return Ok(Cow::Owned(cell.text.replace('.', ",")));
        }
        Ok(cell.text)
    }

    /// The JSON of a cell that the table only counted.
    fn json(&self, row: usize, column: usize, watch: &Watch<'_>) -> Result<Cow<'static, str>, ExportError> {
        let node = self.table.cell_node(self.job.document, row, column).map_err(ExportError::Read)?;
        let Some(node) = node else { return Ok(Cow::Borrowed("")) };
        let text = compact(self.job, node, watch.stop)?;
        Ok(Cow::Owned(String::from_utf8_lossy(&text).into_owned()))
    }
}

fn guarded<'t>(text: Cow<'t, str>, guard: bool, count: &mut u64) -> Cow<'t, str> {
    if guard && is_guarded(&text) {
        *count += 1;
        return Cow::Owned(format!("'{text}"));
    }
    text
}
