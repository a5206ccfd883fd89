//! Looking for a text in the table: a field over the rows, what was found, on and back.

use eframe::egui::{Id, Key, Label, Modifiers, RichText, Ui};

use super::ElementsPanel;
use crate::app::{Action, ElementsAction, ElementsTab, Remote, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::from_right;
use crate::ui::theme::Icon;
use crate::ui::widgets::{IconButton, TextField};

/// Width of the field, points.
const FIELD: f32 = 260.0;

/// Draws the row.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, table, panel): (&Tab, &ElementsTab, &mut ElementsPanel)) {
    let tokens = cx.tokens.clone();
    let act = |cx: &mut ViewCtx<'_>, action| cx.act(Action::Elements(action));
    let id = Id::unique(("find in elements", tab.id));
    let mut text = table.find.text.clone();
    let field = TextField::new(&mut text, "Find in the table").id(id).icon(Icon::Search).small().width(FIELD);
    let shown = field.placeholder("Element ID, name, any value").show(ui);
    if panel.find_asked != table.find.asked {
        panel.find_asked = table.find.asked;
        shown.response.request_focus();
    }
    if text != table.find.text {
        act(cx, ElementsAction::FindText(tab.id, text));
    }
    if shown.submitted {
        let back = ui.input(|input| input.modifiers.shift);
        // The first Enter after typing shows the first row found, which is done already.
        if panel.found_shown(table) {
            act(cx, ElementsAction::FindNext(tab.id, back));
        }
        shown.response.request_focus();
    }
    let escape = shown.response.has_focus() || shown.response.lost_focus();
    if escape && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        act(cx, ElementsAction::ShowFind(tab.id, false));
    }
    let words = words(table);
    ui.add(Label::new(
        RichText::new(words).font(tokens.font.secondary.clone()).color(tokens.color.text_subdued),
    ));
    from_right(ui, |ui| {
        if ui.add(IconButton::new(Icon::X, "Close find")).clicked() {
            act(cx, ElementsAction::ShowFind(tab.id, false));
        }
        if ui.add(IconButton::new(Icon::ArrowDown, "Next row found")).clicked() {
            act(cx, ElementsAction::FindNext(tab.id, false));
        }
        if ui.add(IconButton::new(Icon::ArrowUp, "Previous row found")).clicked() {
            act(cx, ElementsAction::FindNext(tab.id, true));
        }
    });
}

impl ElementsPanel {
    /// Whether what was found has been on the screen: Enter goes on then.
    fn found_shown(&mut self, table: &ElementsTab) -> bool {
        matches!(table.find.found, Remote::Ready { .. })
            && self.found.replace(table.find.text.clone()).as_ref() == Some(&table.find.text)
    }
}

fn words(table: &ElementsTab) -> String {
    match &table.find.found {
        Remote::Failed { error, .. } => error.title.clone(),
        Remote::Loading { .. } => "Looking…".to_owned(),
        found => match found.value() {
            None => String::new(),
            Some(found) => {
                let away = match found.filtered_away {
                    0 => String::new(),
                    n => format!(", {} more in rows that are filtered away", format::count(n as u64)),
                };
                match found.count() {
                    0 if away.is_empty() => "No row has it".to_owned(),
                    0 => format!("No row shown has it{away}"),
                    n => format!(
                        "{} of {}{away}",
                        format::count(table.find.at as u64 + 1),
                        format::count(n as u64)
                    ),
                }
            }
        },
    }
}
