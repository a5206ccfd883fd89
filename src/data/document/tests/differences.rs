//! Two answers side by side.

use super::*;
use crate::document::compare::{
    Difference, DifferenceRows, Differences, Entry, EntryFolds, ItemsBy, Records, ShownRow, Sides, compare,
};
use crate::stop::Stop;
use std::collections::HashSet;
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// Bytes that are never at hand as one piece, as those of a spool.
#[derive(Debug)]
struct Pieces(Bytes);

impl Source for Pieces {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn peek(&self, _: Range<u64>) -> Option<Bytes> {
        None
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        Memory(self.0.clone()).read(range)
    }
}

fn spooled(text: &str) -> Document {
    let mut builder = Builder::new(Layout::Value);
    builder.feed(text.as_bytes());
    builder.finish(Arc::new(Pieces(Bytes::copy_from_slice(text.as_bytes()))))
}

fn differences(before: &Document, after: &Document, by: &ItemsBy) -> Differences {
    compare(before, after, by, (&Stop::new(), &|_| {})).expect("memory can be read")
}

/// All records, as text.
fn records(before: &Document, after: &Document, found: &Differences) -> Vec<serde_json::Value> {
    let rows = DifferenceRows::of(found, true, None, &Stop::new()).expect("nobody stops it");
    let mut out = Vec::new();
    let mut records = Records::new(found, before, after);
    records.write(rows.differences(), &mut out, (&Stop::new(), &mut |_| {})).expect("memory takes it");
    serde_json::from_slice(&out).expect("an array of records")
}

/// `changed a.b 1 → 2`, one line a difference.
fn said(before: &str, after: &str, by: &ItemsBy) -> Vec<String> {
    let (before, after) = (doc(before), doc(after));
    let found = differences(&before, &after, by);
    let line = |record: &serde_json::Value| {
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let mut line = format!("{} {}", text("change"), text("path"));
        for (name, mark) in [("before", " -"), ("after", " +"), ("item", " #"), ("pathBefore", " was ")] {
            if !record[name].is_null() {
                let value =
                    if matches!(name, "before" | "after") { record[name].to_string() } else { text(name) };
                line += &format!("{mark}{value}");
            }
        }
        line
    };
    records(&before, &after, &found).iter().map(line).collect()
}

