//! File dialogs, the browser and tables on the clipboard: what the desktop does for Dapple, each behind a
//! trait; and how a second start reaches the first. The only place that names rfd, webbrowser and arboard.

mod browser;
mod clipboard;
mod dialogs;
mod second;

pub use browser::{Browser, BrowserError, NotedBrowser, SystemBrowser};
pub use clipboard::{Clipboard, ClipboardError, ScriptedClipboard, SystemClipboard};
pub use dialogs::{FileDialogs, OpenAsk, Picked, Picking, SaveAsk, ScriptedDialogs, SystemDialogs};
pub use second::{Call, Listener, PATIENCE, call};
