//! A needle made ready: holds it against text and says where it stands.

use super::{Needle, SearchIn};
use memchr::memmem::Finder;
use regex::bytes::{Regex, RegexBuilder};
use std::ops::Range;
use std::sync::Arc;

/// The most memory a pattern may take when it is made ready, so that nobody's pattern takes all of it.
const MOST_PATTERN_BYTES: usize = 4 << 20;

/// Why a text is no regular expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is no regular expression: {0}")]
pub struct PatternError(pub String);

/// A needle that can be looked for.
#[derive(Clone, Debug)]
pub struct Matcher {
    needle: Needle,
    how: How,
}

#[derive(Clone, Debug)]
enum How {
    /// The bytes as they stand.
    Plain(Arc<Finder<'static>>),
    /// A pattern, or a text whatever the case.
    Pattern(Regex),
}

impl Matcher {
    /// Makes a needle ready.
    ///
    /// # Errors
    /// [`PatternError`] when its text is meant as a regular expression and is none.
    pub fn new(needle: &Needle) -> Result<Self, PatternError> {
        let how = if needle.is_pattern || !needle.case_sensitive {
            let text = if needle.is_pattern { needle.text.clone() } else { regex::escape(&needle.text) };
            let regex = RegexBuilder::new(&text)
                .case_insensitive(!needle.case_sensitive)
                .size_limit(MOST_PATTERN_BYTES)
                .build()
                .map_err(|error| PatternError(reason(&error)))?;
            How::Pattern(regex)
        } else {
            How::Plain(Arc::new(Finder::new(needle.text.as_bytes()).into_owned()))
        };
        Ok(Self { needle: needle.clone(), how })
    }

    /// What it was made of.
    pub fn needle(&self) -> &Needle {
        &self.needle
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.needle.text.is_empty()
    }

    /// Where the needle stands in a text, in bytes, from left to right. What is empty is left out.
    pub fn find_in(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        match &self.how {
            How::Plain(finder) => {
                finder.find_iter(text.as_bytes()).map(|at| at..at + self.needle.text.len()).collect()
            }
            How::Pattern(regex) => {
                let found = regex.find_iter(text.as_bytes()).map(|found| found.range());
                // Case folding matches whole characters, so that ranges are those of the text.
                found.filter(|range| !range.is_empty() && text.get(range.clone()).is_some()).collect()
            }
        }
    }

    pub(super) fn place(&self) -> SearchIn {
        self.needle.place
    }

    /// Whether it is text that matches itself and nothing across it.
    pub(super) fn is_literal(&self) -> bool {
        !self.needle.is_pattern
    }

    /// The most bytes that a match of a literal can take: a letter's other case may be longer.
    pub(super) fn longest(&self) -> usize {
        self.needle.text.chars().count() * 4
    }

    /// Whether text as it is written holds the needle once it is decoded.
    pub(super) fn holds(&self, written: &[u8]) -> bool {
        // Most text has no escapes and is looked at where it lies.
        if memchr::memchr(b'\\', written).is_none() && std::str::from_utf8(written).is_ok() {
            return self.find(written).is_some();
        }
        self.find(super::super::decode::decode(written).as_bytes()).is_some()
    }

    /// The first match in some bytes.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<usize> {
        match &self.how {
            How::Plain(finder) => finder.find(bytes),
            How::Pattern(regex) => regex.find(bytes).map(|found| found.start()),
        }
    }
}

/// The last line of the library's words, which says what is wrong.
fn reason(error: &regex::Error) -> String {
    let words = error.to_string();
    let last = words.lines().last().unwrap_or_default().trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}
