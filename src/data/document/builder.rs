//! Checks and indexes JSON as its bytes arrive: one pass, no recursion, no bytes kept.
//!
//! The pass may stop and go on at any byte, also inside an escape, a UTF-8 sequence or a number. It follows
//! RFC 8259 to the letter, with three kindnesses: a byte order mark at the start is skipped, the bytes of a
//! string need not be UTF-8, and escaped surrogates need not come in pairs. All three are shown, not hidden.

use super::error::{ErrorKind, SyntaxError};
use super::grammar::{self, NumberState, TextState, Word};
use super::index::{Index, Layout};
use super::node::Kind;

/// Levels a document may have.
pub const MAX_DEPTH: usize = 1_000;
/// Bytes a document may have: one less than 4 GiB.
pub const MAX_BYTES: u64 = u32::MAX as u64;

/// What the pass expects at the next byte, or the token it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// The first bytes, where a byte order mark may lie; how many of its bytes were seen.
    Mark(u8),
    /// A value.
    Value,
    /// After `[`: a value or `]`.
    ItemOrEnd,
    /// After `{`: a key or `}`.
    KeyOrEnd,
    /// After a comma in an object.
    Key,
    /// After a key.
    Colon,
    /// After a value: a comma or the end of what holds it.
    Next,
    /// In a document of lines: a value or a blank.
    Line,
    /// In a document of lines, after a value.
    LineEnd,
    /// Inside a string; whether it is a key.
    Text(TextState, bool),
    /// Inside a number.
    Number(NumberState),
    /// Inside `true`, `false` or `null`, after this many bytes.
    Word(Word, u8),
}

/// What stopped the pass; behind one pointer, so that the steps hand back a register.
pub(crate) type Halt = Box<(ErrorKind, String)>;

/// Builds an [`Index`] from bytes that arrive in pieces of any size.
#[derive(Debug)]
pub struct Builder {
    pub(crate) index: Index,
    pub(crate) state: State,
    /// Where the token began that is open.
    pub(crate) token: u32,
    /// Position of the first byte of the piece being read.
    pub(crate) base: u64,
    /// Line breaks seen.
    pub(crate) breaks: u64,
    /// Characters of the current line that lie in earlier pieces.
    pub(crate) column: u64,
    /// In the piece being read: where the part begins that `column` does not count yet.
    pub(crate) counted: usize,
    limit: u64,
}

impl Builder {
    /// A pass over one JSON value or over lines of them.
    pub fn new(layout: Layout) -> Self {
        Self::with_limit(layout, MAX_BYTES)
    }

    pub(crate) fn with_limit(layout: Layout, limit: u64) -> Self {
        let index = Index { layout, ..Index::default() };
        let mut builder =
            Self { index, state: State::Mark(0), token: 0, base: 0, breaks: 0, column: 0, counted: 0, limit };
        if layout == Layout::Lines {
            // The list of values is an array that no byte opens: an index cannot be full at its first node.
            let _ = builder.open(Kind::Array, 0);
            builder.state = State::Mark(0);
        }
        builder
    }

