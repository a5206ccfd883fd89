//! The variables of a tab: the form over their text, and named sets of values to choose between.
//!
//! The text is the only truth. A change in the form changes that one value in the text, so that
//! comments, order and layout stay; the form is then made of the text again.

use std::sync::Arc;

use dapple_data::graphql::Problem;
use dapple_data::jsonc::{self, Edit, Step};
use dapple_data::schema::{self, Form};
use serde::{Deserialize, Serialize};

use super::query;
use super::remote::CommandId;
use super::state::{Dialog, Heart, NoticeKind, Outbox};
use super::tabs::TabId;

/// Above this length the form of a text is only made on the pool, not at once.
const SHORT_TEXT: usize = 64 * 1024;

/// How variables are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VariablesView {
    /// One row a value.
    #[default]
    Form,
    /// The text.
    Json,
}

/// Values under a name, for one operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableSet {
    /// The operation they belong to; none for one without a name.
    pub operation: Option<String>,
    /// The name the person gave.
    pub name: String,
    /// The variables, as they were written.
    pub text: String,
}

/// What a tab keeps about its variables besides their text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptVariables {
    pub view: VariablesView,
    /// The sets of all operations of the tab.
    pub sets: Vec<VariableSet>,
    /// The set that was chosen last.
    pub chosen: Option<String>,
}

impl KeptVariables {
    /// The sets of an operation, in the order they were made.
    pub fn of<'a>(&'a self, operation: Option<&'a str>) -> impl Iterator<Item = &'a VariableSet> {
        self.sets.iter().filter(move |set| set.operation.as_deref() == operation)
    }

    fn position(&self, operation: Option<&str>, name: &str) -> Option<usize> {
        self.sets.iter().position(|set| set.operation.as_deref() == operation && set.name == name)
    }
}

/// A name that is being asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetName {
    pub tab: TabId,
    /// The set that gets another name; none when a new one is saved.
    pub renamed: Option<String>,
}

/// What a person did with variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariablesAction {
    /// Give the value at a path this JSON.
    Set(TabId, Vec<Step>, String),
    /// Leave a value out.
    Remove(TabId, Vec<Step>),
    /// Let two items of the list at a path change places.
    Swap(TabId, Vec<Step>, (usize, usize)),
    ShowAs(TabId, VariablesView),
    /// Put the values of a set into the text.
    UseSet(TabId, String),
    /// Ask for the name of a new set, or a new name.
    AskName(SetName),
    /// Keep the values there are under a name, in place of a set that has it.
    SaveSet(TabId, String),
    RenameSet(TabId, String, String),
    DeleteSet(TabId, String),
}

/// What the world says of variables.
#[derive(Debug)]
pub enum VariablesEvent {
    /// The form over the text that is being checked.
    Form { tab: TabId, form: Form },
}

/// Actions on the variables of a tab.
pub(super) fn update(heart: &mut Heart, action: VariablesAction, now: f64, out: &mut Outbox) {
    use VariablesAction as A;
    match action {
        A::Set(tab, path, json) => {
            change(heart, tab, |text| jsonc::set(text, &path, &json).map(Some), now, out);
        }
        A::Remove(tab, path) => change(heart, tab, |text| jsonc::remove(text, &path), now, out),
        A::Swap(tab, path, items) => {
            change(heart, tab, |text| jsonc::swap(text, &path, items), now, out);
        }
        A::ShowAs(id, view) => {
            if let Some(tab) = heart.state.tab_mut(id) {
                tab.kept.view = view;
                heart.state.touch(now);
            }
        }
        A::AskName(asked) => heart.state.dialog = Some(Dialog::SetName(asked)),
        A::UseSet(tab, name) => use_set(heart, tab, &name, now, out),
        A::SaveSet(tab, name) => save_set(heart, tab, &name, now),
        A::RenameSet(tab, old, new) => rename_set(heart, tab, &old, &new, now),
        A::DeleteSet(id, name) => {
            if let Some(tab) = heart.state.tab_mut(id) {
                let operation = tab.chosen().and_then(|o| o.name.clone());
                if let Some(at) = tab.kept.position(operation.as_deref(), &name) {
                    tab.kept.sets.remove(at);
                }
                tab.kept.chosen.take_if(|chosen| *chosen == name);
                heart.state.touch(now);
            }
        }
    }
}

