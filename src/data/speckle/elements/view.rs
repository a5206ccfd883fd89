//! The table that a wish asks for: chosen columns, filtered and sorted rows, groups and totals.

use std::collections::HashSet;
use std::sync::Arc;

use super::column::ColumnKey;
use super::computed::RowSet;
use super::elements::Elements;
use super::names::column_names;
use super::outline::Outline;
use super::wish::{Comparison, Condition, Pick, Wish};
use crate::stop::{Stop, Stopped};
use crate::table::arrange::{Filter, Groups, Test, filter, group};
use crate::table::{CellKind, Column, ColumnPath, Direction, Shown, Table, TableError, names, sort_rows};

/// Elements looked at in one way. Immutable.
#[derive(Clone, Debug)]
pub struct ElementsView {
    /// What was asked for.
    pub wish: Wish,
    /// One column for each of `keys`, over all rows of [`Elements::rows`] in their order.
    pub table: Arc<Table>,
    /// Which column of the table is which: first the wish's columns in its order, then what is only
    /// filtered, sorted, grouped or summed by.
    pub keys: Vec<ColumnKey>,
    /// The rows that pass the filters, group by group, within a group as sorted, with the totals of the
    /// wish's sums. Without grouping there is one group, and none where no row passes.
    pub groups: Arc<Groups>,
    /// The same groups as they are shown: outer before inner. Empty without grouping.
    pub outline: Arc<Outline>,
    /// For each of the wish's sums: elements that are in it though their host is in it too. Quantities
    /// of a host can include those of its parts, so these may be counted twice.
    pub with_host: Vec<usize>,
}

impl ElementsView {
    /// The place of a column in the table.
    pub fn column(&self, key: &ColumnKey) -> Option<usize> {
        self.keys.iter().position(|known| known == key)
    }

    /// How many of the columns are shown: the first ones.
    pub fn shown(&self) -> usize {
        self.wish.columns.len().min(self.keys.len())
    }

    /// The rows that pass, as places in the table, in the order in which they are shown.
    pub fn rows(&self) -> &[u32] {
        &self.groups.rows
    }

    /// Whether rows are in groups.
    pub fn is_grouped(&self) -> bool {
        !self.wish.group.is_empty()
    }
}

/// Makes the table of a wish. Columns that `previous` has (of the same elements) are shared with it, and so is
/// the order of rows where that is the same: one more column or another filter costs only itself. For the pool.
///
/// # Errors
/// [`TableError::Stopped`] when told to stop, [`TableError::Read`] when the disk fails.
pub fn view(
    elements: &Elements,
    wish: &Wish,
    previous: Option<&ElementsView>,
    stop: &Stop,
) -> Result<ElementsView, TableError> {
    let set = elements.made_set(wish.all_objects, stop)?;
    let keys = keys(wish);
    let previous = previous.filter(|view| Arc::ptr_eq(view.table.rows(), &set.rows));
    let columns = columns(elements, set, &keys, previous, stop)?;
    // All columns are of these rows, so that none can be uneven.
    let table = Table::with_columns(set.rows.clone(), columns).map_err(std::io::Error::other)?;
    let place = |key: &ColumnKey| keys.iter().position(|known| known == key);
    let ordered = previous.filter(|view| view.wish.filters == wish.filters && view.wish.sort == wish.sort);
    if let Some(same) = ordered.filter(|view| view.wish.group == wish.group && view.wish.sums == wish.sums) {
        let ElementsView { groups, outline, with_host, .. } = same.clone();
        return Ok(ElementsView {
            wish: wish.clone(),
            table: Arc::new(table),
            keys,
            groups,
            outline,
            with_host,
        });
    }
    let rows = match ordered.filter(|view| !view.is_grouped()) {
        Some(view) => view.groups.rows.clone(),
        None => {
            let rows = passing(&table, wish, &place, stop)?;
            let by: Vec<(usize, Direction)> =
                wish.sort.iter().filter_map(|(key, direction)| Some((place(key)?, *direction))).collect();
            if by.is_empty() { rows } else { sort_rows(&table, &rows, &by, stop)? }
        }
    };
    let grouped: Vec<usize> = wish.group.iter().filter_map(place).collect();
    let added: Vec<usize> = wish.sums.iter().filter_map(place).collect();
    let groups = Arc::new(group(&table, &rows, &grouped, &added, stop)?);
    let outline = Arc::new(Outline::of(&groups, grouped.len(), stop)?);
    let with_host = with_host(set, &table, &rows, &added);
    Ok(ElementsView { wish: wish.clone(), table: Arc::new(table), keys, groups, outline, with_host })
}

