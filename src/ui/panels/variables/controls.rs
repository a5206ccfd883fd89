//! The control of one value: a field, a choice, yes or no, or the way into a list or an object.

use dapple_data::jsonc::Step;
use dapple_data::schema::{Choice, Control, FormRow, Given, empty_item, json_of, spoken};
use eframe::egui::Ui;

use super::form::{FormView, deprecated_mark, subdued};
use super::ids;
use crate::app::{Action, Tab, VariablesAction, VariablesView};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Button, FieldButton, MenuItem, TextField, menu, segment};

/// Draws the control of a row into the room there is.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, view: &mut FormView, (tab, row): (&Tab, &FormRow)) {
    match (&row.control, &row.given) {
        (_, Given::Long) => {
            if ui.add(Button::ghost("A long text: change it in the JSON").small()).clicked() {
                cx.act(Action::Variables(VariablesAction::ShowAs(tab.id, VariablesView::Json)));
            }
        }
        (Control::Boolean, _) => boolean(ui, cx, tab, row),
        (Control::Enum(choices), _) => choice(ui, cx, (tab, row), choices),
        (Control::List, _) => list(ui, cx, tab, row),
        (Control::Object, given) => object(ui, cx, (tab, row), given),
        (Control::Id(thing), _) => ids::ui(ui, cx, view, (tab, row), *thing),
        (Control::Json, Given::List(_) | Given::Object(_)) => {
            if ui.add(Button::ghost("Change it in the JSON").small()).clicked() {
                cx.act(Action::Variables(VariablesAction::ShowAs(tab.id, VariablesView::Json)));
            }
        }
        (Control::Text | Control::Number | Control::Date | Control::Json, _) => {
            field(ui, cx, view, (tab, row));
        }
    }
}

/// Gives the value of a row this JSON.
pub fn give(cx: &mut ViewCtx<'_>, (tab, row): (&Tab, &FormRow), json: String) {
    cx.act(Action::Variables(VariablesAction::Set(tab.id, row.path.clone(), json)));
}

/// What the text gives, as it stands in a field.
pub fn written(row: &FormRow) -> String {
    match (&row.given, &row.control) {
        (Given::Text(text), Control::Json) => serde_json::Value::from(text.as_str()).to_string(),
        (Given::Text(text) | Given::Number(text), _) => text.clone(),
        (Given::Bool(on), _) => on.to_string(),
        _ => String::new(),
    }
}

/// What stands in an empty field: why it is empty.
pub fn hint(row: &FormRow) -> String {
    match (&row.given, &row.default) {
        (Given::Null, _) => "null".to_owned(),
        (Given::Absent, Some(default)) => format!("default {default}"),
        (Given::Text(_), _) => "empty".to_owned(),
        (_, _) if row.control == Control::Date => "2026-11-23T12:00:00Z".to_owned(),
        (Given::Absent, None) => "not given".to_owned(),
        _ => String::new(),
    }
}

/// A field of one line.
fn field(ui: &mut Ui, cx: &mut ViewCtx<'_>, view: &mut FormView, (tab, row): (&Tab, &FormRow)) {
    let drafted = view.draft.as_ref().filter(|(path, _)| *path == row.path).map(|(_, text)| text.clone());
    let mut text = drafted.unwrap_or_else(|| written(row));
    let (name, hint) = (spoken(&row.path), hint(row));
    let number = row.control == Control::Number;
    let wrong = row.problem.is_some() || (!text.is_empty() && json_of(&row.control, &text).is_err());
    let mut field = TextField::new(&mut text, &name).medium().placeholder(&hint);
    field = field.error(wrong.then_some(""));
    if row.control != Control::Text {
        field = field.mono();
    }
    if number {
        field = field.width(cx.tokens.size.variable_number);
    }
    let shown = field.show(ui).response;
    if shown.gained_focus() {
        shown.scroll_to_me(None);
    }
    if shown.changed() {
        view.draft = Some((row.path.clone(), text.clone()));
        match json_of(&row.control, &text) {
            Ok(Some(json)) => give(cx, (tab, row), json),
            Ok(None) if row.item.is_none() => {
                cx.act(Action::Variables(VariablesAction::Remove(tab.id, row.path.clone())));
            }
            // An item without a value waits for one; text that is no JSON is not taken.
            Ok(None) | Err(_) => {}
        }
    } else if shown.lost_focus() {
        view.draft.take_if(|(path, _)| *path == row.path);
    }
    if number
        && row.given != Given::Absent
        && let Some(default) = &row.default
    {
        subdued(ui, &cx.tokens, &format!("default {default}"));
    }
}

