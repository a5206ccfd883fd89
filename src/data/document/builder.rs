//! Checks and indexes JSON as its bytes arrive: one pass, no recursion, no bytes kept.
//!
//! The pass may stop and go on at any byte, also inside an escape, a UTF-8 sequence or a number. It follows
//! RFC 8259 to the letter, with three kindnesses: a byte order mark at the start is skipped, the bytes of a
//! string need not be UTF-8, and escaped surrogates need not come in pairs. All three are shown, not hidden.

use super::error::{ErrorKind, SyntaxError};
use super::grammar::{self, NumberState, TextState, Word};
use super::index::{Index, LINE_EVERY, Layout, MARK_EVERY, Open, Wide};
use super::node::{Kind, Node};

/// Levels a document may have.
pub const MAX_DEPTH: usize = 1_000;
/// Bytes a document may have: one less than 4 GiB.
pub const MAX_BYTES: u64 = u32::MAX as u64;

/// What the pass expects at the next byte, or the token it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
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

/// What stopped the pass.
type Halt = (ErrorKind, String);

/// Builds an [`Index`] from bytes that arrive in pieces of any size.
#[derive(Debug)]
pub struct Builder {
    index: Index,
    state: State,
    /// Where the token began that is open.
    token: u32,
    /// Position of the first byte of the piece being read.
    base: u64,
    /// Line breaks seen.
    breaks: u64,
    /// Characters of the current line that lie in earlier pieces.
    column: u64,
    /// In the piece being read: where the part begins that `column` does not count yet.
    counted: usize,
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
                self.halt(halt, self.base + at as u64);
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
            return self.halt(halt, self.base);
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

    fn halt(&mut self, (kind, message): Halt, byte: u64) {
        self.index.bytes = byte;
        let (line, column) = (self.breaks + 1, self.column + 1);
        self.index.error = Some(SyntaxError { kind, byte, line, column, message });
    }

    /// Reads on within one token or one run of structure.
    fn step(&mut self, bytes: &[u8], at: &mut usize) -> Result<(), Halt> {
        match self.state {
            State::Text(state, key) => self.text(bytes, at, state, key),
            State::Number(state) => self.number(bytes, at, state),
            State::Word(word, seen) => self.word(bytes, at, word, seen),
            State::Mark(seen) => self.mark(bytes, at, seen),
            _ => self.structure(bytes, at),
        }
    }

    fn start_state(&self) -> State {
        if self.index.layout == Layout::Lines { State::Line } else { State::Value }
    }

