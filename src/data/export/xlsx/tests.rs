//! Workbooks read back by another library.

use std::io::{self, Cursor, Write};

use bytes::Bytes;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use super::*;
use crate::document::{Document, NodeId};
use crate::export::{Book, Format, JsonLayout, Schedule, Summary, write};
use crate::stop::Stop;
use crate::table::arrange::group;
use crate::table::{ColumnPath, Table};

fn document(json: &str) -> Document {
    Document::from_bytes(Bytes::copy_from_slice(json.as_bytes()))
}

fn table(document: &Document, keys: &[&str]) -> Table {
    let rows: Vec<NodeId> = document.children(document.root().unwrap()).collect();
    let paths: Vec<ColumnPath> = keys.iter().map(|key| ColumnPath::of_keys([*key])).collect();
    Table::of_columns(document, rows, &paths, &Stop::new()).unwrap()
}

fn job<'a>(document: &'a Document, table: &'a Table, book: &'a Book<'a>) -> Job<'a> {
    Job { book: Some(book), ..Job::of_table(document, table, Format::Xlsx) }
}

fn bytes(job: &Job<'_>) -> (Vec<u8>, Summary) {
    let mut out = Vec::new();
    let summary = write(job, &mut out, &Stop::new(), &mut |_, _| {}).unwrap();
    assert_eq!(summary.bytes, out.len() as u64);
    (out, summary)
}

type Sheets = Vec<(String, Vec<Vec<Data>>)>;

fn read(bytes: Vec<u8>) -> Sheets {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let mut sheet = |name: String| {
        let range = book.worksheet_range(&name).unwrap();
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
        (name, range.rows().map(<[Data]>::to_vec).collect())
    };
    names.into_iter().map(&mut sheet).collect()
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

#[test]
fn strings_are_text_and_numbers_are_numbers_where_all_digits_stay() {
    let json = r#"[{"s":"007","n":1.10,"b":true,"d":"2026-11-23T17:16:18Z"},{"s":"1e5","n":9007199254740993,"b":false},
        {"s":"=1+1","n":1e5},{"s":"http://x.example","n":-3},{"s":"_x0041_ \u0001","n":1e400},{"s":"","n":null},{"s":" a\nb","n":3.141592653589793}]"#;
    let document = document(json);
    let table = table(&document, &["s", "n", "b", "d"]);
    let source = [("Server".to_owned(), "https://app.example".to_owned())];
    let book = Book { title: "Walls: [1/2]", source: &source, ..Book::default() };
    let (file, summary) = bytes(&job(&document, &table, &book));
    assert!(summary.complete && summary.guarded.is_empty());
    let sheets = read(file);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Walls- -1-2-", "Source"]);
    let rows = &sheets[0].1;
    assert_eq!(rows[0], ["s", "n", "b", "d"].map(text));
    assert_eq!(rows[1], [text("007"), Data::Float(1.1), Data::Bool(true), text("2026-11-23T17:16:18Z")]);
    assert_eq!(rows[2], [text("1e5"), text("9007199254740993"), Data::Bool(false), Data::Empty]);
    assert_eq!(rows[3][..2], [text("=1+1"), Data::Float(1e5)]);
    assert_eq!(rows[4][..2], [text("http://x.example"), Data::Float(-3.0)]);
    // Spreadsheets write what XML cannot as `_xHHHH_`, and a text of that look is escaped.
    assert_eq!(rows[5][..2], [text("_x0041_ \u{1}"), text("1e400")]);
    assert_eq!(rows[6][..2], [Data::Empty, Data::Empty]);
    assert_eq!(rows[7][..2], [text(" a\nb"), Data::Float(std::f64::consts::PI)]);
    let source = &sheets[1].1;
    assert_eq!(source[0], [text("Server"), text("https://app.example")]);
    assert!(source.contains(&vec![text("Rows written"), Data::Float(7.0)]));
    assert!(source.contains(&vec![text("Complete"), text("Yes")]));
    assert_eq!(source.last().unwrap()[1], text("Dapple"));
}

