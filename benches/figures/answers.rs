//! Figures of answers: finding in 100 MB, and a table of a million rows of 20 columns made, sorted, grouped, exported.
//!
//! With `DAPPLE_BENCH_DATA` set to a folder the same data is left there as `walls.json` and `rows.ndjson`, for
//! `scripts/bench-answers`, which measures other programs on it. Each figure is the least of three runs.

use std::fmt::Write as _;
use std::time::Instant;

use bytes::Bytes;
use dapple_data::Stop;
use dapple_data::document::{Document, JsonPath, Matcher, Needle, search};
use dapple_data::export::{self, Dialect, Format, Job};
use dapple_data::table::arrange::{self, Filter, Test};
use dapple_data::table::{self, Direction, Table};

/// Rows of the large table.
const ROWS: usize = 1_000_000;

/// Runs it three times and prints the least of the times.
fn timed<T>(what: &str, mut run: impl FnMut() -> T) -> T {
    let mut least = f64::INFINITY;
    let mut last = None;
    for _ in 0..3 {
        let begun = Instant::now();
        last = Some(run());
        least = least.min(begun.elapsed().as_secs_f64());
    }
    println!("answers {what:<40} {least:>9.4} s");
    last.expect("it ran")
}

/// A million rows of 20 members, as lines of JSON.
fn rows() -> String {
    let mut text = String::with_capacity(ROWS * 420);
    for row in 0..ROWS as u64 {
        let mixed = row.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        write!(
            text,
            r#"{{"id":"{mixed:08x}{row:08x}","type":"Wall type {}","level":"Level {}","mark":"W{}-{:03}","n":{},"area":{}.{}"#,
            mixed % 300,
            mixed % 12,
            mixed % 9,
            mixed % 997,
            mixed % 100_000,
            mixed % 500,
            mixed % 89 + 1,
        )
        .expect("a String takes everything");
        for column in 0..7_u64 {
            let value = mixed.rotate_left(column as u32) % 10_000;
            write!(text, r#","q{column}":{value},"t{column}":"value {}""#, value % 50)
                .expect("a String takes everything");
        }
        text.push_str("}\n");
    }
    text
}

/// Prints all figures; `walls` is the answer of 100 MB.
pub fn measure(walls: &Bytes) {
    let lines = Bytes::from(rows());
    if let Some(folder) = std::env::var_os("DAPPLE_BENCH_DATA") {
        let folder = std::path::Path::new(&folder);
        std::fs::write(folder.join("walls.json"), walls).expect("a file");
        std::fs::write(folder.join("rows.ndjson"), &lines).expect("a file");
    }
    println!("answers {} bytes of walls, {} bytes of rows", walls.len(), lines.len());
    finding(&Document::from_bytes(walls.clone()));
    arranging(&lines);
}

fn finding(document: &Document) {
    let stop = Stop::new();
    let find = |what: &str, needle: Needle| {
        let matcher = Matcher::new(&needle).expect("a needle");
        let hits = timed(what, || search(document, &matcher, &stop, &|_| {}).expect("hits").len());
        println!("answers   {hits} hits");
    };
    let rare = || Needle { text: "basic wall 77777".to_owned(), ..Needle::default() };
    find("find, whatever the case", rare());
    find(
        "find, case",
        Needle { text: "Basic Wall 77777".to_owned(), case_sensitive: true, ..Needle::default() },
    );
    find("find, 100,000 hits", Needle { text: "basic wall".to_owned(), ..Needle::default() });
    find(
        "find, pattern",
        Needle { text: "Wall 7{5}$".to_owned(), is_pattern: true, case_sensitive: true, ..Needle::default() },
    );
    for query in ["$..items[?@.area > 970].name", "$..name"] {
        let path = JsonPath::parse(query).expect("a query");
        let found = timed(&format!("filter {query}"), || path.select(document, &stop).expect("values").len());
        println!("answers   {found} values");
    }
}

fn arranging(lines: &Bytes) {
    let stop = Stop::new();
    let made = timed("table of 1,000,000 x 20 from NDJSON", || {
        let document = Document::from_lines(lines.clone());
        let list = document.root().expect("lines");
        let table = Table::from_list(&document, list, &stop).expect("a table");
        (document, table)
    });
    let (document, table) = made;
    assert_eq!((table.row_count(), table.columns().len()), (ROWS, 20));
    let column =
        |name: &str| table.columns().iter().position(|column| column.name == name).expect("a column");
    let all: Vec<u32> = (0..ROWS as u32).collect();
    for name in ["type", "id", "n"] {
        let by = [(column(name), Direction::Ascending)];
        timed(&format!("sort by {name}"), || table::sort(&table, &by, &stop).expect("an order"));
    }
    let (level, area) = (column("level"), column("area"));
    timed("group by level with sum of area", || {
        arrange::group(&table, &all, &[level], &[area], &stop).expect("groups").groups.len()
    });
    let test = [Filter { column: column("type"), test: Test::Contains("type 17".to_owned()) }];
    timed("filter by a text", || arrange::filter(&table, &test, &stop).expect("rows").len());
    timed("profile of area", || arrange::profile(&table, area, &all, &stop).expect("a profile").distinct);
    let csv = Format::Csv { dialect: Dialect::ForPrograms, guard: false };
    for (what, format) in [("export CSV", csv), ("export Parquet", Format::Parquet)] {
        let job = Job::of_table(&document, &table, format);
        let bytes = timed(what, || {
            let summary =
                export::write(&job, &mut std::io::sink(), &stop, &mut |_, _| {}).expect("a summary");
            assert!(summary.complete);
            summary.bytes
        });
        println!("answers   {bytes} bytes");
    }
    let job = Job::of_table(&document, &table, Format::Xlsx);
    let begun = Instant::now();
    export::write(&job, &mut std::io::sink(), &stop, &mut |_, _| {}).expect("a workbook");
    println!("answers {:<40} {:>9.4} s", "export XLSX (once)", begun.elapsed().as_secs_f64());
}
