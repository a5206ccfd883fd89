//! Everything the server knows: the sample, its people, and the few texts that a mutation may change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_graphql::{Context, Error};

use crate::auth::{Tokens, Viewer};
use crate::data::names::{PEOPLE, WORKSPACES};
use crate::data::projects::{self, Access, Content, Model, Project, Version};
use crate::data::random::short_id;
use crate::data::store::Store;
use crate::data::tree::Part;
use crate::data::{FOREIGN_PROJECT, MAIN_PROJECT};
use crate::errors;
use crate::events::Events;

/// The state of one server.
#[derive(Debug)]
pub struct World {
    /// What all ids and texts grow from.
    pub seed: u64,
    /// `http://127.0.0.1:PORT`, for absolute links such as `previewUrl`.
    pub origin: String,
    /// The live tokens.
    pub tokens: Tokens,
    /// The person's projects, newest change first, and at the end the one that is not hers.
    pub projects: Vec<Project>,
    /// All objects.
    pub store: Store,
    /// Messages given to versions since the start, by version id.
    edits: Mutex<HashMap<String, Option<String>>>,
    /// Discussions begun since the start: project and words, in order.
    comments: Mutex<Vec<(String, String)>>,
    /// What happens, for those who subscribed.
    pub events: Events,
}

/// What a request asks of a project and may be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such project.
    Unknown,
    /// The project is private and nobody is signed in.
    SignedOut,
    /// The project is somebody else's.
    NoAccess,
    /// The token is limited to other projects.
    Limited,
    /// The token lacks `streams:read`.
    Scope,
}

impl Refusal {
    /// The refusal as GraphQL words it.
    pub fn graphql(self) -> Error {
        match self {
            Self::Unknown => errors::graphql("Project not found", "STREAM_NOT_FOUND", 404),
            Self::SignedOut => errors::not_signed_in(),
            Self::NoAccess => errors::graphql("You do not have access to the project", "FORBIDDEN", 403),
            Self::Limited => errors::not_authorized(),
            Self::Scope => errors::missing_scope("streams:read"),
        }
    }
}

impl World {
    /// A world that grows from `seed` and is served at `origin`.
    pub fn new(seed: u64, origin: String) -> Self {
        Self {
            seed,
            origin,
            tokens: Tokens::mint(seed),
            projects: projects::all(seed),
            store: Store::new(seed),
            edits: Mutex::default(),
            comments: Mutex::default(),
            events: Events::default(),
        }
    }

    /// The world of a GraphQL request.
    pub fn of<'a>(ctx: &Context<'a>) -> &'a World {
        ctx.data_unchecked::<std::sync::Arc<World>>()
    }

    /// The index of a project that `viewer` may see.
    pub fn project(&self, viewer: Viewer, id: &str) -> Result<usize, Refusal> {
        if viewer.is_signed_in() && !viewer.has("streams:read") {
            return Err(Refusal::Scope);
        }
        let at = self.projects.iter().position(|project| project.id == id).ok_or(Refusal::Unknown)?;
        let project = &self.projects[at];
        if viewer.is_limited() && id != MAIN_PROJECT {
            return Err(Refusal::Limited);
        }
        match (project.access, viewer.is_signed_in(), project.role) {
            (Access::Public, ..) | (_, true, Some(_)) => Ok(at),
            (_, false, _) => Err(Refusal::SignedOut),
            (_, true, None) => Err(Refusal::NoAccess),
        }
    }

    /// Indices of the person's own projects, newest change first.
    pub fn own_projects(&self, viewer: Viewer) -> Vec<usize> {
        (0..self.projects.len())
            .filter(|&at| self.projects[at].id != FOREIGN_PROJECT)
            .filter(|&at| !viewer.is_limited() || self.projects[at].id == MAIN_PROJECT)
            .collect()
    }

    /// The id of a person.
    pub fn person_id(&self, person: usize) -> String {
        short_id(self.seed, &format!("person {}", PEOPLE[person].0))
    }

    /// The index of the person with this id.
    pub fn person(&self, id: &str) -> Option<usize> {
        (0..PEOPLE.len()).find(|&person| self.person_id(person) == id)
    }

    /// The id of a workspace.
    pub fn workspace_id(&self, workspace: usize) -> String {
        short_id(self.seed, &format!("workspace {}", WORKSPACES[workspace].1))
    }

    /// `referencedObject`: an object id, a name of the new format, or null where the subscription hides it.
    pub fn referenced_object(&self, project: &Project, model: &Model, version: &Version) -> Option<String> {
        match version.content {
            Content::Objects(tree) => Some(self.store.id(Part::Root(tree))),
            Content::Bundle => Some(format!("bundle.{}.{}.{}", project.id, model.id, version.id)),
            Content::Hidden => None,
        }
    }

    /// A version's message, as it was published or as somebody changed it since.
    pub fn message(&self, version: &Version) -> Option<String> {
        let edits = self.edits.lock().unwrap_or_else(PoisonError::into_inner);
        edits.get(&version.id).unwrap_or(&version.message).clone()
    }

    /// Begins a discussion that lasts until the server stops. Its place among them.
    pub fn begin_comment(&self, project: &str, words: String) -> usize {
        let mut comments = self.comments.lock().unwrap_or_else(PoisonError::into_inner);
        comments.push((project.to_owned(), words));
        comments.len() - 1
    }

    /// The discussions of a project that were begun since the start: place and words.
    pub fn comments_of(&self, project: &str) -> Vec<(usize, String)> {
        let comments = self.comments.lock().unwrap_or_else(PoisonError::into_inner);
        let all = comments.iter().enumerate();
        all.filter(|(_, (of, _))| of == project).map(|(nth, (_, words))| (nth, words.clone())).collect()
    }

    /// The words of one of them.
    pub fn comment(&self, nth: usize) -> Option<String> {
        let comments = self.comments.lock().unwrap_or_else(PoisonError::into_inner);
        comments.get(nth).map(|(_, words)| words.clone())
    }

    /// Changes a version's message until the server stops.
    pub fn set_message(&self, version: &Version, message: Option<String>) {
        self.edits.lock().unwrap_or_else(PoisonError::into_inner).insert(version.id.clone(), message);
    }
}
