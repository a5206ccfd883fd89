//! The names that a text uses, read from its words alone: variables, fragments, types and directives.
//!
//! apollo-compiler leaves out what stands below an unknown field or type. It then calls variables and
//! fragments unused that are in use there, and is silent about unknown names there. The words know all.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Schema;
use super::suggest::{nearest, question};
use crate::graphql::{Lexeme, LexemeKind, Operation, OperationKind, Problem, lexemes, operations};

/// The codes of problems that this module tells instead of apollo-compiler.
pub(super) const CODES: [&str; 7] = [
    "UnusedVariable",
    "UndefinedVariable",
    "UnusedFragment",
    "UndefinedFragment",
    "UndefinedDirective",
    "UndefinedTypeInNamedFragmentTypeCondition",
    "UndefinedTypeInInlineFragmentTypeCondition",
];

/// A name at its place.
struct Use<'a> {
    name: &'a str,
    range: Range<usize>,
}

struct Definition<'a> {
    outline: Operation,
    variables: Vec<Use<'a>>,
    spreads: Vec<Use<'a>>,
    /// Types behind `on`.
    conditions: Vec<Use<'a>>,
    directives: Vec<Use<'a>>,
}

/// The definitions of a text with the names they use.
pub(super) struct Names<'a> {
    definitions: Vec<Definition<'a>>,
    /// Positions of fragments in `definitions`, by name.
    fragments: HashMap<String, usize>,
}

impl<'a> Names<'a> {
    /// Reads a text.
    pub(super) fn read(text: &'a str) -> Self {
        let words: Vec<Lexeme> = lexemes(text).into_iter().filter(Lexeme::is_significant).collect();
        let mut found = Self { definitions: Vec::new(), fragments: HashMap::new() };
        for outline in operations(text) {
            if let (OperationKind::Fragment, Some(name)) = (outline.kind, &outline.name) {
                found.fragments.insert(name.clone(), found.definitions.len());
            }
            let from = words.partition_point(|w| w.range.start < outline.range.start);
            let to = words.partition_point(|w| w.range.start < outline.range.end);
            let mut definition = Definition {
                outline,
                variables: Vec::new(),
                spreads: Vec::new(),
                conditions: Vec::new(),
                directives: Vec::new(),
            };
            definition.read(text, words.get(from..to).unwrap_or_default());
            found.definitions.push(definition);
        }
        found
    }

    /// The definition around a place.
    pub(super) fn around(&self, byte: usize) -> Option<&Operation> {
        self.definitions.iter().map(|d| &d.outline).find(|outline| outline.range.contains(&byte))
    }

    /// The names of fragments that no operation reaches.
    pub(super) fn unused_fragments(&self) -> Vec<&str> {
        let executable =
            (0..self.definitions.len()).filter(|&at| self.definitions[at].outline.kind.is_executable());
        let reached = self.reachable(executable);
        let unused = self.definitions.iter().enumerate().filter(|(at, definition)| {
            definition.outline.kind == OperationKind::Fragment && !reached.contains(at)
        });
        unused.filter_map(|(_, definition)| definition.outline.name.as_deref()).collect()
    }

    /// Adds a problem for each name that means nothing, or that nothing means.
    pub(super) fn check(&self, schema: &Schema, problems: &mut Vec<Problem>) {
        let unused: HashSet<&str> = self.unused_fragments().into_iter().collect();
        for (at, definition) in self.definitions.iter().enumerate() {
            let outline = &definition.outline;
            if outline.kind.is_executable() {
                self.variables(at, problems);
            }
            let named = outline.name.as_deref().zip(outline.name_range.as_ref());
            if let Some((name, range)) =
                named.filter(|(name, _)| !outline.kind.is_executable() && unused.contains(name))
            {
                let message = format!("The fragment \"{name}\" is never used");
                problems.push(Problem::error(outline.range.start..range.end, "UnusedFragment", message));
            }
            self.unknown(definition, schema, problems);
        }
    }

