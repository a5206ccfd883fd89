//! The real binary without a window: what it writes where, and how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what serves tests may fail and speak like one"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

mod account;
mod browse;
mod compare;
mod diff;
#[cfg(target_os = "linux")]
mod keyring;
mod objects;
mod open;
mod query;
mod server;
#[cfg(unix)]
mod stop;
mod subscribe;
mod usage;

/// Three projects with a name, and how many there are.
const PROJECTS: &str = "query Projects($limit: Int = 3) {\n  activeUser { projects(limit: $limit) { totalCount items { id name } } }\n}\n";

/// How a run ended.
#[derive(Debug)]
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Done {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    #[track_caller]
    fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }
}

/// A Dapple with a home and a working folder of its own, without display, keyring and proxy.
struct Room {
    folder: TempDir,
}

impl Room {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("work")).unwrap();
        Self { folder }
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// Writes a file into the working folder.
    fn file(&self, name: &str, text: &str) {
        fs::write(self.work().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.work().join(name)).unwrap()
    }

    /// The names in the working folder, sorted, hidden ones too.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.work()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dapple"));
        command.args(arguments).current_dir(self.work()).env("DAPPLE_HOME", self.home());
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
            command.env_remove(name);
        }
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DAPPLE_LOG", "XDG_RUNTIME_DIR"] {
            command.env_remove(name);
        }
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str], stdin: &str) -> Done {
        finish(self.command(arguments), stdin)
    }
}

/// Runs a command to its end.
fn finish(mut command: Command, stdin: &str) -> Done {
    let mut child = command.spawn().unwrap();
    feed(&mut child, stdin);
    Done::of(child.wait_with_output().unwrap())
}

/// Gives a child its stdin and closes it.
fn feed(child: &mut Child, stdin: &str) {
    // A command that ends before it reads is no fault of the test's.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
}

/// Whether any file below a folder holds these bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.map(|e| e.unwrap().path()).any(|path| {
        if path.is_dir() {
            return holds(&path, bytes);
        }
        fs::read(&path).unwrap().windows(bytes.len()).any(|window| window == bytes)
    })
}
