//! The versions of the chosen model: preview, message, author, application, age.

use std::sync::Arc;

use dapple_data::ids::VersionId;
use dapple_data::speckle::browse::{Content, Listing, Record, Version};
use dapple_data::url::Link;
use eframe::egui::{Id, Rect, Ui, UiBuilder, Vec2, pos2, vec2};

use super::parts::{self, filter_field};
use super::textures::{self, Format};
use super::version_rows::{Order, Row, VersionRows};
use super::{inspector, menus, take};
use crate::app::{
    Action, BrowseAction, CompareAction, ComparisonTarget, ElementsAction, Failed, ListItems, ListRows,
    ProjectPage, Tab,
};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, region};
use crate::ui::theme::Icon;
use crate::ui::widgets::{
    IconButton, ListOutput, ListState, MenuItem, Row as Place, VirtualList, context_menu, empty_state, menu,
    menu_line, paint, tooltip_at_pointer,
};

/// How the versions are looked at.
#[derive(Default)]
pub struct VersionsView {
    rows: VersionRows,
    list: ListState,
    list_id: Option<Id>,
    filter: String,
    filter_open: bool,
    order: Order,
    /// The versions that the server hides are listed too.
    hidden_open: bool,
    toggled: bool,
    /// The version that the cursor was put on because it was chosen elsewhere.
    shown: Option<VersionId>,
}

const NAME: &str = "Versions";
/// A preview in a row, points.
const PREVIEW: Vec2 = Vec2::new(72.0, 48.0);
/// How far the two lines of a row stand from its middle, points.
const LINE: f32 = 9.0;

/// Draws the versions of a page's model.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, page): (&Tab, &ProjectPage), view: &mut VersionsView) {
    let tokens = cx.tokens.clone();
    let listing = page.versions.value().cloned();
    if let Some(listing) = &listing {
        let fresh = view.rows.update(listing, &view.filter, view.order, view.hidden_open);
        // Listing the hidden versions changes no row above them: the cursor stays where it was.
        let stays = std::mem::take(&mut view.toggled);
        if (fresh && !stays) || view.shown != page.version {
            let row = page.version.as_ref().and_then(|id| view.rows.row_of(listing, id.as_str()));
            match row {
                Some(row) => view.list.select(row),
                None => view.list.clear(),
            }
            view.shown.clone_from(&page.version);
        }
    }
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.panel_title);
    region(ui, "versions head", head, tokens.color.bg_content, |ui| {
        title(ui, cx, page, view, listing.as_ref());
    });
    let filter = Id::unique(("filter of the versions", tab.id));
    let wanted = cx.views.browse.regions.wants_filter(NAME);
    if wanted {
        view.filter_open = true;
    }
    if view.filter_open {
        let field = cut_top(&mut rest, tokens.size.field_small + tokens.size.gap_8);
        region(ui, "versions filter", field, tokens.color.bg_content, |ui| {
            let inner = field.shrink2(vec2(tokens.size.gap_8, 0.0));
            let mut inner = ui.new_child(UiBuilder::new().max_rect(inner).id_salt("field"));
            let list = view.list_id.unwrap_or(Id::NULL);
            let name = "Filter by message, author, application or id";
            filter_field(&mut inner, &mut view.filter, (name, filter), wanted, list);
        });
    }
    region(ui, "versions list", rest, tokens.color.bg_content, |ui| {
        parts::failed_refresh(ui, cx, &page.versions, Failed::Page(tab.id));
        match &listing {
            Some(listing) if !view.rows.rows.is_empty() => body(ui, cx, (tab, page), view, (listing, filter)),
            Some(listing) => nothing(ui, cx, page, view, listing.items.is_empty()),
            // Which versions are wanted is known when the models are.
            None if page.model.is_none() => {}
            None => {
                parts::absent(ui, cx, &page.versions, &page.account, Failed::Page(tab.id));
            }
        }
    });
}

