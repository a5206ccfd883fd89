//! The models of a project: a tree of folders with the number of versions and the latest change.

use std::time::Duration;

use dapple_data::ids::ModelId;
use dapple_data::speckle::browse::{Listing, Model, ModelNode, Sort};
use dapple_data::url::Link;
use eframe::egui::{Id, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::menus;
use super::model_tree::{Change, ModelTree};
use super::parts::{self, filter_field};
use crate::app::{Action, BrowseAction, Failed, ProjectPage, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, line_below, region};
use crate::ui::theme::{Icon, Ring, Tokens, focus_ring, paint_icon};
use crate::ui::widgets::paint::{self, Look, Phase};
use crate::ui::widgets::{
    IconButton, ListKind, ListOutput, ListState, MenuItem, Row, VirtualList, context_menu, empty_state,
    loading_dots, menu_line, tooltip_at_pointer,
};

/// How the models are looked at.
pub struct ModelsView {
    tree: ModelTree,
    list: ListState,
    list_id: Option<Id>,
    filter: String,
    filter_open: bool,
    sort: Sort,
    /// The model that the cursor was put on because it was chosen elsewhere.
    shown: Option<ModelId>,
}

impl Default for ModelsView {
    fn default() -> Self {
        Self {
            tree: ModelTree::default(),
            list: ListState::default(),
            list_id: None,
            filter: String::new(),
            filter_open: false,
            sort: Sort::Newest,
            shown: None,
        }
    }
}

const NAME: &str = "Models";
/// Width of the column with the latest change, and from where on the column before it ends.
const LAST: f32 = 68.0;
const VERSIONS: f32 = 66.0;

/// Draws the models of a page.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, page): (&Tab, &ProjectPage), view: &mut ModelsView) {
    let tokens = cx.tokens.clone();
    if let Some(listing) = page.models.value() {
        let ready = page.arranged.value();
        let change = view.tree.update(listing, (&view.filter, view.sort), ready);
        if change == Change::Ask {
            let (filter, sort) = (view.filter.clone(), view.sort);
            cx.act(Action::Browse(BrowseAction::ArrangeModels(tab.id, filter, sort)));
        }
        if change == Change::Fresh || view.shown != page.model {
            follow(view, page);
        }
    }
    // What the rows are of: the older list while a new one is being arranged.
    let listing = view.tree.listing().filter(|_| page.models.value().is_some());
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.panel_title);
    region(ui, "models head", head, tokens.color.bg_content, |ui| {
        title(ui, cx, page, view, listing.as_deref());
    });
    let filter = Id::unique(("filter of the models", tab.id));
    let wanted = cx.views.browse.regions.wants_filter(NAME);
    if wanted {
        view.filter_open = true;
    }
    if view.filter_open {
        let field = cut_top(&mut rest, tokens.size.field_small + tokens.size.gap_8);
        region(ui, "models filter", field, tokens.color.bg_content, |ui| {
            let inner = field.shrink2(vec2(tokens.size.gap_8, 0.0));
            let mut inner = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("field"));
            let list = view.list_id.unwrap_or(Id::NULL);
            filter_field(&mut inner, &mut view.filter, ("Filter models", filter), wanted, list);
        });
    }
    let header = cut_top(&mut rest, tokens.size.section_label);
    region(ui, "models header", header, tokens.color.bg_content, |ui| columns(ui, &tokens, header, view));
    line_below(ui, header, &tokens);
    region(ui, "models list", rest, tokens.color.bg_content, |ui| {
        parts::failed_refresh(ui, cx, &page.models, Failed::Page(tab.id));
        match &listing {
            Some(listing) if !view.tree.is_empty() => body(ui, cx, (tab, page), view, (listing, filter)),
            _ if view.tree.is_waiting() => {
                loading_dots(ui, Duration::from_secs(1));
            }
            Some(_) => {
                if empty_state(ui, Icon::FilterX, "No model is called that", Some("Clear this filter")) {
                    view.filter.clear();
                }
            }
            None => {
                parts::absent(ui, cx, &page.models, &page.account, Failed::Page(tab.id));
            }
        }
    });
}

