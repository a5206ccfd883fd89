//! How each kind of node is laid out, in prettier's manner, with every comment at its place.

use super::doc::{Doc, group, indent, text};
use super::grammar::{Node, NodeKind, Part};
use super::lexeme::{Lexeme, LexemeKind, block_string_value};

/// The comments and empty lines around each word.
pub(super) struct Surroundings<'a> {
    /// One for each word, and one for the end of the text.
    around: Vec<Around<'a>>,
}

#[derive(Default)]
struct Around<'a> {
    /// Comments on lines of their own before the word; whether an empty line is before each.
    leading: Vec<(&'a str, bool)>,
    /// An empty line directly before the word.
    blank_before: bool,
    /// A comment behind the word on its line.
    trailing: Option<&'a str>,
}

impl<'a> Surroundings<'a> {
    /// Reads them from all lexemes of a text.
    pub(super) fn read(source: &'a str, lexemes: &[Lexeme]) -> Self {
        let mut around = vec![Around::default()];
        let mut end = 0;
        let mut is_behind_comment = true;
        for lexeme in lexemes {
            let between = source.get(end..lexeme.range.start).unwrap_or_default();
            let line_ends = line_ends(between);
            let at = around.len() - 1;
            match lexeme.kind {
                LexemeKind::Comment if line_ends == 0 && !is_behind_comment && at > 0 => {
                    around[at - 1].trailing = Some(lexeme.text(source));
                }
                LexemeKind::Comment => around[at].leading.push((lexeme.text(source), line_ends > 1)),
                LexemeKind::Comma => {}
                _ => {
                    around[at].blank_before = line_ends > 1;
                    around.push(Around::default());
                }
            }
            is_behind_comment = lexeme.kind == LexemeKind::Comment;
            end = lexeme.range.end;
        }
        Self { around }
    }

    fn blank_before(&self, word: usize) -> bool {
        self.around.get(word).is_some_and(|a| a.leading.first().map_or(a.blank_before, |(_, blank)| *blank))
    }
}

fn line_ends(between: &str) -> usize {
    between.matches('\n').count() + between.matches('\r').count() - between.matches("\r\n").count()
}

/// What stands between items.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    NewLine,
    /// A comma, or a new line where the brackets are broken.
    CommaOrNewLine,
}

/// Turns a tree into a [`Doc`].
pub(super) struct Layout<'a> {
    pub(super) source: &'a str,
    /// The significant lexemes.
    pub(super) words: &'a [Lexeme],
    pub(super) surroundings: &'a Surroundings<'a>,
}

impl<'a> Layout<'a> {
    /// The whole text.
    pub(super) fn document(&self, document: &'a Node) -> Doc<'a> {
        let mut laid = self.sequence(&document.parts, true, Separator::NewLine);
        let comments = self.comments_before(self.words.len());
        if !comments.is_empty() {
            laid.push(Doc::HardLine);
            laid.push(self.blank_if(self.surroundings.blank_before(self.words.len())));
            laid.extend(comments);
        }
        Doc::Concat(laid)
    }

    fn text_of(&self, word: usize) -> &'a str {
        self.words.get(word).map_or("", |w| w.text(self.source))
    }