/// Yes, no, and where the type allows it null.
fn boolean(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, row: &FormRow) {
    let parts = ["true", "false", "null"];
    let parts = if row.nullable { &parts[..] } else { &parts[..2] };
    let open = match row.given {
        Given::Bool(true) => 0,
        Given::Bool(false) => 1,
        Given::Null => 2,
        _ => parts.len(),
    };
    if let Some(part) = segment(ui, &spoken(&row.path), parts, open, false).and_then(|at| parts.get(at)) {
        give(cx, (tab, row), (*part).to_owned());
    }
    match (&row.given, &row.default) {
        (Given::Absent, Some(default)) => subdued(ui, &cx.tokens, &format!("default {default}")),
        (Given::Absent, None) => subdued(ui, &cx.tokens, "not given"),
        _ => {}
    }
}

/// One of the values of an enum. One that the enum does not have stands there all the same.
fn choice(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, row): (&Tab, &FormRow), choices: &[Choice]) {
    let given = written(row);
    let shown = if given.is_empty() { hint(row) } else { given.clone() };
    let name = spoken(&row.path);
    let old = choices.iter().find(|choice| choice.name == given).is_some_and(|choice| choice.deprecated);
    let mark = if old { cx.tokens.size.icon + cx.tokens.size.gap_8 } else { 0.0 };
    let width = ui.available_width() - mark;
    let response = ui.add(FieldButton::choice(&name, &shown).width(width));
    if old {
        deprecated_mark(ui, &cx.tokens);
    }
    menu(&response, |ui| {
        for choice in choices {
            let item = MenuItem::new(&choice.name).keys(if choice.deprecated { "deprecated" } else { "" });
            let item = if choice.name == given { item.icon(Icon::Check) } else { item };
            if ui.add(item).clicked() {
                let json = serde_json::Value::from(choice.name.as_str()).to_string();
                cx.actions.push(Action::Variables(VariablesAction::Set(tab.id, row.path.clone(), json)));
            }
        }
    });
}

/// How many items there are, and one more.
fn list(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, row: &FormRow) {
    let count = match row.given {
        Given::List(count) => count,
        _ => 0,
    };
    let words = match (&row.given, count) {
        (Given::List(_), 0) => "empty".to_owned(),
        (Given::List(_), 1) => "1 item".to_owned(),
        (Given::List(_), n) => format!("{n} items"),
        _ => hint(row),
    };
    subdued(ui, &cx.tokens, &words);
    let name = format!("Add to {}", spoken(&row.path));
    if ui.add(Button::secondary(&name).small().icon(Icon::Plus)).clicked() {
        let mut path = row.path.clone();
        path.push(Step::Item(count));
        let json = empty_item(&row.type_text).to_owned();
        cx.act(Action::Variables(VariablesAction::Set(tab.id, path, json)));
    }
}

/// Its fields follow as rows; one that is not there can be added.
fn object(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, row): (&Tab, &FormRow), given: &Given) {
    if let Given::Object(count) = given {
        let words = if *count == 1 { "1 field given".to_owned() } else { format!("{count} fields given") };
        return subdued(ui, &cx.tokens, &words);
    }
    subdued(ui, &cx.tokens, &hint(row));
    let name = format!("Add {}", spoken(&row.path));
    if ui.add(Button::secondary(&name).small().icon(Icon::Plus)).clicked() {
        give(cx, (tab, row), "{}".to_owned());
    }
}
