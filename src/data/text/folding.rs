//! Which lines of a text can be folded away: blocks between brackets, comments of several lines, long strings.

use std::ops::Range;

use super::Rope;

/// What a stretch of text is to folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldPiece {
    /// Brackets and other punctuation.
    Punctuation,
    /// A comment.
    Comment,
    /// A string, which may go over several lines.
    String,
}

/// Lines that can go: those behind `line`, up to `last`, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// The line that stays, with the sign.
    pub line: usize,
    /// The last line that goes.
    pub last: usize,
}

impl Fold {
    /// Whether folding hides this line.
    pub fn hides(&self, line: usize) -> bool {
        self.line < line && line <= self.last
    }
}

/// What a person wants folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldWish {
    /// The innermost block around the caret that is open.
    Fold,
    /// The block at the caret's line.
    Unfold,
    /// Every block.
    FoldAll,
    /// No block.
    UnfoldAll,
}

/// What can be folded, by line, one fold a line (the longest). `pieces` are bytes of the text, in order.
/// The line of a closing bracket stays where the bracket begins it.
pub fn folds(text: &str, pieces: impl Iterator<Item = (Range<usize>, FoldPiece)>) -> Vec<Fold> {
    let mut lines = Lines { text, at: 0, line: 0 };
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut found: Vec<Fold> = Vec::new();
    let mut comment: Option<Fold> = None;
    for (range, piece) in pieces {
        let first = lines.of(range.start);
        match piece {
            FoldPiece::Punctuation => {
                for (at, byte) in range.clone().zip(text.as_bytes().get(range).unwrap_or_default()) {
                    match byte {
                        b'{' | b'[' | b'(' => open.push((*byte, lines.of(at))),
                        b'}' | b']' | b')' => close(text, &mut found, &mut open, (*byte, at, lines.of(at))),
                        _ => {}
                    }
                }
            }
            FoldPiece::String => {
                let last = lines.of(range.end);
                found.extend((last > first).then_some(Fold { line: first, last }));
            }
            FoldPiece::Comment => {
                let last = lines.of(range.end.saturating_sub(1).max(range.start));
                let alone = begins_line(text, range.start);
                match &mut comment {
                    Some(block) if alone && block.last + 1 == first => block.last = last,
                    block => {
                        found.extend(block.take().filter(|b| b.last > b.line));
                        *block = alone.then_some(Fold { line: first, last });
                    }
                }
            }
        }
    }
    found.extend(comment.filter(|block| block.last > block.line));
    found.sort_unstable_by_key(|fold| (fold.line, std::cmp::Reverse(fold.last)));
    found.dedup_by_key(|fold| fold.line);
    found
}

/// A bracket closes the last one of its kind; what was left open inside closes with it.
fn close(
    text: &str,
    found: &mut Vec<Fold>,
    open: &mut Vec<(u8, usize)>,
    (byte, at, line): (u8, usize, usize),
) {
    let opener = match byte {
        b'}' => b'{',
        b']' => b'[',
        _ => b'(',
    };
    let Some(place) = open.iter().rposition(|(byte, _)| *byte == opener) else { return };
    let Some((_, first)) = open.drain(place..).next() else { return };
    let last = if begins_line(text, at) { line.saturating_sub(1) } else { line };
    found.extend((last > first).then_some(Fold { line: first, last }));
}

/// Whether only blanks stand before a byte on its line.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    line.chars().all(char::is_whitespace)
}

/// Lines of growing places, counted as ropes count them.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, byte: usize) -> usize {
        if byte > self.at {
            let between = self.text.get(self.at..byte).unwrap_or_default();
            // `\r\n` is one break: a `\r` counts where no `\n` follows.
            let behind = self.text.get(byte..).unwrap_or_default();
            let mut chars = between.chars().chain(behind.chars().take(1)).peekable();
            let mut taken = 0;
            while taken < between.len() {
                let Some(c) = chars.next() else { break };
                taken += c.len_utf8();
                let breaks = match c {
                    '\r' => chars.peek() != Some(&'\n'),
                    '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => true,
                    _ => false,
                };
                self.line += usize::from(breaks);
            }
            self.at = byte;
        }
        self.line
    }
}

