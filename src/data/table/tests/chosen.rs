//! Catalogs, and tables of chosen columns of loose rows.

use super::{document, shown};
use crate::document::{Document, NodeId};
use crate::stop::Stop;
use crate::table::*;
use bytes::Bytes;

pub(super) fn lines(text: &str) -> Document {
    let document = Document::from_lines(Bytes::copy_from_slice(text.as_bytes()));
    assert!(document.error().is_none(), "{:?}", document.error());
    document
}

fn rows(document: &Document) -> Vec<NodeId> {
    document.children(document.root().unwrap()).collect()
}

fn path(keys: &[&str]) -> ColumnPath {
    ColumnPath::of_keys(keys.iter().copied())
}

fn chosen(document: &Document, paths: &[ColumnPath]) -> Table {
    Table::of_columns(document, rows(document), paths, &Stop::new()).unwrap()
}

fn catalog(document: &Document, fold: &[ColumnPath]) -> Vec<String> {
    let options = CatalogOptions { skip: CatalogOptions::SKIP, fold };
    let catalog = Catalog::of_rows(document, &rows(document), &options, &Stop::new()).unwrap();
    assert_eq!(catalog.row_count(), rows(document).len());
    let text = |entry: &CatalogEntry| {
        let units: Vec<String> = entry.units.iter().map(|(unit, n)| format!("{n}×{unit}")).collect();
        let samples: Vec<String> = entry.samples.iter().map(|s| format!("{}@{}", s.text, s.row)).collect();
        format!(
            "{} {:?} {}/{}/{} [{}] {}",
            entry.path.texts().join("|"),
            entry.kind,
            entry.filled,
            entry.nulls,
            entry.empty,
            units.join(" "),
            samples.join(" ")
        )
    };
    catalog.entries().iter().map(text).collect()
}

const WALLS: &str = r#"{"id":"a","displayValue":[{"x":1}],"properties":{"Length":{"name":"Length","value":1.5,"units":"m"},"Mark":"007"},"elements":[{"id":"w"}]}
{"id":"b","properties":{"Length":{"name":"Length","value":2,"units":"mm"},"Mark":"","displayValue":3}}
{"id":"c","properties":{"Length":{"name":"Length","value":3,"units":"m"},"Mark":null}}
{"id":"d","properties":null,"__closure":{"x":1}}
"#;

#[test]
fn a_catalog_says_what_stands_at_every_path() {
    assert_eq!(
        catalog(&lines(WALLS), &[]),
        [
            "id Text 4/0/0 [] a@0 b@1 c@2",
            "properties|Length Float 3/1/0 [2×m 1×mm] 1.5@0 2@1 3@2",
            "properties|Mark Text 2/2/1 [] 007@0",
            // Only members of the row itself are passed over.
            "properties|displayValue Integer 1/1/0 [] 3@1",
        ]
    );
}

const MATERIALS: &str = r#"{"properties":{"Material Quantities":{"Concrete":{"volume":{"name":"volume","value":1.1,"units":"m³"},"class":"solid"},"Steel.S235":{"volume":{"name":"volume","value":2.2,"units":"m³"},"class":"metal"}}}}
{"properties":{"Material Quantities":{"Concrete":{"volume":{"name":"volume","value":4,"units":"m³"},"class":"solid"},"Air":{"class":"solid"}}}}
{"properties":{"Material Quantities":{"Steel":{"volume":{"name":"volume","value":3,"units":"ft³"}},"Glass":{"volume":{"name":"volume","value":1,"units":"m³"}}}}}
{"properties":{"Material Quantities":{"Void":{"volume":null}}}}
{"properties":{}}
"#;

#[test]
fn families_of_paths_are_one_entry_and_one_column() {
    let document = lines(MATERIALS);
    let family = CatalogOptions::material_quantities();
    assert_eq!(
        catalog(&document, std::slice::from_ref(&family)),
        [
            "properties|Material Quantities|*|volume Float 3/1/0 [4×m³ 1×ft³] 1.1@0 2.2@0 4@1",
            "properties|Material Quantities|*|class Text 2/0/0 [] solid@0 metal@0",
        ]
    );
    let volume = family.clone().key("volume");
    let concrete = path(&["properties", "Material Quantities", "Concrete", "volume"]);
    let table = chosen(&document, &[volume.clone(), concrete, family.key("class")]);
    assert_eq!(
        shown(&table),
        [
            r#"*.volume [m³] Float: 3.3 | 4 | "3 ft³, 1 m³" | not set | –"#,
            "Concrete.volume [m³] Float: 1.1 | 4 | – | – | –",
            r#"class Text: "solid, metal" | "solid" | – | – | –"#,
        ]
    );
    assert_eq!(table.columns()[0].origin, Origin::Document(volume));
    assert_eq!((table.cell(0, 0).unit, table.cell(2, 0).unit), (Some("m³"), None));
    assert_eq!(table.cell_node(&document, 0, 0).unwrap(), None);
    assert!(table.cell_node(&document, 0, 1).unwrap().is_some());
}

