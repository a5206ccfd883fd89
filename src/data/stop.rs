//! The flag by which long CPU work is told to end early.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A shared "please stop" flag. Work looks at it every 64 K items and gives up with [`Stopped`].
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

/// The work was told to stop before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Cancelled")]
pub struct Stopped;

impl Stop {
    /// A flag that nobody has set yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the work to end. Setting it twice is the same as once.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked the work to end.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// `Err(Stopped)` once somebody asked: meant for `stop.check()?` in loops.
    ///
    /// # Errors
    /// [`Stopped`] when the flag is set.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.is_set() { Err(Stopped) } else { Ok(()) }
    }
}
