//! `dapple diff`: files and exit codes.

use serde_json::{Value, json};

use super::Room;

const OLD: &str = r#"{"data":{"items":[{"id":"a","area":1.0,"tags":["x"]},{"id":"b","area":2}]}}"#;
const NEW: &str = r#"{"data":{"items":[{"id":"b","area":2},{"id":"a","area":1.00,"tags":["x","y"]}]}}"#;

fn room() -> Room {
    let room = Room::new();
    room.file("old.json", OLD);
    room.file("new.json", NEW);
    room
}

#[test]
fn differences_are_a_row_each_and_values_stay_what_they_are() {
    let room = room();
    let done = room.run(&["diff", "old.json", "new.json", "--format", "ndjson"], "").ended(0);
    assert!(done.err.starts_with("1 changed, 1 added, 0 removed, 1 moved\n"), "{}", done.err);
    // The digits of 1.00 are those of the file.
    assert!(done.out.contains(r#""before":1.0,"after":1.00"#), "{}", done.out);
    let rows: Vec<Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let paths: Vec<&str> = rows.iter().map(|row| row["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["data.items[0]", "data.items[1].area", "data.items[1].tags[1]"]);
    assert_eq!(rows[0]["change"], "moved");
    assert_eq!(rows[1]["item"], "a");
    assert_eq!(rows[1]["pathBefore"], "data.items[0].area");
    assert_eq!(rows[2]["after"], "y");
}

#[test]
fn a_key_a_kind_and_a_file_are_as_asked() {
    let room = room();
    let done = room.run(&["diff", "old.json", "new.json", "--by-place", "--format", "json"], "").ended(0);
    assert!(done.err.contains("matched by place"), "{}", done.err);
    let rows: Value = serde_json::from_str(&done.out).unwrap();
    assert!(rows.as_array().unwrap().iter().all(|row| row["change"] != "moved"), "{rows}");
    let done = room.run(&["diff", "old.json", "new.json", "--only", "added", "-o", "new.csv"], "").ended(0);
    assert_eq!(done.out, "");
    assert_eq!(
        room.read("new.csv"),
        "path,change,before,after,item,pathBefore\ndata.items[1].tags[1],added,,y,a,\n"
    );
    room.run(&["diff", "old.json", "new.json", "--key", "area", "-o", "all.xlsx", "--meta"], "").ended(0);
    let report: Value = serde_json::from_str(&room.read("all.xlsx.meta.json")).unwrap();
    assert!(report.to_string().contains("old.json"), "{report}");
}

#[test]
fn alike_answers_give_no_row_and_what_is_no_answer_an_error() {
    let room = room();
    let done = room.run(&["diff", "old.json", "old.json"], "").ended(0);
    let rows: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(rows, json!([]));
    room.run(&["diff", "old.json", "gone.json"], "").ended(1);
    room.run(&["diff", "old.json", "new.json", "--key", "["], "").ended(2);
    room.file("cut.json", &NEW[..NEW.len() - 3]);
    let done = room.run(&["diff", "old.json", "cut.json"], "").ended(4);
    assert!(done.err.contains("not all here"), "{}", done.err);
    room.file("empty.json", "");
    room.run(&["diff", "old.json", "empty.json"], "").ended(1);
}
