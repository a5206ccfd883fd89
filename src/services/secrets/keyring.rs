//! The async face of a secret store: it never blocks, never gives up by itself, and never lets a
//! late call change anything.
//!
//! Operations take turns, each on its own OS thread. After [`PATIENCE`] an operation that is not
//! done is listed in [`Waiting`]; that changes what is shown and fails nothing. The person then keeps
//! waiting, or tries again ([`Keyring::try_again`]: a new store, a new thread, the stuck one is left
//! behind), or goes on without the keyring (the caller drops the future). Nothing joins these
//! threads, so quitting never waits for them.
//!
//! Every change begins with a read. It is the read that makes the keyring ask for its password; when
//! the answer comes after the operation was left, the thread finds that out before its first change.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::{Semaphore, mpsc, watch};

use super::attempt::{Attempt, Halt, Job, Running};
use super::{KeptToken, MemoryStore, SecretError, SecretKey, SecretStore, SystemStore, chosen, only, same};

/// How long an operation runs before the person is told that the keyring is waiting for an answer.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How many stuck threads may be left behind before no new call is made.
const MOST_LEFT_BEHIND: usize = 4;

/// The operations that have run for longer than [`PATIENCE`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The entries they are about, longest wait first. Empty: nobody waits.
    pub keys: Vec<SecretKey>,
}

/// A secret is in the store, read back and compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The entry that was to be forgotten is still there, and why.
    pub leftover: Option<SecretError>,
    /// The keyring held this very secret already, beside others under the same name, which stay.
    pub one_of_several: bool,
}

/// The async front of one store. Clones share it.
#[derive(Clone)]
pub struct Keyring {
    inner: Arc<Inner>,
}

struct Inner {
    build: Box<dyn Fn() -> Arc<dyn SecretStore> + Send + Sync>,
    store: Mutex<Arc<dyn SecretStore>>,
    running: Arc<Running>,
    turn: Semaphore,
    retries: watch::Sender<u64>,
    waiting: watch::Sender<Waiting>,
    patience: Duration,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keyring")
            .field("running", &self.inner.running.count())
            .field("left_behind", &self.left_behind())
            .finish_non_exhaustive()
    }
}

impl Keyring {
    /// The keyring of the desktop.
    pub fn system() -> Self {
        Self::new(|| Arc::new(SystemStore::new()))
    }

    /// Secrets that end with the process: for "use for this session only" and the demo.
    pub fn session_only() -> Self {
        let store: Arc<dyn SecretStore> = Arc::new(MemoryStore::new());
        Self::new(move || Arc::clone(&store))
    }

    /// A front for the stores that `build` makes: one now, and one whenever a stuck one is left.
    /// `build` must not block.
    pub fn new(build: impl Fn() -> Arc<dyn SecretStore> + Send + Sync + 'static) -> Self {
        Self::with_patience(PATIENCE, build)
    }

    /// The same, with another patience than the usual one.
    pub fn with_patience(
        patience: Duration,
        build: impl Fn() -> Arc<dyn SecretStore> + Send + Sync + 'static,
    ) -> Self {
        let store = Mutex::new(build());
        Self {
            inner: Arc::new(Inner {
                build: Box::new(build),
                store,
                running: Arc::default(),
                turn: Semaphore::new(1),
                retries: watch::Sender::new(0),
                waiting: watch::Sender::new(Waiting::default()),
                patience,
            }),
        }
    }

    /// Which operations wait for an answer, as it changes.
    pub fn waiting(&self) -> watch::Receiver<Waiting> {
        self.inner.waiting.subscribe()
    }

    /// How many stuck threads were left behind and have not ended.
    pub fn left_behind(&self) -> usize {
        self.inner.running.left_behind()
    }

    /// Builds a new store and makes the operation in hand start over on it; the stuck thread is left
    /// behind. If that thread answers after all, a secret it read is still taken.
    ///
    /// # Errors
    /// [`SecretError::Hanging`] when too many threads are stuck: the operation goes on waiting.
    pub fn try_again(&self) -> Result<(), SecretError> {
        if self.inner.running.count() > MOST_LEFT_BEHIND {
            return Err(SecretError::Hanging { left_behind: self.left_behind() });
        }
        self.inner.renew();
        self.inner.retries.send_modify(|count| *count += 1);
        Ok(())
    }

