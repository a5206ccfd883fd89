//! The models of a project as the rows of a tree, made once for each change of list, filter, order or folds.

use std::collections::HashSet;
use std::sync::Arc;

use dapple_data::Stop;
use dapple_data::speckle::browse::{ArrangedModels, Listing, Model, ModelNode, Sort};

/// What bringing the tree up to date came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing changed.
    Same,
    /// There are other rows.
    Fresh,
    /// The list is too long for a frame: have it arranged. Said once for each change; older rows stay.
    Ask,
}

/// The tree, made again when the listing, the filter or the order changes; its visible rows when a fold does.
#[derive(Default)]
pub struct ModelTree {
    made: Option<Arc<ArrangedModels>>,
    asked: Option<(Arc<Listing<Model>>, String, Sort)>,
    /// Paths of the folders that are folded away.
    folded: HashSet<String>,
    /// Of each node whether it is one of them.
    closed: Vec<bool>,
    rows: Vec<usize>,
}

impl ModelTree {
    /// Brings the tree up to date. `ready` is what was arranged elsewhere last.
    pub fn update(
        &mut self,
        listing: &Arc<Listing<Model>>,
        (filter, sort): (&str, Sort),
        ready: Option<&Arc<ArrangedModels>>,
    ) -> Change {
        if self.made.as_ref().is_some_and(|made| made.is_of(listing, filter, sort)) {
            return Change::Same;
        }
        if let Some(ready) = ready.filter(|ready| ready.is_of(listing, filter, sort)) {
            self.take(ready.clone());
            return Change::Fresh;
        }
        let is_asked = |(of, by, order): &(Arc<Listing<Model>>, String, Sort)| {
            Arc::ptr_eq(of, listing) && by == filter && *order == sort
        };
        if self.asked.as_ref().is_some_and(is_asked) {
            return Change::Same;
        }
        let quick = ArrangedModels::is_quick(listing).then(|| {
            ArrangedModels::make(listing.clone(), filter.to_owned(), sort, &Stop::new()).ok().map(Arc::new)
        });
        match quick.flatten() {
            Some(made) => {
                self.take(made);
                Change::Fresh
            }
            None => {
                self.asked = Some((listing.clone(), filter.to_owned(), sort));
                Change::Ask
            }
        }
    }

    fn take(&mut self, made: Arc<ArrangedModels>) {
        self.asked = None;
        self.closed.clear();
        if !self.folded.is_empty() {
            let closed = made.nodes.iter().map(|node| node.is_folder() && self.folded.contains(&node.path));
            self.closed.extend(closed);
        }
        self.closed.resize(made.nodes.len(), false);
        self.made = Some(made);
        self.flatten();
    }

    fn nodes(&self) -> &[ModelNode] {
        self.made.as_ref().map(|made| made.nodes.as_slice()).unwrap_or_default()
    }

    /// The list that the rows are of: an older one while a new one is being arranged.
    pub fn listing(&self) -> Option<Arc<Listing<Model>>> {
        self.made.as_ref().map(|made| made.listing.clone())
    }

    /// Models that the filter let through.
    pub fn shown(&self) -> usize {
        self.made.as_ref().map_or(0, |made| made.shown)
    }

    /// Whether there are no rows yet because they are still being arranged.
    pub fn is_waiting(&self) -> bool {
        self.asked.is_some() && self.rows.is_empty()
    }

    /// The visible rows in order; a filter shows what it found whatever is folded.
    fn flatten(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.clear();
        let open_all = self.made.as_ref().is_some_and(|made| !made.filter.trim().is_empty());
        let mut at = 0;
        while let Some(node) = self.nodes().get(at) {
            rows.push(at);
            let closed = !open_all && self.closed.get(at).copied().unwrap_or_default();
            at = if closed { node.end.max(at + 1) } else { at + 1 };
        }
        self.rows = rows;
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
        self.nodes().get(self.at(row)?)
    }

    fn at(&self, row: u64) -> Option<usize> {
        self.rows.get(usize::try_from(row).ok()?).copied()
    }

    /// Whether the folder of a row is folded away.
    pub fn is_folded(&self, row: u64) -> bool {
        self.at(row).and_then(|at| self.closed.get(at)).copied().unwrap_or_default()
    }

    /// The visible row of a model, by its place in the listing.
    pub fn row_of(&self, model: usize) -> Option<u64> {
        let is = |at: &usize| self.nodes().get(*at).is_some_and(|node| node.model == Some(model));
        self.rows.iter().position(is).map(|row| row as u64)
    }

    /// Opens the folders a model lies in.
    pub fn reveal(&mut self, model: usize) {
        let Some(made) = self.made.clone() else { return };
        let Some(at) = made.nodes.iter().position(|node| node.model == Some(model)) else { return };
        let mut changed = false;
        for (place, folder) in made.nodes.iter().enumerate().take(at).filter(|(_, folder)| folder.end > at) {
            changed |= self.folded.remove(&folder.path);
            if let Some(closed) = self.closed.get_mut(place) {
                *closed = false;
            }
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
        if let Some(closed) = self.at(row).and_then(|at| self.closed.get_mut(at)) {
            *closed = folded;
        }
        self.flatten();
    }

    /// Folds every folder, or opens them all when everything is folded already.
    pub fn fold_all(&mut self) {
        let Some(made) = self.made.clone() else { return };
        let folders = || made.nodes.iter().enumerate().filter(|(_, node)| node.is_folder());
        let all_folded = folders().all(|(at, _)| self.closed.get(at).copied().unwrap_or_default());
        if all_folded {
            self.folded.clear();
            self.closed.fill(false);
        } else {
            self.folded = folders().map(|(_, node)| node.path.clone()).collect();
            for (at, _) in folders() {
                if let Some(closed) = self.closed.get_mut(at) {
                    *closed = true;
                }
            }
        }
        self.flatten();
    }
}