    fn unknown(&self, definition: &Definition<'_>, schema: &Schema, problems: &mut Vec<Problem>) {
        for spread in definition.spreads.iter().filter(|s| !self.fragments.contains_key(s.name)) {
            let near = question(&nearest(spread.name, self.fragments.keys().map(String::as_str)));
            let message = format!("There is no fragment \"{}\"{near}", spread.name);
            problems.push(Problem::error(spread.range.clone(), "UndefinedFragment", message));
        }
        for condition in definition.conditions.iter().filter(|c| schema.extended(c.name).is_none()) {
            let near = question(&nearest(condition.name, schema.type_names()));
            let message = format!("There is no type \"{}\"{near}", condition.name);
            problems.push(Problem::error(condition.range.clone(), "UndefinedType", message));
        }
        for directive in &definition.directives {
            if schema.directive_arguments(directive.name).is_none() {
                let near = nearest(directive.name, schema.directive_names());
                let near: Vec<String> = near.into_iter().map(|name| format!("@{name}")).collect();
                let near = question(&near.iter().map(String::as_str).collect::<Vec<_>>());
                let message = format!("There is no directive \"@{}\"{near}", directive.name);
                problems.push(Problem::error(directive.range.clone(), "UndefinedDirective", message));
            }
        }
    }

    /// Variables used and not declared, or declared and not used, by an operation with its fragments.
    fn variables(&self, at: usize, problems: &mut Vec<Problem>) {
        let outline = &self.definitions[at].outline;
        let reached = self.reachable([at]);
        let mut used = HashSet::new();
        for variable in reached.iter().flat_map(|&d| &self.definitions[d].variables) {
            used.insert(variable.name);
            if outline.variables.iter().all(|v| v.name != variable.name) {
                let by = outline.name.as_deref().map(|name| format!(" by \"{name}\"")).unwrap_or_default();
                let near = nearest(variable.name, outline.variables.iter().map(|v| v.name.as_str()));
                let near: Vec<String> = near.into_iter().map(|name| format!("${name}")).collect();
                let near = question(&near.iter().map(String::as_str).collect::<Vec<_>>());
                let message = format!("The variable \"${}\" is not declared{by}{near}", variable.name);
                problems.push(Problem::error(variable.range.clone(), "UndefinedVariable", message));
            }
        }
        for variable in outline.variables.iter().filter(|v| !used.contains(v.name.as_str())) {
            let message = format!("The variable \"${}\" is never used", variable.name);
            let range = variable.range.start..variable.range.start + 1 + variable.name.len();
            problems.push(Problem::error(range, "UnusedVariable", message));
        }
    }

    /// Definitions that are spread from some, with them.
    fn reachable(&self, from: impl IntoIterator<Item = usize>) -> HashSet<usize> {
        let mut waiting: Vec<usize> = from.into_iter().collect();
        let mut seen = HashSet::new();
        while let Some(at) = waiting.pop() {
            if seen.insert(at) {
                let spreads = &self.definitions[at].spreads;
                waiting.extend(spreads.iter().filter_map(|spread| self.fragments.get(spread.name)));
            }
        }
        seen
    }
}

impl<'a> Definition<'a> {
    fn read(&mut self, text: &'a str, words: &[Lexeme]) {
        for (at, pair) in words.windows(2).enumerate() {
            let [mark, name] = pair else { continue };
            let behind = words.get(at + 2);
            let found = Use { name: name.text(text), range: mark.range.start..name.range.end };
            let is_keyword_on = found.name == "on";
            match mark.kind {
                _ if name.kind != LexemeKind::Name => {}
                // A declaration has a colon behind it, a use never has.
                LexemeKind::Punctuator(b'$') if !behind.is_some_and(|b| b.is(b':')) => {
                    self.variables.push(found)
                }
                LexemeKind::Punctuator(b'@') => self.directives.push(found),
                LexemeKind::Spread if is_keyword_on => {
                    let named = behind.filter(|b| b.kind == LexemeKind::Name);
                    self.conditions.extend(named.map(|b| Use { name: b.text(text), range: b.range.clone() }));
                }
                LexemeKind::Spread => self.spreads.push(found),
                _ => {}
            }
        }
        // `fragment F on T`: the fourth word.
        let condition = words.get(3).filter(|_| self.outline.on.is_some());
        self.conditions.extend(condition.map(|c| Use { name: c.text(text), range: c.range.clone() }));
    }
}
