//! Between the passes: which paths become columns, of which type, under which name.

use std::collections::{HashMap, HashSet};

use super::column::ColumnType;
use super::keys::Keys;
use super::names::names;
use super::path::ColumnPath;
use super::survey::{Counts, Survey};

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
    pub path: ColumnPath,
    pub name: String,
    pub kind: ColumnType,
    /// The texts need 64 bit offsets.
    pub large: bool,
    /// Empty places are null more often than missing: the side list holds the rarer ones.
    pub null_is_usual: bool,
    /// The units, the most frequent first.
    pub units: Vec<String>,
}

impl PlannedColumn {
    /// Whether the cells of a row are put together to one.
    pub fn is_star(&self) -> bool {
        self.path.is_star()
    }
}

/// Decides the columns: all paths with cells in order of first appearance, at most `most` of them.
pub(super) fn plan(survey: Survey, rows: usize, most: usize) -> Plan {
    let Survey { keys, counts, leaves } = survey;
    let counts_at = |at: u32| counts.get(at as usize);
    // An author that is null in some rows and an object in others is no column of its own.
    let is_column = |at: &u32| counts_at(*at).is_some_and(|counts| is_column(&keys, *at, counts));
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
    let mut plan = plan_of(keys, &counts, &chosen, (rows, false));
    plan.hidden = hidden;
    plan
}

/// Whether a path is a column: nothing but nulls and empty objects above other paths is none.
pub(super) fn is_column(keys: &Keys, at: u32, counts: &Counts) -> bool {
    !counts.is_hollow() || !keys.has_children(at)
}

/// The plan for some nodes, each of them a column, in that order. No node may be there twice. Where
/// an object is null, what would stand in it is null: also (`always`) where other rows have neither an
/// object nor null there, so that a chosen column does not depend on the others.
pub(super) fn plan_of(keys: Keys, counts: &[Counts], chosen: &[u32], (rows, always): (usize, bool)) -> Plan {
    let counts_at = |at: u32| counts.get(at as usize);
    let mut columns: Vec<PlannedColumn> =
        chosen.iter().map(|at| planned(keys.column_path(*at), counts_at(*at), rows)).collect();
    let paths: Vec<Vec<String>> = columns.iter().map(|column| column.path.texts()).collect();
    for (column, name) in columns.iter_mut().zip(names(&paths)) {
        column.name = name;
    }
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
            if counts_at(at).is_some_and(|counts| counts.nulls > 0 && (always || counts.is_hollow())) {
                below.entry(at).or_default().push(column);
            }
        }
    }
    Plan { keys, column_of, useful, below, columns, hidden: Vec::new() }
}

fn planned(path: ColumnPath, counts: Option<&Counts>, rows: usize) -> PlannedColumn {
    let nothing = Counts::default();
    let counts = counts.unwrap_or(&nothing);
    let is_star = path.is_star();
    let kind = match kind_of(counts) {
        // Several moments joined are none.
        ColumnType::Date if is_star => ColumnType::Text,
        kind => kind,
    };
    let bytes = if kind == ColumnType::List { counts.list_bytes } else { counts.text_bytes };
    // Joined values take place for commas and units too.
    let most_bytes = if is_star { i32::MAX as u64 / 8 } else { i32::MAX as u64 };
    let missing = (rows as u64).saturating_sub(u64::from(counts.filled()) + u64::from(counts.nulls));
    let mut units = counts.units.clone();
    units.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    PlannedColumn {
        path,
        name: String::new(),
        kind,
        large: bytes > most_bytes,
        null_is_usual: u64::from(counts.nulls) > missing,
        units: units.into_iter().map(|(unit, _)| unit.into()).collect(),
    }
}

/// The type most cells have; text where two are as frequent.
pub(super) fn kind_of(counts: &Counts) -> ColumnType {
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
