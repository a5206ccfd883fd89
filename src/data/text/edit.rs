//! The one way text changes: a sorted list of replacements, written to the rope, to the history
//! and to the selections; and the plain edits made of it.

use std::ops::Range;

use ropey::Rope;

use super::history::{Edit, StepKind};
use super::{Buffer, Selection, motion, selection};

/// How much a deletion takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// What a person sees as one character.
    Grapheme,
    /// To the start of the word before, or the end of the word after.
    Word,
    /// To the start or the end of the line; at that end the line break.
    Line,
}

/// A range of chars and the text that takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// What one selection does to the text, and where it stands afterwards.
pub(super) struct Replacement {
    pub(super) change: Change,
    /// Where anchor and head come to stand, in chars from the start of the new text.
    pub(super) anchor: usize,
    pub(super) head: usize,
}

impl Replacement {
    /// `text` in place of `range`, with the caret behind it.
    pub(super) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        let text = text.into();
        let end = text.chars().count();
        Self { change: Change { range, text }, anchor: end, head: end }
    }

    /// The same with the caret `head` chars from the start of the new text.
    pub(super) fn with_caret(self, head: usize) -> Self {
        Self { anchor: head, head, ..self }
    }
}

/// Applies changes (sorted, no overlaps) to a rope, last one first so that offsets stay true.
pub(super) fn write(rope: &mut Rope, changes: &[Change]) {
    for change in changes.iter().rev() {
        rope.remove(change.range.clone());
        rope.insert(change.range.start, &change.text);
    }
}

/// The changes that take `changes` back, in the coordinates of the changed text.
fn inverse(rope: &Rope, changes: &[Change]) -> Vec<Change> {
    let mut grown = 0_usize;
    let mut shrunk = 0_usize;
    let mut inverse = Vec::with_capacity(changes.len());
    for change in changes {
        let start = change.range.start + grown - shrunk;
        let len = change.text.chars().count();
        inverse
            .push(Change { range: start..start + len, text: rope.slice(change.range.clone()).to_string() });
        grown += len;
        shrunk += change.range.len();
    }
    inverse
}

/// Where a char offset is after `changes`; at an insertion it goes behind it, inside a replaced
/// range it goes behind the new text.
fn mapped(changes: &[Change], at: usize) -> usize {
    let mut shift = 0_isize;
    for change in changes.iter().take_while(|c| c.range.start <= at) {
        let len = change.text.chars().count();
        if at < change.range.end {
            return change.range.start.saturating_add_signed(shift) + len;
        }
        shift += len as isize - change.range.len() as isize;
    }
    at.saturating_add_signed(shift)
}

impl Buffer {
    /// Writes changes (sorted, without overlaps) to text and history. Without `after` every
    /// selection moves with the text. `false` when nothing changes.
    pub(super) fn commit(
        &mut self,
        changes: Vec<Change>,
        after: Option<Vec<Selection>>,
        kind: StepKind,
    ) -> bool {
        let changes: Vec<Change> =
            changes.into_iter().filter(|c| !(c.range.is_empty() && c.text.is_empty())).collect();
        let after = after.unwrap_or_else(|| {
            let moved = |s: &Selection| Selection::new(mapped(&changes, s.anchor), mapped(&changes, s.head));
            self.selections.iter().map(moved).collect()
        });
        if changes.is_empty() {
            self.set_selections(after);
            return false;
        }
        let backward = inverse(&self.rope, &changes);
        write(&mut self.rope, &changes);
        self.revision += 1;
        let before =
            std::mem::replace(&mut self.selections, selection::normalise(after, self.rope.len_chars()));
        self.goals.clear();
        let edit = Edit { forward: changes, backward };
        self.history.record(kind, edit, before, self.selections.clone());
        true
    }

