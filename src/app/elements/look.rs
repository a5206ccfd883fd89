//! Ways to look at an element table: what a person does becomes a new wish, and the view of it is asked for.

use std::mem::discriminant;

use dapple_data::speckle::elements::{ColumnKey, Comparison, Condition, Layout, Preset, Wish, short_name};
use dapple_data::table::Direction;

use super::ElementsCommand;
use super::rows::Folded;
use super::tab::ElementsTab;
use crate::app::command::Command;
use crate::app::state::{Outbox, State};
use crate::app::tabs::TabId;

/// One change of how a table is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// Show a column, at the end.
    Show(ColumnKey),
    Hide(ColumnKey),
    /// Move a shown column to this place.
    Move(ColumnKey, usize),
    /// A click on a header: ascending, descending, not. `true`: as a further key.
    Sort(ColumnKey, bool),
    /// Sort by this column alone.
    SortBy(ColumnKey, Direction),
    /// One more condition; it takes the place of one of its kind on the same column.
    Filter(ColumnKey, Condition),
    /// Change the condition at this place.
    EditFilter(usize, Condition),
    RemoveFilter(usize),
    ClearFilters,
    /// Group by this column, or not any more. `true`: within the groups there are.
    Group(ColumnKey, bool),
    /// Sum this column, or not any more.
    Sum(ColumnKey),
    AllObjects(bool),
    /// The columns of a preset, and their sums; filters, order and groups stay.
    Preset(Preset),
    /// All of it as a saved view has it.
    Use(Box<Wish>),
    /// The columns and sums the table opened with; nothing filtered, sorted or grouped.
    Reset,
}

/// What stands above a column.
pub fn title_of(key: &ColumnKey) -> String {
    match key {
        ColumnKey::Computed(computed) => computed.name().to_owned(),
        ColumnKey::Path(path) => short_name(path),
    }
}

/// Whether one condition takes the place of another. A lower and an upper limit stand beside each other.
fn is_same_kind(a: &Condition, b: &Condition) -> bool {
    let is_lower = |comparison: &Comparison| matches!(comparison, Comparison::More | Comparison::AtLeast);
    match (a, b) {
        (Condition::Compare(a, _), Condition::Compare(b, _)) => is_lower(a) == is_lower(b),
        _ => discriminant(a) == discriminant(b),
    }
}

/// Changes a wish. `layout` says what belongs to it where a person does not.
fn apply(wish: &mut Wish, look: Look, layout: &Layout) {
    match look {
        Look::Show(key) => show(wish, key, layout),
        Look::Hide(key) => {
            wish.columns.retain(|column| *column != key);
            // A sum without a column to stand under is not seen.
            wish.sums.retain(|column| *column != key);
        }
        Look::Move(key, to) => {
            if let Some(from) = wish.columns.iter().position(|column| *column == key) {
                let column = wish.columns.remove(from);
                wish.columns.insert(to.min(wish.columns.len()), column);
            }
        }
        Look::Sort(key, also) => sort(wish, key, also),
        Look::SortBy(key, direction) => wish.sort = vec![(key, direction)],
        Look::Filter(key, condition) => {
            let same =
                |filter: &&mut (ColumnKey, Condition)| filter.0 == key && is_same_kind(&filter.1, &condition);
            match wish.filters.iter_mut().find(same) {
                Some(filter) => filter.1 = condition,
                None => wish.filters.push((key, condition)),
            }
        }
        Look::EditFilter(at, condition) => {
            if let Some(filter) = wish.filters.get_mut(at) {
                filter.1 = condition;
            }
        }
        Look::RemoveFilter(at) => {
            if at < wish.filters.len() {
                wish.filters.remove(at);
            }
        }
        Look::ClearFilters => wish.filters.clear(),
        Look::Group(key, also) => {
            let was = wish.group.contains(&key);
            if also || was {
                wish.group.retain(|column| *column != key);
            } else {
                wish.group.clear();
            }
            if !was {
                wish.group.push(key);
            }
        }
        Look::Sum(key) => {
            if wish.sums.contains(&key) {
                wish.sums.retain(|column| *column != key);
            } else {
                if !wish.columns.contains(&key) {
                    wish.columns.push(key.clone());
                }
                wish.sums.push(key);
            }
        }
        Look::AllObjects(all) => wish.all_objects = all,
        Look::Preset(preset) => layout.apply(preset, wish),
        Look::Use(saved) => *wish = *saved,
        Look::Reset => *wish = layout.wish(),
    }
}

