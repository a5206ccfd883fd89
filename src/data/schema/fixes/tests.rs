//! Tables of fixes (`|` is the caret, or the place of the problem), and what holds for every fix of any text.

use proptest::prelude::*;

use super::*;
use crate::graphql::conformance::{rows, shared};
use crate::graphql::edit::applied;
use crate::graphql::tests::graphql_like;
use crate::graphql::{Severity, syntax_error};
use crate::schema::tests::SDL;
use crate::schema::{check, needed_scopes};

fn schema() -> Schema {
    Schema::from_sdl(SDL).expect("a valid schema")
}

/// All fixes of all problems of a text.
fn all(schema: Option<&Schema>, text: &str) -> Vec<Fix> {
    check(schema, text).iter().flat_map(|problem| problem_fixes(schema, text, problem)).collect()
}

/// The text after the fix of that title.
fn fixed(schema: &Schema, text: &str, title: &str) -> String {
    let fixes = all(Some(schema), text);
    let found = fixes.iter().find(|f| f.title == title);
    let found = found.unwrap_or_else(|| panic!("{text}: no {title:?} in {fixes:#?}"));
    applied(text, &found.edits)
}

#[test]
fn problems_are_mended() {
    let schema = schema();
    for (before, title, after) in [
        ("{ me { nam } }", "Change to name", "{ me { name } }"),
        ("{ me { id nam } }", "Remove nam", "{ me { id } }"),
        ("{ node { width } }", "Ask for it on Door", "{ node { ... on Door { width } } }"),
        ("{ user(id: 1, rol: OWNER) { id } }", "Change to role", "{ user(id: 1, role: OWNER) { id } }"),
        ("{ user(id: 1, rol: OWNER) { id } }", "Remove the argument rol", "{ user(id: 1) { id } }"),
        ("{ user(id: 1, role: OWNR) { id } }", "Change to OWNER", "{ user(id: 1, role: OWNER) { id } }"),
        ("{ user { id } }", "Add id: $userId", "query ($userId: ID!) { user(id: $userId) { id } }"),
        ("{ me }", "Choose id", "{ me { id } }"),
        ("{ me { name { x } id } }", "Remove the braces", "{ me { name id } }"),
        ("query Q($a: Int) { me { id } }", "Remove $a", "query Q { me { id } }"),
        (
            "query Q($a: Int, $b: Int) { me { friends(limit: $b) { id } } }",
            "Remove $a",
            "query Q($b: Int) { me { friends(limit: $b) { id } } }",
        ),
        (
            "query Q { me { friends(limit: $n) { id } } }",
            "Declare $n: Int",
            "query Q($n: Int) { me { friends(limit: $n) { id } } }",
        ),
        (
            "query Q { user(id: 1, filter: {inner: {limit: $n, text: \"\"}, text: \"\"}) { id } }",
            "Declare $n: Int",
            "query Q($n: Int) { user(id: 1, filter: {inner: {limit: $n, text: \"\"}, text: \"\"}) { id } }",
        ),
        (
            "query Q { me @include(if: $yes) { id } }",
            "Declare $yes: Boolean!",
            "query Q($yes: Boolean!) { me @include(if: $yes) { id } }",
        ),
        (
            "query Q($n: String) { me { friends(limit: $n) { id } } }",
            "Declare $n as Int",
            "query Q($n: Int) { me { friends(limit: $n) { id } } }",
        ),
        (
            "{ me { ...F } }",
            "Create the fragment F on User",
            "{ me { ...F } }\n\nfragment F on User {\n  id\n}\n",
        ),
        ("{ me { id } }\n\nfragment F on User {\n  id\n}\n", "Remove the fragment F", "{ me { id } }\n"),
        ("{ me { id } } query B { me { id } }", "Name it Me", "query Me { me { id } } query B { me { id } }"),
        (
            "query A { me { id } } query A { me { name } }",
            "Rename it to A2",
            "query A { me { id } } query A2 { me { name } }",
        ),
        (
            "{ user(id: 1, filter: {limit: 3}) { id } }",
            "Add text: \"\"",
            "{ user(id: 1, filter: {text: \"\", limit: 3}) { id } }",
        ),
        ("{ me { ... on Usr { id } } }", "Change to User", "{ me { ... on User { id } } }"),
        ("{ me @inclde(if: true) { id } }", "Change to include", "{ me @include(if: true) { id } }"),
    ] {
        assert_eq!(fixed(&schema, before, title), after, "{before}");
    }
}