fn nothing(ui: &mut Ui, cx: &mut ViewCtx<'_>, page: &ProjectPage, view: &mut VersionsView, none: bool) {
    if !none {
        if empty_state(ui, Icon::FilterX, "No version fits this filter", Some("Clear this filter")) {
            view.filter.clear();
        }
        return;
    }
    let words = "No version was published to this model yet";
    if empty_state(ui, Icon::CloudUpload, words, Some("Open the model in the browser"))
        && let Some(model) = &page.model
    {
        let link = Link::Model { project: page.project.clone(), model: model.clone() };
        cx.act(Action::Browse(BrowseAction::OpenInBrowser(page.account.clone(), link)));
    }
}

fn title(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    page: &ProjectPage,
    view: &mut VersionsView,
    listing: Option<&Arc<Listing<Version>>>,
) {
    let count = listing.map(|listing| parts::count(listing, view.rows.shown)).unwrap_or_default();
    let short = listing.and_then(|listing| parts::shortage(listing));
    parts::title(ui, cx, (NAME, &count, parts::refreshing(&page.versions)), |ui, cx| {
        inspector::toggle(ui, cx);
        let sort = ui.add(IconButton::new(Icon::ArrowDownWideNarrow, "Sort versions"));
        menu(&sort, |ui| {
            for (order, text) in Order::ALL {
                let item = MenuItem::new(text);
                let item = if view.order == order { item.icon(Icon::Check) } else { item };
                if ui.add(item).clicked() {
                    view.order = order;
                }
            }
        });
        let search = IconButton::new(Icon::Search, "Filter versions (Ctrl F)").on(view.filter_open);
        if ui.add(search).clicked() {
            view.filter_open = !view.filter_open;
            if view.filter_open {
                cx.views.browse.regions.want_filter(NAME);
            } else {
                view.filter.clear();
            }
        }
        if let Some(listing) = listing {
            let rows = || {
                let model = page.chosen_model().map(|model| (model.id.clone(), model.name.clone()));
                let shown = (view.rows.places().into(), view.filter.as_str());
                ListRows { model, ..page.list_rows(ListItems::Versions(listing.clone()), shown) }
            };
            take::button(ui, cx, NAME, (Version::NOUN, view.rows.shown), rows);
        }
        if let Some(short) = &short {
            ui.add(IconButton::new(Icon::TriangleAlert, short).color(cx.tokens.color.warning));
        }
    });
}

fn body(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, page): (&Tab, &ProjectPage),
    view: &mut VersionsView,
    (listing, filter): (&Listing<Version>, Id),
) {
    let output = list(ui, cx, view, page, listing);
    cx.views.browse.regions.put(NAME, output.response.id, filter);
    view.list_id = Some(output.response.id);
    let rows = &view.rows;
    let at = |row: u64| match rows.row(row) {
        Some(Row::Version(at)) => listing.items.get(at),
        _ => None,
    };
    if let Some(version) = output.hovered.and_then(at) {
        tooltip_at_pointer(&output.response, &hint(version));
    }
    let on_summary = |row: u64| matches!(rows.row(row), Some(Row::Hidden(_)));
    let toggled = output.clicked.is_some_and(|hit| on_summary(hit.row))
        || ((output.keys.enter || output.keys.space) && view.list.cursor.is_some_and(on_summary));
    if output.moved
        && let Some(version) = view.list.cursor.and_then(at)
    {
        view.shown = Some(version.id.clone());
        cx.act(Action::Browse(BrowseAction::ChooseVersion(tab.id, Some(version.id.clone()))));
    }
    if output.clicked.is_some_and(|hit| at(hit.row).is_some()) {
        cx.views.browse.inspector_over = true;
    }
    if let Some(target) = output.opened(&view.list).and_then(at).and_then(|version| page.elements_of(version))
    {
        cx.act(Action::Elements(ElementsAction::Open(target)));
    }
    let chosen = view.list.cursor.and_then(at);
    if output.keys.copy
        && let Some(version) = chosen
    {
        cx.act(parts::copy_cells(vec![copied(page, version)]));
    }
    context_menu(&output.response, |ui| {
        if let Some(version) = chosen {
            version_menu(ui, cx, page, version);
        }
    });
    if toggled {
        view.hidden_open = !view.hidden_open;
        view.toggled = true;
    }
}

