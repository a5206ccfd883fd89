//! JSON, NDJSON, CSV, workbooks, Parquet, Markdown and what goes on the clipboard, written to any `io::Write`. Never a path,
//! never a file.
//!
//! JSON is streamed from the document's bytes: digits, escapes and the order of keys stay as they
//! came, whatever the layout. The other formats are written from a table's cells.
//! A [`Summary`] says what was asked, received and written, so that a short export is never silent.

mod book;
mod clipboard;
mod counter;
mod delimited;
mod guard;
mod html;
mod json;
mod markdown;
mod parquet;
mod records;
mod report;
#[cfg(test)]
mod tests;
mod value;
mod xlsx;

use std::borrow::Cow;
use std::io::{self, Write};

use crate::document::{Document, Kind, Layout, NodeId};
use crate::stop::{Stop, Stopped};
use crate::table::{Column, Table};

pub use book::{Book, Schedule};
pub use clipboard::texts_for_clipboard;
pub use guard::is_guarded;
pub use report::Report;

/// What to write, and how.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    pub document: &'a Document,
    /// The value to write; its items where it is a list. The table's list, where there is a table.
    pub node: NodeId,
    /// The cells; needed for all formats but JSON and NDJSON.
    pub table: Option<&'a Table>,
    /// Rows in the order they are to be written; all of them without. Positions in the list or table.
    pub rows: Option<&'a [u32]>,
    /// Columns of the table in the order they are to be written; all of them without. Not for JSON and
    /// NDJSON, which write whole values.
    pub columns: Option<&'a [usize]>,
    /// How many rows the server said there are, where it did (`totalCount`).
    pub asked: Option<u64>,
    /// Rows that should have come and did not: then no choice of rows is complete either.
    pub missing: u64,
    /// What a workbook has beside the rows.
    pub book: Option<&'a Book<'a>>,
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
    /// Flat JSON objects of a table's columns, in one array or (`lines`) one on each line. A member is
    /// named as its column; `NAME unit` follows where units are mixed; what a row does not have is left out.
    Records {
        lines: bool,
    },
    /// A workbook of typed cells, see [`Book`]. A JSON string is text always.
    Xlsx,
    /// Typed columns for programs that count, see [`Book`] for where they come from. Text stays text.
    Parquet,
    /// A table in Markdown, for people who write.
    Markdown,
    /// An HTML table for the clipboard; text cells are marked as text, so that 007 stays 007.
    Html,
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
    /// Tab, LF, no mark, lists as they are shown: what spreadsheets take from the clipboard as text.
    ForClipboard { decimal: Decimal },
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
    /// Rows that should have come from the server and did not.
    pub missing: u64,
    /// Bytes that were written.
    pub bytes: u64,
    /// Columns that the table had no room for; formats of columns lack them unless columns were chosen.
    pub hidden_columns: u64,
    /// Whether all rows and columns that were asked for were written and the answer was whole.
    pub complete: bool,
    /// Columns in which text was guarded, with the number of cells (the header counts as one).
    pub guarded: Vec<(String, u64)>,
    /// Cells whose text was longer than a workbook's cell holds and was cut.
    pub cut: u64,
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
    #[error("This format needs a table. Choose a list, or export JSON")]
    NoTable,
    #[error("The chosen rows or columns are not in this table. Choose them again")]
    NotInTable,
    #[error("A sheet has room for {most} columns, not for {columns}. Choose fewer, or export CSV")]
    TooWide { columns: usize, most: usize },
    #[error(
        "A sheet has room for {most} groups, not for {groups}. Group by fewer columns, or export without groups"
    )]
    TooManyGroups { groups: usize, most: usize },
}

impl<'a> Job<'a> {
    /// The whole document as JSON; `None` if it is empty.
    pub fn whole(document: &'a Document, layout: JsonLayout) -> Option<Self> {
        let format = Format::Json(layout);
        let node = document.root()?;
        Some(Self::of(document, node, None, format))
    }

