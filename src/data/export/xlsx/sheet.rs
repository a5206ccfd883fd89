//! The rows of a table on as many sheets as they need.
//!
//! Rows become XML in pieces, side by side on the pool, while the pieces before are packed.

use rayon::prelude::*;

use super::super::{ExportError, Watch};
use super::cells::{Cells, Look};
use super::package::{Frame, Package};
use super::{Bounds, Done, WIDTHS, width};
use crate::stop::{Stop, Stopped};
use crate::table::{Atom, Atoms, Column, list_text};

/// Room for the button of the filter, in characters.
const BUTTON: usize = 3;
/// Cells of one piece of work, about.
const PIECE_CELLS: usize = 1 << 16;
/// Bytes of XML of one piece of work, about.
const PIECE_BYTES: u64 = 4 << 20;
/// What a cell takes as XML beside its text, about.
const CELL_BYTES: u64 = 50;
/// Whole numbers from here on are mostly ids: a spreadsheet makes their last digits zero.
const LONG: u64 = 1_000_000_000_000_000;

/// One column of the table on a sheet.
struct Output<'a> {
    column: &'a Column,
    /// Whether a column with the unit of each cell follows.
    mixed: bool,
    /// Its place on the sheet.
    at: usize,
}

pub(super) struct RowsWriter<'a> {
    outputs: Vec<Output<'a>>,
    bounds: Bounds<'a>,
    rows: &'a [u32],
    /// Rows above the first one of the table.
    header_rows: u32,
    columns: usize,
}

/// What a look at all cells says.
struct Measures {
    widths: Vec<usize>,
    /// Bytes of all texts.
    text: u64,
}