/// What the world says.
pub(super) fn on_event(heart: &mut Heart, id: CommandId, event: VariablesEvent) {
    let VariablesEvent::Form { tab, form } = event;
    if let Some(tab) = heart.state.tab_mut(tab)
        && tab.checking.awaits(id)
    {
        tab.form = Arc::new(form);
    }
}

/// Changes the text in one place, as a step that can be undone, and makes the form again.
fn change(
    heart: &mut Heart,
    id: TabId,
    make: impl FnOnce(&str) -> Result<Option<Edit>, Problem>,
    now: f64,
    out: &mut Outbox,
) {
    let Some(texts) = heart.buffers.get_mut(id) else { return };
    let text = texts.variables.text();
    match make(&text) {
        Ok(Some(edit)) => {
            let range = texts.variables.chars_of_bytes(&edit.range);
            texts.variables.replace(range, &edit.text);
        }
        Ok(None) => return,
        // The form shows why, and has no rows to change in a text that cannot be read.
        Err(problem) => {
            heart.state.notify(NoticeKind::Warning, problem.message, now);
            return;
        }
    }
    changed(heart, id, now, out);
}

/// The text is another one.
fn changed(heart: &mut Heart, id: TabId, now: f64, out: &mut Outbox) {
    form_again(heart, id);
    heart.state.touch(now);
    query::check(heart, id, now, out);
}

/// Makes the form of a short text at once, so that no frame shows the old value.
fn form_again(heart: &mut Heart, id: TabId) {
    let Some(texts) = heart.buffers.get(id) else { return };
    let text = texts.variables.text();
    let Some(tab) = heart.state.tab(id) else { return };
    let schema = tab.account.as_ref().and_then(|key| heart.state.schema(key)).cloned();
    if text.len() > SHORT_TEXT {
        return;
    }
    let Some(form) = tab.chosen().map(|operation| schema::form(schema.as_deref(), operation, &text)) else {
        return;
    };
    if let Some(tab) = heart.state.tab_mut(id) {
        tab.form = Arc::new(form);
    }
}

fn use_set(heart: &mut Heart, id: TabId, name: &str, now: f64, out: &mut Outbox) {
    let Some(tab) = heart.state.tab_mut(id) else { return };
    let operation = tab.chosen().and_then(|o| o.name.clone());
    let Some(set) = tab.kept.of(operation.as_deref()).find(|set| set.name == name) else { return };
    let text = set.text.clone();
    tab.kept.chosen = Some(name.to_owned());
    if let Some(texts) = heart.buffers.get_mut(id) {
        texts.variables.set_text(&text);
    }
    changed(heart, id, now, out);
}

fn save_set(heart: &mut Heart, id: TabId, name: &str, now: f64) {
    let name = name.trim();
    let Some(texts) = heart.buffers.get(id) else { return };
    let text = texts.variables.text();
    heart.state.dialog.take_if(|dialog| matches!(dialog, Dialog::SetName(_)));
    let Some(tab) = heart.state.tab_mut(id).filter(|_| !name.is_empty()) else { return };
    let operation = tab.chosen().and_then(|o| o.name.clone());
    match tab.kept.position(operation.as_deref(), name).and_then(|at| tab.kept.sets.get_mut(at)) {
        Some(set) => set.text = text,
        None => tab.kept.sets.push(VariableSet { operation, name: name.to_owned(), text }),
    }
    tab.kept.chosen = Some(name.to_owned());
    heart.state.touch(now);
}

fn rename_set(heart: &mut Heart, id: TabId, old: &str, new: &str, now: f64) {
    let new = new.trim();
    heart.state.dialog.take_if(|dialog| matches!(dialog, Dialog::SetName(_)));
    let Some(tab) = heart.state.tab_mut(id).filter(|_| !new.is_empty() && old != new) else { return };
    let operation = tab.chosen().and_then(|o| o.name.clone());
    if tab.kept.position(operation.as_deref(), new).is_some() {
        let words = format!("There is a set called “{new}” already");
        heart.state.notify(NoticeKind::Warning, words, now);
        return;
    }
    let at = tab.kept.position(operation.as_deref(), old);
    if let Some(set) = at.and_then(|at| tab.kept.sets.get_mut(at)) {
        new.clone_into(&mut set.name);
    }
    if tab.kept.chosen.as_deref() == Some(old) {
        tab.kept.chosen = Some(new.to_owned());
    }
    heart.state.touch(now);
}
