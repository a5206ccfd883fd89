//! The first sheet of grouped rows: a line for each group, and one for all rows.

use super::super::{ExportError, Schedule};
use super::cells::{Cells, Look};
use super::package::{Frame, Package};
use super::{Bounds, width};
use crate::table::arrange::Total;
use crate::table::{CellKind, Column, Shown, Table};

/// Writes the sheet, and says how many cells were cut.
pub(super) fn write(
    package: &mut Package<'_, '_>,
    name: String,
    (table, schedule): (&Table, &Schedule<'_>),
    bounds: Bounds<'_>,
) -> Result<u64, ExportError> {
    let column = |number: &usize| table.columns().get(*number).ok_or(ExportError::NotInTable);
    let by: Vec<&Column> = schedule.by.iter().map(column).collect::<Result<_, _>>()?;
    let added: Vec<&Column> = schedule.added.iter().map(column).collect::<Result<_, _>>()?;
    let groups = schedule.groups;
    let columns = by.len() + 1 + added.len();
    if columns > bounds.columns {
        return Err(ExportError::TooWide { columns, most: bounds.columns });
    }
    if groups.groups.len() + 3 > bounds.rows as usize {
        return Err(ExportError::TooManyGroups {
            groups: groups.groups.len(),
            most: bounds.rows as usize - 3,
        });
    }
    let mut page = Page { cells: Cells::new(bounds), rows: 0, widths: vec![0; columns] };
    page.row();
    for (at, column) in by.iter().enumerate() {
        page.text(at, &column.name, Look::Header);
    }
    page.text(by.len(), "Count", Look::Header);
    for (at, column) in added.iter().enumerate() {
        page.text(by.len() + 1 + at, &column.name, Look::Header);
    }
    let unit_of =
        |at: usize| groups.totals.get(at).and_then(Total::only).and_then(|part| part.unit.as_deref());
    if (0..added.len()).any(|at| unit_of(at).is_some()) {
        page.row();
        for at in 0..added.len() {
            page.text(by.len() + 1 + at, unit_of(at).unwrap_or_default(), Look::Units);
        }
    }
    let header = page.rows - 1;
    for group in &groups.groups {
        page.row();
        for (at, value) in group.values.iter().enumerate() {
            page.value(at, value);
        }
        page.totals((by.len(), group.range.len()), (&group.totals, &groups.totals), Look::Plain);
    }
    // The line of the total is no group to be filtered away.
    let filter = Some((header, page.rows - 1));
    page.row();
    if !by.is_empty() {
        page.text(0, "Total", Look::Header);
    }
    page.totals((by.len(), groups.rows.len()), (&groups.totals, &groups.totals), Look::Header);
    let widths = page.widths.iter().map(|characters| width(*characters)).collect();
    let frame = Frame { widths, rows: page.rows, frozen: header + 1, filter, ..Frame::default() };
    let cut = page.cells.cut;
    package.begin_sheet(name, &frame)?;
    package.write(&page.cells.finish())?;
    package.end_sheet(&frame)?;
    Ok(cut)
}

struct Page<'b> {
    cells: Cells<'b>,
    /// Rows that were begun.
    rows: u32,
    widths: Vec<usize>,
}

impl Page<'_> {
    fn row(&mut self) {
        self.cells.row(self.rows);
        self.rows += 1;
    }

    fn widen(&mut self, at: usize, words: &str) {
        if let Some(width) = self.widths.get_mut(at) {
            *width = (*width).max(words.chars().count() + 2);
        }
    }

    fn text(&mut self, at: usize, words: &str, look: Look) {
        self.widen(at, words);
        self.cells.text(at, words, look);
    }

    fn number(&mut self, at: usize, digits: &str, look: Look) {
        self.widen(at, digits);
        self.cells.number(at, digits, look);
    }

    /// What a group is named by; what is not there is said in words.
    fn value(&mut self, at: usize, value: &Shown) {
        match (value.kind, &value.unit) {
            (CellKind::Missing, _) => self.text(at, "No such property", Look::Units),
            (CellKind::Null, _) => self.text(at, "Not set", Look::Units),
            (CellKind::Empty, _) => self.text(at, "Empty", Look::Units),
            (CellKind::Number, None) => self.number(at, &value.text, Look::Plain),
            (_, Some(unit)) => self.text(at, &format!("{} {unit}", value.text), Look::Plain),
            _ => self.text(at, &value.text, Look::Plain),
        }
    }

    /// Count and sums. Where all rows have one unit a sum is a number, else it is told by unit.
    fn totals(&mut self, (first, count): (usize, usize), (totals, all): (&[Total], &[Total]), look: Look) {
        self.number(first, &count.to_string(), look);
        for (nth, (total, all)) in totals.iter().zip(all).enumerate() {
            let at = first + 1 + nth;
            match total.only() {
                _ if all.has_mixed_units() => self.text(at, &by_unit(total), look),
                Some(part) => self.number(at, &part.sum.text(), look),
                None => {}
            }
        }
    }
}

fn by_unit(total: &Total) -> String {
    let one = |part: &crate::table::arrange::Part| match &part.unit {
        Some(unit) => format!("{} {unit}", part.sum.text()),
        None => part.sum.text(),
    };
    total.parts.iter().map(one).collect::<Vec<_>>().join(", ")
}
