//! Bytes in pieces, snapshots on the way, and documents of lines.

use super::*;
use std::sync::Arc;

/// What an index says: all nodes, wide lists, line marks and the error.
fn facts(index: &Index) -> String {
    let all: Vec<_> = (0..index.len()).map(|id| index.node(id)).collect();
    let children: Vec<_> = (0..index.len()).map(|id| (index.child_count(id), index.position(id))).collect();
    let lines: Vec<_> = (0..index.lines.len()).map(|nth| index.lines.get(nth)).collect();
    format!("{all:?} {children:?} {lines:?} {:?} {:?} {}", index.error(), index.kinds, index.bytes())
}

fn in_pieces(text: &[u8], layout: Layout, sizes: &[usize]) -> Index {
    let mut builder = Builder::new(layout);
    let mut rest = text;
    let mut sizes = sizes.iter().cycle();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at((*sizes.next().expect("a size")).min(rest.len()));
        builder.feed(piece);
        rest = after;
    }
    builder.finish_index()
}

proptest! {
    #![proptest_config(quiet())]

    #[test]
    fn any_pieces_make_the_same_index((_, text) in any_text(), sizes in prop::collection::vec(1usize..9, 1..8)) {
        let whole = in_pieces(text.as_bytes(), Layout::Value, &[usize::MAX]);
        prop_assert_eq!(facts(&in_pieces(text.as_bytes(), Layout::Value, &sizes)), facts(&whole));
    }

    #[test]
    fn any_pieces_of_any_bytes_make_the_same_index(
        bytes in prop::collection::vec(prop_oneof![
            Just(b'"'), Just(b'\\'), Just(b'u'), Just(b'{'), Just(b'}'), Just(b'['), Just(b']'), Just(b','), Just(b':'),
            Just(b'\n'), Just(b' '), Just(b'1'), Just(b'0'), Just(b'.'), Just(b'e'), Just(b'-'), any::<u8>(),
        ], 0..40),
        lines in any::<bool>(),
    ) {
        let layout = if lines { Layout::Lines } else { Layout::Value };
        let whole = in_pieces(&bytes, layout, &[usize::MAX]);
        prop_assert_eq!(facts(&in_pieces(&bytes, layout, &[1])), facts(&whole));
        let valid = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
        if layout == Layout::Value && std::str::from_utf8(&bytes).is_ok() {
            prop_assert_eq!(whole.error().is_none(), valid);
        }
    }

    #[test]
    fn a_snapshot_anywhere_is_a_document_of_what_came(
        (_, text) in any_text(), cut in any::<prop::sample::Index>(),
    ) {
        let cut = cut.index(text.len());
        let mut builder = Builder::new(Layout::Value);
        builder.feed(&text.as_bytes()[..cut]);
        let source = Arc::new(Memory(Bytes::copy_from_slice(&text.as_bytes()[..cut])));
        let part = Document::with_source(source, builder.snapshot());
        builder.feed(&text.as_bytes()[cut..]);
        let full = builder.finish(Arc::new(Memory(text.clone().into())));
        prop_assert_eq!(full.error(), None);
        for node in nodes(&part) {
            prop_assert_eq!(part.key(node), full.key(node));
            prop_assert_eq!(part.path(node), full.path(node));
            let count = full.children(node).take_while(|&child| child.index() < part.node_count()).count();
            prop_assert_eq!(part.child_count(node), count);
            prop_assert_eq!(part.children(node).count(), count);
        }
        let lines = PrettyLines::new(&part);
        for line in 0..lines.line_count(&part) {
            prop_assert!(lines.line(&part, line).is_some());
        }
        prop_assert!(lines.line(&part, lines.line_count(&part)).is_none());
    }
}

#[test]
fn snapshots_of_a_wide_list_count_and_find() {
    let mut builder = Builder::new(Layout::Value);
    builder.feed(b"{\"a\":[0");
    for n in 1..40_000 {
        builder.feed(format!(",{n}").as_bytes());
        if n % 9_999 == 0 {
            let index = builder.snapshot();
            assert_eq!(
                (index.child_count(1), index.child(1, n - 1), index.position(n + 1)),
                (n, Some(n + 1), n - 1)
            );
            assert_eq!(index.child(1, n), None);
        }
    }
    assert!(!builder.is_complete());
    builder.feed(b"]}");
    assert!(builder.is_complete());
}

#[test]
fn lines_become_items_of_an_array_and_blank_ones_are_skipped() {
    let text = "\u{feff}\n{\"a\":1}\r\n\n  [2]  \n\"x\"\n3";
    let document = Document::from_lines(text.into());
    assert_eq!(document.error(), None);
    let root = document.root().expect("a root");
    assert_eq!((document.kind(root), document.child_count(root)), (Kind::Array, 4));
    let raws: Vec<_> = document.children(root).filter_map(|node| document.raw(node)).collect();
    assert_eq!(raws, ["{\"a\":1}", "[2]", "\"x\"", "3"]);
    assert_eq!(document.find_path("$[0].a").map(|node| node.map(NodeId::index)), Ok(Some(2)));
    assert_eq!(views::pretty_text(&document).lines().count(), 10);
    assert_eq!(Document::from_lines(Bytes::new()).error(), None);
    for (text, byte) in [("1\n2 3", 4), ("1\n]", 2), ("[1\n", 3), ("1,\n2", 1)] {
        let broken = Document::from_lines(text.into());
        assert_eq!(broken.error().map(|error| error.byte), Some(byte), "{text:?}");
    }
}

#[test]
fn lines_are_told_from_a_value() {
    for text in ["{}\n{}", "1\n2\n", " {\"a\":\n1}\n\n[", "\"a\"\r\n\"b"] {
        assert_eq!(detect(text.as_bytes()), Layout::Lines, "{text:?}");
    }
    for text in ["", "{}", "{}\n", "{}{}", "{}\n}", "[1,\n2]", "1 2", "{]\n{}", "{\"a\"\n"] {
        assert_eq!(detect(text.as_bytes()), Layout::Value, "{text:?}");
    }
    assert_eq!(Document::open("[]\n[]".into()).node_count(), 3);
    let long = format!("\"{}\"\n1\n", "x".repeat(100_000));
    assert_eq!(
        (detect(&long.as_bytes()[..1 << 16]), Document::open(long.into()).node_count()),
        (Layout::Value, 3)
    );
}
