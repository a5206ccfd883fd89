//! The last sheet: where the rows come from, and whether they are all there.

use super::super::{Book, ExportError, Summary};
use super::cells::{Cells, Look};
use super::package::{Frame, Package};
use super::{Bounds, width};

/// Writes the given pairs, then what is known of the rows.
pub(super) fn write(
    package: &mut Package<'_, '_>,
    name: String,
    (book, summary): (&Book<'_>, &Summary),
    bounds: Bounds<'_>,
) -> Result<(), ExportError> {
    let mut cells = Cells::new(bounds);
    let mut row = 0;
    let mut widths = (0, 0);
    let complete = if summary.complete { "Yes" } else { "No" };
    let counts = [
        ("Rows asked for", summary.asked),
        ("Rows received", summary.received),
        ("Rows missing", summary.missing),
        ("Rows written", summary.written),
        ("Columns left out", summary.hidden_columns),
        ("Cells cut to 32,767 characters", summary.cut),
    ];
    let mut label = |cells: &mut Cells<'_>, label: &str| {
        cells.row(row);
        cells.text(0, label, Look::Header);
        widths.0 = widths.0.max(label.chars().count());
        row += 1;
    };
    for (name, value) in book.source {
        label(&mut cells, name);
        cells.text(1, value, Look::Plain);
        widths.1 = widths.1.max(value.chars().count());
    }
    for (name, count) in counts {
        label(&mut cells, name);
        cells.value(1, count, Look::Plain);
    }
    for (name, value) in [("Complete", complete), ("Made with", "Dapple")] {
        label(&mut cells, name);
        cells.text(1, value, Look::Plain);
    }
    let frame = Frame { widths: vec![width(widths.0), width(widths.1)], rows: row, ..Frame::default() };
    package.begin_sheet(name, &frame)?;
    package.write(&cells.finish())?;
    package.end_sheet(&frame)
}