    /// The secret of this key; `None` when there is no entry. Dropping the future gives it up.
    ///
    /// # Errors
    /// See [`SecretError`].
    pub async fn read(&self, key: &SecretKey) -> Result<Option<SecretString>, SecretError> {
        self.read_chosen(key, None).await
    }

    /// The same; where several entries differ, the one whose secret has this ending, which the person
    /// chose before.
    ///
    /// # Errors
    /// See [`SecretError`]; [`SecretError::Ambiguous`] when none or several of them end so.
    pub async fn read_chosen(
        &self,
        key: &SecretKey,
        ending: Option<&str>,
    ) -> Result<Option<SecretString>, SecretError> {
        let wanted = key.clone();
        let ending = ending.map(str::to_owned);
        let job: Job<Option<SecretString>> = Arc::new(move |store, _| {
            let mut all = store.all(&wanted)?;
            let ends_so = |shown: &KeptToken| ending.as_ref() == Some(&shown.ending);
            if all.iter().filter(|entry| ends_so(&entry.shown)).count() == 1 {
                all.retain(|entry| ends_so(&entry.shown));
            }
            Ok(only(all)?)
        });
        self.run(key, job).await
    }

    /// Saves a secret: writes it, reads it back, compares, and only then removes the entry `forget`
    /// (the one that this replaces, if any). Dropping the future gives it up: what was not done by
    /// then is not done later.
    ///
    /// # Errors
    /// See [`SecretError`]. Whatever it is, `forget` is untouched.
    pub async fn save(
        &self,
        key: &SecretKey,
        secret: &SecretString,
        forget: Option<&SecretKey>,
    ) -> Result<Saved, SecretError> {
        let (wanted, secret) = (key.clone(), secret.clone());
        let forget = forget.filter(|old| *old != key).cloned();
        let job: Job<Saved> = Arc::new(move |store, attempt| {
            let one_of_several = save(store, attempt, &wanted, &secret)?;
            let leftover = match &forget {
                None => None,
                Some(old) => match delete(store, attempt, old) {
                    Ok(()) => None,
                    Err(Halt::Left) => return Err(Halt::Left),
                    Err(Halt::Failed(error)) => Some(error),
                },
            };
            Ok(Saved { leftover, one_of_several })
        });
        self.run(key, job).await
    }

    /// Removes an entry; it is no error when there is none.
    ///
    /// # Errors
    /// See [`SecretError`]. The entry is then still there.
    pub async fn delete(&self, key: &SecretKey) -> Result<(), SecretError> {
        let wanted = key.clone();
        self.run(key, Arc::new(move |store, attempt| delete(store, attempt, &wanted))).await
    }

    /// The secret of the entry that the person chose of several; `None` when it is gone. Changes nothing.
    ///
    /// # Errors
    /// See [`SecretError`].
    pub async fn choose(
        &self,
        key: &SecretKey,
        wanted: &KeptToken,
    ) -> Result<Option<SecretString>, SecretError> {
        let (of, wanted) = (key.clone(), wanted.clone());
        self.run(key, Arc::new(move |store, _| Ok(chosen(store.all(&of)?, &wanted)?))).await
    }

    /// Settles [`SecretError::Ambiguous`] for good: removes all entries but the one that the person
    /// chose, and reads what was kept.
    ///
    /// # Errors
    /// See [`SecretError`]. Nothing is removed when the chosen entry is gone.
    pub async fn keep_only(
        &self,
        key: &SecretKey,
        wanted: &KeptToken,
    ) -> Result<Option<SecretString>, SecretError> {
        let (of, wanted) = (key.clone(), wanted.clone());
        let job: Job<Option<SecretString>> = Arc::new(move |store, attempt| {
            unlock(store, &of)?;
            attempt.may_change()?;
            store.keep_only(&of, &wanted)?;
            Ok(store.read(&of)?)
        });
        self.run(key, job).await
    }

