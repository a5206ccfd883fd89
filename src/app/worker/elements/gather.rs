//! The walk down a version's objects: level by level, a few fat requests at a time, nothing twice.
//!
//! Whatever goes wrong on the way, what came until then is kept and said to be short.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use dapple_data::ids::{ObjectId, ProjectId};
use dapple_data::speckle::elements::Walk;
use tokio::sync::watch;

use super::super::intake::Intake;
use super::super::run::mirror_waits;
use super::super::{Task, lock, words};
use super::stream::{Ask, Ended, Route, is_no_route, objects};
use super::taken::{Gathered, Taken};
use crate::app::failure::{Failure, Remedy};
use crate::app::progress::{Phase, Progress, Unit};
use crate::services::api::{Api, ApiError, RestRequest, Transfer};

/// Ids of one request: the server reads a thousand at a time, and larger bodies gain nothing.
const MOST_IDS: usize = 15_000;
/// Below this a second request costs the server more than it wins.
const FEW_IDS: usize = 4_000;
/// Requests at a time, as the server's gate allows.
const AT_ONCE: usize = 4;
/// After so many levels the list of everything below the root is asked for instead.
const MOST_LEVELS: usize = 8;
/// How many objects come between two words about progress.
const EVERY: usize = 256;

/// The walk of one target.
struct Gather<'t> {
    task: &'t Task,
    api: &'t Api,
    project: &'t ProjectId,
    taken: Mutex<Taken>,
    /// The server knows only the older route.
    is_old: AtomicBool,
}

/// Gets everything that a table of the roots' elements needs, or as much of it as comes.
///
/// # Errors
/// Where nothing came at all: what the server says, a stream that broke off twice, a disk without room.
pub(super) async fn gather(
    task: &Task,
    api: &Api,
    project: &ProjectId,
    roots: &[ObjectId],
) -> Result<Gathered, Failure> {
    let intake = Intake::of_lines(&task.shared.outside.disk);
    let walk = Walk::new(roots.iter().cloned());
    let taken = Mutex::new(Taken::new(walk, intake, api.limits().object_stream));
    let gather = Gather { task, api, project, taken, is_old: AtomicBool::new(false) };
    gather.levels(roots).await;
    gather.taken.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).finish()
}

