//! Folds against a plain model: a set of folded nodes and a walk over all nodes.

use super::*;
use std::collections::HashSet;
use std::sync::Arc;

/// The rows by walking all nodes and skipping what a folded one holds.
fn walk(document: &Document, folded: &HashSet<NodeId>) -> Vec<NodeId> {
    let mut rows = Vec::new();
    let mut at = NodeId(0);
    while at.index() < document.node_count() {
        rows.push(at);
        at = if folded.contains(&at) { document.subtree_end(at) } else { NodeId(at.0 + 1) };
    }
    rows
}

fn assert_rows(document: &Document, folds: &Folds, folded: &HashSet<NodeId>) {
    let rows = walk(document, folded);
    assert_eq!(folds.row_count(document), rows.len() as u64);
    for (row, &node) in rows.iter().enumerate() {
        assert_eq!(folds.node_at(document, row as u64), Some(node), "row {row}");
        assert_eq!(folds.row_of(document, node), Some(row as u64), "{node:?}");
    }
    assert_eq!(folds.node_at(document, rows.len() as u64), None);
    let shown: HashSet<_> = rows.into_iter().collect();
    for node in nodes(document) {
        assert_eq!(folds.row_of(document, node).is_some(), shown.contains(&node), "{node:?}");
        assert_eq!(folds.is_folded(document, node), folded.contains(&node), "{node:?}");
    }
}

fn branches(document: &Document) -> impl Iterator<Item = NodeId> {
    nodes(document).filter(|&node| document.child_count(node) > 0)
}

fn folded_now(document: &Document, folds: &Folds) -> HashSet<NodeId> {
    branches(document).filter(|&node| folds.is_folded(document, node)).collect()
}

#[derive(Clone, Debug)]
enum Deed {
    Toggle(prop::sample::Index),
    Level(usize),
    UnfoldAll,
    UnfoldBelow(prop::sample::Index),
    Reveal(prop::sample::Index),
}

fn any_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => any::<prop::sample::Index>().prop_map(Deed::Toggle),
        1 => (0usize..5).prop_map(Deed::Level),
        1 => Just(Deed::UnfoldAll),
        1 => any::<prop::sample::Index>().prop_map(Deed::UnfoldBelow),
        1 => any::<prop::sample::Index>().prop_map(Deed::Reveal),
    ]
}

fn act(document: &Document, folds: &mut Folds, folded: &mut HashSet<NodeId>, deed: &Deed) {
    let row = |folds: &Folds, at: &prop::sample::Index| {
        let rows = folds.row_count(document) as usize;
        folds.node_at(document, at.index(rows) as u64).expect("a row")
    };
    match deed {
        Deed::Toggle(at) => {
            let node = row(folds, at);
            let branch = document.child_count(node) > 0;
            assert_eq!(folds.toggle(document, node), branch);
            if branch && !folded.remove(&node) {
                folded.insert(node);
            }
        }
        Deed::Level(level) => {
            folds.unfold_to_level(document, *level);
            *folded = branches(document).filter(|&node| document.depth(node) >= *level).collect();
        }
        Deed::UnfoldAll => {
            folds.unfold_all(document);
            folded.clear();
        }
        Deed::UnfoldBelow(at) => {
            let node = row(folds, at);
            folds.unfold_below(document, node);
            let end = document.subtree_end(node);
            folded.retain(|&other| other < node || other >= end);
        }
        Deed::Reveal(at) => {
            let node = NodeId::from_index(at.index(document.node_count())).expect("an id");
            folds.reveal(document, node);
            for above in document.ancestors(node) {
                folded.remove(&above);
            }
            assert!(folds.row_of(document, node).is_some());
        }
    }
}

