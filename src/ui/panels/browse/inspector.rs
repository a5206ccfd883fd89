//! The inspector: everything about the chosen version, or about the model while it has none.

use dapple_data::speckle::browse::{Content, Model, Version};
use dapple_data::url::Link;
use eframe::egui::{
    Area, Context, Id, Key, Modifiers, Order, Rect, ScrollArea, Sense, Ui, UiBuilder, Vec2, vec2,
};

use super::parts;
use super::textures::{self, Format};
use super::versions::message;
use crate::app::{Action, BrowseAction, ElementsAction, ProjectPage, ProjectView};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{cut_top, region};
use crate::ui::theme::{self, Icon, paint_icon};
use crate::ui::widgets::{
    Button, Cut, IconButton, cut, elided, hline, key_value, paint, panel_title, popup_frame, section_label,
    tooltip,
};

/// Below this width of the window the inspector stands over the centre, points.
const ROOM: f32 = 1280.0;
/// The large preview, points.
const PREVIEW: Vec2 = Vec2::new(280.0, 164.0);
/// Width of a key, points.
const KEY: f32 = 96.0;
/// Lines of a message that are shown.
const MESSAGE_LINES: usize = 3;

fn has_room(ctx: &Context) -> bool {
    ctx.content_rect().width() >= ROOM
}

/// The page whose inspector there is: one with something chosen.
fn page<'a>(cx: &ViewCtx<'a>) -> Option<&'a ProjectPage> {
    let page = cx.state.browser.pages.get(&cx.state.selected?)?;
    let chosen = page.chosen_version().is_some() || page.chosen_model().is_some();
    (page.view == ProjectView::Models && chosen).then_some(page)
}

/// Whether the inspector takes a part of the window's right side.
pub fn docked(ctx: &Context, cx: &ViewCtx<'_>) -> bool {
    has_room(ctx) && !cx.views.browse.inspector_folded && page(cx).is_some()
}

/// The button that brings a folded inspector back.
pub fn toggle(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let room = has_room(ui.ctx());
    let views = &mut cx.views.browse;
    let shown = if room { !views.inspector_folded } else { views.inspector_over };
    if !shown && ui.add(IconButton::new(Icon::Info, "Show the details")).clicked() {
        views.inspector_folded = false;
        views.inspector_over = true;
    }
}

/// Draws the inspector over the right side of the centre, where the window has no room beside it.
pub fn over(ui: &Ui, cx: &mut ViewCtx<'_>, centre: Rect) {
    if has_room(ui.ctx()) || !cx.views.browse.inspector_over || page(cx).is_none() {
        return;
    }
    let tokens = cx.tokens.clone();
    if cx.state.dialog.is_none() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        cx.views.browse.inspector_over = false;
        return;
    }
    let width = tokens.size.inspector.min(centre.width());
    let rect = Rect::from_min_max(eframe::egui::pos2(centre.right() - width, centre.top()), centre.max);
    let area = Area::new(Id::unique("inspector")).order(Order::Middle).fixed_pos(rect.min).constrain(false);
    area.show(ui.ctx(), |ui| {
        let frame = popup_frame(&tokens);
        ui.painter().add(frame.shadow.as_shape(rect, 0.0));
        let builder = UiBuilder::new().max_rect(rect).id_salt("over");
        ui.scope_builder(builder, |ui| {
            region(ui, "inspector", rect, tokens.color.bg_panel, |ui| self::ui(ui, cx))
        });
        ui.painter().vline(rect.left(), rect.y_range(), (tokens.size.hairline, tokens.color.hairline));
    });
}

/// Draws the inspector into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let Some(page) = page(cx) else { return };
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.panel_title);
    let version = page.chosen_version();
    region(ui, "inspector head", head, tokens.color.bg_panel, |ui| {
        panel_title(ui, if version.is_some() { "Version" } else { "Model" }, "");
        let side = tokens.size.icon_button;
        let corner = Rect::from_center_size(
            head.right_center() - vec2(side / 2.0 + tokens.size.gap_8, 0.0),
            Vec2::splat(side),
        );
        if ui.place(corner, IconButton::new(Icon::PanelRightClose, "Hide the details")).clicked() {
            cx.views.browse.inspector_folded = true;
            cx.views.browse.inspector_over = false;
        }
    });
    region(ui, "inspector body", rest, tokens.color.bg_panel, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing = Vec2::ZERO;
            match (version, page.chosen_model()) {
                (Some(version), _) => version_facts(ui, cx, page, version),
                (None, Some(model)) => model_facts(ui, cx, page, model),
                (None, None) => {}
            }
            ui.add_space(tokens.size.gap_12);
        });
    });
}

