//! Rows by the values of one or more columns, with what each group comes to.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::super::Table;
use super::super::atom::Shown;
use super::super::codes::{Codes, codes};
use super::super::column::Column;
use super::total::{Total, of_column};
use crate::stop::{Stop, Stopped};

/// Up to how many groups are found by a list of all that could be.
const MOST_LISTED: u64 = 1 << 20;

/// Rows in groups.
#[derive(Clone, Default)]
pub struct Groups {
    /// All rows, group by group; within a group in the order in which they were given.
    pub rows: Vec<u32>,
    /// The groups in order of their values, missing last; together they have each row once.
    pub groups: Vec<Group>,
    /// What all rows come to, one for each column that was to be added up.
    pub totals: Vec<Total>,
}

/// Says how many there are and nothing of their values: they are somebody's data.
impl std::fmt::Debug for Groups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Groups({} of {} rows)", self.groups.len(), self.rows.len())
    }
}

/// Rows that have the same values.
#[derive(Clone, Debug)]
pub struct Group {
    /// The values, one for each column that was grouped by.
    pub values: Vec<Shown>,
    /// The rows, as a part of [`Groups::rows`]; never none.
    pub range: Range<usize>,
    /// What they come to, one for each column that was to be added up.
    pub totals: Vec<Total>,
}

impl Groups {
    /// The rows of a group.
    pub fn rows_of(&self, group: usize) -> &[u32] {
        let range = self.groups.get(group).map(|group| group.range.clone());
        range.and_then(|range| self.rows.get(range)).unwrap_or_default()
    }
}

/// Groups rows, which may have been filtered and sorted, by columns and adds up others. Columns that
/// are not in the table are passed over; by no column there is one group.
///
/// # Errors
/// [`Stopped`] when told to stop.
pub fn group(
    table: &Table,
    rows: &[u32],
    by: &[usize],
    added: &[usize],
    stop: &Stop,
) -> Result<Groups, Stopped> {
    let column = |number: &usize| table.columns().get(*number);
    let by: Vec<&Column> = by.iter().filter_map(column).collect();
    let added: Vec<&Column> = added.iter().filter_map(column).collect();
    let found: Vec<Codes> =
        by.iter().map(|column| codes(column, rows, stop)).collect::<Result<_, Stopped>>()?;
    let (numbers, count) = numbered(&found, rows.len());
    stop.check()?;
    let (order, ranges) = sorted(rows, &numbers, count);
    let groups: Vec<Group> = ranges
        .into_par_iter()
        .map(|range| {
            let rows = order.get(range.clone()).unwrap_or_default();
            let first = rows.first().copied().unwrap_or(0);
            let totals =
                added.iter().map(|column| of_column(column, rows, stop)).collect::<Result<_, Stopped>>()?;
            Ok(Group { values: by.iter().map(|column| Shown::of(column, first)).collect(), range, totals })
        })
        .collect::<Result<_, Stopped>>()?;
    let mut totals = vec![Total::default(); added.len()];
    for group in &groups {
        for (sum, part) in totals.iter_mut().zip(&group.totals) {
            sum.merge(part.clone());
        }
    }
    Ok(Groups { rows: order, groups, totals })
}

/// The number of the group of each row, and how many groups there are. The numbers are in the order
/// of the values.
fn numbered(found: &[Codes], rows: usize) -> (Vec<u32>, usize) {
    let mut found = found.iter();
    let Some(first) = found.next() else { return (vec![0; rows], usize::from(rows > 0)) };
    let mut numbers = first.codes.clone();
    let mut count = first.values.len();
    for codes in found {
        let width = codes.values.len().max(1) as u64;
        let pair = |(number, code): (&u32, &u32)| u64::from(*number) * width + u64::from(*code);
        let pairs: Vec<u64> = numbers.par_iter().zip(&codes.codes).map(pair).collect();
        (numbers, count) = dense(&pairs, count as u64 * width);
    }
    (numbers, count)
}

/// Numbers without gaps, in the same order; all are below `end`.
fn dense(pairs: &[u64], end: u64) -> (Vec<u32>, usize) {
    if end <= MOST_LISTED {
        let mut number = vec![0_u32; end as usize];
        for pair in pairs {
            if let Some(slot) = number.get_mut(*pair as usize) {
                *slot = 1;
            }
        }
        let mut count = 0;
        for slot in number.iter_mut().filter(|slot| **slot == 1) {
            *slot = count;
            count += 1;
        }
        let numbers = pairs.par_iter().map(|pair| number.get(*pair as usize).copied().unwrap_or(0));
        return (numbers.collect(), count as usize);
    }
    let mut distinct = pairs.to_vec();
    distinct.par_sort_unstable();
    distinct.dedup();
    let number: HashMap<u64, u32> = distinct.iter().zip(0..).map(|(pair, number)| (*pair, number)).collect();
    let numbers = pairs.par_iter().map(|pair| number.get(pair).copied().unwrap_or(0)).collect();
    (numbers, distinct.len())
}

/// The rows by the number of their group, stable, and the part of each group.
fn sorted(rows: &[u32], numbers: &[u32], count: usize) -> (Vec<u32>, Vec<Range<usize>>) {
    let mut ends = vec![0_usize; count];
    for number in numbers {
        if let Some(end) = ends.get_mut(*number as usize) {
            *end += 1;
        }
    }
    let mut at = 0;
    let mut ranges = Vec::with_capacity(count);
    for end in &mut ends {
        let start = at;
        at += *end;
        // From here on the place where the group's next row goes.
        *end = start;
        ranges.push(start..at);
    }
    let mut order = vec![0; rows.len()];
    for (row, number) in rows.iter().zip(numbers) {
        let Some(next) = ends.get_mut(*number as usize) else { continue };
        if let Some(slot) = order.get_mut(*next) {
            *slot = *row;
        }
        *next += 1;
    }
    (order, ranges)
}
