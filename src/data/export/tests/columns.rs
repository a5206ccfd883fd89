//! Formats that are made of a table's cells: records, clipboard, loose rows.

use super::{document, run};
use crate::document::{Document, NodeId};
use crate::export::*;
use crate::stop::Stop;
use crate::table::{ColumnPath, Table};
use bytes::Bytes;
use proptest::prelude::*;
use serde_json::Value;

const LINES: &str = r#"{"id":"a","mark":"007","n":1.10,"w":{"L":{"name":"L","value":3,"units":"m"}},"t":["x", 1],"o":[{"k":1}],"b":true}
{"id":"b","mark":"","n":null,"w":{"L":{"name":"L","value":4,"units":"mm"}},"t":[]}
{"id":"c \"q\"\n","n":9007199254740993,"w":{"L":{"name":"L","value":null}}}
"#;

fn lines() -> Document {
    Document::from_lines(Bytes::from_static(LINES.as_bytes()))
}

/// The rows in reverse, with some columns: rows that are no list.
fn loose(document: &Document) -> Table {
    let mut rows: Vec<NodeId> = document.children(document.root().unwrap()).collect();
    rows.reverse();
    let paths: Vec<ColumnPath> =
        [&["id"][..], &["mark"], &["n"], &["w", "L"], &["t"], &["o"], &["b"], &["x"]]
            .iter()
            .map(|keys| ColumnPath::of_keys(keys.iter().copied()))
            .collect();
    Table::of_columns(document, rows, &paths, &Stop::new()).unwrap()
}

fn job<'a>(document: &'a Document, table: &'a Table, format: Format) -> Job<'a> {
    Job::of_table(document, table, format)
}

#[test]
fn records_keep_types_digits_and_what_is_not_there() {
    let document = lines();
    let table = loose(&document);
    let (text, summary) = run(&job(&document, &table, Format::Records { lines: true }));
    assert_eq!(
        text,
        concat!(
            "{\"id\":\"c \\\"q\\\"\\n\",\"n\":9007199254740993,\"w.L\":null}\n",
            "{\"id\":\"b\",\"mark\":\"\",\"n\":null,\"w.L\":4,\"w.L unit\":\"mm\",\"t\":[]}\n",
            "{\"id\":\"a\",\"mark\":\"007\",\"n\":1.10,\"w.L\":3,\"w.L unit\":\"m\",\"t\":[\"x\", 1],\"o\":[{\"k\":1}],\"b\":true}\n",
        )
    );
    assert!(summary.complete);
    assert_eq!((summary.asked, summary.received, summary.written), (3, 3, 3));
    let (rows, columns) = ([2], [1, 0]);
    let some = Job {
        rows: Some(&rows),
        columns: Some(&columns),
        ..job(&document, &table, Format::Records { lines: false })
    };
    assert_eq!(run(&some).0, "[\n{\"mark\":\"007\",\"id\":\"a\"}\n]\n");
    let none = Job { rows: Some(&[]), ..some };
    assert_eq!(run(&none).0, "[]\n");
}

