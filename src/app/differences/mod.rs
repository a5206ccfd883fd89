//! Two answers side by side: which they are, what differs, and which of that is shown.
//!
//! A tab holds the comparison and the rows that are shown of it. Both are made by the worker; what a person does
//! changes by what items are matched (which makes the comparison anew) or the look (which picks among its rows).

mod events;
mod sides;
mod tab;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dapple_data::document::Document;
use dapple_data::document::compare::{Difference, DifferenceRows, Differences, ItemsBy, Sides};

use super::answer::Answer;
use super::failure::Failure;
use super::memory::Asleep;
use super::remote::CommandId;
use super::state::{Heart, Outbox};
use super::tabs::TabId;

pub(super) use events::{fail, on_event};
pub use sides::{Fellow, fellows};
pub(super) use sides::{keep, picked};
pub use tab::DifferencesTab;
pub(super) use tab::{close, export_stem};

/// One of two answers that are compared.
#[derive(Clone, Debug)]
pub struct AnswerSide {
    /// What it is called: its tab or file.
    pub title: String,
    pub of: SideOf,
}

/// Where an answer is.
#[derive(Clone, Debug)]
pub enum SideOf {
    Here(Arc<Answer>),
    /// Its bytes lie on the disk; its index is made again.
    Asleep(Arc<Asleep>),
    /// A saved answer that no tab has open.
    File(PathBuf),
}

/// All comparisons of answers that are open.
#[derive(Debug, Default)]
pub struct AnswerComparisons {
    pub tabs: HashMap<TabId, DifferencesTab>,
    /// A file is being chosen to compare the answer of a tab with.
    pub(super) picking: Option<(CommandId, TabId)>,
}

/// How differences are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DifferencesView {
    #[default]
    Tree,
    Table,
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DifferencesLook {
    /// Only what differs, and what it lies in.
    pub only: bool,
    /// Only differences of one kind.
    pub kind: Option<Difference>,
}

impl Default for DifferencesLook {
    fn default() -> Self {
        Self { only: true, kind: None }
    }
}

/// What a person did with a comparison of answers.
#[derive(Clone, Debug)]
pub enum DifferencesAction {
    /// Compare the answer of a tab with another one, in a tab of its own.
    Open(TabId, Fellow),
    /// Choose a saved answer to compare that of a tab with.
    PickFile(TabId),
    /// Compare again, what is there or with other files.
    Load(TabId),
    Cancel(TabId),
    /// The first becomes the second.
    Swap(TabId),
    /// Match the items of lists by something else.
    MatchBy(TabId, ItemsBy),
    Look(TabId, DifferencesLook),
    Show(TabId, DifferencesView),
    /// On to the next difference, or back.
    Next(TabId, bool),
    /// A person stands on a difference, by its place among the shown ones; `true` brings it into sight.
    StandOn(TabId, usize, bool),
    /// Put differences, by their places among the shown ones, on the clipboard.
    Copy(TabId, std::ops::RangeInclusive<usize>),
}

/// A comparison that is asked for.
#[derive(Clone, Debug)]
pub struct DifferencesAsk {
    pub before: AnswerSide,
    pub after: AnswerSide,
    pub by: ItemsBy,
    pub look: DifferencesLook,
}

/// What the world must do for a comparison of answers.
#[derive(Clone, Debug)]
pub enum DifferencesCommand {
    /// Bring both answers, compare them, and pick what is shown. Progress counts bytes.
    Load(Box<DifferencesAsk>),
    /// Pick what is shown.
    Arrange { comparison: Arc<AnswerDifferences>, look: DifferencesLook },
    /// Differences as a list of records.
    Record { comparison: Arc<AnswerDifferences>, entries: Arc<[u32]> },
    /// Differences as text for the clipboard.
    Copy { comparison: Arc<AnswerDifferences>, entries: Arc<[u32]> },
    /// Let go of what is not needed any more, off the window's thread: it may be large.
    Forget(Option<Arc<AnswerDifferences>>, Option<Arc<ShownDifferences>>),
}

/// What the world says about a comparison of answers. The command's id tells whose it is.
#[derive(Debug)]
pub enum DifferencesEvent {
    Compared(Result<(Arc<AnswerDifferences>, Arc<ShownDifferences>), Failure>),
    Arranged(Result<Arc<ShownDifferences>, Failure>),
    Recorded(Result<Arc<Document>, Failure>),
    Copied(Result<String, Failure>),
    Forgotten,
}

/// Two answers and what differs between them. Immutable.
#[derive(Debug)]
pub struct AnswerDifferences {
    pub before: Arc<Answer>,
    pub after: Arc<Answer>,
    pub titles: [String; 2],
    pub by: ItemsBy,
    pub differences: Differences,
    /// How long it took to compare, without loading.
    pub took: Duration,
}

/// Which of the differences are shown.
#[derive(Debug, Default)]
pub struct ShownDifferences {
    pub look: DifferencesLook,
    pub rows: DifferenceRows,
}

impl AnswerDifferences {
    /// Both answers with the rows that are shown.
    pub fn sides<'a>(&'a self, shown: &'a ShownDifferences) -> Sides<'a> {
        Sides {
            before: &self.before.document,
            after: &self.after.document,
            differences: &self.differences,
            rows: &shown.rows,
        }
    }

    /// Whether one of the answers is not whole: what it lacks looks removed or added.
    pub fn is_short(&self) -> bool {
        [&self.before, &self.after].iter().any(|answer| is_short(answer))
    }

    /// What a person has to know before trusting it, a sentence each.
    pub fn cautions(&self) -> Vec<String> {
        let mut words = Vec::new();
        for (answer, which) in [(&self.before, "first"), (&self.after, "second")] {
            if is_short(answer) {
                words
                    .push(format!("The {which} answer is not all here, so values can look added or removed"));
            }
        }
        words.extend(self.differences.notes());
        words
    }
}

fn is_short(answer: &Answer) -> bool {
    answer.meta.incomplete.is_some() || answer.document.error().is_some()
}

/// Actions on comparisons of answers.
pub(super) fn update(heart: &mut Heart, action: DifferencesAction, now: f64, out: &mut Outbox) {
    use DifferencesAction as A;
    let state = &mut heart.state;
    match action {
        A::Open(tab, fellow) => sides::open(heart, tab, fellow, now, out),
        A::PickFile(tab) => sides::pick_file(state, tab, out),
        A::Load(id) => tab::load(state, id, now, out),
        A::Cancel(id) => tab::cancel(heart, id, now, out),
        A::Swap(id) => tab::swap(state, id, now, out),
        A::MatchBy(id, by) => tab::match_by(state, id, by, now, out),
        A::Look(id, look) => tab::look(state, id, look, now, out),
        A::Show(id, view) => {
            if let Some(tab) = state.differences.tabs.get_mut(&id) {
                tab.view = view;
            }
        }
        A::Next(id, back) => tab::next(state, id, back),
        A::StandOn(id, place, reveal) => tab::stand_on(state, id, place, reveal),
        A::Copy(id, places) => tab::copy(state, id, places, out),
    }
}
