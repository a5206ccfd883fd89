//! The editor's buffer: rope, carets, selections, undo.
//!
//! [`Buffer`] is all that a code editor knows apart from pixels: text in a rope, one or more
//! [`Selection`]s, the edits people make with keys, and a history of them. It has no clock; the
//! window tells the time with [`Buffer::set_time`] so that pauses in typing end an undo step.
//!
//! Positions are **char offsets** (Unicode scalar values) from the start of the text, lines and
//! columns count from zero, columns in chars. Lines end as ropey 1.6 sees it: `\n`, `\r\n`, `\r`
//! and the rarer Unicode line breaks. No character is ever rewritten: control and bidirectional
//! characters go in and come out as they are.
//!
//! In reading order: this file (text and positions), [`selection`], [`motion`] (where keys go),
//! [`edit`] (the one way text changes), [`typing`] (brackets, indentation), [`lines`] (whole
//! lines), [`history`] (undo), [`brackets`], [`find`], [`folding`];
//! [`json`] cuts JSON into words for highlighting.

mod brackets;
mod edit;
mod find;
mod folding;
mod history;
mod json;
mod lines;
mod motion;
mod selection;
#[cfg(test)]
mod tests;
mod typing;

use std::borrow::Cow;
use std::ops::Range;

pub use ropey::Rope;

pub use edit::Unit;
pub use find::{Finder, Pattern, Replaced};
pub use folding::{Fold, FoldPiece, FoldWish, folded_after, folds};
pub use json::{JsonToken, JsonTokenKind, json_tokens};
pub use motion::Motion;
pub use selection::Selection;

use edit::Change;
use history::{History, StepKind};

/// Spaces of one indentation step.
pub const INDENT: usize = 2;

/// A text with its carets and its undo history. See the module for what positions mean.
#[derive(Clone, Debug, Default)]
pub struct Buffer {
    rope: Rope,
    /// Sorted, without overlaps, never empty (see [`selection::normalise`]).
    selections: Vec<Selection>,
    /// Columns (in graphemes) that up and down aim at, one a selection; empty after anything else.
    goals: Vec<usize>,
    revision: u64,
    history: History,
}

/// A text as it was at one revision: cheap to make, to keep and to send to another thread.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// [`Buffer::revision`] at the time.
    pub revision: u64,
    /// The text; shares its parts with the buffer.
    pub rope: Rope,
}

impl Snapshot {
    /// The text in one piece.
    pub fn text(&self) -> String {
        self.rope.to_string()
    }
}

impl Buffer {
    /// A buffer with one caret before the text and nothing to undo.
    pub fn new(text: &str) -> Self {
        Self { rope: Rope::from_str(text), selections: vec![Selection::default()], ..Self::default() }
    }

    /// The whole text in one piece: a copy, so not for every frame.
    pub fn text(&self) -> String {
        self.rope.to_string()
    }

    /// The text itself. `Rope::is_instance` tells in no time whether it changed since a clone.
    pub fn rope(&self) -> &Rope {
        &self.rope
    }

