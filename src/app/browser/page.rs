//! One project in a tab: opening it, choosing in it, closing it.

use std::collections::HashMap;
use std::sync::Arc;

use dapple_data::ids::{ModelId, ProjectId, VersionId};
use dapple_data::speckle::browse::{
    ArrangedModels, Content, Listing, Member, Model, Project, ProjectFacts, Sort, Source, Version, title,
};
use dapple_data::url::Link;

use super::{BrowseCommand, ProjectView, ask, places};
use crate::app::AccountKey;
use crate::app::command::Command;
use crate::app::elements::ElementsTarget;
use crate::app::query;
use crate::app::remote::Remote;
use crate::app::session::SavedPage;
use crate::app::state::{Heart, Outbox, Place, State};
use crate::app::tabs::{TabId, TabKind};

/// One project, opened in a tab.
#[derive(Debug)]
pub struct ProjectPage {
    pub account: AccountKey,
    pub project: ProjectId,
    pub facts: Remote<Arc<ProjectFacts>>,
    pub models: Remote<Arc<Listing<Model>>>,
    /// The models as the window shows them, where there are too many to arrange them in a frame.
    pub arranged: Remote<Arc<ArrangedModels>>,
    pub people: Remote<Arc<Listing<Member>>>,
    pub timeline: Remote<Arc<Listing<Version>>>,
    pub view: ProjectView,
    /// The model whose versions are shown.
    pub model: Option<ModelId>,
    pub versions: Remote<Arc<Listing<Version>>>,
    /// The version in the inspector.
    pub version: Option<VersionId>,
    /// When the latest of these came, in seconds of the window's clock.
    pub received: Option<f64>,
    /// Versions of models that were looked at before: shown until the fresh ones are here.
    pub(super) seen: HashMap<ModelId, Arc<Listing<Version>>>,
    /// Where the chosen model and version stand in their lists, so that no frame has to look for them.
    model_at: usize,
    version_at: usize,
}

impl ProjectPage {
    /// A page on which nothing was asked for yet.
    pub fn new(account: AccountKey, project: ProjectId) -> Self {
        Self {
            account,
            project,
            facts: Remote::Idle,
            models: Remote::Idle,
            arranged: Remote::Idle,
            people: Remote::Idle,
            timeline: Remote::Idle,
            view: ProjectView::default(),
            model: None,
            versions: Remote::Idle,
            version: None,
            received: None,
            seen: HashMap::new(),
            model_at: 0,
            version_at: 0,
        }
    }

    /// Finds the chosen model and version in their lists, where they do not stand where they stood.
    pub(super) fn find_chosen(&mut self) {
        if let (Some(id), Some(models)) = (&self.model, self.models.value())
            && models.items.get(self.model_at).is_none_or(|model| model.id != *id)
        {
            self.model_at = models.items.iter().position(|model| model.id == *id).unwrap_or_default();
        }
        if let (Some(id), Some(versions)) = (&self.version, self.versions.value())
            && versions.items.get(self.version_at).is_none_or(|version| version.id != *id)
        {
            self.version_at = versions.items.iter().position(|v| v.id == *id).unwrap_or_default();
        }
    }

    /// The model whose versions are shown, as far as it is known.
    pub fn chosen_model(&self) -> Option<&Model> {
        let id = self.model.as_ref()?;
        self.models.value()?.items.get(self.model_at).filter(|model| model.id == *id)
    }

    /// The version in the inspector, as far as it is known.
    pub fn chosen_version(&self) -> Option<&Version> {
        let id = self.version.as_ref()?;
        self.versions.value()?.items.get(self.version_at).filter(|version| version.id == *id)
    }

    /// The model a version belongs to: its own word, or the model whose versions are shown.
    pub fn model_of<'a>(&'a self, version: &'a Version) -> Option<(&'a ModelId, Option<&'a str>)> {
        match &version.model {
            Some((id, name)) => Some((id, Some(name))),
            None => self.model.as_ref().map(|id| (id, self.chosen_model().map(|m| m.name.as_str()))),
        }
    }

    /// The link to a version of this project.
    pub fn link_of(&self, version: &Version) -> Link {
        let (project, id) = (self.project.clone(), version.id.clone());
        match self.model_of(version) {
            Some((model, _)) => Link::Version { project, model: model.clone(), version: id },
            None => Link::Commit { project, branch: None, version: id },
        }
    }

    /// The element table of a version; `None` where it has no objects to load.
    pub fn elements_of(&self, version: &Version) -> Option<ElementsTarget> {
        let Content::Root(object) = &version.content else { return None };
        let model = self.model_of(version);
        let named = |(id, name): (&ModelId, Option<&str>)| Some((id.clone(), name?.to_owned()));
        let whole = Version { model: model.and_then(named), ..version.clone() };
        let project = self.facts.value().map_or("", |facts| facts.project.name.as_str());
        Some(ElementsTarget {
            account: self.account.clone(),
            project: self.project.clone(),
            sources: vec![Source {
                model: model.map(|(id, _)| id.clone()),
                version: Some(version.id.clone()),
                object: object.clone(),
            }],
            title: title(project, &whole),
        })
    }

    /// What is kept of it for the next start.
    pub(in crate::app) fn saved(&self) -> SavedPage {
        SavedPage {
            project: self.project.clone(),
            model: self.model.clone(),
            version: self.version.clone(),
            view: self.view,
        }
    }
}

