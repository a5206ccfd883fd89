//! The people of a project as a table: name, role, company.

use dapple_data::speckle::Scope;
use dapple_data::speckle::browse::Member;
use eframe::egui::{Id, Ui, UiBuilder, vec2};

use super::parts::{self, filter_field};
use super::records::Records;
use crate::app::{Action, ProjectPage, Remedy, Tab, may_see_people};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{cut_top, line_below, region};
use crate::ui::theme::Icon;
use crate::ui::widgets::{
    Alert, AlertAction, CellText, Column, CopyWhat, IconButton, MenuItem, TableView, Tone, context_menu,
    empty_state,
};

const NAME: &str = "People";
/// The columns: name and width at first, points.
const COLUMNS: [(&str, f32); 4] = [("Name", 240.0), ("Role", 120.0), ("Company", 220.0), ("Id", 120.0)];
/// Width of the field in the tool row, points.
const FILTER: f32 = 240.0;

/// Draws the people of a page.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, page): (&Tab, &ProjectPage), view: &mut Records<Member>) {
    let tokens = cx.tokens.clone();
    if !may_see_people(cx.state, &page.account) {
        missing_scope(ui, cx, tab);
        return;
    }
    let listing = page.people.value().cloned();
    if let Some(listing) = &listing {
        view.update(listing, |member| {
            (0..COLUMNS.len()).map(|at| cell(member, at).text.into_owned()).collect()
        });
    }
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.tool_row);
    let filter = Id::unique(("filter of the people", tab.id));
    region(ui, "people head", head, tokens.color.bg_content, |ui| {
        let count = listing.as_ref().map(|listing| parts::count(listing, view.len())).unwrap_or_default();
        let short = listing.as_deref().and_then(parts::shortage);
        let title =
            head.with_max_y(head.top() + tokens.size.panel_title).translate(vec2(0.0, tokens.size.gap_4));
        let mut inner = ui.new_child(UiBuilder::new().max_rect(title).id_salt("title"));
        parts::title(&mut inner, cx, (NAME, &count, parts::refreshing(&page.people)), |ui, cx| {
            let wanted = cx.views.browse.regions.wants_filter(NAME);
            ui.scope(|ui| {
                ui.set_max_width(FILTER);
                let list =
                    ui.data(|data| data.get_temp::<Id>(Id::unique(("people", tab.id)))).unwrap_or(Id::NULL);
                filter_field(ui, &mut view.filter, ("Filter people", filter), wanted, list);
            });
            if let Some(short) = &short {
                ui.add(IconButton::new(Icon::TriangleAlert, short).color(cx.tokens.color.warning));
            }
        });
    });
    line_below(ui, head, &tokens);
    region(ui, "people table", rest, tokens.color.bg_content, |ui| {
        parts::failed_refresh(ui, cx, &page.people, Some(tab.id));
        if parts::absent(ui, cx, &page.people, &page.account, Some(tab.id)) {
            return;
        }
        if listing.as_ref().is_some_and(|listing| listing.items.is_empty()) {
            empty_state(ui, Icon::Globe, "This project has no team", None);
        } else if view.len() == 0 {
            if empty_state(ui, Icon::FilterX, "Nobody fits this filter", Some("Clear this filter")) {
                view.filter.clear();
            }
        } else {
            table(ui, cx, (tab, page), view, filter);
        }
    });
}

/// The token may not see people: nobody was asked.
fn missing_scope(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let room = ui.max_rect().shrink(cx.tokens.size.gap_12);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(room).id_salt("scope"));
    let title = Scope::UsersRead.missing_sentence();
    let alert = Alert::new(Tone::Warning, &title)
        .reason("Make a token with users:read to see who works in this project. Everything else is here")
        .buttons(&["Make a token"]);
    if let Some(AlertAction::Button(_)) = alert.show(&mut inner) {
        cx.act(Action::Remedy(Some(tab.id), Remedy::MakeToken));
    }
}

fn table(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, page): (&Tab, &ProjectPage),
    view: &mut Records<Member>,
    filter: Id,
) {
    let Some(listing) = page.people.value().cloned() else { return };
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
            Some(member) => cell(member, column),
            None => CellText::default(),
        },
    );
    view.grid = grid;
    cx.views.browse.regions.put(NAME, output.list.response.id, filter);
    ui.data_mut(|data| data.insert_temp(Id::unique(("people", tab.id)), output.list.response.id));
    if let Some((column, _)) = output.sort {
        view.sort_by(column, false);
    }
    if let Some((column, width)) = output.resized
        && let Some(slot) = view.widths.get_mut(column)
    {
        *slot = width;
    }
    let row = |member: &Member| {
        let company = member.company.as_deref().unwrap_or_default();
        parts::tab_separated(&[&member.person.name, &member.role, company, member.person.id.as_str()])
    };
    match output.copy {
        Some(CopyWhat::Cell(at, _)) => {
            cx.actions.extend(view.item(&listing, at).map(|member| Action::Copy(row(member))));
        }
        Some(CopyWhat::Rows(rows)) => {
            let lines: Vec<String> = rows.filter_map(|at| view.item(&listing, at)).map(row).collect();
            cx.act(Action::Copy(lines.join("\n")));
        }
        None => {}
    }
    let chosen = view.grid.list.cursor.and_then(|at| view.item(&listing, at));
    context_menu(&output.list.response, |ui| {
        let Some(member) = chosen else { return };
        if ui.add(MenuItem::new("Copy row").icon(Icon::Copy)).clicked() {
            cx.actions.push(Action::Copy(row(member)));
        }
        if ui.add(MenuItem::new("Copy id").icon(Icon::Copy)).clicked() {
            cx.actions.push(Action::Copy(member.person.id.to_string()));
        }
    });
}

fn cell(member: &Member, column: usize) -> CellText<'static> {
    let text = |words: String| CellText { text: words.into(), ..CellText::default() };
    match column {
        0 => text(parts::name(&member.person.name).into_owned()),
        1 => text(parts::name(parts::role(&member.role)).into_owned()),
        2 => match member.company.as_deref() {
            Some("") => CellText { subdued: true, ..text("empty".to_owned()) },
            Some(company) => text(parts::name(company).into_owned()),
            None => CellText { subdued: true, ..text("not set".to_owned()) },
        },
        _ => CellText { mono: true, ..text(member.person.id.to_string()) },
    }
}
