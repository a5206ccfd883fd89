//! The search field, and under it what was found, or all types.

use std::sync::Arc;

use dapple_data::schema::Schema;
use dapple_data::schema::explore::{Hit, Hits, Subject};
use eframe::egui::{Id, Rect, Ui, UiBuilder, vec2};

use super::rows::kind_words;
use crate::app::{Action, ExplorerAction, ExplorerSpot, Remote, shown_schema};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_bottom, cut_top, region};
use crate::ui::panels::browse::filter_field;
use crate::ui::theme::Icon;
use crate::ui::widgets::{ListRow, ListState, VirtualList, empty_state, paint, tooltip_at_pointer};

/// Where the list stands.
#[derive(Default)]
pub struct ListView {
    types: ListState,
    hits: ListState,
    hits_of: String,
    id: Option<Id>,
    /// The names of all types: roots first, then by name; made once for each schema.
    names: Vec<(String, &'static str)>,
    names_of: usize,
    draft: String,
}

/// Field and list in a column.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, mut rest: Rect) {
    let tokens = cx.tokens.clone();
    let field = cut_top(&mut rest, tokens.size.field_small + tokens.size.gap_8);
    region(ui, "api field", field, tokens.color.bg_panel, |ui| {
        let inner = field.shrink2(vec2(tokens.size.gap_8, 0.0));
        let mut inner = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("field"));
        search_field(&mut inner, cx);
    });
    region(ui, "api list", rest, tokens.color.bg_panel, |ui| {
        if cx.state.explorer.search.trim().is_empty() {
            types(ui, cx);
        } else {
            results(ui, cx);
        }
    });
}

/// The field of the search.
pub fn search_field(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let mut view = std::mem::take(&mut cx.views.api.list);
    let id = super::search_id();
    // The text is the state's, unless it is being typed here.
    if !ui.memory(|memory| memory.has_focus(id)) {
        view.draft.clone_from(&cx.state.explorer.search);
    }
    let wanted = std::mem::take(&mut cx.views.api.wants_search);
    let list = view.id.unwrap_or(Id::NULL);
    if filter_field(ui, &mut view.draft, ("Search the schema", id), wanted, list) {
        cx.act(Action::Explorer(ExplorerAction::Search(view.draft.clone())));
    }
    cx.views.api.list = view;
}

fn types(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let Some(schema) = shown_schema(cx.state).cloned() else { return };
    let mut view = std::mem::take(&mut cx.views.api.list);
    let here = Arc::as_ptr(&schema) as usize;
    if view.names_of != here {
        view.names = names(&schema);
        view.names_of = here;
    }
    let rows = &view.names;
    let at = |row: u64| usize::try_from(row).ok().and_then(|row| rows.get(row));
    let name = |row: u64| at(row).map(|(name, _)| name.clone()).unwrap_or_default();
    let list = VirtualList::new("Types", rows.len() as u64, cx.tokens.size.list_row).row_name(&name);
    let output = list.show(ui, &mut view.types, |ui, row| {
        if let Some((name, kind)) = at(row.index) {
            ListRow::new(name).right(kind).paint(ui, row.seen);
        }
    });
    let by_key = output.keys.enter.then_some(view.types.cursor).flatten();
    if let Some((name, _)) = output.clicked.map(|hit| hit.row).or(by_key).and_then(at) {
        super::show(cx, name, None);
    }
    view.id = Some(output.response.id);
    cx.views.api.list = view;
}

/// Roots first, as the way in; then all others by name.
fn names(schema: &Schema) -> Vec<(String, &'static str)> {
    use dapple_data::graphql::OperationKind::{Mutation, Query, Subscription};
    let roots: Vec<&str> =
        [Query, Mutation, Subscription].into_iter().filter_map(|k| schema.root(k)).collect();
    let mut others: Vec<&str> = schema.type_names().filter(|name| !roots.contains(name)).collect();
    others.sort_unstable_by_key(|name| name.to_lowercase());
    let all = roots.into_iter().chain(others);
    all.map(|name| (name.to_owned(), schema.type_info(name).map_or("", |t| kind_words(t.kind)))).collect()
}

/// What a search found.
pub fn results(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let hits: Option<Arc<Hits>> = cx.state.explorer.hits.value().cloned();
    let Some(hits) = hits else { return };
    if hits.hits.is_empty() {
        if matches!(cx.state.explorer.hits, Remote::Ready { .. }) {
            let hidden = !cx.state.explorer.show_deprecated;
            let button = hidden.then_some("Search deprecated too");
            if empty_state(ui, Icon::Search, "Nothing in the schema fits", button) {
                cx.act(Action::Explorer(ExplorerAction::ShowDeprecated(true)));
            }
        }
        return;
    }
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    if hits.total > hits.hits.len() {
        let foot = cut_bottom(&mut rest, tokens.size.list_row);
        let words = format!(
            "The best {} of {}",
            format::count(hits.hits.len() as u64),
            format::count(hits.total as u64)
        );
        let line = paint::line(ui.painter(), &words, &tokens.font.secondary, tokens.color.text_subdued);
        paint::left(ui.painter(), foot.left() + tokens.size.row_padding, foot, line);
    }
    region(ui, "hits", rest, tokens.color.bg_panel, |ui| found(ui, cx, &hits));
}

fn found(ui: &mut Ui, cx: &mut ViewCtx<'_>, hits: &Hits) {
    let mut view = std::mem::take(&mut cx.views.api.list);
    if view.hits_of != cx.state.explorer.search {
        view.hits_of.clone_from(&cx.state.explorer.search);
        view.hits = ListState::default();
    }
    let at = |row: u64| usize::try_from(row).ok().and_then(|row| hits.hits.get(row));
    let name = |row: u64| at(row).map(coordinate).unwrap_or_default();
    let list = VirtualList::new("Found", hits.hits.len() as u64, cx.tokens.size.list_row).row_name(&name);
    let output = list.show(ui, &mut view.hits, |ui, row| {
        if let Some(hit) = at(row.index) {
            let right = if hit.deprecated { "deprecated" } else { subject_words(hit) };
            ListRow::new(&coordinate(hit)).right(right).paint(ui, row.seen);
        }
    });
    if let Some(hit) = output.hovered.and_then(at) {
        tooltip_at_pointer(&output.response, &coordinate(hit));
    }
    let by_key = output.keys.enter.then_some(view.hits.cursor).flatten();
    if let Some(hit) = output.clicked.map(|hit| hit.row).or(by_key).and_then(at) {
        super::show(cx, &hit.owner, hit.member.as_deref());
        if cx.state.place == crate::app::Place::Query {
            // In one column the page takes the place of what was found.
            cx.act(Action::Explorer(ExplorerAction::Search(String::new())));
        }
    }
    view.id = Some(output.response.id);
    cx.views.api.list = view;
}

fn coordinate(hit: &Hit) -> String {
    match (&hit.member, &hit.argument) {
        (Some(member), Some(argument)) => format!("{}.{member}({argument}:)", hit.owner),
        (Some(member), None) => format!("{}.{member}", hit.owner),
        (None, _) => hit.owner.clone(),
    }
}

fn subject_words(hit: &Hit) -> &'static str {
    match hit.subject {
        _ if hit.by_description => "in its description",
        Subject::Type => "type",
        Subject::Field => "field",
        Subject::InputField => "input field",
        Subject::EnumValue => "value",
        Subject::Argument => "argument",
    }
}

/// The spot's name, for a head.
pub fn spot_name(spot: &ExplorerSpot) -> &str {
    match spot {
        ExplorerSpot::Type { name, .. } => name,
        ExplorerSpot::Changes => "What changed",
    }
}
