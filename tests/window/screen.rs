//! A screen that nobody looks at: an X server in memory with a window manager, pictures of it, and keys.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::program::Program;

/// What a screen needs, as programs and as the package that has them on Debian and Ubuntu.
const PROGRAMS: [(&str, &str); 4] =
    [("Xvfb", "xvfb"), ("openbox", "openbox"), ("xdotool", "xdotool"), ("import", "imagemagick")];
/// How long a window may take to get the keyboard before its keys are sent to it all the same.
const FOCUS_PATIENCE: Duration = Duration::from_secs(10);
/// The longest that anything is waited for; never waited out when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// One screen at a time: several windows drawn without a GPU leave none of them the time to answer a key.
static ALONE: Mutex<()> = Mutex::new(());

/// Waits until `done`; fails with `what` when that never comes.
#[track_caller]
pub fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < until, "{what} did not come");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The pixels of the whole screen.
pub struct Picture {
    pub colors: HashSet<[u8; 3]>,
}

/// A screen and what runs on it; all of it ends with this.
pub struct Screen {
    server: Child,
    manager: Child,
    display: String,
    _alone: MutexGuard<'static, ()>,
}

impl Drop for Screen {
    fn drop(&mut self) {
        for child in [&mut self.manager, &mut self.server] {
            // Gone already is as good.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Screen {
    /// A screen on a free display; `None`, with a word about it, where the programs are missing.
    pub fn open() -> Option<Self> {
        let missing: Vec<_> = PROGRAMS.iter().filter(|(name, _)| !is_installed(name)).collect();
        if !missing.is_empty() {
            let packages: Vec<&str> = missing.iter().map(|(_, package)| *package).collect();
            println!("skipped, the window was not tested: install {}", packages.join(" "));
            return None;
        }
        // A test that failed has left nothing half done here.
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        // The server chooses a free number and writes it to its stdout.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let mut number = String::new();
        let stdout = server.stdout.take().expect("the server's stdout");
        BufReader::new(stdout).read_line(&mut number).expect("the number of the display");
        let display = format!(":{}", number.trim());
        assert_ne!(display, ":", "Xvfb found no free display");
        let manager = Command::new("openbox")
            .env("DISPLAY", &display)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("openbox starts");
        Some(Self { server, manager, display, _alone: alone })
    }

    /// The value of `DISPLAY` for programs on this screen.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Waits until the window is there and has the keyboard.
    pub fn wait_for_window(&self, program: &mut Program) {
        let begun = Instant::now();
        wait_until("the window", || {
            program.assert_running();
            let found = self.tool("xdotool", &["search", "--onlyvisible", "--name", "^Dapple$"]);
            let Some(window) = found.lines().last().map(str::to_owned) else { return false };
            self.tool("xdotool", &["windowactivate", &window]);
            self.tool("xdotool", &["windowfocus", &window]);
            // On a busy machine the window manager may come late and name the frame, not the window.
            self.tool("xdotool", &["getwindowfocus"]).trim() == window || begun.elapsed() > FOCUS_PATIENCE
        });
    }

    /// Whether the window is seen.
    pub fn has_window(&self) -> bool {
        !self.tool("xdotool", &["search", "--onlyvisible", "--name", "^Dapple$"]).trim().is_empty()
    }

    /// Puts the window away.
    pub fn minimize(&self) {
        let found = self.tool("xdotool", &["search", "--onlyvisible", "--name", "^Dapple$"]);
        if let Some(window) = found.lines().last() {
            self.tool("xdotool", &["windowminimize", window]);
        }
    }

    /// Takes a picture.
    pub fn picture(&self) -> Picture {
        let taken = Command::new("import")
            .args(["-window", "root", "-depth", "8", "rgb:-"])
            .env("DISPLAY", &self.display)
            .output()
            .expect("import runs");
        let pixels = taken.stdout.chunks_exact(3).filter_map(|pixel| pixel.try_into().ok());
        Picture { colors: pixels.collect() }
    }

    /// Presses keys, as `xdotool key` writes them.
    pub fn key(&self, keys: &str) {
        self.tool("xdotool", &["key", "--clearmodifiers", keys]);
        std::thread::sleep(Duration::from_millis(200));
    }

    /// Types; plain ASCII only.
    pub fn type_text(&self, text: &str) {
        self.tool("xdotool", &["type", "--delay", "40", text]);
    }

    fn tool(&self, name: &str, arguments: &[&str]) -> String {
        let ended = Command::new(name).args(arguments).env("DISPLAY", &self.display).output();
        String::from_utf8_lossy(&ended.expect("the tool runs").stdout).into_owned()
    }
}

fn is_installed(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
