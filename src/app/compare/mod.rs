//! Two versions side by side: what is compared, how the differences are looked at.
//!
//! A tab holds the comparison and the part of it that is shown. Both are made by the worker; what a person does
//! changes the options (which makes the comparison anew) or the look (which picks among its elements).

mod events;
mod saved;
mod shown;
mod tab;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use dapple_data::speckle::elements::ColumnKey;
use dapple_data::speckle::elements::compare::{Change, CompareOptions, Differences, MatchBy};

use super::elements::{ElementSet, ElementsTarget};
use super::failure::Failure;
use super::state::{Heart, Outbox};
use super::tabs::TabId;

pub(super) use events::{fail, on_event};
pub use saved::SavedComparison;
pub use shown::{ChangeFolds, ShownChange, ShownChanges};
pub use tab::ComparisonTab;
pub(super) use tab::{close, export_stem, restore};

/// Two versions, of one model mostly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparisonTarget {
    /// The older one; without sources it is the one that was published before the other.
    pub from: ElementsTarget,
    pub to: ElementsTarget,
}

impl ComparisonTarget {
    /// A version of a model and the one before it, whichever that is.
    pub fn with_before(to: ElementsTarget) -> Self {
        Self { from: ElementsTarget { sources: Vec::new(), ..to.clone() }, to }
    }
}

/// All comparisons that are open.
#[derive(Debug, Default)]
pub struct Comparisons {
    pub tabs: HashMap<TabId, ComparisonTab>,
}

/// Which differences are shown; all of them by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangesLook {
    pub change: Option<Change>,
    /// A category by its name.
    pub category: Option<String>,
    /// Elements in which this property differs.
    pub property: Option<ColumnKey>,
    /// What stands in a name, a mark or an id.
    pub text: String,
}

impl ChangesLook {
    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        *self != Self::default()
    }
}

/// What a person did with a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompareAction {
    /// Compare two versions in a tab of their own, or go to the tab that does.
    Open(ComparisonTarget),
    /// Load what is not here yet, or try again.
    Load(TabId),
    Cancel(TabId),
    /// Compare others in this tab: the same two the other way round, or another version in one place.
    Retarget(TabId, ComparisonTarget),
    MatchBy(TabId, MatchBy),
    /// A property counts no more, or counts again.
    Ignore(TabId, ColumnKey, bool),
    Look(TabId, ChangesLook),
    /// Fold or unfold a shown element, by its place among the shown ones.
    Fold(TabId, usize, bool),
    FoldAll(TabId, bool),
    /// Put shown elements, with what differs in them, on the clipboard.
    Copy(TabId, std::ops::RangeInclusive<usize>),
    /// Put the command line that writes this comparison on the clipboard.
    CopyCommand(TabId),
}

/// A comparison that is asked for.
#[derive(Clone, Debug)]
pub struct CompareAsk {
    pub target: ComparisonTarget,
    /// Sets that other tabs have already.
    pub known: [Option<Arc<ElementSet>>; 2],
    pub options: CompareOptions,
    pub look: ChangesLook,
}

/// What the world must do for a comparison.
#[derive(Clone, Debug)]
pub enum CompareCommand {
    /// Load both versions, where they are not here, compare them, and pick what is shown. Progress counts
    /// objects of one version after the other.
    Load(Box<CompareAsk>),
    /// Pick what is shown.
    Arrange { comparison: Arc<Comparison>, look: ChangesLook },
    /// These elements of the comparison as text for the clipboard.
    Copy { comparison: Arc<Comparison>, elements: Vec<u32> },
    /// Let go of what is not needed any more, off the window's thread: it may be large.
    Forget(Arc<Comparison>),
}

/// What the world says about a comparison. The command's id tells whose answer it is.
#[derive(Debug)]
pub enum CompareEvent {
    Compared(Result<(Arc<Comparison>, Arc<ShownChanges>), Failure>),
    Arranged(Result<Arc<ShownChanges>, Failure>),
    Copied(Result<String, Failure>),
    Forgotten,
}

/// Two versions and what differs between them. Immutable.
#[derive(Debug)]
pub struct Comparison {
    pub from: Arc<ElementSet>,
    pub to: Arc<ElementSet>,
    pub options: CompareOptions,
    pub differences: Differences,
    /// How long it took to compare, without loading.
    pub took: Duration,
}

impl Comparison {
    /// How many objects of both versions did not come, at least: elements may look added or removed for it.
    pub fn short_by(&self) -> u64 {
        self.from.facts.short_by() + self.to.facts.short_by()
    }

    /// What a person has to know before trusting it, a sentence each.
    pub fn cautions(&self) -> Vec<String> {
        let found = &self.differences;
        let mut words = Vec::new();
        for (set, which) in [(&self.from, "first"), (&self.to, "second")] {
            if !set.facts.is_complete() {
                words.push(format!(
                    "The {which} version is not all here, so elements can look added or removed"
                ));
            }
        }
        let id = self.options.match_by.column().name();
        if found.without_id > 0 {
            words.push(format!(
                "{} elements have no {id}: they are matched by equal content alone",
                found.without_id
            ));
        }
        if found.shared_ids > 0 {
            words.push(format!(
                "{} times several elements share one {id}: they are matched in their order",
                found.shared_ids
            ));
        }
        if found.rounding > 0 {
            words.push(format!("{} numbers differ by rounding alone and do not count", found.rounding));
        }
        if found.left_out > 0 {
            words.push(format!("{} more properties differ than the million that is kept", found.left_out));
        }
        words
    }
}

/// Actions on comparisons.
pub(super) fn update(heart: &mut Heart, action: CompareAction, now: f64, out: &mut Outbox) {
    use CompareAction as A;
    match action {
        A::Open(target) => tab::open(heart, target, now, out),
        A::Load(id) => tab::load(&mut heart.state, id, now, out),
        A::Cancel(id) => tab::cancel(&mut heart.state, id, out),
        A::Retarget(id, target) => tab::retarget(&mut heart.state, id, target, now, out),
        A::MatchBy(id, by) => tab::options(&mut heart.state, id, now, out, |options| options.match_by = by),
        A::Ignore(id, key, ignored) => tab::options(&mut heart.state, id, now, out, |options| {
            options.ignore.retain(|known| *known != key);
            if ignored {
                options.ignore.push(key);
            }
        }),
        A::Look(id, look) => tab::look(&mut heart.state, id, look, now, out),
        A::Fold(id, place, folded) => tab::fold(&mut heart.state, id, place, folded),
        A::FoldAll(id, folded) => tab::fold_all(&mut heart.state, id, folded),
        A::Copy(id, places) => tab::copy(&mut heart.state, id, places, out),
        A::CopyCommand(id) => tab::copy_command(&heart.state, id, out),
    }
}
