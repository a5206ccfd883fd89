//! The list beside the tabs: operations of this document, open files to come back to, starters.

use dapple_data::graphql::OperationKind;
use dapple_data::speckle::STARTERS;
use eframe::egui::{ScrollArea, Ui};

use super::saved;
use crate::app::{Action, TabKind};
use crate::ui::commands::with_keys;
use crate::ui::context::ViewCtx;
use crate::ui::layout::{cut_top, region};
use crate::ui::theme::Icon;
use crate::ui::widgets::{Chosen, IconButton, ListRow, panel_title, section_label};

/// Draws the side list into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    let mut rest = ui.max_rect();
    let title = cut_top(&mut rest, tokens.size.panel_title);
    region(ui, "title", title, tokens.color.bg_panel, |ui| head(ui, cx));
    region(ui, "list", rest, tokens.color.bg_panel, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            operations(ui, cx);
            saved::section(ui, cx);
            starter_list(ui);
            for (index, starter) in STARTERS.iter().enumerate() {
                let row = ui.add(ListRow::new(starter.title));
                if row.clicked() {
                    cx.act(Action::OpenStarter(index));
                }
            }
        });
    });
}

fn head(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let rect = ui.max_rect();
    panel_title(ui, "Query", "");
    crate::ui::layout::row(ui, rect, &cx.tokens.clone(), |ui| {
        crate::ui::layout::from_right(ui, |ui| {
            if ui.add(IconButton::new(Icon::Plus, &with_keys("New query", "New query"))).clicked() {
                cx.act(Action::NewTab);
            }
            let api = with_keys("Show the API beside the query", "Show the API beside the query");
            if ui.add(IconButton::new(Icon::Workflow, &api)).clicked() {
                cx.act(Action::Explorer(crate::app::ExplorerAction::BesideQuery(true)));
            }
            if ui
                .add(IconButton::new(Icon::Folder, &with_keys("Open a saved answer", "Open a saved answer…")))
                .clicked()
            {
                cx.act(Action::OpenFile);
            }
        });
    });
}

fn operations(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let Some(tab) = cx.state.current().filter(|t| t.kind == TabKind::Query) else { return };
    if tab.outline.is_empty() {
        return;
    }
    section_label(ui, "In this document", "", true);
    let chosen = tab.chosen().map(|o| o.range.start);
    for operation in &tab.outline {
        let open = chosen == Some(operation.range.start);
        let name = operation.name.as_deref().unwrap_or(match operation.kind {
            OperationKind::Query => "Unnamed query",
            OperationKind::Mutation => "Unnamed mutation",
            OperationKind::Subscription | OperationKind::Fragment => "Unnamed subscription",
        });
        let mark = if open { Chosen::Inactive } else { Chosen::No };
        if ui.add(ListRow::new(name).icon(Icon::Play).chosen(mark)).clicked() {
            cx.actions.push(Action::ChooseOperation(tab.id, operation.name.clone()));
        }
    }
}

fn starter_list(ui: &mut Ui) {
    let count = STARTERS.len().to_string();
    section_label(ui, "Starters", &count, false);
}
