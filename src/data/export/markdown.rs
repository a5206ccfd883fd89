//! A Markdown table, as GitHub and most wikis read it: for issues, notes and reviews.
//!
//! Whatever would be taken for markup is escaped, so that the text that is shown is the text that came.
//! Source: GitHub Flavored Markdown, sections "Tables" and "Backslash escapes".

use std::io::Write;

use super::counter::Counter;
use super::value::container_json;
use super::{ExportError, Job, Watch, chosen_columns, heading};
use crate::table::CellKind;

/// Writes a header and the chosen rows.
pub(super) fn write(job: &Job<'_>, out: &mut Counter<'_>, watch: &mut Watch<'_>) -> Result<u64, ExportError> {
    let table = job.table.ok_or(ExportError::NoTable)?;
    let columns = chosen_columns(job, table)?;
    let mut line = String::from("|");
    let mut rule = String::from("\n|");
    for (_, column) in &columns {
        let (name, unit_name) = heading(column);
        push_cell(&mut line, &name);
        rule.push_str(if column.is_number() { " ---: |" } else { " --- |" });
        if let Some(unit) = unit_name {
            push_cell(&mut line, &unit);
            rule.push_str(" --- |");
        }
    }
    line.push_str(&rule);
    line.push('\n');
    let mut written = 0;
    for row in job.table_rows(table)? {
        line.push('|');
        for (number, column) in &columns {
            let cell = table.cell(row as usize, *number);
            let unit = cell.unit;
            let is_shown_short = matches!(cell.kind, CellKind::List | CellKind::Object) && cell.raw.is_none();
            if is_shown_short {
                let json = container_json(job, table, (row as usize, *number), cell, watch.stop)?;
                push_cell(&mut line, &json.into_text());
            } else {
                push_cell(&mut line, &cell.text);
            }
            if column.has_mixed_units() {
                push_cell(&mut line, unit.unwrap_or_default());
            }
        }
        line.push('\n');
        out.write_all(line.as_bytes()).map_err(ExportError::Write)?;
        line.clear();
        written += 1;
        watch.row(written, out.bytes())?;
    }
    // A table without rows is its header.
    out.write_all(line.as_bytes()).map_err(ExportError::Write)?;
    Ok(written)
}

fn push_cell(line: &mut String, text: &str) {
    line.push(' ');
    push_text(line, text);
    if !line.ends_with(' ') {
        line.push(' ');
    }
    line.push('|');
}

fn push_text(line: &mut String, text: &str) {
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        match character {
            '\r' if next == Some('\n') => {}
            '\n' | '\r' => line.push_str("<br>"),
            '\\' | '|' | '`' | '*' | '<' | '[' | ']' | '~' | '&' => {
                line.push('\\');
                line.push(character);
            }
            // Between letters and digits it is no markup: names such as W1_001 stay readable as they are.
            '_' => {
                let inside = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
                if !(inside(before) && inside(next)) {
                    line.push('\\');
                }
                line.push('_');
            }
            other => line.push(other),
        }
        before = Some(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_markup_is_escaped() {
        for (text, expected) in [
            ("W1_001", "W1_001"),
            ("_em_", r"\_em\_"),
            ("a|b", r"a\|b"),
            ("**2 < 3**", r"\*\*2 \< 3\*\*"),
            ("[x](y) & z", r"\[x\](y) \& z"),
            ("C:\\x", r"C:\\x"),
            ("two\r\nlines\nthree", "two<br>lines<br>three"),
            ("007 - 1.10 # + ä", "007 - 1.10 # + ä"),
        ] {
            let mut line = String::new();
            push_text(&mut line, text);
            assert_eq!(line, expected);
        }
    }
}
