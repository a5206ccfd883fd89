//! JSONPath: the examples of RFC 9535, and what is no query.

use super::*;
use crate::Stop;
use serde_json::Value;

/// What a query selects, as one line of JSON.
fn selected(document: &Document, query: &str) -> String {
    let path = JsonPath::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let nodes = path.select(document, &Stop::new()).expect("in memory");
    let mut reader = document.reader();
    let raw = |node| serde_json::from_slice(&reader.raw(node).expect("in memory")).expect("JSON");
    let values: Vec<Value> = nodes.into_iter().map(raw).collect();
    Value::Array(values).to_string()
}

fn all(json: &str, cases: &[(&str, &str)]) {
    let document = whole(json);
    let paged = Document::with_source(
        std::sync::Arc::new(tree::Paged(Bytes::copy_from_slice(json.as_bytes()))),
        document.index().clone(),
    );
    for (query, expected) in cases {
        assert_eq!(selected(&document, query), *expected, "{query}");
        assert_eq!(selected(&paged, query), *expected, "{query} from pages");
    }
}

/// Source: RFC 9535, section 1.5, figure 1 and table 2.
#[test]
fn the_bookstore() {
    let store = r#"{ "store": { "book": [
        { "category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95 },
        { "category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99 },
        { "category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3", "price": 8.99 },
        { "category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings", "isbn": "0-395-19395-8", "price": 22.99 } ],
        "bicycle": { "color": "red", "price": 399 } } }"#;
    let authors = r#"["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]"#;
    all(
        store,
        &[
            ("$.store.book[*].author", authors),
            ("$..author", authors),
            ("$.store..price", "[8.95,12.99,8.99,22.99,399]"),
            ("$..book[2].title", r#"["Moby Dick"]"#),
            ("$..book[-1].title", r#"["The Lord of the Rings"]"#),
            ("$..book[0,1].price", "[8.95,12.99]"),
            ("$..book[:2].price", "[8.95,12.99]"),
            ("$..book[?@.isbn].price", "[8.99,22.99]"),
            ("$..book[?@.price<10].price", "[8.95,8.99]"),
            ("$..book[?@.price<10 && @.category=='fiction'].price", "[8.99]"),
            ("$..book[?!@.isbn || @.price > 20].price", "[8.95,12.99,22.99]"),
            ("$..book[?(@.price==399 || @.author=='Herman Melville')].price", "[8.99]"),
            ("$.store.bicycle.*", r#"["red",399]"#),
            ("$.nothing", "[]"),
        ],
    );
}

/// Source: RFC 9535, sections 2.3.3.3 and 2.3.4.3.
#[test]
fn positions_and_slices() {
    all(
        r#"["a", "b", "c", "d", "e", "f", "g"]"#,
        &[
            ("$[1]", r#"["b"]"#),
            ("$[-2]", r#"["f"]"#),
            ("$[7]", "[]"),
            ("$[-8]", "[]"),
            ("$[1:3]", r#"["b","c"]"#),
            ("$[5:]", r#"["f","g"]"#),
            ("$[1:5:2]", r#"["b","d"]"#),
            ("$[5:1:-2]", r#"["f","d"]"#),
            ("$[::-1]", r#"["g","f","e","d","c","b","a"]"#),
            ("$[-3:]", r#"["e","f","g"]"#),
            ("$[:-5]", r#"["a","b"]"#),
            ("$[0:3:0]", "[]"),
            ("$[9:1]", "[]"),
            ("$[100::-3]", r#"["g","d","a"]"#),
            ("$[0, 0:2, 6]", r#"["a","a","b","g"]"#),
        ],
    );
}

/// Source: RFC 9535, section 2.3.5.3, tables 11 and 12.
#[test]
fn comparisons() {
    let obj = r#"[{"obj": {"x": "y"}, "arr": [2, 3]}]"#;
    for (comparison, holds) in [
        ("$[0].absent1 == $[0].absent2", true),
        ("$[0].absent1 <= $[0].absent2", true),
        ("$[0].absent == 'g'", false),
        ("$[0].absent1 != $[0].absent2", false),
        ("$[0].absent != 'g'", true),
        ("1 <= 2", true),
        ("1 > 2", false),
        ("13 == '13'", false),
        ("'a' <= 'b'", true),
        ("'a' > 'b'", false),
        ("$[0].obj == $[0].arr", false),
        ("$[0].obj != $[0].arr", true),
        ("$[0].obj == $[0].obj", true),
        ("$[0].arr == $[0].arr", true),
        ("$[0].obj == 17", false),
        ("$[0].obj <= $[0].arr", false),
        ("$[0].obj < $[0].arr", false),
        ("$[0].obj <= $[0].obj", true),
        ("1 <= $[0].arr", false),
        ("true <= true", true),
        ("true > true", false),
        ("1 == 1.0", true),
        ("-0 == 0", true),
        ("1e2 == 100", true),
    ] {
        let document = whole(obj);
        let found = selected(&document, &format!("$[?{comparison}].arr"));
        assert_eq!(found == "[[2,3]]", holds, "{comparison}");
    }
    let long = r#"[{"n": 9007199254740993, "o": {"a": 1, "b": [1.0]}, "p": {"b": [1], "a": 1}}, {"n": 9007199254740992, "o": 1, "p": {"a": 1}}]"#;
    all(
        long,
        &[
            ("$[?@.n > $[1].n].n", "[9007199254740993]"),
            ("$[?@.n == $[1].n].n", "[9007199254740992]"),
            ("$[?@.o == @.p].n", "[9007199254740993]"),
        ],
    );
}

#[test]
fn functions() {
    all(
        r#"{"a": [{"s": "Wall", "l": [1, 2]}, {"s": "wallé", "l": []}, {"s": 7, "l": {"x": 1, "y": 2}}, {"s": "a.b"}]}"#,
        &[
            ("$.a[?length(@.s) == 5].s", r#"["wallé"]"#),
            ("$.a[?length(@.l) == 2].s", r#"["Wall",7]"#),
            ("$.a[?length(@.none) == 2]", "[]"),
            ("$.a[?count(@.*) == 1].s", r#"["a.b"]"#),
            ("$.a[?count(@..x) > 0].s", "[7]"),
            ("$.a[?match(@.s, '[Ww]all')].s", r#"["Wall"]"#),
            ("$.a[?search(@.s, '[Ww]all')].s", r#"["Wall","wallé"]"#),
            ("$.a[?!search(@.s, 'l')].s", r#"[7,"a.b"]"#),
            (r"$.a[?match(@.s, 'a\\.b')].s", r#"["a.b"]"#),
            ("$.a[?value(@..x) == 1].s", "[7]"),
            ("$.a[?value(@..nothing) == @.none].s", r#"["Wall","wallé",7,"a.b"]"#),
        ],
    );
}

#[test]
fn names_and_descendants() {
    all(
        r#"{"o": {"j j": {"k.k": 3}}, "'": {"@": 2}, "d": [[{"d": 1}, {"d": [{"d": 2}]}]], "dup": 1, "dup": 2}"#,
        &[
            ("$.o['j j']['k.k']", "[3]"),
            (r#"$["'"]["@"]"#, "[2]"),
            ("$..d", r#"[[[{"d":1},{"d":[{"d":2}]}]],1,[{"d":2}],2]"#),
            ("$..[0].d", "[1,2]"),
            ("$..*['d']", r#"[1,[{"d":2}],2]"#),
            ("$.dup", "[2]"),
            ("$", r#"[{"o":{"j j":{"k.k":3}},"'":{"@":2},"d":[[{"d":1},{"d":[{"d":2}]}]],"dup":2}]"#),
        ],
    );
    let lines = Document::from_lines(Bytes::from_static(b"{\"a\":1}\n{\"a\":2}\n"));
    assert_eq!(selected(&lines, "$[?@.a>1]"), r#"[{"a":2}]"#);
}

#[test]
fn what_is_no_query_says_why() {
    for (text, column, words) in [
        ("$.a[", Some(5), "expected"),
        ("a", Some(1), ""),
        ("$.a[?@.b==]", Some(11), "expected"),
        ("$[?in(@.a, @.b)]", None, "there is no function in"),
        ("$[?length(@.a)]", None, "length(…) gives a value"),
        ("", Some(1), ""),
    ] {
        let error = JsonPath::parse(text).map(|_| ()).expect_err(text);
        assert_eq!(error.column, column, "{text}: {error}");
        assert!(error.message.contains(words), "{text}: {error}");
        assert!(error.to_string().starts_with("This is no JSONPath: "), "{error}");
        assert!(!error.to_string().contains('\n'));
    }
    let deep = format!("$[?{}@{}]", "(".repeat(300), ")".repeat(300));
    assert!(JsonPath::parse(&deep).is_err());
}

#[test]
fn a_query_stops_when_asked() {
    let stop = Stop::new();
    stop.set();
    let path = JsonPath::parse("$[*]").expect("a query");
    assert!(matches!(path.select(&whole("[1]"), &stop), Err(ReadError::Stopped(_))));
}

proptest! {
    #![proptest_config(quiet())]

    /// A normalised path selects the value it was made of, and `$..*` everything but the root.
    #[test]
    fn paths_lead_back((_, text) in any_text()) {
        let document = whole(&text);
        for node in nodes(&document) {
            let path = document.path(node).expect("in memory");
            if document.at(&path) == Some(node) {
                let query = JsonPath::parse(&path.json_path()).expect("a query");
                prop_assert_eq!(query.select(&document, &Stop::new()).expect("in memory"), vec![node]);
            }
        }
        let mut every = JsonPath::parse("$..*").expect("a query").select(&document, &Stop::new()).expect("in memory");
        every.sort_unstable();
        prop_assert_eq!(every, nodes(&document).skip(1).collect::<Vec<_>>());
    }
}