    /// Reads the next bytes. After an error they are passed over.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.index.error.is_some() {
            return;
        }
        let room = usize::try_from(self.limit - self.base).unwrap_or(usize::MAX);
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.counted = 0;
        let mut at = 0;
        while at < taken.len() {
            if let Err(halt) = self.step(taken, &mut at) {
                self.column += count_chars(taken.get(self.counted..at).unwrap_or_default());
                self.halt(*halt, self.base + at as u64);
                return;
            }
        }
        self.column += count_chars(taken.get(self.counted..).unwrap_or_default());
        self.base += taken.len() as u64;
        self.index.bytes = self.base;
        if taken.len() < bytes.len() {
            self.halt(
                (ErrorKind::TooLarge, "A document can hold 4 GiB at most; the rest is left out".into()),
                self.base,
            );
        }
    }

    /// The first error so far.
    pub fn error(&self) -> Option<&SyntaxError> {
        self.index.error.as_ref()
    }

    /// Bytes read so far; where an error was, up to it.
    pub fn bytes(&self) -> u64 {
        self.index.bytes
    }

    /// Whether the bytes so far are a whole document: more may follow only as white space (or as lines).
    pub fn is_complete(&self) -> bool {
        match self.state {
            State::Next => self.index.open.is_empty() && self.index.node_count() > 0,
            State::Line | State::LineEnd => true,
            _ => false,
        }
    }

    /// Whether the pass ended because another value begins on a line after the first; `bytes` are all that
    /// it was fed.
    pub(crate) fn met_a_second_line(&self, bytes: &[u8]) -> bool {
        let Some(error) = self.error() else { return false };
        let at = error.byte as usize;
        let whole = self.state == State::Next && self.index.open.is_empty();
        let begins = bytes.get(at).is_some_and(|&byte| {
            matches!(byte, b'{' | b'[' | b'"' | b't' | b'f' | b'n') || NumberState::first(byte).is_some()
        });
        let gap = bytes.get(self.index.node(0).end as usize..at).unwrap_or_default();
        whole && begins && gap.contains(&b'\n')
    }

    /// What is indexed so far. Cheap: full chunks are shared.
    pub fn snapshot(&self) -> Index {
        self.index.clone()
    }

    /// Ends the pass: a text that stops in the middle of a value is an error.
    pub fn finish_index(mut self) -> Index {
        if self.index.error.is_none() {
            self.end();
        }
        self.index.nodes.shrink();
        self.index.lines.shrink();
        self.index.marks.shrink();
        self.index.wide.shrink();
        self.index
    }

    fn end(&mut self) {
        if let State::Number(state) = self.state
            && state.is_whole()
            && let Err(halt) = self.scalar(Kind::Number, self.base as u32)
        {
            return self.halt(*halt, self.base);
        }
        let lines = self.index.layout == Layout::Lines;
        let whole = match self.state {
            State::Next => self.index.open.is_empty(),
            State::Mark(0) | State::Line | State::LineEnd => lines,
            _ => false,
        };
        if !whole {
            let message = self.unfinished();
            return self.halt((ErrorKind::Incomplete, message), self.base);
        }
        if lines {
            self.close_frame(self.base as u32);
        }
    }

    fn unfinished(&self) -> String {
        match self.state {
            State::Mark(_) | State::Value | State::Next | State::Line | State::LineEnd
                if self.index.node_count() == 0 =>
            {
                "There is no value: the text is empty".into()
            }
            State::Text(..) => "The text ends inside a string".into(),
            State::Number(_) => "The text ends inside a number".into(),
            State::Word(word, _) => format!("The text ends inside `{}`", word.text()),
            _ => match self.index.open.last() {
                Some(open) if open.object => "The text ends inside an object: `}` is missing".into(),
                Some(_) => "The text ends inside an array: `]` is missing".into(),
                None => "The text ends where a value should be".into(),
            },
        }
    }

    #[cold]
    fn halt(&mut self, (kind, message): (ErrorKind, String), byte: u64) {
        self.index.bytes = byte;
        let (line, column) = (self.breaks + 1, self.column + 1);
        self.index.error = Some(SyntaxError { kind, byte, line, column, message });
    }

    #[cold]
    pub(crate) fn unexpected(&self, byte: u8) -> Halt {
        let expected = match self.state {
            State::Value | State::Line | State::Mark(_) => "a value",
            State::ItemOrEnd => "a value or `]`",
            State::KeyOrEnd => "a key in quotes or `}`",
            State::Key => "a key in quotes",
            State::Colon => "`:` after the key",
            State::LineEnd => "the end of the line after its value",
            State::Next | State::Text(..) | State::Number(_) | State::Word(..) => {
                match self.index.open.last() {
                    Some(open) if open.object => "a comma or `}`",
                    Some(_) => "a comma or `]`",
                    None => "the end of the text after its value",
                }
            }
        };
        halt(ErrorKind::Grammar, format!("Expected {expected}, found {}", grammar::name(byte)))
    }
}

/// What stops the pass, with its message.
#[cold]
pub(crate) fn halt(kind: ErrorKind, message: impl Into<String>) -> Halt {
    Box::new((kind, message.into()))
}

/// Characters of UTF-8 text: all bytes but those that continue one.
fn count_chars(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64
}

/// Whether a text is one value or one on each line, from its first bytes (64 KB are plenty).
///
/// Lines it is when a whole value, a line break and the beginning of another value were seen.
pub fn detect(start: &[u8]) -> Layout {
    let mut pass = Builder::new(Layout::Value);
    pass.feed(start);
    if pass.met_a_second_line(start) { Layout::Lines } else { Layout::Value }
}
