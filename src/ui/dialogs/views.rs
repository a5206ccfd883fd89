//! Named views of element tables: give one a name, another name, or remove it.

use dapple_data::ids::display_name;
use eframe::egui::{Context, Id, Label, RichText};

use crate::app::{Action, ElementsAction, ViewAction, ViewDialog};
use crate::ui::context::ViewCtx;
use crate::ui::widgets::{Button, TextField, dialog, dialog_footer};

/// Draws the dialog.
pub fn ui(ctx: &Context, cx: &mut ViewCtx<'_>, asked: &ViewDialog) {
    match asked {
        ViewDialog::Save { tab, name } => {
            let subtitle = "Columns, filters, order, groups and sums, for any version";
            let words = (("Save this view", subtitle), "Save view");
            let done = name_it(ctx, cx, words, (None, name));
            if let Some(name) = done {
                act(cx, ViewAction::Save(*tab, name));
            }
        }
        ViewDialog::Rename { id, name } => {
            let shown = display_name(name);
            let words = (("Rename the view", shown.as_ref()), "Rename");
            if let Some(name) = name_it(ctx, cx, words, (Some(*id), name)) {
                act(cx, ViewAction::Rename(*id, name));
            }
        }
        ViewDialog::Delete { id, name } => delete(ctx, cx, *id, name),
    }
}

fn act(cx: &mut ViewCtx<'_>, action: ViewAction) {
    cx.act(Action::Elements(ElementsAction::View(action)));
}

/// Asks for a name. `renamed` is the view that has it now. Gives the name when it is done.
fn name_it(
    ctx: &Context,
    cx: &mut ViewCtx<'_>,
    ((title, subtitle), verb): ((&str, &str), &str),
    (renamed, name): (Option<u64>, &str),
) -> Option<String> {
    let id = Id::unique("name of a view");
    let mut text = ctx.data(|data| data.get_temp::<String>(id)).unwrap_or_else(|| name.to_owned());
    let mut done = None;
    let shown = dialog(ctx, title, subtitle, |ui| {
        let views = &cx.state.element_tables.views;
        let taken = views.iter().any(|view| view.name == text.trim() && Some(view.id) != renamed);
        let clash = (taken && renamed.is_some()).then_some("Another view has this name");
        let field =
            TextField::new(&mut text, "Name").label().placeholder("Wall volumes by level").error(clash);
        let field = field.show(ui);
        cx.views.focus.begin_with(&field.response);
        if taken && renamed.is_none() {
            let words = "The view of this name is replaced";
            ui.add(Label::new(RichText::new(words).color(cx.tokens.color.text_subdued)));
        }
        let ready = !text.trim().is_empty() && clash.is_none();
        dialog_footer(ui, "", |ui| {
            if ui.add_enabled(ready, Button::primary(verb)).clicked() || (field.submitted && ready) {
                done = Some(true);
            }
            if ui.add(Button::ghost("Cancel")).clicked() {
                done = Some(false);
            }
        });
    });
    let done = done.or(shown.closed.then_some(false));
    if done.is_none() {
        ctx.data_mut(|data| data.insert_temp(id, text.clone()));
    } else {
        ctx.data_mut(|data| data.remove_temp::<String>(id));
    }
    if done == Some(false) {
        cx.act(Action::CloseDialog);
    }
    done.filter(|yes| *yes).map(|_| text)
}

/// Asks before a view goes: it is a person's own work.
fn delete(ctx: &Context, cx: &mut ViewCtx<'_>, id: u64, name: &str) {
    let shown = dialog(ctx, "Delete the view", &display_name(name), |ui| {
        let words = "Tables that are looked at this way stay as they are";
        ui.add(Label::new(RichText::new(words).color(cx.tokens.color.text_subdued)).wrap());
        dialog_footer(ui, "", |ui| {
            if ui.add(Button::danger("Delete view")).clicked() {
                act(cx, ViewAction::Delete(id));
            }
            let cancel = ui.add(Button::ghost("Cancel"));
            cx.views.focus.begin_with(&cancel);
            if cancel.clicked() {
                cx.act(Action::CloseDialog);
            }
        });
    });
    if shown.closed {
        cx.act(Action::CloseDialog);
    }
}
