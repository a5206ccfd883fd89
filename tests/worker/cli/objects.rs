//! `dapple objects` and `dapple properties`: the sample building as files, groups, conditions, what is missing.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Done, Room, finish};
use crate::api::TOKEN;
use crate::elements::main_link;
use crate::elements::scripted::{collection, server, wall};
use dapple_demo::data::building::{CATEGORIES, ELEMENTS};
use dapple_demo::data::{MAIN_PROJECT, NO_LOAD_PROJECT};

/// Runs a verb on the sample building.
fn run(room: &Room, verb: &str, more: &[&str]) -> Done {
    let link = main_link("http://127.0.0.1:1");
    room.run(&[&[verb, &link, "--demo"], more].concat(), "")
}

#[test]
fn a_csv_file_has_a_row_for_each_element() {
    let room = Room::new();
    let done = run(&room, "objects", &["-o", "all.csv"]).ended(0);
    assert_eq!((done.out.as_str(), done.err.as_str()), ("", "8000 elements\n"));
    let text = room.read("all.csv");
    let rows: Vec<&str> = text.lines().collect();
    assert!(
        rows[0].starts_with("Object ID,Application ID,Element ID,category,family,type,Level,Mark,"),
        "{}",
        rows[0]
    );
    let mut reader = csv_rows(&text);
    let head = reader.remove(0);
    assert_eq!(reader.len(), ELEMENTS);
    let mark = head.iter().position(|name| name == "Mark").unwrap();
    assert!(reader.iter().any(|row| row[mark] == "007"), "text that looks like a number stays text");
    assert!(reader.iter().any(|row| row[mark] == "1e5"));
    assert_eq!(room.names(), ["all.csv"]);
}

