//! Dapple: a native desktop workbench for Speckle data.
//!
//! Facts below, pixels above, messages between: `main -> ui, cli -> app -> services -> data`.
//!
//! In reading order: [`app`] is the heart (state, actions, update, worker), [`services`] is the
//! outside world, [`ui`] is the pixels, [`cli`] the same verbs without a window. The pure part is
//! the package `dapple-data`, the embedded sample server the package `dapple-demo`.

pub mod app;
pub mod cli;
pub mod services;
pub mod ui;

/// Version, commit and date, as `--version` prints them.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("DAPPLE_COMMIT"), ")");
