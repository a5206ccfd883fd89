//! What happens while the server runs: told to whoever subscribed.

use std::sync::Arc;

use tokio::sync::{broadcast, watch};

/// Events that a slow listener may be behind.
const BEHIND: usize = 256;

/// Something that somebody did.
#[derive(Debug, Clone)]
pub enum Happening {
    /// A version was published, or its message changed.
    Version {
        /// Index of the project.
        project: usize,
        /// Index of the model in it.
        model: usize,
        /// Index of the version in that.
        version: usize,
        /// It is new.
        created: bool,
    },
    /// A discussion was begun: its place among those made since the start.
    Comment {
        /// The project's id.
        project: String,
        /// Its place.
        nth: usize,
    },
}

/// The wires from those who do something to those who listen.
#[derive(Debug, Clone)]
pub struct Events {
    told: broadcast::Sender<Happening>,
    cut: Arc<watch::Sender<u64>>,
}

impl Default for Events {
    fn default() -> Self {
        Self { told: broadcast::Sender::new(BEHIND), cut: Arc::new(watch::Sender::new(0)) }
    }
}

impl Events {
    /// Tells everybody who listens.
    pub fn tell(&self, happening: Happening) {
        // Nobody has to listen.
        let _ = self.told.send(happening);
    }

    /// Everything that happens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Happening> {
        self.told.subscribe()
    }

    /// How many listen now.
    pub fn listeners(&self) -> usize {
        self.told.receiver_count()
    }

    /// Breaks every socket that is open, without a word.
    pub fn cut(&self) {
        self.cut.send_modify(|count| *count += 1);
    }

    /// Changes whenever sockets break.
    pub fn cuts(&self) -> watch::Receiver<u64> {
        let mut cuts = self.cut.subscribe();
        cuts.mark_unchanged();
        cuts
    }
}
