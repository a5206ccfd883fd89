//! The outline of an operation text: which operations and fragments it holds, where, with which variables.
//!
//! It reads lexemes, not a syntax tree, so a text in the middle of being typed keeps its outline and
//! every range stays exact. A definition that is not closed ends where the next one begins a line.

use std::ops::Range;

use super::lexeme::{Lexeme, LexemeKind, lexemes};

/// What a definition of an operation text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Reads data.
    Query,
    /// Changes data.
    Mutation,
    /// Waits for events.
    Subscription,
    /// A fragment: part of operations, not one by itself.
    Fragment,
}

impl OperationKind {
    /// Whether a server can run it by itself.
    pub fn is_executable(self) -> bool {
        self != Self::Fragment
    }

    /// Its keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
            Self::Fragment => "fragment",
        }
    }

    fn from_keyword(word: &str) -> Option<Self> {
        [Self::Query, Self::Mutation, Self::Subscription, Self::Fragment]
            .into_iter()
            .find(|kind| kind.keyword() == word)
    }
}

/// An operation or a fragment of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// What it is.
    pub kind: OperationKind,
    /// Its name; none for an anonymous operation or while it is missing.
    pub name: Option<String>,
    /// Where its name is, in bytes.
    pub name_range: Option<Range<usize>>,
    /// The type behind `on` of a fragment.
    pub on: Option<String>,
    /// From its first to behind its last word, in bytes.
    pub range: Range<usize>,
    /// Whether its selection is there and closed.
    pub is_closed: bool,
    /// Its variables in the order of the text.
    pub variables: Vec<VariableDef>,
}

/// A declared variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableDef {
    /// Its name, without `$`.
    pub name: String,
    /// Its type as GraphQL writes it, such as `[String!]!`; empty while it is missing.
    pub type_text: String,
    /// The source text of its default value.
    pub default: Option<String>,
    /// From `$` to behind the type or default, in bytes.
    pub range: Range<usize>,
}

impl VariableDef {
    /// Whether a value must be given: not nullable and without a default.
    pub fn is_required(&self) -> bool {
        self.type_text.ends_with('!') && self.default.is_none()
    }
}

/// The operations and fragments of `text`, in order. Never fails.
pub fn operations(text: &str) -> Vec<Operation> {
    let words: Vec<Lexeme> = lexemes(text).into_iter().filter(Lexeme::is_significant).collect();
    let mut scanner = Scanner { text, words: &words, at: 0 };
    let mut found = Vec::new();
    while scanner.at < words.len() {
        found.extend(scanner.definition());
    }
    found
}

/// The operation that "run" means with the caret at `byte`: the one around the caret, or else the only
/// one of the text. Fragments are never meant.
pub fn operation_at(text: &str, byte: usize) -> Option<Operation> {
    let mut runnable: Vec<Operation> =
        operations(text).into_iter().filter(|o| o.kind.is_executable()).collect();
    let around =
        runnable.iter().rposition(|o| o.range.start <= byte && (byte <= o.range.end)).or_else(|| {
            runnable
                .iter()
                .rposition(|o| !o.is_closed && o.range.start <= byte)
                .filter(|&n| n + 1 == runnable.len())
        });
    match around {
        Some(at) => Some(runnable.swap_remove(at)),
        None if runnable.len() == 1 => runnable.pop(),
        None => None,
    }
}

