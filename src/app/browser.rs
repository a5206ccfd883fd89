//! Browsing: the projects of an account, and for each project tab its models, versions and people.

use std::collections::HashMap;
use std::sync::Arc;

use dapple_data::ids::{ModelId, ProjectId, VersionId};
use dapple_data::speckle::browse::{Listing, Member, Model, Project, ProjectFacts, Version};
use dapple_data::url::Link;

use super::AccountKey;
use super::elements::ElementsTarget;
use super::failure::Failure;
use super::remote::{CommandId, Remote};
use super::state::{Heart, Outbox};
use super::tabs::TabId;

/// What the browser holds besides its tabs.
#[derive(Debug, Default)]
pub struct Browser {
    /// The projects of `account`, all of them.
    pub projects: Remote<Arc<Listing<Project>>>,
    /// Whose projects these are.
    pub account: Option<AccountKey>,
    /// What each project tab holds.
    pub pages: HashMap<TabId, ProjectPage>,
}

/// The parts of a project's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ProjectView {
    /// Models, and the versions of the chosen one.
    #[default]
    Models,
    /// All versions of the project, newest first: who published what.
    Timeline,
    People,
}

/// One project, opened in a tab.
#[derive(Debug)]
pub struct ProjectPage {
    pub account: AccountKey,
    pub project: ProjectId,
    pub facts: Remote<Arc<ProjectFacts>>,
    pub models: Remote<Arc<Listing<Model>>>,
    pub people: Remote<Arc<Listing<Member>>>,
    pub timeline: Remote<Arc<Listing<Version>>>,
    pub view: ProjectView,
    /// The model whose versions are shown.
    pub model: Option<ModelId>,
    pub versions: Remote<Arc<Listing<Version>>>,
    /// The version in the inspector.
    pub version: Option<VersionId>,
}

impl ProjectPage {
    /// A page on which nothing was asked for yet.
    pub fn new(account: AccountKey, project: ProjectId) -> Self {
        Self {
            account,
            project,
            facts: Remote::Idle,
            models: Remote::Idle,
            people: Remote::Idle,
            timeline: Remote::Idle,
            view: ProjectView::default(),
            model: None,
            versions: Remote::Idle,
            version: None,
        }
    }
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
    ChooseModel(TabId, ModelId),
    ChooseVersion(TabId, Option<VersionId>),
    /// Ask for everything on the page again.
    RefreshPage(TabId),
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
    /// The picture behind a `previewUrl`. As background work, asked for only while its row is on the screen.
    Preview {
        account: AccountKey,
        url: String,
    },
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
    /// `Ok(None)`: the server has no picture yet.
    Preview(Result<Option<Arc<Picture>>, Failure>),
    Resolved(Result<Destination, Failure>),
}

/// Actions in the browser.
pub(super) fn update(_heart: &mut Heart, _action: BrowseAction, _now: f64, _out: &mut Outbox) {}

/// What the world says to the browser.
pub(super) fn on_event(
    _heart: &mut Heart,
    _id: CommandId,
    _event: BrowseEvent,
    _now: f64,
    _out: &mut Outbox,
) {
}
