//! The same verbs without a window.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use dapple_data::token::Scrubber;

use crate::app::worker::{self, Disk, Outside};
use crate::app::{Action, Opening};
use crate::services::desktop::{SystemBrowser, SystemDialogs};
use crate::services::log;
use crate::services::secrets::Keyring;
use crate::services::store::{Folders, HOME_VARIABLE};

/// A native desktop workbench for Speckle data. Without a command it opens its window.
#[derive(Debug, Parser)]
#[command(name = "dapple", version = crate::VERSION)]
struct Arguments {
    /// Use the embedded sample data: no account, no network.
    #[arg(long)]
    demo: bool,
    /// Open this saved answer (JSON or NDJSON) in the window.
    file: Option<PathBuf>,
}

/// Opens a window and runs it until it is closed; a failure is one sentence. Given by `main`, since the
/// command line knows no pixels.
pub type OpenWindow = fn(Opening) -> Result<(), String>;

/// Runs the program and gives its exit code.
pub fn main(open_window: OpenWindow) -> ExitCode {
    let arguments = Arguments::parse();
    match window(arguments, open_window) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            say(&sentence);
            ExitCode::FAILURE
        }
    }
}

/// Words for a person go to stderr; stdout is for data.
#[allow(clippy::print_stderr)] // The one place where a command speaks.
fn say(sentence: &str) {
    eprintln!("{sentence}");
}

fn window(arguments: Arguments, open_window: OpenWindow) -> Result<(), String> {
    let home = std::env::var_os(HOME_VARIABLE).map(PathBuf::from);
    let folders = Folders::find(home.as_deref()).map_err(|e| e.to_string())?;
    let scrubber = Scrubber::new();
    let disk = Disk::open(folders).map_err(|e| e.to_string())?;
    let _logging = log::start(Some(&disk.folders().state), &scrubber);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("dapple-io")
        .enable_all()
        .build()
        .map_err(|e| format!("Dapple could not start its threads: {e}"))?;
    let settings = disk.settings();
    let mut first = Vec::new();
    if arguments.demo {
        first.push(Action::ExploreSamples);
    }
    first.extend(arguments.file.map(Action::OpenPath));
    let outside = Outside {
        disk: Arc::new(disk),
        keyring: Keyring::system(),
        dialogs: Arc::new(SystemDialogs),
        browser: Arc::new(SystemBrowser),
        scrubber,
        samples: cfg!(feature = "demo"),
    };
    let handle = runtime.handle().clone();
    let opening = Opening {
        link: Box::new(move |wake| worker::start(&handle, outside, wake)),
        first,
        renderer: settings.renderer,
        theme: settings.theme,
    };
    let result = open_window(opening);
    // Threads stuck in the keyring or the network never hold up the end.
    runtime.shutdown_background();
    result
}
