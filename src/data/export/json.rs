//! JSON from the document's own bytes: only white space between its parts is changed.

use std::io::{self, Write};
use std::ops::Range;

use memchr::memchr2;

use super::counter::Counter;
use super::{ExportError, Job, JsonLayout, Watch, is_open};
use crate::document::NodeId;
use crate::stop::Stop;

/// Bytes read at once.
const PAGE: u64 = 256 << 10;
/// Blanks for the indent of most levels.
const BLANKS: [u8; 64] = [b' '; 64];

/// Takes JSON in pieces and writes it with other white space. Keeps every byte that is no white
/// space outside of strings, so digits and escapes stay as they are, also in broken text.
pub(super) struct Reformat {
    layout: JsonLayout,
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// A container was opened and nothing stands in it yet.
    fresh: bool,
}

impl Reformat {
    /// `depth` is the level the text starts at, for indents.
    pub fn new(layout: JsonLayout, depth: usize) -> Self {
        Self { layout, depth, in_string: false, escaped: false, fresh: false }
    }

    pub fn feed(&mut self, bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
        if self.layout == JsonLayout::AsReceived {
            return out.write_all(bytes);
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let used = if self.in_string { self.string(rest, out)? } else { self.between(rest, out)? };
            rest = rest.get(used..).unwrap_or_default();
        }
        Ok(())
    }

    /// Copies a string up to its end, and says how many bytes that took.
    fn string(&mut self, bytes: &[u8], out: &mut impl Write) -> io::Result<usize> {
        let mut at = 0;
        if self.escaped {
            self.escaped = false;
            at = 1;
        }
        loop {
            let Some(found) = memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) else {
                out.write_all(bytes)?;
                return Ok(bytes.len());
            };
            at += found;
            if bytes.get(at) == Some(&b'"') {
                self.in_string = false;
                at += 1;
                break;
            }
            if at + 1 >= bytes.len() {
                self.escaped = true;
                at = bytes.len();
                break;
            }
            at += 2;
        }
        out.write_all(bytes.get(..at).unwrap_or(bytes))?;
        Ok(at)
    }

    /// Writes what stands between strings, and says how many bytes that took.
    fn between(&mut self, bytes: &[u8], out: &mut impl Write) -> io::Result<usize> {
        let Some(first) = bytes.first() else { return Ok(0) };
        match first {
            b' ' | b'\t' | b'\n' | b'\r' => return Ok(1),
            b'{' | b'[' => {
                self.start(out)?;
                out.write_all(&[*first])?;
                self.depth += 1;
                self.fresh = true;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if !self.fresh {
                    self.new_line(out)?;
                }
                self.fresh = false;
                out.write_all(&[*first])?;
            }
            b',' => {
                out.write_all(b",")?;
                self.new_line(out)?;
            }
            b':' if self.layout == JsonLayout::Pretty => out.write_all(b": ")?,
            b':' => out.write_all(b":")?,
            b'"' => {
                self.start(out)?;
                self.in_string = true;
                out.write_all(b"\"")?;
            }
            _ => {
                self.start(out)?;
                let is_part = |b: &u8| {
                    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']')
                };
                let end = bytes.iter().position(is_part).unwrap_or(bytes.len());
                out.write_all(bytes.get(..end).unwrap_or(bytes))?;
                return Ok(end);
            }
        }
        Ok(1)
    }

    /// Before a value or key: the first in a container goes on a line of its own.
    fn start(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.fresh {
            self.fresh = false;
            self.new_line(out)?;
        }
        Ok(())
    }

    fn new_line(&self, out: &mut impl Write) -> io::Result<()> {
        if self.layout != JsonLayout::Pretty {
            return Ok(());
        }
        out.write_all(b"\n")?;
        indent(self.depth, out)
    }
}

fn indent(depth: usize, out: &mut impl Write) -> io::Result<()> {
    let mut blanks = depth * 2;
    while blanks > 0 {
        let now = blanks.min(BLANKS.len());
        out.write_all(BLANKS.get(..now).unwrap_or(&BLANKS))?;
        blanks -= now;
    }
    Ok(())
}

