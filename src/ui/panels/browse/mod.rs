//! The project browser: the list of projects at the side, a project's page in its tab, the inspector.
//!
//! `projects`, `model_tree`, `version_rows` and `records` arrange lists without pixels, once for each change
//! of the list, filter or order; the other files draw them.

mod grid;
mod inspector;
mod menus;
mod model_tree;
mod models;
mod page;
pub mod parts;
mod people;
mod projects;
mod records;
mod regions;
mod side;
mod textures;
mod timeline;
mod version_rows;
pub mod versions;

use eframe::egui::Ui;

use crate::ui::context::ViewCtx;

pub(in crate::ui) use parts::filter_field;

/// How lists are arranged, for tests: nothing here needs a pixel.
pub mod lists {
    pub use super::model_tree::{Change, ModelTree};
    pub use super::parts::{application, count, short_age, shortage};
    pub use super::projects::{Order as ProjectOrder, ProjectRows, Row as ProjectRow};
    pub use super::records::Records;
    pub use super::textures::shrunk;
    pub use super::version_rows::{Order as VersionOrder, Row as VersionRow, VersionRows};
    pub use super::versions::{about, message};
    pub use dapple_data::speckle::browse::{matches, words};
}

pub use inspector::{docked as inspector_is_docked, ui as inspector};
pub use page::{PageView, ui as page};
pub use side::ui as side;

/// How the browser is looked at, besides what each page remembers.
#[derive(Default)]
pub struct BrowseViews {
    side: side::SideView,
    textures: textures::Textures,
    regions: regions::Regions,
    /// The inspector was folded away, in windows that have room for it.
    inspector_folded: bool,
    /// The inspector was opened over the centre, in windows that have not.
    inspector_over: bool,
}

/// What follows when everything is drawn: keys that go from region to region, previews that are missing.
pub fn after(ui: &Ui, cx: &mut ViewCtx<'_>) {
    regions::keys(ui.ctx(), cx);
    textures::ask(ui.ctx(), cx);
}