fn version_facts(ui: &mut Ui, cx: &mut ViewCtx<'_>, page: &ProjectPage, version: &Version) {
    picture(ui, cx, version.preview_url.as_deref());
    let (words, quiet) = message(version);
    let whole = version.message.as_deref().filter(|_| !quiet).unwrap_or(&words);
    wrapped(ui, whole, quiet);
    buttons(ui, cx, page, version);
    line(ui);
    if let Some((_, Some(name))) = page.model_of(version) {
        front_cut(ui, "Model", name);
    }
    if let Some(author) = &version.author {
        key_value(ui, "Author", &parts::name(&author.name), KEY, false);
    }
    let published = key_value(ui, "Published", &parts::exact(&version.created_at), KEY, false);
    tooltip(published, &format!("{} as the server writes it", parts::name(&version.created_at)));
    let application = version.source_application.as_deref();
    if let Some(application) = application {
        key_value(ui, "Source app", &parts::application(application), KEY, false);
    }
    match &version.content {
        Content::Root(_) => {}
        Content::Hidden => {
            key_value(ui, "Content", "hidden by the subscription", KEY, false);
        }
        Content::NewFormat(_) => {
            key_value(ui, "Content", "new format", KEY, false);
        }
    }
    line(ui);
    section_label(ui, "Identifiers", "", true);
    copied(ui, cx, "Version", version.id.as_str());
    if let Some((model, _)) = page.model_of(version) {
        copied(ui, cx, "Model", model.as_str());
    }
    copied(ui, cx, "Project", page.project.as_str());
    if let Content::Root(object) | Content::NewFormat(object) = &version.content {
        copied(ui, cx, "Root object", object.as_str());
    }
}

/// Open first; what else can be done beside it.
fn buttons(ui: &mut Ui, cx: &mut ViewCtx<'_>, page: &ProjectPage, version: &Version) {
    let tokens = cx.tokens.clone();
    let refused = page.facts.value().and_then(|facts| facts.can_load.as_ref()).filter(|may| !may.authorized);
    padded(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(tokens.size.gap_8);
        match (&version.content, refused) {
            (Content::Root(_), None) => {
                if ui.add(Button::primary("Open element table").full_width()).clicked()
                    && let Some(target) = page.elements_of(version)
                {
                    cx.act(Action::Elements(ElementsAction::Open(target)));
                }
            }
            (Content::Root(_), Some(refused)) => sentence(ui, &refused.message),
            (Content::Hidden, _) => {
                sentence(ui, "The workspace's subscription hides what this version holds");
            }
            (Content::NewFormat(_), _) => {
                files(ui, cx, version);
            }
        }
        let link = page.link_of(version);
        let query = match &version.content {
            Content::Root(object) => Link::Object { project: page.project.clone(), object: object.clone() },
            _ => link.clone(),
        };
        secondary(ui, cx, page, query, link);
    });
}

/// A version in the new format: its files can be taken along.
fn files(ui: &mut Ui, cx: &mut ViewCtx<'_>, version: &Version) {
    let Some(tab) = cx.state.selected else { return };
    match cx.state.browser.downloads.get(&version.id) {
        None => {
            if ui.add(Button::primary("Download its files").full_width()).clicked() {
                cx.act(Action::Browse(BrowseAction::Download(tab, version.id.clone())));
            }
        }
        Some(id) => {
            if ui.add(Button::secondary("Cancel the download").full_width()).clicked() {
                cx.act(Action::Browse(BrowseAction::CancelDownload(version.id.clone())));
            }
            let done = cx.state.progress.get(id).map_or(0, |progress| progress.done);
            sentence(ui, &format!("{} came", format::bytes(done)));
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
        }
    }
    sentence(ui, "The new format is Parquet files in place of objects: elements, properties, geometry");
}

fn secondary(ui: &mut Ui, cx: &mut ViewCtx<'_>, page: &ProjectPage, query: Link, link: Link) {
    ui.horizontal(|ui| {
        if ui.add(Button::secondary("Query this")).clicked() {
            cx.act(Action::Browse(BrowseAction::Query(page.account.clone(), query)));
        }
        let open = Button::secondary("Open in the browser").icon_after(Icon::ExternalLink);
        if ui.add(open).clicked() {
            cx.act(Action::Browse(BrowseAction::OpenInBrowser(page.account.clone(), link)));
        }
    });
}

fn model_facts(ui: &mut Ui, cx: &mut ViewCtx<'_>, page: &ProjectPage, model: &Model) {
    picture(ui, cx, model.preview_url.as_deref());
    wrapped(ui, &model.name, false);
    padded(ui, |ui| {
        let link = Link::Model { project: page.project.clone(), model: model.id.clone() };
        secondary(ui, cx, page, link.clone(), link);
    });
    line(ui);
    if let Some(words) = model.description.as_deref().filter(|words| !words.trim().is_empty()) {
        key_value(ui, "Description", &parts::name(words), KEY, false);
    }
    if let Some(author) = &model.author {
        key_value(ui, "Author", &parts::name(&author.name), KEY, false);
    }
    key_value(ui, "Versions", &crate::ui::format::count(model.versions), KEY, false);
    key_value(ui, "Made", &parts::exact(&model.created_at), KEY, false);
    key_value(ui, "Changed", &parts::exact(&model.updated_at), KEY, false);
    line(ui);
    section_label(ui, "Identifiers", "", true);
    copied(ui, cx, "Model", model.id.as_str());
    copied(ui, cx, "Project", page.project.as_str());
}

