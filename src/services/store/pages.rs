//! The pages of a spooled answer that are in memory: a small cache, least recently seen goes first.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use bytes::{Bytes, BytesMut};

/// Bytes in a page.
pub(super) const PAGE: u64 = 256 * 1024;

/// How many pages one answer keeps: 16 MiB.
const CAPACITY: usize = 64;

/// The cache, and the pages that were asked for and did not come yet.
#[derive(Debug, Default)]
pub(super) struct Pages {
    held: HashMap<u64, (Bytes, u64)>,
    asked: HashSet<u64>,
    clock: u64,
}

impl Pages {
    /// The bytes of a range that is not empty, or the pages that have to come first.
    ///
    /// A range inside one page is shared with it; one across pages is copied together.
    pub fn get(&mut self, range: &Range<u64>) -> Result<Bytes, Vec<u64>> {
        let wanted = (range.start / PAGE)..=((range.end - 1) / PAGE);
        let missing: Vec<u64> = wanted.clone().filter(|page| self.part(*page, range).is_none()).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        self.clock += 1;
        for page in wanted.clone() {
            if let Some((_, seen)) = self.held.get_mut(&page) {
                *seen = self.clock;
            }
        }
        if wanted.start() == wanted.end() {
            return self.part(*wanted.start(), range).ok_or_else(Vec::new);
        }
        let mut joined = BytesMut::new();
        for page in wanted {
            joined.extend_from_slice(&self.part(page, range).unwrap_or_default());
        }
        Ok(joined.freeze())
    }

    /// What a held page has of the range; `None` when it lacks any of it. The last page of an answer
    /// that is still coming grows after it was read.
    fn part(&self, page: u64, range: &Range<u64>) -> Option<Bytes> {
        let (bytes, _) = self.held.get(&page)?;
        let base = page * PAGE;
        let start = usize::try_from(range.start.max(base) - base).ok()?;
        let end = usize::try_from(range.end.min(base + PAGE) - base).ok()?;
        (end <= bytes.len()).then(|| bytes.slice(start..end))
    }

    /// Notes that a page is asked for. `false` when it was already.
    pub fn ask(&mut self, page: u64) -> bool {
        self.asked.insert(page)
    }

    /// A page that was asked for came, or could not be read.
    pub fn answer(&mut self, page: u64, bytes: Option<Bytes>) {
        self.asked.remove(&page);
        let Some(bytes) = bytes else { return };
        self.clock += 1;
        self.held.insert(page, (bytes, self.clock));
        if self.held.len() > CAPACITY
            && let Some(oldest) = self.held.iter().min_by_key(|(_, (_, seen))| *seen).map(|(page, _)| *page)
        {
            self.held.remove(&oldest);
        }
    }

    /// Bytes of memory in use.
    pub fn size(&self) -> usize {
        self.held.values().map(|(bytes, _)| bytes.len()).sum()
    }
}
