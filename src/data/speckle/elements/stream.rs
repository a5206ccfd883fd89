//! An object stream, `id TAB json LF` by `id TAB json LF`, cut into lines as its bytes come.

use std::ops::ControlFlow;

/// Cuts a stream into lines, wherever its pieces end.
#[derive(Debug)]
pub struct LineCutter {
    /// The beginning of a line whose end has not come.
    rest: Vec<u8>,
    limit: u64,
}

impl LineCutter {
    /// Lines of at most `limit` bytes.
    pub fn new(limit: u64) -> Self {
        Self { rest: Vec::new(), limit }
    }

    /// Takes the next bytes, hands on the lines that end in them. `Break`: the sink wants no more, or a
    /// line is too long.
    pub fn take(
        &mut self,
        mut piece: &[u8],
        sink: &mut (dyn FnMut(&[u8]) -> ControlFlow<()> + Send),
    ) -> ControlFlow<()> {
        while let Some(end) = memchr::memchr(b'\n', piece) {
            let (line, after) = piece.split_at(end);
            piece = after.get(1..).unwrap_or_default();
            if self.rest.is_empty() {
                sink(line)?;
            } else {
                self.rest.extend_from_slice(line);
                sink(&self.rest)?;
                self.rest.clear();
            }
        }
        self.rest.extend_from_slice(piece);
        if self.is_too_long() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Whether the line that is coming is longer than allowed.
    pub fn is_too_long(&self) -> bool {
        self.rest.len() as u64 > self.limit
    }

    /// Whether the last line came to its end.
    pub fn is_at_an_end(&self) -> bool {
        self.rest.is_empty()
    }
}

/// The JSON text behind `id TAB`; nothing for a line that is none.
pub fn json_of(line: &[u8]) -> Option<&[u8]> {
    let tab = memchr::memchr(b'\t', line)?;
    line.get(tab + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_wherever_the_pieces_end() {
        let text = b"a\t{}\nb\t{\"x\":1}\n\nc\t{}";
        for size in 1..=text.len() {
            let mut lines = LineCutter::new(100);
            let mut taken: Vec<Vec<u8>> = Vec::new();
            for piece in text.chunks(size) {
                let mut sink = |line: &[u8]| {
                    taken.push(line.to_vec());
                    ControlFlow::Continue(())
                };
                assert!(lines.take(piece, &mut sink).is_continue());
            }
            assert_eq!(taken, [&b"a\t{}"[..], b"b\t{\"x\":1}", b""], "pieces of {size}");
            assert!(!lines.is_at_an_end(), "the last line has no end");
        }
        assert_eq!(json_of(b"b\t{\"x\":1}"), Some(&b"{\"x\":1}"[..]));
        assert_eq!(json_of(b"b"), None);
    }

    #[test]
    fn a_line_without_end_is_given_up() {
        let mut lines = LineCutter::new(10);
        let mut sink = |_: &[u8]| ControlFlow::Continue(());
        assert!(lines.take(b"0123456789", &mut sink).is_continue());
        assert!(lines.take(b"0", &mut sink).is_break());
        assert!(lines.is_too_long());
    }
}
