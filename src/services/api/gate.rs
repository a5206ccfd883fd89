//! At most four requests at a time for each server, two of them for background work.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many requests one server gets at a time.
const AT_ONCE: usize = 4;
/// How many of them may be background work, so that a click always finds a place.
const IN_BACKGROUND: usize = 2;

/// Who waits for the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Priority {
    /// A person clicked and looks at the place where the answer goes.
    #[default]
    Person,
    /// Nobody looks yet: prefetching, previews, refreshing. Two at a time for each server.
    Background,
}

/// The gates of all servers. Clones share them, so that several accounts on one server, and both
/// HTTP clients, count together.
#[derive(Clone, Debug, Default)]
pub struct Gates(Arc<Mutex<HashMap<String, Arc<Gate>>>>);

/// The gate of one server.
#[derive(Debug)]
pub(super) struct Gate {
    all: Arc<Semaphore>,
    background: Arc<Semaphore>,
}

/// The right to have one request open; given back when dropped.
#[derive(Debug)]
pub(super) struct Pass {
    _background: Option<OwnedSemaphorePermit>,
    _any: Option<OwnedSemaphorePermit>,
}

impl Gates {
    /// The gate of the server at this origin (scheme, host and port).
    pub(super) fn of(&self, origin: &str) -> Arc<Gate> {
        // A panic elsewhere cannot leave the map half written: every change is one insert.
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gates.entry(origin.to_owned()).or_default().clone()
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(AT_ONCE)), background: Arc::new(Semaphore::new(IN_BACKGROUND)) }
    }
}

impl Gate {
    /// Waits for a turn. Turns come in the order of asking; background work queues for its own two
    /// places first, so a click has at most two background requests ahead of it in the line.
    pub(super) async fn pass(&self, priority: Priority) -> Pass {
        let background = match priority {
            Priority::Person => None,
            // The semaphores are never closed, so an error cannot come; without a permit the
            // request would merely be uncounted.
            Priority::Background => self.background.clone().acquire_owned().await.ok(),
        };
        Pass { _background: background, _any: self.all.clone().acquire_owned().await.ok() }
    }
}
