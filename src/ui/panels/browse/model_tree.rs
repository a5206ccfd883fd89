//! The models of a project as a tree: folders are the parts of a name before its last `/`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dapple_data::speckle::browse::{Listing, Model};

use super::parts::{self, matches, words};

/// Names with more parts than this keep the rest as one part.
const DEEPEST: usize = 24;

/// What models and folders are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    Name,
    Versions,
    #[default]
    Last,
}

/// A folder, a model, or both at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Its own part of the name.
    pub name: String,
    /// The whole name up to here: what a fold is remembered by.
    pub path: String,
    pub level: u32,
    /// The model of this name, by its place in the listing.
    pub model: Option<usize>,
    /// Models at and below it.
    pub models: usize,
    /// Versions of them all.
    pub versions: u64,
    /// The latest change of them all, in seconds since 1970.
    pub last: Option<i64>,
    children: Vec<usize>,
    parent: Option<usize>,
}

impl Node {
    /// Whether other nodes stand below it.
    pub fn is_folder(&self) -> bool {
        !self.children.is_empty()
    }
}

struct Made {
    listing: Arc<Listing<Model>>,
    filter: String,
    order: (Order, bool),
}

/// The tree, made again when the listing, the filter or the order changes; its visible rows when a fold does.
#[derive(Default)]
pub struct ModelTree {
    made: Option<Made>,
    nodes: Vec<Node>,
    roots: Vec<usize>,
    folded: HashSet<String>,
    rows: Vec<usize>,
    /// Models that the filter let through.
    pub shown: usize,
}

impl ModelTree {
    /// Brings the tree up to date. The flag of the order turns it round. Whether anything changed.
    pub fn update(&mut self, listing: &Arc<Listing<Model>>, filter: &str, order: (Order, bool)) -> bool {
        let same = self.made.as_ref().is_some_and(|made| {
            Arc::ptr_eq(&made.listing, listing) && made.filter == filter && made.order == order
        });
        if same {
            return false;
        }
        self.made = Some(Made { listing: listing.clone(), filter: filter.to_owned(), order });
        self.build(listing, filter);
        self.sort(order);
        self.flatten();
        true
    }

    fn build(&mut self, listing: &Listing<Model>, filter: &str) {
        self.nodes.clear();
        self.roots.clear();
        self.shown = 0;
        let wanted = words(filter);
        let mut places: HashMap<String, usize> = HashMap::new();
        for (at, model) in listing.items.iter().enumerate() {
            if !matches(&wanted, &[&model.name, model.id.as_str()]) {
                continue;
            }
            self.shown += 1;
            let last = parts::seconds(&model.updated_at).filter(|_| model.versions > 0);
            let mut parent = None;
            let mut end = 0;
            let mut level = 0;
            for part in model.name.splitn(DEEPEST, '/') {
                end += part.len();
                let path = model.name.get(..end).unwrap_or(&model.name);
                end += 1;
                let node = match places.get(path) {
                    Some(node) => *node,
                    None => self.add(part, path, level, parent),
                };
                places.insert(path.to_owned(), node);
                if let Some(node) = self.nodes.get_mut(node) {
                    node.models += 1;
                    node.versions += model.versions;
                    node.last = node.last.max(last);
                }
                parent = Some(node);
                level += 1;
            }
            if let Some(node) = parent.and_then(|leaf| self.nodes.get_mut(leaf)) {
                node.model = Some(at);
            }
        }
    }

    fn add(&mut self, name: &str, path: &str, level: u32, parent: Option<usize>) -> usize {
        let at = self.nodes.len();
        self.nodes.push(Node {
            name: name.to_owned(),
            path: path.to_owned(),
            level,
            parent,
            ..Node::default()
        });
        match parent.and_then(|parent| self.nodes.get_mut(parent)) {
            Some(parent) => parent.children.push(at),
            None => self.roots.push(at),
        }
        at
    }

    fn sort(&mut self, (order, turned): (Order, bool)) {
        let keys: Vec<(bool, i64, String)> = self
            .nodes
            .iter()
            .map(|node| {
                let figure = match order {
                    Order::Name => 0,
                    Order::Versions => i64::try_from(node.versions).unwrap_or(i64::MAX),
                    Order::Last => node.last.unwrap_or(i64::MIN + 1),
                };
                (node.is_folder(), figure, node.name.to_lowercase())
            })
            .collect();
        let compare = |a: &usize, b: &usize| {
            let (Some((folder_a, figure_a, name_a)), Some((folder_b, figure_b, name_b))) =
                (keys.get(*a), keys.get(*b))
            else {
                return std::cmp::Ordering::Equal;
            };
            // Figures fall and names rise, until they are turned round; folders stand first either way.
            let within = figure_b.cmp(figure_a).then_with(|| name_a.cmp(name_b));
            folder_b.cmp(folder_a).then(if turned { within.reverse() } else { within })
        };
        self.roots.sort_by(compare);
        for node in &mut self.nodes {
            node.children.sort_by(compare);
        }
    }

    /// The visible rows in order; a filter shows what it found whatever is folded.
    fn flatten(&mut self) {
        self.rows.clear();
        let open_all = self.made.as_ref().is_some_and(|made| !made.filter.trim().is_empty());
        let mut todo: Vec<usize> = self.roots.iter().rev().copied().collect();
        while let Some(at) = todo.pop() {
            self.rows.push(at);
            let Some(node) = self.nodes.get(at) else { continue };
            if open_all || !self.folded.contains(&node.path) {
                todo.extend(node.children.iter().rev().copied());
            }
        }
    }

