//! Parquet reads back equal, with parquet's own reader.

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use ::parquet::file::metadata::ParquetMetaData;
use arrow_array::{
    Array, BooleanArray, Float64Array, Int64Array, LargeStringArray, RecordBatch, StringArray,
};

use super::*;
use crate::token::Scrubber;

fn bytes_of(job: &Job<'_>) -> (Bytes, Summary) {
    let mut out = Vec::new();
    let summary = write(job, &mut out, &Stop::new(), &mut |_, _| {}).unwrap();
    assert_eq!(summary.bytes, out.len() as u64);
    (out.into(), summary)
}

fn read(bytes: &Bytes) -> (Vec<RecordBatch>, ParquetMetaData) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes.clone()).unwrap();
    let facts = builder.metadata().as_ref().clone();
    (builder.build().unwrap().map(Result::unwrap).collect(), facts)
}

fn fact(facts: &ParquetMetaData, key: &str) -> Value {
    let all = facts.file_metadata().key_value_metadata().unwrap();
    let text = all.iter().find(|pair| pair.key == key).unwrap().value.as_ref().unwrap();
    serde_json::from_str(text).unwrap()
}

/// A cell as JSON, as whoever reads the file would put it together: the exact text where there is one.
fn value(batch: &RecordBatch, column: &str, row: usize) -> String {
    let text = |name: &str| {
        let array = batch.column_by_name(name)?;
        let small = array.as_any().downcast_ref::<StringArray>();
        let large = array.as_any().downcast_ref::<LargeStringArray>();
        let found = small.filter(|a| a.is_valid(row)).map(|a| a.value(row));
        found.or_else(|| large.filter(|a| a.is_valid(row)).map(|a| a.value(row))).map(str::to_owned)
    };
    if let Some(exact) = text(&format!("{column}__text")) {
        return exact;
    }
    let array = batch.column_by_name(column).unwrap();
    if array.is_null(row) {
        return "null".to_owned();
    }
    if let Some(text) = text(column) {
        return Value::from(text).to_string();
    }
    let any = array.as_any();
    let whole = any.downcast_ref::<Int64Array>().map(|a| a.value(row).to_string());
    let real = any.downcast_ref::<Float64Array>().map(|a| a.value(row).to_string());
    let bool = any.downcast_ref::<BooleanArray>().map(|a| a.value(row).to_string());
    whole.or(real).or(bool).unwrap()
}

fn parquet_of(json: &str) -> (Vec<RecordBatch>, ParquetMetaData, Summary) {
    let document = document(json);
    let table = table(&document);
    let (bytes, summary) = bytes_of(&Job::of_table(&document, &table, Format::Parquet));
    let (batches, facts) = read(&bytes);
    (batches, facts, summary)
}

