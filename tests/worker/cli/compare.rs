//! `dapple compare`: files and exit codes.

use serde_json::Value;

use super::{Done, Room};
use crate::elements::main_link;
use dapple_demo::data::building::{ADDED, CHANGED, REMOVED};
use dapple_demo::data::{EARLIER_VERSION, MAIN_MODEL, MAIN_PROJECT};

fn earlier() -> String {
    format!("http://127.0.0.1:1/projects/{MAIN_PROJECT}/models/{MAIN_MODEL}@{EARLIER_VERSION}")
}

fn run(room: &Room, more: &[&str]) -> Done {
    let to = main_link("http://127.0.0.1:1");
    room.run(&[&["compare", &earlier(), &to, "--demo"], more].concat(), "")
}

#[test]
fn a_comparison_is_a_row_for_each_property_and_for_each_element_that_came_or_went() {
    let room = Room::new();
    let done = run(&room, &["--format", "ndjson"]).ended(0);
    let words =
        format!("{CHANGED} changed, {ADDED} added, {REMOVED} removed, 2 shape or parts, 7747 unchanged\n");
    assert_eq!(done.err, words);
    let rows: Vec<Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |change: &str| rows.iter().filter(|row| row["change"] == change).count();
    assert_eq!((count("added"), count("removed")), (ADDED, REMOVED));
    let changed: std::collections::HashSet<&str> = rows
        .iter()
        .filter(|row| row["change"] == "changed")
        .map(|row| row["applicationId"].as_str().unwrap())
        .collect();
    assert_eq!(changed.len(), CHANGED);
    let numbers = rows.iter().filter(|row| row["difference"].is_number());
    assert!(numbers.clone().count() > 0);
    for row in numbers {
        let (from, to) = (row["from"].as_f64().unwrap(), row["to"].as_f64().unwrap());
        let by = row["difference"].as_f64().unwrap();
        assert!((to - from - by).abs() < 1e-6, "{row}");
    }
    assert!(rows.iter().filter(|row| row["change"] == "added").all(|row| row["property"].is_null()));
}

#[test]
fn one_link_is_compared_with_the_version_before_and_files_are_as_asked() {
    let room = Room::new();
    let link = main_link("http://127.0.0.1:1");
    let done = room.run(&["compare", &link, "--demo", "--only", "removed", "-o", "gone.csv"], "").ended(0);
    assert_eq!(done.out, "");
    let text = room.read("gone.csv");
    let mut lines = text.lines();
    let head = "change,category,name,mark,applicationId,elementId,objectIdFrom,objectIdTo,property,group,path,from,to,difference,unit";
    assert_eq!(lines.next(), Some(head));
    assert_eq!(lines.clone().count(), REMOVED);
    assert!(lines.all(|line| line.starts_with("removed,")));
    run(&room, &["-o", "changes.xlsx"]).ended(0);
    assert_eq!(room.names(), ["changes.xlsx", "gone.csv"]);
}

#[test]
fn alike_versions_give_an_empty_table_and_a_wrong_property_an_error() {
    let room = Room::new();
    let link = main_link("http://127.0.0.1:1");
    let done = room.run(&["compare", &link, &link, "--demo", "--format", "csv"], "").ended(0);
    assert_eq!(done.out.lines().count(), 1, "{}", done.out);
    assert!(done.err.ends_with("8000 unchanged\n"), "{}", done.err);
    let done = run(&room, &["--ignore", "Nothing such"]).ended(2);
    assert!(done.err.contains("Nothing such"), "{}", done.err);
    let done = run(&room, &["--ignore", "Comments,Length,Area,Volume", "--format", "json"]).ended(0);
    assert!(!done.out.contains("\"property\":\"Length\""));
}
