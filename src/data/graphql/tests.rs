//! Tests of tokens, outline and positions; the written forms are tested beside them in `conformance`.

use proptest::prelude::*;

use super::*;

/// Each token as `kind text`, one a line, for tables that a person can read.
fn roles(text: &str) -> Vec<(TokenKind, &str)> {
    tokens(text).into_iter().map(|t| (t.kind, &text[t.range])).collect()
}

fn role_of(text: &str, word: &str) -> TokenKind {
    let found = roles(text).into_iter().find(|(_, w)| *w == word);
    found.unwrap_or_else(|| panic!("{word} is a token of {text}")).0
}

#[test]
fn words_of_an_operation_have_their_roles() {
    use TokenKind::*;
    let text = "query Q($id: String!, $n: [Int!] = [1]) @live { p: project(id: $id, role: OWNER, f: {a: true}) { ...F ... on X @skip(if: $b) { id } } } # end";
    for (word, role) in [
        ("query", Keyword),
        ("Q", Fragment),
        ("$id", Variable),
        ("String", Type),
        ("Int", Type),
        ("1", Number),
        ("@live", Directive),
        ("p", Field),
        ("project", Field),
        ("id", Argument),
        ("OWNER", Constant),
        ("a", Argument),
        ("true", Constant),
        ("...", Punctuation),
        ("F", Fragment),
        ("on", Keyword),
        ("X", Type),
        ("@skip", Directive),
        ("if", Argument),
        ("# end", Comment),
    ] {
        assert_eq!(role_of(text, word), role, "{word}");
    }
}

#[test]
fn words_of_a_schema_have_their_roles() {
    use TokenKind::*;
    let text = "\"\"\"Doc\"\"\" type A implements B & C @d(x: E) { f(a: Int = 1 @e): [T!]! }\nenum Color { RED }\nunion U = V | W\ndirective @k(z: ID) repeatable on FIELD | QUERY\ninput I { g: H = {q: 1} }\nextend schema { query: R }";
    for (word, role) in [
        ("\"\"\"Doc\"\"\"", String),
        ("type", Keyword),
        ("A", Type),
        ("implements", Keyword),
        ("C", Type),
        ("x", Argument),
        ("E", Constant),
        ("f", Field),
        ("a", Argument),
        ("T", Type),
        ("enum", Keyword),
        ("Color", Type),
        ("RED", Constant),
        ("W", Type),
        ("@k", Directive),
        ("repeatable", Keyword),
        ("QUERY", Constant),
        ("g", Argument),
        ("H", Type),
        ("q", Argument),
        ("R", Type),
    ] {
        assert_eq!(role_of(text, word), role, "{word}");
    }
}

#[test]
fn broken_text_keeps_its_colours() {
    use TokenKind::*;
    assert_eq!(role_of("{ a(x: \"open\n b }", "\"open"), String);
    assert_eq!(role_of("{ a(x: \"open) {\n  b }\nquery Next { c }", "query"), Keyword);
    assert_eq!(role_of("{ a { b\nquery Next { c }", "Next"), Fragment);
    assert_eq!(role_of("query Q( { me }", "me"), Field);
    assert_eq!(role_of("{ é }", "é"), Error);
    assert_eq!(role_of("\u{feff}query", "query"), Keyword);
    assert_eq!(role_of("query type { type }", "type"), Fragment);
    assert_eq!(roles("{ a(b: 1x) }")[5], (Error, "1x"));
}

#[test]
fn outline_of_a_text() {
    let text = "query Q($a: [Int!]! = [1, 2] @d(x: 1), $b: String) @live(if: {x: 1}) { a(x: {b: 1}) { c } }\n\nfragment F on User { id }\n{ x }\nmutation { y }\ntype T { query: Q }";
    let found = operations(text);
    let kinds: Vec<_> = found.iter().map(|o| (o.kind, o.name.as_deref(), o.is_closed)).collect();
    use OperationKind::*;
    assert_eq!(
        kinds,
        [(Query, Some("Q"), true), (Fragment, Some("F"), true), (Query, None, true), (Mutation, None, true)]
    );
    assert!(text[found[0].range.clone()].ends_with("{ c } }"));
    assert_eq!(found[1].on.as_deref(), Some("User"));
    assert_eq!(&text[found[3].range.clone()], "mutation { y }");
    let variables = &found[0].variables;
    assert_eq!(variables[0].type_text, "[Int!]!");
    assert_eq!(variables[0].default.as_deref(), Some("[1, 2]"));
    assert_eq!((variables[1].name.as_str(), variables[1].type_text.as_str()), ("b", "String"));
    assert!(!variables[0].is_required() && !variables[1].is_required());
}

