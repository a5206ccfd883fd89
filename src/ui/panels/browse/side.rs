//! The side panel: all projects of the account, filtered, sorted and grouped by workspace.

use std::sync::Arc;

use dapple_data::ids::ProjectId;
use dapple_data::speckle::browse::{Listing, Project, Record};
use dapple_data::url::Link;
use eframe::egui::{Id, Ui, UiBuilder, vec2};

use super::parts;
use super::projects::{Order, ProjectRows, Row};
use super::{menus, parts::filter_field, take};
use crate::app::{AccountKey, Action, BrowseAction, Failed, ListItems, ListRows};
use crate::ui::commands::keys_of;
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, region};
use crate::ui::theme::{Icon, paint_icon};
use crate::ui::widgets::{
    IconButton, ListOutput, ListRow, ListState, MenuItem, VirtualList, context_menu, empty_state, menu,
    menu_line, paint, tooltip_at_pointer,
};

/// How the list is looked at.
#[derive(Default)]
pub struct SideView {
    list: ListState,
    list_id: Option<Id>,
    filter: String,
    order: Order,
    rows: ProjectRows,
    /// The project that the cursor was put on because its tab came to the front.
    shown: Option<ProjectId>,
}

/// The name of the list, for the keyboard.
const NAME: &str = "Projects";

/// Draws the projects into their region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let Some(account) = cx.state.browser.account.clone() else {
        if empty_state(ui, Icon::KeyRound, "No account is connected", Some("Add an account…")) {
            cx.act(Action::AddAccount);
        }
        return;
    };
    let mut view = std::mem::take(&mut cx.views.browse.side);
    let listing = cx.state.browser.projects.value().cloned();
    if let Some(listing) = &listing {
        arrange(cx, &mut view, &account, listing);
    }
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.panel_title);
    region(ui, "projects head", head, tokens.color.bg_panel, |ui| title(ui, cx, &mut view, listing.as_ref()));
    let field = cut_top(&mut rest, tokens.size.field_small + tokens.size.gap_8);
    region(ui, "projects filter", field, tokens.color.bg_panel, |ui| {
        let inner = field.shrink2(vec2(tokens.size.gap_8, 0.0));
        let mut inner = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("field"));
        let wanted = cx.views.browse.regions.wants_filter(NAME);
        let list = view.list_id.unwrap_or(Id::NULL);
        filter_field(&mut inner, &mut view.filter, ("Filter projects", filter_id()), wanted, list);
    });
    region(ui, "projects", rest, tokens.color.bg_panel, |ui| {
        parts::failed_refresh(ui, cx, &cx.state.browser.projects, Failed::Projects);
        match &listing {
            Some(listing) => body(ui, cx, &mut view, (&account, listing)),
            None => {
                parts::absent(ui, cx, &cx.state.browser.projects, &account, Failed::Projects);
            }
        }
    });
    cx.views.browse.side = view;
}

fn filter_id() -> Id {
    Id::unique("filter of the projects")
}

/// Brings the rows up to date and the cursor to the project in front.
fn arrange(cx: &ViewCtx<'_>, view: &mut SideView, account: &AccountKey, listing: &Arc<Listing<Project>>) {
    let printed = account.to_string();
    let favourites = cx.state.browser.favourites.iter().filter(|known| known.account == printed);
    let favourites: Vec<String> = favourites.map(|known| known.project.to_string()).collect();
    let fresh = view.rows.update(listing, &view.filter, view.order, &favourites);
    let page = cx.state.selected.and_then(|tab| cx.state.browser.pages.get(&tab));
    let front = page.filter(|page| page.account == *account).map(|page| page.project.clone());
    if front != view.shown || fresh {
        match front.as_ref().and_then(|id| view.rows.row_of(listing, id.as_str())) {
            Some(row) => view.list.select(row),
            None => view.list.clear(),
        }
        view.shown = front;
    }
}

