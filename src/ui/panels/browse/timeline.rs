//! The timeline: all versions of the project as a table, who published what and when.

use dapple_data::speckle::browse::Version;
use eframe::egui::{Id, Ui, UiBuilder, vec2};

use super::parts::{self, filter_field};
use super::records::Records;
use super::versions::{copied, version_menu};
use crate::app::{Action, BrowseAction, ElementsAction, ProjectPage, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{cut_top, line_below, region};
use crate::ui::theme::Icon;
use crate::ui::widgets::{CellText, Column, CopyWhat, IconButton, TableView, context_menu, empty_state};

const NAME: &str = "Timeline";
/// The columns: name and width at first, points.
const COLUMNS: [(&str, f32); 6] = [
    ("Published", 190.0),
    ("Model", 260.0),
    ("Author", 150.0),
    ("Application", 110.0),
    ("Message", 270.0),
    ("Version", 110.0),
];

/// Draws the timeline of a page.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, page): (&Tab, &ProjectPage), view: &mut Records<Version>) {
    let tokens = cx.tokens.clone();
    let listing = page.timeline.value().cloned();
    if let Some(listing) = &listing {
        view.update(listing, |version| {
            (0..COLUMNS.len()).map(|column| said(page, version, column)).collect()
        });
    }
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.tool_row);
    let filter = Id::unique(("filter of the timeline", tab.id));
    region(ui, "timeline head", head, tokens.color.bg_content, |ui| {
        let count = listing.as_ref().map(|listing| parts::count(listing, view.len())).unwrap_or_default();
        let short = listing.as_deref().and_then(parts::shortage);
        let title =
            head.with_max_y(head.top() + tokens.size.panel_title).translate(vec2(0.0, tokens.size.gap_4));
        let mut inner = ui.new_child(UiBuilder::new().max_rect(title).id_salt("title"));
        let since = parts::refreshing(&page.timeline);
        parts::title(&mut inner, cx, ("Versions of all models", &count, since), |ui, cx| {
            let wanted = cx.views.browse.regions.wants_filter(NAME);
            ui.scope(|ui| {
                ui.set_max_width(FILTER);
                let list = list_id(ui, tab).unwrap_or(Id::NULL);
                filter_field(ui, &mut view.filter, ("Filter versions", filter), wanted, list);
            });
            if let Some(short) = &short {
                ui.add(IconButton::new(Icon::TriangleAlert, short).color(cx.tokens.color.warning));
            }
        });
    });
    line_below(ui, head, &tokens);
    region(ui, "timeline table", rest, tokens.color.bg_content, |ui| {
        parts::failed_refresh(ui, cx, &page.timeline, Some(tab.id));
        if parts::absent(ui, cx, &page.timeline, &page.account, Some(tab.id)) {
            return;
        }
        let none = listing.as_ref().is_some_and(|listing| listing.items.is_empty());
        if none {
            empty_state(ui, Icon::CloudUpload, "No version was published to this project yet", None);
        } else if view.len() == 0 {
            if empty_state(ui, Icon::FilterX, "No version fits this filter", Some("Clear this filter")) {
                view.filter.clear();
            }
        } else {
            table(ui, cx, (tab, page), view, filter);
        }
    });
}

/// Width of the field in the tool row, points.
const FILTER: f32 = 240.0;

/// Where the table's id of the last frame is kept, for keys that go from the field to it.
fn list_id(ui: &Ui, tab: &Tab) -> Option<Id> {
    ui.data(|data| data.get_temp::<Id>(Id::unique(("timeline", tab.id))))
}

