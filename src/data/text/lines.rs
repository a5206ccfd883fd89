//! Edits of whole lines: indent, comment, move, duplicate, delete.

use std::collections::BTreeSet;
use std::ops::Range;

use super::edit::Change;
use super::history::StepKind;
use super::{Buffer, INDENT, Selection, motion};

impl Buffer {
    /// Indents every line that a selection touches, empty ones excepted.
    pub fn indent(&mut self) -> bool {
        self.change_lines(|buffer, line| {
            let range = buffer.line_range(line);
            (!range.is_empty()).then(|| Change { range: range.start..range.start, text: " ".repeat(INDENT) })
        })
    }

    /// Takes one step of indentation from every line that a selection touches.
    pub fn outdent(&mut self) -> bool {
        self.change_lines(|buffer, line| {
            let blanks = motion::indent_of(&buffer.rope, line);
            let taken = match buffer.rope.get_char(blanks.start) {
                Some('\t') => 1,
                _ => buffer.rope.slice(blanks.clone()).chars().take(INDENT).take_while(|c| *c == ' ').count(),
            };
            Some(Change { range: blanks.start..blanks.start + taken, text: String::new() })
        })
    }

    /// Comments the touched lines out with `prefix` (such as `"# "`) at their least indentation,
    /// or back in when all of them are comments.
    pub fn toggle_comment(&mut self, prefix: &str) -> bool {
        let mark = prefix.trim_end();
        let lines: Vec<usize> = self.blocks().into_iter().flatten().collect();
        let blank = |line: &usize| self.line_range(*line).end == motion::indent_of(&self.rope, *line).end;
        let filled: Vec<usize> = lines.iter().copied().filter(|line| !blank(line)).collect();
        let lines: BTreeSet<usize> = if filled.is_empty() { lines } else { filled }.into_iter().collect();
        let commented = lines.iter().all(|line| self.line(*line).trim_start().starts_with(mark));
        let depth = lines.iter().map(|line| motion::indent_of(&self.rope, *line).len()).min().unwrap_or(0);
        self.change_lines(|buffer, line| {
            if !lines.contains(&line) {
                return None;
            }
            let blanks = motion::indent_of(&buffer.rope, line);
            if !commented {
                let at = blanks.start + depth;
                return Some(Change { range: at..at, text: prefix.to_owned() });
            }
            let rest: String = buffer.rope.slice(blanks.end..buffer.line_range(line).end).to_string();
            let taken = if rest.starts_with(prefix) { prefix } else { mark };
            let end = blanks.end + taken.chars().count();
            Some(Change { range: blanks.end..end, text: String::new() })
        })
    }

    /// Moves the touched lines above the line before them.
    pub fn move_line_up(&mut self) -> bool {
        self.swap_blocks(|block, _| (block.start > 0).then(|| (block.start - 1..block.start, block.clone())))
    }

    /// Moves the touched lines below the line behind them.
    pub fn move_line_down(&mut self) -> bool {
        self.swap_blocks(|block, count| {
            (block.end < count).then(|| (block.clone(), block.end..block.end + 1))
        })
    }

    /// Puts a copy of the touched lines below them; the carets go to the copy.
    pub fn duplicate_line(&mut self) -> bool {
        let mut changes = Vec::new();
        let mut after = self.selections.clone();
        let mut grown = 0;
        for block in self.blocks() {
            let content = self.content(&block);
            let text = format!("{}{}", self.line_break(), self.rope.slice(content.clone()));
            grown += text.chars().count();
            self.shift_selections(&mut after, &block, |at| at + grown);
            changes.push(Change { range: content.end..content.end, text });
        }
        self.commit_alone(changes, Some(after))
    }

    /// Deletes the touched lines with their line breaks.
    pub fn delete_line(&mut self) -> bool {
        let changes = self
            .blocks()
            .into_iter()
            .map(|block| {
                let start = self.rope.line_to_char(block.start);
                let range = if block.end < self.line_count() {
                    start..self.rope.line_to_char(block.end)
                } else {
                    // The last line has no line break of its own: take the one before it.
                    let before = block.start.checked_sub(1).map_or(0, |line| self.line_range(line).end);
                    before..self.len_chars()
                };
                Change { range, text: String::new() }
            })
            .collect();
        self.commit_alone(changes, None)
    }

    /// The lines that selections touch, as sorted blocks that do not even touch each other. A
    /// selection that ends before the first char of a line does not touch that line.
    fn blocks(&self) -> Vec<Range<usize>> {
        let mut blocks: Vec<Range<usize>> = Vec::new();
        for selection in &self.selections {
            let lines = self.lines_of(*selection);
            match blocks.last_mut() {
                Some(last) if lines.start <= last.end => last.end = last.end.max(lines.end),
                _ => blocks.push(lines),
            }
        }
        blocks
    }

    fn lines_of(&self, selection: Selection) -> Range<usize> {
        let first = self.rope.char_to_line(selection.start());
        let last = self.rope.char_to_line(selection.end());
        let ends_before = last > first && self.rope.line_to_char(last) == selection.end();
        first..if ends_before { last } else { last + 1 }
    }

    /// The chars of a block of lines without its last line break.
    fn content(&self, block: &Range<usize>) -> Range<usize> {
        self.rope.line_to_char(block.start)..self.line_range(block.end - 1).end
    }

    fn change_lines(&mut self, change: impl Fn(&Self, usize) -> Option<Change>) -> bool {
        let changes = self.blocks().into_iter().flatten().filter_map(|line| change(self, line)).collect();
        self.commit_alone(changes, None)
    }

    /// Swaps each block with a neighbour; `neighbours` gives the upper and the lower of the two.
    fn swap_blocks(
        &mut self,
        neighbours: impl Fn(&Range<usize>, usize) -> Option<(Range<usize>, Range<usize>)>,
    ) -> bool {
        let mut changes = Vec::new();
        let mut after = self.selections.clone();
        for block in self.blocks() {
            let Some((upper, lower)) = neighbours(&block, self.line_count()) else { continue };
            let (upper_chars, lower_chars) = (self.content(&upper), self.content(&lower));
            let between = self.rope.slice(upper_chars.end..lower_chars.start);
            let text = format!(
                "{}{between}{}",
                self.rope.slice(lower_chars.clone()),
                self.rope.slice(upper_chars.clone())
            );
            let up = lower_chars.start - upper_chars.start;
            let down = lower_chars.len() + between.len_chars();
            let moves_up = block == lower;
            self.shift_selections(&mut after, &block, |at| if moves_up { at - up } else { at + down });
            changes.push(Change { range: upper_chars.start..lower_chars.end, text });
        }
        self.commit_alone(changes, Some(after))
    }

    /// Moves those of `after` (which pairs with the selections) that lie in `block`.
    fn shift_selections(
        &self,
        after: &mut [Selection],
        block: &Range<usize>,
        shift: impl Fn(usize) -> usize,
    ) {
        for (old, new) in self.selections.iter().zip(after) {
            if block.contains(&self.lines_of(*old).start) {
                *new = Selection::new(shift(old.anchor), shift(old.head));
            }
        }
    }

    fn commit_alone(&mut self, changes: Vec<Change>, after: Option<Vec<Selection>>) -> bool {
        if changes.is_empty() {
            return false;
        }
        self.break_undo();
        self.commit(changes, after, StepKind::Other)
    }
}
