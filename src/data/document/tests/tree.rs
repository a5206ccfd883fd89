//! The node tree against serde_json, paths there and back, members and positions in wide containers.

use super::*;
use serde_json::Value;

/// The document's value is the other value: kinds, order, keys, texts, counts and positions.
pub(super) fn assert_same(document: &Document, root: NodeId, value: &Value) {
    let mut waiting = vec![(root, value)];
    while let Some((node, value)) = waiting.pop() {
        let text = document.text(node);
        match value {
            Value::Null => assert_eq!((document.kind(node), text.as_deref()), (Kind::Null, Some("null"))),
            Value::Bool(yes) => assert_eq!((document.kind(node), text), (Kind::Bool, Some(yes.to_string()))),
            Value::Number(number) => {
                assert_eq!(document.kind(node), Kind::Number);
                let read: Value = serde_json::from_str(&text.expect("in memory")).expect("a number");
                assert_eq!(&read, &Value::Number(number.clone()));
            }
            Value::String(string) => {
                assert_eq!((document.kind(node), text.as_ref()), (Kind::String, Some(string)))
            }
            Value::Array(items) => {
                assert_eq!((document.kind(node), document.child_count(node)), (Kind::Array, items.len()));
                waiting.extend(document.children(node).zip(items));
            }
            Value::Object(members) => {
                assert_eq!((document.kind(node), document.child_count(node)), (Kind::Object, members.len()));
                for (child, (key, value)) in document.children(node).zip(members) {
                    assert_eq!(document.key(child).as_deref(), Some(key.as_str()));
                    assert_eq!(document.member(node, key), Some(child));
                    waiting.push((child, value));
                }
            }
        }
        for (nth, child) in document.children(node).enumerate() {
            assert_eq!(document.parent(child), Some(node));
            assert_eq!((document.child(node, nth), document.position(child)), (Some(child), nth));
        }
        assert_eq!(document.child(node, document.child_count(node)), None);
    }
}

proptest! {
    #![proptest_config(quiet())]

    #[test]
    fn any_value_is_indexed_as_serde_reads_it((value, text) in any_text()) {
        let document = whole(&text);
        assert_same(&document, document.root().expect("a root"), &value);
        prop_assert_eq!(document.len_bytes(), text.len() as u64);
    }

    #[test]
    fn any_path_leads_back_in_all_texts((_, text) in any_text()) {
        let document = whole(&text);
        for node in nodes(&document) {
            let path = document.path(node).expect("in memory");
            prop_assert_eq!(path.steps().len(), document.depth(node));
            prop_assert_eq!(document.at(&path), Some(node));
            prop_assert_eq!(document.find_path(&path.json_path()), Ok(Some(node)));
            prop_assert_eq!(document.find_path(&path.dotted()), Ok(Some(node)));
            prop_assert_eq!(document.find_path(&path.pointer()), Ok(Some(node)));
        }
    }

    #[test]
    fn the_reader_says_the_same_through_pages((_, text) in any_text()) {
        let document = whole(&text);
        let index = document.index().clone();
        let paged = Document::with_source(std::sync::Arc::new(Paged(text.into())), index);
        let mut reader = paged.reader();
        for node in nodes(&document) {
            prop_assert_eq!(paged.text(node), None);
            prop_assert_eq!(reader.key(node).ok(), Some(document.key(node)));
            prop_assert_eq!(reader.text(node).ok().map(|text| text.into_owned()), document.text(node));
            prop_assert_eq!(reader.raw(node).ok(), document.raw(node));
            prop_assert_eq!(reader.path(node).ok(), document.path(node));
            prop_assert_eq!(reader.summary(node).ok(), Some(document.summary(node)));
            prop_assert_eq!(reader.excerpt(node, 5).ok(), document.excerpt(node, 5));
        }
    }
}

/// Bytes that are never at hand: every page has to be read.
#[derive(Debug)]
pub(super) struct Paged(pub(super) Bytes);

impl Source for Paged {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn peek(&self, _: std::ops::Range<u64>) -> Option<Bytes> {
        None
    }

    fn read(&self, range: std::ops::Range<u64>) -> std::io::Result<Bytes> {
        Memory(self.0.clone()).read(range)
    }
}

#[test]
fn wide_lists_inside_wide_lists_find_their_children() {
    for count in [0, 1, 63, 64, 65, 127, 128, 129, 200, 20_000] {
        let inner: Vec<u32> = (0..130).collect();
        let value = Value::from(
            (0..count)
                .map(|n| if n % 97 == 5 { Value::from(inner.clone()) } else { n.into() })
                .collect::<Vec<_>>(),
        );
        let document = whole(value.to_string());
        let root = document.root().expect("a root");
        assert_same(&document, root, &value);
    }
}

