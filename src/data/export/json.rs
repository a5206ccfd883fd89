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
/// Bytes formatted at once: deep text grows a thousandfold when it is indented.
const STEP: usize = 16 << 10;

/// Takes JSON in pieces and gives it other white space. Keeps every byte that is no white space
/// outside of strings, so digits and escapes stay as they are, also in broken text.
pub(super) struct Reformat {
    /// What is ready to be written; the caller takes it away.
    pub text: Vec<u8>,
    layout: JsonLayout,
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// A container was opened and nothing stands in it yet.
    fresh: bool,
}

impl Reformat {
    /// For a value by itself.
    pub fn new(layout: JsonLayout) -> Self {
        Self { text: Vec::new(), layout, depth: 0, in_string: false, escaped: false, fresh: false }
    }

    /// Begins another value, at a level of its own.
    fn begin(&mut self, depth: usize) {
        self.depth = depth;
        self.in_string = false;
        self.escaped = false;
        self.fresh = false;
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        if self.layout == JsonLayout::AsReceived {
            self.text.extend_from_slice(bytes);
            return;
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let used = if self.in_string { self.string(rest) } else { self.between(rest) };
            rest = rest.get(used..).unwrap_or_default();
        }
    }

    /// Copies a string up to its end, and says how many bytes that took.
    fn string(&mut self, bytes: &[u8]) -> usize {
        let mut at = usize::from(std::mem::take(&mut self.escaped));
        loop {
            let Some(found) = memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) else {
                at = bytes.len();
                break;
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
        self.text.extend_from_slice(bytes.get(..at).unwrap_or(bytes));
        at
    }

    /// Takes what stands between strings, and says how many bytes that were.
    fn between(&mut self, bytes: &[u8]) -> usize {
        let Some(first) = bytes.first() else { return 0 };
        match first {
            b' ' | b'\t' | b'\n' | b'\r' => return 1,
            b'{' | b'[' => {
                self.start();
                self.text.push(*first);
                self.depth += 1;
                self.fresh = true;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if !std::mem::take(&mut self.fresh) {
                    self.new_line();
                }
                self.text.push(*first);
            }
            b',' => {
                self.text.push(b',');
                self.new_line();
            }
            b':' if self.layout == JsonLayout::Pretty => self.text.extend_from_slice(b": "),
            b':' => self.text.push(b':'),
            b'"' => {
                self.start();
                self.in_string = true;
                self.text.push(b'"');
            }
            _ => {
                self.start();
                let end = bytes.iter().position(|b| is_part(*b)).unwrap_or(bytes.len());
                self.text.extend_from_slice(bytes.get(..end).unwrap_or(bytes));
                return end;
            }
        }
        1
    }

    /// Before a value or key: the first in a container goes on a line of its own.
    fn start(&mut self) {
        if std::mem::take(&mut self.fresh) {
            self.new_line();
        }
    }

    fn new_line(&mut self) {
        if self.layout == JsonLayout::Pretty {
            self.text.push(b'\n');
            self.text.resize(self.text.len() + 2 * self.depth, b' ');
        }
    }
}

/// What ends a number or a word.
fn is_part(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']')
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
        for part in bytes.chunks(STEP) {
            format.feed(part);
            out.write_all(&format.text).map_err(ExportError::Write)?;
            format.text.clear();
        }
        at += bytes.len() as u64;
    }
    Ok(())
}

/// A value as text in memory: for a cell.
pub(super) fn compact(job: &Job<'_>, node: NodeId, stop: &Stop) -> Result<Vec<u8>, ExportError> {
    let mut text = Vec::new();
    let mut format = Reformat::new(JsonLayout::Compact);
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
    let mut format = Reformat::new(layout);
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
    let mut format = Reformat::new(layout);
    let mut written = 0;
    for item in items {
        let before = if written == 0 { start } else { comma };
        out.write_all(before).map_err(ExportError::Write)?;
        format.begin(1);
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
    let mut format = Reformat::new(JsonLayout::Compact);
    let mut written = 0;
    for item in whole_items(job)? {
        format.begin(0);
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
