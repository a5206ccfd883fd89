//! CSV from a table's cells.

use std::borrow::Cow;
use std::io::Write;

use super::counter::Counter;
use super::guard::is_guarded;
use super::value::container_json;
use super::{Decimal, Delimiter, Dialect, ExportError, Job, Watch, chosen_columns, heading};
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
    let output = |(number, column)| Output { number, column, guarded: 0 };
    let columns = chosen_columns(job, table)?.into_iter().map(output).collect();
    let mut sheet = Sheet { job, table, columns, dialect, guard };
    if matches!(dialect, Dialect::ForExcel { .. }) {
        out.write_all("\u{feff}".as_bytes()).map_err(ExportError::Write)?;
    }
    let mut csv = writer(dialect, &mut *out);
    sheet.header(&mut csv)?;
    let mut written = 0;
    for row in job.table_rows(table)? {
        sheet.row(row as usize, &mut csv, watch)?;
        written += 1;
        watch.row(written, csv.get_ref().bytes())?;
    }
    csv.flush().map_err(ExportError::Write)?;
    let guarded = sheet.columns.iter().filter(|output| output.guarded > 0);
    let guarded = guarded.map(|output| (output.column.name.clone(), output.guarded)).collect();
    Ok(Done { rows: written, guarded })
}

fn writer<W: Write>(dialect: Dialect, out: W) -> csv::Writer<W> {
    let mut builder = csv::WriterBuilder::new();
    builder.flexible(true);
    match dialect {
        Dialect::ForExcel { delimiter, .. } => builder
            .delimiter(if delimiter == Delimiter::Semicolon { b';' } else { b',' })
            .terminator(csv::Terminator::CRLF),
        Dialect::ForPrograms => builder.delimiter(b',').terminator(csv::Terminator::Any(b'\n')),
        Dialect::ForClipboard { .. } => builder.delimiter(b'\t').terminator(csv::Terminator::Any(b'\n')),
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
            let (name, unit_name) = heading(column);
            let name = guarded(name, self.guard, &mut output.guarded);
            csv.write_field(name.as_bytes()).map_err(failed)?;
            if let Some(name) = unit_name {
                let name = guarded(name.into(), self.guard, &mut output.guarded);
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
        let decimal = match self.dialect {
            Dialect::ForExcel { decimal, .. } | Dialect::ForClipboard { decimal } => decimal,
            Dialect::ForPrograms if matches!(cell.kind, CellKind::List | CellKind::Object) => {
                let container = container_json(self.job, self.table, (row, column), cell, watch.stop)?;
                return Ok(container.into_text());
            }
            Dialect::ForPrograms => return Ok(cell.text),
        };
        if cell.kind == CellKind::Number && decimal == Decimal::Comma && cell.text.contains('.') {
            return Ok(Cow::Owned(cell.text.replace('.', ",")));
        }
        Ok(cell.text)
    }
}

fn guarded<'t>(text: Cow<'t, str>, guard: bool, count: &mut u64) -> Cow<'t, str> {
    if guard && is_guarded(&text) {
        *count += 1;
        return Cow::Owned(format!("'{text}"));
    }
    text
}