#[test]
fn a_parquet_file_has_its_source_beside_it_and_inside() {
    let room = Room::new();
    run(&room, "objects", &["-o", "all.parquet", "--meta", "--select", "category,Mark,Length"]).ended(0);
    let bytes = std::fs::read(room.work().join("all.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let footer = String::from_utf8_lossy(&bytes);
    assert!(footer.contains("dapple.source") && footer.contains(MAIN_PROJECT) && footer.contains("Mark"));
    let facts: Value = serde_json::from_str(&room.read("all.parquet.meta.json")).unwrap();
    assert_eq!((&facts["rows"]["written"], &facts["complete"]), (&(ELEMENTS as u64).into(), &true.into()));
    assert_eq!(facts["source"]["Project ID"], MAIN_PROJECT);
    assert!(facts["source"]["Version ID"].is_string() && facts["source"]["Server"].is_string());
    let walls = ["-o", "walls.md", "--select", "category,Mark", "--where", "category=Walls"];
    run(&room, "objects", &walls).ended(0);
    assert!(room.read("walls.md").starts_with("| category | Mark |\n| --- | --- |\n| Walls | "));
}

/// The cells of a CSV text: quotes and line ends in cells included.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

#[test]
fn columns_conditions_and_order_are_as_asked() {
    let room = Room::new();
    let options = [
        "--select",
        "Mark,Length,Level",
        "--where",
        "Category=Walls",
        "--where",
        "Length>=3000",
        "--where",
        "Mark!~00",
        "--sort",
        "Length desc",
        "--format",
        "ndjson",
    ];
    let done = run(&room, "objects", &options).ended(0);
    let rows: Vec<Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.len() > 100 && rows.len() < 1_204, "{}", rows.len());
    let said = "Length has different units, the filter compares the numbers alone";
    assert_eq!(done.err, format!("{said}\n{} elements\n", rows.len()));
    let lengths: Vec<f64> = rows.iter().map(|row| row["Length"].as_f64().unwrap()).collect();
    assert!(lengths.is_sorted_by(|a, b| a >= b) && lengths.iter().all(|length| *length >= 3_000.0));
    assert!(rows.iter().all(|row| !row["Mark"].as_str().unwrap().contains("00")));
}

#[test]
fn groups_have_counts_and_sums_and_warnings() {
    let room = Room::new();
    let done = run(&room, "objects", &["--group-by", "Category", "--sum", "Volume,Length"]).ended(0);
    let groups = done.json();
    let groups = groups.as_array().unwrap();
    assert_eq!(groups.len(), CATEGORIES.len());
    let walls = groups.iter().find(|group| group["category"] == "Walls").unwrap();
    assert_eq!(walls["count"], 1_204);
    assert!(walls["Volume"].as_f64().unwrap() > 0.0 && walls["Volume unit"] == "Cubic meters");
    assert!(walls.get("Length").is_none() && walls["Length (Feet)"].as_f64().unwrap() > 0.0, "{walls}");
    assert!(done.err.contains("Length has different units"), "{}", done.err);
    assert!(done.err.contains("summed beside the host"), "{}", done.err);
}

#[test]
fn a_workbook_and_the_properties_are_written() {
    let room = Room::new();
    run(&room, "objects", &["--where", "Category=Doors", "--group-by", "Level", "-o", "doors.xlsx"]).ended(0);
    let bytes = std::fs::read(room.work().join("doors.xlsx")).unwrap();
    assert!(bytes.starts_with(b"PK\x03\x04") && bytes.len() > 20_000, "{} bytes", bytes.len());
    let done = run(&room, "properties", &[]).ended(0);
    let properties = done.json();
    let mark = properties.as_array().unwrap().iter().find(|row| row["name"] == "Mark").unwrap().clone();
    assert_eq!(mark["path"], "properties.Parameters.Instance Parameters.Identity Data.Mark");
    assert_eq!(
        (&mark["filled"], &mark["type"], &mark["group"]),
        (&8_000.into(), &"text".into(), &"Identity Data".into())
    );
    let volume = properties.as_array().unwrap().iter().find(|row| row["name"] == "volume").unwrap();
    assert_eq!(
        (&volume["path"], &volume["units"]),
        (&"properties.Material Quantities.*.volume".into(), &"Cubic meters".into())
    );
}

#[test]
fn what_cannot_be_is_said_before_anything_is_written() {
    let room = Room::new();
    let said = |more: &[&str]| {
        let done = run(&room, "objects", &[more, &["-o", "x.csv"]].concat()).ended(2);
        assert_eq!(room.names(), [""; 0]);
        done.err
    };
    assert_eq!(said(&["--select", "Lenght"]), "There is no column Lenght. Did you mean Length\n");
    assert!(said(&["--where", "Mark"]).contains("says no condition"));
    assert!(said(&["--where", "Length>long"]).contains("is no number"));
    let project = room.run(&["objects", MAIN_PROJECT, "--demo"], "").ended(2);
    assert!(project.err.contains("names a project and no model"), "{}", project.err);
    let refused = format!("http://127.0.0.1:1/projects/{NO_LOAD_PROJECT}");
    let none = room.run(&["objects", &refused, "--demo"], "");
    assert_ne!(none.code, Some(0));
}

/// The sheets of a workbook with the texts in them, as its archive holds them.
fn texts(book: &[u8]) -> String {
    let name = b"xl/worksheets/";
    let is_sheet = |at: &usize| book[*at..].starts_with(b"PK\x03\x04") && book[at + 30..].starts_with(name);
    let size = |from: usize| usize::from(u16::from_le_bytes([book[from], book[from + 1]]));
    let mut text = String::new();
    for at in (0..book.len() - name.len() - 30).filter(is_sheet) {
        let packed = &book[at + 30 + size(at + 26) + size(at + 28)..];
        flate2::read::DeflateDecoder::new(packed).read_to_string(&mut text).unwrap();
    }
    assert!(!text.is_empty(), "no sheet in the workbook");
    text
}

#[test]
fn what_has_to_be_known_of_sums_and_limits_is_said_and_stands_in_the_workbook() {
    let room = Room::new();
    let sums = ["--group-by", "Category", "--sum", "Length,Mark", "-o", "sums.xlsx"];
    let done = run(&room, "objects", &sums).ended(0);
    let book = texts(&std::fs::read(room.work().join("sums.xlsx")).unwrap());
    let noted = [
        "Length has different units, each is summed by itself",
        "elements are summed beside the host that holds them",
        "cells are no numbers and are left out",
    ];
    for words in noted {
        assert!(done.err.contains(words), "{words} in {}", done.err);
        assert!(book.contains(words), "{words}");
    }
    let limit = ["--where", "Length>=3000", "--select", "Mark", "-o", "long.xlsx"];
    let done = run(&room, "objects", &limit).ended(0);
    let words = "Length has different units, the filter compares the numbers alone";
    assert!(done.err.contains(words), "{}", done.err);
    assert!(texts(&std::fs::read(room.work().join("long.xlsx")).unwrap()).contains(words));
}

/// An object's link on a server of this test, and how to get to it with a token from stdin.
const ROOT: &str = "00000000000000000000000000000000";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cells_that_a_workbook_cuts_are_counted() {
    let room = Room::new();
    let mut long = wall("a", &[]);
    long["comment"] = json!("x".repeat(40_000));
    let server = server(vec![collection(ROOT, &["a", "b"]), long, wall("b", &[])], &[]).await;
    let link = format!("{}/projects/0123456789/models/{ROOT}", server.address());
    let address = server.address();
    let run = |file: &str| {
        let place = ["objects", &link, "--server", &address, "--token-stdin", "--select", "name,comment"];
        room.run(&[&place[..], &["-o", file]].concat(), TOKEN)
    };
    let done = run("cut.xlsx").ended(0);
    assert!(
        done.err.contains("1 cells were cut: a workbook holds 32,767 characters in each"),
        "{}",
        done.err
    );
    let done = run("whole.csv").ended(0);
    assert_eq!(done.err, "2 elements\n", "nothing else cuts");
    assert!(room.read("whole.csv").contains(&"x".repeat(40_000)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_table_is_written_said_and_4() {
    let room = Room::new();
    let mut last = wall("c", &[]);
    last["note"] = json!("BREAK ALWAYS");
    let server = server(vec![collection(ROOT, &["a", "c"]), wall("a", &[]), last], &[]).await;
    let (link, address) =
        (format!("{}/projects/0123456789/models/{ROOT}", server.address()), server.address());
    let options = ["objects", &link, "--server", &address, "--token-stdin", "-o", "short.csv"];
    let done = room.run(&options, TOKEN).ended(4);
    assert!(done.err.contains("The objects did not come whole. Twice"), "{}", done.err);
    assert!(done.err.contains("At least 1 of 3 objects are missing"), "{}", done.err);
    assert!(!done.err.contains("elements\n"), "{}", done.err);
    assert_eq!(room.read("short.csv").lines().count(), 2);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_is_told_nothing_by_the_names_of_a_server() {
    let room = Room::new();
    let mut loud = wall("a", &[]);
    loud["comment"] = json!("x\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}y");
    let server = server(vec![collection(ROOT, &["a"]), loud], &[]).await;
    let (link, address) =
        (format!("{}/projects/0123456789/models/{ROOT}", server.address()), server.address());
    let program = env!("CARGO_BIN_EXE_dapple");
    for format in ["csv", "json", "ndjson"] {
        // `script` gives a program a terminal; the token is piped to it by the shell inside.
        let inner = format!(
            "printf %s {TOKEN} | {program} objects {link} --server {address} --token-stdin --select comment --format {format}"
        );
        let mut command = Command::new("script");
        command.args(["-qefc", &inner, "/dev/null"]).current_dir(room.work());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("DAPPLE_HOME", room.home());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let done = finish(command, "").ended(0);
        assert!(done.out.contains(r"x\u001b]0;owned\u0007\u009b2J\u202ey"), "{format}: {done:?}");
        assert!(!done.out.contains(['\u{9b}', '\u{202e}', '\u{7}']), "{format}: {done:?}");
        assert!(!done.out.contains("\u{1b}]0"), "{format}: {done:?}");
    }
}
