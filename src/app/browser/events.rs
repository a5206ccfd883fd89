//! What the world says to the browser, and the slot that waits for it.

use std::sync::Arc;

use dapple_data::speckle::browse::{Listing, Model, ProjectFacts, Version};

use super::{BrowseEvent, Destination, ProjectPage, downloads, page, pictures, places};
use crate::app::elements::{self, ElementsAction};
use crate::app::failure::Failure;
use crate::app::remote::{CommandId, Remote};
use crate::app::state::{Heart, NoticeKind, Outbox, State};
use crate::app::tabs::TabId;

/// Takes an event to the slot that waits for it; one that nobody waits for is dropped.
pub(in crate::app) fn on_event(
    heart: &mut Heart,
    id: CommandId,
    event: BrowseEvent,
    now: f64,
    out: &mut Outbox,
) {
    let state = &mut heart.state;
    match event {
        BrowseEvent::Projects(Ok(listing)) => {
            let warnings = listing.warnings.clone();
            if state.browser.projects.succeed(id, listing, warnings) {
                state.browser.received = Some(now);
                places::learn_names(state, now);
            }
        }
        BrowseEvent::Projects(Err(failure)) => {
            state.browser.projects.fail(id, failure);
        }
        BrowseEvent::Project(result) => facts(state, id, result, now),
        BrowseEvent::Models(result) => models(state, id, result, now),
        BrowseEvent::Versions(result) => versions(state, id, result, now),
        BrowseEvent::People(result) => {
            let Some((_, page)) = find(state, |page| page.people.awaits(id)) else { return };
            match result {
                Ok(listing) => {
                    page.received = Some(now);
                    let warnings = listing.warnings.clone();
                    page.people.succeed(id, listing, warnings);
                }
                Err(failure) => {
                    page.people.fail(id, failure);
                }
            }
        }
        BrowseEvent::Arranged(result) => {
            let Some((_, page)) = find(state, |page| page.arranged.awaits(id)) else { return };
            match result {
                Ok(arranged) => page.arranged.succeed(id, arranged, Vec::new()),
                Err(failure) => page.arranged.fail(id, failure),
            };
        }
        BrowseEvent::Preview(result) => {
            // A picture that does not come is no reason to say anything: its place stays as it is.
            pictures::came(state, id, result.ok().flatten(), out);
        }
        BrowseEvent::Downloaded(result) => downloads::ended(state, id, result, now),
        BrowseEvent::Resolved(result) => resolved(heart, id, result, now, out),
    }
}

fn find(state: &mut State, waits: impl Fn(&ProjectPage) -> bool) -> Option<(TabId, &mut ProjectPage)> {
    state.browser.pages.iter_mut().find(|(_, page)| waits(page)).map(|(id, page)| (*id, page))
}

fn facts(state: &mut State, id: CommandId, result: Result<Arc<ProjectFacts>, Failure>, now: f64) {
    let Some((_, page)) = find(state, |page| page.facts.awaits(id)) else { return };
    match result {
        Ok(facts) => {
            page.received = Some(now);
            let name = facts.project.name.clone();
            let (account, project) = (page.account.clone(), page.project.clone());
            page.facts.succeed(id, facts, Vec::new());
            places::learn_name(state, &account, &project, &name, now);
        }
        Err(failure) => {
            page.facts.fail(id, failure);
        }
    }
}

fn models(state: &mut State, id: CommandId, result: Result<Arc<Listing<Model>>, Failure>, now: f64) {
    let Some((tab, page)) = find(state, |page| page.models.awaits(id)) else { return };
    let listing = match result {
        Ok(listing) => listing,
        Err(failure) => {
            page.models.fail(id, failure);
            return;
        }
    };
    page.received = Some(now);
    let there = page.model.as_ref().is_some_and(|model| listing.items.iter().any(|m| m.id == *model));
    let gone = page.model.is_some() && !there && listing.is_complete();
    if page.model.is_none() || gone {
        page.model = page::newest_model(&listing);
        page.version = None;
        page.versions = Remote::Idle;
    }
    let warnings = listing.warnings.clone();
    page.models.succeed(id, listing, warnings);
    if gone {
        let words = "The model is not in this project any more, the newest one is shown";
        state.notify(NoticeKind::Warning, words, now);
    }
    places::amend(state, tab);
}

fn versions(state: &mut State, id: CommandId, result: Result<Arc<Listing<Version>>, Failure>, now: f64) {
    let waits = |page: &ProjectPage| page.versions.awaits(id) || page.timeline.awaits(id);
    let Some((tab, page)) = find(state, waits) else { return };
    let listing = match result {
        Ok(listing) => listing,
        Err(failure) => {
            if !page.versions.fail(id, failure.clone()) {
                page.timeline.fail(id, failure);
            }
            return;
        }
    };
    page.received = Some(now);
    let warnings = listing.warnings.clone();
    if page.timeline.awaits(id) {
        page.timeline.succeed(id, listing, warnings);
        return;
    }
    let there = page.version.as_ref().is_some_and(|v| listing.items.iter().any(|version| version.id == *v));
    let gone = page.version.is_some() && !there;
    if !there {
        page.version = page::newest_version(&listing);
    }
    if let Some(model) = &page.model {
        page.seen.insert(model.clone(), listing.clone());
    }
    page.versions.succeed(id, listing, warnings);
    if gone {
        let words = "The version is not among those the server lists, the newest one is shown";
        state.notify(NoticeKind::Warning, words, now);
    }
    places::amend(state, tab);
}

fn resolved(
    heart: &mut Heart,
    id: CommandId,
    result: Result<Destination, Failure>,
    now: f64,
    out: &mut Outbox,
) {
    if !heart.state.browser.resolving.awaits(id) {
        return;
    }
    heart.state.browser.resolving = Remote::Idle;
    match result {
        Ok(Destination::Page { account, project, model, version }) => {
            page::open(heart, (account, project), (model, version), now, out);
            places::visit(&mut heart.state, now);
        }
        Ok(Destination::Elements(target)) => elements::update(heart, ElementsAction::Open(target), now, out),
        Err(failure) => heart.state.notify_failure(&failure, now),
    }
}
