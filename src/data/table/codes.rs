//! A column as numbers of its distinct values, in the order of these values.

use std::collections::HashMap;

use rayon::prelude::*;

use super::atom::{Atom, Atoms, Shown};
use super::column::Column;
use super::sort::order_of;
use crate::stop::{Stop, Stopped};

/// Rows of one unit of parallel work.
const CHUNK: usize = 1 << 15;

/// The distinct values of some rows of a column.
pub(super) struct Codes {
    /// For each of the rows the place of its value.
    pub codes: Vec<u32>,
    /// A row with that value, for each value in ascending order; missing last, null before it.
    pub values: Vec<u32>,
}

impl Codes {
    /// How many rows have each value.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.values.len()];
        for code in &self.codes {
            if let Some(count) = counts.get_mut(*code as usize) {
                *count += 1;
            }
        }
        counts
    }
}

type Known<'c> = HashMap<(Atom<'c>, u16), u32>;

/// One unit of work: codes of its own, and the first row of each.
struct Part<'c> {
    codes: Vec<u32>,
    firsts: Vec<((Atom<'c>, u16), u32)>,
}

fn part<'c>(column: &'c Column, rows: &[u32]) -> Part<'c> {
    let mut atoms = Atoms::new(column);
    let mut known = Known::new();
    let mut part = Part { codes: Vec::with_capacity(rows.len()), firsts: Vec::new() };
    let mut last = None;
    for row in rows {
        let value = (atoms.at(*row), atoms.telling_unit(*row));
        let code = match last {
            Some((before, code)) if before == value => code,
            _ => *known.entry(value).or_insert_with(|| {
                part.firsts.push((value, *row));
                part.firsts.len() as u32 - 1
            }),
        };
        last = Some((value, code));
        part.codes.push(code);
    }
    part
}

/// Finds the distinct values of some rows.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub(super) fn codes(column: &Column, rows: &[u32], stop: &Stop) -> Result<Codes, Stopped> {
    let parts: Vec<Part<'_>> = rows
        .par_chunks(CHUNK)
        .map(|chunk| stop.check().map(|()| part(column, chunk)))
        .collect::<Result<_, Stopped>>()?;
    let mut known = Known::new();
    let mut firsts: Vec<u32> = Vec::new();
    let mut own: Vec<Vec<u32>> = Vec::with_capacity(parts.len());
    for part in &parts {
        stop.check()?;
        let mut codes = Vec::with_capacity(part.firsts.len());
        for (value, row) in &part.firsts {
            codes.push(*known.entry(*value).or_insert_with(|| {
                firsts.push(*row);
                firsts.len() as u32 - 1
            }));
        }
        own.push(codes);
    }
    let (places, values) = ordered(column, &firsts);
    stop.check()?;
    let pieces: Vec<Vec<u32>> = parts
        .par_iter()
        .zip(&own)
        .map(|(part, own)| {
            let places: Vec<u32> =
                own.iter().map(|code| places.get(*code as usize).copied().unwrap_or(0)).collect();
            part.codes.iter().map(|code| places.get(*code as usize).copied().unwrap_or(0)).collect()
        })
        .collect();
    Ok(Codes { codes: pieces.concat(), values })
}

/// The place of each value in their order, and a row of each place. Values that look the same share one.
fn ordered(column: &Column, firsts: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let row = |code: &u32| firsts.get(*code as usize).copied().unwrap_or(0);
    let mut places = vec![0; firsts.len()];
    let mut values: Vec<u32> = Vec::with_capacity(firsts.len());
    for code in &order_of(column, firsts) {
        let row = row(code);
        let same = values.last().is_some_and(|before| {
            column.cell(row as usize).raw.is_some() && Shown::of(column, *before) == Shown::of(column, row)
        });
        if !same {
            values.push(row);
        }
        if let Some(place) = places.get_mut(*code as usize) {
            *place = values.len() as u32 - 1;
        }
    }
    (places, values)
}
