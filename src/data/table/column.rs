//! One column: an Arrow array, and beside it what the array cannot say.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, Int64Array, LargeStringArray, StringArray};

use super::atom::seek;
use super::given::Shared;
use super::path::ColumnPath;
use crate::document::{Document, Kind};

/// The type of a column: that of most of its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnType {
    Bool,
    /// 64 bit integers.
    Integer,
    /// 64 bit floats; what they cannot hold keeps its digits in the side list.
    Float,
    Text,
    /// Text, all of it ISO dates with time and zone.
    Date,
    /// Lists (and objects) that are cells; the array holds the JSON of short lists of scalars.
    List,
}

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum CellKind {
    /// The row has no such property: shown as `–`.
    Missing,
    /// `null`: "not set".
    Null,
    /// `""`: "empty".
    Empty,
    Text,
    Number,
    Bool,
    /// Text that is a date with time and zone.
    Date,
    List,
    Object,
}

/// A cell as it is shown and sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'a> {
    pub kind: CellKind,
    /// The text: strings decoded, numbers with all their digits, lists of scalars joined, `[n]` for
    /// other lists, `{n}` for objects. Exact: pass names through `display_name` before drawing.
    pub text: Cow<'a, str>,
    /// The unit of this cell, where its value has one.
    pub unit: Option<&'a str>,
    /// The JSON of a list that is shown joined.
    pub raw: Option<&'a str>,
}

impl Cell<'_> {
    /// No such property.
    pub(super) const MISSING: Cell<'static> =
        Cell { kind: CellKind::Missing, text: Cow::Borrowed(""), unit: None, raw: None };
}

/// What an entry of the side list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SideKind {
    Missing,
    Null,
    Text,
    Number,
    Bool,
    List,
    Count,
    Object,
}

/// Rows whose value is of another type than the column, or written otherwise; sorted by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    rows: Vec<u32>,
    kinds: Vec<SideKind>,
    ends: Vec<usize>,
    text: String,
}

impl Side {
    pub fn push(&mut self, row: u32, kind: SideKind, text: &str) {
        self.rows.push(row);
        self.kinds.push(kind);
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub fn append(&mut self, other: Self) {
        let shift = self.text.len();
        self.rows.extend(other.rows);
        self.kinds.extend(other.kinds);
        self.ends.extend(other.ends.into_iter().map(|end| end + shift));
        self.text.push_str(&other.text);
    }

    /// What the entries are, in the order of their rows.
    pub fn kinds(&self) -> &[SideKind] {
        &self.kinds
    }

    pub fn shrink(&mut self) {
        self.rows.shrink_to_fit();
        self.kinds.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.text.shrink_to_fit();
    }

    pub fn get(&self, row: usize) -> Option<(SideKind, &str)> {
        self.seek(u32::try_from(row).ok()?, &mut 0)
    }

    /// Like [`Side::get`], from the place where the last search ended.
    pub fn seek(&self, row: u32, hint: &mut usize) -> Option<(SideKind, &str)> {
        let nth = seek(&self.rows, |row| *row, row, hint)?;
        let start = nth.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        Some((*self.kinds.get(nth)?, self.text.get(start..*self.ends.get(nth)?)?))
    }

    fn memory(&self) -> usize {
        self.rows.capacity() * 4 + self.kinds.capacity() + self.ends.capacity() * 8 + self.text.capacity()
    }
}

/// The array of a column, by type.
#[derive(Clone, Debug)]
pub(super) enum Values {
    Bool(BooleanArray),
    Integer(Int64Array),
    Float(Float64Array),
    Text(StringArray),
    LargeText(LargeStringArray),
    Shared(Shared),
}

/// Where the cells of a column come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The values at this path of each row.
    Document(ColumnPath),
    /// Text that was given for each row.
    Given,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    pub origin: Origin,
    /// The keys from the row to the value, `*` for any key; empty where the rows are scalars.
    pub path: Vec<String>,
    /// A short name that no other column of the table has.
    pub name: String,
    pub kind: ColumnType,
    /// The unit of the values: the most frequent one, see [`Column::has_mixed_units`].
    pub unit: Option<String>,
    /// Cells that are neither missing nor null.
    pub filled: usize,
    /// Cells that are null.
    pub nulls: usize,
    /// Cells that are `""`; part of `filled`.
    pub empty: usize,
    pub(super) values: Values,
    pub(super) side: Side,
    pub(super) null_is_usual: bool,
    /// All units, the most frequent first.
    pub(super) units: Vec<String>,
    /// Cells with another unit than the first: row, and place in `units` or beyond it for none.
    pub(super) other_units: Vec<(u32, u16)>,
}

impl Column {
    /// The values that are of the column's type, as an Arrow array: Boolean, Int64, Float64, Utf8,
    /// LargeUtf8. Empty where a cell is missing, null or of another type. Where rows share texts, all of them
    /// are copied for it: see [`Column::gather`] for some rows.
    pub fn array(&self) -> ArrayRef {
        match &self.values {
            Values::Bool(array) => Arc::new(array.clone()),
            Values::Integer(array) => Arc::new(array.clone()),
            Values::Float(array) => Arc::new(array.clone()),
            Values::Text(array) => Arc::new(array.clone()),
            Values::LargeText(array) => Arc::new(array.clone()),
            Values::Shared(shared) => Arc::new(shared.array()),
        }
    }

