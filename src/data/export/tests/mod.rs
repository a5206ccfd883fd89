//! Exports read back equal, say what they did, and end when told to.

mod columns;
mod parquet;

use super::*;
use crate::ids::fixtures::naughty_strings;
use bytes::Bytes;
use proptest::prelude::*;
use serde_json::Value;

const FOR_EXCEL: Dialect = Dialect::ForExcel { delimiter: Delimiter::Semicolon, decimal: Decimal::Comma };

fn document(json: &str) -> Document {
    Document::from_bytes(Bytes::copy_from_slice(json.as_bytes()))
}

fn table(document: &Document) -> Table {
    Table::from_list(document, document.root().unwrap(), &Stop::new()).unwrap()
}

fn run(job: &Job<'_>) -> (String, Summary) {
    let mut out = Vec::new();
    let summary = write(job, &mut out, &Stop::new(), &mut |_, _| {}).unwrap();
    assert_eq!(summary.bytes, out.len() as u64);
    (String::from_utf8(out).unwrap(), summary)
}

fn json_text(json: &str, layout: JsonLayout) -> String {
    run(&Job::whole(&document(json), layout).unwrap()).0
}

fn csv_text(json: &str, dialect: Dialect, guard: bool) -> (String, Summary) {
    let document = document(json);
    let table = table(&document);
    run(&Job::of_table(&document, &table, Format::Csv { dialect, guard }))
}

#[test]
fn json_changes_white_space_and_nothing_else() {
    let json =
        "\n{ \"a\" : [ 1.10 , 1e400,-0 ,\"\\u00e9 \\\" : , {\"], \"e\":{ }, \"f\":[\t],\"a\":null}\r\n ";
    assert_eq!(
        json_text(json, JsonLayout::Compact),
        r#"{"a":[1.10,1e400,-0,"\u00e9 \" : , {"],"e":{},"f":[],"a":null}"#
    );
    assert_eq!(
        json_text(json, JsonLayout::Pretty),
        "{\n  \"a\": [\n    1.10,\n    1e400,\n    -0,\n    \"\\u00e9 \\\" : , {\"\n  ],\n  \"e\": {},\n  \"f\": [],\n  \"a\": null\n}\n"
    );
    assert_eq!(json_text(json, JsonLayout::AsReceived), json);
    assert_eq!(json_text("7", JsonLayout::Pretty), "7\n");
}

