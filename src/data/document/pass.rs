//! The pass itself: one state for each place between tokens and within them, one step for each token.
//!
//! This is the hot loop of loading: the common bytes (the inside of strings, digits, plain punctuation) are
//! looked at first and in runs; everything else goes through the states of [`super::grammar`].

use super::builder::{Builder, Halt, MAX_DEPTH, State, halt};
use super::error::ErrorKind;
use super::grammar::{self, NumberState, TextState, Word};
use super::index::{LINE_EVERY, Layout, MARK_EVERY, Open, Wide};
use super::node::{Kind, Node};

impl Builder {
    /// Reads on within one token or one run of structure.
    pub(crate) fn step(&mut self, bytes: &[u8], at: &mut usize) -> Result<(), Halt> {
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
            if byte == b'"' && state == TextState::Plain {
                *at += 1;
                return self.text_end(key, (self.base + *at as u64) as u32);
            }
            match state.after(byte) {
                Ok(next) => state = next,
                Err(message) => return Err(halt(ErrorKind::Grammar, message)),
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
                Some(next) => {
                    state = next;
                    if state.takes_digits() {
                        *at += grammar::digit_run(bytes.get(*at + 1..).unwrap_or_default());
                    }
                }
                None if state.is_whole() => {
                    if state == NumberState::Zero && byte.is_ascii_digit() {
                        return Err(halt(ErrorKind::Grammar, "A number must not begin with 0"));
                    }
                    return self.scalar(Kind::Number, (self.base + *at as u64) as u32);
                }
                None => {
                    let message = format!("Expected a digit, found {}", grammar::name(byte));
                    return Err(halt(ErrorKind::Grammar, message));
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
                    return Err(halt(ErrorKind::Grammar, message));
                }
            }
        }
        self.scalar(word.kind(), (self.base + *at as u64) as u32)
    }

    pub(crate) fn scalar(&mut self, kind: Kind, end: u32) -> Result<(), Halt> {
        let (id, mut node) = self.node(kind, self.token)?;
        (node.end, node.next) = (end, id + 1);
        self.index.nodes.push(node);
        self.after_value();
        Ok(())
    }

    pub(crate) fn open(&mut self, kind: Kind, offset: u32) -> Result<(), Halt> {
        // The list that holds the lines is no level of the text.
        let levels = MAX_DEPTH + usize::from(self.index.layout == Layout::Lines);
        if self.index.open.len() >= levels {
            return Err(halt(ErrorKind::TooDeep, "This document has more than 1,000 levels"));
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
            return Err(halt(ErrorKind::TooLarge, message));
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

    pub(crate) fn close_frame(&mut self, end: u32) {
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
}