/// Puts the cursor on the chosen model.
fn follow(view: &mut ModelsView, page: &ProjectPage) {
    let Some(listing) = view.tree.listing() else { return };
    let chosen = page.model.as_ref();
    let place = chosen.and_then(|id| listing.items.iter().position(|model| model.id == *id));
    if let Some(place) = place {
        if view.shown.as_ref() != chosen {
            view.tree.reveal(place);
        }
        match view.tree.row_of(place) {
            Some(row) => view.list.select(row),
            None => view.list.clear(),
        }
    }
    view.shown.clone_from(&page.model);
}

fn title(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    page: &ProjectPage,
    view: &mut ModelsView,
    listing: Option<&Listing<Model>>,
) {
    let count = listing.map(|listing| parts::count(listing, view.tree.shown())).unwrap_or_default();
    let short = listing.and_then(parts::shortage);
    parts::title(ui, cx, (NAME, &count, parts::refreshing(&page.models)), |ui, cx| {
        if ui.add(IconButton::new(Icon::ListCollapse, "Fold or open all folders")).clicked() {
            view.tree.fold_all();
        }
        let search = IconButton::new(Icon::Search, "Filter models (Ctrl F)").on(view.filter_open);
        if ui.add(search).clicked() {
            view.filter_open = !view.filter_open;
            if view.filter_open {
                cx.views.browse.regions.want_filter(NAME);
            } else {
                view.filter.clear();
            }
        }
        if let Some(short) = &short {
            ui.add(IconButton::new(Icon::TriangleAlert, short).color(cx.tokens.color.warning));
        }
    });
}

/// The header: name and latest change sort, the number of versions stands between them.
fn columns(ui: &mut Ui, tokens: &Tokens, rect: Rect, view: &mut ModelsView) {
    let size = &tokens.size;
    let right = rect.right() - size.row_padding;
    let last = Rect::from_x_y_ranges((right - LAST)..=rect.right(), rect.y_range());
    let versions = Rect::from_x_y_ranges((last.left() - VERSIONS)..=last.left(), rect.y_range());
    let name = Rect::from_x_y_ranges(rect.left()..=versions.left(), rect.y_range());
    let look = (&tokens.font.secondary, tokens.color.text_subdued);
    paint::right(ui.painter(), versions.right(), rect, paint::line(ui.painter(), "Versions", look.0, look.1));
    for (sort, text, place) in [(Sort::Name, "Name", name), (Sort::Newest, "Last", last)] {
        let response = ui.interact(place, ui.scope_id().with(text), Sense::click());
        let sorted = view.sort == sort;
        response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, sorted, text));
        let phase = Phase::of(&response, Look::Live);
        ui.painter().rect_filled(place, 0.0, phase.ghost_fill(tokens));
        let tone = if sorted { tokens.color.text } else { tokens.color.text_subdued };
        let words = paint::line(ui.painter(), text, &tokens.font.secondary, tone);
        let mark = if sort == Sort::Name {
            let end = paint::left(ui.painter(), place.left() + size.row_padding, place, words);
            (end + size.gap_4 + size.icon_small / 2.0, Icon::ArrowUp)
        } else {
            let from = paint::right(ui.painter(), right, place, words);
            (from - size.gap_4 - size.icon_small / 2.0, Icon::ArrowDown)
        };
        if sorted {
            let at = pos2(mark.0, place.center().y);
            paint_icon(ui.painter(), mark.1, at, size.icon_small, tokens.color.accent_text);
        }
        if phase.focused {
            focus_ring(ui, place, size.focus_radius_row, Ring::Inside);
        }
        if response.clicked() {
            view.sort = sort;
        }
    }
}