    /// A copy for a checker that works elsewhere; shares the text, so it costs nothing.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { revision: self.revision, rope: self.rope.clone() }
    }

    /// A number that grows with every change of the text, undo and redo included.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Length in chars.
    pub fn len_chars(&self) -> usize {
        self.rope.len_chars()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.len_chars() == 0
    }

    /// Number of lines: at least 1; a text that ends in a line break has an empty last line.
    pub fn line_count(&self) -> usize {
        self.rope.len_lines()
    }

    /// The text of line `n` without its line break; empty when there is no such line.
    pub fn line(&self, n: usize) -> Cow<'_, str> {
        Cow::from(self.rope.slice(self.line_range(n)))
    }

    /// The chars of line `n` without its line break. A line past the end is the end of the text.
    pub fn line_range(&self, n: usize) -> Range<usize> {
        motion::line_range(&self.rope, n)
    }

    /// The char offset of a line and column, both clamped to what is there.
    pub fn char_of(&self, line: usize, column: usize) -> usize {
        let range = self.line_range(line);
        range.start.saturating_add(column).min(range.end)
    }

    /// Line and column (in chars) of a char offset, clamped to the text.
    pub fn line_col(&self, char: usize) -> (usize, usize) {
        let char = char.min(self.len_chars());
        let line = self.rope.char_to_line(char);
        (line, char - self.rope.line_to_char(line))
    }

    /// The char offset of a UTF-8 byte offset; inside a char it is that char, past the end the end.
    pub fn char_of_byte(&self, byte: usize) -> usize {
        self.rope.byte_to_char(byte.min(self.rope.len_bytes()))
    }

    /// The UTF-8 byte offset of a char offset, clamped to the text.
    pub fn byte_of_char(&self, char: usize) -> usize {
        self.rope.char_to_byte(char.min(self.len_chars()))
    }

    /// The chars that a byte range covers, clamped to the text.
    pub fn chars_of_bytes(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.char_of_byte(bytes.start);
        start..self.char_of_byte(bytes.end).max(start)
    }

    /// The start of the grapheme that a char offset lies in: where a click puts the caret.
    pub fn grapheme_start(&self, char: usize) -> usize {
        if char >= self.len_chars() {
            return self.len_chars();
        }
        motion::grapheme_before(&self.rope, motion::grapheme_after(&self.rope, char))
    }

    /// All selections, in the order of the text. There is always at least one.
    pub fn selections(&self) -> &[Selection] {
        &self.selections
    }

    /// The last selection of the text: what scrolling, completion and the status line follow.
    pub fn primary(&self) -> Selection {
        self.selections.last().copied().unwrap_or_default()
    }

    /// Puts the carets elsewhere. Offsets are clamped to the text, overlaps merged; none at all
    /// leaves one caret at the start.
    pub fn set_selections(&mut self, selections: Vec<Selection>) {
        let selections = selection::normalise(selections, self.len_chars());
        if selections != self.selections {
            self.history.break_step();
        }
        self.goals.clear();
        self.selections = selections;
    }

    /// One caret or selection, all others gone.
    pub fn select(&mut self, anchor: usize, head: usize) {
        self.set_selections(vec![Selection::new(anchor, head)]);
    }

    /// Selects the whole text.
    pub fn select_all(&mut self) {
        self.select(0, self.len_chars());
    }

    /// The word (or run of spaces, or of punctuation) at a char offset.
    pub fn word_at(&self, char: usize) -> Range<usize> {
        motion::word_at(&self.rope, char.min(self.len_chars()))
    }

    /// Selects the word (or run of spaces, or of punctuation) at a char offset: double click.
    pub fn select_word_at(&mut self, char: usize) {
        let word = self.word_at(char);
        self.select(word.start, word.end);
    }

    /// Selects the line at a char offset with its line break: triple click.
    pub fn select_line_at(&mut self, char: usize) {
        let line = self.rope.char_to_line(char.min(self.len_chars()));
        let end = self.rope.try_line_to_char(line + 1).unwrap_or(self.len_chars());
        self.select(self.rope.line_to_char(line), end);
    }

    /// Moves every caret; with `extend` the anchors stay, so that the selections grow or shrink.
    pub fn move_to(&mut self, motion: Motion, extend: bool) {
        let keep_goal = motion.is_vertical();
        let goals: Vec<usize> = match (keep_goal, self.goals.len() == self.selections.len()) {
            (false, _) => Vec::new(),
            (true, true) => self.goals.clone(),
            (true, false) => self.selections.iter().map(|s| motion::column(&self.rope, s.head)).collect(),
        };
        let moved: Vec<Selection> = self
            .selections
            .iter()
            .enumerate()
            .map(|(i, s)| motion::moved(&self.rope, *s, motion, extend, goals.get(i).copied()))
            .collect();
        let count = moved.len();
        self.set_selections(moved);
        // Carets that ran into each other have lost their own columns.
        if self.selections.len() == count {
            self.goals = goals;
        }
    }

    /// The selected text; several selections are joined by line breaks. Empty when none is.
    pub fn selected_text(&self) -> String {
        let parts: Vec<String> = self
            .selections
            .iter()
            .filter(|s| !s.is_empty())
            .map(|s| self.rope.slice(s.range()).to_string())
            .collect();
        parts.join(self.line_break())
    }

    /// Tells the time in seconds (from any start). An edit more than a second after the one before
    /// it begins a new undo step.
    pub fn set_time(&mut self, now: f64) {
        self.history.set_time(now);
    }

    /// Ends the undo step: the next edit begins a new one.
    pub fn break_undo(&mut self) {
        self.history.break_step();
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// Takes the last step back, carets included. `false` when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.history.undo() else { return false };
        for change in step.changes.iter().rev() {
            edit::write(&mut self.rope, &change.backward);
        }
        let before = step.before.clone();
        self.restore(before);
        true
    }

    /// Does the step that was undone last again. `false` when there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.history.redo() else { return false };
        for change in &step.changes {
            edit::write(&mut self.rope, &change.forward);
        }
        let after = step.after.clone();
        self.restore(after);
        true
    }

    fn restore(&mut self, selections: Vec<Selection>) {
        self.revision += 1;
        self.goals.clear();
        self.selections = selections;
    }

    /// Replaces a range of chars: for completion, quick fixes and the like. One undo step of its
    /// own; carets move with the text, those inside the range go behind the new text.
    pub fn replace(&mut self, range: Range<usize>, text: &str) {
        let end = range.end.min(self.len_chars());
        let start = range.start.min(end);
        self.break_undo();
        self.commit(vec![Change { range: start..end, text: text.to_owned() }], None, StepKind::Other);
        self.break_undo();
    }

    /// Replaces several ranges of chars, sorted and without overlaps, as one undo step of its own. Ranges
    /// that overlap the one before are passed over. `false` when nothing changes.
    pub fn replace_all(&mut self, edits: Vec<(Range<usize>, String)>) -> bool {
        let length = self.len_chars();
        let mut from = 0;
        let mut changes: Vec<Change> = Vec::with_capacity(edits.len());
        for (range, text) in edits {
            let end = range.end.min(length);
            let start = range.start.min(end);
            if start >= from {
                from = end;
                changes.push(Change { range: start..end, text });
            }
        }
        self.break_undo();
        let changed = self.commit(changes, None, StepKind::Other);
        self.break_undo();
        changed
    }

    /// Makes the text another one (after formatting, say) as one step that can be undone. Only
    /// what differs between first and last difference is touched, so that carets stay near.
    pub fn set_text(&mut self, text: &str) {
        let old: Vec<char> = self.rope.chars().collect();
        let new: Vec<char> = text.chars().collect();
        let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let longest_tail = old.len().min(new.len()) - head;
        let tail =
            old.iter().rev().zip(new.iter().rev()).take(longest_tail).take_while(|(a, b)| a == b).count();
        if head + tail == old.len() && old.len() == new.len() {
            return;
        }
        let middle: String = new[head..new.len() - tail].iter().collect();
        self.replace(head..old.len() - tail, &middle);
    }

    /// The line break of this text: that of its first line, `\n` when it has none.
    pub fn line_break(&self) -> &'static str {
        let first = self.rope.line(0);
        match first.len_chars().checked_sub(2).map(|at| first.slice(at..)) {
            Some(end) if end == "\r\n" => "\r\n",
            _ => "\n",
        }
    }
}