    /// The units, the most frequent first.
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// Number of rows.
    pub fn row_count(&self) -> usize {
        match &self.values {
            Values::Bool(array) => array.len(),
            Values::Integer(array) => array.len(),
            Values::Float(array) => array.len(),
            Values::Text(array) => array.len(),
            Values::LargeText(array) => array.len(),
            Values::Shared(shared) => shared.len(),
        }
    }

    /// Whether cells that have a unit have different ones: then no sum of them means anything.
    pub fn has_mixed_units(&self) -> bool {
        self.units.len() > 1
    }

    /// Whether the column's values are right-aligned numbers.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, ColumnType::Integer | ColumnType::Float)
    }

    /// The cell of a row.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        let mut cell = match self.side.get(row) {
            Some((kind, text)) => side_cell(kind, text),
            None => self.typed_cell(row),
        };
        if !matches!(cell.kind, CellKind::Missing) {
            cell.unit = self.unit_of(row);
        }
        cell
    }

    /// The number in a cell, also where its exact text is kept beside. Infinite beyond 64 bit floats.
    pub fn number(&self, row: usize) -> Option<f64> {
        match (&self.values, self.side.get(row)) {
            (_, Some((SideKind::Number, text))) => text.parse().ok(),
            (_, Some(_)) => None,
            (Values::Integer(array), None) if array.is_valid(row) => Some(array.value(row) as f64),
            (Values::Float(array), None) if array.is_valid(row) => Some(array.value(row)),
            _ => None,
        }
    }

    /// Bytes of memory, about.
    pub fn memory(&self) -> usize {
        let values = match &self.values {
            Values::Shared(shared) => shared.memory(),
            _ => self.array().get_array_memory_size(),
        };
        values + self.side.memory() + self.other_units.capacity() * 8
    }

    fn typed_cell(&self, row: usize) -> Cell<'_> {
        let (kind, text) = match &self.values {
            Values::Bool(array) if array.is_valid(row) => {
                (CellKind::Bool, Cow::Borrowed(if array.value(row) { "true" } else { "false" }))
            }
            Values::Integer(array) if array.is_valid(row) => {
                (CellKind::Number, Cow::Owned(array.value(row).to_string()))
            }
            Values::Float(array) if array.is_valid(row) => {
                (CellKind::Number, Cow::Owned(array.value(row).to_string()))
            }
            Values::Text(array) if array.is_valid(row) => return self.text_cell(array.value(row)),
            Values::LargeText(array) if array.is_valid(row) => return self.text_cell(array.value(row)),
            Values::Shared(shared) => {
                return shared.get(row).map_or(Cell::MISSING, |text| self.text_cell(text));
            }
            _ if self.null_is_usual => (CellKind::Null, Cow::Borrowed("")),
            _ => return Cell::MISSING,
        };
        Cell { kind, text, unit: None, raw: None }
    }

    fn text_cell<'a>(&self, text: &'a str) -> Cell<'a> {
        match self.kind {
            ColumnType::List => side_cell(SideKind::List, text),
            ColumnType::Date => {
                Cell { kind: CellKind::Date, text: Cow::Borrowed(text), unit: None, raw: None }
            }
            _ => side_cell(SideKind::Text, text),
        }
    }

    fn unit_of(&self, row: usize) -> Option<&str> {
        let row = u32::try_from(row).ok()?;
        match self.other_units.binary_search_by_key(&row, |(row, _)| *row) {
            Ok(nth) => {
                let (_, unit) = self.other_units.get(nth)?;
                self.units.get(usize::from(*unit)).map(String::as_str)
            }
            Err(_) => self.units.first().map(String::as_str),
        }
    }
}

pub(super) fn side_cell(kind: SideKind, text: &str) -> Cell<'_> {
    let (kind, raw) = match kind {
        SideKind::Missing => (CellKind::Missing, None),
        SideKind::Null => (CellKind::Null, None),
        SideKind::Text if text.is_empty() => (CellKind::Empty, None),
        SideKind::Text => (CellKind::Text, None),
        SideKind::Number => (CellKind::Number, None),
        SideKind::Bool => (CellKind::Bool, None),
        SideKind::Count => (CellKind::List, None),
        SideKind::Object => (CellKind::Object, None),
        SideKind::List => (CellKind::List, Some(text)),
    };
    let text = match raw {
        Some(list) => Cow::Owned(joined(list)),
        None => Cow::Borrowed(text),
    };
    Cell { kind, text, unit: None, raw }
}

/// `["a", 1.10, null]` as `a, 1.10, null`; an empty list is `[0]`.
fn joined(list: &str) -> String {
    let document = Document::from_bytes(bytes::Bytes::copy_from_slice(list.as_bytes()));
    let Some(root) = document.root().filter(|root| document.kind(*root) == Kind::Array) else {
        return list.to_owned();
    };
    let items: Vec<String> = document.children(root).filter_map(|item| document.text(item)).collect();
    if items.is_empty() { "[0]".to_owned() } else { items.join(", ") }
}