/// The menu of a version, here and in the timeline.
pub fn version_menu(ui: &mut Ui, cx: &mut ViewCtx<'_>, page: &ProjectPage, version: &Version) {
    if let Some(target) = page.elements_of(version) {
        let item = MenuItem::new("Open element table").icon(Icon::Table2).keys("Enter");
        if ui.add(item).clicked() {
            cx.actions.push(Action::Elements(ElementsAction::Open(target.clone())));
        }
        if ui.add(MenuItem::new("Compare with the version before").icon(Icon::GitCompare)).clicked() {
            let target = ComparisonTarget::with_before(target);
            cx.actions.push(Action::Compare(CompareAction::Open(target)));
        }
        menu_line(ui);
    }
    let copies = (version.id.as_str(), copied(page, version));
    menus::thing(ui, (&page.account, &page.link_of(version)), copies, cx.actions);
}

/// A version as a row of a table: time, model, author, application, message, id.
pub fn copied(page: &ProjectPage, version: &Version) -> Vec<String> {
    let model = page.model_of(version).and_then(|(_, name)| name).unwrap_or_default();
    let cells: [&str; 6] = [
        &version.created_at,
        model,
        version.author.as_ref().map_or("", |author| author.name.as_str()),
        version.source_application.as_deref().unwrap_or_default(),
        version.message.as_deref().unwrap_or_default(),
        version.id.as_str(),
    ];
    cells.map(str::to_owned).to_vec()
}

fn list(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    view: &mut VersionsView,
    page: &ProjectPage,
    listing: &Listing<Version>,
) -> ListOutput {
    let tokens = cx.tokens.clone();
    let rows = &view.rows;
    let name = |row: u64| match rows.row(row) {
        Some(Row::Version(at)) => listing.items.get(at).map(spoken).unwrap_or_default(),
        Some(Row::Hidden(count)) => hidden_words(count),
        None => String::new(),
    };
    let now = format::now();
    let open = view.hidden_open;
    VirtualList::new(NAME, rows.rows.len() as u64, tokens.size.preview_row).row_name(&name).show(
        ui,
        &mut view.list,
        |ui, place| match rows.row(place.index) {
            Some(Row::Version(at)) => {
                if let Some(version) = listing.items.get(at) {
                    version_row(ui, cx, (page, version), place, now);
                }
            }
            Some(Row::Hidden(count)) => hidden_row(ui, cx, place, (count, open)),
            None => {}
        },
    )
}

fn preview_rect(place: Place, padding: f32) -> Rect {
    let corner = pos2(place.rect.left() + padding, place.rect.center().y - PREVIEW.y / 2.0);
    Rect::from_min_size(corner, PREVIEW)
}

/// A line of a row, above or below its middle.
fn line(rect: Rect, below: bool) -> Rect {
    let middle = rect.center().y + if below { LINE } else { -LINE };
    Rect::from_x_y_ranges(rect.x_range(), (middle - LINE)..=(middle + LINE))
}

fn version_row(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (page, version): (&ProjectPage, &Version),
    place: Place,
    now: i64,
) {
    let tokens = cx.tokens.clone();
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let picture = preview_rect(place, size.row_padding);
    let hidden = version.content == Content::Hidden;
    if hidden {
        ui.painter().rect_filled(picture, size.radius_check, color.hover);
        textures::mark(ui, picture, Icon::Lock, color.icon);
    } else {
        textures::preview(ui, cx, picture, version.preview_url.as_deref(), Format::Row);
    }
    let right = place.seen.right() - size.row_padding;
    let (first, second) = (line(place.rect, false), line(place.rect, true));
    let end = if place.state.hovered && !hidden {
        hover_tools(ui, cx, (page, version), first.with_max_x(right))
    } else {
        let age = parts::age(&version.created_at, now);
        let words = paint::line(ui.painter(), &age, &font.secondary, color.text_subdued);
        paint::right(ui.painter(), right, first, words)
    };
    let id = paint::line(ui.painter(), version.id.as_str(), &font.mono, color.text_subdued);
    let id_from = paint::right(ui.painter(), right, second, id);
    let from = picture.right() + size.gap_12;
    let (words, quiet) = message(version);
    let face = if place.state.selected && !quiet { &font.ui_medium } else { &font.ui };
    let tone = if quiet || hidden { color.text_subdued } else { color.text };
    let first_words = paint::cut_line(ui.painter(), &words, (face, tone), end - size.gap_8 - from);
    paint::left(ui.painter(), from, first, first_words);
    let look = (&font.secondary, color.text_subdued);
    let second_words = paint::cut_line(ui.painter(), &about(version), look, id_from - size.gap_8 - from);
    paint::left(ui.painter(), from, second, second_words);
}

