//! A second start of Dapple reaches the first, over a socket or a file, and nothing else does.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use dapple::services::desktop::{Call, Listener, call};

/// Far more than a call takes.
const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(60);

/// A folder for a socket, and one with a path that is too long for one.
fn folders() -> Vec<tempfile::TempDir> {
    let long = "a".repeat(110);
    vec![tempfile::tempdir().unwrap(), tempfile::Builder::new().prefix(&long).tempdir().unwrap()]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_arrives_as_it_was_made() {
    for folder in folders() {
        let listener = Listener::open(folder.path()).unwrap();
        let path = if cfg!(windows) { "C:\\a b\\ü.json" } else { "/a b/ü\n.json" };
        for wanted in [
            Call::Raise,
            Call::Samples,
            Call::Open(PathBuf::from(path)),
            Call::Link("https://x.test/projects/a".to_owned()),
        ] {
            let (place, said) = (folder.path().to_owned(), wanted.clone());
            let caller = tokio::task::spawn_blocking(move || call(&place, &said, LONG));
            assert_eq!(listener.next().await, wanted);
            assert!(caller.await.unwrap(), "{wanted:?} in {folder:?}");
        }
    }
}

#[test]
fn where_nobody_listens_a_call_ends_soon_and_leaves_nothing() {
    for folder in folders() {
        let begun = Instant::now();
        assert!(!call(folder.path(), &Call::Raise, SHORT));
        assert!(begun.elapsed() < LONG);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_that_only_starts_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_owned();
    let caller = tokio::task::spawn_blocking(move || call(&place, &Call::Raise, LONG));
    tokio::time::sleep(SHORT).await;
    let listener = Listener::open(folder.path()).unwrap();
    assert_eq!(listener.next().await, Call::Raise);
    assert!(caller.await.unwrap());
}

#[cfg(unix)]
mod on_unix {
    use std::io::{Read, Write};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::{UnixListener, UnixStream};

    use super::{Call, Listener, SHORT, call};

    #[tokio::test(flavor = "multi_thread")]
    async fn the_socket_is_private_and_takes_nothing_but_calls() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dapple.sock");
        // What a killed process left is replaced.
        drop(UnixListener::bind(&path).unwrap());
        let listener = Listener::open(folder.path()).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let odd: [&[u8]; 8] = [
            b"",
            b"\n",
            b"dapple 1 raise",
            b"dapple 1 raise\nmore",
            b"dapple 2 raise\n",
            b"dapple 1 quit\n",
            b"dapple 1 open\nrelative.json",
            b"dapple 1 open\n/nul\0",
        ];
        let callers = tokio::task::spawn_blocking(move || {
            // One that only keeps the line open holds nobody up for long.
            let silent = UnixStream::connect(&path).unwrap();
            for bytes in odd {
                let mut stream = UnixStream::connect(&path).unwrap();
                stream.write_all(bytes).unwrap();
                stream.shutdown(std::net::Shutdown::Write).unwrap();
                let mut said = Vec::new();
                // A line that is cut while something unread is in it ends with an error on some systems.
                let _ = stream.read_to_end(&mut said);
                assert!(said.is_empty(), "{bytes:?} was answered");
            }
            drop(silent);
            assert!(call(path.parent().unwrap(), &Call::Samples, super::LONG));
        });
        assert_eq!(listener.next().await, Call::Samples, "the first that was a call");
        callers.await.unwrap();
        drop(listener);
        assert!(!folder.path().join("dapple.sock").exists());
    }

    #[test]
    fn a_first_that_hangs_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let _deaf = UnixListener::bind(folder.path().join("dapple.sock")).unwrap();
        assert!(!call(folder.path(), &Call::Raise, SHORT));
    }
}
