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
/// How much is spooled between two looks at the room on the disk.
const ROOM_EVERY: u64 = 64 << 20;
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
    /// Up to how many spooled bytes there was room when it was looked at last; none is looked for where the
    /// amount is known before.
    room: Option<u64>,
    /// The index knows of bytes that the disk did not take.
    torn: bool,
}

impl Intake {
    pub(super) fn new(disk: &Arc<Disk>) -> Self {
        Self {
            disk: disk.clone(),
            builder: None,
            kept: Kept::Memory(BytesMut::new()),
            received: 0,
            room: None,
            torn: false,
        }
    }

    /// Takes JSON lines, whatever the first bytes look like, as long as the disk has room to spare.
    pub(super) fn of_lines(disk: &Arc<Disk>) -> Self {
        Self { builder: Some(Builder::new(Layout::Lines)), room: Some(0), ..Self::new(disk) }
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
    /// The spool's disk is full or gone. What came before these bytes is still good, unless
    /// [`Self::finish`] says otherwise.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.find_room(bytes.len() as u64)?;
        self.received += bytes.len() as u64;
        // The first bytes tell whether this is one JSON value or a line each.
        let mut builder = self.builder.take().unwrap_or_else(|| Builder::new(detect(bytes)));
        // Lines are many: what a full disk does not take is not in the index either.
        let kept = if bytes.len() < SHARED_FROM || self.room.is_some() {
            let kept = self.keep(bytes);
            if kept.is_ok() {
                builder.feed(bytes);
            }
            kept
        } else {
            let kept = rayon::join(|| builder.feed(bytes), || self.keep(bytes)).1;
            self.torn |= kept.is_err();
            kept
        };
        self.builder = Some(builder);
        kept
    }

    /// Looks whether there is room for what is spooled next, and some more so that it is not looked at often.
    fn find_room(&mut self, bytes: u64) -> io::Result<()> {
        let spooled = match &self.kept {
            Kept::Memory(memory) if memory.len() as u64 + bytes <= IN_MEMORY as u64 => return Ok(()),
            Kept::Memory(memory) => memory.len() as u64,
            Kept::Spool(spool) => spool.len(),
        };
        let Some(room) = self.room.filter(|room| spooled + bytes > *room) else { return Ok(()) };
        let more = (spooled + bytes - room).max(ROOM_EVERY);
        self.disk.has_room(more)?;
        self.room = Some(room + more);
        Ok(())
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
            Kept::Spool(spool) => {
                let before = spool.len();
                spool.write_all(bytes).inspect_err(|_| spool.shorten(before))
            }
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
        if self.torn {
            return Err(io::Error::other("The disk took only a part of it"));
        }
        let builder = self.builder.unwrap_or_else(|| Builder::new(Layout::default()));
        let source: Arc<dyn Source> = match self.kept {
            Kept::Memory(memory) => Arc::new(Memory(Bytes::from(memory))),
            Kept::Spool(spool) => Arc::new(spool.finish()),
        };
        Ok(builder.finish(source))
    }
}
