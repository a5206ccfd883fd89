//! The timeline: all versions of the project as a table, who published what and when.

use dapple_data::speckle::browse::{Record, Version};
use eframe::egui::Ui;

use super::grid::{Grid, Place};
use super::parts;
use super::records::Records;
use super::versions::{copied, message, version_menu};
use crate::app::{Action, BrowseAction, ElementsAction, ListItems, ProjectPage, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::{CellText, MenuItem, context_menu};

/// The columns: name and width at first, points.
const COLUMNS: [(&str, f32); 6] = [
    ("Published", 190.0),
    ("Model", 260.0),
    ("Author", 150.0),
    ("Application", 120.0),
    ("Message", 260.0),
    ("Version", 110.0),
];

/// Draws the timeline of a page.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, page): (&Tab, &ProjectPage), view: &mut Records<Version>) {
    let said = |version: &Version, column: usize| match column {
        // A time is found and sorted as the server writes it.
        0 => version.created_at.clone(),
        _ => cell(page, version, column).text.into_owned(),
    };
    let grid = Grid {
        name: "Timeline",
        title: "Versions of all models",
        filter: "Filter versions",
        nothing: (Icon::CloudUpload, "No version was published to this project yet"),
        no_fit: "No version fits this filter",
        columns: &COLUMNS,
        times: Some(0),
        cell: &|version, column| cell(page, version, column),
        said: &said,
        copied: &|version| copied(page, version),
        noun: Version::NOUN,
        taken: &|listing, rows, filter| page.list_rows(ListItems::Versions(listing.clone()), (rows, filter)),
    };
    let place = Place { tab: tab.id, account: &page.account, slot: &page.timeline };
    let Some(output) = grid.show(ui, cx, &place, view) else { return };
    let Some(listing) = page.timeline.value() else { return };
    let show = |version: &Version| {
        let (model, _) = version.model.as_ref()?;
        Some(Action::Browse(BrowseAction::ShowVersion(tab.id, model.clone(), version.id.clone())))
    };
    if let Some(version) = output.opened.and_then(|(row, _)| view.item(listing, row)) {
        // A version opens on its element table; one that has none is shown among those of its model.
        let table = page.elements_of(version).map(|target| Action::Elements(ElementsAction::Open(target)));
        cx.actions.extend(table.or_else(|| show(version)));
    }
    let chosen = view.grid.list.cursor.and_then(|row| view.item(listing, row));
    context_menu(&output.list.response, |ui| {
        let Some(version) = chosen else { return };
        if let Some(show) = show(version)
            && ui.add(MenuItem::new("Show among its model's versions").icon(Icon::Box)).clicked()
        {
            cx.actions.push(show);
        }
        version_menu(ui, cx, page, version);
    });
}

fn cell(page: &ProjectPage, version: &Version, column: usize) -> CellText<'static> {
    let text = |words: String| CellText { text: words.into(), ..CellText::default() };
    let or_not_set = |words: Option<String>| match words {
        Some(words) => text(words),
        None => CellText { subdued: true, ..text("not set".to_owned()) },
    };
    match column {
        0 => text(parts::exact(&version.created_at)),
        1 => {
            let name = version.model.as_ref().map(|(_, name)| name.as_str());
            let known = name.or_else(|| page.model_of(version).and_then(|(_, name)| name));
            text(known.map(|name| parts::name(name).into_owned()).unwrap_or_default())
        }
        2 => or_not_set(version.author.as_ref().map(|author| parts::name(&author.name).into_owned())),
        3 => {
            let application = version.source_application.as_deref();
            or_not_set(application.map(|application| parts::application(application).into_owned()))
        }
        4 => {
            let (words, none) = message(version);
            CellText { subdued: none, ..text(words) }
        }
        _ => CellText { mono: true, ..text(version.id.to_string()) },
    }
}
