//! The rows of the screen: a line that is folded away has none, one that is wrapped has several, any other
//! one. Lines without folds and wraps cost nothing.

use std::collections::HashMap;
use std::ops::Range;

use dapple_data::text::{Buffer, Fold, Rope};

/// The least columns that a wrapped row has.
const LEAST: usize = 20;
/// Columns that the rows of a wrapped line go in behind the first.
const DEEPER: usize = 2;
/// A word longer than this is cut where the row ends.
const WORD: usize = 24;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its place from the top.
    pub(super) index: usize,
    pub(super) line: usize,
    /// The first char of that line.
    pub(super) line_start: usize,
    /// The chars of the text that it shows; the line break is not among them.
    pub(super) chars: Range<usize>,
    /// Columns that it is moved in.
    pub(super) indent: usize,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
}

impl Row {
    /// Whether the caret at a char stands in this row.
    pub(super) fn holds(&self, at: usize) -> bool {
        self.chars.start <= at && (at < self.chars.end || (self.is_last && at == self.chars.end))
    }

    /// The last place of a caret in it.
    pub(super) fn end(&self) -> usize {
        if self.is_last { self.chars.end } else { self.chars.end.saturating_sub(1).max(self.chars.start) }
    }
}

/// Where a line is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wrapped {
    /// The columns that the rows behind the first begin at.
    cuts: Vec<usize>,
    indent: usize,
}

/// The rows of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// The first row of each line and, at the end, the number of all; empty while each line is one row.
    starts: Vec<usize>,
    wrapped: HashMap<usize, Wrapped>,
    lines: usize,
    made_from: Option<(Rope, Vec<Fold>, Option<usize>)>,
}

impl Rows {
    /// Makes the rows anew where text, folds or the columns of a wrapped row are others.
    pub(super) fn update(&mut self, rope: &Rope, hidden: &[Fold], wrap: Option<usize>) {
        let wrap = wrap.map(|columns| columns.max(LEAST));
        let same = self.made_from.as_ref().is_some_and(|(old, folds, columns)| {
            old.is_instance(rope) && folds == hidden && *columns == wrap
        });
        if same {
            return;
        }
        self.lines = rope.len_lines();
        self.starts.clear();
        self.wrapped.clear();
        if !hidden.is_empty() || wrap.is_some() {
            self.build(rope, hidden, wrap);
        }
        self.made_from = Some((rope.clone(), hidden.to_vec(), wrap));
    }

    fn build(&mut self, rope: &Rope, hidden: &[Fold], wrap: Option<usize>) {
        let (mut row, mut next_fold, mut hidden_to) = (0, 0, 0);
        for (line, text) in rope.lines().enumerate() {
            self.starts.push(row);
            if line < hidden_to {
                continue;
            }
            while let Some(fold) = hidden.get(next_fold).filter(|fold| fold.line <= line) {
                hidden_to = hidden_to.max(if fold.line == line { fold.last + 1 } else { 0 });
                next_fold += 1;
            }
            row += 1;
            if let Some(columns) = wrap.filter(|columns| text.len_chars() > *columns) {
                let wrapped = wrapped(text.chars(), columns);
                row += wrapped.cuts.len();
                if !wrapped.cuts.is_empty() {
                    self.wrapped.insert(line, wrapped);
                }
            }
        }
        self.starts.push(row);
    }

    /// How many there are; at least one.
    pub(super) fn count(&self) -> usize {
        self.starts.last().copied().unwrap_or(self.lines).max(1)
    }

    /// Whether rows and lines are the same.
    pub(super) fn are_lines(&self) -> bool {
        self.starts.is_empty()
    }

    /// Whether a line is folded away.
    pub(super) fn hides(&self, line: usize) -> bool {
        match (self.starts.get(line), self.starts.get(line + 1)) {
            (Some(first), Some(next)) => first == next,
            _ => false,
        }
    }

