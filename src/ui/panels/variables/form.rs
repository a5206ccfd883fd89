//! The form: one row a value, 36 high, with name, type and the control that its type asks for.

use std::collections::HashSet;

use dapple_data::jsonc::Step;
use dapple_data::schema::{Control, FormRow, Given};
use eframe::egui::{Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::controls;
use super::ids::Chooser;
use crate::app::{Action, Tab, VariablesAction, VariablesView};
use crate::ui::context::ViewCtx;
use crate::ui::theme::{Icon, Tokens, paint_icon};
use crate::ui::widgets::paint::{left, line};
use crate::ui::widgets::{Alert, Cut, IconButton, MenuItem, Tone, cut, menu, menu_line, tooltip};

/// What the form of a tab remembers while it is looked at.
#[derive(Default)]
pub struct FormView {
    /// Lists and objects whose rows are hidden.
    folded: HashSet<Vec<Step>>,
    /// The field that is being typed in, and its text.
    pub draft: Option<(Vec<Step>, String)>,
    /// The list of known things under an id.
    pub chooser: Chooser,
}

/// Draws the form into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let tokens = cx.tokens.clone();
    if let Some(problem) = &tab.form.broken {
        return broken(ui, cx, tab, &problem.message);
    }
    if tab.form.rows.is_empty() {
        let words = match tab.chosen() {
            Some(_) => "This operation has no variables",
            None => "The variables of the operation are filled in here",
        };
        return note(ui, &tokens, words);
    }
    let mut view = std::mem::take(&mut cx.views.tab(tab.id).form);
    ScrollArea::vertical().id_salt(("form", tab.id)).auto_shrink(false).show_viewport(ui, |ui, seen| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        let top = ui.max_rect().top();
        let mut y = 0.0;
        // One row more than is seen on both sides, so that the Tab key finds the next one.
        let near = seen.y_range().expand(tokens.size.variable_row * 2.0);
        let mut hidden: Option<usize> = None;
        for row in &tab.form.rows {
            if hidden.is_some_and(|depth| row.depth() > depth) {
                continue;
            }
            hidden = view.folded.contains(&row.path).then(|| row.depth());
            let height = height(row, &tokens);
            if near.contains(y) || near.contains(y + height) {
                let at = pos2(ui.max_rect().left(), top + y);
                let rect = Rect::from_min_size(at, vec2(ui.max_rect().width(), height));
                one(ui, cx, &mut view, (tab, row), rect);
            }
            y += height;
        }
        ui.allocate_space(vec2(ui.available_width(), y));
        if tab.form.more > 0 {
            note(ui, &tokens, &format!("{} more values are in the JSON", tab.form.more));
        }
    });
    cx.views.tab(tab.id).form = view;
}

/// 36, and a line more for what is wrong.
fn height(row: &FormRow, tokens: &Tokens) -> f32 {
    tokens.size.variable_row + if row.problem.is_some() { tokens.size.line } else { 0.0 }
}

fn note(ui: &mut Ui, tokens: &Tokens, words: &str) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), tokens.size.variable_row), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    let words = line(ui.painter(), words, &tokens.font.secondary, tokens.color.text_subdued);
    left(ui.painter(), rect.left() + tokens.size.row_padding, rect, words);
}

/// A text that is no JSON has no rows; the way to mend it is the text.
fn broken(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, message: &str) {
    let inner = ui.max_rect().shrink2(vec2(cx.tokens.size.row_padding, cx.tokens.size.gap_4));
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        let alert = Alert::new(Tone::Warning, "The variables cannot be read").reason(message);
        if alert.buttons(&["Show the JSON"]).show(ui).is_some() {
            cx.act(Action::Variables(VariablesAction::ShowAs(tab.id, VariablesView::Json)));
        }
    });
}

fn one(ui: &mut Ui, cx: &mut ViewCtx<'_>, view: &mut FormView, (tab, row): (&Tab, &FormRow), rect: Rect) {
    let tokens = cx.tokens.clone();
    let size = &tokens.size;
    let upper = rect.with_max_y(rect.top() + size.variable_row);
    let indent = row.depth() as f32 * size.tree_indent;
    let name = Rect::from_min_size(
        pos2(rect.left() + size.row_padding + indent, rect.top()),
        vec2(size.variable_name, size.variable_row),
    );
    label(ui, (row, "name"), name, &tokens);
    let kind = Rect::from_min_size(
        pos2(name.right() + size.gap_8, rect.top()),
        vec2(size.variable_type, size.variable_row),
    );
    label(ui, (row, "type"), kind, &tokens);
    let more = Rect::from_center_size(
        pos2(rect.right() - size.row_padding - size.icon_button / 2.0, upper.center().y),
        vec2(size.icon_button, size.icon_button),
    );
    let room = Rect::from_min_max(
        pos2(kind.right() + size.gap_8, upper.top()),
        pos2(more.left() - size.gap_4, upper.bottom()),
    );
    let builder = UiBuilder::new()
        .id_salt(("variable", &row.path))
        .max_rect(room)
        .layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = size.gap_8;
        twist(ui, view, row);
        controls::ui(ui, cx, view, (tab, row));
    });
    let builder = UiBuilder::new().id_salt(("more", &row.path)).max_rect(more);
    ui.scope_builder(builder, |ui| row_menu(ui, cx, (tab, row)));
    if let Some(problem) = &row.problem {
        let below = Rect::from_min_max(pos2(room.left(), upper.bottom() - size.gap_4), rect.max);
        let look = (&tokens.font.secondary, tokens.color.danger_text);
        let (words, was_cut) = cut(ui.painter(), problem, look, below.width() - size.row_padding, Cut::End);
        left(ui.painter(), below.left(), below, words);
        let spot = ui.interact(below, ui.make_persistent_id(("problem", &row.path)), Sense::hover());
        spot.widget_info(|| WidgetInfo::labeled(Role::Label, true, problem));
        if was_cut {
            tooltip(spot, problem);
        }
    }
}

