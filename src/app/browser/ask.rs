//! Asking for the lists of the browser: which, when, and once.

use dapple_data::speckle::Scope;

use super::{BrowseCommand, ProjectPage, ProjectView, is_connected};
use crate::app::AccountKey;
use crate::app::accounts::{self, Link};
use crate::app::command::Command;
use crate::app::remote::{CommandId, Remote};
use crate::app::state::{Outbox, State};
use crate::app::tabs::TabId;

/// One list of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Facts,
    Models,
    Versions,
    Timeline,
    People,
}

impl Part {
    const ALL: [Self; 5] = [Self::Facts, Self::Models, Self::Versions, Self::Timeline, Self::People];

    /// Whether nobody asked for it yet, whether it failed, and the command it waits for.
    fn stands(self, page: &ProjectPage) -> (bool, bool, Option<CommandId>) {
        fn of<T>(slot: &Remote<T>) -> (bool, bool, Option<CommandId>) {
            (matches!(slot, Remote::Idle), slot.error().is_some(), slot.waiting_for())
        }
        match self {
            Self::Facts => of(&page.facts),
            Self::Models => of(&page.models),
            Self::Versions => of(&page.versions),
            Self::Timeline => of(&page.timeline),
            Self::People => of(&page.people),
        }
    }

    /// What the world is asked; `None` while it is not known what to ask about.
    fn command(self, page: &ProjectPage) -> Option<BrowseCommand> {
        let (account, project) = (page.account.clone(), page.project.clone());
        Some(match self {
            Self::Facts => BrowseCommand::Project { account, project },
            Self::Models => BrowseCommand::Models { account, project },
            Self::Versions => BrowseCommand::Versions { account, project, model: Some(page.model.clone()?) },
            Self::Timeline => BrowseCommand::Versions { account, project, model: None },
            Self::People => BrowseCommand::People { account, project },
        })
    }

    fn start(self, page: &mut ProjectPage, id: CommandId, now: f64) {
        match self {
            Self::Facts => page.facts.start(id, now),
            Self::Models => page.models.start(id, now),
            Self::Versions => page.versions.start(id, now),
            Self::Timeline => page.timeline.start(id, now),
            Self::People => page.people.start(id, now),
        }
    }
}

/// Whether the token may see people, as far as that is known.
pub fn may_see_people(state: &State, account: &AccountKey) -> bool {
    state.accounts.get(account).is_none_or(|row| !row.scopes.lacks(Scope::UsersRead))
}

/// Asks for the projects of the active account. Those that are here stay until the new ones come.
pub(super) fn projects(state: &mut State, now: f64, out: &mut Outbox) {
    let Some(account) = state.browser.account.clone() else { return };
    wake(state, &account, out);
    out.cancel.extend(state.browser.projects.waiting_for());
    let id = state.send(out, Command::Browse(BrowseCommand::Projects(account)));
    state.browser.projects.start(id, now);
}

/// Keeps the list of projects that of the active account.
pub(super) fn follow_account(state: &mut State, now: f64, out: &mut Outbox) {
    if state.browser.account != state.accounts.active {
        out.cancel.extend(state.browser.projects.waiting_for());
        state.browser.projects = Remote::Idle;
        state.browser.received = None;
        state.browser.account = state.accounts.active.clone();
    }
    let idle = matches!(state.browser.projects, Remote::Idle);
    if idle && state.browser.account.as_ref().is_some_and(|key| is_connected(state, key)) {
        projects(state, now, out);
    }
}

/// Reads the token of an account that nobody asked for yet.
pub(super) fn wake(state: &mut State, account: &AccountKey, out: &mut Outbox) {
    let link = state.accounts.get(account).map(|row| &row.link);
    if matches!(link, Some(Link::Unknown | Link::Failed(_))) {
        accounts::reconnect(state, account, out);
    }
}

/// Asks for what the page in front shows and nobody asked for.
pub(super) fn page_in_front(state: &mut State, now: f64, out: &mut Outbox) {
    let Some(tab) = state.selected else { return };
    let Some(page) = state.browser.pages.get(&tab) else { return };
    let account = page.account.clone();
    if state.accounts.get(&account).is_some_and(|row| matches!(row.link, Link::Unknown)) {
        accounts::reconnect(state, &account, out);
    }
    if !is_connected(state, &account) {
        return;
    }
    let sees_people = may_see_people(state, &account);
    let Some(page) = state.browser.pages.get(&tab) else { return };
    let shown = match page.view {
        ProjectView::Models => Some(Part::Versions),
        ProjectView::Timeline => Some(Part::Timeline),
        ProjectView::People => sees_people.then_some(Part::People),
    };
    let parts = [Part::Facts, Part::Models].into_iter().chain(shown);
    let missing: Vec<Part> = parts.filter(|part| part.stands(page).0).collect();
    for missing in missing {
        part(state, tab, missing, now, out);
    }
}

/// Asks for one list of a page, in place of an older question for the same.
pub(super) fn part(state: &mut State, tab: TabId, part: Part, now: f64, out: &mut Outbox) {
    let Some(page) = state.browser.pages.get(&tab) else { return };
    let Some(command) = part.command(page) else { return };
    out.cancel.extend(part.stands(page).2);
    let id = state.send(out, Command::Browse(command));
    if let Some(page) = state.browser.pages.get_mut(&tab) {
        part.start(page, id, now);
    }
}

/// Asks again for everything that was asked for, or only for what failed.
pub(super) fn page_again(state: &mut State, tab: TabId, failed_only: bool, now: f64, out: &mut Outbox) {
    let Some(page) = state.browser.pages.get_mut(&tab) else { return };
    if !failed_only {
        page.seen.clear();
    }
    let account = page.account.clone();
    state.browser.pictures.forget_absent();
    wake(state, &account, out);
    let Some(page) = state.browser.pages.get(&tab) else { return };
    let wanted = |p: &Part| {
        let (idle, failed, _) = p.stands(page);
        if failed_only { failed } else { !idle }
    };
    let parts: Vec<Part> = Part::ALL.into_iter().filter(wanted).collect();
    for again in parts {
        part(state, tab, again, now, out);
    }
}
