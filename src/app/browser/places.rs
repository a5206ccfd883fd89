//! Where a person was: back and forward, projects opened lately, favourites.

use std::collections::HashSet;

use dapple_data::ids::{ModelId, ProjectId, VersionId};
use serde::{Deserialize, Serialize};

use super::page;
use crate::app::AccountKey;
use crate::app::elements::{self, ElementsTarget};
use crate::app::state::{Heart, Outbox, State};
use crate::app::tabs::TabId;

/// How many projects opened lately are kept.
const RECENTS: usize = 12;
/// How many places back and forward know.
const SPOTS: usize = 100;
/// Versions walked through faster than this, in seconds, are one place.
const WALK: f64 = 1.0;

/// A project that is remembered across starts, with the name it had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The account, as its key prints itself.
    pub account: String,
    pub project: ProjectId,
    pub name: String,
}

/// One place: a project, and what was chosen in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub account: AccountKey,
    pub project: ProjectId,
    pub model: Option<ModelId>,
    pub version: Option<VersionId>,
    /// An element table, in place of the project's page.
    pub elements: Option<ElementsTarget>,
}

/// The places visited, and which of them is the present one.
#[derive(Debug, Default)]
pub struct Trail {
    spots: Vec<Spot>,
    at: usize,
    /// When the present one was come to, in seconds of the window's clock.
    since: f64,
}

impl Trail {
    /// Whether there is a place to go back to.
    pub fn can_go_back(&self) -> bool {
        self.at > 0
    }

    /// Whether there is a place to go forward to.
    pub fn can_go_forward(&self) -> bool {
        self.at + 1 < self.spots.len()
    }

    fn put(&mut self, spot: Spot, now: f64) {
        let walked = self.spots.get(self.at).is_some_and(|here| {
            let walks = now - self.since < WALK && here.version.is_some();
            *here == spot || (walks && same_model(here, &spot))
        });
        self.since = now;
        if walked {
            if let Some(here) = self.spots.get_mut(self.at) {
                *here = spot;
            }
            return;
        }
        self.spots.truncate(self.at + 1);
        self.spots.push(spot);
        if self.spots.len() > SPOTS {
            self.spots.remove(0);
        }
        self.at = self.spots.len() - 1;
    }
}

fn same_model(a: &Spot, b: &Spot) -> bool {
    let of = |spot: &Spot| {
        (spot.elements.is_some(), spot.account.clone(), spot.project.clone(), spot.model.clone())
    };
    a.elements.is_none() && of(a) == of(b)
}

fn spot_of(state: &State, tab: TabId) -> Option<Spot> {
    if let Some(target) = state.element_table(tab).and_then(|table| table.target.clone()) {
        let (account, project) = (target.account.clone(), target.project.clone());
        return Some(Spot { account, project, model: None, version: None, elements: Some(target) });
    }
    let page = state.browser.pages.get(&tab)?;
    Some(Spot {
        account: page.account.clone(),
        project: page.project.clone(),
        model: page.model.clone(),
        version: page.version.clone(),
        elements: None,
    })
}

/// Notes the page in front as visited.
pub(in crate::app) fn visit(state: &mut State, now: f64) {
    if let Some(spot) = state.selected.and_then(|tab| spot_of(state, tab)) {
        state.browser.trail.put(spot, now);
    }
}

/// Fills in what the page in front chose by itself: that is no place of its own.
pub(super) fn amend(state: &mut State, tab: TabId) {
    let Some(spot) = spot_of(state, tab) else { return };
    let trail = &mut state.browser.trail;
    if let Some(here) = trail.spots.get_mut(trail.at)
        && (&here.account, &here.project) == (&spot.account, &spot.project)
        && (here.model.is_none() || here.model == spot.model)
        && here.version.is_none()
        && here.elements.is_none()
        && spot.elements.is_none()
    {
        *here = spot;
    }
}

/// Goes to the place before the present one, or after it.
pub(super) fn step(heart: &mut Heart, back: bool, now: f64, out: &mut Outbox) {
    let trail = &mut heart.state.browser.trail;
    let next = if back { trail.at.checked_sub(1) } else { trail.at.checked_add(1) };
    let Some((next, spot)) = next.and_then(|next| trail.spots.get(next).map(|spot| (next, spot.clone())))
    else {
        return;
    };
    trail.at = next;
    trail.since = now;
    if heart.state.accounts.get(&spot.account).is_none() {
        return;
    }
    if let Some(target) = spot.elements {
        return elements::go(heart, target, now, out);
    }
    page::open(heart, (spot.account, spot.project), (spot.model, spot.version), now, out);
}

/// Notes a project as opened lately.
pub(super) fn remember(state: &mut State, account: &AccountKey, project: &ProjectId) {
    let known = known(state, account, project);
    let recents = &mut state.browser.recents;
    recents.retain(|old| !(old.account == known.account && old.project == known.project));
    recents.insert(0, known);
    recents.truncate(RECENTS);
}

fn known(state: &State, account: &AccountKey, project: &ProjectId) -> Known {
    let listed = page::listed(state, account, project).map(|p| p.name.clone());
    let mut pages = state.browser.pages.values();
    let opened = || {
        let page = pages.find(|page| page.account == *account && page.project == *project)?;
        page.facts.value().map(|facts| facts.project.name.clone())
    };
    let name = listed.or_else(opened).unwrap_or_else(|| project.as_str().to_owned());
    Known { account: account.to_string(), project: project.clone(), name }
}

/// Makes a project a favourite, or no favourite any more.
pub(super) fn favourite(state: &mut State, account: &AccountKey, project: &ProjectId, now: f64) {
    let known = known(state, account, project);
    let favourites = &mut state.browser.favourites;
    let before = favourites.len();
    favourites.retain(|old| !(old.account == known.account && old.project == known.project));
    if favourites.len() == before {
        favourites.push(known);
    }
    state.touch(now);
}

impl super::Browser {
    /// Whether a project is a favourite.
    pub fn is_favourite(&self, account: &AccountKey, project: &ProjectId) -> bool {
        let mut of_project = self.favourites.iter().filter(|known| known.project == *project);
        let printed = account.to_string();
        of_project.any(|known| known.account == printed)
    }
}

/// A project has this name now: what is remembered follows, and so does its tab.
pub(super) fn learn_name(state: &mut State, account: &AccountKey, project: &ProjectId, name: &str, now: f64) {
    let browser = &mut state.browser;
    let printed = account.to_string();
    let mut changed = false;
    let remembered = browser.recents.iter_mut().chain(&mut browser.favourites);
    for known in remembered.filter(|known| known.project == *project && known.account == printed) {
        changed |= known.name != name;
        known.name = name.to_owned();
    }
    for tab in &mut state.tabs {
        let page = state.browser.pages.get(&tab.id);
        if page.is_some_and(|page| page.account == *account && page.project == *project) {
            changed |= tab.name.as_deref() != Some(name);
            tab.name = Some(name.to_owned());
        }
    }
    if changed {
        state.touch(now);
    }
}

/// The names of the list reach everything that is remembered or open.
pub(super) fn learn_names(state: &mut State, now: f64) {
    let Some(account) = state.browser.account.clone() else { return };
    let Some(projects) = state.browser.projects.value().cloned() else { return };
    let browser = &state.browser;
    let remembered = browser.recents.iter().chain(&browser.favourites).map(|known| &known.project);
    let shown: HashSet<ProjectId> =
        remembered.chain(browser.pages.values().map(|page| &page.project)).cloned().collect();
    for project in projects.items.iter().filter(|project| shown.contains(&project.id)) {
        learn_name(state, &account, &project.id, &project.name, now);
    }
}
