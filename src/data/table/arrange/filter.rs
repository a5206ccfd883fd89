//! Which rows pass: one condition a column, all of them must hold.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::Table;
use super::super::atom::{Atom, Atoms, Shown, list_text};
use super::super::column::{CellKind, Column};
use super::super::number::moment;
use super::CHUNK;
use crate::stop::{Stop, Stopped};

/// A condition on one column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The column's place in the table. A column that is not there lets nothing pass.
    pub column: usize,
    pub test: Test,
}

/// What a cell has to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// Shows this text somewhere, without regard to case. Numbers by their digits, lists as joined.
    Contains(String),
    /// Looks like one of these, see [`Shown`].
    OneOf(Vec<Shown>),
    /// A number between both ends, which belong to it. With a unit only cells that have it.
    Number { least: Option<f64>, most: Option<f64>, unit: Option<String> },
    /// A date with time and zone, in seconds since 1970 UTC: from the first, before the second.
    Moment { from: Option<i64>, before: Option<i64> },
    /// Is null.
    NotSet,
    /// Is `""`.
    Empty,
    /// The row has no such property.
    Missing,
    /// Is neither missing, nor null, nor `""`.
    Filled,
}

/// The rows that pass all filters, ascending. Without filters all rows.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn filter(table: &Table, filters: &[Filter], stop: &Stop) -> Result<Vec<u32>, Stopped> {
    let rows = u32::try_from(table.row_count()).unwrap_or(u32::MAX);
    if filters.is_empty() {
        return Ok((0..rows).collect());
    }
    let mut tests = Vec::with_capacity(filters.len());
    for filter in filters {
        let Some(column) = table.columns().get(filter.column) else { return Ok(Vec::new()) };
        tests.push(Ready::new(column, &filter.test));
    }
    let starts: Vec<u32> = (0..rows).step_by(CHUNK).collect();
    let pieces: Vec<Vec<u32>> = starts
        .into_par_iter()
        .map(|start| {
            stop.check()?;
            let mut passing: Vec<u32> = (start..rows.min(start + CHUNK as u32)).collect();
            for test in &tests {
                test.keep(&mut passing);
            }
            Ok(passing)
        })
        .collect::<Result<_, Stopped>>()?;
    Ok(pieces.concat())
}

/// A test made ready for many cells.
struct Ready<'t> {
    column: &'t Column,
    check: Check<'t>,
}

