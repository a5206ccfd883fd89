//! Which objects to ask for next, from the root down: no more than a table of elements needs.
//!
//! Followed are the references in `elements` and `@elements` of everything but geometry, in lists whose
//! key begins with `@` of a root or plain `Base` (how collections were written before 2024), and in the
//! proxies of a root, and `level` where it is an object of its own. Display values, chunks and definitions are never asked for.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::ids::ObjectId;

use super::line::{Facts, read};
use super::role::Role;

/// A line of an object stream that is no object.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("A line of the answer is no JSON object: {0}")]
    Json(String),
    #[error("An object came without an id")]
    NoId,
}

impl LineError {
    /// serde's words may quote a value, so only the kind and the place pass.
    fn json(error: &serde_json::Error) -> Self {
        Self::Json(format!("{:?} error at column {}", error.classify(), error.column()))
    }
}

fn parse(value: &RawValue) -> Result<Facts<'_>, LineError> {
    read(value.get().as_bytes()).map_err(|error| LineError::json(&error))
}

/// Walks down a tree of objects that come in any order, each id asked for once. Pure: it says what to ask
/// for and takes what came.
#[derive(Debug, Default)]
pub struct Walk {
    roots: HashSet<Arc<str>>,
    /// Everything that was met as a reference or asked for.
    known: HashSet<Arc<str>>,
    received: HashSet<Arc<str>>,
    /// Met and not asked for yet, in the order met.
    next: Vec<Arc<str>>,
    /// Asked for, in that order.
    asked: Vec<Arc<str>>,
}

impl Walk {
    /// A walk that begins at these objects: the root of a version, or of several.
    pub fn new(roots: impl IntoIterator<Item = ObjectId>) -> Self {
        let mut walk = Self::default();
        for root in roots {
            let root: Arc<str> = root.as_str().into();
            walk.roots.insert(root.clone());
            walk.meet(root);
        }
        walk
    }

    /// The ids to ask for now: all that were met and not asked for. Empty: the walk is over, once
    /// everything that was asked for has come or is known to be missing.
    pub fn next_ask(&mut self) -> Vec<ObjectId> {
        let ids: Vec<ObjectId> = self.next.iter().map(|id| ObjectId::new(&**id)).collect();
        self.asked.append(&mut self.next);
        ids
    }

    /// Takes one object, its JSON text without the id before it. `true`: it is new, keep the line.
    /// `false`: it came before, or nobody asked for it.
    ///
    /// # Errors
    /// [`LineError`] when the text is no JSON object or has no `id`. Nothing is taken then.
    pub fn take(&mut self, json: &[u8]) -> Result<bool, LineError> {
        let object = read(json).map_err(|error| LineError::json(&error))?;
        let id: Arc<str> = object.id.as_deref().ok_or(LineError::NoId)?.into();
        if !self.known.contains(&id) || !self.received.insert(id.clone()) {
            return Ok(false);
        }
        let is_root = self.roots.contains(&id);
        self.follow(object, is_root)?;
        Ok(true)
    }

    /// Lets everything in a root's `__closure` be asked for: for trees that are deep and thin, where a
    /// request for each level would cost more than some objects too many. Gives how many ids are new.
    ///
    /// # Errors
    /// [`LineError::Json`] when the text is no JSON object.
    pub fn take_closure(&mut self, json: &[u8]) -> Result<usize, LineError> {
        let before = self.next.len();
        for id in super::line::closure(json).map_err(|error| LineError::json(&error))? {
            self.meet(id.into());
        }
        Ok(self.next.len() - before)
    }

    /// Whether this object came.
    pub fn has(&self, id: &ObjectId) -> bool {
        self.received.contains(id.as_str())
    }

    /// How many different ids were asked for.
    pub fn asked(&self) -> usize {
        self.asked.len()
    }

    /// How many different objects came.
    pub fn received(&self) -> usize {
        self.received.len()
    }

    /// Ids that were asked for and have not come, in the order asked.
    pub fn missing(&self) -> Vec<ObjectId> {
        let gone = self.asked.iter().filter(|id| !self.received.contains(*id));
        gone.map(|id| ObjectId::new(&**id)).collect()
    }

    fn meet(&mut self, id: Arc<str>) {
        if self.known.insert(id.clone()) {
            self.next.push(id);
        }
    }

    /// Meets all that an object refers to, and all that the objects inside it refer to.
    fn follow(&mut self, object: Facts<'_>, is_root: bool) -> Result<(), LineError> {
        let mut waiting = vec![(object, is_root)];
        while let Some((object, is_root)) = waiting.pop() {
            let role = Role::of(object.speckle_type.as_deref().unwrap_or_default());
            if !role.has_parts() && !is_root {
                continue;
            }
            if let Some(level) = object.level.filter(|level| level.get().starts_with('{'))
                && let Some(id) = parse(level)?.referenced
            {
                self.meet(id.as_str().into());
            }
            let mut lists = object.elements;
            if is_root || role == Role::Container {
                lists.extend(object.dynamic);
            }
            if is_root {
                lists.extend(object.proxies);
            }
            for list in lists {
                for item in super::line::items(list) {
                    let inside = parse(item)?;
                    match inside.referenced {
                        Some(id) => self.meet(id.as_str().into()),
                        None => waiting.push((inside, false)),
                    }
                }
            }
        }
        Ok(())
    }
}