/// All columns that a wish needs, each once, those that are shown first.
fn keys(wish: &Wish) -> Vec<ColumnKey> {
    let mut seen = HashSet::new();
    let filtered = wish.filters.iter().map(|(key, _)| key);
    let sorted = wish.sort.iter().map(|(key, _)| key);
    let all = wish.columns.iter().chain(filtered).chain(sorted).chain(&wish.group).chain(&wish.sums);
    all.filter(|key| seen.insert(*key)).cloned().collect()
}

/// The columns, taken from the previous view where it has them.
fn columns(
    elements: &Elements,
    set: &RowSet,
    keys: &[ColumnKey],
    previous: Option<&ElementsView>,
    stop: &Stop,
) -> Result<Vec<Column>, TableError> {
    let old = |key: &ColumnKey| {
        let view = previous?;
        view.table.columns().get(view.column(key)?).cloned()
    };
    let mut new: Vec<ColumnPath> = Vec::new();
    let mut made: Vec<Option<Column>> = Vec::with_capacity(keys.len());
    for key in keys {
        let column = match key {
            ColumnKey::Computed(computed) => set.columns.get(computed.index()).cloned(),
            ColumnKey::Path(_) => old(key),
        };
        if let (None, ColumnKey::Path(path)) = (&column, key) {
            new.push(path.clone());
        }
        made.push(column);
    }
    let table = Table::of_columns(elements.document(), set.rows.clone(), &new, stop)?;
    let mut fresh = table.into_columns().into_iter();
    let columns = made.into_iter().filter_map(|column| column.or_else(|| fresh.next()));
    let mut columns: Vec<Column> = columns.collect();
    let names = if elements.is_plain() { plain_names(keys) } else { column_names(keys) };
    for (column, name) in columns.iter_mut().zip(names) {
        column.name = name;
    }
    Ok(columns)
}

/// The names that the columns of a list have.
fn plain_names(keys: &[ColumnKey]) -> Vec<String> {
    let path = |key: &ColumnKey| match key {
        ColumnKey::Path(path) => path.texts(),
        ColumnKey::Computed(computed) => vec![computed.name().to_owned()],
    };
    names(&keys.iter().map(path).collect::<Vec<_>>())
}

/// The rows that pass all filters, ascending.
fn passing(
    table: &Table,
    wish: &Wish,
    place: &impl Fn(&ColumnKey) -> Option<usize>,
    stop: &Stop,
) -> Result<Vec<u32>, Stopped> {
    let mut tests = Vec::new();
    let mut negated = Vec::new();
    for (key, condition) in &wish.filters {
        let Some(column) = place(key) else { continue };
        let (test, is_negated) = test(table, column, condition);
        let list = if is_negated { &mut negated } else { &mut tests };
        list.push(Filter { column, test });
    }
    let mut rows = filter(table, &tests, stop)?;
    for failing in negated {
        let out = marked(table, &filter(table, &[failing], stop)?);
        rows.retain(|row| !out.get(*row as usize).copied().unwrap_or_default());
    }
    Ok(rows)
}

