//! A small JSON reader: every value and key knows its place, comments are passed over, and the first
//! syntax error says in plain words what is wrong.

use std::ops::Range;

use super::strip::comment_end;
use crate::graphql::Problem;

/// Deeper texts are refused before they can exhaust the stack.
const MAX_DEPTH: usize = 128;

/// A JSON value at its place.
#[derive(Debug)]
pub struct Value {
    /// Where it is, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a [`Value`] is.
#[derive(Debug)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`, which of them is in the source.
    Bool,
    /// Its text is kept in the source.
    Number,
    /// Decoded.
    String(String),
    /// Its items in order.
    Array(Vec<Value>),
    /// Its members in order, those given twice included.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    /// Decoded.
    pub key: String,
    /// With its quotes.
    pub key_range: Range<usize>,
    /// What stands behind the colon.
    pub value: Value,
}

/// Reads a text of exactly one value.
///
/// # Errors
/// The first syntax error, with the code `JsonSyntax`.
pub fn read(text: &str) -> Result<Value, Problem> {
    let mut reader = Reader { text, at: if text.starts_with('\u{feff}') { 3 } else { 0 }, depth: 0 };
    let value = reader.value()?;
    reader.blank();
    match reader.peek() {
        None => Ok(value),
        Some(b',' | b'}' | b']') => Err(reader.error("There is one closing bracket or comma too many")),
        Some(_) => Err(reader.error("Nothing can follow the closing brace")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes blanks and comments.
    fn blank(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') => match comment_end(self.text, self.at) {
                    Some(end) => self.at = end,
                    None => return,
                },
                _ => return,
            }
        }
    }

    /// An error at the word that begins here.
    fn error(&self, message: &str) -> Problem {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.find('\n').unwrap_or(rest.len());
        if rest.starts_with("/*") {
            return self.error_over(line, "This comment has no end: */ is missing");
        }
        if rest.starts_with('#') {
            return self.error_over(line, "Comments begin with // here");
        }
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        self.error_over(word.max(first), message)
    }

    fn error_over(&self, length: usize, message: &str) -> Problem {
        Problem::error(self.at..self.at + length, "JsonSyntax", message)
    }

    fn value(&mut self) -> Result<Value, Problem> {
        self.blank();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.deeper(Self::object)?,
            Some(b'[') => self.deeper(Self::array)?,
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'\'') => return Err(self.error("Texts are written in double quotes")),
            Some(_) => self.literal()?,
            None => return Err(self.error("The text ends where a value is missing")),
        };
        Ok(Value { range: start..self.at, kind })
    }

    fn deeper(&mut self, inner: fn(&mut Self) -> Result<Kind, Problem>) -> Result<Kind, Problem> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error("Nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        let kind = inner(self)?;
        self.depth -= 1;
        Ok(kind)
    }

    fn literal(&mut self) -> Result<Kind, Problem> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let kind = match rest.get(..end).unwrap_or_default() {
            "true" | "false" => Kind::Bool,
            "null" => Kind::Null,
            "" => return Err(self.error("A value is missing here")),
            word if word.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                return Err(self.error(&format!("Texts are written in double quotes: \"{word}\"")));
            }
            _ => return Err(self.error("A value is missing here")),
        };
        self.at += end;
        Ok(kind)
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let leading_zero = self.peek() == Some(b'0');
        let integer = self.at;
        let mut correct = self.digits() && !(leading_zero && self.at - integer > 1);
        if self.peek() == Some(b'.') {
            self.at += 1;
            correct &= self.digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            correct &= self.digits();
        }
        if correct && !self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Ok(Kind::Number);
        }
        let length = self.at - start;
        self.at = start;
        Err(self.error_over(length.max(1), "This is not a JSON number"))
    }

    fn string(&mut self) -> Result<String, Problem> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(0x20..) => end += 1,
                Some(_) | None => {
                    let end = end.min(bytes.len());
                    return Err(Problem::error(
                        start..end,
                        "JsonSyntax",
                        "The closing quote is missing on this line",
                    ));
                }
            }
        }
        self.at = end + 1;
        let source = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(source).map_err(|_| {
            Problem::error(start..end + 1, "JsonSyntax", "This text has an escape that JSON does not know")
        })
    }

    fn array(&mut self) -> Result<Kind, Problem> {
        let mut items = Vec::new();
        self.blank();
        while self.peek() != Some(b']') {
            items.push(self.value()?);
            self.separator(b']')?;
        }
        self.at += 1;
        Ok(Kind::Array(items))
    }

    fn object(&mut self) -> Result<Kind, Problem> {
        let mut members = Vec::new();
        self.blank();
        while self.peek() != Some(b'}') {
            if self.peek() != Some(b'"') {
                let message = match self.peek() {
                    None => "The closing brace is missing",
                    _ => "A name in double quotes is expected here",
                };
                return Err(self.error(message));
            }
            let start = self.at;
            let key = self.string()?;
            let key_range = start..self.at;
            self.blank();
            if self.peek() != Some(b':') {
                return Err(self.error("A colon is missing behind the name"));
            }
            self.at += 1;
            members.push(Member { key, key_range, value: self.value()? });
            self.separator(b'}')?;
        }
        self.at += 1;
        Ok(Kind::Object(members))
    }

    /// Passes a comma that something follows, or stops before the closing bracket.
    fn separator(&mut self, close: u8) -> Result<(), Problem> {
        self.blank();
        match self.peek() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.blank();
                if self.peek() == Some(close) {
                    self.at = comma;
                    return Err(self.error("The last entry has no comma behind it"));
                }
                Ok(())
            }
            Some(byte) if byte == close => Ok(()),
            Some(_) => Err(self.error("A comma is missing before this")),
            None if close == b'}' => Err(self.error("The closing brace is missing")),
            None => Err(self.error("The closing bracket is missing")),
        }
    }
}
