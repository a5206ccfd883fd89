//! A small pretty printer: a document of groups that are laid flat when they fit, and broken over lines
//! when they do not. Comments wait for the end of their line.
//!
//! Source: Wadler, "A prettier printer"; the fitting rule is prettier's, so results agree with it.

use std::borrow::Cow;

/// Columns that a line should not pass.
const WIDTH: usize = 80;
const INDENT: usize = 2;

/// A piece of text to lay out.
#[derive(Debug)]
pub(super) enum Doc<'a> {
    Text(Cow<'a, str>),
    Concat(Vec<Doc<'a>>),
    /// Lines inside begin two columns further right.
    Indent(Box<Doc<'a>>),
    /// Laid flat if it fits; `broken` when something inside ends a line for sure.
    Group {
        body: Box<Doc<'a>>,
        broken: bool,
    },
    /// A blank, or a new line in a broken group.
    Line,
    /// Nothing, or a new line in a broken group.
    SoftLine,
    /// A new line.
    HardLine,
    /// An empty line, if a line has just ended.
    BlankLine,
    /// One of two texts, by the state of the group around.
    IfBroken {
        broken: &'static str,
        flat: &'static str,
    },
    /// A comment that had its own line.
    OwnLineComment(&'a str),
    /// A comment behind something on the same line.
    EndOfLineComment(&'a str),
}

/// A fixed text.
pub(super) fn text<'a>(text: impl Into<Cow<'a, str>>) -> Doc<'a> {
    Doc::Text(text.into())
}

/// A group that knows whether it must break.
pub(super) fn group(parts: Vec<Doc<'_>>) -> Doc<'_> {
    let body = Doc::Concat(parts);
    let broken = ends_a_line(&body);
    Doc::Group { body: Box::new(body), broken }
}

/// Parts whose lines begin further right.
pub(super) fn indent(parts: Vec<Doc<'_>>) -> Doc<'_> {
    Doc::Indent(Box::new(Doc::Concat(parts)))
}

fn ends_a_line(doc: &Doc<'_>) -> bool {
    match doc {
        Doc::HardLine | Doc::OwnLineComment(_) | Doc::EndOfLineComment(_) => true,
        Doc::Text(text) => text.contains('\n'),
        Doc::Concat(parts) => parts.iter().any(ends_a_line),
        Doc::Indent(body) => ends_a_line(body),
        Doc::Group { broken, .. } => *broken,
        Doc::Line | Doc::SoftLine | Doc::BlankLine | Doc::IfBroken { .. } => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
}

/// The text of a document.
pub(super) fn print(doc: &Doc<'_>) -> String {
    let mut printer = Printer { out: String::new(), column: 0, at_line_start: true, comments: Vec::new() };
    let mut waiting = vec![(0, Mode::Broken, doc)];
    while let Some((indent, mode, doc)) = waiting.pop() {
        match doc {
            Doc::Text(text) => printer.text(text, indent),
            Doc::Concat(parts) => waiting.extend(parts.iter().rev().map(|part| (indent, mode, part))),
            Doc::Indent(body) => waiting.push((indent + INDENT, mode, body)),
            Doc::Group { body, broken } => {
                let room = WIDTH.saturating_sub(printer.column_at(indent));
                let flat = !broken && (mode == Mode::Flat || fits(body, &waiting, room));
                waiting.push((indent, if flat { Mode::Flat } else { Mode::Broken }, body));
            }
            Doc::Line if mode == Mode::Flat => printer.text(" ", indent),
            Doc::SoftLine if mode == Mode::Flat => {}
            Doc::Line | Doc::SoftLine | Doc::HardLine => printer.new_line(indent),
            Doc::BlankLine => printer.blank_line(),
            Doc::IfBroken { broken, flat } => {
                printer.text(if mode == Mode::Broken { broken } else { flat }, indent);
            }
            Doc::OwnLineComment(comment) => printer.own_line_comment(comment, indent),
            Doc::EndOfLineComment(comment) => printer.comments.push((*comment).to_owned()),
        }
    }
    printer.new_line(0);
    printer.out
}

/// Whether `doc` laid flat, and what follows it up to the next line end, fits into `room` columns.
fn fits<'d>(doc: &'d Doc<'d>, behind: &[(usize, Mode, &'d Doc<'d>)], room: usize) -> bool {
    let mut left = room;
    let mut rest = behind.iter().rev();
    let mut waiting = vec![(Mode::Flat, doc)];
    loop {
        let Some((mode, doc)) = waiting.pop().or_else(|| rest.next().map(|(_, mode, doc)| (*mode, *doc)))
        else {
            return true;
        };
        let width = match doc {
            Doc::Text(text) => match text.split_once('\n') {
                Some((first, _)) => return first.chars().count() <= left,
                None => text.chars().count(),
            },
            Doc::Concat(parts) => {
                waiting.extend(parts.iter().rev().map(|part| (mode, part)));
                0
            }
            Doc::Indent(body) => {
                waiting.push((mode, body));
                0
            }
            Doc::Group { body, broken } => {
                waiting.push((if *broken { Mode::Broken } else { mode }, body));
                0
            }
            Doc::Line | Doc::SoftLine if mode == Mode::Broken => return true,
            Doc::HardLine | Doc::OwnLineComment(_) => return true,
            Doc::Line => 1,
            Doc::IfBroken { broken, flat } => if mode == Mode::Broken { broken } else { flat }.len(),
            Doc::SoftLine | Doc::BlankLine | Doc::EndOfLineComment(_) => 0,
        };
        match left.checked_sub(width) {
            Some(still) => left = still,
            None => return false,
        }
    }
}

struct Printer {
    out: String,
    column: usize,
    at_line_start: bool,
    /// Comments for the end of this line.
    comments: Vec<String>,
}

impl Printer {
    fn column_at(&self, indent: usize) -> usize {
        if self.at_line_start { indent } else { self.column }
    }

    fn text(&mut self, text: &str, indent: usize) {
        if text.is_empty() {
            return;
        }
        if self.at_line_start {
            self.out.extend(std::iter::repeat_n(' ', indent));
            self.column = indent;
            self.at_line_start = false;
        }
        self.out.push_str(text);
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => last.chars().count(),
            None => self.column + text.chars().count(),
        };
    }

    /// Ends the line, first writing the comments that wait for its end: the first behind it, others,
    /// which must not run into it, on lines of their own. Behind an opening bracket all go inside.
    fn new_line(&mut self, indent: usize) {
        let opens = self.out.ends_with(['{', '(', '[']);
        for (n, comment) in std::mem::take(&mut self.comments).iter().enumerate() {
            if n == 0 && !opens {
                self.trim();
                self.text(" ", indent);
            } else {
                self.end_line();
            }
            self.text(comment.trim_end(), indent);
        }
        if !self.at_line_start {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        self.trim();
        self.out.push('\n');
        self.at_line_start = true;
    }

    fn trim(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
    }

    fn blank_line(&mut self) {
        if self.at_line_start && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn own_line_comment(&mut self, comment: &str, indent: usize) {
        if self.at_line_start {
            self.text(comment.trim_end(), indent);
            self.end_line();
        } else {
            self.comments.push(comment.to_owned());
        }
    }
}
