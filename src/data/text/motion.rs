//! Where the caret goes: by grapheme, word, line, page. Pure functions on a rope.

use std::borrow::Cow;
use std::ops::Range;

use ropey::Rope;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete, UnicodeSegmentation as _};

use super::Selection;

/// A way to move the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One grapheme back; a selection collapses to its start.
    Left,
    /// One grapheme on; a selection collapses to its end.
    Right,
    /// To the start of the word before.
    WordLeft,
    /// To the end of the word after.
    WordRight,
    /// One line up, to the column aimed at; in the first line to its start.
    Up,
    /// One line down, to the column aimed at; in the last line to its end.
    Down,
    /// So many lines up.
    PageUp(usize),
    /// So many lines down.
    PageDown(usize),
    /// To the first char that is no blank; from there to the start of the line.
    LineStart,
    /// To the end of the line.
    LineEnd,
    /// To the start of the text.
    DocumentStart,
    /// To the end of the text.
    DocumentEnd,
}

impl Motion {
    /// Whether the motion keeps the column it aims at.
    pub(super) fn is_vertical(self) -> bool {
        matches!(self, Self::Up | Self::Down | Self::PageUp(_) | Self::PageDown(_))
    }
}

/// `selection` after `motion`. `goal` is the column (in graphemes) that vertical motions aim at.
pub(super) fn moved(
    rope: &Rope,
    selection: Selection,
    motion: Motion,
    extend: bool,
    goal: Option<usize>,
) -> Selection {
    let collapses = !extend && !selection.is_empty();
    let head = match motion {
        Motion::Left if collapses => selection.start(),
        Motion::Right if collapses => selection.end(),
        _ => target(rope, selection.head, motion, goal.unwrap_or_default()),
    };
    Selection::new(if extend { selection.anchor } else { head }, head)
}

fn target(rope: &Rope, at: usize, motion: Motion, goal: usize) -> usize {
    match motion {
        Motion::Left => grapheme_before(rope, at),
        Motion::Right => grapheme_after(rope, at),
        Motion::WordLeft => word_left(rope, at),
        Motion::WordRight => word_right(rope, at),
        Motion::Up => lines_up(rope, at, 1, goal),
        Motion::Down => lines_down(rope, at, 1, goal),
        Motion::PageUp(lines) => lines_up(rope, at, lines.max(1), goal),
        Motion::PageDown(lines) => lines_down(rope, at, lines.max(1), goal),
        Motion::LineStart => smart_home(rope, at),
        Motion::LineEnd => line_range(rope, rope.char_to_line(at)).end,
        Motion::DocumentStart => 0,
        Motion::DocumentEnd => rope.len_chars(),
    }
}

/// The chars of a line without its line break; past the last line the end of the text.
pub(super) fn line_range(rope: &Rope, line: usize) -> Range<usize> {
    let Some(text) = rope.get_line(line) else { return rope.len_chars()..rope.len_chars() };
    let start = rope.line_to_char(line);
    let breaks = text.chars_at(text.len_chars()).reversed().take_while(|c| is_line_break(*c)).take(2);
    let breaks: Vec<char> = breaks.collect();
    // `\r\n` is one line break; any other pair cannot stand in one line.
    let width = if breaks == ['\n', '\r'] { 2 } else { breaks.len().min(1) };
    start..start + text.len_chars() - width
}

/// The line breaks of ropey 1.6 (Unicode Standard Annex 14, mandatory breaks).
pub(super) fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The leading blanks of a line.
pub(super) fn indent_of(rope: &Rope, line: usize) -> Range<usize> {
    let range = line_range(rope, line);
    let blanks = rope.slice(range.clone()).chars().take_while(|c| is_blank(*c)).count();
    range.start..range.start + blanks
}

/// Blanks inside a line.
pub(super) fn is_blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

/// Column of a char offset in graphemes.
pub(super) fn column(rope: &Rope, at: usize) -> usize {
    let start = rope.line_to_char(rope.char_to_line(at));
    Cow::<str>::from(rope.slice(start..at)).graphemes(true).count()
}

/// The char offset of a column in graphemes, at most the line's end.
fn at_column(rope: &Rope, line: usize, column: usize) -> usize {
    let range = line_range(rope, line);
    let text = Cow::<str>::from(rope.slice(range.clone()));
    range.start + text.graphemes(true).take(column).map(|g| g.chars().count()).sum::<usize>()
}

fn lines_up(rope: &Rope, at: usize, lines: usize, goal: usize) -> usize {
    match rope.char_to_line(at) {
        0 => 0,
        line => at_column(rope, line.saturating_sub(lines), goal),
    }
}

fn lines_down(rope: &Rope, at: usize, lines: usize, goal: usize) -> usize {
    let last = rope.len_lines() - 1;
    match rope.char_to_line(at) {
        line if line == last => rope.len_chars(),
        line => at_column(rope, line.saturating_add(lines).min(last), goal),
    }
}

