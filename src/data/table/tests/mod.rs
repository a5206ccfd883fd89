//! Tables of the shapes that answers have, and of the traps in them.

mod chosen;
mod measure;

use super::*;
use crate::document::Source;
use bytes::Bytes;
use proptest::prelude::*;
use std::ops::Range;
use std::sync::Arc;

fn document(json: &str) -> Document {
    let document = Document::from_bytes(Bytes::copy_from_slice(json.as_bytes()));
    assert!(document.error().is_none(), "{json}: {:?}", document.error());
    document
}

fn table(json: &str) -> Table {
    let document = document(json);
    Table::from_list(&document, document.root().unwrap(), &Stop::new()).unwrap()
}

/// A column as short text: name, type, unit and cells.
fn shown(table: &Table) -> Vec<String> {
    let columns = table.columns().iter().enumerate();
    columns
        .map(|(nth, column)| {
            let cells: Vec<String> =
                (0..table.row_count()).map(|row| cell_text(&table.cell(row, nth))).collect();
            let unit = column.unit.as_ref().map(|unit| format!(" [{unit}]")).unwrap_or_default();
            format!("{}{unit} {:?}: {}", column.name, column.kind, cells.join(" | "))
        })
        .collect()
}

fn cell_text(cell: &Cell<'_>) -> String {
    match cell.kind {
        CellKind::Missing => "–".into(),
        CellKind::Null => "not set".into(),
        CellKind::Empty => "empty".into(),
        CellKind::Text => format!("{:?}", cell.text),
        _ => cell.text.to_string(),
    }
}

#[track_caller]
fn check(json: &str, columns: &[&str]) {
    assert_eq!(shown(&table(json)), columns, "{json}");
}

#[test]
fn columns_appear_in_order_with_missing_null_and_empty_told_apart() {
    check(
        r#"[{"id":"a","n":1},{"n":null,"s":""},{"id":"c","s":"x","n":2},{}]"#,
        &[
            r#"id Text: "a" | – | "c" | –"#,
            "n Integer: 1 | not set | 2 | –",
            r#"s Text: – | empty | "x" | –"#,
        ],
    );
}

