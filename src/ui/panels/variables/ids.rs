//! A field for an id: it takes links, and offers projects, models and versions by name.

use std::collections::HashMap;
use std::sync::Arc;

use dapple_data::ids::display_name;
use dapple_data::jsonc::Step;
use dapple_data::schema::{Form, FormRow, spoken};
use dapple_data::speckle::Thing;
use eframe::egui::{Response, ScrollArea, Ui};

use super::controls::{give, hint, written};
use super::form::{FormView, subdued};
use crate::app::{Action, KnownId, Tab, VariablesAction, known_ids, named_beside};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Chosen, FieldButton, IconButton, ListRow, TextField, drop_down};

/// How many known things are listed at once; typing narrows them.
const MOST_SHOWN: usize = 60;

/// What an id is called; `None` where nothing here knows.
type Names = HashMap<(Thing, String), Option<String>>;

/// The list of known things: which field it is open under, and what is looked for.
#[derive(Default)]
pub struct Chooser {
    open: Option<Vec<Step>>,
    /// It was opened in this frame: the keyboard goes to its field.
    fresh: bool,
    typed: String,
    known: Vec<KnownId>,
    /// Names of the ids in a form, looked for once for each form.
    names: Option<(Arc<Form>, Names)>,
}

impl Chooser {
    /// The name of an id, where it is known.
    fn name(&mut self, cx: &ViewCtx<'_>, (tab, row): (&Tab, &FormRow), thing: Thing) -> Option<String> {
        let fresh = self.names.as_ref().is_some_and(|(form, _)| Arc::ptr_eq(form, &tab.form));
        if !fresh {
            self.names = Some((tab.form.clone(), Names::new()));
        }
        let (_, names) = self.names.as_mut()?;
        let id = written(row);
        let find = |id: &str| {
            let within = named_beside(&tab.form, row);
            let known = known_ids(cx.state, tab.account.as_ref()?, thing, within);
            known.into_iter().find(|known| known.id == id).map(|known| known.name)
        };
        names.entry((thing, id.clone())).or_insert_with(|| find(&id)).clone()
    }
}

/// Draws the field of an id.
pub fn ui(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    view: &mut FormView,
    (tab, row): (&Tab, &FormRow),
    thing: Option<Thing>,
) {
    let offered = thing.filter(|thing| *thing != Thing::Object);
    let name = offered.and_then(|thing| view.chooser.name(cx, (tab, row), thing));
    let spoken = spoken(&row.path);
    let id = written(row);
    let typing = view.draft.as_ref().is_some_and(|(path, _)| *path == row.path);
    if let (Some(name), Some(thing), false) = (&name, offered, typing) {
        let name = display_name(name);
        let response = ui.add(FieldButton::choice(&spoken, &name).trailing(&id));
        return chooser(cx, view, (tab, row), (thing, response));
    }
    let step = cx.tokens.size.icon_button + cx.tokens.size.gap_8;
    let width = ui.available_width() - if offered.is_some() { step } else { 0.0 };
    field(ui, cx, view, (tab, row), (thing, width));
    if let Some(thing) = offered {
        let button = format!("Choose a {} for {spoken}", thing.word());
        let response = ui.add(IconButton::new(Icon::ChevronDown, &button));
        chooser(cx, view, (tab, row), (thing, response));
    }
}

fn field(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    view: &mut FormView,
    (tab, row): (&Tab, &FormRow),
    (thing, width): (Option<Thing>, f32),
) {
    let drafted = view.draft.as_ref().filter(|(path, _)| *path == row.path).map(|(_, text)| text.clone());
    let mut text = drafted.unwrap_or_else(|| written(row));
    let (name, hint) = (spoken(&row.path), hint(row));
    let hint = match thing {
        Some(thing) if text.is_empty() => format!("Id or link of a {}", thing.word()),
        _ => hint,
    };
    let field = TextField::new(&mut text, &name).medium().mono().placeholder(&hint).width(width);
    let shown = field.error(row.problem.is_some().then_some("")).show(ui).response;
    if shown.gained_focus() {
        shown.scroll_to_me(None);
    }
    if shown.changed() {
        if let Some(id) = thing.and_then(|thing| thing.id_in(&text)) {
            text = id;
        }
        give(cx, (tab, row), serde_json::Value::from(text.as_str()).to_string());
        view.draft = Some((row.path.clone(), text));
    } else if shown.lost_focus() {
        view.draft.take_if(|(path, _)| *path == row.path);
    }
}

/// The list under the field; open while it is this row's.
fn chooser(
    cx: &mut ViewCtx<'_>,
    view: &mut FormView,
    (tab, row): (&Tab, &FormRow),
    (thing, button): (Thing, Response),
) {
    let chooser = &mut view.chooser;
    let mut open = chooser.open.as_ref() == Some(&row.path);
    if button.clicked() {
        open = !open;
        chooser.typed.clear();
        chooser.fresh = true;
        let within = named_beside(&tab.form, row);
        chooser.known =
            tab.account.as_ref().map(|key| known_ids(cx.state, key, thing, within)).unwrap_or_default();
    }
    let was_open = open;
    let mut taken = None;
    let width = cx.tokens.size.dialog;
    drop_down(&button, &mut open, width, |ui| taken = list(ui, cx, chooser, (thing, &written(row))));
    if let Some(id) = taken {
        open = false;
        let json = serde_json::Value::from(id.as_str()).to_string();
        cx.act(Action::Variables(VariablesAction::Set(tab.id, row.path.clone(), json)));
    }
    if open {
        chooser.open = Some(row.path.clone());
    } else if was_open || chooser.open.as_ref() == Some(&row.path) {
        chooser.open = None;
    }
}

/// What is known, narrowed by what is typed. Gives the id that was taken.
fn list(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    chooser: &mut Chooser,
    (thing, given): (Thing, &str),
) -> Option<String> {
    let placeholder = format!("Name, id or link of a {}", thing.word());
    let field = TextField::new(&mut chooser.typed, "Look for").icon(Icon::Search).placeholder(&placeholder);
    let field = field.show(ui);
    if std::mem::take(&mut chooser.fresh) {
        field.response.request_focus();
    }
    let typed = chooser.typed.trim();
    let low = typed.to_lowercase();
    let fits = |known: &&KnownId| known.name.to_lowercase().contains(&low) || known.id.contains(&low);
    let mut taken = field.submitted.then(|| typed_id(thing, typed, &chooser.known)).flatten();
    ui.spacing_mut().item_spacing.y = 0.0;
    if chooser.known.is_empty() {
        let words = format!("No {} is known here yet. One that is opened in Browse is offered", thing.word());
        subdued(ui, &cx.tokens, &words);
    }
    let height = cx.tokens.size.list_row * 8.0;
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        for known in chooser.known.iter().filter(fits).take(MOST_SHOWN) {
            let mark = if known.id == given { Chosen::Inactive } else { Chosen::No };
            let name = display_name(&known.name);
            if ui.add(ListRow::new(&name).right(&known.id).chosen(mark)).clicked() {
                taken = Some(known.id.clone());
            }
        }
    });
    taken
}

/// What Enter takes: the id in a link, the only thing of that name, or the id as it was typed.
fn typed_id(thing: Thing, typed: &str, known: &[KnownId]) -> Option<String> {
    if typed.is_empty() {
        return None;
    }
    if let Some(id) = thing.id_in(typed) {
        return Some(id);
    }
    let low = typed.to_lowercase();
    let mut named = known.iter().filter(|known| known.name.to_lowercase().contains(&low));
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only.id.clone()),
        _ => Some(typed.to_owned()),
    }
}
