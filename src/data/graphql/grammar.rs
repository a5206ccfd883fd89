//! The strict grammar of GraphQL: a text becomes a tree, or the first error in words for people.
//!
//! apollo-parser reads on behind errors, names them in parser words and lets pass a few texts that
//! servers refuse (a trailing `|`, `false` as an enum value). People want the first error, at its place,
//! and the formatter must refuse what it does not fully understand.
//!
//! Source: GraphQL specification (October 2021), section 2 and appendix C; error places as graphql-js.

mod lexical;
mod type_system;

use super::Problem;
use super::lexeme::{Lexeme, LexemeKind, lexemes};

/// Deeper texts are refused before they can exhaust the stack. Servers stop far earlier.
const MAX_DEPTH: usize = 200;

/// What a [`Node`] of the tree is; leaves are words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeKind {
    Document,
    Operation,
    Fragment,
    VariableDefinitions,
    VariableDefinition,
    Directives,
    Directive,
    Arguments,
    /// `name: value`, as an argument or in an object value.
    Argument,
    SelectionSet,
    Field,
    FragmentSpread,
    InlineFragment,
    ListValue,
    ObjectValue,
    /// A type reference or a variable: words that stand without blanks between them.
    Tight,
    /// A definition or extension of the type system, up to its body.
    TypeDefinition,
    /// The description before a definition.
    Description,
    FieldDefinitions,
    FieldDefinition,
    /// `( … )` behind a field or directive definition.
    ArgumentDefinitions,
    InputFields,
    InputValue,
    EnumValues,
    EnumValue,
    RootTypes,
    RootType,
    /// `= A | B`
    UnionMembers,
    /// `on FIELD | QUERY`
    Locations,
    /// `implements A & B`
    Implements,
}

/// A part of the tree.
#[derive(Debug)]
pub(super) enum Part {
    /// The index of a significant lexeme.
    Word(usize),
    /// A node below.
    Node(Node),
}

/// A node of the tree; its parts hold every word of its text exactly once, in order.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) parts: Vec<Part>,
}

/// The first syntax error of `text`, or `None` for a text that a GraphQL parser accepts.
///
/// Operations and type system definitions are both accepted; an empty text is an error, as for servers.
pub fn syntax_error(text: &str) -> Option<Problem> {
    let words = significant(text);
    parse(text, &words).err()
}

/// The words that the grammar sees.
pub(super) fn significant(text: &str) -> Vec<Lexeme> {
    lexemes(text).into_iter().filter(Lexeme::is_significant).collect()
}

/// The tree of a text, given its [`significant`] words.
pub(super) fn parse(text: &str, words: &[Lexeme]) -> Result<Node, Problem> {
    let lexical = words.iter().find_map(|word| lexical::problem(text, word));
    let mut parser = Parser { text, words, at: 0, depth: 0 };
    match (parser.document(), lexical) {
        (Err(error), Some(lexical)) if error.range.start < lexical.range.start => Err(error),
        (_, Some(lexical)) => Err(lexical),
        (parsed, None) => parsed,
    }
}

const SYNTAX: &str = "SyntaxError";

type Parsed<T> = Result<T, Problem>;

/// Whether variables are allowed in a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Constness {
    Constant,
    Variable,
}

struct Parser<'a> {
    text: &'a str,
    /// The significant lexemes.
    words: &'a [Lexeme],
    at: usize,
    depth: usize,
}

