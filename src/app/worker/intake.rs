//! Bytes on their way in: indexed as they come, in memory while small, in a spool when large.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use dapple_data::document::{Builder, Document, Layout, Memory, Source, detect};

use super::Disk;
use crate::services::store::SpoolWriter;

/// Up to here an answer lives in memory; above, in an unnamed file that goes with the process.
const IN_MEMORY: usize = 64 << 20;
/// Pieces of this size are indexed and kept side by side, on two threads.
const SHARED_FROM: usize = 256 << 10;
/// As soon as this much is here, a growing answer is worth a look.
const WORTH_SHOWING: u64 = 1 << 20;

enum Kept {
    Memory(BytesMut),
    Spool(SpoolWriter),
}

/// Takes the bytes of one answer or file.
pub(super) struct Intake {
    disk: Arc<Disk>,
    builder: Option<Builder>,
    kept: Kept,
    received: u64,
}

impl Intake {
    pub(super) fn new(disk: &Arc<Disk>) -> Self {
        Self { disk: disk.clone(), builder: None, kept: Kept::Memory(BytesMut::new()), received: 0 }
    }

    /// Takes JSON lines, whatever the first bytes look like.
    pub(super) fn of_lines(disk: &Arc<Disk>) -> Self {
        Self { builder: Some(Builder::new(Layout::Lines)), ..Self::new(disk) }
    }

    /// Says how much will come: what is too large for memory goes to the spool from its first byte.
    ///
    /// # Errors
    /// The spool cannot be made.
    pub(super) fn expect(&mut self, total: u64) -> io::Result<()> {
        if total > IN_MEMORY as u64 && self.received == 0 {
            self.kept = Kept::Spool(self.disk.spool().map_err(io::Error::other)?);
        }
        Ok(())
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// The spool's disk is full or gone.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.received += bytes.len() as u64;
        // The first bytes tell whether this is one JSON value or a line each.
        let mut builder = self.builder.take().unwrap_or_else(|| Builder::new(detect(bytes)));
        let kept = if bytes.len() < SHARED_FROM {
            builder.feed(bytes);
            self.keep(bytes)
        } else {
            rayon::join(|| builder.feed(bytes), || self.keep(bytes)).1
        };
        self.builder = Some(builder);
        kept
    }

    fn keep(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.kept {
            Kept::Memory(memory) if memory.len() + bytes.len() <= IN_MEMORY => {
                memory.extend_from_slice(bytes);
                Ok(())
            }
            Kept::Memory(memory) => {
                let mut spool = self.disk.spool().map_err(io::Error::other)?;
                spool.write_all(memory)?;
                spool.write_all(bytes)?;
                self.kept = Kept::Spool(spool);
                Ok(())
            }
            Kept::Spool(spool) => spool.write_all(bytes),
        }
    }

    /// Whether a look at what is here so far shows anything worth it. What is broken is looked at as text,
    /// when all of it is here.
    pub(super) fn is_worth_showing(&self) -> bool {
        let whole_so_far = self.builder.as_ref().is_some_and(|builder| builder.error().is_none());
        self.received >= WORTH_SHOWING && whole_so_far && matches!(self.kept, Kept::Spool(_))
    }

    /// What is here so far, as a document of its own. Only a spool can be shared while it grows:
    /// memory is complete before it could be looked at anyway.
    pub(super) fn snapshot(&self) -> Option<Arc<Document>> {
        let Kept::Spool(spool) = &self.kept else { return None };
        let index = self.builder.as_ref()?.snapshot();
        let source: Arc<dyn Source> = Arc::new(spool.reader());
        Some(Arc::new(Document::with_source(source, index)))
    }

    /// The whole document.
    ///
    /// # Errors
    /// The spool's disk is full or gone.
    pub(super) fn finish(self) -> io::Result<Document> {
        let builder = self.builder.unwrap_or_else(|| Builder::new(Layout::default()));
        let source: Arc<dyn Source> = match self.kept {
            Kept::Memory(memory) => Arc::new(Memory(Bytes::from(memory))),
            Kept::Spool(spool) => Arc::new(spool.finish()),
        };
        Ok(builder.finish(source))
    }
}
