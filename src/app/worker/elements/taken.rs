//! What came of a walk down a version's objects: kept as it comes, counted, and never taken for more than it is.

use std::io;
use std::ops::ControlFlow;

use dapple_data::document::{Document, MAX_BYTES};
use dapple_data::ids::ObjectId;
use dapple_data::speckle::elements::Walk;

use super::super::intake::Intake;
use crate::app::failure::{Failure, Remedy};

/// What came.
pub(super) struct Gathered {
    pub document: Document,
    pub asked: usize,
    pub received: usize,
    /// Asked for and not sent.
    pub missing: Vec<ObjectId>,
    /// Why there is less than there should be, in words.
    pub incomplete: Option<String>,
    pub bytes: u64,
}

/// What the requests of one walk share.
pub(super) struct Taken {
    pub walk: Walk,
    intake: Intake,
    bytes: u64,
    /// The most bytes to keep.
    most: u64,
    /// No line is taken any more: there is no room, or what comes is not understood.
    full: bool,
    /// The first reason why not everything comes. What came is kept all the same.
    short: Option<Failure>,
}

impl Taken {
    /// Nothing yet. `limit` is how many bytes may be kept; a document ends at [`MAX_BYTES`] in any case.
    pub fn new(walk: Walk, intake: Intake, limit: u64) -> Self {
        Self { walk, intake, bytes: 0, most: limit.min(MAX_BYTES), full: false, short: None }
    }

    /// Notes why not everything comes; the first reason counts.
    pub fn fall_short(&mut self, why: Failure) {
        self.short.get_or_insert(why);
    }

    /// Whether it is known that not everything comes: nothing more is asked for then.
    pub fn is_short(&self) -> bool {
        self.short.is_some()
    }

    /// How many bytes may still come.
    pub fn room(&self) -> u64 {
        self.most.saturating_sub(self.bytes)
    }

    /// As many bytes as there is room for.
    pub fn fill_up(&mut self) {
        self.full = true;
        let title =
            format!("The objects are larger than {} MB, the most that may be kept", self.most / 1_000_000);
        let advice = "Open fewer models at a time, or allow larger element tables in the settings";
        self.fall_short(Failure::new(title, advice));
    }

    /// Takes one object of a stream; `None` for a line that is none. `Continue(true)`: it is new.
    pub fn take(&mut self, json: Option<&[u8]>) -> ControlFlow<(), bool> {
        if self.full {
            return ControlFlow::Break(());
        }
        let taken = match json {
            Some(json) => self.walk.take(json).map(|new| new.then_some(json)).map_err(|e| e.to_string()),
            None => Err("A line of the answer has no id".to_owned()),
        };
        match taken {
            Ok(None) => ControlFlow::Continue(false),
            Ok(Some(json)) => self.keep(json),
            Err(words) => {
                self.full = true;
                self.fall_short(
                    Failure::new("The server's answer was not understood", words).with(Remedy::Retry),
                );
                ControlFlow::Break(())
            }
        }
    }

    fn keep(&mut self, json: &[u8]) -> ControlFlow<(), bool> {
        if self.bytes + json.len() as u64 >= self.most {
            self.fill_up();
            return ControlFlow::Break(());
        }
        self.bytes += json.len() as u64 + 1;
        if let Err(error) = self.intake.push(json).and_then(|()| self.intake.push(b"\n")) {
            self.full = true;
            self.fall_short(no_room(&error));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(true)
    }

    /// All that came, with the reason why it is not everything.
    ///
    /// # Errors
    /// That reason, where nothing came at all; a disk that lost what it had taken.
    pub fn finish(self) -> Result<Gathered, Failure> {
        let Self { walk, intake, bytes, short, .. } = self;
        if walk.received() == 0
            && let Some(why) = short
        {
            return Err(why);
        }
        let mut incomplete = short.map(|why| format!("{}. {}", why.title, why.advice));
        let document = intake.finish().map_err(|error| no_room(&error))?;
        if let Some(error) = document.error() {
            incomplete
                .get_or_insert_with(|| format!("Object {} could not be read: {}", error.line, error.message));
        }
        let (asked, received, missing) = (walk.asked(), walk.received(), walk.missing());
        Ok(Gathered { document, asked, received, missing, incomplete, bytes })
    }
}

fn no_room(error: &io::Error) -> Failure {
    Failure::new("The objects could not be kept", error.to_string()).with(Remedy::Retry)
}
