//! The models of a project as they are shown: those that a filter lets through, as a tree, in an order.

use std::sync::Arc;

use super::tree::{ModelNode, Sort, tree_of};
use super::{Listing, Model};
use crate::stop::{Stop, Stopped};

/// Up to so many models, and so many bytes of their names, are arranged within a millisecond or two.
const FEW: usize = 1_000;
const SHORT: usize = 128 << 10;

/// A list of models, arranged in one way. Immutable.
#[derive(Debug)]
pub struct ArrangedModels {
    pub listing: Arc<Listing<Model>>,
    pub filter: String,
    pub sort: Sort,
    /// All of it unfolded; [`ModelNode::model`] counts in the listing.
    pub nodes: Vec<ModelNode>,
    /// How many models the filter let through.
    pub shown: usize,
}

impl ArrangedModels {
    /// Arranges a list. A large one is work for the pool, see [`Self::is_quick`].
    ///
    /// # Errors
    /// [`Stopped`] when told to stop.
    pub fn make(
        listing: Arc<Listing<Model>>,
        filter: String,
        sort: Sort,
        stop: &Stop,
    ) -> Result<Self, Stopped> {
        let wanted = words(&filter);
        let fits = |model: &Model| wanted.is_empty() || matches(&wanted, &[&model.name, model.id.as_str()]);
        let models: Vec<(usize, &Model)> =
            listing.items.iter().enumerate().filter(|(_, model)| fits(model)).collect();
        let shown = models.len();
        let nodes = tree_of(models, sort, stop)?;
        Ok(Self { listing, filter, sort, nodes, shown })
    }

    /// Whether this is that list, arranged in that way.
    pub fn is_of(&self, listing: &Arc<Listing<Model>>, filter: &str, sort: Sort) -> bool {
        Arc::ptr_eq(&self.listing, listing) && self.filter == filter && self.sort == sort
    }

    /// Whether a list is so small that arranging it costs a frame nothing to speak of.
    pub fn is_quick(listing: &Listing<Model>) -> bool {
        listing.items.len() <= FEW
            && listing.items.iter().map(|model| model.name.len()).sum::<usize>() <= SHORT
    }
}

/// Whether each word of a filter stands in one of the texts. Words are in small letters, see [`words`].
pub fn matches(filter: &[String], texts: &[&str]) -> bool {
    if filter.is_empty() {
        return true;
    }
    let low: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    filter.iter().all(|word| low.iter().any(|text| text.contains(word.as_str())))
}

/// A filter's words, in small letters.
pub fn words(filter: &str) -> Vec<String> {
    filter.split_whitespace().map(str::to_lowercase).collect()
}
