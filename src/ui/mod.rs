//! Pixels. The only place that names egui.
//!
//! [`Desk`] is the window: `logic` drains what the world said, `ui` draws the state and collects what
//! the person does. `shell` is the frame around everything, `panels` what stands in it, `dialogs` what
//! stands over it; `theme` has every colour and size, `widgets` every control, `editor` the code editor.

mod commands;
mod context;
mod desk;
mod dialogs;
pub mod editor;
mod focus;
mod format;
mod layout;
mod palette;
mod panels;
mod pasting;
mod shell;
pub mod theme;
pub mod widgets;
mod window;

pub use desk::Desk;
pub use panels::browse::lists;
pub use window::{WindowError, open};
