//! Count, sum, mean, least and most of the numbers of some cells, never across units.

use rayon::prelude::*;

use super::super::Table;
use super::super::atom::{Atom, Atoms};
use super::super::column::Column;
use super::super::sum::Sum;
use super::CHUNK;
use crate::stop::{Stop, Stopped};

/// The numbers of some cells, by unit.
#[derive(Clone, Debug, Default)]
pub struct Total {
    /// Cells that are neither missing nor null.
    pub filled: usize,
    /// One for each unit that stands there, in order of first appearance; numbers without a unit are one too.
    pub parts: Vec<Part>,
    /// Filled cells that are in no sum: texts, lists, numbers beyond 64 bit floats.
    pub left_out: usize,
}

/// The numbers of one unit.
#[derive(Clone, Debug)]
pub struct Part {
    pub unit: Option<String>,
    /// Numbers, one or more.
    pub count: usize,
    pub sum: Sum,
    pub least: Extreme,
    pub most: Extreme,
}

/// The least or the greatest number: its value, and a row whose cell has all its digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extreme {
    pub value: f64,
    pub row: u32,
}

impl Part {
    /// The arithmetic mean.
    pub fn mean(&self) -> f64 {
        self.sum.value() / self.count as f64
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.sum.merge(&other.sum);
        // The first row wins, so that the result does not depend on how the work was shared.
        if other.least.value < self.least.value {
            self.least = other.least;
        }
        if other.most.value > self.most.value {
            self.most = other.most;
        }
    }
}

impl Total {
    /// Whether the numbers have different units, or only some have one: then there is no one sum.
    pub fn has_mixed_units(&self) -> bool {
        self.parts.len() > 1
    }

    /// The numbers, if they have one unit or none.
    pub fn only(&self) -> Option<&Part> {
        self.parts.first().filter(|_| !self.has_mixed_units())
    }

    /// All numbers, whatever their unit.
    pub fn count(&self) -> usize {
        self.parts.iter().map(|part| part.count).sum()
    }

    /// Adds what other cells come to.
    pub fn merge(&mut self, other: Self) {
        self.filled += other.filled;
        self.left_out += other.left_out;
        for part in other.parts {
            match self.parts.iter_mut().find(|known| known.unit == part.unit) {
                Some(known) => known.add(&part),
                None => self.parts.push(part),
            }
        }
    }
}

/// Adds up the cells of one column.
pub(super) struct Adding<'c> {
    column: &'c Column,
    atoms: Atoms<'c>,
    /// The parts with the place of their unit.
    parts: Vec<(u16, Part)>,
    last: usize,
    filled: usize,
    left_out: usize,
}

impl<'c> Adding<'c> {
    pub fn new(column: &'c Column) -> Self {
        Self { column, atoms: Atoms::new(column), parts: Vec::new(), last: 0, filled: 0, left_out: 0 }
    }

    pub fn add(&mut self, row: u32) {
        let atom = self.atoms.at(row);
        if matches!(atom, Atom::Missing | Atom::Null) {
            return;
        }
        self.filled += 1;
        let value = atom.number().filter(|value| value.is_finite());
        let Some(value) = value else {
            self.left_out += 1;
            return;
        };
        let part = self.part(row, value);
        let added = match atom {
            Atom::Integer(value) => {
                part.sum.add_integer(value);
                true
            }
            Atom::Float(bits) => part.sum.add_float(f64::from_bits(bits)),
            Atom::Number(text) => part.sum.add_text(text),
            _ => false,
        };
        part.count += usize::from(added);
        if value < part.least.value {
            part.least = Extreme { value, row };
        }
        if value > part.most.value {
            part.most = Extreme { value, row };
        }
        self.left_out += usize::from(!added);
    }

    fn part(&mut self, row: u32, value: f64) -> &mut Part {
        let unit = self.atoms.unit(row);
        if self.parts.get(self.last).is_none_or(|(known, _)| *known != unit) {
            let known = self.parts.iter().position(|(known, _)| *known == unit);
            self.last = known.unwrap_or_else(|| {
                let first = Extreme { value, row };
                let unit_text = self.column.units().get(usize::from(unit)).cloned();
                let part = Part { unit: unit_text, count: 0, sum: Sum::default(), least: first, most: first };
                self.parts.push((unit, part));
                self.parts.len() - 1
            });
        }
        &mut self.parts[self.last].1
    }

    pub fn finish(self) -> Total {
        let parts = self.parts.into_iter().map(|(_, part)| part).filter(|part| part.count > 0).collect();
        Total { filled: self.filled, parts, left_out: self.left_out }
    }
}

/// What some rows of a column come to. A column that is not there has no cells.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn total(table: &Table, column: usize, rows: &[u32], stop: &Stop) -> Result<Total, Stopped> {
    match table.columns().get(column) {
        Some(column) => of_column(column, rows, stop),
        None => Ok(Total::default()),
    }
}

pub(super) fn of_column(column: &Column, rows: &[u32], stop: &Stop) -> Result<Total, Stopped> {
    let one = |chunk: &[u32]| {
        stop.check()?;
        let mut adding = Adding::new(column);
        chunk.iter().for_each(|row| adding.add(*row));
        Ok(adding.finish())
    };
    if rows.len() <= CHUNK {
        return one(rows);
    }
    let pieces: Vec<Total> = rows.par_chunks(CHUNK).map(one).collect::<Result<_, Stopped>>()?;
    Ok(joined(pieces))
}

fn joined(pieces: Vec<Total>) -> Total {
    pieces.into_iter().fold(Total::default(), |mut sum, piece| {
        sum.merge(piece);
        sum
    })
}

/// What selected cells come to, of any columns: each a row and a column. Cells outside are passed over.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn of_cells(table: &Table, cells: &[(u32, usize)], stop: &Stop) -> Result<Total, Stopped> {
    let mut by_column: std::collections::BTreeMap<usize, Vec<u32>> = std::collections::BTreeMap::new();
    for (row, column) in cells {
        by_column.entry(*column).or_default().push(*row);
    }
    let pieces = by_column.iter().map(|(column, rows)| total(table, *column, rows, stop));
    Ok(joined(pieces.collect::<Result<_, Stopped>>()?))
}