/// What can be done with the row under the pointer, in place of its age. Gives where it begins.
fn hover_tools(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (page, version): (&ProjectPage, &Version),
    room: Rect,
) -> f32 {
    let side = cx.tokens.size.icon_button;
    let mut x = room.right() - side;
    let at = |x: &mut f32| {
        let rect = Rect::from_min_size(pos2(*x, room.center().y - side / 2.0), Vec2::splat(side));
        *x -= side;
        rect
    };
    let clicked =
        |ui: &mut Ui, x: &mut f32, icon, name: &str| ui.place(at(x), IconButton::new(icon, name)).clicked();
    if clicked(ui, &mut x, Icon::ExternalLink, "Open in the browser") {
        let link = page.link_of(version);
        cx.act(Action::Browse(BrowseAction::OpenInBrowser(page.account.clone(), link)));
    }
    if let Some(target) = page.elements_of(version)
        && clicked(ui, &mut x, Icon::Table2, "Open element table")
    {
        cx.act(Action::Elements(ElementsAction::Open(target)));
    }
    if let Some(target) = page.elements_of(version)
        && clicked(ui, &mut x, Icon::GitCompare, "Compare with the version before")
    {
        let target = ComparisonTarget::with_before(target);
        cx.act(Action::Compare(CompareAction::Open(target)));
    }
    x + side
}

/// The versions that the server keeps back, as one quiet row.
fn hidden_row(ui: &Ui, cx: &ViewCtx<'_>, place: Place, (count, open): (usize, bool)) {
    let tokens = &cx.tokens;
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let picture = preview_rect(place, size.row_padding);
    ui.painter().rect_filled(picture, size.radius_check, color.hover);
    textures::mark(ui, picture, Icon::Lock, color.icon);
    let from = picture.right() + size.gap_12;
    let right = place.seen.right() - size.row_padding;
    let show = if open { "Fold" } else { "List them" };
    let show = paint::line(ui.painter(), show, &font.secondary, color.accent_text);
    let end = paint::right(ui.painter(), right, place.rect, show) - size.gap_8;
    let words = hidden_words(count);
    let first = paint::cut_line(ui.painter(), &words, (&font.ui, color.text), end - from);
    paint::left(ui.painter(), from, line(place.rect, false), first);
    let why = "The workspace's subscription shows newer versions only";
    let second = paint::cut_line(ui.painter(), why, (&font.secondary, color.text_subdued), end - from);
    paint::left(ui.painter(), from, line(place.rect, true), second);
}

fn hidden_words(count: usize) -> String {
    if count == 1 {
        "1 version is hidden".to_owned()
    } else {
        format!("{} versions are hidden", format::count(count as u64))
    }
}

/// The message on one line, and whether there is none.
pub fn message(version: &Version) -> (String, bool) {
    match version.message.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => (parts::name(words.lines().next().unwrap_or(words)).into_owned(), false),
        None => ("No message".to_owned(), true),
    }
}

/// Author, application, and what sets a version apart.
pub fn about(version: &Version) -> String {
    let mut words = Vec::new();
    words.extend(version.author.as_ref().map(|author| parts::name(&author.name).into_owned()));
    words.extend(version.source_application.as_deref().map(|app| parts::application(app).into_owned()));
    match version.content {
        Content::Root(_) => {}
        Content::Hidden => words.push("hidden by the subscription".to_owned()),
        Content::NewFormat(_) => words.push("new format".to_owned()),
    }
    words.join("  ·  ")
}

fn spoken(version: &Version) -> String {
    format!("{}, {}", message(version).0, about(version).replace("  ·  ", ", "))
}

fn hint(version: &Version) -> String {
    let mut lines = Vec::new();
    if let Some(words) = version.message.as_deref().filter(|words| !words.trim().is_empty()) {
        lines.extend(words.lines().take(12).map(|line| parts::name(line).into_owned()));
    }
    lines.push(format!("Published {}", parts::exact(&version.created_at)));
    lines.join("\n")
}
