//! What a window starts with: made by the program, opened by `ui`.

use super::worker::WorkerLink;
use super::{Action, RendererChoice, ThemeChoice};

/// Wakes the window when something was said. Called from any thread.
pub type Wake = Box<dyn Fn() + Send + Sync>;

/// Everything a window needs. The worker starts when the window is there to be woken.
pub struct Opening {
    /// Starts the worker and gives the window's end of it.
    pub link: Box<dyn FnOnce(Wake) -> WorkerLink>,
    /// Done as soon as the disk was read: a file or sample data named on the command line.
    pub first: Vec<Action>,
    pub renderer: RendererChoice,
    /// Light or dark before the first frame, so that nothing flashes.
    pub theme: ThemeChoice,
}
