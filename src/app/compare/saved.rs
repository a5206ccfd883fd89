//! A comparison as it is kept on the disk: what is compared and how, never what the server sent.

use dapple_data::speckle::elements::compare::CompareOptions;
use serde::{Deserialize, Serialize};

use super::ComparisonTarget;
use super::tab::ComparisonTab;
use crate::app::AccountKey;
use crate::app::elements::SavedElements;

/// A comparison as it is kept on the disk. The account is the tab's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedComparison {
    pub from: SavedElements,
    pub to: SavedElements,
    #[serde(default)]
    pub options: CompareOptions,
}

impl SavedComparison {
    /// What is kept of a tab.
    pub fn of(tab: &ComparisonTab) -> Self {
        Self {
            from: SavedElements::of_target(&tab.target.from),
            to: SavedElements::of_target(&tab.target.to),
            options: tab.options.clone(),
        }
    }

    /// What it is of.
    pub fn target(&self, account: &AccountKey) -> ComparisonTarget {
        ComparisonTarget { from: self.from.target(account.clone()), to: self.to.target(account.clone()) }
    }
}
