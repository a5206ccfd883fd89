//! The source itself as lines, whatever is in it: how a text that is no JSON stays readable.

use super::decode::push_escaped;
use super::document::Document;
use super::error::ReadError;
use crate::stop::Stop;
use memchr::memchr;
use std::ops::Range;

/// Bytes of the longest line; longer ones go on in the next.
pub const RAW_LINE_BYTES: usize = 4096;
/// Every how many lines a position is kept.
const MARK_EVERY: u64 = 64;
/// Bytes read at once while scanning.
const WINDOW: u64 = 1 << 20;

/// A piece of the source that is shown on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawLine {
    /// The text without its line break; control characters and bytes that are no UTF-8 are shown escaped.
    pub text: String,
    /// The bytes it shows, without the line break.
    pub bytes: Range<u64>,
    /// The source's own line, from 1.
    pub number: u64,
    /// Whether it goes on a line that was too long.
    pub continued: bool,
}

/// Where every 64th line of a source begins.
#[derive(Clone, Debug, Default)]
pub struct RawLines {
    marks: Vec<Mark>,
    lines: u64,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    byte: u64,
    /// The source's own line, from 1.
    number: u64,
    continued: bool,
}

impl RawLines {
    /// Finds the lines of a document's source. For the pool: it reads all of it, window by window.
    ///
    /// # Errors
    /// [`ReadError::Stopped`], and [`ReadError::Disk`] with what the disk says.
    pub fn scan(document: &Document, stop: &Stop) -> Result<Self, ReadError> {
        let source = document.source();
        let mut lines = Self::default();
        let mut at = Mark { byte: 0, number: 1, continued: false };
        while at.byte < source.len() {
            stop.check()?;
            let window = source.read(at.byte..at.byte + WINDOW)?;
            if window.is_empty() {
                break;
            }
            let last = at.byte + window.len() as u64 >= source.len();
            let mut rest = &window[..];
            // A line that the window cuts is found again at the start of the next one.
            while !rest.is_empty() && (last || rest.len() > RAW_LINE_BYTES + 2) {
                if lines.lines.is_multiple_of(MARK_EVERY) {
                    lines.marks.push(at);
                }
                lines.lines += 1;
                let piece = Piece::first(rest);
                at = piece.next(at);
                rest = rest.get(piece.used..).unwrap_or_default();
            }
        }
        Ok(lines)
    }

    /// Number of lines, long ones counted by their pieces.
    pub fn line_count(&self) -> u64 {
        self.lines
    }

    /// A line from 0; `None` past the end and while its bytes are not at hand.
    pub fn line(&self, document: &Document, number: u64) -> Option<RawLine> {
        let source = document.source();
        let nth = usize::try_from(number / MARK_EVERY).ok()?;
        let mut at = *self.marks.get(nth).filter(|_| number < self.lines)?;
        let end = self.marks.get(nth + 1).map_or(source.len(), |mark| mark.byte);
        let bytes = source.peek(at.byte..end)?;
        let mut rest = &bytes[..];
        for _ in 0..number % MARK_EVERY {
            let piece = Piece::first(rest);
            at = piece.next(at);
            rest = rest.get(piece.used..)?;
        }
        let shown = rest.get(..Piece::first(rest).shown)?;
        let bytes = at.byte..at.byte + shown.len() as u64;
        Some(RawLine { text: show(shown), bytes, number: at.number, continued: at.continued })
    }

    /// The line, from 0, in which a byte lies: to mark an error. `None` while the bytes are not at hand.
    pub fn line_of_byte(&self, document: &Document, byte: u64) -> Option<u64> {
        let source = document.source();
        let nth = self.marks.partition_point(|mark| mark.byte <= byte).checked_sub(1)?;
        let mut at = *self.marks.get(nth)?;
        let end = self.marks.get(nth + 1).map_or(source.len(), |mark| mark.byte);
        let bytes = source.peek(at.byte..end)?;
        let (mut rest, mut line) = (&bytes[..], nth as u64 * MARK_EVERY);
        loop {
            let piece = Piece::first(rest);
            if byte < at.byte + piece.used as u64 || piece.used >= rest.len() {
                return Some(line);
            }
            at = piece.next(at);
            rest = rest.get(piece.used..)?;
            line += 1;
        }
    }
}

/// The first line of some bytes.
struct Piece {
    /// Bytes of text.
    shown: usize,
    /// Bytes with the line break.
    used: usize,
    broken: bool,
}

impl Piece {
    fn first(bytes: &[u8]) -> Self {
        let start = bytes.get(..RAW_LINE_BYTES + 1).unwrap_or(bytes);
        if let Some(end) = memchr(b'\n', start) {
            let carriage = end > 0 && start.get(end - 1) == Some(&b'\r');
            return Self { shown: end - usize::from(carriage), used: end + 1, broken: true };
        }
        if bytes.len() <= RAW_LINE_BYTES {
            return Self { shown: bytes.len(), used: bytes.len(), broken: false };
        }
        // The cut goes before a character, if there is one to go before.
        let continues = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
        let cut = (RAW_LINE_BYTES - 3..=RAW_LINE_BYTES).rev().find(|at| !continues(at));
        let cut = cut.unwrap_or(RAW_LINE_BYTES);
        Self { shown: cut, used: cut, broken: false }
    }

    fn next(&self, at: Mark) -> Mark {
        Mark {
            byte: at.byte + self.used as u64,
            number: at.number + u64::from(self.broken),
            continued: !self.broken,
        }
    }
}

/// Bytes as text in which everything can be seen; tabs stay.
fn show(bytes: &[u8]) -> String {
    let text = super::decode::lossless(bytes);
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character != '\t' && super::decode::is_unseen(character) {
            push_escaped(&mut shown, character);
        } else {
            shown.push(character);
        }
    }
    shown
}
