//! Progress on one line of a terminal. Where stderr is a file or a pipe, it stays empty.

use std::io::{IsTerminal, Write, stderr};

use crate::app::{Phase, Progress, Unit};

/// How many ticks pass before anything is shown: what is quick shows nothing.
const QUIET_TICKS: u32 = 5;

/// The line.
pub(super) struct Meter {
    is_terminal: bool,
    ticks: u32,
    /// What stands there now; a line that would not change is not drawn again.
    drawn: Option<String>,
    /// The person was told once that the keyring waits, also where no progress is shown.
    told_keyring: bool,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self { is_terminal: stderr().is_terminal(), ticks: 0, drawn: None, told_keyring: false }
    }

    /// Draws the latest figures of the command under way.
    pub(super) fn show(&mut self, progress: Option<Progress>) {
        self.ticks += 1;
        let Some(progress) = progress else { return };
        if progress.phase == Phase::KeyringSlow && !std::mem::replace(&mut self.told_keyring, true) {
            self.clear();
            write("The keyring is waiting for an answer. Answer its prompt, or stop with Ctrl-C\n");
        }
        if !self.is_terminal || self.ticks < QUIET_TICKS {
            return;
        }
        let words = words(&progress);
        if let Some(words) = words.filter(|words| self.drawn.as_ref() != Some(words)) {
            // Back to the start of the line, and away with what stood there.
            write(&format!("\r\x1b[K{words}"));
            self.drawn = Some(words);
        }
    }

    /// Takes the line away, for words or data to come.
    pub(super) fn clear(&mut self) {
        self.ticks = 0;
        if self.drawn.take().is_some() {
            write("\r\x1b[K");
        }
    }
}

/// Progress that cannot be shown harms nobody.
fn write(text: &str) {
    let mut out = stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn words(progress: &Progress) -> Option<String> {
    match progress.phase {
        Phase::Waiting => Some("Waiting for the server…".to_owned()),
        Phase::RateLimited { seconds } => Some(format!("The server asks to wait, {} s left", seconds.ceil())),
        Phase::KeyringSlow | Phase::Paused => None,
        Phase::Moving => Some(moving(progress)),
    }
}

fn moving(progress: &Progress) -> String {
    let amount = |n: u64| match progress.unit {
        Unit::Rows => n.to_string(),
        Unit::Bytes => format!("{}.{}", n / 1_000_000, n / 100_000 % 10),
    };
    let unit = match progress.unit {
        Unit::Rows => "rows",
        Unit::Bytes => "MB",
    };
    match progress.total {
        Some(total) if total > 0 => format!("{} of {} {unit}", amount(progress.done), amount(total)),
        _ => format!("{} {unit}", amount(progress.done)),
    }
}