fn body(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, page): (&Tab, &ProjectPage),
    view: &mut ModelsView,
    (listing, filter): (&Listing<Model>, Id),
) {
    let output = list(ui, cx, view, (page, &listing.items));
    cx.views.browse.regions.put(NAME, output.response.id, filter);
    view.list_id = Some(output.response.id);
    fold(&output, view);
    let at = |view: &ModelsView, row: u64| {
        view.tree.node(row).and_then(|node| node.model).and_then(|at| listing.items.get(at))
    };
    if let Some(node) = output.hovered.and_then(|row| view.tree.node(row)) {
        let model = node.model.and_then(|at| listing.items.get(at));
        tooltip_at_pointer(&output.response, &hint(node, model));
    }
    if output.moved
        && let Some(model) = view.list.cursor.and_then(|row| at(view, row))
    {
        view.shown = Some(model.id.clone());
        cx.act(Action::Browse(BrowseAction::ChooseModel(tab.id, model.id.clone())));
    }
    if output.keys.enter
        && let Some(model) = view.list.cursor.and_then(|row| at(view, row))
    {
        cx.act(Action::Browse(BrowseAction::ChooseModel(tab.id, model.id.clone())));
        cx.views.browse.regions.want_list("Versions");
    }
    if output.keys.copy
        && let Some(model) = view.list.cursor.and_then(|row| at(view, row))
    {
        let versions = model.versions.to_string();
        let cells = [model.name.as_str(), model.id.as_str(), &versions, &model.updated_at];
        cx.act(Action::Copy(parts::tab_separated(&cells)));
    }
    let cursor = view.list.cursor;
    context_menu(&output.response, |ui| {
        let Some(row) = cursor else { return };
        if let Some(model) = at(view, row) {
            let link = Link::Model { project: page.project.clone(), model: model.id.clone() };
            menus::thing(ui, &page.account, &link, model.id.as_str(), cx.actions);
        }
        if let Some(node) = view.tree.node(row).filter(|node| node.is_folder()) {
            let link = Link::Folder { project: page.project.clone(), folder: node.path.clone() };
            if node.model.is_some() {
                menu_line(ui);
            }
            if ui.add(MenuItem::new("Open the folder in the browser").icon(Icon::ExternalLink)).clicked() {
                cx.actions
                    .push(Action::Browse(BrowseAction::OpenInBrowser(page.account.clone(), link.clone())));
            }
            if ui.add(MenuItem::new("Copy the link to the folder").icon(Icon::Copy)).clicked() {
                cx.actions.extend(link.address(&page.account.origin).map(Action::Copy));
            }
        }
    });
}

fn list(
    ui: &mut Ui,
    cx: &ViewCtx<'_>,
    view: &mut ModelsView,
    (page, items): (&ProjectPage, &[Model]),
) -> ListOutput {
    let tokens = &cx.tokens;
    let now = format::now();
    let tree = &view.tree;
    let model = |node: &ModelNode| node.model.and_then(|at| items.get(at));
    let name = |row: u64| tree.node(row).map(|node| spoken(node, model(node))).unwrap_or_default();
    let widget =
        VirtualList::new(NAME, tree.len(), tokens.size.list_row).kind(ListKind::Tree).row_name(&name);
    widget.show(ui, &mut view.list, |ui, row| {
        let Some(node) = tree.node(row.index) else { return };
        let folded = tree.is_folded(row.index);
        ui.ctx().accesskit_node_builder(ui.scope_id(), |access| {
            access.set_level(node.depth + 1);
            if node.is_folder() {
                access.set_expanded(!folded);
            }
        });
        paint_row(ui, (tokens, page), row, (node, folded, model(node)), now);
    })
}

/// Where the twist of a row is.
fn twist(tokens: &Tokens, left: f32, node: &ModelNode) -> f32 {
    left + tokens.size.row_padding + node.depth as f32 * tokens.size.tree_indent
}