#[test]
fn strings_that_lie_across_two_reads_stay_whole() {
    let mut format = json::Reformat::new(JsonLayout::Compact);
    let json = br#"{ "a\\" : "x \" y" , "b\"" : [ ] }"#;
    for byte in json {
        format.feed(&[*byte]);
    }
    assert_eq!(format.text, br#"{"a\\":"x \" y","b\"":[]}"#);
    let long = format!("[\"{}\\\"\", 1]", "é ".repeat(400_000));
    assert_eq!(json_text(&long, JsonLayout::Compact), long.replace(", 1", ",1"));
}

#[test]
fn chosen_rows_are_written_in_their_order() {
    let document = document(r#"[{"a": 1}, {"a": 2.0}, {"a": "x y"}]"#);
    let table = table(&document);
    let rows = [2, 0];
    let job = |format| Job { rows: Some(&rows), ..Job::of_table(&document, &table, format) };
    let (text, summary) = run(&job(Format::Ndjson));
    assert_eq!(text, "{\"a\":\"x y\"}\n{\"a\":1}\n");
    assert_eq!((summary.asked, summary.received, summary.written, summary.complete), (2, 3, 2, true));
    assert_eq!(run(&job(Format::Json(JsonLayout::Compact))).0, r#"[{"a":"x y"},{"a":1}]"#);
    assert_eq!(
        run(&job(Format::Json(JsonLayout::Pretty))).0,
        "[\n  {\n    \"a\": \"x y\"\n  },\n  {\n    \"a\": 1\n  }\n]\n"
    );
    assert_eq!(run(&job(Format::Json(JsonLayout::AsReceived))).0, "[\n{\"a\": \"x y\"},\n{\"a\": 1}\n]\n");
    let csv = Format::Csv { dialect: Dialect::ForPrograms, guard: false };
    assert_eq!(run(&job(csv)).0, "a\nx y\n1\n");
    let bad = [3];
    let job = Job { rows: Some(&bad), ..job(csv) };
    assert!(matches!(
        write(&job, &mut Vec::new(), &Stop::new(), &mut |_, _| {}),
        Err(ExportError::NotInTable)
    ));
}

#[test]
fn lines_of_values_become_one_array() {
    let document = Document::from_lines(Bytes::from_static(b"{\"a\": 1}\n\n{\"a\": 2}\n"));
    let text = |layout| run(&Job::whole(&document, layout).unwrap()).0;
    assert_eq!(text(JsonLayout::Compact), r#"[{"a":1},{"a":2}]"#);
    assert_eq!(text(JsonLayout::AsReceived), "{\"a\": 1}\n\n{\"a\": 2}\n");
}

#[test]
fn csv_for_programs_is_exact() {
    let (text, summary) = csv_text(
        r#"[{"s":"a,\"b\"\nc","n":1.10,"t":["x",1],"o":[{"k":1}]},{"s":"=1","n":null,"b":true}]"#,
        Dialect::ForPrograms,
        false,
    );
    assert_eq!(
        text,
        "s,n,t,o,b\n\"a,\"\"b\"\"\nc\",1.10,\"[\"\"x\"\",1]\",\"[{\"\"k\"\":1}]\",\n=1,,,,true\n"
    );
    assert!(summary.complete && summary.guarded.is_empty());
}

#[test]
fn csv_for_excel_has_mark_line_ends_and_decimal_sign() {
    let (text, summary) = csv_text(
        r#"[{"n":1.50,"s":"a;b","t":["x",1.5],"f":"=cmd()"},{"n":-2,"s":"1.5","f":"-5"}]"#,
        FOR_EXCEL,
        true,
    );
    assert_eq!(text, "\u{feff}n;s;t;f\r\n1,50;\"a;b\";x, 1.5;'=cmd()\r\n-2;1.5;;-5\r\n");
    assert_eq!(summary.guarded, [("f".to_owned(), 1)]);
}

#[test]
fn headers_are_guarded_and_name_their_unit() {
    let measured =
        |value: u32, unit: &str| format!(r#"{{"L":{{"name":"L","value":{value},"units":"{unit}"}},"=k":1}}"#);
    let one = format!("[{}]", measured(1, "m"));
    let (text, summary) = csv_text(&one, Dialect::ForPrograms, true);
    assert_eq!(text, "L [m],'=k\n1,1\n");
    assert_eq!(summary.guarded, [("=k".to_owned(), 1)]);
    let two = format!("[{},{}]", measured(1, "m"), measured(2, "mm"));
    assert_eq!(csv_text(&two, Dialect::ForPrograms, false).0, "L,L unit,=k\n1,m,1\n2,mm,1\n");
}

#[test]
fn chosen_columns_are_written_in_their_order() {
    let document = document(r#"[{"a":1,"b":2,"c":3}]"#);
    let table = table(&document);
    let format = Format::Csv { dialect: Dialect::ForPrograms, guard: false };
    let columns = [2, 0];
    let job = Job { columns: Some(&columns), ..Job::of_table(&document, &table, format) };
    assert_eq!(run(&job).0, "c,a\n3,1\n");
    let columns = [3];
    let job = Job { columns: Some(&columns), ..job };
    assert!(matches!(
        write(&job, &mut Vec::new(), &Stop::new(), &mut |_, _| {}),
        Err(ExportError::NotInTable)
    ));
    let job = Job { table: None, ..job };
    assert!(matches!(write(&job, &mut Vec::new(), &Stop::new(), &mut |_, _| {}), Err(ExportError::NoTable)));
}

#[test]
fn a_short_or_broken_export_is_never_silent() {
    let whole = document("[1,2,3]");
    let table = table(&whole);
    let mut job = Job::of_table(&whole, &table, Format::Ndjson);
    job.asked = Some(5);
    let (_, summary) = run(&job);
    assert_eq!((summary.asked, summary.received, summary.written, summary.complete), (5, 3, 3, false));
    job.asked = Some(3);
    assert!(run(&job).1.complete);

    let wide = document(r#"[{"a":1,"b":2,"c":3}]"#);
    let limits = crate::table::Limits { columns: 2, cells: usize::MAX };
    let narrow = Table::with_limits(&wide, wide.root().unwrap(), limits, &Stop::new()).unwrap();
    let format = Format::Csv { dialect: Dialect::ForPrograms, guard: false };
    let (_, summary) = run(&Job::of_table(&wide, &narrow, format));
    assert_eq!((summary.hidden_columns, summary.complete), (1, false));

    let broken = document(r#"[{"a":1},{"a":2},{"a":"#);
    assert!(broken.error().is_some());
    let job = Job { format: Format::Ndjson, ..Job::whole(&broken, JsonLayout::Compact).unwrap() };
    let (text, summary) = run(&job);
    assert_eq!(text, "{\"a\":1}\n{\"a\":2}\n");
    assert!(!summary.complete);
    assert_eq!(json_text(r#"{"a": [1, x"#, JsonLayout::AsReceived), r#"{"a": [1, x"#);
}

/// Takes some bytes, then fails like a full disk.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_and_a_stop_are_errors_in_every_format() {
    let json = format!("[{}]", vec![r#"{"a":"some text that takes place"}"#; 20_000].join(","));
    let document = document(&json);
    let table = table(&document);
    let stop = Stop::new();
    for format in [
        Format::Json(JsonLayout::Pretty),
        Format::Json(JsonLayout::AsReceived),
        Format::Ndjson,
        Format::Csv { dialect: FOR_EXCEL, guard: true },
        Format::Markdown,
    ] {
        let job = Job::of_table(&document, &table, format);
        let failed = write(&job, &mut Full(200_000), &stop, &mut |_, _| {});
        assert!(
            matches!(&failed, Err(ExportError::Write(error)) if error.kind() == io::ErrorKind::StorageFull),
            "{format:?}: {failed:?}"
        );
        let stopping = Stop::new();
        let mut ticks = 0;
        let stopped = write(&job, &mut io::sink(), &stopping, &mut |_, _| {
            ticks += 1;
            stopping.set();
        });
        assert!(matches!(stopped, Err(ExportError::Stopped(_))), "{format:?}");
        assert_eq!(ticks, 1);
    }
}

#[test]
fn markdown_is_a_table_that_shows_what_came() {
    let json = r#"[{"n":1.10,"s":"a|b","t":["x",1]},{"n":-2,"s":null,"t":[{"k":1}]},{"s":""}]"#;
    let document = document(json);
    let table = table(&document);
    let job = Job::of_table(&document, &table, Format::Markdown);
    let (text, summary) = run(&job);
    let expected =
        "| n | s | t |\n| ---: | --- | --- |\n| 1.10 | a\\|b | x, 1 |\n| -2 | | \\[{\"k\":1}\\] |\n| | | |\n";
    assert_eq!((text.as_str(), summary.complete), (expected, true));
    assert_eq!(run(&Job { rows: Some(&[]), ..job }).0, "| n | s | t |\n| ---: | --- | --- |\n");
}

#[test]
fn a_report_says_where_the_rows_come_from_and_whether_they_are_all_there() {
    let summary = Summary { asked: 5, received: 3, written: 3, missing: 2, bytes: 17, ..Summary::default() };
    let source = [("Server".to_owned(), "https://a.b".to_owned())];
    let report = Report {
        file: "walls.csv",
        format: "csv",
        written_at: "2026-11-23T17:16:18Z",
        source: &source,
        operation: Some("ab12"),
        summary: &summary,
    };
    let facts: Value = serde_json::from_str(&report.json()).unwrap();
    assert_eq!(
        (&facts["complete"], &facts["rows"]["asked"], &facts["rows"]["written"]),
        (&false.into(), &5.into(), &3.into())
    );
    assert_eq!(
        (&facts["source"]["Server"], &facts["operation_sha256"]),
        (&"https://a.b".into(), &"ab12".into())
    );
}

#[test]
fn progress_ends_with_the_whole() {
    let document = document(&format!("[{}]", vec!["1"; 5_000].join(",")));
    let table = table(&document);
    let mut seen = Vec::new();
    let job = Job::of_table(&document, &table, Format::Ndjson);
    let summary =
        write(&job, &mut io::sink(), &Stop::new(), &mut |rows, bytes| seen.push((rows, bytes))).unwrap();
    assert_eq!(seen.first(), Some(&(1_024, 2_048)));
    assert_eq!(seen.last(), Some(&(5_000, summary.bytes)));
}

/// All cells of a CSV text, without the header.
fn read_csv(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn naughty_strings_go_through_csv_and_come_back() {
    let Some(strings) = naughty_strings() else { return };
    let rows: Vec<Value> = strings.iter().map(|text| serde_json::json!({"n": 1, "s": text})).collect();
    let json = Value::Array(rows).to_string();
    for (dialect, delimiter) in [(Dialect::ForPrograms, b','), (FOR_EXCEL, b';')] {
        for guard in [false, true] {
            let (text, summary) = csv_text(&json, dialect, guard);
            let back = read_csv(&text, delimiter);
            assert_eq!(back.len(), strings.len());
            let mut guarded = 0;
            for (row, text) in back.iter().zip(&strings) {
                let needs = guard && is_guarded(text);
                guarded += u64::from(needs);
                let expected = if needs { format!("'{text}") } else { text.clone() };
                assert_eq!(row[1], expected);
                assert!(!guard || !row[1].starts_with(['=', '@', '\t', '\r']), "{:?}", row[1]);
            }
            let counted: u64 = summary.guarded.iter().map(|(_, count)| count).sum();
            assert_eq!(counted, guarded);
            assert_eq!(guarded > 0, guard, "the list holds formulas");
        }
    }
}

/// JSON numbers as texts, with what floats lose.
fn number_text() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn numbers_keep_every_digit(numbers in prop::collection::vec(number_text(), 1..40)) {
        let json = format!("[{}]", numbers.iter().map(|n| format!("{{\"n\":{n},\"s\":\"{n}\"}}")).collect::<Vec<_>>().join(" ,\n"));
        let (text, _) = csv_text(&json, Dialect::ForPrograms, true);
        let expected: Vec<Vec<String>> = numbers.iter().map(|n| vec![n.clone(), n.clone()]).collect();
        prop_assert_eq!(read_csv(&text, b','), expected);
        let document = document(&json);
        let table = table(&document);
        let (lines, _) = run(&Job::of_table(&document, &table, Format::Ndjson));
        for (line, number) in lines.lines().zip(&numbers) {
            prop_assert_eq!(line, format!("{{\"n\":{number},\"s\":\"{number}\"}}"));
        }
        prop_assert_eq!(lines.lines().count(), numbers.len());
    }

    #[test]
    fn texts_read_back_equal(texts in prop::collection::vec(any::<String>(), 1..30)) {
        let rows: Vec<Value> = texts.iter().map(|text| serde_json::json!({"n": null, "s": text})).collect();
        let json = serde_json::to_string_pretty(&rows).unwrap();
        let back = read_csv(&csv_text(&json, Dialect::ForPrograms, false).0, b',');
        prop_assert_eq!(back.into_iter().map(|mut row| row.remove(1)).collect::<Vec<_>>(), texts);
        let document = document(&json);
        let table = table(&document);
        let (lines, summary) = run(&Job::of_table(&document, &table, Format::Ndjson));
        let read: Vec<Value> = lines.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(&read, &rows);
        prop_assert_eq!(summary.written, rows.len() as u64);
        for layout in [JsonLayout::Pretty, JsonLayout::Compact] {
            let text = json_text(&json, layout);
            prop_assert_eq!(serde_json::from_str::<Vec<Value>>(&text).unwrap(), rows.clone());
        }
        prop_assert_eq!(json_text(&json, JsonLayout::Compact), serde_json::to_string(&rows).unwrap());
    }
}
