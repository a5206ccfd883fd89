//! Rows in order: by value, with what is not there at the end.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::Table;
use super::atom::{Atom, Atoms, list_text};
use super::codes::codes;
use super::column::{Column, ColumnType};
use super::number::{compare_digits, moment};
use crate::natural;
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
/// Rows of one unit of parallel work.
const CHUNK: usize = 1 << 15;
/// Beyond it neighbouring whole numbers are one float, and their digits decide.
const WHOLE: f64 = 9_007_199_254_740_991.0;
/// How many rows decide whether a column repeats its values.
const SAMPLE: usize = 1 << 12;

/// The rows of a table in order: a permutation of all of them. Stable. The first pair decides, the
/// next where it is equal. Numbers go by value (all digits of whole ones), text without regard to
/// case and then exactly, dates by their moment; numbers stand before dates, text, booleans, lists.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn sort(table: &Table, by: &[(usize, Direction)], stop: &Stop) -> Result<Vec<u32>, Stopped> {
    let rows: Vec<u32> = (0..u32::try_from(table.row_count()).unwrap_or(u32::MAX)).collect();
    sort_rows(table, &rows, by, stop)
}

/// Some rows of a table in order, as [`sort`] puts all of them: a permutation of `rows`, stable.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn sort_rows(
    table: &Table,
    rows: &[u32],
    by: &[(usize, Direction)],
    stop: &Stop,
) -> Result<Vec<u32>, Stopped> {
    let mut ranks: Vec<Vec<u32>> = Vec::with_capacity(by.len());
    for (column, direction) in by {
        if let Some(column) = table.columns().get(*column) {
            ranks.push(rank(column, rows, *direction, stop)?);
        }
    }
    stop.check()?;
    let order: Vec<u32> = match ranks.as_slice() {
        [] => return Ok(rows.to_vec()),
        // The place makes every key differ, so an unstable sort is stable.
        [first] => {
            let key = |(place, rank): (usize, &u32)| u64::from(*rank) << 32 | place as u64;
            let mut keys: Vec<u64> = first.par_iter().enumerate().map(|(at, rank)| key((at, rank))).collect();
            keys.par_sort_unstable();
            keys.into_iter().map(|key| key as u32).collect()
        }
        ranks => {
            let mut order: Vec<u32> = (0..rows.len() as u32).collect();
            order.par_sort_unstable_by(|a, b| {
                let by_rank = ranks.iter().map(|rank| rank.get(*a as usize).cmp(&rank.get(*b as usize)));
                by_rank.fold(Ordering::Equal, Ordering::then).then(a.cmp(b))
            });
            order
        }
    };
    stop.check()?;
    Ok(order.into_iter().filter_map(|place| rows.get(place as usize).copied()).collect())
}

/// What a cell is sorted by: its class, then 64 bits that decide mostly.
#[derive(Clone, Copy)]
struct Key {
    bits: u64,
    row: u32,
    class: Class,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Number,
    Date,
    Text,
    Bool,
    Other,
    Null,
    Missing,
}

impl Key {
    fn of(atom: Atom<'_>, kind: ColumnType, row: u32) -> Self {
        let (class, bits) = match atom {
            Atom::Missing => (Class::Missing, 0),
            Atom::Null => (Class::Null, 0),
            Atom::Bool(value) => (Class::Bool, u64::from(value)),
            Atom::Text(text) => match moment(text).filter(|_| kind == ColumnType::Date) {
                Some((seconds, _)) => (Class::Date, (seconds as u64) ^ (1 << 63)),
                None => (Class::Text, natural::beginning(text)),
            },
            Atom::List(_) | Atom::Count(_) | Atom::Object(_) => (Class::Other, 0),
            number => (Class::Number, ascending(number.number().unwrap_or(f64::NAN))),
        };
        Self { bits, row, class }
    }
}

impl Key {
    /// Whether an equal key is an equal value.
    fn is_decided(&self) -> bool {
        match self.class {
            Class::Number => (ascending(-WHOLE)..=ascending(WHOLE)).contains(&self.bits),
            Class::Bool | Class::Null | Class::Missing => true,
            Class::Date | Class::Text | Class::Other => false,
        }
    }
}

