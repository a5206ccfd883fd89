//! Cells without their text: what they are compared, counted and grouped by, at no allocation a cell.

use arrow_array::Array;

use super::column::{Cell, CellKind, Column, ColumnType, SideKind, Values, side_cell};
use super::number::{float, integer, is_plain_float, is_plain_integer};
use serde::{Deserialize, Serialize};

/// What a cell holds. Within one column two cells look the same exactly if they are equal, but for
/// lists: there `[1,2]` and `[1, 2]` look the same too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Atom<'c> {
    Missing,
    Null,
    Bool(bool),
    Integer(i64),
    /// The bits of a float that is written as it would be written back.
    Float(u64),
    /// Any other number, as it is written.
    Number(&'c str),
    Text(&'c str),
    /// A list of scalars as it was written.
    List(&'c str),
    /// `[n]`
    Count(&'c str),
    /// `{n}`
    Object(&'c str),
}

impl<'c> Atom<'c> {
    fn beside(kind: SideKind, text: &'c str) -> Self {
        match kind {
            SideKind::Missing => Self::Missing,
            SideKind::Null => Self::Null,
            SideKind::Text => Self::Text(text),
            SideKind::Number => Self::Number(text),
            SideKind::Bool => Self::Bool(text == "true"),
            SideKind::List => Self::List(text),
            SideKind::Count => Self::Count(text),
            SideKind::Object => Self::Object(text),
        }
    }

    /// The atom of a shown value in a column; lists of scalars have none, as many look the same.
    pub fn of_shown(shown: &'c Shown, column: &Column) -> Option<Self> {
        let text = shown.text.as_str();
        Some(match shown.kind {
            CellKind::Missing => Self::Missing,
            CellKind::Null => Self::Null,
            CellKind::Empty | CellKind::Text | CellKind::Date => Self::Text(text),
            CellKind::Bool => Self::Bool(text == "true"),
            CellKind::Object => Self::Object(text),
            CellKind::List => return None,
            CellKind::Number => match (column.kind, integer(text)) {
                (ColumnType::Integer, Some(value)) if is_plain_integer(text) => Self::Integer(value),
                (ColumnType::Float, _) if is_plain_float(float(text), text, &mut String::new()) => {
                    Self::Float(float(text).to_bits())
                }
                _ => Self::Number(text),
            },
        })
    }

    /// The number, infinite beyond 64 bit floats.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(value as f64),
            Self::Float(bits) => Some(f64::from_bits(bits)),
            Self::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Whether there is neither nothing, null, nor `""`.
    pub fn is_filled(self) -> bool {
        !matches!(self, Self::Missing | Self::Null | Self::Text(""))
    }
}

/// A value as it is shown: what a set filter holds, and what a group is named by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shown {
    pub kind: CellKind,
    pub text: String,
    /// The unit, where the column has mixed units: 3 m is not 3 mm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl Shown {
    pub(super) fn of(column: &Column, row: u32) -> Self {
        let Cell { kind, text, unit, .. } = column.cell(row as usize);
        let unit = unit.filter(|_| column.has_mixed_units()).map(str::to_owned);
        Self { kind, text: text.into_owned(), unit }
    }
}

/// Reads the atoms of a column; ascending rows are the quick order.
pub(crate) struct Atoms<'c> {
    column: &'c Column,
    side: usize,
    unit: usize,
}

impl<'c> Atoms<'c> {
    pub fn new(column: &'c Column) -> Self {
        Self { column, side: 0, unit: 0 }
    }

    /// The atom of a row; missing outside of the column.
    pub fn at(&mut self, row: u32) -> Atom<'c> {
        if let Some((kind, text)) = self.column.side.seek(row, &mut self.side) {
            return Atom::beside(kind, text);
        }
        let at = row as usize;
        let held = |array: &dyn Array| at < array.len() && array.is_valid(at);
        match &self.column.values {
            Values::Bool(array) if held(array) => Atom::Bool(array.value(at)),
            Values::Integer(array) if held(array) => Atom::Integer(array.value(at)),
            Values::Float(array) if held(array) => Atom::Float(array.value(at).to_bits()),
            Values::Text(array) if held(array) => self.text(array.value(at)),
            Values::LargeText(array) if held(array) => self.text(array.value(at)),
            Values::Shared(shared) => shared.get(at).map_or(Atom::Missing, |text| self.text(text)),
            _ if self.column.null_is_usual => Atom::Null,
            _ => Atom::Missing,
        }
    }

    fn text(&self, text: &'c str) -> Atom<'c> {
        if self.column.kind == ColumnType::List { Atom::List(text) } else { Atom::Text(text) }
    }

    /// The place of a row's unit in the column's units; beyond them for none.
    pub fn unit(&mut self, row: u32) -> u16 {
        let others = &self.column.other_units;
        match seek(others, |(row, _)| *row, row, &mut self.unit).and_then(|nth| others.get(nth)) {
            Some((_, unit)) => *unit,
            None if self.column.units.is_empty() => u16::MAX,
            None => 0,
        }
    }

    /// The unit as far as it tells values apart: 0 unless the column has mixed units.
    pub fn telling_unit(&mut self, row: u32) -> u16 {
        if self.column.has_mixed_units() { self.unit(row) } else { 0 }
    }
}

/// Finds a row in a list sorted by row, beginning at `hint`, the place where the last search ended.
pub(super) fn seek<T>(list: &[T], row_of: impl Fn(&T) -> u32, row: u32, hint: &mut usize) -> Option<usize> {
    if list.is_empty() {
        return None;
    }
    let before = |at: usize| at == 0 || list.get(at - 1).is_some_and(|entry| row_of(entry) < row);
    let from = |at: usize| list.get(at).is_none_or(|entry| row_of(entry) >= row);
    if !before(*hint) {
        *hint = list.partition_point(|entry| row_of(entry) < row);
    } else if !from(*hint) {
        // Ahead in growing steps: rows of a group are apart, but not far.
        let (mut low, mut step) = (*hint + 1, 1);
        while !from(low + step) {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(list.len());
        let ahead = list.get(low..high).unwrap_or_default();
        *hint = low + ahead.partition_point(|entry| row_of(entry) < row);
    }
    list.get(*hint).filter(|entry| row_of(entry) == row).map(|_| *hint)
}

/// The text of a list of scalars as a cell shows it.
pub(crate) fn list_text(raw: &str) -> String {
    side_cell(SideKind::List, raw).text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_found_from_any_hint() {
        let list = [2, 3, 7, 9];
        for hint in 0..6 {
            for row in 0..12 {
                let mut hint = hint;
                let found = seek(&list, |row| *row, row, &mut hint);
                assert_eq!(found, list.iter().position(|known| *known == row), "{row} from {hint}");
            }
        }
        assert_eq!(seek(&[], |row: &u32| *row, 3, &mut 5), None);
    }
}
