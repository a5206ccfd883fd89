//! The first sheet of grouped rows: a line for each group, and one for all rows.

use rust_xlsxwriter::Worksheet;

use super::super::{ExportError, Schedule};
use super::sheet::{number, set_width, text};
use super::{Bounds, Looks, failed};
use crate::table::arrange::Total;
use crate::table::{CellKind, Column, Shown, Table};

/// Writes the sheet, and says how many cells were cut.
pub(super) fn write(
    sheet: &mut Worksheet,
    table: &Table,
    schedule: &Schedule<'_>,
    (looks, bounds): (&Looks, Bounds<'_>),
) -> Result<u64, ExportError> {
    let column = |number: &usize| table.columns().get(*number).ok_or(ExportError::NotInTable);
    let by: Vec<&Column> = schedule.by.iter().map(column).collect::<Result<_, _>>()?;
    let added: Vec<&Column> = schedule.added.iter().map(column).collect::<Result<_, _>>()?;
    let groups = schedule.groups;
    let wide = by.len() + 1 + added.len();
    let most = bounds.columns;
    let last = u16::try_from(wide - 1).ok().filter(|_| wide <= most);
    let last = last.ok_or(ExportError::TooWide { columns: wide, most })?;
    if groups.groups.len() + 3 > bounds.rows as usize {
        return Err(ExportError::TooManyGroups {
            groups: groups.groups.len(),
            most: bounds.rows as usize - 3,
        });
    }
    let mut page = Page { sheet, row: 0, widths: vec![0; wide], bounds, cut: 0 };
    for (at, column) in by.iter().enumerate() {
        page.text(at, &column.name, &looks.header)?;
    }
    page.text(by.len(), "Count", &looks.header)?;
    for (at, column) in added.iter().enumerate() {
        page.text(by.len() + 1 + at, &column.name, &looks.header)?;
    }
    let unit_of =
        |at: usize| groups.totals.get(at).and_then(Total::only).and_then(|part| part.unit.as_deref());
    if (0..added.len()).any(|at| unit_of(at).is_some()) {
        page.row += 1;
        for at in 0..added.len() {
            page.text(by.len() + 1 + at, unit_of(at).unwrap_or_default(), &looks.units)?;
        }
    }
    let header = page.row;
    for group in &groups.groups {
        page.row += 1;
        for (at, value) in group.values.iter().enumerate() {
            page.value(at, value, looks)?;
        }
        page.totals((by.len(), group.range.len()), (&group.totals, &groups.totals), &looks.plain)?;
    }
    let end = page.row;
    page.row += 1;
    if !by.is_empty() {
        page.text(0, "Total", &looks.header)?;
    }
    page.totals((by.len(), groups.rows.len()), (&groups.totals, &groups.totals), &looks.header)?;
    let Page { sheet, widths, cut, .. } = page;
    for (at, width) in (0_u16..).zip(widths) {
        set_width(sheet, at, width)?;
    }
    sheet.set_freeze_panes(header + 1, 0).map_err(failed)?;
    // The line of the total is no group to be filtered away.
    sheet.autofilter(header, 0, end, last).map_err(failed)?;
    Ok(cut)
}

struct Page<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
    widths: Vec<usize>,
    bounds: Bounds<'s>,
    cut: u64,
}

impl Page<'_> {
    fn place(&mut self, at: usize, words: &str) -> (u32, u16) {
        if let Some(width) = self.widths.get_mut(at) {
            *width = (*width).max(words.chars().count() + 2);
        }
        (self.row, u16::try_from(at).unwrap_or(u16::MAX))
    }

    fn text(&mut self, at: usize, words: &str, look: &rust_xlsxwriter::Format) -> Result<(), ExportError> {
        let place = self.place(at, words);
        self.cut += text(self.sheet, place, words, (look, self.bounds))?;
        Ok(())
    }

    fn number(&mut self, at: usize, digits: &str, look: &rust_xlsxwriter::Format) -> Result<(), ExportError> {
        let place = self.place(at, digits);
        self.cut += number(self.sheet, place, digits, (look, self.bounds))?;
        Ok(())
    }

    /// What a group is named by; what is not there is said in words.
    fn value(&mut self, at: usize, value: &Shown, looks: &Looks) -> Result<(), ExportError> {
        match (value.kind, &value.unit) {
            (CellKind::Missing, _) => self.text(at, "No such property", &looks.units),
            (CellKind::Null, _) => self.text(at, "Not set", &looks.units),
            (CellKind::Empty, _) => self.text(at, "Empty", &looks.units),
            (CellKind::Number, None) => self.number(at, &value.text, &looks.plain),
            (_, Some(unit)) => self.text(at, &format!("{} {unit}", value.text), &looks.plain),
            _ => self.text(at, &value.text, &looks.plain),
        }
    }

    /// Count and sums. Where all rows have one unit a sum is a number, else it is told by unit.
    fn totals(
        &mut self,
        (first, count): (usize, usize),
        (totals, all): (&[Total], &[Total]),
        look: &rust_xlsxwriter::Format,
    ) -> Result<(), ExportError> {
        self.number(first, &count.to_string(), look)?;
        for (nth, (total, all)) in totals.iter().zip(all).enumerate() {
            let at = first + 1 + nth;
            match total.only() {
                _ if all.has_mixed_units() => self.text(at, &by_unit(total), look)?,
                Some(part) => self.number(at, &part.sum.text(), look)?,
                None => {}
            }
        }
        Ok(())
    }
}

fn by_unit(total: &Total) -> String {
    let one = |part: &crate::table::arrange::Part| match &part.unit {
        Some(unit) => format!("{} {unit}", part.sum.text()),
        None => part.sum.text(),
    };
    total.parts.iter().map(one).collect::<Vec<_>>().join(", ")
}
