//! Cells as an HTML table: what spreadsheets, mail and text programs take from the clipboard.
//!
//! Text cells carry the number format "text", without which a spreadsheet reads `007` as 7 and `=1+1` as
//! a formula: once as Excel reads it (`mso-number-format`), once as LibreOffice does (`sdnum`), which knows no
//! other. Numbers that are written whole carry their value beside what is shown (`x:num`, `sdval`), so that
//! `1.5` is no date where numbers are written with a comma.

use std::io::Write;

use super::counter::Counter;
use super::value::exact_number;
use super::{ExportError, Job, Watch, chosen_columns, heading};
use crate::table::CellKind;

const START: &str = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=\"utf-8\"><style>td.t{mso-number-format:\"\\@\"}\
br{mso-data-placement:same-cell}</style></head><body><table>\n<thead><tr>";
const END: &str = "</tbody></table></body></html>\n";
/// Behind the name of a cell: its text is text.
const AS_TEXT: &str = " class=\"t\" style='mso-number-format:\"\\@\"' sdnum=\"1033;0;@\">";

/// Writes a header and the chosen rows.
pub(super) fn write(job: &Job<'_>, out: &mut Counter<'_>, watch: &mut Watch<'_>) -> Result<u64, ExportError> {
    let table = job.table.ok_or(ExportError::NoTable)?;
    let columns = chosen_columns(job, table)?;
    let mut line = String::from(START);
    for (_, column) in &columns {
        let (name, unit_name) = heading(column);
        for name in std::iter::once(name.as_ref()).chain(unit_name.as_deref()) {
            push_text_cell(&mut line, "th", name);
        }
    }
    line.push_str("</tr></thead>\n<tbody>");
    let mut written = 0;
    for row in job.table_rows(table)? {
        line.push_str("<tr>");
        for (number, column) in &columns {
            let cell = table.cell(row as usize, *number);
            let is_number = cell.kind == CellKind::Number && exact_number(&cell.text).is_some();
            push_cell(&mut line, &cell.text, is_number);
            if column.has_mixed_units() {
                push_cell(&mut line, cell.unit.unwrap_or_default(), false);
            }
        }
        line.push_str("</tr>\n");
        out.write_all(line.as_bytes()).map_err(ExportError::Write)?;
        line.clear();
        written += 1;
        watch.row(written, out.bytes())?;
    }
    line.push_str(END);
    out.write_all(line.as_bytes()).map_err(ExportError::Write)?;
    Ok(written)
}

/// The format stands in the cell as well: not every program reads the style sheet.
fn push_cell(line: &mut String, text: &str, is_number: bool) {
    if !is_number {
        return push_text_cell(line, "td", text);
    }
    // Nothing in the digits of a number has to be escaped.
    line.push_str("<td x:num=\"");
    line.push_str(text);
    line.push_str("\" sdval=\"");
    line.push_str(text);
    line.push_str("\" sdnum=\"1033;\">");
    line.push_str(text);
    line.push_str("</td>");
}

fn push_text_cell(line: &mut String, name: &str, text: &str) {
    line.push('<');
    line.push_str(name);
    line.push_str(AS_TEXT);
    push_text(line, text);
    line.push_str("</");
    line.push_str(name);
    line.push('>');
}

/// Rows of texts without a header, as an HTML table.
pub(super) fn of_texts(rows: &[Vec<String>]) -> String {
    let mut text = String::from(START.trim_end_matches("<thead><tr>"));
    text.push_str("<tbody>");
    for row in rows {
        text.push_str("<tr>");
        row.iter().for_each(|cell| push_text_cell(&mut text, "td", cell));
        text.push_str("</tr>\n");
    }
    text.push_str(END);
    text
}

fn push_text(line: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => line.push_str("&amp;"),
            '<' => line.push_str("&lt;"),
            '>' => line.push_str("&gt;"),
            '"' => line.push_str("&quot;"),
            '\n' => line.push_str("<br>"),
            '\r' => {}
            other => line.push(other),
        }
    }
}