fn title(ui: &mut Ui, cx: &mut ViewCtx<'_>, view: &mut SideView, listing: Option<&Arc<Listing<Project>>>) {
    let count = listing.map(|listing| parts::count(listing, view.rows.shown)).unwrap_or_default();
    let since = parts::refreshing(&cx.state.browser.projects);
    let short = listing.and_then(|listing| parts::shortage(listing));
    parts::title(ui, cx, (NAME, &count, since), |ui, cx| {
        let sort = ui.add(IconButton::new(Icon::ArrowDownWideNarrow, "Sort projects"));
        menu(&sort, |ui| {
            for (order, text) in [(Order::Updated, "Latest change first"), (Order::Name, "By name")] {
                let item = MenuItem::new(text);
                let item = if view.order == order { item.icon(Icon::Check) } else { item };
                if ui.add(item).clicked() {
                    view.order = order;
                }
            }
            menu_line(ui);
            if ui.add(MenuItem::new("Refresh").icon(Icon::RotateCw).keys(&keys_of("Refresh"))).clicked() {
                cx.actions.push(Action::Browse(BrowseAction::RefreshProjects));
            }
        });
        if let Some((account, listing)) = cx.state.browser.account.clone().zip(listing) {
            let rows = || ListRows {
                items: ListItems::Projects(listing.clone()),
                rows: view.rows.places().into(),
                account: account.clone(),
                project: None,
                model: None,
                filter: view.filter.clone(),
            };
            take::button(ui, cx, NAME, (Project::NOUN, view.rows.shown), rows);
        }
        if let Some(short) = &short {
            ui.add(IconButton::new(Icon::TriangleAlert, short).color(cx.tokens.color.warning));
        }
    });
}

fn body(ui: &mut Ui, cx: &mut ViewCtx<'_>, view: &mut SideView, here: (&AccountKey, &Arc<Listing<Project>>)) {
    let (account, listing) = here;
    if listing.items.is_empty() {
        let words = "This account has no projects yet";
        if empty_state(ui, Icon::Layers, words, Some("Open the server in the browser")) {
            cx.act(Action::OpenLink(account.origin.as_str().to_owned()));
        }
        return;
    }
    if view.rows.rows.is_empty() {
        if empty_state(ui, Icon::FilterX, "No project is called that", Some("Clear this filter")) {
            view.filter.clear();
        }
        return;
    }
    let before = view.list.cursor;
    let output = list(ui, cx, view, listing);
    cx.views.browse.regions.put(NAME, output.response.id, filter_id());
    view.list_id = Some(output.response.id);
    if output.moved {
        step_over_section(view, before);
    }
    let at = |row: u64| match view.rows.rows.get(usize::try_from(row).ok()?) {
        Some(Row::Project(at)) => listing.items.get(*at),
        _ => None,
    };
    if let Some(project) = output.hovered.and_then(at) {
        tooltip_at_pointer(&output.response, &hint(project));
    }
    if output.keys.copy
        && let Some(project) = view.list.cursor.and_then(at)
    {
        cx.act(parts::copy_cells(vec![copied(project)]));
    }
    let by_key = output.keys.enter.then_some(view.list.cursor).flatten();
    if let Some(project) = output.clicked.map(|hit| hit.row).or(by_key).and_then(at) {
        cx.views.side_over = false;
        cx.act(Action::Browse(BrowseAction::OpenProject(account.clone(), project.id.clone())));
    }
    let chosen = view.list.cursor.and_then(at);
    context_menu(&output.response, |ui| {
        let Some(project) = chosen else { return };
        let open = BrowseAction::OpenProject(account.clone(), project.id.clone());
        if ui.add(MenuItem::new("Open").icon(Icon::Layers).keys("Enter")).clicked() {
            cx.actions.push(Action::Browse(open));
        }
        let starred = cx.state.browser.is_favourite(account, &project.id);
        let words = if starred { "Remove from the favourites" } else { "Add to the favourites" };
        if ui.add(MenuItem::new(words).icon(Icon::Star)).clicked() {
            let star = BrowseAction::Favourite(account.clone(), project.id.clone());
            cx.actions.push(Action::Browse(star));
        }
        let link = Link::Project { project: project.id.clone() };
        menus::thing(ui, (account, &link), (project.id.as_str(), copied(project)), cx.actions);
    });
}