    /// The row at a place from the top; beyond the last it is the last.
    pub(super) fn row(&self, buffer: &Buffer, index: usize) -> Row {
        let index = index.min(self.count() - 1);
        if self.starts.is_empty() {
            return self.part(buffer, index, 0);
        }
        // The last line that begins at this row or above it, and has rows.
        let line = self.starts.partition_point(|start| *start <= index).saturating_sub(1);
        self.part(buffer, line, index - self.starts.get(line).copied().unwrap_or(index))
    }

    /// The row that the caret at a char stands in; in a line that is folded away that of the line with the sign.
    pub(super) fn row_of(&self, buffer: &Buffer, at: usize) -> Row {
        let (mut line, column) = buffer.line_col(at);
        if self.hides(line) {
            while self.hides(line) {
                line -= 1;
            }
            let parts = self.wrapped.get(&line).map_or(0, |wrapped| wrapped.cuts.len());
            return self.part(buffer, line, parts);
        }
        let part =
            self.wrapped.get(&line).map_or(0, |wrapped| wrapped.cuts.partition_point(|cut| *cut <= column));
        self.part(buffer, line, part)
    }

    fn part(&self, buffer: &Buffer, line: usize, part: usize) -> Row {
        let chars = buffer.line_range(line);
        let index = self.starts.get(line).copied().unwrap_or(line) + part;
        let Some(wrapped) = self.wrapped.get(&line) else {
            let line_start = chars.start;
            return Row { index, line, line_start, chars, indent: 0, is_first: true, is_last: true };
        };
        let cut = |part: usize| wrapped.cuts.get(part).map(|column| (chars.start + column).min(chars.end));
        let start = part.checked_sub(1).and_then(cut).unwrap_or(chars.start);
        let end = cut(part).unwrap_or(chars.end);
        let indent = if part == 0 { 0 } else { wrapped.indent };
        let (is_first, is_last) = (part == 0, part >= wrapped.cuts.len());
        Row { index, line, line_start: chars.start, chars: start..end.max(start), indent, is_first, is_last }
    }

    /// The caret `rows` further down (or up), in the column it aims at; at the ends it stays.
    pub(super) fn moved(&self, buffer: &Buffer, at: usize, (rows, goal): (isize, usize)) -> usize {
        let here = self.row_of(buffer, at).index;
        let target = here.saturating_add_signed(rows).min(self.count() - 1);
        if target == here && rows != 0 {
            let ends = if rows < 0 { 0 } else { buffer.len_chars() };
            return if self.row_of(buffer, ends).index == here { ends } else { at };
        }
        let row = self.row(buffer, target);
        let wanted = row.chars.start + goal.saturating_sub(row.indent);
        buffer.grapheme_start(wanted.min(row.end()))
    }

    /// The column on the screen of a caret.
    pub(super) fn column(&self, buffer: &Buffer, at: usize) -> usize {
        let row = self.row_of(buffer, at);
        row.indent + at.saturating_sub(row.chars.start)
    }
}

/// Wide characters take two columns.
fn width(c: char) -> usize {
    let wide = matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd);
    if wide { 2 } else { 1 }
}

/// Cuts a line behind blanks and brackets where it can, else where the row ends.
fn wrapped(chars: impl Iterator<Item = char>, columns: usize) -> Wrapped {
    let chars: Vec<char> = chars.filter(|c| !matches!(c, '\n' | '\r')).collect();
    let blanks = chars.iter().take_while(|c| c.is_whitespace()).count();
    let indent = (blanks + DEEPER).min(columns / 2);
    let (mut cuts, mut from, mut used, mut room) = (Vec::new(), 0, 0, columns);
    let mut soft = None;
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        if used + width(*c) > room && at > from {
            let cut = soft.filter(|soft| *soft > from && at - soft <= WORD).unwrap_or(at);
            cuts.push(cut);
            (from, at, used, room, soft) = (cut, cut, 0, columns - indent, None);
            continue;
        }
        used += width(*c);
        at += 1;
        if at > blanks && (c.is_whitespace() || ",({[".contains(*c)) {
            soft = Some(at);
        }
    }
    Wrapped { cuts, indent }
}
