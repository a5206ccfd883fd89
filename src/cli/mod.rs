//! The same verbs without a window.
//!
//! In reading order: `arguments` is what can be typed, `client` asks the worker (the same one that the
//! window asks), `account`, `query`, `browse`, `objects`, `compare`, `diff` and `open` are the verbs, `choose`, `secret` and
//! `variables` what goes into them, `output` what comes out, `end` the exit codes, `meter` the progress on a
//! terminal, `generate` what packages need.
//!
//! The window itself is opened by `main`: nothing here draws.

mod account;
mod arguments;
mod browse;
mod choose;
mod client;
mod compare;
mod diff;
mod end;
mod generate;
mod meter;
mod objects;
mod open;
mod output;
mod query;
mod secret;
mod subscribe;
mod variables;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use clap::error::ErrorKind;
use dapple_data::token::Scrubber;
use dapple_data::url::parse_link;
use tokio::runtime::Runtime;

use self::arguments::{AccountVerb, Arguments, Verb};
use self::client::{Client, say};
use self::end::{Code, End};
use self::generate::Generated;
use crate::app::worker::{self, Disk, Outside};
use crate::app::{Action, Opening};
use crate::services::desktop::{self, Call, SystemBrowser, SystemClipboard, SystemDialogs};
use crate::services::log;
use crate::services::secrets::Keyring;
use crate::services::store::{Folders, StoreError};

/// Runs the program and gives its exit code. `open_window` shows a window until it is closed; its error
/// is a sentence.
pub fn main(open_window: impl FnOnce(Opening) -> Result<(), String>) -> ExitCode {
    let scrubber = Scrubber::new();
    let typed = secret::typed_as_arguments();
    typed.iter().for_each(|token| scrubber.add(token));
    let arguments = match parse(&scrubber) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let ended = match errand(arguments) {
        Errand::Window(first) => window(open_window, first, &scrubber),
        Errand::Verb(verb) => without_window(*verb, &scrubber),
        Errand::Generate(kind, into) => generate::run(kind, into),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(End { code, words }) => {
            say(&scrubber, &words);
            code.into()
        }
    }
}

/// Reads the arguments. A token among them is a mistake; the scrubber knows it, so no error repeats it.
fn parse(scrubber: &Scrubber) -> Result<Arguments, ExitCode> {
    let error = match Arguments::try_parse() {
        Ok(arguments) => return Ok(arguments),
        Err(error) => error,
    };
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if scrubber.is_empty() || is_help {
        // A closed pipe is nothing to speak of.
        let _ = error.print();
        return Err(if is_help { ExitCode::SUCCESS } else { Code::WrongUse.into() });
    }
    say(scrubber, &error.to_string());
    say(
        scrubber,
        "A token is never an argument: other programs and the shell's history see it. Make a new one, \
         and paste it into the prompt of dapple account add",
    );
    Err(Code::WrongUse.into())
}

/// What is to be done.
enum Errand {
    Window(Vec<Action>),
    Verb(Box<Verb>),
    Generate(Generated, Option<PathBuf>),
}

fn errand(arguments: Arguments) -> Errand {
    if let Some(kind) = arguments.generate {
        return Errand::Generate(kind, arguments.into);
    }
    match arguments.verb {
        None if arguments.demo => Errand::Window(vec![Action::ExploreSamples]),
        None => Errand::Window(arguments.link.map(Action::OpenPasted).into_iter().collect()),
        Some(Verb::Open(wish)) if !wish.output.is_given() => {
            // The window may work in another folder.
            let file = std::path::absolute(&wish.file).unwrap_or(wish.file);
            Errand::Window(vec![Action::OpenPath(file)])
        }
        Some(verb) => Errand::Verb(Box::new(verb)),
    }
}

