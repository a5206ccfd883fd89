//! The selections of an operation text as a tree of places, for everything that reads or changes single fields.
//!
//! It reads words, not a syntax tree, so a text in the middle of being typed still has its selections.
//! All places are bytes of the text.

use std::ops::Range;

use super::lexeme::{Lexeme, LexemeKind, lexemes};
use super::outline::{Operation, OperationKind, operations};

/// Selections nested deeper than this are passed over. Servers stop far earlier.
const MAX_DEPTH: usize = 200;

/// An operation or fragment with its selections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What the outline says of it.
    pub outline: Operation,
    /// From `(` to behind `)` around its variables.
    pub variables: Option<Range<usize>>,
    /// What it selects; none while its braces are missing.
    pub set: Option<SelectionSet>,
    /// The directives on it.
    pub directives: Vec<DirectiveUse>,
    /// Every `$name` in its body, with where it stands; declarations are not among them.
    pub uses: Vec<(String, Range<usize>)>,
}

/// The part between two braces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionSet {
    /// From `{` to behind `}`, or to the end of what was read when it is not closed.
    pub range: Range<usize>,
    /// Whether `}` is there.
    pub is_closed: bool,
    /// What is selected, in order.
    pub selections: Vec<Selection>,
}

/// What a [`Selection`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectionKind {
    /// A field.
    Field {
        /// Its name in the schema.
        name: String,
        /// Where that name stands.
        name_range: Range<usize>,
        /// The name that the answer has for it, where it is another one.
        alias: Option<String>,
    },
    /// `... on Type { … }`, or `... { … }` without a type.
    Inline {
        /// The type behind `on`.
        on: Option<String>,
    },
    /// `...Name`
    Spread {
        /// The fragment.
        name: String,
    },
}

/// A field, an inline fragment or a spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// What it is.
    pub kind: SelectionKind,
    /// From its first to behind its last word.
    pub range: Range<usize>,
    /// From its first word to where its own braces begin, or its end.
    pub head: Range<usize>,
    /// From `(` to behind `)`.
    pub parentheses: Option<Range<usize>>,
    /// What it is given.
    pub arguments: Vec<Argument>,
    /// The directives on it.
    pub directives: Vec<DirectiveUse>,
    /// What it selects in turn.
    pub set: Option<SelectionSet>,
}

/// `name: value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_range: Range<usize>,
    /// Where its value stands; empty while it is missing.
    pub value: Range<usize>,
}

/// `@name`, with arguments or without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectiveUse {
    /// Its name, without `@`.
    pub name: String,
    /// From `@` to behind the name.
    pub range: Range<usize>,
}

impl Selection {
    /// The name of a field in the schema.
    pub fn field(&self) -> Option<&str> {
        match &self.kind {
            SelectionKind::Field { name, .. } => Some(name),
            SelectionKind::Inline { .. } | SelectionKind::Spread { .. } => None,
        }
    }
}

/// The definitions of a text with their selections, in order. Never fails.
pub fn definitions(text: &str) -> Vec<Definition> {
    let words: Vec<Lexeme> = lexemes(text).into_iter().filter(Lexeme::is_significant).collect();
    operations(text)
        .into_iter()
        .map(|outline| {
            let from = words.partition_point(|w| w.range.start < outline.range.start);
            let to = words.partition_point(|w| w.range.start < outline.range.end);
            Reader { text, words: words.get(from..to).unwrap_or_default(), at: 0 }.definition(outline)
        })
        .collect()
}

/// The definition around a place, ends included.
pub fn definition_at(definitions: &[Definition], byte: usize) -> Option<&Definition> {
    definitions.iter().rfind(|d| d.outline.range.start <= byte && byte <= d.outline.range.end)
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [Lexeme],
    at: usize,
}

