//! `dapple open FILE` with a format: conversion without a window.

use super::Room;

#[test]
fn a_saved_answer_is_converted() {
    let room = Room::new();
    room.file("saved.json", r#"{"data":{"items":[{"id":1,"name":"a"},{"id":2,"name":null}]}}"#);
    let csv = room.run(&["open", "saved.json", "--format", "csv"], "").ended(0);
    assert_eq!((csv.out.as_str(), csv.err.as_str()), ("id,name\n1,a\n2,\n", ""));
    room.run(&["open", "saved.json", "-o", "rows.ndjson"], "").ended(0);
    assert_eq!(room.read("rows.ndjson"), "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":null}\n");
    let same = room.run(&["open", "rows.ndjson", "--format", "csv"], "").ended(0);
    assert_eq!(same.out, csv.out, "JSON lines are read as well");
}

#[test]
fn parquet_and_markdown_are_written_and_a_summary_beside_them() {
    let room = Room::new();
    room.file("saved.json", r#"{"data":{"items":[{"id":"007","n":1.10},{"id":"a|b","n":null}]}}"#);
    let text = room.run(&["open", "saved.json", "--format", "markdown"], "").ended(0);
    assert_eq!(text.out, "| id | n |\n| --- | ---: |\n| 007 | 1.10 |\n| a\\|b | |\n");
    room.run(&["open", "saved.json", "-o", "rows.md"], "").ended(0);
    assert_eq!(room.read("rows.md"), text.out);
    room.run(&["open", "saved.json", "-o", "rows.parquet", "--meta"], "").ended(0);
    let bytes = std::fs::read(room.work().join("rows.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let facts: serde_json::Value = serde_json::from_str(&room.read("rows.parquet.meta.json")).unwrap();
    assert_eq!(
        (&facts["format"], &facts["complete"], &facts["rows"]["written"]),
        (&"parquet".into(), &true.into(), &2.into())
    );
    assert_eq!((&facts["file"], &facts["source"]["List"]), (&"rows.parquet".into(), &"data.items".into()));
    assert_eq!(room.names(), ["rows.md", "rows.parquet", "rows.parquet.meta.json", "saved.json"]);
    room.run(&["open", "saved.json", "--format", "csv", "--meta"], "").ended(2);
}

#[test]
fn the_best_of_several_lists_is_said() {
    let room = Room::new();
    room.file("two.json", r#"{"data":{"tags":["a","b"],"items":[{"id":1},{"id":2}]}}"#);
    let done = room.run(&["open", "two.json", "--format", "ndjson"], "").ended(0);
    assert_eq!(done.out.lines().count(), 2);
    assert!(done.err.contains("data.items") && done.err.contains("--list"), "{done:?}");
}

#[test]
fn what_is_cut_off_is_said_and_what_came_is_written() {
    let room = Room::new();
    room.file("cut.json", r#"{"data":{"items":[{"id":1},{"id":2},{"id"#);
    let done = room.run(&["open", "cut.json", "--format", "csv"], "").ended(4);
    assert!(done.out.starts_with("id\n1\n2\n"), "{done:?}");
    assert!(done.err.contains("Line 1, column"), "{done:?}");
    room.file("empty.json", "");
    assert!(room.run(&["open", "empty.json", "--format", "json"], "").ended(1).out.is_empty());
    let missing = room.run(&["open", "nowhere.json", "--format", "json"], "").ended(1);
    assert!(missing.err.contains("nowhere.json"), "{missing:?}");
}

#[test]
fn a_name_cannot_move_the_cursor() {
    let room = Room::new();
    room.file("evil.json", "{\"data\":{\"a\":1},\"errors\":[{\"message\":\"\\u001b[2Jgone\\u202e\"}]}");
    let done = room.run(&["open", "evil.json", "--format", "json"], "").ended(4);
    assert!(!done.err.contains('\u{1b}') && !done.err.contains('\u{202e}'), "{done:?}");
    assert!(done.err.contains("gone"));
}

#[test]
fn only_a_file_is_replaced() {
    let room = Room::new();
    room.file("a.json", r#"{"data":{"items":[{"id":1}]}}"#);
    let folder = room.run(&["open", "a.json", "-o", "."], "").ended(2);
    assert!(folder.err.contains("no regular file"), "{folder:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let pipe = room.work().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        room.run(&["open", "a.json", "-o", "pipe"], "").ended(2);
        assert!(pipe.metadata().unwrap().file_type().is_fifo(), "it is what it was");
    }
    let dash = room.run(&["open", "a.json", "-o", "-"], "").ended(0);
    assert_eq!(dash.out, r#"{"data":{"items":[{"id":1}]}}"#);
}
