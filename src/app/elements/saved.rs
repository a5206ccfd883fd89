//! An element table as it is kept on the disk: what it is of and how it is looked at, never what the server
//! sent.

use dapple_data::ids::{ModelId, ObjectId, ProjectId, VersionId};
use dapple_data::speckle::browse::Source;
use dapple_data::speckle::elements::Wish;
use serde::{Deserialize, Serialize};

use super::ElementsTarget;
use super::tab::ElementsTab;
use crate::app::AccountKey;

/// An element table as it is kept on the disk. The account is the tab's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedElements {
    pub project: ProjectId,
    pub sources: Vec<SavedSource>,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub wish: Option<Wish>,
    /// How many elements there were.
    #[serde(default)]
    pub elements: Option<usize>,
}

/// One source of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSource {
    #[serde(default)]
    pub model: Option<ModelId>,
    #[serde(default)]
    pub version: Option<VersionId>,
    pub object: ObjectId,
}

impl SavedElements {
    /// What is kept of a target that no table looks at.
    pub fn of_target(target: &ElementsTarget) -> Self {
        Self::with(target, &ElementsTab::new(target.clone()))
    }

    /// What is kept of a table; nothing of the rows of an answer.
    pub fn of(table: &ElementsTab) -> Option<Self> {
        table.target.as_ref().map(|target| Self::with(target, table))
    }

    fn with(target: &ElementsTarget, table: &ElementsTab) -> Self {
        let source = |source: &Source| SavedSource {
            model: source.model.clone(),
            version: source.version.clone(),
            object: source.object.clone(),
        };
        let elements = table.set.value().map(|set| set.elements.rows(false).len());
        Self {
            project: target.project.clone(),
            sources: target.sources.iter().map(source).collect(),
            title: target.title.clone(),
            wish: table.present_wish().cloned(),
            elements: elements.or(table.known),
        }
    }

    /// What it is of.
    pub fn target(&self, account: AccountKey) -> ElementsTarget {
        let source = |saved: &SavedSource| Source {
            model: saved.model.clone(),
            version: saved.version.clone(),
            object: saved.object.clone(),
        };
        ElementsTarget {
            account,
            project: self.project.clone(),
            sources: self.sources.iter().map(source).collect(),
            title: self.title.clone(),
        }
    }
}