fn show(wish: &mut Wish, key: ColumnKey, layout: &Layout) {
    if wish.columns.contains(&key) {
        return;
    }
    if layout.sums().contains(&key) && !wish.sums.contains(&key) {
        wish.sums.push(key.clone());
    }
    wish.columns.push(key);
}

fn sort(wish: &mut Wish, key: ColumnKey, also: bool) {
    let at = wish.sort.iter().position(|(column, _)| *column == key);
    let next = match at.and_then(|at| wish.sort.get(at)) {
        None => Some(Direction::Ascending),
        Some((_, Direction::Ascending)) => Some(Direction::Descending),
        Some((_, Direction::Descending)) => None,
    };
    if !also {
        wish.sort.clear();
        wish.sort.extend(next.map(|direction| (key, direction)));
        return;
    }
    match (at.and_then(|at| wish.sort.get_mut(at)), next) {
        (Some(sort), Some(direction)) => sort.1 = direction,
        (Some(_), None) => wish.sort.retain(|(column, _)| *column != key),
        (None, Some(direction)) => wish.sort.push((key, direction)),
        (None, None) => {}
    }
}

/// Changes how a table is looked at, and asks for the view.
pub(super) fn change(state: &mut State, id: TabId, look: Look, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get_mut(&id) else { return };
    let Some(set) = table.set.value().cloned() else { return };
    let Some(mut wish) = table.present_wish().cloned() else { return };
    let (grouped_before, all_before) = (wish.group.clone(), wish.all_objects);
    apply(&mut wish, look, &set.layout);
    if table.present_wish() == Some(&wish) {
        return;
    }
    if wish.group != grouped_before {
        // Groups begin folded: the first thing to see is what there is of each.
        table.folded = Folded::of_all(true);
    }
    if wish.all_objects != all_before {
        // Rows have other numbers then: the chosen one would be somebody else's.
        out.cancel.extend(table.detail.waiting_for());
        table.chosen = None;
        table.detail = crate::app::Remote::Idle;
    }
    table.wish = Some(wish);
    state.touch(now);
    view(state, id, now, out);
}

/// Asks for the view of the present wish; an older request is given up.
pub(super) fn view(state: &mut State, id: TabId, now: f64, out: &mut Outbox) {
    let Some(table) = state.element_tables.tabs.get(&id) else { return };
    let Some((set, previous)) = table.loaded() else { return };
    let Some(wish) = table.present_wish().cloned() else { return };
    out.cancel.extend(table.view.waiting_for());
    let command = ElementsCommand::View { set: set.clone(), wish, previous: Some(previous.clone()) };
    let sent = state.send(out, Command::Elements(command));
    if let Some(table) = state.element_tables.tabs.get_mut(&id) {
        table.view.start(sent, now);
    }
}

/// What follows from another view: its rows, and that everything said of the old rows is out of date.
pub(super) fn viewed(table: &mut ElementsTab, out: &mut Outbox) {
    table.regroup();
    // An element that is not in the rows any more is not shown beside them.
    let gone = |row: usize| {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        table.view.value().is_none_or(|view| !view.rows().contains(&row))
    };
    if table.chosen.is_some_and(gone) {
        out.cancel.extend(table.detail.waiting_for());
        table.chosen = None;
        table.detail = crate::app::Remote::Idle;
    }
    out.cancel.extend(table.figures.waiting_for());
    out.cancel.extend(table.values.waiting_for());
    table.figures = crate::app::Remote::Idle;
    table.values = crate::app::Remote::Idle;
}
