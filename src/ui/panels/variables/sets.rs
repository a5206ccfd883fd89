//! Named sets of values: the menu that chooses one, and the dialog that asks for a name.

use dapple_data::ids::display_name;
use eframe::egui::{Context, Id, Ui};

use crate::app::{Action, SetName, Tab, VariablesAction};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Button, MenuItem, TextField, dialog, dialog_footer, menu, menu_line};

/// The button with the chosen set, and its menu.
pub fn picker(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let operation = tab.chosen().and_then(|o| o.name.as_deref());
    let chosen = tab.kept.chosen.as_deref().filter(|name| tab.kept.of(operation).any(|s| s.name == *name));
    let words = display_name(chosen.unwrap_or("Sets of values")).into_owned();
    let button = Button::ghost(&words).small().icon(Icon::Bookmark).icon_after(Icon::ChevronDown);
    let response = ui.add(button);
    let mut act = |action| cx.actions.push(Action::Variables(action));
    menu(&response, |ui| {
        for set in tab.kept.of(operation) {
            let icon = if chosen == Some(set.name.as_str()) { Icon::Check } else { Icon::Bookmark };
            if ui.add(MenuItem::new(&display_name(&set.name)).icon(icon)).clicked() {
                act(VariablesAction::UseSet(tab.id, set.name.clone()));
            }
        }
        if tab.kept.of(operation).next().is_some() {
            menu_line(ui);
        }
        if ui.add(MenuItem::new("Save as a new set…").icon(Icon::Plus)).clicked() {
            act(VariablesAction::AskName(SetName { tab: tab.id, renamed: None }));
        }
        let Some(name) = chosen else { return };
        if ui.add(MenuItem::new("Save into this set").icon(Icon::Download)).clicked() {
            act(VariablesAction::SaveSet(tab.id, name.to_owned()));
        }
        if ui.add(MenuItem::new("Rename this set…").icon(Icon::Braces)).clicked() {
            act(VariablesAction::AskName(SetName { tab: tab.id, renamed: Some(name.to_owned()) }));
        }
        if ui.add(MenuItem::new("Delete this set").icon(Icon::Trash2).danger()).clicked() {
            act(VariablesAction::DeleteSet(tab.id, name.to_owned()));
        }
    });
}

/// Asks for the name of a set.
pub fn name_dialog(ctx: &Context, cx: &mut ViewCtx<'_>, asked: &SetName) {
    let id = Id::unique("set name");
    let before = || asked.renamed.clone().unwrap_or_default();
    let mut text = ctx.data(|d| d.get_temp::<String>(id)).unwrap_or_else(before);
    let (title, verb) = match asked.renamed {
        Some(_) => ("Rename the set of values", "Rename"),
        None => ("Save the values as a set", "Save"),
    };
    let mut done = None;
    let shown = dialog(ctx, title, "Sets belong to the operation and stay with the tab", |ui| {
        let field = TextField::new(&mut text, "Name").label().placeholder("North tower, 50 a page").show(ui);
        cx.views.focus.begin_with(&field.response);
        dialog_footer(ui, "", |ui| {
            let named = !text.trim().is_empty();
            if ui.add_enabled(named, Button::primary(verb)).clicked() || (field.submitted && named) {
                done = Some(true);
            }
            if ui.add(Button::ghost("Cancel")).clicked() {
                done = Some(false);
            }
        });
    });
    let Some(yes) = done.or(shown.closed.then_some(false)) else {
        ctx.data_mut(|d| d.insert_temp(id, text));
        return;
    };
    ctx.data_mut(|d| d.remove_temp::<String>(id));
    cx.act(Action::CloseDialog);
    if yes {
        cx.act(Action::Variables(match &asked.renamed {
            Some(old) => VariablesAction::RenameSet(asked.tab, old.clone(), text),
            None => VariablesAction::SaveSet(asked.tab, text),
        }));
    }
}