/// Words.
impl<'a> Parser<'a> {
    fn current(&self) -> Option<&'a Lexeme> {
        self.words.get(self.at)
    }

    fn word(&self) -> &'a str {
        self.current().map_or("", |w| w.text(self.text))
    }

    fn is(&self, punctuator: u8) -> bool {
        self.current().is_some_and(|w| w.is(punctuator))
    }

    fn is_name(&self) -> bool {
        self.current().is_some_and(|w| w.kind == LexemeKind::Name)
    }

    fn is_keyword(&self, keyword: &str) -> bool {
        self.is_name() && self.word() == keyword
    }

    fn is_string(&self) -> bool {
        self.current()
            .is_some_and(|w| matches!(w.kind, LexemeKind::String { .. } | LexemeKind::BlockString { .. }))
    }

    fn take(&mut self) -> Part {
        self.at += 1;
        Part::Word(self.at - 1)
    }

    fn problem(&self, message: String) -> Problem {
        let end = self.text.len();
        let range = self.current().map_or(end..end, |w| w.range.clone());
        Problem::error(range, SYNTAX, message)
    }

    fn found(&self) -> String {
        match self.current() {
            Some(_) => {
                let word = self.word();
                let shown: String = word.chars().take(40).collect();
                if shown.starts_with('"') { format!("the text {shown}") } else { format!("\"{shown}\"") }
            }
            None => "the end of the text".to_owned(),
        }
    }

    fn expected<T>(&self, what: &str) -> Parsed<T> {
        Err(self.problem(format!("Expected {what}, found {}", self.found())))
    }

    fn unexpected<T>(&self) -> Parsed<T> {
        Err(self.problem(format!("Unexpected {}", self.found())))
    }

    fn punctuator(&mut self, byte: u8) -> Parsed<Part> {
        if self.is(byte) { Ok(self.take()) } else { self.expected(&format!("\"{}\"", char::from(byte))) }
    }

    fn name(&mut self) -> Parsed<Part> {
        if self.is_name() { Ok(self.take()) } else { self.expected("a name") }
    }

    fn keyword(&mut self, keyword: &str) -> Parsed<Part> {
        if self.is_keyword(keyword) { Ok(self.take()) } else { self.expected(&format!("\"{keyword}\"")) }
    }

    /// `open item+ close` as a node.
    fn list(
        &mut self,
        kind: NodeKind,
        brackets: [u8; 2],
        mut item: impl FnMut(&mut Self) -> Parsed<Part>,
    ) -> Parsed<Node> {
        let mut parts = vec![self.punctuator(brackets[0])?, item(self)?];
        while !self.is(brackets[1]) {
            parts.push(item(self)?);
        }
        parts.push(self.take());
        Ok(Node { kind, parts })
    }

    /// Runs `inner` one level deeper, or refuses a text nested past the limit.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.problem(format!("Nested deeper than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        let outcome = inner(self);
        self.depth -= 1;
        outcome
    }
}

