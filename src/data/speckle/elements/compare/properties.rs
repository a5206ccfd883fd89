//! What differs between two versions of one element.

use std::io;

use super::pair::Pair;
use crate::speckle::elements::Elements;
use crate::speckle::elements::column::{ColumnKey, Computed};
use crate::table::{CellKind, ColumnPath, PathPart, RowCell, RowReader, Shown, Sum, TableError};

/// Members of elements that are no properties: ids, parts, shapes, and a count that is not kept up.
const SKIP: [&str; 8] = [
    "id",
    "applicationId",
    "displayValue",
    "@displayValue",
    "__closure",
    "elements",
    "@elements",
    "totalChildrenCount",
];
/// What is worked out from elsewhere, so that it can differ though the content does not.
const ELSEWHERE: [Computed; 4] = [Computed::Host, Computed::Collection, Computed::Level, Computed::Material];
/// Two numbers that differ by less than this part of the larger one are one number, computed twice.
const NOISE: f64 = 1e-9;

/// A property: which, before, after, difference.
type Property = (ColumnKey, Shown, Shown, Option<String>);

/// What differs between the elements of some pairs.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub outcomes: Vec<Outcome>,
    pub rounding: usize,
}

/// What differs between the elements of a pair.
#[derive(Debug)]
pub(super) struct Outcome {
    pub from: u32,
    pub to: u32,
    pub same_hash: bool,
    pub properties: Vec<Property>,
}

/// Looks at pairs of elements.
pub(super) fn differing(
    from: &Elements,
    to: &Elements,
    pairs: &[Pair],
    ignore: &[ColumnKey],
) -> Result<Found, TableError> {
    let mut found = Found::default();
    let mut reader = RowReader::new(&SKIP);
    for pair in pairs {
        let mut properties = elsewhere(from, to, *pair);
        if !pair.same_hash {
            inside((from, to), *pair, (&mut reader, &mut found.rounding), &mut properties)?;
        }
        properties.retain(|(key, ..)| !super::is_ignored(ignore, key));
        found.outcomes.push(Outcome { from: pair.from, to: pair.to, same_hash: pair.same_hash, properties });
    }
    Ok(found)
}

fn elsewhere(from: &Elements, to: &Elements, pair: Pair) -> Vec<Property> {
    let one = |computed: Computed| {
        let before = from.text(false, pair.from as usize, computed);
        let after = to.text(false, pair.to as usize, computed);
        (before != after).then(|| (computed.into(), shown(before), shown(after), None))
    };
    ELSEWHERE.into_iter().filter_map(one).collect()
}

fn shown(text: Option<std::borrow::Cow<'_, str>>) -> Shown {
    match text {
        None => missing(),
        Some(text) => Shown { kind: CellKind::Text, text: text.into_owned(), unit: None },
    }
}

fn missing() -> Shown {
    Shown { kind: CellKind::Missing, text: String::new(), unit: None }
}

/// Compares all properties of a pair; both sides are sorted by path.
fn inside(
    (from, to): (&Elements, &Elements),
    pair: Pair,
    (reader, rounding): (&mut RowReader<'_>, &mut usize),
    properties: &mut Vec<Property>,
) -> io::Result<()> {
    let node = |of: &Elements, row: u32| of.rows(false).get(row as usize).copied();
    let (Some(before), Some(after)) = (node(from, pair.from), node(to, pair.to)) else { return Ok(()) };
    let before = reader.row(from.document(), before)?;
    let after = reader.row(to.document(), after)?;
    let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
    loop {
        let (a, b) = match (before.peek(), after.peek()) {
            (None, None) => return Ok(()),
            (Some(a), Some(b)) if a.path == b.path => (before.next(), after.next()),
            (Some(a), Some(b)) if a.path > b.path => (None, after.next()),
            (None, Some(_)) => (None, after.next()),
            (Some(_), _) => (before.next(), None),
        };
        let verdict = verdict(a.as_ref(), b.as_ref());
        if matches!(verdict, Verdict::Same) {
            continue;
        }
        // Made only where something differs: most cells are the same.
        let Some(cell) = a.as_ref().or(b.as_ref()) else { return Ok(()) };
        let path = reader.path(cell.path);
        if is_no_property(&path, cell) {
            continue;
        }
        match verdict {
            Verdict::Same => {}
            Verdict::Rounding => *rounding += 1,
            Verdict::Differs(difference) => {
                let shown = |cell: Option<RowCell>| cell.map_or_else(missing, |cell| cell.shown);
                properties.push((ColumnKey::Path(path), shown(a), shown(b), difference));
            }
        }
    }
}

/// Hashes of what an element refers to or holds: they differ with any content, and say nothing themselves.
fn is_no_property(path: &ColumnPath, cell: &RowCell) -> bool {
    let Some(PathPart::Key(last)) = path.0.last() else { return false };
    let is_hash = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match last.as_str() {
        "__closure" | "totalChildrenCount" => true,
        "referencedId" | "id" => is_hash(&cell.shown.text),
        _ => false,
    }
}

enum Verdict {
    Same,
    Rounding,
    Differs(Option<String>),
}

fn verdict(from: Option<&RowCell>, to: Option<&RowCell>) -> Verdict {
    let (Some(from), Some(to)) = (from, to) else { return Verdict::Differs(None) };
    let (a, b) = (&from.shown, &to.shown);
    if a == b && from.digest == to.digest {
        return Verdict::Same;
    }
    if a.kind != CellKind::Number || b.kind != CellKind::Number || a.unit != b.unit {
        return Verdict::Differs(None);
    }
    let difference = difference(&a.text, &b.text);
    match (&difference, a.text.parse::<f64>(), b.text.parse::<f64>()) {
        // Written otherwise, `7.50` for `7.5`, and no other number.
        (Some(text), ..) if text == "0" => Verdict::Same,
        (_, Ok(x), Ok(y)) if (x - y).abs() <= NOISE * x.abs().max(y.abs()) && has_fraction(a, b) => {
            Verdict::Rounding
        }
        _ => Verdict::Differs(difference),
    }
}

/// Whole numbers are counted, not computed: each of their digits means something.
fn has_fraction(a: &Shown, b: &Shown) -> bool {
    [a, b].iter().any(|shown| shown.text.contains(['.', 'e', 'E']))
}

/// Second less first with its sign; `0` where they are the same number, `None` beyond 64 bit floats.
fn difference(from: &str, to: &str) -> Option<String> {
    let negated = match from.strip_prefix('-') {
        Some(positive) => positive.to_owned(),
        None => format!("-{from}"),
    };
    let mut sum = Sum::default();
    if !sum.add_text(to) || !sum.add_text(&negated) {
        return None;
    }
    let text = sum.text();
    if !text.starts_with('-') && text != "0" { Some(format!("+{text}")) } else { Some(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_exact_in_decimals() {
        for (from, to, wanted) in [
            ("4800", "5100", "+300"),
            ("14.40", "15.30", "+0.9"),
            ("0", "-150", "-150"),
            ("-1", "-1.0", "0"),
            ("0.1", "0.3", "+0.2"),
            ("9007199254740992", "9007199254740993", "+1"),
        ] {
            assert_eq!(difference(from, to).as_deref(), Some(wanted), "{from} {to}");
        }
    }
}