fn smart_home(rope: &Rope, at: usize) -> usize {
    let indent = indent_of(rope, rope.char_to_line(at));
    if at == indent.end { indent.start } else { indent.end }
}

/// The start of the grapheme before `at`.
pub(super) fn grapheme_before(rope: &Rope, at: usize) -> usize {
    let byte = rope.char_to_byte(at);
    let (mut chunk, mut chunk_start, _, _) = rope.chunk_at_byte(byte);
    let mut cursor = GraphemeCursor::new(byte, rope.len_bytes(), true);
    loop {
        match cursor.prev_boundary(chunk, chunk_start) {
            Ok(Some(boundary)) => return rope.byte_to_char(boundary),
            Ok(None) => return 0,
            Err(GraphemeIncomplete::PrevChunk) if chunk_start > 0 => {
                let (text, start, _, _) = rope.chunk_at_byte(chunk_start - 1);
                (chunk, chunk_start) = (text, start);
            }
            Err(GraphemeIncomplete::PreContext(end)) => give_context(rope, &mut cursor, end),
            Err(_) => return at.saturating_sub(1),
        }
    }
}

/// The end of the grapheme at `at`.
pub(super) fn grapheme_after(rope: &Rope, at: usize) -> usize {
    let byte = rope.char_to_byte(at);
    let (mut chunk, mut chunk_start, _, _) = rope.chunk_at_byte(byte);
    let mut cursor = GraphemeCursor::new(byte, rope.len_bytes(), true);
    loop {
        match cursor.next_boundary(chunk, chunk_start) {
            Ok(Some(boundary)) => return rope.byte_to_char(boundary),
            Ok(None) => return rope.len_chars(),
            Err(GraphemeIncomplete::NextChunk) => {
                chunk_start += chunk.len();
                chunk = rope.chunk_at_byte(chunk_start).0;
            }
            Err(GraphemeIncomplete::PreContext(end)) => give_context(rope, &mut cursor, end),
            Err(_) => return (at + 1).min(rope.len_chars()),
        }
    }
}

fn give_context(rope: &Rope, cursor: &mut GraphemeCursor, end: usize) {
    let (chunk, start, _, _) = rope.chunk_at_byte(end.saturating_sub(1));
    cursor.provide_context(&chunk[..end - start], start);
}

/// What a char is to word moves: runs of one class are one word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Word,
    Other,
}

fn class(c: char) -> Class {
    match c {
        _ if c.is_whitespace() => Class::Space,
        '_' => Class::Word,
        _ if c.is_alphanumeric() => Class::Word,
        _ => Class::Other,
    }
}

/// The class of the grapheme that starts at `at`: its first char decides, marks follow it.
fn class_at(rope: &Rope, at: usize) -> Option<Class> {
    rope.get_char(at).map(class)
}

/// Goes on from `at` while graphemes are of `wanted` class.
fn skip_right(rope: &Rope, mut at: usize, wanted: Class) -> usize {
    while class_at(rope, at) == Some(wanted) {
        at = grapheme_after(rope, at);
    }
    at
}

/// Goes back from `at` while graphemes are of `wanted` class.
fn skip_left(rope: &Rope, mut at: usize, wanted: Class) -> usize {
    while at > 0 {
        let before = grapheme_before(rope, at);
        if class_at(rope, before) != Some(wanted) {
            break;
        }
        at = before;
    }
    at
}

pub(super) fn word_left(rope: &Rope, at: usize) -> usize {
    let at = skip_left(rope, at, Class::Space);
    match at.checked_sub(1) {
        Some(_) => {
            let wanted = class_at(rope, grapheme_before(rope, at)).unwrap_or(Class::Space);
            skip_left(rope, at, wanted)
        }
        None => at,
    }
}

pub(super) fn word_right(rope: &Rope, at: usize) -> usize {
    let at = skip_right(rope, at, Class::Space);
    class_at(rope, at).map_or(at, |wanted| skip_right(rope, at, wanted))
}

/// The run of one class around `at`, within its line; the run before `at` when it is a word and
/// what follows is none, so that a click at a word's end still takes the word.
pub(super) fn word_at(rope: &Rope, at: usize) -> Range<usize> {
    let line = line_range(rope, rope.char_to_line(at));
    let here = (at < line.end).then(|| class_at(rope, at)).flatten();
    let before = (at > line.start).then(|| class_at(rope, grapheme_before(rope, at))).flatten();
    let wanted = match (here, before) {
        (Some(Class::Word), _) => Class::Word,
        (_, Some(Class::Word)) => Class::Word,
        (Some(class), _) | (None, Some(class)) => class,
        (None, None) => return at.min(line.end)..at.min(line.end),
    };
    skip_left(rope, at, wanted).max(line.start)..skip_right(rope, at, wanted).min(line.end)
}
