//! A caret or a selected range, and how several of them stay sorted and apart.

use std::ops::Range;

/// A selection from where it was begun to where the caret stands; a caret alone when both agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Selection {
    /// Char offset where the selection was begun.
    pub anchor: usize,
    /// Char offset of the caret.
    pub head: usize,
}

impl Selection {
    /// A selection from `anchor` to the caret at `head`, in either direction.
    pub fn new(anchor: usize, head: usize) -> Self {
        Self { anchor, head }
    }

    /// A caret with nothing selected.
    pub fn caret(at: usize) -> Self {
        Self::new(at, at)
    }

    /// The first selected char.
    pub fn start(&self) -> usize {
        self.anchor.min(self.head)
    }

    /// One past the last selected char.
    pub fn end(&self) -> usize {
        self.anchor.max(self.head)
    }

    /// The selected chars.
    pub fn range(&self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether it is a caret only.
    pub fn is_empty(&self) -> bool {
        self.anchor == self.head
    }
}

/// Clamps to a text of `len` chars, sorts, and merges what overlaps; never gives an empty list.
///
/// Two selections that only touch stay apart; a caret that touches a selection is swallowed by it.
pub(super) fn normalise(mut selections: Vec<Selection>, len: usize) -> Vec<Selection> {
    for selection in &mut selections {
        *selection = Selection::new(selection.anchor.min(len), selection.head.min(len));
    }
    selections.sort_by_key(|s| (s.start(), s.end()));
    let mut merged: Vec<Selection> = Vec::with_capacity(selections.len().max(1));
    for next in selections {
        match merged.last_mut() {
            Some(last) if overlap(last, &next) => *last = union(last, &next),
            _ => merged.push(next),
        }
    }
    if merged.is_empty() {
        merged.push(Selection::default());
    }
    merged
}

/// Whether `next`, which does not start before `last`, runs into it.
fn overlap(last: &Selection, next: &Selection) -> bool {
    let touches = next.start() == last.end() && (last.is_empty() || next.is_empty());
    next.start() < last.end() || touches
}

/// Both together; the direction is that of the one that has any, the later one first.
fn union(last: &Selection, next: &Selection) -> Selection {
    let (start, end) = (last.start(), last.end().max(next.end()));
    let direction = if next.is_empty() { last } else { next };
    if direction.head < direction.anchor { Selection::new(end, start) } else { Selection::new(start, end) }
}