/// The text after a refactoring at the caret; `|` twice is a selection.
fn refactored(marked: &str, title: &str) -> String {
    let schema = schema();
    let from = marked.find('|').expect("a caret");
    let rest = marked.replacen('|', "", 1);
    let (text, to) = match rest.find('|') {
        Some(to) => (rest.replacen('|', "", 1), to),
        None => (rest, from),
    };
    let fixes = refactorings(Some(&schema), &text, from..to);
    let found = fixes.iter().find(|f| f.title == title);
    let found = found.unwrap_or_else(|| panic!("{text}: no {title:?} in {fixes:#?}"));
    let after = applied(&text, &found.edits);
    let errors: Vec<_> =
        check(Some(&schema), &after).into_iter().filter(|p| p.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{after}\n{errors:?}");
    after
}

#[test]
fn values_variables_and_fragments_change_places() {
    for (before, title, after) in [
        (
            "query Q { me { friends(limit: 1|0) { id } } }",
            "Make it the variable $limit",
            "query Q($limit: Int = 10) { me { friends(limit: $limit) { id } } }",
        ),
        (
            "{ user(id: \"a|b\") { id } }",
            "Make it the variable $userId",
            "query ($userId: ID! = \"ab\") { user(id: $userId) { id } }",
        ),
        (
            "query Q($limit: Int = 10) { me { friends(limit: $lim|it) { id } } }",
            "Write the value of $limit in its place",
            "query Q { me { friends(limit: 10) { id } } }",
        ),
        (
            "query Q {\n  m|e {\n    id\n    name\n  }\n}\n",
            "Extract the fragment UserFields",
            "query Q {\n  me {\n    ...UserFields\n  }\n}\n\nfragment UserFields on User {\n  id\n  name\n}\n",
        ),
        (
            "query Q {\n  me {\n    |id\n    name|\n    role\n  }\n}\n",
            "Extract the fragment UserFields",
            "query Q {\n  me {\n    ...UserFields\n    role\n  }\n}\n\nfragment UserFields on User {\n  id\n  name\n}\n",
        ),
        (
            "query Q {\n  me {\n    ...U|\n    role\n  }\n}\n\nfragment U on User {\n  id\n  name\n}\n",
            "Write out the fragment U",
            "query Q {\n  me {\n    id\n    name\n    role\n  }\n}\n",
        ),
        (
            "query Q {\n  node {\n    ...D|\n    id\n  }\n}\n\nfragment D on Door {\n  width\n}\n",
            "Write out the fragment D",
            "query Q {\n  node {\n    ... on Door {\n      width\n    }\n    id\n  }\n}\n",
        ),
        ("|{ me { id } }", "Name it Me", "query Me { me { id } }"),
        (
            "query| ($a: Int) { me { friends(limit: $a) { id } } }",
            "Name it Me",
            "query Me($a: Int) { me { friends(limit: $a) { id } } }",
        ),
    ] {
        assert_eq!(refactored(before, title), after, "{before}");
    }
}

#[test]
fn the_old_api_becomes_the_new_one() {
    let Some(path) = shared("speckle-schema.graphql") else { return };
    let schema = Schema::from_sdl(&std::fs::read_to_string(path).expect("the SDL")).expect("a schema");
    let before = "query Old($id: String!) {\n  stream(id: $id) {\n    name\n    branches(limit: 5) {\n      items {\n        name\n        commits(limit: 2) {\n          items {\n            id\n            message\n          }\n        }\n      }\n    }\n    commit(id: \"a\") {\n      authorName\n    }\n  }\n}\n";
    let after = "query Old($id: String!) {\n  project(id: $id) {\n    name\n    models(limit: 5) {\n      items {\n        name\n        versions(limit: 2) {\n          items {\n            id\n            message\n          }\n        }\n      }\n    }\n    version(id: \"a\") {\n      authorUser { name }\n    }\n  }\n}\n";
    assert_eq!(fixed(&schema, before, "Convert to project, models and versions"), after);
    assert!(check(Some(&schema), after).is_empty(), "{:?}", check(Some(&schema), after));
}

#[test]
fn fields_without_a_scope_go_or_move() {
    let Some(path) = shared("speckle-schema.graphql") else { return };
    let schema = Schema::from_sdl(&std::fs::read_to_string(path).expect("the SDL")).expect("a schema");
    let text = "query P($id: String!, $n: Int!) {\n  project(id: $id) {\n    name\n    team {\n      role\n    }\n    models(limit: $n) {\n      totalCount\n    }\n  }\n}\n";
    let needed: Vec<_> =
        needed_scopes(&schema, text).into_iter().filter(|n| n.scope == "users:read").collect();
    assert_eq!(needed.len(), 1, "{needed:?}");
    let fixes = scope_fixes(&schema, text, &needed);
    let remove = fixes.remove.expect("a way");
    assert_eq!(remove.title, "Remove team");
    let less = "query P($id: String!, $n: Int!) {\n  project(id: $id) {\n    name\n    models(limit: $n) {\n      totalCount\n    }\n  }\n}\n";
    assert_eq!(applied(text, &remove.edits), less);
    let split = applied(text, &fixes.split.expect("a way").edits);
    let own = "query PTeam($id: String!) {\n  project(id: $id) {\n    team {\n      role\n    }\n  }\n}\n";
    assert_eq!(split, format!("{less}\n{own}"));
    assert!(check(Some(&schema), &split).is_empty());
}

#[test]
fn fields_of_fragments_go_or_move_too() {
    let Some(path) = shared("speckle-schema.graphql") else { return };
    let schema = Schema::from_sdl(&std::fs::read_to_string(path).expect("the SDL")).expect("a schema");
    let text = "query P($id: String!, $n: Int!) {\n  project(id: $id) {\n    ...Facts\n  }\n}\n\nfragment Facts on Project {\n  name\n  ...People\n  models(limit: $n) {\n    totalCount\n  }\n}\n\nfragment People on Project {\n  id\n  team {\n    role\n  }\n}\n";
    let needed: Vec<_> =
        needed_scopes(&schema, text).into_iter().filter(|n| n.scope == "users:read").collect();
    assert_eq!(needed.len(), 1, "{needed:?}");
    let fixes = scope_fixes(&schema, text, &needed);
    let less = text.replace("  team {\n    role\n  }\n", "");
    assert_eq!(applied(text, &fixes.remove.expect("a way").edits), less);
    let split = applied(text, &fixes.split.expect("a way").edits);
    let own = "query PTeam($id: String!) {\n  project(id: $id) {\n    ... on Project {\n      ... on Project {\n        team {\n          role\n        }\n      }\n    }\n  }\n}\n";
    assert_eq!(split, format!("{less}\n{own}"));
    assert!(check(Some(&schema), &split).is_empty(), "{:?}", check(Some(&schema), &split));
}

/// A text with no more errors of syntax than before, and edits that fit.
fn holds(schema: Option<&Schema>, text: &str, fix: &Fix) -> Result<(), TestCaseError> {
    let sorted = crate::graphql::edit::sorted(fix.edits.clone());
    prop_assert!(!sorted.is_empty(), "{} does nothing", fix.title);
    for edit in &sorted {
        prop_assert!(text.get(edit.range.clone()).is_some(), "{} does not fit", fix.title);
    }
    let after = applied(text, &fix.edits);
    prop_assert!(after != text, "{} changes nothing", fix.title);
    if syntax_error(text).is_none() {
        prop_assert!(syntax_error(&after).is_none(), "{}\n{text}\n---\n{after}", fix.title);
    }
    let _ = check(schema, &after);
    Ok(())
}

#[test]
fn a_word_is_never_changed_to_itself() {
    let text = "extend## c\nquery{";
    for fix in all(Some(&schema()), text) {
        holds(Some(&schema()), text, &fix).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever the text: a fix applies, changes something, and never breaks the syntax.
    #[test]
    fn fixes_never_break_a_text(text in graphql_like(), at in any::<prop::sample::Index>()) {
        let schema = schema();
        for fix in all(Some(&schema), &text) {
            holds(Some(&schema), &text, &fix)?;
        }
        let mut place = at.index(text.len() + 1);
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        for fix in refactorings(Some(&schema), &text, place..place) {
            holds(Some(&schema), &text, &fix)?;
        }
    }
}

#[test]
fn fixes_hold_for_the_texts_of_every_suite() {
    let mut seen = 0;
    let mut schemas: std::collections::HashMap<String, Option<Schema>> = std::collections::HashMap::new();
    for row in rows("validation") {
        let (Some(text), Some(file)) = (row["query"].as_str(), row["schema_file"].as_str()) else { continue };
        let load = || {
            let path = shared(&format!("conformance/{file}"))?;
            Schema::from_sdl(&std::fs::read_to_string(path).ok()?).ok()
        };
        let Some(schema) = schemas.entry(file.to_owned()).or_insert_with(load) else { continue };
        let mut fixes = all(Some(schema), text);
        for place in (0..text.len()).filter(|at| text.is_char_boundary(*at)).step_by(7) {
            fixes.extend(refactorings(Some(schema), text, place..place));
        }
        for fix in fixes {
            if let Err(error) = holds(Some(schema), text, &fix) {
                panic!("{} {}: {error}\n{text}", row["id"], fix.title);
            }
            seen += 1;
        }
    }
    assert!(seen > 300 || schemas.is_empty(), "{seen} fixes were tried");
}
