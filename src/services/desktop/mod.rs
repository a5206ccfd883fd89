//! File dialogs and the browser: what the desktop does for Dapple, each behind a trait; and how a second
//! start reaches the first. The only place that names rfd and webbrowser.

mod browser;
mod dialogs;
mod second;

pub use browser::{Browser, BrowserError, NotedBrowser, SystemBrowser};
pub use dialogs::{FileDialogs, OpenAsk, Picked, Picking, SaveAsk, ScriptedDialogs, SystemDialogs};
pub use second::{Call, Listener, PATIENCE, call};
