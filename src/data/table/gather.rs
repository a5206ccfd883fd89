//! The cells of some rows of a column as an Arrow array: what columnar files are made of.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, LargeStringBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef};

use super::atom::{Atom, Atoms};
use super::column::{Column, ColumnType, Side, SideKind, Values};
use super::number::{float, integer};

/// Some cells of a column.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Boolean, Int64, Float64, Utf8 or LargeUtf8, as [`Column::array`] is. Missing cells and nulls are
    /// null; a number that is written in another way is the nearest one of the column's type; in a column
    /// of text, numbers and booleans are their own text. Anything else of another type is null.
    pub values: ArrayRef,
    /// Places in `values` of cells that it does not say exactly, ascending. Nulls are not among them.
    pub differing: Vec<usize>,
}

impl Column {
    /// Whether [`Column::gather`] says every cell exactly, whatever the rows.
    pub fn is_exact(&self) -> bool {
        self.side.has_only_nulls()
    }

    /// The cells of some rows, in their order; rows outside of the column are null.
    pub fn gather(&self, rows: &[u32]) -> Gathered {
        if let Some(values) = self.slice(rows) {
            return Gathered { values, differing: Vec::new() };
        }
        let mut differing = Vec::new();
        let mut atoms = Atoms::new(self);
        let cells = rows.iter().enumerate().map(|(place, row)| {
            let atom = atoms.at(*row);
            if !self.holds(atom) {
                differing.push(place);
            }
            atom
        });
        let values: ArrayRef = match &self.values {
            Values::Bool(_) => {
                let mut builder = BooleanBuilder::with_capacity(rows.len());
                cells.for_each(|atom| builder.append_option(boolean(atom)));
                Arc::new(builder.finish())
            }
            Values::Integer(_) => {
                let mut builder = Int64Builder::with_capacity(rows.len());
                cells.for_each(|atom| builder.append_option(whole(atom)));
                Arc::new(builder.finish())
            }
            Values::Float(_) => {
                let mut builder = Float64Builder::with_capacity(rows.len());
                cells.for_each(|atom| builder.append_option(real(atom)));
                Arc::new(builder.finish())
            }
            Values::Text(_) => {
                let mut builder = StringBuilder::with_capacity(rows.len(), 0);
                cells.for_each(|atom| append_text(atom, |text| builder.append_option(text)));
                Arc::new(builder.finish())
            }
            Values::LargeText(_) | Values::Shared(_) => {
                let mut builder = LargeStringBuilder::with_capacity(rows.len(), 0);
                cells.for_each(|atom| append_text(atom, |text| builder.append_option(text)));
                Arc::new(builder.finish())
            }
        };
        Gathered { values, differing }
    }

    /// A part of the array as it lies, where the rows follow each other and nothing stands beside it.
    fn slice(&self, rows: &[u32]) -> Option<ArrayRef> {
        let (first, last) = (*rows.first()? as usize, *rows.last()? as usize);
        let follows = last.checked_sub(first)? + 1 == rows.len();
        let in_order = || rows.windows(2).all(|pair| matches!(pair, [a, b] if a.checked_add(1) == Some(*b)));
        if matches!(self.values, Values::Shared(_)) {
            // There is no array that lies: one would be made of all rows.
            return None;
        }
        let array = self.array();
        (self.is_exact() && follows && last < array.len() && in_order())
            .then(|| array.slice(first, rows.len()))
    }

    /// Whether the array says a cell exactly.
    fn holds(&self, atom: Atom<'_>) -> bool {
        match atom {
            Atom::Missing | Atom::Null => true,
            Atom::Bool(_) => self.kind == ColumnType::Bool,
            Atom::Integer(_) => self.kind == ColumnType::Integer,
            Atom::Float(_) => self.kind == ColumnType::Float,
            Atom::Text(_) => matches!(self.kind, ColumnType::Text | ColumnType::Date),
            Atom::List(_) => self.kind == ColumnType::List,
            Atom::Number(_) | Atom::Count(_) | Atom::Object(_) => false,
        }
    }
}

impl Side {
    /// Whether all values beside the array are nulls and missing cells.
    fn has_only_nulls(&self) -> bool {
        self.kinds().iter().all(|kind| matches!(kind, SideKind::Missing | SideKind::Null))
    }
}

fn boolean(atom: Atom<'_>) -> Option<bool> {
    match atom {
        Atom::Bool(value) => Some(value),
        _ => None,
    }
}

fn whole(atom: Atom<'_>) -> Option<i64> {
    match atom {
        Atom::Integer(value) => Some(value),
        Atom::Number(text) => integer(text),
        _ => None,
    }
}

fn real(atom: Atom<'_>) -> Option<f64> {
    match atom {
        Atom::Float(bits) => Some(f64::from_bits(bits)),
        Atom::Integer(value) => Some(value as f64),
        Atom::Number(text) => Some(float(text)).filter(|value| value.is_finite()),
        _ => None,
    }
}

fn append_text(atom: Atom<'_>, mut append: impl FnMut(Option<&str>)) {
    match atom {
        Atom::Text(text) | Atom::List(text) | Atom::Number(text) => append(Some(text)),
        Atom::Bool(value) => append(Some(if value { "true" } else { "false" })),
        Atom::Integer(value) => append(Some(&value.to_string())),
        Atom::Float(bits) => append(Some(&f64::from_bits(bits).to_string())),
        Atom::Missing | Atom::Null | Atom::Count(_) | Atom::Object(_) => append(None),
    }
}