    /// Lets every selection replace something. Ranges that would overlap are cut at the one before.
    pub(super) fn replace_each(
        &mut self,
        kind: StepKind,
        mut replacement: impl FnMut(&Self, Selection) -> Replacement,
    ) -> bool {
        let mut changes: Vec<Change> = Vec::with_capacity(self.selections.len());
        let mut after = Vec::with_capacity(self.selections.len());
        let (mut end_before, mut grown, mut shrunk) = (0, 0, 0);
        for selection in &self.selections {
            let Replacement { mut change, anchor, head } = replacement(self, *selection);
            change.range.start = change.range.start.max(end_before);
            change.range.end = change.range.end.max(change.range.start);
            end_before = change.range.end;
            let start = change.range.start + grown - shrunk;
            after.push(Selection::new(start + anchor, start + head));
            grown += change.text.chars().count();
            shrunk += change.range.len();
            changes.push(change);
        }
        self.commit(changes, Some(after), kind)
    }

    /// Puts `text` in the place of every selection as it is, with no help from brackets or
    /// indentation. `false` when nothing changed.
    pub fn insert(&mut self, text: &str) -> bool {
        let kind = self.typing_kind(text);
        self.replace_each(kind, |_, s| Replacement::new(s.range(), text))
    }

    /// Puts text from the clipboard in the place of every selection; its line breaks become those
    /// of this text. One undo step.
    pub fn paste(&mut self, text: &str) -> bool {
        let line_break = self.line_break();
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', line_break);
        self.break_undo();
        let changed = self.replace_each(StepKind::Other, |_, s| Replacement::new(s.range(), text.as_str()));
        self.break_undo();
        changed
    }

    /// Deletes the selections; carets delete what is before them.
    pub fn delete_backward(&mut self, unit: Unit) -> bool {
        self.delete(StepKind::DeleteBackward, unit, |rope, at| match unit {
            Unit::Grapheme => motion::grapheme_before(rope, at)..at,
            Unit::Word => motion::word_left(rope, at)..at,
            Unit::Line => {
                let start = rope.line_to_char(rope.char_to_line(at));
                if start < at { start..at } else { motion::grapheme_before(rope, at)..at }
            }
        })
    }

    /// Deletes the selections; carets delete what is behind them.
    pub fn delete_forward(&mut self, unit: Unit) -> bool {
        self.delete(StepKind::DeleteForward, unit, |rope, at| match unit {
            Unit::Grapheme => at..motion::grapheme_after(rope, at),
            Unit::Word => at..motion::word_right(rope, at),
            Unit::Line => {
                let end = motion::line_range(rope, rope.char_to_line(at)).end;
                if at < end { at..end } else { at..motion::grapheme_after(rope, at) }
            }
        })
    }

    fn delete(&mut self, kind: StepKind, unit: Unit, reach: impl Fn(&Rope, usize) -> Range<usize>) -> bool {
        let single = unit == Unit::Grapheme && self.selections.iter().all(Selection::is_empty);
        let kind = if single { kind } else { StepKind::Other };
        let range = |s: &Selection| if s.is_empty() { reach(&self.rope, s.head) } else { s.range() };
        let mut ranges: Vec<Range<usize>> = self.selections.iter().map(range).collect();
        // A caret may reach back over the selection before it: both together go, not what is left between.
        let mut reached = usize::MAX;
        for range in ranges.iter_mut().rev() {
            range.start = range.start.min(reached);
            reached = range.start;
        }
        let mut ranges = ranges.into_iter();
        self.replace_each(kind, |_, s| Replacement::new(ranges.next().unwrap_or(s.range()), ""))
    }

    /// Deletes what is selected and gives it, as [`Buffer::selected_text`] would.
    pub fn cut(&mut self) -> String {
        let text = self.selected_text();
        self.break_undo();
        self.replace_each(StepKind::Other, |_, s| Replacement::new(s.range(), ""));
        text
    }

    /// How typed text joins undo steps: words with the blanks behind them, nothing across lines
    /// and nothing that replaced a selection.
    pub(super) fn typing_kind(&self, text: &str) -> StepKind {
        let replaces = self.selections.iter().any(|s| !s.is_empty());
        if replaces || text.chars().any(motion::is_line_break) {
            return StepKind::Other;
        }
        let after_blank = self
            .primary()
            .head
            .checked_sub(1)
            .and_then(|at| self.rope.get_char(at))
            .is_some_and(char::is_whitespace);
        let starts_word = text.chars().next().is_some_and(|c| !c.is_whitespace());
        StepKind::Typing { word_start: after_blank && starts_word }
    }
}
