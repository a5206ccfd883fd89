//! Which commands were asked to wait by a person.

use std::collections::HashSet;

use tokio::sync::watch;

use crate::app::remote::CommandId;

/// The commands that are to wait.
#[derive(Debug)]
pub(in crate::app::worker) struct Pauses(watch::Sender<HashSet<CommandId>>);

impl Default for Pauses {
    fn default() -> Self {
        Self(watch::Sender::new(HashSet::new()))
    }
}

impl Pauses {
    /// Has a command wait, or go on.
    pub(in crate::app::worker) fn set(&self, id: CommandId, pause: bool) {
        self.0.send_if_modified(|all| if pause { all.insert(id) } else { all.remove(&id) });
    }

    /// Whether a command is to wait.
    pub(super) fn holds(&self, id: CommandId) -> bool {
        self.0.borrow().contains(&id)
    }

    /// Ends when the command may go on.
    pub(super) async fn released(&self, id: CommandId) {
        // The sender lives as long as `self`: waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|all| !all.contains(&id)).await;
    }
}
