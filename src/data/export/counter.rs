//! A buffered writer that knows how many bytes went through it.

use std::io::{self, BufWriter, Write};

const BUFFER: usize = 128 << 10;

pub(super) struct Counter<'a> {
    out: BufWriter<&'a mut dyn Write>,
    bytes: u64,
}

impl<'a> Counter<'a> {
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out: BufWriter::with_capacity(BUFFER, out), bytes: 0 }
    }

    /// Bytes taken so far; all of them are written after a flush.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Write for Counter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
