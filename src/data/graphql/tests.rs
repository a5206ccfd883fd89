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
    assert!(operations("query Q( { activeUser { } }")[0].is_closed);
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

#[test]
fn formatting_breaks_what_is_long_and_keeps_comments() {
    let text = "query Q($a:Int,#why\n$b:String){ # first\n\n\n a(x:{b:[1,2]})#behind\n\n\n# own\n...F } # end\n\n\n#last";
    let expected = "query Q(\n  $a: Int #why\n  $b: String\n) {\n  # first\n\n  a(x: { b: [1, 2] }) #behind\n\n  # own\n  ...F\n} # end\n\n#last\n";
    assert_eq!(format(text).as_deref(), Ok(expected));
    assert_eq!(format(expected).as_deref(), Ok(expected));
    assert_eq!(minify(text).as_deref(), Ok("query Q($a:Int$b:String){a(x:{b:[1 2]})...F}"));
}

#[test]
fn a_text_that_is_not_understood_is_not_formatted() {
    for text in ["", "# only a comment", "{ a", "{ a(x: \"open) }", "quer { a }", "{ a(x: 1x) }"] {
        let problem = format(text).expect_err(text);
        assert_eq!(problem.code, "SyntaxError");
        assert!(problem.range.end <= text.len());
    }
    assert!(syntax_error("quer { a }").is_some_and(|p| p.message.contains("did you mean \"query\"?")));
    assert!(syntax_error("{ a(x: \"\\q\") }").is_some_and(|p| p.range == (8..10)));
}

#[test]
fn deep_nesting_is_refused_and_never_exhausts_the_stack() {
    for open in ["{a", "{a(b:[", "{a(b:{c:", "query($a:["] {
        let text = open.replace(['[', '{'], "$0").replace("$0", if open.contains('[') { "[" } else { "{" });
        let deep = text.repeat(50_000);
        assert!(syntax_error(&deep).is_some());
    }
    let lists = format!("{{ a(b: {}1{}) }}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(syntax_error(&lists).is_some_and(|p| p.message.contains("200 levels")));
    let fields = format!("{}{}", "{ a ".repeat(150), "}".repeat(150));
    assert!(format(&fields).is_ok());
}

/// A text that is GraphQL for sure, with comments and commas anywhere.
fn operation_text() -> impl Strategy<Value = String> {
    let gap = prop::sample::select(vec![
        " ",
        "\n",
        "\n\n\n",
        " # c\n",
        "\n# own\n",
        ", ",
        "\r\n",
        "\n\n#x\n\n#y\n\n",
    ]);
    let value = prop::sample::select(vec![
        "1",
        "$v",
        "ENUM",
        "\"text\"",
        "[1 2]",
        "[]",
        "{}",
        "{a:1 b:{c:[$v]}}",
        "\"\"\"\n  block\n    more\n\"\"\"",
    ]);
    let leaf = (
        prop::sample::select(vec!["a", "aLongerName", "b: c", "...F"]),
        prop::option::of(value),
        prop::bool::ANY,
    )
        .prop_map(|(name, value, directive)| {
            let arguments = value
                .filter(|_| !name.starts_with('.'))
                .map(|v| format!("(x: {v} second: {v})"))
                .unwrap_or_default();
            format!("{name}{arguments}{}", if directive { "@include(if: $v)" } else { "" })
        });
    let selection = leaf.prop_recursive(4, 40, 6, move |inner| {
        (
            prop::sample::select(vec!["a", "f(x: $v)", "... on T", "...", "... @d"]),
            prop::collection::vec((inner, gap.clone()), 1..6),
            gap.clone(),
        )
            .prop_map(|(head, items, gap)| {
                let inner: String = items.into_iter().map(|(item, gap)| format!("{item}{gap} ")).collect();
                format!("{head} {{{gap}{inner}}}")
            })
    });
    prop::collection::vec(selection, 1..4)
        .prop_map(|parts| format!("query Q($v: Int = 1 @d $w: [T!]!) {{ {} }}", parts.join("\n")))
}

proptest! {
    #[test]
    fn formatting_is_idempotent_and_keeps_the_meaning(text in operation_text()) {
        let written = format(&text).expect("a correct text");
        prop_assert_eq!(super::format::meaning(&written), super::format::meaning(&text));
        prop_assert_eq!(super::format::comments(&written), super::format::comments(&text));
        let again = format(&written);
        prop_assert_eq!(again.as_ref(), Ok(&written));
        let short = minify(&text).expect("a correct text");
        prop_assert_eq!(super::format::meaning(&short), super::format::meaning(&text));
    }

    #[test]
    fn formatting_any_text_never_panics(text in graphql_like()) {
        if let Ok(written) = format(&text) {
            let again = format(&written);
            prop_assert_eq!(again.as_ref(), Ok(&written));
        }
    }
}