    fn blank_if(&self, blank: bool) -> Doc<'a> {
        if blank { Doc::BlankLine } else { Doc::Concat(Vec::new()) }
    }

    /// The comments on own lines before a word; empty lines among them and behind them stay.
    fn comments_before(&self, word: usize) -> Vec<Doc<'a>> {
        let mut laid = Vec::new();
        let Some(around) = self.surroundings.around.get(word) else { return laid };
        for (n, (comment, blank)) in around.leading.iter().enumerate() {
            laid.push(self.blank_if(*blank && n > 0));
            laid.push(Doc::OwnLineComment(comment));
        }
        if !laid.is_empty() && around.blank_before {
            laid.push(Doc::BlankLine);
        }
        laid
    }

    fn word(&self, word: usize) -> Doc<'a> {
        self.word_as(word, text(self.text_of(word)))
    }

    /// A word with its comments, written as `shown`.
    fn word_as(&self, word: usize, shown: Doc<'a>) -> Doc<'a> {
        let mut laid = self.comments_before(word);
        laid.push(match self.words.get(word).map(|w| w.kind) {
            Some(LexemeKind::BlockString { .. }) => block_string(self.text_of(word)),
            _ => shown,
        });
        laid.extend(self.trailing(word));
        if laid.len() == 1 { laid.remove(0) } else { Doc::Concat(laid) }
    }

    fn trailing(&self, word: usize) -> Option<Doc<'a>> {
        self.surroundings.around.get(word).and_then(|a| a.trailing).map(Doc::EndOfLineComment)
    }

    fn part(&self, part: &'a Part) -> Doc<'a> {
        match part {
            Part::Word(word) => self.word(*word),
            Part::Node(node) => self.node(node),
        }
    }

    fn node(&self, node: &'a Node) -> Doc<'a> {
        use NodeKind::{
            ArgumentDefinitions, Arguments, Directives, EnumValues, Field, FieldDefinitions, InputFields,
            ListValue, ObjectValue, RootTypes, SelectionSet, Tight, UnionMembers, VariableDefinitions,
        };
        match node.kind {
            SelectionSet | FieldDefinitions | InputFields | EnumValues | RootTypes => self.block(node),
            Arguments | ArgumentDefinitions => self.brackets(node, Doc::SoftLine, true),
            VariableDefinitions | ListValue => self.brackets(node, Doc::SoftLine, false),
            ObjectValue => self.brackets(node, Doc::Line, false),
            Directives => self.directives(node, node.kind),
            Tight => Doc::Concat(node.parts.iter().map(|part| self.part(part)).collect()),
            UnionMembers => self.alternatives(node),
            Field => group(self.inline(node)),
            _ => Doc::Concat(self.inline(node)),
        }
    }

    /// Parts in one line, with blanks where they belong.
    fn inline(&self, node: &'a Node) -> Vec<Doc<'a>> {
        let mut laid = Vec::with_capacity(node.parts.len() * 2);
        for (n, part) in node.parts.iter().enumerate() {
            if let Some(comments) = self.needless_separator(node, n) {
                laid.push(comments);
                continue;
            }
            if let Some(previous) = n.checked_sub(1).and_then(|n| node.parts.get(n)) {
                laid.push(self.gap(node, n, previous, part));
            }
            laid.push(match part {
                Part::Node(below) if below.kind == NodeKind::Directives => self.directives(below, node.kind),
                _ => self.part(part),
            });
        }
        laid
    }

    /// For the `&` or `|` before the first member of a list, which is left out: its comments.
    fn needless_separator(&self, node: &Node, at: usize) -> Option<Doc<'a>> {
        let is_list = matches!(node.kind, NodeKind::Implements | NodeKind::Locations);
        match node.parts.get(at) {
            Some(Part::Word(word)) if at == 1 && is_list && matches!(self.text_of(*word), "&" | "|") => {
                Some(self.word_as(*word, text("")))
            }
            _ => None,
        }
    }

    fn gap(&self, node: &Node, at: usize, previous: &Part, part: &Part) -> Doc<'a> {
        let nothing = || Doc::Concat(Vec::new());
        match part {
            Part::Word(word) if self.text_of(*word) == ":" => return nothing(),
            Part::Node(below) => match below.kind {
                NodeKind::Arguments | NodeKind::ArgumentDefinitions | NodeKind::Directives => {
                    return nothing();
                }
                // `query ($a: Int)` but `query Name($a: Int)`.
                NodeKind::VariableDefinitions if at > 1 => return nothing(),
                _ => {}
            },
            Part::Word(_) => {}
        }
        match previous {
            Part::Word(word) if matches!(self.text_of(*word), "@" | "$") => nothing(),
            Part::Word(word) if self.text_of(*word) == "..." && node.kind == NodeKind::FragmentSpread => {
                nothing()
            }
            Part::Node(below) if below.kind == NodeKind::Description => {
                self.gap_behind_description(node, below)
            }
            _ => text(" "),
        }
    }

    /// A description stands on its own line; a short one of an argument may stay beside it.
    fn gap_behind_description(&self, node: &Node, description: &Node) -> Doc<'a> {
        let is_block = matches!(
            description.parts.first(),
            Some(Part::Word(word)) if self.text_of(*word).starts_with("\"\"\"")
        );
        if node.kind == NodeKind::InputValue && !is_block { Doc::Line } else { Doc::HardLine }
    }

    /// `{ … }` with one item a line.
    fn block(&self, node: &'a Node) -> Doc<'a> {
        let Some((open, items, close)) = ends(node) else { return Doc::Concat(Vec::new()) };
        let mut inner = vec![Doc::HardLine];
        inner.extend(self.moved_inside(open, items));
        inner.extend(self.sequence(items, true, Separator::NewLine));
        self.dangling(&mut inner, close);
        Doc::Concat(vec![self.opening(open), indent(inner), Doc::HardLine, self.closing(close)])
    }

    /// Brackets that stay on the line while they fit.
    fn brackets(&self, node: &'a Node, edge: Doc<'a>, keeps_blank_lines: bool) -> Doc<'a> {
        let Some((open, items, close)) = ends(node) else { return Doc::Concat(Vec::new()) };
        let far_edge = if matches!(edge, Doc::Line) { Doc::Line } else { Doc::SoftLine };
        let has_dangling = !self.comments_before(close).is_empty();
        if items.is_empty() && !has_dangling && self.trailing(open).is_none() {
            return Doc::Concat(vec![self.opening(open), self.closing(close)]);
        }
        let mut inner = vec![edge];
        inner.extend(self.moved_inside(open, items));
        inner.extend(self.sequence(items, keeps_blank_lines, Separator::CommaOrNewLine));
        self.dangling(&mut inner, close);
        let laid = group(vec![self.opening(open), indent(inner), far_edge, text(self.text_of(close))]);
        Doc::Concat(std::iter::once(laid).chain(self.trailing(close)).collect())
    }

    /// Items one after the other; in one line they are separated by commas.
    fn sequence(&self, items: &'a [Part], keeps_blank_lines: bool, separator: Separator) -> Vec<Doc<'a>> {
        let is_soft = separator == Separator::CommaOrNewLine;
        let mut laid = Vec::with_capacity(items.len() * 3);
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                if is_soft {
                    laid.push(Doc::IfBroken { broken: "", flat: ", " });
                }
                let blank = keeps_blank_lines && self.surroundings.blank_before(first_word(item));
                if blank {
                    laid.extend([Doc::HardLine, Doc::BlankLine]);
                } else {
                    laid.push(if is_soft { Doc::SoftLine } else { Doc::HardLine });
                }
            }
            laid.push(self.part(item));
        }
        laid
    }

    /// Comments before a closing bracket belong to the lines inside.
    fn dangling(&self, inner: &mut Vec<Doc<'a>>, close: usize) {
        let comments = self.comments_before(close);
        if comments.is_empty() {
            return;
        }
        if inner.len() > 1 {
            inner.push(Doc::HardLine);
            inner.push(self.blank_if(self.surroundings.blank_before(close)));
        }
        // The empty line between the last comment and the bracket goes.
        inner.extend(comments.into_iter().filter(|c| !matches!(c, Doc::BlankLine)));
    }

    fn opening(&self, open: usize) -> Doc<'a> {
        let mut laid = self.comments_before(open);
        laid.push(text(self.text_of(open)));
        Doc::Concat(laid)
    }

    /// A comment behind an opening bracket is about what is inside, and becomes the first line there.
    fn moved_inside(&self, open: usize, items: &[Part]) -> Vec<Doc<'a>> {
        let Some(comment) = self.surroundings.around.get(open).and_then(|a| a.trailing) else {
            return Vec::new();
        };
        let blank = items.first().is_some_and(|item| self.surroundings.blank_before(first_word(item)));
        vec![Doc::OwnLineComment(comment), self.blank_if(blank)]
    }

    fn closing(&self, close: usize) -> Doc<'a> {
        let mut laid = vec![text(self.text_of(close))];
        laid.extend(self.trailing(close));
        Doc::Concat(laid)
    }

    fn directives(&self, node: &'a Node, parent: NodeKind) -> Doc<'a> {
        let mut laid = Vec::new();
        for (n, directive) in node.parts.iter().enumerate() {
            if n > 0 {
                laid.push(Doc::Line);
            }
            laid.push(self.part(directive));
        }
        if matches!(parent, NodeKind::Operation | NodeKind::Fragment) {
            laid.insert(0, Doc::Line);
            group(laid)
        } else {
            laid.insert(0, Doc::SoftLine);
            Doc::Concat(vec![text(" "), group(vec![indent(laid)])])
        }
    }

    /// `= A | B`, `on A | B`: one a line when they do not fit.
    fn alternatives(&self, node: &'a Node) -> Doc<'a> {
        let mut parts = node.parts.iter();
        let head = parts.next().map_or_else(|| Doc::Concat(Vec::new()), |part| self.part(part));
        let mut inner = vec![Doc::Line];
        for (n, part) in parts.enumerate() {
            match part {
                Part::Word(word) if self.text_of(*word) == "|" => {
                    if n == 0 {
                        inner.push(self.word_as(*word, Doc::IfBroken { broken: "| ", flat: "" }));
                    } else {
                        inner.extend([Doc::Line, self.word(*word), text(" ")]);
                    }
                }
                _ => {
                    if n == 0 {
                        inner.push(Doc::IfBroken { broken: "| ", flat: "" });
                    }
                    inner.push(self.part(part));
                }
            }
        }
        group(vec![head, indent(inner)])
    }
}

/// The first word, the items and the last word of a bracketed node.
fn ends(node: &Node) -> Option<(usize, &[Part], usize)> {
    match node.parts.as_slice() {
        [Part::Word(open), items @ .., Part::Word(close)] => Some((*open, items, *close)),
        _ => None,
    }
}

fn first_word(part: &Part) -> usize {
    match part {
        Part::Word(word) => *word,
        Part::Node(node) => node.parts.first().map_or(0, first_word),
    }
}

/// A block string with its lines at the indent of its place, if that keeps its value.
fn block_string(source: &str) -> Doc<'_> {
    let value = block_string_value(source);
    let mut lines: Vec<String> = value.replace("\"\"\"", "\\\"\"\"").split('\n').map(str::to_owned).collect();
    if lines.iter().all(String::is_empty) {
        lines.clear();
    }
    // The printer trims ends of lines, and joins must not change what the lines mean.
    let written = format!("\"\"\"\n{}\n\"\"\"", lines.join("\n"));
    let keeps_value = block_string_value(&written) == value;
    if !keeps_value || lines.iter().any(|line| line.ends_with([' ', '\t'])) {
        return text(source);
    }
    let mut laid = vec![text("\"\"\"")];
    for line in lines {
        laid.push(Doc::HardLine);
        laid.push(if line.is_empty() { Doc::BlankLine } else { text(line) });
    }
    laid.extend([Doc::HardLine, text("\"\"\"")]);
    Doc::Concat(laid)
}