struct Scanner<'a> {
    text: &'a str,
    /// The significant lexemes.
    words: &'a [Lexeme],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn word(&self, at: usize) -> Option<&'a str> {
        self.words.get(at).map(|w| w.text(self.text))
    }

    fn is(&self, punctuator: u8) -> bool {
        self.words.get(self.at).is_some_and(|w| w.is(punctuator))
    }

    fn is_name(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|w| w.kind == LexemeKind::Name)
    }

    fn end_of_previous(&self) -> usize {
        self.at.checked_sub(1).and_then(|n| self.words.get(n)).map_or(0, |w| w.range.end)
    }

    /// The definition at the current word, if the outline shows it. Always moves on.
    fn definition(&mut self) -> Option<Operation> {
        let first = self.words.get(self.at)?;
        let start = first.range.start;
        if first.is(b'{') {
            let mut operation = empty(OperationKind::Query, start);
            self.selection(&mut operation);
            return Some(operation);
        }
        let word = first.text(self.text);
        self.at += 1;
        if let Some(kind) = OperationKind::from_keyword(word).filter(|_| first.kind == LexemeKind::Name) {
            return Some(self.named(kind, start));
        }
        if first.kind == LexemeKind::Name && is_type_system_keyword(word) {
            self.skip_type_system();
        }
        None
    }

    fn named(&mut self, kind: OperationKind, start: usize) -> Operation {
        let mut operation = empty(kind, start);
        if self.is_name(self.at) && !self.begins_definition() {
            operation.name = self.word(self.at).map(str::to_owned);
            operation.name_range = self.words.get(self.at).map(|w| w.range.clone());
            self.at += 1;
        }
        if kind == OperationKind::Fragment && self.word(self.at) == Some("on") {
            self.at += 1;
            if self.is_name(self.at) && !self.begins_definition() {
                operation.on = self.word(self.at).map(str::to_owned);
                self.at += 1;
            }
        }
        if self.is(b'(') {
            self.at += 1;
            self.variables(&mut operation.variables);
        }
        // Directives, or whatever stands before the selection.
        let mut parentheses = 0usize;
        while self.at < self.words.len() && !self.begins_definition() {
            match self.words[self.at].kind {
                LexemeKind::Punctuator(b'{') if parentheses == 0 => break,
                LexemeKind::Punctuator(b'(') => parentheses += 1,
                LexemeKind::Punctuator(b')') => parentheses = parentheses.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
        self.selection(&mut operation);
        operation
    }

    /// Passes the braces at the current word, if any, and closes the range of `operation`.
    fn selection(&mut self, operation: &mut Operation) {
        operation.is_closed = self.is(b'{') && self.braces();
        operation.range.end = self.end_of_previous();
    }

    /// Passes a pair of braces; false when it is not closed before the next definition.
    fn braces(&mut self) -> bool {
        let mut depth = 0usize;
        while self.at < self.words.len() {
            if depth > 0 && self.begins_definition() {
                return false;
            }
            let kind = self.words[self.at].kind;
            self.at += 1;
            match kind {
                LexemeKind::Punctuator(b'{') => depth += 1,
                LexemeKind::Punctuator(b'}') if depth <= 1 => return true,
                LexemeKind::Punctuator(b'}') => depth -= 1,
                _ => {}
            }
        }
        false
    }

    fn skip_type_system(&mut self) {
        while self.at < self.words.len() {
            let follows = self.is_name(self.at) && self.begins_line() && self.is_any_keyword();
            if follows
                || matches!(
                    self.words[self.at].kind,
                    LexemeKind::String { .. } | LexemeKind::BlockString { .. }
                )
            {
                return;
            }
            if self.is(b'{') {
                self.braces();
                return;
            }
            self.at += 1;
        }
    }

    fn is_any_keyword(&self) -> bool {
        self.word(self.at)
            .is_some_and(|w| is_type_system_keyword(w) || OperationKind::from_keyword(w).is_some())
    }

    fn begins_line(&self) -> bool {
        let start = self.words.get(self.at).map_or(0, |w| w.range.start);
        start == 0 || matches!(self.text.as_bytes().get(start - 1), Some(b'\n' | b'\r'))
    }

    /// Whether a definition surely begins here although the one before is still open: its keyword
    /// begins a line and a name follows.
    fn begins_definition(&self) -> bool {
        self.is_name(self.at) && self.begins_line() && self.is_any_keyword() && self.is_name(self.at + 1)
    }

    fn variables(&mut self, found: &mut Vec<VariableDef>) {
        while self.at < self.words.len() && !self.begins_definition() {
            if self.is(b'$') {
                found.extend(self.variable());
            } else if self.is(b')') {
                self.at += 1;
                return;
            } else if self.is(b'{') {
                return;
            } else if self.is(b'(') {
                self.parentheses();
            } else {
                self.at += 1;
            }
        }
    }

    /// Passes the arguments of a directive.
    fn parentheses(&mut self) {
        while self.at < self.words.len() && !self.is(b')') && !self.begins_definition() {
            self.at += 1;
        }
        self.at += usize::from(self.is(b')'));
    }

    fn variable(&mut self) -> Option<VariableDef> {
        let start = self.words.get(self.at)?.range.start;
        self.at += 1;
        if !self.is_name(self.at) {
            return None;
        }
        let name = self.word(self.at).unwrap_or_default().to_owned();
        self.at += 1;
        let mut variable = VariableDef { name, type_text: String::new(), default: None, range: start..start };
        if self.is(b':') {
            self.at += 1;
            variable.type_text = self.type_text();
        }
        if self.is(b'=') {
            self.at += 1;
            variable.default = self.value();
        }
        variable.range.end = self.end_of_previous();
        Some(variable)
    }

    fn type_text(&mut self) -> String {
        let mut written = String::new();
        while let Some(word) = self.words.get(self.at) {
            let is_complete = !written.is_empty() && !written.ends_with('[');
            match word.kind {
                LexemeKind::Name if is_complete || self.begins_definition() => break,
                LexemeKind::Punctuator(b'[') if is_complete => break,
                LexemeKind::Name | LexemeKind::Punctuator(b'[' | b']' | b'!') => {
                    written.push_str(word.text(self.text))
                }
                _ => break,
            }
            self.at += 1;
        }
        written
    }

    /// The source text of one value, with whatever brackets it has.
    fn value(&mut self) -> Option<String> {
        let start = self.words.get(self.at).filter(|w| !w.is(b')') && !w.is(b'$'))?.range.start;
        let mut depth = 0usize;
        while let Some(word) = self.words.get(self.at) {
            match word.kind {
                LexemeKind::Punctuator(b'[' | b'{') => depth += 1,
                LexemeKind::Punctuator(b']' | b'}') => depth = depth.saturating_sub(1),
                LexemeKind::Punctuator(b')') => break,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
        self.text.get(start..self.end_of_previous()).map(str::to_owned)
    }
}

fn empty(kind: OperationKind, start: usize) -> Operation {
    Operation {
        kind,
        name: None,
        name_range: None,
        on: None,
        range: start..start,
        is_closed: false,
        variables: Vec::new(),
    }
}

fn is_type_system_keyword(word: &str) -> bool {
    matches!(
        word,
        "schema" | "type" | "interface" | "union" | "enum" | "input" | "scalar" | "directive" | "extend"
    )
}
