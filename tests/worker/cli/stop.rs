//! Ctrl-C: the command ends with 130 and leaves nothing unfinished.

use std::process::{Child, Command};
use std::time::Duration;

use dapple_demo::{Demo, Fault, Options, Who};

use super::server::{ask, demo};
use super::{Done, PROJECTS, Room, feed};

fn interrupt(child: &Child) {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
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
    let child = room.command(&["account", "add", "--server", &demo.origin()]).spawn().unwrap();
    // The server was asked for its name: what comes next is the token.
    asked(&demo, 1);
    interrupt(&child);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
}
