//! The walk down a version's objects: level by level, a few fat requests at a time, nothing twice.

use std::collections::HashSet;
use std::io;
use std::ops::ControlFlow;
use std::sync::Mutex;

use dapple_data::document::{Document, MAX_BYTES};
use dapple_data::ids::{ObjectId, ProjectId};
use dapple_data::speckle::elements::{Walk, json_of};
use tokio::sync::watch;

use super::super::intake::Intake;
use super::super::run::mirror_waits;
use super::super::{Task, lock, words};
use super::stream::{Ended, objects};
use crate::app::failure::{Failure, Remedy};
use crate::app::progress::{Phase, Progress, Unit};
use crate::services::api::{Api, RestRequest, Transfer};

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

/// What came.
pub(super) struct Gathered {
    pub document: Document,
    pub asked: usize,
    pub received: usize,
    /// Asked twice and not sent.
    pub missing: Vec<ObjectId>,
    /// Why there is less than there should be, in words.
    pub incomplete: Option<String>,
    pub bytes: u64,
}

/// What the requests of one walk share.
struct Shared {
    walk: Walk,
    intake: Intake,
    bytes: u64,
    /// The disk is full, or a line was no object.
    failed: Option<Failure>,
    incomplete: Option<String>,
}

/// The walk of one target.
struct Gather<'t> {
    task: &'t Task,
    api: &'t Api,
    project: &'t ProjectId,
    shared: Mutex<Shared>,
}

/// Gets everything that a table of the roots' elements needs.
///
/// # Errors
/// What the server says; a stream that broke off twice; a disk without room.
pub(super) async fn gather(
    task: &Task,
    api: &Api,
    project: &ProjectId,
    roots: &[ObjectId],
) -> Result<Gathered, Failure> {
    let shared = Shared {
        walk: Walk::new(roots.iter().cloned()),
        intake: Intake::of_lines(&task.shared.outside.disk),
        bytes: 0,
        failed: None,
        incomplete: None,
    };
    let gather = Gather { task, api, project, shared: Mutex::new(shared) };
    gather.levels(roots).await?;
    let Shared { walk, intake, bytes, mut incomplete, .. } =
        gather.shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let document = intake.finish().map_err(|error| no_room(&error))?;
    if let Some(error) = document.error() {
        incomplete
            .get_or_insert_with(|| format!("Object {} could not be read: {}", error.line, error.message));
    }
    let (asked, received, missing) = (walk.asked(), walk.received(), walk.missing());
    Ok(Gathered { document, asked, received, missing, incomplete, bytes })
}