/// Streams a range of the source through a formatter, page by page.
fn stream(
    job: &Job<'_>,
    range: Range<u64>,
    format: &mut Reformat,
    out: &mut impl Write,
    stop: &Stop,
) -> Result<(), ExportError> {
    let mut at = range.start;
    while at < range.end {
        stop.check()?;
        let end = (at + PAGE).min(range.end);
        let bytes = job.document.source().read(at..end).map_err(ExportError::Read)?;
        if bytes.is_empty() {
            return Err(ExportError::Read(io::ErrorKind::UnexpectedEof.into()));
        }
        format.feed(&bytes, out).map_err(ExportError::Write)?;
        at += bytes.len() as u64;
    }
    Ok(())
}

/// A value as text in memory: for a cell.
pub(super) fn compact(job: &Job<'_>, node: NodeId, stop: &Stop) -> Result<Vec<u8>, ExportError> {
    let mut text = Vec::new();
    let mut format = Reformat::new(JsonLayout::Compact, 0);
    stream(job, job.document.range(node), &mut format, &mut text, stop)?;
    Ok(text)
}

/// One value, its bytes as they lie in the source.
pub(super) fn write_value(
    job: &Job<'_>,
    layout: JsonLayout,
    out: &mut Counter<'_>,
    watch: &mut Watch<'_>,
) -> Result<u64, ExportError> {
    let whole = job.document.root() == Some(job.node) && layout == JsonLayout::AsReceived;
    // As received is everything: also what stands around the value, or after an error.
    let range = if whole { 0..job.document.source().len() } else { job.document.range(job.node) };
    let mut format = Reformat::new(layout, 0);
    let mut at = range.start;
    while at < range.end {
        let end = (at + PAGE).min(range.end);
        stream(job, at..end, &mut format, out, watch.stop)?;
        at = end;
        watch.page(0, out.bytes())?;
    }
    if layout == JsonLayout::Pretty {
        out.write_all(b"\n").map_err(ExportError::Write)?;
    }
    Ok(job.received())
}

/// Chosen items as one array.
pub(super) fn write_items(
    job: &Job<'_>,
    layout: JsonLayout,
    out: &mut Counter<'_>,
    watch: &mut Watch<'_>,
) -> Result<u64, ExportError> {
    let (start, comma, end): (&[u8], &[u8], &[u8]) = match layout {
        JsonLayout::Pretty => (b"[\n  ", b",\n  ", b"\n]\n"),
        JsonLayout::Compact => (b"[", b",", b"]"),
        JsonLayout::AsReceived => (b"[\n", b",\n", b"\n]\n"),
    };
    let items = whole_items(job)?;
    if items.is_empty() {
        out.write_all(b"[]").map_err(ExportError::Write)?;
        return Ok(0);
    }
    let mut written = 0;
    for item in items {
        let before = if written == 0 { start } else { comma };
        out.write_all(before).map_err(ExportError::Write)?;
        let mut format = Reformat::new(layout, 1);
        stream(job, job.document.range(item), &mut format, out, watch.stop)?;
        written += 1;
        watch.row(written, out.bytes())?;
    }
    out.write_all(end).map_err(ExportError::Write)?;
    Ok(written)
}

/// One item a line.
pub(super) fn write_lines(
    job: &Job<'_>,
    out: &mut Counter<'_>,
    watch: &mut Watch<'_>,
) -> Result<u64, ExportError> {
    let mut written = 0;
    for item in whole_items(job)? {
        let mut format = Reformat::new(JsonLayout::Compact, 0);
        stream(job, job.document.range(item), &mut format, out, watch.stop)?;
        out.write_all(b"\n").map_err(ExportError::Write)?;
        written += 1;
        watch.row(written, out.bytes())?;
    }
    Ok(written)
}

/// The items that came to their end: half an object is no JSON.
fn whole_items(job: &Job<'_>) -> Result<Vec<NodeId>, ExportError> {
    let mut items = job.items()?;
    items.retain(|item| !is_open(job.document, *item));
    Ok(items)
}
