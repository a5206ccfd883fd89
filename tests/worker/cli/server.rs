//! `dapple query --token-stdin` against servers of this test: refusals and partial data.

use dapple_demo::{Demo, Fault, ListHabit, Options, Who};

use super::{Done, PROJECTS, Room, holds};

pub(super) async fn demo() -> Demo {
    Demo::start(Options::default()).await.unwrap()
}

pub(super) fn ask(room: &Room, demo: &Demo, who: Who, query: &str, more: &[&str]) -> Done {
    room.file("query.graphql", query);
    let origin = demo.origin();
    let place = ["query", "query.graphql", "--server", &origin, "--token-stdin"];
    let done = room.run(&[&place, more].concat(), demo.token(who));
    let token = demo.token(who);
    assert!(!done.err.contains(token) && !done.out.contains(token), "{who:?}");
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_piped_token_serves_one_run_and_is_kept_nowhere() {
    let (room, demo) = (Room::new(), demo().await);
    let done = ask(&room, &demo, Who::ReadOnly, PROJECTS, &["--format", "csv"]).ended(0);
    assert_eq!(done.out.lines().count(), 4);
    assert!(demo.requests().all().iter().any(|r| r.who == Some(Who::ReadOnly)));
    assert!(!holds(&room.home(), demo.token(Who::ReadOnly).as_bytes()));
    let list = room.run(&["account", "list"], "").ended(0);
    assert!(list.out.is_empty() && list.err.contains("no account yet"), "{list:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_refused_token_and_a_server_that_is_not_there_are_5() {
    let (room, demo) = (Room::new(), demo().await);
    let refused = ask(&room, &demo, Who::Revoked, PROJECTS, &[]).ended(5);
    assert!(refused.out.is_empty() && refused.err.contains("does not accept this token"), "{refused:?}");
    let shape =
        room.run(&["query", "query.graphql", "--server", &demo.origin(), "--token-stdin"], "short").ended(2);
    assert!(shape.err.contains("does not look like a token"), "{shape:?}");
    let gone = demo.origin();
    let token = demo.token(Who::Full).to_owned();
    demo.stop().await;
    let done = room.run(&["query", "query.graphql", "--server", &gone, "--token-stdin"], &token).ended(5);
    assert!(done.err.contains("Cannot reach") && !done.err.contains("does not accept"), "{done:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn something_else_than_speckle_is_5() {
    let (room, demo) = (Room::new(), demo().await);
    demo.faults().always(Fault::HtmlErrorPage(404));
    let done = ask(&room, &demo, Who::Full, PROJECTS, &[]).ended(5);
    assert!(done.err.contains("does not answer as a Speckle server"), "{done:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn partial_data_is_written_and_its_errors_said() {
    let (room, demo) = (Room::new(), demo().await);
    let query = "{ serverInfo { name } activeUser { projects(limit: 3) { items { id team { role } } } } }";
    let done = ask(&room, &demo, Who::NoUsers, query, &["-o", "out.json"]).ended(4);
    assert!(done.err.contains("users:read"), "{done:?}");
    assert!(room.read("out.json").contains("serverInfo"));
    let done = ask(&room, &demo, Who::NoUsers, query, &[]).ended(4);
    assert!(done.json()["data"]["serverInfo"]["name"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_token_that_may_not_say_who_it_is_still_works() {
    let (room, demo) = (Room::new(), demo().await);
    ask(&room, &demo, Who::NoProfile, "{ serverInfo { name } }", &[]).ended(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_that_stays_short_is_4_and_what_came_is_written() {
    let (room, demo) = (Room::new(), demo().await);
    demo.faults().always(Fault::List(ListHabit::CountsMore(3)));
    let query =
        "{ project(id: \"f3a91c07be\") { commentThreads(limit: 25) { totalCount cursor items { id } } } }";
    let done = ask(&room, &demo, Who::Full, query, &["--load-all", "--format", "ndjson", "-o", "all.ndjson"])
        .ended(4);
    assert!(done.err.contains("1,250 of 1,253"), "{done:?}");
    assert_eq!(room.read("all.ndjson").lines().count(), 1_250);
}
