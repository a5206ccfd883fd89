//! Where a document's bytes lie: in memory, or behind a cache of pages.

use bytes::Bytes;
use std::io;
use std::ops::{Deref, Range};

/// The bytes of a document, read by position. Ranges past the end are cut, never an error.
pub trait Source: Send + Sync + std::fmt::Debug {
    /// Number of bytes.
    fn len(&self) -> u64;

    /// Whether there are no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes if they are at hand without waiting. `None` asks for them: the caller draws the place dim
    /// and is woken when they came.
    fn peek(&self, range: Range<u64>) -> Option<Bytes>;

    /// The bytes, waiting for the disk if need be. For the pool, never in a frame.
    ///
    /// # Errors
    /// What the disk says.
    fn read(&self, range: Range<u64>) -> io::Result<Bytes>;

    /// All bytes where they lie in memory as one piece, so that hot loops borrow instead of counting references.
    fn whole(&self) -> Option<&[u8]> {
        None
    }
}

/// Bytes in memory.
#[derive(Clone, Default)]
pub struct Memory(pub Bytes);

/// Says how much there is and nothing of it: it is somebody's data.
impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Memory({} bytes)", self.0.len())
    }
}

impl Source for Memory {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn peek(&self, range: Range<u64>) -> Option<Bytes> {
        let range = within(&range, self.0.len());
        Some(self.0.slice(range))
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        Ok(self.0.slice(within(&range, self.0.len())))
    }

    fn whole(&self) -> Option<&[u8]> {
        Some(&self.0)
    }
}

/// The part of a range that lies inside `len` bytes.
pub(crate) fn within(range: &Range<u64>, len: usize) -> Range<usize> {
    let end = usize::try_from(range.end).map_or(len, |end| end.min(len));
    let start = usize::try_from(range.start).map_or(end, |start| start.min(end));
    start..end
}

/// Bytes of a document, borrowed from memory or shared from a page.
#[derive(Clone, Debug)]
pub(crate) enum Slice<'a> {
    Borrowed(&'a [u8]),
    Shared(Bytes),
}

impl Deref for Slice<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Slice::Borrowed(bytes) => bytes,
            Slice::Shared(bytes) => bytes,
        }
    }
}

impl<'a> Slice<'a> {
    /// A part of these bytes; the part of the range that exists.
    pub fn part(&self, range: Range<usize>) -> Slice<'a> {
        let range = within(&(range.start as u64..range.end as u64), self.len());
        match self {
            Slice::Borrowed(bytes) => Slice::Borrowed(bytes.get(range).unwrap_or_default()),
            Slice::Shared(bytes) => Slice::Shared(bytes.slice(range)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_past_the_end_are_cut() {
        let memory = Memory(Bytes::from_static(b"abcdef"));
        assert_eq!(memory.peek(2..4).as_deref(), Some(&b"cd"[..]));
        assert_eq!(memory.peek(4..u64::MAX).as_deref(), Some(&b"ef"[..]));
        assert_eq!(memory.read(9..12).ok().as_deref(), Some(&b""[..]));
        assert_eq!(memory.len(), 6);
        assert!(!memory.is_empty());
    }
}
