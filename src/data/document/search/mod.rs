//! Finds text in the keys and values of a document: as it is typed, whatever the case, or as a pattern.
//!
//! [`Matcher`] is the needle made ready. Plain text is looked for in the bytes themselves, piece by piece, and
//! what is met there is looked at as the key or value it belongs to (`scan`); only what is written with escapes is
//! decoded. A pattern could reach over the border of a value, so it is held against each value by itself (`values`).

mod matcher;
mod scan;
mod values;

use super::document::Document;
use super::error::ReadError;
use super::node::NodeId;
use crate::stop::Stop;

pub use matcher::{Matcher, PatternError};

/// Where to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SearchIn {
    /// Keys only
    Keys,
    /// Values only: strings decoded, numbers and words as written
    Values,
    /// Keys and values
    #[default]
    Both,
}

impl SearchIn {
    fn keys(self) -> bool {
        self != Self::Values
    }

    fn values(self) -> bool {
        self != Self::Keys
    }
}

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Needle {
    /// The text, as it reads when decoded, or a pattern. Nothing is found for an empty one.
    pub text: String,
    /// Keys, values or both.
    pub place: SearchIn,
    /// Whether capital and small letters differ.
    pub case_sensitive: bool,
    /// The text is a regular expression, in the syntax of the `regex` crate.
    pub is_pattern: bool,
}

/// All values whose key or own text holds the needle, in document order. For the pool: it reads everything.
/// `progress` gets the number of bytes that were looked at, from several threads.
///
/// # Errors
/// [`ReadError::Stopped`], and [`ReadError::Disk`] with what the disk says.
pub fn search(
    document: &Document,
    matcher: &Matcher,
    stop: &Stop,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<NodeId>, ReadError> {
    if matcher.is_empty() {
        return Ok(Vec::new());
    }
    if matcher.is_literal() {
        scan::search(document, matcher, stop, progress)
    } else {
        values::search(document, matcher, stop, progress)
    }
}
