//! A live token is in the keyring, in memory, and in the Authorization header to its own server. It is
//! looked for everywhere else, after a journey through everything that could carry it away.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, in its helpers too"
)]

mod echo;
mod program;
mod stage;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The forms in which a token, or the part of it that is secret, could lie around.
fn forms(token: &str) -> [String; 4] {
    let secret = &token[token.len() - 32..];
    // `Bearer` and the token in base64, as a dump of a header could be; without the last characters,
    // which depend on what follows.
    let base64 = base64(format!("Bearer {token}").as_bytes());
    let reversed = secret.chars().rev().collect();
    [secret.to_owned(), secret.to_uppercase(), base64[10..50].to_owned(), reversed]
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let three = |c: &[u8]| c.iter().fold(0_u32, |all, b| all << 8 | u32::from(*b)) << (8 * (3 - c.len()));
    let four = |n: u32| [18, 12, 6, 0].map(|shift| LETTERS[(n >> shift & 63) as usize] as char);
    bytes.chunks(3).map(three).flat_map(four).collect()
}

/// Fails, naming the place and what stands around it (never the token), if a text holds a form of it.
#[track_caller]
fn must_not_hold(place: &str, bytes: &[u8], token: &str) {
    for form in forms(token) {
        let found = bytes.windows(form.len()).position(|window| window == form.as_bytes());
        if let Some(at) = found {
            let around = String::from_utf8_lossy(&bytes[at.saturating_sub(200)..at]).into_owned();
            panic!("the token is in {place}, after: {around}");
        }
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[track_caller]
fn no_file_holds(folder: &Path, token: &str) {
    let all = files(folder);
    assert!(!all.is_empty());
    for file in all {
        must_not_hold("a file's name", file.display().to_string().as_bytes(), token);
        // A database that is being closed takes its companions away.
        let Ok(bytes) = std::fs::read(&file) else { continue };
        must_not_hold(&file.display().to_string(), &bytes, token);
    }
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let token = "0123456789abcdef0123456789abcdef0123fedcba";
    let found =
        |text: String| std::panic::catch_unwind(|| must_not_hold("here", text.as_bytes(), token)).is_err();
    assert!(found(format!("x{token}x")) && found(token[10..].to_owned()));
    assert!(found(base64(format!("Bearer {token}").as_bytes())));
    assert!(found(base64(format!("Bearer {token}\r\n").as_bytes())));
    assert!(!found("0123456789…fedcba".to_owned()));
    assert_eq!(base64(b"Man"), "TWFu");
}

/// Says to [`in_a_process_of_its_own`] where it may leave the token for this side to look for.
const STAGE: &str = "DAPPLE_TEST_LEAK";

/// The journey has a process of its own: what it logs, at the loudest, is caught for the whole process.
#[test]
fn a_token_is_nowhere_but_in_its_header() {
    let aside = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "leak::in_a_process_of_its_own", "--nocapture", "--test-threads=1"])
        .env(STAGE, aside.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("the journey is over"), "{said}");
    let token = std::fs::read_to_string(aside.path().join("token")).unwrap();
    must_not_hold("what the process said", said.as_bytes(), &token);
}

#[test]
fn in_a_process_of_its_own() {
    if let Some(aside) = std::env::var_os(STAGE) {
        stage::play(Path::new(&aside));
    }
}
