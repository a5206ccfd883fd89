//! Search: as it is typed, whatever the case, as a pattern; fast ways give what slow ones give.

use super::*;
use crate::Stop;

fn found(document: &Document, needle: &Needle) -> Vec<usize> {
    let matcher = Matcher::new(needle).expect("a pattern");
    let hits = search(document, &matcher, &Stop::new(), &|_| {}).expect("in memory");
    hits.into_iter().map(NodeId::index).collect()
}

fn find(document: &Document, text: &str, place: SearchIn, case_sensitive: bool) -> Vec<usize> {
    found(document, &Needle { text: text.into(), place, case_sensitive, is_pattern: false })
}

#[test]
fn search_finds_keys_and_values_as_they_read() {
    let document = whole(
        r#"{"Wall":"b","a":["wall","W\u0061ll","caf\u00e9","CAFÉ",null,12.50],"x\"y":{"nullable":true}}"#,
    );
    assert_eq!(find(&document, "wall", SearchIn::Both, false), [1, 3, 4]);
    assert_eq!(find(&document, "Wall", SearchIn::Both, true), [1, 4]);
    assert_eq!(find(&document, "wall", SearchIn::Keys, false), [1]);
    assert_eq!(find(&document, "café", SearchIn::Values, false), [5, 6]);
    assert_eq!(find(&document, "CAFÉ", SearchIn::Values, true), [6]);
    assert_eq!(find(&document, "null", SearchIn::Both, false), [7, 10]);
    assert_eq!(find(&document, "2.5", SearchIn::Both, false), [8]);
    assert_eq!(find(&document, "x\"y", SearchIn::Keys, true), [9]);
    assert_eq!(find(&document, "u0061", SearchIn::Both, false), [0; 0]);
    assert_eq!(find(&document, "", SearchIn::Both, false), [0; 0]);
    let paged = tree::Paged(document.raw(NodeId::from_index(0).expect("an id")).expect("in memory"));
    let paged = Document::with_source(std::sync::Arc::new(paged), document.index().clone());
    assert_eq!(find(&paged, "wall", SearchIn::Both, false), [1, 3, 4]);
}

#[test]
fn a_search_through_many_values_keeps_their_order() {
    let document = whole(format!("[{}]", (0..150_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",")));
    let expected: Vec<usize> =
        (0..150_000usize).filter(|n| n.to_string().contains("99")).map(|n| n + 1).collect();
    assert_eq!(find(&document, "99", SearchIn::Values, true), expected);
}

#[test]
fn a_search_stops_when_asked() {
    let stop = Stop::new();
    stop.set();
    for is_pattern in [false, true] {
        let matcher = Matcher::new(&Needle { text: "x".into(), is_pattern, ..Needle::default() }).expect("x");
        let stopped = search(&whole("[1]"), &matcher, &stop, &|_| {});
        assert!(matches!(stopped, Err(ReadError::Stopped(_))));
    }
}

#[test]
fn a_pattern_is_held_against_each_value_by_itself() {
    let document = whole(r#"{"W-001":"W-12","a":["W-3 ","x\nW-4"],"b":"W","c":"-5"}"#);
    let of = |text: &str, place, case_sensitive| {
        found(&document, &Needle { text: text.into(), place, case_sensitive, is_pattern: true })
    };
    assert_eq!(of(r"^W-\d+$", SearchIn::Both, true), [1]);
    assert_eq!(of(r"w-\d", SearchIn::Values, false), [1, 3, 4]);
    assert_eq!(of(r"w-\d", SearchIn::Values, true), [0; 0]);
    assert_eq!(of(r"W.*-5", SearchIn::Both, true), [0; 0], "not across values");
    assert_eq!(of(r"^W-4$", SearchIn::Both, true), [0; 0]);
    assert_eq!(of(r"(?m)^W-4$", SearchIn::Both, true), [4]);
    let bad = Needle { text: "(W".into(), is_pattern: true, ..Needle::default() };
    assert_eq!(Matcher::new(&bad).map(|_| ()).map_err(|error| error.0), Err("unclosed group".to_owned()));
}

#[test]
fn matches_have_their_places() {
    let of = |text: &str, case_sensitive, is_pattern| {
        Matcher::new(&Needle { text: text.into(), case_sensitive, is_pattern, ..Needle::default() })
            .expect("a matcher")
    };
    let first =
        |matcher: &Matcher, text: &str| matcher.find_in(text).first().map(|range| (range.start, range.end));
    assert_eq!(of("wall", false, false).find_in("Wall, wall"), [0..4, 6..10]);
    assert_eq!(first(&of("wall", true, false), "Wall, wall"), Some((6, 10)));
    assert_eq!(first(&of("ä", false, false), "xÄ"), Some((1, 3)));
    assert_eq!(first(&of("l*", false, true), "Wall"), Some((2, 4)));
    assert!(of("", false, false).find_in("Wall").is_empty());
    assert_eq!(first(&of(".", false, false), "a.b"), Some((1, 2)), "a literal, no pattern");
}

#[test]
fn progress_counts_all_bytes() {
    let document = whole(format!("[\"{}\"]", "wall ".repeat(1_000_000)));
    for is_pattern in [false, true] {
        let most = std::sync::atomic::AtomicU64::new(0);
        let matcher =
            Matcher::new(&Needle { text: "wall".into(), is_pattern, ..Needle::default() }).expect("wall");
        let seen = |bytes| {
            most.fetch_max(bytes, std::sync::atomic::Ordering::Relaxed);
        };
        assert_eq!(search(&document, &matcher, &Stop::new(), &seen).expect("in memory").len(), 1);
        assert_eq!(most.into_inner(), document.len_bytes());
    }
}

proptest! {
    #![proptest_config(quiet())]

    /// The way through the bytes finds what looking at every value finds.
    #[test]
    fn the_fast_way_finds_what_the_slow_one_finds(
        (_, text) in any_text(),
        needle in prop_oneof!["[a-c]", "[a-cA-C]{2}", "[,:\\[{\" ]", "\\PC", "u00|\\\\|n", "[kKsSéÉ]"],
        place in prop_oneof![Just(SearchIn::Keys), Just(SearchIn::Values), Just(SearchIn::Both)],
        case_sensitive in any::<bool>(),
        paged in any::<bool>(),
    ) {
        let mut document = whole(&text);
        if paged {
            let bytes = Bytes::copy_from_slice(text.as_bytes());
            document = Document::with_source(std::sync::Arc::new(tree::Paged(bytes)), document.index().clone());
        }
        let fast = Needle { text: needle.clone(), place, case_sensitive, is_pattern: false };
        let with_fast = found(&document, &fast);
        let slow = Needle { text: regex::escape(&needle), is_pattern: true, ..fast };
        prop_assert_eq!(with_fast, found(&document, &slow));
    }

    /// Bytes that are no UTF-8 read as text that escapes them, in both ways.
    #[test]
    fn broken_bytes_are_found_as_they_read(bytes in prop::collection::vec(prop_oneof![Just(b'x'), Just(b'f'), Just(0xFF), Just(0xC3), Just(0xA9)], 0..12)) {
        let text = [b"[\"", bytes.as_slice(), b"\", \"xff\"]"].concat();
        let document = doc(&text);
        for needle in ["f", "xf", "\\x", "é"] {
            let fast = Needle { text: needle.into(), case_sensitive: true, ..Needle::default() };
            let slow = Needle { text: regex::escape(needle), is_pattern: true, ..fast.clone() };
            prop_assert_eq!(found(&document, &fast), found(&document, &slow), "{}", needle);
        }
    }
}
