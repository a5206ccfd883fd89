//! What a server could send to harm: depth, size, and texts that end or break anywhere.

use super::*;

#[test]
fn errors_say_where_and_what() {
    let cases = [
        ("", 0, 1, 1, "There is no value: the text is empty"),
        (" \n ", 3, 2, 2, "There is no value: the text is empty"),
        ("[1,]", 3, 1, 4, "Expected a value, found `]`"),
        ("[1 2]", 3, 1, 4, "Expected a comma or `]`, found `2`"),
        ("{\"é\" 1}", 6, 1, 6, "Expected `:` after the key, found `1`"),
        ("{\"a\":1,}", 7, 1, 8, "Expected a key in quotes, found `}`"),
        ("{1}", 1, 1, 2, "Expected a key in quotes or `}`, found `1`"),
        ("{\n  \"高\": tru}", 14, 2, 11, "Expected `true`, found `}`"),
        ("[01]", 2, 1, 3, "A number must not begin with 0"),
        ("[1.]", 3, 1, 4, "Expected a digit, found `]`"),
        ("{}x", 2, 1, 3, "Expected the end of the text after its value, found `x`"),
        ("\"a\n\"", 2, 1, 3, "A string must not hold a line break unescaped"),
        ("\"\\q\"", 2, 1, 3, "A backslash must not be followed by `q`"),
        ("\"\\u12G4\"", 5, 1, 6, "Expected four hexadecimal digits after `\\u`, found `G`"),
        ("[\"a", 3, 1, 4, "The text ends inside a string"),
        ("[1", 2, 1, 3, "The text ends inside an array: `]` is missing"),
        ("{\"a\":", 5, 1, 6, "The text ends inside an object: `}` is missing"),
        ("nul", 3, 1, 4, "The text ends inside `null`"),
        ("-", 1, 1, 2, "The text ends inside a number"),
        ("<html>", 0, 1, 1, "Expected a value, found `<`"),
        ("[}", 1, 1, 2, "Expected a value or `]`, found `}`"),
    ];
    for (text, byte, line, column, message) in cases {
        let document = doc(text);
        let error = document.error().unwrap_or_else(|| panic!("{text:?} has no error"));
        assert_eq!(
            (error.byte, error.line, error.column, &*error.message),
            (byte, line, column, message),
            "{text:?}"
        );
        let incomplete = error.byte == text.len() as u64;
        assert_eq!(
            error.kind,
            if incomplete { ErrorKind::Incomplete } else { ErrorKind::Grammar },
            "{text:?}"
        );
    }
}

#[test]
fn a_broken_document_keeps_what_came_before() {
    let document = doc(r#"{"a":[1,2,{"b":"c"},oops"#);
    let shown = views::pretty_text(&document);
    assert_eq!(shown, "{\n  \"a\": [\n    1,\n    2,\n    {\n      \"b\": \"c\"\n    }\n  ]\n}");
    let root = document.root().expect("a root");
    assert_eq!(document.raw(root).map(|raw| raw.len()), Some(20));
    let mut folds = Folds::new(&document);
    assert!(folds.fold(&document, NodeId::from_index(1).expect("an id")));
    assert_eq!(folds.row_count(&document), 2);
}

#[test]
fn a_thousand_levels_open_and_one_more_is_an_error() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let document = whole(nested(MAX_DEPTH));
    let deepest = NodeId::from_index(MAX_DEPTH - 1).expect("an id");
    assert_eq!((document.depth(deepest), document.stats().depth), (MAX_DEPTH - 1, MAX_DEPTH as u32));
    let path = document.path(deepest).expect("in memory");
    assert_eq!(document.at(&path), Some(deepest));
    assert_eq!(views::pretty_text(&document).lines().count(), 2 * MAX_DEPTH - 1);
    let mut folds = Folds::new(&document);
    folds.fold_all(&document);
    assert!(folds.reveal(&document, deepest));
    assert_eq!(folds.row_count(&document), MAX_DEPTH as u64);

    let deeper = doc(nested(MAX_DEPTH + 1));
    let error = deeper.error().expect("an error");
    assert_eq!((error.kind, error.byte), (ErrorKind::TooDeep, MAX_DEPTH as u64));
    assert_eq!(
        (error.message.as_str(), deeper.node_count()),
        ("This document has more than 1,000 levels", MAX_DEPTH)
    );
    let lines = Document::from_lines((nested(MAX_DEPTH) + "\n" + &nested(MAX_DEPTH + 1)).into());
    assert_eq!(lines.error().map(|error| (error.kind, error.line)), Some((ErrorKind::TooDeep, 2)));
}

#[test]
fn a_document_ends_at_its_limit_wherever_the_pieces_end() {
    for piece in [1, 3, 100] {
        let mut builder = Builder::with_limit(Layout::Value, 10);
        for bytes in b"[1,2,3,4,5,6,7]".chunks(piece) {
            builder.feed(bytes);
        }
        let index = builder.finish_index();
        let error = index.error().expect("an error");
        assert_eq!((error.kind, error.byte, index.child_count(0)), (ErrorKind::TooLarge, 10, 4), "{piece}");
    }
    let mut builder = Builder::with_limit(Layout::Value, 3);
    builder.feed(b"[1]");
    assert_eq!(builder.finish_index().error(), None);
}

proptest! {
    #![proptest_config(quiet())]

    #[test]
    fn any_change_of_a_text_is_survived(
        (_, text) in any_text(), at in any::<prop::sample::Index>(), byte in any::<u8>(), remove in any::<bool>(),
    ) {
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        if remove {
            bytes.remove(at);
        } else {
            bytes[at] = byte;
        }
        let document = doc(&bytes);
        if std::str::from_utf8(&bytes).is_ok() && !bytes.starts_with(b"\xef\xbb\xbf") {
            let valid = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
            prop_assert_eq!(document.error().is_none(), valid);
        }
        for node in nodes(&document) {
            prop_assert!(document.text(node).is_some() && document.path(node).is_some());
        }
    }
}
