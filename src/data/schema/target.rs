//! Where a word of an operation text leads: to its definition in the text, or to a type of the schema.

use std::ops::Range;

use super::Schema;
use super::complete::place::{Owner, Place};
use super::hover::{definition_of, word_at};
use crate::graphql::operations;

/// What a word leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The name of a fragment or variable where it is defined, in bytes of the text.
    Text(Range<usize>),
    /// A type of the schema, and the field, value or input field of it that is meant.
    Type {
        /// The type.
        name: String,
        /// What of it; `None` for the type as a whole.
        member: Option<String>,
    },
}

impl Target {
    fn of_type(name: &str, member: Option<&str>) -> Self {
        Self::Type { name: name.to_owned(), member: member.map(str::to_owned) }
    }
}

/// Where the word at `byte` is defined: fragments and variables in the text, everything else in the schema.
pub fn definition_target(schema: &Schema, text: &str, byte: usize) -> Option<Target> {
    if let Some(range) = definition_of(schema, text, byte) {
        return Some(Target::Text(range));
    }
    let (word, _, place) = word_at(schema, text, byte)?;
    match place {
        Place::Field { parent } => {
            let parent = parent?;
            schema.definition(parent, word)?;
            // What every type has stands in none.
            Some(Target::of_type(parent, (!word.starts_with("__")).then_some(word)))
        }
        Place::Argument { owner: Owner::Field(parent, field), .. } => {
            Some(Target::of_type(parent, Some(field.name.as_str())))
        }
        Place::InputField { type_name, .. } => {
            schema.extended(&type_name)?.as_input_object()?.fields.get(word)?;
            Some(Target::of_type(&type_name, Some(word)))
        }
        Place::Value { wanted } => {
            let wanted = wanted?.inner_named_type().clone();
            let member = schema.extended(&wanted)?.as_enum().map(|_| word);
            Some(Target::of_type(wanted.as_str(), member))
        }
        Place::TypeCondition { .. } | Place::VariableType => type_named(schema, word),
        _ => None,
    }
}

/// The type of what the word at `byte` says: of a field, an argument, a variable, a fragment.
pub fn type_target(schema: &Schema, text: &str, byte: usize) -> Option<Target> {
    let (word, range, place) = word_at(schema, text, byte)?;
    match place {
        Place::Field { parent } => {
            type_named(schema, schema.definition(parent?, word)?.ty.inner_named_type().as_str())
        }
        Place::Argument { owner, .. } => {
            let found = owner.arguments().iter().find(|a| a.name.as_str() == word)?;
            type_named(schema, found.ty.inner_named_type().as_str())
        }
        Place::InputField { type_name, .. } => {
            let input = schema.extended(&type_name)?.as_input_object()?;
            type_named(schema, input.fields.get(word)?.ty.inner_named_type().as_str())
        }
        Place::Value { wanted } => type_named(schema, wanted?.inner_named_type().as_str()),
        Place::TypeCondition { .. } | Place::VariableType => type_named(schema, word),
        Place::Variable { .. } | Place::NewVariable => {
            let around = operations(text).into_iter().rev().find(|o| o.range.start <= range.start)?;
            let variable = around.variables.iter().find(|v| v.name == word)?;
            type_named(schema, variable.type_text.trim_matches(['[', ']', '!', ' ']))
        }
        Place::Spread { .. } => {
            let is_it = |o: &crate::graphql::Operation| {
                o.kind == crate::graphql::OperationKind::Fragment && o.name.as_deref() == Some(word)
            };
            type_named(schema, &operations(text).into_iter().find(is_it)?.on?)
        }
        _ => None,
    }
}

fn type_named(schema: &Schema, name: &str) -> Option<Target> {
    schema.extended(name).map(|_| Target::of_type(name, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = "
        type Query { project(id: ID!, filter: Filter): Project }
        type Project { name: String, kind: Kind, owner: User }
        type User { id: ID }
        input Filter { kinds: [Kind!] }
        enum Kind { HOUSE BRIDGE }
    ";

    fn schema() -> Schema {
        Schema::from_sdl(SDL).expect("a schema")
    }

    /// A text with `|` behind the word that is meant.
    fn cut(marked: &str) -> (String, usize) {
        let at = marked.find('|').expect("a mark");
        (marked.replace('|', ""), at)
    }

    #[test]
    fn words_lead_to_their_definition() {
        let schema = schema();
        for (marked, name, member) in [
            ("{ pro|ject(id: 1) { name } }", "Query", Some("project")),
            ("{ project(i|d: 1) { name } }", "Query", Some("project")),
            ("{ project(id: 1, filter: { kin|ds: [HOUSE] }) { name } }", "Filter", Some("kinds")),
            ("{ project(id: 1, filter: { kinds: [HOU|SE] }) { name } }", "Kind", Some("HOUSE")),
            ("{ project(id: 1) { __type|name } }", "Project", None),
            ("query Q($f: Filt|er) { project(id: 1, filter: $f) { name } }", "Filter", None),
            ("fragment F on Proj|ect { name }", "Project", None),
        ] {
            let (text, at) = cut(marked);
            let member = member.map(str::to_owned);
            let wanted = Target::Type { name: name.to_owned(), member };
            assert_eq!(definition_target(&schema, &text, at), Some(wanted), "{marked}");
        }
        for (marked, word) in [
            ("query Q($f: Filter) { project(id: 1, filter: $|f) { name } }", "$f"),
            ("{ project(id: 1) { ...P|arts } } fragment Parts on Project { name }", "Parts"),
        ] {
            let (text, at) = cut(marked);
            let Some(Target::Text(range)) = definition_target(&schema, &text, at) else {
                panic!("{marked} leads nowhere")
            };
            assert_eq!(text.get(range), Some(word), "{marked}");
        }
        for marked in ["{ no|ne }", "{ project(id: 1) @sk|ip(if: true) { name } }", "que|ry { project }"] {
            let (text, at) = cut(marked);
            assert_eq!(definition_target(&schema, &text, at), None, "{marked}");
        }
    }

    #[test]
    fn words_lead_to_their_type() {
        let schema = schema();
        for (marked, name) in [
            ("{ pro|ject(id: 1) { name } }", Some("Project")),
            ("{ project(id: 1) { na|me } }", Some("String")),
            ("{ project(id: 1, fil|ter: null) { name } }", Some("Filter")),
            ("{ project(id: 1, filter: { kin|ds: [] }) { name } }", Some("Kind")),
            ("query Q($f: [Filter!]!) { project(id: 1, filter: $|f) { name } }", Some("Filter")),
            ("{ project(id: 1) { ...P|arts } } fragment Parts on Project { name }", Some("Project")),
            ("{ project(id: 1) { ...N|one } }", None),
        ] {
            let (text, at) = cut(marked);
            let wanted = name.map(|name| Target::Type { name: name.to_owned(), member: None });
            assert_eq!(type_target(&schema, &text, at), wanted, "{marked}");
        }
    }
}
