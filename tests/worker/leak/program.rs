//! The real binary, at its loudest, against a server that repeats the token.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use dapple_demo::Who;

use super::echo::Echo;
use super::{must_not_hold, no_file_holds};
use crate::journeys::window::demo;

/// Runs the program with a token on its stdin and gives what it said.
fn run(home: &std::path::Path, arguments: &[&str], token: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dapple"));
    for name in [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "DISPLAY",
        "WAYLAND_DISPLAY",
    ] {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .current_dir(home)
        .env("DAPPLE_HOME", home.join("home"))
        .env("DAPPLE_LOG", "trace");
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that ends before it reads is no fault of the test's.
    let _ = child.stdin.take().unwrap().write_all(token.as_bytes());
    child.wait_with_output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_says_and_writes_no_token() {
    let demo = demo().await;
    let own = Echo::before(demo.addr()).await;
    let home = tempfile::tempdir().unwrap();
    let token = demo.token(Who::Full).to_owned();
    let origin = own.origin();
    for name in ["EchoData", "EchoErrors", "EchoRefusal", "EchoSpeckle", "EchoPage", "EchoBroken", "EchoAway"]
    {
        let query = format!("query {name} {{ activeUser {{ name }} }}");
        std::fs::write(home.path().join("query.graphql"), query).unwrap();
        for more in [&[][..], &["--format", "ndjson"], &["-o", "out.json"]] {
            let arguments =
                [&["query", "query.graphql", "--server", &origin, "--token-stdin"], more].concat();
            let output = run(home.path(), &arguments, &token);
            must_not_hold(&format!("stdout of {name} {more:?}"), &output.stdout, &token);
            must_not_hold(&format!("stderr of {name} {more:?}"), &output.stderr, &token);
            if name == "EchoData" && more.is_empty() {
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                assert!(String::from_utf8_lossy(&output.stdout).contains(&format!("{}…", &token[..10])));
            }
        }
    }
    let output = run(home.path(), &["account", "add", "--server", &origin], &token);
    must_not_hold("stdout of account add", &output.stdout, &token);
    must_not_hold("stderr of account add", &output.stderr, &token);
    no_file_holds(home.path(), &token);
    assert!(own.heard().iter().any(|r| r.contains(&token)), "the token was never used");
}