    /// All rows and columns of a table.
    pub fn of_table(document: &'a Document, table: &'a Table, format: Format) -> Self {
        // Rows that are no list are taken from the table.
        let node = table.list().or_else(|| document.root()).unwrap_or(NodeId(0));
        Self::of(document, node, Some(table), format)
    }

    fn of(document: &'a Document, node: NodeId, table: Option<&'a Table>, format: Format) -> Self {
        let (rows, columns, asked, book) = (None, None, None, None);
        Self { document, node, table, rows, columns, asked, missing: 0, book, format }
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

    /// The rows to write of a table, in order.
    fn table_rows(&self, table: &Table) -> Result<Vec<u32>, ExportError> {
        let rows = u32::try_from(table.row_count()).unwrap_or(u32::MAX);
        match self.rows {
            Some(chosen) if chosen.iter().any(|row| *row >= rows) => Err(ExportError::NotInTable),
            Some(chosen) => Ok(chosen.to_vec()),
            None => Ok((0..rows).collect()),
        }
    }

    /// What came of it, all but the bytes.
    fn summary(&self, written: u64, cut: u64) -> Summary {
        let received = self.received();
        let chosen = match (self.format, self.book.and_then(|book| book.schedule)) {
            (Format::Xlsx, Some(schedule)) => Some(schedule.groups.rows.len()),
            _ => self.rows.map(<[u32]>::len),
        };
        // A choice of rows is complete when they are all there; all rows only when the server's count is.
        let asked = chosen.map(|rows| rows as u64).or(self.asked).unwrap_or(received);
        let hidden_columns = self.hidden_columns();
        let complete = self.is_whole() && self.missing == 0 && written >= asked && hidden_columns == 0;
        let (missing, bytes, guarded) = (self.missing, 0, Vec::new());
        Summary { asked, received, written, missing, bytes, hidden_columns, complete, guarded, cut }
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
            (Format::Json(_) | Format::Ndjson, _, _) | (_, Some(_), _) | (_, _, None) => 0,
            (_, None, Some(table)) => table.hidden_columns().len() as u64,
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
    let (mut guarded, mut cut) = (Vec::new(), 0);
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
        Format::Records { lines } => records::write(job, lines, &mut out, &mut watch)?,
        Format::Html => html::write(job, &mut out, &mut watch)?,
        Format::Parquet => parquet::write(job, &mut out, &mut watch)?,
        Format::Markdown => markdown::write(job, &mut out, &mut watch)?,
        Format::Xlsx => {
            let done = xlsx::write(job, &mut out, &mut watch)?;
            cut = done.cut;
            done.rows
        }
    };
    out.flush().map_err(ExportError::Write)?;
    (watch.tick)(written, out.bytes());
    Ok(Summary { bytes: out.bytes(), guarded, ..job.summary(written, cut) })
}

/// The columns to write of a table, in order, with their places.
fn chosen_columns<'a>(job: &Job<'_>, table: &'a Table) -> Result<Vec<(usize, &'a Column)>, ExportError> {
    let column = |number: usize| Ok((number, table.columns().get(number).ok_or(ExportError::NotInTable)?));
    match job.columns {
        Some(chosen) => chosen.iter().copied().map(column).collect(),
        None => (0..table.columns().len()).map(column).collect(),
    }
}

/// The name of a column with its unit; where units are mixed without, and the name of the column of units.
fn heading(column: &Column) -> (Cow<'_, str>, Option<String>) {
    match &column.unit {
        _ if column.has_mixed_units() => (Cow::Borrowed(&column.name), Some(format!("{} unit", column.name))),
        Some(unit) => (Cow::Owned(format!("{} [{unit}]", column.name)), None),
        None => (Cow::Borrowed(&column.name), None),
    }
}

/// A name for a further column or member that no column has.
fn free_name(mut name: String, taken: &[&str]) -> String {
    while taken.contains(&name.as_str()) {
        name.push('_');
    }
    name
}