/// Name and type, cut where they are longer than their column, and then whole under the pointer.
fn label(ui: &mut Ui, (row, part): (&FormRow, &str), rect: Rect, tokens: &Tokens) {
    let (text, font, color) = match part {
        "name" if row.type_text.is_empty() => (&row.name, &tokens.font.code, tokens.color.text_subdued),
        "name" => (&row.name, &tokens.font.code, tokens.color.code_variable),
        _ => (&row.type_text, &tokens.font.mono, tokens.color.text_subdued),
    };
    let (words, was_cut) = cut(ui.painter(), text, (font, color), rect.width(), Cut::End);
    left(ui.painter(), rect.left(), rect, words);
    if was_cut {
        let spot = ui.interact(rect, ui.make_persistent_id((part, &row.path)), Sense::hover());
        tooltip(spot, text);
    }
}

/// Folds the rows below, where there are any.
fn twist(ui: &mut Ui, view: &mut FormView, row: &FormRow) {
    if !matches!(row.given, Given::List(1..) | Given::Object(_)) || row.control == Control::Json {
        return;
    }
    let open = !view.folded.contains(&row.path);
    let (icon, verb) = if open { (Icon::ChevronDown, "Fold") } else { (Icon::ChevronRight, "Unfold") };
    if ui.add(IconButton::new(icon, &format!("{verb} {}", dapple_data::schema::spoken(&row.path)))).clicked()
    {
        if open {
            view.folded.insert(row.path.clone());
        } else {
            view.folded.remove(&row.path);
        }
    }
}

/// What can be done with the value besides giving another one.
fn row_menu(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, row): (&Tab, &FormRow)) {
    let given = row.given != Given::Absent;
    let null = row.nullable && row.given != Given::Null && !row.type_text.is_empty();
    if !given && !null {
        return;
    }
    let name = format!("More for {}", dapple_data::schema::spoken(&row.path));
    let response = ui.add(IconButton::new(Icon::Ellipsis, &name));
    let mut act = |action| cx.actions.push(Action::Variables(action));
    menu(&response, |ui| {
        if let Some((at, count)) = row.item {
            let list: Vec<Step> = row.path.iter().take(row.path.len().saturating_sub(1)).cloned().collect();
            if at > 0 && ui.add(MenuItem::new("Move up").icon(Icon::ArrowUp)).clicked() {
                act(VariablesAction::Swap(tab.id, list.clone(), (at, at - 1)));
            }
            if at + 1 < count && ui.add(MenuItem::new("Move down").icon(Icon::ArrowDown)).clicked() {
                act(VariablesAction::Swap(tab.id, list, (at, at + 1)));
            }
            menu_line(ui);
        }
        if null && ui.add(MenuItem::new("Set to null").icon(Icon::Minus)).clicked() {
            act(VariablesAction::Set(tab.id, row.path.clone(), "null".to_owned()));
        }
        let words = if row.item.is_some() { "Remove" } else { "Leave out" };
        if given && ui.add(MenuItem::new(words).icon(Icon::X)).clicked() {
            act(VariablesAction::Remove(tab.id, row.path.clone()));
        }
    });
}

/// A mark for a value that is not there, where the control itself cannot show it.
pub(super) fn subdued(ui: &mut Ui, tokens: &Tokens, words: &str) {
    let words = line(ui.painter(), words, &tokens.font.secondary, tokens.color.text_subdued);
    let (rect, _) = ui.allocate_exact_size(words.size(), Sense::hover());
    left(ui.painter(), rect.left(), rect, words);
}

/// The mark of something that the server advises against.
pub(super) fn deprecated_mark(ui: &mut Ui, tokens: &Tokens) {
    let side = tokens.size.icon;
    let (rect, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
    paint_icon(ui.painter(), Icon::TriangleAlert, rect.center(), side, tokens.color.warning);
}
