//! Pretty lines, raw lines and search.

use super::TextKind::{Bool, Key, Null, Number, Punctuation};
use super::*;
use crate::Stop;
use serde_json::Value;

/// All pretty lines joined.
pub(super) fn pretty_text(document: &Document) -> String {
    let pretty = PrettyLines::new(document);
    let lines = (0..pretty.line_count(document)).map(|n| pretty.line(document, n).expect("a line"));
    lines.map(|line| line.indented()).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(quiet())]

    #[test]
    fn pretty_lines_are_the_same_json((value, text) in any_text()) {
        let document = whole(&text);
        let pretty = pretty_text(&document);
        prop_assert_eq!(&serde_json::from_str::<Value>(&pretty).expect("JSON"), &value);
        let expected = serde_json::to_string_pretty(&value).expect("a text");
        prop_assert_eq!(pretty.lines().count(), expected.lines().count());
        let lines = PrettyLines::new(&document);
        for node in nodes(&document) {
            let line = lines.line(&document, lines.line_of(&document, node)).expect("a line");
            prop_assert_eq!((line.node, line.closing), (node, false));
            prop_assert!(line.spans.is_sorted_by_key(|(range, _)| range.start));
            let part = PrettyLines::of(node);
            let text: String = (0..part.line_count(&document))
                .map(|n| part.line(&document, n).expect("a line").indented())
                .collect();
            prop_assert!(part.line(&document, part.line_count(&document)).is_none());
            let own: Value = serde_json::from_str(&text).expect("JSON");
            let raw: Value = serde_json::from_slice(&document.raw(node).expect("in memory")).expect("JSON");
            prop_assert_eq!(own, raw);
        }
        prop_assert!(lines.line(&document, lines.line_count(&document)).is_none());
    }

    #[test]
    fn raw_lines_hold_all_bytes(pieces in prop::collection::vec((".{0,6}", 0usize..3000, any::<bool>()), 0..40)) {
        let text: String = pieces.iter().map(|(text, times, end)| text.repeat(*times) + if *end { "\r\n" } else { "" }).collect();
        let source = doc(&text);
        let lines = RawLines::scan(&source, &Stop::new()).expect("memory");
        let mut at = 0;
        let mut joined = String::new();
        for n in 0..lines.line_count() {
            let line = lines.line(&source, n).expect("a line");
            prop_assert!(line.bytes.end - line.bytes.start <= RAW_LINE_BYTES as u64);
            let gap = &text[at..line.bytes.start as usize];
            prop_assert!(matches!(gap, "" | "\n" | "\r\n"), "{gap:?}");
            prop_assert_eq!(lines.line_of_byte(&source, line.bytes.start), Some(n));
            prop_assert_eq!(line.number as usize, text[..line.bytes.start as usize].matches('\n').count() + 1);
            joined.push_str(gap);
            joined.push_str(&text[line.bytes.start as usize..line.bytes.end as usize]);
            at = line.bytes.end as usize;
        }
        joined.push_str(&text[at..]);
        prop_assert_eq!(joined, text);
        prop_assert!(lines.line(&source, lines.line_count()).is_none());
    }
}

#[test]
fn pretty_lines_know_their_parts() {
    let document = whole(r#"{"a":[1,{}],"b\n":"x","c":null,"d":[],"e":true}"#);
    let pretty = PrettyLines::new(&document);
    let lines: Vec<Line> =
        (0..pretty.line_count(&document)).filter_map(|n| pretty.line(&document, n)).collect();
    let shown: Vec<_> = lines.iter().map(Line::indented).collect();
    let expected = [
        "{",
        "  \"a\": [",
        "    1,",
        "    {}",
        "  ],",
        "  \"b\\n\": \"x\",",
        "  \"c\": null,",
        "  \"d\": [],",
        "  \"e\": true",
        "}",
    ];
    assert_eq!(shown, expected);
    let parts = |line: usize| -> Vec<(&str, TextKind)> {
        lines[line].spans.iter().map(|(range, kind)| (&lines[line].text[range.clone()], *kind)).collect()
    };
    assert_eq!(parts(2), [("1", Number), (",", Punctuation)]);
    assert_eq!(
        parts(5),
        [("\"b\\n\"", Key), (":", Punctuation), ("\"x\"", TextKind::String), (",", Punctuation)]
    );
    assert_eq!((parts(6)[2], parts(8)[2]), (("null", Null), ("true", Bool)));
    assert_eq!((lines[4].closing, lines[4].node, lines[9].node), (true, lines[1].node, lines[0].node));
}

#[test]
fn long_values_are_cut_and_unseen_characters_are_shown() {
    let long = format!("[\"{}\",{},\"\u{202e}\"]", "é".repeat(5000), "1".repeat(5000));
    let document = whole(long);
    let pretty = PrettyLines::new(&document);
    let line = |n| pretty.line(&document, n).expect("a line");
    assert_eq!((line(1).cut, line(1).text.chars().count()), (true, 2048 + 4));
    assert_eq!((line(2).cut, line(2).text.chars().count()), (true, 4096 + 2));
    assert_eq!((line(3).cut, line(3).text.as_str()), (false, r#""\u202e""#));
}

#[test]
fn raw_lines_show_what_is_broken() {
    let document = doc(b"{\"a\":\r\n\t\x00\xff}\n\n");
    let error = document.error().expect("an error");
    assert_eq!((error.byte, error.line, error.column), (8, 2, 2));
    let lines = RawLines::scan(&document, &Stop::new()).expect("memory");
    let shown: Vec<_> = (0..lines.line_count()).filter_map(|n| lines.line(&document, n)).collect();
    assert_eq!(
        shown.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        ["{\"a\":", "\t\\u0000\\xff}", ""]
    );
    assert_eq!(lines.line_of_byte(&document, error.byte), Some(1));
    let stop = Stop::new();
    stop.set();
    assert!(matches!(RawLines::scan(&document, &stop), Err(ReadError::Stopped(_))));
}
