//! How long tables of many elements take. Says so with `cargo test --release -p dapple-data measure -- --nocapture`;
//! a run without optimisation looks at few rows, for what comes out of it.

use std::time::Instant;

use super::chosen::lines;
use crate::document::{Document, NodeId};
use crate::export::{self, Format, Job};
use crate::stop::Stop;
use crate::table::arrange::{self, Filter, Test};
use crate::table::*;

#[expect(clippy::print_stderr, reason = "the times are what a measurement is for")]
fn timed<T>(what: &str, rows: usize, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    eprintln!("{rows:>9} rows  {what:<44} {:>9.2} ms", start.elapsed().as_secs_f64() * 1e3);
    done
}

/// An element as a building model has it: some thirty parameters with units, in groups.
fn element(row: usize, text: &mut String) {
    use std::fmt::Write as _;
    let _ = write!(
        text,
        r#"{{"id": "{:032x}", "name": "Basic Wall {}", "type": "Type {}", "level": "Level {}", "units": "mm", "family": "Basic Wall", "category": "Walls", "elements": [], "__closure": {{"a": 1, "b": 2}}, "applicationId": "{row}", "displayValue": [{{"referencedId": "{row}", "speckle_type": "reference"}}], "properties": {{"elementId": "{row}", "Parameters": {{"#,
        (row as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835),
        row % 40,
        row % 200,
        row % 12,
    );
    for (group, comma) in [("Instance Parameters", ""), ("Type Parameters", ", ")] {
        let _ = write!(text, r#"{comma}"{group}": {{"#);
        for (section, comma) in [("Dimensions", ""), ("Constraints", ", "), ("Identity Data", ", ")] {
            let _ = write!(text, r#"{comma}"{section}": {{"#);
            for parameter in 0..5 {
                let comma = if parameter == 0 { "" } else { ", " };
                let value = (row * 7 + parameter * 13) % 9_999;
                let _ = write!(
                    text,
                    r#"{comma}"Parameter {parameter}": {{"name": "Parameter {parameter}", "units": "mm", "value": {}.{}, "internalDefinitionName": "PARAMETER_{parameter}"}}"#,
                    value,
                    value % 97 + 1
                );
            }
            text.push('}');
        }
        text.push('}');
    }
    let _ = write!(
        text,
        r#"}}, "Material Quantities": {{"Concrete {}": {{"volume": {{"name": "volume", "value": {}.5, "units": "m³"}}}}, "Steel": {{"volume": {{"name": "volume", "value": 0.25, "units": "m³"}}}}}}}}}}"#,
        row % 300,
        row % 50
    );
    text.push('\n');
}

/// An element of a few members, so that a million fit.
fn slim(row: usize, text: &mut String) {
    use std::fmt::Write as _;
    let mixed = (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let _ = writeln!(
        text,
        r#"{{"id": "{mixed:08x}{row:08x}", "type": "Wall type number {}", "level": "Level {}", "n": {}, "v": {}.{}}}"#,
        mixed % 300,
        mixed % 12,
        mixed % 100_000,
        mixed % 500,
        mixed % 89 + 1
    );
}

fn rows_of(document: &Document) -> Vec<NodeId> {
    document.children(document.root().unwrap()).collect()
}

fn made(rows: usize, one: fn(usize, &mut String)) -> Document {
    let mut text = String::new();
    (0..rows).for_each(|row| one(row, &mut text));
    lines(&text)
}

#[test]
fn measure_whole_elements() {
    let sizes: &[usize] = if cfg!(debug_assertions) { &[600] } else { &[8_000, 100_000] };
    for rows in sizes.iter().copied() {
        let document = made(rows, element);
        let nodes: std::sync::Arc<[NodeId]> = rows_of(&document).into();
        let stop = Stop::new();
        let fold = [CatalogOptions::material_quantities()];
        let options = CatalogOptions { skip: CatalogOptions::SKIP, fold: &fold };
        let catalog =
            timed("catalog", rows, || Catalog::of_rows(&document, &nodes, &options, &stop)).unwrap();
        assert_eq!(catalog.entries().len(), 8 + 1 + 30 + 1);
        let volume = CatalogOptions::material_quantities().key("volume");
        let deep = ["properties", "Parameters", "Type Parameters", "Identity Data", "Parameter 4"];
        let deep = ColumnPath::of_keys(deep);
        for (what, path) in
            [("column id", ColumnPath::of_keys(["id"])), ("column deep", deep), ("column star", volume)]
        {
            let table = timed(what, rows, || {
                Table::of_columns(&document, nodes.clone(), std::slice::from_ref(&path), &stop)
            });
            assert_eq!(table.unwrap().columns()[0].filled, rows, "{what}");
        }
        let some: Vec<ColumnPath> =
            catalog.entries().iter().step_by(2).map(|entry| entry.path.clone()).collect();
        let table =
            timed("20 columns", rows, || Table::of_columns(&document, nodes.clone(), &some, &stop)).unwrap();
        assert_eq!(table.columns().len(), 20);
        let job = Job::of_table(&document, &table, Format::Xlsx);
        let mut out = Vec::new();
        let summary =
            timed("xlsx of 20 columns", rows, || export::write(&job, &mut out, &stop, &mut |_, _| {}));
        assert!(summary.unwrap().complete);
        let records = Job { format: Format::Records { lines: true }, ..job };
        let summary = timed("records of 20 columns", rows, || {
            export::write(&records, &mut Vec::new(), &stop, &mut |_, _| {})
        });
        assert!(summary.unwrap().complete);
    }
}

#[test]
fn measure_arranging() {
    use Direction::{Ascending, Descending};
    let sizes: &[usize] = if cfg!(debug_assertions) { &[3_000] } else { &[8_000, 100_000, 1_000_000] };
    for rows in sizes.iter().copied() {
        let document = made(rows, slim);
        let stop = Stop::new();
        let paths = ["id", "type", "level", "n", "v"].map(|key| ColumnPath::of_keys([key]));
        let table =
            timed("5 columns", rows, || Table::of_columns(&document, rows_of(&document), &paths, &stop))
                .unwrap();
        let all: Vec<u32> = (0..rows as u32).collect();
        for (what, by) in [
            ("sort by id", &[(0, Ascending)][..]),
            ("sort by type", &[(1, Descending)]),
            ("sort by n", &[(3, Ascending)]),
            ("sort by v", &[(4, Ascending)]),
            ("sort by type and id", &[(1, Ascending), (0, Descending)]),
        ] {
            let order = timed(what, rows, || sort_rows(&table, &all, by, &stop)).unwrap();
            assert_eq!(order.len(), rows);
        }
        let tests = [
            Filter { column: 1, test: Test::Contains("number 1".into()) },
            Filter { column: 4, test: Test::Number { least: Some(100.0), most: None, unit: None } },
        ];
        let some =
            timed("filter by text and number", rows, || arrange::filter(&table, &tests, &stop)).unwrap();
        assert!(!some.is_empty() && some.len() < rows);
        let set = arrange::distinct(&table, 1, &all, 10, &stop).unwrap();
        let set = Test::OneOf(set.values.into_iter().map(|(shown, _)| shown).collect());
        let chosen = timed("filter by a set", rows, || {
            arrange::filter(&table, &[Filter { column: 1, test: set }], &stop)
        });
        assert!(chosen.unwrap().len() >= rows / 40);
        for (what, by) in
            [("group by type, sum of v", &[1][..]), ("group by type and level, sum of v", &[1, 2])]
        {
            let groups = timed(what, rows, || arrange::group(&table, &all, by, &[4], &stop)).unwrap();
            assert!(groups.totals[0].only().unwrap().sum.is_exact());
        }
        let total = timed("total of v", rows, || arrange::total(&table, 4, &all, &stop)).unwrap();
        assert_eq!(total.count(), rows);
        let found = timed("distinct types", rows, || arrange::distinct(&table, 1, &all, 500, &stop)).unwrap();
        assert_eq!(found.values.len(), rows.min(300));
        let ids = timed("distinct ids", rows, || arrange::distinct(&table, 0, &all, 500, &stop)).unwrap();
        assert_eq!(ids.more, rows - 500);
    }
}
