//! A cell as another program takes it: a number only where nothing is lost, JSON as it was.

use std::borrow::Cow;

use super::json::compact;
use super::{ExportError, Job};
use crate::stop::Stop;
use crate::table::{Cell, CellKind, Table};

/// Digits that spreadsheets show: of longer whole numbers, which are mostly ids, they make the rest zero.
const SHEET_DIGITS: usize = 15;

/// The float that a JSON number writes, if it stands for the same decimal number and a spreadsheet shows
/// a whole number whole. `1.10`, `1e5` and `3.1415926535897931` have one, `9007199254740993` has none.
pub(super) fn exact_number(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
    let (negative, digits, exponent) = parts(text)?;
    let is_long_whole = exponent >= 0 && digits.len() as i64 + exponent > SHEET_DIGITS as i64;
    let same = parts(&format!("{value:e}"))? == (negative, digits, exponent);
    (same && !is_long_whole).then_some(value)
}

/// Sign, digits without zeros at their ends, and the power of ten of the last one; zero has no digits.
fn parts(text: &str) -> Option<(bool, String, i64)> {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (negative, number) = number.strip_prefix('-').map_or((false, number), |number| (true, number));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let kept = digits.trim_end_matches('0');
    if kept.is_empty() {
        return Some((negative, String::new(), 0));
    }
    let shift = (digits.len() - kept.len()) as i64 - fraction.len() as i64;
    let exponent = exponent.checked_add(shift)?;
    Some((negative, kept.to_owned(), exponent))
}

/// The JSON of a list or an object in a cell, without blanks; its shown text where several values were
/// put together, so that no one value of the document is meant.
pub(super) fn container_json<'c>(
    job: &Job<'_>,
    table: &Table,
    (row, column): (usize, usize),
    cell: Cell<'c>,
    stop: &Stop,
) -> Result<Container<'c>, ExportError> {
    if let Some(raw) = cell.raw {
        return Ok(Container::Json(Cow::Borrowed(raw)));
    }
    let node = table.cell_node(job.document, row, column).map_err(ExportError::Read)?;
    let Some(node) = node else { return Ok(Container::Text(cell.text)) };
    let text = compact(job, node, stop)?;
    Ok(Container::Json(Cow::Owned(String::from_utf8_lossy(&text).into_owned())))
}

/// A list or an object to be written.
pub(super) enum Container<'c> {
    Json(Cow<'c, str>),
    Text(Cow<'c, str>),
}

impl<'c> Container<'c> {
    pub fn into_text(self) -> Cow<'c, str> {
        match self {
            Self::Json(text) | Self::Text(text) => text,
        }
    }
}

/// A cell as JSON that keeps its type and its digits; `None` where the row has no such property.
pub(super) fn cell_json<'c>(
    job: &Job<'_>,
    table: &Table,
    (row, column): (usize, usize),
    cell: Cell<'c>,
    stop: &Stop,
) -> Result<Option<Cow<'c, str>>, ExportError> {
    Ok(Some(match cell.kind {
        CellKind::Missing => return Ok(None),
        CellKind::Null => Cow::Borrowed("null"),
        CellKind::Number | CellKind::Bool => cell.text,
        CellKind::Empty | CellKind::Text | CellKind::Date => Cow::Owned(string_json(&cell.text)),
        CellKind::List | CellKind::Object => match container_json(job, table, (row, column), cell, stop)? {
            Container::Json(json) => json,
            Container::Text(text) => Cow::Owned(string_json(&text)),
        },
    }))
}

/// A JSON string.
pub(super) fn string_json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_float_holds_whole_is_a_number() {
        for (text, expected) in [
            ("0", Some(0.0)),
            ("-0", Some(0.0)),
            ("1.10", Some(1.1)),
            ("1e5", Some(1e5)),
            ("-2.5E-3", Some(-0.0025)),
            ("3.141592653589793", Some(std::f64::consts::PI)),
            ("100000000000000", Some(1e14)),
            ("999999999999999", Some(999_999_999_999_999.0)),
            ("9007199254740993", None),
            ("9007199254740992", None),
            ("1e15", None),
            ("0.12345678901234567890", None),
            ("1e400", None),
            ("1e-400", None),
            // Exponents at the ends of what 64 bits hold, moved by a digit further.
            ("0e9223372036854775807", Some(0.0)),
            ("10e9223372036854775807", None),
            ("0.1e-9223372036854775808", None),
            ("1e9223372036854775808", None),
        ] {
            assert_eq!(exact_number(text), expected, "{text}");
        }
    }
}
