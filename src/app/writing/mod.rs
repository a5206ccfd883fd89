//! Writing in the two texts of a tab: find and replace, what a word is and where it leads, folds, size and
//! wrapping of the text, files that are dropped on it.

mod drop;
mod find;
mod looks;
mod pointing;

use std::path::PathBuf;
use std::sync::Arc;

use dapple_data::text::FoldWish;

pub use drop::{DropTarget, Dropped};
pub use find::{FindBar, FindTextAction, TextFind};
pub use looks::{FoldAsked, ZoomStep};
pub use pointing::{Pointed, PointedWord, WordGoal};

use super::problems::TextOf;
use super::remote::{CommandId, Remote};
use super::state::{Heart, Outbox};
use super::tabs::TabId;

pub(super) use drop::on_read;
pub(super) use find::refresh;
pub(super) use pointing::on_event;

/// The part of a tab that belongs to writing.
#[derive(Debug, Default)]
pub struct Writing {
    pub find: TextFind,
    /// What the word is that the pointer rests on, or that was asked about by a key.
    pub about: Remote<Arc<Pointed>>,
    /// What is to be folded, asked for by a command.
    pub folds: FoldAsked,
    /// Somebody wants to go where a word leads.
    pub(super) going: Option<CommandId>,
}

impl Writing {
    /// Commands whose answers nobody waits for once the tab is closed.
    pub(super) fn waits(&self) -> impl Iterator<Item = CommandId> {
        self.about.waiting_for().into_iter().chain(self.going)
    }
}

/// What a person did while writing.
#[derive(Clone, Debug)]
pub enum WritingAction {
    /// What is the word at this byte of the query?
    About {
        tab: TabId,
        byte: usize,
    },
    /// Nobody asks any more.
    Leave(TabId),
    /// Go where the word at a byte leads; without one, the word at the caret.
    Follow {
        tab: TabId,
        byte: Option<usize>,
        goal: WordGoal,
    },
    Find(TabId, FindTextAction),
    /// Fold or unfold in one of the texts.
    Fold(TabId, TextOf, FoldWish),
    /// Another size of the text, in all tabs.
    Zoom(ZoomStep),
    /// Long lines go on in the next row, or not, in all tabs.
    Wrap(bool),
    /// A file was dropped on the window.
    Drop(DropTarget, PathBuf),
}

/// Actions of writing.
pub(super) fn update(heart: &mut Heart, action: WritingAction, now: f64, out: &mut Outbox) {
    match action {
        WritingAction::About { tab, byte } => pointing::about(heart, (tab, byte), now, out),
        WritingAction::Leave(tab) => {
            if let Some(tab) = heart.state.tab_mut(tab) {
                out.cancel.extend(tab.writing.about.waiting_for());
                tab.writing.about = Remote::Idle;
            }
        }
        WritingAction::Follow { tab, byte, goal } => pointing::follow(heart, (tab, byte, goal), out),
        WritingAction::Find(tab, action) => find::update(heart, tab, action, now, out),
        WritingAction::Fold(tab, on, wish) => looks::fold(heart, tab, (on, wish)),
        WritingAction::Zoom(step) => looks::zoom(heart, step, out),
        WritingAction::Wrap(wrap) => looks::wrap(heart, wrap, out),
        WritingAction::Drop(target, path) => drop::dropped(heart, (target, path), out),
    }
}

/// The text that is meant.
fn buffer_mut(heart: &mut Heart, tab: TabId, on: TextOf) -> Option<&mut dapple_data::text::Buffer> {
    let texts = heart.buffers.get_mut(tab)?;
    Some(if on == TextOf::Query { &mut texts.query } else { &mut texts.variables })
}
