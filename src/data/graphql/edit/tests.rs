//! Tables of edits, and what holds for any text.

use proptest::prelude::*;

use super::*;
use crate::graphql::tests::graphql_like;
use crate::graphql::{definitions, syntax_error};

#[test]
fn edits_are_sorted_and_swallow_what_lies_inside_others() {
    let text = "abcdef";
    let edits =
        [TextEdit::delete(2..3), TextEdit::delete(1..4), TextEdit::insert(5, "X"), TextEdit::insert(0, "Y")];
    assert_eq!(applied(text, &edits), "YaeXf");
    assert_eq!(applied("é", &[TextEdit::delete(1..2)]), "é", "an edit inside a character is passed over");
}

#[test]
fn variables_come_and_go() {
    let declared = |text: &str| {
        let found = definitions(text);
        applied(text, &[declare(text, &found[0], "n: Int").expect("an edit")])
    };
    assert_eq!(declared("{ a }"), "query ($n: Int) { a }");
    assert_eq!(declared("query { a }"), "query ($n: Int) { a }");
    assert_eq!(declared("query Q { a }"), "query Q($n: Int) { a }");
    assert_eq!(declared("query Q() { a }"), "query Q($n: Int) { a }");
    assert_eq!(declared("query Q($a: Int = 1) { a }"), "query Q($a: Int = 1, $n: Int) { a }");
    assert_eq!(declared("query Q(\n  $a: Int\n) { a }"), "query Q(\n  $a: Int\n  $n: Int\n) { a }");
    let removed = |text: &str| {
        let found = definitions(text);
        applied(text, &[remove_variable(text, &found[0], "n").expect("an edit")])
    };
    assert_eq!(removed("query Q($n: Int) { a }"), "query Q { a }");
    assert_eq!(removed("query ($n: Int) { a }"), "query { a }");
    assert_eq!(removed("query Q($n: Int, $a: Int) { a }"), "query Q($a: Int) { a }");
    assert_eq!(removed("query Q($a: Int, $n: Int = 2) { a }"), "query Q($a: Int) { a }");
    assert_eq!(removed("query Q(\n  $n: Int\n  $a: Int\n) { a }"), "query Q(\n  $a: Int\n) { a }");
}

#[test]
fn arguments_come_and_go() {
    let change = |text: &str, edit: fn(&str, &crate::graphql::Selection) -> TextEdit| {
        let found = definitions(text);
        let set = found[0].set.as_ref().expect("a set");
        applied(text, &[edit(text, &set.selections[0])])
    };
    let add = |text: &str, field: &crate::graphql::Selection| add_argument(text, field, "x: 1");
    assert_eq!(change("{ a }", add), "{ a(x: 1) }");
    assert_eq!(change("{ b: a @d { c } }", add), "{ b: a(x: 1) @d { c } }");
    assert_eq!(change("{ a() }", add), "{ a(x: 1) }");
    assert_eq!(change("{ a(y: 2) }", add), "{ a(y: 2, x: 1) }");
    assert_eq!(change("{ a(\n    y: 2\n  ) }", add), "{ a(\n    y: 2\n    x: 1\n  ) }");
    let take =
        |text: &str, field: &crate::graphql::Selection| remove_argument(text, field, &field.arguments[0]);
    assert_eq!(change("{ a(y: 2) }", take), "{ a }");
    assert_eq!(change("{ a(y: 2, z: 3) }", take), "{ a(z: 3) }");
    assert_eq!(change("{ a(\n    y: 2\n    z: 3\n  ) }", take), "{ a(\n    z: 3\n  ) }");
}

#[test]
fn definitions_go_with_their_empty_lines() {
    let without = |text: &str, at: usize| {
        let found = definitions(text);
        applied(text, &[remove_definition(text, &found[at])])
    };
    let text = "query A { a }\n\nfragment F on T { b }\n\nquery C { c }\n";
    assert_eq!(without(text, 1), "query A { a }\n\nquery C { c }\n");
    assert_eq!(without(text, 0), "fragment F on T { b }\n\nquery C { c }\n");
    assert_eq!(without(text, 2), "query A { a }\n\nfragment F on T { b }\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever the text, a field that is put in and taken out leaves it as valid as it was.
    #[test]
    fn what_is_put_in_can_be_taken_out(text in graphql_like()) {
        let was_valid = syntax_error(&text).is_none();
        for definition in definitions(&text) {
            let Some(set) = definition.set.as_ref().filter(|s| s.is_closed) else { continue };
            let snippet = Snippet { head: "added".to_owned(), children: vec![Snippet::leaf("inner")] };
            let after = applied(&text, &[add_selection(&text, set, &snippet)]);
            prop_assert!(!was_valid || syntax_error(&after).is_none(), "{after}");
            for selection in &set.selections {
                let less = applied(&text, &[remove_selection(&text, set, selection)]);
                prop_assert!(!was_valid || syntax_error(&less).is_none(), "{less}");
            }
            if let Some(edit) = declare(&text, &definition, "added: Int") {
                let after = applied(&text, &[edit]);
                prop_assert!(!was_valid || syntax_error(&after).is_none(), "{after}");
            }
        }
    }
}