fn table(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, page): (&Tab, &ProjectPage),
    view: &mut Records<Version>,
    filter: Id,
) {
    let Some(listing) = page.timeline.value().cloned() else { return };
    if view.widths.len() != COLUMNS.len() {
        view.widths = COLUMNS.iter().map(|(_, width)| *width).collect();
    }
    let columns: Vec<Column<'_>> = COLUMNS
        .iter()
        .enumerate()
        .map(|(at, (title, _))| Column {
            title: (*title).into(),
            width: view.widths.get(at).copied().unwrap_or_default(),
            sorted: view.sort.filter(|(column, _)| *column == at).map(|(_, direction)| direction),
            ..Column::default()
        })
        .collect();
    let mut grid = std::mem::take(&mut view.grid);
    let output = TableView::new(NAME, &columns, view.len() as u64).row_height(cx.tokens.size.list_row).show(
        ui,
        &mut grid,
        |row, column| match view.item(&listing, row) {
            Some(version) => cell(page, version, column),
            None => CellText::default(),
        },
    );
    view.grid = grid;
    cx.views.browse.regions.put(NAME, output.list.response.id, filter);
    ui.data_mut(|data| data.insert_temp(Id::unique(("timeline", tab.id)), output.list.response.id));
    if let Some((column, _)) = output.sort {
        view.sort_by(column, column == 0);
    }
    if let Some((column, width)) = output.resized
        && let Some(slot) = view.widths.get_mut(column)
    {
        *slot = width;
    }
    let chosen = view.grid.list.cursor.and_then(|row| view.item(&listing, row));
    if let Some(version) = output.opened.and_then(|(row, _)| view.item(&listing, row)) {
        match (page.model_of(version), page.elements_of(version)) {
            // A version opens on its element table; one that has none is shown among its own.
            (_, Some(target)) => cx.act(Action::Elements(ElementsAction::Open(target))),
            (Some((model, _)), None) => {
                let show = BrowseAction::ShowVersion(tab.id, model.clone(), version.id.clone());
                cx.act(Action::Browse(show));
            }
            _ => {}
        }
    }
    match output.copy {
        Some(CopyWhat::Cell(row, _)) => {
            let version = view.item(&listing, row);
            cx.actions.extend(version.map(|version| Action::Copy(copied(page, version))));
        }
        Some(CopyWhat::Rows(rows)) => {
            let lines = rows.filter_map(|row| view.item(&listing, row)).map(|version| copied(page, version));
            cx.act(Action::Copy(lines.collect::<Vec<_>>().join("\n")));
        }
        None => {}
    }
    context_menu(&output.list.response, |ui| {
        let Some(version) = chosen else { return };
        if let Some((model, _)) = &version.model {
            let show = BrowseAction::ShowVersion(tab.id, model.clone(), version.id.clone());
            let item = crate::ui::widgets::MenuItem::new("Show among its model's versions").icon(Icon::Box);
            if ui.add(item).clicked() {
                cx.actions.push(Action::Browse(show));
            }
        }
        version_menu(ui, cx, page, version);
    });
}

/// What a cell says, for filter and order: a time as the server writes it.
fn said(page: &ProjectPage, version: &Version, column: usize) -> String {
    if column == 0 { version.created_at.clone() } else { cell(page, version, column).text.into_owned() }
}

fn cell(page: &ProjectPage, version: &Version, column: usize) -> CellText<'static> {
    let text = |words: String| CellText { text: words.into(), ..CellText::default() };
    let quiet = |words: &'static str| CellText { text: words.into(), subdued: true, ..CellText::default() };
    match column {
        0 => text(parts::exact(&version.created_at)),
        1 => {
            let own = version.model.as_ref().map(|(id, name)| (id, name.as_str()));
            let known =
                own.or_else(|| page.model_of(version).map(|(id, name)| (id, name.unwrap_or_default())));
            text(known.map(|(_, name)| parts::name(name).into_owned()).unwrap_or_default())
        }
        2 => version
            .author
            .as_ref()
            .map_or_else(|| quiet("not set"), |author| text(parts::name(&author.name).into_owned())),
        3 => version
            .source_application
            .as_deref()
            .map_or_else(|| quiet("not set"), |app| text(parts::application(app).into_owned())),
        4 => {
            let (words, none) = super::versions::message(version);
            CellText { subdued: none, ..text(words) }
        }
        _ => CellText { mono: true, ..text(version.id.to_string()) },
    }
}
