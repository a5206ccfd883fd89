//! The groups of an element table as the table widget asks for them.

use dapple_data::speckle::elements::{ElementsView, GroupRow, Outline};
use dapple_data::table::arrange::Total;

use super::words::{self, Noun, NumberLook};
use crate::app::{ElementSet, ShownRow, ShownRows};
use crate::ui::format;
use crate::ui::widgets::{CellText, GroupLine, Grouped};

/// A view and its rows as they are shown.
pub struct Groups<'a> {
    pub set: &'a ElementSet,
    pub view: &'a ElementsView,
    pub groups: &'a Outline,
    pub shown: &'a ShownRows,
    pub numbers: &'a [NumberLook],
}

impl Groups<'_> {
    /// The name of a column within a sentence; a key of an answer is written as it is.
    fn column(&self, key: &dapple_data::speckle::elements::ColumnKey) -> String {
        let name = words::name(self.set, key);
        if self.set.answer.is_some() { name } else { name.to_lowercase() }
    }

    fn noun(&self) -> Noun {
        Noun::of(self.set, &self.view.wish)
    }

    fn group_at(&self, row: u64) -> Option<(&GroupRow, bool)> {
        let Some(ShownRow::Group { group, folded }) = self.shown.row(row) else { return None };
        Some((self.groups.get(group)?, folded))
    }

    fn written(&self, column: usize, total: &Total) -> CellText<'static> {
        let quiet = |text: &'static str, hint| CellText {
            text: text.into(),
            subdued: true,
            mono: false,
            right: true,
            hint,
        };
        match total.only() {
            Some(part) => {
                let look = self.numbers.get(column).copied().unwrap_or_default();
                let text = NumberLook { thousands: true, ..look }.draw(&part.sum.text()).0;
                CellText { text: text.into(), subdued: false, mono: true, right: true, hint: "" }
            }
            None if total.has_mixed_units() => {
                quiet("units differ", "Numbers with different units have no sum")
            }
            None => quiet("–", "There is no number to sum"),
        }
    }
}

impl Grouped for Groups<'_> {
    fn group(&self, row: u64) -> Option<GroupLine> {
        let (group, folded) = self.group_at(row)?;
        let count = words::counted(group.rows.len(), self.noun());
        Some(GroupLine { name: words::pick(&group.value), count, level: group.level, folded })
    }

    fn number(&self, row: u64) -> u64 {
        match self.shown.row(row) {
            Some(ShownRow::Element { nth, .. }) => nth as u64,
            _ => 0,
        }
    }

    fn head(&self, row: u64) -> Option<u64> {
        self.shown.group_of(row).map(|(head, _)| head)
    }

    fn sum(&self, row: Option<u64>, column: usize) -> Option<CellText<'_>> {
        let totals = match row {
            Some(row) => &self.group_at(row)?.0.totals,
            None => &self.view.groups.totals,
        };
        let key = self.view.keys.get(column)?;
        let nth = self.view.wish.sums.iter().position(|sum| sum == key)?;
        totals.get(nth).map(|total| self.written(column, total))
    }

    fn total(&self) -> GroupLine {
        let name = words::counted(self.view.rows().len(), self.noun());
        let outer = self.groups.inner(None).len();
        let count = match (outer, self.view.wish.group.first()) {
            (0, _) | (_, None) => String::new(),
            (1, Some(key)) => format!("in 1 {}", self.column(key)),
            (n, Some(key)) => {
                format!("by {} in {} groups", self.column(key), format::count(n as u64))
            }
        };
        GroupLine { name, count, level: 0, folded: false }
    }

    fn top(&self, row: u64, (element, group): (f64, f64)) -> f64 {
        let groups = self.shown.groups_before(row);
        (row - groups) as f64 * element + groups as f64 * group
    }

    fn row_at(&self, y: f64, (element, group): (f64, f64)) -> u64 {
        self.shown.row_at(y, element, group)
    }
}