#[test]
fn whole_values_of_loose_rows_are_written_in_the_tables_order() {
    let document = lines();
    let table = loose(&document);
    let (text, summary) = run(&job(&document, &table, Format::Ndjson));
    let ids: Vec<Value> =
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone()).collect();
    assert_eq!(ids, ["c \"q\"\n", "b", "a"]);
    assert!(summary.complete);
    let rows = [1];
    let one = Job { rows: Some(&rows), ..job(&document, &table, Format::Json(JsonLayout::Compact)) };
    assert!(run(&one).0.starts_with(r#"[{"id":"b""#));
    let bad = [3];
    for format in [Format::Ndjson, Format::Records { lines: true }, Format::Html, Format::Xlsx] {
        let wrong = Job { rows: Some(&bad), ..job(&document, &table, format) };
        let failed = write(&wrong, &mut Vec::new(), &Stop::new(), &mut |_, _| {});
        assert!(matches!(failed, Err(ExportError::NotInTable)), "{format:?}");
    }
}

#[test]
fn csv_of_loose_rows_and_of_stars_has_every_value() {
    let document = document(
        r#"[{"m":{"A":{"v":[{"k":1}]}}},{"m":{"A":{"v":1.5},"B":{"v":2}}},{"m":{"A":{"v":["x"]}}}]"#,
    );
    let rows: Vec<NodeId> = document.children(document.root().unwrap()).collect();
    let path = ColumnPath::of_keys(["m"]).any().key("v");
    let table = Table::of_columns(&document, rows, &[path], &Stop::new()).unwrap();
    let csv = Format::Csv { dialect: Dialect::ForPrograms, guard: false };
    assert_eq!(run(&job(&document, &table, csv)).0, "v\n[1]\n3.5\n\"[\"\"x\"\"]\"\n");
    assert_eq!(
        run(&job(&document, &table, Format::Records { lines: true })).0,
        "{\"v\":\"[1]\"}\n{\"v\":3.5}\n{\"v\":[\"x\"]}\n"
    );
}

#[test]
fn the_clipboard_gets_tabs_and_text_that_stays_text() {
    let document = document(
        r#"[{"m":"007","n":1.5,"f":"=1+1","t":"a\tb\n\"c\"","h":"<b>&"},{"m":"1e5","n":9007199254740993,"f":"http://x"}]"#,
    );
    let rows: Vec<NodeId> = document.children(document.root().unwrap()).collect();
    let paths = ["m", "n", "f", "t", "h"].map(|key| ColumnPath::of_keys([key]));
    let table = Table::of_columns(&document, rows, &paths, &Stop::new()).unwrap();
    let dialect = Dialect::ForClipboard { decimal: Decimal::Comma };
    let (text, summary) = run(&job(&document, &table, Format::Csv { dialect, guard: true }));
    assert_eq!(
        text,
        "m\tn\tf\tt\th\n007\t1,5\t'=1+1\t\"a\tb\n\"\"c\"\"\"\t<b>&\n1e5\t9007199254740993\thttp://x\t\t\n"
    );
    assert_eq!(summary.guarded, [("f".to_owned(), 1)]);
    let (html, _) = run(&job(&document, &table, Format::Html));
    let cell = |name: &str, text: &str| {
        let format = "class=\"t\" style='mso-number-format:\"\\@\"' sdnum=\"1033;0;@\"";
        format!("<{name} {format}>{text}</{name}>")
    };
    let text_cell = |text: &str| cell("td", text);
    for expected in [
        text_cell("007"),
        text_cell("1e5"),
        text_cell("=1+1"),
        text_cell("9007199254740993"),
        text_cell("&lt;b&gt;&amp;"),
        text_cell("a\tb<br>&quot;c&quot;"),
        "<td x:num=\"1.5\" sdval=\"1.5\" sdnum=\"1033;\">1.5</td>".to_owned(),
        cell("th", "m"),
    ] {
        assert!(html.contains(&expected), "{expected} in {html}");
    }
}

#[test]
fn rows_that_did_not_come_make_every_choice_incomplete() {
    let document = lines();
    let table = loose(&document);
    let rows = [0];
    let short = Job { rows: Some(&rows), missing: 2, ..job(&document, &table, Format::Ndjson) };
    let (_, summary) = run(&short);
    assert_eq!((summary.missing, summary.complete), (2, false));
    assert!(run(&Job { missing: 0, ..short }).1.complete);
}

/// A scalar as JSON text.
fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,8})?([eE][+-]?[0-9]{1,3})?",
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn records_read_back_equal(rows in prop::collection::vec(prop::collection::vec(("[a-d]", scalar()), 1..4), 1..20)) {
        let row = |members: &Vec<(String, String)>| {
            let mut seen = std::collections::BTreeMap::new();
            seen.extend(members.iter().cloned());
            let members: Vec<String> = seen.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
            format!("{{{}}}", members.join(","))
        };
        let lines: Vec<String> = rows.iter().map(row).collect();
        let document = Document::from_lines(Bytes::from(lines.join("\n")));
        let nodes: Vec<NodeId> = document.children(document.root().unwrap()).collect();
        let paths = ["a", "b", "c", "d"].map(|key| ColumnPath::of_keys([key]));
        let table = Table::of_columns(&document, nodes, &paths, &Stop::new()).unwrap();
        let (text, _) = run(&job(&document, &table, Format::Records { lines: true }));
        for (line, expected) in text.split_terminator('\n').zip(&lines) {
            let raw: std::collections::BTreeMap<String, Box<serde_json::value::RawValue>> = serde_json::from_str(line).unwrap();
            let expected: std::collections::BTreeMap<String, Box<serde_json::value::RawValue>> = serde_json::from_str(expected).unwrap();
            prop_assert_eq!(raw.len(), expected.len());
            for (key, value) in &expected {
                let written = raw[key].get();
                if value.get().starts_with('"') {
                    prop_assert_eq!(serde_json::from_str::<String>(written).unwrap(), serde_json::from_str::<String>(value.get()).unwrap());
                } else {
                    prop_assert_eq!(written, value.get());
                }
            }
        }
        prop_assert_eq!(text.split_terminator('\n').count(), lines.len());
    }
}