#[test]
fn units_stand_below_the_names_and_mixed_ones_beside_the_values() {
    let measured = |value: u32, unit: &str| format!(r#"{{"name":"L","value":{value},"units":"{unit}"}}"#);
    let row = |unit: &str| format!(r#"{{"id":"x","L":{},"M":{}}}"#, measured(1, "m"), measured(2, unit));
    let document = document(&format!("[{},{}]", row("m"), row("ft")));
    let table = table(&document, &["id", "L", "M"]);
    let sheets = read(bytes(&job(&document, &table, &Book::default())).0);
    assert_eq!(sheets[0].0, "Rows");
    let rows = &sheets[0].1;
    assert_eq!(rows[0], ["id", "L", "M", "M unit"].map(text));
    assert_eq!(rows[1], [Data::Empty, text("m"), Data::Empty, Data::Empty]);
    assert_eq!(rows[2], [text("x"), Data::Float(1.0), Data::Float(2.0), text("m")]);
    assert_eq!(rows[3][3], text("ft"));
}

#[test]
fn groups_get_a_schedule_and_order_the_rows() {
    let json = r#"[{"l":"B","n":0.1,"v":{"name":"v","value":1,"units":"m³"}},{"l":"A","n":5,"v":{"name":"v","value":2,"units":"ft³"}},
        {"l":"B","n":0.2,"v":{"name":"v","value":3,"units":"m³"}},{"l":null,"n":"x"}]"#;
    let document = document(json);
    let table = table(&document, &["l", "n", "v"]);
    let groups = group(&table, &[0, 1, 2, 3], &[0], &[1, 2], &Stop::new()).unwrap();
    let schedule = Schedule { groups: &groups, by: &[0], added: &[1, 2] };
    let book = Book { title: "Schedule", schedule: Some(schedule), ..Book::default() };
    let sheets = read(bytes(&job(&document, &table, &book)).0);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Schedule", "Schedule (2)", "Source"]);
    let float = Data::Float;
    assert_eq!(
        sheets[0].1,
        [
            ["l", "Count", "n", "v"].map(text),
            [text("A"), float(1.0), float(5.0), text("2 ft³")],
            [text("B"), float(2.0), float(0.3), text("4 m³")],
            [text("Not set"), float(1.0), Data::Empty, Data::Empty],
            [text("Total"), float(4.0), float(5.3), text("2 ft³, 4 m³")],
        ]
    );
    let marks: Vec<Data> = sheets[1].1.iter().skip(1).map(|row| row[0].clone()).collect();
    assert_eq!(marks, [text("A"), text("B"), text("B"), Data::Empty]);
}

#[test]
fn rows_and_text_beyond_a_sheet_go_on_or_are_counted() {
    let rows: Vec<String> =
        (0..25).map(|row| format!(r#"{{"n":{row},"s":"{}"}}"#, "é😀".repeat(row))).collect();
    let document = document(&format!("[{}]", rows.join(",")));
    let table = table(&document, &["n", "s"]);
    let book = Book { title: "Many", ..Book::default() };
    let job = job(&document, &table, &book);
    let mut out = Vec::new();
    let mut counter = Counter::new(&mut out);
    let stop = Stop::new();
    let mut watch = Watch { stop: &stop, tick: &mut |_, _| {} };
    let bounds = Bounds { rows: 11, columns: 2, text: 30, ..EXCEL };
    let done = write_within(&job, bounds, &mut counter, &mut watch).unwrap();
    counter.flush().unwrap();
    drop(counter);
    assert_eq!((done.rows, done.cut), (25, 14));
    let sheets = read(out);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Many", "Many (2)", "Many (3)", "Source"]);
    let numbers: Vec<Data> =
        sheets[..3].iter().flat_map(|(_, rows)| rows.iter().skip(1).map(|row| row[0].clone())).collect();
    assert_eq!(numbers, (0..25).map(|n| Data::Float(f64::from(n))).collect::<Vec<_>>());
    assert_eq!(sheets[2].1[5][1], text(&"é😀".repeat(10)));
    let mut out = Vec::new();
    let narrow = Bounds { columns: 1, ..bounds };
    let failed = write_within(&job, narrow, &mut Counter::new(&mut out), &mut watch);
    assert!(matches!(failed, Err(ExportError::TooWide { columns: 2, most: 1 })));
}

#[test]
fn a_stop_a_full_disk_and_no_table_are_errors() {
    let document = document(&format!("[{}]", vec![r#"{"a":1}"#; 3_000].join(",")));
    let table = table(&document, &["a"]);
    let book = Book::default();
    let job = job(&document, &table, &book);
    let stop = Stop::new();
    let stopped = write(&job, &mut Vec::new(), &stop, &mut |_, _| stop.set());
    assert!(matches!(stopped, Err(ExportError::Stopped(_))));
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let full = write(&job, &mut Full, &Stop::new(), &mut |_, _| {});
    assert!(matches!(full, Err(ExportError::Write(error)) if error.kind() == io::ErrorKind::StorageFull));
    let whole = Job::whole(&document, JsonLayout::Compact).unwrap();
    let without =
        write(&Job { format: Format::Xlsx, ..whole }, &mut Vec::new(), &Stop::new(), &mut |_, _| {});
    assert!(matches!(without, Err(ExportError::NoTable)));
}

#[test]
fn a_live_token_is_in_no_cell_of_a_workbook() {
    const TOKEN: &str = "0123456789abcdef0123456789abcdef0123fedcba";
    let scrubber = crate::token::Scrubber::new();
    scrubber.add(&TOKEN.to_owned().into());
    let document = document(&format!(r#"[{{"s":"a {TOKEN} b","n":1}},{{"s":"007","n":2}}]"#));
    let table = table(&document, &["s", "n"]);
    let source = [("Filter".to_owned(), format!("s is {TOKEN}"))];
    let book = Book { title: "Rows", source: &source, scrubber: Some(&scrubber), ..Book::default() };
    let (clean, _) = bytes(&job(&document, &table, &book));
    let said = format!("{:?}", read(clean));
    assert!(!said.contains(TOKEN) && said.contains("007"), "{said}");
    let (open, _) = bytes(&job(&document, &table, &Book { scrubber: None, ..book }));
    assert!(format!("{:?}", read(open)).contains(TOKEN), "it is the scrubber that takes it out");
}

#[test]
fn many_rows_are_written_while_they_are_made() {
    let rows = 40_000_usize;
    let lines: Vec<String> = (0..rows)
        .map(|row| format!(r#"{{"n":{row},"s":"row {}","x":{}.5}}"#, row * 7919 % 9973, row))
        .collect();
    let document = document(&format!("[{}]", lines.join(",")));
    let table = table(&document, &["n", "s", "x"]);
    let order: Vec<u32> = (0..rows as u32).rev().collect();
    let book = Book::default();
    let job = Job { rows: Some(&order), ..job(&document, &table, &book) };
    let (mut out, mut seen) = (Vec::new(), Vec::new());
    let summary = write(&job, &mut out, &Stop::new(), &mut |rows, bytes| seen.push((rows, bytes))).unwrap();
    assert!(summary.complete && summary.written == rows as u64);
    // Long before the last row most of the file is where it goes.
    let early: Vec<&(u64, u64)> = seen.iter().filter(|(done, _)| *done < rows as u64).collect();
    assert!(
        early.last().is_some_and(|(_, bytes)| *bytes > summary.bytes / 3),
        "{seen:?} of {}",
        summary.bytes
    );
    assert!(seen.is_sorted());
    let sheets = read(out);
    assert_eq!(sheets[0].1.len(), rows + 1);
    for (at, row) in sheets[0].1.iter().skip(1).enumerate() {
        let number = rows - 1 - at;
        let expected = [
            Data::Float(number as f64),
            text(&format!("row {}", number * 7919 % 9973)),
            Data::Float(number as f64 + 0.5),
        ];
        assert_eq!(row[..], expected);
    }
}

#[test]
fn a_sheet_ends_before_its_archive_becomes_one_that_others_cannot_open() {
    let rows = 40_000_usize;
    let lines: Vec<String> = (0..rows).map(|row| format!(r#"{{"n":{row}}}"#)).collect();
    let document = document(&format!("[{}]", lines.join(",")));
    let table = table(&document, &["n"]);
    let book = Book { title: "Many", ..Book::default() };
    let job = job(&document, &table, &book);
    let mut out = Vec::new();
    let mut counter = Counter::new(&mut out);
    let stop = Stop::new();
    let mut watch = Watch { stop: &stop, tick: &mut |_, _| {} };
    let bounds = Bounds { bytes: 500_000, ..EXCEL };
    let done = write_within(&job, bounds, &mut counter, &mut watch).unwrap();
    counter.flush().unwrap();
    drop(counter);
    assert_eq!(done.rows, rows as u64);
    let sheets = read(out);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.len() > 2 && names[..2] == ["Many", "Many (2)"] && names.last() == Some(&"Source"),
        "{names:?}"
    );
    let rows_of = |(_, rows): &(String, Vec<Vec<Data>>)| {
        assert_eq!(rows[0], [text("n")]);
        rows.iter().skip(1).map(|row| row[0].clone()).collect::<Vec<_>>()
    };
    let numbers: Vec<Data> = sheets[..sheets.len() - 1].iter().flat_map(rows_of).collect();
    assert_eq!(numbers, (0..rows).map(|n| Data::Float(n as f64)).collect::<Vec<_>>());
}