    /// How many rows are visible.
    pub fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// What stands in a visible row.
    pub fn node(&self, row: u64) -> Option<&Node> {
        let at = self.rows.get(usize::try_from(row).ok()?)?;
        self.nodes.get(*at)
    }

    /// Whether a folder is folded away.
    pub fn is_folded(&self, node: &Node) -> bool {
        self.folded.contains(&node.path)
    }

    /// The visible row of a model, by its place in the listing.
    pub fn row_of(&self, model: usize) -> Option<u64> {
        let is = |at: &usize| self.nodes.get(*at).is_some_and(|node| node.model == Some(model));
        self.rows.iter().position(is).map(|row| row as u64)
    }

    /// Opens the folders a model lies in.
    pub fn reveal(&mut self, model: usize) {
        let mut next = self.nodes.iter().position(|node| node.model == Some(model));
        let mut changed = false;
        next = next.and_then(|at| self.nodes.get(at)?.parent);
        while let Some(node) = next.and_then(|at| self.nodes.get(at)) {
            changed |= self.folded.remove(&node.path);
            next = node.parent;
        }
        if changed {
            self.flatten();
        }
    }

    /// The row of the folder that a row lies in.
    pub fn parent_row(&self, row: u64) -> Option<u64> {
        let parent = self.node(row)?.parent?;
        self.rows.iter().position(|at| *at == parent).map(|row| row as u64)
    }

    /// Folds or opens the folder of a row.
    pub fn fold(&mut self, row: u64, folded: bool) {
        let Some(path) = self.node(row).filter(|node| node.is_folder()).map(|node| node.path.clone()) else {
            return;
        };
        if folded {
            self.folded.insert(path);
        } else {
            self.folded.remove(&path);
        }
        self.flatten();
    }

    /// Folds every folder, or opens them all when everything is folded already.
    pub fn fold_all(&mut self) {
        let folders = self.nodes.iter().filter(|node| node.is_folder());
        let all: HashSet<String> = folders.map(|node| node.path.clone()).collect();
        self.folded = if all.is_subset(&self.folded) { HashSet::new() } else { all };
        self.flatten();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(name: &str, versions: u64, day: u32) -> Model {
        let time = format!("2026-01-{day:02}T00:00:00Z");
        Model {
            id: name.into(),
            name: name.to_owned(),
            description: None,
            author: None,
            created_at: time.clone(),
            updated_at: time,
            versions,
            preview_url: None,
        }
    }

    fn said(tree: &ModelTree) -> Vec<String> {
        let rows = (0..tree.len()).filter_map(|row| tree.node(row));
        rows.map(|n| format!("{}{} {}", "-".repeat(n.level as usize), n.name, n.models)).collect()
    }

    fn sample() -> Arc<Listing<Model>> {
        let items = vec![
            model("Structure/Steel", 3, 2),
            model("Architecture/A/Core", 9, 9),
            model("Architecture/B", 2, 5),
            model("Architecture/A", 1, 1),
            model("Loose", 4, 8),
            model("Empty", 0, 30),
        ];
        Arc::new(Listing { items, ..Listing::default() })
    }

    #[test]
    fn names_become_folders_and_a_model_may_be_one_too() {
        let mut tree = ModelTree::default();
        let listing = sample();
        assert!(tree.update(&listing, "", (Order::Last, false)));
        let wanted =
            ["Architecture 3", "-A 2", "--Core 1", "-B 1", "Structure 1", "-Steel 1", "Loose 1", "Empty 1"];
        assert_eq!(said(&tree), wanted);
        assert_eq!(tree.node(1).unwrap().model, Some(3), "A is a model and a folder");
        assert!(!tree.update(&listing, "", (Order::Last, false)));
        tree.update(&listing, "", (Order::Name, true));
        assert_eq!(said(&tree)[0], "Structure 1");
        assert_eq!(said(&tree).last().unwrap(), "Empty 1");
    }

    #[test]
    fn folds_last_and_a_filter_looks_into_them() {
        let mut tree = ModelTree::default();
        let listing = sample();
        tree.update(&listing, "", (Order::Last, false));
        tree.fold(0, true);
        assert_eq!(tree.len(), 5);
        assert!(tree.is_folded(tree.node(0).unwrap()));
        tree.update(&listing, "core", (Order::Last, false));
        assert_eq!(
            (said(&tree), tree.shown),
            (vec!["Architecture 1".into(), "-A 1".into(), "--Core 1".into()], 1)
        );
        assert_eq!(tree.parent_row(2), Some(1));
        tree.update(&listing, "", (Order::Last, false));
        assert_eq!((tree.len(), tree.row_of(1)), (5, None), "still folded");
        tree.reveal(1);
        assert_eq!(tree.row_of(1), Some(2));
        tree.fold_all();
        assert_eq!(said(&tree).len(), 4);
        tree.fold_all();
        assert_eq!(said(&tree).len(), 8);
    }

    #[test]
    fn names_of_nothing_but_slashes_are_survived() {
        let items = vec![model(&"/".repeat(5000), 1, 1), model("", 1, 1), model("a//b", 1, 1)];
        let mut tree = ModelTree::default();
        tree.update(&Arc::new(Listing { items, ..Listing::default() }), "", (Order::Last, false));
        assert!(tree.len() < 40);
        assert!(tree.row_of(0).is_some() && tree.row_of(1).is_some() && tree.row_of(2).is_some());
    }
}
