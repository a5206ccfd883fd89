//! The reading of one list: its pages in order, each item with the lists inside it, into one document.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use dapple_data::document::Document;
use dapple_data::graphql::connections::{Ended, Follow, Plan, read_page};
use dapple_data::jsonc::without_comments;
use serde_json::value::RawValue;

use super::super::Task;
use super::super::intake::Intake;
use super::super::run::seconds_now;
use super::asking::{Asked, Asking, Trouble};
use crate::app::answer::{Answer, AnswerMeta, Loaded};
use crate::app::command::RunRequest;
use crate::app::event::Event;
use crate::app::failure::Failure;
use crate::app::progress::{Phase, Progress, Unit};
use crate::app::tabs::TabId;
use crate::services::api::{self, Api};

/// How often a growing list is shown.
const SHOW_EVERY: Duration = Duration::from_millis(250);
/// The most errors, and the most short lists inside, that are put into words.
const MOST_WORDS: usize = 20;

/// One list on its way.
pub(super) struct Reading<'a> {
    asking: Asking<'a>,
    plan: Plan,
    tab: TabId,
    server: String,
    /// Of the first answer.
    pub(super) facts: Option<api::Answer>,
    /// What the server complained about, each once.
    pub(super) errors: Vec<String>,
    /// Why it ended before its end.
    cut: Option<String>,
    /// How the lists ended: the outermost, and what is added up over those of the innermost level.
    outer: Ended,
    inner: Tally,
    pages: u64,
    shown: Option<Instant>,
}

