//! The lexical grammar of GraphQL, forgiving: any text becomes lexemes, in order, without overlap.
//!
//! Source: GraphQL specification (October 2021), section 2.1. What the specification refuses becomes
//! a lexeme marked as broken, so highlighting and the outline go on behind it.

use std::ops::Range;

/// What a [`Lexeme`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LexemeKind {
    /// A name or keyword.
    Name,
    /// One of `! $ & ( ) : = @ [ ] { | }`, its byte.
    Punctuator(u8),
    /// `...`
    Spread,
    /// An integer.
    Int,
    /// A number with a fraction or an exponent.
    Float,
    /// `"…"`; `closed` is false when the line ends before the closing quote.
    String {
        /// Whether the closing quote is there.
        closed: bool,
    },
    /// `"""…"""`; `closed` is false when the text ends before the closing quotes.
    BlockString {
        /// Whether the closing quotes are there.
        closed: bool,
    },
    /// `# …` up to the end of the line.
    Comment,
    /// `,`, which means nothing in GraphQL.
    Comma,
    /// A number that runs into letters or digits, such as `01` or `1x`.
    BadNumber,
    /// Characters that GraphQL has no use for outside strings and comments.
    Unknown,
}

/// A word of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lexeme {
    /// What it is.
    pub kind: LexemeKind,
    /// Where it is, in bytes; never empty, always at character boundaries.
    pub range: Range<usize>,
}

impl Lexeme {
    /// Whether the grammar sees it: everything but comments and commas.
    pub fn is_significant(&self) -> bool {
        !matches!(self.kind, LexemeKind::Comment | LexemeKind::Comma)
    }

    /// Its text.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.range.clone()).unwrap_or_default()
    }

    /// Whether it is this punctuator.
    pub fn is(&self, punctuator: u8) -> bool {
        self.kind == LexemeKind::Punctuator(punctuator)
    }
}

/// Cuts `text` into lexemes. Whitespace and byte order marks lie between them.
pub fn lexemes(text: &str) -> Vec<Lexeme> {
    let bytes = text.as_bytes();
    let mut found = Vec::with_capacity(bytes.len() / 6 + 4);
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        if let Some(blank) = blank_length(bytes, at) {
            at += blank;
            continue;
        }
        let (kind, end) = one(bytes, at, first);
        found.push(Lexeme { kind, range: at..end });
        at = end;
    }
    found
}

/// The value of a block string, given its source with quotes: lines dedented as the specification says.
///
/// Source: GraphQL specification, `BlockStringValue()`.
pub(crate) fn block_string_value(source: &str) -> String {
    let inner = source.strip_prefix("\"\"\"").unwrap_or(source);
    let inner = inner.strip_suffix("\"\"\"").unwrap_or(inner).replace("\\\"\"\"", "\"\"\"");
    let unified = inner.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = unified.split('\n').collect();
    let indent_of = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_blank = |line: &&str| indent_of(line) == line.len();
    let common = lines.iter().skip(1).filter(|l| !is_blank(l)).map(|l| indent_of(l)).min().unwrap_or(0);
    let dedented: Vec<&str> = lines
        .iter()
        .enumerate()
        .map(|(n, line)| if n == 0 { line } else { line.get(common..).unwrap_or_default() })
        .collect();
    let first = dedented.iter().position(|l| !is_blank(l)).unwrap_or(dedented.len());
    let last = dedented.iter().rposition(|l| !is_blank(l)).map_or(first, |n| n + 1);
    dedented.get(first..last).unwrap_or_default().join("\n")
}

fn blank_length(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes[at] {
        b' ' | b'\t' | b'\n' | b'\r' => Some(1),
        0xEF if bytes[at..].starts_with(b"\xEF\xBB\xBF") => Some(3),
        _ => None,
    }
}

fn one(bytes: &[u8], at: usize, first: u8) -> (LexemeKind, usize) {
    match first {
        b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']' | b'{' | b'|' | b'}' => {
            (LexemeKind::Punctuator(first), at + 1)
        }
        b',' => (LexemeKind::Comma, at + 1),
        b'.' if bytes[at..].starts_with(b"...") => (LexemeKind::Spread, at + 3),
        b'#' => (LexemeKind::Comment, line_end(bytes, at)),
        b'"' if bytes[at..].starts_with(b"\"\"\"") => block_string(bytes, at),
        b'"' => string(bytes, at),
        b'-' | b'0'..=b'9' => number(bytes, at),
        first if is_name_start(first) => (LexemeKind::Name, run_end(bytes, at, is_name_part)),
        _ => (LexemeKind::Unknown, unknown_end(bytes, at)),
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn is_name_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn run_end(bytes: &[u8], at: usize, belongs: impl Fn(u8) -> bool) -> usize {
    bytes[at..].iter().position(|&b| !belongs(b)).map_or(bytes.len(), |n| at + n)
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |n| at + n)
}

/// One ASCII character, or a whole run of others, so that a range never cuts a character. A byte order
/// mark inside the run stays in it.
fn unknown_end(bytes: &[u8], at: usize) -> usize {
    if bytes[at].is_ascii() { at + 1 } else { run_end(bytes, at, |b| !b.is_ascii()) }
}

fn string(bytes: &[u8], at: usize) -> (LexemeKind, usize) {
    let end = line_end(bytes, at);
    let mut here = at + 1;
    while here < end {
        match bytes[here] {
            b'"' => return (LexemeKind::String { closed: true }, here + 1),
            b'\\' => here += 2,
            _ => here += 1,
        }
    }
    (LexemeKind::String { closed: false }, end)
}

fn block_string(bytes: &[u8], at: usize) -> (LexemeKind, usize) {
    let mut from = at + 3;
    while let Some(found) = memchr::memmem::find(bytes.get(from..).unwrap_or_default(), b"\"\"\"") {
        let quotes = from + found;
        if bytes[quotes - 1] != b'\\' || quotes - 1 < at + 3 {
            return (LexemeKind::BlockString { closed: true }, quotes + 3);
        }
        from = quotes + 3;
    }
    (LexemeKind::BlockString { closed: false }, bytes.len())
}

fn number(bytes: &[u8], at: usize) -> (LexemeKind, usize) {
    let digits = |from: usize| run_end(bytes, from, |b| b.is_ascii_digit());
    let start = if bytes[at] == b'-' { at + 1 } else { at };
    let mut end = digits(start);
    let mut kind = LexemeKind::Int;
    let leading_zero = end > start + 1 && bytes[start] == b'0';
    let mut broken = end == start || leading_zero;
    if bytes.get(end) == Some(&b'.') && !bytes[end..].starts_with(b"...") {
        let fraction = digits(end + 1);
        broken |= fraction == end + 1;
        (kind, end) = (LexemeKind::Float, fraction);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        broken |= exponent == end + 1 + sign;
        (kind, end) = (LexemeKind::Float, exponent);
    }
    let tail = run_end(bytes, end, is_name_part);
    if broken || tail > end { (LexemeKind::BadNumber, tail) } else { (kind, end) }
}
