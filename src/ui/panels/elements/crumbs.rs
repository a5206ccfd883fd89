//! Where the elements come from, and whether all of them are here.

use dapple_data::ids::display_name;
use eframe::egui::{Role, Sense, Ui, WidgetInfo, vec2};

use super::words;
use crate::app::{Action, BrowseAction, ElementSet, ElementsAction, ElementsTab, Tab};
use crate::ui::commands::with_keys;
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::from_right;
use crate::ui::theme::{Icon, icon, paint_icon};
use crate::ui::widgets::paint::{left, line};
use crate::ui::widgets::{Button, Cut, IconButton, cut, tooltip};

/// Draws the row: project, model, message at the left; how complete it is at the right.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, table): (&Tab, &ElementsTab)) {
    let tokens = cx.tokens.clone();
    from_right(ui, |ui| {
        if table.set.value().is_some() {
            let again = with_keys("Load again", "Refresh");
            if ui.add(IconButton::new(Icon::RotateCw, &again)).clicked() {
                cx.act(Action::Elements(ElementsAction::Refresh(tab.id)));
            }
        }
        if let Some(set) = table.set.value() {
            completeness(ui, cx, set);
        }
        ui.with_layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = tokens.size.gap_8;
            trail(ui, cx, table);
        });
    });
}

/// "8,412 of 8,412 objects": everything that was asked for is here; otherwise the amber that says what is not.
fn completeness(ui: &mut Ui, cx: &ViewCtx<'_>, set: &ElementSet) {
    let tokens = &cx.tokens;
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let facts = &set.facts;
    let whole = facts.is_complete();
    let elements = words::elements(set.elements.rows(false).len(), false);
    let words = if whole {
        format!("{elements}, all {} objects here", format::count(facts.received as u64))
    } else {
        format!(
            "{elements}, {} of {} objects here",
            format::count(facts.received as u64),
            format::count(facts.asked as u64)
        )
    };
    let narrow = ui.ctx().content_rect().width() < super::WIDE;
    let shown = if narrow { &elements } else { &words };
    let galley = line(ui.painter(), shown, &font.secondary, color.text_subdued);
    let wanted = vec2(size.icon + size.gap_8 + galley.size().x, size.button_small);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
    let (mark, tint) =
        if whole { (Icon::CircleCheck, color.success) } else { (Icon::TriangleAlert, color.warning) };
    paint_icon(ui.painter(), mark, rect.left_center() + vec2(size.icon / 2.0, 0.0), size.icon, tint);
    left(ui.painter(), rect.left() + size.icon + size.gap_8, rect, galley);
    let exact = format!(
        "{words}\nAsked for {}, received {}, {} missing\nLoaded {} in {} from {}",
        format::count(facts.asked as u64),
        format::count(facts.received as u64),
        format::count(facts.missing.len() as u64),
        format::exact_time(facts.at),
        format::duration(facts.took),
        display_name(&facts.server),
    );
    tooltip(response, &exact);
}

fn trail(ui: &mut Ui, cx: &mut ViewCtx<'_>, table: &ElementsTab) {
    let tokens = cx.tokens.clone();
    let (size, color) = (&tokens.size, &tokens.color);
    icon(ui, Icon::Box, size.icon, color.icon);
    let facts = table.set.value().map(|set| &set.facts);
    let project = facts.and_then(|facts| facts.project.clone());
    let Some(project) = project else {
        let title = table.target.as_ref().map(|target| target.title.as_str()).unwrap_or_default();
        words_of(ui, cx, title, true);
        return;
    };
    let Some(target) = &table.target else { return };
    let open = ui.add(Button::ghost(&display_name(&project)).small());
    if open.clicked() {
        let (account, project) = (target.account.clone(), target.project.clone());
        cx.act(Action::Browse(BrowseAction::OpenProject(account, project)));
    }
    let sources = facts.map(|facts| facts.sources.as_slice()).unwrap_or_default();
    match sources {
        [one] => {
            if let Some(model) = &one.model {
                icon(ui, Icon::ChevronRight, size.icon_small, color.icon);
                let message = one.message.as_deref().unwrap_or_default();
                let most = if message.is_empty() { 1.0 } else { 0.5 };
                ui.scope(|ui| {
                    ui.set_max_width(ui.available_width() * most);
                    words_of(ui, cx, model, false);
                });
            }
            icon(ui, Icon::ChevronRight, size.icon_small, color.icon);
            words_of(ui, cx, one.message.as_deref().unwrap_or("No message"), true);
        }
        many => {
            icon(ui, Icon::ChevronRight, size.icon_small, color.icon);
            words_of(ui, cx, &format!("{} models together", many.len()), true);
        }
    }
}

/// One crumb: the last one is text, those before step back; models are cut at the front.
fn words_of(ui: &mut Ui, cx: &ViewCtx<'_>, text: &str, last: bool) {
    let tokens = &cx.tokens;
    let text = display_name(text);
    let font = if last { &tokens.font.secondary_medium } else { &tokens.font.secondary };
    let tone = if last { tokens.color.text } else { tokens.color.text_subdued };
    let at = if last { Cut::End } else { Cut::Front };
    let (galley, was_cut) = cut(ui.painter(), &text, (font, tone), ui.available_width(), at);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x, tokens.size.button_small), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    left(ui.painter(), rect.left(), rect, galley);
    if was_cut {
        tooltip(response, &text);
    }
}
