//! The variables below the operation: as a form or as text, with named sets of values.

mod controls;
mod form;
mod ids;
mod sets;

use eframe::egui::Ui;

use super::{completing, finding, headers, problems};
use crate::app::{Action, Tab, TextOf, VariablesAction, VariablesView};
use crate::ui::context::ViewCtx;
use crate::ui::editor::{self, Language};
use crate::ui::layout::{cut_top, from_right, region, row};
use crate::ui::theme::Icon;
use crate::ui::widgets::{IconButton, segment};

pub use form::FormView;
pub use sets::name_dialog;

/// Draws the variables into their region. Whether their text was edited.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) -> bool {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let head = cut_top(&mut rest, tokens.size.tool_row_second);
    region(ui, "variables head", head, tokens.color.bg_content, |ui| head_row(ui, cx, tab));
    if !tab.variables_open {
        return false;
    }
    if tab.headers_shown {
        region(ui, "headers", rest, tokens.color.bg_content, |ui| headers::ui(ui, cx, tab));
        return false;
    }
    match tab.kept.view {
        VariablesView::Form => {
            region(ui, "variables form", rest, tokens.color.bg_content, |ui| form::ui(ui, cx, tab));
            false
        }
        VariablesView::Json => {
            finding::bar(ui, cx, tab, (TextOf::Variables, &mut rest));
            region(ui, "variables text", rest, tokens.color.bg_content, |ui| text(ui, cx, tab))
        }
    }
}

fn head_row(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let tokens = cx.tokens.clone();
    let head = ui.max_rect();
    row(ui, head, &tokens, |ui| {
        headers::switch(ui, cx, tab);
        if tab.variables_open && !tab.headers_shown {
            let views = [VariablesView::Form, VariablesView::Json];
            let open = views.iter().position(|view| *view == tab.kept.view).unwrap_or_default();
            if let Some(view) = segment(ui, "Variables as", &["Form", "JSON"], open, false)
                .and_then(|chosen| views.get(chosen))
            {
                cx.act(Action::Variables(VariablesAction::ShowAs(tab.id, *view)));
            }
        }
        from_right(ui, |ui| {
            let (icon, name) = if tab.variables_open {
                (Icon::ChevronDown, "Fold the variables")
            } else {
                (Icon::ChevronRight, "Unfold the variables")
            };
            if ui.add(IconButton::new(icon, name)).clicked() {
                cx.act(Action::ShowVariables(tab.id, !tab.variables_open));
            }
            if !tab.headers_shown {
                sets::picker(ui, cx, tab);
            }
        });
    });
}

fn text(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) -> bool {
    let jumped = problems::takes_keyboard(cx, tab.id, TextOf::Variables);
    completing::before(ui, cx, tab, TextOf::Variables);
    let Some(texts) = cx.buffers.get_mut(tab.id) else { return false };
    let view = cx.views.tabs.entry(tab.id).or_default();
    let current = tab.checked.1 == texts.variables.revision();
    let options = editor::Options {
        problems: if current { &tab.variable_problems } else { &[] },
        hint: "{ }",
        zoom: cx.state.settings.editor_zoom,
        wrap: cx.state.settings.editor_wrap,
        found: tab.writing.find.hits(TextOf::Variables, &texts.variables),
        ..editor::Options::new(finding::editor_id(tab.id, TextOf::Variables), "Variables", Language::Json)
    };
    finding::folds(tab, TextOf::Variables, (&mut view.finding, &mut view.variables));
    let shown = editor::show(ui, &mut view.variables, &mut texts.variables, options);
    finding::after(cx, &shown);
    completing::after(ui, cx, (tab, TextOf::Variables), &shown);
    if jumped {
        shown.response.request_focus();
    }
    shown.changed
}
