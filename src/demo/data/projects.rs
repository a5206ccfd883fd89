//! Projects, models and versions, made at start from the seed: a few thousand short strings.

use std::sync::OnceLock;

use super::clock::{DAY, HOUR, MINUTE, NOW};
use super::models::{self, Sketch};
use super::names::{APPLICATIONS, Home, KINDS, MESSAGES, PEOPLE, PLACES, PROJECTS};
use super::random::{Stream, short_id};
use super::tree::Tree;

/// One version of a model.
#[derive(Debug, Clone)]
pub struct Version {
    /// Ten hexadecimal digits.
    pub id: String,
    /// What the author wrote, if anything.
    pub message: Option<String>,
    /// Index into the people.
    pub author: usize,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Index into the source applications.
    pub application: usize,
    /// What it holds.
    pub content: Content,
    /// Whether its picture has been rendered.
    pub rendered: bool,
}

/// What a version refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Objects, from this tree's root down.
    Objects(Tree),
    /// Hidden by the subscription: `referencedObject` is null.
    Hidden,
    /// Published in the new format only: `referencedObject` starts with `bundle.`.
    Bundle,
}

/// One model.
#[derive(Debug, Clone)]
pub struct Model {
    /// Ten hexadecimal digits.
    pub id: String,
    /// Full name; `/` makes folders.
    pub name: String,
    /// What it is for, if anybody wrote it.
    pub description: Option<String>,
    /// Index into the people.
    pub author: usize,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Milliseconds since 1970.
    pub updated: i64,
    /// Newest first.
    pub versions: Vec<Version>,
    /// Those published since the start, oldest first.
    pub published: OnceLock<Box<Published>>,
}

/// A version that was published since the start, and the one after it.
#[derive(Debug, Clone)]
pub struct Published {
    version: Version,
    next: OnceLock<Box<Published>>,
}

impl Model {
    /// A version by its place: first those of the sample, then those published since.
    pub fn version(&self, at: usize) -> Option<&Version> {
        self.versions.get(at).or_else(|| self.since().nth(at - self.versions.len()))
    }

    /// The versions published since the start, oldest first.
    fn since(&self) -> impl Iterator<Item = &Version> {
        let first = self.published.get();
        std::iter::successors(first, |one| one.next.get()).map(|one| &one.version)
    }

    /// The places of all versions, newest first.
    pub fn places(&self) -> Vec<usize> {
        let (sample, since) = (self.versions.len(), self.since().count());
        (sample..sample + since).rev().chain(0..sample).collect()
    }

    /// Publishes a version. Its place.
    pub fn publish(&self, version: Version) -> usize {
        let mut published = Box::new(Published { version, next: OnceLock::new() });
        let mut slot = &self.published;
        let mut at = self.versions.len();
        loop {
            match slot.set(published) {
                Ok(()) => return at,
                Err(back) => published = back,
            }
            // It is taken: whoever was first stays.
            let Some(taken) = slot.get() else { return at };
            slot = &taken.next;
            at += 1;
        }
    }
}

/// Who may see a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Its team.
    Private,
    /// Everybody, also without a token.
    Public,
    /// Everybody in its workspace.
    Workspace,
}

