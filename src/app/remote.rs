//! A slot for something that comes from the outside world, with every state it can be in.

use super::failure::Failure;

/// Names one command and everything the world says about it. Never used twice in a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandId(pub u64);

/// Something asked for. An event with another id than the slot's is dropped by the caller.
#[derive(Debug, Default)]
pub enum Remote<T> {
    /// Nobody asked yet.
    #[default]
    Idle,
    /// Asked for at `since` (seconds of the window's clock); a refresh keeps what was there.
    Loading { id: CommandId, since: f64, previous: Option<T> },
    /// Part of it is here.
    Partial { id: CommandId, value: T },
    /// All of it is here; warnings came with it.
    Ready { value: T, warnings: Vec<String> },
    /// It did not come; what was there before stays.
    Failed { error: Failure, previous: Option<T> },
}

impl<T> Remote<T> {
    /// A slot that holds `value` without ever having asked.
    pub fn ready(value: T) -> Self {
        Self::Ready { value, warnings: Vec::new() }
    }

    /// What can be shown now, however old or partial.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Idle => None,
            Self::Loading { previous, .. } | Self::Failed { previous, .. } => previous.as_ref(),
            Self::Partial { value, .. } | Self::Ready { value, .. } => Some(value),
        }
    }

    /// The same, to change it in place.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Idle => None,
            Self::Loading { previous, .. } | Self::Failed { previous, .. } => previous.as_mut(),
            Self::Partial { value, .. } | Self::Ready { value, .. } => Some(value),
        }
    }

    /// The command this slot waits for.
    pub fn waiting_for(&self) -> Option<CommandId> {
        match self {
            Self::Loading { id, .. } | Self::Partial { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// Whether `id` is what this slot waits for.
    pub fn awaits(&self, id: CommandId) -> bool {
        self.waiting_for() == Some(id)
    }

    /// When the wait began, in seconds of the window's clock.
    pub fn since(&self) -> Option<f64> {
        match self {
            Self::Loading { since, .. } => Some(*since),
            _ => None,
        }
    }

    /// The failure, if the last attempt failed.
    pub fn error(&self) -> Option<&Failure> {
        match self {
            Self::Failed { error, .. } => Some(error),
            _ => None,
        }
    }

    /// Begins a wait; what was there stays visible.
    pub fn start(&mut self, id: CommandId, since: f64) {
        let previous = self.take_value();
        *self = Self::Loading { id, since, previous };
    }

    /// The answer to `id` is here. False, and nothing changed, if the slot waits for something else.
    pub fn succeed(&mut self, id: CommandId, value: T, warnings: Vec<String>) -> bool {
        let wanted = self.awaits(id);
        if wanted {
            *self = Self::Ready { value, warnings };
        }
        wanted
    }

    /// The wait for `id` ended badly. False, and nothing changed, if the slot waits for something else.
    pub fn fail(&mut self, id: CommandId, error: Failure) -> bool {
        let wanted = self.awaits(id);
        if wanted {
            let previous = self.take_value();
            *self = Self::Failed { error, previous };
        }
        wanted
    }

    /// The wait was given up by the person: back to what was there before.
    pub fn give_up(&mut self) {
        if self.waiting_for().is_some() {
            *self = match self.take_value() {
                Some(value) => Self::ready(value),
                None => Self::Idle,
            };
        }
    }

    fn take_value(&mut self) -> Option<T> {
        match std::mem::take(self) {
            Self::Idle => None,
            Self::Loading { previous, .. } | Self::Failed { previous, .. } => previous,
            Self::Partial { value, .. } | Self::Ready { value, .. } => Some(value),
        }
    }
}
