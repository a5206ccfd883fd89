//! Selections that become a fragment.

use std::ops::Range;

use super::{Fix, Fixer, within};
use crate::graphql::edit::TextEdit;
use crate::graphql::{Selection, SelectionSet};

impl Fixer<'_> {
    /// What is selected, or all that the field at the caret asks for, becomes a fragment that is spread there.
    pub(super) fn extract_fragment(&self, selected: &Range<usize>) -> Option<Fix> {
        let (set, chosen) = self.chosen(selected)?;
        let on = self.type_of(set)?;
        let (first, last) = (chosen.first()?, chosen.last()?);
        let range = first.range.start..last.range.end;
        let name = self.free_definition_name(&format!("{on}Fields"));
        let indent = self.indent_of(first.range.start);
        let body = self.moved(self.slice(&range), &indent, "", true);
        let fragment = format!("fragment {name} on {on} {{{body}\n}}");
        let edits = vec![TextEdit::replace(range, format!("...{name}")), self.append(&fragment)];
        Some(Fix::new(format!("Extract the fragment {name}"), edits))
    }

    fn chosen(&self, selected: &Range<usize>) -> Option<(&SelectionSet, Vec<&Selection>)> {
        let found = self.selection_at(selected.start)?;
        if selected.is_empty() {
            let at_name = within(&found.selection.head, selected.start);
            let set = found.selection.set.as_ref().filter(|set| at_name && set.is_closed)?;
            let all: Vec<&Selection> = set.selections.iter().collect();
            return (!all.is_empty()).then_some((set, all));
        }
        // Whole selections of one set, side by side.
        let touched: Vec<&Selection> = found
            .set
            .selections
            .iter()
            .filter(|s| s.range.start < selected.end && selected.start < s.range.end)
            .collect();
        let whole = touched.iter().all(|s| selected.start <= s.range.start && s.range.end <= selected.end);
        (whole && !touched.is_empty()).then_some((found.set, touched))
    }
}