impl Gather<'_> {
    /// Level by level, until nothing is left to ask. What did not come is asked for once more.
    async fn levels(&self, roots: &[ObjectId]) -> Result<(), Failure> {
        let mut again: HashSet<ObjectId> = HashSet::new();
        let mut level = 0;
        loop {
            let mut ids = lock(&self.shared).walk.next_ask();
            if ids.is_empty() {
                ids = lock(&self.shared).walk.missing();
                ids.retain(|id| again.insert(id.clone()));
            }
            if ids.is_empty() || lock(&self.shared).incomplete.is_some() {
                return Ok(());
            }
            self.level(&ids).await?;
            level += 1;
            if level == MOST_LEVELS {
                self.closures(roots).await?;
            }
        }
    }

    /// The objects of one level, in a few requests side by side.
    async fn level(&self, ids: &[ObjectId]) -> Result<(), Failure> {
        let size = ids.len().div_ceil(AT_ONCE).clamp(FEW_IDS, MOST_IDS);
        let mut batches = ids.chunks(size);
        loop {
            let now: Vec<&[ObjectId]> = batches.by_ref().take(AT_ONCE).collect();
            match now.as_slice() {
                [] => return Ok(()),
                [a] => self.batch(a).await?,
                [a, b] => {
                    tokio::try_join!(self.batch(a), self.batch(b))?;
                }
                [a, b, c] => {
                    tokio::try_join!(self.batch(a), self.batch(b), self.batch(c))?;
                }
                [a, b, c, d, ..] => {
                    tokio::try_join!(self.batch(a), self.batch(b), self.batch(c), self.batch(d))?;
                }
            }
        }
    }

    /// One request. A stream that breaks off is asked once more for what is still missing of it.
    async fn batch(&self, ids: &[ObjectId]) -> Result<(), Failure> {
        let Some(first) = self.request(ids).await? else { return Ok(()) };
        tracing::warn!(reason = first, "an object stream broke off; the rest is asked for once more");
        let rest: Vec<ObjectId> = {
            let shared = lock(&self.shared);
            ids.iter().filter(|id| !shared.walk.has(id)).cloned().collect()
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
    }

    /// `Some`: the stream broke off, and why.
    async fn request(&self, ids: &[ObjectId]) -> Result<Option<String>, Failure> {
        let room = {
            let shared = lock(&self.shared);
            MAX_BYTES.saturating_sub(shared.bytes)
        };
        let (transfer, figures) = watch::channel(Transfer::default());
        let mut sink = |line: &[u8]| self.line(line);
        let ended = tokio::select! {
            ended = objects(self.api, self.project, ids, (room, &mut sink), &transfer) => ended,
            () = mirror_waits(figures, self.task.progress.clone()) => return Err(words::broke()),
        };
        let ended = ended.map_err(|error| words::api(&error))?;
        let mut shared = lock(&self.shared);
        show(self.task, &shared.walk);
        if let Some(failure) = shared.failed.take() {
            return Err(failure);
        }
        match ended {
            Ended::Whole | Ended::Enough => Ok(None),
            Ended::Broken(reason) => Ok(Some(reason)),
            Ended::Capped(words) => {
                shared.incomplete.get_or_insert(words);
                Ok(None)
            }
        }
    }

    /// Takes one line of a stream.
    fn line(&self, line: &[u8]) -> ControlFlow<()> {
        let mut shared = lock(&self.shared);
        if shared.failed.is_some() || shared.incomplete.is_some() {
            return ControlFlow::Break(());
        }
        if line.is_empty() {
            return ControlFlow::Continue(());
        }
        let taken = match json_of(line) {
            Some(json) => shared.walk.take(json).map(|new| new.then_some(json)).map_err(|e| e.to_string()),
            None => Err("A line of the answer has no id".to_owned()),
        };
        match taken {
            Ok(None) => ControlFlow::Continue(()),
            Ok(Some(json)) => self.keep(&mut shared, json),
            Err(words) => {
                let failure = Failure::new("The server's answer was not understood", words);
                shared.failed = Some(failure.with(Remedy::Retry));
                ControlFlow::Break(())
            }
        }
    }

    fn keep(&self, shared: &mut Shared, json: &[u8]) -> ControlFlow<()> {
        if shared.bytes + json.len() as u64 >= MAX_BYTES {
            let words = format!(
                "The objects are larger than {} MB, the most there is room for",
                MAX_BYTES / 1_000_000
            );
            shared.incomplete = Some(words);
            return ControlFlow::Break(());
        }
        shared.bytes += json.len() as u64 + 1;
        if let Err(error) = shared.intake.push(json).and_then(|()| shared.intake.push(b"\n")) {
            shared.failed = Some(no_room(&error));
            return ControlFlow::Break(());
        }
        if shared.walk.received().is_multiple_of(EVERY) {
            show(self.task, &shared.walk);
        }
        ControlFlow::Continue(())
    }

    /// Lets everything below the roots be asked for at once. A root that has no list of it changes nothing.
    async fn closures(&self, roots: &[ObjectId]) -> Result<(), Failure> {
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
                () = mirror_waits(figures, self.task.progress.clone()) => return Err(words::broke()),
            };
            ended.map_err(|error| words::api(&error))?;
            match lock(&self.shared).walk.take_closure(&json) {
                Ok(new) => tracing::info!(new, "a deep tree: everything below its root is asked for"),
                Err(error) => tracing::warn!(%error, "a root without a list of what is below it"),
            }
        }
        Ok(())
    }
}

fn show(task: &Task, walk: &Walk) {
    let (done, total) = (walk.received() as u64, Some(walk.asked() as u64));
    task.progress.send_replace(Progress { phase: Phase::Moving, unit: Unit::Rows, done, total });
}

fn no_room(error: &io::Error) -> Failure {
    Failure::new("The objects could not be kept", error.to_string()).with(Remedy::Retry)
}
