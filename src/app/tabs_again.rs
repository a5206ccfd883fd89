//! Tabs that come back: closed ones in the order they went, and copies.

use super::session::{self, SavedTab};
use super::state::{Heart, Outbox};
use super::tabs::{TabId, TabKind};
use super::{browser, query};

/// How many closed tabs are remembered.
const MOST_CLOSED: usize = 30;

/// A tab that was closed, and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedTab {
    pub at: usize,
    pub tab: SavedTab,
}

/// Remembers a tab that is about to be closed; one without any text is nobody's loss.
pub(super) fn closing(heart: &mut Heart, id: TabId) {
    let Some(at) = heart.state.tabs.iter().position(|tab| tab.id == id) else { return };
    let kept = heart.state.tabs.get(at).and_then(|tab| session::saved_of(heart, tab));
    let Some(tab) = kept.filter(|tab| {
        let empty = tab.query.trim().is_empty() && tab.variables.trim().is_empty();
        !empty || tab.page.is_some() || tab.elements.is_some() || tab.file.is_some()
    }) else {
        return;
    };
    heart.state.closed.push(ClosedTab { at, tab });
    let over = heart.state.closed.len().saturating_sub(MOST_CLOSED);
    heart.state.closed.drain(..over);
}

/// Opens the tab that was closed last, where it stood.
pub(super) fn reopen(heart: &mut Heart, now: f64, out: &mut Outbox) {
    let Some(closed) = heart.state.closed.pop() else { return };
    let before = heart.state.tabs.len();
    session::restore_tab(heart, closed.tab);
    if heart.state.tabs.len() == before {
        // Its account is gone, and with it whoever could be asked.
        return;
    }
    if let Some(tab) = heart.state.tabs.pop() {
        let at = closed.at.min(heart.state.tabs.len());
        let id = tab.id;
        heart.state.tabs.insert(at, tab);
        query::to_front(&mut heart.state, id, now);
        browser::visit(&mut heart.state, now);
        query::check(heart, id, now, out);
    }
}

/// The same texts in a tab of their own beside it, without the file.
pub(super) fn duplicate(heart: &mut Heart, id: TabId, now: f64, out: &mut Outbox) {
    let Some(at) = heart.state.tabs.iter().position(|tab| tab.id == id && tab.kind == TabKind::Query) else {
        return;
    };
    let Some(mut copy) = heart.state.tabs.get(at).and_then(|tab| session::saved_of(heart, tab)) else {
        return;
    };
    heart.state.next_tab += 1;
    copy.id = heart.state.next_tab;
    copy.saved = None;
    session::restore_tab(heart, copy);
    if let Some(tab) = heart.state.tabs.pop() {
        let id = tab.id;
        heart.state.tabs.insert(at + 1, tab);
        query::to_front(&mut heart.state, id, now);
        query::check(heart, id, now, out);
    }
}