#[test]
fn duplicate_keys_are_all_children_and_the_last_one_is_the_member() {
    let document = whole(r#"{"a":1,"b":2,"a":3,"\u0061":4}"#);
    let root = document.root().expect("a root");
    let keys: Vec<_> = document.children(root).filter_map(|node| document.key(node)).collect();
    assert_eq!(keys, ["a", "b", "a", "a"]);
    let last = document.member(root, "a").expect("a member");
    assert_eq!((document.position(last), document.text(last).as_deref()), (3, Some("4")));
    assert_eq!(document.member(root, "c"), None);
}

#[test]
fn numbers_and_strings_keep_what_they_are() {
    let text = r#" [ 1.000000000000000000001 , 1E400, -0, "\ud83d", "a\/b", "\ud83d\ude00" ] "#;
    let document = whole(text);
    let root = document.root().expect("a root");
    let texts: Vec<_> = document.children(root).filter_map(|node| document.text(node)).collect();
    assert_eq!(texts, ["1.000000000000000000001", "1E400", "-0", r"\ud83d", "a/b", "😀"]);
    let raws: Vec<_> = document.children(root).filter_map(|node| document.raw(node)).collect();
    assert_eq!(raws.last().map(|raw| &raw[..]), Some(&br#""\ud83d\ude00""#[..]));
    let shown = whole(b"{\"k\xff\":\"\xc3(\"}");
    let node = NodeId::from_index(1).expect("an id");
    assert_eq!((shown.key(node).as_deref(), shown.text(node).as_deref()), (Some("k\\xff"), Some("\\xc3(")));
    assert_eq!(shown.member(shown.root().expect("a root"), "k\\xff"), Some(node));
}

#[test]
fn summaries_prefer_the_name_then_the_id_then_the_first_string() {
    let document = whole(r#"[{"n":1,"x":"first","id":"i","name":"Wall"},{"x":"y","id":"i"},{"name":"","a":"s"},{"a":1},[],{"name":"LONG"}]"#.replace("LONG", &"é".repeat(500)));
    let root = document.root().expect("a root");
    let summaries: Vec<_> = document.children(root).map(|node| document.summary(node)).collect();
    assert_eq!(summaries[..5], [Some("Wall".into()), Some("i".into()), Some("s".into()), None, None]);
    assert_eq!(summaries[5], Some("é".repeat(120) + "…"));
}

proptest! {
    #![proptest_config(quiet())]

    #[test]
    fn excerpts_are_beginnings((_, text) in any_text(), most in 0usize..20) {
        let document = whole(&text);
        for node in nodes(&document) {
            let texts = [(document.text(node), document.excerpt(node, most))];
            let keys = [(document.key(node).map(|key| key.into_owned()), document.key_excerpt(node, most))];
            for (text, excerpt) in texts.into_iter().chain(keys) {
                prop_assert_eq!(text.is_some(), excerpt.is_some());
                let (Some(text), Some(excerpt)) = (text, excerpt) else { continue };
                prop_assert!(text.starts_with(&excerpt.text));
                let fits = if excerpt.cut { excerpt.text.len() <= most } else { excerpt.text == text };
                prop_assert!(fits);
            }
        }
    }
}

#[test]
fn a_key_among_much_white_space_is_whole() {
    let document = whole(format!("{{{}\"a\\\"b\"{}:1}}", " ".repeat(70), " ".repeat(70)));
    let node = NodeId::from_index(1).expect("an id");
    for most in [3, 4, 50, 71, 75, 500] {
        let excerpt = document.key_excerpt(node, most).expect("in memory");
        assert_eq!(
            (excerpt.cut, excerpt.text.as_str()),
            if most < 4 { (true, "a\"") } else { (false, "a\"b") },
            "{most}"
        );
    }
}

#[test]
fn bytes_lead_to_nodes() {
    let document = whole(r#"{"a":[1,22],"b":"x"}"#);
    let at = |byte| document.node_at_byte(byte).map(NodeId::index);
    assert_eq!(
        [at(0), at(4), at(5), at(6), at(8), at(9), at(16), at(99)],
        [0, 0, 1, 2, 3, 3, 4, 4].map(Some)
    );
    let stats = document.stats();
    assert_eq!((stats.objects, stats.arrays, stats.numbers, stats.strings, stats.depth), (1, 1, 2, 1, 3));
}

#[test]
fn an_id_of_another_document_is_a_null_without_children() {
    let document = whole("[1]");
    let foreign = NodeId::from_index(77).expect("an id");
    assert_eq!(document.kind(foreign), Kind::Null);
    assert_eq!((document.child_count(foreign), document.children(foreign).count()), (0, 0));
    assert_eq!(
        (document.parent(foreign), document.child(foreign, 0), document.next_sibling(foreign)),
        (None, None, None)
    );
    assert_eq!((document.text(foreign).as_deref(), document.key(foreign)), (Some(""), None));
}
