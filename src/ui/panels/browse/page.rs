//! A project in its tab: the head with what is known of it, and the view that was chosen below.

use eframe::egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};

use super::models::ModelsView;
use super::records::Records;
use super::versions::VersionsView;
use super::{inspector, models, parts, people, timeline, versions};
use crate::app::{Action, BrowseAction, ProjectPage, ProjectView, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_left, cut_top, grip_x, line_below, line_right, region};
use crate::ui::theme::{Icon, paint_icon};
use crate::ui::widgets::paint::{cut_line, left, line};
use crate::ui::widgets::{IconButton, empty_state, segment};
use dapple_data::speckle::browse::{Member, Version};
use dapple_data::url::Link;

/// How one project is looked at.
#[derive(Default)]
pub struct PageView {
    pub(super) models: ModelsView,
    pub(super) versions: VersionsView,
    pub(super) timeline: Records<Version>,
    pub(super) people: Records<Member>,
}

/// The views and what they are called.
const VIEWS: [(ProjectView, &str); 3] =
    [(ProjectView::Models, "Models"), (ProjectView::Timeline, "Timeline"), (ProjectView::People, "People")];
/// Narrowest and widest column of models, points; and the narrowest list of versions beside it.
const MODELS_LEAST: f32 = 220.0;
const MODELS_MOST: f32 = 560.0;
const VERSIONS_LEAST: f32 = 300.0;

/// Draws the project of a tab.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let tokens = cx.tokens.clone();
    let Some(page) = cx.state.browser.pages.get(&tab.id) else { return };
    let mut view = std::mem::take(&mut cx.views.tab(tab.id).page);
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.tool_row);
    region(ui, "project head", head, tokens.color.bg_content, |ui| self::head(ui, cx, tab, page));
    line_below(ui, head, &tokens);
    let below = rest;
    match page.view {
        ProjectView::Models => split(ui, cx, (tab, page), &mut view, rest),
        ProjectView::Timeline => region(ui, "timeline", rest, tokens.color.bg_content, |ui| {
            timeline::ui(ui, cx, (tab, page), &mut view.timeline);
        }),
        ProjectView::People => region(ui, "people", rest, tokens.color.bg_content, |ui| {
            people::ui(ui, cx, (tab, page), &mut view.people);
        }),
    }
    cx.views.tab(tab.id).page = view;
    inspector::over(ui, cx, below);
}

/// Models at the left, the versions of the chosen one beside them.
fn split(ui: &mut Ui, cx: &mut ViewCtx<'_>, here: (&Tab, &ProjectPage), view: &mut PageView, room: Rect) {
    let tokens = cx.tokens.clone();
    let (_, page) = here;
    if page.models.value().is_some_and(|listing| listing.items.is_empty()) {
        region(ui, "no models", room, tokens.color.bg_content, |ui| {
            let words = "This project has no models yet";
            if empty_state(ui, Icon::CloudUpload, words, Some("Open the project in the browser")) {
                let link = Link::Project { project: page.project.clone() };
                cx.act(Action::Browse(BrowseAction::OpenInBrowser(page.account.clone(), link)));
            }
        });
        return;
    }
    let mut rest = room;
    let most = (room.width() - VERSIONS_LEAST).clamp(MODELS_LEAST, MODELS_MOST);
    let width = cx.views.models.clamp(MODELS_LEAST, most);
    let tree = cut_left(&mut rest, width);
    region(ui, "models", tree, tokens.color.bg_content, |ui| models::ui(ui, cx, here, &mut view.models));
    line_right(ui, tree, &tokens);
    region(ui, "versions", rest, tokens.color.bg_content, |ui| {
        versions::ui(ui, cx, here, &mut view.versions);
    });
    let moved = grip_x(ui, "models and versions", tree.right(), room.y_range(), &tokens);
    if moved != 0.0 {
        cx.views.models = (width + moved).clamp(MODELS_LEAST, MODELS_MOST);
    }
}