fn window(
    open_window: impl FnOnce(Opening) -> Result<(), String>,
    first: Vec<Action>,
    scrubber: &Scrubber,
) -> Result<(), End> {
    if !has_display() {
        let words = "There is no display to open a window on. The commands need none: dapple --help";
        return Err(End::failed(words));
    }
    let disk = disk(Disk::open)?;
    let folder = disk.folders().state.clone();
    if disk.is_read_only() && desktop::call(&folder, &wanted(&first), desktop::PATIENCE) {
        say(scrubber, "Dapple is open already. Its window comes to the front");
        return Ok(());
    }
    let _logging = log::start(Some(&folder), scrubber);
    let runtime = runtime()?;
    let settings = disk.settings();
    let writes = !disk.is_read_only();
    let (handle, outside) = (runtime.handle().clone(), outside(disk, scrubber));
    let opening = Opening {
        link: Box::new(move |wake| {
            let link = worker::start(&handle, outside, wake);
            if writes {
                link.answer_later_starts(&folder);
            }
            link
        }),
        first,
        renderer: settings.renderer,
        theme: settings.theme,
    };
    let closed = open_window(opening).map_err(End::failed);
    // Threads stuck in the keyring or the network never hold up the end.
    runtime.shutdown_background();
    closed
}

/// A link as far as it names something: what else stood in it, such as a token to embed a viewer, stays here.
fn link(text: &str) -> Option<String> {
    match parse_link(text).ok()? {
        (Some(origin), link) => link.address(&origin),
        (None, _) => Some(text.trim().to_owned()),
    }
}

/// What the window that is open already should do in place of a new one.
fn wanted(first: &[Action]) -> Call {
    match first.first() {
        Some(Action::OpenPath(path)) => Call::Open(path.clone()),
        Some(Action::OpenPasted(text)) => link(text).map_or(Call::Raise, Call::Link),
        Some(Action::ExploreSamples) => Call::Samples,
        _ => Call::Raise,
    }
}

fn without_window(verb: Verb, scrubber: &Scrubber) -> Result<(), End> {
    let disk = match &verb {
        Verb::Account(verb) if !matches!(verb, AccountVerb::List) => disk(Disk::open)?,
        _ => disk(Disk::read)?,
    };
    let _logging = log::start(Some(&disk.folders().state), scrubber);
    let runtime = runtime()?;
    let mut client = Client::start(runtime.handle(), outside(disk, scrubber));
    let ended = runtime.block_on(async {
        match verb {
            Verb::Account(verb) => account::run(&mut client, verb).await,
            Verb::Subscribe(wish) => subscribe::run(&mut client, wish).await,
            Verb::Query(wish) => query::run(&mut client, wish).await,
            Verb::Projects(wish) => browse::projects(&mut client, wish).await,
            Verb::Models(wish) => browse::models(&mut client, wish).await,
            Verb::Download(wish) => browse::download(&mut client, wish).await,
            Verb::Versions(wish) => browse::versions(&mut client, wish).await,
            Verb::People(wish) => browse::people(&mut client, wish).await,
            Verb::Objects(wish) => objects::objects(&mut client, wish).await,
            Verb::Compare(wish) => compare::compare(&mut client, wish).await,
            Verb::Properties(wish) => objects::properties(&mut client, wish).await,
            Verb::Diff(wish) => diff::diff(&mut client, wish).await,
            Verb::Open(wish) => open::convert(&mut client, wish).await,
        }
    });
    runtime.shutdown_background();
    ended
}

fn disk(open: impl FnOnce(Folders) -> Result<Disk, StoreError>) -> Result<Disk, End> {
    Folders::find(None).and_then(open).map_err(|error| End::failed(error.to_string()))
}

fn runtime() -> Result<Runtime, End> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("dapple-io")
        .enable_all()
        .build()
        .map_err(|error| End::failed(format!("Dapple could not start its threads: {error}")))
}

fn outside(disk: Disk, scrubber: &Scrubber) -> Outside {
    Outside {
        disk: Arc::new(disk),
        keyring: Keyring::system(),
        dialogs: Arc::new(SystemDialogs),
        browser: Arc::new(SystemBrowser),
        clipboard: Arc::new(SystemClipboard::default()),
        scrubber: scrubber.clone(),
        samples: cfg!(feature = "demo"),
    }
}

/// Whether a window has a chance. Where only trying tells, the answer is yes.
fn has_display() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(named)
}
