//! Ctrl-C and SIGTERM: the command ends with 130 or 143 and leaves nothing unfinished.

use std::process::{Child, Command};
use std::time::Duration;

use dapple_demo::{Demo, Fault, Options, Who};

use super::server::{ask, demo};
use super::{Done, PROJECTS, Room, feed};

fn interrupt(child: &Child) {
    send("-INT", child);
}

fn send(signal: &str, child: &Child) {
    let killed = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
}

/// Waits until the server was asked `count` times.
fn asked(demo: &Demo, count: usize) {
    while demo.requests().len() < count {
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ctrl_c_stops_a_run_and_leaves_no_file() {
    let room = Room::new();
    // Every answer takes a while, so that the last one can be made to take for ever before it is asked for.
    let demo =
        Demo::start(Options { latency: Duration::from_millis(300), ..Options::default() }).await.unwrap();
    ask(&room, &demo, Who::Full, PROJECTS, &["-o", "out.csv"]).ended(0);
    let whole = demo.requests().len();
    let old = room.read("out.csv");
    for (before, file) in [(1, "early.csv"), (whole, "late.csv"), (whole, "out.csv")] {
        demo.requests().clear();
        demo.faults().clear();
        let arguments = ["query", "query.graphql", "--server", &demo.origin(), "--token-stdin", "-o", file];
        let mut child = room.command(&arguments).spawn().unwrap();
        feed(&mut child, demo.token(Who::Full));
        asked(&demo, before - 1);
        demo.faults().always(Fault::Latency(Duration::from_secs(600)));
        asked(&demo, before);
        interrupt(&child);
        let done = Done::of(child.wait_with_output().unwrap()).ended(130);
        assert_eq!((done.out.as_str(), done.err.as_str()), ("", ""));
        assert_eq!(room.names(), ["out.csv", "query.graphql"]);
    }
    assert_eq!(room.read("out.csv"), old);
    let notes = std::fs::read_dir(room.home().join("state/unfinished")).map_or(0, Iterator::count);
    assert_eq!(notes, 0, "nothing is noted as unfinished");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ctrl_c_ends_waiting_for_stdin() {
    let (room, demo) = (Room::new(), demo().await);
    room.file("query.graphql", PROJECTS);
    let mut child = room.command(&["account", "add", "--server", &demo.origin()]).spawn().unwrap();
    // Open until it ended: an empty stdin would end it as well.
    let stdin = child.stdin.take();
    // The server was asked for its name: what comes next is the token.
    asked(&demo, 1);
    interrupt(&child);
    Done::of(child.wait_with_output().unwrap()).ended(130);
    drop(stdin);
}

#[test]
fn an_export_stops_in_the_middle() {
    let room = Room::new();
    let rows: Vec<String> =
        (0..100_000).map(|n| format!(r#"{{"id":{n},"name":"row {n}","area":{n}.5}}"#)).collect();
    room.file("rows.json", &format!(r#"{{"data":{{"items":[{}]}}}}"#, rows.join(",")));
    room.file("old.csv", "what was here before");
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut child = room.command(&["open", "rows.json", "-o", "old.csv"]).spawn().unwrap();
        // Two files and the unfinished third: the table of all rows is yet to be made.
        while room.names().len() < 3 {
            assert!(child.try_wait().unwrap().is_none(), "it ended too early");
            std::thread::sleep(Duration::from_millis(1));
        }
        send(signal, &child);
        Done::of(child.wait_with_output().unwrap()).ended(code);
        assert_eq!(room.names(), ["old.csv", "rows.json"]);
        assert_eq!(room.read("old.csv"), "what was here before");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ctrl_c_in_a_change_says_that_it_may_have_happened() {
    let room = Room::new();
    let demo =
        Demo::start(Options { latency: Duration::from_millis(300), ..Options::default() }).await.unwrap();
    ask(&room, &demo, Who::Full, PROJECTS, &[]).ended(0);
    let whole = demo.requests().len();
    demo.requests().clear();
    room.file("change.graphql", r#"mutation { projectMutations { create(input: {name: "x"}) { id } } }"#);
    let origin = demo.origin();
    let arguments = ["query", "change.graphql", "--allow-changes", "--server", &origin, "--token-stdin"];
    let mut child = room.command(&arguments).spawn().unwrap();
    feed(&mut child, demo.token(Who::Full));
    asked(&demo, whole - 1);
    demo.faults().always(Fault::Latency(Duration::from_secs(600)));
    asked(&demo, whole);
    interrupt(&child);
    let done = Done::of(child.wait_with_output().unwrap()).ended(130);
    assert!(done.err.contains("may have been made"), "{done:?}");
}