/// The lists inside of items, added up.
#[derive(Default)]
struct Tally {
    received: u64,
    total: u64,
    /// One list was not counted.
    uncounted: bool,
    short: Vec<String>,
    more_short: u64,
    notes: Vec<String>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        task: &'a Task,
        (api, tab, request): (Arc<Api>, TabId, &RunRequest),
        plan: Plan,
    ) -> Result<Self, Failure> {
        let plain = without_comments(&request.variables);
        let text = plain.trim();
        let text = if text.is_empty() { "{}" } else { text };
        let variables: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text).map_err(|error| {
            let place = format!("Line {}, column {} of the variables", error.line(), error.column());
            Failure::new("The variables are not a JSON object", place)
        })?;
        let asking = Asking {
            task,
            api,
            operation: plan.operation.clone(),
            variables: variables.into_iter().collect(),
            headers: request.headers.list().to_vec(),
        };
        Ok(Self {
            asking,
            plan,
            tab,
            server: request.account.origin.as_str().to_owned(),
            facts: None,
            errors: Vec::new(),
            cut: None,
            outer: Ended::default(),
            inner: Tally::default(),
            pages: 0,
            shown: None,
        })
    }

    /// Reads all of it into `intake`.
    ///
    /// # Errors
    /// Nothing came at all, or the disk does not take it.
    pub(super) async fn read(&mut self, intake: &mut Intake) -> Result<(), Failure> {
        let first = self.plan.levels.first().map_or(1, |level| level.first);
        let mut follow = Follow::new(first);
        let mut opened: Option<Asked> = None;
        let mut written = 0_u64;
        self.progress(&follow);
        while let Some(ask) = follow.next().cloned() {
            let asked = match self.ask(0, (&[], &ask)).await {
                Ok(asked) => asked,
                Err(Trouble::Size) if follow.refuse_size() => continue,
                Err(trouble) => {
                    self.cut(trouble, opened.is_none())?;
                    break;
                }
            };
            let new = follow.take(&asked.page.got);
            if opened.is_none() {
                self.facts = Some(asked.facts.clone());
                keep(intake, &asked.page.splice.head(&asked.text))?;
            }
            let items = asked.page.items.iter().cloned().zip(asked.page.got.ids.iter().cloned());
            for ((item, id), is_new) in items.zip(new) {
                if !is_new {
                    continue;
                }
                let item = if self.plan.levels.len() > 1 && self.cut.is_none() {
                    self.whole(1, item, vec![id.unwrap_or_default()]).await
                } else {
                    item
                };
                if written > 0 {
                    keep(intake, b",")?;
                }
                keep(intake, &item)?;
                written += 1;
            }
            opened.get_or_insert(asked);
            self.progress(&follow);
            self.show(intake).await;
            if self.cut.is_some() {
                break;
            }
        }
        self.outer = follow.end();
        let Some(first) = opened else { return Err(super::broke()) };
        keep(intake, &first.page.splice.tail(&first.text))
    }

    async fn ask(
        &mut self,
        at: usize,
        (ids, ask): (&[String], &dapple_data::speckle::browse::PageAsk),
    ) -> Result<Asked, Trouble> {
        let level = self.plan.levels.get(at).ok_or_else(|| Trouble::Failed(super::broke()))?;
        let asked = self.asking.page(level, (ids, ask), self.pages + 1).await?;
        self.pages += 1;
        for error in &asked.errors {
            if self.errors.len() < MOST_WORDS && !self.errors.contains(error) {
                self.errors.push(error.clone());
            }
        }
        Ok(asked)
    }

    /// Ends the reading: what came stays, and is said to be short. A failure where nothing came.
    fn cut(&mut self, trouble: Trouble, nothing_yet: bool) -> Result<(), Failure> {
        let failure = match trouble {
            Trouble::Stopped => Failure::cancelled(),
            Trouble::Size => Failure::new(
                "The server refuses pages of every size",
                "Its answers are too large, or it takes no limit",
            ),
            Trouble::Failed(failure) => failure,
        };
        if nothing_yet {
            return Err(failure);
        }
        let words = if failure == Failure::cancelled() {
            "Cancelled: the rest was not asked for".to_owned()
        } else {
            format!("{}. {}", failure.title, failure.advice)
        };
        self.cut.get_or_insert(words);
        Ok(())
    }

    /// An item with the list inside it, read to its end.
    fn whole(
        &mut self,
        at: usize,
        item: Bytes,
        ids: Vec<String>,
    ) -> Pin<Box<dyn Future<Output = Bytes> + Send + '_>> {
        Box::pin(async move {
            let Some(level) = self.plan.levels.get(at).cloned() else { return item };
            let is_last = at + 1 == self.plan.levels.len();
            let document = Document::from_bytes(item.clone());
            // An item without the list, such as one that the token may not see into, stays as it is.
            let Ok(page) = read_page(&document, &level, false) else { return item };
            let mut follow = Follow::new(level.first);
            let mut items = Vec::new();
            let mut next = (page.items, page.got);
            loop {
                let new = follow.take(&next.1);
                for ((item, id), is_new) in next.0.into_iter().zip(next.1.ids).zip(new) {
                    if is_new && is_last {
                        items.push(item);
                    } else if is_new {
                        let ids = [ids.as_slice(), &[id.unwrap_or_default()]].concat();
                        items.push(self.whole(at + 1, item, ids).await);
                    }
                }
                let Some(ask) = follow.next().cloned().filter(|_| self.cut.is_none()) else { break };
                match self.again(at, (&ids, ask), &mut follow).await {
                    Some(asked) => next = (asked.page.items, asked.page.got),
                    None => break,
                }
            }
            self.ended(&follow.end(), (is_last, &level.within.join("."), ids.last()));
            page.splice.joined(&item, &items).into()
        })
    }

    /// The next page of a list inside; `None` where it does not come.
    async fn again(
        &mut self,
        at: usize,
        (ids, mut ask): (&[String], dapple_data::speckle::browse::PageAsk),
        follow: &mut Follow,
    ) -> Option<Asked> {
        loop {
            match self.ask(at, (ids, &ask)).await {
                Ok(asked) => return Some(asked),
                Err(Trouble::Size) if follow.refuse_size() => ask = follow.next()?.clone(),
                // One list that cannot be read is short; the others are read on.
                Err(Trouble::Failed(failure)) if failure.refused => {
                    self.short(format!("{}. {}", failure.title, failure.advice));
                    return None;
                }
                Err(trouble) => {
                    // Something came before: this cannot fail.
                    let _ = self.cut(trouble, false);
                    return None;
                }
            }
        }
    }

    fn ended(&mut self, ended: &Ended, (is_last, name, id): (bool, &str, Option<&String>)) {
        if is_last {
            self.inner.received += ended.received;
            match ended.total {
                Some(total) => self.inner.total += total.max(ended.received),
                None => self.inner.uncounted = true,
            }
        }
        if !ended.complete && self.cut.is_none() {
            let of = ended.total.map_or_else(String::new, |total| format!(" of {total}"));
            let id = id.map_or("", String::as_str);
            self.short(format!("{name} of {id}: {}{of}", ended.received));
        }
        for note in &ended.notes {
            if self.inner.notes.len() < MOST_WORDS && !self.inner.notes.contains(note) {
                self.inner.notes.push(note.clone());
            }
        }
        let done = self.inner.received;
        self.asking.task.progress.send_modify(|now| now.done = done);
    }

    fn short(&mut self, words: String) {
        if self.inner.short.len() < MOST_WORDS {
            self.inner.short.push(words);
        } else {
            self.inner.more_short += 1;
        }
    }

    fn progress(&self, follow: &Follow) {
        let (done, total) = follow.counts();
        let (done, total) =
            if self.plan.levels.len() > 1 { (self.inner.received, None) } else { (done, total) };
        let total = total.filter(|total| *total >= done);
        let phase = if self.pages == 0 { Phase::Waiting } else { Phase::Moving };
        self.asking.task.progress.send_replace(Progress { phase, unit: Unit::Rows, done, total });
    }

    /// Shows what is here, where it can be looked at while it grows.
    async fn show(&mut self, intake: &Intake) {
        if self.shown.is_some_and(|last| last.elapsed() < SHOW_EVERY) {
            return;
        }
        let Some(document) = intake.snapshot() else { return };
        self.shown = Some(Instant::now());
        let meta = AnswerMeta {
            at: seconds_now(),
            server: Some(self.server.clone()),
            incomplete: Some("Only part of the list is here".to_owned()),
            ..AnswerMeta::default()
        };
        let answer = Arc::new(Answer {
            serial: self.asking.task.id.0,
            document,
            meta,
            errors: Vec::new(),
            has_data: true,
            raw_lines: None,
            lists: Vec::new(),
        });
        self.asking.task.say(Event::AnswerGrew { tab: self.tab, answer }).await;
    }

    /// How it went.
    pub(super) fn loaded(&self, path: Vec<String>, added: Vec<String>, took: Duration) -> Loaded {
        let is_nested = self.plan.levels.len() > 1;
        let outermost = self.plan.levels.first().map(|level| {
            let mut path = level.path.clone();
            path.push(level.items.clone());
            path
        });
        let (received, total) = if is_nested {
            (self.inner.received, (!self.inner.uncounted).then_some(self.inner.total))
        } else {
            (self.outer.received, self.outer.total)
        };
        let mut notes = self.outer.notes.clone();
        notes.extend(self.inner.notes.iter().filter(|note| !self.outer.notes.contains(note)).cloned());
        let mut short = self.inner.short.clone();
        if self.inner.more_short > 0 {
            short.push(format!("{} more lists are short", self.inner.more_short));
        }
        if is_nested && !self.outer.complete {
            let of = self.outer.total.map_or_else(String::new, |total| format!(" of {total}"));
            short.push(format!("Only {}{of} items of the list around it came", self.outer.received));
        }
        Loaded {
            path,
            outermost: outermost.unwrap_or_default(),
            received,
            total,
            complete: self.cut.is_none() && self.outer.complete && short.is_empty(),
            pages: self.pages,
            doubles: self.outer.doubles,
            cut: self.cut.clone(),
            short,
            notes,
            added,
            took,
        }
    }
}

fn keep(intake: &mut Intake, bytes: &[u8]) -> Result<(), Failure> {
    intake.push(bytes).map_err(|error| Failure::new("The list could not be kept", error.to_string()))
}
