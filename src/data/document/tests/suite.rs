//! The public suites: JSONTestSuite, the naughty strings, and two introspections of real servers.

use super::*;

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let Some(folder) = shared(folder) else { return Vec::new() };
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(path).expect("a file"))
        })
        .collect()
}

#[test]
fn json_test_suite() {
    for (name, bytes) in files("conformance/jsontestsuite/test_parsing") {
        let document = doc(&bytes);
        match name.as_bytes().first() {
            Some(b'y') => assert_eq!(document.error(), None, "{name}"),
            Some(b'n') => {
                let error = document.error().unwrap_or_else(|| panic!("{name} has no error"));
                assert!(error.byte <= bytes.len() as u64 && error.line >= 1 && error.column >= 1, "{name}");
            }
            _ => {}
        }
        look_at_everything(&document);
        let raw = RawLines::scan(&document, &crate::Stop::new()).expect("memory");
        assert!(!bytes.iter().any(|byte| *byte != b'\n') || raw.line(&document, 0).is_some(), "{name}");
    }
}

#[test]
fn json_that_readers_disagree_on_keeps_its_text() {
    for (name, bytes) in files("conformance/jsontestsuite/test_transform") {
        let document = whole(&bytes);
        look_at_everything(&document);
        let root = document.root().expect("a root");
        let raw = document.raw(root).expect("in memory");
        assert_eq!(raw, bytes.trim_ascii(), "{name}");
        let written = bytes.iter().filter(|&&byte| byte == b':').count();
        if document.kind(root) == Kind::Object {
            assert_eq!(document.child_count(root), written, "{name}: every member is there");
        }
    }
}

/// Asks everything of every node: nothing may panic, whatever the bytes are.
fn look_at_everything(document: &Document) {
    for node in nodes(document) {
        let _ = (document.key(node), document.text(node), document.path(node), document.summary(node));
        let _ = (document.excerpt(node, 3), document.child_count(node), document.position(node));
    }
    let pretty = PrettyLines::new(document);
    for line in 0..pretty.line_count(document) {
        assert!(pretty.line(document, line).is_some());
    }
}

#[test]
fn naughty_strings_come_out_as_they_are() {
    let Some(file) = shared("conformance/blns.json") else { return };
    let bytes = std::fs::read(file).expect("a file");
    let strings: Vec<String> = serde_json::from_slice(&bytes).expect("strings");
    let document = whole(&bytes);
    let root = document.root().expect("a root");
    let texts: Vec<String> = document.children(root).filter_map(|node| document.text(node)).collect();
    assert_eq!(texts, strings);
}

#[test]
fn introspections_of_real_servers_are_indexed_as_serde_reads_them() {
    for name in ["speckle-introspection.json", "speckle-introspection-hosted.json"] {
        let Some(file) = shared(name) else { return };
        let bytes = std::fs::read(file).expect("a file");
        let value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        let document = whole(&bytes);
        let root = document.root().expect("a root");
        tree::assert_same(&document, root, &value);
        assert_eq!(views::pretty_text(&document), serde_json::to_string_pretty(&value).expect("a text"));
        let paths = ["data.__schema.types[0].name", "$.__schema.types[0].name"];
        let found = paths.iter().find_map(|path| document.find_path(path).expect("a path"));
        let found = found.expect("the first type has a name");
        assert_eq!(document.kind(found), Kind::String, "{name}");
    }
}
