//! Between the passes: which paths become columns, of which type, under which name.

use std::collections::{HashMap, HashSet};

use super::column::ColumnType;
use super::survey::{Counts, Keys, Survey};

/// "No column" in [`Plan::column_of`].
pub(super) const NO_COLUMN: u32 = u32::MAX;

/// A path that did not become a column, because there were too many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiddenColumn {
    /// The keys from the row to the value.
    pub path: Vec<String>,
    /// Cells with something in them.
    pub filled: usize,
}

/// What the second pass fills.
#[derive(Debug)]
pub(super) struct Plan {
    pub keys: Keys,
    /// For each node of `keys` its column, or [`NO_COLUMN`].
    pub column_of: Vec<u32>,
    /// For each node of `keys` whether a column lies at or below it.
    pub useful: Vec<bool>,
    /// The columns below a node that is no column: where it is null, they are.
    pub below: HashMap<u32, Vec<u32>>,
    pub columns: Vec<PlannedColumn>,
    pub hidden: Vec<HiddenColumn>,
}

/// One column to be.
#[derive(Clone, Debug)]
pub(super) struct PlannedColumn {
    pub path: Vec<String>,
    pub name: String,
    pub kind: ColumnType,
    /// The texts need 64 bit offsets.
    pub large: bool,
    /// Empty places are null more often than missing: the side list holds the rarer ones.
    pub null_is_usual: bool,
    /// The units, the most frequent first.
    pub units: Vec<String>,
}

/// Decides the columns: all paths with cells in order of first appearance, at most `most` of them.
pub(super) fn plan(survey: Survey, rows: usize, most: usize) -> Plan {
    let Survey { keys, counts, leaves } = survey;
    let counts_at = |at: u32| counts.get(at as usize);
    let has_children = |at: u32| keys.nodes.get(at as usize).is_some_and(|key| !key.children.is_empty());
    // An author that is null in some rows and an object in others is no column of its own.
    let is_column = |at: &u32| counts_at(*at).is_some_and(|counts| !counts.is_hollow() || !has_children(*at));
    let mut chosen: Vec<u32> = leaves.into_iter().filter(is_column).collect();
    let filled = |at: u32| counts_at(at).map_or(0, Counts::filled);
    let mut hidden = Vec::new();
    if chosen.len() > most {
        let mut by_fill: Vec<u32> = chosen.clone();
        by_fill.sort_by_key(|at| std::cmp::Reverse(filled(*at)));
        let kept: HashSet<u32> = by_fill.into_iter().take(most).collect();
        let (keep, hide): (Vec<u32>, Vec<u32>) = chosen.into_iter().partition(|at| kept.contains(at));
        chosen = keep;
        hidden = hide
            .into_iter()
            .map(|at| HiddenColumn { path: keys.path(at), filled: filled(at) as usize })
            .collect();
    }
    let mut columns: Vec<PlannedColumn> =
        chosen.iter().map(|at| planned(keys.path(*at), counts_at(*at), rows)).collect();
    name(&mut columns);
    let mut column_of = vec![NO_COLUMN; keys.nodes.len()];
    let mut useful = vec![false; keys.nodes.len()];
    let mut below: HashMap<u32, Vec<u32>> = HashMap::new();
    for (column, at) in chosen.iter().enumerate() {
        let column = column as u32;
        if let Some(slot) = column_of.get_mut(*at as usize) {
            *slot = column;
        }
        let mut at = *at;
        loop {
            if let Some(slot) = useful.get_mut(at as usize) {
                *slot = true;
            }
            if at == 0 {
                break;
            }
            at = keys.nodes.get(at as usize).map_or(0, |key| key.parent);
            if counts_at(at).is_some_and(|counts| counts.nulls > 0 && counts.is_hollow()) {
                below.entry(at).or_default().push(column);
            }
        }
    }
    Plan { keys, column_of, useful, below, columns, hidden }
}

fn planned(path: Vec<String>, counts: Option<&Counts>, rows: usize) -> PlannedColumn {
    let nothing = Counts::default();
    let counts = counts.unwrap_or(&nothing);
    let kind = kind_of(counts);
    let bytes = if kind == ColumnType::List { counts.list_bytes } else { counts.text_bytes };
    let missing = (rows as u64).saturating_sub(u64::from(counts.filled()) + u64::from(counts.nulls));
    let mut units = counts.units.clone();
    units.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    PlannedColumn {
        path,
        name: String::new(),
        kind,
        large: bytes > i32::MAX as u64,
        null_is_usual: u64::from(counts.nulls) > missing,
        units: units.into_iter().map(|(unit, _)| unit.into()).collect(),
    }
}

/// The type most cells have; text where two are as frequent.
fn kind_of(counts: &Counts) -> ColumnType {
    let numbers = counts.integers + counts.floats;
    let lists = counts.lists + counts.empty_objects;
    let most = counts.texts.max(numbers).max(counts.bools).max(lists);
    if most == 0 || counts.texts == most {
        return if counts.dates == counts.texts && most > 0 { ColumnType::Date } else { ColumnType::Text };
    }
    match most {
        most if numbers == most && counts.floats == 0 => ColumnType::Integer,
        most if numbers == most => ColumnType::Float,
        most if counts.bools == most => ColumnType::Bool,
        _ => ColumnType::List,
    }
}

/// Gives each column a name of its own: `author.name` as it is, of deeper paths the last key, with
/// the keys before it where two would be the same.
fn name(columns: &mut [PlannedColumn]) {
    let wanted = |path: &[String], keys: usize| match path {
        [] => "value".to_owned(),
        path => path.get(path.len().saturating_sub(keys)..).unwrap_or(path).join("."),
    };
    let mut lengths: Vec<usize> =
        columns.iter().map(|column| if column.path.len() <= 2 { 2 } else { 1 }).collect();
    loop {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (column, keys) in columns.iter_mut().zip(&lengths) {
            column.name = wanted(&column.path, *keys);
            *seen.entry(column.name.clone()).or_default() += 1;
        }
        let mut longer = false;
        for (column, keys) in columns.iter().zip(&mut lengths) {
            if seen.get(&column.name).is_some_and(|times| *times > 1) && *keys < column.path.len() {
                *keys += 1;
                longer = true;
            }
        }
        if !longer {
            break;
        }
    }
    // Keys that hold dots can still meet: ["a.b"] and ["a", "b"].
    let mut taken: HashSet<String> = HashSet::new();
    for column in columns {
        let plain = column.name.clone();
        let mut nth = 2;
        while !taken.insert(column.name.clone()) {
            column.name = format!("{plain} ({nth})");
            nth += 1;
        }
    }
}