/// Where folded lines are after an edit: lines above the change stay, those below it move, those inside it
/// are open again. `folded` is sorted.
pub fn folded_after(old: &Rope, new: &Rope, folded: &mut Vec<usize>) {
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let most = old.len_bytes().min(new.len_bytes()) - same;
    let (old_end, new_end) = (old.bytes_at(old.len_bytes()), new.bytes_at(new.len_bytes()));
    let tail = old_end.reversed().zip(new_end.reversed()).take(most).take_while(|(a, b)| a == b).count();
    // A line that begins where the change does is pushed along with what stands below.
    let lines_before = |byte: usize| {
        let line = old.byte_to_line(byte);
        if old.line_to_byte(line) == byte { line } else { line + 1 }
    };
    let (kept, below) = (lines_before(same), lines_before(old.len_bytes() - tail));
    let (before, after) = (old.len_lines(), new.len_lines());
    folded.retain_mut(|line| {
        let stays = *line < kept;
        if !stays {
            *line = (*line + after).saturating_sub(before);
        }
        stays || *line + before >= below + after
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::{TokenKind, tokens};

    fn found(text: &str) -> Vec<(usize, usize)> {
        let pieces = tokens(text).into_iter().filter_map(|token| {
            let piece = match token.kind {
                TokenKind::Punctuation => FoldPiece::Punctuation,
                TokenKind::Comment => FoldPiece::Comment,
                TokenKind::String => FoldPiece::String,
                _ => return None,
            };
            Some((token.range, piece))
        });
        folds(text, pieces).into_iter().map(|fold| (fold.line, fold.last)).collect()
    }

    #[test]
    fn blocks_comments_and_long_strings_fold() {
        for (text, wanted) in [
            ("{ a }", &[][..]),
            ("{\n  a\n}", &[(0, 1)][..]),
            ("{\n  a }", &[(0, 1)][..]),
            ("{\n}", &[][..]),
            ("query Q(\n  $a: Int\n) {\n  a {\n    b\n  }\n}\n", &[(0, 1), (2, 5), (3, 4)][..]),
            ("# one\n# two\n\n# three\n{ a }", &[(0, 1)][..]),
            ("{ a # x\n# y\n# z\n}", &[(0, 2), (1, 2)][..]),
            ("{ a(b: \"\"\"\nx\n\"\"\") }", &[(0, 2)][..]),
            ("{ a(x: [\n1\n]) { b\n} }", &[(0, 3)][..]),
            ("{\r\n  a\r\n}", &[(0, 1)][..]),
            ("{\n  a(\n  b\n}\n{\n c\n}", &[(0, 2), (4, 5)][..]),
            ("} ) ]\n{\n", &[][..]),
        ] {
            assert_eq!(found(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn folds_stay_with_their_lines() {
        for (old, new, before, after) in [
            ("a\nb\nc\nd", "a\nb\nc\nd", &[1, 3][..], &[1, 3][..]),
            ("a\nb\nc\nd", "x\na\nb\nc\nd", &[1, 3][..], &[2, 4][..]),
            ("a\nb\nc\nd", "a\nbb\nc\nd", &[1, 3][..], &[1, 3][..]),
            ("a\nb\nc\nd", "a\nd", &[1, 2, 3][..], &[1][..]),
            ("a\nb\nc\nd", "a\nb\nc\nd\n", &[1, 3][..], &[1, 3][..]),
            ("a\nb\nc\nd", "", &[1, 2, 3][..], &[][..]),
            ("a\nb\nc", "a\nb\nx\ny\nc", &[0, 1, 2][..], &[0, 1, 4][..]),
        ] {
            let mut folded = before.to_vec();
            folded_after(&Rope::from_str(old), &Rope::from_str(new), &mut folded);
            assert_eq!(folded, after, "{old:?} to {new:?}");
        }
    }
}
