//! How a command ends: the exit code, and the words for it.

use std::process::ExitCode;

use crate::app::{Failure, Remedy};

/// The exit codes, as `--help` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Failed = 1,
    WrongUse = 2,
    OnlyErrors = 3,
    Partial = 4,
    NoConnection = 5,
    Stopped = 130,
    #[cfg_attr(windows, allow(dead_code, reason = "there is no such signal"))]
    Terminated = 143,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// An end that is not "done".
#[derive(Debug)]
pub(super) struct End {
    pub code: Code,
    /// For stderr, one or more lines; none are said where it is empty.
    pub words: String,
}

impl End {
    pub(super) fn new(code: Code, words: impl Into<String>) -> Self {
        Self { code, words: words.into() }
    }

    pub(super) fn failed(words: impl Into<String>) -> Self {
        Self::new(Code::Failed, words)
    }

    pub(super) fn wrong_use(words: impl Into<String>) -> Self {
        Self::new(Code::WrongUse, words)
    }

    /// Somebody stopped it and knows.
    pub(super) fn stopped(code: Code) -> Self {
        Self::new(code, String::new())
    }

    /// Something of Dapple's own broke; the log says where.
    pub(super) fn broke() -> Self {
        Self::failed("Something in Dapple broke. The log says where")
    }

    /// A failure of the worker, with the code that its remedy stands for.
    pub(super) fn of(failure: &Failure) -> Self {
        let refused = failure.remedies.contains(&Remedy::MakeToken);
        Self::new(if refused { Code::NoConnection } else { Code::Failed }, words(failure))
    }

    /// A failure on the way to the server, before anything was asked of it.
    pub(super) fn of_connecting(failure: &Failure) -> Self {
        // The keyring offers "this session only"; a file on this computer offers nothing.
        let is_local = failure.remedies.is_empty() || is_of_keyring(failure);
        Self::new(if is_local { Code::Failed } else { Code::NoConnection }, words(failure))
    }
}

/// Whether the keyring is what failed.
pub(super) fn is_of_keyring(failure: &Failure) -> bool {
    failure.remedies.contains(&Remedy::SessionOnly)
}

/// A failure in one line, and the id of its request for the people who run the server.
pub(super) fn words(failure: &Failure) -> String {
    let mut words = format!("{}. {}", failure.title, failure.advice);
    if let Some(id) = &failure.request_id {
        words.push_str(&format!("\nRequest {id}"));
    }
    words
}
