//! Cells as the XML of a sheet. Source: ECMA-376, part 1, 18.3.1 (worksheets) and 22.9.2.19 (`_xHHHH_`).
//!
//! Text stands in its cell (`inlineStr`), not in a list of all texts beside the sheets: nothing of a row has to
//! be kept once it is written, and what repeats is taken together when it is packed.

use std::borrow::Cow;
use std::io::Write as _;

use super::super::value::exact_number;
use super::{Bounds, cut_text};

/// How a cell looks: its place among the styles, see [`super::package::STYLES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Plain = 0,
    /// Bold.
    Header = 1,
    /// Italic.
    Units = 2,
}

/// Writes cells, row by row and in each from the left.
#[derive(Debug)]
pub(super) struct Cells<'b> {
    xml: Vec<u8>,
    bounds: Bounds<'b>,
    /// The number of the row that is open, as spreadsheets count them, from 1.
    row: String,
    /// Cells whose text was cut.
    pub cut: u64,
}

impl<'b> Cells<'b> {
    pub fn new(bounds: Bounds<'b>) -> Self {
        Self { xml: Vec::new(), bounds, row: String::new(), cut: 0 }
    }

    /// Begins a row, numbered from 0.
    pub fn row(&mut self, row: u32) {
        self.close();
        self.row.push_str(&(u64::from(row) + 1).to_string());
        self.xml.extend_from_slice(b"<row r=\"");
        self.xml.extend_from_slice(self.row.as_bytes());
        self.xml.extend_from_slice(b"\">");
    }

    fn close(&mut self) {
        if !self.row.is_empty() {
            self.xml.extend_from_slice(b"</row>");
            self.row.clear();
        }
    }

    /// The rows so far, all of them closed.
    pub fn finish(mut self) -> Vec<u8> {
        self.close();
        self.xml
    }

    fn open(&mut self, column: usize, look: Look) {
        self.xml.extend_from_slice(b"<c r=\"");
        push_letters(&mut self.xml, column);
        self.xml.extend_from_slice(self.row.as_bytes());
        self.xml.extend_from_slice(match look {
            Look::Plain => b"\"",
            Look::Header => b"\" s=\"1\"",
            Look::Units => b"\" s=\"2\"",
        });
    }

    /// A text cell; `""` is an empty one.
    pub fn text(&mut self, column: usize, words: &str, look: Look) {
        if words.is_empty() {
            return;
        }
        let clean = match self.bounds.scrubber {
            Some(scrubber) => scrubber.scrub(words),
            None => Cow::Borrowed(words),
        };
        let (words, cut) = cut_text(&clean, self.bounds.text);
        self.cut += u64::from(cut);
        self.open(column, look);
        self.xml.extend_from_slice(b" t=\"inlineStr\"><is><t");
        if words.starts_with(char::is_whitespace) || words.ends_with(char::is_whitespace) {
            self.xml.extend_from_slice(b" xml:space=\"preserve\"");
        }
        self.xml.push(b'>');
        push_text(&mut self.xml, words);
        self.xml.extend_from_slice(b"</t></is></c>");
    }

    /// A number with all its digits: as text where it has more than a number cell keeps.
    pub fn number(&mut self, column: usize, digits: &str, look: Look) {
        match exact_number(digits) {
            Some(value) => self.value(column, value, look),
            None => self.text(column, digits, look),
        }
    }

    /// A number cell.
    pub fn value(&mut self, column: usize, value: impl std::fmt::Display, look: Look) {
        self.open(column, look);
        self.xml.extend_from_slice(b"><v>");
        // Writing to memory cannot fail.
        let _ = write!(self.xml, "{value}");
        self.xml.extend_from_slice(b"</v></c>");
    }

    pub fn boolean(&mut self, column: usize, value: bool) {
        self.open(column, Look::Plain);
        self.xml.extend_from_slice(if value { b" t=\"b\"><v>1</v></c>" } else { b" t=\"b\"><v>0</v></c>" });
    }
}

/// The letters of a column, numbered from 0: `A`, `Z`, `AA`, `XFD`.
pub(super) fn push_letters(xml: &mut Vec<u8>, column: usize) {
    let mut letters = [0; 8];
    let mut at = letters.len();
    let mut rest = column + 1;
    while let Some(slot) = at.checked_sub(1).filter(|_| rest > 0).and_then(|at| letters.get_mut(at)) {
        *slot = b'A' + ((rest - 1) % 26) as u8;
        rest = (rest - 1) / 26;
        at -= 1;
    }
    xml.extend_from_slice(letters.get(at..).unwrap_or_default());
}

/// Text between tags. What XML cannot hold is written `_xHHHH_`, and what looks so is escaped.
pub(super) fn push_text(xml: &mut Vec<u8>, text: &str) {
    let is_plain = |byte: &u8| !matches!(byte, 0..0x20 | b'&' | b'<' | b'>' | b'_' | 0xEF);
    if text.as_bytes().iter().all(is_plain) {
        return xml.extend_from_slice(text.as_bytes());
    }
    for (at, character) in text.char_indices() {
        match character {
            '&' => xml.extend_from_slice(b"&amp;"),
            '<' => xml.extend_from_slice(b"&lt;"),
            '>' => xml.extend_from_slice(b"&gt;"),
            '_' if is_escape(text.as_bytes().get(at..).unwrap_or_default()) => {
                xml.extend_from_slice(b"_x005F_");
            }
            '\t' | '\n' => xml.push(character as u8),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => {
                // Writing to memory cannot fail.
                let _ = write!(xml, "_x{:04X}_", character as u32);
            }
            _ => xml.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

/// Whether `_xHHHH_` stands at the start.
fn is_escape(bytes: &[u8]) -> bool {
    match bytes {
        [b'_', b'x', digits @ ..] => {
            digits.get(..4).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
                && digits.get(4) == Some(&b'_')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, expected) in
            [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            let mut letters = Vec::new();
            push_letters(&mut letters, column);
            assert_eq!(String::from_utf8(letters).unwrap(), expected);
        }
    }

    #[test]
    fn text_is_what_xml_can_hold() {
        for (text, expected) in [
            ("plain é 😀", "plain é 😀"),
            ("a<b>&\"c'", "a&lt;b&gt;&amp;\"c'"),
            ("a\tb\nc\r", "a\tb\nc_x000D_"),
            ("\0\u{fffe}\u{ffff}\u{feff}", "_x0000__xFFFE__xFFFF_\u{feff}"),
            ("_x0041_ _x00g1_ _x004", "_x005F_x0041_ _x00g1_ _x004"),
        ] {
            let mut xml = Vec::new();
            push_text(&mut xml, text);
            assert_eq!(String::from_utf8(xml).unwrap(), expected);
        }
    }
}
