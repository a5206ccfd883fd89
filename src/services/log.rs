//! Diagnostics to stderr and to a small file in the state folder, scrubbed of live tokens.
//!
//! `DAPPLE_LOG` sets what goes to stderr (`warn` when unset; the syntax of tracing's `EnvFilter`). The
//! file gets `info` and above, one file a day, three at most, written on a thread of its own. Both pass
//! the [`Scrubber`] first, so a token that reaches a message by mistake leaves it there.
//!
//! A panic is logged with its place and without its message: messages can hold data.

use std::fs;
use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use dapple_data::token::Scrubber;
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_appender::rolling::{Builder, RollingFileAppender, Rotation};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// Names what goes to stderr.
pub const LEVEL_VARIABLE: &str = "DAPPLE_LOG";

/// How many daily files are kept.
const FILES: usize = 3;
const PREFIX: &str = "dapple";
const SUFFIX: &str = "log";

/// Keeps the log file's thread alive; dropped at the end of `main`, it writes what is left.
#[derive(Debug)]
#[must_use = "the log file ends when this is dropped"]
pub struct Logging {
    _worker: Option<WorkerGuard>,
    /// The log file could not be opened; stderr still works.
    pub trouble: Option<LogError>,
}

/// Why there is no log file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("No log is written: {} cannot be written. Change its permissions to keep one", folder.display())]
pub struct LogError {
    /// The folder.
    pub folder: PathBuf,
}

/// Starts logging for the whole process. `folder` is the state folder; `None` writes no file.
///
/// Called a second time in one process, it changes nothing.
pub fn start(folder: Option<&Path>, scrubber: &Scrubber) -> Logging {
    let variable = std::env::var(LEVEL_VARIABLE).unwrap_or_default();
    let stderr = fmt::layer()
        .with_ansi(false)
        .with_writer(Scrubbed::new(io::stderr, scrubber))
        .with_filter(level(&variable));
    let (worker, file, trouble) = match folder.map(open_file) {
        None => (None, None, None),
        Some(Err(trouble)) => (None, None, Some(trouble)),
        Some(Ok((writer, worker))) => {
            let layer = fmt::layer().with_ansi(false).with_writer(Scrubbed::new(writer, scrubber));
            (Some(worker), Some(layer.with_filter(LevelFilter::INFO)), None)
        }
    };
    if tracing_subscriber::registry().with(stderr).with(file).try_init().is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
    Logging { _worker: worker, trouble }
}

/// A filter that cannot be read is `warn`, like none.
fn level(variable: &str) -> EnvFilter {
    let builder = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into());
    builder.parse(variable).unwrap_or_else(|_| EnvFilter::new("warn"))
}

fn open_file(folder: &Path) -> Result<(NonBlocking, WorkerGuard), LogError> {
    let file = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix(PREFIX)
        .filename_suffix(SUFFIX)
        .max_log_files(FILES)
        .build(folder)
        .map_err(|_| LogError { folder: folder.to_owned() })?;
    Ok(tracing_appender::non_blocking(Private { file, folder: folder.to_owned(), day: None }))
}

/// Logs where a panic happened. The payload is left out: `expect` and slicing put data into it.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
    let thread = std::thread::current();
    tracing::error!(place, thread = thread.name().unwrap_or("unnamed"), "stopped by a defect");
}

/// The daily file, closed to other people: the appender makes it with the usual permissions.
struct Private {
    file: RollingFileAppender,
    folder: PathBuf,
    day: Option<u64>,
}

impl Private {
    /// A new file begins with each day (UTC).
    fn close_to_others(&mut self) {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let day = now.map_or(0, |since| since.as_secs() / 86_400);
        if self.day != Some(day) {
            self.day = Some(day);
            make_private(&self.folder);
        }
    }
}

impl Write for Private {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.close_to_others();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Sets 0600 on the log files. What fails here is covered by the folder, which is 0700.
fn make_private(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) {
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let _ = fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o600));
            }
        }
    }
}

/// Takes live tokens out of everything before it reaches the writer behind it.
pub struct Scrubbed<M> {
    inner: M,
    scrubber: Scrubber,
}

impl<M> Scrubbed<M> {
    /// A writer in front of this one.
    pub fn new(inner: M, scrubber: &Scrubber) -> Self {
        Self { inner, scrubber: scrubber.clone() }
    }
}

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for Scrubbed<M> {
    type Writer = ScrubbedWriter<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        ScrubbedWriter {
            inner: self.inner.make_writer(),
            scrubber: self.scrubber.clone(),
            pending: Vec::new(),
        }
    }
}

/// One event on its way: collected whole, so that a token cut into two writes is still found.
pub struct ScrubbedWriter<W: Write> {
    inner: W,
    scrubber: Scrubber,
    pending: Vec<u8>,
}

impl<W: Write> Write for ScrubbedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Does not pass the event on yet: it may not be whole. That happens when it is dropped.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Drop for ScrubbedWriter<W> {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.pending);
        // There is nobody to tell that a log line was lost.
        let _ = self.inner.write_all(self.scrubber.scrub(&text).as_bytes());
        let _ = self.inner.flush();
    }
}
