//! Why a text is no JSON document, and where.

use crate::stop::Stopped;
use std::io;

/// What ended the reading of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text breaks JSON's grammar (RFC 8259).
    Grammar,
    /// The text ends in the middle of a value.
    Incomplete,
    /// More levels than [`super::MAX_DEPTH`].
    TooDeep,
    /// More bytes than [`super::MAX_BYTES`], or more values than an index can hold.
    TooLarge,
}

/// The first place where a text stops being JSON. What was read before it stays viewable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, column {column})")]
pub struct SyntaxError {
    /// What kind of end it was.
    pub kind: ErrorKind,
    /// The byte that could not be read, from 0; the length of the text when it ended too early.
    pub byte: u64,
    /// Its line, from 1.
    pub line: u64,
    /// Its column in characters, from 1.
    pub column: u64,
    /// What was expected and what was found, as a sentence without a full stop.
    pub message: String,
}

/// Why work on a whole document has no result.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Somebody asked it to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The bytes could not be read: the disk was full or is gone, and the document has to be loaded again.
    #[error("The document could not be read back from the disk; load it again")]
    Disk(#[from] io::Error),
}