/// Operations.
impl Parser<'_> {
    fn document(&mut self) -> Parsed<Node> {
        let mut parts = vec![self.definition()?];
        while self.current().is_some() {
            parts.push(self.definition()?);
        }
        Ok(Node { kind: NodeKind::Document, parts })
    }

    fn definition(&mut self) -> Parsed<Part> {
        let node = match self.word() {
            "{" => self.operation()?,
            "query" | "mutation" | "subscription" => self.operation()?,
            "fragment" => self.fragment()?,
            _ => return self.type_system_definition().map(Part::Node),
        };
        Ok(Part::Node(node))
    }

    fn operation(&mut self) -> Parsed<Node> {
        let mut parts = Vec::new();
        if !self.is(b'{') {
            parts.push(self.take());
            if self.is_name() {
                parts.push(self.take());
            }
            if self.is(b'(') {
                let list = self.list(NodeKind::VariableDefinitions, *b"()", Self::variable_definition)?;
                parts.push(Part::Node(list));
            }
            self.directives(&mut parts, Constness::Variable)?;
        }
        parts.push(self.selection_set()?);
        Ok(Node { kind: NodeKind::Operation, parts })
    }

    fn fragment(&mut self) -> Parsed<Node> {
        let mut parts = vec![self.take()];
        if self.is_keyword("on") {
            return self.unexpected();
        }
        parts.push(self.name()?);
        parts.push(self.keyword("on")?);
        parts.push(self.name()?);
        self.directives(&mut parts, Constness::Variable)?;
        parts.push(self.selection_set()?);
        Ok(Node { kind: NodeKind::Fragment, parts })
    }

    fn variable_definition(&mut self) -> Parsed<Part> {
        let mut parts = vec![self.punctuator(b'$')?, self.name()?, self.punctuator(b':')?];
        parts.push(self.type_reference()?);
        self.default_value(&mut parts)?;
        self.directives(&mut parts, Constness::Constant)?;
        Ok(Part::Node(Node { kind: NodeKind::VariableDefinition, parts }))
    }

    fn default_value(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        if self.is(b'=') {
            parts.push(self.take());
            parts.push(self.value(Constness::Constant)?);
        }
        Ok(())
    }

    fn type_reference(&mut self) -> Parsed<Part> {
        let mut parts = Vec::new();
        self.type_words(&mut parts)?;
        Ok(Part::Node(Node { kind: NodeKind::Tight, parts }))
    }

    fn type_words(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        if self.is(b'[') {
            parts.push(self.take());
            self.deeper(|p| p.type_words(parts))?;
            parts.push(self.punctuator(b']')?);
        } else {
            let name = if self.is_name() { Ok(self.take()) } else { self.expected("a type") };
            parts.push(name?);
        }
        if self.is(b'!') {
            parts.push(self.take());
        }
        Ok(())
    }

    fn directives(&mut self, parts: &mut Vec<Part>, constness: Constness) -> Parsed<()> {
        let mut found = Vec::new();
        while self.is(b'@') {
            let mut directive = vec![self.take(), self.name()?];
            self.arguments(&mut directive, constness)?;
            found.push(Part::Node(Node { kind: NodeKind::Directive, parts: directive }));
        }
        if !found.is_empty() {
            parts.push(Part::Node(Node { kind: NodeKind::Directives, parts: found }));
        }
        Ok(())
    }

    fn arguments(&mut self, parts: &mut Vec<Part>, constness: Constness) -> Parsed<()> {
        if self.is(b'(') {
            let list = self.list(NodeKind::Arguments, *b"()", |p| p.argument(constness))?;
            parts.push(Part::Node(list));
        }
        Ok(())
    }

    fn argument(&mut self, constness: Constness) -> Parsed<Part> {
        let parts = vec![self.name()?, self.punctuator(b':')?, self.value(constness)?];
        Ok(Part::Node(Node { kind: NodeKind::Argument, parts }))
    }

    fn selection_set(&mut self) -> Parsed<Part> {
        let set = self.deeper(|p| p.list(NodeKind::SelectionSet, *b"{}", Self::selection))?;
        Ok(Part::Node(set))
    }

    fn selection(&mut self) -> Parsed<Part> {
        if self.current().is_some_and(|w| w.kind == LexemeKind::Spread) {
            return self.spread();
        }
        let name = if self.is_name() { Ok(self.take()) } else { self.expected("a field") };
        let mut parts = vec![name?];
        if self.is(b':') {
            parts.push(self.take());
            parts.push(self.name()?);
        }
        self.arguments(&mut parts, Constness::Variable)?;
        self.directives(&mut parts, Constness::Variable)?;
        if self.is(b'{') {
            parts.push(self.selection_set()?);
        }
        Ok(Part::Node(Node { kind: NodeKind::Field, parts }))
    }

    fn spread(&mut self) -> Parsed<Part> {
        let mut parts = vec![self.take()];
        if self.is_name() && !self.is_keyword("on") {
            parts.push(self.take());
            self.directives(&mut parts, Constness::Variable)?;
            return Ok(Part::Node(Node { kind: NodeKind::FragmentSpread, parts }));
        }
        if self.is_keyword("on") {
            parts.push(self.take());
            parts.push(self.name()?);
        }
        self.directives(&mut parts, Constness::Variable)?;
        parts.push(self.selection_set()?);
        Ok(Part::Node(Node { kind: NodeKind::InlineFragment, parts }))
    }

    fn value(&mut self, constness: Constness) -> Parsed<Part> {
        let Some(word) = self.current() else { return self.expected("a value") };
        match word.kind {
            LexemeKind::Punctuator(b'[') => self.composite(NodeKind::ListValue, b']', |p| p.value(constness)),
            LexemeKind::Punctuator(b'{') => {
                self.composite(NodeKind::ObjectValue, b'}', |p| p.argument(constness))
            }
            LexemeKind::Punctuator(b'$') => self.variable(constness),
            LexemeKind::Name
            | LexemeKind::Int
            | LexemeKind::Float
            | LexemeKind::BadNumber
            | LexemeKind::String { .. }
            | LexemeKind::BlockString { .. } => Ok(self.take()),
            _ => self.expected("a value"),
        }
    }

    fn variable(&mut self, constness: Constness) -> Parsed<Part> {
        if constness == Constness::Constant {
            return Err(self.problem("A variable cannot stand here, only a fixed value can".to_owned()));
        }
        let parts = vec![self.take(), self.name()?];
        Ok(Part::Node(Node { kind: NodeKind::Tight, parts }))
    }

    /// A list or object value, which may be empty.
    fn composite(
        &mut self,
        kind: NodeKind,
        close: u8,
        mut item: impl FnMut(&mut Self) -> Parsed<Part>,
    ) -> Parsed<Part> {
        self.deeper(|p| {
            let mut parts = vec![p.take()];
            while !p.is(close) {
                parts.push(item(p)?);
            }
            parts.push(p.take());
            Ok(Part::Node(Node { kind, parts }))
        })
    }
}
