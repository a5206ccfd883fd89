//! Rows as flat JSON objects, a member for each column: what scripts read.
//!
//! A member is named as its column, which no other column of the table is. Values keep their type and
//! digits, null is `null`, and what a row does not have is left out. Where the units of a column are
//! mixed, `NAME unit` follows with the unit of the value, or null.

use std::borrow::Cow;
use std::io::Write;

use super::counter::Counter;
use super::value::{cell_json, string_json};
use super::{ExportError, Job, Watch, chosen_columns, free_name};
use crate::table::CellKind;

struct Member {
    number: usize,
    key: String,
    unit_key: Option<String>,
}

/// Writes an object for each row, on a line of its own (`lines`) or in one array.
pub(super) fn write(
    job: &Job<'_>,
    lines: bool,
    out: &mut Counter<'_>,
    watch: &mut Watch<'_>,
) -> Result<u64, ExportError> {
    let table = job.table.ok_or(ExportError::NoTable)?;
    let columns = chosen_columns(job, table)?;
    let names: Vec<&str> = columns.iter().map(|(_, column)| column.name.as_str()).collect();
    let member = |(number, column): &(usize, &crate::table::Column)| Member {
        number: *number,
        key: string_json(&column.name),
        unit_key: column
            .has_mixed_units()
            .then(|| string_json(&free_name(format!("{} unit", column.name), &names))),
    };
    let members: Vec<Member> = columns.iter().map(member).collect();
    let mut line = String::new();
    let mut written = 0;
    for row in job.table_rows(table)? {
        line.clear();
        if !lines {
            line.push_str(if written == 0 { "[\n" } else { ",\n" });
        }
        line.push('{');
        let start = line.len();
        for member in &members {
            let cell = table.cell(row as usize, member.number);
            let unit = cell.unit.map(|unit| Cow::Owned(string_json(unit)));
            let is_value = !matches!(cell.kind, CellKind::Missing | CellKind::Null);
            let Some(json) = cell_json(job, table, (row as usize, member.number), cell, watch.stop)? else {
                continue;
            };
            push_member(&mut line, start, &member.key, &json);
            if let Some(key) = member.unit_key.as_ref().filter(|_| is_value) {
                push_member(&mut line, start, key, &unit.unwrap_or(Cow::Borrowed("null")));
            }
        }
        line.push('}');
        if lines {
            line.push('\n');
        }
        out.write_all(line.as_bytes()).map_err(ExportError::Write)?;
        written += 1;
        watch.row(written, out.bytes())?;
    }
    let end: &[u8] = match (lines, written) {
        (true, _) => b"",
        (false, 0) => b"[]\n",
        (false, _) => b"\n]\n",
    };
    out.write_all(end).map_err(ExportError::Write)?;
    Ok(written)
}

fn push_member(line: &mut String, start: usize, key: &str, json: &str) {
    if line.len() > start {
        line.push(',');
    }
    line.push_str(key);
    line.push(':');
    line.push_str(json);
}