#[test]
fn columns_are_typed_and_text_stays_text() {
    let (batches, facts, summary) = parquet_of(
        r#"[{"i":1,"f":1.5,"b":true,"s":"007","d":"2026-11-23T17:16:18Z","l":["a", 1]},
            {"i":2,"f":-0.25,"b":false,"s":"=1+1","d":"2026-11-24T17:16:18Z","l":[{"k": 1}]},
            {"i":null,"s":"","l":[]}]"#,
    );
    let schema = batches[0].schema();
    let types: Vec<String> =
        schema.fields().iter().map(|f| format!("{} {}", f.name(), f.data_type())).collect();
    assert_eq!(types, ["i Int64", "f Float64", "b Boolean", "s Utf8", "d Utf8", "l Utf8"]);
    let row = |row: usize| ["i", "f", "b", "s", "d"].map(|column| value(&batches[0], column, row));
    assert_eq!(row(0), ["1", "1.5", "true", r#""007""#, r#""2026-11-23T17:16:18Z""#]);
    assert_eq!(row(2), ["null", "null", "null", r#""""#, "null"]);
    let lists: Vec<String> = (0..3).map(|row| value(&batches[0], "l", row)).collect();
    assert_eq!(lists, [r#""[\"a\", 1]""#, r#""[{\"k\":1}]""#, r#""[]""#]);
    assert_eq!((summary.written, summary.complete), (3, true));
    let rows = serde_json::json!({"asked": 3, "received": 3, "missing": 0, "written": 3, "complete": true});
    assert_eq!(fact(&facts, "dapple.rows"), rows);
}

#[test]
fn what_a_type_does_not_say_stands_beside_it() {
    let (batches, ..) = parquet_of(
        r#"[{"n":1,"x":1.10,"s":"a"},{"n":2,"x":9007199254740993.0,"s":5},{"n":"3","x":1e400,"s":true},
            {"n":4,"x":2.5,"s":["q"]},{"n":null,"s":"b"}]"#,
    );
    let names: Vec<String> = batches[0].schema().fields().iter().map(|f| f.name().clone()).collect();
    assert_eq!(names, ["n", "n__text", "x", "x__text", "s", "s__text"]);
    let column = |name: &str| (0..5).map(|row| value(&batches[0], name, row)).collect::<Vec<_>>();
    assert_eq!(column("n"), ["1", "2", r#""3""#, "4", "null"]);
    assert_eq!(column("x"), ["1.10", "9007199254740993.0", "1e400", "2.5", "null"]);
    assert_eq!(column("s"), [r#""a""#, "5", "true", r#"["q"]"#, r#""b""#]);
    let near = batches[0].column_by_name("x").unwrap().as_any().downcast_ref::<Float64Array>().unwrap();
    assert_eq!((near.value(0), near.is_null(2)), (1.1, true), "as near as a float comes");
    let texts = batches[0].column_by_name("s").unwrap().as_any().downcast_ref::<StringArray>().unwrap();
    assert_eq!(texts.value(1), "5", "other scalars of a text column are there as text too");
}

#[test]
fn units_and_source_are_in_the_metadata_and_tokens_are_not() {
    let of = |value: u32, unit: &str| format!(r#"{{"name":"L","value":{value},"units":"{unit}"}}"#);
    let token = "0123456789abcdef0123456789abcdef0123456789";
    let json = format!(
        r#"[{{"L":{},"M":{},"t":"x {token}"}},{{"L":{},"M":{},"t":"y"}}]"#,
        of(1, "m"),
        of(1, "m"),
        of(2, "mm"),
        of(2, "m"),
    );
    let document = document(&json);
    let table = table(&document);
    let scrubber = Scrubber::new();
    scrubber.add(&token.to_owned().into());
    let source = [("Server".to_owned(), "a.b".to_owned()), ("Model".to_owned(), "one".to_owned())];
    let more = [("Model".to_owned(), "two".to_owned()), ("Note".to_owned(), token.to_owned())];
    let source = [source, more].concat();
    let book = Book { source: &source, scrubber: Some(&scrubber), ..Book::default() };
    let job = Job { book: Some(&book), ..Job::of_table(&document, &table, Format::Parquet) };
    let (bytes, _) = bytes_of(&job);
    let (batches, facts) = read(&bytes);
    let schema = batches[0].schema();
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    assert_eq!(names, ["L", "L unit", "M", "t"]);
    assert_eq!(schema.field(2).metadata().get("unit").map(String::as_str), Some("m"));
    assert_eq!(value(&batches[0], "L unit", 1), r#""mm""#);
    assert!(value(&batches[0], "t", 0).starts_with("\"x ") && !value(&batches[0], "t", 0).contains(token));
    let known = fact(&facts, "dapple.source");
    assert_eq!((&known["Server"], &known["Model"]), (&"a.b".into(), &serde_json::json!(["one", "two"])));
    assert!(!known["Note"].as_str().unwrap().contains(token));
    assert_eq!(fact(&facts, "dapple.columns")[1]["unit"], "m");
}

#[test]
fn chosen_rows_and_columns_go_out_in_their_order_and_in_groups() {
    let json: Vec<String> = (0..300_000).map(|n| format!(r#"{{"a":{n},"b":"t{}"}}"#, n % 7)).collect();
    let document = document(&format!("[{}]", json.join(",")));
    let table = table(&document);
    let rows: Vec<u32> = (0..300_000).rev().collect();
    let columns = [1, 0];
    let all = Job::of_table(&document, &table, Format::Parquet);
    let job = Job { rows: Some(&rows), columns: Some(&columns), ..all };
    let mut seen = Vec::new();
    let mut out = Vec::new();
    write(&job, &mut out, &Stop::new(), &mut |rows, _| seen.push(rows)).unwrap();
    assert_eq!(seen, [131_072, 262_144, 300_000, 300_000]);
    let (batches, facts) = read(&out.into());
    assert_eq!(facts.num_row_groups(), 3);
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 300_000);
    assert_eq!((value(&batches[0], "a", 0), value(&batches[0], "b", 0)), ("299999".into(), r#""t0""#.into()));
    let last = batches.last().unwrap();
    assert_eq!(value(last, "a", last.num_rows() - 1), "0");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_value_reads_back_equal(rows in prop::collection::vec((scalar(), scalar(), scalar()), 1..40)) {
        let line = |(a, b, c): &(String, String, String)| format!(r#"{{"k":0,"a":{a},"b":{b},"c":{c}}}"#);
        let json = format!("[{}]", rows.iter().map(line).collect::<Vec<_>>().join(","));
        let (batches, _, summary) = parquet_of(&json);
        prop_assert_eq!(summary.written, rows.len() as u64);
        for (row, (a, b, c)) in rows.iter().enumerate() {
            for (column, expected) in [("a", a), ("b", b), ("c", c)] {
                prop_assert_eq!(&value(&batches[0], column, row), expected);
            }
        }
    }
}

/// JSON scalars in the one spelling that serde_json gives strings.
fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        number_text(),
        any::<String>().prop_map(|text| Value::from(text).to_string()),
    ]
}
