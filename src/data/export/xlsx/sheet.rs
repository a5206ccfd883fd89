//! The rows of a table on as many sheets as they need.

use std::borrow::Cow;

use rust_xlsxwriter::{IgnoreError, Workbook, Worksheet};

use super::super::value::exact_number;
use super::super::{ExportError, Watch};
use super::names::SheetNames;
use super::{Bounds, Done, Looks, Memory, cut_text, failed};
use crate::table::{CellKind, Column, Table};

/// Narrowest and widest column, in characters.
const WIDTHS: (usize, usize) = (8, 60);
/// Room for the button of the filter, in characters.
const BUTTON: usize = 3;

/// One column of a sheet.
struct Output<'a> {
    number: usize,
    column: &'a Column,
    mixed: bool,
    /// Its place on the sheet.
    at: u16,
    width: usize,
    unit_width: usize,
}

pub(super) struct RowsWriter<'a> {
    table: &'a Table,
    outputs: Vec<Output<'a>>,
    looks: &'a Looks,
    bounds: Bounds<'a>,
    /// Rows above the first one of the table.
    header_rows: u32,
    columns: u16,
    cut: u64,
    memory: Memory,
}

impl<'a> RowsWriter<'a> {
    pub fn new(
        table: &'a Table,
        columns: Vec<(usize, &'a Column)>,
        looks: &'a Looks,
        bounds: Bounds<'a>,
    ) -> Result<Self, ExportError> {
        let wide: usize = columns.iter().map(|(_, column)| 1 + usize::from(column.has_mixed_units())).sum();
        let too_wide = || ExportError::TooWide { columns: wide, most: bounds.columns };
        let columns_wide = u16::try_from(wide).map_err(|_| too_wide())?;
        if wide > bounds.columns {
            return Err(too_wide());
        }
        let has_units = columns.iter().any(|(_, column)| column.unit.is_some() && !column.has_mixed_units());
        let mut at = 0;
        let output = |(number, column): (usize, &'a Column)| {
            let mixed = column.has_mixed_units();
            let width = column.name.chars().count() + BUTTON;
            let unit_width = if mixed { width + " unit".len() } else { 0 };
            let output = Output { number, column, mixed, at, width, unit_width };
            at += 1 + u16::from(mixed);
            output
        };
        let outputs = columns.into_iter().map(output).collect();
        let header_rows = 1 + u32::from(has_units);
        let memory = Memory::of(bounds.memory);
        Ok(Self { table, outputs, looks, bounds, header_rows, columns: columns_wide, cut: 0, memory })
    }

    /// Writes all rows, on one sheet or more; one sheet also where there are no rows.
    pub fn write(
        mut self,
        workbook: &mut Workbook,
        names: &mut SheetNames,
        (rows, title): (&[u32], &str),
        watch: &mut Watch<'_>,
    ) -> Result<Done, ExportError> {
        let room = (self.bounds.rows - self.header_rows) as usize;
        let title = if title.trim().is_empty() { "Rows" } else { title };
        let mut written = 0;
        let mut rest = rows;
        loop {
            let (part, after) = rest.split_at(room.min(rest.len()));
            let sheet = workbook.add_worksheet();
            sheet.set_name(names.next(title)).map_err(failed)?;
            self.header(sheet)?;
            let mut at = self.header_rows;
            for row in part {
                self.row(sheet, at, *row as usize)?;
                at += 1;
                written += 1;
                // How large the file will be is known at its end only.
                watch.row(written, 0)?;
            }
            self.finish(sheet, at)?;
            rest = after;
            if rest.is_empty() {
                return Ok(Done { rows: written, cut: self.cut });
            }
        }
    }

    fn header(&mut self, sheet: &mut Worksheet) -> Result<(), ExportError> {
        for nth in 0..self.outputs.len() {
            let Some(output) = self.outputs.get(nth) else { continue };
            let (at, mixed, name) = (output.at, output.mixed, output.column.name.as_str());
            let unit = output.column.unit.as_deref().filter(|_| !mixed);
            let unit_name = mixed.then(|| format!("{name} unit"));
            let bold = &self.looks.header;
            self.cut += text(sheet, (0, at), name, (bold, self.bounds))?;
            if let Some(name) = unit_name {
                self.cut += text(sheet, (0, at + 1), &name, (bold, self.bounds))?;
            }
            if let Some(unit) = unit {
                self.cut += text(sheet, (1, at), unit, (&self.looks.units, self.bounds))?;
            }
        }
        Ok(())
    }

    fn row(&mut self, sheet: &mut Worksheet, at: u32, row: usize) -> Result<(), ExportError> {
        for output in &mut self.outputs {
            let cell = self.table.cell(row, output.number);
            output.width = output.width.max(shown_width(&cell.text));
            let text_bytes = cell.text.len().min(self.bounds.text.saturating_mul(4));
            self.memory.take(u64::from(cell.kind != CellKind::Missing), text_bytes)?;
            let place = (at, output.at);
            let plain = (&self.looks.plain, self.bounds);
            match cell.kind {
                CellKind::Missing | CellKind::Null | CellKind::Empty => {}
                CellKind::Bool => {
                    sheet.write_boolean(at, output.at, cell.text == "true").map_err(failed)?;
                }
                CellKind::Number => self.cut += number(sheet, place, &cell.text, plain)?,
                _ => self.cut += text(sheet, place, &cell.text, plain)?,
            }
            if let Some(unit) = cell.unit.filter(|_| output.mixed) {
                output.unit_width = output.unit_width.max(shown_width(unit));
                self.cut += text(sheet, (at, output.at + 1), unit, plain)?;
            }
        }
        Ok(())
    }

    /// Widths, the part that stays in view, and the filter: what is known when all rows are there.
    fn finish(&self, sheet: &mut Worksheet, end: u32) -> Result<(), ExportError> {
        for output in &self.outputs {
            set_width(sheet, output.at, output.width)?;
            if output.mixed {
                set_width(sheet, output.at + 1, output.unit_width)?;
            }
        }
        let Some(last_column) = self.columns.checked_sub(1) else { return Ok(()) };
        let last_row = end.saturating_sub(1);
        sheet.set_freeze_panes(self.header_rows, 0).map_err(failed)?;
        sheet.autofilter(self.header_rows - 1, 0, last_row, last_column).map_err(failed)?;
        // Text that looks like a number is meant as text.
        sheet
            .ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)
            .map_err(failed)?;
        Ok(())
    }
}

