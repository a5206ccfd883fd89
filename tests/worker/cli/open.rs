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
