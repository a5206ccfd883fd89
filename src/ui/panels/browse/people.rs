//! The people of a project as a table: name, role, company.

use dapple_data::speckle::Scope;
use dapple_data::speckle::browse::{Member, Record};
use eframe::egui::{Ui, UiBuilder};

use super::grid::{Grid, Place};
use super::parts;
use super::records::Records;
use crate::app::{Action, Failed, ListItems, ProjectPage, Remedy, Tab, may_see_people};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Alert, AlertAction, CellText, MenuItem, Tone, context_menu};

/// The columns: name and width at first, points.
const COLUMNS: [(&str, f32); 4] = [("Name", 240.0), ("Role", 120.0), ("Company", 220.0), ("Id", 120.0)];

/// Draws the people of a page.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, page): (&Tab, &ProjectPage), view: &mut Records<Member>) {
    if !may_see_people(cx.state, &page.account) {
        missing_scope(ui, cx, tab);
        return;
    }
    let grid = Grid {
        name: "People",
        title: "People",
        filter: "Filter people",
        nothing: (Icon::Globe, "This project has no team"),
        no_fit: "Nobody fits this filter",
        columns: &COLUMNS,
        times: None,
        cell: &cell,
        said: &|member, column| cell(member, column).text.into_owned(),
        copied: &copied,
        noun: Member::NOUN,
        taken: &|listing, rows, filter| page.list_rows(ListItems::People(listing.clone()), (rows, filter)),
    };
    let place = Place { tab: tab.id, account: &page.account, slot: &page.people };
    let Some(output) = grid.show(ui, cx, &place, view) else { return };
    let Some(listing) = page.people.value() else { return };
    let chosen = view.grid.list.cursor.and_then(|row| view.item(listing, row));
    context_menu(&output.list.response, |ui| {
        let Some(member) = chosen else { return };
        if ui.add(MenuItem::new("Copy row").icon(Icon::Copy)).clicked() {
            cx.actions.push(parts::copy_cells(vec![copied(member)]));
        }
        if ui.add(MenuItem::new("Copy id").icon(Icon::Copy)).clicked() {
            cx.actions.push(Action::Copy(member.person.id.to_string()));
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
        cx.act(Action::Remedy(Failed::Page(tab.id), Remedy::MakeToken));
    }
}

/// A member as a row of a table: name, role, company, id.
fn copied(member: &Member) -> Vec<String> {
    let company = member.company.as_deref().unwrap_or_default();
    [&member.person.name, &member.role, company, member.person.id.as_str()].map(str::to_owned).to_vec()
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