fn paint_row(
    ui: &Ui,
    (tokens, page): (&Tokens, &ProjectPage),
    row: Row,
    (node, folded, model): (&ModelNode, bool, Option<&Model>),
    now: i64,
) {
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let rect = row.seen;
    let subdued = |text: &str| paint::line(ui.painter(), text, &font.secondary, color.text_subdued);
    let mut x = twist(tokens, rect.left(), node);
    if node.is_folder() {
        let icon = if folded { Icon::ChevronRight } else { Icon::ChevronDown };
        let at = pos2(x + size.icon_small / 2.0, rect.center().y);
        paint_icon(ui.painter(), icon, at, size.icon_small, color.icon);
    }
    x += size.icon_small + size.icon_gap;
    let icon = if model.is_some() { Icon::Box } else { Icon::Folder };
    paint_icon(ui.painter(), icon, pos2(x + size.icon / 2.0, rect.center().y), size.icon, color.icon);
    x += size.icon + size.gap_8;
    let right = rect.right() - size.row_padding;
    let end = match model {
        None => paint::right(ui.painter(), right, rect, subdued(&models_words(node.below))),
        Some(model) => {
            let then = parts::seconds(&model.updated_at).filter(|_| model.versions > 0);
            paint::right(ui.painter(), right, rect, subdued(&parts::short_age(then, now)));
            let versions =
                paint::line(ui.painter(), &format::count(model.versions), &font.mono, color.text_subdued);
            paint::right(ui.painter(), right - LAST, rect, versions)
        }
    };
    let chosen = model.is_some_and(|model| page.model.as_ref() == Some(&model.id));
    let face = if chosen { &font.ui_medium } else { &font.ui };
    let name = parts::name(&node.name);
    let words = paint::cut_line(ui.painter(), &name, (face, color.text), end - size.gap_8 - x);
    paint::left(ui.painter(), x, rect, words);
}

fn models_words(count: usize) -> String {
    if count == 1 { "1 model".to_owned() } else { format!("{} models", format::count(count as u64)) }
}

/// Folds what a click on a twist or a key asks for.
fn fold(output: &ListOutput, view: &mut ModelsView) {
    let tokens = crate::ui::theme::tokens(&output.response.ctx);
    if let Some(hit) = output.clicked
        && let Some(node) = view.tree.node(hit.row).filter(|node| node.is_folder())
    {
        let at = twist(&tokens, output.view.left(), node);
        let on_twist = hit.pos.x >= at - tokens.size.gap_4
            && hit.pos.x <= at + tokens.size.icon_small + tokens.size.gap_4;
        // A folder that is no model has nothing else to open.
        if on_twist || node.model.is_none() {
            let folded = view.tree.is_folded(hit.row);
            view.tree.fold(hit.row, !folded);
            return;
        }
    }
    let Some(row) = view.list.cursor else { return };
    let Some(node) = view.tree.node(row) else { return };
    let (folder, folded) = (node.is_folder(), view.tree.is_folded(row));
    let keys = output.keys;
    if keys.right > 0 && folder {
        if folded { view.tree.fold(row, false) } else { view.list.select(row + 1) }
    } else if keys.left > 0 {
        match view.tree.parent_row(row) {
            _ if folder && !folded => view.tree.fold(row, true),
            Some(parent) => view.list.select(parent),
            None => {}
        }
    } else if (keys.space || keys.enter) && folder && node.model.is_none() {
        view.tree.fold(row, !folded);
    }
}

/// What a screen reader says for a row.
fn spoken(node: &ModelNode, model: Option<&Model>) -> String {
    let name = parts::name(&node.name);
    match model {
        Some(model) if model.versions == 1 => format!("{name}, 1 version"),
        Some(model) => format!("{name}, {} versions", format::count(model.versions)),
        None => format!("{name}, {}", models_words(node.below)),
    }
}

fn hint(node: &ModelNode, model: Option<&Model>) -> String {
    let Some(model) = model else { return parts::name(&node.path).into_owned() };
    let mut lines = vec![parts::name(&model.name).into_owned()];
    if let Some(words) = model.description.as_ref().filter(|words| !words.trim().is_empty()) {
        lines.push(parts::name(words).into_owned());
    }
    lines.push(format!("Changed {}", parts::exact(&model.updated_at)));
    lines.join("\n")
}