impl Gather<'_> {
    /// Level by level, until nothing is left to ask. What did not come is asked for once more.
    async fn levels(&self, roots: &[ObjectId]) {
        let mut again: HashSet<ObjectId> = HashSet::new();
        let mut level = 0;
        loop {
            if lock(&self.taken).is_short() {
                return;
            }
            let mut ids = lock(&self.taken).walk.next_ask();
            if ids.is_empty() {
                ids = lock(&self.taken).walk.missing();
                ids.retain(|id| again.insert(id.clone()));
            }
            if ids.is_empty() {
                return;
            }
            self.level(&ids).await;
            level += 1;
            if level == MOST_LEVELS && !lock(&self.taken).is_short() {
                self.closures(roots).await;
            }
        }
    }

    /// The objects of one level, in a few requests side by side. One that fails takes nothing from the others.
    async fn level(&self, ids: &[ObjectId]) {
        let size = ids.len().div_ceil(AT_ONCE).clamp(FEW_IDS, MOST_IDS);
        let mut batches = ids.chunks(size);
        while !lock(&self.taken).is_short() {
            let mut next = || batches.next().unwrap_or_default();
            let (a, b, c, d) = (next(), next(), next(), next());
            if a.is_empty() {
                return;
            }
            tokio::join!(self.batch(a), self.batch(b), self.batch(c), self.batch(d));
        }
    }

    /// One request. A stream that breaks off is asked once more for what is still missing of it.
    async fn batch(&self, ids: &[ObjectId]) {
        if ids.is_empty() {
            return;
        }
        let done = async {
            let Some(first) = self.request(ids).await? else { return Ok(()) };
            tracing::warn!(reason = first, "an object stream broke off; the rest is asked for once more");
            let rest: Vec<ObjectId> = {
                let taken = lock(&self.taken);
                ids.iter().filter(|id| !taken.walk.has(id)).cloned().collect()
            };
            if rest.is_empty() {
                return Ok(());
            }
            match self.request(&rest).await? {
                None => Ok(()),
                Some(reason) => {
                    let advice = format!("Twice {reason}. Try again when the network is better");
                    Err(Failure::new("The objects did not come whole", advice).with(Remedy::Retry))
                }
            }
        };
        if let Err(failure) = done.await {
            tracing::warn!(why = failure.title, "objects are missing");
            lock(&self.taken).fall_short(failure);
        }
    }

    /// `Some`: the stream broke off, and why.
    async fn request(&self, ids: &[ObjectId]) -> Result<Option<String>, Failure> {
        let ended = match self.by(Route::Stream, ids).await? {
            Err(error) if is_no_route(&error) => match self.by(Route::GetObjects, ids).await? {
                // Neither is there: what the newer one said is what counts.
                Err(older) if is_no_route(&older) => Err(error),
                ended => {
                    self.is_old.store(true, Ordering::Relaxed);
                    ended
                }
            },
            ended => ended,
        };
        let ended = ended.map_err(|error| words::api(&error))?;
        let mut taken = lock(&self.taken);
        show(self.task, &taken.walk);
        match ended {
            Ended::Whole | Ended::Enough => Ok(None),
            Ended::Broken(reason) => Ok(Some(reason)),
            Ended::Full => {
                taken.fill_up();
                Ok(None)
            }
            Ended::Capped(words) => {
                taken.fall_short(Failure::new(words, "The objects after it are missing"));
                Ok(None)
            }
        }
    }

    /// Asks by a route, or by the older one where the server is known to have no other.
    async fn by(&self, route: Route, ids: &[ObjectId]) -> Result<Result<Ended, ApiError>, Failure> {
        let is_old = self.is_old.load(Ordering::Relaxed);
        let room = match route {
            Route::Stream => lock(&self.taken).room(),
            // Shapes come along and are not kept.
            Route::GetObjects => self.api.limits().object_stream,
        };
        let route = if is_old { Route::GetObjects } else { route };
        let ask = Ask { project: self.project, ids, route, room };
        let (transfer, figures) = watch::channel(Transfer::default());
        let mut sink = |json: Option<&[u8]>| self.take(json);
        tokio::select! {
            ended = objects(self.api, &ask, &mut sink, &transfer) => Ok(ended),
            () = mirror_waits(figures, self.task.progress.clone()) => Err(words::broke()),
        }
    }

    /// Takes one object of a stream.
    fn take(&self, json: Option<&[u8]>) -> ControlFlow<()> {
        let mut taken = lock(&self.taken);
        if taken.take(json)? && taken.walk.received().is_multiple_of(EVERY) {
            show(self.task, &taken.walk);
        }
        ControlFlow::Continue(())
    }

    /// Lets everything below the roots be asked for at once. A root that has no list of it, or does not come,
    /// changes nothing: the levels go on.
    async fn closures(&self, roots: &[ObjectId]) {
        for root in roots {
            let path = format!("/objects/{}/{root}/single", self.project);
            let request = RestRequest::get(path, "application/json", self.api.limits().object_line);
            let (transfer, figures) = watch::channel(Transfer::default());
            let mut json = Vec::new();
            let mut sink = |piece: bytes::Bytes| {
                json.extend_from_slice(&piece);
                ControlFlow::Continue(())
            };
            let ended = tokio::select! {
                ended = self.api.execute_rest(&request, &mut sink, &transfer) => ended,
                () = mirror_waits(figures, self.task.progress.clone()) => return,
            };
            if let Err(error) = ended {
                tracing::warn!(%error, "the list of what is below a root did not come");
                continue;
            }
            match lock(&self.taken).walk.take_closure(&json) {
                Ok(new) => tracing::info!(new, "a deep tree: everything below its root is asked for"),
                Err(error) => tracing::warn!(%error, "a root without a list of what is below it"),
            }
        }
    }
}

fn show(task: &Task, walk: &Walk) {
    let (done, total) = (walk.received() as u64, Some(walk.asked() as u64));
    task.progress.send_replace(Progress { phase: Phase::Moving, unit: Unit::Rows, done, total });
}