/// A project as a row of a table: name, id, role, who may see it, latest change.
fn copied(project: &Project) -> Vec<String> {
    let role = project.role.as_deref().unwrap_or_default();
    let cells = [&project.name, project.id.as_str(), role, &project.visibility, &project.updated_at];
    cells.map(str::to_owned).to_vec()
}

fn list(ui: &mut Ui, cx: &ViewCtx<'_>, view: &mut SideView, listing: &Listing<Project>) -> ListOutput {
    let tokens = &cx.tokens;
    let (size, color) = (&tokens.size, &tokens.color);
    let now = format::now();
    let rows = &view.rows;
    let row = |index: u64| usize::try_from(index).ok().and_then(|index| rows.rows.get(index));
    let name = |index: u64| match row(index) {
        Some(Row::Section(name, count)) => format!("{name}, {count} projects"),
        Some(Row::Project(at)) => {
            listing.items.get(*at).map(|project| parts::name(&project.name).into_owned()).unwrap_or_default()
        }
        None => String::new(),
    };
    let widget = VirtualList::new(NAME, rows.rows.len() as u64, size.list_row).row_name(&name);
    widget.show(ui, &mut view.list, |ui, place| match row(place.index) {
        Some(Row::Section(name, count)) => {
            // A label is no thing to point at.
            ui.painter().rect_filled(place.seen, 0.0, color.bg_panel);
            let line = place.seen.with_min_y(place.seen.bottom() - size.section_label);
            let count = format::count(*count as u64);
            let figure = paint::line(ui.painter(), &count, &tokens.font.small, color.text_subdued);
            let end = paint::right(ui.painter(), line.right() - size.row_padding, line, figure) - size.gap_8;
            let from = line.left() + size.row_padding;
            let look = (&tokens.font.section, color.text_subdued);
            paint::left(ui.painter(), from, line, paint::cut_line(ui.painter(), name, look, end - from));
        }
        Some(Row::Project(at)) => {
            let Some(project) = listing.items.get(*at) else { return };
            let age = parts::short_age(rows.updated.get(*at).copied().flatten(), now);
            let title = parts::name(&project.name);
            let mut line = ListRow::new(&title).right(&age);
            if place.state.selected {
                line = line.medium();
            }
            let mut seen = place.seen;
            if matches!(project.visibility.as_str(), "PUBLIC" | "UNLISTED") {
                // What others can see is marked: it is the one thing worth knowing before a click.
                let at = seen.right_center() - vec2(size.row_padding + size.icon_small / 2.0, 0.0);
                let icon = parts::visibility_icon(&project.visibility);
                paint_icon(ui.painter(), icon, at, size.icon_small, color.icon);
                seen.max.x -= size.icon_small + size.gap_4;
            }
            line.paint(ui, seen);
        }
        None => {}
    })
}

/// The keyboard walks over labels, in the direction it came.
fn step_over_section(view: &mut SideView, before: Option<u64>) {
    let Some(row) = view.list.cursor else { return };
    let is_section = |row: u64| {
        let at = usize::try_from(row).ok().and_then(|row| view.rows.rows.get(row));
        matches!(at, Some(Row::Section(..)))
    };
    if !is_section(row) {
        return;
    }
    let up = before.is_some_and(|before| before > row) && row > 0;
    view.list.select(if up { row - 1 } else { row + 1 });
}

/// What hovering a project tells.
fn hint(project: &Project) -> String {
    let mut lines = vec![parts::name(&project.name).into_owned()];
    let mut facts = vec![parts::visibility(&project.visibility).into_owned()];
    if let Some(workspace) = &project.workspace {
        facts.push(parts::name(&workspace.name).into_owned());
    }
    if let Some(role) = &project.role {
        facts.push(format!("you are {}", parts::role(role)));
    }
    lines.push(facts.join(" · "));
    if let Some(description) = project.description.as_ref().filter(|words| !words.trim().is_empty()) {
        lines.push(parts::name(description).into_owned());
    }
    lines.push(format!("Changed {}", parts::exact(&project.updated_at)));
    lines.join("\n")
}