#[test]
fn what_differs_is_said_where_it_is() {
    let ids = ItemsBy::Ids;
    let node_id = ItemsBy::Key(Path::parse("node.id").expect("a path"));
    let cases: [(&str, &str, &ItemsBy, &[&str]); 20] = [
        ("1", "1", &ids, &[]),
        ("1", "2", &ids, &["changed $ -1 +2"]),
        // Digits count, not values.
        ("[1.0, 1e2]", "[1, 100]", &ids, &["changed [0] -1.0 +1", "changed [1] -100.0 +100"]),
        // A text is never a number.
        (r#"{"a":"1"}"#, r#"{"a":1}"#, &ids, &[r#"changed a -"1" +1"#]),
        // Strings by what they say, lone surrogates as they are written.
        (r#"["caf\u00e9","\/"]"#, r#"["café","/"]"#, &ids, &[]),
        (r#"{"a": 1, "b": {"c": null}}"#, r#"{"b":{"c":null},"a":1}"#, &ids, &[]),
        (r#"{"a":1}"#, r#"{"b":1}"#, &ids, &["removed a -1", "added b +1"]),
        (r#"{"a":{"b":1}}"#, r#"{"a":[1]}"#, &ids, &[r#"changed a -{"b":1} +[1]"#]),
        (r#"{"a":null}"#, r#"{}"#, &ids, &["removed a"]),
        // Keys that repeat, by their order.
        (r#"{"a":1,"a":2}"#, r#"{"a":2,"a":1}"#, &ids, &["changed a -1 +2", "changed a -2 +1"]),
        (
            r#"[{"id":1,"n":"a"},{"id":2,"n":"b"}]"#,
            r#"[{"id":2,"n":"b"},{"id":1,"n":"c"}]"#,
            &ids,
            &["moved [0] #2 was [1]", r#"changed [1].n -"a" +"c" #1 was [0].n"#],
        ),
        (
            r#"[{"id":"x","applicationId":"1"},{"id":"y","applicationId":"2"}]"#,
            r#"[{"id":"z","applicationId":"1"},{"id":"y","applicationId":"2"},{"id":"w","applicationId":"3"}]"#,
            &ids,
            &[r#"changed [0].id -"x" +"z" #1"#, r#"added [2] +{"id":"w","applicationId":"3"} #3"#],
        ),
        // One item without the key: by place.
        (r#"[{"id":1},{"id":2}]"#, r#"[{"id":2},{}]"#, &ids, &["changed [0].id -1 +2", "removed [1].id -2"]),
        ("[1,2,3]", "[2,3]", &ids, &["removed [0] -1"]),
        ("[1,2,3]", "[1,9,2,3]", &ids, &["added [1] +9"]),
        ("[1,2,3]", "[1,7,8,3]", &ids, &["changed [1] -2 +7", "added [2] +8"]),
        ("[]", "[1]", &ids, &["added [0] +1"]),
        (
            r#"[{"node":{"id":"a"},"v":1},{"node":{"id":"b"},"v":2}]"#,
            r#"[{"node":{"id":"b"},"v":2},{"node":{"id":"a"},"v":1}]"#,
            &node_id,
            &["moved [0] #b was [1]"],
        ),
        (
            r#"[{"id":1},{"id":2}]"#,
            r#"[{"id":2},{"id":1}]"#,
            &ItemsBy::Place,
            &["changed [0].id -1 +2", "changed [1].id -2 +1"],
        ),
        // Where what it lies in has moved, what came and went is said where it is.
        (
            r#"[{"id":1,"l":[]},{"id":2,"g":0,"l":[]}]"#,
            r#"[{"id":2,"l":[7]},{"id":1,"l":[]}]"#,
            &ids,
            &["moved [0] #2 was [1]", "removed [1].g -0 #2", "added [0].l[0] +7 #2"],
        ),
    ];
    for (before, after, by, expected) in cases {
        assert_eq!(said(before, after, by), expected, "{before} and {after}");
    }
}

#[test]
fn escapes_that_are_no_characters_differ_from_what_only_looks_like_them() {
    for (before, after) in [(r#"["\ud83d"]"#, r#"["\\ud83d"]"#), (r#"["\ud83d"]"#, r#"["\uD83D"]"#)] {
        assert_eq!(differences(&doc(before), &doc(after), &ItemsBy::Ids).counts().changed, 1, "{before}");
    }
    let raw = doc(b"[\"\xed\xa0\xbd\"]");
    assert_eq!(differences(&raw, &doc(r#"["\ud83d"]"#), &ItemsBy::Ids).counts().changed, 1);
    assert!(differences(&raw, &doc(b"[\"\xed\xa0\xbd\"]"), &ItemsBy::Ids).is_empty());
}

#[test]
fn how_lists_were_matched_is_said() {
    let (before, after) =
        (doc(r#"{"a":[1],"b":[2],"c":[{"id":1},{"id":1}]}"#), doc(r#"{"a":[3],"b":[4],"c":[{"id":1}]}"#));
    let notes = differences(&before, &after, &ItemsBy::Ids).notes();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].starts_with("2 lists have no key"), "{notes:?}");
    assert!(notes[1].starts_with("1 key is shared"), "{notes:?}");
}

#[test]
fn broken_and_empty_texts_can_be_compared() {
    let found = differences(&doc(r#"{"a":[1,2"#), &doc(r#"{"a":[1,3]}"#), &ItemsBy::Ids);
    assert_eq!(found.counts().changed, 1);
    assert_eq!(differences(&doc(""), &doc("[1]"), &ItemsBy::Ids).counts().added, 1);
    assert!(differences(&doc(""), &doc(" "), &ItemsBy::Ids).is_empty());
}

#[test]
fn depth_costs_no_stack_and_stopping_ends_it() {
    let deep = |value: &str| format!("{}{value}{}", "[".repeat(MAX_DEPTH - 1), "]".repeat(MAX_DEPTH - 1));
    let (before, after) = (whole(deep("1")), whole(deep("2")));
    let found = differences(&before, &after, &ItemsBy::Ids);
    assert_eq!((found.counts().changed, found.entries().len()), (1, MAX_DEPTH));
    let stop = Stop::new();
    stop.set();
    assert!(matches!(compare(&before, &after, &ItemsBy::Ids, (&stop, &|_| {})), Err(ReadError::Stopped(_))));
}

#[test]
fn long_lists_are_matched_whatever_their_order() {
    let item = |n: usize| format!(r#"{{"id":"{n}","name":"element {n}","in":[{n},{n}.50]}}"#);
    let list = |order: &mut dyn Iterator<Item = usize>| {
        format!("[{}]", order.map(item).collect::<Vec<_>>().join(","))
    };
    let count = 40_000;
    let before = list(&mut (0..count));
    let after = list(&mut (0..count).rev());
    let (memory, spool) = (whole(&before), spooled(&after));
    let mut most = 0;
    let done = std::sync::Mutex::new(&mut most);
    let read = |bytes: u64| {
        let mut most = done.lock().expect("nobody panics");
        **most = bytes.max(**most);
    };
    let found = compare(&memory, &spool, &ItemsBy::Ids, (&Stop::new(), &read)).expect("memory can be read");
    assert_eq!(found.counts().moved, count - 1);
    assert_eq!(found.counts().total(), count - 1);
    assert!(most > memory.len_bytes() && most <= memory.len_bytes() + spool.len_bytes());
}

/// What a walk says: equal values are equal, every part of a container is there once.
fn assert_true(before: &Document, after: &Document, found: &Differences) {
    let value = |document: &Document, node: NodeId| -> serde_json::Value {
        serde_json::from_slice(&document.raw(node).expect("memory")).expect("JSON")
    };
    for (at, entry) in (0_u32..).zip(found.entries()) {
        let inside: Vec<_> = found.entries().iter().filter(|other| other.parent() == Some(at)).collect();
        match (entry.before(), entry.after()) {
            (Some(mine), Some(theirs)) if entry.is_inside() => {
                let of = |side: &dyn Fn(&Entry) -> Option<NodeId>| {
                    inside.iter().filter_map(|entry| side(entry)).collect::<Vec<_>>()
                };
                let mut gone = of(&|entry| entry.before());
                gone.sort_unstable();
                assert_eq!(gone, before.children(mine).collect::<Vec<_>>());
                assert_eq!(of(&|entry| entry.after()), after.children(theirs).collect::<Vec<_>>());
                assert!(!inside.is_empty());
            }
            (Some(mine), Some(theirs)) => {
                let same = entry.is_same();
                assert!(inside.is_empty());
                // Numbers can be written in two ways and be one value: only equal texts say that it is the same.
                assert!(!same || value(before, mine) == value(after, theirs));
            }
            (one, other) => assert!(one.is_some() != other.is_some() && inside.is_empty()),
        }
    }
}

/// Rows by walking all entries.
fn walk(sides: &Sides<'_>, folds: &EntryFolds) -> Vec<ShownRow> {
    let mut rows = Vec::new();
    let shown: HashSet<u32> = match sides.rows.len() as usize == sides.differences.entries().len() {
        true => (0..sides.rows.len()).collect(),
        false => {
            let parent = |at: &u32| sides.differences.entry(*at).and_then(|entry| entry.parent());
            let found = sides.rows.differences().iter().copied();
            found.flat_map(|at| std::iter::successors(Some(at), parent)).collect()
        }
    };
    let hidden = |at: u32| {
        let parent = |at: &u32| sides.differences.entry(*at).and_then(|entry| entry.parent());
        std::iter::successors(parent(&at), parent)
            .any(|above| folds.is_folded(sides, ShownRow::Entry(above)) == Some(true))
    };
    for at in 0..sides.differences.entries().len() as u32 {
        if !shown.contains(&at) || hidden(at) {
            continue;
        }
        rows.push(ShownRow::Entry(at));
        let entry = sides.differences.entry(at).expect("an entry");
        if entry.is_inside() || folds.is_folded(sides, ShownRow::Entry(at)) != Some(false) {
            continue;
        }
        let (document, top) = sides.value(at).expect("a value");
        let mut node = NodeId(top.0 + 1);
        while node < document.subtree_end(top) {
            let row = ShownRow::Value { entry: at, node };
            rows.push(row);
            let folded = folds.is_folded(sides, row) == Some(true);
            node = if folded { document.subtree_end(node) } else { NodeId(node.0 + 1) };
        }
    }
    rows
}

proptest! {
    #![proptest_config(quiet())]

    #[test]
    fn nothing_differs_from_itself((_, text) in any_text()) {
        let (memory, spool) = (whole(&text), spooled(&text));
        prop_assert!(differences(&memory, &spool, &ItemsBy::Ids).is_empty());
    }

    #[test]
    fn all_parts_are_there_once((_, before) in any_text(), (_, after) in any_text()) {
        let (before, after) = (whole(&before), whole(&after));
        for by in [ItemsBy::Ids, ItemsBy::Place] {
            let found = differences(&before, &after, &by);
            assert_true(&before, &after, &found);
            prop_assert_eq!(records(&before, &after, &found).len(), found.counts().total());
        }
    }

    #[test]
    fn rows_are_those_of_a_walk(
        (mut value, before) in any_text(), other in any_json(), only in any::<bool>(),
        deeds in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..25),
    ) {
        // Mostly alike: one part of it is another.
        if let Some(items) = value.as_array_mut() {
            items.insert(items.len() / 2, other);
        } else if let Some(members) = value.as_object_mut() {
            members.insert("a".to_owned(), other);
        }
        let (before, after) = (whole(&before), whole(value.to_string()));
        let found = differences(&before, &after, &ItemsBy::Ids);
        let rows = DifferenceRows::of(&found, only, None, &Stop::new()).expect("nobody stops it");
        let sides = Sides { before: &before, after: &after, differences: &found, rows: &rows };
        let mut folds = EntryFolds::default();
        for (at, fold) in deeds {
            let count = folds.row_count(&sides);
            if count == 0 {
                break;
            }
            let row = folds.at(&sides, at.index(count as usize) as u64).expect("a row");
            if fold { folds.set(&sides, row, folds.is_folded(&sides, row) == Some(false)) } else { folds.reveal(&sides, row.entry()) }
            let expected = walk(&sides, &folds);
            let shown: Vec<_> = (0..folds.row_count(&sides)).map(|row| folds.at(&sides, row)).collect();
            prop_assert_eq!(shown, expected.iter().copied().map(Some).collect::<Vec<_>>());
            for (nth, row) in expected.iter().enumerate() {
                if let ShownRow::Entry(entry) = row {
                    prop_assert_eq!(folds.row_of(&sides, *entry), Some(nth as u64));
                }
                let parent = folds.parent_row(&sides, nth as u64);
                prop_assert!(parent.is_none_or(|parent| parent < nth as u64));
                prop_assert_eq!(parent.is_none(), nth == 0);
            }
        }
    }
}

#[test]
fn one_kind_can_be_shown_alone() {
    let (before, after) = (doc(r#"{"a":1,"b":{"c":1,"d":[1,2]}}"#), doc(r#"{"a":2,"b":{"d":[1]},"e":0}"#));
    let found = differences(&before, &after, &ItemsBy::Ids);
    let shown = |only, kind| {
        let rows = DifferenceRows::of(&found, only, kind, &Stop::new()).expect("nobody stops it");
        (rows.len(), rows.differences().len())
    };
    // The root, a, b, c, d, an equal item, the one that went, e.
    assert_eq!(shown(false, None), (8, 4));
    assert_eq!(shown(true, None), (7, 4));
    assert_eq!(shown(false, Some(Difference::Removed)), (5, 2));
    assert_eq!(shown(false, Some(Difference::Moved)), (0, 0));
}