#[test]
fn chosen_columns_are_exactly_those_and_in_that_order() {
    let document = lines(WALLS);
    let mark = path(&["properties", "Mark"]);
    let paths = [mark.clone(), path(&["no", "such"]), path(&["id"]), mark, path(&["properties"])];
    let table = chosen(&document, &paths);
    assert_eq!(table.list(), None);
    assert_eq!(
        shown(&table),
        [
            r#"properties.Mark Text: "007" | empty | not set | not set"#,
            "no.such Text: – | – | – | –",
            r#"id Text: "a" | "b" | "c" | "d""#,
            r#"properties.Mark (2) Text: "007" | empty | not set | not set"#,
            "properties List: {2} | {3} | {2} | not set",
        ]
    );
    assert_eq!((table.columns()[1].filled, table.columns()[1].row_count()), (0, 4));
}

#[test]
fn loose_rows_can_be_any_values_in_any_order() {
    let document = document(r#"{"a":[{"n":1},{"n":2}],"b":{"n":"x"},"c":7}"#);
    let root = document.root().unwrap();
    let list = document.member(root, "a").unwrap();
    let rows = vec![
        document.member(root, "b").unwrap(),
        document.child(list, 1).unwrap(),
        document.member(root, "c").unwrap(),
    ];
    let paths = [path(&["n"]), ColumnPath::default()];
    let table = Table::of_columns(&document, rows.clone(), &paths, &Stop::new()).unwrap();
    assert_eq!(shown(&table), [r#"n Text: "x" | 2 | –"#, "value Integer: – | – | 7"]);
    assert_eq!(table.row_node(1), Some(rows[1]));
}

#[test]
fn given_texts_stand_beside_columns_of_the_document() {
    let document = lines(WALLS);
    let rows = rows(&document);
    let host = Column::from_texts(vec!["host".into()], "id", [Some("W1"), None, Some(""), Some("007")]);
    let mut columns = chosen(&document, &[path(&["id"])]).into_columns();
    columns.push(host);
    let table = Table::with_columns(rows.clone(), columns).unwrap();
    assert_eq!(
        shown(&table),
        [r#"id Text: "a" | "b" | "c" | "d""#, r#"id (2) Text: "W1" | – | empty | "007""#]
    );
    assert_eq!(table.cell_node(&document, 0, 1).unwrap(), None);
    assert_eq!(sort(&table, &[(1, Direction::Ascending)], &Stop::new()).unwrap(), [2, 3, 0, 1]);
    let short = Column::from_texts(vec![], "x", [None]);
    let uneven = Table::with_columns(rows, vec![short]);
    assert!(matches!(uneven, Err(Uneven { cells: 1, rows: 4, .. })));
}

#[test]
fn many_rows_are_counted_once_each_however_they_are_shared() {
    let mut text = String::new();
    for row in 0..9_000 {
        let late = if row == 8_999 { r#","late":"x""# } else { "" };
        text.push_str(&format!(
            "{{\"n\":{row},\"q\":{{\"A\":{{\"v\":1}},\"B{}\":{{\"v\":0.5}}}}{late}}}\n",
            row % 50
        ));
    }
    let document = lines(&text);
    let fold = [path(&["q"]).any()];
    assert_eq!(
        catalog(&document, &fold),
        [
            "n Integer 9000/0/0 [] 0@0 1@1 2@2",
            "q|*|v Float 9000/0/0 [] 1@0 0.5@0",
            "late Text 1/0/0 [] x@8999",
        ]
    );
    let table = chosen(&document, &[path(&["q"]).any().key("v"), path(&["n"])]);
    assert!((0..9_000).all(|row| table.cell(row, 0).text == "1.5"));
    assert!((0..9_000).all(|row| table.cell(row, 1).text == row.to_string()));
}

#[test]
fn a_stop_ends_a_catalog_and_a_choice() {
    let document = lines(WALLS);
    let stop = Stop::new();
    stop.set();
    let options = CatalogOptions { skip: &[], fold: &[] };
    assert!(Catalog::of_rows(&document, &rows(&document), &options, &stop).is_err());
    assert!(Table::of_columns(&document, rows(&document), &[path(&["id"])], &stop).is_err());
}