#[test]
fn outline_survives_typing() {
    let found = operations("query A($x: Int!, $y) { me { id \n\nquery B { a }\nmutation");
    let names: Vec<_> = found.iter().map(|o| (o.name.as_deref(), o.is_closed, o.variables.len())).collect();
    assert_eq!(names, [(Some("A"), false, 2), (Some("B"), true, 0), (None, false, 0)]);
    assert_eq!(operations("query Q( { activeUser { } }")[0].is_closed, true);
    assert_eq!(operations("query Q($a: Int = \n{ x }").len(), 1);
    assert!(operations("").is_empty() && operations("type A { b: C } \"q\"").is_empty());
}

#[test]
fn run_means_the_operation_around_the_caret() {
    let text = "query A { a }\n\nquery B { b }\nfragment F on T { c }";
    let name_at = |byte| operation_at(text, byte).and_then(|o| o.name);
    assert_eq!(name_at(3).as_deref(), Some("A"));
    assert_eq!(name_at(13).as_deref(), Some("A"));
    assert_eq!(name_at(15).as_deref(), Some("B"));
    assert_eq!(name_at(14), None);
    assert_eq!(name_at(text.len()), None);
    assert_eq!(
        operation_at("query A { a }\nfragment F on T { c }", 30).and_then(|o| o.name).as_deref(),
        Some("A")
    );
    assert_eq!(operation_at("query A { a }\nquery B { b ", 26).and_then(|o| o.name).as_deref(), Some("B"));
}

#[test]
fn lines_and_columns_count_what_people_see() {
    let text = "é\r\nab\rc\n";
    assert_eq!(line_column(text, 0), (1, 1));
    assert_eq!(line_column(text, 1), (1, 1), "inside a character counts as before it");
    assert_eq!(line_column(text, 2), (1, 2));
    assert_eq!(line_column(text, 5), (2, 2));
    assert_eq!(line_column(text, 7), (3, 1));
    assert_eq!(line_column(text, 999), (4, 1));
}

/// Text that looks like GraphQL often enough to reach every branch.
pub(crate) fn graphql_like() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "query",
        "mutation",
        "fragment",
        "on",
        "type",
        "enum",
        "input",
        "extend",
        "directive",
        "schema",
        "union",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "$",
        "@",
        ":",
        "=",
        "!",
        "|",
        "&",
        "...",
        ",",
        "\"",
        "\"\"\"",
        "\\",
        "#",
        "\n",
        "\r",
        " ",
        "a",
        "B",
        "true",
        "null",
        "1",
        "-0.5e3",
        "01",
        "é",
        "\u{feff}",
        "\u{1F600}",
        "\"s\"",
        "# c\n",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.concat())
}

fn assert_ordered(text: &str) {
    let mut end = 0;
    for token in tokens(text) {
        assert!(token.range.start >= end && token.range.end > token.range.start, "{token:?} in {text:?}");
        assert!(text.get(token.range.clone()).is_some(), "{token:?} cuts a character of {text:?}");
        let between = &text[end..token.range.start];
        assert!(
            between.chars().all(|c| c.is_ascii_whitespace() || c == '\u{feff}'),
            "{between:?} in {text:?}"
        );
        end = token.range.end;
    }
    assert!(text[end..].chars().all(|c| c.is_ascii_whitespace() || c == '\u{feff}'), "the end of {text:?}");
}

proptest! {
    #[test]
    fn tokens_cover_any_text_in_order(text in any::<String>()) {
        assert_ordered(&text);
    }

    #[test]
    fn tokens_cover_graphql_like_text_in_order(text in graphql_like()) {
        assert_ordered(&text);
    }

    #[test]
    fn outline_ranges_lie_in_the_text_in_order(text in graphql_like()) {
        let mut end = 0;
        for operation in operations(&text) {
            prop_assert!(operation.range.start >= end && text.get(operation.range.clone()).is_some());
            end = operation.range.end;
            for variable in operation.variables {
                prop_assert!(text.get(variable.range.clone()).is_some());
            }
        }
    }
}
