//! The program under test, with a home of its own and no way to the person's keyring, and what it left there.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use dapple::services::store::{Access, Folders, History, Session};
use tempfile::TempDir;

use super::screen::Screen;

/// The program with `home` for everything it keeps.
pub fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dapple"));
    command
        .env("DAPPLE_HOME", home)
        .env("HOME", home)
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/no-bus", home.display()))
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .stdin(Stdio::null());
    command
}

/// A running program; ends with this.
pub struct Program {
    child: Child,
    home: Option<TempDir>,
}

impl Drop for Program {
    fn drop(&mut self) {
        // Gone already is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Program {
    /// Starts it with a new home.
    pub fn start(screen: &Screen, arguments: &[&str]) -> Self {
        Self::start_in(screen, tempfile::tempdir().expect("a temporary folder"), arguments)
    }

    /// Starts it in a home that is there.
    pub fn start_in(screen: &Screen, home: TempDir, arguments: &[&str]) -> Self {
        let words = File::create(home.path().join("stderr")).expect("a file for what it says");
        let child = command(home.path())
            .args(arguments)
            .env("DISPLAY", screen.display())
            .stdout(Stdio::null())
            .stderr(words)
            .spawn()
            .expect("the program starts");
        Self { child, home: Some(home) }
    }

    pub fn home(&self) -> &Path {
        self.home.as_ref().expect("a home").path()
    }

    fn folders(&self) -> Folders {
        Folders::under(self.home())
    }

    fn words(&self) -> String {
        std::fs::read_to_string(self.home().join("stderr")).unwrap_or_default()
    }

    /// Fails with what it said when it has ended.
    pub fn assert_running(&mut self) {
        let ended = self.child.try_wait().expect("its state");
        assert!(ended.is_none(), "the program ended with {ended:?}: {}", self.words());
    }

    /// Ends it as a power cut does. Gives its home.
    pub fn kill(mut self) -> TempDir {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
        self.home.take().expect("a home")
    }

    /// The lines it said about a panic.
    pub fn log_of_panics(&self) -> String {
        self.words().lines().filter(|line| line.contains("panicked")).collect()
    }

    /// Processor time used so far, in hundredths of a second.
    pub fn processor_ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("its figures");
        // Behind the name in brackets: user and system time are the 12th and 13th.
        let figures: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        figures[11..13].iter().filter_map(|figure| figure.parse::<u64>().ok()).sum()
    }

    fn texts(&self) -> Vec<String> {
        if !self.folders().session_file().is_file() {
            return Vec::new();
        }
        // Read while the program writes: busy for a moment is not there yet.
        let tabs = Session::open(&self.folders(), Access::ReadOnly).and_then(|opened| opened.value.tabs());
        tabs.map(|tabs| tabs.list.into_iter().map(|tab| tab.text).collect()).unwrap_or_default()
    }

    /// Whether a tab on the disk holds this text.
    pub fn kept(&self, text: &str) -> bool {
        self.texts().iter().any(|kept| kept.contains(text))
    }

    /// Whether a tab on the disk is this file.
    pub fn kept_file(&self, name: &str) -> bool {
        let tabs = Session::open(&self.folders(), Access::ReadOnly).and_then(|opened| opened.value.tabs());
        tabs.is_ok_and(|tabs| tabs.list.iter().any(|tab| tab.kind == "file" && tab.detail.contains(name)))
    }

    /// Whether one tab on the disk holds both texts.
    pub fn kept_together(&self, one: &str, other: &str) -> bool {
        self.texts().iter().any(|kept| kept.contains(one) && kept.contains(other))
    }

    /// Whether an operation of this name was run.
    pub fn ran(&self, operation: &str) -> bool {
        if !self.folders().history_file().is_file() {
            return false;
        }
        let page = History::open(&self.folders(), Access::ReadOnly)
            .and_then(|opened| opened.value.page(None, "", 50))
            .unwrap_or_default();
        page.iter().any(|entry| entry.record.operation.as_deref() == Some(operation))
    }
}