    /// Runs a job to its end and lists it as waiting when that takes long.
    async fn run<T: Send + 'static>(&self, key: &SecretKey, job: Job<T>) -> Result<T, SecretError> {
        let work = self.work(&job);
        tokio::pin!(work);
        tokio::select! {
            biased;
            result = &mut work => return result,
            () = tokio::time::sleep(self.inner.patience) => {}
        }
        let _listed = Listed::new(&self.inner.waiting, key);
        work.await
    }

    /// Takes the turn, then makes attempts until one of them has the answer.
    async fn work<T: Send + 'static>(&self, job: &Job<T>) -> Result<T, SecretError> {
        let turn = self.inner.turn.acquire().await;
        let _turn = turn.map_err(|_| SecretError::failed("it was closed"))?;
        let left_behind = self.left_behind();
        if left_behind >= MOST_LEFT_BEHIND {
            return Err(SecretError::Hanging { left_behind });
        }
        let mut retries = self.inner.retries.subscribe();
        let (reports, mut reported) = mpsc::unbounded_channel();
        let mut number = 0_u64;
        let mut current = self.attempt(job, number, &reports)?;
        loop {
            tokio::select! {
                biased;
                Some((from, result)) = reported.recv() => match result {
                    Ok(value) => return Ok(value),
                    Err(Halt::Failed(error)) if from == number => return Err(error),
                    // An attempt that was left behind failed or stopped: the newer one decides.
                    Err(_) => {}
                },
                Ok(()) = retries.changed() => {
                    number += 1;
                    current.replace(self.attempt(job, number, &reports)?);
                }
            }
        }
    }

    fn attempt<T: Send + 'static>(
        &self,
        job: &Job<T>,
        number: u64,
        reports: &mpsc::UnboundedSender<(u64, Result<T, Halt>)>,
    ) -> Result<Current<'_>, SecretError> {
        let reports = reports.clone();
        let report = move |result| {
            // Nobody listens any more: the answer is dropped, and wiped if it was a secret.
            let _ = reports.send((number, result));
        };
        let attempt = self.inner.running.start(self.inner.store(), Arc::clone(job), report)?;
        Ok(Current { inner: &self.inner, attempt: Some(attempt) })
    }
}

impl Inner {
    fn store(&self) -> Arc<dyn SecretStore> {
        Arc::clone(&self.store.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A stuck call may hold locks inside its store, so nothing else may use that store.
    fn renew(&self) {
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = (self.build)();
    }
}

/// The attempt whose answer counts. Dropped while its thread still runs, it is left behind.
struct Current<'a> {
    inner: &'a Inner,
    attempt: Option<Arc<Attempt>>,
}

impl Current<'_> {
    fn replace(&mut self, mut next: Self) {
        if let Some(old) = self.attempt.take() {
            self.inner.running.leave(&old);
        }
        self.attempt = next.attempt.take();
    }
}

impl Drop for Current<'_> {
    fn drop(&mut self) {
        if let Some(attempt) = self.attempt.take()
            && self.inner.running.leave(&attempt)
        {
            self.inner.renew();
        }
    }
}

/// An entry in [`Waiting`] for as long as it lives.
struct Listed<'a> {
    waiting: &'a watch::Sender<Waiting>,
    key: SecretKey,
}

impl<'a> Listed<'a> {
    fn new(waiting: &'a watch::Sender<Waiting>, key: &SecretKey) -> Self {
        waiting.send_modify(|now| now.keys.push(key.clone()));
        Self { waiting, key: key.clone() }
    }
}

impl Drop for Listed<'_> {
    fn drop(&mut self) {
        self.waiting.send_modify(|now| {
            if let Some(at) = now.keys.iter().position(|key| *key == self.key) {
                now.keys.remove(at);
            }
        });
    }
}

/// Makes the keyring ask for its password before anything is changed.
fn unlock(store: &dyn SecretStore, key: &SecretKey) -> Result<Option<SecretString>, Halt> {
    match store.read(key) {
        Ok(found) => Ok(found),
        Err(SecretError::Ambiguous { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Returns whether the keyring holds other secrets beside this one under the same name.
fn save(
    store: &dyn SecretStore,
    attempt: &Attempt,
    key: &SecretKey,
    secret: &SecretString,
) -> Result<bool, Halt> {
    let before = store.all(key)?;
    if before.iter().any(|entry| same(&entry.secret, secret)) {
        return Ok(before.len() > 1);
    }
    // Two differing entries are the person's to settle; a write would not know which one to change.
    only(before)?;
    attempt.may_change()?;
    store.write(key, secret)?;
    match store.read(key)? {
        Some(back) if same(&back, secret) => Ok(false),
        _ => Err(SecretError::Unconfirmed.into()),
    }
}

fn delete(store: &dyn SecretStore, attempt: &Attempt, key: &SecretKey) -> Result<(), Halt> {
    unlock(store, key)?;
    attempt.may_change()?;
    Ok(store.delete(key)?)
}
