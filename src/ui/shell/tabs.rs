//! The tab strip: one tab a query or file, and a plus.

use dapple_data::ids::display_name;
use eframe::egui::{ScrollArea, Ui};

use crate::app::{Action, SavedAction, TabKind};
use crate::ui::commands::{keys_of, with_keys};
use crate::ui::context::ViewCtx;
use crate::ui::theme::Icon;
use crate::ui::widgets::{IconButton, MenuItem, Tab, context_menu, menu_line};

/// Draws the strip into its region.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    let tokens = cx.tokens.clone();
    ScrollArea::horizontal().auto_shrink([false, true]).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for tab in &cx.state.tabs {
                let icon = match tab.kind {
                    TabKind::Query => Icon::Braces,
                    TabKind::File(_) => Icon::Folder,
                    TabKind::Project => Icon::Layers,
                    TabKind::Elements => Icon::Table2,
                    TabKind::Comparison | TabKind::Differences => Icon::GitCompare,
                };
                let open = cx.state.selected == Some(tab.id);
                let shown = ui
                    .push_id(tab.id, |ui| {
                        Tab::new(&display_name(&tab.title()), open).icon(icon).dirty(tab.unsaved).show(ui)
                    })
                    .inner;
                if shown.closed {
                    cx.actions.push(Action::CloseTab(tab.id));
                } else if shown.response.clicked() {
                    cx.actions.push(Action::SelectTab(tab.id));
                }
                if open && shown.response.gained_focus() {
                    shown.response.scroll_to_me(None);
                }
                context_menu(&shown.response, |ui| {
                    own_menu(ui, cx.actions, tab);
                    if ui.add(MenuItem::new("Close").icon(Icon::X).keys(&keys_of("Close tab"))).clicked() {
                        cx.actions.push(Action::CloseTab(tab.id));
                    }
                    menu_line(ui);
                    if ui.add(MenuItem::new("Close the others")).clicked() {
                        let others = cx.state.tabs.iter().filter(|t| t.id != tab.id);
                        cx.actions.extend(others.map(|t| Action::CloseTab(t.id)));
                    }
                });
            }
            ui.add_space(tokens.size.gap_4);
            if ui.add(IconButton::new(Icon::Plus, &with_keys("New query", "New query"))).clicked() {
                cx.act(Action::NewTab);
            }
        });
    });
}

/// What can be done with a tab besides closing it.
fn own_menu(ui: &mut Ui, actions: &mut Vec<Action>, tab: &crate::app::Tab) {
    if tab.kind == TabKind::Query {
        if ui.add(MenuItem::new("Save").icon(Icon::Bookmark).keys(&keys_of("Save the query"))).clicked() {
            actions.push(Action::Saved(SavedAction::Save(tab.id)));
        }
        if ui.add(MenuItem::new("Duplicate").icon(Icon::Copy)).clicked() {
            actions.push(Action::DuplicateTab(tab.id));
        }
        if ui.add(MenuItem::new("Rename…").icon(Icon::Braces)).clicked() {
            actions.push(Action::Saved(SavedAction::AskTabName(tab.id)));
        }
        menu_line(ui);
    }
}
