//! What stands beside an exported file: where its rows come from, and whether they are all there.

use serde_json::{Map, Value, json};

use super::Summary;

/// The facts of one export, for a `.meta.json` beside it. Holds no token: labels and values come from
/// whoever exports, and what is written goes through the scrubber like the data.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The name of the exported file, without its folder.
    pub file: &'a str,
    /// The format, as its ending.
    pub format: &'a str,
    /// When it was written, ISO with zone.
    pub written_at: &'a str,
    /// Labels and values: server, project, model, version, filters.
    pub source: &'a [(String, String)],
    /// SHA-256 of the operation's text, hexadecimal, where the rows are those of a query.
    pub operation: Option<&'a str>,
    pub summary: &'a Summary,
}

impl Report<'_> {
    /// The file's text.
    pub fn json(&self) -> String {
        let summary = self.summary;
        let guarded: Map<String, Value> =
            summary.guarded.iter().map(|(name, count)| (name.clone(), (*count).into())).collect();
        let facts = json!({
            "file": self.file,
            "format": self.format,
            "written_at": self.written_at,
            "made_with": concat!("Dapple ", env!("CARGO_PKG_VERSION")),
            "complete": summary.complete,
            "rows": rows_json(summary),
            "bytes": summary.bytes,
            "columns_left_out": summary.hidden_columns,
            "cells_guarded": guarded,
            "cells_cut": summary.cut,
            "operation_sha256": self.operation,
            "source": source_json(self.source),
        });
        format!("{facts:#}\n")
    }
}

/// How many rows were asked for, came, are missing and were written.
pub(super) fn rows_json(summary: &Summary) -> Value {
    json!({
        "asked": summary.asked,
        "received": summary.received,
        "missing": summary.missing,
        "written": summary.written,
        "complete": summary.complete,
    })
}

/// Labels and values as an object; a label that is there several times has a list.
pub(super) fn source_json(source: &[(String, String)]) -> Value {
    let mut facts: Map<String, Value> = Map::new();
    for (label, value) in source {
        match facts.get_mut(label) {
            None => {
                facts.insert(label.clone(), value.as_str().into());
            }
            Some(Value::Array(values)) => values.push(value.as_str().into()),
            Some(first) => *first = Value::Array(vec![first.take(), value.as_str().into()]),
        }
    }
    Value::Object(facts)
}
