//! File dialogs and the browser: what the desktop does for Dapple, each behind a trait. The only place
//! that names rfd and webbrowser.

mod browser;
mod dialogs;

pub use browser::{Browser, BrowserError, NotedBrowser, SystemBrowser};
pub use dialogs::{FileDialogs, OpenAsk, Picked, Picking, SaveAsk, ScriptedDialogs, SystemDialogs};
