//! Completion on small texts with `|` at the caret.

use super::*;
use crate::schema::{definition_of, hover};

const SDL: &str = r#"
type Query { "One project" project(id: String!): Project! activeUser: User old: String @deprecated(reason: "gone") }
type Project { id: ID! name: String! role: Role team: Team! versions(limit: Int!, filter: Filter): [Version!]! }
type Team { items: [Member!]! }
type Member { user: User! role: Role! }
type User { id: ID! email: String projects: Team }
type Version { id: ID! message: String }
input Filter { ids: [ID!] role: Role! inner: Filter }
enum Role { OWNER REVIEWER }
"#;

fn schema() -> Schema {
    Schema::from_sdl(SDL).expect("a schema")
}

fn at(input: &str) -> (String, usize) {
    let caret = input.find('|').expect("a caret");
    (input.replacen('|', "", 1), caret)
}

fn check(input: &str, expect: &[&str]) {
    let (text, caret) = at(input);
    let found = complete(&schema(), &text, caret, "");
    let labels: Vec<&str> = found.items.iter().map(|i| i.label.as_str()).collect();
    assert_eq!(labels, expect, "{input}");
}

/// What the text becomes when the choice with this label is taken; `|` stands around what is selected.
fn taken(input: &str, label: &str) -> String {
    let (mut text, caret) = at(input);
    let found = complete(&schema(), &text, caret, "");
    let item = found.items.iter().find(|i| i.label == label).expect("the choice is there");
    let (from, to) = (found.range.start + item.caret.start, found.range.start + item.caret.end);
    text.replace_range(found.range.clone(), &item.insert);
    text.insert(to, '|');
    if from != to {
        text.insert(from, '|');
    }
    text
}

#[test]
fn places_offer_what_fits_them() {
    check("{ | }", &["project", "activeUser", "__typename", "__schema", "__type", "old"]);
    check("{ activeUser { ema| } }", &["email"]);
    check("{ project(|", &["id"]);
    check("{ project(id: \"|\") { id } }", &[]);
    check("{ project { versions(|", &["limit", "filter"]);
    check("{ project { versions(limit: 1, |", &["filter"]);
    check("{ project { versions(filter: { |", &["role", "ids", "inner"]);
    check("{ project { versions(filter: { role: |", &["OWNER", "REVIEWER"]);
    check("{ project { versions(filter: { role: REV|", &["REVIEWER"]);
    check("{ project { versions(filter: { inner: { ro|", &["role"]);
    check("query ($n: Int!, $s: String) { project { versions(limit: $|", &["$n"]);
    check("query ($n: In|", &["Int", "String", "__TypeKind", "__DirectiveLocation"]);
    check("# nothing |here", &[]);
    check("{ project { id } }\nquery A($a: Int) {\n  act|", &["activeUser"]);
    check("query { broken((( \nquery B {\n  act|", &["activeUser"]);
    check("mut|", &["mutation"]);
    check("{ activeUser { id @inc|", &["include"]);
    check("{ activeUser { ...| } } fragment A on User { id } fragment B on Team { items { role } }", &["A"]);
    check("fragment A on Te|", &["Team"]);
}

#[test]
fn choices_write_what_is_needed() {
    assert_eq!(taken("{ acti| }", "activeUser"), "{ activeUser {\n  |id|\n} }");
    assert_eq!(taken("{\n  proj|\n}", "project"), "{\n  project(id: \"|\") {\n    id\n  }\n}");
    assert_eq!(taken("{ proj|(id: 1) { id } }", "project"), "{ project|(id: 1) { id } }");
    assert_eq!(taken("{ project { versions(fi|", "filter"), "{ project { versions(filter: {|}");
    assert_eq!(
        taken("query ($n: Int!) { project { versions(limit: |", "$n"),
        "query ($n: Int!) { project { versions(limit: $n|"
    );
}

#[test]
fn leaves_further_down_are_reached_by_name() {
    let path = "team › items › user › email";
    check("{ project(id: 1) { email| } }", &[path]);
    let text = taken("{ project(id: 1) {\n  email|\n} }", path);
    assert!(
        text.contains("team {\n    items {\n      user {\n        email|\n      }\n    }\n  }"),
        "{text}"
    );
}

#[test]
fn every_cut_of_a_text_is_survived() {
    let text = "query A($a: [Int!]! = [1] @x) { a: project(id: $a, é: {b: [1, {c: \"\"}]}) @include(if: true) { ... on User { id } ...F } }";
    let schema = schema();
    for end in 0..=text.len() {
        for part in [text.get(..end), text.get(end..)].into_iter().flatten() {
            complete(&schema, part, end.min(part.len()), text);
            hover(&schema, part, part.len() / 2);
        }
    }
}

#[test]
fn hovers_and_definitions() {
    let schema = schema();
    let title = |input: &str| {
        let (text, byte) = at(input);
        hover(&schema, &text, byte).map(|h| h.text()).unwrap_or_default()
    };
    assert_eq!(title("{ pro|ject }"), "Query.project: Project!\n\nOne project");
    assert_eq!(title("{ ol|d }"), "Query.old: String\n\nDeprecated: gone");
    assert_eq!(title("{ project(i|d: 1) }"), "Query.project(id: String!)");
    assert_eq!(title("{ project { versions(filter: { role: OW|NER }) } }"), "Role.OWNER");
    assert_eq!(
        title("query ($a: In|t)"),
        "Int\n\nThe `Int` scalar type represents non-fractional signed whole numeric values. Int can represent values between -(2^31) and 2^31 - 1."
    );
    let (text, byte) = at("query ($id: String!) { project(id: $i|d) { ...F } } fragment F on Project { id }");
    assert_eq!(definition_of(&schema, &text, byte).and_then(|r| text.get(r)), Some("$id"));
    let spread = text.find("...F").expect("a spread") + 4;
    assert_eq!(
        definition_of(&schema, &text, spread),
        Some(text.rfind("F on").expect("it is there")).map(|s| s..s + 1)
    );
}