fn picture(ui: &mut Ui, cx: &mut ViewCtx<'_>, url: Option<&str>) {
    let padding = cx.tokens.size.row_padding;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), PREVIEW.y + padding), Sense::hover());
    let wide = PREVIEW.x.min(rect.width() - 2.0 * padding);
    let at = Rect::from_min_size(rect.min + vec2(padding, 0.0), vec2(wide, PREVIEW.y));
    textures::preview(ui, cx, at, url, Format::Large);
}

/// A message over at most three lines.
fn wrapped(ui: &mut Ui, text: &str, quiet: bool) {
    let tokens = theme::tokens(ui.ctx());
    padded(ui, |ui| {
        let tone = if quiet { tokens.color.text_subdued } else { tokens.color.text };
        let look = (&tokens.font.ui, tone);
        let mut lines = text.lines().map(|line| parts::name(line).into_owned()).filter(|l| !l.is_empty());
        let first = lines.next().unwrap_or_else(|| "no name".to_owned());
        let all: Vec<String> = std::iter::once(first).chain(lines).take(MESSAGE_LINES).collect();
        let text = all.join("\n");
        let galley = paint::paragraph(ui.painter(), &text, look, ui.available_width());
        let most = MESSAGE_LINES as f32 * tokens.size.line;
        if galley.size().y <= most + 1.0 {
            let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
            response
                .widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Label, true, &text));
            ui.painter().galley(rect.min, galley, tone);
        } else {
            elided(ui, &text.replace('\n', " "), look, Cut::End);
        }
    });
}

fn sentence(ui: &mut Ui, text: &str) {
    let tokens = theme::tokens(ui.ctx());
    let look = (&tokens.font.secondary, tokens.color.text_subdued);
    let words = parts::name(text);
    let galley = paint::paragraph(ui.painter(), &words, look, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Label, true, &*words));
    ui.painter().galley(rect.min, galley, look.1);
}

fn padded(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let size = theme::tokens(ui.ctx()).size;
    let room = ui.available_rect_before_wrap().shrink2(vec2(size.row_padding, 0.0));
    let inner = ui.scope_builder(UiBuilder::new().max_rect(room), contents);
    let used = inner.response.rect;
    ui.advance_cursor_after_rect(used);
    ui.add_space(size.gap_12);
}

fn line(ui: &mut Ui) {
    let size = theme::tokens(ui.ctx()).size;
    let tall = 2.0 * size.gap_8 + size.hairline;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), tall), Sense::hover());
    hline(ui, rect.x_range(), rect.center().y);
}

/// A key with a path, which is cut at its front so that the last part stays.
fn front_cut(ui: &mut Ui, key: &str, path: &str) {
    let tokens = theme::tokens(ui.ctx());
    let path = parts::name(path);
    let room = ui.available_width() - 2.0 * tokens.size.row_padding - KEY - tokens.size.gap_8;
    let look = (&tokens.font.secondary, tokens.color.text);
    let (galley, is_cut) = cut(ui.painter(), &path, look, room, Cut::Front);
    let shown = galley.text().to_owned();
    let row = key_value(ui, key, &shown, KEY, false);
    if is_cut {
        tooltip(row, &path);
    }
}

/// The two ends of a hash, by which people tell one from another; shorter ids are whole.
fn short_id(id: &str) -> String {
    let id = parts::name(id);
    match (id.get(..4), id.len().checked_sub(6).and_then(|from| id.get(from..))) {
        (Some(head), Some(tail)) if id.len() > LONGEST_ID => format!("{head}…{tail}"),
        _ => id.into_owned(),
    }
}

/// Longer ids than this do not fit beside their key.
const LONGEST_ID: usize = 20;

/// An id that a click copies; the icon at its end says so under the pointer.
fn copied(ui: &mut Ui, cx: &mut ViewCtx<'_>, key: &str, id: &str) {
    let tokens = cx.tokens.clone();
    let row = key_value(ui, key, &short_id(id), KEY, true);
    let at = row.rect.right_center() - vec2(tokens.size.row_padding + tokens.size.icon / 2.0, 0.0);
    if row.hovered() || theme::shows_focus(&row) {
        let ground = Rect::from_center_size(at, Vec2::splat(tokens.size.icon_button));
        ui.painter().rect_filled(ground, tokens.size.radius, tokens.color.hover);
        paint_icon(ui.painter(), Icon::Copy, at, tokens.size.icon, tokens.color.text);
    } else {
        paint_icon(ui.painter(), Icon::Copy, at, tokens.size.icon_small, tokens.color.icon);
    }
    if theme::shows_focus(&row) {
        theme::focus_ring(ui, row.rect, tokens.size.focus_radius_row, theme::Ring::Inside);
    }
    if tooltip(row, &format!("Copy {}", parts::name(id))).clicked() {
        cx.act(Action::Copy(id.to_owned()));
    }
}
