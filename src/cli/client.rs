//! The command line's end of the worker: asks one thing at a time and waits for what the world says.
//!
//! Ctrl-C, or another program's wish to end, gives up what is under way. A read is dropped; a write is told to stop and is waited for, so
//! that nothing unfinished stays behind.

use std::ops::ControlFlow;
use std::time::Duration;

use dapple_data::Stop;
use dapple_data::document::visible;
use dapple_data::token::Scrubber;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::end::{Code, End};
use super::meter::Meter;
use crate::app::worker::{self, Outside, WorkerLink};
use crate::app::{Command, CommandId, Envelope, Event};

/// How long a write that was told to stop may take to clean up.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a thread that reads from the terminal may take to put it right.
const TERMINAL_PATIENCE: Duration = Duration::from_millis(200);
/// How often progress is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// One process's way to the worker.
pub(super) struct Client {
    link: WorkerLink,
    scrubber: Scrubber,
    asked: u64,
    interrupted: watch::Receiver<Option<Code>>,
    meter: Meter,
}

impl Client {
    /// Starts the worker, and listens for Ctrl-C from here on.
    pub(super) fn start(runtime: &Handle, outside: Outside) -> Self {
        let scrubber = outside.scrubber.clone();
        let link = worker::start(runtime, outside, || {});
        Self { link, scrubber, asked: 0, interrupted: listen(runtime), meter: Meter::new() }
    }

    /// What knows the live tokens.
    pub(super) fn scrubber(&self) -> &Scrubber {
        &self.scrubber
    }

    /// Says something to the person, without a live token and with control characters made visible.
    pub(super) fn say(&mut self, words: &str) {
        self.meter.clear();
        say(&self.scrubber, words);
    }

    /// Has the worker do something, and waits for its answer.
    pub(super) async fn ask(&mut self, command: Command) -> Result<Event, End> {
        let is_write = matches!(
            command,
            Command::Export(_)
                | Command::ForgetToken { .. }
                | Command::SaveAccounts(_)
                | Command::SaveSession(_)
        );
        self.asked += 1;
        let id = CommandId(self.asked);
        self.link.send(Envelope { id, command });
        let code = tokio::select! {
            event = answer(&mut self.link, &mut self.meter, id) => {
                self.meter.clear();
                return event;
            }
            code = interrupted(&mut self.interrupted) => code,
        };
        self.link.cancel(id);
        self.meter.clear();
        if is_write {
            let ending = answer(&mut self.link, &mut self.meter, id);
            // A disk that does not end it in time leaves a note by which the next start cleans up.
            let _ = tokio::time::timeout(PATIENCE, ending).await;
        }
        Err(End::stopped(code))
    }