enum Check<'t> {
    Contains(String),
    OneOf { atoms: HashSet<(Atom<'t>, u16)>, lists: HashSet<(&'t str, u16)> },
    Number { least: f64, most: f64, unit: Option<u16> },
    Moment { from: i64, before: i64 },
    Is(fn(Atom<'_>) -> bool),
    Never,
}

impl<'t> Ready<'t> {
    fn new(column: &'t Column, test: &'t Test) -> Self {
        let place = |unit: &str| {
            column.units().iter().position(|known| known == unit).and_then(|nth| u16::try_from(nth).ok())
        };
        let check = match test {
            Test::Contains(text) => Check::Contains(text.to_lowercase()),
            Test::OneOf(values) => one_of(column, values),
            Test::Number { least, most, unit } => {
                let (least, most) = (least.unwrap_or(f64::NEG_INFINITY), most.unwrap_or(f64::INFINITY));
                match unit.as_deref().map(place) {
                    None => Check::Number { least, most, unit: None },
                    Some(None) => Check::Never,
                    Some(unit) => Check::Number { least, most, unit },
                }
            }
            Test::Moment { from, before } => {
                Check::Moment { from: from.unwrap_or(i64::MIN), before: before.unwrap_or(i64::MAX) }
            }
            Test::NotSet => Check::Is(|atom| atom == Atom::Null),
            Test::Empty => Check::Is(|atom| atom == Atom::Text("")),
            Test::Missing => Check::Is(|atom| atom == Atom::Missing),
            Test::Filled => Check::Is(|atom| atom.is_filled()),
        };
        Self { column, check }
    }

    /// Leaves the rows that pass.
    fn keep(&self, rows: &mut Vec<u32>) {
        let mut atoms = Atoms::new(self.column);
        match &self.check {
            Check::Contains(needle) => {
                let mut search = Search::new(needle);
                rows.retain(|row| search.is_in(atoms.at(*row)));
            }
            Check::OneOf { atoms: set, lists } => {
                let mut known: HashMap<(&str, u16), bool> = HashMap::new();
                rows.retain(|row| {
                    let unit = atoms.telling_unit(*row);
                    match atoms.at(*row) {
                        Atom::List(raw) => *known
                            .entry((raw, unit))
                            .or_insert_with(|| lists.contains(&(list_text(raw).as_str(), unit))),
                        Atom::Count(text) => lists.contains(&(text, unit)),
                        atom => set.contains(&(atom, unit)),
                    }
                });
            }
            Check::Number { least, most, unit } => rows.retain(|row| {
                let number = atoms.at(*row).number();
                let fits = number.is_some_and(|number| (*least..=*most).contains(&number));
                fits && unit.is_none_or(|unit| atoms.unit(*row) == unit)
            }),
            Check::Moment { from, before } => rows.retain(|row| match atoms.at(*row) {
                Atom::Text(text) => {
                    moment(text).is_some_and(|(seconds, _)| (*from..*before).contains(&seconds))
                }
                _ => false,
            }),
            Check::Is(is) => rows.retain(|row| is(atoms.at(*row))),
            Check::Never => rows.clear(),
        }
    }
}

fn one_of<'t>(column: &'t Column, values: &'t [Shown]) -> Check<'t> {
    let (mut atoms, mut lists) = (HashSet::new(), HashSet::new());
    for shown in values {
        let unit = match &shown.unit {
            _ if !column.has_mixed_units() => 0,
            Some(unit) => match column.units().iter().position(|known| known == unit) {
                Some(nth) => u16::try_from(nth).unwrap_or(u16::MAX),
                None => continue,
            },
            // Nothing has no unit to tell it apart by; it is looked up under that of the first.
            None if matches!(shown.kind, CellKind::Missing) => 0,
            None => u16::MAX,
        };
        match Atom::of_shown(shown, column) {
            Some(atom) => {
                atoms.insert((atom, unit));
            }
            None => {
                lists.insert((shown.text.as_str(), unit));
            }
        }
    }
    Check::OneOf { atoms, lists }
}

/// Looks for a text in cells.
struct Search<'n> {
    needle: &'n str,
    scratch: String,
    lists: HashMap<String, bool>,
}

impl<'n> Search<'n> {
    fn new(needle: &'n str) -> Self {
        Self { needle, scratch: String::new(), lists: HashMap::new() }
    }

    fn is_in(&mut self, atom: Atom<'_>) -> bool {
        match atom {
            Atom::Missing | Atom::Null => false,
            Atom::Bool(value) => (if value { "true" } else { "false" }).contains(self.needle),
            Atom::Integer(value) => {
                self.scratch.clear();
                // Writing to a string cannot fail.
                let _ = write!(self.scratch, "{value}");
                self.scratch.contains(self.needle)
            }
            Atom::Float(bits) => {
                self.scratch.clear();
                let _ = write!(self.scratch, "{}", f64::from_bits(bits));
                self.scratch.contains(self.needle)
            }
            Atom::List(raw) => self.is_in_list(raw),
            Atom::Number(text) | Atom::Text(text) | Atom::Count(text) | Atom::Object(text) => {
                self.is_in_text(text)
            }
        }
    }

    fn is_in_text(&mut self, text: &str) -> bool {
        if !text.is_ascii() {
            return text.to_lowercase().contains(self.needle);
        }
        self.scratch.clear();
        self.scratch.push_str(text);
        self.scratch.make_ascii_lowercase();
        self.scratch.contains(self.needle)
    }

    /// Lists are costly to join, and the same ones come again and again.
    fn is_in_list(&mut self, raw: &str) -> bool {
        if let Some(known) = self.lists.get(raw) {
            return *known;
        }
        let found = self.is_in_text(&list_text(raw));
        self.lists.insert(raw.to_owned(), found);
        found
    }
}
