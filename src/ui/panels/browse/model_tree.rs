//! The models of a project as the rows of a tree, made once for each change of list, filter, order or folds.

use std::collections::HashSet;
use std::sync::Arc;

use dapple_data::speckle::browse::{Listing, Model, ModelNode, Sort, tree};

use super::parts::{matches, words};

struct Made {
    listing: Arc<Listing<Model>>,
    filter: String,
    sort: Sort,
}

/// The tree, made again when the listing, the filter or the order changes; its visible rows when a fold does.
#[derive(Default)]
pub struct ModelTree {
    made: Option<Made>,
    nodes: Vec<ModelNode>,
    /// Paths of the folders that are folded away.
    folded: HashSet<String>,
    rows: Vec<usize>,
    /// Models that the filter let through.
    pub shown: usize,
}

impl ModelTree {
    /// Brings the tree up to date. Whether anything changed.
    pub fn update(&mut self, listing: &Arc<Listing<Model>>, filter: &str, sort: Sort) -> bool {
        let same = self.made.as_ref().is_some_and(|made| {
            Arc::ptr_eq(&made.listing, listing) && made.filter == filter && made.sort == sort
        });
        if same {
            return false;
        }
        self.made = Some(Made { listing: listing.clone(), filter: filter.to_owned(), sort });
        let wanted = words(filter);
        if wanted.is_empty() {
            self.shown = listing.items.len();
            self.nodes = tree(&listing.items, sort);
        } else {
            let fits = |model: &Model| matches(&wanted, &[&model.name, model.id.as_str()]);
            let found: Vec<usize> =
                listing.items.iter().enumerate().filter(|(_, model)| fits(model)).map(|(at, _)| at).collect();
            let models: Vec<Model> = found.iter().filter_map(|at| listing.items.get(*at).cloned()).collect();
            self.shown = found.len();
            self.nodes = tree(&models, sort);
            // The tree counts within what was found; a row is about the whole list.
            for node in &mut self.nodes {
                node.model = node.model.and_then(|at| found.get(at).copied());
            }
        }
        self.flatten();
        true
    }

    /// The visible rows in order; a filter shows what it found whatever is folded.
    fn flatten(&mut self) {
        self.rows.clear();
        let open_all = self.made.as_ref().is_some_and(|made| !made.filter.trim().is_empty());
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            self.rows.push(at);
            let closed = !open_all && node.is_folder() && self.folded.contains(&node.path);
            at = if closed { node.end.max(at + 1) } else { at + 1 };
        }
    }

    /// How many rows are visible.
    pub fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What stands in a visible row.
    pub fn node(&self, row: u64) -> Option<&ModelNode> {
        let at = self.rows.get(usize::try_from(row).ok()?)?;
        self.nodes.get(*at)
    }

    /// Whether a folder is folded away.
    pub fn is_folded(&self, node: &ModelNode) -> bool {
        self.folded.contains(&node.path)
    }

    /// The visible row of a model, by its place in the listing.
    pub fn row_of(&self, model: usize) -> Option<u64> {
        let is = |at: &usize| self.nodes.get(*at).is_some_and(|node| node.model == Some(model));
        self.rows.iter().position(is).map(|row| row as u64)
    }

    /// Opens the folders a model lies in.
    pub fn reveal(&mut self, model: usize) {
        let Some(at) = self.nodes.iter().position(|node| node.model == Some(model)) else { return };
        let around = self.nodes.iter().take(at).filter(|folder| folder.end > at);
        let mut changed = false;
        for folder in around {
            changed |= self.folded.remove(&folder.path);
        }
        if changed {
            self.flatten();
        }
    }

    /// The row of the folder that a row lies in.
    pub fn parent_row(&self, row: u64) -> Option<u64> {
        let depth = self.node(row)?.depth;
        (0..row).rev().find(|above| self.node(*above).is_some_and(|node| node.depth < depth))
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
