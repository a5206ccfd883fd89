//! Tests of the document engine as a whole; the parts have theirs at the end of their files.

mod differences;
mod folding;
mod growth;
mod hostile;
mod jsonpath;
mod search;
mod suite;
mod tree;
mod views;

use super::*;
use bytes::Bytes;
use proptest::prelude::*;
use std::path::PathBuf;

/// A document of a text.
fn doc(text: impl AsRef<[u8]>) -> Document {
    Document::from_bytes(Bytes::copy_from_slice(text.as_ref()))
}

/// A document of a text that must be whole.
fn whole(text: impl AsRef<[u8]>) -> Document {
    let document = doc(text);
    assert_eq!(document.error(), None);
    document
}

/// All nodes.
fn nodes(document: &Document) -> impl Iterator<Item = NodeId> + use<> {
    (0..document.node_count()).filter_map(NodeId::from_index)
}

/// The public files that tests read; `None` says so and skips the test.
#[expect(clippy::print_stderr, reason = "a test that was skipped says so")]
fn shared(path: &str) -> Option<PathBuf> {
    let here = std::env::var_os("DAPPLE_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = here.join(path);
    if !file.exists() {
        eprintln!("skipped: {} is not here", file.display());
        return None;
    }
    Some(file)
}

/// Failures print their input; files of them would lie between the sources.
fn quiet() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// Any JSON value of a modest size.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let text = prop_oneof![
        "[a-c]{0,3}",
        ".{0,12}",
        Just("\"\\/\u{8}\u{c}\n\r\t\0\u{7f}".to_owned()),
        Just("é高😀\u{202e}\u{2028}".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 300, 12, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..12).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..12)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The text of a value: compact, or with line breaks and spaces.
fn any_text() -> impl Strategy<Value = (serde_json::Value, String)> {
    (any_json(), any::<bool>()).prop_map(|(value, pretty)| {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("a value has a text");
        // Read back, because serde_json reads some floats a last bit apart from how they were.
        (serde_json::from_str(&text).unwrap_or(value), text)
    })
}