/// One project.
#[derive(Debug, Clone)]
pub struct Project {
    /// Ten hexadecimal digits.
    pub id: String,
    /// Any text: umlauts, Japanese, slashes, blanks at the ends.
    pub name: String,
    /// What it is for, if anybody wrote it.
    pub description: Option<String>,
    /// Who may see it.
    pub access: Access,
    /// The token owner's role; `None` in a project that is not hers.
    pub role: Option<&'static str>,
    /// Index into the workspaces.
    pub workspace: Option<usize>,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Milliseconds since 1970.
    pub updated: i64,
    /// Index into the people, and role.
    pub team: Vec<(usize, &'static str)>,
    /// Newest change first.
    pub models: Vec<Model>,
}

const OWNER: &str = "stream:owner";
const CONTRIBUTOR: &str = "stream:contributor";
const REVIEWER: &str = "stream:reviewer";

/// The versions of the main model that the pictures of the product show, newest first:
/// id, message, author, application, age in milliseconds.
const SHOWN: [(&str, &str, usize, usize, i64); 10] = [
    (super::MAIN_VERSION, "Issue for coordination, slab openings on level 05", 1, 0, 12 * MINUTE),
    (super::EARLIER_VERSION, "Stair cores moved 300 mm north", 2, 0, 3 * DAY),
    ("77d0c2be15", "Fire ratings on all shaft walls", 1, 0, 4 * DAY),
    ("0e93fa6b48", "", 1, 0, 5 * DAY),
    ("c5512e8d7a", "Weekly publish w47", 4, 0, 6 * DAY),
    ("e2f8019ab3", "Curtain wall grid 1350 → 1500", 3, 1, 8 * DAY),
    ("19ad44c07f", "Rooms renumbered after client review", 2, 0, 9 * DAY),
    (super::UNRENDERED_VERSION, "IFC4 reference view, structure overlay", 4, 2, 11 * DAY),
    ("d47f13a8c6", "Weekly publish w46", 4, 0, 13 * DAY),
    ("f09b6e2d54", "Elevator shaft 3 removed", 1, 0, 16 * DAY),
];

/// All projects of the person who owns the tokens, newest change first, and after them one that is not hers.
pub fn all(seed: u64) -> Vec<Project> {
    let mut projects: Vec<Project> = PROJECTS
        .iter()
        .enumerate()
        .map(|(at, &(name, home, age))| project(seed, at, name.to_owned(), (home, age)))
        .collect();
    for at in projects.len()..super::PROJECTS {
        let name = format!("{} {}", PLACES[at % PLACES.len()], KINDS[(at / PLACES.len()) % KINDS.len()]);
        projects.push(project(seed, at, name, (Home::Shared, 5 * DAY + at as i64 * 9 * HOUR)));
    }
    projects.sort_by(|one, other| other.updated.cmp(&one.updated).then_with(|| one.id.cmp(&other.id)));
    let mut foreign =
        project(seed, super::PROJECTS, "Not for everybody".to_owned(), (Home::Shared, 70 * DAY));
    foreign.id = super::FOREIGN_PROJECT.to_owned();
    foreign.access = Access::Private;
    foreign.role = None;
    projects.push(foreign);
    projects
}

fn project(seed: u64, at: usize, name: String, (home, age): (Home, i64)) -> Project {
    let mut stream = Stream::of(seed, &format!("project {at}"));
    let main = at == 0;
    let id = match at {
        0 => super::MAIN_PROJECT.to_owned(),
        9 => super::PUBLIC_PROJECT.to_owned(),
        17 => super::NO_LOAD_PROJECT.to_owned(),
        _ => short_id(seed, &format!("project {at}")),
    };
    let role = match home {
        Home::Personal => OWNER,
        _ if main => CONTRIBUTOR,
        _ if at == 17 => REVIEWER,
        _ => stream.pick(&[OWNER, CONTRIBUTOR, CONTRIBUTOR, REVIEWER]),
    };
    let access = match home {
        _ if at == 9 => Access::Public,
        Home::Workspace => Access::Workspace,
        _ => Access::Private,
    };
    let sketches = if main { models::main_project() } else { models::other_project(at, age) };
    let mut models: Vec<Model> =
        sketches.iter().map(|sketch| model(seed, (at, &id), sketch, &mut stream)).collect();
    models.sort_by(|one, other| other.updated.cmp(&one.updated).then_with(|| one.id.cmp(&other.id)));
    let people = if main { PEOPLE.len() } else { 1 + stream.below(6) };
    let team = (0..people).map(|person| (person, if person == 0 { role } else { CONTRIBUTOR })).collect();
    Project {
        id,
        name,
        description: describe(main, &mut stream),
        access,
        role: Some(role),
        workspace: (home == Home::Workspace).then_some(0),
        created: NOW - age - (30 + stream.below(700) as i64) * DAY,
        updated: NOW - age,
        team,
        models,
    }
}

fn describe(main: bool, stream: &mut Stream) -> Option<String> {
    if main {
        return Some("Housing on the quay, 8 levels, 214 apartments.".to_owned());
    }
    match stream.below(4) {
        0 => Some(String::new()),
        1 => Some("Shared with the consultants. Ask before publishing.".to_owned()),
        _ => None,
    }
}

fn model(seed: u64, (at, project): (usize, &str), sketch: &Sketch, stream: &mut Stream) -> Model {
    let main = at == 0 && sketch.name == super::MAIN_MODEL_NAME;
    let id = if main {
        super::MAIN_MODEL.to_owned()
    } else {
        short_id(seed, &format!("model {project} {}", sketch.name))
    };
    let updated = NOW - sketch.age;
    let mut versions: Vec<Version> = Vec::with_capacity(sketch.versions);
    for nth in 0..sketch.versions {
        let version = match SHOWN.get(nth).filter(|_| main) {
            Some(&shown) => shown_version(shown, nth),
            None => {
                let before = versions.last().map_or(updated, |newer| {
                    newer.created - (2 + stream.below(9) as i64) * 8 * HOUR - stream.below(3600) as i64 * 1000
                });
                drawn_version(seed, &format!("version {id} {nth}"), (nth, before), main)
            }
        };
        versions.push(version);
    }
    if at == super::BUNDLE_PROJECT_AT
        && let Some(newest) = versions.first_mut()
    {
        newest.content = Content::Bundle;
    }
    let oldest = versions.last().map_or(updated, |version| version.created);
    Model {
        id,
        name: sketch.name.clone(),
        description: (stream.below(3) == 0).then(|| "Published from the central file.".to_owned()),
        author: 1 + stream.below(PEOPLE.len() - 1),
        created: oldest - HOUR,
        updated,
        versions,
        published: OnceLock::new(),
    }
}

fn shown_version(
    (id, message, author, application, age): (&str, &str, usize, usize, i64),
    nth: usize,
) -> Version {
    let content = match nth {
        0 => Content::Objects(Tree::Later),
        1 => Content::Objects(Tree::Earlier),
        _ => Content::Objects(Tree::Sample(nth as u8)),
    };
    Version {
        id: id.to_owned(),
        message: (!message.is_empty()).then(|| message.to_owned()),
        author,
        created: NOW - age,
        application,
        content,
        rendered: id != super::UNRENDERED_VERSION,
    }
}

fn drawn_version(seed: u64, key: &str, (nth, created): (usize, i64), main: bool) -> Version {
    let mut stream = Stream::of(seed, key);
    let message = stream.pick(&MESSAGES);
    let hidden = main && nth >= super::MAIN_MODEL_VERSIONS - super::HIDDEN_VERSIONS;
    Version {
        id: short_id(seed, key),
        message: (!message.is_empty()).then(|| message.to_owned()),
        author: 1 + stream.below(PEOPLE.len() - 1),
        created,
        application: stream.below(APPLICATIONS.len()),
        content: if hidden {
            Content::Hidden
        } else {
            Content::Objects(Tree::Sample(stream.below(Tree::SAMPLES as usize) as u8))
        },
        rendered: !hidden && stream.below(4) != 0,
    }
}
