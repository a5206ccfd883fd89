//! One JSON answer: its bytes, its index, and the ways to look at it.
//!
//! A [`Builder`] checks and indexes bytes as they arrive; a [`Document`] joins the [`Index`] with a [`Source`]
//! of the bytes. A value is a [`NodeId`], its number in document order, so a subtree is a range of ids.
//! [`Folds`] turn values into the rows of a tree, [`PrettyLines`] into lines of text, and [`RawLines`] cut
//! the source itself into lines, for text that is broken. [`search`] finds text in keys and values, [`JsonPath`]
//! selects values, and [`compare`] says what differs between two documents.

mod builder;
mod chunks;
pub mod compare;
mod decode;
#[expect(clippy::module_inception, reason = "the document is what this room is about")]
mod document;
mod error;
mod folds;
mod grammar;
mod index;
mod jsonpath;
mod node;
mod pass;
mod path;
mod pretty;
mod raw;
mod reader;
mod runs;
mod search;
mod source;
mod terminal;
mod values;

pub use builder::{Builder, MAX_BYTES, MAX_DEPTH, detect};
pub use decode::visible;
pub(crate) use decode::{decode, is_unseen};
pub use document::{Children, Document};
pub use error::{ErrorKind, ReadError, SyntaxError};
pub use folds::Folds;
pub use index::{Index, Layout, Stats};
pub use jsonpath::{JsonPath, JsonPathError};
pub use node::{Kind, NodeId};
pub use path::{Path, PathError, Step};
pub use pretty::{Line, PrettyLines, TextKind};
pub use raw::{RAW_LINE_BYTES, RawLine, RawLines};
pub use reader::Reader;
pub use search::{Matcher, Needle, PatternError, SearchIn, search};
pub use source::{Memory, Source};
pub use terminal::ForTerminal;
pub use values::Excerpt;

#[cfg(test)]
mod tests;
