//! Browsing: the projects of an account, and for each project tab its models, versions and people.
//!
//! What is on the screen and was not asked for is asked for after every input ([`look`]), so that nothing
//! has to be remembered at the many moments when something comes to the front.

mod ask;
mod downloads;
mod events;
mod page;
mod pictures;
mod places;

use std::collections::HashMap;
use std::sync::Arc;

use dapple_data::ids::{ModelId, ProjectId, VersionId};
use dapple_data::speckle::browse::{
    ArrangedModels, Listing, Member, Model, Project, ProjectFacts, Sort, Version,
};
use dapple_data::url::Link;

use super::AccountKey;
use super::accounts::Link as Connection;
use super::command::Command;
use super::elements::ElementsTarget;
use super::failure::Failure;
use super::links;
use super::remote::{CommandId, Remote};
use super::state::{Heart, Outbox, State};
use super::tabs::TabId;

pub use ask::may_see_people;
pub use downloads::{Downloaded, Wanted, folder_of};
pub(super) use events::on_event;
pub use page::ProjectPage;
pub(super) use page::{close, forget, open, restore};
pub use pictures::{Pictures, Preview};
pub(super) use places::visit;
pub use places::{Known, Spot, Trail};

/// What the browser holds besides its tabs.
#[derive(Debug, Default)]
pub struct Browser {
    /// The projects of `account`, all of them.
    pub projects: Remote<Arc<Listing<Project>>>,
    /// Whose projects these are.
    pub account: Option<AccountKey>,
    /// When they came, in seconds of the window's clock.
    pub received: Option<f64>,
    /// What each project tab holds.
    pub pages: HashMap<TabId, ProjectPage>,
    /// A link that its server is asked about. The latest one counts.
    pub resolving: Remote<()>,
    pub pictures: Pictures,
    /// The places visited, for back and forward.
    pub trail: Trail,
    /// Projects opened lately, the latest first.
    pub recents: Vec<Known>,
    pub favourites: Vec<Known>,
    /// The versions whose files are on their way.
    pub downloads: HashMap<VersionId, CommandId>,
    /// How often the export of a list was asked for by its keys.
    pub export_asked: u64,
}

/// The parts of a project's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum ProjectView {
    /// Models, and the versions of the chosen one.
    #[default]
    Models,
    /// All versions of the project, newest first: who published what.
    Timeline,
    People,
}

/// Where a link leads, once the server was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A project's page, at a model and a version of it where the link names them.
    Page { account: AccountKey, project: ProjectId, model: Option<ModelId>, version: Option<VersionId> },
    /// The element table of what the link names.
    Elements(ElementsTarget),
}

/// What a person did in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrowseAction {
    /// Ask for the projects again.
    RefreshProjects,
    /// Open a project in a tab, or go to the tab that has it.
    OpenProject(AccountKey, ProjectId),
    ShowView(TabId, ProjectView),
    /// Arrange the models in this way: a list too long for a frame.
    ArrangeModels(TabId, String, Sort),
    ChooseModel(TabId, ModelId),
    ChooseVersion(TabId, Option<VersionId>),
    /// Ask for everything on the page again.
    RefreshPage(TabId),
    /// Ask again for what did not come.
    RetryPage(TabId),
    /// Show one version among those of its model.
    ShowVersion(TabId, ModelId, VersionId),
    /// These previews are on the screen and have no picture yet, the most wanted first.
    ShowPreviews(AccountKey, Vec<String>),
    /// Get the files of a version in the new format, into a folder of its own where exports go.
    Download(TabId, VersionId),
    CancelDownload(VersionId),
    Back,
    Forward,
    /// Make a project a favourite, or no favourite any more.
    Favourite(AccountKey, ProjectId),
    /// Show the thing in the web app.
    OpenInBrowser(AccountKey, Link),
    /// Open and run the operation that shows the thing.
    Query(AccountKey, Link),
}

/// What the world must do for the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrowseCommand {
    Projects(AccountKey),
    Project {
        account: AccountKey,
        project: ProjectId,
    },
    Models {
        account: AccountKey,
        project: ProjectId,
    },
    /// Of one model, or of all models of the project.
    Versions {
        account: AccountKey,
        project: ProjectId,
        model: Option<ModelId>,
    },
    People {
        account: AccountKey,
        project: ProjectId,
    },
    /// Models as a tree, filtered and in order. Asks no server.
    Arrange {
        listing: Arc<Listing<Model>>,
        filter: String,
        sort: Sort,
    },
    /// The picture behind a `previewUrl`. As background work, asked for only while its row is on the screen.
    Preview {
        account: AccountKey,
        url: String,
    },
    /// The files of a version in the new format.
    Download(Box<Wanted>),
    /// What a link names on its server.
    Resolve {
        account: AccountKey,
        link: Link,
    },
}

/// A picture, decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    /// RGBA, not premultiplied, `width * height * 4` bytes.
    pub pixels: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

