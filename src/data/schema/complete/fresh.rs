//! A variable that is not there yet, offered where a value may stand: its use and its declaration at once.

use super::place::{Place, place_behind};
use super::{Cut, Item, ItemKind, floor_boundary};
use crate::graphql::edit::{declare, free_name};
use crate::graphql::{Definition, Lexeme, LexemeKind, definitions};
use crate::schema::Schema;

/// A new variable for the value at `caret`, a byte of `text`, named after what it is given to. `None` where no
/// value is wanted, in fragments (they declare nothing), and where something else was begun.
pub fn new_variable(schema: &Schema, text: &str, caret: usize) -> Option<Item> {
    let caret = floor_boundary(text, caret);
    let cut = Cut::at(text, caret)?;
    let (wanted, has_sigil) = match place_behind(schema, text, &cut.before) {
        Place::Value { wanted } => (wanted?, false),
        Place::Variable { wanted } => (wanted?, true),
        _ => return None,
    };
    let all = definitions(text);
    let definition = all.iter().rev().find(|d| d.outline.range.start <= cut.range.start)?;
    let before = cut.before.get(..cut.before.len() - usize::from(has_sigil))?;
    let wish = wish(text, before)?;
    let label = format!("${}", name(definition, &wish));
    let typed = text.get(cut.range.start..caret)?;
    let behind = label.get(1..).unwrap_or_default();
    if !behind.starts_with(typed) {
        return None;
    }
    let also = declare(text, definition, &format!("{behind}: {wanted}"))?;
    let insert = if has_sigil { behind.to_owned() } else { label.clone() };
    let end = insert.len();
    Some(Item {
        kind: ItemKind::Variable,
        type_text: wanted.to_string(),
        description: Some("A new variable of this operation".to_owned()),
        deprecated: None,
        scopes: Vec::new(),
        insert,
        caret: end..end,
        also: vec![also],
        matched: if typed.is_empty() { Vec::new() } else { std::iter::once(1..1 + typed.len()).collect() },
        label,
    })
}

/// The name of what the value is given to; an `id` is called after what it is the id of.
fn wish(text: &str, before: &[Lexeme]) -> Option<String> {
    let [.., name, colon] = before else { return None };
    if name.kind != LexemeKind::Name || !colon.is(b':') {
        return None;
    }
    let name = name.text(text);
    match before {
        [.., field, open, _, _] if name == "id" && open.is(b'(') && field.kind == LexemeKind::Name => {
            Some(format!("{}Id", field.text(text)))
        }
        _ => Some(name.to_owned()),
    }
}

/// A use that was typed already is no reason to call the variable otherwise, a declared one is.
fn name(definition: &Definition, wish: &str) -> String {
    let declared = |name: &str| definition.outline.variables.iter().any(|v| v.name == name);
    if declared(wish) { free_name(Some(definition), wish) } else { wish.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = "
        type Query { project(id: ID!, kind: Kind, filter: Filter): Project }
        type Project { name(of: Int): String }
        input Filter { text: String }
        enum Kind { ONE }
    ";

    #[test]
    fn a_variable_is_used_and_declared_at_once() {
        let schema = Schema::from_sdl(SDL).expect("a schema");
        for (marked, after) in [
            (
                "{ project(id: |) { name } }",
                Some("query ($projectId: ID!) { project(id: $projectId) { name } }"),
            ),
            (
                "query Q { project(id: $|) { name } }",
                Some("query Q($projectId: ID!) { project(id: $projectId) { name } }"),
            ),
            (
                "query Q($a: Int) { project(id: 1, kind: k|) { name } }",
                Some("query Q($a: Int, $kind: Kind) { project(id: 1, kind: $kind) { name } }"),
            ),
            (
                "query Q($kind: Int) { project(id: 1, kind: |) { name } }",
                Some("query Q($kind: Int, $kind2: Kind) { project(id: 1, kind: $kind2) { name } }"),
            ),
            (
                "query Q { project(id: 1, filter: { text: | }) { name } }",
                Some("query Q($text: String) { project(id: 1, filter: { text: $text }) { name } }"),
            ),
            ("query Q { project(id: 1, kind: O|) { name } }", None),
            ("query Q { project(|) { name } }", None),
            ("fragment F on Project { name(of: |) }", None),
            ("{ project(id: 1) { n| } }", None),
        ] {
            let at = marked.find('|').expect("a caret");
            let text = marked.replacen('|', "", 1);
            let found = new_variable(&schema, &text, at).map(|item| {
                let range = crate::schema::complete(&schema, &text, at, "").range;
                let mut done = text.clone();
                done.replace_range(range, &item.insert);
                for edit in item.also {
                    done.replace_range(edit.range, &edit.text);
                }
                done
            });
            assert_eq!(found.as_deref(), after, "{marked}");
        }
    }
}