proptest! {
    #![proptest_config(quiet())]

    #[test]
    fn rows_are_what_a_walk_sees((_, text) in any_text(), deeds in prop::collection::vec(any_deed(), 0..25)) {
        let document = whole(&text);
        let (mut folds, mut folded) = (Folds::new(&document), HashSet::new());
        assert_rows(&document, &folds, &folded);
        for deed in &deeds {
            act(&document, &mut folds, &mut folded, deed);
            assert_rows(&document, &folds, &folded);
        }
    }

    #[test]
    fn folds_follow_a_document_that_grows(
        (_, text) in any_text(), level in 0usize..5, all in any::<bool>(), size in 1usize..40,
    ) {
        let source = Arc::new(Memory(text.clone().into()));
        let mut builder = Builder::new(Layout::Value);
        let start = Document::with_source(source.clone(), builder.snapshot());
        let mut folds = Folds::new(&start);
        if !all {
            folds.unfold_to_level(&start, level);
        }
        for piece in text.as_bytes().chunks(size) {
            builder.feed(piece);
            let document = Document::with_source(source.clone(), builder.snapshot());
            folds.grow(&document);
            let deep = branches(&document).filter(|&node| !all && document.depth(node) >= level);
            let folded: HashSet<_> = deep.collect();
            let rows = walk(&document, &folded);
            let shown: Vec<_> = (0..folds.row_count(&document)).filter_map(|row| folds.node_at(&document, row)).collect();
            prop_assert_eq!(shown, rows);
        }
    }

    #[test]
    fn folds_by_hand_survive_growth((_, text) in any_text(), deeds in prop::collection::vec(any_deed(), 0..12), size in 1usize..60) {
        let source = Arc::new(Memory(text.clone().into()));
        let mut builder = Builder::new(Layout::Value);
        let mut folds = Folds::new(&Document::with_source(source.clone(), builder.snapshot()));
        let mut deeds = deeds.iter();
        for piece in text.as_bytes().chunks(size) {
            builder.feed(piece);
            let document = Document::with_source(source.clone(), builder.snapshot());
            folds.grow(&document);
            if document.node_count() > 0 && let Some(deed) = deeds.next() {
                let mut folded = folded_now(&document, &folds);
                act(&document, &mut folds, &mut folded, deed);
            }
            let folded = folded_now(&document, &folds);
            assert_rows(&document, &folds, &folded);
        }
    }
}

#[test]
fn many_folds_by_hand_stay_exact() {
    let document = whole(format!("[{}]", vec!["{\"a\":[1,2],\"b\":3}"; 3_000].join(",")));
    let root = document.root().expect("a root");
    let (mut folds, mut folded) = (Folds::new(&document), HashSet::new());
    for (nth, child) in document.children(root).enumerate() {
        if nth % 3 != 1 {
            assert!(folds.fold(&document, child));
            folded.insert(child);
        }
    }
    for (nth, child) in document.children(root).enumerate() {
        if nth % 7 == 0 && folds.unfold(&document, child) {
            folded.remove(&child);
        }
    }
    assert_rows(&document, &folds, &folded);
}

#[test]
fn folding_everything_of_a_large_list_is_one_run() {
    let document = whole(format!("[{}]", vec!["{\"a\":[1,2],\"b\":3}"; 100_000].join(",")));
    let root = document.root().expect("a root");
    let mut folds = Folds::new(&document);
    folds.unfold_to_level(&document, 1);
    assert_eq!(folds.row_count(&document), 100_001);
    let node = folds.node_at(&document, 77_001).expect("a row");
    assert_eq!(document.position(node), 77_000);
    assert!(folds.unfold(&document, node));
    assert_eq!(folds.row_count(&document), 100_003);
    assert_eq!(folds.node_at(&document, 77_004).map(|node| document.position(node)), Some(77_001));
    assert_eq!(folds.row_of(&document, node), Some(77_001));
    folds.fold_all(&document);
    assert_eq!((folds.row_count(&document), folds.is_folded(&document, root)), (1, true));
    assert!(folds.unfold(&document, root));
    assert_eq!(folds.row_count(&document), 100_001);
}

/// The rule said plainly: all levels from the deepest up until the rows fit.
fn fitting_plainly(document: &Document, rows: u64, levels: usize) -> Folds {
    let mut folds = Folds::new(document);
    for level in (1..=levels).rev() {
        folds.unfold_to_level(document, level);
        if folds.row_count(document) <= rows {
            break;
        }
    }
    folds
}

proptest! {
    #![proptest_config(quiet())]

    #[test]
    fn a_first_look_is_the_deepest_that_fits(
        (_, text) in any_text(),
        rows in 0u64..20,
        levels in 1usize..6,
    ) {
        let document = whole(text);
        let (found, plain) = (Folds::fitting(&document, rows, levels), fitting_plainly(&document, rows, levels));
        prop_assert_eq!(folded_now(&document, &found), folded_now(&document, &plain));
        prop_assert_eq!(found.row_count(&document), plain.row_count(&document));
    }
}

#[test]
fn a_first_look_into_much_opens_the_long_list_and_not_what_is_in_it() {
    let items = vec![r#"{"id": 1, "in": {"deep": [1, 2]}}"#; 50].join(",");
    // Rows: the root, what is above the list, and its items.
    for (text, rows) in [
        (format!(r#"{{"data": {{"items": [{items}]}}}}"#), 1 + 2 + 50),
        (format!("[{items}]"), 1 + 50),
        // Deeper than it looks: the list stays closed.
        (format!(r#"{{"a": {{"b": {{"c": {{"items": [{items}]}}}}}}}}"#), 1 + 3),
        (r#"{"a": 1}"#.to_owned(), 2),
        ("7".to_owned(), 1),
    ] {
        let document = whole(text);
        let folds = Folds::filling(&document, 20, 3);
        assert_eq!(folds.row_count(&document), rows);
    }
}