/// What the world says to the browser. The command's id tells whose answer it is.
#[derive(Debug)]
pub enum BrowseEvent {
    Projects(Result<Arc<Listing<Project>>, Failure>),
    Project(Result<Arc<ProjectFacts>, Failure>),
    Models(Result<Arc<Listing<Model>>, Failure>),
    Versions(Result<Arc<Listing<Version>>, Failure>),
    People(Result<Arc<Listing<Member>>, Failure>),
    Arranged(Result<Arc<ArrangedModels>, Failure>),
    /// `Ok(None)`: the server has no picture yet.
    Preview(Result<Option<Arc<Picture>>, Failure>),
    Downloaded(Result<Downloaded, Failure>),
    Resolved(Result<Destination, Failure>),
}

/// Actions in the browser.
pub(super) fn update(heart: &mut Heart, action: BrowseAction, now: f64, out: &mut Outbox) {
    use BrowseAction as A;
    match action {
        A::RefreshProjects => ask::projects(&mut heart.state, now, out),
        A::OpenProject(account, project) => {
            open(heart, (account, project), (None, None), now, out);
            places::visit(&mut heart.state, now);
        }
        A::ShowView(tab, view) => {
            if let Some(page) = heart.state.browser.pages.get_mut(&tab) {
                page.view = view;
                heart.state.touch(now);
            }
        }
        A::ArrangeModels(tab, filter, sort) => {
            page::arrange(&mut heart.state, tab, (filter, sort), now, out);
        }
        A::ChooseModel(tab, model) => {
            page::choose_model(&mut heart.state, tab, model, now, out);
            places::visit(&mut heart.state, now);
        }
        A::ChooseVersion(tab, version) => {
            if let Some(page) = heart.state.browser.pages.get_mut(&tab) {
                page.version = version;
                heart.state.touch(now);
            }
            places::visit(&mut heart.state, now);
        }
        A::ShowVersion(tab, model, version) => {
            page::choose_model(&mut heart.state, tab, model, now, out);
            if let Some(page) = heart.state.browser.pages.get_mut(&tab) {
                page.version = Some(version);
                page.view = ProjectView::Models;
            }
            places::visit(&mut heart.state, now);
        }
        A::RefreshPage(tab) => ask::page_again(&mut heart.state, tab, false, now, out),
        A::RetryPage(tab) => ask::page_again(&mut heart.state, tab, true, now, out),
        A::Download(tab, version) => downloads::start(&mut heart.state, tab, &version, now, out),
        A::CancelDownload(version) => downloads::cancel(&mut heart.state, &version, out),
        A::ShowPreviews(account, urls) => pictures::show(&mut heart.state, account, urls, out),
        A::Back => places::step(heart, true, now, out),
        A::Forward => places::step(heart, false, now, out),
        A::Favourite(account, project) => places::favourite(&mut heart.state, &account, &project, now),
        A::OpenInBrowser(account, link) => {
            if let Some(address) = link.address(&account.origin) {
                heart.state.send(out, Command::OpenBrowser(address));
            }
        }
        A::Query(account, link) => links::query(heart, account, &link, now, out),
    }
}

/// Asks for what is on the screen and was not asked for. Called after every input.
pub(super) fn look(state: &mut State, now: f64, out: &mut Outbox) {
    ask::follow_account(state, now, out);
    ask::page_in_front(state, now, out);
    if let Some(page) = state.selected.and_then(|tab| state.browser.pages.get_mut(&tab)) {
        page.find_chosen();
    }
}

/// An account is connected again: what failed for lack of it is asked for when it is looked at.
pub(super) fn connected(state: &mut State, key: &AccountKey) {
    if state.browser.account.as_ref() == Some(key) {
        forget_failure(&mut state.browser.projects);
    }
    for page in state.browser.pages.values_mut().filter(|page| page.account == *key) {
        forget_failure(&mut page.facts);
        forget_failure(&mut page.models);
        forget_failure(&mut page.versions);
        forget_failure(&mut page.timeline);
        forget_failure(&mut page.people);
    }
}

fn forget_failure<T>(slot: &mut Remote<T>) {
    if slot.error().is_some() {
        *slot = Remote::Idle;
    }
}

/// A command ended without its own answer. Whether anybody here waited for it.
pub(super) fn fail(state: &mut State, id: CommandId, failure: &Failure, out: &mut Outbox) -> bool {
    let browser = &mut state.browser;
    let mut told = browser.projects.fail(id, failure.clone());
    for page in browser.pages.values_mut() {
        told |= page.facts.fail(id, failure.clone());
        told |= page.models.fail(id, failure.clone());
        told |= page.versions.fail(id, failure.clone());
        told |= page.timeline.fail(id, failure.clone());
        told |= page.people.fail(id, failure.clone());
        told |= page.arranged.fail(id, failure.clone());
    }
    if browser.resolving.awaits(id) {
        // Nothing on the screen stands for it: it is said in passing.
        browser.resolving = Remote::Idle;
    }
    told | pictures::came(state, id, None, out)
}

/// Asks the server of a link what it names; the answer opens it.
pub(super) fn resolve(state: &mut State, account: AccountKey, link: Link, now: f64, out: &mut Outbox) {
    ask::wake(state, &account, out);
    out.cancel.extend(state.browser.resolving.waiting_for());
    let id = state.send(out, Command::Browse(BrowseCommand::Resolve { account, link }));
    state.browser.resolving.start(id, now);
}

/// Whether the account may be asked now.
fn is_connected(state: &State, account: &AccountKey) -> bool {
    state.accounts.get(account).is_some_and(|row| matches!(row.link, Connection::Connected { .. }))
}
