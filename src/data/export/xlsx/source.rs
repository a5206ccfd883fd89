//! The last sheet: where the rows come from, and whether they are all there.

use rust_xlsxwriter::Worksheet;

use super::super::{Book, ExportError, Summary};
use super::sheet::{set_width, text};
use super::{Bounds, Looks, failed};

/// Writes the given pairs, then what is known of the rows.
pub(super) fn write(
    sheet: &mut Worksheet,
    book: &Book<'_>,
    summary: &Summary,
    (looks, bounds): (&Looks, Bounds<'_>),
) -> Result<(), ExportError> {
    let mut row = 0;
    let mut widths = (0, 0);
    for (label, value) in book.source {
        text(sheet, (row, 0), label, (&looks.header, bounds))?;
        text(sheet, (row, 1), value, (&looks.plain, bounds))?;
        widths = (widths.0.max(label.chars().count()), widths.1.max(value.chars().count()));
        row += 1;
    }
    for (label, count) in [
        ("Rows asked for", summary.asked),
        ("Rows received", summary.received),
        ("Rows missing", summary.missing),
        ("Rows written", summary.written),
        ("Columns left out", summary.hidden_columns),
        ("Cells cut to 32,767 characters", summary.cut),
    ] {
        text(sheet, (row, 0), label, (&looks.header, bounds))?;
        sheet.write_number(row, 1, count as f64).map_err(failed)?;
        widths.0 = widths.0.max(label.len());
        row += 1;
    }
    let complete = if summary.complete { "Yes" } else { "No" };
    for (label, value) in [("Complete", complete), ("Made with", "Dapple")] {
        text(sheet, (row, 0), label, (&looks.header, bounds))?;
        text(sheet, (row, 1), value, (&looks.plain, bounds))?;
        row += 1;
    }
    set_width(sheet, 0, widths.0)?;
    set_width(sheet, 1, widths.1)
}