/// A project of the account's list.
pub(super) fn listed<'a>(state: &'a State, account: &AccountKey, project: &ProjectId) -> Option<&'a Project> {
    let listing = state.browser.projects.value().filter(|_| state.browser.account.as_ref() == Some(account));
    listing?.items.iter().find(|p| p.id == *project)
}

/// Opens a project in a tab of its own, or goes to the tab that has it; at a model and a version of it
/// where they are named.
pub(in crate::app) fn open(
    heart: &mut Heart,
    (account, project): (AccountKey, ProjectId),
    (model, version): (Option<ModelId>, Option<VersionId>),
    now: f64,
    out: &mut Outbox,
) -> TabId {
    let pages = &heart.state.browser.pages;
    let there = pages.iter().find(|(_, page)| page.account == account && page.project == project);
    let id = match there.map(|(id, _)| *id) {
        Some(id) => {
            heart.state.selected = Some(id);
            heart.state.touch(now);
            id
        }
        None => {
            let id = query::open_tab(heart, TabKind::Project, "", "", now);
            let name = listed(&heart.state, &account, &project).map(|p| p.name.clone());
            if let Some(tab) = heart.state.tab_mut(id) {
                tab.account = Some(account.clone());
                tab.name = name;
            }
            heart.state.browser.pages.insert(id, ProjectPage::new(account.clone(), project.clone()));
            id
        }
    };
    heart.state.place = Place::Browse;
    if let Some(model) = model {
        choose_model(&mut heart.state, id, model, now, out);
    }
    if let Some(page) = heart.state.browser.pages.get_mut(&id)
        && version.is_some()
    {
        page.version = version;
        page.view = ProjectView::Models;
    }
    places::remember(&mut heart.state, &account, &project);
    id
}

/// Shows the versions of another model.
pub(super) fn choose_model(state: &mut State, tab: TabId, model: ModelId, now: f64, out: &mut Outbox) {
    let Some(page) = state.browser.pages.get_mut(&tab) else { return };
    page.view = ProjectView::Models;
    if page.model.as_ref() == Some(&model) {
        return;
    }
    out.cancel.extend(page.versions.waiting_for());
    page.version = None;
    let seen = page.seen.get(&model).cloned();
    page.model = Some(model);
    match seen {
        Some(seen) => {
            page.version = newest_version(&seen);
            page.versions = Remote::ready(seen);
            ask::part(state, tab, ask::Part::Versions, now, out);
        }
        None => page.versions = Remote::Idle,
    }
    state.touch(now);
}

/// Arranges the models in another way; an older wish is given up.
pub(super) fn arrange(
    state: &mut State,
    tab: TabId,
    (filter, sort): (String, Sort),
    now: f64,
    out: &mut Outbox,
) {
    let Some(page) = state.browser.pages.get_mut(&tab) else { return };
    let Some(listing) = page.models.value().cloned() else { return };
    out.cancel.extend(page.arranged.waiting_for());
    let id = state.send(out, Command::Browse(BrowseCommand::Arrange { listing, filter, sort }));
    if let Some(page) = state.browser.pages.get_mut(&tab) {
        page.arranged.start(id, now);
    }
}

/// The version that stands first, where a model is opened at none.
pub(super) fn newest_version(versions: &Listing<Version>) -> Option<VersionId> {
    versions.items.first().map(|version| version.id.clone())
}

/// The model that changed last and has something to show.
pub(super) fn newest_model(models: &Listing<Model>) -> Option<ModelId> {
    let with_versions = models.items.iter().filter(|model| model.versions > 0);
    let newest = with_versions.max_by(|a, b| a.updated_at.cmp(&b.updated_at));
    newest.or(models.items.first()).map(|model| model.id.clone())
}

/// Forgets the page of a closed tab, and gives up what it waits for.
pub(in crate::app) fn close(state: &mut State, tab: TabId, out: &mut Outbox) {
    let Some(page) = state.browser.pages.remove(&tab) else { return };
    let waits = [
        page.facts.waiting_for(),
        page.models.waiting_for(),
        page.versions.waiting_for(),
        page.timeline.waiting_for(),
        page.people.waiting_for(),
        page.arranged.waiting_for(),
    ];
    out.cancel.extend(waits.into_iter().flatten());
}

/// Forgets what is listed and remembered of an account's projects.
pub(in crate::app) fn forget(state: &mut State, key: &AccountKey, out: &mut Outbox) {
    let browser = &mut state.browser;
    let name = key.to_string();
    browser.recents.retain(|known| known.account != name);
    browser.favourites.retain(|known| known.account != name);
    browser.trail = places::Trail::default();
    browser.pictures = super::Pictures::default();
    if browser.account.as_ref() == Some(key) {
        out.cancel.extend(browser.projects.waiting_for());
        browser.projects = Remote::Idle;
        browser.account = None;
    }
}

/// A page that was open when the program ended; it is asked for when it is looked at.
pub(in crate::app) fn restore(state: &mut State, tab: TabId, account: AccountKey, saved: SavedPage) {
    let mut page = ProjectPage::new(account, saved.project);
    page.model = saved.model;
    page.version = saved.version;
    page.view = saved.view;
    state.browser.pages.insert(tab, page);
}
