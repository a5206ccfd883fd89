//! What a mutation is about to change, for people to say yes to: its fields with what they are given.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::value::RawValue;

use super::Schema;
use crate::graphql::{
    Argument, Definition, LexemeKind, OperationKind, Selection, SelectionKind, SelectionSet, definitions,
    lexemes,
};
use crate::jsonc::without_comments;

/// Groups of fields nested deeper than this are taken for changes.
const DEEPEST: usize = 8;

/// One thing that a mutation does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field, with the groups it stands in: `versionMutations.update`.
    pub field: String,
    /// Arguments with their values, variables replaced by what they are given; a value is GraphQL or JSON text.
    pub arguments: Vec<(String, String)>,
}

/// The changes that an operation of a text asks for, in the order in which a server makes them.
///
/// Speckle groups its mutations (`versionMutations { update(…) }`): a field whose type is called `…Mutations`
/// is a group, and its fields are the changes. Without a schema the field's own name decides.
pub fn changes(schema: Option<&Schema>, text: &str, operation: Option<&str>, variables: &str) -> Vec<Change> {
    let all = definitions(text);
    let is_meant = |d: &&Definition| {
        d.outline.kind == OperationKind::Mutation
            && (operation.is_none() || d.outline.name.as_deref() == operation)
    };
    let Some(definition) = all.iter().find(is_meant) else { return Vec::new() };
    let given: HashMap<String, Box<RawValue>> =
        serde_json::from_str(&without_comments(variables)).unwrap_or_default();
    let mut look = Look { schema, text, all: &all, definition, given, found: Vec::new() };
    if let Some(set) = &definition.set {
        let root = schema.and_then(|s| s.root(OperationKind::Mutation));
        look.set(set, root, &Change { field: String::new(), arguments: Vec::new() }, 0);
    }
    look.found
}

struct Look<'a> {
    schema: Option<&'a Schema>,
    text: &'a str,
    all: &'a [Definition],
    definition: &'a Definition,
    given: HashMap<String, Box<RawValue>>,
    found: Vec<Change>,
}

impl<'a> Look<'a> {
    fn set(&mut self, set: &'a SelectionSet, ty: Option<&str>, group: &Change, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let before = self.found.len();
        for selection in &set.selections {
            match &selection.kind {
                SelectionKind::Field { name, .. } if name == "__typename" => {}
                SelectionKind::Field { name, .. } => self.field(selection, name, ty, (group, depth)),
                SelectionKind::Inline { on } => {
                    if let Some(inner) = &selection.set {
                        self.set(inner, on.as_deref().or(ty), group, depth + 1);
                    }
                }
                SelectionKind::Spread { name } => {
                    let is_meant = |d: &&Definition| {
                        d.outline.kind == OperationKind::Fragment && d.outline.name.as_ref() == Some(name)
                    };
                    let fragment = self.all.iter().find(is_meant);
                    if let Some((fragment, inner)) = fragment.and_then(|f| Some((f, f.set.as_ref()?))) {
                        self.set(inner, fragment.outline.on.as_deref().or(ty), group, depth + 1);
                    }
                }
            }
        }
        // A group of which nothing is asked for is still called.
        if self.found.len() == before && !group.field.is_empty() {
            self.found.push(group.clone());
        }
    }

    fn field(
        &mut self,
        selection: &'a Selection,
        name: &str,
        ty: Option<&str>,
        (group, depth): (&Change, usize),
    ) {
        let dot = if group.field.is_empty() { "" } else { "." };
        let own = selection.arguments.iter().map(|argument| self.argument(argument));
        let change = Change {
            field: format!("{}{dot}{name}", group.field),
            arguments: group.arguments.iter().cloned().chain(own).collect(),
        };
        let type_name =
            self.schema.zip(ty).and_then(|(schema, ty)| schema.field(ty, name)).map(|f| f.type_name);
        let is_group = type_name.map_or_else(|| name.ends_with("Mutations"), |t| t.ends_with("Mutations"));
        match &selection.set {
            Some(inner) if is_group => self.set(inner, type_name, &change, depth + 1),
            _ => self.found.push(change),
        }
    }

    fn argument(&self, argument: &Argument) -> (String, String) {
        (argument.name.clone(), self.value(&argument.value))
    }