/// The bits of a float so that they are ordered as the floats are; both zeros are one.
fn ascending(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// Orders two rows of a column whose keys are equal.
fn compare_ties(column: &Column, class: Class, a: u32, b: u32) -> Ordering {
    let atom = |row| Atoms::new(column).at(row);
    match (class, atom(a), atom(b)) {
        (Class::Number, Atom::Integer(a), Atom::Integer(b)) => a.cmp(&b),
        (Class::Number, ..) => {
            let text = |row: u32| column.cell(row as usize).text;
            compare_digits(&text(a), &text(b)).unwrap_or(Ordering::Equal)
        }
        (Class::Date, Atom::Text(a), Atom::Text(b)) => moment(a).cmp(&moment(b)),
        (Class::Text, Atom::Text(a), Atom::Text(b)) => natural::compare(a, b),
        (Class::Other, a, b) => other_text(a).cmp(&other_text(b)),
        _ => Ordering::Equal,
    }
}

fn other_text(atom: Atom<'_>) -> String {
    match atom {
        Atom::List(raw) => list_text(raw),
        Atom::Count(text) | Atom::Object(text) => text.to_owned(),
        _ => String::new(),
    }
}

fn compare_keys(column: &Column, a: &Key, b: &Key) -> Ordering {
    let by_key = a.class.cmp(&b.class).then(a.bits.cmp(&b.bits));
    if by_key != Ordering::Equal || a.is_decided() {
        return by_key;
    }
    compare_ties(column, a.class, a.row, b.row)
}

/// The places of some rows in ascending order of one column; values that only look different, as 1 and
/// 1.0, are told apart by their text.
pub(super) fn order_of(column: &Column, rows: &[u32]) -> Vec<u32> {
    let mut atoms = Atoms::new(column);
    let key = |(place, row): (usize, &u32)| (Key::of(atoms.at(*row), column.kind, *row), place as u32);
    let mut keys: Vec<(Key, u32)> = rows.iter().enumerate().map(key).collect();
    let shown = |a: u32, b: u32| {
        let (a, b) = (column.cell(a as usize), column.cell(b as usize));
        a.text.cmp(&b.text).then(a.unit.cmp(&b.unit))
    };
    keys.par_sort_by(|(a, _), (b, _)| compare_keys(column, a, b).then_with(|| shown(a.row, b.row)));
    keys.into_iter().map(|(_, place)| place).collect()
}

/// Whether a column says the same again and again, so that sorting its values is less than sorting its rows.
fn repeats(column: &Column, rows: &[u32]) -> bool {
    match column.kind {
        ColumnType::Integer | ColumnType::Float => false,
        // A list is costly to compare.
        ColumnType::List => true,
        _ => {
            let mut atoms = Atoms::new(column);
            let step = (rows.len() / SAMPLE).max(1);
            let sample = rows.iter().step_by(step).take(SAMPLE);
            let distinct: std::collections::HashSet<Atom<'_>> = sample.map(|row| atoms.at(*row)).collect();
            distinct.len() < rows.len().min(SAMPLE) / 2
        }
    }
}

/// The place of every row in the order of one column; equal cells have the same.
fn rank(column: &Column, rows: &[u32], direction: Direction, stop: &Stop) -> Result<Vec<u32>, Stopped> {
    if repeats(column, rows) {
        return rank_by_value(column, rows, direction, stop);
    }
    let pieces: Vec<Vec<(Key, u32)>> = rows
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(nth, chunk)| {
            stop.check()?;
            let mut atoms = Atoms::new(column);
            let key = |(at, row): (usize, &u32)| {
                (Key::of(atoms.at(*row), column.kind, *row), (nth * CHUNK + at) as u32)
            };
            Ok(chunk.iter().enumerate().map(key).collect())
        })
        .collect::<Result<_, Stopped>>()?;
    let mut keys = pieces.concat();
    stop.check()?;
    keys.par_sort_unstable_by(|(a, _), (b, _)| compare_keys(column, a, b));
    stop.check()?;
    let mut ranks = vec![0; rows.len()];
    let last = rows.len() as u32 - u32::from(!rows.is_empty());
    let mut rank: u32 = 0;
    let mut before: Option<&Key> = None;
    for (key, place) in &keys {
        if before.is_some_and(|before| compare_keys(column, before, key) != Ordering::Equal) {
            rank += 1;
        }
        before = Some(key);
        if let Some(slot) = ranks.get_mut(*place as usize) {
            *slot = placed(key.class, rank, last, direction);
        }
    }
    Ok(ranks)
}

fn rank_by_value(
    column: &Column,
    rows: &[u32],
    direction: Direction,
    stop: &Stop,
) -> Result<Vec<u32>, Stopped> {
    let codes = codes(column, rows, stop)?;
    let mut ranks: Vec<u32> = Vec::with_capacity(codes.values.len());
    let last = codes.values.len() as u32;
    let mut rank: u32 = 0;
    let mut before: Option<Key> = None;
    for row in &codes.values {
        let key = Key::of(Atoms::new(column).at(*row), column.kind, *row);
        if before.is_some_and(|before| compare_keys(column, &before, &key) != Ordering::Equal) {
            rank += 1;
        }
        before = Some(key);
        ranks.push(placed(key.class, rank, last, direction));
    }
    Ok(codes.codes.par_iter().map(|code| ranks.get(*code as usize).copied().unwrap_or(MISSING)).collect())
}

/// A rank as it is sorted by. There are fewer ranks than rows, so it stays below those of nothing.
fn placed(class: Class, rank: u32, last: u32, direction: Direction) -> u32 {
    match (class, direction) {
        (Class::Null, _) => NULL,
        (Class::Missing, _) => MISSING,
        (_, Direction::Ascending) => rank,
        (_, Direction::Descending) => last - rank,
    }
}