/// Lock, name, facts; the views and the star at the right.
fn head(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, page: &ProjectPage) {
    let tokens = cx.tokens.clone();
    let (size, color) = (&tokens.size, &tokens.color);
    let rect = ui.max_rect();
    let room = rect.shrink2(vec2(size.row_padding, 0.0));
    let builder =
        UiBuilder::new().max_rect(room).layout(Layout::right_to_left(Align::Center)).id_salt("tools");
    let tools = ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = size.gap_8;
        let starred = cx.state.browser.is_favourite(&page.account, &page.project);
        let words = if starred { "Remove from the favourites" } else { "Add to the favourites" };
        let star = IconButton::new(Icon::Star, words);
        let star = if starred { star.color(color.accent_text) } else { star };
        if ui.add(star).clicked() {
            cx.act(Action::Browse(BrowseAction::Favourite(page.account.clone(), page.project.clone())));
        }
        let names: Vec<&str> = VIEWS.iter().map(|(_, name)| *name).collect();
        let open = VIEWS.iter().position(|(view, _)| *view == page.view).unwrap_or_default();
        let chosen = segment(ui, "What of the project", &names, open, false);
        if let Some((view, _)) = chosen.and_then(|at| VIEWS.get(at)) {
            cx.act(Action::Browse(BrowseAction::ShowView(tab.id, *view)));
        }
    });
    let end = tools.response.rect.left() - size.gap_12;
    let project = page.facts.value().map(|facts| &facts.project);
    let visibility = project.map_or("PRIVATE", |project| project.visibility.as_str());
    let mut x = room.left();
    let icon = eframe::egui::pos2(x + size.icon / 2.0, rect.center().y);
    paint_icon(ui.painter(), parts::visibility_icon(visibility), icon, size.icon, color.icon);
    x += size.icon + size.gap_8;
    let title = tab.title();
    let name = parts::name(&title);
    let words = cut_line(ui.painter(), &name, (&tokens.font.ui_medium, color.text), end - x);
    x = left(ui.painter(), x, rect, words) + size.gap_8;
    let facts = facts(page);
    let look = (&tokens.font.secondary, color.text_subdued);
    if line(ui.painter(), "…", look.0, look.1).size().x < end - x {
        left(ui.painter(), x, rect, cut_line(ui.painter(), &facts, look, end - x));
    }
    let spoken = Rect::from_min_max(rect.min, eframe::egui::pos2(end, rect.bottom()));
    let label = ui.interact(spoken, ui.scope_id().with("facts"), eframe::egui::Sense::hover());
    let said = format!("{name}. {facts}");
    label.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Heading, true, &said));
    crate::ui::widgets::tooltip(label, &said);
}

/// What is known of a project, in a line.
fn facts(page: &ProjectPage) -> String {
    let Some(facts) = page.facts.value() else {
        return page.facts.error().map(|error| error.title.clone()).unwrap_or_default();
    };
    let project = &facts.project;
    let mut words = vec![match &project.workspace {
        Some(workspace) => parts::name(&workspace.name).into_owned(),
        None => parts::visibility(&project.visibility).into_owned(),
    }];
    let counted = |n: u64, one: &str, many: &str| {
        if n == 1 { format!("1 {one}") } else { format!("{} {many}", format::count(n)) }
    };
    if let Some(people) = page.people.value() {
        words.push(counted(people.items.len() as u64, "person", "people"));
    }
    if let Some(versions) = facts.versions {
        words.push(counted(versions, "version", "versions"));
    }
    if let Some(role) = &project.role {
        words.push(format!("you are {}", parts::role(role)));
    }
    if !facts.source_apps.is_empty() {
        let apps: Vec<_> = facts.source_apps.iter().map(|app| parts::application(app)).collect();
        words.push(apps.join(", "));
    }
    words.join(" · ")
}
