//! `dapple subscribe`: a line for each event, the count, and the end by Ctrl-C.

use std::io::{BufRead, BufReader, Read};
use std::process::Command;

use super::Room;

const TICKS: &str =
    "subscription Previews($id: String!) { projectVersionsPreviewGenerated(id: $id) { versionId } }";

#[test]
fn events_are_lines_and_the_count_ends_it() {
    let room = Room::new();
    room.file("ticks.graphql", TICKS);
    let arguments = ["subscribe", "--demo", "ticks.graphql", "--var", "id=f3a91c07be", "--count", "2"];
    let done = room.run(&arguments, "").ended(0);
    let lines: Vec<serde_json::Value> = done.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0]["data"]["projectVersionsPreviewGenerated"]["versionId"].is_string(), "{lines:?}");
    assert_eq!(done.err.trim(), "Listening");
}

#[test]
fn what_is_no_subscription_or_lacks_something_is_said_before_anything_is_sent() {
    let room = Room::new();
    room.file("q.graphql", "query Q { _ }");
    room.file("ticks.graphql", TICKS);
    let done = room.run(&["subscribe", "--demo", "q.graphql"], "").ended(2);
    assert!(done.err.contains("dapple query runs it"), "{}", done.err);
    room.run(&["subscribe", "--demo", "ticks.graphql"], "").ended(2);
    room.run(&["subscribe", "--demo", "ticks.graphql", "--count", "0"], "").ended(2);
    let done = room.run(&["query", "--demo", "ticks.graphql", "--var", "id=a"], "").ended(2);
    assert!(done.err.contains("dapple subscribe"), "{}", done.err);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_whole() {
    let room = Room::new();
    room.file("ticks.graphql", TICKS);
    let arguments = ["subscribe", "--demo", "ticks.graphql", "--var", "id=f3a91c07be"];
    let mut child = room.command(&arguments).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    out.read_to_string(&mut line).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(line.ends_with('\n'), "{line:?}");
    for line in line.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}
