//! What a column is like: how full, how many values, how they are spread, which are the most frequent.

use rayon::prelude::*;

use super::super::Table;
use super::super::atom::{Atom, Atoms, Shown};
use super::super::codes::codes;
use super::super::column::{CellKind, Column, ColumnType};
use super::super::number::moment;
use super::total::{Extreme, of_column};
use super::{CHUNK, Distinct, distinct};
use crate::stop::{Stop, Stopped};

/// Bars of a histogram.
pub const BARS: usize = 20;
/// How many of the most frequent values are told.
const MOST_FREQUENT: usize = 3;

/// A column in some rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    pub rows: usize,
    /// Cells that are neither missing nor null; `""` is one of them.
    pub filled: usize,
    pub nulls: usize,
    /// Rows that have no such property.
    pub missing: usize,
    pub empty: usize,
    /// Different values; null, missing and `""` are none.
    pub distinct: usize,
    /// The most frequent values with how often each is there; none where all are different.
    pub frequent: Vec<(Shown, usize)>,
    /// The least and the greatest number, date or text, as the cell shows it.
    pub least: Option<String>,
    pub most: Option<String>,
    /// Of numbers of one unit.
    pub mean: Option<f64>,
    pub median: Option<f64>,
    pub has_mixed_units: bool,
    pub histogram: Option<Histogram>,
}

/// How numbers or dates are spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The least and the greatest value: numbers, or seconds since 1970.
    pub from: f64,
    pub to: f64,
    /// How many values are in each part of equal width; the last one holds the greatest value.
    pub bars: Vec<usize>,
    /// The values are moments.
    pub is_moment: bool,
}

impl Histogram {
    /// The lower end of a bar, or the upper end of the one before it.
    pub fn edge(&self, bar: usize) -> f64 {
        self.from + (self.to - self.from) * bar as f64 / self.bars.len().max(1) as f64
    }

    fn of(values: &[f64], is_moment: bool) -> Option<Self> {
        let (from, to) = (*values.first()?, *values.last()?);
        let width = (to - from) / BARS as f64;
        // One value, or a range beyond floats, has no spread.
        if !(width > 0.0 && width.is_finite()) {
            return None;
        }
        let mut bars = vec![0; BARS];
        for value in values {
            let at = (((value - from) / width) as usize).min(BARS - 1);
            if let Some(bar) = bars.get_mut(at) {
                *bar += 1;
            }
        }
        Some(Self { from, to, bars, is_moment })
    }
}

/// Looks at some rows of a column. A column that is not there has no cells. For the pool.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn profile(table: &Table, column: usize, rows: &[u32], stop: &Stop) -> Result<Profile, Stopped> {
    let Some(found) = table.columns().get(column) else { return Ok(Profile::default()) };
    let mut profile = Profile { rows: rows.len(), ..Profile::default() };
    count(found, rows, &mut profile, stop)?;
    let Distinct { values, more } = distinct(table, column, rows, MOST_FREQUENT + 3, stop)?;
    let is_value = |(shown, _): &&(Shown, usize)| {
        !matches!(shown.kind, CellKind::Missing | CellKind::Null | CellKind::Empty)
    };
    let nothings = [profile.nulls, profile.missing, profile.empty].iter().filter(|count| **count > 0).count();
    profile.distinct = (values.len() + more).saturating_sub(nothings);
    profile.frequent = values.iter().filter(is_value).take(MOST_FREQUENT).cloned().collect();
    if profile.frequent.first().is_some_and(|(_, count)| *count == 1) && profile.distinct > 1 {
        profile.frequent.clear();
    }
    let total = of_column(found, rows, stop)?;
    profile.has_mixed_units = total.has_mixed_units();
    let text = |extreme: Extreme| Some(found.cell(extreme.row as usize).text.into_owned());
    if let Some(part) = total.only() {
        (profile.least, profile.most) = (text(part.least), text(part.most));
        profile.mean = Some(part.mean());
    }
    let is_date = found.kind == ColumnType::Date;
    if total.only().is_some() && found.is_number() || is_date {
        let values = sorted(found, rows, is_date, stop)?;
        if !is_date {
            profile.median = median(&values);
        }
        profile.histogram = Histogram::of(&values, is_date);
    }
    if total.count() == 0 {
        (profile.least, profile.most) = ends(found, rows, stop)?;
    }
    Ok(profile)
}

fn count(column: &Column, rows: &[u32], profile: &mut Profile, stop: &Stop) -> Result<(), Stopped> {
    let pieces: Vec<[usize; 3]> = rows
        .par_chunks(CHUNK)
        .map(|chunk| {
            stop.check()?;
            let mut atoms = Atoms::new(column);
            let mut counts = [0; 3];
            for row in chunk {
                match atoms.at(*row) {
                    Atom::Null => counts[0] += 1,
                    Atom::Missing => counts[1] += 1,
                    Atom::Text("") => counts[2] += 1,
                    _ => {}
                }
            }
            Ok(counts)
        })
        .collect::<Result<_, Stopped>>()?;
    for [nulls, missing, empty] in pieces {
        profile.nulls += nulls;
        profile.missing += missing;
        profile.empty += empty;
    }
    profile.filled = rows.len() - profile.nulls - profile.missing;
    Ok(())
}

/// The numbers, or the moments in seconds, in ascending order.
fn sorted(column: &Column, rows: &[u32], is_date: bool, stop: &Stop) -> Result<Vec<f64>, Stopped> {
    let pieces: Vec<Vec<f64>> = rows
        .par_chunks(CHUNK)
        .map(|chunk| {
            stop.check()?;
            let mut atoms = Atoms::new(column);
            let value = |row: &u32| match atoms.at(*row) {
                Atom::Text(text) if is_date => moment(text).map(|(seconds, _)| seconds as f64),
                atom if !is_date => atom.number().filter(|value| value.is_finite()),
                _ => None,
            };
            Ok(chunk.iter().filter_map(value).collect())
        })
        .collect::<Result<_, Stopped>>()?;
    let mut values = pieces.concat();
    stop.check()?;
    values.par_sort_unstable_by(f64::total_cmp);
    Ok(values)
}

fn median(values: &[f64]) -> Option<f64> {
    let middle = values.len() / 2;
    let upper = values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(*upper);
    }
    let lower = values.get(middle.checked_sub(1)?)?;
    Some(lower + (upper - lower) / 2.0)
}

/// The first and the last value in order, of texts and dates.
fn ends(column: &Column, rows: &[u32], stop: &Stop) -> Result<(Option<String>, Option<String>), Stopped> {
    let codes = codes(column, rows, stop)?;
    let text = |row: &u32| {
        let cell = column.cell(*row as usize);
        matches!(cell.kind, CellKind::Text | CellKind::Date).then(|| cell.text.into_owned())
    };
    let least = codes.values.iter().find_map(text);
    let most = codes.values.iter().rev().find_map(text);
    Ok((least, most))
}
