//! How far long work has come. Not queued: the worker writes the latest value, a frame reads it.

/// What the figures count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    #[default]
    Bytes,
    Rows,
}

/// What the work is doing right now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Phase {
    /// In the queue, or waiting for the first byte.
    #[default]
    Waiting,
    /// Bytes are coming in, or rows are going out.
    Moving,
    /// The server asked for patience; seconds left when this was written.
    RateLimited { seconds: f64 },
    /// The person has it wait.
    Paused,
    /// The keyring has not answered for five seconds: a prompt may be open somewhere.
    KeyringSlow,
}

/// The latest figures of one command.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    pub phase: Phase,
    pub unit: Unit,
    pub done: u64,
    pub total: Option<u64>,
}

impl Progress {
    /// How much is done, 0 to 1, where the whole is known.
    pub fn fraction(&self) -> Option<f32> {
        let total = self.total.filter(|t| *t > 0)?;
        Some((self.done as f64 / total as f64).clamp(0.0, 1.0) as f32)
    }
}
