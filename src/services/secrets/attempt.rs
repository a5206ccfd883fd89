//! One attempt at one keyring operation, on a thread of its own.
//!
//! A keyring may hang for ever and a thread cannot be stopped, so an attempt can only be left
//! behind: it is counted, its answer may still be taken, but it must not change anything any more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::{SecretError, SecretStore};

/// Why an attempt ended without a value.
#[derive(Debug)]
pub(super) enum Halt {
    /// It was left behind and stopped before its next change.
    Left,
    /// The store failed.
    Failed(SecretError),
}

impl From<SecretError> for Halt {
    fn from(error: SecretError) -> Self {
        Self::Failed(error)
    }
}

/// The steps of an operation. Runs once for each attempt, so it must bear being repeated.
pub(super) type Job<T> = Arc<dyn Fn(&dyn SecretStore, &Attempt) -> Result<T, Halt> + Send + Sync>;

/// The thread's view of whether it is still wanted.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    left: AtomicBool,
}

impl Attempt {
    /// To be asked before every step that changes something.
    pub fn may_change(&self) -> Result<(), Halt> {
        if self.left.load(Ordering::SeqCst) { Err(Halt::Left) } else { Ok(()) }
    }
}

/// Every attempt whose thread has not ended.
#[derive(Debug, Default)]
pub(super) struct Running {
    attempts: Mutex<Vec<Arc<Attempt>>>,
}

impl Running {
    fn attempts(&self) -> MutexGuard<'_, Vec<Arc<Attempt>>> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many threads sit in the keyring for nobody.
    pub fn left_behind(&self) -> usize {
        self.attempts().iter().filter(|attempt| attempt.left.load(Ordering::SeqCst)).count()
    }

    /// How many threads sit in the keyring.
    pub fn count(&self) -> usize {
        self.attempts().len()
    }

    /// Leaves an attempt behind. `false` when its thread had ended already.
    pub fn leave(&self, attempt: &Arc<Attempt>) -> bool {
        attempt.left.store(true, Ordering::SeqCst);
        self.attempts().iter().any(|running| Arc::ptr_eq(running, attempt))
    }

    fn ended(&self, attempt: &Arc<Attempt>) {
        self.attempts().retain(|running| !Arc::ptr_eq(running, attempt));
    }

    /// Starts an attempt; `report` is called on its thread, after the attempt stopped counting.
    ///
    /// # Errors
    /// [`SecretError::Failed`] when the system has no thread to give.
    pub fn start<T: 'static>(
        self: &Arc<Self>,
        store: Arc<dyn SecretStore>,
        job: Job<T>,
        report: impl FnOnce(Result<T, Halt>) + Send + 'static,
    ) -> Result<Arc<Attempt>, SecretError> {
        let attempt = Arc::new(Attempt::default());
        self.attempts().push(Arc::clone(&attempt));
        let (running, mine) = (Arc::clone(self), Arc::clone(&attempt));
        let body = move || {
            // The keyring crates hold `expect`s; a panic there must not leave the caller waiting.
            let result = catch_unwind(AssertUnwindSafe(|| job(store.as_ref(), &mine)))
                .unwrap_or_else(|_| Err(SecretError::failed("it stopped unexpectedly").into()));
            running.ended(&mine);
            report(result);
        };
        match thread::Builder::new().name("keyring".to_owned()).spawn(body) {
            Ok(_) => Ok(attempt),
            Err(_) => {
                self.ended(&attempt);
                Err(SecretError::failed("the system has no thread for it"))
            }
        }
    }
}