    /// Has the worker do something that goes on, and passes on what it says until `take` has enough or the command
    /// ends. A command that is given up has a little time for its last words, which are passed on too.
    pub(super) async fn follow(
        &mut self,
        command: Command,
        mut take: impl FnMut(&mut Self, Event) -> ControlFlow<Result<(), End>>,
    ) -> Result<(), End> {
        self.asked += 1;
        let id = CommandId(self.asked);
        self.link.send(Envelope { id, command });
        let mut stopped = None;
        loop {
            let said = tokio::select! {
                said = self.link.wait() => said,
                code = interrupted(&mut self.interrupted), if stopped.is_none() => {
                    self.link.cancel(id);
                    stopped = Some((code, tokio::time::Instant::now() + PATIENCE));
                    continue;
                }
                () = until(stopped.map(|(_, end)| end)) => return Err(End::stopped(stopped.map_or(Code::Stopped, |s| s.0))),
            };
            match said {
                None => return Err(End::broke()),
                Some((of, Event::Refused(failure) | Event::Broke(failure) | Event::Failed(failure)))
                    if of == id =>
                {
                    return Err(End::of(&failure));
                }
                Some((of, event)) if of == id => {
                    if let ControlFlow::Break(end) = take(self, event) {
                        self.link.cancel(id);
                        return stopped.map_or(end, |(code, _)| Err(End::stopped(code)));
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// Blocking work of the command's own, such as reading stdin or writing stdout.
    pub(super) async fn block<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Stop) -> T + Send + 'static,
    ) -> Result<T, End> {
        let stop = Stop::new();
        let told = stop.clone();
        let mut task = tokio::task::spawn_blocking(move || work(&told));
        let code = tokio::select! {
            done = &mut task => return done.map_err(|_| End::broke()),
            code = interrupted(&mut self.interrupted) => code,
        };
        stop.set();
        let _ = tokio::time::timeout(TERMINAL_PATIENCE, task).await;
        Err(End::stopped(code))
    }
}

/// Words for a person go to stderr; stdout is for data.
#[allow(clippy::print_stderr)] // The one place where a command speaks.
pub(super) fn say(scrubber: &Scrubber, words: &str) {
    for line in scrubber.scrub(words).lines() {
        eprintln!("{}", visible(line));
    }
}

/// The event that ends a command. Growing answers are only of use to a window.
async fn answer(link: &mut WorkerLink, meter: &mut Meter, id: CommandId) -> Result<Event, End> {
    let mut tick = tokio::time::interval(EVERY);
    loop {
        let said = tokio::select! {
            said = link.wait() => said,
            _ = tick.tick() => {
                let figures = link.figures();
                meter.show(figures.into_iter().find(|(of, _)| *of == id).map(|(_, progress)| progress));
                continue;
            }
        };
        match said {
            None => return Err(End::broke()),
            Some((of, Event::Refused(failure) | Event::Broke(failure) | Event::Failed(failure)))
                if of == id =>
            {
                return Err(End::of(&failure));
            }
            // Said on the way to an answer, for a window.
            Some((
                _,
                Event::AnswerGrew { .. }
                | Event::FileGrew(_)
                | Event::Live(_)
                | Event::Problems(_)
                | Event::Explorer(_),
            )) => {}
            Some((of, event)) if of == id => return Ok(event),
            Some(_) => {}
        }
    }
}

/// Says with which code to end, as soon as somebody wants that. Once this returns, Ctrl-C no longer ends
/// the process by itself.
fn listen(runtime: &Handle) -> watch::Receiver<Option<Code>> {
    let _inside = runtime.enter();
    let signals = signals();
    let (tell, told) = watch::channel(None);
    runtime.spawn(async move {
        tell.send_replace(Some(signals.await));
        // Kept: a closed channel would say nothing more.
        std::future::pending::<()>().await;
        drop(tell);
    });
    told
}

/// The first signal that asks the process to end. Listens from the call on.
#[cfg(unix)]
fn signals() -> impl Future<Output = Code> + Send + 'static {
    use tokio::signal::unix::{SignalKind, signal};
    // SIGTERM is what `timeout` and build servers send.
    let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async fn next(signal: std::io::Result<tokio::signal::unix::Signal>) {
        match signal {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    }
    async move {
        tokio::select! {
            () = next(interrupt) => Code::Stopped,
            () = next(terminate) => Code::Terminated,
        }
    }
}

/// The first Ctrl-C. Listens from the call on.
#[cfg(windows)]
fn signals() -> impl Future<Output = Code> + Send + 'static {
    let ctrl_c = tokio::signal::windows::ctrl_c();
    async move {
        match ctrl_c {
            Ok(mut ctrl_c) => drop(ctrl_c.recv().await),
            Err(_) => std::future::pending().await,
        }
        Code::Stopped
    }
}

/// Ends at this moment, or never.
async fn until(end: Option<tokio::time::Instant>) {
    match end {
        Some(end) => tokio::time::sleep_until(end).await,
        None => std::future::pending().await,
    }
}

async fn interrupted(told: &mut watch::Receiver<Option<Code>>) -> Code {
    if let Ok(code) = told.wait_for(Option::is_some).await {
        return code.unwrap_or(Code::Stopped);
    }
    std::future::pending().await
}
