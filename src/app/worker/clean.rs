//! Keeps live tokens out of files that leave Dapple, whatever the server put into its answer.

use std::io::{self, Write};

use dapple_data::token::{MAX_CHARS, Scrubber};

/// How much is looked at at once.
const PIECE: usize = 1 << 16;
/// The longest beginning of a token that may end a piece.
const KEPT: usize = MAX_CHARS - 1;

/// A writer in front of another that replaces every live token by its id and `…`.
pub(crate) struct Clean<W> {
    inner: W,
    scrubber: Scrubber,
    held: Vec<u8>,
}

impl<W: Write> Clean<W> {
    pub(crate) fn new(inner: W, scrubber: &Scrubber) -> Self {
        Self { inner, scrubber: scrubber.clone(), held: Vec::new() }
    }

    /// Passes on what was held back and gives the writer behind.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        let held = std::mem::take(&mut self.held);
        self.inner.write_all(&self.scrubber.scrub_bytes(&held))?;
        Ok(self.inner)
    }

    /// The writer behind, without what was held back: for an output that is given up.
    pub(crate) fn abandon(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Clean<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            let clean = self.scrubber.scrub_bytes(&self.held);
            // What is held back may be the beginning of a token that the next bytes complete.
            let (ready, rest) = clean.split_at(clean.len().saturating_sub(KEPT));
            self.inner.write_all(ready)?;
            self.held = rest.to_vec();
        }
        Ok(bytes.len())
    }

    /// Passes nothing on: [`Clean::finish`] does.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