    /// Skips a byte order mark; half a mark is no JSON.
    fn mark(&mut self, bytes: &[u8], at: &mut usize, seen: u8) -> Result<(), Halt> {
        const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];
        let byte = bytes.get(*at).copied().unwrap_or_default();
        match MARK.get(usize::from(seen)) {
            Some(&wanted) if wanted == byte => *at += 1,
            _ if seen > 0 => return Err(self.unexpected(byte)),
            _ => {
                self.state = self.start_state();
                return Ok(());
            }
        }
        self.state = if seen == 2 { self.start_state() } else { State::Mark(seen + 1) };
        Ok(())
    }

    /// White space, brackets, commas and colons, up to the first byte of a token.
    fn structure(&mut self, bytes: &[u8], at: &mut usize) -> Result<(), Halt> {
        while let Some(&byte) = bytes.get(*at) {
            match byte {
                b' ' | b'\t' | b'\r' => {}
                b'\n' => self.line_break(*at),
                _ => {
                    self.token = (self.base + *at as u64) as u32;
                    self.significant(byte)?;
                    if matches!(self.state, State::Text(..) | State::Number(_) | State::Word(..)) {
                        *at += 1;
                        return Ok(());
                    }
                }
            }
            *at += 1;
        }
        Ok(())
    }

    fn line_break(&mut self, at: usize) {
        self.breaks += 1;
        self.column = 0;
        self.counted = at + 1;
        if self.state == State::LineEnd {
            self.state = State::Line;
        }
    }

    #[inline]
    fn significant(&mut self, byte: u8) -> Result<(), Halt> {
        match (self.state, byte) {
            (State::Next, b',') => {
                match self.index.open.last() {
                    Some(open) if open.object => self.state = State::Key,
                    Some(_) => self.state = State::Value,
                    None => return Err(self.unexpected(byte)),
                }
                Ok(())
            }
            (State::Key | State::KeyOrEnd, b'"') => {
                self.state = State::Text(TextState::Plain, true);
                Ok(())
            }
            (State::Colon, b':') => {
                self.state = State::Value;
                Ok(())
            }
            (State::Next | State::KeyOrEnd, b'}') => self.close(true, byte),
            (State::Next | State::ItemOrEnd, b']') => self.close(false, byte),
            (State::Value | State::ItemOrEnd | State::Line, _) => self.value(byte),
            _ => Err(self.unexpected(byte)),
        }
    }

    fn value(&mut self, byte: u8) -> Result<(), Halt> {
        match byte {
            b'"' => self.state = State::Text(TextState::Plain, false),
            b'{' => return self.open(Kind::Object, self.token),
            b'[' => return self.open(Kind::Array, self.token),
            b't' => self.state = State::Word(Word::True, 1),
            b'f' => self.state = State::Word(Word::False, 1),
            b'n' => self.state = State::Word(Word::Null, 1),
            _ => match NumberState::first(byte) {
                Some(state) => self.state = State::Number(state),
                None => return Err(self.unexpected(byte)),
            },
        }
        Ok(())
    }

    fn text(&mut self, bytes: &[u8], at: &mut usize, mut state: TextState, key: bool) -> Result<(), Halt> {
        while *at < bytes.len() {
            if state == TextState::Plain {
                *at += grammar::plain_run(bytes.get(*at..).unwrap_or_default());
            }
            let Some(&byte) = bytes.get(*at) else { break };
            match state.after(byte) {
                Ok(Some(next)) => state = next,
                Ok(None) => {
                    *at += 1;
                    return self.text_end(key, (self.base + *at as u64) as u32);
                }
                Err(message) => return Err((ErrorKind::Grammar, message)),
            }
            *at += 1;
        }
        self.state = State::Text(state, key);
        Ok(())
    }

    fn text_end(&mut self, key: bool, end: u32) -> Result<(), Halt> {
        if key {
            self.state = State::Colon;
            return Ok(());
        }
        self.scalar(Kind::String, end)
    }

    fn number(&mut self, bytes: &[u8], at: &mut usize, mut state: NumberState) -> Result<(), Halt> {
        while let Some(&byte) = bytes.get(*at) {
            match state.after(byte) {
                Some(next) => state = next,
                None if state.is_whole() => {
                    if state == NumberState::Zero && byte.is_ascii_digit() {
                        return Err((ErrorKind::Grammar, "A number must not begin with 0".into()));
                    }
                    return self.scalar(Kind::Number, (self.base + *at as u64) as u32);
                }
                None => {
                    let message = format!("Expected a digit, found {}", grammar::name(byte));
                    return Err((ErrorKind::Grammar, message));
                }
            }
            *at += 1;
        }
        self.state = State::Number(state);
        Ok(())
    }

    fn word(&mut self, bytes: &[u8], at: &mut usize, word: Word, seen: u8) -> Result<(), Halt> {
        let rest = word.text().as_bytes().get(usize::from(seen)..).unwrap_or_default();
        for (nth, wanted) in rest.iter().enumerate() {
            match bytes.get(*at) {
                None => {
                    self.state = State::Word(word, seen + nth as u8);
                    return Ok(());
                }
                Some(byte) if byte == wanted => *at += 1,
                Some(&byte) => {
                    let message = format!("Expected `{}`, found {}", word.text(), grammar::name(byte));
                    return Err((ErrorKind::Grammar, message));
                }
            }
        }
        self.scalar(word.kind(), (self.base + *at as u64) as u32)
    }

    fn scalar(&mut self, kind: Kind, end: u32) -> Result<(), Halt> {
        let (id, mut node) = self.node(kind, self.token)?;
        (node.end, node.next) = (end, id + 1);
        self.index.nodes.push(node);
        self.after_value();
        Ok(())
    }

    fn open(&mut self, kind: Kind, offset: u32) -> Result<(), Halt> {
        // The list that holds the lines is no level of the text.
        let levels = MAX_DEPTH + usize::from(self.index.layout == Layout::Lines);
        if self.index.open.len() >= levels {
            return Err((ErrorKind::TooDeep, "This document has more than 1,000 levels".into()));
        }
        let (id, node) = self.node(kind, offset)?;
        self.index.nodes.push(node);
        let object = kind == Kind::Object;
        self.index.open.push(Open { node: id, count: 0, object, marks: Vec::new() });
        self.state = if object { State::KeyOrEnd } else { State::ItemOrEnd };
        Ok(())
    }

    /// Counts a new node in and gives its id and what is known of it.
    #[inline]
    fn node(&mut self, kind: Kind, offset: u32) -> Result<(u32, Node), Halt> {
        let index = &mut self.index;
        let id = index.len();
        if id >= Node::MOST {
            let message = "A document can hold 536 million values at most; the rest is left out";
            return Err((ErrorKind::TooLarge, message.into()));
        }
        if id.is_multiple_of(LINE_EVERY) {
            index.lines.push(id + index.closed);
        }
        if let Some(count) = index.kinds.get_mut(kind as usize) {
            *count += 1;
        }
        index.depth = index.depth.max(index.open.len() as u32 + 1);
        let parent = index.open.last_mut().map(|open| {
            if open.count > 0 && open.count.is_multiple_of(MARK_EVERY) {
                open.marks.push(id);
            }
            open.count += 1;
            open.node
        });
        Ok((id, Node::new(kind, parent, offset)))
    }

    fn close(&mut self, object: bool, byte: u8) -> Result<(), Halt> {
        let lines = self.index.layout == Layout::Lines;
        match self.index.open.last() {
            Some(open) if open.object == object && !(lines && self.index.open.len() == 1) => {}
            _ => return Err(self.unexpected(byte)),
        }
        self.close_frame(self.token + 1);
        self.after_value();
        Ok(())
    }

    fn close_frame(&mut self, end: u32) {
        let index = &mut self.index;
        let Some(open) = index.open.pop() else { return };
        let next = index.len();
        index.nodes.change(open.node as usize, |node| (node.end, node.next) = (end, next));
        index.closed += u32::from(open.count > 0);
        if open.count > MARK_EVERY {
            let marks = index.marks.len() as u32;
            index.wide.push(Wide { node: open.node, end: next, count: open.count, marks });
            for mark in open.marks {
                index.marks.push(mark);
            }
        }
    }

    #[inline]
    fn after_value(&mut self) {
        let between = self.index.layout == Layout::Lines && self.index.open.len() == 1;
        self.state = if between { State::LineEnd } else { State::Next };
    }

    #[cold]
    fn unexpected(&self, byte: u8) -> Halt {
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
        (ErrorKind::Grammar, format!("Expected {expected}, found {}", grammar::name(byte)))
    }
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
    let Some(error) = pass.error() else { return Layout::Value };
    let byte = error.byte as usize;
    let whole = pass.state == State::Next && pass.index.open.is_empty();
    let begins = start.get(byte).is_some_and(|&byte| {
        matches!(byte, b'{' | b'[' | b'"' | b't' | b'f' | b'n') || NumberState::first(byte).is_some()
    });
    let root = pass.index.node(0);
    let broken = start.get(root.end as usize..byte).is_some_and(|gap| gap.contains(&b'\n'));
    if whole && begins && broken { Layout::Lines } else { Layout::Value }
}
