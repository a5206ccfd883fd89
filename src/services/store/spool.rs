//! A large answer on the disk: an unnamed file in the cache folder, gone with the process however it
//! ends, read by position through a small cache of pages.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use dapple_data::document::Source;

use super::StoreError;
use super::pages::{PAGE, Pages};

/// Called by [`Spool::peek`](Source::peek), within a frame, with a page that is not in memory. It
/// should only hand the page to the pool, which then calls [`PageWanted::fetch`].
type Ask = dyn Fn(PageWanted) + Send + Sync;

/// The reading half. Clones share the file and its pages.
#[derive(Clone)]
pub struct Spool {
    inner: Arc<Inner>,
}

struct Inner {
    file: File,
    len: AtomicU64,
    pages: Mutex<Pages>,
    ask: Box<Ask>,
}

impl Inner {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        // Held for look-ups in memory only, never while the disk is read: a frame may wait for it.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn len(&self) -> u64 {
        self.len.load(Ordering::Acquire)
    }

    fn within(&self, range: &Range<u64>) -> Range<u64> {
        let end = range.end.min(self.len());
        range.start.min(end)..end
    }

    fn read(&self, range: &Range<u64>) -> io::Result<Bytes> {
        let length = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        read_exact_at(&self.file, &mut bytes, range.start)?;
        Ok(bytes.into())
    }
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spool").field("len", &self.inner.len()).finish_non_exhaustive()
    }
}

impl Spool {
    /// Bytes of memory that its pages use.
    pub fn size_in_memory(&self) -> usize {
        self.inner.pages().size()
    }
}

impl Source for Spool {
    fn len(&self) -> u64 {
        self.inner.len()
    }

    fn peek(&self, range: Range<u64>) -> Option<Bytes> {
        let range = self.inner.within(&range);
        if range.is_empty() {
            return Some(Bytes::new());
        }
        let missing = {
            let mut pages = self.inner.pages();
            match pages.get(&range) {
                Ok(bytes) => return Some(bytes),
                Err(missing) => missing.into_iter().filter(|page| pages.ask(*page)).collect::<Vec<_>>(),
            }
        };
        for page in missing {
            (self.inner.ask)(PageWanted { spool: Arc::clone(&self.inner), page, answered: false });
        }
        None
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let range = self.inner.within(&range);
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        // A search that runs through everything takes what is there but does not push out the pages
        // that are on the screen.
        let held = self.inner.pages().get(&range);
        held.or_else(|_| self.inner.read(&range))
    }
}

/// A page that somebody looks at. Dropped without being fetched, it may be asked for again.
pub struct PageWanted {
    spool: Arc<Inner>,
    page: u64,
    answered: bool,
}

impl fmt::Debug for PageWanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageWanted").field("page", &self.page).finish_non_exhaustive()
    }
}

impl PageWanted {
    /// Reads the page into memory. For the pool; the caller then wakes the window.
    ///
    /// # Errors
    /// What the disk says. The page may then be asked for again.
    pub fn fetch(mut self) -> io::Result<()> {
        let start = self.page * PAGE;
        let range = self.spool.within(&(start..start + PAGE));
        let bytes = self.spool.read(&range)?;
        self.answered = true;
        self.spool.pages().answer(self.page, Some(bytes));
        Ok(())
    }
}

impl Drop for PageWanted {
    fn drop(&mut self) {
        if !self.answered {
            self.spool.pages().answer(self.page, None);
        }
    }
}

/// The writing half: bytes are added at the end, and the spool shows them as soon as they are there.
pub struct SpoolWriter {
    spool: Spool,
    folder: PathBuf,
}

impl fmt::Debug for SpoolWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpoolWriter").field("len", &self.spool.len()).finish_non_exhaustive()
    }
}

impl SpoolWriter {
    /// Makes an empty spool in the cache folder. `ask` gets the pages that a frame looked for in vain.
    ///
    /// # Errors
    /// [`StoreError`], naming the folder.
    pub fn create(
        folder: &Path,
        ask: impl Fn(PageWanted) + Send + Sync + 'static,
    ) -> Result<Self, StoreError> {
        let file = tempfile::tempfile_in(folder).map_err(|error| StoreError::of_io(folder, &error))?;
        let inner = Inner { file, len: AtomicU64::new(0), pages: Mutex::default(), ask: Box::new(ask) };
        Ok(Self { spool: Spool { inner: Arc::new(inner) }, folder: folder.to_owned() })
    }

    /// Adds bytes at the end.
    ///
    /// # Errors
    /// [`StoreError`], naming the cache folder. What was added before stays readable.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write_all(bytes).map_err(|error| StoreError::of_io(&self.folder, &error))
    }

    /// The reading half, also while writing goes on.
    pub fn reader(&self) -> Spool {
        self.spool.clone()
    }

    /// Takes back what was added beyond so many bytes: a disk that fills up may take half of a piece.
    pub fn shorten(&mut self, len: u64) {
        self.spool.inner.len.fetch_min(len, Ordering::AcqRel);
    }

    /// How many bytes are here.
    pub fn len(&self) -> u64 {
        self.spool.inner.len()
    }

    /// Whether nothing was added yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Ends the writing.
    pub fn finish(self) -> Spool {
        self.spool
    }
}

impl Write for SpoolWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let inner = &self.spool.inner;
        let end = inner.len();
        let written = write_at(&inner.file, bytes, end)?;
        // Readers that see the new length see the bytes: the file was written before.
        inner.len.store(end + written as u64, Ordering::Release);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], start: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, bytes, start)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, start)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = bytes.get_mut(read..).unwrap_or_default();
        start += read as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn write_at(file: &File, bytes: &[u8], start: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, start)
}
