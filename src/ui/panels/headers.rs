//! Headers of a person's own below the operation: one row each, with what is wrong with it.

use eframe::egui::{Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::app::{Action, HeaderRow, HeadersAction, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::paint::left;
use crate::ui::widgets::{Button, CheckBox, Cut, IconButton, TextField, cut, segment};

/// Share of a row that the name takes.
const NAME_SHARE: f32 = 0.36;

/// Variables or headers: the title of the region below the operation.
pub fn switch(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let on = tab.headers.iter().filter(|row| row.on && !row.name.trim().is_empty()).count();
    let headers = if on == 0 { "Headers".to_owned() } else { format!("Headers {on}") };
    let open = usize::from(tab.headers_shown);
    if let Some(chosen) = segment(ui, "Below the operation", &["Variables", &headers], open, false) {
        cx.act(Action::Headers(HeadersAction::Show(tab.id, chosen == 1)));
    }
}

/// Draws the rows into their region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let tokens = cx.tokens.clone();
    let size = &tokens.size;
    ScrollArea::vertical().id_salt(("headers", tab.id)).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        for (at, row) in tab.headers.iter().enumerate() {
            let word = row.problem().or_else(|| row.is_secret().then_some(SECRET));
            let tall = size.variable_row + if word.is_some() { size.line } else { 0.0 };
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), tall), Sense::hover());
            one(ui, cx, (tab, at, row), rect);
            if let Some(word) = word {
                let tint = if row.problem().is_some() {
                    tokens.color.danger_text
                } else {
                    tokens.color.text_subdued
                };
                let from = rect.left() + size.row_padding + size.check_box + size.gap_8;
                let below =
                    Rect::from_min_max(pos2(from, rect.top() + size.variable_row - size.gap_4), rect.max);
                let room = below.width() - size.row_padding;
                let (words, _) = cut(ui.painter(), word, (&tokens.font.secondary, tint), room, Cut::End);
                left(ui.painter(), below.left(), below, words);
                let spot =
                    ui.interact(below, ui.make_persistent_id(("header word", tab.id, at)), Sense::hover());
                spot.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
            }
        }
        ui.add_space(size.gap_4);
        ui.horizontal(|ui| {
            ui.add_space(size.row_padding);
            if ui.add(Button::ghost("Add a header").small().icon(Icon::Plus)).clicked() {
                cx.act(Action::Headers(HeadersAction::Add(tab.id)));
            }
        });
    });
}

/// What is said of a value that may be a secret.
const SECRET: &str = "It looks like a secret: it is sent, and not kept when Dapple closes";

fn one(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, at, row): (&Tab, usize, &HeaderRow), rect: Rect) {
    let size = &cx.tokens.size;
    let upper = rect.with_max_y(rect.top() + size.variable_row).shrink2(vec2(size.row_padding, 0.0));
    let builder = UiBuilder::new()
        .id_salt(("header", tab.id, at))
        .max_rect(upper)
        .layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center));
    let mut edited = row.clone();
    let mut removed = false;
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = size.gap_8;
        let number = at + 1;
        let sent = format!("Send header {number}");
        if ui.add(CheckBox::bare(edited.on, &sent)).clicked() {
            edited.on = !edited.on;
        }
        let room = ui.available_width() - size.icon_button - 2.0 * size.gap_8;
        let name = (room * NAME_SHARE).round();
        let field = format!("Name of header {number}");
        TextField::new(&mut edited.name, &field)
            .small()
            .mono()
            .placeholder("X-Request-Id")
            .width(name)
            .show(ui);
        let field = format!("Value of header {number}");
        let value = (room - name).max(size.column_least);
        TextField::new(&mut edited.value, &field).small().mono().placeholder("Value").width(value).show(ui);
        removed = ui.add(IconButton::new(Icon::X, &format!("Remove header {number}"))).clicked();
    });
    if removed {
        cx.act(Action::Headers(HeadersAction::Remove(tab.id, at)));
    } else if edited != *row {
        cx.act(Action::Headers(HeadersAction::Set(tab.id, at, edited)));
    }
}
