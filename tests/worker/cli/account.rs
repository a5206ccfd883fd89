//! `dapple account` where there is no keyring, and beside another Dapple.

use dapple::services::store::{Claim, Folders, Instance};
use dapple_demo::{Demo, Options, Who};

use super::{Room, holds};

async fn demo() -> Demo {
    Demo::start(Options::default()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn without_a_keyring_nothing_is_saved_and_the_way_on_is_said() {
    let (room, demo) = (Room::new(), demo().await);
    let token = demo.token(Who::ReadOnly);
    let done = room.run(&["account", "add", "--server", &demo.origin()], token).ended(1);
    assert!(done.out.is_empty());
    for words in [
        "no keyring running",
        "was not kept",
        "--token-stdin",
        "no token from a file or from the environment",
    ] {
        assert!(done.err.contains(words), "{words} is not in {done:?}");
    }
    assert!(!done.err.contains(token));
    assert!(!holds(&room.home(), token.as_bytes()), "the token is on the disk");
    assert!(room.run(&["account", "list"], "").ended(0).err.contains("no account yet"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_bad_server_or_token_is_said_at_once() {
    let (room, demo) = (Room::new(), demo().await);
    let revoked =
        room.run(&["account", "add", "--server", &demo.origin()], demo.token(Who::Revoked)).ended(5);
    assert!(revoked.err.contains("does not accept this token"), "{revoked:?}");
    let none = room.run(&["account", "add", "--server", &demo.origin()], "").ended(2);
    assert!(none.err.contains("does not look like a token"), "{none:?}");
    room.run(&["account", "add", "--server", "http://127.0.0.1:9"], demo.token(Who::Full)).ended(5);
    let plain =
        room.run(&["account", "add", "--server", "http://speckle.example"], demo.token(Who::Full)).ended(2);
    assert!(plain.err.contains("--allow-plain-http"), "{plain:?}");
}

#[test]
fn unknown_accounts_are_wrong_use() {
    let room = Room::new();
    for arguments in [
        &["account", "use", "Ana"][..],
        &["account", "remove", "Ana", "--yes"],
        &["query", "--account", "Ana", "-"],
        &["query", "--server", "a.example", "-"],
    ] {
        let done = room.run(arguments, super::PROJECTS).ended(2);
        assert!(done.err.contains("account"), "{done:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn beside_another_dapple_accounts_stay_and_queries_run() {
    let (room, demo) = (Room::new(), demo().await);
    let folders = Folders::under(&room.home());
    folders.create().unwrap();
    let Claim::Writer(other) = Instance::claim(&folders).unwrap() else { panic!("somebody else is in here") };
    let done = room.run(&["account", "add", "--server", &demo.origin()], demo.token(Who::Full)).ended(1);
    assert!(done.err.contains("Another Dapple is open"), "{done:?}");
    assert!(demo.requests().is_empty(), "it is said before a token is asked for");
    room.run(&["query", "--demo", "-"], super::PROJECTS).ended(0);
    room.run(&["account", "list"], "").ended(0);
    drop(other);
    room.run(&["account", "add", "--server", &demo.origin()], "").ended(2);
}