impl Reader<'_> {
    fn is(&self, punctuator: u8) -> bool {
        self.words.get(self.at).is_some_and(|w| w.is(punctuator))
    }

    fn is_name(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|w| w.kind == LexemeKind::Name)
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map(|w| w.text(self.text)).unwrap_or_default()
    }

    fn place(&self, at: usize) -> Range<usize> {
        self.words.get(at).map_or(0..0, |w| w.range.clone())
    }

    fn end_of_previous(&self) -> usize {
        self.at.checked_sub(1).map_or(0, |n| self.place(n).end)
    }

    fn definition(mut self, outline: Operation) -> Definition {
        let mut variables = None;
        if !self.is(b'{') {
            self.at += 1;
            self.at += usize::from(self.is_name(self.at) && outline.name.is_some());
            if outline.kind == OperationKind::Fragment && self.word(self.at) == "on" {
                self.at += 1;
                self.at += usize::from(self.is_name(self.at));
            }
            if self.is(b'(') {
                variables = Some(self.brackets());
            }
        }
        let body = self.at;
        let mut directives = Vec::new();
        while self.at < self.words.len() && !self.is(b'{') {
            if self.is(b'@') {
                directives.extend(self.directive());
            } else if self.is(b'(') {
                self.brackets();
            } else {
                self.at += 1;
            }
        }
        let set = self.is(b'{').then(|| self.set(0));
        let uses = self.uses(body);
        Definition { outline, variables, set, directives, uses }
    }

    /// The directive whose `@` is the word at hand; none while its name is missing.
    fn directive(&mut self) -> Option<DirectiveUse> {
        let start = self.place(self.at).start;
        self.at += 1;
        let name = self.is_name(self.at).then(|| self.word(self.at).to_owned());
        self.at += usize::from(name.is_some());
        let range = start..self.end_of_previous();
        if self.is(b'(') {
            self.brackets();
        }
        name.map(|name| DirectiveUse { name, range })
    }

    fn uses(&self, from: usize) -> Vec<(String, Range<usize>)> {
        let body = self.words.get(from..).unwrap_or_default();
        body.windows(2)
            .filter(|pair| pair[0].is(b'$') && pair[1].kind == LexemeKind::Name)
            .map(|pair| (pair[1].text(self.text).to_owned(), pair[0].range.start..pair[1].range.end))
            .collect()
    }

    /// Passes a bracket with all that it holds, and says where it is.
    fn brackets(&mut self) -> Range<usize> {
        let start = self.place(self.at).start;
        let mut depth = 0usize;
        while let Some(word) = self.words.get(self.at) {
            self.at += 1;
            match word.kind {
                LexemeKind::Punctuator(b'(' | b'[' | b'{') => depth += 1,
                LexemeKind::Punctuator(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        start..self.end_of_previous()
    }

    /// The set whose `{` is the word at hand.
    fn set(&mut self, depth: usize) -> SelectionSet {
        let start = self.place(self.at).start;
        if depth >= MAX_DEPTH {
            return SelectionSet { range: self.brackets(), is_closed: true, selections: Vec::new() };
        }
        self.at += 1;
        let mut selections = Vec::new();
        let mut is_closed = false;
        while let Some(word) = self.words.get(self.at) {
            match word.kind {
                LexemeKind::Punctuator(b'}') => {
                    self.at += 1;
                    is_closed = true;
                    break;
                }
                LexemeKind::Spread => selections.push(self.spread(depth)),
                LexemeKind::Name => selections.push(self.field(depth)),
                LexemeKind::Punctuator(b'{' | b'(' | b'[') => _ = self.brackets(),
                _ => self.at += 1,
            }
        }
        SelectionSet { range: start..self.end_of_previous(), is_closed, selections }
    }

    fn field(&mut self, depth: usize) -> Selection {
        let start = self.place(self.at).start;
        let mut alias = None;
        if self.words.get(self.at + 1).is_some_and(|w| w.is(b':')) && self.is_name(self.at + 2) {
            alias = Some(self.word(self.at).to_owned());
            self.at += 2;
        }
        let (name, name_range) = (self.word(self.at).to_owned(), self.place(self.at));
        self.at += 1;
        let mut arguments = Vec::new();
        let parentheses = self.is(b'(').then(|| self.arguments(&mut arguments));
        let kind = SelectionKind::Field { name, name_range, alias };
        let selection = Selection {
            kind,
            range: start..start,
            head: start..start,
            parentheses,
            arguments,
            directives: Vec::new(),
            set: None,
        };
        self.rest(selection, depth)
    }

    fn spread(&mut self, depth: usize) -> Selection {
        let start = self.place(self.at).start;
        self.at += 1;
        let kind = if self.word(self.at) == "on" && self.is_name(self.at) {
            self.at += 1;
            let on = self.is_name(self.at).then(|| self.word(self.at).to_owned());
            self.at += usize::from(on.is_some());
            SelectionKind::Inline { on }
        } else if self.is_name(self.at) {
            let name = self.word(self.at).to_owned();
            self.at += 1;
            SelectionKind::Spread { name }
        } else {
            SelectionKind::Inline { on: None }
        };
        let selection = Selection {
            kind,
            range: start..start,
            head: start..start,
            parentheses: None,
            arguments: Vec::new(),
            directives: Vec::new(),
            set: None,
        };
        self.rest(selection, depth)
    }

    /// Directives and the selection's own set.
    fn rest(&mut self, mut selection: Selection, depth: usize) -> Selection {
        while self.is(b'@') {
            selection.directives.extend(self.directive());
        }
        selection.head.end = self.end_of_previous();
        let takes_set = !matches!(selection.kind, SelectionKind::Spread { .. });
        if takes_set && self.is(b'{') {
            selection.set = Some(self.set(depth + 1));
        }
        selection.range.end = self.end_of_previous();
        selection
    }

    fn arguments(&mut self, found: &mut Vec<Argument>) -> Range<usize> {
        let start = self.place(self.at).start;
        self.at += 1;
        while let Some(word) = self.words.get(self.at) {
            match word.kind {
                LexemeKind::Punctuator(b')') => {
                    self.at += 1;
                    break;
                }
                // A parenthesis that was never closed ends where braces do.
                LexemeKind::Punctuator(b'}') => break,
                LexemeKind::Name if self.words.get(self.at + 1).is_some_and(|w| w.is(b':')) => {
                    let (name, name_range) = (self.word(self.at).to_owned(), self.place(self.at));
                    self.at += 2;
                    let value = self.value();
                    found.push(Argument { name, name_range, value });
                }
                _ => self.at += 1,
            }
        }
        start..self.end_of_previous()
    }

    fn value(&mut self) -> Range<usize> {
        let start = self.place(self.at).start;
        match self.words.get(self.at).map(|w| w.kind) {
            Some(LexemeKind::Punctuator(b'[' | b'{')) => self.brackets(),
            Some(LexemeKind::Punctuator(b'$')) => {
                self.at += 1;
                self.at += usize::from(self.is_name(self.at));
                start..self.end_of_previous()
            }
            Some(LexemeKind::Punctuator(_)) | None => {
                let end = self.end_of_previous();
                end..end
            }
            Some(_) => {
                self.at += 1;
                start..self.end_of_previous()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, set: &SelectionSet) -> String {
        let one = |s: &Selection| {
            let head = text.get(s.head.clone()).unwrap_or_default();
            s.set.as_ref().map_or(head.to_owned(), |inner| format!("{head} [{}]", shown(text, inner)))
        };
        set.selections.iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn selections_are_read_as_they_stand() {
        for (text, expected) in [
            ("{ a b: c }", "a | b: c"),
            ("query Q($a: Int = 1) @d(x: {y: 1}) { a(b: $a) { c } d }", "a(b: $a) [c] | d"),
            (
                "{ ... on T { a } ...F ... @include(if: true) { b } }",
                "... on T [a] | ...F | ... @include(if: true) [b]",
            ),
            ("fragment F on T { a @x b }", "a @x | b"),
            ("{ a { b", "a [b]"),
            ("{ a(b: [1, {c: 2}] d: \"x\") e", "a(b: [1, {c: 2}] d: \"x\") | e"),
            ("{ a(b: ", "a(b:"),
            ("{ a(b: } x", "a(b:"),
        ] {
            let found = definitions(text);
            let set = found.first().and_then(|d| d.set.as_ref()).expect("a set");
            assert_eq!(shown(text, set), expected, "{text}");
        }
    }

    #[test]
    fn arguments_and_uses_have_their_places() {
        let text = "query($a: Int) { f(x: $a, y: [1, 2], z: RED) }";
        let found = definitions(text);
        let field = &found[0].set.as_ref().expect("a set").selections[0];
        let values: Vec<&str> = field.arguments.iter().map(|a| &text[a.value.clone()]).collect();
        assert_eq!(values, ["$a", "[1, 2]", "RED"]);
        assert_eq!(found[0].uses, [("a".to_owned(), 22..24)]);
        assert_eq!(found[0].variables.as_ref().map(|v| &text[v.clone()]), Some("($a: Int)"));
    }
}
