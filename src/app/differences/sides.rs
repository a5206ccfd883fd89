//! With what an answer can be compared: the one before it in the same tab, those of other tabs, a saved file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::tab;
use super::{AnswerSide, SideOf};
use crate::app::answer::Answer;
use crate::app::command::Command;
use crate::app::remote::{CommandId, Remote};
use crate::app::state::{Heart, Outbox, State};
use crate::app::tabs::{Tab, TabId};

/// What an answer is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fellow {
    /// The answer that the same tab had before.
    Before,
    /// The answer of another tab.
    Tab(TabId),
    /// A saved answer.
    File(PathBuf),
}

/// What the answer of a tab can be compared with right now, in the order of the tabs: with a title each.
pub fn fellows(state: &State, tab: &Tab) -> Vec<(Fellow, String)> {
    let before = tab.before.as_ref().map(|_| (Fellow::Before, "The answer before this one".to_owned()));
    let others = state.tabs.iter().filter(|other| other.id != tab.id && side(state, other).is_some());
    before.into_iter().chain(others.map(|other| (Fellow::Tab(other.id), other.title()))).collect()
}

/// The answer of a tab, wherever it is. One that is on its way is none yet.
fn side(state: &State, tab: &Tab) -> Option<AnswerSide> {
    let here = match &tab.answer {
        Remote::Ready { value, .. } => Some(SideOf::Here(value.clone())),
        Remote::Failed { previous, .. } => previous.clone().map(SideOf::Here),
        Remote::Idle => state.memory.asleep(tab.id).map(SideOf::Asleep),
        Remote::Loading { .. } | Remote::Partial { .. } => None,
    };
    here.map(|of| AnswerSide { title: tab.title(), of })
}

/// Compares the answer of a tab with another one, which counts as the older.
pub(super) fn open(heart: &mut Heart, id: TabId, fellow: Fellow, now: f64, out: &mut Outbox) {
    let state = &heart.state;
    let Some(tab) = state.tab(id) else { return };
    let Some(after) = side(state, tab) else { return };
    let before = match fellow {
        Fellow::Before => tab
            .before
            .clone()
            .map(|answer| AnswerSide { title: format!("{}, before", tab.title()), of: SideOf::Here(answer) }),
        Fellow::Tab(other) => state.tab(other).and_then(|other| side(state, other)),
        Fellow::File(path) => Some(AnswerSide { title: name_of(&path), of: SideOf::File(path) }),
    };
    if let Some(before) = before {
        tab::open(heart, before, after, now, out);
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| "File".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Asks which saved answer to compare with.
pub(super) fn pick_file(state: &mut State, id: TabId, out: &mut Outbox) {
    if state.tab(id).is_some() {
        let sent = state.send(out, Command::PickOpen);
        state.differences.picking = Some((sent, id));
    }
}

/// A file was chosen, or none. Whether that was to compare with it.
pub(in crate::app) fn picked(
    heart: &mut Heart,
    id: CommandId,
    path: Option<&Path>,
    now: f64,
    out: &mut Outbox,
) -> bool {
    let Some((_, tab)) = heart.state.differences.picking.take_if(|(picking, _)| *picking == id) else {
        return false;
    };
    if let Some(path) = path {
        open(heart, tab, Fellow::File(path.to_owned()), now, out);
    }
    true
}

/// Keeps the answer that a new one takes the place of, and lets go of the one before it.
pub(in crate::app) fn keep(state: &mut State, id: TabId, old: Option<Arc<Answer>>, out: &mut Outbox) {
    let Some(old) = old else { return };
    let Some(tab) = state.tab_mut(id) else { return };
    let older = tab.before.replace(old);
    if let Some(older) = older {
        state.send(out, Command::LetGo(older));
    }
}