/// Characters that a text takes beside each other.
fn shown_width(text: &str) -> usize {
    // Longer text does not make a column wider.
    text.chars().take(WIDTHS.1).take_while(|character| *character != '\n').count()
}

/// Sets how wide a column is, in characters.
pub(super) fn set_width(sheet: &mut Worksheet, column: u16, characters: usize) -> Result<(), ExportError> {
    let width = (characters + 1).clamp(WIDTHS.0, WIDTHS.1) as f64;
    sheet.set_column_width(column, width).map_err(failed)?;
    Ok(())
}

/// Writes a text cell, and says how many cells were cut: none or one.
pub(super) fn text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    words: &str,
    (look, bounds): (&rust_xlsxwriter::Format, Bounds<'_>),
) -> Result<u64, ExportError> {
    let clean = match bounds.scrubber {
        Some(scrubber) => scrubber.scrub(words),
        None => Cow::Borrowed(words),
    };
    let (words, cut) = cut_text(&clean, bounds.text);
    sheet.write_string_with_format(row, column, words, look).map_err(failed)?;
    Ok(u64::from(cut))
}

/// Writes a number with all its digits: as text where it has more than a number cell keeps.
pub(super) fn number(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    digits: &str,
    (look, bounds): (&rust_xlsxwriter::Format, Bounds<'_>),
) -> Result<u64, ExportError> {
    match exact_number(digits) {
        Some(value) => {
            sheet.write_number_with_format(row, column, value, look).map_err(failed)?;
            Ok(0)
        }
        None => text(sheet, (row, column), digits, (look, bounds)),
    }
}
