//! JSON, NDJSON and CSV, written to any `io::Write`. Never a path, never a file.
//!
//! JSON is streamed from the document's bytes: digits, escapes and the order of keys stay as they
//! came, whatever the layout. CSV is written from a table's cells, through the csv crate.
//! A [`Summary`] says what was asked, received and written, so that a short export is never silent.

mod counter;
mod delimited;
mod guard;
mod json;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::document::{Document, Kind, Layout, NodeId};
use crate::stop::{Stop, Stopped};
use crate::table::Table;

pub use guard::is_guarded;

/// What to write, and how.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    pub document: &'a Document,
    /// The value to write; its items where it is a list. The table's list, where there is a table.
    pub node: NodeId,
    /// The cells; needed for CSV only.
    pub table: Option<&'a Table>,
    /// Rows in the order they are to be written; all of them without. Positions in the list.
    pub rows: Option<&'a [u32]>,
    /// Columns of the table in the order they are to be written; all of them without. CSV only.
    pub columns: Option<&'a [usize]>,
    /// How many rows the server said there are, where it did (`totalCount`).
    pub asked: Option<u64>,
    pub format: Format,
}

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json(JsonLayout),
    /// One item of the list on each line, compact.
    Ndjson,
    Csv {
        dialect: Dialect,
        /// Whether text that a spreadsheet would run is led by `'`. Off for programs and the command line.
        guard: bool,
    },
}

/// White space between the parts of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonLayout {
    /// Two blanks a level.
    Pretty,
    /// None.
    Compact,
    /// As the server sent it, byte for byte.
    AsReceived,
}

/// For whom CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Byte order mark, CRLF, lists as they are shown.
    ForExcel { delimiter: Delimiter, decimal: Decimal },
    /// Comma, LF, no mark; lists and objects as JSON.
    ForPrograms,
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delimiter {
    #[default]
    Comma,
    Semicolon,
}

/// What stands before the decimals of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decimal {
    #[default]
    Point,
    Comma,
}

/// What came of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows there should be: what the server said, else what was chosen.
    pub asked: u64,
    /// Rows that came from the server.
    pub received: u64,
    /// Rows that were written.
    pub written: u64,
    /// Bytes that were written.
    pub bytes: u64,
    /// Columns that the table had no room for; CSV lacks them unless columns were chosen.
    pub hidden_columns: u64,
    /// Whether all rows and columns that were asked for were written and the answer was whole.
    pub complete: bool,
    /// Columns in which text was guarded, with the number of cells (the header counts as one).
    pub guarded: Vec<(String, u64)>,
}

/// Why an export ended early. What was written until then is of no use.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Stopped(#[from] Stopped),
    #[error("The export could not be written: {0}")]
    Write(#[source] io::Error),
    #[error("The answer could not be read from the disk: {0}")]
    Read(#[source] io::Error),
    #[error("CSV needs a table. Choose a list, or export JSON")]
    NoTable,
    #[error("The chosen rows or columns are not in this table. Choose them again")]
    NotInTable,
}

impl<'a> Job<'a> {
    /// The whole document as JSON; `None` if it is empty.
    pub fn whole(document: &'a Document, layout: JsonLayout) -> Option<Self> {
        let format = Format::Json(layout);
        let node = document.root()?;
        Some(Self { document, node, table: None, rows: None, columns: None, asked: None, format })
    }

    /// All rows and columns of a table.
    pub fn of_table(document: &'a Document, table: &'a Table, format: Format) -> Self {
        // Rows that are no list are taken from the table.
        let node = table.list().or_else(|| document.root()).unwrap_or(NodeId(0));
        Self { document, node, table: Some(table), rows: None, columns: None, asked: None, format }
    }

    /// Whether the value's own bytes are what is written: no rows were chosen, and they are one value.
    fn is_one_piece(&self, layout: JsonLayout) -> bool {
        let is_root = self.document.root() == Some(self.node);
        let lines = is_root && self.document.index().layout() == Layout::Lines;
        self.rows.is_none() && self.loose_table().is_none() && (!lines || layout == JsonLayout::AsReceived)
    }

    /// The items to write, in order.
    fn items(&self) -> Result<Vec<NodeId>, ExportError> {
        if let Some(table) = self.loose_table() {
            let all = table.rows();
            let Some(rows) = self.rows else { return Ok(all.to_vec()) };
            let item = |row: &u32| all.get(*row as usize).copied().ok_or(ExportError::NotInTable);
            return rows.iter().map(item).collect();
        }
        if self.document.kind(self.node) != Kind::Array {
            return Ok(vec![self.node]);
        }
        let Some(rows) = self.rows else { return Ok(self.document.children(self.node).collect()) };
        let item = |row: &u32| self.document.child(self.node, *row as usize).ok_or(ExportError::NotInTable);
        rows.iter().map(item).collect()
    }

    /// The table whose rows are no list.
    fn loose_table(&self) -> Option<&'a Table> {
        self.table.filter(|table| table.list().is_none())
    }

    fn received(&self) -> u64 {
        if let Some(table) = self.loose_table() {
            return table.row_count() as u64;
        }
        match self.document.kind(self.node) {
            Kind::Array => self.document.child_count(self.node) as u64,
            _ => 1,
        }
    }

    fn hidden_columns(&self) -> u64 {
        match (self.format, self.columns, self.table) {
            (Format::Csv { .. }, None, Some(table)) => table.hidden_columns().len() as u64,
            _ => 0,
        }
    }

    /// Whether the answer came whole.
    fn is_whole(&self) -> bool {
        self.document.error().is_none() && !is_open(self.document, self.node)
    }
}