#[test]
fn a_string_is_text_always_and_numbers_keep_their_digits() {
    check(
        r#"[{"code":"007","n":1.10},{"code":"1e5","n":1e400},{"code":"12","n":2.5},{"code":null,"n":-0}]"#,
        &[r#"code Text: "007" | "1e5" | "12" | not set"#, "n Float: 1.10 | 1e400 | 2.5 | -0"],
    );
    check(
        r#"[{"n":9007199254740993},{"n":-9223372036854775808},{"n":-0},{"n":0}]"#,
        &["n Integer: 9007199254740993 | -9223372036854775808 | -0 | 0"],
    );
    check(
        r#"[{"n":9007199254740993},{"n":12345678901234567890},{"n":0.1},{"n":1E+2},{"n":1e-7}]"#,
        &["n Float: 9007199254740993 | 12345678901234567890 | 0.1 | 1E+2 | 1e-7"],
    );
}

#[test]
fn plain_values_take_no_place_in_the_side_list() {
    let table = table(r#"[{"a":1,"b":1.5,"c":"x","d":true},{"a":2,"b":100,"c":"y","d":false}]"#);
    for column in table.columns() {
        assert!((0..2).all(|row| column.side.get(row).is_none()), "{}", column.name);
        assert_eq!(column.array().len(), 2);
        assert_eq!(column.array().null_count(), 0);
    }
    assert_eq!(table.columns()[1].number(1), Some(100.0));
}

#[test]
fn other_types_than_the_columns_own_are_kept_beside() {
    check(
        r#"[{"v":1},{"v":2},{"v":"n/a"},{"v":true},{"v":[1]},{"v":{}}]"#,
        &[r#"v Integer: 1 | 2 | "n/a" | true | 1 | {0}"#],
    );
    check(r#"[{"v":"a"},{"v":1},{"v":"b"}]"#, &[r#"v Text: "a" | 1 | "b""#]);
    check(r#"[{"v":true},{"v":"x"}]"#, &[r#"v Text: true | "x""#]);
}

#[test]
fn nested_objects_become_columns_by_path() {
    let json = r#"[{"id":1,"author":{"name":"A","role":null}},{"author":null,"id":2},{"id":3,"author":{"name":"B"}}]"#;
    check(
        json,
        &[
            "id Integer: 1 | 2 | 3",
            r#"author.name Text: "A" | not set | "B""#,
            "author.role Text: not set | not set | –",
        ],
    );
    assert_eq!(table(json).columns()[1].path, ["author", "name"]);
}

#[test]
fn keys_with_dots_are_not_paths() {
    let json = r#"[{"a.b":1,"a":{"b":2}}]"#;
    check(json, &["a.b Integer: 1", "a.b (2) Integer: 2"]);
    let table = table(json);
    assert_eq!(table.columns()[0].path, ["a.b"]);
    assert_eq!(table.columns()[1].path, ["a", "b"]);
}

#[test]
fn deep_paths_are_named_by_their_end_as_far_as_needed() {
    let json = r#"[{"p":{"q":{"Length":1,"Width":2},"r":{"Width":3}}}]"#;
    let table = table(json);
    let names: Vec<&str> = table.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["Length", "q.Width", "r.Width"]);
}

#[test]
fn a_value_that_is_an_object_in_some_rows_shows_both() {
    check(
        r#"[{"v":5},{"v":{"x":1}},{"v":null}]"#,
        &["v Integer: 5 | {1} | not set", "v.x Integer: – | 1 | –"],
    );
}

#[test]
fn measured_values_are_one_column_with_a_unit() {
    let json = r#"[{"p":{"Length":{"name":"Length","value":1.5,"units":"m","internalDefinitionName":"L"}}},
        {"p":{"Length":{"name":"Length","value":2,"units":"m"}}},
        {"p":{"Length":{"name":"Length","value":null,"units":null}}}]"#;
    let table = table(json);
    assert_eq!(shown(&table), ["p.Length [m] Float: 1.5 | 2 | not set"]);
    assert!(!table.columns()[0].has_mixed_units());
    assert_eq!((table.cell(0, 0).unit, table.cell(2, 0).unit), (Some("m"), None));
}

#[test]
fn mixed_units_are_flagged_and_kept_by_cell() {
    let row = |value: u32, unit: &str| format!(r#"{{"a":{{"name":"a","value":{value},"units":"{unit}"}}}}"#);
    let json = format!("[{},{},{}]", row(1, "m"), row(2, "mm"), row(3, "m"));
    let table = table(&json);
    assert!(table.columns()[0].has_mixed_units());
    let units: Vec<_> = (0..3).map(|row| table.cell(row, 0).unit.unwrap()).collect();
    assert_eq!(units, ["m", "mm", "m"]);
    assert_eq!(table.columns()[0].unit.as_deref(), Some("m"));
}

#[test]
fn objects_with_other_members_are_not_measured() {
    check(
        r#"[{"w":{"name":"a","value":1,"colour":"red"}}]"#,
        &[r#"w.name Text: "a""#, "w.value Integer: 1", r#"w.colour Text: "red""#],
    );
    // A row that looks like one is a row.
    check(
        r#"[{"name":"a","value":1,"units":"m"}]"#,
        &[r#"name Text: "a""#, "value Integer: 1", r#"units Text: "m""#],
    );
}

#[test]
fn lists_of_scalars_are_joined_and_other_lists_counted() {
    let table = table(r#"[{"t":["a","b\n",1.10,null]},{"t":[]},{"t":[{"x":1},{}]},{"t":[[1]]}]"#);
    assert_eq!(shown(&table), ["t List: a, b\n, 1.10, null | [0] | [2] | [1]"]);
    assert_eq!(table.cell(0, 0).raw, Some(r#"["a","b\n",1.10,null]"#));
    assert_eq!(table.cell(2, 0).raw, None);
    let long = format!("[{{\"t\":[{}]}}]", vec!["1"; 5_000].join(","));
    check(&long, &["t List: [5000]"]);
}

#[test]
fn a_list_of_scalars_is_one_column() {
    check(r#"["a",null,"b"]"#, &[r#"value Text: "a" | not set | "b""#]);
    check(r#"[{"a":1},null]"#, &["a Integer: 1 | not set"]);
    check(r#"[{"a":1},7]"#, &["a Integer: 1 | –", "value Integer: – | 7"]);
    check(r#"[[1,2],[3]]"#, &["value List: 1, 2 | 3"]);
    check("[]", &[]);
    check("[{},{}]", &["value List: {0} | {0}"]);
    check("[null,null]", &["value Text: not set | not set"]);
}

#[test]
fn the_last_of_repeated_keys_counts() {
    let table = table(r#"[{"a":1,"a":2,"b":1},{"a":3}]"#);
    assert_eq!(shown(&table), ["a Integer: 2 | 3", "b Integer: 1 | –"]);
    assert_eq!(table.columns()[0].filled, 2);
}

#[test]
fn dates_are_a_type_only_when_all_texts_are_moments() {
    check(
        r#"[{"d":"2026-11-23T17:16:18.567Z"},{"d":null},{"d":"2024-02-29T00:00:00+01:00"}]"#,
        &["d Date: 2026-11-23T17:16:18.567Z | not set | 2024-02-29T00:00:00+01:00"],
    );
    check(
        r#"[{"d":"2026-11-23T17:16:18Z"},{"d":"tomorrow"}]"#,
        &[r#"d Text: "2026-11-23T17:16:18Z" | "tomorrow""#],
    );
    check(r#"[{"d":"2026-11-23"}]"#, &[r#"d Text: "2026-11-23""#]);
}

#[test]
fn what_is_no_unicode_stays_visible() {
    check(r#"[{"s":"\ud800x"},{"k\u00e9":"\u0041"}]"#, &[r#"s Text: "\\ud800x" | –"#, r#"ké Text: – | "A""#]);
}

#[test]
fn fill_counts_tell_how_much_is_there() {
    let table = table(r#"[{"a":""},{"a":null},{},{"a":"x"}]"#);
    let column = &table.columns()[0];
    assert_eq!((column.filled, column.nulls, column.empty), (2, 1, 1));
}

#[test]
fn too_many_columns_are_hidden_and_said() {
    let members: Vec<String> = (0..50).map(|n| format!("\"k{n}\":{n}")).collect();
    let document = document(&format!("[{{{}}},{{\"k49\":1}}]", members.join(",")));
    let limits = Limits { columns: 10, cells: usize::MAX };
    let table = Table::with_limits(&document, document.root().unwrap(), limits, &Stop::new()).unwrap();
    assert_eq!((table.columns().len(), table.hidden_columns().len()), (10, 40));
    // The best filled one is kept, in its place.
    assert_eq!(table.columns()[9].name, "k49");
    assert_eq!(table.hidden_columns()[0], HiddenColumn { path: vec!["k9".into()], filled: 1 });
}

#[test]
fn many_rows_share_the_work_and_keep_their_order() {
    let mut json = String::from("[");
    for row in 0..10_000 {
        let comma = if row == 0 { "" } else { "," };
        let late = if row == 9_999 { r#","late":1.0"# } else { "" };
        let n = if row % 3 == 0 { "null".to_owned() } else { row.to_string() };
        json.push_str(&format!(r#"{comma}{{"n":{n},"s":"{row}"{late}}}"#));
    }
    json.push(']');
    let table = table(&json);
    assert_eq!(table.columns().len(), 3);
    for row in [0, 1, 1_023, 1_024, 5_000, 9_999] {
        assert_eq!(table.cell(row, 1).text, row.to_string());
        let kind = if row % 3 == 0 { CellKind::Null } else { CellKind::Number };
        assert_eq!(table.cell(row, 0).kind, kind, "{row}");
        assert_eq!(table.cell(row, 2).kind == CellKind::Missing, row != 9_999);
    }
    assert_eq!(table.cell(9_999, 2).text, "1.0");
    assert_eq!(table.columns()[0].nulls, 3_334);
}

#[test]
fn mostly_null_columns_keep_only_the_rarer_rest_aside() {
    let mut rows = vec![r#"{"a":null}"#; 100];
    rows[7] = "{}";
    rows[8] = r#"{"a":5}"#;
    let table = table(&format!("[{}]", rows.join(",")));
    assert_eq!(table.cell(6, 0).kind, CellKind::Null);
    assert_eq!(table.cell(7, 0).kind, CellKind::Missing);
    assert_eq!(table.cell(8, 0).text, "5");
    assert!(table.columns()[0].side.get(6).is_none());
    assert_eq!(table.cell(100, 0), Cell::MISSING);
    assert_eq!(table.cell(0, 9), Cell::MISSING);
}

#[test]
fn a_set_stop_flag_ends_the_work() {
    let document = document("[1,2,3]");
    let stop = Stop::new();
    stop.set();
    let root = document.root().unwrap();
    assert!(matches!(Table::from_list(&document, root, &stop), Err(TableError::Stopped(_))));
    let table = Table::from_list(&document, root, &Stop::new()).unwrap();
    assert!(sort(&table, &[(0, Direction::Ascending)], &stop).is_err());
}

#[test]
fn a_cell_leads_back_to_its_value() {
    let document = document(r#"[{"a":{"b":[1,{}]}}]"#);
    let table = Table::from_list(&document, document.root().unwrap(), &Stop::new()).unwrap();
    let node = table.cell_node(&document, 0, 0).unwrap().unwrap();
    assert_eq!(document.raw(node).unwrap(), "[1,{}]");
    assert_eq!(table.cell_node(&document, 3, 0).unwrap(), None);
}

fn sorted(json: &str, by: &[(usize, Direction)]) -> Vec<u32> {
    sort(&table(json), by, &Stop::new()).unwrap()
}

#[test]
fn rows_sort_by_value_with_nothing_last() {
    use Direction::{Ascending, Descending};
    let json = r#"[{"v":10},{"v":null},{"v":9},{"v":"x"},{},{"v":1e400},{"v":-3.5}]"#;
    assert_eq!(sorted(json, &[(0, Ascending)]), [6, 2, 0, 5, 3, 1, 4]);
    assert_eq!(sorted(json, &[(0, Descending)]), [3, 5, 0, 2, 6, 1, 4]);
    let text = r#"["b","a","B","A","ä","","10","9"]"#;
    assert_eq!(sorted(text, &[(0, Ascending)]), [5, 7, 6, 3, 1, 2, 0, 4], "as people count");
    let levels = r#"["Level 10","Level −1","Level 9","Level 1","level 1",null]"#;
    assert_eq!(sorted(levels, &[(0, Ascending)]), [1, 3, 4, 2, 0, 5]);
    assert_eq!(sorted(levels, &[(0, Descending)]), [0, 2, 4, 3, 1, 5]);
    let digits = "[9007199254740993,9007199254740992,1.5,12345678901234567891,12345678901234567890]";
    assert_eq!(sorted(digits, &[(0, Ascending)]), [2, 1, 0, 4, 3]);
    let dates = r#"["2026-01-01T00:30:00+01:00","2026-01-01T00:00:00Z"]"#;
    assert_eq!(sorted(dates, &[(0, Ascending)]), [0, 1]);
}

#[test]
fn sorting_is_stable_and_by_several_columns() {
    use Direction::{Ascending, Descending};
    let json = r#"[{"a":1,"b":"x"},{"a":1,"b":"y"},{"a":0,"b":"x"},{"a":1,"b":"x"}]"#;
    assert_eq!(sorted(json, &[(0, Descending)]), [0, 1, 3, 2]);
    assert_eq!(sorted(json, &[(0, Ascending), (1, Descending)]), [2, 1, 0, 3]);
    assert_eq!(sorted(json, &[]), [0, 1, 2, 3]);
    assert_eq!(sorted(json, &[(9, Ascending)]), [0, 1, 2, 3]);
}

#[test]
fn the_best_list_is_found() {
    for (json, best) in [
        (r#"{"data":{"a":{"items":[{"id":1}]}}}"#, Some("items")),
        (r#"{"errors":[{"message":"x"},{"message":"y"}],"data":{"team":[{"id":1}]}}"#, Some("team")),
        (r#"{"data":{"tags":["a","b","c"],"rows":[{"id":1}]}}"#, Some("rows")),
        (r#"{"data":{"few":[{"a":1}],"many":[{"a":1},{"a":2},{"a":3},{"a":4}]}}"#, Some("many")),
        (r#"{"data":{"project":{"id":"x"}}}"#, None),
        // A server's complaints are no list of anybody's data.
        (r#"{"errors":[{"message":"x"}]}"#, None),
        (r#"{"data":null,"errors":[{"message":"x","path":["a"]}],"extensions":{"t":[{"a":1}]}}"#, None),
        // Other documents may call their lists as they like.
        (r#"{"errors":[{"code":1}]}"#, Some("errors")),
        (r#"{"errors":[]}"#, None),
        (r#"{"errors":[{"message":"x"}],"when":"today"}"#, Some("errors")),
        (r#"{"log":{"errors":[{"message":"x"}]}}"#, Some("errors")),
        (r#"{"data":{"errors":[{"message":"x"}]},"errors":[{"message":"y"}]}"#, Some("errors")),
        (r#"{"data":{"items":[]}}"#, None),
    ] {
        let document = document(json);
        let found = lists(&document);
        let key = found.first().and_then(|list| document.key(list.node)).map(|key| key.into_owned());
        assert_eq!(key.as_deref(), best, "{json}");
    }
    let document = document(r#"[{"data":{"items":[{"a":1}]}}]"#);
    assert_eq!(lists(&document).len(), 2);
    let batch = self::document(r#"[{"errors":[{"message":"x"}]},{"data":{"a":[{"b":1}]}}]"#);
    let paths: Vec<String> = lists(&batch).iter().map(|list| list.path.dotted()).collect();
    assert_eq!(paths, ["", "[1].data.a"], "the batch itself, and what is data in it");
    let rows = document_of_rows();
    assert_eq!(lists(&rows).len(), 1);
    assert_eq!(lists(&rows)[0].len, 30);
}

/// Lists inside of rows are no tables of their own.
fn document_of_rows() -> Document {
    document(&format!("[{}]", vec![r#"{"v":{"items":[{"a":1}]}}"#; 30].join(",")))
}

#[test]
fn the_list_of_all_parts_is_one_cell() {
    check(
        r#"[{"id":"a","__closure":{"b":1,"c":2}},{"id":"b"}]"#,
        &[r#"id Text: "a" | "b""#, "__closure List: {2} | –"],
    );
}

#[test]
fn deep_rows_need_no_recursion() {
    let levels = 900;
    let json = format!("[{}1{}]", r#"{"k":"#.repeat(levels), "}".repeat(levels));
    let table = table(&json);
    assert_eq!(table.columns()[0].path.len(), levels);
    assert_eq!(table.cell(0, 0).text, "1");
}

/// Bytes that have to be waited for, until the disk fails.
#[derive(Debug)]
struct Disk {
    bytes: Bytes,
    broken: bool,
}

impl Source for Disk {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn peek(&self, _: Range<u64>) -> Option<Bytes> {
        None
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        if self.broken {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let end = (range.end as usize).min(self.bytes.len());
        Ok(self.bytes.slice((range.start as usize).min(end)..end))
    }
}

#[test]
fn a_table_waits_for_the_disk_and_says_when_it_fails() {
    let json = r#"[{"a":"x","b":{"c":[1,2]}},{"a":"\u00e9"}]"#;
    let in_memory = document(json);
    let on_disk = |broken| {
        let source = Disk { bytes: Bytes::copy_from_slice(json.as_bytes()), broken };
        Document::with_source(Arc::new(source), in_memory.index().clone())
    };
    let of = |document: &Document| Table::from_list(document, document.root().unwrap(), &Stop::new());
    assert_eq!(shown(&of(&on_disk(false)).unwrap()), shown(&table(json)));
    assert!(matches!(of(&on_disk(true)), Err(TableError::Read(_))));
}

/// A scalar as JSON text.
fn scalar_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,8})?([eE][+-]?[0-9]{1,3})?",
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just("\"2026-11-23T17:16:18.567Z\"".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_cell_says_exactly_what_its_value_says(
        rows in prop::collection::vec(prop::collection::vec(("[a-e]", scalar_text()), 0..6), 0..40)
    ) {
        let row = |members: &Vec<(String, String)>| {
            let members: Vec<String> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
            format!("{{{}}}", members.join(","))
        };
        let document = document(&format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(",")));
        let table = Table::from_list(&document, document.root().unwrap(), &Stop::new()).unwrap();
        for (nth, column) in table.columns().iter().enumerate() {
            let mut filled = 0;
            for row in 0..table.row_count() {
                let cell = table.cell(row, nth);
                filled += usize::from(!matches!(cell.kind, CellKind::Missing | CellKind::Null));
                let Some(node) = table.cell_node(&document, row, nth).unwrap() else {
                    prop_assert_eq!(cell.kind, CellKind::Missing);
                    continue;
                };
                // Rows without members are cells themselves, if there are no others.
                let expected = match document.raw(node).unwrap().as_ref() {
                    b"null" => String::new(),
                    b"{}" => "{0}".to_owned(),
                    _ => document.text(node).unwrap(),
                };
                prop_assert_eq!(&cell.text, &expected);
            }
            prop_assert_eq!(column.filled, filled);
        }
        let order = sort(&table, &[(0, Direction::Descending)], &Stop::new()).unwrap();
        let mut all = order;
        all.sort_unstable();
        prop_assert_eq!(all, (0..table.row_count() as u32).collect::<Vec<_>>());
    }
}