    /// The text of a value on one line, with what its variables are given.
    fn value(&self, range: &Range<usize>) -> String {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let mut out = String::new();
        let mut is_variable = false;
        let mut last: Option<Range<usize>> = None;
        for word in lexemes(text) {
            if !word.is_significant() {
                continue;
            }
            let of_name = is_variable && word.kind == LexemeKind::Name;
            let apart = last.as_ref().is_some_and(|l| l.end < word.range.start) && !of_name;
            if apart && !out.is_empty() {
                let between = last.as_ref().and_then(|l| text.get(l.end..word.range.start));
                out.push_str(if between.is_some_and(|b| b.contains(',')) { ", " } else { " " });
            }
            is_variable = word.is(b'$');
            if of_name {
                out.push_str(&self.variable(word.text(text)));
            } else if !is_variable {
                out.push_str(word.text(text));
            }
            last = Some(word.range.clone());
        }
        out
    }

    fn variable(&self, name: &str) -> String {
        if let Some(value) = self.given.get(name) {
            return on_one_line(value.get());
        }
        let declared = self.definition.outline.variables.iter().find(|v| v.name == name);
        match declared.and_then(|v| v.default.clone()) {
            Some(default) => default,
            None => format!("${name} (not given)"),
        }
    }
}

/// JSON text with its breaks between values as one blank; texts in it stay as they are.
fn on_one_line(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut in_text, mut escaped, mut blank) = (false, false, false);
    for c in json.chars() {
        if !in_text && c.is_whitespace() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) && !out.is_empty() {
            out.push(' ');
        }
        out.push(c);
        match c {
            '"' if !escaped => in_text = !in_text,
            _ => {}
        }
        escaped = in_text && c == '\\' && !escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = "type Query { a: Int }\ntype Mutation { versionMutations: VersionMutations!, plain(id: ID!): Int, projectMutations: ProjectMutations! }\ntype VersionMutations { update(input: In!): V!, delete(ids: [ID!]!): Boolean }\ntype ProjectMutations { invites: ProjectInviteMutations!, automationMutations(projectId: ID!): AMutations! }\ntype ProjectInviteMutations { cancel(id: ID!): Boolean }\ntype AMutations { create(n: Int): Int }\ntype V { id: ID, previews(size: Int): [Int] }\ninput In { id: ID!, message: String }";

    fn said(schema: Option<&Schema>, text: &str, variables: &str) -> Vec<String> {
        changes(schema, text, None, variables)
            .into_iter()
            .map(|c| {
                let arguments: Vec<String> = c.arguments.iter().map(|(n, v)| format!("{n}: {v}")).collect();
                format!("{}({})", c.field, arguments.join(", "))
            })
            .collect()
    }

    #[test]
    fn groups_are_passed_through_and_variables_stand_for_what_they_are_given() {
        let schema = Schema::from_sdl(SDL).unwrap();
        let text = "mutation M($input: In!, $n: Int = 007, $gone: ID!) {\n  versionMutations {\n    update(input: $input) { id previews(size: 3) }\n    ...Rest\n  }\n  projectMutations { invites { cancel(id: $gone) } automationMutations(projectId: \"p\") { create(n: $n) } }\n}\nfragment Rest on VersionMutations { delete(ids: [\"a\",\n \"b  c\"]) }";
        let variables = "{ // the one\n  \"input\": {\n    \"id\": \"v\",\n    \"message\": \"two  blanks \\\" {\"\n  }\n}";
        let expected = [
            "versionMutations.update(input: { \"id\": \"v\", \"message\": \"two  blanks \\\" {\" })",
            "versionMutations.delete(ids: [\"a\", \"b  c\"])",
            "projectMutations.invites.cancel(id: $gone (not given))",
            "projectMutations.automationMutations.create(projectId: \"p\", n: 007)",
        ];
        assert_eq!(said(Some(&schema), text, variables), expected);
    }

    #[test]
    fn a_schema_is_not_needed_and_an_empty_group_is_still_said() {
        assert_eq!(said(None, "mutation { versionMutations { __typename } }", ""), ["versionMutations()"]);
        assert_eq!(said(None, "mutation { plain(id: 1) }", "not json"), ["plain(id: 1)"]);
        assert!(said(None, "query { plain(id: 1) }", "").is_empty());
        let two = "mutation A { a(n: 12345678901234567890) } mutation B { b }";
        assert_eq!(changes(None, two, Some("B"), "").len(), 1);
        assert_eq!(changes(None, two, Some("B"), "")[0].field, "b");
        assert_eq!(said(None, two, ""), ["a(n: 12345678901234567890)"]);
    }

    #[test]
    fn fragments_in_a_circle_end() {
        let text = "mutation { ...F } fragment F on Mutation { a ...F }";
        assert!(!said(None, text, "").is_empty());
    }
}
