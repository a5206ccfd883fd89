//! The schema of a server: search and types at the left, the page of one type beside it; and both in one
//! column beside the editor, where a click puts a field into the operation.

mod list;
mod page;
mod page_row;
mod rows;
mod tools;

use std::collections::BTreeSet;

use eframe::egui::{Id, Ui, UiBuilder, vec2};

use crate::app::{Action, ExplorerAction, Remote, schema_account, shown_schema};
use crate::ui::context::ViewCtx;
use crate::ui::layout::{cut_left, cut_top, grip_x, line_below, line_right, region};
use crate::ui::theme::Icon;
use crate::ui::widgets::{ListState, empty_state, loading_dots};

/// How the schema is looked at.
#[derive(Default)]
pub struct ApiViews {
    list: list::ListView,
    page: PageView,
    /// The keyboard is wanted in the field of the search.
    pub wants_search: bool,
}

/// The page of one type.
#[derive(Default)]
struct PageView {
    rows: rows::PageRows,
    list: ListState,
    /// Members that are open, by name.
    open: BTreeSet<String>,
    /// The spot that the view was last on.
    seen: Option<crate::app::ExplorerSpot>,
}

/// The whole place.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let side = cut_left(&mut rest, cx.views.types);
    region(ui, "api side", side, tokens.color.bg_panel, |ui| {
        let mut rest = ui.max_rect();
        let title = cut_top(&mut rest, tokens.size.panel_title);
        region(ui, "api title", title, tokens.color.bg_panel, |ui| tools::title(ui, cx, false));
        list::ui(ui, cx, rest);
    });
    line_right(ui, side, &tokens);
    let moved = grip_x(ui, "api side", side.right(), side.y_range(), &tokens);
    cx.views.types = (cx.views.types + moved).clamp(SIDE_LEAST, SIDE_MOST);
    region(ui, "api page", rest, tokens.color.bg_content, |ui| {
        if schema_is_there(ui, cx) {
            page::ui(ui, cx, tokens.color.bg_content);
        }
    });
}

/// The same in one column: search over the page of a type.
pub fn side(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let title = cut_top(&mut rest, tokens.size.panel_title);
    region(ui, "api title", title, tokens.color.bg_panel, |ui| tools::title(ui, cx, true));
    let searching = !cx.state.explorer.search.trim().is_empty();
    let field = cut_top(&mut rest, tokens.size.field_small + tokens.size.gap_8);
    region(ui, "api field", field, tokens.color.bg_panel, |ui| {
        let inner = field.shrink2(vec2(tokens.size.gap_8, 0.0));
        let mut inner = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("field"));
        list::search_field(&mut inner, cx);
    });
    region(ui, "api column", rest, tokens.color.bg_panel, |ui| {
        if searching {
            list::results(ui, cx);
        } else if schema_is_there(ui, cx) {
            page::ui(ui, cx, tokens.color.bg_panel);
        }
    });
}

/// Says why there is no schema where there is none.
fn schema_is_there(ui: &mut Ui, cx: &mut ViewCtx<'_>) -> bool {
    if shown_schema(cx.state).is_some() {
        return true;
    }
    let Some(key) = schema_account(cx.state).cloned() else {
        if empty_state(ui, Icon::KeyRound, "No account is connected", Some("Add an account…")) {
            cx.act(Action::AddAccount);
        }
        return false;
    };
    match cx.state.schemas.get(&key) {
        Some(Remote::Failed { error, .. }) => {
            let words = format!("{}. {}", error.title, error.advice);
            if empty_state(ui, Icon::WifiOff, &words, Some("Try again")) {
                cx.act(Action::RefreshSchema(key));
            }
        }
        Some(Remote::Loading { since, .. }) => {
            ui.add_space(cx.tokens.size.gap_12);
            let waited = (cx.now - since).max(0.0);
            ui.horizontal(|ui| {
                ui.add_space(cx.tokens.size.row_padding);
                loading_dots(ui, std::time::Duration::from_secs_f64(waited));
            });
        }
        _ => {
            if empty_state(ui, Icon::Workflow, "The schema was not read yet", Some("Read the schema")) {
                cx.act(Action::RefreshSchema(key));
            }
        }
    }
    false
}

/// Looks at a type.
fn show(cx: &mut ViewCtx<'_>, name: &str, member: Option<&str>) {
    cx.act(Action::Explorer(ExplorerAction::Show {
        name: name.to_owned(),
        member: member.map(str::to_owned),
    }));
}

/// The line under a head of 40, where the page has one.
fn head_line(ui: &Ui, cx: &ViewCtx<'_>, rect: eframe::egui::Rect) {
    line_below(ui, rect, &cx.tokens);
}

fn search_id() -> Id {
    Id::unique("search in the schema")
}

const SIDE_LEAST: f32 = 200.0;
const SIDE_MOST: f32 = 520.0;
