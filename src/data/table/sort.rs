//! Rows in order: by value, with what is not there at the end.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::Table;
use super::column::{CellKind, Column};
use super::number::{compare_digits, float, moment};
use crate::stop::{Stop, Stopped};

/// Which end comes first. What is null or missing comes last either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}

/// Rank of null and of missing cells: after everything, in both directions.
const NULL: u32 = u32::MAX - 1;
const MISSING: u32 = u32::MAX;

/// The rows of a table in order: a permutation of all of them. Stable. The first pair decides, the
/// next where it is equal. Numbers go by value (all digits of whole ones), text without regard to
/// case and then exactly, dates by their moment; numbers stand before dates, text, booleans, lists.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn sort(table: &Table, by: &[(usize, Direction)], stop: &Stop) -> Result<Vec<u32>, Stopped> {
    let rows = u32::try_from(table.row_count()).unwrap_or(u32::MAX);
    let mut ranks: Vec<Vec<u32>> = Vec::with_capacity(by.len());
    for (column, direction) in by {
        if let Some(column) = table.columns().get(*column) {
            ranks.push(rank(column, rows, *direction, stop)?);
        }
    }
    let mut order: Vec<u32> = (0..rows).collect();
    stop.check()?;
    order.par_sort_unstable_by(|a, b| {
        let by_rank = ranks.iter().map(|rank| rank.get(*a as usize).cmp(&rank.get(*b as usize)));
        by_rank.fold(Ordering::Equal, Ordering::then).then(a.cmp(b))
    });
    stop.check()?;
    Ok(order)
}

/// What a cell is sorted by.
enum Key {
    Number(f64, Option<Box<str>>),
    Date(i64, u32),
    Text(Box<str>, Option<Box<str>>),
    Bool(bool),
    Other(Box<str>),
    Null,
    Missing,
}

impl Key {
    fn of(column: &Column, row: u32) -> Self {
        let cell = column.cell(row as usize);
        match cell.kind {
            CellKind::Missing => Self::Missing,
            CellKind::Null => Self::Null,
            CellKind::Number => {
                let value = float(&cell.text);
                // Beyond 2^53 neighbours are one float: their digits decide.
                let digits = value.abs() >= 9_007_199_254_740_992.0;
                Self::Number(value, digits.then(|| cell.text.into()))
            }
            CellKind::Bool => Self::Bool(cell.text == "true"),
            CellKind::Date => match moment(&cell.text) {
                Some((seconds, nanos)) => Self::Date(seconds, nanos),
                None => Self::text(&cell.text),
            },
            CellKind::Text | CellKind::Empty => Self::text(&cell.text),
            CellKind::List | CellKind::Object => Self::Other(cell.text.into()),
        }
    }

    fn text(text: &str) -> Self {
        let folded = text.to_lowercase();
        let exact = (folded != text).then(|| text.into());
        Self::Text(folded.into(), exact)
    }

    fn class(&self) -> u8 {
        match self {
            Self::Number(..) => 0,
            Self::Date(..) => 1,
            Self::Text(..) => 2,
            Self::Bool(_) => 3,
            Self::Other(_) => 4,
            Self::Null => 5,
            Self::Missing => 6,
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a, a_digits), Self::Number(b, b_digits)) => {
                a.partial_cmp(b).unwrap_or(Ordering::Equal).then_with(|| match (a_digits, b_digits) {
                    (Some(a), Some(b)) => compare_digits(a, b).unwrap_or(Ordering::Equal),
                    _ => Ordering::Equal,
                })
            }
            (Self::Date(a, a_nanos), Self::Date(b, b_nanos)) => a.cmp(b).then(a_nanos.cmp(b_nanos)),
            (Self::Text(a, a_exact), Self::Text(b, b_exact)) => {
                let exact = || a_exact.as_ref().unwrap_or(a).cmp(b_exact.as_ref().unwrap_or(b));
                a.cmp(b).then_with(exact)
            }
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Other(a), Self::Other(b)) => a.cmp(b),
            (a, b) => a.class().cmp(&b.class()),
        }
    }
}

/// The place of every row in the order of one column; equal cells have the same.
fn rank(column: &Column, rows: u32, direction: Direction, stop: &Stop) -> Result<Vec<u32>, Stopped> {
    let keys: Vec<Key> = (0..rows)
        .into_par_iter()
        .map(|row| {
            if row.is_multiple_of(1 << 16) {
                stop.check()?;
            }
            Ok(Key::of(column, row))
        })
        .collect::<Result<_, Stopped>>()?;
    let compare = |a: u32, b: u32| match (keys.get(a as usize), keys.get(b as usize)) {
        (Some(a), Some(b)) => a.compare(b),
        _ => Ordering::Equal,
    };
    let mut order: Vec<u32> = (0..rows).collect();
    order.par_sort_unstable_by(|a, b| compare(*a, *b));
    stop.check()?;
    let mut ranks = vec![0; rows as usize];
    let mut rank: u32 = 0;
    let mut before = None;
    for row in order {
        if before.is_some_and(|before| compare(before, row) != Ordering::Equal) {
            rank += 1;
        }
        before = Some(row);
        let place = match (keys.get(row as usize), direction) {
            (Some(Key::Null), _) => NULL,
            (Some(Key::Missing) | None, _) => MISSING,
            (_, Direction::Ascending) => rank,
            // There are fewer ranks than rows, so this stays below the two above.
            (_, Direction::Descending) => rows - 1 - rank,
        };
        if let Some(slot) = ranks.get_mut(row as usize) {
            *slot = place;
        }
    }
    Ok(ranks)
}
