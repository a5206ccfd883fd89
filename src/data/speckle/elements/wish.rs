//! How an element table is to be looked at: columns, filters, sorting, groups, sums.

use serde::{Deserialize, Serialize};

use super::column::ColumnKey;
use crate::table::Direction;

/// How an element table is to be looked at. Data only: kept in sessions, written as a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// The columns, left to right; each at most once.
    pub columns: Vec<ColumnKey>,
    /// All of them must hold. A filter's column need not be shown.
    pub filters: Vec<(ColumnKey, Condition)>,
    /// The first decides, the next where it is equal. A sort's column need not be shown.
    pub sort: Vec<(ColumnKey, Direction)>,
    /// Rows with equal texts here stand together, outermost first.
    pub group: Vec<ColumnKey>,
    /// Columns that are summed, for each group and in all.
    pub sums: Vec<ColumnKey>,
    /// Every object that was received is a row, not only the elements.
    pub all_objects: bool,
}

/// What must hold of a cell for its row to stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// It is one of these.
    Among(Vec<Pick>),
    /// It is none of these.
    NotAmong(Vec<Pick>),
    /// Its text holds this, whatever the case.
    Contains(String),
    NotContains(String),
    /// It is a number, and this is so. The limit is kept as it was typed; text cells never pass.
    Compare(Comparison, String),
}

/// One of the things that a cell can be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pick {
    /// Exactly this text, as the cell shows it.
    Text(String),
    /// This text with this unit: 3 m is not 3 mm.
    Measured(String, String),
    /// `""`
    Empty,
    /// `null`: not set.
    Null,
    /// The element has no such property.
    Missing,
}

/// How a number stands to a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Condition {
    /// The cell is this text.
    pub fn is(text: impl Into<String>) -> Self {
        Self::Among(vec![Pick::Text(text.into())])
    }

    /// The cell is not this text.
    pub fn is_not(text: impl Into<String>) -> Self {
        Self::NotAmong(vec![Pick::Text(text.into())])
    }

    /// What is nothing: empty, not set, missing.
    pub const NOTHING: [Pick; 3] = [Pick::Empty, Pick::Null, Pick::Missing];

    /// There is something in the cell.
    pub fn is_filled() -> Self {
        Self::NotAmong(Self::NOTHING.to_vec())
    }
}
