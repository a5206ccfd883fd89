//! Text on its way to a terminal: what a server sends must not move the cursor, change the title or reorder a line.

use std::io::{self, Write};

use super::decode::{is_unseen, push_escaped};

/// A writer in front of another that makes unseen characters visible, as [`visible`](super::visible) does. Line
/// ends and tabs pass; bytes that are no UTF-8 become `\xNN`.
#[derive(Debug)]
pub struct ForTerminal<W> {
    inner: W,
    /// Whether anything is changed at all: a pipe gets every byte as it is.
    is_terminal: bool,
    /// The beginning of a character whose other bytes have not come.
    held: Vec<u8>,
}

impl<W: Write> ForTerminal<W> {
    /// In front of a terminal, or of what is none and then gets all bytes unchanged.
    pub fn new(inner: W, is_terminal: bool) -> Self {
        Self { inner, is_terminal, held: Vec::new() }
    }

    /// Passes on what was held back and gives the writer behind.
    ///
    /// # Errors
    /// What the writer behind says.
    pub fn finish(mut self) -> io::Result<W> {
        let held = std::mem::take(&mut self.held);
        self.inner.write_all(escaped(&held).as_bytes())?;
        Ok(self.inner)
    }

    /// The writer behind, without what was held back: for an output that is given up.
    pub fn abandon(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for ForTerminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return self.inner.write(bytes);
        }
        let mut all = std::mem::take(&mut self.held);
        all.extend_from_slice(bytes);
        let mut shown = String::with_capacity(all.len() + 16);
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            show(&mut shown, chunk.valid());
            let rest = chunk.invalid();
            // At the end it may be half a character; anywhere else it is none.
            if chunks.peek().is_none() && could_begin(rest) {
                self.held = rest.to_vec();
            } else {
                shown.push_str(&escaped(rest));
            }
        }
        self.inner.write_all(shown.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn show(shown: &mut String, text: &str) {
    for character in text.chars() {
        if is_unseen(character) && !matches!(character, '\n' | '\t') {
            push_escaped(shown, character);
        } else {
            shown.push(character);
        }
    }
}

/// Whether more bytes could make a character of these.
fn could_begin(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: &[u8], size: usize, is_terminal: bool) -> Vec<u8> {
        let mut out = ForTerminal::new(Vec::new(), is_terminal);
        for piece in bytes.chunks(size) {
            out.write_all(piece).unwrap();
        }
        out.finish().unwrap()
    }

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through_wherever_it_is_cut() {
        let bytes = "a\u{1b}]0;title\u{7}\tü\r\n\u{9b}2J\u{202e}高🏗".as_bytes();
        let wanted = "a\\u001b]0;title\\u0007\tü\\u000d\n\\u009b2J\\u202e高🏗";
        for size in 1..=bytes.len() {
            assert_eq!(String::from_utf8(written(bytes, size, true)).unwrap(), wanted, "pieces of {size}");
            assert_eq!(written(bytes, size, false), bytes, "a pipe gets what came");
        }
    }

    #[test]
    fn what_is_no_text_is_shown_as_bytes() {
        for size in 1..=5 {
            assert_eq!(written(b"a\xff\xc3b\xc3", size, true), b"a\\xff\\xc3b\\xc3", "pieces of {size}");
        }
    }
}