impl<'a> RowsWriter<'a> {
    pub fn new(
        columns: &[(usize, &'a Column)],
        rows: &'a [u32],
        bounds: Bounds<'a>,
    ) -> Result<Self, ExportError> {
        let mut at = 0;
        let output = |(_, column): &(usize, &'a Column)| {
            let output = Output { column, mixed: column.has_mixed_units(), at };
            at += 1 + usize::from(output.mixed);
            output
        };
        let outputs: Vec<Output<'a>> = columns.iter().map(output).collect();
        if at > bounds.columns {
            return Err(ExportError::TooWide { columns: at, most: bounds.columns });
        }
        let has_units = outputs.iter().any(|output| output.column.unit.is_some() && !output.mixed);
        Ok(Self { outputs, bounds, rows, header_rows: 1 + u32::from(has_units), columns: at })
    }

    /// Rows of the table that a sheet has room for.
    fn room(&self) -> usize {
        (self.bounds.rows - self.header_rows) as usize
    }

    /// Writes all rows, on one sheet or more with the names it is given; one sheet also where there are no rows.
    pub fn write(
        &self,
        package: &mut Package<'_, '_>,
        mut next_name: impl FnMut() -> String,
        watch: &mut Watch<'_>,
    ) -> Result<Done, ExportError> {
        let measures = self.measure(watch.stop)?;
        let row_bytes = self.columns as u64 * CELL_BYTES + measures.text / self.rows.len().max(1) as u64;
        let piece = (PIECE_BYTES / row_bytes.max(1)).clamp(16, 8_192) as usize;
        let frozen = if self.columns > 0 { self.header_rows } else { 0 };
        let mut frame =
            Frame { widths: measures.widths, frozen, has_texts_of_digits: true, ..Frame::default() };
        let (mut done, mut rest) = (Done::default(), self.rows);
        loop {
            package.begin_sheet(next_name(), &frame)?;
            let header = self.header();
            done.cut += header.cut;
            package.write(&header.finish())?;
            let before = done.rows;
            let part = rest.get(..self.room()).unwrap_or(rest);
            self.write_rows(package, (part, piece), (&mut done, watch))?;
            let written = (done.rows - before) as usize;
            frame.rows = self.header_rows + written as u32;
            frame.filter = (self.columns > 0).then_some((self.header_rows - 1, frame.rows.saturating_sub(1)));
            package.end_sheet(&frame)?;
            rest = rest.get(written..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(done);
            }
        }
    }

    fn header(&self) -> Cells<'a> {
        let mut cells = Cells::new(self.bounds);
        cells.row(0);
        for output in &self.outputs {
            cells.text(output.at, &output.column.name, Look::Header);
            if output.mixed {
                cells.text(output.at + 1, &format!("{} unit", output.column.name), Look::Header);
            }
        }
        if self.header_rows > 1 {
            cells.row(1);
            for output in self.outputs.iter().filter(|output| !output.mixed) {
                cells.text(output.at, output.column.unit.as_deref().unwrap_or_default(), Look::Units);
            }
        }
        cells
    }

    /// Writes rows of one sheet, as many as it has room for in bytes: while a batch of pieces is packed, the
    /// next one is made.
    fn write_rows(
        &self,
        package: &mut Package<'_, '_>,
        (rows, piece): (&[u32], usize),
        (done, watch): (&mut Done, &mut Watch<'_>),
    ) -> Result<(), ExportError> {
        let batch = piece * rayon::current_num_threads().max(1);
        let (stop, most) = (watch.stop, self.bounds.bytes);
        let (first, mut rest) = rows.split_at(batch.min(rows.len()));
        let mut at = self.header_rows;
        let mut ready = self.pieces(first, (at, piece), stop)?;
        at += first.len() as u32;
        loop {
            let (next, after) = rest.split_at(batch.min(rest.len()));
            let mut made = Ok(Vec::new());
            let has_room = rayon::in_place_scope(|scope| {
                let made = &mut made;
                if !next.is_empty() {
                    scope.spawn(move |_| *made = self.pieces(next, (at, piece), stop));
                }
                for (xml, rows, cut) in ready {
                    package.write(&xml)?;
                    done.rows += rows;
                    done.cut += cut;
                    watch.page(done.rows, package.bytes())?;
                    if package.sheet_bytes() >= most {
                        return Ok(false);
                    }
                }
                Ok::<bool, ExportError>(true)
            })?;
            // What was made for this sheet and has no room has its numbers of rows: it is made anew for the next.
            if !has_room || next.is_empty() {
                return Ok(());
            }
            (ready, rest) = (made?, after);
            at += next.len() as u32;
        }
    }

    /// The XML of rows, piece by piece, with the count of rows and of cut cells.
    fn pieces(
        &self,
        rows: &[u32],
        (first, size): (u32, usize),
        stop: &Stop,
    ) -> Result<Vec<(Vec<u8>, u64, u64)>, Stopped> {
        let one = |(nth, rows): (usize, &[u32])| {
            stop.check()?;
            let cells = self.cells(rows, first + (nth * size) as u32);
            let cut = cells.cut;
            Ok((cells.finish(), rows.len() as u64, cut))
        };
        rows.par_chunks(size).enumerate().map(one).collect()
    }

    fn cells(&self, rows: &[u32], first: u32) -> Cells<'a> {
        let mut cells = Cells::new(self.bounds);
        let mut readers: Vec<Atoms<'_>> =
            self.outputs.iter().map(|output| Atoms::new(output.column)).collect();
        for (at, row) in (first..).zip(rows) {
            cells.row(at);
            for (output, reader) in self.outputs.iter().zip(&mut readers) {
                let atom = reader.at(*row);
                cell(&mut cells, output.at, atom);
                if output.mixed
                    && atom != Atom::Missing
                    && let Some(unit) = output.column.units().get(usize::from(reader.unit(*row)))
                {
                    cells.text(output.at + 1, unit, Look::Plain);
                }
            }
        }
        cells
    }

    /// How wide the columns are, and how long their texts.
    fn measure(&self, stop: &Stop) -> Result<Measures, Stopped> {
        let measured: Vec<(Vec<usize>, u64)> = self
            .outputs
            .par_iter()
            .map(|output| output.measure(self.rows, stop))
            .collect::<Result<_, _>>()?;
        let text = measured.iter().map(|(_, text)| text).sum();
        Ok(Measures { widths: measured.into_iter().flat_map(|(widths, _)| widths).collect(), text })
    }
}

/// A number is a number cell where a float has all its digits, else text.
fn cell(cells: &mut Cells<'_>, at: usize, atom: Atom<'_>) {
    match atom {
        Atom::Missing | Atom::Null => {}
        Atom::Bool(value) => cells.boolean(at, value),
        Atom::Integer(value) if value.unsigned_abs() < LONG => cells.value(at, value, Look::Plain),
        Atom::Integer(value) => cells.text(at, &value.to_string(), Look::Plain),
        Atom::Float(bits) => match f64::from_bits(bits) {
            value if value.fract() == 0.0 && value.abs() >= LONG as f64 => {
                cells.text(at, &value.to_string(), Look::Plain);
            }
            value => cells.value(at, value, Look::Plain),
        },
        Atom::Number(digits) => cells.number(at, digits, Look::Plain),
        Atom::List(raw) => cells.text(at, &list_text(raw), Look::Plain),
        Atom::Text(text) | Atom::Count(text) | Atom::Object(text) => cells.text(at, text, Look::Plain),
    }
}

impl Output<'_> {
    fn measure(&self, rows: &[u32], stop: &Stop) -> Result<(Vec<usize>, u64), Stopped> {
        let name = self.column.name.chars().count() + BUTTON;
        let (mut widest, mut bytes, mut digits) = (name, 0, String::new());
        let mut reader = Atoms::new(self.column);
        for part in rows.chunks(PIECE_CELLS) {
            stop.check()?;
            for row in part {
                let shown = match reader.at(*row) {
                    Atom::Missing | Atom::Null => continue,
                    Atom::Bool(_) => "false",
                    Atom::Integer(value) => {
                        widest = widest.max(length(value));
                        continue;
                    }
                    Atom::Float(bits) => {
                        digits.clear();
                        // Writing to a string cannot fail.
                        let _ =
                            std::fmt::Write::write_fmt(&mut digits, format_args!("{}", f64::from_bits(bits)));
                        &digits
                    }
                    Atom::List(raw) => {
                        digits = list_text(raw);
                        &digits
                    }
                    Atom::Number(text) | Atom::Text(text) | Atom::Count(text) | Atom::Object(text) => text,
                };
                bytes += shown.len() as u64;
                // A character is a byte or more.
                if shown.len() > widest {
                    widest = widest.max(shown_width(shown));
                }
            }
        }
        let mut widths = vec![width(widest)];
        if self.mixed {
            let units = self.column.units().iter().map(|unit| shown_width(unit));
            widths.push(width(units.fold(name + " unit".len(), usize::max)));
        }
        Ok((widths, bytes))
    }
}

/// Characters of a whole number.
fn length(value: i64) -> usize {
    let digits = value.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1;
    digits + usize::from(value < 0)
}

/// Characters that a text takes beside each other.
fn shown_width(text: &str) -> usize {
    // Longer text does not make a column wider.
    text.chars().take(WIDTHS.1).take_while(|character| *character != '\n').count()
}
