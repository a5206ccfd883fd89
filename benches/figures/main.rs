//! What Dapple is measured by: indexing, tables, sorting, export, and the cost of a frame over 100 MB.
//!
//! `cargo bench` runs everything in under two minutes; `cargo bench -- index` and the like run one figure;
//! `cargo bench -- answers` measures finding and a table of a million rows instead, `cargo bench -- writing`
//! keystrokes, completion, hover and the check of an operation.
//! The data is made here: a list of 100,000 walls, as Speckle's objects are shaped, 100 MB in all.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench fails by panicking and prints its figures"
)]

mod answers;
mod frames;
mod writing;

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use bytes::Bytes;
use criterion::{Criterion, Throughput};
use dapple_data::Stop;
use dapple_data::document::{Builder, Document, Layout, NodeId};
use dapple_data::export::{self, Dialect, Format, Job};
use dapple_data::table::{self, Direction, Table};

/// Rows of the list.
const ROWS: usize = 100_000;
/// What is fed to the pass at once, as a file is read.
const PIECE: usize = 1 << 20;

/// An answer with [`ROWS`] walls of about a kilobyte each.
fn walls() -> String {
    let note = "Checked on site against the drawings of the structural engineer. ".repeat(10);
    let mut text = String::with_capacity(ROWS * 1_100);
    text.push_str(r#"{"data":{"project":{"objects":{"items":["#);
    for row in 0..ROWS {
        let comma = if row == 0 { "" } else { "," };
        // Not in order, so that sorting has something to do.
        let mixed = row.wrapping_mul(2_654_435_761) % 1_000_003;
        write!(
            text,
            concat!(
                r#"{}{{"id":"{:032x}","name":"Basic Wall {}","speckle_type":"Objects.Data.DataObject","#,
                r#""level":{{"name":"Level {}","elevation":{}.5}},"area":{}.{:03},"height":3000,"#,
                r#""loadBearing":{},"tags":["outer","fire {}"],"comment":null,"#,
                r#""volume":{{"name":"Volume","value":{}.25,"units":"m³"}},"note":"{}"}}"#
            ),
            comma,
            mixed,
            mixed,
            row % 12,
            row % 12 * 3,
            mixed % 977,
            mixed % 1_000,
            row % 3 == 0,
            row % 90,
            mixed % 61,
            note,
        )
        .expect("a String takes everything");
    }
    text.push_str("]}}}}");
    text
}

fn list_of(document: &Document) -> NodeId {
    let best = table::lists(document).into_iter().next().expect("a list");
    assert_eq!(best.len, ROWS);
    best.node
}

fn index(bench: &mut Criterion, text: &[u8]) {
    let mut group = bench.benchmark_group("index");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("100 MB of JSON", |b| {
        b.iter(|| {
            let mut builder = Builder::new(Layout::Value);
            text.chunks(PIECE).for_each(|piece| builder.feed(piece));
            black_box(builder.finish_index())
        });
    });
    group.finish();
}

fn tables(bench: &mut Criterion, document: &Document) {
    let list = list_of(document);
    let stop = Stop::new();
    let made = Table::from_list(document, list, &stop).expect("a table");
    let column = |name: &str| made.columns().iter().position(|c| c.name == name).expect("a column");
    let mut group = bench.benchmark_group("table");
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("100,000 rows", |b| {
        b.iter(|| Table::from_list(document, list, &stop).expect("a table"));
    });
    for (what, column) in [("sort by text", column("name")), ("sort by number", column("area"))] {
        group.bench_function(what, |b| {
            b.iter(|| table::sort(&made, &[(column, Direction::Ascending)], &stop).expect("an order"));
        });
    }
    group.bench_function("export to CSV", |b| {
        let job = Job::of_table(document, &made, Format::Csv { dialect: Dialect::ForPrograms, guard: false });
        b.iter(|| {
            let summary =
                export::write(&job, &mut std::io::sink(), &stop, &mut |_, _| {}).expect("a summary");
            assert_eq!(summary.written, ROWS as u64);
            summary.bytes
        });
    });
    group.finish();
}

fn main() {
    let mut bench = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    // `cargo bench -- writing`: the same.
    if std::env::args().any(|argument| argument == "writing") {
        return writing::measure();
    }
    let text = Bytes::from(walls());
    assert!(text.len() > 95_000_000 && text.len() < 110_000_000, "{} bytes", text.len());
    // `cargo bench -- answers`: these take a minute and are no part of the others.
    if std::env::args().any(|argument| argument == "answers") {
        return answers::measure(&text);
    }
    index(&mut bench, &text);
    tables(&mut bench, &Document::from_bytes(text.clone()));
    bench.final_summary();
    frames::measure(&text);
}
