//! GraphQL operation text: tokens, outline, format, operations, variables.
//!
//! In reading order: [`lexemes`] cuts text into the words of the grammar and never
//! fails; [`tokens`] names their roles for highlighting; [`operations`] is the outline of a text that
//! may be half typed; [`syntax_error`] is the strict grammar with messages for people; [`format`] and
//! [`minify`] write the text anew without changing what it means; [`QueryCommand`] is the command line that
//! runs it; [`definitions`] are the selections as a tree of places, which [`edit`] changes one at a time;
//! [`connections`] reads a list in pages to its end.
//!
//! Every position in this room is a byte offset; [`line_column`] turns one into what people count.

mod command;
pub mod connections;
mod doc;
pub mod edit;
mod fingerprint;
mod format;
mod fragments;
mod grammar;
mod layout;
mod lexeme;
mod minify;
mod outline;
mod selection;
mod tokens;

#[cfg(test)]
pub(crate) mod conformance;
#[cfg(test)]
pub(crate) mod tests;

use std::ops::Range;

pub use command::QueryCommand;
pub use fingerprint::fingerprint;
pub use format::format;
pub use fragments::with_fragments;
pub use grammar::syntax_error;
pub(crate) use lexeme::block_string_value;
pub use lexeme::{Lexeme, LexemeKind, lexemes};
pub use minify::minify;
pub use outline::{Operation, OperationKind, VariableDef, operation_at, operations};
pub use selection::{
    Argument, Definition, DirectiveUse, Selection, SelectionKind, SelectionSet, definition_at, definitions,
};
pub use tokens::{Token, TokenKind, tokens};

/// How much a [`Problem`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A server will refuse the text.
    Error,
    /// The text runs, and something about it deserves a look.
    Warning,
}

/// Something wrong at a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes of the checked text; may be empty at the end of the text.
    pub range: Range<usize>,
    /// Whether a server would refuse the text for it.
    pub severity: Severity,
    /// One sentence for people, without a full stop.
    pub message: String,
    /// A stable name of the kind of problem, such as `UndefinedField`.
    pub code: &'static str,
}

impl Problem {
    /// A problem that makes a server refuse the text.
    pub fn error(range: Range<usize>, code: &'static str, message: impl Into<String>) -> Self {
        Self { range, severity: Severity::Error, message: message.into(), code }
    }

    /// A problem that a person may leave alone.
    pub fn warning(range: Range<usize>, code: &'static str, message: impl Into<String>) -> Self {
        Self { range, severity: Severity::Warning, message: message.into(), code }
    }
}

/// Line and column, both from 1, of the byte offset `byte`; columns count characters, not bytes.
///
/// A line ends at `\n`, `\r\n` or a lone `\r`, as GraphQL counts them. An offset past the end or
/// inside a character counts as the nearest place before it.
pub fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = text.get(..byte).unwrap_or_default();
    let bytes = before.as_bytes();
    let mut line = 1;
    let mut line_start = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let crlf = bytes[at] == b'\r' && text.as_bytes().get(at + 1) == Some(&b'\n');
        if !crlf {
            line += 1;
            line_start = at + 1;
        }
    }
    (line, before.get(line_start..).unwrap_or_default().chars().count() + 1)
}
