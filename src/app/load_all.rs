//! Reading a list of an answer to its end: what a person starts, pauses and cancels.

use super::remote::Remote;
use super::state::{Heart, Outbox};
use super::tabs::TabId;
use super::{Action, Command};

/// A list on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    /// Response names from `data` to its connection.
    pub path: Vec<String>,
    /// When it began, in seconds of the window's clock.
    pub since: f64,
    pub paused: bool,
    /// The person gave it up; it ends with what came.
    pub ending: bool,
}

/// Actions on the loading of lists.
pub(super) fn update(heart: &mut Heart, action: Action, now: f64, out: &mut Outbox) {
    match action {
        Action::LoadAll(tab, path) => load(heart, tab, path, now, out),
        Action::PauseLoading(id, pause) => {
            let Some(tab) = heart.state.tab_mut(id) else { return };
            let (Some(loading), Some(id)) = (&mut tab.loading, tab.answer.waiting_for()) else { return };
            loading.paused = pause;
            heart.state.send(out, Command::Pause { id, pause });
        }
        _ => {}
    }
}

/// The operation that gave the answer is asked for page by page, whatever was typed since.
fn load(heart: &mut Heart, id: TabId, path: Vec<String>, now: f64, out: &mut Outbox) {
    let Some(tab) = heart.state.tab_mut(id) else { return };
    let Some(request) = tab.ran.clone().filter(|_| !tab.is_running()) else { return };
    tab.sent = tab.answered.clone();
    tab.loading = Some(Loading { path: path.clone(), since: now, paused: false, ending: false });
    out.cancel.extend(tab.table.waiting_for());
    tab.table.give_up();
    let sent = heart.state.send(out, Command::LoadAll { tab: id, request, path });
    if let Some(tab) = heart.state.tab_mut(id) {
        tab.answer.start(sent, now);
    }
}

/// A cancelled loading is told to stop and ends with what came. False where nothing is loading.
pub(super) fn cancel(heart: &mut Heart, id: TabId, out: &mut Outbox) -> bool {
    let Some(tab) = heart.state.tab_mut(id) else { return false };
    let Some(loading) = &mut tab.loading else { return false };
    loading.ending = true;
    out.cancel.extend(tab.answer.waiting_for());
    true
}

/// Nothing is loading any more, if anything was.
pub(super) fn ended(heart: &mut Heart, id: TabId) {
    if let Some(tab) = heart.state.tab_mut(id)
        && !matches!(tab.answer, Remote::Loading { .. } | Remote::Partial { .. })
    {
        tab.loading = None;
    }
}
