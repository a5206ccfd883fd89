//! The keys below a row as a tree: each path is one number.

use std::collections::{HashMap, HashSet};

use super::path::{ColumnPath, PathPart};

/// From how many keys at one place a map is kept beside the list.
const MAP_FROM: usize = 9;

/// A tree of keys: node 0 is the row, every other node a key below its parent.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    pub nodes: Vec<Key>,
    /// The nodes of the paths that were added whole.
    chosen: HashSet<u32>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Key {
    pub parent: u32,
    /// The key; `*` where any key will do.
    pub text: Box<str>,
    pub is_any: bool,
    pub children: Vec<u32>,
    /// The child that stands for any key, beside `children`.
    any: Option<u32>,
    /// Places in `children` by key, where there are many.
    map: HashMap<Box<[u8]>, u32>,
}

impl Default for Keys {
    fn default() -> Self {
        Self { nodes: vec![Key::default()], chosen: HashSet::new() }
    }
}

impl Keys {
    /// The tree of some paths, and the node of each.
    pub fn of_paths(paths: &[ColumnPath]) -> (Self, Vec<u32>) {
        let mut keys = Self::default();
        let nodes = paths.iter().map(|path| keys.add(path)).collect();
        (keys, nodes)
    }

    /// The node of a path, which is there from now on.
    pub fn add(&mut self, path: &ColumnPath) -> u32 {
        let at = path.0.iter().fold(0, |at, part| match part {
            PathPart::Key(key) => self.key_or_add(at, key.as_bytes(), &mut 0),
            PathPart::Any => self.any_or_add(at),
        });
        self.chosen.insert(at);
        at
    }

    /// Whether a node is the end of a path that was added whole.
    pub fn is_chosen(&self, at: u32) -> bool {
        self.chosen.contains(&at)
    }

    /// The node that stands for any key below a node. Keys that are there by themselves stay so.
    pub fn any_or_add(&mut self, parent: u32) -> u32 {
        if let Some(any) = self.nodes.get(parent as usize).and_then(|node| node.any) {
            return any;
        }
        let id = self.nodes.len() as u32;
        self.nodes.push(Key { parent, text: "*".into(), is_any: true, ..Key::default() });
        if let Some(node) = self.nodes.get_mut(parent as usize) {
            node.any = Some(id);
        }
        id
    }

    /// Whether a place has both a star and a key of its own: then a walk cannot serve both.
    pub fn has_clash(&self) -> bool {
        self.nodes.iter().any(|node| node.any.is_some() && !node.children.is_empty())
    }

    /// Whether a node has others below it.
    pub fn has_children(&self, at: u32) -> bool {
        self.nodes.get(at as usize).is_some_and(|key| !key.children.is_empty() || key.any.is_some())
    }

    /// The parts from the row to a node.
    pub fn column_path(&self, mut at: u32) -> ColumnPath {
        let mut parts = Vec::new();
        while let Some(node) = self.nodes.get(at as usize).filter(|_| at != 0) {
            parts.push(if node.is_any { PathPart::Any } else { PathPart::Key(node.text.to_string()) });
            at = node.parent;
        }
        parts.reverse();
        ColumnPath(parts)
    }

    /// The node of a key below a node; the star there, if there is one.
    pub fn find(&self, parent: u32, key: &[u8], guess: &mut usize) -> Option<u32> {
        let node = self.nodes.get(parent as usize)?;
        node.any.or_else(|| self.find_key(node, key, guess))
    }

    fn find_key(&self, node: &Key, key: &[u8], guess: &mut usize) -> Option<u32> {
        let is_key =
            |id: &u32| self.nodes.get(*id as usize).is_some_and(|child| child.text.as_bytes() == key);
        // Rows of one list mostly have the same keys in the same order.
        if let Some(id) = node.children.get(*guess).filter(|id| is_key(id)) {
            *guess += 1;
            return Some(*id);
        }
        let nth = match node.map.is_empty() {
            true => node.children.iter().position(is_key)?,
            false => *node.map.get(key)? as usize,
        };
        *guess = nth + 1;
        node.children.get(nth).copied()
    }

    /// The node of a key below a node, which is there from now on.
    pub fn find_or_add(&mut self, parent: u32, key: &[u8], guess: &mut usize) -> u32 {
        match self.find(parent, key, guess) {
            Some(found) => found,
            None => self.key_or_add(parent, key, guess),
        }
    }

    fn key_or_add(&mut self, parent: u32, key: &[u8], guess: &mut usize) -> u32 {
        if let Some(found) = self.nodes.get(parent as usize).and_then(|node| self.find_key(node, key, guess))
        {
            return found;
        }
        let id = self.nodes.len() as u32;
        let text = String::from_utf8_lossy(key).into();
        self.nodes.push(Key { parent, text, ..Key::default() });
        let children = match self.nodes.get_mut(parent as usize) {
            Some(node) => {
                if !node.map.is_empty() {
                    node.map.insert(key.into(), node.children.len() as u32);
                }
                node.children.push(id);
                *guess = node.children.len();
                node.children.len()
            }
            None => 0,
        };
        if children == MAP_FROM {
            self.start_map(parent);
        }
        id
    }

    fn start_map(&mut self, parent: u32) {
        let Some(node) = self.nodes.get(parent as usize) else { return };
        let text = |(nth, id): (u32, &u32)| Some((self.nodes.get(*id as usize)?.text.as_bytes().into(), nth));
        let map = (0..).zip(&node.children).filter_map(text).collect();
        if let Some(node) = self.nodes.get_mut(parent as usize) {
            node.map = map;
        }
    }

    /// The keys from the row to a node.
    pub fn path(&self, mut at: u32) -> Vec<String> {
        let mut path = Vec::new();
        while let Some(node) = self.nodes.get(at as usize).filter(|_| at != 0) {
            path.push(node.text.to_string());
            at = node.parent;
        }
        path.reverse();
        path
    }
}
