//! What the buffer adds while a person types: closing brackets and quotes, indentation.
//!
//! GraphQL and JSON need no more than this, so it works on characters and knows no grammar.

use super::edit::Replacement;
use super::history::StepKind;
use super::{Buffer, INDENT, Selection, motion};

/// What opens and what closes it.
pub(super) const PAIRS: [(char, char); 4] = [('(', ')'), ('{', '}'), ('[', ']'), ('"', '"')];

fn closer_of(opener: char) -> Option<char> {
    PAIRS.iter().find(|(open, _)| *open == opener).map(|(_, close)| *close)
}

fn is_closer(c: char) -> bool {
    PAIRS.iter().any(|(_, close)| *close == c)
}

fn is_pair(before: Option<char>, after: Option<char>) -> bool {
    matches!((before, after), (Some(open), Some(close)) if closer_of(open) == Some(close))
}

impl Buffer {
    /// Inserts what the keyboard gave. A lone bracket or quote gets its partner, skips the one
    /// that stands there already, or goes around the selection; other text goes in as it is.
    pub fn type_text(&mut self, text: &str) -> bool {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if closer_of(c).is_some() || is_closer(c) => {
                self.replace_each(self.typing_kind(text), |buffer, s| buffer.typed_pair(c, s))
            }
            _ => self.insert(text),
        }
    }

    /// What typing the bracket or quote `c` at one selection does.
    fn typed_pair(&self, c: char, selection: Selection) -> Replacement {
        let at = selection.head;
        let after = self.rope.get_char(at);
        match closer_of(c) {
            Some(close) if !selection.is_empty() => self.surrounded(selection, c, close),
            _ if !selection.is_empty() => Replacement::new(selection.range(), c),
            _ if is_closer(c) && after == Some(c) => Replacement::new(at + 1..at + 1, ""),
            Some(close) if self.may_close(c, at) => {
                Replacement::new(at..at, [c, close].iter().collect::<String>()).with_caret(1)
            }
            Some(_) => Replacement::new(at..at, c),
            None => self.closed_block(c, at),
        }
    }

    fn surrounded(&self, selection: Selection, open: char, close: char) -> Replacement {
        let inner = self.rope.slice(selection.range());
        let replacement = Replacement::new(selection.range(), format!("{open}{inner}{close}"));
        let (first, last) = (1, 1 + selection.range().len());
        let forward = selection.anchor <= selection.head;
        let (anchor, head) = if forward { (first, last) } else { (last, first) };
        Replacement { anchor, head, ..replacement }
    }

    /// Whether an opener typed at `at` gets its closer: only before blanks, closers and
    /// separators; a quote never behind a word, a quote or a backslash (it may end a string).
    fn may_close(&self, opener: char, at: usize) -> bool {
        let after = self.rope.get_char(at);
        let room = after.is_none_or(|c| c.is_whitespace() || ")]},:".contains(c));
        let before = at.checked_sub(1).and_then(|at| self.rope.get_char(at));
        let ends_string = before.is_some_and(|c| c.is_alphanumeric() || "_\"\\".contains(c));
        room && !(opener == '"' && ends_string)
    }

    /// A closing bracket that is the first char of its line stands under its opener's line.
    fn closed_block(&self, closer: char, at: usize) -> Replacement {
        let line = self.rope.char_to_line(at);
        let indent = motion::indent_of(&self.rope, line);
        let opener = (indent.end >= at).then(|| self.opener_before(at, closer)).flatten();
        match opener {
            Some(opener) => {
                let blanks = motion::indent_of(&self.rope, self.rope.char_to_line(opener));
                Replacement::new(indent.start..at, format!("{}{closer}", self.rope.slice(blanks)))
            }
            None => Replacement::new(at..at, closer),
        }
    }

    /// Begins a new line with the indentation of this one, one step deeper behind an opening
    /// bracket; between a pair of brackets the closer gets a line of its own.
    pub fn newline(&mut self) -> bool {
        let line_break = self.line_break();
        self.replace_each(StepKind::Other, |buffer, s| {
            let range = buffer.without_blanks_around(s);
            let line = buffer.rope.char_to_line(range.start);
            let blanks = motion::indent_of(&buffer.rope, line);
            let column = s.start() - buffer.rope.line_to_char(line);
            let indent: String = buffer.rope.slice(blanks).chars().take(column).collect();
            let before = range.start.checked_sub(1).and_then(|at| buffer.rope.get_char(at));
            let after = buffer.rope.get_char(range.end);
            let opens = before.is_some_and(|c| "({[".contains(c));
            let deeper = if opens { " ".repeat(INDENT) } else { String::new() };
            let first = format!("{line_break}{indent}{deeper}");
            let caret = first.chars().count();
            let closing =
                if opens && is_pair(before, after) { format!("{line_break}{indent}") } else { String::new() };
            Replacement::new(range, first + &closing).with_caret(caret)
        })
    }

    /// The range a new line takes the place of: the selection and the blanks on both its sides,
    /// which would end up as trailing or doubled indentation.
    fn without_blanks_around(&self, selection: Selection) -> std::ops::Range<usize> {
        let start = selection.start();
        let blanks_before = self.rope.chars_at(start).reversed().take_while(|c| motion::is_blank(*c)).count();
        let end = selection.end();
        let blanks_after = self.rope.chars_at(end).take_while(|c| motion::is_blank(*c)).count();
        start - blanks_before..end + blanks_after
    }

    /// The backspace key: between a pair it takes both, in the indentation one step of it,
    /// elsewhere one grapheme; a selection goes as a whole.
    pub fn backspace(&mut self) -> bool {
        let carets_only = self.selections.iter().all(Selection::is_empty);
        let kind = if carets_only { StepKind::DeleteBackward } else { StepKind::Other };
        self.replace_each(kind, |buffer, s| {
            let range = if s.is_empty() { buffer.backspace_range(s.head) } else { s.range() };
            Replacement::new(range, "")
        })
    }

    fn backspace_range(&self, at: usize) -> std::ops::Range<usize> {
        let Some(previous) = at.checked_sub(1) else { return 0..0 };
        if is_pair(self.rope.get_char(previous), self.rope.get_char(at)) {
            return previous..at + 1;
        }
        let start = self.rope.line_to_char(self.rope.char_to_line(at));
        if start < at && self.rope.slice(start..at).chars().all(|c| c == ' ') {
            return at - ((at - start - 1) % INDENT + 1)..at;
        }
        motion::grapheme_before(&self.rope, at)..at
    }

    /// The Tab key: indents the lines of a selection; carets go to the next indentation stop.
    pub fn tab(&mut self) -> bool {
        if self.selections.iter().any(|s| !s.is_empty()) {
            return self.indent();
        }
        self.replace_each(StepKind::Other, |buffer, s| {
            let column = motion::column(&buffer.rope, s.head);
            Replacement::new(s.range(), " ".repeat(INDENT - column % INDENT))
        })
    }
}