/// Whether a container was cut off before its end.
fn is_open(document: &Document, node: NodeId) -> bool {
    let node = document.index().node(node.0);
    node.kind().is_container() && node.next == 0
}

/// Progress and stopping, for the loops of all formats.
struct Watch<'a> {
    stop: &'a Stop,
    tick: &'a mut dyn FnMut(u64, u64),
}

/// Rows between two ticks.
const ROWS_PER_TICK: u64 = 1_024;

impl Watch<'_> {
    fn row(&mut self, rows: u64, bytes: u64) -> Result<(), ExportError> {
        if rows.is_multiple_of(ROWS_PER_TICK) {
            self.stop.check()?;
            (self.tick)(rows, bytes);
        }
        Ok(())
    }

    fn page(&mut self, rows: u64, bytes: u64) -> Result<(), ExportError> {
        self.stop.check()?;
        (self.tick)(rows, bytes);
        Ok(())
    }
}

/// Writes an export. For the pool: it waits for the document's bytes and for `out`, which need not
/// be buffered. `tick` gets rows and bytes written so far, now and then and at the end.
///
/// # Errors
/// [`ExportError`]; then what was written is to be thrown away.
pub fn write(
    job: &Job<'_>,
    out: &mut dyn Write,
    stop: &Stop,
    tick: &mut dyn FnMut(u64, u64),
) -> Result<Summary, ExportError> {
    stop.check()?;
    let mut out = counter::Counter::new(out);
    let mut watch = Watch { stop, tick };
    let mut guarded = Vec::new();
    let written = match job.format {
        Format::Json(layout) if job.is_one_piece(layout) => {
            json::write_value(job, layout, &mut out, &mut watch)?
        }
        Format::Json(layout) => json::write_items(job, layout, &mut out, &mut watch)?,
        Format::Ndjson => json::write_lines(job, &mut out, &mut watch)?,
        Format::Csv { dialect, guard } => {
            let done = delimited::write(job, (dialect, guard), &mut out, &mut watch)?;
            guarded = done.guarded;
            done.rows
        }
    };
    out.flush().map_err(ExportError::Write)?;
    (watch.tick)(written, out.bytes());
    let received = job.received();
    let chosen = job.rows.map_or(received, |rows| rows.len() as u64);
    // A choice of rows is complete when they are all there; all rows only when the server's count is.
    let asked = if job.rows.is_some() { chosen } else { job.asked.unwrap_or(chosen) };
    let hidden_columns = job.hidden_columns();
    let complete = job.is_whole() && written >= asked && hidden_columns == 0;
    Ok(Summary { asked, received, written, bytes: out.bytes(), hidden_columns, complete, guarded })
}