/// A condition as a test on a column, and whether the rows that pass it are those to leave out.
fn test(table: &Table, column: usize, condition: &Condition) -> (Test, bool) {
    let units = table.columns().get(column).filter(|column| column.has_mixed_units());
    let units = units.map(Column::units).unwrap_or_default();
    match condition {
        Condition::Among(picks) => (Test::OneOf(shown(picks, units)), false),
        Condition::NotAmong(picks) => (Test::OneOf(shown(picks, units)), true),
        Condition::Contains(text) => (Test::Contains(text.clone()), false),
        Condition::NotContains(text) => (Test::Contains(text.clone()), true),
        Condition::Compare(comparison, limit) => {
            let (least, most) = match (comparison, limit.parse::<f64>().ok()) {
                // Nothing is more or less than what is no number.
                (_, None) => (Some(f64::INFINITY), Some(f64::NEG_INFINITY)),
                (Comparison::Less, Some(limit)) => (None, Some(limit.next_down())),
                (Comparison::AtMost, limit) => (None, limit),
                (Comparison::More, Some(limit)) => (Some(limit.next_up()), None),
                (Comparison::AtLeast, limit) => (limit, None),
            };
            (Test::Number { least, most, unit: None }, false)
        }
    }
}

/// What cells can look like that are one of the picks: a text is a number, a word or a list as well, and
/// where units are mixed it is that with any of them.
fn shown(picks: &[Pick], units: &[String]) -> Vec<Shown> {
    use CellKind::{Bool, Date, Empty, List, Missing, Null, Number, Object, Text};
    let mut all = Vec::new();
    let mut add = |kind: CellKind, text: &str, unit: Option<&String>| {
        all.push(Shown { kind, text: text.to_owned(), unit: unit.cloned() });
    };
    for pick in picks {
        match pick {
            Pick::Missing => add(Missing, "", None),
            Pick::Empty | Pick::Null => {
                let kind = if *pick == Pick::Null { Null } else { Empty };
                add(kind, "", None);
                units.iter().for_each(|unit| add(kind, "", Some(unit)));
            }
            Pick::Text(text) => {
                for kind in [Text, Number, Bool, Date, List, Object] {
                    add(kind, text, None);
                    units.iter().for_each(|unit| add(kind, text, Some(unit)));
                }
            }
            Pick::Measured(text, unit) => {
                for kind in [Number, Text] {
                    add(kind, text, Some(unit));
                    // A column of one unit does not tell cells apart by it.
                    if units.is_empty() {
                        add(kind, text, None);
                    }
                }
            }
        }
    }
    all
}

impl From<&Shown> for Pick {
    fn from(shown: &Shown) -> Self {
        match (shown.kind, &shown.unit) {
            (CellKind::Missing, _) => Self::Missing,
            (CellKind::Null, _) => Self::Null,
            (CellKind::Empty, _) => Self::Empty,
            (_, Some(unit)) => Self::Measured(shown.text.clone(), unit.clone()),
            (_, None) => Self::Text(shown.text.clone()),
        }
    }
}

/// Of each row of a table whether it is one of these.
fn marked(table: &Table, rows: &[u32]) -> Vec<bool> {
    let mut marked = vec![false; table.row_count()];
    for row in rows {
        if let Some(mark) = marked.get_mut(*row as usize) {
            *mark = true;
        }
    }
    marked
}

/// Hosts of hosts that are looked at.
const MOST_HOSTS: usize = 1_000;

/// For each column that is summed: rows with a number of which some host, however far up, has a number too.
fn with_host(set: &RowSet, table: &Table, rows: &[u32], added: &[usize]) -> Vec<usize> {
    if added.is_empty() || !set.has_hosts() {
        return vec![0; added.len()];
    }
    let passing = marked(table, rows);
    let parts: Vec<usize> =
        rows.iter().map(|row| *row as usize).filter(|row| set.host(*row).is_some()).collect();
    let one = |column: &usize| {
        let Some(column) = table.columns().get(*column) else { return 0 };
        let is_added =
            |row: &usize| passing.get(*row).copied().unwrap_or_default() && column.number(*row).is_some();
        let hosts =
            |row: usize| std::iter::successors(set.host(row), |host| set.host(*host)).take(MOST_HOSTS);
        let twice = |row: &&usize| column.number(**row).is_some() && hosts(**row).any(|host| is_added(&host));
        parts.iter().filter(twice).count()
    };
    added.iter().map(one).collect()
}
